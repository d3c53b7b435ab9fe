/* test-sign-document: one document in, one out
 *
 * All keys here are made up, but for the documented examples of Kraken and Binance.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "kt-error.h"
#include "kt-sign-document.h"
#include "kt-signer.h"
#include "kt-test-util.h"

#define BITGET "{\"exchange\":\"bitget\",\"credential\":{\"api_key\":\"k\",\"secret\":\"s3cr3t\",\"passphrase\":\"p\\\"q\"},\"clock_ms\":1700000000123,"
#define KRAKEN "{\"exchange\":\"kraken\",\"credential\":{\"api_key\":\"k\",\"secret\":\"kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg==\"},\"nonce\":\"1616492376594\","
#define BINANCE "{\"exchange\":\"binance\",\"credential\":{\"api_key\":\"k\",\"secret\":\"NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j\"},\"clock_ms\":1499827319559,"

static const struct {
  const char *explanation;
  const char *in;
  const char *out;              /* part of what comes out, or of the error's message */
  int         code;             /* KtError, or -1 */
} rows[] = {
  { "the query keeps its order; environment by default; a passphrase with a quote", BITGET "\"request\":{\"method\":\"GET\",\"path\":\"/x\",\"query\":[[\"b\",\"a b\"],[\"a\",\"1\"]]}}",
    "{\"method\":\"GET\",\"url\":\"https://api.bitget.com/x?b=a%20b&a=1\",\"headers\":{\"ACCESS-KEY\":\"k\",", -1 },
  { "the passphrase is written as JSON", BITGET "\"request\":{\"method\":\"GET\",\"path\":\"/x\"}}", "\"ACCESS-PASSPHRASE\":\"p\\\"q\"},\"body\":null}", -1 },
  { "an environment's headers", BITGET "\"environment\":\"demo\",\"request\":{\"method\":\"GET\",\"path\":\"/x\"}}", "\"paptrading\":\"1\"", -1 },
  { "members keep their order, nothing is rewritten", BITGET "\"request\":{\"method\":\"POST\",\"path\":\"/x\",\"body\":{\"z\":1,\"a\":[true,null,\"\\u00e9/\"],\"m\":{}}}}",
    "\"body\":\"{\\\"z\\\":1,\\\"a\\\":[true,null,\\\"é/\\\"],\\\"m\\\":{}}\"}", -1 },
  { "a body as text is taken as it is", BITGET "\"request\":{\"method\":\"POST\",\"path\":\"/x\",\"body\":\"{\\\"p\\\": 0.10}\"}}", "\"body\":\"{\\\"p\\\": 0.10}\"}", -1 },
  { "query and body together", BITGET "\"request\":{\"method\":\"POST\",\"path\":\"/x\",\"query\":[[\"a\",\"1\"]],\"body\":{\"b\":2}}}", "x?a=1\"", -1 },
  { "the largest number", BITGET "\"request\":{\"method\":\"POST\",\"path\":\"/x\",\"body\":{\"n\":9223372036854775807}}}", "9223372036854775807}\"}", -1 },
  { "Kraken's documented example", KRAKEN "\"request\":{\"method\":\"POST\",\"path\":\"/0/private/AddOrder\",\"body\":{\"ordertype\":\"limit\",\"pair\":\"XBTUSD\",\"price\":37500,\"type\":\"buy\",\"volume\":\"1.25\"}}}",
    "\"API-Sign\":\"4/dpxb3iT4tp/ZCVEwSnEsLxx0bqyhLpdfOpc6fn7OR8+UClSV5n9E6aSS8MPtnRfp32bAb0nmbRn6H8ndwLUQ==\"", -1 },
  { "the same, the body as text", KRAKEN "\"request\":{\"method\":\"POST\",\"path\":\"/0/private/AddOrder\",\"body\":\"ordertype=limit&pair=XBTUSD&price=37500&type=buy&volume=1.25\"}}",
    "\"body\":\"nonce=1616492376594&ordertype=limit&pair=XBTUSD&price=37500&type=buy&volume=1.25\"}", -1 },
  { "Binance's documented example: its own window and time", BINANCE "\"request\":{\"method\":\"POST\",\"path\":\"/api/v3/order\",\"body\":\"symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559\"}}",
    "&timestamp=1499827319559&signature=c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71\"}", -1 },
  { "Binance's other example: not ASCII", BINANCE "\"request\":{\"method\":\"GET\",\"path\":\"/api/v3/order\",\"query\":[[\"symbol\",\"１２３４５６\"],[\"side\",\"BUY\"],[\"type\",\"LIMIT\"],[\"timeInForce\",\"GTC\"],[\"quantity\",\"1\"],[\"price\",\"0.1\"],[\"recvWindow\",\"5000\"],[\"timestamp\",\"1499827319559\"]]}}",
    "&signature=e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3\"", -1 },
  { "another host of the exchange", BINANCE "\"request\":{\"method\":\"GET\",\"host\":\"fapi.binance.com\",\"path\":\"/fapi/v3/balance\"}}", "https://fapi.binance.com/fapi/v3/balance?timestamp=1499827319559&recvWindow=5000&signature=", -1 },
  { "the type of key by what is filled", "{\"exchange\":\"binance\",\"credential\":{\"api_key\":\"k\",\"private_key\":\"nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=\"},\"clock_ms\":1700000000123,\"request\":{\"method\":\"GET\",\"path\":\"/x\"}}",
    "signature=TZmbWz%2F9gsrRRqbdvgyw6U9Sae7EZrO9ey%2BAIz91iPXssijmXIiBdzaewEerppjFbGNaBgQkk3DODCqKIlMWCw%3D%3D", -1 },
  { "a nonce out of a list", "{\"exchange\":\"coinbase\",\"credential\":{\"api_key\":\"11111111-2222-4333-8444-555555555555\",\"private_key\":\"nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2DXWpgBgrEKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGg==\"},\"clock_ms\":1700000000000,\"random_hex\":[\"00112233445566778899aabbccddeeff\"],\"request\":{\"method\":\"GET\",\"path\":\"/api/v3/brokerage/key_permissions\"}}",
    ".-uyTUc0NWI5IRkOdy9QVmSFjqYrwumQKUFY6W11uUfPoMLpF6mYjgC28VqYZxrtvoCIX8PFH0x0Xkou2B2uECw\"", -1 },

  { "not JSON", "{", "in double quotes belongs here", KT_ERROR_INVALID },
  { "a member twice", "{\"exchange\":\"okx\",\"exchange\":\"okx\"}", "twice", KT_ERROR_INVALID },
  { "an unknown member", BITGET "\"secrets\":1,\"request\":{\"method\":\"GET\",\"path\":\"/x\"}}", "“secrets” is not a member", KT_ERROR_INVALID },
  { "an unknown member of the request", BITGET "\"request\":{\"method\":\"GET\",\"path\":\"/x\",\"headers\":{}}}", "“headers” is not a member of “request”", KT_ERROR_INVALID },
  { "an unknown exchange", "{\"exchange\":\"nowhere\",\"credential\":{},\"request\":{\"method\":\"GET\",\"path\":\"/x\"}}", "no exchange “nowhere”", KT_ERROR_NOT_FOUND },
  { "an unknown environment", BITGET "\"environment\":\"paper\",\"request\":{\"method\":\"GET\",\"path\":\"/x\"}}", "no environment “paper”", KT_ERROR_INVALID },
  { "an unknown field", "{\"exchange\":\"okx\",\"credential\":{\"pin\":\"1\"},\"clock_ms\":1,\"request\":{\"method\":\"GET\",\"path\":\"/x\"}}", "no credential field “pin”", KT_ERROR_INVALID },
  { "a missing field", "{\"exchange\":\"okx\",\"credential\":{\"api_key\":\"k\",\"secret\":\"s\"},\"clock_ms\":1,\"request\":{\"method\":\"GET\",\"path\":\"/x\"}}", "(passphrase) is missing", KT_ERROR_INVALID },
  { "both kinds of key", "{\"exchange\":\"bitget\",\"credential\":{\"api_key\":\"k\",\"secret\":\"s\",\"private_key\":\"x\",\"passphrase\":\"p\"},\"clock_ms\":1,\"request\":{\"method\":\"GET\",\"path\":\"/x\"}}", "say which", KT_ERROR_INVALID },
  { "another type of key", BITGET "\"key_type\":\"es256\",\"request\":{\"method\":\"GET\",\"path\":\"/x\"}}", "no keys of the type “es256”", KT_ERROR_INVALID },
  { "no clock", "{\"exchange\":\"okx\",\"credential\":{\"api_key\":\"k\",\"secret\":\"s\",\"passphrase\":\"p\"},\"request\":{\"method\":\"GET\",\"path\":\"/x\"}}", "“clock_ms” is missing", KT_ERROR_INVALID },
  { "a host of nobody", BITGET "\"request\":{\"method\":\"GET\",\"path\":\"/x\",\"host\":\"evil.example.com\"}}", "not a host of Bitget", KT_ERROR_INVALID },
  { "a query in the path", BITGET "\"request\":{\"method\":\"GET\",\"path\":\"/x?a=1\"}}", "the query is given apart", KT_ERROR_INVALID },
  { "a line break in the path", BITGET "\"request\":{\"method\":\"GET\",\"path\":\"/x\\n\"}}", "the path begins with /", KT_ERROR_INVALID },
  { "another method", BITGET "\"request\":{\"method\":\"get\",\"path\":\"/x\"}}", "the method is one of", KT_ERROR_INVALID },
  { "a query as an object", BITGET "\"request\":{\"method\":\"GET\",\"path\":\"/x\",\"query\":{\"a\":1}}}", "list of pairs", KT_ERROR_INVALID },
  { "a decimal number", BITGET "\"request\":{\"method\":\"POST\",\"path\":\"/x\",\"body\":{\"p\":0.1}}}", "give the body as a string", KT_ERROR_INVALID },
  { "a number beyond 64 bits", BITGET "\"request\":{\"method\":\"POST\",\"path\":\"/x\",\"body\":{\"p\":9223372036854775808}}}", "give the body as a string", KT_ERROR_INVALID },
  { "a body that cannot take the nonce", KRAKEN "\"request\":{\"method\":\"POST\",\"path\":\"/x\",\"body\":\"{\\\"a\\\": 1}\"}}", "give the body as an object", KT_ERROR_INVALID },
  { "a field that must not stand in a query", "{\"exchange\":\"kraken\",\"credential\":{\"api_key\":\"k\",\"secret\":\"a2V5\",\"otp\":\"123456\"},\"nonce\":\"1\",\"request\":{\"method\":\"GET\",\"path\":\"/x\"}}", "send the request as a POST", KT_ERROR_NOT_SECURE },
  { "a secret that is not base64", "{\"exchange\":\"kraken\",\"credential\":{\"api_key\":\"k\",\"secret\":\"s3cr3t!\"},\"nonce\":\"1\",\"request\":{\"method\":\"POST\",\"path\":\"/x\"}}", "“Private Key” should be base64", KT_ERROR_INVALID },
};

