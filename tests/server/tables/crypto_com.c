/* crypto_com.c: Crypto.com Exchange, as a table
 *
 * Written from https://exchange-docs.crypto.com/exchange/v1/rest-ws/ (digital signature, response and reason codes), read
 * 2026-11-22. Key, signature and rights share one refusal. The interface tells no rights; the words are the page's.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "api.crypto.com", "uat-api.3ona.co", NULL };
static const char *environments[][2] = { { "uat-api.3ona.co", "uat" }, { NULL } };

static const PlayError errors[] = {
  { "40101", 401, "UNAUTHORIZED" },
  { "40102", 400, "INVALID_NONCE" },
  { "40103", 401, "IP_ILLEGAL" },
  { "42901", 429, "TOO_MANY_REQUESTS" },
  { "50001", 500, "INTERNAL_ERROR" },
  { NULL },
};

static const TableRoute routes[] = {
  { "POST", "/exchange/v1/private/user-balance", "Can Read",
    "{\"id\":1,\"method\":\"private/user-balance\",\"code\":0,\"result\":{\"data\":[{\"total_available_balance\":\"125.5\","
    "\"total_cash_balance\":\"125.5\",\"instrument_name\":\"USD\",\"position_balances\":[]}]}}" },
  { "POST", "/exchange/v1/private/create-order", "Enable Trading", "{\"id\":1,\"code\":0,\"result\":{}}" },
  { NULL },
};

const Table table_crypto_com = {
  .exchange = { .id = "crypto_com", .hosts = hosts, .errors = errors, .maintenance = "50001", .rate_limited = "42901",
                .play = table_play, .words = "live, uat. Can Read, Enable Trading, Enable Withdrawal" },
  .environments = environments,
  .error = "{\"id\":1,\"method\":\"private/<path-last>\",\"code\":<code>,\"message\":<message>}",
  .refusals = { .key = "40101", .ip = "40103", .clock = "40102" },
  .look = "Can Read",
  .trade = "Can Read",
  .empty = "{\"id\":1,\"method\":\"private/<path-last>\",\"code\":0,\"result\":{\"data\":[]}}",
  .routes = routes,
  .schemes = { {
      .key = "json api_key",
      .signature = "json sig",
      .time = "json nonce",
      .behind_ms = 60000,
      .ahead_ms = 60000,
      .same = { { "json method", "path-after /exchange/v1/" } },
      .pieces = { "json method", "json id", "key", "json-params", "time" },
      .digest = G_CHECKSUM_SHA256,
  } },
};
