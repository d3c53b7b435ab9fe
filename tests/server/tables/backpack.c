/* backpack.c: Backpack, as a table
 *
 * Written from https://docs.backpack.exchange/ (authentication, error codes), read 2026-11-22. The API key is the Ed25519 public
 * key; not the path is signed but an instruction that stands for it. Refusals of address, clock and rights are not documented.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "api.backpack.exchange", NULL };
static const char *instructions[][2] = {
  { "GET /api/v1/account", "accountQuery" },
  { "GET /api/v1/capital", "balanceQuery" },
  { "POST /api/v1/order", "orderExecute" },
  { NULL },
};

static const PlayError errors[] = {
  { "INVALID_CLIENT_REQUEST", 400, "Request has expired" },
  { "INVALID_SIGNATURE", 400, "Invalid signature" },
  { "UNAUTHORIZED", 401, "Unauthorized" },
  { "FORBIDDEN", 403, "Forbidden" },
  { "TOO_MANY_REQUESTS", 429, "Too many requests" },
  { "MAINTENANCE", 503, "Maintenance" },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/api/v1/time", NULL, "<now_ms>" },
  { "GET", "/api/v1/account", "read",
    "{\"autoBorrowSettlements\":true,\"autoLend\":true,\"borrowLimit\":\"0\",\"leverageLimit\":\"20\",\"limitOrders\":0,"
    "\"liquidating\":false,\"spotMakerFee\":\"8\",\"spotTakerFee\":\"10\",\"triggerOrders\":0}" },
  { "GET", "/api/v1/capital", "read", "{\"USDC\":{\"available\":\"125.5\",\"locked\":\"0\",\"staked\":\"0\"}}" },
  { NULL },
};

const Table table_backpack = {
  .exchange = { .id = "backpack", .hosts = hosts, .errors = errors, .maintenance = "MAINTENANCE",
                .rate_limited = "TOO_MANY_REQUESTS", .play = table_play, .words = "live. read, trade; ed25519" },
  .error = "{\"code\":\"<code>\",\"message\":<message>}",
  .refusals = { .key = "UNAUTHORIZED", .signature = "INVALID_SIGNATURE", .ip = "FORBIDDEN",
                .clock = "INVALID_CLIENT_REQUEST", .right = "FORBIDDEN" },
  .look = "read",
  .trade = "trade",
  .empty = "{}",
  .routes = routes,
  .schemes = { {
      .key = "header X-API-Key",
      .signature = "header X-Signature",
      .time = "header X-Timestamp",
      .window = "header X-Window",
      .window_max_ms = 60000,
      .behind_ms = 5000,
      .ahead_ms = 5000,
      .instructions = instructions,
      .pieces = { "'instruction=", "instruction", "&params", "'&timestamp=", "time", "'&window=", "window" },
  } },
};
