/* test-import.c: keys found in what people have: .env files, JSON, CSV, PEM, pasted lines
 *
 * Every key here is made up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "kt-import.h"

#define BN_KEY   "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"
#define BN_SEC   "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
#define BN_KEY2  "aaPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8B"
#define BN_SEC2  "bbqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0k"
#define BG_KEY   "bg_0123456789abcdef0123456789abcdef"
#define BG_SEC   "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"
#define KR_KEY   "0Q8yNqX5cVm3Lr7tBz2pWk9sHd4fGj6aUe1oIiCxRvTnMbSwKyZhAlPq"
#define KR_SEC   "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg=="
#define OK_KEY   "01234567-89ab-cdef-0123-456789abcdef"
#define OK_SEC   "0123456789ABCDEF0123456789ABCDEF"
#define CB_NAME  "organizations/11111111-2222-3333-4444-555555555555/apiKeys/66666666-7777-8888-9999-000000000000"
#define PEM \
  "-----BEGIN EC PRIVATE KEY-----\n" \
  "MHcCAQEEIOR+51PWpurjedYh0c7sPmSrNr1gJveQKmPIBCgnE9XboAoGCCqGSM49\n" \
  "AwEHoUQDQgAEIAkA8JFddfC1DnrLakrxPB+WLByOhYqVDuD7kkM3oM7AacJ9OpB+\n" \
  "rci36oAU5Nznyc5VIQ5XVIzmyyEHB0leXA==\n" \
  "-----END EC PRIVATE KEY-----"
#define PEM_LINE \
  "-----BEGIN EC PRIVATE KEY-----\\n" \
  "MHcCAQEEIOR+51PWpurjedYh0c7sPmSrNr1gJveQKmPIBCgnE9XboAoGCCqGSM49\\n" \
  "AwEHoUQDQgAEIAkA8JFddfC1DnrLakrxPB+WLByOhYqVDuD7kkM3oM7AacJ9OpB+\\n" \
  "rci36oAU5Nznyc5VIQ5XVIzmyyEHB0leXA==\\n" \
  "-----END EC PRIVATE KEY-----\\n"
#define SEED "Z6PcTFtptE33JuXCeR9Fw0Njdb/H4X8mIbQ4oo3hlBs="

static KtCatalogue *catalogue;

/* "exchange/environment label@line field field…; …" */
static char *
describe_keys (const KtImport *import)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < import->keys->len; i++)
    {
      const KtImportKey *key = g_ptr_array_index (import->keys, i);
      static const char *const ids[] = { "api_key", "secret", "passphrase", "private_key", "uid", "memo", "otp" };

      g_string_append_printf (text, "%s%s%s%s%s", i > 0 ? "; " : "", key->exchange ? key->exchange : "?", key->by_shape ? "~" : "",
                              key->environment ? "/" : "", key->environment ? key->environment : "");
      if (key->label)
        g_string_append_printf (text, " “%s”", key->label);
      g_string_append_printf (text, " @%u", key->line);
      for (guint j = 0; j < G_N_ELEMENTS (ids); j++)
        {
          if (kt_credential_get (key->values, ids[j]))
            g_string_append_printf (text, " %s", ids[j]);
        }
    }
  return g_string_free (text, FALSE);
}

static char *
describe_remarks (const KtImport *import)
{
  static const char *const names[] = { "too-large", "empty", "not-text", "no-keys", "too-many", "bad-json", "open-quote", "open-pem",
                                       "too-long", "placeholder", "alone", "twice", "unclear" };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < import->remarks->len; i++)
    {
      const KtImportRemark *remark = g_ptr_array_index (import->remarks, i);

      g_string_append_printf (text, "%s%s@%u", i > 0 ? " " : "", names[remark->problem], remark->line);
      if (remark->other_line)
        g_string_append_printf (text, "=%u", remark->other_line);
    }
  return g_string_free (text, FALSE);
}

typedef struct {
  const char *explanation;
  const char *name;
  const char *content;
  const char *keys;
  const char *remarks;
} Row;

#define BN "api_key secret"
#define BG "api_key secret passphrase"