static KtSecret *
sign (const char *in, gssize length, GError **error)
{
  g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (NULL);
  g_autoptr(KtSecret) input = kt_secret_new (in, length);

  return kt_sign_document (catalogue, input, error);
}

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(KtSecret) out = sign (rows[i].in, -1, &error);

      if (rows[i].code < 0)
        {
          if (!out || !strstr (kt_secret_peek (out, NULL), rows[i].out))
            g_test_fail_printf ("%s: %s", rows[i].explanation, out ? kt_secret_peek (out, NULL) : error->message);
          continue;
        }
      if (out)
        {
          g_test_fail_printf ("%s: signed", rows[i].explanation);
          continue;
        }
      if (!g_error_matches (error, KT_ERROR, rows[i].code) || !strstr (error->message, rows[i].out))
        g_test_fail_printf ("%s: %s", rows[i].explanation, error->message);
      /* No message quotes a secret. */
      g_assert_null (strstr (error->message, "s3cr3t"));
    }
}

static void
test_limits (void)
{
  g_autofree char *blanks = g_strnfill (KT_SIGN_DOCUMENT_MAX, ' ');
  g_autofree char *large = g_strconcat (blanks, "{}", NULL);
  g_autofree char *deep = g_strnfill (40, '[');
  g_autoptr(GError) a = NULL, b = NULL;

  g_assert_null (sign (large, -1, &a));
  g_assert_error (a, KT_ERROR, KT_ERROR_INVALID);
  g_assert_nonnull (strstr (a->message, "256 KiB"));
  g_assert_null (sign (deep, -1, &b));
  g_assert_error (b, KT_ERROR, KT_ERROR_INVALID);
  g_assert_nonnull (strstr (b->message, "too deep"));
}

/* Cleaning takes line breaks away; whoever signs without it must not be able to add a header. */
static void
test_header_injection (void)
{
  g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (NULL);
  g_autoptr(KtCredential) credential = kt_credential_new ();
  g_autoptr(KtSecret) key = kt_secret_new ("k\r\nX-Other: 1", -1);
  g_autoptr(KtSecret) other = kt_secret_new ("s3cr3t", -1);
  g_autoptr(GError) error = NULL;
  const KtMoment moment = { 1700000000123, NULL };
  const KtRequest request = { .method = "GET", .path = "/x" };

  kt_credential_set (credential, "api_key", key);
  kt_credential_set (credential, "secret", other);
  kt_credential_set (credential, "passphrase", other);
  g_assert_null (kt_signer_sign (kt_catalogue_get (catalogue, "okx", NULL), "live", "hmac", credential, &moment, &request, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "control character"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sign-document/table", test_table);
  g_test_add_func ("/sign-document/limits", test_limits);
  g_test_add_func ("/sign-document/header-injection", test_header_injection);
  return g_test_run ();
}
