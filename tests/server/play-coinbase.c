/* play-coinbase.c: Coinbase Advanced Trade with CDP keys (ES256 and Ed25519 tokens)
 *
 * Written from https://docs.cdp.coinbase.com/ (API key authentication, key_permissions) and the official Python SDK
 * (2026-06), read 2026-11-22. Any trouble with the token is one and the same 401 "Unauthorized" in plain text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "play.h"

#include <string.h>

#include "verify.h"

#define LIFETIME_S 120
#define LEEWAY_S   30     /* clocks are not exact; the real figure is not documented */

static const char *const hosts[] = { "api.coinbase.com", "api-sandbox.coinbase.com", NULL };

static const PlayError errors[] = {
  { "authentication_error", 401, "request timestamp expired" },
  { "INVALID_ARGUMENT", 400, "invalid argument" },
  { "PERMISSION_DENIED", 403, "Missing required scopes" },
  { "rate_limit_exceeded", 429, "rate limit exceeded" },
  { "resource_exhausted", 429, "resource exhausted" },
  { "internal_server_error", 500, "internal server error" },
  { NULL },
};

static char *
error_body (const char *code, const char *message, gint64 now_ms)
{
  g_autofree char *quoted_code = play_quote (code);
  g_autofree char *quoted = play_quote (message);

  return g_strdup_printf ("{\"error\":%s,\"error_details\":%s,\"message\":%s}", quoted_code, quoted, quoted);
}

