/* test-catalogue: built-in definitions are found, one's own only after they were read and trusted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "kt-catalogue.h"
#include "kt-error.h"
#include "kt-test-util.h"

static const char own[] =
  "{\"format\": 1, \"id\": \"made_up\", \"name\": \"Made Up\", \"aliases\": [\"Invented\"], \"website\": \"https://example.com\","
  " \"documentation\": \"https://example.com/doc\", \"checked_on\": \"2026-11-22\", \"sources\": [\"invented\"],"
  " \"environments\": [{\"id\": \"live\", \"name\": \"Live\", \"kind\": \"live\", \"host\": \"api.example.com\"}],"
  " \"credential\": [{\"id\": \"api_key\", \"name\": \"Key\", \"public\": true}, {\"id\": \"secret\", \"name\": \"Secret\"}],"
  " \"signing\": {\"key_types\": {\"hmac\": {\"signature\": \"hex(hmac_sha256(secret, path))\"}}, \"headers\": {\"K\": \"api_key\", \"S\": \"signature\"}},"
  " \"reply\": {\"ok\": {\"http\": 200}}, \"check\": [{\"id\": \"key\", \"get\": \"/key\", \"rights\": {\"proves\": [\"read\"]}}], \"errors\": []}";

static char *
replace (const char *from, const char *to)
{
  g_auto(GStrv) parts = g_strsplit (own, from, -1);

  return g_strjoinv (to, parts);
}

static void
test_builtin (void)
{
  g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (NULL);
  g_auto(GStrv) ids = kt_catalogue_list (catalogue);
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (g_strv_length (ids), >=, 6);
  for (guint i = 1; ids[i]; i++)
    g_assert_cmpstr (ids[i - 1], <, ids[i]);
  g_assert_true (kt_catalogue_is_builtin (catalogue, "okx"));
  g_assert_false (kt_catalogue_is_builtin (catalogue, "schema"));
  g_assert_true (kt_catalogue_get (catalogue, "okx", NULL) == kt_catalogue_get (catalogue, "okx", NULL));
  g_assert_null (kt_catalogue_get (catalogue, "nowhere", &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_FOUND);
}

static void
test_search (void)
{
  static const struct { const char *text, *first; } rows[] = {
    { "okx", "okx" }, { "OKEX", "okx" }, { " kra ", "kraken" }, { "gdax", "coinbase_exchange" }, { "Huobi", "htx" },
    { "bi", "binance" },
  };
  g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (NULL);
  g_autoptr(GPtrArray) all = kt_catalogue_search (catalogue, "");
  g_autoptr(GPtrArray) none = kt_catalogue_search (catalogue, "no such exchange");

  g_assert_cmpuint (all->len, >=, 6);
  g_assert_cmpuint (none->len, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GPtrArray) found = kt_catalogue_search (catalogue, rows[i].text);

      g_test_message ("%s", rows[i].text);
      g_assert_cmpuint (found->len, >, 0);
      g_assert_cmpstr (kt_exchange_get_id (g_ptr_array_index (found, 0)), ==, rows[i].first);
    }
}

static void
test_trust (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *dir = kt_test_folder_file (folder, "exchanges");
  g_autofree char *path = kt_test_folder_file (folder, "made_up.json");
  g_autofree char *copy = g_build_filename (dir, "made_up.json", NULL);
  g_autofree char *changed = replace ("/key\"", "/keys\"");
  g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (dir);
  g_autoptr(KtExchange) read = NULL;
  g_autoptr(GError) a = NULL, b = NULL, c = NULL, d = NULL;

  kt_test_file_store (path, own, -1);
  read = kt_catalogue_load_custom (catalogue, path, NULL, &a);
  g_assert_no_error (a);
  g_assert_true (kt_exchange_is_custom (read));

  /* Not before it was trusted, and only these bytes. */
  g_assert_null (kt_catalogue_get (catalogue, "made_up", &b));
  g_assert_error (b, KT_ERROR, KT_ERROR_NOT_FOUND);
  g_assert_false (kt_catalogue_trust (catalogue, path, "0000", &c));
  g_assert_error (c, KT_ERROR, KT_ERROR_NOT_ALLOWED);
  g_assert_true (kt_catalogue_trust (catalogue, path, kt_exchange_get_hash (read), NULL));
  g_assert_nonnull (kt_catalogue_get (catalogue, "made_up", NULL));
  g_assert_false (kt_catalogue_is_builtin (catalogue, "made_up"));

  /* A file that was changed afterwards is asked about again. */
  {
    g_autoptr(KtCatalogue) later = kt_catalogue_new (dir);

    g_assert_nonnull (kt_catalogue_get (later, "made_up", NULL));
  }
  kt_test_file_store (copy, changed, -1);
  {
    g_autoptr(KtCatalogue) later = kt_catalogue_new (dir);

    g_assert_null (kt_catalogue_get (later, "made_up", &d));
    g_assert_error (d, KT_ERROR, KT_ERROR_NOT_ALLOWED);
  }
}

