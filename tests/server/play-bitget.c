/* play-bitget.c: Bitget, unified and classic accounts, live and demo
 *
 * Written from https://www.bitget.com/api-doc/common/intro, /spot/account/Get-Account-Info, /uta/account/Get-Account-Info
 * and the error table there, read 2026-11-22. Observed, not documented: errors come with HTTP 400; 40085 comes before
 * the signature is looked at (40084 is treated alike). The tolerance of 30 s is not documented exactly.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "play.h"

#include <string.h>

#include "verify.h"

#define WINDOW_MS 30000

static const char *const hosts[] = { "api.bitget.com", NULL };

static const PlayError errors[] = {
  { "40000", 400, "Service is not available in your region" },
  { "40001", 400, "ACCESS_KEY cannot be empty" },
  { "40002", 400, "ACCESS_SIGN cannot be empty" },
  { "40003", 400, "Signature cannot be empty" },
  { "40004", 400, "Request timestamp expired" },
  { "40005", 400, "Invalid ACCESS_TIMESTAMP" },
  { "40006", 400, "Invalid ACCESS_KEY" },
  { "40008", 400, "Request timestamp expired" },
  { "40009", 400, "sign signature error" },
  { "40011", 400, "ACCESS_PASSPHRASE cannot be empty" },
  { "40012", 400, "apikey/password is incorrect" },
  { "40013", 400, "User status is abnormal" },
  { "40014", 400, "Incorrect permissions, need {0} permissions" },
  { "40015", 400, "System is abnormal, please try again later" },
  { "40018", 400, "Invalid IP" },
  { "40023", 400, "API service is restricted" },
  { "40024", 400, "Account has been frozen" },
  { "40025", 400, "The user does not have this permission" },
  { "40026", 400, "User is disabled" },
  { "40031", 400, "The account has been cancelled and cannot be used again" },
  { "40036", 400, "passphrase is error" },
  { "40037", 400, "Apikey does not exist" },
  { "40038", 400, "The current ip is not in the apikey ip whitelist" },
  { "40040", 400, "user api key permission setting error" },
  { "40041", 400, "User's ApiKey does not exist" },
  { "40084", 400, "You are in Classic Account mode, and the Unified Account API is not supported at this time" },
  { "40085", 400, "You are in Unified Account mode, and the Classic Account API is not supported at this time" },
  { "40200", 400, "Server upgrade, please try again later" },
  { "429", 429, "Too Many Requests" },
  { NULL },
};

static char *
error_body (const char *code, const char *message, gint64 now_ms)
{
  g_autofree char *quoted_code = play_quote (code);
  g_autofree char *quoted = play_quote (message);

  return g_strdup_printf ("{\"code\":%s,\"msg\":%s,\"requestTime\":%" G_GINT64_FORMAT ",\"data\":null}", quoted_code,
                          quoted, now_ms);
}

static void
accept_data (const PlayRequest *request, PlayReply *reply, const char *data)
{
  play_accept (reply, g_strdup_printf ("{\"code\":\"00000\",\"msg\":\"success\",\"requestTime\":%" G_GINT64_FORMAT
                                       ",\"data\":%s}",
                                       request->now_ms, data));
}

/* The query is signed as it reads, not as it is escaped; the escaped form is accepted too, as clients differ here. */
static gboolean
signature_holds (const PlayRequest *request, const AccountKey *key, const char *timestamp, const char *signature)
{
  g_autofree char *plain = play_unescape (request->query);
  const char *queries[] = { request->query, plain };

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autofree char *text = NULL;

      if (!queries[i])
        continue;
      text = g_strconcat (timestamp, request->method, request->path, *queries[i] ? "?" : "", queries[i], request->body,
                          NULL);
      if (g_str_equal (key->key_type, "hmac")
              ? verify_hmac_base64 (G_CHECKSUM_SHA256, (const guint8 *) key->secret, strlen (key->secret),
                                    (const guint8 *) text, strlen (text), signature)
              : verify_public_base64 (key, text, signature))
        return TRUE;
    }
  return FALSE;
}

