/* play-binance.c: Binance, spot, USD-M and COIN-M, live, testnet and demo
 *
 * Written from github.com/binance/binance-spot-api-docs (rest-api.md, errors.md; 2026-07-21) and
 * https://developers.binance.com/docs/wallet/account/api-key-permission, read 2026-11-22. Observed, not documented:
 * 401 with -2014 and -2015, 400 with the others. -2015 is one code for four causes, and so it is here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "play.h"

#include <string.h>

#include "verify.h"

#define DEFAULT_WINDOW_MS 5000
#define MAX_WINDOW_MS     60000
#define AHEAD_MS          1000

static const char *const hosts[]
    = { "api.binance.com",        "api-gcp.binance.com",        "api1.binance.com",       "api2.binance.com",
        "api3.binance.com",       "api4.binance.com",           "fapi.binance.com",       "dapi.binance.com",
        "testnet.binance.vision", "api1.testnet.binance.vision", "demo-api.binance.com",   "demo-fapi.binance.com",
        "demo-dapi.binance.com",  "testnet.binancefuture.com",  NULL };

static const PlayError errors[] = {
  { "-1000", 400, "An unknown error occurred while processing the request." },
  { "-1002", 401, "You are not authorized to execute this request." },
  { "-1003", 429, "Too many requests queued." },
  { "-1008", 503, "Server is currently overloaded with other requests. Please try again in a few minutes." },
  { "-1016", 410, "This service is no longer available." },
  { "-1021", 400, "Timestamp for this request is outside of the recvWindow." },
  { "-1022", 400, "Signature for this request is not valid." },
  { "-1102", 400, "Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed." },
  { "-1131", 400, "recvWindow must be less than 60000" },
  { "-2008", 401, "Invalid Api-Key ID." },
  { "-2014", 401, "API-key format invalid." },
  { "-2015", 401, "Invalid API-key, IP, or permissions for action." },
  { "0", 451, "Service unavailable from a restricted location according to 'b. Eligibility' in https://www.binance.com/en/terms." },
  { NULL },
};

static char *
error_body (const char *code, const char *message, gint64 now_ms)
{
  g_autofree char *quoted = play_quote (message);

  return g_strdup_printf ("{\"code\":%s,\"msg\":%s}", code, quoted);
}

/* The environments whose keys a host takes. */
static gboolean
environment_fits (const char *host, const char *environment)
{
  static const struct
  {
    const char *host, *environments;
  } rows[] = {
    { "testnet.binance.vision", "spot-testnet" },
    { "api1.testnet.binance.vision", "spot-testnet" },
    { "demo-api.binance.com", "demo usdm-demo coinm-demo" },
    { "demo-fapi.binance.com", "demo usdm-demo coinm-demo" },
    { "demo-dapi.binance.com", "demo usdm-demo coinm-demo" },
    { "testnet.binancefuture.com", "usdm-testnet coinm-testnet" },
  };
  const char *environments = "live usdm coinm";
  g_auto (GStrv) words = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].host, host))
      environments = rows[i].environments;
  words = g_strsplit (environments, " ", -1);
  return g_strv_contains ((const char *const *) words, environment);
}

/* The signature covers the query and the body just as sent, itself left out. */
static gboolean
signature_holds (const PlayRequest *request, const AccountKey *key, const char *signature)
{
  g_autofree char *query = play_form_without (request->query, "signature");
  g_autofree char *body = play_form_without (request->body, "signature");
  g_autofree char *text = g_strconcat (query, body, NULL);

  if (g_str_equal (key->key_type, "hmac"))
    return verify_hmac_hex (G_CHECKSUM_SHA256, key->secret, text, signature);
  return verify_public_base64 (key, text, signature);
}

/* A parameter of the query, else of the form body. */
static char *
parameter (const PlayRequest *request, const char *name)
{
  char *value = play_form_get (request->query, name);

  return value ? value : play_form_get (request->body, name);
}

static const char *
refuse_time (const PlayRequest *request, const char **ret_message)
{
  g_autofree char *timestamp = parameter (request, "timestamp");
  g_autofree char *window = parameter (request, "recvWindow");
  gint64 sent_ms;
  double window_ms = window ? g_ascii_strtod (window, NULL) : DEFAULT_WINDOW_MS;

  if (!timestamp || !play_parse_integer (timestamp, &sent_ms))
    return "-1102";
  if (sent_ms > G_GINT64_CONSTANT (100000000000000))
    sent_ms /= 1000; /* microseconds are accepted too */
  if (window_ms > MAX_WINDOW_MS)
    return "-1131";
  if (sent_ms >= request->now_ms + AHEAD_MS)
    {
      *ret_message = "Timestamp for this request was 1000ms ahead of the server's time.";
      return "-1021";
    }
  return (double) (request->now_ms - sent_ms) > window_ms ? "-1021" : NULL;
}

