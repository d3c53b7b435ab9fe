/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-crypto-private.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#include "kt-error.h"

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_privkey_t, gnutls_x509_privkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_privkey_t, gnutls_privkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_pubkey_t, gnutls_pubkey_deinit, NULL)

/* PKCS#8 of an Ed25519 seed (RFC 8410) is these bytes and the seed. Importing a raw seed without its
 * public part crashes GnuTLS 3.7, with a wrong one it signs wrongly; so the seed goes in as DER. */
static const guint8 ed25519_prefix[] = {
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
};
#define SEED_LENGTH 32

gsize
kt_crypto_digest (KtDigest digest, gconstpointer data, gsize length, guint8 *out)
{
  static const gnutls_digest_algorithm_t algorithms[] = {
    [KT_DIGEST_MD5] = GNUTLS_DIG_MD5, [KT_DIGEST_SHA256] = GNUTLS_DIG_SHA256,
    [KT_DIGEST_SHA384] = GNUTLS_DIG_SHA384, [KT_DIGEST_SHA512] = GNUTLS_DIG_SHA512,
  };
  int result = gnutls_hash_fast (algorithms[digest], data, length, out);

  if (result < 0)
    g_error ("GnuTLS cannot compute a digest: %s", gnutls_strerror (result));
  return gnutls_hash_get_len (algorithms[digest]);
}

gsize
kt_crypto_hmac (KtDigest digest, gconstpointer key, gsize key_length, gconstpointer data, gsize length, guint8 *out)
{
  static const gnutls_mac_algorithm_t algorithms[] = {
    [KT_DIGEST_MD5] = GNUTLS_MAC_MD5, [KT_DIGEST_SHA256] = GNUTLS_MAC_SHA256,
    [KT_DIGEST_SHA384] = GNUTLS_MAC_SHA384, [KT_DIGEST_SHA512] = GNUTLS_MAC_SHA512,
  };
  int result = gnutls_hmac_fast (algorithms[digest], key, key_length, data, length, out);

  if (result < 0)
    g_error ("GnuTLS cannot compute an HMAC: %s", gnutls_strerror (result));
  return gnutls_hmac_get_len (algorithms[digest]);
}

/* ── Base64 ───────────────────────────────────────────────────────────────── */

gboolean
kt_crypto_decode_base64_into (const char *text, gsize length, guint8 *out, gsize *ret_length)
{
  guint32 bits = 0;
  guint n_digits = 0, n_pads = 0;
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];
      int value;

      if (g_ascii_isspace (c))
        continue;
      if (c == '=')
        {
          n_pads++;
          continue;
        }
      if (c >= 'A' && c <= 'Z')
        value = c - 'A';
      else if (c >= 'a' && c <= 'z')
        value = c - 'a' + 26;
      else if (c >= '0' && c <= '9')
        value = c - '0' + 52;
      else if (c == '+' || c == '-')
        value = 62;
      else if (c == '/' || c == '_')
        value = 63;
      else
        return FALSE;
      if (n_pads > 0)
        return FALSE;

      bits = bits << 6 | (guint32) value;
      if (++n_digits % 4 != 1)
        out[n++] = (guint8) (bits >> (6 - 2 * ((n_digits - 1) % 4)) & 0xff);
    }

  kt_wipe (&bits, sizeof bits);
  if (n_digits % 4 == 1 || n_pads > 2)
    return FALSE;
  *ret_length = n;
  return TRUE;
}

KtSecret *
kt_crypto_decode_base64 (const char *text, gsize length)
{
  g_autoptr(KtSecret) bytes = kt_secret_new_sized (length);
  char *out = kt_secret_resize (bytes, length);
  gsize n;

  if (!kt_crypto_decode_base64_into (text, length, (guint8 *) out, &n))
    return NULL;
  kt_secret_truncate (bytes, n);
  return g_steal_pointer (&bytes);
}

/* ── Private keys, as people paste them ───────────────────────────────────── */

