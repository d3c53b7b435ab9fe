/* play-okx.c: OKX, its regions and demo trading
 *
 * Written from https://www.okx.com/docs-v5/en/ (REST authentication, account/config, error codes), read 2026-11-22.
 * A key that is not known here gets 50111; one that is gone, or of another region's host, 50119; one of the other
 * environment on the same host, 50101.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "play.h"

#include <string.h>

#include "verify.h"

#define WINDOW_MS 30000

static const char *const hosts[] = { "www.okx.com", "openapi.okx.com", "eea.okx.com", "us.okx.com", "app.okx.com", NULL };

static const PlayError errors[] = {
  { "50001", 503, "Service temporarily unavailable. Please try again later." },
  { "50007", 200, "User blocked" },
  { "50011", 429, "Too Many Requests" },
  { "50012", 200, "Account status invalid. Check account status." },
  { "50013", 429, "Systems are busy. Please try again later." },
  { "50030", 200, "You don't have permission to use this API endpoint." },
  { "50035", 403, "This endpoint requires that APIKey must be bound to IP." },
  { "50051", 200, "Due to compliance restrictions, we can't provide you with this service." },
  { "50100", 400, "API frozen, please contact customer service." },
  { "50101", 401, "APIKey does not match current environment." },
  { "50102", 401, "Timestamp request expired." },
  { "50103", 401, "Request header \"OK-ACCESS-KEY\" cannot be empty." },
  { "50104", 401, "Request header \"OK-ACCESS-PASSPHRASE\" cannot be empty." },
  { "50105", 401, "Request header \"OK-ACCESS-PASSPHRASE\" incorrect." },
  { "50106", 401, "Request header \"OK-ACCESS-SIGN\" cannot be empty." },
  { "50107", 401, "Request header \"OK-ACCESS-TIMESTAMP\" cannot be empty." },
  { "50110", 401, "Your IP is not included in your API key's IP whitelist." },
  { "50111", 401, "Invalid OK-ACCESS-KEY." },
  { "50112", 401, "Invalid OK-ACCESS-TIMESTAMP." },
  { "50113", 401, "Invalid signature." },
  { "50114", 401, "Invalid authorization." },
  { "50119", 200, "API key doesn't exist" },
  { "50120", 200, "This API key doesn't have permission to use this function" },
  { "50121", 200, "You can't access our services through the IP address." },
  { NULL },
};

static char *
error_body (const char *code, const char *message, gint64 now_ms)
{
  g_autofree char *quoted_code = play_quote (code);
  g_autofree char *quoted = play_quote (message);

  return g_strdup_printf ("{\"code\":%s,\"msg\":%s,\"data\":[]}", quoted_code, quoted);
}

static void
accept_data (PlayReply *reply, const char *data)
{
  play_accept (reply, g_strdup_printf ("{\"code\":\"0\",\"msg\":\"\",\"data\":%s}", data));
}

/* "live", "eea", "us": the region a host serves; a key's environment is that, with "-demo" (or just "demo"). */
static const char *
region (const char *host)
{
  if (g_str_equal (host, "eea.okx.com"))
    return "eea";
  if (g_str_equal (host, "us.okx.com") || g_str_equal (host, "app.okx.com"))
    return "us";
  return "live";
}

static const char *
refuse_environment (const PlayRequest *request, const AccountKey *key)
{
  const char *environment = key->account->environment;
  gboolean demo_key = g_str_has_suffix (environment, "demo");
  gboolean demo_request = g_str_equal (play_header (request, "x-simulated-trading"), "1");
  const char *key_region = g_str_has_prefix (environment, "eea") ? "eea" : g_str_has_prefix (environment, "us") ? "us"
                                                                                                               : "live";

  if (!g_str_equal (key_region, region (request->host)))
    return "50119";
  return demo_key == demo_request ? NULL : "50101";
}

/* 2020-12-08T09:08:57.715Z and nothing else */
static const char *
refuse_time (const PlayRequest *request, const char *timestamp)
{
  g_autoptr (GDateTime) sent = NULL;
  gint64 sent_ms;

  if (strlen (timestamp) != 24 || timestamp[19] != '.' || timestamp[23] != 'Z'
      || !(sent = g_date_time_new_from_iso8601 (timestamp, NULL)))
    return "50112";
  sent_ms = g_date_time_to_unix (sent) * 1000 + g_date_time_get_microsecond (sent) / 1000;
  return ABS (sent_ms - request->now_ms) > WINDOW_MS ? "50102" : NULL;
}

static gboolean
signature_holds (const PlayRequest *request, const AccountKey *key, const char *timestamp, const char *signature)
{
  g_autofree char *text = g_strconcat (timestamp, request->method, request->path, *request->query ? "?" : "",
                                       request->query, request->body, NULL);

  return key->secret
         && verify_hmac_base64 (G_CHECKSUM_SHA256, (const guint8 *) key->secret, strlen (key->secret),
                                (const guint8 *) text, strlen (text), signature);
}

