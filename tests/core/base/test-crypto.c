/* test-crypto: keys as people paste them, signatures that verify, sentences for what is no key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <string.h>

#include "kt-crypto.h"
#include "kt-error.h"
#include "kt-test-keys.h"

static const char seed[] = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";                   /* RFC 8032, test 1 */
static const char seed_and_public[] = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2DXWpgBgrEKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGg==";

/* ── Spellings ────────────────────────────────────────────────────────────── */

static char *
replace (const char *text, const char *from, const char *to)
{
  g_auto(GStrv) parts = g_strsplit (text, from, -1);

  return g_strjoinv (to, parts);
}

static char *as_is (const char *pem)          { return g_strdup (pem); }
static char *with_crlf (const char *pem)      { return replace (pem, "\n", "\r\n"); }
static char *with_literal (const char *pem)   { return replace (pem, "\n", "\\n"); }
static char *with_literal_crlf (const char *pem) { return replace (pem, "\n", "\\r\\n"); }
static char *with_blank_lines (const char *pem)  { return replace (pem, "\n", "\n\n"); }
static char *indented (const char *pem)       { return replace (pem, "\n", "\n    "); }
static char *on_one_line (const char *pem)    { return replace (pem, "\n", " "); }
static char *glued (const char *pem)          { return replace (pem, "\n", ""); }
static char *quoted (const char *pem)         { g_autofree char *text = with_literal (pem); return g_strconcat ("\"", text, "\"\n", NULL); }
static char *with_text_before (const char *pem)  { return g_strconcat ("Key Attributes\n", pem, NULL); }

static char *
bare (const char *pem)
{
  const char *label = strstr (pem, " PRIVATE KEY-----\n") ? strstr (pem, " PRIVATE KEY-----\n") : strstr (pem, "PRIVATE KEY-----\n");
  const char *start = strchr (label, '\n') + 1;

  return g_strndup (start, (gsize) (strstr (start, "-----END") - start));
}

static char *
bare_on_one_line (const char *pem)
{
  g_autofree char *text = bare (pem);

  return replace (text, "\n", "");
}

static char *
bare_for_url (const char *pem)
{
  char *text = bare_on_one_line (pem);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  if (strchr (text, '='))
    *strchr (text, '=') = '\0';
  return text;
}

static const struct {
  const char *explanation;
  char *(*spell) (const char *);
} spellings[] = {
  { "as the file has it", as_is }, { "CRLF", with_crlf }, { "literal \\n, as in a JSON key file", with_literal },
  { "literal \\r\\n", with_literal_crlf }, { "blank lines", with_blank_lines }, { "indented", indented },
  { "on one line", on_one_line }, { "line ends lost", glued }, { "in quotes", quoted }, { "text before it", with_text_before },
  { "base64 without PEM", bare }, { "the same on one line", bare_on_one_line }, { "url-safe, without =", bare_for_url },
};

static const struct {
  const char *explanation;
  const char *pem;
  KtPrivateKeyKind kind;
  KtSignature signature;
  guint bits;
} keys[] = {
  { "RSA, PKCS#8", RSA_PKCS8, KT_PRIVATE_KEY_RSA, KT_SIGNATURE_RSA_SHA256, 2048 },
  { "RSA, PKCS#1", RSA_PKCS1, KT_PRIVATE_KEY_RSA, KT_SIGNATURE_RSA_SHA256, 2048 },
  { "EC, SEC1", EC_SEC1, KT_PRIVATE_KEY_EC, KT_SIGNATURE_ES256, 256 },
  { "EC, SEC1 after its parameters", EC_WITH_PARAMETERS, KT_PRIVATE_KEY_EC, KT_SIGNATURE_ES256, 256 },
  { "EC, PKCS#8", EC_PKCS8, KT_PRIVATE_KEY_EC, KT_SIGNATURE_ES256, 256 },
  { "Ed25519, PKCS#8", ED25519_PKCS8, KT_PRIVATE_KEY_ED25519, KT_SIGNATURE_ED25519, 256 },
};