static const char *
find (const char *text, gsize length, const char *what)
{
  return memmem (text, length, what, strlen (what));
}

gboolean
kt_crypto_key_is_encrypted (KtSecret *key)
{
  gsize length;
  const char *text = kt_secret_peek (key, &length);

  return find (text, length, "ENCRYPTED PRIVATE KEY-----") || find (text, length, "Proc-Type: 4,ENCRYPTED");
}

gboolean
kt_crypto_key_is_public (KtSecret *key)
{
  gsize length;
  const char *text = kt_secret_peek (key, &length);

  return find (text, length, "PUBLIC KEY-----") && !find (text, length, "PRIVATE KEY-----");
}

/* Literal "\n" and "\r" (a backslash and a letter) become blanks, which base64 forgives. */
static void
unescape_newlines (KtSecret *text)
{
  gsize length;
  char *p = (char *) kt_secret_peek (text, &length);

  for (gsize i = 0; i + 1 < length; i++)
    {
      if (p[i] == '\\' && (p[i + 1] == 'n' || p[i + 1] == 'r'))
        p[i] = p[i + 1] = '\n';
    }
}

/* The base64 of the PEM block that is a private key; the whole when it is no PEM. */
static gboolean
find_base64 (KtSecret *text, const char **ret_start, gsize *ret_length, GError **error)
{
  gsize length;
  const char *p = kt_secret_peek (text, &length);
  const char *end = p + length;
  const char *label, *stop;

  while (p < end && (g_ascii_isspace (*p) || *p == '"'))
    p++;
  while (end > p && (g_ascii_isspace (end[-1]) || end[-1] == '"'))
    end--;

  if (!find (p, (gsize) (end - p), "-----BEGIN"))
    {
      *ret_start = p;
      *ret_length = (gsize) (end - p);
      return TRUE;
    }

  if (kt_crypto_key_is_encrypted (text))
    g_set_error (error, KT_ERROR, KT_ERROR_INVALID,
                 "this private key has a password of its own; take the password off first (openssl pkey -in FILE)");
  else if (kt_crypto_key_is_public (text))
    g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "this is a public key; the private one belongs here");
  else if (find (p, (gsize) (end - p), "BEGIN OPENSSH PRIVATE KEY"))
    g_set_error (error, KT_ERROR, KT_ERROR_INVALID,
                 "this is an OpenSSH key; write it as PEM first (ssh-keygen -p -m PEM -f FILE)");
  else if (find (p, (gsize) (end - p), "BEGIN CERTIFICATE"))
    g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "this is a certificate; the private key belongs here");
  else if (!(label = find (p, (gsize) (end - p), "PRIVATE KEY-----")))
    g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "this PEM text holds no private key");
  else if (!(stop = find (label + 16, (gsize) (end - label - 16), "-----END")))
    g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "the last line of this private key is missing");
  else
    {
      *ret_start = label + strlen ("PRIVATE KEY-----");
      *ret_length = (gsize) (stop - *ret_start);
      return TRUE;
    }
  return FALSE;
}

static gboolean
no_key (GError **error)
{
  g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "this is not a private key, or a part of it is missing");
  return FALSE;
}

/* SEC1: a sequence whose first member is the number 1; the other forms begin with 0. */
static gboolean
is_sec1 (const guint8 *der, gsize length)
{
  gsize head = length > 2 && der[1] & 0x80 ? 2 + (der[1] & 0x7f) : 2;

  return length > head + 3 && der[0] == 0x30 && der[head] == 0x02 && der[head + 1] == 1 && der[head + 2] == 1;
}

