/* bitstamp.c: Bitstamp, as a table
 *
 * Written from https://www.bitstamp.net/api/ (authentication v2, error codes), read 2026-11-22. The interface tells no rights;
 * the words are the page's.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "www.bitstamp.net", "sandbox.bitstamp.net", NULL };
static const char *environments[][2] = { { "sandbox.bitstamp.net", "sandbox" }, { NULL } };

static const PlayError errors[] = {
  { "API0001", 403, "API key not found" },
  { "API0002", 403, "IP address not allowed" },
  { "API0003", 403, "No permission found" },
  { "API0004", 403, "Invalid nonce" },
  { "API0005", 403, "Invalid signature" },
  { "API0006", 403, "Your account is frozen" },
  { "API0012", 403, "X-Auth header is required" },
  { "API0017", 403, "X-Auth-Timestamp header is out of boundaries" },
  { "400.002", 400, "Request rejected due to exceeded rate limit" },
  { "500.002", 500, "Request rejected due to internal services failure" },
  { NULL },
};

static const TableRoute routes[] = {
  { "POST", "/api/v2/account_balances/", "Account balance",
    "[{\"currency\":\"usd\",\"total\":\"125.50\",\"available\":\"125.50\",\"reserved\":\"0.00\"}]" },
  { "POST", "/api/v2/buy/*", "Buy limit order", "{}" },
  { NULL },
};

const Table table_bitstamp = {
  .exchange = { .id = "bitstamp", .hosts = hosts, .errors = errors, .maintenance = "500.002", .rate_limited = "400.002",
                .play = table_play, .words = "live, sandbox. Account balance, Buy limit order …" },
  .environments = environments,
  .error = "{\"status\":\"error\",\"reason\":<message>,\"code\":\"<code>\"}",
  .refusals = { .missing = "API0012", .key = "API0001", .disabled = "API0006", .signature = "API0005", .ip = "API0002",
                .clock = "API0017", .nonce = "API0004", .right = "API0003" },
  .look = "Account balance",
  .trade = "Account balance",
  .empty = "[]",
  .routes = routes,
  .schemes = { {
      .key = "header X-Auth",
      .key_prefix = "BITSTAMP ",
      .signature = "header X-Auth-Signature",
      .same = { { "header X-Auth-Version", "'v2" } },
      .time = "header X-Auth-Timestamp",
      .behind_ms = 150000,
      .ahead_ms = 150000,
      .nonce = "header X-Auth-Nonce",
      .nonce_rule = TABLE_NONCE_ONCE,
      .pieces = { "'BITSTAMP ", "key", "method", "host", "path", "?query", "content-type", "nonce", "time", "'v2", "body" },
      .digest = G_CHECKSUM_SHA256,
  } },
};
