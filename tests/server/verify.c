/* verify.c: is this signature right?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "verify.h"

#include <string.h>

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

gboolean
verify_hmac_hex (GChecksumType digest, const char *secret, const char *text, const char *signature)
{
  g_autofree char *right = g_compute_hmac_for_string (digest, (const guchar *) secret, strlen (secret), text, -1);

  return g_ascii_strcasecmp (right, signature) == 0;
}

gboolean
verify_hmac_base64 (GChecksumType digest, const guint8 *secret, gsize secret_length, const guint8 *text,
                    gsize text_length, const char *signature)
{
  g_autoptr (GHmac) hmac = g_hmac_new (digest, secret, secret_length);
  g_autofree char *right = NULL;
  guint8 bytes[64];
  gsize length = sizeof bytes;

  g_hmac_update (hmac, text, (gssize) text_length);
  g_hmac_get_digest (hmac, bytes, &length);
  right = g_base64_encode (bytes, length);
  return g_str_equal (right, signature);
}

static gboolean
import_raw_ed25519 (gnutls_pubkey_t public_key, const guint8 *bytes)
{
  gnutls_datum_t datum = { (guint8 *) bytes, 32 };

  return gnutls_pubkey_import_ecc_raw (public_key, GNUTLS_ECC_CURVE_ED25519, &datum, NULL) == 0;
}

/* The public half of a private key, PEM or DER. */
static gboolean
import_private (gnutls_pubkey_t public_key, const guint8 *bytes, gsize length, gnutls_x509_crt_fmt_t format)
{
  gnutls_datum_t datum = { (guint8 *) bytes, (unsigned int) length };
  gnutls_privkey_t private_key = NULL;
  gboolean done;

  done = gnutls_privkey_init (&private_key) == 0
         && gnutls_privkey_import_x509_raw (private_key, &datum, format, NULL, 0) == 0
         && gnutls_pubkey_import_privkey (public_key, private_key, 0, 0) == 0;
  if (private_key)
    gnutls_privkey_deinit (private_key);
  return done;
}

/* The bare base64 that Coinbase hands out: seed and public key, a seed, or PKCS#8. */
static gboolean
import_bare_private (gnutls_pubkey_t public_key, const char *text)
{
  static const guint8 before_seed[] = { 0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06,
                                        0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20 };
  gsize length;
  g_autofree guint8 *bytes = g_base64_decode (text, &length);
  guint8 wrapped[sizeof before_seed + 32];

  if (length == 64)
    return import_raw_ed25519 (public_key, bytes + 32);
  if (length != 32)
    return import_private (public_key, bytes, length, GNUTLS_X509_FMT_DER);
  memcpy (wrapped, before_seed, sizeof before_seed);
  memcpy (wrapped + sizeof before_seed, bytes, 32);
  return import_private (public_key, wrapped, sizeof wrapped, GNUTLS_X509_FMT_DER);
}

/* What @key's document says of its public half. */
static gboolean
import_public (gnutls_pubkey_t public_key, const AccountKey *key)
{
  const char *text = key->public_key ? key->public_key : key->private_key;
  gnutls_datum_t datum = { (guint8 *) text, (unsigned int) strlen (text) };
  g_autofree guint8 *raw = NULL;
  gsize length;

  if (!key->public_key)
    return strstr (text, "-----BEGIN") ? import_private (public_key, datum.data, datum.size, GNUTLS_X509_FMT_PEM)
                                       : import_bare_private (public_key, text);
  if (strstr (text, "-----BEGIN"))
    return gnutls_pubkey_import (public_key, &datum, GNUTLS_X509_FMT_PEM) == 0;
  raw = g_base64_decode (text, &length);
  return length == 32 && import_raw_ed25519 (public_key, raw);
}

static gboolean
verify_es256 (gnutls_pubkey_t public_key, const gnutls_datum_t *data, const guint8 *signature, gsize length)
{
  gnutls_datum_t r = { (guint8 *) signature, 32 };
  gnutls_datum_t s = { (guint8 *) signature + 32, 32 };
  gnutls_datum_t der = { 0 };
  gboolean right;

  if (length != 64 || gnutls_encode_rs_value (&der, &r, &s) != 0)
    return FALSE;
  right = gnutls_pubkey_verify_data2 (public_key, GNUTLS_SIGN_ECDSA_SHA256, 0, data, &der) >= 0;
  gnutls_free (der.data);
  return right;
}

gboolean
verify_public (const AccountKey *key, const char *text, gsize text_length, const guint8 *signature,
               gsize signature_length)
{
  gnutls_datum_t data = { (guint8 *) text, (unsigned int) text_length };
  gnutls_datum_t signed_datum = { (guint8 *) signature, (unsigned int) signature_length };
  gnutls_pubkey_t public_key = NULL;
  gboolean right = FALSE;

  if (gnutls_pubkey_init (&public_key) != 0)
    return FALSE;
  if (!import_public (public_key, key))
    g_printerr ("The public key of %.6s… cannot be read.\n", key->api_key);
  else if (g_str_equal (key->key_type, "es256"))
    right = verify_es256 (public_key, &data, signature, signature_length);
  else
    right = gnutls_pubkey_verify_data2 (public_key,
                                        g_str_equal (key->key_type, "rsa") ? GNUTLS_SIGN_RSA_SHA256
                                                                           : GNUTLS_SIGN_EDDSA_ED25519,
                                        0, &data, &signed_datum)
            >= 0;
  gnutls_pubkey_deinit (public_key);
  return right;
}

gboolean
verify_public_base64 (const AccountKey *key, const char *text, const char *signature)
{
  gsize length;
  g_autofree guint8 *bytes = g_base64_decode (signature, &length);
  g_autofree char *again = g_base64_encode (bytes, length);

  /* g_base64_decode() skips what it does not know; an exchange would not */
  return g_str_equal (again, signature) && verify_public (key, text, strlen (text), bytes, length);
}

guint8 *
verify_base64url_decode (const char *text, gsize *ret_length)
{
  gsize length = strlen (text);
  g_autofree char *plain = g_strdup_printf ("%s%s", text, length % 4 == 2 ? "==" : length % 4 == 3 ? "=" : "");

  if (length == 0 || length % 4 == 1
      || strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != length)
    return NULL;
  g_strdelimit (plain, "-", '+');
  g_strdelimit (plain, "_", '/');
  return g_base64_decode (plain, ret_length);
}