static const Row rows[] = {
  /* ── .env ── */
  { "the plain case", ".env", "BINANCE_API_KEY=" BN_KEY "\nBINANCE_API_SECRET=" BN_SEC "\n", "binance @1 " BN, "" },
  { "shorter names, as hummingbot's and many bots'", ".env", "BINANCE_KEY=" BN_KEY "\nBINANCE_SECRET=" BN_SEC, "binance @1 " BN, "" },
  { "secret first, lower case, no newline at the end", NULL, "bitget_secret_key=" BG_SEC "\nbitget_api_key=" BG_KEY "\nbitget_passphrase=hunter 2",
    "bitget @1 " BG, "" },
  { "export, quotes, comments, blanks", ".env",
    "# keys\n\nexport BITGET_API_KEY=\"" BG_KEY "\"   # main\nexport BITGET_SECRET='" BG_SEC "'\nexport BITGET_PASSPHRASE = \"a # b\"\n",
    "bitget @3 " BG, "" },
  { "CRLF and BOM, as Windows writes", ".env", "\xef\xbb\xbf" "KRAKEN_API_KEY=" KR_KEY "\r\nKRAKEN_PRIVATE_KEY=" KR_SEC "\r\n",
    "kraken @1 api_key private_key", "" },
  { "several accounts by suffix", ".env",
    "BINANCE_API_KEY_1=" BN_KEY "\nBINANCE_API_SECRET_1=" BN_SEC "\nBINANCE_API_KEY_GRID=" BN_KEY2 "\nBINANCE_API_SECRET_GRID=" BN_SEC2 "\n",
    "binance “Binance 1” @1 " BN "; binance “Binance grid” @3 " BN, "" },
  { "several accounts by number without a separator", ".env",
    "BINANCE_KEY1=" BN_KEY "\nBINANCE_SECRET1=" BN_SEC "\nBINANCE_KEY2=" BN_KEY2 "\nBINANCE_SECRET2=" BN_SEC2 "\n",
    "binance “Binance 1” @1 " BN "; binance “Binance 2” @3 " BN, "" },
  { "a testnet's key says so", ".env", "BYBIT_TESTNET_API_KEY=abcdefghij12345678\nBYBIT_TESTNET_API_SECRET=abcdefghij12345678abcdefghij12345678\n",
    "bybit/testnet @1 " BN, "" },
  { "freqtrade's variables", ".env",
    "FREQTRADE__EXCHANGE__NAME=binance\nFREQTRADE__EXCHANGE__KEY=" BN_KEY "\nFREQTRADE__EXCHANGE__SECRET=" BN_SEC "\nFREQTRADE__TELEGRAM__TOKEN=12:ab\n",
    "binance @2 " BN, "" },
  { "an exchange in the comment above", ".env",
    "# Kraken tax\nAPI_KEY=" KR_KEY "\nAPI_SECRET=" KR_SEC "\n\n# Bitget\nAPI_KEY=" BG_KEY "\nAPI_SECRET=" BG_SEC "\nAPI_PASSPHRASE=x1y2\n",
    "kraken “Kraken tax” @2 " BN "; bitget @6 " BG, "" },
  { "a comment's exchange gives way to the variable's own", ".env", "# Binance\nBITGET_API_KEY=" BG_KEY "\nBITGET_API_SECRET=" BG_SEC "\nBITGET_PASSWORD=x1y2\n",
    "bitget @2 " BG, "" },
  { "what is commented out stays out", ".env", "#BINANCE_API_KEY=" BN_KEY "\n#BINANCE_API_SECRET=" BN_SEC "\n", "", "no-keys@0" },
  { "other programs' secrets are none of ours", ".env", "POSTGRES_PASSWORD=abc\nJWT_SECRET=0123456789abcdef0123\nPORT=8080\nURL=https://a.b/?key=1\n", "", "no-keys@0" },
  { "a key without a secret", ".env", "ETHERSCAN_API_KEY=ABCDEFGHIJ1234567890\n", "", "alone@1" },
  { "of a known exchange it is offered, to be completed", ".env", "KRAKEN_API_KEY=" KR_KEY "\n", "kraken @1 api_key", "" },
  { "templates", ".env", "BINANCE_API_KEY=your_api_key_here\nBINANCE_API_SECRET=<secret>\nBITGET_API_KEY=${KEY}\nBITGET_SECRET=xxxxxxxx\n", "", "placeholder@1 placeholder@3" },
  { "empty values", ".env", "BINANCE_API_KEY=\nBINANCE_API_SECRET=\"\"\n", "", "no-keys@0" },
  { "a quote that never ends leaves the other lines alone", ".env", "A_API_KEY=\"abc\nBINANCE_API_KEY=" BN_KEY "\nBINANCE_API_SECRET=" BN_SEC "\n",
    "binance @2 " BN, "open-quote@1" },
  { "a path is no key", ".env", "COINBASE_PRIVATE_KEY_PATH=/home/me/key.pem\nCOINBASE_API_KEY_FILE=/home/me/key\n", "", "no-keys@0" },
  { "PEM over several lines in quotes", ".env", "COINBASE_API_KEY=\"" CB_NAME "\"\nCOINBASE_API_SECRET=\"" PEM "\"\nKRAKEN_KEY=" KR_KEY "\nKRAKEN_SECRET=" KR_SEC "\n",
    "coinbase @1 " BN "; kraken @7 " BN, "" },
  { "PEM in one line", ".env", "COINBASE_API_KEY=" CB_NAME "\nCOINBASE_API_SECRET=\"" PEM_LINE "\"\n", "coinbase @1 " BN, "" },
  { "the same key twice", ".env", "A_BINANCE_KEY=" BN_KEY "\nA_BINANCE_SECRET=" BN_SEC "\nB_BINANCE_KEY=" BN_KEY "\nB_BINANCE_SECRET=" BN_SEC "\n",
    "binance “Binance a” @1 " BN, "twice@3=1" },
  { "by shape, when only one exchange's keys look so", ".env", "API_KEY=" BG_KEY "\nAPI_SECRET=" BG_SEC "\nPASSPHRASE=abc1\n", "bitget~ @1 " BG, "" },
  { "no shape tells", ".env", "API_KEY=zzz-zzz-zzz\nAPI_SECRET=yyy-yyy-yyz\n", "? @1 " BN, "" },

  /* ── INI, YAML, Python ── */
  { "sections", "keys.ini", "[binance]\nkey = " BN_KEY "\nsecret = " BN_SEC "\n[okx main]\napiKey = " OK_KEY "\nsecret=" OK_SEC "\npassword=abcd\n",
    "binance @2 " BN "; okx “OKX main” @5 " BG, "" },
  { "YAML", "conf.yml", "exchanges:\n  binance:\n    api_key: " BN_KEY "\n    secret_key: " BN_SEC "\n  kraken:\n    api_key: \"" KR_KEY "\"\n    api_secret: " KR_SEC "\n",
    "binance @3 " BN "; kraken @6 " BN, "" },
  { "a list in YAML", "conf.yml", "accounts:\n  - exchange: binance\n    key: " BN_KEY "\n    secret: " BN_SEC "\n  - exchange: kraken\n    key: " KR_KEY "\n    secret: " KR_SEC "\n",
    "binance @3 " BN "; kraken @6 " BN, "" },
  { "a Python program's dictionary", "bot.py", "exchange = ccxt.binance({\n    'apiKey': '" BN_KEY "',\n    'secret': '" BN_SEC "',\n})\n", "binance @2 " BN, "" },

  /* ── JSON ── */
  { "ccxt's keys.json", "keys.json", "{\"binance\": {\"apiKey\": \"" BN_KEY "\", \"secret\": \"" BN_SEC "\"},\n \"bitget\": {\"apiKey\": \"" BG_KEY "\", \"secret\": \"" BG_SEC "\", \"password\": \"pw12\"}}",
    "binance @1 " BN "; bitget @2 " BG, "" },
  { "ccxt's names", "keys.json", "{\"binanceusdm\": {\"apiKey\": \"" BN_KEY "\", \"secret\": \"" BN_SEC "\"}}", "binance/usdm @1 " BN, "" },
  { "freqtrade's configuration, with comments and a comma too many", "config.json",
    "{\n  // my bot\n  \"stake\": 1.5,\n  \"exchange\": {\n    \"name\": \"binance\", /* spot */\n    \"key\": \"" BN_KEY "\",\n    \"secret\": \"" BN_SEC "\",\n    \"pair_whitelist\": [\"BTC/USDT\",],\n  },\n"
    "  \"telegram\": {\"token\": \"12:abc\", \"chat_id\": \"1\"},\n  \"api_server\": {\"jwt_secret_key\": \"0123456789abcdef\", \"username\": \"u\", \"password\": \"p\"}\n}\n",
    "binance @6 " BN, "" },
  { "a list with labels and a sandbox", "keys.json", "[{\"exchange\": \"bybit\", \"label\": \"Grid\", \"apiKey\": \"abcdefghij12345678\", \"secret\": \"abcdefghij12345678abcdefghij12345678\", \"sandbox\": true}]",
    "bybit/testnet “Grid” @1 " BN, "" },
  { "Coinbase's key file", "cdp_api_key.json", "{\n  \"name\": \"" CB_NAME "\",\n  \"privateKey\": \"" PEM_LINE "\"\n}", "coinbase~ @3 api_key private_key", "" },
  { "Coinbase's key file with an Ed25519 key", "cdp_api_key.json", "{\"id\": \"66666666-7777-8888-9999-000000000000\", \"privateKey\": \"" SEED "\"}", "coinbase~ @1 api_key private_key", "" },
  { "flat JSON", "secrets.json", "{\"BINANCE_API_KEY\": \"" BN_KEY "\", \"BINANCE_API_SECRET\": \"" BN_SEC "\"}", "binance @1 " BN, "" },
  { "JSON that breaks off", "keys.json", "{\"binance\": {\"apiKey\": \"" BN_KEY "\",\n\"secret\": \"abc", "", "bad-json@2" },
  { "JSON nested without end", "keys.json", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "", "bad-json@1" },

  /* ── CSV ── */
  { "named columns", "keys.csv", "Exchange,Name,API Key,API Secret,Passphrase\nBitget,Grid," BG_KEY "," BG_SEC ",\"a,\"\"b\"\nKraken,Tax," KR_KEY "," KR_SEC ",\n",
    "bitget “Grid” @2 " BG "; kraken “Tax” @3 " BN, "" },
  { "semicolons, Excel's first line, CRLF", "keys.csv", "sep=;\r\nExchange;Key;Secret\r\nBinance;" BN_KEY ";" BN_SEC "\r\n", "binance @3 " BN, "" },
  { "pasted, with tabs", NULL, "exchange\tapiKey\tsecret\nbinance\t" BN_KEY "\t" BN_SEC "\n", "binance @2 " BN, "" },
  { "no names", "keys.csv", "binance," BN_KEY "," BN_SEC "\n", "binance @1 " BN, "" },
  { "a quote that never ends", "keys.csv", "Exchange,Key,Secret\nBinance,\"" BN_KEY "," BN_SEC "\nBinance," BN_KEY2 "," BN_SEC2 "\n", "binance @2 " BN "; binance @3 " BN, "open-quote@2" },
  { "one key, as an exchange hands it out", "key.csv", "API Key," BG_KEY "\nSecret Key," BG_SEC "\nPassphrase,abc1\n", "bitget~ @1 " BG, "" },
  { "a CSV of something else", "prices.csv", "a,b\n1,2\n", "", "no-keys@0" },

  /* ── Pasted ── */
  { "named lines", NULL, "API Key: " BG_KEY "\nSecret Key: " BG_SEC "\nPassphrase: my pass phrase\n", "bitget~ @1 " BG, "" },
  { "names above values, as pages show them", NULL, "API Key\n" BG_KEY "\nSecret Key\n" BG_SEC "\nPassphrase\nabcd1234\n", "bitget~ @2 " BG, "" },
  { "bare values", NULL, BG_KEY "\n" BG_SEC "\nmy pass\n", "bitget~ @1 " BG, "" },
  { "an exchange above bare values, twice", NULL, "Bitget\n" BG_KEY "\n" BG_SEC "\nmy pass\n\nKraken:\n" KR_KEY "\n" KR_SEC "\n", "bitget @2 " BG "; kraken @7 " BN, "" },
  { "a value alone", NULL, "Zk3vQ9xLw2Np8Rt5Yb7Uc1\n", "", "unclear@1" },
  { "a private key alone", "key.pem", PEM "\n", "? @1 private_key", "" },
  { "a private key that breaks off", "key.pem", "-----BEGIN PRIVATE KEY-----\nMIIE\n", "", "open-pem@1" },

  /* ── No keys at all ── */
  { "nothing", NULL, "", "", "empty@0" },
  { "blanks", NULL, " \n\t\r\n", "", "empty@0" },
  { "prose", "README", "Dear all,\nthe password is on the fridge: see there.\nKey points: none\n", "", "alone@3" },
};