static const char *
refuse_headers (const PlayRequest *request)
{
  static const char *const rows[][2] = { { "OK-ACCESS-KEY", "50103" },
                                         { "OK-ACCESS-PASSPHRASE", "50104" },
                                         { "OK-ACCESS-SIGN", "50106" },
                                         { "OK-ACCESS-TIMESTAMP", "50107" } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (!*play_header (request, rows[i][0]))
      return rows[i][1];
  return NULL;
}

static const char *
refusal (const PlayRequest *request, PlayReply *reply, const AccountKey **ret_key)
{
  const char *api_key = play_header (request, "OK-ACCESS-KEY");
  const char *timestamp = play_header (request, "OK-ACCESS-TIMESTAMP");
  const AccountKey *key;
  const char *code;

  if (*api_key)
    reply->api_key = g_strdup (api_key);
  if ((code = refuse_headers (request)) || (code = refuse_time (request, timestamp)))
    return code;
  if (!(key = document_find_key (request->document, "okx", api_key)))
    return "50111";
  if (account_key_state (key, request->now_ms) == KEY_REVOKED || account_key_state (key, request->now_ms) == KEY_EXPIRED)
    return "50119";
  if ((code = refuse_environment (request, key)))
    return code;
  if (account_key_state (key, request->now_ms) == KEY_DISABLED)
    return "50100";
  reply->signature = signature_holds (request, key, timestamp, play_header (request, "OK-ACCESS-SIGN"))
                         ? SIGNATURE_HELD : SIGNATURE_FAILED;
  if (reply->signature == SIGNATURE_FAILED)
    return "50113";
  if (g_strcmp0 (play_header (request, "OK-ACCESS-PASSPHRASE"), key->passphrase) != 0)
    return "50105";
  *ret_key = key;
  return account_key_ip_allowed (key) ? NULL : "50110";
}

static void
answer_config (PlayReply *reply, const AccountKey *key)
{
  const char *main_uid = *key->account->parent_uid ? key->account->parent_uid : key->account->uid;
  g_autofree char *label = play_quote (key->label);
  g_autofree char *ips = play_quote_joined (key->ips);
  g_autofree char *rights = play_quote_joined (key->rights);
  g_autofree char *uid = play_quote (key->account->uid);
  g_autofree char *parent = play_quote (main_uid);
  g_autofree char *data = g_strdup_printf (
      "[{\"acctLv\":\"2\",\"label\":%s,\"ip\":%s,\"perm\":%s,\"kycLv\":\"3\",\"uid\":%s,\"mainUid\":%s,\"type\":\"%s\","
      "\"roleType\":\"0\",\"posMode\":\"net_mode\"}]",
      label, ips, rights, uid, parent, *key->account->parent_uid ? "1" : "0");

  accept_data (reply, data);
}

static void
play (const PlayRequest *request, PlayReply *reply)
{
  const AccountKey *key = NULL;
  const char *code;

  if (play_is (request, "GET", "/api/v5/public/time"))
    {
      g_autofree char *data = g_strdup_printf ("[{\"ts\":\"%" G_GINT64_FORMAT "\"}]", request->now_ms);

      accept_data (reply, data);
    }
  else if (g_str_has_prefix (request->path, "/api/v5/public/") || g_str_has_prefix (request->path, "/api/v5/market/"))
    accept_data (reply, "[]"); /* there are no markets here */
  else if ((code = refusal (request, reply, &key)))
    {
      g_autofree char *ip = key ? g_strdup_printf ("Your IP %s is not included in your API key's IP whitelist.",
                                                   key->from_ip)
                                : NULL;

      play_refuse (request, reply, code, ip);
    }
  else if (!account_key_has_right (key, g_str_equal (request->method, "GET") ? "read_only" : "trade", NULL))
    play_refuse (request, reply, "50120", NULL);
  else if (play_is (request, "GET", "/api/v5/account/config"))
    answer_config (reply, key);
  else if (play_is (request, "GET", "/api/v5/account/balance"))
    accept_data (reply, "[{\"adjEq\":\"\",\"details\":[{\"availBal\":\"125.5\",\"availEq\":\"125.5\",\"cashBal\":\"125.5\","
                        "\"ccy\":\"USDT\",\"eq\":\"125.5\",\"frozenBal\":\"0\",\"uTime\":\"1700000000000\"}],"
                        "\"totalEq\":\"125.5\",\"uTime\":\"1700000000000\"}]");
  else
    accept_data (reply, "[]");
}

const PlayExchange play_okx = {
  .id = "okx",
  .hosts = hosts,
  .errors = errors,
  .maintenance = "50001",
  .rate_limited = "50011",
  .error_body = error_body,
  .play = play,
};
