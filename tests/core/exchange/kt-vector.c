/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-vector.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <string.h>

#include "kt-crypto.h"
#include "kt-test-util.h"

KtExchange *
kt_vector_load_definition (const char *id, const char *const *changes)
{
  g_autofree char *builtin = g_strdup_printf ("../data/exchanges/%s.json", id);
  g_autofree char *other = g_strdup_printf ("data/signing/%s.json", id);
  g_autofree char *path = kt_test_data_path (builtin);
  g_autofree char *text = kt_test_data_load (g_file_test (path, G_FILE_TEST_EXISTS) ? builtin : other, NULL);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  KtExchange *exchange;

  for (guint i = 0; changes && changes[i]; i += 2)
    {
      g_autoptr(GString) changed = g_string_new (text);

      g_free (text);
      g_assert_cmpuint (g_string_replace (changed, changes[i], changes[i + 1], 0), >, 0);
      text = g_string_free (g_steal_pointer (&changed), FALSE);
    }
  bytes = g_bytes_new (text, strlen (text));
  exchange = kt_exchange_new_from_bytes (bytes, id, FALSE, NULL, &error);
  g_assert_no_error (error);
  return exchange;
}

/* ── What a caller would have given ───────────────────────────────────────── */

static void
pair_free (gpointer data)
{
  KtPair *pair = data;

  g_free (pair->name);
  g_free (pair->value);
  g_free (pair);
}

/* A name of the caller's own, not one that signing adds. */
static gboolean
is_own (JsonObject *params, const char *keep, const char *name)
{
  g_auto(GStrv) kept = g_strsplit (keep ? keep : "", ",", -1);
  g_autofree char *plain = g_strndup (name, strcspn (name, "["));

  return json_object_has_member (params, plain) || g_strv_contains ((const char *const *) kept, name);
}

static GPtrArray *
read_pairs (const char *text, JsonObject *params, const char *keep)
{
  GPtrArray *pairs = g_ptr_array_new_with_free_func (pair_free);
  g_auto(GStrv) parts = g_strsplit (text ? text : "", "&", -1);

  for (guint i = 0; parts[i]; i++)
    {
      char *equals = strchr (parts[i], '=');
      KtPair *pair;

      if (!equals)
        continue;
      *equals = '\0';
      pair = g_new0 (KtPair, 1);
      pair->name = g_uri_unescape_string (parts[i], NULL);
      pair->value = g_uri_unescape_string (equals + 1, NULL);
      if (is_own (params, keep, pair->name))
        g_ptr_array_add (pairs, pair);
      else
        pair_free (pair);
    }
  return pairs;
}

/* The body's own members, in the body's order. */
static char *
read_body (const char *body, JsonObject *params, const char *keep)
{
  g_autoptr(JsonNode) node = *body == '{' ? json_from_string (body, NULL) : NULL;
  g_autoptr(JsonNode) out = json_node_new (JSON_NODE_OBJECT);
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(GPtrArray) pairs = node ? NULL : read_pairs (body, params, keep);
  JsonObject *members = node ? json_node_get_object (node) : NULL;
  g_autoptr(GList) names = NULL;

  /* Some put the caller's fields into one of their own. */
  if (members && json_object_has_member (members, "params") && !json_object_has_member (params, "params"))
    members = json_object_get_object_member (members, "params");
  names = members ? json_object_get_members (members) : NULL;

  for (GList *l = names; l; l = l->next)
    {
      if (is_own (params, keep, l->data))
        json_object_set_member (object, l->data, json_node_copy (json_object_get_member (members, l->data)));
    }
  for (guint i = 0; pairs && i < pairs->len; i++)
    {
      KtPair *pair = g_ptr_array_index (pairs, i);

      json_object_set_string_member (object, pair->name, pair->value);
    }
  json_node_set_object (out, object);
  return json_to_string (out, FALSE);
}

static void
set_field (KtCredential *credential, const char *id, JsonObject *from, const char *member)
{
  if (json_object_has_member (from, member))
    {
      g_autoptr(KtSecret) secret = kt_secret_new (json_object_get_string_member (from, member), -1);

      kt_credential_set (credential, id, secret);
    }
}

static KtCredential *
read_credential (JsonObject *vector, KtExchange *exchange)
{
  /* What ccxt calls the key is the whole secret where there is only one text. */
  const KtField *first = g_ptr_array_index (kt_exchange_get_fields (exchange), 0);
  KtCredential *credential = kt_credential_new ();
  JsonObject *from = json_object_get_object_member (vector, "credentials");
  gboolean private_key = json_object_has_member (vector, "public_key_pem") || json_object_has_member (vector, "verify");

  set_field (credential, g_str_equal (first->id, "secret") ? "secret" : "api_key", from, "apiKey");
  set_field (credential, private_key ? "private_key" : "secret", from, "secret");
  set_field (credential, "passphrase", from, "password");
  set_field (credential, "uid", from, "uid");
  return credential;
}