static KtImport *
read_text (const char *text, gsize length, const char *name)
{
  g_autoptr(KtSecret) content = kt_secret_new (text, (gssize) length);

  return kt_import_read (content, name, catalogue);
}

static void
test_formats (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      g_autoptr(KtImport) import = read_text (row->content, strlen (row->content), row->name);
      g_autofree char *keys = describe_keys (import);
      g_autofree char *remarks = describe_remarks (import);

      if (g_strcmp0 (keys, row->keys) != 0 || g_strcmp0 (remarks, row->remarks) != 0)
        {
          g_test_message ("%s:\n  keys    “%s”\n  wanted  “%s”\n  remarks “%s”\n  wanted  “%s”", row->explanation, keys, row->keys, remarks, row->remarks);
          g_test_fail ();
        }
    }
}

/* What is no text is refused as a whole; UTF-16 is read as Notepad writes it. */
static void
test_bytes (void)
{
  static const struct { const char *explanation, *bytes; gsize length; const char *remarks; guint keys; } bytes[] = {
    { "NULs in the middle", "BINANCE_KEY=\0\0\0", 15, "not-text@0", 0 },
    { "not UTF-8", "KEY=\xff\xfe\xfd", 7, "not-text@0", 0 },
    { "Latin-1", "KRAKEN_KEY=abc\xe4", 15, "not-text@0", 0 },
    { "UTF-16 that breaks off in a surrogate", "\xff\xfe\x00\xd8", 4, "not-text@0", 0 },
    { "UTF-16 of an odd length", "\xff\xfe" "a\0b", 5, "no-keys@0", 0 },
    { "only a byte order mark", "\xef\xbb\xbf", 3, "empty@0", 0 },
  };
  const char *env = "BINANCE_API_KEY=" BN_KEY "\r\nBINANCE_API_SECRET=" BN_SEC "\r\n";

  for (guint i = 0; i < G_N_ELEMENTS (bytes); i++)
    {
      g_autoptr(KtImport) import = read_text (bytes[i].bytes, bytes[i].length, NULL);
      g_autofree char *remarks = describe_remarks (import);

      g_test_message ("%s", bytes[i].explanation);
      g_assert_cmpstr (remarks, ==, bytes[i].remarks);
      g_assert_cmpuint (import->keys->len, ==, bytes[i].keys);
    }
  for (gboolean big = FALSE; big <= TRUE; big++)
    {
      g_autoptr(GByteArray) wide = g_byte_array_new ();
      g_autoptr(KtImport) import = NULL;
      g_autofree char *keys = NULL;

      g_byte_array_append (wide, (const guint8 *) (big ? "\xfe\xff" : "\xff\xfe"), 2);
      for (const char *p = env; *p; p++)
        {
          const guint8 unit[2] = { big ? 0 : (guint8) *p, big ? (guint8) *p : 0 };

          g_byte_array_append (wide, unit, 2);
        }
      import = read_text ((const char *) wide->data, wide->len, NULL);
      keys = describe_keys (import);
      g_assert_cmpstr (keys, ==, "binance @1 api_key secret");
    }
}

