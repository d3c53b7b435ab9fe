/* hitbtc.c: HitBTC, as a table
 *
 * Written from https://api.hitbtc.com/ (HS256 authentication, error codes), read 2026-11-22. Key, time and signature stand together
 * in base64. What a foreign address or an old time is told is not documented. The words of rights are the page's.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "api.hitbtc.com", "api.demo.hitbtc.com", NULL };
static const char *environments[][2] = { { "api.demo.hitbtc.com", "demo" }, { NULL } };

static const PlayError errors[] = {
  { "1001", 401, "Authorization required" },
  { "1002", 401, "Authorization failed" },
  { "1003", 403, "Action is forbidden for this API key" },
  { "429", 429, "Too many requests" },
  { "503", 503, "Service unavailable" },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/api/3/spot/balance", "Trading balance", "[{\"currency\":\"USDT\",\"available\":\"125.5\",\"reserved\":\"0\"}]" },
  { NULL },
};

const Table table_hitbtc = {
  .exchange = { .id = "hitbtc", .hosts = hosts, .errors = errors, .maintenance = "503", .rate_limited = "429",
                .play = table_play, .words = "live, demo. Trading balance, Place/cancel orders, Withdraw cryptocurrencies" },
  .environments = environments,
  .error = "{\"error\":{\"code\":<code>,\"message\":<message>,\"description\":\"\"}}",
  .refusals = { .missing = "1001", .key = "1002", .right = "1003" },
  .look = "Trading balance",
  .trade = "Place/cancel orders",
  .empty = "[]",
  .routes = routes,
  .schemes = { {
      .authorization_64 = "HS256 ",
      .authorization = "^(?<key>[^:]+):(?<signature>[0-9a-f]{64}):(?<time>\\d+)(?::(?<window>\\d+))?$",
      .key = "match key",
      .signature = "match signature",
      .time = "match time",
      .window = "match window",
      .window_max_ms = 60000,
      .behind_ms = 10000,
      .ahead_ms = 10000,
      .pieces = { "method", "path", "?query", "body", "time", "window" },
      .digest = G_CHECKSUM_SHA256,
  } },
};
