/* play-bybit.c: Bybit v5, its regions, testnet and demo trading
 *
 * Written from https://bybit-exchange.github.io/docs/v5/guide, /v5/user/apikey-info and /v5/error, read 2026-11-22. Errors
 * are HTTP 200 but for a request without credentials (401). Whether 10003 comes with 200 or 401 is not settled: 200 here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "play.h"

#include <string.h>

#include "verify.h"

#define DEFAULT_WINDOW_MS 5000
#define AHEAD_MS          1000

static const char *const hosts[]
    = { "api.bybit.com",   "api.bytick.com", "api-testnet.bybit.com", "api-demo.bybit.com",   "api.bybit.eu",
        "api.bybit.nl",    "api.bybit.tr",   "api.bybit.kz",          "api.bybitgeorgia.ge", "api.bybit.ae",
        "api.bybit.id",    "api.manepa.jp",  NULL };
static const char *const environments[] = { "live", "live", "testnet", "demo", "eu", "nl", "tr", "kz", "ge", "ae", "id", "jp" };

static const PlayError errors[] = {
  { "429", 429, "System level frequency protection" },
  { "-2015", 200, "Your api key has expired" },
  { "10002", 200, "The request time exceeds the time window range." },
  { "10003", 200, "API key is invalid." },
  { "10004", 200, "Error sign, please check your signature generation algorithm." },
  { "10005", 200, "Permission denied, please check your API key permissions." },
  { "10006", 200, "Too many visits. Exceeded the API Rate Limit." },
  { "10007", 200, "User authentication failed." },
  { "10008", 200, "Common banned, please check your account mode" },
  { "10009", 200, "IP has been banned." },
  { "10010", 200, "Unmatched IP, please check your API key's bound IP addresses." },
  { "10016", 200, "Server error." },
  { "10024", 200, "Compliance rules triggered" },
  { "10028", 200, "The API can only be accessed by unified account users." },
  { "33004", 200, "Your api key has expired." },
  { NULL },
};

static char *
error_body (const char *code, const char *message, gint64 now_ms)
{
  g_autofree char *quoted = play_quote (message);

  return g_strdup_printf ("{\"retCode\":%s,\"retMsg\":%s,\"result\":{},\"retExtInfo\":{},\"time\":%" G_GINT64_FORMAT "}",
                          code, quoted, now_ms);
}

static void
accept_result (const PlayRequest *request, PlayReply *reply, const char *result)
{
  play_accept (reply, g_strdup_printf ("{\"retCode\":0,\"retMsg\":\"OK\",\"result\":%s,\"retExtInfo\":{},\"time\":%"
                                       G_GINT64_FORMAT "}",
                                       result, request->now_ms));
}

static const char *
environment_of (const char *host)
{
  for (guint i = 0; hosts[i]; i++)
    if (g_str_equal (hosts[i], host))
      return environments[i];
  return "live";
}

/* The query counts as it is sent; clients that sign it before escaping are let in, too. */
static gboolean
signature_holds (const PlayRequest *request, const AccountKey *key, const char *timestamp, const char *window)
{
  const char *signature = play_header (request, "X-BAPI-SIGN");
  g_autofree char *plain = play_unescape (request->query);
  const char *queries[] = { request->query, plain };

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autofree char *text = NULL;

      if (!queries[i])
        continue;
      text = g_strconcat (timestamp, key->api_key, window, queries[i], request->body, NULL);
      if (g_str_equal (key->key_type, "hmac") ? verify_hmac_hex (G_CHECKSUM_SHA256, key->secret, text, signature)
                                              : verify_public_base64 (key, text, signature))
        return TRUE;
    }
  return FALSE;
}

static const char *
refuse_time (const PlayRequest *request, const char *timestamp, const char *window)
{
  gint64 sent_ms, window_ms = DEFAULT_WINDOW_MS;

  if (!play_parse_integer (timestamp, &sent_ms) || (*window && !play_parse_integer (window, &window_ms)))
    return "10002";
  return sent_ms < request->now_ms - window_ms || sent_ms >= request->now_ms + AHEAD_MS ? "10002" : NULL;
}

static const char *
refusal (const PlayRequest *request, PlayReply *reply, const AccountKey **ret_key)
{
  const char *api_key = play_header (request, "X-BAPI-API-KEY");
  const char *timestamp = play_header (request, "X-BAPI-TIMESTAMP");
  const char *window = play_header (request, "X-BAPI-RECV-WINDOW");
  const AccountKey *key = document_find_key (request->document, "bybit", api_key);
  KeyState state = key ? account_key_state (key, request->now_ms) : KEY_REVOKED;
  const char *code;

  reply->api_key = g_strdup (api_key);
  if ((code = refuse_time (request, timestamp, window)))
    return code;
  if (!key || state == KEY_REVOKED || !g_str_equal (key->account->environment, environment_of (request->host)))
    return "10003";
  reply->signature = signature_holds (request, key, timestamp, window) ? SIGNATURE_HELD : SIGNATURE_FAILED;
  if (reply->signature == SIGNATURE_FAILED)
    return "10004";
  if (state != KEY_ACTIVE)
    return state == KEY_EXPIRED ? "33004" : "10008";
  *ret_key = key;
  return account_key_ip_allowed (key) ? NULL : "10010";
}

