/* btcmarkets.c: BTC Markets, as a table
 *
 * Written from https://docs.btcmarkets.net/ (authentication, error codes), read 2026-11-22. The query is not signed. HTTP statuses and
 * what a foreign address is told are not documented. The interface tells no rights.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "api.btcmarkets.net", NULL };

static const PlayError errors[] = {
  { "InvalidAPIKey", 401, "Invalid API key" },
  { "InvalidAuthSignature", 401, "Invalid authentication signature" },
  { "InvalidAuthTimestamp", 401, "Invalid authentication timestamp" },
  { "InsufficientAPIPermission", 403, "Insufficient API permission" },
  { "RequestThrottled", 429, "Request throttled" },
  { "InternalServerError", 503, "Service unavailable" },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/v3/time", NULL, "{\"timestamp\":\"<now_iso>\"}" },
  { "GET", "/v3/accounts/me/balances", "read", "[{\"assetName\":\"AUD\",\"balance\":\"125.5\",\"available\":\"125.5\",\"locked\":\"0\"}]" },
  { NULL },
};

const Table table_btcmarkets = {
  .exchange = { .id = "btcmarkets", .hosts = hosts, .errors = errors, .maintenance = "InternalServerError",
                .rate_limited = "RequestThrottled", .play = table_play, .words = "live. read, trade, withdraw" },
  .error = "{\"code\":\"<code>\",\"message\":<message>}",
  .refusals = { .key = "InvalidAPIKey", .signature = "InvalidAuthSignature", .clock = "InvalidAuthTimestamp",
                .right = "InsufficientAPIPermission" },
  .look = "read",
  .trade = "trade",
  .empty = "[]",
  .routes = routes,
  .schemes = { {
      .key = "header BM-AUTH-APIKEY",
      .signature = "header BM-AUTH-SIGNATURE",
      .time = "header BM-AUTH-TIMESTAMP",
      .behind_ms = 30000,
      .ahead_ms = 30000,
      .pieces = { "method", "path", "time", "body" },
      .digest = G_CHECKSUM_SHA512,
      .secret = TABLE_SECRET_BASE64,
      .encoding = TABLE_BASE64,
  } },
};
