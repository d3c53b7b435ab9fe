/* test-vault.c: what the vault keeps, on a real keyring
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "vault-calls.h"

#include <string.h>

/* Made up. */
#define PEM \
  "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIMade+up/not+a+key\\n0000000000000000000000000000000000\n" \
  "\tand a tab, “quotes”, \\backslashes\\ and = signs\n-----END EC PRIVATE KEY-----\n"

static void
test_round_trips (VaultFixture *fixture, gconstpointer data)
{
  g_autofree char *large = kt_test_random_text (KT_CREDENTIAL_MAX_VALUE);
  char binary[256];
  const struct {
    const char *explanation;
    const char *id;
    const char *bytes;
    int         length;
  } rows[] = {
    { "plain text", "secret", "swordfish", -1 },
    { "one byte", "secret", "x", 1 },
    { "a NUL alone", "secret", "\0", 1 },
    { "every byte there is", "secret", binary, sizeof binary },
    { "a PEM with newlines, tabs and backslashes", "private_key", PEM, -1 },
    { "only blanks and newlines", "passphrase", " \n\r\n ", -1 },
    { "words of all the world", "passphrase", "пароль 密码 ſécrèt 🔑 \xe2\x80\x8b", -1 },
    { "invalid UTF-8", "passphrase", "\xff\xfe\xc0", 3 },
    { "what our own line is made of", "secret", "kt1.secret:c3dvcmRmaXNo.", -1 },
    { "the largest value", "secret", large, KT_CREDENTIAL_MAX_VALUE },
  };

  for (guint i = 0; i < sizeof binary; i++)
    binary[i] = (char) i;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(KtCredential) credential = credential_new ("api_key", "made-up", -1, rows[i].id, rows[i].bytes, rows[i].length, NULL);

      g_test_message ("%s", rows[i].explanation);
      vault_keep (fixture->vault, KEY_ID, i, credential);
    }
}

static void
test_many_fields (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(KtCredential) full = kt_credential_new ();
  g_autoptr(KtCredential) none = kt_credential_new ();
  g_autoptr(KtCredential) bad = credential_new ("facts", "swordfish", -1, NULL);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < KT_CREDENTIAL_MAX_FIELDS; i++)
    {
      g_autofree char *id = g_strdup_printf ("field_%u", i);
      g_autofree char *text = kt_test_random_text (4096);
      g_autoptr(KtSecret) value = kt_secret_new (text, -1);

      kt_credential_set (full, id, value);
    }
  vault_keep (fixture->vault, KEY_ID, 1, full);
  vault_keep (fixture->vault, KEY_ID, 2, none);

  g_assert_false (vault_store (fixture->vault, KEY_ID, 3, bad, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_INVALID);
}

static void
test_nothing_is_overwritten (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(KtCredential) one = credential_simple ("swordfish");
  g_autoptr(KtCredential) two = credential_simple ("other swordfish");
  g_autoptr(GError) error = NULL;

  vault_keep (fixture->vault, KEY_ID, 1, one);
  vault_keep (fixture->vault, KEY_ID, 1, one);
  g_assert_false (vault_store (fixture->vault, KEY_ID, 1, two, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_ALLOWED);
  g_assert_null (strstr (error->message, "swordfish"));
  vault_has (fixture->vault, KEY_ID, 1, one);
  vault_keep (fixture->vault, KEY_ID, 2, two);
  vault_has (fixture->vault, KEY_ID, 1, one);
  g_assert_cmpuint (kt_test_keyring_count (), ==, 2);
}

static void
test_clear (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(GError) error = NULL;

  g_assert_true (vault_mark (fixture->vault, &error));
  vault_keep (fixture->vault, KEY_ID, 1, credential);
  vault_keep (fixture->vault, KEY_ID, 2, credential);
  g_assert_true (vault_clear (fixture->vault, KEY_ID, 1, &error));
  g_assert_no_error (error);
  vault_lacks (fixture->vault, KEY_ID, 1, KT_ERROR, KT_ERROR_NOT_FOUND);
  vault_has (fixture->vault, KEY_ID, 2, credential);
  g_assert_true (vault_clear (fixture->vault, KEY_ID, 1, &error));
  g_assert_no_error (error);
}

static void
test_profiles (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(KtVault) other = kt_vault_new (APP_ID ".Devel", fixture->folder.path);
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = NULL;
  gboolean same = TRUE;

  g_assert_true (vault_mark (fixture->vault, &error));
  vault_keep (fixture->vault, KEY_ID, 1, credential);

  g_assert_true (vault_verify (other, &same, &error));
  g_assert_false (same);
  vault_lacks (other, KEY_ID, 1, KT_ERROR, KT_ERROR_OTHER_KEYRING);
  g_assert_true (vault_mark (other, &error));
  vault_lacks (other, KEY_ID, 1, KT_ERROR, KT_ERROR_NOT_FOUND);
  g_assert_true (vault_clear (other, KEY_ID, 1, &error));
  items = vault_list (other, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 0);
  vault_has (fixture->vault, KEY_ID, 1, credential);
}

static void
test_list (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GError) error = NULL;
  guint generations = 0;

  g_assert_true (vault_mark (fixture->vault, &error));
  for (guint i = 1; i <= 5; i++)
    vault_keep (fixture->vault, KEY_ID, i, credential);
  items = vault_list (fixture->vault, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 5);
  for (guint i = 0; i < items->len; i++)
    {
      KtVaultItem *item = g_ptr_array_index (items, i);

      g_assert_cmpstr (item->key_id, ==, KEY_ID);
      g_assert_cmpstr (item->facts, ==, FACTS);
      generations |= 1u << item->generation;
    }
  g_assert_cmpuint (generations, ==, 0x3e);
}

