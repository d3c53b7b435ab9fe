/* kt-crypto.h: digests, HMACs and signatures, all by GnuTLS
 *
 * Keys and the texts they sign are borrowed bytes; nothing here keeps them. A private-key object
 * lives for one call only: GnuTLS keeps it in ordinary memory and wipes it when it is freed.
 *
 * A private key is taken as people paste it: PEM (PKCS#1, PKCS#8, SEC1), with CRLF, with literal
 * "\n" as in JSON key files, with blank lines, on one line; bare base64 of DER; and for Ed25519 the
 * base64 of 32 bytes (seed) or 64 bytes (seed and public key).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-secret.h"

G_BEGIN_DECLS

#define KT_CRYPTO_MAX_DIGEST     64     /* bytes */
#define KT_CRYPTO_MAX_SIGNATURE  2048   /* bytes: RSA with 16384 bits */

typedef enum { KT_DIGEST_MD5, KT_DIGEST_SHA256, KT_DIGEST_SHA384, KT_DIGEST_SHA512 } KtDigest;

/* @out: room for KT_CRYPTO_MAX_DIGEST bytes. Returns the number of bytes written. */
gsize kt_crypto_digest (KtDigest digest, gconstpointer data, gsize length, guint8 *out);
gsize kt_crypto_hmac   (KtDigest digest, gconstpointer key, gsize key_length, gconstpointer data, gsize length, guint8 *out);

typedef enum {
  KT_SIGNATURE_RSA_SHA256,    /* PKCS#1 v1.5 */
  KT_SIGNATURE_ED25519,
  KT_SIGNATURE_ES256,         /* ECDSA, P-256, SHA-256, as r‖s: 64 bytes */
} KtSignature;

/* @out: room for KT_CRYPTO_MAX_SIGNATURE bytes. KT_ERROR_INVALID when @key is no such key; the message says what it is. */
gboolean kt_crypto_sign (KtSignature kind, const char *key, gsize key_length, gconstpointer data, gsize length,
                         guint8 *out, gsize *ret_length, GError **error);

typedef enum { KT_PRIVATE_KEY_OTHER, KT_PRIVATE_KEY_RSA, KT_PRIVATE_KEY_EC, KT_PRIVATE_KEY_ED25519 } KtPrivateKeyKind;

typedef struct {
  KtPrivateKeyKind kind;
  guint            bits;
  const char      *curve;     /* EC: "P-256", "P-384", "P-521", "secp256k1"…; static; or NULL */
  gboolean         raw;       /* Ed25519 as bare bytes, not DER */
} KtPrivateKeyInfo;

/**
 * kt_crypto_identify_private_key:
 *
 * What a pasted private key is, by parsing it, never by its length; and that it signs what its public
 * part verifies.
 *
 * Returns: %FALSE with KT_ERROR_INVALID: a sentence of its own for a password-protected key, a public
 *   key, a certificate, an OpenSSH key and for what is no key at all. Never quotes the key.
 */
gboolean kt_crypto_identify_private_key (KtSecret *key, KtPrivateKeyInfo *ret_info, GError **error);
gboolean kt_crypto_key_is_encrypted     (KtSecret *key);
gboolean kt_crypto_key_is_public        (KtSecret *key);

/* Base64 of any spelling: white space, "-" and "_", missing "=" are forgiven; anything else is not.
 * (transfer full) (nullable) */
KtSecret *kt_crypto_decode_base64 (const char *text, gsize length);
/* Same, into memory of the caller: room for length bytes. FALSE when it is not base64. */
gboolean  kt_crypto_decode_base64_into (const char *text, gsize length, guint8 *out, gsize *ret_length);

G_END_DECLS
