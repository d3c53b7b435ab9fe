/* certificates.c: the test authority and the certificates it gives
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "certificates.h"

#include <string.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <gnutls/x509-ext.h>

#define DAY 86400

typedef struct
{
  gnutls_x509_crt_t certificate;
  gnutls_x509_privkey_t key;
} Pair;

static const char *const names[N_CERTIFICATES] = { "good", "expired", "wrong-host", "self-signed", "future" };

const char *
certificate_kind_name (CertificateKind kind)
{
  return names[kind];
}

CertificateKind
certificate_kind_from_name (const char *name)
{
  for (guint i = 0; i < N_CERTIFICATES; i++)
    if (g_strcmp0 (name, names[i]) == 0)
      return i;
  return CERTIFICATE_GOOD;
}

static void
pair_clear (Pair *pair)
{
  if (pair->certificate)
    gnutls_x509_crt_deinit (pair->certificate);
  if (pair->key)
    gnutls_x509_privkey_deinit (pair->key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

/* Everything but the names and the signature. */
static int
pair_begin (Pair *pair, const char *name, gint64 from, gint64 until, gboolean authority)
{
  guint8 serial[16];
  int code;

  if ((code = gnutls_x509_crt_init (&pair->certificate)) < 0 || (code = gnutls_x509_privkey_init (&pair->key)) < 0
      || (code = gnutls_x509_privkey_generate (pair->key, GNUTLS_PK_ECDSA,
                                               GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0)) < 0
      || (code = gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial)) < 0)
    return code;
  serial[0] &= 0x7f;
  if ((code = gnutls_x509_crt_set_version (pair->certificate, 3)) < 0
      || (code = gnutls_x509_crt_set_serial (pair->certificate, serial, sizeof serial)) < 0
      || (code = gnutls_x509_crt_set_activation_time (pair->certificate, (time_t) from)) < 0
      || (code = gnutls_x509_crt_set_expiration_time (pair->certificate, (time_t) until)) < 0
      || (code = gnutls_x509_crt_set_dn_by_oid (pair->certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                                (unsigned int) strlen (name))) < 0
      || (code = gnutls_x509_crt_set_key (pair->certificate, pair->key)) < 0
      || (code = gnutls_x509_crt_set_basic_constraints (pair->certificate, authority, -1)) < 0)
    return code;
  return gnutls_x509_crt_set_key_usage (pair->certificate,
                                        authority ? GNUTLS_KEY_KEY_CERT_SIGN : GNUTLS_KEY_DIGITAL_SIGNATURE);
}

static int
add_name (gnutls_subject_alt_names_t names_of, unsigned int type, const void *name, gsize length)
{
  gnutls_datum_t datum = { (void *) name, (unsigned int) length };

  return gnutls_subject_alt_names_set (names_of, type, &datum, NULL);
}

static int
add_hosts (gnutls_subject_alt_names_t names_of, const char *const *hosts, gboolean here)
{
  static const guint8 loopback[4] = { 127, 0, 0, 1 };
  int code;

  for (guint i = 0; hosts[i]; i++)
    if ((code = add_name (names_of, GNUTLS_SAN_DNSNAME, hosts[i], strlen (hosts[i]))) < 0)
      return code;
  if (!here)
    return 0;
  if ((code = add_name (names_of, GNUTLS_SAN_DNSNAME, "localhost", strlen ("localhost"))) < 0)
    return code;
  return add_name (names_of, GNUTLS_SAN_IPADDRESS, loopback, sizeof loopback);
}

/* @here: also for this computer's own names.
 *
 * All of them at once: gnutls_x509_crt_set_subject_alt_name() reads and writes all that are there for each
 * one more, which took most of the time of a start. */
