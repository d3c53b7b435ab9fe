/* kraken_futures.c: Kraken Futures, as a table
 *
 * Written from https://docs.kraken.com/api/docs/guides/futures-rest (authentication) and check-v3-api-key, read 2026-11-22.
 * A key that is not known and a wrong signature are one refusal; a foreign address is taken for the same (not documented).
 * Rights are "general:FULL_ACCESS", "transfer:NO_ACCESS" and so on.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

#define UNAUTHORIZED "{\"error\":\"authenticationError\",\"message\":<message>,\"suberror\":null}"

static const char *const hosts[] = { "futures.kraken.com", "demo-futures.kraken.com", NULL };
static const char *environments[][2] = { { "demo-futures.kraken.com", "demo" }, { NULL } };

static const PlayError errors[] = {
  { "authenticationError", 401, "authentication failed", UNAUTHORIZED },
  { "nonceBelowThreshold", 200, "" },
  { "apiLimitExceeded", 200, "" },
  { "accountInactive", 200, "" },
  { "Unavailable", 200, "" },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/derivatives/api/v3/instruments/status", NULL,
    "{\"result\":\"success\",\"serverTime\":\"<now_iso>\",\"instrumentStatus\":[]}" },
  { "GET", "/api/auth/v1/api-keys/v3/check", "",
    "{\"apiKey\":\"<key>\",\"accountUid\":\"00000000-0000-0000-0000-000000000000\",\"iiban\":\"AA00 MADE UP00 0000\","
    "\"createdAt\":\"<created_iso>\",\"permissions\":{<rows>},\"allowedCidrBlocks\":<ips>}" },
  { NULL },
};

const Table table_kraken_futures = {
  .exchange = { .id = "kraken_futures", .hosts = hosts, .errors = errors, .maintenance = "Unavailable",
                .rate_limited = "apiLimitExceeded", .play = table_play,
                .words = "live, demo. general:FULL_ACCESS, transfer:READ_ONLY, transfer:NO_ACCESS …" },
  .environments = environments,
  .error = "{\"result\":\"error\",\"error\":\"<code>\",\"serverTime\":\"<now_iso>\"}",
  .refusals = { .key = "authenticationError", .disabled = "accountInactive" },
  .row = "\"<group>\":\"<access>\"",
  .look = "general:FULL_ACCESS|general:READ_ONLY",
  .trade = "general:FULL_ACCESS",
  .empty = "{\"result\":\"success\",\"serverTime\":\"<now_iso>\"}",
  .routes = routes,
  .schemes = { {
      .key = "header APIKey",
      .signature = "header Authent",
      .pieces = { "query", "body", "header Nonce", "path-after /derivatives" },
      .hash = TABLE_SHA256_BYTES,
      .digest = G_CHECKSUM_SHA512,
      .secret = TABLE_SECRET_BASE64,
      .encoding = TABLE_BASE64,
  } },
};