static const char *
find_environment (KtExchange *exchange, const char *host)
{
  GPtrArray *environments = kt_exchange_get_environments (exchange);

  for (guint i = 0; i < environments->len; i++)
    {
      const KtEnvironment *environment = g_ptr_array_index (environments, i);

      if (g_str_equal (environment->host, host))
        return environment->id;
    }
  return "";
}

/* What ccxt used; it does not always use what the definition would make. (transfer full) */
static char *
read_nonce (JsonObject *clock, KtNonceKind kind)
{
  const char *list = kind == KT_NONCE_UUID || kind == KT_NONCE_HEX_32
                     ? json_object_has_member (clock, "uuids") ? "uuids" : json_object_has_member (clock, "random_hex") ? "random_hex" : NULL
                     : NULL;
  g_autoptr(GString) nonce = g_string_new (NULL);

  for (guint i = 0; list && i < json_array_get_length (json_object_get_array_member (clock, list)); i++)
    g_string_append (nonce, json_array_get_string_element (json_object_get_array_member (clock, list), i));
  if (nonce->len == 0 && json_object_has_member (clock, "nonce"))
    g_string_append (nonce, json_object_get_string_member (clock, "nonce"));
  if (nonce->len == 0)
    g_string_append_printf (nonce, "%" G_GINT64_FORMAT, json_object_get_int_member (clock, "ms"));
  return g_string_free (g_steal_pointer (&nonce), FALSE);
}

/* ── Comparing ────────────────────────────────────────────────────────────── */

static const KtHeader *
find_header (const KtSignedRequest *request, const char *name)
{
  for (guint i = 0; i < request->headers->len; i++)
    {
      const KtHeader *header = g_ptr_array_index (request->headers, i);

      if (g_ascii_strcasecmp (header->name, name) == 0)
        return header;
    }
  return NULL;
}

static gboolean
is_needless (JsonObject *request, const char *name)
{
  JsonArray *list = json_object_has_member (request, "non_auth_headers") ? json_object_get_array_member (request, "non_auth_headers") : NULL;

  for (guint i = 0; list && i < json_array_get_length (list); i++)
    {
      if (g_ascii_strcasecmp (json_array_get_string_element (list, i), name) == 0)
        return TRUE;
    }
  /* Ours follows the body; ccxt sends one with a GET too. */
  return g_ascii_strcasecmp (name, "Content-Type") == 0 || g_ascii_strcasecmp (name, "Accept") == 0;
}

static gboolean
verify_token (JsonObject *vector, const char *value)
{
  const char *token = strrchr (value, ' ');
  const char *dot = token ? strrchr (token, '.') : NULL;
  g_autoptr(KtSecret) signature = dot ? kt_crypto_decode_base64 (dot + 1, strlen (dot + 1)) : NULL;
  gsize length;
  const char *bytes = signature ? kt_secret_peek (signature, &length) : NULL;

  return bytes && kt_vector_verify (json_object_get_string_member (vector, "public_key_pem"), token + 1, (gsize) (dot - token - 1),
                                    (const guint8 *) bytes, length);
}

/* ES256 is not deterministic: the text it signs must be the same, the signature right. */
static gboolean
same_value (JsonObject *vector, const char *theirs, const char *ours)
{
  const char *dot = strrchr (theirs, '.');

  if (g_str_equal (theirs, ours))
    return TRUE;
  return json_object_has_member (vector, "public_key_pem") && dot &&
         strncmp (theirs, ours, (gsize) (dot - theirs) + 1) == 0 && verify_token (vector, ours);
}

static char *
compare_headers (JsonObject *vector, JsonObject *request, const KtSignedRequest *ours)
{
  JsonObject *headers = json_object_get_object_member (request, "headers");
  g_autoptr(GList) names = json_object_get_members (headers);

  for (GList *l = names; l; l = l->next)
    {
      const char *theirs = json_object_get_string_member (headers, l->data);
      const KtHeader *header = find_header (ours, l->data);

      if (is_needless (request, l->data))
        continue;
      if (!header)
        return g_strdup_printf ("the header %s is missing", (const char *) l->data);
      if (!same_value (vector, theirs, header->secret ? kt_secret_peek (header->secret, NULL) : header->text))
        return g_strdup_printf ("the header %s is %s, not %s", (const char *) l->data, header->text, theirs);
    }
  return NULL;
}

