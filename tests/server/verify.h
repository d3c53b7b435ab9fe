/* verify.h: is this signature right?
 *
 * The server's own answer, from the exchanges' documentation, with GLib's GHmac and GnuTLS for public keys.
 * Nothing of Keyturn's signer is used here, so that the two can prove each other.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "accounts.h"

G_BEGIN_DECLS

/* HMAC of @text with the bytes @secret, compared with @signature written in hex (either case) or base64. */
gboolean verify_hmac_hex (GChecksumType digest, const char *secret, const char *text, const char *signature);
gboolean verify_hmac_base64 (GChecksumType digest, const guint8 *secret, gsize secret_length, const guint8 *text,
                             gsize text_length, const char *signature);

/* A signature made with the private half of @key (rsa: PKCS#1 v1.5 SHA-256; ed25519; es256: r and s, 32 bytes each). */
gboolean verify_public (const AccountKey *key, const char *text, gsize text_length, const guint8 *signature,
                        gsize signature_length);
/* The same, with @signature in base64. */
gboolean verify_public_base64 (const AccountKey *key, const char *text, const char *signature);

/* base64url without padding, as in a JWT. %NULL when it is none. */
guint8 *verify_base64url_decode (const char *text, gsize *ret_length);

G_END_DECLS
