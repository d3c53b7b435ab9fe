/* accounts.c: the accounts document that the exchange server plays from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "accounts.h"

#include <string.h>

#include "json-read.h"
#include "play.h"

#define MAX_DOCUMENT (4 * 1024 * 1024)  /* bytes */

struct _AccountsStore
{
  char *path;
  char *checksum;         /* of the bytes that @document came from */
  Document *document;     /* %NULL while the file is wrong */
  GError *error;
  GHashTable *nonces;     /* "exchange api_key" → guint64* */
  GHashTable *used;       /* a set of "exchange api_key nonce" */
};

static void
account_key_free (AccountKey *key)
{
  g_strfreev (key->rights);
  g_strfreev (key->ips);
  g_free (key);
}

static void
account_free (Account *account)
{
  g_ptr_array_unref (account->keys);
  g_free (account);
}

static void
document_free (Document *document)
{
  g_ptr_array_unref (document->accounts);
  g_ptr_array_unref (document->faults);
  g_clear_pointer (&document->root, json_node_unref);
  g_free (document);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Document, document_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AccountKey, account_key_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Account, account_free)

static const char *const key_members[] = {
  "api_key", "secret", "passphrase", "public_key", "private_key", "key_type", "label", "rights", "ips", "from_ip",
  "read_only", "snake_case", "created_ms", "expires_ms", "lapses_ms", "nonce_window", "last_nonce", "state", NULL
};
static const char *const account_members[] = { "exchange", "environment", "kind", "uid", "parent_uid", "keys", NULL };
static const char *const document_members[]
    = { "clock_ms", "clock_offset_ms", "from_ip", "accounts", "faults", "comment", NULL };

static gboolean
parse_state (const char *word, const char *what, KeyState *ret_state, GError **error)
{
  static const char *const words[] = { "active", "revoked", "expired", "disabled" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (word, words[i]))
      {
        *ret_state = i;
        return TRUE;
      }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s.state: “%s” is none of active, revoked, expired, disabled",
               what, word);
  return FALSE;
}

static gboolean
check_credential (AccountKey *key, const char *what, GError **error)
{
  static const char *const types[] = { "hmac", "rsa", "ed25519", "es256", NULL };

  if (!key->key_type)
    key->key_type = key->public_key || key->private_key ? "rsa" : "hmac";
  if (!*key->api_key || !g_strv_contains (types, key->key_type))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s needs an api_key, and key_type hmac, rsa, ed25519 or es256",
                 what);
  else if (g_str_equal (key->key_type, "hmac") ? !key->secret : !(key->public_key || key->private_key))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: a key of type %s needs %s", what, key->key_type,
                 g_str_equal (key->key_type, "hmac") ? "a secret" : "a public_key (or private_key)");
  else
    return TRUE;
  return FALSE;
}

static AccountKey *
account_key_new_from_json (JsonObject *object, const char *what, const Account *account, const char *from_ip,
                           GError **error)
{
  g_autoptr (AccountKey) key = g_new0 (AccountKey, 1);
  const char *state = "active";
  gint64 last_nonce = 0;

  key->account = account;
  key->api_key = "";
  key->label = "made up";
  key->from_ip = from_ip;
  key->created_ms = G_GINT64_CONSTANT (1700000000000);
  if (!json_read_only_members (object, what, key_members, error)
      || !json_read_text (object, what, "api_key", &key->api_key, error)
      || !json_read_text (object, what, "secret", &key->secret, error)
      || !json_read_text (object, what, "passphrase", &key->passphrase, error)
      || !json_read_text (object, what, "public_key", &key->public_key, error)
      || !json_read_text (object, what, "private_key", &key->private_key, error)
      || !json_read_text (object, what, "key_type", &key->key_type, error)
      || !json_read_text (object, what, "label", &key->label, error)
      || !json_read_texts (object, what, "rights", &key->rights, error)
      || !json_read_texts (object, what, "ips", &key->ips, error)
      || !json_read_text (object, what, "from_ip", &key->from_ip, error)
      || !json_read_flag (object, what, "read_only", &key->read_only, error)
      || !json_read_flag (object, what, "snake_case", &key->snake_case, error)
      || !json_read_integer (object, what, "created_ms", &key->created_ms, error)
      || !json_read_integer (object, what, "expires_ms", &key->expires_ms, error)
      || !json_read_integer (object, what, "lapses_ms", &key->lapses_ms, error)
      || !json_read_integer (object, what, "nonce_window", &key->nonce_window, error)
      || !json_read_integer (object, what, "last_nonce", &last_nonce, error)
      || !json_read_text (object, what, "state", &state, error)
      || !parse_state (state, what, &key->state, error)
      || !check_credential (key, what, error))
    return NULL;
  key->last_nonce = (guint64) MAX (last_nonce, 0);
  return g_steal_pointer (&key);
}

