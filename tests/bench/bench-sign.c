/* bench-sign: a whole signed request against the bare cryptography in it
 *
 * Each ratio is taken in one run, rounds of both sides alternating, best round of each. The goals
 * are printed beside them; nothing fails here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <string.h>

#include "kt-catalogue.h"
#include "kt-signer.h"
#include "kt-test-keys.h"

#define ROUNDS 25

typedef struct {
  const char     *exchange, *environment, *key_type, *path;
  const char     *key;
  const char     *text;         /* what that request signs, for the bare side */
  KtExchange     *definition;
  KtCredential   *credential;
} Side;

static void
sign_whole (Side *side)
{
  const KtMoment moment = { 1700000000123, "00112233445566778899aabbccddeeff" };
  const KtRequest request = { .method = "GET", .path = side->path };
  g_autoptr(KtSignedRequest) out =
    kt_signer_sign (side->definition, side->environment, side->key_type, side->credential, &moment, &request, NULL);

  g_assert_nonnull (out);
}

static void
bare_hmac (Side *side)
{
  guint8 out[32];

  gnutls_hmac_fast (GNUTLS_MAC_SHA256, side->key, strlen (side->key), side->text, strlen (side->text), out);
}

static void
import_and_sign (Side *side)
{
  gnutls_x509_privkey_t x509;
  gnutls_privkey_t key;
  gnutls_datum_t pem = { (unsigned char *) side->key, (unsigned) strlen (side->key) };
  gnutls_datum_t text = { (unsigned char *) side->text, (unsigned) strlen (side->text) };
  gnutls_datum_t signature = { 0 };

  gnutls_x509_privkey_init (&x509);
  gnutls_privkey_init (&key);
  g_assert_cmpint (gnutls_x509_privkey_import2 (x509, &pem, GNUTLS_X509_FMT_PEM, NULL, 0), ==, 0);
  g_assert_cmpint (gnutls_privkey_import_x509 (key, x509, 0), ==, 0);
  g_assert_cmpint (gnutls_privkey_sign_data (key, g_str_equal (side->key_type, "ed25519") ? GNUTLS_DIG_SHA512 : GNUTLS_DIG_SHA256, 0, &text, &signature), ==, 0);
  gnutls_free (signature.data);
  gnutls_privkey_deinit (key);
  gnutls_x509_privkey_deinit (x509);
}

/* Microseconds of one call, best of all rounds. */
static double
measure (Side *side, void (*run) (Side *), guint calls, double best)
{
  gint64 start = g_get_monotonic_time ();
  double took;

  for (guint i = 0; i < calls; i++)
    run (side);
  took = (double) (g_get_monotonic_time () - start) / calls;
  return best == 0 || took < best ? took : best;
}

static void
compare (KtCatalogue *catalogue, Side *side, const char *name, void (*bare) (Side *), guint calls, double goal)
{
  g_autoptr(KtSecret) api_key = kt_secret_new ("bg_0123456789abcdef0123456789abcdef", -1);
  g_autoptr(KtSecret) key = kt_secret_new (side->key, -1);
  g_autoptr(KtSecret) passphrase = kt_secret_new ("made-up passphrase", -1);
  double whole = 0, alone = 0;

  side->definition = kt_catalogue_get (catalogue, side->exchange, NULL);
  side->credential = kt_credential_new ();
  kt_credential_set (side->credential, "api_key", api_key);
  kt_credential_set (side->credential, g_str_equal (side->key_type, "hmac") ? "secret" : "private_key", key);
  kt_credential_set (side->credential, "passphrase", passphrase);

  for (guint i = 0; i < ROUNDS; i++)
    {
      alone = measure (side, bare, calls, alone);
      whole = measure (side, sign_whole, calls, whole);
    }
  g_print ("%-28s %8.2f µs of %8.2f µs: ratio %.2f (goal at most %.1f)\n", name, whole, alone, whole / alone, goal);
  kt_credential_unref (side->credential);
}

int
main (void)
{
  g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (NULL);
  const char secret[] = "6490596c690e6d4954bf33eb8c7d1161d2746e62064be321bddf0abea98caf14";
  const char claims[] =
    "eyJhbGciOiJFZERTQSIsImtpZCI6IjExMTExMTExLTIyMjItNDMzMy04NDQ0LTU1NTU1NTU1NTU1NSIsIm5vbmNlIjoiMDAxMTIyMzM0NDU1NjY3Nzg4OTlhYWJiY2NkZGVlZmYiLCJ0eXAiOiJKV1QifQ."
    "eyJzdWIiOiIxMTExMTExMS0yMjIyLTQzMzMtODQ0NC01NTU1NTU1NTU1NTUiLCJpc3MiOiJjZHAiLCJuYmYiOjE3MDAwMDAwMDAsImV4cCI6MTcwMDAwMDEyMCwidXJpIjoiR0VUIGFwaS5jb2luYmFzZS5jb20vYXBpL3YzL2Jyb2tlcmFnZS9rZXlfcGVybWlzc2lvbnMifQ";
  Side bitget = { "bitget", "live", "hmac", "/api/v3/account/info", secret, "1700000000123GET/api/v3/account/info" };
  Side binance = { "binance", "live", "hmac", "/sapi/v1/account/apiRestrictions", secret, "timestamp=1700000000123&recvWindow=5000" };
  Side okx = { "okx", "live", "hmac", "/api/v5/account/config", secret, "2023-11-14T22:13:20.123ZGET/api/v5/account/config" };
  Side rsa = { "binance", "live", "rsa", "/sapi/v1/account/apiRestrictions", RSA_PKCS8, "timestamp=1700000000123&recvWindow=5000" };
  Side ed25519 = { "binance", "live", "ed25519", "/sapi/v1/account/apiRestrictions", ED25519_PKCS8, "timestamp=1700000000123&recvWindow=5000" };
  Side es256 = { "coinbase", "live", "es256", "/api/v3/brokerage/key_permissions", EC_SEC1, claims };

  compare (catalogue, &bitget, "Bitget, HMAC", bare_hmac, 2000, 4);
  compare (catalogue, &binance, "Binance, HMAC", bare_hmac, 2000, 4);
  compare (catalogue, &okx, "OKX, HMAC", bare_hmac, 2000, 4);
  compare (catalogue, &rsa, "Binance, RSA", import_and_sign, 20, 1.1);
  compare (catalogue, &ed25519, "Binance, Ed25519", import_and_sign, 100, 1.1);
  compare (catalogue, &es256, "Coinbase, ES256", import_and_sign, 100, 1.1);
  return 0;
}
