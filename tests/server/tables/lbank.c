/* lbank.c: LBank, as a table
 *
 * Written from https://www.lbank.com/docs/ (authentication, API restrictions, error codes), read 2026-11-22. A missing right and a
 * foreign address have one code. The rights are the members that are true: enableReading, enableSpotTrading …
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "api.lbank.info", "api.lbkex.com", NULL };

static const PlayError errors[] = {
  { "10002", 200, "Validation failed" },
  { "10004", 200, "Request too frequent" },
  { "10005", 200, "Secret key does not exist" },
  { "10007", 200, "Invalid signature" },
  { "10022", 200, "Invalid authorization" },
  { "10600", 200, "intercepted by replay attacks filter, check timestamp" },
  { "10601", 200, "Interface closed unavailable" },
  { NULL },
};

static const TableRoute routes[] = {
  { NULL, "/v2/timestamp.do", NULL, "{\"result\":\"true\",\"data\":<now_ms>,\"error_code\":0,\"ts\":<now_ms>}" },
  { "POST", "/v2/supplement/api_Restrictions.do", "",
    "{\"result\":\"true\",\"data\":{\"enableSpotTrading\":<has enableSpotTrading>,\"createTime\":<created_ms>,"
    "\"enableReading\":<has enableReading>,\"ipRestrict\":<bound>,\"enableWithdrawals\":<has enableWithdrawals>},"
    "\"error_code\":0,\"ts\":<now_ms>}" },
  { NULL },
};

const Table table_lbank = {
  .exchange = { .id = "lbank", .hosts = hosts, .errors = errors, .maintenance = "10601", .rate_limited = "10004",
                .play = table_play, .words = "live. enableReading, enableSpotTrading, enableWithdrawals; HMAC and RSA" },
  .error = "{\"result\":\"false\",\"error_code\":<code>,\"msg\":<message>,\"ts\":<now_ms>}",
  .refusals = { .missing = "10002", .key = "10005", .signature = "10007", .ip = "10022", .clock = "10600",
                .right = "10022" },
  .look = "enableReading",
  .trade = "enableReading|enableSpotTrading",
  .empty = "{\"result\":\"true\",\"data\":[],\"error_code\":0,\"ts\":<now_ms>}",
  .routes = routes,
  .schemes = { {
      .key = "form api_key",
      .signature = "form sign",
      .time = "header timestamp",
      .behind_ms = 60000,
      .ahead_ms = 60000,
      .extra_headers = { "echostr", "signature_method", "timestamp" },
      .pieces = { "sorted-sent" },
      .hash = TABLE_MD5_UPPER,
      .digest = G_CHECKSUM_SHA256,
  } },
};