/* A path that the service has named and behind which there is nothing (any more). */
static void
test_list_while_clearing (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(GAsyncResult) listed = NULL;
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GError) error = NULL;
  GAsyncResult *cleared[5] = { NULL };
  guint n_left = 0;

  g_assert_true (vault_mark (fixture->vault, &error));
  for (guint i = 0; i < 60; i++)
    g_assert_true (vault_store (fixture->vault, KEY_ID, i, credential, &error));

  /* The list has its paths with its first answer; it reads one item after the other, and clearing is done long before its end. */
  kt_vault_list_async (fixture->vault, NULL, kt_test_keep_result, &listed);
  for (guint i = 0; i < G_N_ELEMENTS (cleared); i++)
    kt_vault_clear_async (fixture->vault, KEY_ID, 55 + i, NULL, kt_test_keep_result, &cleared[i]);
  kt_test_await (&listed);
  items = kt_vault_list_finish (fixture->vault, listed, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < items->len; i++)
    n_left += ((KtVaultItem *) g_ptr_array_index (items, i))->generation < 55;
  g_assert_cmpuint (n_left, ==, 55);
  g_assert_cmpuint (items->len, <, 60);

  for (guint i = 0; i < G_N_ELEMENTS (cleared); i++)
    {
      kt_test_await (&cleared[i]);
      g_assert_true (kt_vault_clear_finish (fixture->vault, cleared[i], &error));
      g_assert_no_error (error);
      g_object_unref (cleared[i]);
    }
}

