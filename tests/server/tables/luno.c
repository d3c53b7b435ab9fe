/* luno.c: Luno, as a table
 *
 * Written from https://www.luno.com/en/developers/api (authentication, permissions, error codes), read 2026-11-22. The secret itself
 * is sent (HTTP Basic). HTTP statuses and what a foreign address is told are not documented.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "api.luno.com", NULL };

static const PlayError errors[] = {
  { "ErrUnauthorised", 401, "You are not authorised to access this route" },
  { "ErrApiKeyRevoked", 401, "Your API key has been revoked." },
  { "ErrInsufficientPerms", 403, "You do not have the required permissions to perform this action" },
  { "ErrTooManyRequests", 429, "Too many requests" },
  { "ErrUnderMaintenance", 503, "Under maintenance" },
  { NULL },
};

static const TableRoute routes[] = {
  { "GET", "/api/1/balance", "Perm_R_Balance",
    "{\"balance\":[{\"account_id\":\"<uid>\",\"asset\":\"XBT\",\"balance\":\"1.255\",\"reserved\":\"0.00\",\"unconfirmed\":\"0.00\"}]}" },
  { "GET", "/api/1/listorders", "Perm_R_Orders", "{\"orders\":null}" },
  { "GET", "/api/1/withdrawals", "Perm_R_Withdrawals", "{\"withdrawals\":null}" },
  { NULL },
};

const Table table_luno = {
  .exchange = { .id = "luno", .hosts = hosts, .errors = errors, .maintenance = "ErrUnderMaintenance",
                .rate_limited = "ErrTooManyRequests", .play = table_play,
                .words = "live. Perm_R_Balance, Perm_R_Orders, Perm_W_Orders, Perm_W_Send …" },
  .error = "{\"error\":<message>,\"error_code\":\"<code>\"}",
  .refusals = { .key = "ErrUnauthorised", .revoked = "ErrApiKeyRevoked", .right = "ErrInsufficientPerms" },
  .look = "Perm_R_Balance",
  .trade = "Perm_W_Orders",
  .empty = "{}",
  .routes = routes,
  .schemes = { {
      .kind = TABLE_SECRET,
      .authorization_64 = "Basic ",
      .authorization = "^(?<key>[^:]+):(?<secret>.+)$",
      .key = "match key",
      .signature = "match secret",
  } },
};