/* GnuTLS tries every other form first when it is given DER; the PEM label spares that. */
static gboolean
import_sec1 (gnutls_x509_privkey_t key, const guint8 *der, gsize length)
{
  static const char begin[] = "-----BEGIN EC PRIVATE KEY-----\n", end[] = "\n-----END EC PRIVATE KEY-----\n";
  g_autoptr(KtSecret) pem = kt_secret_new_sized (length * 2 + 128);
  gsize n = sizeof begin - 1;
  gnutls_datum_t data;
  int state = 0, save = 0;
  char *out;

  kt_secret_append (pem, begin, -1);
  out = kt_secret_resize (pem, n + length * 4 / 3 + length / 48 + 16);
  n += g_base64_encode_step (der, length, TRUE, out + n, &state, &save);
  n += g_base64_encode_close (TRUE, out + n, &state, &save);
  kt_secret_truncate (pem, n);
  kt_secret_append (pem, end, -1);
  data = (gnutls_datum_t) { (unsigned char *) kt_secret_peek (pem, NULL), (unsigned) kt_secret_get_length (pem) };
  return gnutls_x509_privkey_import (key, &data, GNUTLS_X509_FMT_PEM) == 0;
}

static gboolean
import_der (gnutls_x509_privkey_t key, const guint8 *der, gsize length)
{
  gnutls_datum_t data = { .data = (unsigned char *) der, .size = (unsigned) length };

  if (is_sec1 (der, length))
    return import_sec1 (key, der, length);
  return gnutls_x509_privkey_import_pkcs8 (key, &data, GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN) == 0 ||
         gnutls_x509_privkey_import (key, &data, GNUTLS_X509_FMT_DER) == 0;
}

static gboolean
import_seed (gnutls_x509_privkey_t key, const guint8 *seed)
{
  g_autoptr(KtSecret) der = kt_secret_new_sized (sizeof ed25519_prefix + SEED_LENGTH);

  kt_secret_append (der, (const char *) ed25519_prefix, sizeof ed25519_prefix);
  kt_secret_append (der, (const char *) seed, SEED_LENGTH);
  return import_der (key, (const guint8 *) kt_secret_peek (der, NULL), kt_secret_get_length (der));
}

/* Whether the second half of 64 raw bytes is the public key of the first. */
static gboolean
halves_fit (gnutls_x509_privkey_t key, const guint8 *public_half)
{
  gnutls_ecc_curve_t curve;
  gnutls_datum_t x = { 0 }, y = { 0 }, k = { 0 };
  gboolean fit;

  if (gnutls_x509_privkey_export_ecc_raw (key, &curve, &x, &y, &k) < 0)
    return FALSE;
  fit = x.size == SEED_LENGTH && memcmp (x.data, public_half, SEED_LENGTH) == 0;
  kt_wipe (k.data, k.size);
  gnutls_free (x.data);
  gnutls_free (y.data);
  gnutls_free (k.data);
  return fit;
}

gboolean
kt_crypto_import_private_key (gnutls_x509_privkey_t key, const char *text, gsize text_length,
                              gboolean *ret_raw, GError **error)
{
  g_autoptr(KtSecret) copy = kt_secret_new (text, (gssize) text_length);
  g_autoptr(KtSecret) bytes = NULL;
  const char *base64;
  const guint8 *der;
  gsize length;

  unescape_newlines (copy);
  if (!find_base64 (copy, &base64, &length, error))
    return FALSE;
  if (!(bytes = kt_crypto_decode_base64 (base64, length)))
    return no_key (error);

  der = (const guint8 *) kt_secret_peek (bytes, &length);
  *ret_raw = length == SEED_LENGTH || length == 2 * SEED_LENGTH;
  if (!*ret_raw)
    return import_der (key, der, length) || no_key (error);

  if (!import_seed (key, der))
    return no_key (error);
  if (length == 2 * SEED_LENGTH && !halves_fit (key, der + SEED_LENGTH))
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID,
                   "this is not an Ed25519 private key: its second half is not the public key of its first");
      return FALSE;
    }
  return TRUE;
}

static const char *
curve_name (gnutls_ecc_curve_t curve)
{
  switch ((int) curve)
    {
    case GNUTLS_ECC_CURVE_SECP256R1: return "P-256";
    case GNUTLS_ECC_CURVE_SECP384R1: return "P-384";
    case GNUTLS_ECC_CURVE_SECP521R1: return "P-521";
    default:                         return gnutls_ecc_curve_get_name (curve);
    }
}