static void
test_limits (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(KtImport) import = NULL;
  g_autofree char *remarks = NULL;
  g_autofree char *huge = g_strnfill (KT_IMPORT_MAX_SIZE + 1, 'a');
  g_autofree char *value = g_strnfill (KT_CREDENTIAL_MAX_VALUE + 1, 'a');

  import = read_text (huge, KT_IMPORT_MAX_SIZE + 1, NULL);
  remarks = describe_remarks (import);
  g_assert_cmpstr (remarks, ==, "too-large@0");
  g_clear_pointer (&import, kt_import_free);
  g_clear_pointer (&remarks, g_free);

  for (guint i = 0; i < KT_IMPORT_MAX_KEYS + 3; i++)
    g_string_append_printf (text, "KRAKEN_KEY_%u=key-number-%u\nKRAKEN_SECRET_%u=secret-number-%u\n", i, i, i, i);
  import = read_text (text->str, text->len, NULL);
  remarks = describe_remarks (import);
  g_assert_cmpuint (import->keys->len, ==, KT_IMPORT_MAX_KEYS);
  g_assert_cmpstr (remarks, ==, "too-many@2001");
  g_clear_pointer (&import, kt_import_free);
  g_clear_pointer (&remarks, g_free);

  g_string_assign (text, "exchange,key,secret\n");
  for (guint i = 0; i < KT_IMPORT_MAX_KEYS + 3; i++)
    g_string_append_printf (text, "kraken,key-number-%u,secret-number-%u\n", i, i);
  import = read_text (text->str, text->len, NULL);
  remarks = describe_remarks (import);
  g_assert_cmpuint (import->keys->len, ==, KT_IMPORT_MAX_KEYS);
  g_assert_cmpstr (remarks, ==, "too-many@1002");
  g_clear_pointer (&import, kt_import_free);
  g_clear_pointer (&remarks, g_free);

  g_string_printf (text, "KRAKEN_KEY=abc\nKRAKEN_SECRET=%s\n", value);
  import = read_text (text->str, text->len, NULL);
  remarks = describe_remarks (import);
  g_assert_cmpstr (remarks, ==, "too-long@2");
}

