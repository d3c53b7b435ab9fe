/* test-vectors: signed requests of an outside library come out the same, byte for byte
 *
 * tests/data/vectors/ holds what ccxt signs with made-up credentials (README.md there). A vector's
 * request is read back into what a caller would give, signed by the definition, and compared: URL,
 * every header the vector has, body. What differs on purpose stands in the table below, with its reason.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "kt-test-util.h"
#include "kt-vector.h"

typedef struct {
  const char *vectors;          /* file of tests/data/vectors */
  const char *definition;
  guint       count;            /* how many of its vectors are meant: none may get lost */
  const char *keep;             /* names the definition would add, taken over from the vector */
  const char *explanation;
  const char *only;             /* only vectors of these names, or of this algorithm; or NULL: all */
  const char *const *changes;   /* to a copy of the definition, pairs; or NULL: as saved */
} Set;

#define BACKPACK(instruction) \
  "\"let\": {\"instruction\": \"'accountQuery'\"}", "\"note\": \"\"", "\"let\": {\"text\"", "\"let\": {\"instruction\": \"'" instruction "'\", \"text\"", NULL
static const char *const backpack_account[] = { BACKPACK ("accountQuery") };
static const char *const backpack_balance[] = { BACKPACK ("balanceQuery") };
static const char *const backpack_order[] = { BACKPACK ("orderExecute") };
static const char *const crypto_com_texts[] = { "number(time)", "time", NULL };
static const char *const mexc_futures[] = { "\"host\": \"api.mexc.com\"", "\"host\": \"spot.mexc.com\"", "contract.mexc.com", "api.mexc.com", NULL };
static const char *const gemini_body[] = { "\"body\": \"''\"", "\"body\": \"json(params)\"", NULL };
static const char *const bequant[] = { "api.hitbtc.com", "api.bequant.io", NULL };
static const char *const fmfw[] = { "api.hitbtc.com", "api.fmfw.io", NULL };
static const char *const kucoin_2[] = { "\"default\": \"3\"", "\"default\": \"2\"", NULL };
static const char *const coinbase_ccxt_es256[] = {
  "\"kid\": \"api_key\",", "\"typ\": \"'JWT'\", \"kid\": \"api_key\",", "\"nonce\": \"nonce\", \"typ\": \"'JWT'\"", "\"nonce\": \"nonce\"",
  "\"sub\": \"api_key\", \"iss\": \"'cdp'\",", "\"aud\": [\"'retail_rest_api_proxy'\"], \"iss\": \"'coinbase-cloud'\",",
  "\"uri\": ", "\"sub\": \"api_key\", \"iat\": \"number(time)\", \"uri\": ", NULL
};
static const char *const coinbase_ccxt_ed25519[] = {
  "\"kid\": \"api_key\",", "\"typ\": \"'JWT'\", \"kid\": \"api_key\",", "\"nonce\": \"nonce\", \"typ\": \"'JWT'\"", "\"nonce\": \"nonce\"",
  "\"sub\": \"api_key\", \"iss\": \"'cdp'\",", "\"aud\": [\"'cdp_service'\"], \"iss\": \"'cdp'\",",
  "\"uri\": \"method + ' ' + host + path\"", "\"sub\": \"api_key\", \"iat\": \"number(time)\", \"uris\": [\"method + ' ' + host + path\"]", NULL
};

/* The documentation signs with an HMAC; ccxt hashes the text and the secret, an older way that is accepted too. */
static const char *const coinex_ccxt[] = { "hmac_sha256(secret, text)", "sha256(text + secret)", NULL };
static const char *const bitbank_nonce[] = {
  "\"time\": \"ms\",", "\"nonce\": \"rising-ms\",", "\"window\": \"'5000'\", ", "", "time + window + asked", "nonce + asked",
  "\"ACCESS-REQUEST-TIME\": \"time\",", "\"ACCESS-NONCE\": \"nonce\",", "\"ACCESS-TIME-WINDOW\": \"window\",", "", NULL
};
#define ASCENDEX(call) \
  "\"let\": {\"call\": \"'info'\"}", "\"note\": \"\"", "\"time\": \"ms\",", "\"time\": \"ms\", \"let\": {\"call\": \"'" call "'\"},", NULL
static const char *const ascendex_info[] = { ASCENDEX ("info") };
static const char *const ascendex_balance[] = { ASCENDEX ("balance") };
static const char *const ascendex_order[] = { ASCENDEX ("order") };