static void
check_spelling (guint key, guint spelling)
{
  g_autofree char *text = spellings[spelling].spell (keys[key].pem);
  g_autoptr(KtSecret) secret = kt_secret_new (text, -1);
  g_autoptr(GError) error = NULL;
  KtPrivateKeyInfo info;
  guint8 out[KT_CRYPTO_MAX_SIGNATURE], plain[KT_CRYPTO_MAX_SIGNATURE];
  gsize length, plain_length;

  g_test_message ("%s, %s", keys[key].explanation, spellings[spelling].explanation);
  g_assert_true (kt_crypto_identify_private_key (secret, &info, &error));
  g_assert_no_error (error);
  g_assert_cmpint (info.kind, ==, keys[key].kind);
  g_assert_cmpuint (info.bits, ==, keys[key].bits);
  g_assert_true (kt_crypto_sign (keys[key].signature, text, strlen (text), "x", 1, out, &length, &error));
  g_assert_no_error (error);

  if (keys[key].signature == KT_SIGNATURE_ES256)
    {
      g_assert_cmpuint (length, ==, 64);
      return;
    }
  g_assert_true (kt_crypto_sign (keys[key].signature, keys[key].pem, strlen (keys[key].pem), "x", 1, plain, &plain_length, NULL));
  g_assert_cmpmem (out, length, plain, plain_length);
}

static void
test_spellings (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    for (guint j = 0; j < G_N_ELEMENTS (spellings); j++)
      check_spelling (i, j);
}

/* RFC 8032, test 1: the empty message. */
static void
test_ed25519_raw (void)
{
  const char *const texts[] = { seed, seed_and_public, " nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\n" };
  guint8 out[KT_CRYPTO_MAX_SIGNATURE];
  gsize length;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      static const guint8 signature[] = {
        0xe5, 0x56, 0x43, 0x00, 0xc3, 0x60, 0xac, 0x72, 0x90, 0x86, 0xe2, 0xcc, 0x80, 0x6e, 0x82, 0x8a,
        0x84, 0x87, 0x7f, 0x1e, 0xb8, 0xe5, 0xd9, 0x74, 0xd8, 0x73, 0xe0, 0x65, 0x22, 0x49, 0x01, 0x55,
        0x5f, 0xb8, 0x82, 0x15, 0x90, 0xa3, 0x3b, 0xac, 0xc6, 0x1e, 0x39, 0x70, 0x1c, 0xf9, 0xb4, 0x6b,
        0xd2, 0x5b, 0xf5, 0xf0, 0x59, 0x5b, 0xbe, 0x24, 0x65, 0x51, 0x41, 0x43, 0x8e, 0x7a, 0x10, 0x0b,
      };
      g_autoptr(GError) error = NULL;

      g_assert_true (kt_crypto_sign (KT_SIGNATURE_ED25519, texts[i], strlen (texts[i]), "", 0, out, &length, &error));
      g_assert_no_error (error);
      g_assert_cmpmem (out, length, signature, sizeof signature);
    }
}

/* r and s lose leading zeros in DER: many signatures, always 64 bytes, all of which verify. */
static void
test_es256_padding (void)
{
  gnutls_x509_privkey_t x509;
  gnutls_privkey_t private_key;
  gnutls_pubkey_t public_key;
  gnutls_datum_t pem = { (unsigned char *) EC_PKCS8, strlen (EC_PKCS8) };
  guint n_short = 0;

  gnutls_x509_privkey_init (&x509);
  gnutls_privkey_init (&private_key);
  gnutls_pubkey_init (&public_key);
  g_assert_cmpint (gnutls_x509_privkey_import2 (x509, &pem, GNUTLS_X509_FMT_PEM, NULL, 0), ==, 0);
  g_assert_cmpint (gnutls_privkey_import_x509 (private_key, x509, 0), ==, 0);
  g_assert_cmpint (gnutls_pubkey_import_privkey (public_key, private_key, 0, 0), ==, 0);

  for (guint i = 0; i < 1500; i++)
    {
      guint8 out[KT_CRYPTO_MAX_SIGNATURE];
      gsize length;
      gnutls_datum_t text = { (unsigned char *) &i, sizeof i }, der = { 0 };
      gnutls_datum_t r = { out, 32 }, s = { out + 32, 32 };

      g_assert_true (kt_crypto_sign (KT_SIGNATURE_ES256, EC_PKCS8, strlen (EC_PKCS8), &i, sizeof i, out, &length, NULL));
      g_assert_cmpuint (length, ==, 64);
      n_short += out[0] == 0 || out[32] == 0;
      g_assert_cmpint (gnutls_encode_rs_value (&der, &r, &s), ==, 0);
      g_assert_cmpint (gnutls_pubkey_verify_data2 (public_key, GNUTLS_SIGN_ECDSA_SHA256, 0, &text, &der), >=, 0);
      gnutls_free (der.data);
    }
  /* 1 in 128 has one: with none in 1500 (1 in 100,000 runs) nothing would have been tested. */
  g_assert_cmpuint (n_short, >, 0);
  gnutls_pubkey_deinit (public_key);
  gnutls_privkey_deinit (private_key);
  gnutls_x509_privkey_deinit (x509);
}

