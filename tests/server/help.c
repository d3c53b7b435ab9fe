/* help.c: what --help says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "help.h"

#include "play.h"

static const char introduction[] =
    "Plays exchanges to a client that is being tested: real TLS, real host names, documented replies and\n"
    "errors. Everything in it is made up. It listens on 127.0.0.1 only.\n"
    "\n"
    "OUTPUT\n"
    "  One line of JSON on standard output, when it is ready:\n"
    "    {\"https_port\": 40001, \"proxy_port\": 40002, \"ca_file\": \"/…/ca.pem\", \"pid\": 1234,\n"
    "     \"bad_certificate_ports\": {\"expired\": …, \"wrong-host\": …, \"self-signed\": …, \"future\": …}}\n"
    "  proxy_port is an HTTP proxy that takes CONNECT for any host and leads it to https_port: set it as the\n"
    "  client's proxy, trust ca_file, and use the exchange's real URLs. A client without a proxy may connect to\n"
    "  https_port itself with the exchange's name in Host (and SNI), or with --default-host.\n"
    "  It ends at the end of its standard input (see --keep), after --lifetime seconds, on SIGTERM and SIGINT.\n"
    "\n"
    "THE ACCOUNTS DOCUMENT (--accounts FILE)\n"
    "  {\n"
    "    \"clock_ms\": 1700000000123,           frozen clock of all exchanges; without it the real time\n"
    "    \"clock_offset_ms\": {\"bitget\": 90000},  added to an exchange's clock; may be negative\n"
    "    \"from_ip\": \"203.0.113.5\",            where requests seem to come from (127.0.0.1); a key may say its own\n"
    "    \"accounts\": [{\n"
    "      \"exchange\": \"bitget\",\n"
    "      \"environment\": \"live\",             \"live\" unless told; words below\n"
    "      \"kind\": \"unified\",                 Bitget: \"unified\" or \"classic\"\n"
    "      \"uid\": \"123456789\", \"parent_uid\": \"\",  parent_uid: not empty for a sub-account\n"
    "      \"keys\": [{\n"
    "        \"api_key\": \"bg_…\", \"secret\": \"…\", \"passphrase\": \"…\",\n"
    "        \"key_type\": \"hmac\",              \"hmac\", \"rsa\", \"ed25519\" or \"es256\"\n"
    "        \"public_key\": \"-----BEGIN …\",    PEM (Ed25519 also base64 of 32 bytes), for the last three; or\n"
    "        \"private_key\": \"-----BEGIN …\",   PEM or bare base64: only its public half is used\n"
    "        \"rights\": [\"uta_trade\"],         the exchange's own words, below\n"
    "        \"read_only\": false,              Bitget unified, Bybit\n"
    "        \"ips\": [\"203.0.113.0/24\"],       the key's allowlist; empty: everywhere\n"
    "        \"from_ip\": \"198.51.100.7\",\n"
    "        \"state\": \"active\",               \"active\", \"revoked\", \"expired\" or \"disabled\"\n"
    "        \"created_ms\": 1700000000000, \"expires_ms\": 0,   0: never\n"
    "        \"lapses_ms\": 0,                  Binance: tradingAuthorityExpirationTime\n"
    "        \"last_nonce\": 0, \"nonce_window\": 0, \"snake_case\": false,   Kraken\n"
    "        \"label\": \"my bot\"\n"
    "      }]\n"
    "    }],\n"
    "    \"faults\": [{\"kind\": \"slow\", \"exchange\": \"bitget\", \"delay_ms\": 3000, \"times\": 1}]\n"
    "  }\n"
    "  The file is looked at before every request and read again when it has changed (write another file and rename\n"
    "  it). Used nonces are remembered through changes; fault counters start anew. A mistake in it, an unknown member\n"
    "  included, is said on standard error and answered with 500 until it is mended.\n"
    "\n"
    "  Environments and rights\n"
    "    bitget            live, demo. Unified: uta_mgt, uta_trade, withdraw, copy_futures_order …;\n"
    "                      classic: stor, stow, coor, coow, wtow, wwow …\n"
    "    binance           live (spot, fapi and dapi hosts), spot-testnet, demo, usdm-demo, coinm-demo, usdm-testnet,\n"
    "                      coinm-testnet. The flags that are true: enableReading, enableSpotAndMarginTrading,\n"
    "                      enableFutures, enableWithdrawals …; an unknown one is added to the reply\n"
    "    okx               live, demo, eea, eea-demo, us, us-demo. read_only, trade, withdraw\n"
    "    kraken            live. query-funds, modify-trades, withdraw-funds …\n"
    "    bybit             live, testnet, demo, eu, nl, tr, kz, ge, ae, id, jp. Group:Word, as Spot:SpotTrade, Wallet:Withdraw\n"
    "    coinbase          live. can_view, can_trade, can_transfer, can_receive\n";

static const char middle[] =
    "\n"
    "FAULTS\n"
    "  Each may say whom it strikes: \"exchange\", \"host\", \"path\" (exact; a beginning when it ends in *), \"method\";\n"
    "  how many matching requests pass before it (\"after\", 0) and how often it strikes (\"times\", -1: always).\n"
    "  The first that strikes wins. Those marked [connection] strike when the proxy is asked for a host (and count\n"
    "  per connection, so a client must open a new one to meet them); they know no path or method.\n";

static const char ending[] =
    "\n"
    "LOG (--log FILE)\n"
    "  One line of JSON per CONNECT and per request:\n"
    "    {\"time\", \"event\": \"connect\", \"host\", \"port\", \"fault\"?}\n"
    "    {\"time\", \"event\": \"request\", \"exchange\"?, \"host\", \"method\", \"target\", \"api_key\"?: first six characters,\n"
    "     \"signature\": \"held\", \"failed\" or \"not-looked-at\", \"verdict\": \"ok\", \"fault\" or the error code,\n"
    "     \"status\", \"fault\"?}\n"
    "  Never a secret, a passphrase, a body or a signature.\n"
    "\n"
    "SIGNATURES\n"
    "  Any path of a host may be asked for; paths that are not played get the exchange's empty success when the\n"
    "  request is signed rightly and the key has the right. Bitget and Bybit: the query counts as it is sent or with\n"
    "  its percent escapes undone. Coinbase: \"uri\" or \"uris\", any of the issuers in use.\n"
    "  The target is verified as it was on the wire. Public market data is there, too, and empty.\n"
    "\n"
    "HOSTS\n";

static void
append_words (GString *text, const PlayExchange *exchange)
{
  g_auto (GStrv) lines = g_strsplit (exchange->words, "\n", -1);

  for (guint i = 0; lines[i]; i++)
    g_string_append_printf (text, "    %-17s %s\n", i ? "" : exchange->id, lines[i]);
}

char *
help_describe (void)
{
  GString *text = g_string_new (introduction);
  g_autofree char *faults = faults_describe ();
  const PlayExchange *const *exchanges = play_exchanges ();

  for (guint i = 0; exchanges[i]; i++)
    if (exchanges[i]->words)
      append_words (text, exchanges[i]);
  g_string_append (text, middle);
  g_string_append (text, faults);
  g_string_append (text, ending);
  for (guint i = 0; exchanges[i]; i++)
    {
      g_autofree char *hosts = g_strjoinv ("\n                    ", (char **) exchanges[i]->hosts);

      g_string_append_printf (text, "  %-17s %s\n", exchanges[i]->id, hosts);
    }
  return g_string_free (text, FALSE);
}