static void
describe (gnutls_x509_privkey_t key, KtPrivateKeyInfo *info)
{
  unsigned bits = 0;
  gnutls_ecc_curve_t curve;
  gnutls_datum_t x = { 0 }, y = { 0 }, k = { 0 };
  int algorithm = gnutls_x509_privkey_get_pk_algorithm2 (key, &bits);

  info->bits = bits;
  switch (algorithm)
    {
    case GNUTLS_PK_RSA:
      info->kind = KT_PRIVATE_KEY_RSA;
      break;
    case GNUTLS_PK_EDDSA_ED25519:
      info->kind = KT_PRIVATE_KEY_ED25519;
      break;
    case GNUTLS_PK_ECDSA:
      info->kind = KT_PRIVATE_KEY_EC;
      if (gnutls_x509_privkey_export_ecc_raw (key, &curve, &x, &y, &k) >= 0)
        {
          info->curve = curve_name (curve);
          kt_wipe (k.data, k.size);
          gnutls_free (x.data);
          gnutls_free (y.data);
          gnutls_free (k.data);
        }
      break;
    default:
      info->kind = KT_PRIVATE_KEY_OTHER;
      break;
    }
}

static gboolean
wrong_kind (KtSignature wanted, gnutls_x509_privkey_t key, GError **error)
{
  static const char *const wants[] = {
    [KT_SIGNATURE_RSA_SHA256] = "an RSA key",
    [KT_SIGNATURE_ED25519] = "an Ed25519 key",
    [KT_SIGNATURE_ES256] = "an EC key on the curve P-256",
  };
  KtPrivateKeyInfo info = { 0 };
  g_autofree char *is = NULL;

  describe (key, &info);
  if (info.kind == KT_PRIVATE_KEY_RSA)
    is = g_strdup ("an RSA key");
  else if (info.kind == KT_PRIVATE_KEY_ED25519)
    is = g_strdup ("an Ed25519 key");
  else if (info.kind == KT_PRIVATE_KEY_EC)
    is = g_strdup_printf ("an EC key on the curve %s", info.curve ? info.curve : "?");
  else
    is = g_strdup ("a key of another kind");
  g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "this is %s, but %s belongs here", is, wants[wanted]);
  return FALSE;
}

/* r and s as GnuTLS gives them have 31 to 33 bytes. */
static void
copy_padded (guint8 out[32], const gnutls_datum_t *number)
{
  const guint8 *bytes = number->data;
  gsize n = number->size;

  while (n > 32)
    {
      bytes++;
      n--;
    }
  memset (out, 0, 32 - n);
  memcpy (out + 32 - n, bytes, n);
}

static gboolean
take_signature (KtSignature kind, gnutls_datum_t *signature, guint8 *out, gsize *ret_length)
{
  gnutls_datum_t r = { 0 }, s = { 0 };

  if (kind != KT_SIGNATURE_ES256)
    {
      if (signature->size > KT_CRYPTO_MAX_SIGNATURE)
        return FALSE;
      memcpy (out, signature->data, signature->size);
      *ret_length = signature->size;
      return TRUE;
    }

  if (gnutls_decode_rs_value (signature, &r, &s) < 0)
    return FALSE;
  copy_padded (out, &r);
  copy_padded (out + 32, &s);
  *ret_length = 64;
  gnutls_free (r.data);
  gnutls_free (s.data);
  return TRUE;
}

