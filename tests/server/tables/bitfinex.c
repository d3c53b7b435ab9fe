/* bitfinex.c: Bitfinex, as a table
 *
 * Written from https://docs.bitfinex.com/docs/rest-auth and /reference/key-permissions, read 2026-11-22. An unknown key
 * and a wrong signature have one number, and a refused address is said to look like the first (not documented). Rights are
 * "orders:write", "orders:read" and so on.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

#define DIGEST "[\"error\",10100,<message>]"

static const char *const hosts[] = { "api.bitfinex.com", NULL };

static const PlayError errors[] = {
  { "10100", 500, "apikey: invalid" },
  { "digest", 500, "apikey: digest invalid", DIGEST },
  { "10114", 500, "nonce: small" },
  { "10001", 500, "api_key: permission invalid" },
  { "11010", 429, "ratelimit: error" },
  { "20060", 500, "maintenance" },
  { NULL },
};

static const TableRoute routes[] = {
  { "POST", "/v2/auth/r/permissions", "",
    "[[\"account\",<has account:read>,<has account:write>],[\"orders\",<has orders:read>,<has orders:write>],"
    "[\"positions\",<has positions:read>,<has positions:write>],[\"funding\",<has funding:read>,<has funding:write>],"
    "[\"wallets\",<has wallets:read>,<has wallets:write>],[\"withdraw\",<has withdraw:read>,<has withdraw:write>],"
    "[\"history\",<has history:read>,<has history:write>]]" },
  { "POST", "/v2/auth/r/wallets", "wallets:read", "[[\"exchange\",\"USD\",125.5,0,125.5,null,null]]" },
  { "POST", "/v2/auth/w/*", "orders:write", "[]" },
  { NULL },
};

const Table table_bitfinex = {
  .exchange = { .id = "bitfinex", .hosts = hosts, .errors = errors, .maintenance = "20060", .rate_limited = "11010",
                .play = table_play,
                .words = "live. account:read, orders:write, wallets:read, withdraw:write …" },
  .error = "[\"error\",<code>,<message>]",
  .refusals = { .key = "10100", .signature = "digest", .nonce = "10114", .right = "10001" },
  .flags = { "1", "0" },
  .look = "",
  .trade = "",
  .empty = "[]",
  .routes = routes,
  .schemes = { {
      .key = "header bfx-apikey",
      .signature = "header bfx-signature",
      .nonce = "header bfx-nonce",
      .nonce_rule = TABLE_RISING_NONCE,
      .pieces = { "'/api", "path", "nonce", "body" },
      .digest = G_CHECKSUM_SHA384,
  } },
};