/* A hostile megabyte is read in a moment: nothing grows with the square of it. */
static void
test_time (void)
{
  static const char *const pieces[] = { "A_KEY=b\n", "\n", "a:\n", "\"", "-----BEGIN A-----\n", "k,\"", "#x\n", "[binance]\n", "{\"a\":", "x=\"\n", "KEY=abcd\nSECRET=ef%u\n\n",
                                        "KEY='b'," };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(KtImport) import = NULL;
      gint64 before;

      for (guint j = 0; text->len + 64 < KT_IMPORT_MAX_SIZE; j++)
        {
          if (g_str_has_prefix (pieces[i], "A_"))
            g_string_append_printf (text, "A%u_KEY=b\n", j);
          else if (strchr (pieces[i], '%'))
            g_string_append_printf (text, "KEY=abcd\nSECRET=ef%u\n\n", j);
          else
            g_string_append (text, pieces[i]);
        }
      before = g_get_monotonic_time ();
      import = read_text (text->str, text->len, i == 5 ? "a.csv" : NULL);
      g_test_message ("%u: %d ms, %u keys, %u remarks", i, (int) ((g_get_monotonic_time () - before) / 1000), import->keys->len, import->remarks->len);
      g_assert_cmpint (g_get_monotonic_time () - before, <, 20 * G_USEC_PER_SEC);
      g_assert_cmpuint (import->remarks->len, <=, KT_IMPORT_MAX_REMARKS);
    }
}