static const struct {
  const char *explanation;
  const char *text;
  KtSignature wanted;
  const char *says;
} refused[] = {
  { "a password, PKCS#8", ENCRYPTED_PKCS8, KT_SIGNATURE_ES256, "password of its own" },
  { "a password, PKCS#1", ENCRYPTED_PKCS1, KT_SIGNATURE_RSA_SHA256, "password of its own" },
  { "a public key", PUBLIC, KT_SIGNATURE_ES256, "a public key" },
  { "a certificate", CERTIFICATE, KT_SIGNATURE_ES256, "a certificate" },
  { "an OpenSSH key", OPENSSH, KT_SIGNATURE_ED25519, "an OpenSSH key" },
  { "cut off", "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQ", KT_SIGNATURE_ED25519, "last line" },
  { "a part missing", "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQ==\n-----END PRIVATE KEY-----\n", KT_SIGNATURE_ED25519, "a part of it is missing" },
  { "a word", "swordfish", KT_SIGNATURE_RSA_SHA256, "not a private key" },
  { "nothing", "", KT_SIGNATURE_RSA_SHA256, "not a private key" },
  { "characters that are not base64", "swordfish!", KT_SIGNATURE_RSA_SHA256, "not a private key" },
  { "two halves of different keys", "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2DXWpgBgrEKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGA==", KT_SIGNATURE_ED25519, "second half" },
  { "RSA where EC belongs", RSA_PKCS8, KT_SIGNATURE_ES256, "this is an RSA key, but an EC key on the curve P-256 belongs here" },
  { "EC where Ed25519 belongs", EC_SEC1, KT_SIGNATURE_ED25519, "this is an EC key on the curve P-256, but an Ed25519 key" },
  { "another curve", EC_P384, KT_SIGNATURE_ES256, "curve P-384" },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(GError) error = NULL;
      guint8 out[KT_CRYPTO_MAX_SIGNATURE];
      gsize length;

      g_test_message ("%s", refused[i].explanation);
      g_assert_false (kt_crypto_sign (refused[i].wanted, refused[i].text, strlen (refused[i].text), "x", 1, out, &length, &error));
      g_assert_error (error, KT_ERROR, KT_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, refused[i].says));
      g_assert_null (strstr (error->message, "swordfish"));
    }
}

/* ── Digests and base64 ───────────────────────────────────────────────────── */

static void
assert_hex (const guint8 *bytes, gsize length, const char *hex)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  g_assert_cmpstr (text->str, ==, hex);
}

/* RFC 1321, FIPS 180-4, RFC 4231 (test case 2). */
static void
test_digests (void)
{
  guint8 out[KT_CRYPTO_MAX_DIGEST];

  assert_hex (out, kt_crypto_digest (KT_DIGEST_MD5, "abc", 3, out), "900150983cd24fb0d6963f7d28e17f72");
  assert_hex (out, kt_crypto_digest (KT_DIGEST_SHA256, "abc", 3, out), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert_hex (out, kt_crypto_digest (KT_DIGEST_SHA256, NULL, 0, out), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert_hex (out, kt_crypto_hmac (KT_DIGEST_SHA256, "Jefe", 4, "what do ya want for nothing?", 28, out),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  assert_hex (out, kt_crypto_hmac (KT_DIGEST_SHA384, "Jefe", 4, "what do ya want for nothing?", 28, out),
              "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649");
  assert_hex (out, kt_crypto_hmac (KT_DIGEST_SHA512, "Jefe", 4, "what do ya want for nothing?", 28, out),
              "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
}

static void
test_base64 (void)
{
  static const struct { const char *text, *bytes; } rows[] = {
    { "", "" }, { "Zg==", "f" }, { "Zg", "f" }, { "Zm8=", "fo" }, { "Zm9v", "foo" }, { " Z m\n9 v ", "foo" },
    { "Pz8_", "???" }, { "Pz8/", "???" }, { "Zm9vYg", "foob" },
    { "Z", NULL }, { "Zg=x", NULL }, { "Z!==", NULL }, { "Zg===", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(KtSecret) out = kt_crypto_decode_base64 (rows[i].text, strlen (rows[i].text));

      g_test_message ("“%s”", rows[i].text);
      if (rows[i].bytes)
        g_assert_cmpstr (kt_secret_peek (out, NULL), ==, rows[i].bytes);
      else
        g_assert_null (out);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/crypto/spellings", test_spellings);
  g_test_add_func ("/crypto/ed25519-raw", test_ed25519_raw);
  g_test_add_func ("/crypto/es256-padding", test_es256_padding);
  g_test_add_func ("/crypto/refused", test_refused);
  g_test_add_func ("/crypto/digests", test_digests);
  g_test_add_func ("/crypto/base64", test_base64);
  return g_test_run ();
}
