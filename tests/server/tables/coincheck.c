/* coincheck.c: Coincheck, as a table
 *
 * Written from https://coincheck.com/documents/exchange/api (private API, nonce), read 2026-11-22. Key and signature share one
 * refusal; what address, nonce and rights are told is not documented. The whole URL is signed. The interface tells no rights.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "coincheck.com", NULL };

static const PlayError errors[] = {
  { "authentication", 401, "invalid authentication" },
  { "disabled", 401, "disabled API Key" },
  { "nonce", 401, "Nonce must be incremented" },
  { "rate", 429, "too many requests" },
  { "maintenance", 503, "under maintenance" },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/api/accounts/balance", "balance", "{\"success\":true,\"jpy\":\"125.5\",\"btc\":\"0\",\"jpy_reserved\":\"0\"}" },
  { "GET", "/api/accounts", "balance",
    "{\"success\":true,\"id\":<uid>,\"email\":\"made@up.example\",\"identity_status\":\"identity_verified\"}" },
  { NULL },
};

const Table table_coincheck = {
  .exchange = { .id = "coincheck", .hosts = hosts, .errors = errors, .maintenance = "maintenance", .rate_limited = "rate",
                .play = table_play, .words = "live. balance, order, send" },
  .error = "{\"success\":false,\"error\":<message>}",
  .refusals = { .key = "authentication", .disabled = "disabled", .expired = "disabled", .revoked = "disabled",
                .nonce = "nonce" },
  .look = "balance",
  .trade = "order",
  .empty = "{\"success\":true}",
  .routes = routes,
  .schemes = { {
      .key = "header ACCESS-KEY",
      .signature = "header ACCESS-SIGNATURE",
      .nonce = "header ACCESS-NONCE",
      .nonce_rule = TABLE_RISING_NONCE,
      .pieces = { "nonce", "'https://", "host", "path", "?query", "body" },
      .digest = G_CHECKSUM_SHA256,
  } },
};
