/* gate.c: Gate, as a table
 *
 * Written from https://www.gate.com/docs/developers/apiv4/en/ (authentication, account detail, main account keys, error
 * labels), read 2026-11-22. The HTTP status of a label is not documented. A right is "spot" or "spot:ro" (read only).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "api.gateio.ws", "api-testnet.gateapi.io", NULL };
static const char *environments[][2] = { { "api-testnet.gateapi.io", "testnet" }, { NULL } };

static const PlayError errors[] = {
  { "MISSING_REQUIRED_HEADER", 401, "Missing required header" },
  { "INVALID_KEY", 401, "Invalid key provided" },
  { "INVALID_SIGNATURE", 401, "Signature mismatch" },
  { "REQUEST_EXPIRED", 403, "gap between request Timestamp and server time exceeds 60" },
  { "IP_FORBIDDEN", 403, "Request IP not in whitelist" },
  { "READ_ONLY", 403, "API key is read-only" },
  { "FORBIDDEN", 403, "Account has no permission to request operation" },
  { "ACCOUNT_LOCKED", 403, "Account is locked" },
  { "TOO_MANY_REQUESTS", 429, "Request Rate limit Exceeded" },
  { "SERVER_ERROR", 500, "Internal server error" },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/api/v4/spot/time", NULL, "{\"server_time\":<now_ms>}" },
  { "GET", "/api/v4/account/detail", "account",
    "{\"user_id\":<uid>,\"ip_whitelist\":<ips>,\"currency_pairs\":[],\"key\":{\"mode\":1},\"tier\":2,\"copy_trading_role\":1}" },
  { "GET", "/api/v4/account/main_keys", "account",
    "[{\"state\":1,\"mode\":1,\"name\":<label>,\"user_id\":<uid>,\"perms\":[<rows>],\"ip_whitelist\":<ips>,"
    "\"currency_pairs\":[],\"key\":\"<key-start>\",\"created_at\":<created_s>,\"update_at\":<created_s>,"
    "\"last_access\":<now_s>}]" },
  { NULL },
};

const Table table_gate = {
  .exchange = { .id = "gate", .hosts = hosts, .errors = errors, .maintenance = "SERVER_ERROR",
                .rate_limited = "TOO_MANY_REQUESTS", .play = table_play,
                .words = "live, testnet. account, spot, futures, wallet, withdrawal …; with :ro read only" },
  .environments = environments,
  .error = "{\"label\":\"<code>\",\"message\":<message>}",
  .refusals = { .missing = "MISSING_REQUIRED_HEADER", .key = "INVALID_KEY", .disabled = "ACCOUNT_LOCKED",
                .signature = "INVALID_SIGNATURE", .ip = "IP_FORBIDDEN", .clock = "REQUEST_EXPIRED", .right = "FORBIDDEN" },
  .row = "{\"name\":\"<group>\",\"read_only\":<access=ro>}",
  .look = "account|spot|futures|unified|wallet",
  .trade = "spot|futures|unified",
  .empty = "[]",
  .routes = routes,
  .schemes = { {
      .key = "header KEY",
      .signature = "header SIGN",
      .time = "header Timestamp",
      .unit = TABLE_S,
      .behind_ms = 60000,
      .ahead_ms = 60000,
      .pieces = { "method", "'\n", "path", "'\n", "plain-query", "'\n", "sha512 body", "'\n", "time" },
      .digest = G_CHECKSUM_SHA512,
  } },
};
