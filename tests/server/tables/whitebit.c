/* whitebit.c: WhiteBIT, as a table
 *
 * Written from https://docs.whitebit.com/private/http-auth/ (payload, errors), read 2026-11-22. HTTP statuses are partly not
 * documented. A disabled key and a foreign address share code 2; a nonce that does not rise is told "Too many requests.".
 * Rights are the paths that the page has enabled for the key, after /api/v4/.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "whitebit.com", "whitebit.eu", NULL };

static const PlayError errors[] = {
  { "2", 401, "This action is unauthorized. Enable your key in API settings" },
  { "4", 403, "This API Key is not authorized to perform this action." },
  { "9", 400, "Invalid payload." },
  { "10", 401, "Unauthorized request." },
  { "nonce", 400, "Too many requests.", "{\"code\":0,\"message\":<message>,\"errors\":{}}" },
  { "429", 429, "Too many requests." },
  { "503", 503, "Service temporarily unavailable" },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/api/v4/public/time", NULL, "{\"time\":<now_s>}" },
  { "POST", "/api/v4/main-account/balance", "main-account/balance", "{\"USDT\":{\"main_balance\":\"125.5\"}}" },
  { "POST", "/api/v4/trade-account/balance", "trade-account/balance",
    "{\"USDT\":{\"available\":\"125.5\",\"freeze\":\"0\"}}" },
  { NULL },
};

const Table table_whitebit = {
  .exchange = { .id = "whitebit", .hosts = hosts, .errors = errors, .maintenance = "503", .rate_limited = "429",
                .play = table_play, .words = "live. main-account/balance, trade-account/balance, order …" },
  .error = "{\"code\":<code>,\"message\":<message>,\"errors\":{}}",
  .refusals = { .missing = "10", .malformed = "9", .key = "10", .disabled = "2", .revoked = "2", .expired = "2", .ip = "2",
                .nonce = "nonce", .right = "4" },
  .look = "",
  .trade = "order",
  .empty = "{}",
  .routes = routes,
  .schemes = { {
      .key = "header X-TXC-APIKEY",
      .signature = "header X-TXC-SIGNATURE",
      .payload_place = "header X-TXC-PAYLOAD",
      .nonce = "payload nonce",
      .nonce_rule = TABLE_RISING_NONCE,
      .nonce_window = "payload nonceWindow",
      .behind_ms = 5000,
      .ahead_ms = 5000,
      .same = { { "payload request", "path" }, { "header X-TXC-PAYLOAD", "base64 body" } },
      .pieces = { "payload" },
      .digest = G_CHECKSUM_SHA512,
  } },
};
