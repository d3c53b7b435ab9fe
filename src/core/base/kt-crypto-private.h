/* kt-crypto-private.h: reading a private key, shared by what signs and what gives the public half
 *
 * Only for src/core/base.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gnutls/abstract.h>
#include <gnutls/x509.h>

#include "kt-crypto.h"

G_BEGIN_DECLS

/* @key: made by gnutls_x509_privkey_init(). @text: as people paste it. @ret_raw: Ed25519 as bare bytes, not DER. */
gboolean kt_crypto_import_private_key (gnutls_x509_privkey_t key, const char *text, gsize text_length,
                                       gboolean *ret_raw, GError **error);

G_END_DECLS