static const char *
refuse_credential (const PlayRequest *request, PlayReply *reply, const AccountKey **ret_key, const char **ret_message)
{
  const char *api_key = play_header (request, "X-MBX-APIKEY");
  g_autofree char *signature = parameter (request, "signature");
  const AccountKey *key;
  const char *code;

  if (*api_key)
    reply->api_key = g_strdup (api_key);
  if (!*api_key
      || strspn (api_key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") != strlen (api_key))
    return "-2014";
  if ((code = refuse_time (request, ret_message)))
    return code;
  if (!signature || !*signature)
    {
      *ret_message = "Mandatory parameter 'signature' was not sent, was empty/null, or malformed.";
      return "-1102";
    }
  key = document_find_key (request->document, "binance", api_key);
  if (!key || !environment_fits (request->host, key->account->environment)
      || account_key_state (key, request->now_ms) != KEY_ACTIVE)
    return "-2015";
  reply->signature = signature_holds (request, key, signature) ? SIGNATURE_HELD : SIGNATURE_FAILED;
  if (reply->signature == SIGNATURE_FAILED)
    return "-1022";
  if (!account_key_ip_allowed (key))
    return "-2015";
  *ret_key = key;
  return NULL;
}

static gboolean
may (const PlayRequest *request, const AccountKey *key)
{
  if (g_str_has_prefix (request->path, "/fapi/") || g_str_has_prefix (request->path, "/dapi/"))
    {
      if (!account_key_has_right (key, "enableFutures", NULL))
        return FALSE;
    }
  else if (!g_str_equal (request->method, "GET")
           && (!account_key_has_right (key, "enableSpotAndMarginTrading", NULL)
               || (key->lapses_ms > 0 && request->now_ms >= key->lapses_ms)))
    return FALSE;
  return account_key_has_right (key, "enableReading", NULL);
}

static void
answer_restrictions (const PlayRequest *request, PlayReply *reply, const AccountKey *key)
{
  static const char *const flags[]
      = { "enableReading", "enableWithdrawals", "enableInternalTransfer", "enableMargin", "enableFutures",
          "permitsUniversalTransfer", "enableVanillaOptions", "enableFixApiTrade", "enableFixReadOnly",
          "enableSpotAndMarginTrading", "enablePortfolioMarginTrading", NULL };
  GString *body = g_string_new (NULL);

  g_string_append_printf (body, "{\"ipRestrict\":%s,\"createTime\":%" G_GINT64_FORMAT, key->ips[0] ? "true" : "false",
                          key->created_ms);
  if (key->lapses_ms > 0)
    g_string_append_printf (body, ",\"tradingAuthorityExpirationTime\":%" G_GINT64_FORMAT, key->lapses_ms);
  for (guint i = 0; flags[i]; i++)
    g_string_append_printf (body, ",\"%s\":%s", flags[i], account_key_has_right (key, flags[i], NULL) ? "true" : "false");
  for (guint i = 0; key->rights[i]; i++)
    if (!g_strv_contains (flags, key->rights[i]))
      {
        g_autofree char *quoted = play_quote (key->rights[i]);

        g_string_append_printf (body, ",%s:true", quoted);
      }
  play_accept (reply, g_string_free (g_string_append_c (body, '}'), FALSE));
}

static void
answer_account (const PlayRequest *request, PlayReply *reply, const AccountKey *key)
{
  gint64 uid = 0;

  play_parse_integer (key->account->uid, &uid);
  play_accept (reply, g_strdup_printf (
                          "{\"makerCommission\":15,\"takerCommission\":15,\"buyerCommission\":0,\"sellerCommission\":0,"
                          "\"commissionRates\":{\"maker\":\"0.00150000\",\"taker\":\"0.00150000\",\"buyer\":\"0.00000000\","
                          "\"seller\":\"0.00000000\"},\"canTrade\":true,\"canWithdraw\":true,\"canDeposit\":true,"
                          "\"brokered\":false,\"requireSelfTradePrevention\":false,\"preventSor\":false,"
                          "\"updateTime\":123456789,\"accountType\":\"SPOT\",\"balances\":[{\"asset\":\"BTC\","
                          "\"free\":\"0.02000000\",\"locked\":\"0.00000000\"}],\"permissions\":[\"SPOT\"],"
                          "\"uid\":%" G_GINT64_FORMAT "}",
                          uid));
}

static void
answer_private (const PlayRequest *request, PlayReply *reply, const AccountKey *key)
{
  if (play_is (request, "GET", "/sapi/v1/account/apiRestrictions"))
    answer_restrictions (request, reply, key);
  else if (play_is (request, "GET", "/api/v3/account"))
    answer_account (request, reply, key);
  else if (g_str_has_suffix (request->path, "/account"))
    play_accept (reply, g_strdup ("{\"totalInitialMargin\":\"0.00000000\",\"totalMaintMargin\":\"0.00000000\","
                                  "\"totalWalletBalance\":\"103.12345678\",\"availableBalance\":\"103.12345678\","
                                  "\"assets\":[],\"positions\":[]}"));
  else
    play_accept (reply, g_strdup (g_str_equal (request->method, "GET") ? "[]" : "{}"));
}

/* Which paths a host has at all: /sapi only the live one, /fapi and /dapi only the futures hosts. */
static gboolean
host_has (const PlayRequest *request)
{
  gboolean both = g_str_equal (request->host, "testnet.binancefuture.com");

  if (g_str_has_prefix (request->path, "/fapi/"))
    return both || strstr (request->host, "fapi.");
  if (g_str_has_prefix (request->path, "/dapi/"))
    return both || strstr (request->host, "dapi.");
  if (both || strstr (request->host, "fapi.") || strstr (request->host, "dapi."))
    return FALSE;
  if (g_str_has_prefix (request->path, "/sapi/"))
    return g_str_has_suffix (request->host, ".binance.com") && !g_str_has_prefix (request->host, "demo-");
  return g_str_has_prefix (request->path, "/api/");
}

/* Market data, which anyone may see, and what needs a key but no signature. There are no markets here. */
static gboolean
answer_market (const PlayRequest *request, PlayReply *reply)
{
  static const char *const names[] = { "/exchangeInfo", "/ping", "/depth", "/trades", "/klines", "/avgPrice", "/ticker/24hr",
                                       "/ticker/price", "/ticker/bookTicker", "/premiumIndex", NULL };
  static const char *const key_only[] = { "/sapi/v1/margin/allPairs", "/sapi/v1/margin/isolated/allPairs",
                                          "/sapi/v1/margin/allAssets", NULL };

  if (!g_str_equal (request->method, "GET"))
    return FALSE;
  if (g_strv_contains (key_only, request->path)
      && document_find_key (request->document, "binance", play_header (request, "X-MBX-APIKEY")))
    {
      play_accept (reply, g_strdup ("[]"));
      return TRUE;
    }
  for (guint i = 0; names[i]; i++)
    if (g_str_has_suffix (request->path, names[i]) && !g_str_has_prefix (request->path, "/sapi/"))
      {
        play_accept (reply, i > 0 ? g_strdup (i == 1 ? "{}" : "[]")
                                  : g_strdup_printf ("{\"timezone\":\"UTC\",\"serverTime\":%" G_GINT64_FORMAT
                                                     ",\"rateLimits\":[],\"exchangeFilters\":[],\"symbols\":[]}",
                                                     request->now_ms));
        return TRUE;
      }
  return FALSE;
}

static void
play (const PlayRequest *request, PlayReply *reply)
{
  const AccountKey *key = NULL;
  const char *message = NULL;
  const char *code;

  if (!host_has (request))
    play_text (reply, 404, "no-such-path", "<html><body>404 Not Found</body></html>");
  else if (play_is (request, "GET", "/api/v3/time") || play_is (request, "GET", "/fapi/v1/time")
           || play_is (request, "GET", "/dapi/v1/time"))
    play_accept (reply, g_strdup_printf ("{\"serverTime\":%" G_GINT64_FORMAT "}", request->now_ms));
  else if (answer_market (request, reply))
    return;
  else if ((code = refuse_credential (request, reply, &key, &message)))
    play_refuse (request, reply, code, message);
  else if (!may (request, key))
    play_refuse (request, reply, "-2015", NULL);
  else
    answer_private (request, reply, key);
}

const PlayExchange play_binance = {
  .id = "binance",
  .hosts = hosts,
  .errors = errors,
  .maintenance = "-1008",
  .rate_limited = "-1003",
  .error_body = error_body,
  .play = play,
};
