/* phemex.c: Phemex, as a table
 *
 * Written from https://phemex-docs.github.io/ (REST authentication, common errors) and the official examples, which use the secret
 * as text where the page says Base64UrlDecode, read 2026-11-22. What other refusals than 401 and 39996 say is not documented. The
 * interface tells no rights.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "api.phemex.com", "vapi.phemex.com", "testnet-api.phemex.com", NULL };
static const char *environments[][2] = { { "testnet-api.phemex.com", "testnet" }, { NULL } };

static const PlayError errors[] = {
  { "401", 401, "401 Failed to load API KEY." },
  { "unauthenticated", 401, "401 Request unauthenticated", "{\"code\":401,\"msg\":<message>}" },
  { "39995", 429, "Too many requests." },
  { "39996", 403, "Access denied." },
  { "30000", 503, "Service unavailable." },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/public/time", NULL, "{\"code\":0,\"msg\":\"\",\"data\":{\"serverTime\":<now_ms>}}" },
  { "GET", "/spot/wallets", "read",
    "{\"code\":0,\"msg\":\"\",\"data\":[{\"currency\":\"USDT\",\"balanceEv\":12550000000,\"lockedTradingBalanceEv\":0}]}" },
  { NULL },
};

const Table table_phemex = {
  .exchange = { .id = "phemex", .hosts = hosts, .errors = errors, .maintenance = "30000", .rate_limited = "39995",
                .play = table_play, .words = "live, testnet. read, trade, withdraw" },
  .environments = environments,
  .error = "{\"code\":<code>,\"msg\":<message>}",
  .refusals = { .key = "401", .signature = "unauthenticated", .clock = "unauthenticated", .ip = "unauthenticated",
                .right = "39996" },
  .look = "read",
  .trade = "trade",
  .empty = "{\"code\":0,\"msg\":\"\",\"data\":{}}",
  .routes = routes,
  .schemes = { {
      .key = "header x-phemex-access-token",
      .signature = "header x-phemex-request-signature",
      .time = "header x-phemex-request-expiry",
      .unit = TABLE_S,
      .time_is_end = TRUE,
      .behind_ms = 1,
      .ahead_ms = 120000,
      .pieces = { "path", "query", "time", "body" },
      .digest = G_CHECKSUM_SHA256,
  } },
};
