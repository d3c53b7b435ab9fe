/* bitvavo.c: Bitvavo, as a table
 *
 * Written from https://docs.bitvavo.com/ (authentication, error codes), read 2026-11-22. The HTTP status of a code is not
 * documented. The interface tells no rights; "view", "trade" and "withdraw" are the page's words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "api.bitvavo.com", NULL };

static const PlayError errors[] = {
  { "105", 429, "You have been rate limited and your IP is blocked." },
  { "107", 503, "The matching engine is overloaded. Please wait 500ms and resubmit your order." },
  { "300", 403, "Authentication is required to call this endpoint." },
  { "304", 403, "Request was not received within acceptable window (default 30s, max 60s)." },
  { "305", 403, "No active API key found. Visit your Bitvavo account to obtain one." },
  { "307", 403, "This key does not allow access from this IP." },
  { "309", 403, "The signature is invalid." },
  { "311", 403, "This key does not allow showing account information." },
  { "317", 403, "This account is locked. Please contact support." },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/v2/time", NULL, "{\"time\":<now_ms>}" },
  { "GET", "/v2/account", "view",
    "{\"fees\":{\"tier\":0,\"volume\":\"0.00\",\"maker\":\"0.0015\",\"taker\":\"0.0025\"},\"capabilities\":[\"buy\",\"sell\","
    "\"depositCrypto\",\"depositFiat\",\"withdrawCrypto\",\"withdrawFiat\"]}" },
  { "GET", "/v2/balance", "view", "[{\"symbol\":\"EUR\",\"available\":\"125.5\",\"inOrder\":\"0\"}]" },
  { NULL },
};

const Table table_bitvavo = {
  .exchange = { .id = "bitvavo", .hosts = hosts, .errors = errors, .maintenance = "107", .rate_limited = "105",
                .play = table_play, .words = "live. view, trade, withdraw" },
  .error = "{\"errorCode\":<code>,\"error\":<message>}",
  .refusals = { .missing = "300", .key = "305", .disabled = "317", .signature = "309", .ip = "307", .clock = "304",
                .right = "311" },
  .look = "view",
  .trade = "trade",
  .empty = "[]",
  .routes = routes,
  .schemes = { {
      .key = "header Bitvavo-Access-Key",
      .signature = "header Bitvavo-Access-Signature",
      .time = "header Bitvavo-Access-Timestamp",
      .window = "header Bitvavo-Access-Window",
      .window_max_ms = 60000,
      .behind_ms = 10000,
      .ahead_ms = 10000,
      .pieces = { "time", "method", "path", "?query", "body" },
      .digest = G_CHECKSUM_SHA256,
  } },
};
