/* test-key-pair: pairs that sign, public halves that other programs read, nothing left behind
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <glib/gstdio.h>
#include <string.h>

#include "kt-error.h"
#include "kt-key-pair.h"
#include "kt-test-keys.h"

static const char text[] = "GET/api/v3/account";

typedef struct {
  const char       *explanation;
  KtPrivateKeyKind  kind;
  guint             bits;
  KtSignature       signature;
} Row;

static const Row rows[] = {
  { "Ed25519", KT_PRIVATE_KEY_ED25519, 0, KT_SIGNATURE_ED25519 },
  { "RSA, 2048 bits", KT_PRIVATE_KEY_RSA, 2048, KT_SIGNATURE_RSA_SHA256 },
  { "RSA, the longest that Keyturn makes", KT_PRIVATE_KEY_RSA, 4096, KT_SIGNATURE_RSA_SHA256 },
};

/* Four times the bits take twenty times as long, and no other path. */
#define N_QUICK 2

/* As an exchange does: from the pasted text alone. */
static gboolean
verifies (const char *public_text, gboolean pem, KtSignature kind, const guint8 *signature, gsize length)
{
  gnutls_sign_algorithm_t algorithm = kind == KT_SIGNATURE_ED25519 ? GNUTLS_SIGN_EDDSA_ED25519 : GNUTLS_SIGN_RSA_SHA256;
  gnutls_datum_t data = { (unsigned char *) text, sizeof text - 1 };
  gnutls_datum_t signed_with = { (unsigned char *) signature, (unsigned) length };
  gsize n = strlen (public_text);
  g_autofree guchar *der = pem ? NULL : g_base64_decode (public_text, &n);
  gnutls_datum_t key_data = { der ? der : (unsigned char *) public_text, (unsigned) n };
  gnutls_pubkey_t key;
  gboolean right;

  gnutls_pubkey_init (&key);
  g_assert_cmpint (gnutls_pubkey_import (key, &key_data, pem ? GNUTLS_X509_FMT_PEM : GNUTLS_X509_FMT_DER), ==, 0);
  right = gnutls_pubkey_verify_data2 (key, algorithm, 0, &data, &signed_with) >= 0;
  gnutls_pubkey_deinit (key);
  return right;
}

static void
test_signs (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(KtSecret) key = kt_key_pair_generate (rows[i].kind, rows[i].bits, &error);
      g_autoptr(KtSecret) other = NULL;
      g_autofree char *pem = NULL, *der = NULL, *foreign = NULL;
      guint8 signature[KT_CRYPTO_MAX_SIGNATURE];
      KtPrivateKeyInfo info;
      gsize length;

      g_test_message ("%s", rows[i].explanation);
      g_assert_no_error (error);
      g_assert_true (kt_crypto_identify_private_key (key, &info, &error));
      g_assert_cmpint (info.kind, ==, rows[i].kind);
      g_assert_false (info.raw);
      if (rows[i].bits)
        g_assert_cmpuint (info.bits, ==, rows[i].bits);

      g_assert_true (kt_crypto_sign (rows[i].signature, kt_secret_peek (key, NULL), kt_secret_get_length (key),
                                     text, sizeof text - 1, signature, &length, &error));
      pem = kt_key_pair_get_public (key, KT_PUBLIC_FORM_PEM, &error);
      g_assert_no_error (error);
      der = kt_key_pair_get_public (key, KT_PUBLIC_FORM_DER_BASE64, &error);
      g_assert_no_error (error);
      g_assert_true (verifies (pem, TRUE, rows[i].signature, signature, length));
      g_assert_true (verifies (der, FALSE, rows[i].signature, signature, length));

      other = kt_key_pair_generate (rows[i].kind, MIN (rows[i].bits, 2048u), &error);
      g_assert_no_error (error);
      foreign = kt_key_pair_get_public (other, KT_PUBLIC_FORM_PEM, &error);
      g_assert_cmpstr (foreign, !=, pem);
      g_assert_false (verifies (foreign, TRUE, rows[i].signature, signature, length));
    }
}

