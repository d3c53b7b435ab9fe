/* gemini.c: Gemini, as a table
 *
 * Written from https://docs.gemini.com/ (private API invocation, roles, error payload), read 2026-11-22. The nonce rises;
 * what keys with a time-based nonce ask for is not played.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

static const char *const hosts[] = { "api.gemini.com", "api.sandbox.gemini.com", NULL };
static const char *environments[][2] = { { "api.sandbox.gemini.com", "sandbox" }, { NULL } };

static const PlayError errors[] = {
  { "MissingApikeyHeader", 400, "Must provide 'X-GEMINI-APIKEY' header" },
  { "InvalidApiKey", 400, "Invalid API key" },
  { "InvalidSignature", 400, "InvalidSignature" },
  { "InvalidNonce", 400, "Nonce was not greater than the previously used nonce" },
  { "MissingRole", 403, "To access this endpoint, you need to log in to the website and go to the settings page" },
  { "RemoteAddressForbidden", 403, "Request received from an IP address that is not whitelisted" },
  { "RateLimit", 429, "Requests were made too frequently" },
  { "Maintenance", 503, "The Gemini Exchange is currently undergoing maintenance" },
  { "System", 500, "We are experiencing technical issues" },
  { NULL },
};

static const TableRoute routes[] = {
  { "POST", "/v1/roles", "",
    "{\"isAuditor\":<has Auditor>,\"isFundManager\":<has FundManager>,\"isTrader\":<has Trader>}" },
  { "POST", "/v1/balances", "Auditor|FundManager|Trader",
    "[{\"type\":\"exchange\",\"currency\":\"USD\",\"amount\":\"125.5\",\"available\":\"125.5\"}]" },
  { "POST", "/v1/order/*", "Trader", "{}" },
  { NULL },
};

const Table table_gemini = {
  .exchange = { .id = "gemini", .hosts = hosts, .errors = errors, .maintenance = "Maintenance",
                .rate_limited = "RateLimit", .play = table_play,
                .words = "live, sandbox. Auditor, FundManager, Trader" },
  .environments = environments,
  .error = "{\"result\":\"error\",\"reason\":\"<code>\",\"message\":<message>}",
  .refusals = { .missing = "MissingApikeyHeader", .key = "InvalidApiKey", .signature = "InvalidSignature",
                .ip = "RemoteAddressForbidden", .nonce = "InvalidNonce", .right = "MissingRole" },
  .look = "",
  .trade = "Auditor|FundManager|Trader",
  .empty = "{}",
  .routes = routes,
  .schemes = { {
      .key = "header X-GEMINI-APIKEY",
      .signature = "header X-GEMINI-SIGNATURE",
      .payload_place = "header X-GEMINI-PAYLOAD",
      .nonce = "payload nonce",
      .unit = TABLE_S,
      .nonce_rule = TABLE_RISING_NONCE,
      .same = { { "payload request", "path" } },
      .pieces = { "payload" },
      .digest = G_CHECKSUM_SHA384,
  } },
};