static void
test_fingerprint (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(KtVault) second = kt_vault_new (APP_ID, fixture->folder.path);
  g_autoptr(KtVault) other = kt_vault_new (APP_ID ".Devel", fixture->folder.path);
  g_autoptr(KtCredential) one = credential_new ("api_key", "a", -1, "secret", "bc", -1, NULL);
  g_autoptr(KtCredential) reordered = credential_new ("secret", "bc", -1, "api_key", "a", -1, NULL);
  g_autoptr(KtCredential) shifted = credential_new ("api_key", "ab", -1, "secret", "c", -1, NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *a = vault_fingerprint (fixture->vault, one, &error);
  g_autofree char *b = vault_fingerprint (fixture->vault, reordered, &error);
  g_autofree char *c = vault_fingerprint (fixture->vault, shifted, &error);
  g_autofree char *d = vault_fingerprint (second, one, &error);
  g_autofree char *e = vault_fingerprint (other, one, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (a), ==, 64);
  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (a, !=, c);
  g_assert_cmpstr (a, ==, d);
  g_assert_cmpstr (a, !=, e);
}

/* Two programs that both need the key and both find none: one makes it. */
static void
test_fingerprint_at_once (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(KtVault) second = kt_vault_new (APP_ID, fixture->folder.path);
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(GAsyncResult) one = NULL;
  g_autoptr(GAsyncResult) two = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;

  kt_vault_fingerprint_async (fixture->vault, credential, NULL, kt_test_keep_result, &one);
  kt_vault_fingerprint_async (second, credential, NULL, kt_test_keep_result, &two);
  kt_test_await (&one);
  kt_test_await (&two);
  a = kt_vault_fingerprint_finish (fixture->vault, one, &error);
  g_assert_no_error (error);
  b = kt_vault_fingerprint_finish (second, two, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (a, ==, b);
  g_assert_cmpuint (kt_test_keyring_count (), ==, 1);
}

static void
test_sentinel (VaultFixture *fixture, gconstpointer data)
{
  KtVault *vault = fixture->vault;
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(GError) error = NULL;
  gboolean same = TRUE;

  /* A keyring that knows nothing of us, asked by a ledger that knows keys. */
  g_assert_true (vault_verify (vault, &same, &error));
  g_assert_false (same);
  g_assert_cmpint (kt_vault_get_state (vault), ==, KT_VAULT_OTHER);
  g_assert_false (vault_store (vault, KEY_ID, 1, credential, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_OTHER_KEYRING);
  g_clear_error (&error);
  g_assert_cmpuint (kt_test_keyring_count (), ==, 0);
  vault_lacks (vault, KEY_ID, 1, KT_ERROR, KT_ERROR_OTHER_KEYRING);
  g_assert_false (vault_clear (vault, KEY_ID, 1, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_OTHER_KEYRING);
  g_clear_error (&error);

  /* The person chooses it. */
  g_assert_true (vault_mark (vault, &error));
  g_assert_cmpint (kt_vault_get_state (vault), ==, KT_VAULT_OPEN);
  g_assert_true (vault_verify (vault, &same, &error));
  g_assert_true (same);
  g_assert_cmpstr (kt_vault_get_sentinel (vault), ==, LEDGER_ID);
  vault_keep (vault, KEY_ID, 1, credential);

  /* Somebody puts a new, empty keyring in its place. */
  kt_test_keyring_renew ("test");
  g_assert_false (vault_store (vault, KEY_ID, 2, credential, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_OTHER_KEYRING);
  g_clear_error (&error);
  vault_lacks (vault, KEY_ID, 1, KT_ERROR, KT_ERROR_OTHER_KEYRING);
  g_assert_cmpint (vault_look (vault), ==, KT_VAULT_OTHER);
  g_assert_cmpuint (kt_test_keyring_count (), ==, 0);
}

static void
test_sentinel_of_another_ledger (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(KtVault) other = kt_vault_new (APP_ID, fixture->folder.path);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gboolean same = TRUE;

  g_assert_true (vault_mark (fixture->vault, &error));
  kt_vault_verify_sentinel_async (other, "another made-up ledger", NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  g_assert_true (kt_vault_verify_sentinel_finish (other, result, &same, &error));
  g_assert_false (same);
  g_assert_cmpstr (kt_vault_get_sentinel (other), ==, LEDGER_ID);
  g_clear_object (&result);

  kt_vault_write_sentinel_async (other, "another made-up ledger", NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  g_assert_true (kt_vault_write_sentinel_finish (other, result, &error));
  g_assert_cmpuint (kt_test_keyring_count (), ==, 1);
  g_assert_cmpint (kt_vault_get_state (other), ==, KT_VAULT_OPEN);
  g_assert_true (vault_verify (fixture->vault, &same, &error));
  g_assert_false (same);
}

static void
test_damaged_items (VaultFixture *fixture, gconstpointer data)
{
  const struct {
    const char *explanation;
    const char *content;
    int         code;
  } rows[] = {
    { "written by a newer version", "kt2.secret:c3dvcmRmaXNo", KT_ERROR_NEWER },
    { "somebody's own text", "swordfish", KT_ERROR_DAMAGED },
    { "nothing at all", "", KT_ERROR_DAMAGED },
    { "not base64", "kt1.secret:c3dv cmRm", KT_ERROR_DAMAGED },
    { "cut off in the middle of a part", "kt1.facts:e30=.secret:c3dvcmRmaXN", KT_ERROR_DAMAGED },
    { "a part twice", "kt1.secret:c3dv.secret:c3dv", KT_ERROR_DAMAGED },
    { "a newline at the end", "kt1.secret:c3dvcmRmaXNo\n", KT_ERROR_DAMAGED },
    { "cut off between two parts", "kt1.begin:.api_key:c3dv", KT_ERROR_DAMAGED },
    { "cut off before the first part", "kt1", KT_ERROR_DAMAGED },
    { "something behind the end", "kt1.begin:.api_key:c3dv.end:.secret:c3dv", KT_ERROR_DAMAGED },
  };

  secret_service_disconnect ();
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GHashTable) attributes = kt_vault_attributes_for_key (fixture->vault, KEY_ID, i);
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", rows[i].explanation);
      secret_password_storev_sync (&kt_vault_schema, attributes, SECRET_COLLECTION_DEFAULT, "made up", rows[i].content, NULL, &error);
      g_assert_no_error (error);
      vault_lacks (fixture->vault, KEY_ID, i, KT_ERROR, rows[i].code);
    }
}

/* Wherever a line is cut off it is no credential; least of all one with fewer fields. */
static void
test_cut_off (void)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(KtSecret) more = kt_secret_new ("made-up-passphrase", -1);
  g_autoptr(KtSecret) line = NULL;
  g_autoptr(KtCredential) whole = NULL;
  gsize length;
  const char *text;

  kt_credential_set (credential, "passphrase", more);
  line = kt_vault_line_from_credential (credential, "{}", NULL);
  text = kt_secret_peek (line, &length);
  whole = kt_vault_line_to_credential (line, NULL, NULL);
  g_assert_true (whole && kt_credential_equal (whole, credential));
  for (gsize i = 0; i < length; i++)
    {
      g_autoptr(KtSecret) cut = kt_secret_new (text, (gssize) i);
      g_autoptr(KtCredential) read = NULL;
      g_autoptr(GError) error = NULL;

      read = kt_vault_line_to_credential (cut, NULL, &error);
      if (read)
        g_test_fail_printf ("cut off after %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " bytes it still reads", i, length);
      else
        g_assert_error (error, KT_ERROR, KT_ERROR_DAMAGED);
    }
}

/* Written before lines had an end mark. */
static void
test_old_line (void)
{
  g_autoptr(KtSecret) line = kt_secret_new ("kt1.facts:e30=.api_key:YQ==.secret:c3dvcmRmaXNo", -1);
  g_autofree char *facts = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(KtCredential) credential = kt_vault_line_to_credential (line, &facts, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (facts, ==, "{}");
  g_assert_cmpuint (kt_credential_get_n_fields (credential), ==, 2);
}

/* What the keyring's service leaves when it is killed between making an item and filling it. */
static void
plant (KtVault *vault, const char *kind, const char *content)
{
  g_autoptr(GHashTable) attributes = kt_vault_attributes_for_kind (vault, kind);
  g_autoptr(GError) error = NULL;

  secret_service_disconnect ();
  secret_password_storev_sync (&kt_vault_schema, attributes, SECRET_COLLECTION_DEFAULT, "made up", content, NULL, &error);
  g_assert_no_error (error);
}

static void
test_empty_fingerprint_key (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(KtVault) second = kt_vault_new (APP_ID, fixture->folder.path);
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (vault_mark (fixture->vault, &error));
  plant (fixture->vault, "fingerprint", "");
  one = vault_fingerprint (fixture->vault, credential, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (kt_test_keyring_count (), ==, 2);

  /* And from then on it is kept. */
  kt_test_keyring_restart ("test");
  kt_test_wait_for (!kt_test_keyring_is_locked ());
  two = vault_fingerprint (second, credential, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (one, ==, two);
  g_assert_cmpuint (kt_test_keyring_count (), ==, 2);
}

/* Nothing that has bytes in it is replaced. */
static void
test_damaged_fingerprint_key (VaultFixture *fixture, gconstpointer data)
{
  const struct {
    const char *explanation;
    const char *content;
    int         code;
  } rows[] = {
    { "one blank", " ", KT_ERROR_DAMAGED },
    { "no parts", "kt1", KT_ERROR_DAMAGED },
    { "an empty key", "kt1.key:", KT_ERROR_DAMAGED },
    { "a key that is too short", "kt1.key:c3dvcmRmaXNo", KT_ERROR_DAMAGED },
    { "written by a newer version", "kt2.key:c3dvcmRmaXNo", KT_ERROR_NEWER },
  };
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(GHashTable) attributes = kt_vault_attributes_for_kind (fixture->vault, "fingerprint");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *left = NULL;
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", rows[i].explanation);
      plant (fixture->vault, "fingerprint", rows[i].content);
      g_assert_null (vault_fingerprint (fixture->vault, credential, &error));
      g_assert_error (error, KT_ERROR, rows[i].code);
      left = secret_password_lookupv_sync (&kt_vault_schema, attributes, NULL, NULL);
      g_assert_cmpstr (left, ==, rows[i].content);
    }
}

static void
test_empty_sentinel (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  gboolean same = TRUE;

  plant (fixture->vault, "sentinel", "");
  g_assert_true (vault_verify (fixture->vault, &same, &error));
  g_assert_no_error (error);
  g_assert_false (same);
  g_assert_null (kt_vault_get_sentinel (fixture->vault));
  g_assert_true (vault_mark (fixture->vault, &error));
  g_assert_no_error (error);
  g_assert_true (vault_verify (fixture->vault, &same, &error));
  g_assert_true (same);
  g_assert_cmpuint (kt_test_keyring_count (), ==, 1);

  plant (fixture->vault, "sentinel", "swordfish");
  g_assert_false (vault_verify (fixture->vault, &same, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_DAMAGED);
}

static void
test_many_at_once (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  GAsyncResult *results[200] = { NULL };

  /* From cold: libsecret has no session yet. */
  secret_service_disconnect ();
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    kt_vault_store_async (fixture->vault, KEY_ID, i, credential, FACTS, NULL, kt_test_keep_result, &results[i]);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr(GError) error = NULL;

      kt_test_await (&results[i]);
      kt_vault_store_finish (fixture->vault, results[i], &error);
      g_assert_no_error (error);
      g_object_unref (results[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    vault_has (fixture->vault, KEY_ID, i, credential);
}

static void
test_nothing_tells (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(GHashTable) attributes = kt_vault_attributes_for_key (fixture->vault, KEY_ID, 7);
  g_autoptr(GHashTable) found = NULL;
  g_autofree char *label = NULL;
  GList *items;

  vault_keep (fixture->vault, KEY_ID, 7, credential);
  items = secret_password_searchv_sync (&kt_vault_schema, attributes, SECRET_SEARCH_ALL, NULL, NULL);
  g_assert_cmpuint (g_list_length (items), ==, 1);
  label = secret_retrievable_get_label (items->data);
  g_assert_cmpstr (label, ==, "Keyturn credential 3f1f0e57");
  found = secret_retrievable_get_attributes (items->data);
  g_assert_cmpstr (g_hash_table_lookup (found, "application"), ==, APP_ID);
  g_assert_cmpstr (g_hash_table_lookup (found, "kind"), ==, "credential");
  g_assert_cmpstr (g_hash_table_lookup (found, "key"), ==, KEY_ID);
  g_assert_cmpstr (g_hash_table_lookup (found, "generation"), ==, "7");
  g_list_free_full (items, g_object_unref);
}

#define ADD(path, function) g_test_add (path, VaultFixture, NULL, vault_set_up, function, vault_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/vault/round-trips", test_round_trips);
  ADD ("/vault/many-fields", test_many_fields);
  ADD ("/vault/nothing-is-overwritten", test_nothing_is_overwritten);
  ADD ("/vault/clear", test_clear);
  ADD ("/vault/profiles-apart", test_profiles);
  ADD ("/vault/list", test_list);
  ADD ("/vault/list-while-clearing", test_list_while_clearing);
  ADD ("/vault/fingerprint", test_fingerprint);
  ADD ("/vault/fingerprint-at-once", test_fingerprint_at_once);
  ADD ("/vault/sentinel", test_sentinel);
  ADD ("/vault/sentinel-of-another-ledger", test_sentinel_of_another_ledger);
  ADD ("/vault/damaged-items", test_damaged_items);
  g_test_add_func ("/vault/line/cut-off", test_cut_off);
  g_test_add_func ("/vault/line/old", test_old_line);
  ADD ("/vault/empty-fingerprint-key", test_empty_fingerprint_key);
  ADD ("/vault/damaged-fingerprint-key", test_damaged_fingerprint_key);
  ADD ("/vault/empty-sentinel", test_empty_sentinel);
  ADD ("/vault/many-at-once", test_many_at_once);
  ADD ("/vault/nothing-tells", test_nothing_tells);
  return g_test_run ();
}