/* One part of the token as a JSON object; %NULL when it is none. */
static JsonObject *
decode_part (const char *part)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree guint8 *bytes = NULL;
  gsize length;
  JsonNode *root;

  if (!(bytes = verify_base64url_decode (part, &length))
      || !json_parser_load_from_data (parser, (const char *) bytes, (gssize) length, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root && JSON_NODE_HOLDS_OBJECT (root) ? json_object_ref (json_node_get_object (root)) : NULL;
}

static const char *
text_of (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (!node || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return "";
  return json_node_get_string (node);
}

/* A time must be a JSON integer. */
static gint64
time_of (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (!node || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return -1;
  return json_node_get_int (node);
}

/* "GET api.coinbase.com/api/v3/…": the claim "uri", or one of "uris". */
static gboolean
claims_this_request (const PlayRequest *request, JsonObject *claims)
{
  g_autofree char *uri = g_strconcat (request->method, " ", request->host_header, request->path, NULL);
  JsonNode *uris = json_object_get_member (claims, "uris");

  if (g_str_equal (text_of (claims, "uri"), uri))
    return TRUE;
  if (!uris || !JSON_NODE_HOLDS_ARRAY (uris))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (json_node_get_array (uris)); i++)
    {
      JsonNode *element = json_array_get_element (json_node_get_array (uris), i);

      if (JSON_NODE_HOLDS_VALUE (element) && json_node_get_value_type (element) == G_TYPE_STRING
          && g_str_equal (json_node_get_string (element), uri))
        return TRUE;
    }
  return FALSE;
}

static gboolean
token_signature_holds (const AccountKey *key, JsonObject *header, GStrv parts)
{
  g_autofree char *text = g_strjoin (".", parts[0], parts[1], NULL);
  g_autofree guint8 *signature = NULL;
  const char *algorithm = g_str_equal (key->key_type, "es256") ? "ES256" : "EdDSA";
  gsize length;

  if (!g_str_equal (text_of (header, "alg"), algorithm) || !(signature = verify_base64url_decode (parts[2], &length)))
    return FALSE;
  return verify_public (key, text, strlen (text), signature, length);
}

/* Why the token is refused, for the log only; else %NULL. */
static const char *
refusal (const PlayRequest *request, PlayReply *reply, const AccountKey **ret_key)
{
  const char *bearer = play_header (request, "Authorization");
  g_auto (GStrv) parts = NULL;
  g_autoptr (JsonObject) header = NULL;
  g_autoptr (JsonObject) claims = NULL;
  const AccountKey *key;
  gint64 now_s = request->now_ms / 1000, from, until;

  if (!g_str_has_prefix (bearer, "Bearer "))
    return "no-token";
  parts = g_strsplit (bearer + strlen ("Bearer "), ".", -1);
  if (g_strv_length (parts) != 3 || !(header = decode_part (parts[0])) || !(claims = decode_part (parts[1])))
    return "token-unreadable";
  reply->api_key = g_strdup (text_of (header, "kid"));
  key = document_find_key (request->document, "coinbase", reply->api_key);
  if (!key || !g_str_equal (text_of (claims, "sub"), reply->api_key))
    return "key-unknown";
  reply->signature = token_signature_holds (key, header, parts) ? SIGNATURE_HELD : SIGNATURE_FAILED;
  if (reply->signature == SIGNATURE_FAILED)
    return "bad-signature";
  from = time_of (claims, "nbf");
  until = time_of (claims, "exp");
  if (from < 0 || until < 0 || from > now_s + LEEWAY_S || until < now_s - LEEWAY_S || until - from > LIFETIME_S)
    return "clock-skew";
  if (!claims_this_request (request, claims) || !*text_of (claims, "iss") || !*text_of (header, "nonce"))
    return "wrong-claims";
  if (account_key_state (key, request->now_ms) != KEY_ACTIVE)
    return "key-not-active";
  *ret_key = key;
  return account_key_ip_allowed (key) ? NULL : "ip-not-allowed";
}

static void
answer_permissions (PlayReply *reply, const AccountKey *key)
{
  static const char *const flags[] = { "can_view", "can_trade", "can_transfer", "can_receive", NULL };
  GString *body = g_string_new ("{");

  for (guint i = 0; flags[i]; i++)
    g_string_append_printf (body, "\"%s\":%s,", flags[i], account_key_has_right (key, flags[i], NULL) ? "true" : "false");
  for (guint i = 0; key->rights[i]; i++)
    if (!g_strv_contains (flags, key->rights[i]))
      {
        g_autofree char *quoted = play_quote (key->rights[i]);

        g_string_append_printf (body, "%s:true,", quoted);
      }
  g_string_append (body, "\"portfolio_uuid\":\"11111111-1111-1111-1111-111111111111\",\"portfolio_type\":\"DEFAULT\"}");
  play_accept (reply, g_string_free (body, FALSE));
}

static void
answer_private (const PlayRequest *request, PlayReply *reply, const AccountKey *key)
{
  gboolean look = g_str_equal (request->method, "GET");

  if (play_is (request, "GET", "/api/v3/brokerage/key_permissions"))
    answer_permissions (reply, key);
  else if (!account_key_has_right (key, look ? "can_view" : "can_trade", NULL))
    play_refuse (request, reply, "PERMISSION_DENIED", NULL);
  else if (play_is (request, "GET", "/api/v3/brokerage/accounts"))
    play_accept (reply, g_strdup ("{\"accounts\":[{\"uuid\":\"22222222-2222-2222-2222-222222222222\",\"name\":\"EUR Wallet\","
                                  "\"currency\":\"EUR\",\"available_balance\":{\"value\":\"125.5\",\"currency\":\"EUR\"},"
                                  "\"hold\":{\"value\":\"0\",\"currency\":\"EUR\"}}],\"has_next\":false,\"cursor\":\"\","
                                  "\"size\":1}"));
  else if (play_is (request, "GET", "/v2/accounts"))
    play_accept (reply, g_strdup ("{\"pagination\":{\"next_uri\":null},\"data\":[]}"));
  else
    play_accept (reply, g_strdup ("{}"));
}

static void
answer_time (const PlayRequest *request, PlayReply *reply, gboolean old)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (request->now_ms / 1000);
  g_autofree char *iso = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");

  if (old)
    play_accept (reply, g_strdup_printf ("{\"data\":{\"iso\":\"%s\",\"epoch\":%" G_GINT64_FORMAT "}}", iso,
                                         request->now_ms / 1000));
  else
    play_accept (reply, g_strdup_printf ("{\"iso\":\"%s\",\"epochSeconds\":\"%" G_GINT64_FORMAT "\",\"epochMillis\":\"%"
                                         G_GINT64_FORMAT "\"}",
                                         iso, request->now_ms / 1000, request->now_ms));
}

static void
play (const PlayRequest *request, PlayReply *reply)
{
  const AccountKey *key = NULL;
  const char *why;

  if (play_is (request, "GET", "/api/v3/brokerage/time"))
    answer_time (request, reply, FALSE);
  else if (play_is (request, "GET", "/v2/time"))
    answer_time (request, reply, TRUE);
  else if (g_str_has_prefix (request->path, "/api/v3/brokerage/market/"))
    play_accept (reply, g_strdup ("{\"products\":[],\"num_products\":0}")); /* there are no markets here */
  else if (g_str_equal (request->path, "/v2/exchange-rates"))
    play_accept (reply, g_strdup ("{\"data\":{\"currency\":\"USD\",\"rates\":{}}}"));
  else if (g_str_has_prefix (request->path, "/v2/currencies"))
    play_accept (reply, g_strdup ("{\"data\":[]}"));
  else if ((why = refusal (request, reply, &key)))
    play_text (reply, 401, why, "Unauthorized\n");
  else
    answer_private (request, reply, key);
}

const PlayExchange play_coinbase = {
  .id = "coinbase",
  .hosts = hosts,
  .errors = errors,
  .maintenance = "internal_server_error",
  .rate_limited = "rate_limit_exceeded",
  .error_body = error_body,
  .play = play,
};
