/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-key-pair.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "kt-crypto-private.h"
#include "kt-error.h"

#define SEED_LENGTH     32
#define BYTES_PER_LINE  48      /* 64 letters of base64 */

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_privkey_t, gnutls_x509_privkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_privkey_t, gnutls_privkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_pubkey_t, gnutls_pubkey_deinit, NULL)

/* PKCS#8 of an Ed25519 seed (RFC 8410, section 7) is these bytes and the seed. */
static const guint8 ed25519_prefix[] = {
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
};

static gboolean
failed (int result, GError **error)
{
  g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "the key pair could not be made: %s", gnutls_strerror (result));
  return FALSE;
}

static void
append_line (KtSecret *pem, const guint8 *bytes, gsize length)
{
  gsize start = kt_secret_get_length (pem), n;
  int state = 0, save = 0;
  char *out = kt_secret_resize (pem, start + length * 2 + 8) + start;

  n = g_base64_encode_step (bytes, length, FALSE, out, &state, &save);
  n += g_base64_encode_close (FALSE, out + n, &state, &save);
  kt_wipe (&save, sizeof save);
  kt_secret_truncate (pem, start + n);
  kt_secret_append (pem, "\n", 1);
}

static KtSecret *
write_pem (const guint8 *der, gsize length)
{
  g_autoptr(KtSecret) pem = kt_secret_new_sized (length * 2 + 128);

  kt_secret_append (pem, "-----BEGIN PRIVATE KEY-----\n", -1);
  for (gsize i = 0; i < length; i += BYTES_PER_LINE)
    append_line (pem, der + i, MIN (length - i, BYTES_PER_LINE));
  kt_secret_append (pem, "-----END PRIVATE KEY-----\n", -1);
  return g_steal_pointer (&pem);
}

static KtSecret *
generate_ed25519 (GError **error)
{
  g_autoptr(KtSecret) der = kt_secret_new ((const char *) ed25519_prefix, sizeof ed25519_prefix);
  char *bytes = kt_secret_resize (der, sizeof ed25519_prefix + SEED_LENGTH);
  int result = gnutls_rnd (GNUTLS_RND_KEY, bytes + sizeof ed25519_prefix, SEED_LENGTH);

  if (result < 0)
    {
      failed (result, error);
      return NULL;
    }
  return write_pem ((const guint8 *) bytes, sizeof ed25519_prefix + SEED_LENGTH);
}

static KtSecret *
generate_rsa (guint bits, GError **error)
{
  g_auto(gnutls_x509_privkey_t) key = NULL;
  gnutls_datum_t der = { 0 };
  KtSecret *pem;
  int result;

  gnutls_x509_privkey_init (&key);
  if ((result = gnutls_x509_privkey_generate (key, GNUTLS_PK_RSA, bits, 0)) < 0 ||
      (result = gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN, &der)) < 0)
    {
      failed (result, error);
      return NULL;
    }
  pem = write_pem (der.data, der.size);
  kt_wipe (der.data, der.size);
  gnutls_free (der.data);
  return pem;
}

KtSecret *
kt_key_pair_generate (KtPrivateKeyKind kind, guint bits, GError **error)
{
  g_autoptr(KtSecret) pem = NULL;
  KtPrivateKeyInfo info;

  g_return_val_if_fail (kind == KT_PRIVATE_KEY_ED25519 || kind == KT_PRIVATE_KEY_RSA, NULL);
  g_return_val_if_fail (kind != KT_PRIVATE_KEY_RSA || (bits >= KT_KEY_PAIR_MIN_RSA_BITS && bits <= KT_KEY_PAIR_MAX_RSA_BITS), NULL);

  pem = kind == KT_PRIVATE_KEY_RSA ? generate_rsa (bits, error) : generate_ed25519 (error);
  /* Signs and verifies: a pair that does not hold together never reaches an exchange. */
  if (!pem || !kt_crypto_identify_private_key (pem, &info, error))
    return NULL;
  if (info.kind != kind)
    {
      failed (GNUTLS_E_INTERNAL_ERROR, error);
      return NULL;
    }
  return g_steal_pointer (&pem);
}

static gboolean
import_public (KtSecret *private_key, gnutls_pubkey_t public_key, GError **error)
{
  g_auto(gnutls_x509_privkey_t) x509 = NULL;
  g_auto(gnutls_privkey_t) key = NULL;
  gsize length;
  const char *text = kt_secret_peek (private_key, &length);
  gboolean raw;
  int result;

  gnutls_x509_privkey_init (&x509);
  if (!kt_crypto_import_private_key (x509, text, length, &raw, error))
    return FALSE;
  gnutls_privkey_init (&key);
  if ((result = gnutls_privkey_import_x509 (key, x509, 0)) < 0 ||
      (result = gnutls_pubkey_import_privkey (public_key, key, 0, 0)) < 0)
    return failed (result, error);
  return TRUE;
}

static char *
export_raw (gnutls_pubkey_t key, GError **error)
{
  gnutls_ecc_curve_t curve = GNUTLS_ECC_CURVE_INVALID;
  gnutls_datum_t x = { 0 }, y = { 0 };
  char *text = NULL;

  if (gnutls_pubkey_get_pk_algorithm (key, NULL) != GNUTLS_PK_EDDSA_ED25519 ||
      gnutls_pubkey_export_ecc_raw (key, &curve, &x, &y) < 0)
    g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "only an Ed25519 public key is written as its bare bytes");
  else
    text = g_base64_encode (x.data, x.size);
  gnutls_free (x.data);
  gnutls_free (y.data);
  return text;
}

char *
kt_key_pair_get_public (KtSecret *private_key, KtPublicForm form, GError **error)
{
  g_auto(gnutls_pubkey_t) key = NULL;
  gnutls_datum_t data = { 0 };
  char *text;
  int result;

  gnutls_pubkey_init (&key);
  if (!import_public (private_key, key, error))
    return NULL;
  if (form == KT_PUBLIC_FORM_RAW_BASE64)
    return export_raw (key, error);

  if ((result = gnutls_pubkey_export2 (key, form == KT_PUBLIC_FORM_PEM ? GNUTLS_X509_FMT_PEM : GNUTLS_X509_FMT_DER, &data)) < 0)
    {
      failed (result, error);
      return NULL;
    }
  text = form == KT_PUBLIC_FORM_PEM ? g_strndup ((const char *) data.data, data.size) : g_base64_encode (data.data, data.size);
  gnutls_free (data.data);
  return text;
}
