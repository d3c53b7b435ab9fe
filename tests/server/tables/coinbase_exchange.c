/* coinbase_exchange.c: Coinbase Exchange (formerly Pro), as a table
 *
 * Written from https://docs.cdp.coinbase.com/exchange/rest-api/authentication and /requests, read 2026-11-22. Refusals are told
 * apart by their text alone; the window of 30 s is not documented any more. The interface tells no rights; the words are the
 * page's.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "api.exchange.coinbase.com", "api-public.sandbox.exchange.coinbase.com", NULL };
static const char *environments[][2] = { { "api-public.sandbox.exchange.coinbase.com", "sandbox" }, { NULL } };

static const PlayError errors[] = {
  { "missing", 401, "CB-ACCESS-KEY header is required" },
  { "key", 401, "Invalid API Key" },
  { "signature", 401, "invalid signature" },
  { "passphrase", 401, "Invalid Passphrase" },
  { "time", 400, "request timestamp expired" },
  { "ip", 401, "IP does not match IP whitelist" },
  { "right", 403, "Forbidden" },
  { "rate", 429, "Private rate limit exceeded" },
  { "maintenance", 503, "Exchange is under maintenance" },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/time", NULL, "{\"iso\":\"<now_iso>\",\"epoch\":<now_decimal>}" },
  { "GET", "/accounts", "View",
    "[{\"id\":\"7fd0abc0-0000-4000-8000-000000000000\",\"currency\":\"USD\",\"balance\":\"125.5\",\"hold\":\"0\","
    "\"available\":\"125.5\",\"profile_id\":\"8058d771-0000-4000-8000-000000000000\",\"trading_enabled\":true}]" },
  { NULL },
};

const Table table_coinbase_exchange = {
  .exchange = { .id = "coinbase_exchange", .hosts = hosts, .errors = errors, .maintenance = "maintenance",
                .rate_limited = "rate", .play = table_play, .words = "live, sandbox. View, Trade, Transfer" },
  .environments = environments,
  .error = "{\"message\":<message>}",
  .refusals = { .missing = "missing", .key = "key", .signature = "signature", .passphrase = "passphrase", .ip = "ip",
                .clock = "time", .right = "right" },
  .look = "View",
  .trade = "Trade",
  .empty = "[]",
  .routes = routes,
  .schemes = { {
      .key = "header CB-ACCESS-KEY",
      .signature = "header CB-ACCESS-SIGN",
      .passphrase = "header CB-ACCESS-PASSPHRASE",
      .time = "header CB-ACCESS-TIMESTAMP",
      .unit = TABLE_S,
      .behind_ms = 30000,
      .ahead_ms = 30000,
      .pieces = { "time", "method", "path", "?query", "body" },
      .digest = G_CHECKSUM_SHA256,
      .secret = TABLE_SECRET_BASE64,
      .encoding = TABLE_BASE64,
  } },
};