static const struct {
  const char *explanation, *from, *to, *path;
} refused[] = {
  { "an id of a built-in one", "\"made_up\"", "\"okx\"", "id" },
  { "a host of a built-in one", "api.example.com", "www.okx.com", "environments" },
  { "a POST", "\"get\": \"/key\"", "\"post\": \"/key\", \"reads_only\": \"me\"", "check[0].post" },
};

static void
test_refused (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *dir = kt_test_folder_file (folder, "exchanges");
  g_autofree char *path = kt_test_folder_file (folder, "made_up.json");
  g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (dir);

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *text = replace (refused[i].from, refused[i].to);
      g_autoptr(GPtrArray) mistakes = NULL;
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", refused[i].explanation);
      kt_test_file_store (path, text, -1);
      g_assert_null (kt_catalogue_load_custom (catalogue, path, &mistakes, &error));
      g_assert_error (error, KT_ERROR, KT_ERROR_INVALID);
      g_assert_cmpstr (((KtMistake *) g_ptr_array_index (mistakes, 0))->path, ==, refused[i].path);
    }
}

static void
test_key_file (void)
{
  static const char file[] =
    "{\"name\": \"organizations/x/apiKeys/y\", \"privateKey\": \"-----BEGIN EC PRIVATE KEY-----\\nMHcC\\n-----END EC PRIVATE KEY-----\\n\"}";
  g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (NULL);
  KtExchange *coinbase = kt_catalogue_get (catalogue, "coinbase", NULL);
  g_autoptr(KtSecret) text = kt_secret_new (file, -1);
  g_autoptr(KtSecret) other = kt_secret_new ("{\"x\": 1}", -1);
  g_autoptr(KtCredential) credential = kt_exchange_read_key_file (coinbase, text, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (kt_exchange_get_key_file (coinbase), ==, "cdp_api_key.json");
  g_assert_cmpstr (kt_secret_peek (kt_credential_get (credential, "api_key"), NULL), ==, "organizations/x/apiKeys/y");
  g_assert_nonnull (strstr (kt_secret_peek (kt_credential_get (credential, "private_key"), NULL), "KEY-----\nMHcC\n"));
  g_assert_null (kt_exchange_read_key_file (coinbase, other, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/catalogue/builtin", test_builtin);
  g_test_add_func ("/catalogue/search", test_search);
  g_test_add ("/catalogue/trust", KtTestFolder, NULL, kt_test_folder_set_up, test_trust, kt_test_folder_tear_down);
  g_test_add ("/catalogue/refused", KtTestFolder, NULL, kt_test_folder_set_up, test_refused, kt_test_folder_tear_down);
  g_test_add_func ("/catalogue/key-file", test_key_file);
  return g_test_run ();
}
