/* play-kraken.c: Kraken spot
 *
 * Written from https://docs.kraken.com/api/ (REST authentication, GetApiKeyInfo, API errors), read 2026-11-22. All
 * replies are HTTP 200. What Kraken says of an expired key or a foreign address is not documented: EAPI:Invalid key
 * here, as is most told. A key with "snake_case" answers with the member names of a captured reply (2026-03).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "play.h"

#include <string.h>

#include "verify.h"

static const char *const hosts[] = { "api.kraken.com", NULL };

static const PlayError errors[] = {
  { "EAPI:Invalid key", 200, "" },
  { "EAPI:Invalid signature", 200, "" },
  { "EAPI:Invalid nonce", 200, "" },
  { "EAPI:Rate limit exceeded", 200, "" },
  { "EGeneral:Permission denied", 200, "" },
  { "EGeneral:Too many requests", 200, "" },
  { "EGeneral:Temporary lockout", 200, "" },
  { "EGeneral:Unknown method", 200, "" },
  { "EAccount:Invalid permissions", 200, "" },
  { "EAuth:Account temporary disabled", 200, "" },
  { "EAuth:Account unconfirmed", 200, "" },
  { "EAuth:Rate limit exceeded", 200, "" },
  { "EService:Unavailable", 200, "" },
  { "EService:Busy", 200, "" },
  { NULL },
};

static char *
error_body (const char *code, const char *message, gint64 now_ms)
{
  g_autofree char *both = g_strconcat (code, *message ? ":" : "", message, NULL);
  g_autofree char *quoted = play_quote (both);

  return g_strdup_printf ("{\"error\":[%s]}", quoted);
}

static void
accept_result (PlayReply *reply, const char *result)
{
  play_accept (reply, g_strdup_printf ("{\"error\":[],\"result\":%s}", result));
}

/* The nonce of the body, a form or a JSON object, as it is written there. */
static char *
read_nonce (const PlayRequest *request)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root, *member;

  if (*request->body != '{')
    return play_form_get (request->body, "nonce");
  if (!json_parser_load_from_data (parser, request->body, -1, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  member = JSON_NODE_HOLDS_OBJECT (root) ? json_object_get_member (json_node_get_object (root), "nonce") : NULL;
  if (!member || !JSON_NODE_HOLDS_VALUE (member))
    return NULL;
  if (json_node_get_value_type (member) == G_TYPE_STRING)
    return json_node_dup_string (member);
  return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (member));
}

/* HMAC-SHA512 of the path and SHA-256 (nonce, body), with the secret's bytes. */
static gboolean
signature_holds (const PlayRequest *request, const AccountKey *key, const char *nonce)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GByteArray) text = g_byte_array_new ();
  g_autofree guint8 *secret = NULL;
  gsize secret_length, digest_length = 32;
  guint8 digest[32];

  if (!key->secret)
    return FALSE;
  secret = g_base64_decode (key->secret, &secret_length);
  g_checksum_update (sum, (const guchar *) nonce, -1);
  g_checksum_update (sum, (const guchar *) request->body, -1);
  g_checksum_get_digest (sum, digest, &digest_length);
  g_byte_array_append (text, (const guint8 *) request->path, (guint) strlen (request->path));
  g_byte_array_append (text, digest, sizeof digest);
  return verify_hmac_base64 (G_CHECKSUM_SHA512, secret, secret_length, text->data, text->len,
                             play_header (request, "API-Sign"));
}

static const char *
refuse_nonce (const PlayRequest *request, const AccountKey *key, const char *nonce)
{
  guint64 last = accounts_last_nonce (request->store, key);
  guint64 value, floor = last > (guint64) key->nonce_window ? last - (guint64) key->nonce_window : 0;

  if (!g_ascii_string_to_unsigned (nonce, 10, 1, G_MAXUINT64, &value, NULL) || value <= floor)
    return "EAPI:Invalid nonce";
  accounts_set_last_nonce (request->store, key, MAX (value, last));
  return NULL;
}

static const char *
refusal (const PlayRequest *request, PlayReply *reply, const AccountKey **ret_key)
{
  const char *api_key = play_header (request, "API-Key");
  const AccountKey *key = document_find_key (request->document, "kraken", api_key);
  g_autofree char *nonce = read_nonce (request);
  KeyState state = key ? account_key_state (key, request->now_ms) : KEY_REVOKED;

  if (*api_key)
    reply->api_key = g_strdup (api_key);
  if (!key || state == KEY_REVOKED || state == KEY_EXPIRED || !account_key_ip_allowed (key))
    return "EAPI:Invalid key";
  if (!nonce)
    return "EAPI:Invalid nonce";
  reply->signature = signature_holds (request, key, nonce) ? SIGNATURE_HELD : SIGNATURE_FAILED;
  if (reply->signature == SIGNATURE_FAILED)
    return "EAPI:Invalid signature";
  if (state == KEY_DISABLED)
    return "EAuth:Account temporary disabled";
  *ret_key = key;
  return refuse_nonce (request, key, nonce);
}

