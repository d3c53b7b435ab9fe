/* bitso.c: Bitso, as a table
 *
 * Written from https://docs.bitso.com/bitso-api/docs/create-signed-requests and its error codes, read 2026-11-22. The interface
 * tells no rights; "view" and "trade" are the page's words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "bitso.com", "api.bitso.com", "stage.bitso.com", NULL };
static const char *environments[][2] = { { "stage.bitso.com", "stage" }, { NULL } };

static const PlayError errors[] = {
  { "0201", 401, "Check your credentials" },
  { "0202", 401, "API key is not authorized to execute the requested method" },
  { "0207", 401, "Invalid nonce value" },
  { "0213", 401, "IP address is not allowed to access this resource" },
  { "0215", 401, "Incorrect request signature" },
  { "0216", 401, "Your account has been restricted" },
  { "0200", 429, "Too many requests" },
  { "0101", 503, "System under maintenance" },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/api/v3/account_status", "view",
    "{\"success\":true,\"payload\":{\"client_id\":\"<uid>\",\"first_name\":\"Made\",\"last_name\":\"Up\",\"status\":\"active\","
    "\"daily_limit\":\"5300.00\"}}" },
  { "GET", "/api/v3/balance", "view",
    "{\"success\":true,\"payload\":{\"balances\":[{\"currency\":\"mxn\",\"total\":\"125.50\",\"locked\":\"0\","
    "\"available\":\"125.50\"}]}}" },
  { NULL },
};

const Table table_bitso = {
  .exchange = { .id = "bitso", .hosts = hosts, .errors = errors, .maintenance = "0101", .rate_limited = "0200",
                .play = table_play, .words = "live, stage. view, trade, withdraw" },
  .environments = environments,
  .error = "{\"success\":false,\"error\":{\"code\":\"<code>\",\"message\":<message>}}",
  .refusals = { .key = "0201", .disabled = "0216", .signature = "0215", .ip = "0213", .nonce = "0207", .right = "0202" },
  .look = "view",
  .trade = "trade",
  .empty = "{\"success\":true,\"payload\":{}}",
  .routes = routes,
  .schemes = { {
      .authorization = "^Bitso (?<key>[^:]+):(?<nonce>\\d+):(?<signature>[0-9a-f]{64})$",
      .key = "match key",
      .signature = "match signature",
      .nonce = "match nonce",
      .nonce_rule = TABLE_RISING_NONCE,
      .pieces = { "nonce", "method", "path", "?query", "body" },
      .digest = G_CHECKSUM_SHA256,
  } },
};
