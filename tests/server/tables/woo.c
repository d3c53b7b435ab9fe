/* woo.c: WOO X, both versions of its interface, as a table
 *
 * Written from https://docs.woox.io/ (authentication v1 and v3, error codes), read 2026-11-22. One code stands for a bad key, a
 * bad signature, a missing right and an ended key.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "api.woox.io", "api.woo.org", "api.staging.woox.io", NULL };
static const char *environments[][2] = { { "api.staging.woox.io", "staging" }, { NULL } };

static const PlayError errors[] = {
  { "-1001", 401, "The api key or secret is in wrong format" },
  { "-1002", 401, "API key or secret is invalid, it may because key have insufficient permission or the key is expired/revoked." },
  { "-1003", 429, "Rate limit exceed." },
  { "-1011", 503, "The system is under maintenance." },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/v3/public/systemInfo", NULL,
    "{\"success\":true,\"data\":{\"status\":0,\"msg\":\"System is functioning properly.\"},\"timestamp\":<now_ms>}" },
  { "GET", "/v3/account/info", "READ",
    "{\"success\":true,\"data\":{\"applicationId\":\"<uid>\",\"account\":\"made@up.example\",\"alias\":\"made up\","
    "\"accountMode\":\"FUTURES\",\"leverage\":10},\"timestamp\":<now_ms>}" },
  { "GET", "/v3/account/credentials", "READ",
    "{\"success\":true,\"data\":{\"rows\":[{\"id\":1,\"userId\":<uid>,\"apiKey\":\"<key>\",\"apiSecret\":\"made-up\","
    "<?ips \"allowedIPs\":$[],>\"permissions\":<rights>}]},\"timestamp\":<now_ms>}" },
  { NULL },
};

const Table table_woo = {
  .exchange = { .id = "woo", .hosts = hosts, .errors = errors, .maintenance = "-1011", .rate_limited = "-1003",
                .play = table_play, .words = "live, staging. READ, TRADE, WITHDRAWAL" },
  .environments = environments,
  .error = "{\"success\":false,\"code\":<code>,\"message\":<message>}",
  .refusals = { .missing = "-1001", .key = "-1002" },
  .look =  "READ",
  .trade = "TRADE",
  .empty = "{\"success\":true,\"data\":{},\"timestamp\":<now_ms>}",
  .routes = routes,
  .schemes = { {
      .path = "/v1/*",
      .key = "header x-api-key",
      .signature = "header x-api-signature",
      .time = "header x-api-timestamp",
      .behind_ms = 300000,
      .ahead_ms = 300000,
      .pieces = { "sorted-sent", "'|", "time" },
      .digest = G_CHECKSUM_SHA256,
  }, {
      .key = "header x-api-key",
      .signature = "header x-api-signature",
      .time = "header x-api-timestamp",
      .behind_ms = 300000,
      .ahead_ms = 300000,
      .pieces = { "time", "method", "path", "?query", "body" },
      .digest = G_CHECKSUM_SHA256,
  } },
};