static const Set sets[] = {
  { "binance",      "binance",  11, "recvWindow", "the vector's own window is signed; three types of key" },
  { "binanceusdm",  "binance",   2, "recvWindow", "the futures host" },
  { "binancecoinm", "binance",   2, "recvWindow", "the other futures host" },
  { "binanceus",    "binance_us", 3, "recvWindow", "a sibling that signs alike" },
  { "bitget",       "bitget",    5, NULL, "the query is signed raw and sent escaped" },
  { "bybit",        "bybit",     6, NULL, "two types of key" },
  { "bybiteu",      "bybit",     2, NULL, "a regional host" },
  { "okx",          "okx",       5, NULL, "time as text" },
  { "okxus",        "okx",       2, NULL, "a regional host" },
  { "myokx",        "okx",       2, NULL, "a regional host" },
  { "kraken",       "kraken",    5, NULL, "a nonce before the fields of the form" },
  { "coinbase",     "coinbase",  5, NULL, "ccxt's claims are not the official SDK's; ES256 is verified, not compared", "ES256", coinbase_ccxt_es256 },
  { "coinbase",     "coinbase",  1, NULL, "ccxt's claims again", "EdDSA", coinbase_ccxt_ed25519 },
  { "coinbase",     "coinbase_legacy", 1, NULL, "the retired HMAC keys, which ccxt still signs for", "permissions-legacy" },
  { "bitfinex", "bitfinex", 3, NULL, "digest of another length; a path prefix" },
  { "bitso", "bitso", 3, NULL, "a composite header" },
  { "bitstamp", "bitstamp", 2, NULL, "content type only with a body" },
  { "blofin", "blofin", 3, NULL, "base64 of hex" },
  { "btcmarkets", "btcmarkets", 2, NULL, "the query is not signed" },
  { "cex", "cexio", 3, NULL, "a part of the path" },
  { "coincheck", "coincheck", 3, NULL, "the whole URL is signed" },
  { "deribit", "deribit", 3, NULL, "lines" },
  { "gate", "gate", 6, NULL, "a digest inside" },
  { "hitbtc", "hitbtc", 3, NULL, "base64 of three" },
  { "htx", "htx", 5, NULL, "the query is signed sorted with ours" },
  { "independentreserve", "independentreserve", 2, NULL, "joined by commas" },
  { "krakenfutures", "kraken_futures", 2, NULL, "no clock at all" },
  { "lbank", "lbank", 4, NULL, "a digest of the sorted form; RSA" },
  { "luno", "luno", 2, NULL, "nothing is signed" },
  { "phemex", "phemex", 2, NULL, "a later time" },
  { "poloniex", "poloniex", 3, NULL, "a body or a dated form" },
  { "toobit", "toobit", 3, NULL, "everything in one form, signed before its signature; ccxt marks the platform in a header" },
  { "upbit", "upbit", 3, NULL, "members left out" },
  { "whitebit", "whitebit", 2, NULL, "false in signed JSON" },
  { "bithumb", "bithumb", 3, NULL, "a token with a number in it", "permissions,balance,post" },
  { "bithumb", "bithumb_old", 1, NULL, "NUL between the parts", "balance-old" },
  { "backpack", "backpack", 1, NULL, "a name for every request is signed", "permissions", backpack_account },
  { "backpack", "backpack", 1, NULL, "a name for every request is signed", "balance", backpack_balance },
  { "backpack", "backpack", 1, NULL, "a name for every request is signed", "post", backpack_order },
  { "cryptocom", "crypto_com", 5, NULL, "ccxt writes id and nonce as texts", NULL, crypto_com_texts },
  { "gateeu", "gate", 2, NULL, "a regional host" },
  { "gemini", "gemini", 3, NULL, "ccxt repeats the fields in the body", NULL, gemini_body },
  { "mexc", "mexc", 5, "timestamp,recvWindow", "everything goes into the query", "permissions,balance,query,query-escaping,post" },
  { "mexc", "mexc", 1, NULL, "the futures: another scheme, and the documented host is another", "balance-contract", mexc_futures },
  { "bingx", "bingx", 6, "timestamp", "sorted, signed raw and sent escaped" },
  { "coinbaseexchange", "coinbase_exchange", 2, NULL, "a secret in base64" },
  { "bequant", "hitbtc", 2, NULL, "a sibling that signs alike", NULL, bequant },
  { "fmfwio", "hitbtc", 2, NULL, "a sibling that signs alike", NULL, fmfw },
  { "kucoin", "kucoin", 5, NULL, "a sealed passphrase; ccxt says version 2", NULL, kucoin_2 },
  { "kucoinfutures", "kucoin", 3, NULL, "another host", NULL, kucoin_2 },
  { "woo", "woo", 3, NULL, "the newer interface", "permissions,balance,post" },
  { "woo", "woo_v1", 1, NULL, "the older one: only the sorted form is signed", "balance-v1" },
  { "ascendex", "ascendex", 1, NULL, "a name for every request is signed, neither query nor body", "permissions", ascendex_info },
  { "ascendex", "ascendex", 1, NULL, "a name for every request is signed, neither query nor body", "balance", ascendex_balance },
  { "ascendex", "ascendex", 1, NULL, "a name for every request is signed, neither query nor body", "post", ascendex_order },
  { "bitbank", "bitbank", 2, NULL, "a GET's path or a POST's body is signed, never both", "balance,post" },
  { "bitbank", "bitbank", 1, NULL, "the older way: a nonce and no window", "balance-nonce", bitbank_nonce },
  { "bitflyer", "bitflyer", 3, NULL, "whole seconds" },
  { "bitmart", "bitmart", 2, NULL, "a label chosen by the person is signed" },
  { "bitvavo", "bitvavo", 3, NULL, "the window is sent and not signed" },
  { "blockchaincom", "blockchaincom", 2, NULL, "nothing is signed; the one secret travels" },
  { "coinex", "coinex", 3, NULL, "ccxt hashes, the documentation wants an HMAC: the documentation wins", NULL, coinex_ccxt },
  { "exmo", "exmo", 2, NULL, "a nonce before the fields of the form" },
  { "onetrading", "onetrading", 2, NULL, "nothing is signed; the one secret travels" },
  { "bitmex", "bitmex", 3, NULL, "a moment to come is signed; closed, so only this is left of it" },
  { "probit", "probit", 1, NULL, "nothing is signed; closed" },
  { "xt", "xt", 3, NULL, "headers are the signed fields; another environment signs less", "balance,post,balance-linear" },
  { "xt", "xt", 1, NULL, "another host", "permissions" },
};