static gboolean
may (const PlayRequest *request, const AccountKey *key)
{
  static const char *const rows[][2] = {
    { "Balance", "query-funds" },       { "BalanceEx", "query-funds" },  { "TradeBalance", "query-funds" },
    { "OpenOrders", "query-open-trades" }, { "TradesHistory", "query-closed-trades" },
    { "ClosedOrders", "query-closed-trades" }, { "Ledgers", "query-ledger" }, { "AddOrder", "modify-trades" },
    { "Withdraw", "withdraw-funds" },
  };
  const char *name = request->path + strlen ("/0/private/");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (name, rows[i][0]))
      return account_key_has_right (key, rows[i][1], NULL);
  return TRUE;
}

static void
answer_key_info (const PlayRequest *request, PlayReply *reply, const AccountKey *key)
{
  static const char *const camel[] = { "apiKeyName", "apiKey", "nonceWindow", "validUntil", "queryFrom", "queryTo",
                                       "createdTime", "modifiedTime", "ipAllowlist", "lastUsed" };
  static const char *const snake[] = { "api_key_name", "api_key", "nonce_window", "valid_until", "query_from", "query_to",
                                       "created_time", "modified_time", "ip_allowlist", "last_used" };
  const char *const *n = key->snake_case ? snake : camel;
  g_autofree char *label = play_quote (key->label);
  g_autofree char *api_key = play_quote (key->api_key);
  g_autofree char *rights = play_quote_list (key->rights);
  g_autofree char *ips = key->snake_case && !key->ips[0] ? g_strdup ("[\"\"]") : play_quote_list (key->ips);
  g_autofree char *result = g_strdup_printf (
      "{\"%s\":%s,\"%s\":%s,\"nonce\":\"%" G_GUINT64_FORMAT "\",\"%s\":%" G_GINT64_FORMAT ",\"permissions\":%s,"
      "\"iban\":\"AA88 N84G WOAK NMOI\",\"%s\":\"%" G_GINT64_FORMAT "\",\"%s\":\"0\",\"%s\":\"0\",\"%s\":\"%" G_GINT64_FORMAT
      "\",\"%s\":\"%" G_GINT64_FORMAT "\",\"%s\":%s,\"%s\":\"%" G_GINT64_FORMAT "\"}",
      n[0], label, n[1], api_key, accounts_last_nonce (request->store, key), n[2], key->nonce_window, rights, n[3],
      key->expires_ms / 1000, n[4], n[5], n[6], key->created_ms / 1000, n[7], key->created_ms / 1000, n[8], ips, n[9],
      request->now_ms / 1000);

  accept_result (reply, result);
}

static void
answer_time (const PlayRequest *request, PlayReply *reply)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (request->now_ms / 1000);
  g_autofree char *text = g_date_time_format (now, "%a, %d %b %Y %H:%M:%S +0000");
  g_autofree char *result = g_strdup_printf ("{\"unixtime\":%" G_GINT64_FORMAT ",\"rfc1123\":\"%s\"}",
                                             request->now_ms / 1000, text);

  accept_result (reply, result);
}

static void
play (const PlayRequest *request, PlayReply *reply)
{
  const AccountKey *key = NULL;
  const char *code;

  if (g_str_equal (request->path, "/0/public/Time"))
    answer_time (request, reply);
  else if (g_str_equal (request->path, "/0/public/SystemStatus"))
    accept_result (reply, "{\"status\":\"online\",\"timestamp\":\"2026-11-22T00:00:00Z\"}");
  else if (g_str_has_prefix (request->path, "/0/public/"))
    accept_result (reply, "{}"); /* there are no markets here */
  else if (!g_str_has_prefix (request->path, "/0/private/") || !g_str_equal (request->method, "POST"))
    play_refuse (request, reply, "EGeneral:Unknown method", NULL);
  else if ((code = refusal (request, reply, &key)))
    play_refuse (request, reply, code, NULL);
  else if (!may (request, key))
    play_refuse (request, reply, "EGeneral:Permission denied", NULL);
  else if (g_str_has_suffix (request->path, "/GetApiKeyInfo"))
    answer_key_info (request, reply, key);
  else if (g_str_has_suffix (request->path, "/Balance"))
    accept_result (reply, "{\"ZEUR\":\"125.5000\",\"XXBT\":\"0.0200000000\"}");
  else if (g_str_has_suffix (request->path, "/BalanceEx"))
    accept_result (reply, "{\"ZEUR\":{\"balance\":\"125.5000\",\"hold_trade\":\"0.0000\"}}");
  else
    accept_result (reply, "{}");
}

const PlayExchange play_kraken = {
  .id = "kraken",
  .hosts = hosts,
  .errors = errors,
  .maintenance = "EService:Unavailable",
  .rate_limited = "EAPI:Rate limit exceeded",
  .error_body = error_body,
  .play = play,
};