static Account *
account_new_from_json (JsonObject *object, const char *what, const char *from_ip, GError **error)
{
  g_autoptr (Account) account = g_new0 (Account, 1);
  JsonArray *keys;

  account->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) account_key_free);
  account->object = object;
  account->exchange = "";
  account->environment = "live";
  account->kind = "unified";
  account->uid = "100000001";
  account->parent_uid = "";
  if (!json_read_only_members (object, what, account_members, error)
      || !json_read_text (object, what, "exchange", &account->exchange, error)
      || !json_read_text (object, what, "environment", &account->environment, error)
      || !json_read_text (object, what, "kind", &account->kind, error)
      || !json_read_text (object, what, "uid", &account->uid, error)
      || !json_read_text (object, what, "parent_uid", &account->parent_uid, error)
      || !json_read_objects (object, what, "keys", &keys, error))
    return NULL;
  if (!play_has_exchange (account->exchange))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s.exchange: “%s” is not played here", what,
                   account->exchange);
      return NULL;
    }
  if (!g_str_equal (account->kind, "unified") && !g_str_equal (account->kind, "classic"))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s.kind must be unified or classic", what);
      return NULL;
    }
  for (guint i = 0; keys && i < json_array_get_length (keys); i++)
    {
      g_autofree char *key_what = g_strdup_printf ("%s.keys[%u]", what, i);
      AccountKey *key = account_key_new_from_json (json_array_get_object_element (keys, i), key_what, account, from_ip,
                                                   error);
      if (!key)
        return NULL;
      g_ptr_array_add (account->keys, key);
    }
  return g_steal_pointer (&account);
}

static gboolean
read_lists (Document *document, JsonObject *object, GError **error)
{
  JsonArray *accounts, *faults;

  if (!json_read_objects (object, "the document", "accounts", &accounts, error)
      || !json_read_objects (object, "the document", "faults", &faults, error))
    return FALSE;
  for (guint i = 0; accounts && i < json_array_get_length (accounts); i++)
    {
      g_autofree char *what = g_strdup_printf ("accounts[%u]", i);
      Account *account = account_new_from_json (json_array_get_object_element (accounts, i), what, document->from_ip,
                                                error);
      if (!account)
        return FALSE;
      g_ptr_array_add (document->accounts, account);
    }
  for (guint i = 0; faults && i < json_array_get_length (faults); i++)
    {
      g_autofree char *what = g_strdup_printf ("faults[%u]", i);
      Fault *fault = fault_new_from_json (json_array_get_object_element (faults, i), what, error);

      if (!fault)
        return FALSE;
      g_ptr_array_add (document->faults, fault);
    }
  return TRUE;
}

static Document *
document_new (void)
{
  Document *document = g_new0 (Document, 1);

  document->from_ip = "127.0.0.1";
  document->clock_ms = -1;
  document->accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) account_free);
  document->faults = g_ptr_array_new_with_free_func (g_free);
  return document;
}

static Document *
document_new_from_data (const char *data, gsize length, GError **error)
{
  g_autoptr (Document) document = document_new ();
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *object;

  if (length > MAX_DOCUMENT)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the document is larger than %d bytes", MAX_DOCUMENT);
      return NULL;
    }
  if (!json_parser_load_from_data (parser, data, (gssize) length, error))
    return NULL;
  document->root = json_parser_steal_root (parser);
  if (!document->root || !JSON_NODE_HOLDS_OBJECT (document->root))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the document must be an object");
      return NULL;
    }
  object = json_node_get_object (document->root);
  if (!json_read_only_members (object, "the document", document_members, error)
      || !json_read_integer (object, "the document", "clock_ms", &document->clock_ms, error)
      || !json_read_object (object, "the document", "clock_offset_ms", &document->clock_offset_ms, error)
      || !json_read_text (object, "the document", "from_ip", &document->from_ip, error)
      || !read_lists (document, object, error))
    return NULL;
  return g_steal_pointer (&document);
}