gboolean
kt_crypto_sign (KtSignature kind, const char *key, gsize key_length, gconstpointer data, gsize length,
                guint8 *out, gsize *ret_length, GError **error)
{
  g_auto(gnutls_x509_privkey_t) x509 = NULL;
  g_auto(gnutls_privkey_t) private_key = NULL;
  gnutls_datum_t text = { .data = (unsigned char *) data, .size = (unsigned) length };
  gnutls_datum_t signature = { 0 };
  unsigned bits = 0;
  int algorithm, result;
  gboolean raw, fits;

  gnutls_x509_privkey_init (&x509);
  if (!kt_crypto_import_private_key (x509, key, key_length, &raw, error))
    return FALSE;

  algorithm = gnutls_x509_privkey_get_pk_algorithm2 (x509, &bits);
  fits = kind == KT_SIGNATURE_RSA_SHA256 ? algorithm == GNUTLS_PK_RSA
       : kind == KT_SIGNATURE_ED25519 ? algorithm == GNUTLS_PK_EDDSA_ED25519
       : algorithm == GNUTLS_PK_ECDSA && bits == 256;
  if (fits && kind == KT_SIGNATURE_ES256)
    {
      KtPrivateKeyInfo info = { 0 };

      describe (x509, &info);
      fits = g_strcmp0 (info.curve, "P-256") == 0;
    }
  if (!fits)
    return wrong_kind (kind, x509, error);

  gnutls_privkey_init (&private_key);
  if ((result = gnutls_privkey_import_x509 (private_key, x509, 0)) < 0 ||
      (result = gnutls_privkey_sign_data (private_key,
                                          kind == KT_SIGNATURE_ED25519 ? GNUTLS_DIG_SHA512 : GNUTLS_DIG_SHA256,
                                          0, &text, &signature)) < 0)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "this private key cannot sign: %s", gnutls_strerror (result));
      return FALSE;
    }
  fits = take_signature (kind, &signature, out, ret_length);
  gnutls_free (signature.data);
  return fits || no_key (error);
}

/* Signs and verifies once: a key whose parts do not belong together is found here, not at the exchange. */
static gboolean
signs_rightly (gnutls_x509_privkey_t x509)
{
  g_auto(gnutls_privkey_t) private_key = NULL;
  g_auto(gnutls_pubkey_t) public_key = NULL;
  gnutls_datum_t text = { .data = (unsigned char *) "keyturn", .size = 7 };
  gnutls_datum_t signature = { 0 };
  unsigned bits = 0;
  gnutls_digest_algorithm_t digest;
  gnutls_sign_algorithm_t algorithm;
  gboolean right;

  digest = gnutls_x509_privkey_get_pk_algorithm2 (x509, &bits) == GNUTLS_PK_EDDSA_ED25519 ? GNUTLS_DIG_SHA512 : GNUTLS_DIG_SHA256;
  algorithm = gnutls_pk_to_sign ((gnutls_pk_algorithm_t) gnutls_x509_privkey_get_pk_algorithm2 (x509, &bits), digest);
  gnutls_privkey_init (&private_key);
  gnutls_pubkey_init (&public_key);
  right = gnutls_privkey_import_x509 (private_key, x509, 0) >= 0 &&
          gnutls_privkey_sign_data (private_key, digest, 0, &text, &signature) >= 0 &&
          gnutls_pubkey_import_privkey (public_key, private_key, 0, 0) >= 0 &&
          gnutls_pubkey_verify_data2 (public_key, algorithm, 0, &text, &signature) >= 0;
  gnutls_free (signature.data);
  return right;
}

gboolean
kt_crypto_identify_private_key (KtSecret *key, KtPrivateKeyInfo *ret_info, GError **error)
{
  g_auto(gnutls_x509_privkey_t) x509 = NULL;
  KtPrivateKeyInfo info = { 0 };
  gsize length;
  const char *text = kt_secret_peek (key, &length);

  gnutls_x509_privkey_init (&x509);
  if (!kt_crypto_import_private_key (x509, text, length, &info.raw, error))
    return FALSE;

  describe (x509, &info);
  if (info.kind != KT_PRIVATE_KEY_OTHER && !signs_rightly (x509))
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "this private key is damaged: it signs what its public part refuses");
      return FALSE;
    }
  *ret_info = info;
  return TRUE;
}
