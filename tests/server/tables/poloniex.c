/* poloniex.c: Poloniex, as a table
 *
 * Written from https://api-docs.poloniex.com/spot/api/ (authentication, errors), read 2026-11-22. What a bad key, signature,
 * address or time is told is not documented: 401 here, and 403 for rights. The interface tells no rights.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "api.poloniex.com", NULL };

static const PlayError errors[] = {
  { "401", 401, "Unauthorized" },
  { "403", 403, "ACCESS_DENY" },
  { "429", 429, "TOO_MANY_REQUEST" },
  { "1002", 200, "SYSTEM_MAINTENANCE" },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/timestamp", NULL, "{\"serverTime\":<now_ms>}" },
  { "GET", "/accounts/balances", "read",
    "[{\"accountId\":\"<uid>\",\"accountType\":\"SPOT\",\"balances\":[{\"currency\":\"USDT\",\"available\":\"125.5\",\"hold\":\"0\"}]}]" },
  { NULL },
};

const Table table_poloniex = {
  .exchange = { .id = "poloniex", .hosts = hosts, .errors = errors, .maintenance = "1002", .rate_limited = "429",
                .play = table_play, .words = "live. read, trade, withdraw" },
  .error = "{\"code\":<code>,\"message\":<message>}",
  .refusals = { .key = "401", .right = "403" },
  .look = "read",
  .trade = "trade",
  .empty = "[]",
  .routes = routes,
  .schemes = { {
      .key = "header key",
      .signature = "header signature",
      .time = "header signTimestamp",
      .behind_ms = 60000,
      .ahead_ms = 60000,
      .body_name = "requestBody",
      .extra_headers = { "signTimestamp" },
      .pieces = { "method", "'\n", "path", "'\n", "sorted-sent" },
      .digest = G_CHECKSUM_SHA256,
      .encoding = TABLE_BASE64,
  } },
};