static int
pair_set_hosts (Pair *pair, const char *const *hosts, gboolean here)
{
  gnutls_subject_alt_names_t names_of = NULL;
  gnutls_datum_t extension = { 0 };
  int code;

  if ((code = gnutls_subject_alt_names_init (&names_of)) >= 0
      && (code = add_hosts (names_of, hosts, here)) >= 0
      && (code = gnutls_x509_ext_export_subject_alt_names (names_of, &extension)) >= 0
      && (code = gnutls_x509_crt_set_extension_by_oid (pair->certificate, GNUTLS_X509EXT_OID_SAN, extension.data,
                                                       extension.size, 0)) >= 0)
    code = gnutls_x509_crt_set_key_purpose_oid (pair->certificate, GNUTLS_KP_TLS_WWW_SERVER, 0);
  gnutls_free (extension.data);
  if (names_of)
    gnutls_subject_alt_names_deinit (names_of);
  return code;
}

static char *
pair_to_pem (Pair *pair, gboolean with_key)
{
  gnutls_datum_t certificate = { 0 };
  gnutls_datum_t key = { 0 };
  char *pem = NULL;

  if (gnutls_x509_crt_export2 (pair->certificate, GNUTLS_X509_FMT_PEM, &certificate) == 0
      && gnutls_x509_privkey_export2_pkcs8 (pair->key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &key) == 0)
    pem = g_strdup_printf ("%s%s", (char *) certificate.data, with_key ? (char *) key.data : "");
  gnutls_free (certificate.data);
  gnutls_free (key.data);
  return pem;
}

static GTlsCertificate *
make_leaf (Pair *authority, CertificateKind kind, GStrv hosts, GError **error)
{
  static const char *const other[] = { "wrong-host.example", NULL };
  g_auto (Pair) pair = { 0 };
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gint64 from = kind == CERTIFICATE_EXPIRED ? now - 60 * DAY : kind == CERTIFICATE_FUTURE ? now + 30 * DAY : now - DAY;
  gint64 until = kind == CERTIFICATE_EXPIRED ? now - 30 * DAY : now + 60 * DAY;
  gboolean wrong = kind == CERTIFICATE_WRONG_HOST;
  Pair *issuer = kind == CERTIFICATE_SELF_SIGNED ? &pair : authority;
  g_autofree char *pem = NULL;
  int code;

  if ((code = pair_begin (&pair, "Keyturn exchange server (test)", from, until, FALSE)) < 0
      || (code = pair_set_hosts (&pair, wrong ? other : (const char *const *) hosts, !wrong)) < 0
      || (code = gnutls_x509_crt_sign2 (pair.certificate, issuer->certificate, issuer->key, GNUTLS_DIG_SHA256, 0)) < 0
      || !(pem = pair_to_pem (&pair, TRUE)))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "Could not make a certificate: %s", gnutls_strerror (code));
      return NULL;
    }
  return g_tls_certificate_new_from_pem (pem, -1, error);
}

Certificates *
certificates_new (GStrv hosts, GError **error)
{
  g_autoptr (Certificates) self = g_new0 (Certificates, 1);
  g_auto (Pair) authority = { 0 };
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  int code;

  if ((code = pair_begin (&authority, "Keyturn exchange server: test authority", now - 90 * DAY, now + 90 * DAY, TRUE)) < 0
      || (code = gnutls_x509_crt_sign2 (authority.certificate, authority.certificate, authority.key, GNUTLS_DIG_SHA256,
                                        0)) < 0
      || !(self->ca_pem = pair_to_pem (&authority, FALSE)))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "Could not make the authority: %s", gnutls_strerror (code));
      return NULL;
    }
  for (guint i = 0; i < N_CERTIFICATES; i++)
    if (!(self->certificates[i] = make_leaf (&authority, i, hosts, error)))
      return NULL;
  return g_steal_pointer (&self);
}

void
certificates_free (Certificates *self)
{
  g_free (self->ca_pem);
  for (guint i = 0; i < N_CERTIFICATES; i++)
    g_clear_object (&self->certificates[i]);
  g_free (self);
}
