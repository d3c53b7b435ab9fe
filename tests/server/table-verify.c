/* table-verify.c: does a request's signature hold, as its table says?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

#include <string.h>

#include "verify.h"

static GByteArray *
take_bytes (const guint8 *bytes, gsize length)
{
  return g_byte_array_append (g_byte_array_new (), bytes, (guint) length);
}

/* The text, or its hash where that is what is signed. */
static GByteArray *
signed_bytes (const TableRequest *self)
{
  g_autofree char *text = table_text (self);
  g_autoptr (GChecksum) sum = NULL;
  g_autofree char *upper = NULL;
  guint8 digest[32];
  gsize length = sizeof digest;

  if (self->scheme->hash == TABLE_NO_HASH)
    return take_bytes ((const guint8 *) text, strlen (text));
  sum = g_checksum_new (self->scheme->hash == TABLE_MD5_UPPER ? G_CHECKSUM_MD5 : G_CHECKSUM_SHA256);
  g_checksum_update (sum, (const guchar *) text, -1);
  if (self->scheme->hash == TABLE_MD5_UPPER)
    {
      upper = g_ascii_strup (g_checksum_get_string (sum), -1);
      return take_bytes ((const guint8 *) upper, strlen (upper));
    }
  g_checksum_get_digest (sum, digest, &length);
  return take_bytes (digest, length);
}

static guint8 *
secret_bytes (const TableScheme *scheme, const AccountKey *key, gsize *ret_length)
{
  if (scheme->secret == TABLE_SECRET_BASE64)
    return g_base64_decode (key->secret, ret_length);
  *ret_length = strlen (key->secret);
  return g_memdup2 (key->secret, *ret_length);
}

static char *
encode (TableEncoding encoding, const guint8 *bytes, gsize length)
{
  GString *hex = g_string_new (NULL);
  g_autofree char *text = NULL;

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (hex, encoding == TABLE_HEX_UPPER ? "%02X" : "%02x", bytes[i]);
  text = g_string_free (hex, FALSE);
  if (encoding == TABLE_BASE64)
    return g_base64_encode (bytes, length);
  if (encoding == TABLE_BASE64_OF_HEX)
    return g_base64_encode ((const guchar *) text, strlen (text));
  return g_steal_pointer (&text);
}

static char *
make_hmac (const TableScheme *scheme, GChecksumType digest, const AccountKey *key, const guint8 *bytes, gsize length,
           TableEncoding encoding)
{
  gsize secret_length, mac_length = 64;
  g_autofree guint8 *secret = secret_bytes (scheme, key, &secret_length);
  g_autoptr (GHmac) hmac = g_hmac_new (digest, secret, secret_length);
  guint8 mac[64];

  g_hmac_update (hmac, bytes, (gssize) length);
  g_hmac_get_digest (hmac, mac, &mac_length);
  return encode (encoding, mac, mac_length);
}

/* ── Tokens ────────────────────────────────────────────────────────────────── */

static char *
claim (JsonNode *object, const char *name)
{
  JsonNode *node = object ? json_object_get_member (json_node_get_object (object), name) : NULL;

  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_dup_string (node) : g_strdup ("");
}

/* The query, or the members of a JSON body as pairs, in their order. */
static char *
hashed_pairs (const TableRequest *self)
{
  GString *text;
  JsonObjectIter iter;
  const char *name;
  JsonNode *body, *node;

  if (*self->request->body != '{')
    return *self->request->body ? g_strdup (self->request->body)
           : self->scheme->hash_as_sent ? g_strdup (self->request->query) : play_unescape (self->request->query);
  body = json_from_string (self->request->body, NULL);
  text = g_string_new (NULL);
  if (!body)
    return g_string_free (text, FALSE);
  json_object_iter_init_ordered (&iter, json_node_get_object (body));
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      g_autofree char *written = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
                                     ? json_node_dup_string (node) : json_to_string (node, FALSE);

      g_string_append_printf (text, "%s%s=%s", text->len ? "&" : "", name, written);
    }
  json_node_unref (body);
  return g_string_free (text, FALSE);
}

