/* mexc.c: MEXC, spot and futures, as a table
 *
 * Written from https://www.mexc.com/api-docs/ (signed endpoints, API key information, error codes), read 2026-11-22. HTTP status per
 * code is partly not documented. The path is not signed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "api.mexc.com", "contract.mexc.com", NULL };

static const PlayError errors[] = {
  { "10072", 400, "Api key info invalid" },
  { "700001", 400, "API-key format invalid." },
  { "700002", 400, "Signature for this request is not valid." },
  { "700003", 400, "Timestamp for this request is outside of the recvWindow." },
  { "700006", 400, "IP non white list" },
  { "700007", 400, "No permission to access the endpoint" },
  { "429", 429, "Too Many Requests" },
  { "503", 503, "Service not available, please try again" },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/api/v3/time", NULL, "{\"serverTime\":<now_ms>}" },
  { "GET", "/api/v3/apiKeyInfo", "SPOT_ACCOUNT_READ",
    "{\"note\":<label>,\"accessKey\":\"<key>\",\"createTime\":\"<created_iso>\",\"permissions\":<rights,>,"
    "\"remainingValidity\":<expires_days>,\"ipWhiteList\":<ips,>,\"status\":\"VALID\"}" },
  { "GET", "/api/v3/account", "SPOT_ACCOUNT_READ",
    "{\"canTrade\":true,\"canWithdraw\":true,\"canDeposit\":true,\"accountType\":\"SPOT\","
    "\"balances\":[{\"asset\":\"USDT\",\"free\":\"125.5\",\"locked\":\"0\"}],\"permissions\":[\"SPOT\"]}" },
  { "POST", "/api/v3/order*", "SPOT_DEAL_WRITE", "{}" },
  { NULL },
};

const Table table_mexc = {
  .exchange = { .id = "mexc", .hosts = hosts, .errors = errors, .maintenance = "503", .rate_limited = "429",
                .play = table_play,
                .words = "live. SPOT_ACCOUNT_READ, SPOT_DEAL_WRITE, SPOT_WITHDRAW_WRITE, CONTRACT_DEAL_WRITE …" },
  .error = "{\"code\":<code>,\"msg\":<message>}",
  .refusals = { .missing = "700001", .key = "10072", .signature = "700002", .ip = "700006", .clock = "700003",
                .right = "700007" },
  .never = "-999",
  .look = "SPOT_ACCOUNT_READ|SPOT_DEAL_READ|CONTRACT_ACCOUNT_READ",
  .trade = "SPOT_DEAL_WRITE|CONTRACT_DEAL_WRITE",
  .empty = "[]",
  .routes = routes,
  .schemes = { {
      .path = "/api/v1/private/*",
      .key = "header ApiKey",
      .signature = "header Signature",
      .time = "header Request-Time",
      .behind_ms = 10000,
      .ahead_ms = 10000,
      .pieces = { "key", "time", "sorted-query", "body" },
      .digest = G_CHECKSUM_SHA256,
  }, {
      .key = "header X-MEXC-APIKEY",
      .signature = "query signature",
      .time = "query timestamp",
      .window = "query recvWindow",
      .window_max_ms = 60000,
      .behind_ms = 5000,
      .ahead_ms = 1000,
      .pieces = { "query-rest", "body" },
      .digest = G_CHECKSUM_SHA256,
  } },
};