static gboolean
uses_algorithm (JsonObject *vector, const char *algorithm)
{
  JsonObject *jwt = json_object_has_member (vector, "jwt") ? json_object_get_object_member (vector, "jwt") : NULL;

  return jwt && g_str_equal (json_object_get_string_member (json_object_get_object_member (jwt, "header"), "alg"), algorithm);
}

static void
test_set (gconstpointer data)
{
  const Set *set = data;
  g_autofree char *name = g_strconcat ("data/vectors/", set->vectors, ".json", NULL);
  g_autoptr(JsonNode) root = kt_test_data_json (name);
  g_autoptr(KtExchange) exchange = kt_vector_load_definition (set->definition, set->changes);
  JsonArray *vectors = json_object_get_array_member (json_node_get_object (root), "vectors");
  g_auto(GStrv) only = g_strsplit (set->only ? set->only : "", ",", -1);
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *vector = json_array_get_object_element (vectors, i);
      const char *id = json_object_get_string_member (vector, "id");
      g_autofree char *problem = NULL;

      if (set->only && !g_strv_contains ((const char *const *) only, strchr (id, '/') + 1) && !uses_algorithm (vector, set->only))
        continue;
      n++;
      if ((problem = kt_vector_check (vector, exchange, set->keep)))
        g_test_fail_printf ("%s (%s): %s", id, set->explanation, problem);
    }
  g_assert_cmpuint (n, ==, set->count);
}

/* ── By what each was verified ────────────────────────────────────────────── */

static gboolean
is_documented (JsonArray *documented, const char *id, gboolean official)
{
  for (guint i = 0; i < json_array_get_length (documented); i++)
    {
      JsonObject *vector = json_array_get_object_element (documented, i);

      if (g_str_equal (json_object_get_string_member (vector, "definition"), id) &&
          json_object_get_boolean_member_with_default (vector, "official", FALSE) == official)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_in_sets (const char *id, gboolean changed)
{
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      if (g_str_equal (sets[i].definition, id) && (sets[i].changes != NULL) == changed)
        return TRUE;
    }
  return FALSE;
}

static char *
describe_verified (JsonArray *documented, const char *id)
{
  g_autoptr(GStrvBuilder) words = g_strv_builder_new ();
  g_auto(GStrv) list = NULL;

  if (is_documented (documented, id, TRUE))
    g_strv_builder_add (words, "document");
  if (is_documented (documented, id, FALSE))
    g_strv_builder_add (words, "computed");
  if (is_in_sets (id, FALSE))
    g_strv_builder_add (words, "ccxt");
  else if (is_in_sets (id, TRUE))
    g_strv_builder_add (words, "ccxt-variant");
  list = g_strv_builder_end (words);
  return g_strjoinv (" ", list);
}

/* data/exchanges/verified.txt says what these tests really compare. */
static void
test_verified (void)
{
  g_autoptr(JsonNode) root = kt_test_data_json ("data/vectors/documented.json");
  JsonArray *documented = json_object_get_array_member (json_node_get_object (root), "vectors");
  g_autofree char *folder = kt_test_data_path ("../data/exchanges");
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *id = g_str_has_suffix (name, ".json") ? g_strndup (name, strlen (name) - 5) : NULL;
      g_autoptr(KtExchange) exchange = NULL;
      g_auto(GStrv) said = NULL;
      g_autofree char *ours = NULL;
      g_autofree char *theirs = NULL;

      if (!id || g_str_equal (id, "schema"))
        continue;
      exchange = kt_vector_load_definition (id, NULL);
      said = kt_exchange_list_verified (exchange);
      ours = g_strjoinv (" ", said);
      theirs = describe_verified (documented, id);
      if (!g_str_equal (ours, theirs))
        g_test_fail_printf ("data/exchanges/verified.txt wants the line: %s %s", id, theirs);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      g_autofree char *path = g_strconcat ("/vectors/", sets[i].vectors, sets[i].only ? "/" : NULL, sets[i].only, NULL);

      g_test_add_data_func (path, &sets[i], test_set);
    }
  g_test_add_func ("/vectors/verified", test_verified);
  return g_test_run ();
}