AccountsStore *
accounts_store_new (const char *path)
{
  AccountsStore *store = g_new0 (AccountsStore, 1);

  store->path = g_strdup (path);
  store->nonces = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  store->used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!path)
    store->document = document_new ();
  return store;
}

void
accounts_store_free (AccountsStore *store)
{
  g_free (store->path);
  g_free (store->checksum);
  g_clear_pointer (&store->document, document_free);
  g_clear_error (&store->error);
  g_hash_table_unref (store->nonces);
  g_hash_table_unref (store->used);
  g_free (store);
}

Document *
accounts_store_get (AccountsStore *store, GError **error)
{
  g_autofree char *data = NULL;
  g_autofree char *checksum = NULL;
  gsize length;

  if (!store->path)
    return store->document;
  if (!g_file_get_contents (store->path, &data, &length, error))
    return NULL;
  checksum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) data, length);
  if (g_strcmp0 (checksum, store->checksum) != 0)
    {
      g_clear_pointer (&store->document, document_free);
      g_clear_error (&store->error);
      g_free (store->checksum);
      store->checksum = g_steal_pointer (&checksum);
      store->document = document_new_from_data (data, length, &store->error);
    }
  if (!store->document)
    g_propagate_error (error, g_error_copy (store->error));
  return store->document;
}

const AccountKey *
document_find_key (const Document *document, const char *exchange, const char *api_key)
{
  for (guint i = 0; i < document->accounts->len; i++)
    {
      const Account *account = g_ptr_array_index (document->accounts, i);

      if (!g_str_equal (account->exchange, exchange))
        continue;
      for (guint j = 0; j < account->keys->len; j++)
        {
          const AccountKey *key = g_ptr_array_index (account->keys, j);

          if (g_str_equal (key->api_key, api_key))
            return key;
        }
    }
  return NULL;
}

gint64
document_now (const Document *document, const char *exchange)
{
  gint64 now = document->clock_ms >= 0 ? document->clock_ms : g_get_real_time () / 1000;

  if (document->clock_offset_ms && exchange)
    now += json_object_get_int_member_with_default (document->clock_offset_ms, exchange, 0);
  return now;
}

guint64
accounts_last_nonce (AccountsStore *store, const AccountKey *key)
{
  g_autofree char *name = g_strdup_printf ("%s %s", key->account->exchange, key->api_key);
  guint64 *last = g_hash_table_lookup (store->nonces, name);

  return MAX (key->last_nonce, last ? *last : 0);
}

void
accounts_set_last_nonce (AccountsStore *store, const AccountKey *key, guint64 nonce)
{
  g_hash_table_insert (store->nonces, g_strdup_printf ("%s %s", key->account->exchange, key->api_key),
                       g_memdup2 (&nonce, sizeof nonce));
}

gboolean
accounts_use_nonce (AccountsStore *store, const AccountKey *key, const char *nonce)
{
  return g_hash_table_add (store->used, g_strdup_printf ("%s %s %s", key->account->exchange, key->api_key, nonce));
}

gboolean
account_key_ip_allowed (const AccountKey *key)
{
  g_autoptr (GInetAddress) from = g_inet_address_new_from_string (key->from_ip);

  if (!key->ips[0])
    return TRUE;
  for (guint i = 0; key->ips[i]; i++)
    {
      g_autoptr (GInetAddressMask) mask = g_inet_address_mask_new_from_string (key->ips[i], NULL);

      if (g_str_equal (key->ips[i], "*") || (from && mask && g_inet_address_mask_matches (mask, from)))
        return TRUE;
    }
  return FALSE;
}

gboolean
account_key_has_right (const AccountKey *key, const char *first, ...)
{
  gboolean found = FALSE;
  va_list list;

  va_start (list, first);
  for (const char *right = first; right && !found; right = va_arg (list, const char *))
    found = g_strv_contains ((const char *const *) key->rights, right);
  va_end (list);
  return found;
}

KeyState
account_key_state (const AccountKey *key, gint64 now_ms)
{
  if (key->state == KEY_ACTIVE && key->expires_ms > 0 && now_ms >= key->expires_ms)
    return KEY_EXPIRED;
  return key->state;
}
