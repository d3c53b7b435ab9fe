/* coinmarketcap.c: the CoinMarketCap API, as a table
 *
 * Written from https://coinmarketcap.com/api/documentation/ (authentication, key information, errors), read 2026-11-22. There is
 * no signature: the key is all, and it only reads.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

#define STATUS(code, message) \
  "{\"status\":{\"timestamp\":\"<now_iso>\",\"error_code\":" code ",\"error_message\":" message ",\"elapsed\":1,\"credit_count\":0}"

static const char *const hosts[] = { "pro-api.coinmarketcap.com", "sandbox-api.coinmarketcap.com", NULL };
static const char *environments[][2] = { { "sandbox-api.coinmarketcap.com", "sandbox" }, { NULL } };

static const PlayError errors[] = {
  { "1001", 401, "This API Key is invalid." },
  { "1002", 401, "API key missing." },
  { "1003", 402, "Your API Key must be activated." },
  { "1004", 402, "Your API Key's subscription plan has expired." },
  { "1007", 403, "This API Key has been disabled. Please contact support." },
  { "1008", 429, "You've exceeded your API Key's HTTP request rate limit." },
  { "500", 500, "An internal server error occurred" },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/v1/key/info", "",
    STATUS ("0", "null") ",\"data\":{\"plan\":{\"credit_limit_monthly\":120000,\"rate_limit_minute\":60},"
    "\"usage\":{\"current_minute\":{\"requests_made\":1,\"requests_left\":59},\"current_day\":{\"credits_used\":1},"
    "\"current_month\":{\"credits_used\":1,\"credits_left\":119999}}}}" },
  { NULL },
};

const Table table_coinmarketcap = {
  .exchange = { .id = "coinmarketcap", .hosts = hosts, .errors = errors, .maintenance = "500", .rate_limited = "1008",
                .play = table_play, .words = "live, sandbox. It has no rights" },
  .environments = environments,
  .error = STATUS ("<code>", "<message>") "}",
  .refusals = { .missing = "1002", .key = "1001", .expired = "1004", .disabled = "1007" },
  .look = "",
  .trade = "",
  .empty = STATUS ("0", "null") ",\"data\":[]}",
  .routes = routes,
  .schemes = { { .kind = TABLE_KEY, .key = "header X-CMC_PRO_API_KEY" } },
};
