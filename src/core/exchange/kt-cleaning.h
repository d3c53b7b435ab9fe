/* kt-cleaning.h: what people paste, made usable, and what looks wrong about it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-exchange.h"

G_BEGIN_DECLS

/* Takes away outer blanks, newlines, zero-width characters, quotes around the value (of a passphrase, which is
 * free text, only smart ones), and re-wraps PEM (literal \n, CRLF, one line; of several blocks the private key). (transfer full); the same reference when nothing was to do. */
KtSecret *kt_clean_field (const char *field_id, KtSecret *value);
/* A copy with every field cleaned; empty fields are left out. */
KtCredential *kt_clean_credential (const KtCredential *credential);

typedef enum {
  KT_DOUBT_SWAPPED,          /* key and secret look swapped: @field and @other are ids of fields */
  KT_DOUBT_OTHER_EXCHANGE,   /* fits another exchange's shape only: @other */
  KT_DOUBT_SHAPE,            /* does not look like this exchange's @field */
  KT_DOUBT_MISSING,          /* @field is wanted and empty */
  KT_DOUBT_ENCRYPTED_PEM,    /* the private key has a password of its own */
  KT_DOUBT_PUBLIC_PEM,       /* a public key was pasted where the private one belongs */
} KtDoubtKind;

typedef struct {
  KtDoubtKind  kind;
  char        *field;        /* id */
  char        *other;        /* an exchange's id or a field's, as the kind says, or NULL */
} KtDoubt;
void kt_doubt_free (KtDoubt *self);

/* Shapes only warn. (element-type KtDoubt) (transfer full) */
GPtrArray *kt_diagnose_credential (KtExchange *exchange, GPtrArray *all_exchanges, const char *environment,
                                   const char *key_type, const KtCredential *credential);

/* For showing: "EC private key, P-256", "RSA private key, 2048 bits", "Ed25519 private key", or NULL. (transfer full) */
char *kt_describe_private_key (KtSecret *value);

G_END_DECLS
