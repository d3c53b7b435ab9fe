/* bithumb.c: Bithumb, as a table
 *
 * Written from https://apidocs.bithumb.com/ (authentication, API key list, error codes), read 2026-11-22. The token has a time;
 * how long it holds is not documented: a minute here. What an expired key is told is not documented either.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "api.bithumb.com", NULL };

static const PlayError errors[] = {
  { "invalid_access_key", 401, "잘못된 엑세스 키입니다." },
  { "jwt_verification", 401, "Jwt 토큰 검증에 실패했습니다." },
  { "expired_jwt", 401, "Jwt가 만료되었습니다." },
  { "NotAllowIP", 401, "not allowed client IP" },
  { "out_of_scope", 401, "권한이 부족합니다." },
  { "blocked_member_id", 403, "이용이 제한된 회원입니다." },
  { "too_many_requests", 429, "Too many requests" },
  { "server_error", 503, "Service unavailable" },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/v1/api_keys", "", "[{\"access_key\":\"<key>\",\"expire_at\":<expires_quoted>}]" },
  { "GET", "/v1/accounts", "asset",
    "[{\"currency\":\"KRW\",\"balance\":\"125500.0\",\"locked\":\"0.0\",\"avg_buy_price\":\"0\","
    "\"avg_buy_price_modified\":false,\"unit_currency\":\"KRW\"}]" },
  { NULL },
};

const Table table_bithumb = {
  .exchange = { .id = "bithumb", .hosts = hosts, .errors = errors, .maintenance = "server_error",
                .rate_limited = "too_many_requests", .play = table_play, .words = "live. asset, order, withdraw" },
  .error = "{\"error\":{\"name\":\"<code>\",\"message\":<message>}}",
  .refusals = { .missing = "jwt_verification", .key = "invalid_access_key", .disabled = "blocked_member_id",
                .signature = "jwt_verification", .ip = "NotAllowIP", .clock = "expired_jwt", .right = "out_of_scope" },
  .look = "asset|order",
  .trade = "order",
  .empty = "[]",
  .routes = routes,
  .schemes = { {
      .kind = TABLE_TOKEN,
      .key = "claim access_key",
      .nonce = "claim nonce",
      .nonce_rule = TABLE_NONCE_ONCE,
      .time = "claim timestamp",
      .behind_ms = 60000,
      .ahead_ms = 60000,
      .query_hash = "query_hash",
      .hash_as_sent = TRUE,
  } },
};
