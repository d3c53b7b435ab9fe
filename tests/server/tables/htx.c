/* htx.c: HTX (Huobi), as a table
 *
 * Written from https://www.htx.com/en-us/opend/newApiPages/ (signature authentication, user uid, API key query, error
 * codes), read 2026-11-22. Most refusals of the v1 interface have one code and tell themselves apart by the text only;
 * here each has a word of its own, and "api-signature-not-valid" is what goes over the wire.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

#define NOT_VALID \
  "{\"status\":\"error\",\"err-code\":\"api-signature-not-valid\",\"err-msg\":<message>,\"data\":null}"

static const char *const hosts[] = { "api.huobi.pro", "api-aws.huobi.pro", NULL };

static const PlayError errors[] = {
  { "login-required", 200, "Signature is missing, or user not found" },
  { "access-key", 200, "Signature not valid: Incorrect Access key [Access key error]", NOT_VALID },
  { "verification", 200, "Signature not valid: Verification failure [校验失败]", NOT_VALID },
  { "expired", 200, "Signature not valid: APIkey has expired", NOT_VALID },
  { "no-permission", 200, "API key has no permission", NOT_VALID },
  { "ip", 200, "Signature not valid: Incorrect IP address", NOT_VALID },
  { "timestamp", 200, "Signature not valid: Invalid Timestamp", NOT_VALID },
  { "too-many-requests", 429, "exceeded rate limit" },
  { "system-maintenance", 200, "System is in maintenance!" },
  { "gateway-internal-error", 200, "Failed to load data. Try again" },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/v1/common/timestamp", NULL, "{\"status\":\"ok\",\"data\":<now_ms>}" },
  { "GET", "/v2/user/uid", "readOnly", "{\"code\":200,\"data\":<uid>}" },
  { "GET", "/v2/user/api-key", "readOnly",
    "{\"code\":200,\"message\":\"success\",\"ok\":true,\"data\":[{\"accessKey\":\"<key>\",\"status\":\"normal\",\"note\":<label>,"
    "\"permission\":<rights,>,\"ipAddresses\":<ips,>,\"validDays\":<expires_days>,\"createTime\":<created_ms>,"
    "\"updateTime\":<created_ms>}]}" },
  { "GET", "/v1/account/accounts", "readOnly",
    "{\"status\":\"ok\",\"data\":[{\"id\":1000001,\"type\":\"spot\",\"subtype\":\"\",\"state\":\"working\"}]}" },
  { NULL },
};

const Table table_htx = {
  .exchange = { .id = "htx", .hosts = hosts, .errors = errors, .maintenance = "system-maintenance",
                .rate_limited = "too-many-requests", .play = table_play,
                .words = "live. readOnly, trade, withdraw" },
  .error = "{\"status\":\"error\",\"err-code\":\"<code>\",\"err-msg\":<message>,\"data\":null}",
  .refusals = { .missing = "login-required", .key = "access-key", .expired = "expired", .signature = "verification",
                .ip = "ip", .clock = "timestamp", .right = "no-permission" },
  .never = "-1",
  .look = "readOnly",
  .trade = "trade",
  .empty = "{\"status\":\"ok\",\"data\":[]}",
  .routes = routes,
  .schemes = { {
      .key = "query AccessKeyId",
      .signature = "query Signature",
      .same = { { "query SignatureVersion", "'2" }, { "query SignatureMethod", "'HmacSHA256|Ed25519" } },
      .time = "query Timestamp",
      .unit = TABLE_ISO_S,
      .behind_ms = 300000,
      .ahead_ms = 300000,
      .pieces = { "method", "'\n", "host", "'\n", "path", "'\n", "sorted-query" },
      .digest = G_CHECKSUM_SHA256,
      .encoding = TABLE_BASE64,
  } },
};
