/* xt.c: XT.com, spot and futures, as a table
 *
 * Written from https://doc.xt.com/ (signature, error codes) with the headers as the connectors in use name them, read 2026-11-22.
 * The interface tells no rights.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "sapi.xt.com", "api.xt.com", "fapi.xt.com", "dapi.xt.com", NULL };

static const PlayError errors[] = {
  { "AUTH_001", 200, "missing request header" },
  { "AUTH_101", 200, "ApiKey does not exist" },
  { "AUTH_102", 200, "ApiKey is not activated" },
  { "AUTH_103", 200, "Signature error" },
  { "AUTH_104", 200, "Unbound IP request" },
  { "AUTH_105", 200, "outdated message" },
  { "AUTH_106", 200, "Exceeded apikey permission" },
  { "429", 429, "The request is too frequent" },
  { "503", 503, "Service unavailable" },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/v4/public/time", NULL, "{\"rc\":0,\"mc\":\"SUCCESS\",\"ma\":[],\"result\":{\"serverTime\":<now_ms>}}" },
  { "GET", "/v4/balances", "read",
    "{\"rc\":0,\"mc\":\"SUCCESS\",\"ma\":[],\"result\":{\"totalBtcAmount\":\"0\",\"assets\":[]}}" },
  { NULL },
};

const Table table_xt = {
  .exchange = { .id = "xt", .hosts = hosts, .errors = errors, .maintenance = "503", .rate_limited = "429",
                .play = table_play, .words = "live. read, trade, withdraw" },
  .error = "{\"rc\":1,\"mc\":\"<code>\",\"ma\":[],\"result\":null}",
  .refusals = { .missing = "AUTH_001", .key = "AUTH_101", .disabled = "AUTH_102", .signature = "AUTH_103", .ip = "AUTH_104",
                .clock = "AUTH_105", .right = "AUTH_106" },
  .look = "read",
  .trade = "trade",
  .empty = "{\"rc\":0,\"mc\":\"SUCCESS\",\"ma\":[],\"result\":{}}",
  .routes = routes,
  .schemes = { {
      .path = "/future/*",
      .key = "header xt-validate-appkey",
      .signature = "header xt-validate-signature",
      .time = "header xt-validate-timestamp",
      .behind_ms = 5000,
      .ahead_ms = 5000,
      .pieces = { "'xt-validate-appkey=", "key", "'&xt-validate-timestamp=", "time", "'#", "path", "any # sorted-query",
                  "any # body" },
      .digest = G_CHECKSUM_SHA256,
  }, {
      .key = "header xt-validate-appkey",
      .signature = "header xt-validate-signature",
      .same = { { "header xt-validate-algorithms", "'HmacSHA256" } },
      .time = "header xt-validate-timestamp",
      .window = "header xt-validate-recvwindow",
      .window_max_ms = 60000,
      .behind_ms = 5000,
      .ahead_ms = 5000,
      .pieces = { "'xt-validate-algorithms=HmacSHA256&xt-validate-appkey=", "key", "'&xt-validate-recvwindow=", "window",
                  "'&xt-validate-timestamp=", "time", "'#", "method", "'#", "path", "any # sorted-query", "any # body" },
      .digest = G_CHECKSUM_SHA256,
  } },
};
