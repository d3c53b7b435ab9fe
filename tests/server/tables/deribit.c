/* deribit.c: Deribit, as a table
 *
 * Written from https://docs.deribit.com/ (authentication, public/auth with a client signature, list_api_keys, error codes),
 * read 2026-11-22. How it refuses an address or an old time is not documented: as an unknown key here, and 13009.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "www.deribit.com", "test.deribit.com", NULL };
static const char *environments[][2] = { { "test.deribit.com", "testnet" }, { NULL } };

static const PlayError errors[] = {
  { "13004", 400, "invalid_credentials" },
  { "13009", 400, "unauthorized" },
  { "13021", 400, "forbidden" },
  { "9999", 400, "api_not_enabled" },
  { "10028", 429, "too_many_requests" },
  { "11051", 400, "system_maintenance" },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/api/v2/public/get_time", NULL, "{\"jsonrpc\":\"2.0\",\"result\":<now_ms>}" },
  { "GET", "/api/v2/public/auth", "",
    "{\"jsonrpc\":\"2.0\",\"result\":{\"access_token\":\"made-up-access-token\",\"expires_in\":900,"
    "\"refresh_token\":\"made-up-refresh-token\",\"scope\":<rights-spaced>,\"enabled_features\":[],\"token_type\":\"bearer\"}}" },
  { "GET", "/api/v2/private/list_api_keys", "account",
    "{\"jsonrpc\":\"2.0\",\"result\":[{\"timestamp\":<created_ms>,\"max_scope\":<rights-spaced>,\"id\":2,\"enabled\":true,"
    "\"default\":false,\"client_secret\":\"made-up-client-secret\",\"client_id\":\"<key>\",\"name\":<label>,"
    "\"enabled_features\":[],\"ip_whitelist\":<ips>}]}" },
  { NULL },
};

const Table table_deribit = {
  .exchange = { .id = "deribit", .hosts = hosts, .errors = errors, .maintenance = "11051", .rate_limited = "10028",
                .play = table_play,
                .words = "live, testnet. account:read, trade:read_write, wallet:read_write …" },
  .environments = environments,
  .error = "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":<code>,\"message\":<message>},\"testnet\":false}",
  .refusals = { .missing = "13009", .key = "13004", .disabled = "9999", .signature = "13004", .clock = "13009",
                .nonce = "13009", .right = "13021" },
  .look = "account|trade|wallet",
  .trade = "trade:read_write",
  .empty = "{\"jsonrpc\":\"2.0\",\"result\":[]}",
  .routes = routes,
  .schemes = { {
      .path = "/api/v2/public/auth*",
      .key = "query client_id",
      .signature = "query signature",
      .same = { { "query grant_type", "'client_signature" } },
      .time = "query timestamp",
      .behind_ms = 60000,
      .ahead_ms = 60000,
      .nonce = "query nonce",
      .nonce_rule = TABLE_NONCE_ONCE,
      .pieces = { "time", "'\n", "nonce", "'\n", "query data" },
      .digest = G_CHECKSUM_SHA256,
  }, {
      /* the members may stand in any order */
      .authorization = "^deri-hmac-sha256 (?=.*\\bid=(?<key>[^,]+))(?=.*\\bts=(?<time>\\d+))(?=.*\\bnonce=(?<nonce>[^,]+))"
                       "(?=.*\\bsig=(?<signature>[0-9a-f]{64}))",
      .key = "match key",
      .signature = "match signature",
      .time = "match time",
      .behind_ms = 60000,
      .ahead_ms = 60000,
      .nonce = "match nonce",
      .nonce_rule = TABLE_NONCE_ONCE,
      .pieces = { "time", "'\n", "nonce", "'\n", "method", "'\n", "path", "?query", "'\n", "body", "'\n" },
      .digest = G_CHECKSUM_SHA256,
  } },
};