/* No value is in what is said of a source: names and remarks. */
static gboolean
is_in_values (const KtImport *import, const char *text)
{
  for (guint i = 0; text && i < import->keys->len; i++)
    {
      const KtImportKey *key = g_ptr_array_index (import->keys, i);

      for (guint j = 0; j < kt_credential_get_n_fields (key->values); j++)
        {
          KtSecret *value;

          kt_credential_get_nth (key->values, j, &value);
          if (kt_secret_get_length (value) >= 8 && strstr (text, kt_secret_peek (value, NULL)))
            return TRUE;
        }
    }
  return FALSE;
}

/* Each row's text cut off anywhere, and with any byte changed, is read without harm and the same each time. */
static void
test_anything (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gsize length = strlen (rows[i].content);

      for (guint n = 0; n < 60; n++)
        {
          g_autofree char *text = g_strdup (rows[i].content);
          gsize cut = length > 0 ? (gsize) g_test_rand_int_range (0, (gint32) length) : 0;
          g_autoptr(KtImport) import = NULL;
          g_autoptr(KtImport) again = NULL;
          g_autofree char *first = NULL, *second = NULL;

          if (length > 0 && n % 2)
            text[cut] = (char) g_test_rand_int_range (0, 256);
          else if (length > 0)
            text[cut] = '\0';
          import = read_text (text, n % 2 ? length : cut, rows[i].name);
          again = read_text (text, n % 2 ? length : cut, rows[i].name);
          first = describe_keys (import);
          second = describe_keys (again);
          g_assert_cmpstr (first, ==, second);
          for (guint j = 0; j < import->remarks->len; j++)
            g_assert_false (is_in_values (import, ((KtImportRemark *) g_ptr_array_index (import->remarks, j))->name));
          for (guint j = 0; j < import->keys->len; j++)
            g_assert_false (is_in_values (import, ((KtImportKey *) g_ptr_array_index (import->keys, j))->label));
        }
    }
}