static const char *
environment (const PlayRequest *request)
{
  return g_str_equal (play_header (request, "paptrading"), "1") ? "demo" : "live";
}

/* /api/v3 is the unified account's, everything else the classic one's. */
static const char *
wrong_mode (const PlayRequest *request, const AccountKey *key)
{
  gboolean unified_path = g_str_has_prefix (request->path, "/api/v3/");
  gboolean unified_key = g_str_equal (key->account->kind, "unified");

  if (unified_path == unified_key)
    return NULL;
  return unified_key ? "40085" : "40084";
}

/* The code that the credential is refused with, in the order in which Bitget is seen to look; else %NULL. */
static const char *
refusal (const PlayRequest *request, PlayReply *reply, const AccountKey **ret_key)
{
  const char *api_key = play_header (request, "ACCESS-KEY");
  const char *signature = play_header (request, "ACCESS-SIGN");
  const char *timestamp = play_header (request, "ACCESS-TIMESTAMP");
  const char *passphrase = play_header (request, "ACCESS-PASSPHRASE");
  const AccountKey *key;
  const char *mode;
  gint64 sent_ms;

  if (!*api_key)
    return "40001";
  reply->api_key = g_strdup (api_key);
  if (!*signature)
    return "40002";
  if (!*passphrase)
    return "40011";
  if (!play_parse_integer (timestamp, &sent_ms))
    return "40005";
  if (ABS (sent_ms - request->now_ms) > WINDOW_MS)
    return "40008";
  key = document_find_key (request->document, "bitget", api_key);
  if (!key || !g_str_equal (key->account->environment, environment (request))
      || account_key_state (key, request->now_ms) == KEY_REVOKED
      || account_key_state (key, request->now_ms) == KEY_EXPIRED)
    return "40037";
  if ((mode = wrong_mode (request, key)))
    return mode;
  reply->signature = signature_holds (request, key, timestamp, signature) ? SIGNATURE_HELD : SIGNATURE_FAILED;
  if (reply->signature == SIGNATURE_FAILED)
    return "40009";
  if (g_strcmp0 (passphrase, key->passphrase) != 0)
    return "40012";
  if (account_key_state (key, request->now_ms) == KEY_DISABLED)
    return "40026";
  if (!account_key_ip_allowed (key))
    return "40018";
  *ret_key = key;
  return NULL;
}

/* What a request wants: looking needs any right, everything else a right to write. */
static gboolean
may (const PlayRequest *request, const AccountKey *key)
{
  gboolean unified = g_str_equal (key->account->kind, "unified");

  if (g_str_equal (request->path, "/api/v3/account/info"))
    return TRUE;
  if (g_str_equal (request->method, "GET"))
    {
      if (g_str_has_prefix (request->path, "/api/v2/spot/"))
        return account_key_has_right (key, "stor", "stow", "readonly", "trade", NULL);
      return key->rights[0] != NULL;
    }
  if (unified)
    return !key->read_only && account_key_has_right (key, "uta_trade", NULL);
  return account_key_has_right (key, "stow", "coow", "smow", "trade", NULL);
}

static void
answer_unified_info (const PlayRequest *request, PlayReply *reply, const AccountKey *key)
{
  g_autofree char *uid = play_quote (key->account->uid);
  g_autofree char *parent = play_quote (key->account->parent_uid);
  g_autofree char *ips = play_quote_joined (key->ips);
  g_autofree char *rights = play_quote_list (key->rights);
  g_autofree char *data = g_strdup_printf (
      "{\"userId\":%s,\"inviterId\":\"\",\"parentId\":%s,\"channelCode\":\"\",\"channel\":\"\",\"ips\":%s,"
      "\"permType\":\"%s\",\"permissions\":%s,\"regisTime\":\"1704067200000\"}",
      uid, parent, ips, key->read_only ? "read-only" : "read-and-write", rights);

  accept_data (request, reply, data);
}

