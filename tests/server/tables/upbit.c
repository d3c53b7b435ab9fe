/* upbit.c: Upbit, as a table
 *
 * Written from https://docs.upbit.com/kr/reference/auth and rest-api-guide (error codes), read 2026-11-22. A token has no time,
 * so no clock can be wrong. The rights are the page's words: asset, order, withdraw.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "api.upbit.com", "sg-api.upbit.com", "id-api.upbit.com", "th-api.upbit.com", NULL };
static const char *environments[][2] = {
  { "api.upbit.com", "kr" }, { "sg-api.upbit.com", "sg" }, { "id-api.upbit.com", "id" }, { "th-api.upbit.com", "th" }, { NULL }
};

static const PlayError errors[] = {
  { "invalid_access_key", 401, "잘못된 엑세스 키입니다." },
  { "jwt_verification", 401, "Jwt 토큰 검증에 실패했습니다." },
  { "expired_access_key", 401, "API 키가 만료되었습니다." },
  { "no_authorization_ip", 401, "허용되지 않은 IP 주소입니다." },
  { "nonce_used", 401, "이미 요청한 nonce값이 다시 사용되었습니다." },
  { "out_of_scope", 401, "권한이 부족합니다." },
  { "too_many_requests", 429, "Too many API requests." },
  { "server_error", 503, "일시적으로 사용할 수 없습니다." },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/v1/api_keys", "", "[{\"access_key\":\"<key>\",\"expire_at\":<expires_quoted>}]" },
  { "GET", "/v1/accounts", "asset",
    "[{\"currency\":\"KRW\",\"balance\":\"125500.0\",\"locked\":\"0.0\",\"avg_buy_price\":\"0\","
    "\"avg_buy_price_modified\":false,\"unit_currency\":\"KRW\"}]" },
  { NULL },
};

const Table table_upbit = {
  .exchange = { .id = "upbit", .hosts = hosts, .errors = errors, .maintenance = "server_error",
                .rate_limited = "too_many_requests", .play = table_play,
                .words = "kr, sg, id, th. asset, order, withdraw; a key without an end says it has none" },
  .environments = environments,
  .error = "{\"error\":{\"name\":\"<code>\",\"message\":<message>}}",
  .refusals = { .missing = "jwt_verification", .key = "invalid_access_key", .expired = "expired_access_key",
                .signature = "jwt_verification", .ip = "no_authorization_ip", .nonce = "nonce_used", .right = "out_of_scope" },
  .look = "asset|order",
  .trade = "order",
  .empty = "[]",
  .routes = routes,
  .schemes = { {
      .kind = TABLE_TOKEN,
      .key = "claim access_key",
      .nonce = "claim nonce",
      .nonce_rule = TABLE_NONCE_ONCE,
      .query_hash = "query_hash",
  } },
};
