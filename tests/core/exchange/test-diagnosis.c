/* test-diagnosis: what looks wrong about a credential, and that nothing does when it is right
 *
 * All values are made up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-cleaning.h"

#include <string.h>

#include "kt-catalogue.h"

#define BITGET_KEY  "bg_0123456789abcdef0123456789abcdef"
#define LETTERS_64  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ab"
#define OKX_KEY     "01234567-89ab-cdef-0123-456789abcdef"
#define OKX_SECRET  "0123456789ABCDEF0123456789ABCDEF"
#define KRAKEN_KEY  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ01+/"
#define KRAKEN_SECRET "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuv+/=="
#define PEM_EC      "-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----\n"
#define PEM_LOCKED  "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMHcC\n-----END ENCRYPTED PRIVATE KEY-----\n"
#define PEM_PUBLIC  "-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n"
#define CDP_KEY     "organizations/01234567-89ab-cdef-0123-456789abcdef/apiKeys/01234567-89ab-cdef-0123-456789abcdef"

static const struct {
  const char *explanation;
  const char *exchange, *key_type;
  const char *fields[4][2];
  const char *doubts;           /* "kind field other; …" */
} rows[] = {
  { "Bitget as it should be", "bitget", "hmac",
    { { "api_key", BITGET_KEY }, { "secret", "0123" }, { "passphrase", "pass" } }, "" },
  { "Bitget, swapped", "bitget", "hmac",
    { { "api_key", "0123" }, { "secret", BITGET_KEY }, { "passphrase", "pass" } }, "swapped api_key secret" },
  { "Bitget, no passphrase", "bitget", "hmac",
    { { "api_key", BITGET_KEY }, { "secret", "0123" } }, "missing passphrase" },
  { "Bitget, nothing yet", "bitget", "hmac", { { NULL } }, "missing api_key; missing secret; missing passphrase" },
  { "Bitget with RSA wants no secret", "bitget", "rsa",
    { { "api_key", BITGET_KEY }, { "private_key", PEM_EC }, { "passphrase", "pass" } }, "" },
  { "a Kraken key on Bitget: Kraken Futures has such keys too", "bitget", "hmac",
    { { "api_key", KRAKEN_KEY }, { "secret", KRAKEN_SECRET }, { "passphrase", "pass" } }, "shape api_key" },
  { "two exchanges have keys like this one: neither is named", "bitget", "hmac",
    { { "api_key", OKX_KEY }, { "secret", OKX_SECRET }, { "passphrase", "pass" } }, "shape api_key" },
  { "a Bitget key on Kraken", "kraken", "hmac",
    { { "api_key", BITGET_KEY }, { "secret", KRAKEN_SECRET } }, "other-exchange api_key bitget" },
  { "a key of a shape nobody has", "okx", "hmac",
    { { "api_key", "0123" }, { "secret", OKX_SECRET }, { "passphrase", "pass" } }, "shape api_key" },
  { "a secret of another shape", "okx", "hmac",
    { { "api_key", OKX_KEY }, { "secret", "0123" }, { "passphrase", "pass" } }, "shape secret" },
  { "OKX, secret and passphrase swapped", "okx", "hmac",
    { { "api_key", OKX_KEY }, { "secret", "pass" }, { "passphrase", OKX_SECRET } }, "swapped secret passphrase" },
  { "Binance's two look alike: nothing can be said", "binance", "hmac",
    { { "api_key", LETTERS_64 }, { "secret", LETTERS_64 } }, "" },
  { "Kraken, swapped", "kraken", "hmac",
    { { "api_key", KRAKEN_SECRET }, { "secret", KRAKEN_KEY } }, "swapped api_key secret" },
  { "Kraken's optional password is not missed", "kraken", "hmac",
    { { "api_key", KRAKEN_KEY }, { "secret", KRAKEN_SECRET } }, "" },
  { "Coinbase, the private key where the name belongs", "coinbase", "es256",
    { { "api_key", PEM_EC }, { "private_key", CDP_KEY } }, "swapped api_key private_key" },
  { "a private key with a password of its own", "coinbase", "es256",
    { { "api_key", CDP_KEY }, { "private_key", PEM_LOCKED } }, "encrypted-pem private_key" },
  { "the public key where the private one belongs", "coinbase", "es256",
    { { "api_key", CDP_KEY }, { "private_key", PEM_PUBLIC } }, "public-pem private_key" },
  { "bytes that are no UTF-8", "okx", "hmac",
    { { "api_key", "\xff\xfe" }, { "secret", OKX_SECRET }, { "passphrase", "\xff" } }, "shape api_key" },
};

static const char *
kind_word (KtDoubtKind kind)
{
  static const char * const words[] = {
    [KT_DOUBT_SWAPPED] = "swapped", [KT_DOUBT_OTHER_EXCHANGE] = "other-exchange", [KT_DOUBT_SHAPE] = "shape",
    [KT_DOUBT_MISSING] = "missing", [KT_DOUBT_ENCRYPTED_PEM] = "encrypted-pem", [KT_DOUBT_PUBLIC_PEM] = "public-pem",
  };

  return words[kind];
}

static void
test_rows (void)
{
  g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (NULL);
  g_autoptr(GPtrArray) all = kt_catalogue_search (catalogue, "");

  g_assert_cmpuint (all->len, >=, 6);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(KtCredential) credential = kt_credential_new ();
      g_autoptr(GError) error = NULL;
      KtExchange *exchange = kt_catalogue_get (catalogue, rows[i].exchange, &error);
      g_autoptr(GPtrArray) doubts = NULL;
      g_autoptr(GString) text = g_string_new (NULL);

      g_test_message ("%s", rows[i].explanation);
      g_assert_no_error (error);
      for (guint j = 0; j < G_N_ELEMENTS (rows[i].fields) && rows[i].fields[j][0]; j++)
        {
          g_autoptr(KtSecret) value = kt_secret_new (rows[i].fields[j][1], -1);

          kt_credential_set (credential, rows[i].fields[j][0], value);
        }

      doubts = kt_diagnose_credential (exchange, all, "live", rows[i].key_type, credential);
      for (guint j = 0; j < doubts->len; j++)
        {
          const KtDoubt *doubt = g_ptr_array_index (doubts, j);

          g_string_append_printf (text, "%s%s %s", j > 0 ? "; " : "", kind_word (doubt->kind), doubt->field);
          if (doubt->other)
            g_string_append_printf (text, " %s", doubt->other);
        }
      g_assert_cmpstr (text->str, ==, rows[i].doubts);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/diagnosis/rows", test_rows);
  return g_test_run ();
}