/* The person says what the columns are; secrets are bullets before and after. */
static void
test_map (void)
{
  static const char text[] = "when,what,a,b,c\n2026-01-02,bitget," BG_KEY "," BG_SEC ",pass1\n2026-01-03,bitget,short," BG_SEC "\n";
  static const KtImportRole roles[] = { KT_IMPORT_NOTHING, KT_IMPORT_EXCHANGE, KT_IMPORT_API_KEY, KT_IMPORT_SECRET, KT_IMPORT_PASSPHRASE };
  g_autoptr(KtImport) import = read_text (text, strlen (text), "keys.csv");
  g_autofree char *keys = NULL;

  g_assert_nonnull (import->table);
  g_assert_cmpuint (import->table->n_columns, ==, 5);
  for (guint i = 0; i < import->table->rows->len; i++)
    {
      for (guint j = 2; j < 5; j++)
        {
          g_autofree char *shown = kt_import_preview (import, i, j, j == 2 ? KT_IMPORT_API_KEY : j == 3 ? KT_IMPORT_SECRET : KT_IMPORT_NOTHING);

          g_assert_null (strstr (shown, "fedc"));
          g_assert_null (strstr (shown, "pass1"));
          g_assert_null (strstr (shown, BG_KEY));
        }
    }
  kt_import_map (import, roles);
  keys = describe_keys (import);
  g_assert_cmpstr (keys, ==, "bitget @2 api_key secret passphrase; bitget @3 api_key secret");
}

/* The same values as the fields of an exchange, whatever the source calls them. */
static void
test_fields (void)
{
  static const struct { const char *explanation, *content, *exchange, *fields, *key_type; } fields[] = {
    { "as they are", "KRAKEN_KEY=" KR_KEY "\nKRAKEN_SECRET=" KR_SEC, "kraken", "api_key secret", "hmac" },
    { "Kraken calls its secret a private key", "KRAKEN_KEY=" KR_KEY "\nKRAKEN_PRIVATE_KEY=" KR_SEC, "kraken", "api_key secret", "hmac" },
    { "a PEM in the place of the secret", "{\"coinbase\": {\"apiKey\": \"" CB_NAME "\", \"secret\": \"" PEM_LINE "\"}}", "coinbase", "api_key private_key", "es256" },
    { "a passphrase is missing", "BITGET_KEY=" BG_KEY "\nBITGET_SECRET=" BG_SEC, "bitget", NULL, NULL },
    { "a passphrase too many", "BINANCE_KEY=" BN_KEY "\nBINANCE_SECRET=" BN_SEC "\nBINANCE_PASSWORD=abc", "binance", "api_key secret", "hmac" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr(KtImport) import = read_text (fields[i].content, strlen (fields[i].content), NULL);
      KtExchange *exchange = kt_catalogue_get (catalogue, fields[i].exchange, NULL);
      g_autoptr(GString) names = g_string_new (NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(KtCredential) credential = NULL;
      const char *key_type = NULL;
      g_autoptr(GPtrArray) lacking = NULL;

      g_test_message ("%s", fields[i].explanation);
      g_assert_cmpuint (import->keys->len, ==, 1);
      credential = kt_import_key_read (g_ptr_array_index (import->keys, 0), exchange, NULL, &key_type, &error);
      lacking = kt_import_key_lacks (g_ptr_array_index (import->keys, 0), exchange, NULL);
      g_assert_cmpint (credential != NULL, ==, fields[i].fields != NULL);
      g_assert_cmpuint (lacking->len, ==, fields[i].fields ? 0 : 1);
      if (lacking->len > 0)
        g_assert_cmpstr (((const KtField *) g_ptr_array_index (lacking, 0))->id, ==, "passphrase");
      for (guint j = 0; credential && j < kt_credential_get_n_fields (credential); j++)
        g_string_append_printf (names, "%s%s", j > 0 ? " " : "", kt_credential_get_nth (credential, j, NULL));
      if (credential)
        g_assert_cmpstr (names->str, ==, fields[i].fields);
      g_assert_cmpstr (key_type, ==, fields[i].key_type);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  catalogue = kt_catalogue_new (NULL);
  g_test_add_func ("/import/formats", test_formats);
  g_test_add_func ("/import/bytes", test_bytes);
  g_test_add_func ("/import/limits", test_limits);
  g_test_add_func ("/import/time", test_time);
  g_test_add_func ("/import/anything", test_anything);
  g_test_add_func ("/import/map", test_map);
  g_test_add_func ("/import/fields", test_fields);
  status = g_test_run ();
  g_object_unref (catalogue);
  return status;
}