/* {"Spot":["SpotTrade"],…} from "Spot:SpotTrade"; the usual groups are always there, empty or not. */
static char *
quote_groups (GStrv rights)
{
  static const char *const usual[] = { "ContractTrade", "Spot",  "Wallet",  "Options", "Derivatives", "CopyTrading",
                                       "BlockTrade",    "Exchange", "NFT", "Affiliate", "Earn",      "FiatP2P", NULL };
  g_autoptr (JsonObject) groups = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  for (guint i = 0; usual[i]; i++)
    json_object_set_array_member (groups, usual[i], json_array_new ());
  for (guint i = 0; rights[i]; i++)
    {
      g_auto (GStrv) parts = g_strsplit (rights[i], ":", 2);

      if (!parts[0] || !parts[1])
        continue;
      if (!json_object_has_member (groups, parts[0]))
        json_object_set_array_member (groups, parts[0], json_array_new ());
      json_array_add_string_element (json_object_get_array_member (groups, parts[0]), parts[1]);
    }
  json_node_set_object (node, groups);
  return json_to_string (node, FALSE);
}

static char *
iso_time (gint64 ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (ms / 1000);

  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
}

static void
answer_key_info (const PlayRequest *request, PlayReply *reply, const AccountKey *key)
{
  static char *anywhere[] = { (char *) "*", NULL };
  g_autofree char *label = play_quote (key->label);
  g_autofree char *api_key = play_quote (key->api_key);
  g_autofree char *groups = quote_groups (key->rights);
  g_autofree char *ips = play_quote_list (key->ips[0] ? key->ips : anywhere);
  g_autofree char *expires = iso_time (key->expires_ms);
  g_autofree char *created = iso_time (key->created_ms);
  g_autofree char *parent = play_quote (*key->account->parent_uid ? key->account->parent_uid : "0");
  gint64 uid = 0;
  gint64 days = key->expires_ms > 0 ? (key->expires_ms - request->now_ms) / 86400000 : -2;
  g_autofree char *result = NULL;

  play_parse_integer (key->account->uid, &uid);
  result = g_strdup_printf (
      "{\"id\":\"2208369\",\"note\":%s,\"apiKey\":%s,\"readOnly\":%d,\"secret\":\"\",\"permissions\":%s,\"ips\":%s,"
      "\"type\":1,\"deadlineDay\":%" G_GINT64_FORMAT ",\"expiredAt\":\"%s\",\"createdAt\":\"%s\",\"unified\":0,\"uta\":1,"
      "\"userID\":%" G_GINT64_FORMAT ",\"inviterID\":0,\"vipLevel\":\"No VIP\",\"mktMakerLevel\":\"0\",\"affiliateID\":0,"
      "\"rsaPublicKey\":\"\",\"isMaster\":%s,\"parentUid\":%s,\"kycLevel\":\"LEVEL_1\",\"kycRegion\":\"MYS\"}",
      label, api_key, key->read_only ? 1 : 0, groups, ips, days, expires, created, uid,
      *key->account->parent_uid ? "false" : "true", parent);
  accept_result (request, reply, result);
}

static void
answer_private (const PlayRequest *request, PlayReply *reply, const AccountKey *key)
{
  if (play_is (request, "GET", "/v5/user/query-api"))
    answer_key_info (request, reply, key);
  else if (!g_str_equal (request->method, "GET") && (key->read_only || !key->rights[0]))
    play_refuse (request, reply, "10005", NULL);
  else if (play_is (request, "GET", "/v5/account/wallet-balance"))
    accept_result (request, reply,
                   "{\"list\":[{\"totalEquity\":\"125.5\",\"accountType\":\"UNIFIED\",\"coin\":[{\"coin\":\"USDT\","
                   "\"equity\":\"125.5\",\"walletBalance\":\"125.5\",\"locked\":\"0\"}]}]}");
  else if (play_is (request, "GET", "/v5/account/info"))
    accept_result (request, reply, "{\"unifiedMarginStatus\":6,\"marginMode\":\"REGULAR_MARGIN\",\"updatedTime\":\"1\"}");
  else
    accept_result (request, reply, g_str_equal (request->method, "GET") ? "{\"list\":[],\"nextPageCursor\":\"\"}" : "{}");
}

static void
play (const PlayRequest *request, PlayReply *reply)
{
  const AccountKey *key = NULL;
  const char *code;

  if (play_is (request, "GET", "/v5/market/time"))
    {
      g_autofree char *result = g_strdup_printf ("{\"timeSecond\":\"%" G_GINT64_FORMAT "\",\"timeNano\":\"%"
                                                 G_GINT64_FORMAT "000000\"}",
                                                 request->now_ms / 1000, request->now_ms);

      accept_result (request, reply, result);
    }
  else if (g_str_has_prefix (request->path, "/v5/market/"))
    accept_result (request, reply, "{\"list\":[],\"nextPageCursor\":\"\"}"); /* there are no markets here */
  else if (g_str_equal (request->method, "GET") && *request->body)
    play_text (reply, 403, "body-with-get", "Forbidden");
  else if (!*play_header (request, "X-BAPI-API-KEY") || !*play_header (request, "X-BAPI-SIGN"))
    play_text (reply, 401, "no-credential", "Invalid request: need authentication params in the header");
  else if ((code = refusal (request, reply, &key)))
    play_refuse (request, reply, code, NULL);
  else
    answer_private (request, reply, key);
}

const PlayExchange play_bybit = {
  .id = "bybit",
  .hosts = hosts,
  .errors = errors,
  .maintenance = "10016",
  .rate_limited = "10006",
  .error_body = error_body,
  .play = play,
};