static char *
compare (JsonObject *vector, const KtSignedRequest *ours)
{
  JsonObject *request = json_object_get_object_member (vector, "request");
  const char *body = json_object_get_string_member_with_default (request, "body", NULL);
  const char *our_body = ours->body_secret ? kt_secret_peek (ours->body_secret, NULL) : ours->body;
  const char *url = json_object_get_string_member_with_default (request, "url_on_wire", json_object_get_string_member (request, "url"));
  g_autofree char *their_url = g_str_has_suffix (url, "?") ? g_strndup (url, strlen (url) - 1) : g_strdup (url);

  if (!g_str_equal (their_url, ours->url))
    {
      /* ccxt leaves + and / bare in the queries it signs raw. */
      g_autofree char *a = g_uri_unescape_string (their_url, NULL);
      g_autofree char *b = g_uri_unescape_string (ours->url, NULL);

      if (!json_object_has_member (request, "url_on_wire") || g_strcmp0 (a, b) != 0)
        return g_strdup_printf ("the URL is %s, not %s", ours->url, their_url);
    }
  if (g_strcmp0 (body ? body : "", our_body ? our_body : "") != 0)
    return g_strdup_printf ("the body is %s, not %s", our_body, body);
  return compare_headers (vector, request, ours);
}

/* ── One vector ───────────────────────────────────────────────────────────── */

char *
kt_vector_check (JsonObject *vector, KtExchange *exchange, const char *keep)
{
  JsonObject *request = json_object_get_object_member (vector, "request");
  JsonObject *clock = json_object_get_object_member (vector, "clock");
  JsonObject *params = json_object_get_object_member (json_object_get_object_member (vector, "input"), "params");
  g_autoptr(KtCredential) credential = read_credential (vector, exchange);
  g_autoptr(GError) error = NULL;
  const char *url = json_object_get_string_member (request, "url");
  const char *body = json_object_get_string_member_with_default (request, "body", NULL);
  g_autofree char *host = g_strndup (url + 8, strcspn (url + 8, "/"));
  g_autofree char *path = g_strndup (url + 8 + strlen (host), strcspn (url + 8 + strlen (host), "?"));
  g_autoptr(GPtrArray) query = read_pairs (strchr (url, '?') ? strchr (url, '?') + 1 : NULL, params, keep);
  const char *environment = find_environment (exchange, host);
  g_autofree char *nonce = read_nonce (clock, kt_exchange_get_nonce_kind (exchange, environment));
  KtMoment moment = { json_object_get_int_member (clock, "ms"), nonce };
  KtRequest wanted = { json_object_get_string_member (request, "method"), host, path, query, body, NULL };
  g_autofree char *members = body ? read_body (body, params, keep) : NULL;
  const char *key_type = kt_exchange_guess_key_type (exchange, environment, credential, &error);
  g_autoptr(KtSignedRequest) ours = NULL;
  g_autofree char *difference = NULL;

  if (!key_type)
    return g_strdup (error->message);
  ours = kt_signer_sign (exchange, environment, key_type, credential, &moment, &wanted, NULL);
  if (body && (!ours || (difference = compare (vector, ours))))
    {
      /* A body that signing adds to is given as an object. */
      g_clear_pointer (&ours, kt_signed_request_free);
      wanted.body_text = NULL;
      wanted.body_json = members;
      ours = kt_signer_sign (exchange, environment, key_type, credential, &moment, &wanted, &error);
    }
  else if (!ours)
    {
      ours = kt_signer_sign (exchange, environment, key_type, credential, &moment, &wanted, &error);
    }
  return ours ? compare (vector, ours) : g_strdup (error->message);
}

gboolean
kt_vector_verify (const char *public_key, const char *text, gsize length, const guint8 *signature, gsize signature_length)
{
  gnutls_pubkey_t key;
  gnutls_datum_t pem = { (unsigned char *) public_key, (unsigned) strlen (public_key) };
  gnutls_datum_t data = { (unsigned char *) text, (unsigned) length };
  gnutls_datum_t der = { 0 };
  gboolean right;
  int algorithm;

  gnutls_pubkey_init (&key);
  g_assert_cmpint (gnutls_pubkey_import (key, &pem, GNUTLS_X509_FMT_PEM), ==, 0);
  algorithm = gnutls_pubkey_get_pk_algorithm (key, NULL);
  if (algorithm == GNUTLS_PK_ECDSA && signature_length == 64)
    {
      gnutls_datum_t r = { (unsigned char *) signature, 32 }, s = { (unsigned char *) signature + 32, 32 };

      g_assert_cmpint (gnutls_encode_rs_value (&der, &r, &s), ==, 0);
      right = gnutls_pubkey_verify_data2 (key, GNUTLS_SIGN_ECDSA_SHA256, 0, &data, &der) >= 0;
      gnutls_free (der.data);
    }
  else
    {
      gnutls_datum_t given = { (unsigned char *) signature, (unsigned) signature_length };

      right = gnutls_pubkey_verify_data2 (key, algorithm == GNUTLS_PK_RSA ? GNUTLS_SIGN_RSA_SHA256 : GNUTLS_SIGN_EDDSA_ED25519, 0, &data, &given) >= 0;
    }
  gnutls_pubkey_deinit (key);
  return right;
}