static void
answer_classic_info (const PlayRequest *request, PlayReply *reply, const AccountKey *key)
{
  g_autofree char *uid = play_quote (key->account->uid);
  g_autofree char *ips = play_quote_joined (key->ips);
  g_autofree char *rights = play_quote_list (key->rights);
  gint64 parent = 0;
  g_autofree char *data = NULL;

  play_parse_integer (key->account->parent_uid, &parent);
  data = g_strdup_printf ("{\"userId\":%s,\"inviterId\":\"\",\"ips\":%s,\"authorities\":%s,\"parentId\":%" G_GINT64_FORMAT
                          ",\"traderType\":\"not_trader\",\"channelCode\":\"\",\"channel\":\"\","
                          "\"regisTime\":\"1704067200000\"}",
                          uid, ips, rights, parent);
  accept_data (request, reply, data);
}

static void
answer_private (const PlayRequest *request, PlayReply *reply, const AccountKey *key)
{
  static const char *const classic_assets
      = "[{\"coin\":\"USDT\",\"available\":\"1250.50\",\"frozen\":\"0\",\"locked\":\"0\",\"limitAvailable\":\"0\","
        "\"uTime\":\"1622697148000\"}]";
  static const char *const unified_assets
      = "{\"accountEquity\":\"1250.5\",\"usdtEquity\":\"1250.5\",\"btcEquity\":\"0.02\",\"unrealisedPnl\":\"0\","
        "\"assets\":[{\"coin\":\"USDT\",\"equity\":\"1250.5\",\"usdValue\":\"1250.5\",\"balance\":\"1250.5\","
        "\"available\":\"1250.5\",\"debt\":\"0\",\"locked\":\"0\"}]}";

  if (play_is (request, "GET", "/api/v3/account/info"))
    answer_unified_info (request, reply, key);
  else if (play_is (request, "GET", "/api/v2/spot/account/info"))
    answer_classic_info (request, reply, key);
  else if (play_is (request, "GET", "/api/v3/account/assets"))
    accept_data (request, reply, unified_assets);
  else if (play_is (request, "GET", "/api/v2/spot/account/assets"))
    accept_data (request, reply, classic_assets);
  else if (play_is (request, "GET", "/api/v3/account/settings"))
    accept_data (request, reply, "{\"accountMode\":\"unified\",\"assetMode\":\"union\",\"holdMode\":\"one_way_mode\"}");
  else
    accept_data (request, reply, g_str_equal (request->method, "GET") ? "[]" : "{}");
}

/* Market data that anyone may see: clients ask for it before their first balance. There are no markets here. */
static gboolean
is_public (const PlayRequest *request)
{
  return g_str_equal (request->method, "GET")
         && (strstr (request->path, "/public/") || strstr (request->path, "/market/")
             || g_str_equal (request->path, "/api/v2/margin/currencies"));
}

static void
play (const PlayRequest *request, PlayReply *reply)
{
  const AccountKey *key = NULL;
  const char *code;

  if (play_is (request, "GET", "/api/v2/public/time") || play_is (request, "GET", "/api/v3/public/time"))
    {
      g_autofree char *data = g_strdup_printf ("{\"serverTime\":\"%" G_GINT64_FORMAT "\"}", request->now_ms);

      accept_data (request, reply, data);
    }
  else if (is_public (request))
    accept_data (request, reply, "[]");
  else if ((code = refusal (request, reply, &key)))
    play_refuse (request, reply, code, NULL);
  else if (!may (request, key))
    play_refuse (request, reply, "40014",
                 g_str_equal (request->method, "GET") ? "Incorrect permissions, need spot read permissions"
                                                      : "Incorrect permissions, need trade permissions");
  else
    answer_private (request, reply, key);
}

const PlayExchange play_bitget = {
  .id = "bitget",
  .hosts = hosts,
  .errors = errors,
  .maintenance = "40200",
  .rate_limited = "429",
  .error_body = error_body,
  .play = play,
};
