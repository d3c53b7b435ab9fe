/* make-seeds: the inputs that the fuzzers begin with, out of the definitions and the tests' data
 *
 *   make-seeds DEFINITIONS TEST-DATA OUT      one folder per target in OUT
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>

#include "kt-archive-document.h"
#include "kt-fuzz.h"
#include "kt-test-keys.h"
#include "kt-vault-content.h"

static const char *out;

/* Named by its content: the same again is the same file. */
static void
add (const char *target, const char *bytes, gssize length)
{
  g_autofree char *hash = g_compute_checksum_for_data (G_CHECKSUM_SHA1, (const guchar *) bytes,
                                                       length < 0 ? strlen (bytes) : (gsize) length);
  g_autofree char *folder = g_build_filename (out, target, NULL);
  g_autofree char *path = g_build_filename (folder, hash, NULL);
  g_autoptr(GError) error = NULL;

  g_mkdir_with_parents (folder, 0755);
  if (!g_file_set_contents (path, bytes, length, &error))
    g_error ("%s", error->message);
}

static void
add_line (const char *target, const char *line, const char *rest)
{
  g_autofree char *text = g_strconcat (line, "\n", rest, NULL);

  add (target, text, -1);
}

typedef void (*Reader) (const char *name, const char *text, JsonObject *root);

/* Every JSON file of a folder. */
static void
read_folder (const char *folder, Reader reader)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = g_dir_open (folder, 0, &error);
  const char *file;

  if (!dir)
    g_error ("%s", error->message);
  while ((file = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, file, NULL);
      g_autofree char *text = NULL;
      g_autofree char *name = NULL;
      g_autoptr(JsonNode) root = NULL;

      if (!g_str_has_suffix (file, ".json") || strcmp (file, "schema.json") == 0)
        continue;
      if (!g_file_get_contents (path, &text, NULL, &error) || !(root = json_from_string (text, &error)))
        g_error ("%s: %s", path, error->message);
      name = g_strndup (file, strlen (file) - 5);
      reader (name, text, JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL);
    }
}

/* ── Definitions ── */

static void
copy_members (JsonObject *from, JsonObject *to)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, from);
  while (json_object_iter_next (&iter, &name, &node))
    json_object_set_member (to, name, json_node_copy (node));
}

/* One key type's expressions, as lets. */
static void
add_recipe (JsonObject *signing, JsonObject *key_type)
{
  static const char *const outputs[] = { "headers", "params", "query", "body" };
  g_autoptr(JsonNode) root = json_node_init_object (json_node_alloc (), json_object_new ());
  JsonObject *lets = json_node_get_object (root);
  g_autofree char *text = NULL;

  json_object_unref (lets);
  if (json_object_has_member (signing, "let"))
    copy_members (json_object_get_object_member (signing, "let"), lets);
  copy_members (key_type, lets);
  for (guint i = 0; i < G_N_ELEMENTS (outputs); i++)
    {
      g_autofree char *name = g_strconcat ("out_", outputs[i], NULL);

      if (json_object_has_member (signing, outputs[i]))
        json_object_set_member (lets, name, json_node_copy (json_object_get_member (signing, outputs[i])));
    }
  text = json_to_string (root, FALSE);
  add ("recipe", text, -1);
}

static void
read_definition (const char *name, const char *text, JsonObject *root)
{
  JsonObject *signing = json_object_get_object_member (root, "signing");
  JsonObject *types = json_object_has_member (signing, "key_types") ? json_object_get_object_member (signing, "key_types") : NULL;
  g_autoptr(GList) members = types ? json_object_get_members (types) : NULL;

  add ("definition", text, -1);
  for (GList *l = members; l; l = l->next)
    add_recipe (signing, json_object_get_object_member (types, l->data));
}

/* ── Replies ── */

/* What tests/data/checks tells of each exchange. */
static void
read_checks (const char *name, const char *text, JsonObject *root)
{
  JsonArray *cases = json_object_get_array_member (root, "cases");

  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *one = json_array_get_object_element (cases, i);
      JsonArray *answers = json_object_has_member (one, "answers") ? json_object_get_array_member (one, "answers") : NULL;
      g_autoptr(GString) input = g_string_new (name);

      for (guint j = 0; answers && j < json_array_get_length (answers); j++)
        {
          JsonObject *answer = json_array_get_object_element (answers, j);
          JsonNode *body = json_object_get_member (answer, "body");
          g_autofree char *written = NULL;

          if (body && JSON_NODE_HOLDS_VALUE (body) && json_node_get_value_type (body) == G_TYPE_STRING)
            written = json_node_dup_string (body);
          else
            written = body ? json_to_string (body, FALSE) : g_strdup ("");
          g_string_append_printf (input, "%s%" G_GINT64_FORMAT "\n%s", j == 0 ? "\n" : "\x1e",
                                  json_object_get_int_member_with_default (answer, "status", 200), written);
        }
      add ("reply", input->str, (gssize) input->len);
    }
}

