/* certificates.h: the test authority and the certificates it gives, made anew at each start, in memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  CERTIFICATE_GOOD,
  CERTIFICATE_EXPIRED,
  CERTIFICATE_WRONG_HOST,
  CERTIFICATE_SELF_SIGNED,
  CERTIFICATE_FUTURE,
  N_CERTIFICATES
} CertificateKind;

typedef struct
{
  char *ca_pem;
  GTlsCertificate *certificates[N_CERTIFICATES];
} Certificates;

/* One leaf per kind, for @hosts, localhost and 127.0.0.1 (wrong-host: for another name). */
Certificates *certificates_new (GStrv hosts, GError **error);
void certificates_free (Certificates *certificates);

/* "expired" … as the accounts document calls it; CERTIFICATE_GOOD when there is no such kind. */
CertificateKind certificate_kind_from_name (const char *name);
const char *certificate_kind_name (CertificateKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Certificates, certificates_free)

G_END_DECLS