static gboolean
hash_holds (const TableRequest *self)
{
  g_autofree char *said = claim (self->json, self->scheme->query_hash);
  g_autofree char *algorithm = claim (self->json, "query_hash_alg");
  g_autofree char *pairs = hashed_pairs (self);
  g_autofree char *right = pairs ? g_compute_checksum_for_string (G_CHECKSUM_SHA512, pairs, -1) : NULL;

  if (!pairs || !*pairs)
    return !*said;
  return g_str_equal (algorithm, "SHA512") && g_str_equal (said, right);
}

static gboolean
token_holds (const TableRequest *self, const AccountKey *key)
{
  static const struct { const char *name; GChecksumType digest; } algorithms[]
      = { { "HS256", G_CHECKSUM_SHA256 }, { "HS384", G_CHECKSUM_SHA384 }, { "HS512", G_CHECKSUM_SHA512 } };
  const char *token = play_header (self->request, "Authorization") + strlen ("Bearer ");
  g_autofree char *algorithm = claim (self->token_header, "alg");
  gsize length, signed_length;
  g_autofree guint8 *bytes = NULL;
  g_autofree char *said = NULL;

  if (!self->json || !self->token_header)
    return FALSE;
  signed_length = (gsize) (strrchr (token, '.') - token);
  if (!(bytes = verify_base64url_decode (self->signature, &length)))
    return FALSE;
  said = g_base64_encode (bytes, length);
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (g_str_equal (algorithms[i].name, algorithm))
      {
        g_autofree char *right = make_hmac (self->scheme, algorithms[i].digest, key, (const guint8 *) token,
                                            signed_length, TABLE_BASE64);

        return g_str_equal (right, said) && (!self->scheme->query_hash || hash_holds (self));
      }
  return FALSE;
}

/* ── All kinds ─────────────────────────────────────────────────────────────── */

static gboolean
hash_of_secret_holds (const TableRequest *self, const AccountKey *key)
{
  g_autofree char *text = table_text (self);
  g_autofree char *whole = g_strconcat (text, key->secret, NULL);
  g_autofree char *right = g_compute_checksum_for_string (self->scheme->digest, whole, -1);

  return g_str_equal (right, self->signature);
}

gboolean
table_signature_holds (const TableRequest *self, const AccountKey *key)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *right = NULL;

  if (self->scheme->kind == TABLE_KEY)
    return TRUE;
  if (self->scheme->kind == TABLE_HMAC && !g_str_equal (key->key_type, "hmac"))
    {
      g_autofree char *text = NULL;

      bytes = signed_bytes (self);
      text = g_strndup ((const char *) bytes->data, bytes->len);
      return verify_public_base64 (key, text, self->signature);
    }
  if (!key->secret)
    return FALSE;
  if (self->scheme->kind == TABLE_SECRET)
    return g_str_equal (self->signature, key->secret);
  if (self->scheme->kind == TABLE_TOKEN)
    return token_holds (self, key);
  if (self->scheme->kind == TABLE_HASH)
    return hash_of_secret_holds (self, key);
  bytes = signed_bytes (self);
  right = make_hmac (self->scheme, self->scheme->digest, key, bytes->data, bytes->len, self->scheme->encoding);
  return g_str_equal (right, self->signature);
}

gboolean
table_passphrase_holds (const TableRequest *self, const AccountKey *key)
{
  g_autofree char *right = NULL;

  if (!self->scheme->passphrase)
    return TRUE;
  if (!key->passphrase)
    return FALSE;
  if (!self->scheme->sealed_passphrase)
    return g_str_equal (key->passphrase, self->passphrase);
  right = make_hmac (self->scheme, self->scheme->digest, key, (const guint8 *) key->passphrase, strlen (key->passphrase),
                     TABLE_BASE64);
  return g_str_equal (right, self->passphrase);
}