static void
add_replies (void)
{
  add_line ("reply", "binance", "400\n{\"code\":-2015,\"msg\":\"Invalid " KT_FUZZ_API_KEY " and " KT_FUZZ_SECRET "\"}");
  add_line ("reply", "okx", "200\n{\"code\":\"50105\",\"msg\":\"no " KT_FUZZ_PASSPHRASE "\",\"data\":[]}");
  add_line ("reply", "kraken", "502\n<html>" KT_FUZZ_SECRET "</html>");
}

/* ── What people have ── */

static void
add_pasted (void)
{
  static const char *const pem[] = { RSA_PKCS8, RSA_PKCS1, EC_SEC1, EC_WITH_PARAMETERS, EC_PKCS8, ED25519_PKCS8,
                                     ENCRYPTED_PKCS8, ENCRYPTED_PKCS1, PUBLIC, EC_P384, CERTIFICATE, OPENSSH };
  static const char *const others[] = { "  “spaced and quoted”\r\n", "\xe2\x80\x8bzero\xe2\x80\x8bwidth\xef\xbb\xbf", "'a'\n\n",
                                        "-----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----\\n",
                                        "-----BEGIN PRIVATE KEY----- AAAA BBBB -----END PRIVATE KEY-----" };
  static const char *const ids[] = { "api_key", "secret", "passphrase", "private_key", "uid" };

  for (guint i = 0; i < G_N_ELEMENTS (pem); i++)
    {
      add_line ("cleaning", "private_key", pem[i]);
      add_line ("import", "key.pem", pem[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (others) * G_N_ELEMENTS (ids); i++)
    add_line ("cleaning", ids[i % G_N_ELEMENTS (ids)], others[i / G_N_ELEMENTS (ids)]);
}

static void
add_sources (void)
{
  static const struct { const char *name, *text; } sources[] = {
    { ".env", "# bot\nexport BINANCE_API_KEY='" KT_FUZZ_API_KEY "'\nBINANCE_API_SECRET=\"" KT_FUZZ_SECRET "\" # note\nOKX_TESTNET=true\n" },
    { "bot.ini", "[okx]\r\napiKey = " KT_FUZZ_API_KEY "\r\nsecretKey: " KT_FUZZ_SECRET "\r\npassphrase = " KT_FUZZ_PASSPHRASE "\r\n[kraken main]\r\nkey=x\r\n" },
    { "bot.yml", "exchange:\n  name: bitget\n  api_key: " KT_FUZZ_API_KEY "\n  secret: |\n    " KT_FUZZ_SECRET "\n  password: your_password_here\n" },
    { "config.json", "{\"exchange\": {\"name\": \"kraken\", \"key\": \"" KT_FUZZ_API_KEY "\", \"secret\": \"" KT_FUZZ_SECRET "\", \"ccxt_config\": {\"enableRateLimit\": true}}}" },
    { "keys.json", "[{\"id\": \"okx\", \"apiKey\": \"" KT_FUZZ_API_KEY "\", \"secret\": \"" KT_FUZZ_SECRET "\", \"password\": \"" KT_FUZZ_PASSPHRASE "\", \"sandbox\": 1}]" },
    { "cdp_api_key.json", "{\"name\": \"organizations/x/apiKeys/y\", \"privateKey\": \"-----BEGIN EC PRIVATE KEY-----\\nMHcC\\n-----END EC PRIVATE KEY-----\\n\"}" },
    { "keys.csv", "Exchange,API Key,Secret,Label\nokx," KT_FUZZ_API_KEY "," KT_FUZZ_SECRET ",\"a, \"\"b\"\"\"\nkraken,a;b,c\n" },
    { "keys.csv", "exchange;key;secret\r\nbybit;" KT_FUZZ_API_KEY ";" KT_FUZZ_SECRET "\r\n" },
    { "", "API Key:\n" KT_FUZZ_API_KEY "\nSecret Key:\n" KT_FUZZ_SECRET "\nPassphrase " KT_FUZZ_PASSPHRASE "\n" },
    { "", KT_FUZZ_API_KEY "\t" KT_FUZZ_SECRET "\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      g_autofree char *wide = NULL;
      g_autofree char *whole = NULL;
      gsize length, n = strlen (sources[i].name);

      add_line ("import", sources[i].name, sources[i].text);
      if (!(wide = g_convert (sources[i].text, -1, "UTF-16LE", "UTF-8", NULL, &length, NULL)))
        continue;
      whole = g_malloc (n + 3 + length);
      memcpy (whole, sources[i].name, n);
      memcpy (whole + n, "\n\xff\xfe", 3);
      memcpy (whole + n + 3, wide, length);
      add ("import", whole, (gssize) (n + 3 + length));
    }
}

/* ── What we keep ── */

static KtRecord *
make_record (void)
{
  KtRecord *record = kt_record_new ();

  g_free (record->id);
  record->id = g_strdup ("11111111-2222-4333-8444-555555555555");
  record->label = g_strdup ("Größe „x“");
  record->exchange = g_strdup ("okx");
  record->environment = g_strdup ("live");
  record->key_type = g_strdup ("hmac");
  record->notes = g_strdup ("notes\n\"quoted\"");
  record->expires_on = g_strdup ("2027-01-31");
  record->added_ms = record->secret_since_ms = G_GINT64_CONSTANT (1795000000123);
  return record;
}

static void
add_kept (void)
{
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_archive_entry_free);
  g_autoptr(KtCredential) credential = kt_fuzz_credential ();
  KtRecord *record = make_record ();
  g_autofree char *facts = kt_record_to_facts (record);
  g_autoptr(KtSecret) line = kt_vault_line_from_credential (credential, facts, NULL);
  g_autoptr(KtSecret) bare = kt_vault_line_from_credential (credential, NULL, NULL);
  g_autoptr(KtSecret) odd = kt_secret_new ("\xff\xfe bytes", -1);
  g_autoptr(KtSecret) document = NULL;
  gsize length;
  const char *bytes = kt_secret_peek (line, &length);

  add ("item", bytes, (gssize) length);
  bytes = kt_secret_peek (bare, &length);
  add ("item", bytes, (gssize) length);
  add ("item", "kt2.x:eA==", -1);

  kt_credential_set (credential, "memo", odd);
  g_ptr_array_add (entries, kt_archive_entry_new (record, kt_credential_ref (credential)));
  g_ptr_array_add (entries, kt_archive_entry_new (make_record (), NULL));
  document = kt_archive_document_compose (entries);
  bytes = kt_secret_peek (document, &length);
  add ("archive", bytes, (gssize) length);
}

/* As libsecret writes it (kt-vault-file.h), with @n_items made-up items. */
static void
add_vault_file (guint n_items)
{
  static const char head[] = "GnomeKeyring\n\r\0\n\1\0"; /* its NUL is left out */
  GVariantBuilder items, attributes, salt, blob;
  g_autoptr(GVariant) frame = NULL, ordered = NULL;
  g_autoptr(GString) file = g_string_new_len (head, sizeof head - 1);

  g_variant_builder_init (&salt, G_VARIANT_TYPE ("ay"));
  for (guint i = 0; i < 32; i++)
    g_variant_builder_add (&salt, "y", i);
  g_variant_builder_init (&items, G_VARIANT_TYPE ("a(a{say}ay)"));
  for (guint i = 0; i < n_items; i++)
    {
      g_variant_builder_init (&attributes, G_VARIANT_TYPE ("a{say}"));
      g_variant_builder_add (&attributes, "{s@ay}", "kind", g_variant_new_bytestring ("made up"));
      g_variant_builder_init (&blob, G_VARIANT_TYPE ("ay"));
      for (guint j = 0; j < 48; j++)
        g_variant_builder_add (&blob, "y", j);
      g_variant_builder_add (&items, "(a{say}ay)", &attributes, &blob);
    }
  frame = g_variant_ref_sink (g_variant_new ("(uayutua(a{say}ay))", 32, &salt, 100000, (guint64) 1795000000, n_items, &items));
  ordered = G_BYTE_ORDER == G_BIG_ENDIAN ? g_variant_byteswap (frame) : g_variant_ref (frame);
  g_string_append_len (file, g_variant_get_data (ordered), (gssize) g_variant_get_size (ordered));
  add ("vault-file", file->str, (gssize) file->len);
}

int
main (int argc, char **argv)
{
  g_autofree char *checks = NULL;

  if (argc != 4)
    g_error ("usage: make-seeds DEFINITIONS TEST-DATA OUT");
  out = argv[3];
  checks = g_build_filename (argv[2], "checks", NULL);

  read_folder (argv[1], read_definition);
  read_folder (checks, read_checks);
  add_replies ();
  add_pasted ();
  add_sources ();
  add_kept ();
  for (guint i = 0; i < 3; i++)
    add_vault_file (i);
  return 0;
}
