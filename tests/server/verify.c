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

/* What @key's document says of its public half: PEM, the base64 of a raw Ed25519 key, or a private PEM. */
static gboolean
import_public (gnutls_pubkey_t public_key, const AccountKey *key)
{
  gnutls_datum_t datum = { 0 };
  gnutls_privkey_t private_key = NULL;
  gboolean done;

  if (key->public_key && strstr (key->public_key, "-----BEGIN"))
    {
      datum.data = (guint8 *) key->public_key;
      datum.size = (unsigned int) strlen (key->public_key);
      return gnutls_pubkey_import (public_key, &datum, GNUTLS_X509_FMT_PEM) == 0;
    }
  if (key->public_key)
    {
      gsize length;
      g_autofree guint8 *raw = g_base64_decode (key->public_key, &length);

      datum.data = raw;
      datum.size = (unsigned int) length;
      return gnutls_pubkey_import_ecc_raw (public_key, GNUTLS_ECC_CURVE_ED25519, &datum, NULL) == 0;
    }
  datum.data = (guint8 *) key->private_key;
  datum.size = (unsigned int) strlen (key->private_key);
  done = gnutls_privkey_init (&private_key) == 0
         && gnutls_privkey_import_x509_raw (private_key, &datum, GNUTLS_X509_FMT_PEM, NULL, 0) == 0
         && gnutls_pubkey_import_privkey (public_key, private_key, 0, 0) == 0;
  if (private_key)
    gnutls_privkey_deinit (private_key);
  return done;
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
