/* kucoin.c: KuCoin, spot and futures, as a table
 *
 * Written from https://www.kucoin.com/docs-new/authentication and the official SDK (2026), read 2026-11-22. Which HTTP
 * status comes with which code is not documented; the service's general table (401, 403, 429) is followed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "api.kucoin.com", "api-futures.kucoin.com", "api.kucoin.eu", NULL };
static const char *environments[][2] = { { "api.kucoin.eu", "eu" }, { NULL } };

static const PlayError errors[] = {
  { "400001", 401, "Any of KC-API-KEY, KC-API-SIGN, KC-API-TIMESTAMP, KC-API-PASSPHRASE is missing in your request header." },
  { "400002", 401, "KC-API-TIMESTAMP Invalid -- Time differs from server time by more than 5 seconds" },
  { "400003", 401, "KC-API-KEY not exists" },
  { "400004", 401, "KC-API-PASSPHRASE error" },
  { "400005", 401, "Signature error" },
  { "400006", 403, "The requested ip address is not in the api whitelist" },
  { "400007", 403, "Access Denied -- Require more privilege" },
  { "411100", 200, "User are frozen" },
  { "429000", 429, "Too Many Requests" },
  { "500000", 500, "Internal Server Error" },
  { "503000", 503, "Service Unavailable -- temporarily offline for maintenance" },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/api/v1/timestamp", NULL, "{\"code\":\"200000\",\"data\":<now_ms>}" },
  { "GET", "/api/v1/user/api-key", "General",
    "{\"code\":\"200000\",\"data\":{\"remark\":<label>,\"apiKey\":\"<key>\",\"apiVersion\":3,\"permission\":<rights,>,"
    "<?ips \"ipWhitelist\":$,,>\"createdAt\":<created_ms>,\"uid\":<uid>,\"isMaster\":true}}" },
  { "GET", "/api/v1/account-overview", "General",
    "{\"code\":\"200000\",\"data\":{\"accountEquity\":125.5,\"availableBalance\":125.5,\"currency\":\"USDT\"}}" },
  { NULL },
};

const Table table_kucoin = {
  .exchange = { .id = "kucoin", .hosts = hosts, .errors = errors, .maintenance = "503000", .rate_limited = "429000",
                .play = table_play,
                .words = "live, eu. General, Spot, Margin, Futures, InnerTransfer, Transfer …" },
  .environments = environments,
  .error = "{\"code\":\"<code>\",\"msg\":<message>}",
  .refusals = { .missing = "400001", .key = "400003", .disabled = "411100", .signature = "400005", .passphrase = "400004",
                .ip = "400006", .clock = "400002", .right = "400007" },
  .look = "General",
  .trade = "Spot|Margin|Futures|Unified|Trade",
  .empty = "{\"code\":\"200000\",\"data\":[]}",
  .routes = routes,
  .schemes = { {
      .key = "header KC-API-KEY",
      .signature = "header KC-API-SIGN",
      .passphrase = "header KC-API-PASSPHRASE",
      .sealed_passphrase = TRUE,
      .same = { { "header KC-API-KEY-VERSION", "'2|3" } },
      .time = "header KC-API-TIMESTAMP",
      .behind_ms = 5000,
      .ahead_ms = 5000,
      .pieces = { "time", "method", "path", "?plain-query", "body" },
      .digest = G_CHECKSUM_SHA256,
      .encoding = TABLE_BASE64,
  } },
};
