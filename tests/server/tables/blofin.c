/* blofin.c: BloFin, as a table
 *
 * Written from https://docs.blofin.com/ (REST authentication, API key info, error codes), read 2026-11-22. The signature is the
 * base64 of the hex text. A right is "write", or there is none: then the key only reads.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "openapi.blofin.com", "demo-trading-openapi.blofin.com", NULL };
static const char *environments[][2] = { { "demo-trading-openapi.blofin.com", "demo" }, { NULL } };

static const PlayError errors[] = {
  { "152401", 200, "Access key does not exist" },
  { "152402", 200, "Access key has expired" },
  { "152404", 200, "This operation is not supported, Please check the requestPath or API key permissions." },
  { "152405", 200, "Timestamp in header or signature has expired, need to be within 60s" },
  { "152406", 200, "Your IP is not included in your API key's IP whitelist" },
  { "152407", 200, "Repeated nonce" },
  { "152408", 200, "Passphrase error" },
  { "152409", 200, "Signature verification failed" },
  { "429", 429, "Too Many Requests" },
  { "500", 200, "Internal Server Error" },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/api/v1/user/query-apikey", "",
    "{\"code\":\"0\",\"msg\":\"success\",\"data\":{\"uid\":\"<uid>\",\"apiName\":<label>,\"apiKey\":\"<key>\","
    "\"readOnly\":<lacks write>,\"ips\":<ips>,\"type\":1,\"expireTime\":\"<expires_or_0>\",\"createTime\":\"<created_ms>\","
    "\"referralCode\":\"\",\"parentUid\":\"0\"}}" },
  { NULL },
};

const Table table_blofin = {
  .exchange = { .id = "blofin", .hosts = hosts, .errors = errors, .maintenance = "500", .rate_limited = "429",
                .play = table_play, .words = "live, demo. write, or none: then it only reads" },
  .environments = environments,
  .error = "{\"code\":\"<code>\",\"msg\":<message>}",
  .refusals = { .key = "152401", .expired = "152402", .signature = "152409", .passphrase = "152408", .ip = "152406",
                .clock = "152405", .nonce = "152407", .right = "152404" },
  .flags = { "1", "0" },
  .look = "",
  .trade = "write",
  .empty = "{\"code\":\"0\",\"msg\":\"success\",\"data\":[]}",
  .routes = routes,
  .schemes = { {
      .key = "header ACCESS-KEY",
      .signature = "header ACCESS-SIGN",
      .passphrase = "header ACCESS-PASSPHRASE",
      .time = "header ACCESS-TIMESTAMP",
      .behind_ms = 60000,
      .ahead_ms = 60000,
      .nonce = "header ACCESS-NONCE",
      .nonce_rule = TABLE_NONCE_ONCE,
      .pieces = { "path", "?query", "method", "time", "nonce", "body" },
      .digest = G_CHECKSUM_SHA256,
      .encoding = TABLE_BASE64_OF_HEX,
  } },
};
