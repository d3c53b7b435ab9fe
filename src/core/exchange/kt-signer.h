/* kt-signer.h: definition + credential + moment + request -> signed request. Pure: no clock, no socket.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-exchange.h"

G_BEGIN_DECLS

/* Everything that makes a signature differ from the next: handed in, so that each is reproducible. */
typedef struct {
  gint64      clock_ms;
  const char *nonce;          /* rising: decimal digits; uuid: a uuid; hex-32: 32 hex digits; NULL when the definition uses none */
} KtMoment;

/* A name and a value in order; values are text here. */
typedef struct { char *name; char *value; } KtPair;

/* A request that is not one of the definition's own steps ("keyturn sign"). */
typedef struct {
  const char *method;
  const char *host;           /* NULL: the environment's. Must be one of the file's hosts. */
  const char *path;           /* plain, without a query */
  GPtrArray  *query;          /* KtPair, or NULL */
  const char *body_text;      /* sent and signed as it is, or NULL */
  const char *body_json;      /* a JSON object to be encoded the way the definition says, or NULL */
} KtRequest;

/* A value that goes out: exactly one of text and secret is set. */
typedef struct {
  char     *name;
  char     *text;
  KtSecret *secret;           /* "sent" fields: a passphrase, a token */
} KtHeader;

/* Made by the signer only, as one block: read it, do not change it. */
typedef struct {
  char      *method;
  char      *host;
  char      *path;            /* without a query */
  char      *url;             /* https://host/path?query, escaped */
  GPtrArray *headers;         /* KtHeader, in the definition's order; Content-Type among them when there is a body */
  char      *body;            /* or NULL; may be "" */
  KtSecret  *body_secret;     /* instead of body when a sent field is in it */
} KtSignedRequest;

void kt_signed_request_free (KtSignedRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtSignedRequest, kt_signed_request_free)

/* Signs any request of one of the exchange's hosts. Errors: KT_ERROR_INVALID with a sentence that names the field. */
KtSignedRequest *kt_signer_sign (KtExchange *exchange, const char *environment, const char *key_type,
                                 const KtCredential *credential, const KtMoment *moment,
                                 const KtRequest *request, GError **error);

/* Signs step number @step of the definition's check. @taken: (nullable): values earlier steps took, name -> text.
 * (In kt-exchange-private.h steps are visible; KtCheck is the one who calls this.) */
KtSignedRequest *kt_signer_sign_step (KtExchange *exchange, const char *environment, const char *key_type,
                                      const KtCredential *credential, const KtMoment *moment,
                                      guint step, GHashTable *taken, GError **error);

/* A fresh nonce text for exchanges whose nonce is no counter (uuid, hex-32); for rising ones the ledger gives it. */
char *kt_signer_make_nonce (KtNonceKind kind, gint64 clock_ms);
/* The number a rising nonce starts from at @clock_ms, in its unit. */
gint64 kt_signer_nonce_base (KtNonceKind kind, gint64 clock_ms);

G_END_DECLS