/* OpenSSL reads both halves: what is pasted at an exchange is read by other programs than GnuTLS. */
static char *
ask_openssl (const char *arguments, const char *input)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL, *command = NULL, *out = NULL;
  int status, fd = g_file_open_tmp ("kt-test-pair-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_assert_true (g_close (fd, NULL));
  g_assert_true (g_file_set_contents (path, input, -1, NULL));
  command = g_strdup_printf ("openssl pkey %s -in %s", arguments, path);
  g_assert_true (g_spawn_command_line_sync (command, &out, NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  g_remove (path);
  return g_steal_pointer (&out);
}

static void
test_openssl (void)
{
  for (guint i = 0; i < N_QUICK; i++)
    {
      g_autoptr(KtSecret) key = kt_key_pair_generate (rows[i].kind, rows[i].bits, NULL);
      g_autofree char *pem = kt_key_pair_get_public (key, KT_PUBLIC_FORM_PEM, NULL);
      g_autofree char *from_private = ask_openssl ("-pubout", kt_secret_peek (key, NULL));
      g_autofree char *from_public = ask_openssl ("-pubin -pubout", pem);

      g_test_message ("%s", rows[i].explanation);
      g_assert_cmpstr (from_private, ==, pem);
      g_assert_cmpstr (from_public, ==, pem);
    }
}

/* RFC 8032, 7.1, test 1; RFC 8410, 10.1. */
static void
test_documented (void)
{
  g_autoptr(KtSecret) seed = kt_secret_new ("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=", -1);
  g_autoptr(KtSecret) der = kt_secret_new ("MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC", -1);
  g_autofree char *raw = kt_key_pair_get_public (seed, KT_PUBLIC_FORM_RAW_BASE64, NULL);
  g_autofree char *pem = kt_key_pair_get_public (der, KT_PUBLIC_FORM_PEM, NULL);

  g_assert_cmpstr (raw, ==, "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
  g_assert_cmpstr (pem, ==,
                   "-----BEGIN PUBLIC KEY-----\n"
                   "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
                   "-----END PUBLIC KEY-----\n");
}

static void
test_refused (void)
{
  g_autoptr(KtSecret) nothing = kt_secret_new ("made up, no key", -1);
  g_autoptr(KtSecret) rsa = kt_secret_new (RSA_PKCS8, -1);
  g_autoptr(GError) error = NULL;

  g_assert_null (kt_key_pair_get_public (nothing, KT_PUBLIC_FORM_PEM, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_INVALID);
  g_assert_null (strstr (error->message, "made up"));
  g_clear_error (&error);
  g_assert_null (kt_key_pair_get_public (rsa, KT_PUBLIC_FORM_RAW_BASE64, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_INVALID);
}

/* The public text holds no piece of the private one. */
static void
test_public_only (void)
{
  for (guint i = 0; i < N_QUICK; i++)
    {
      g_autoptr(KtSecret) key = kt_key_pair_generate (rows[i].kind, rows[i].bits, NULL);
      g_autofree char *pem = kt_key_pair_get_public (key, KT_PUBLIC_FORM_PEM, NULL);

      g_test_message ("%s", rows[i].explanation);
      g_assert_true (g_str_has_prefix (pem, "-----BEGIN PUBLIC KEY-----\n"));
      g_assert_null (strstr (pem, "PRIVATE"));
      g_assert_cmpuint (strlen (pem), <, kt_secret_get_length (key));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/key-pair/signs", test_signs);
  g_test_add_func ("/key-pair/openssl", test_openssl);
  g_test_add_func ("/key-pair/documented", test_documented);
  g_test_add_func ("/key-pair/refused", test_refused);
  g_test_add_func ("/key-pair/public-only", test_public_only);
  return g_test_run ();
}
