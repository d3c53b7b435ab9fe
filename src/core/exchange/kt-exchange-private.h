/* kt-exchange-private.h: the parsed definition, for the signer and for the reader of replies
 *
 * Only for src/core/exchange. Everything is owned by the KtExchange and constant once it is loaded.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-exchange.h"
#include "kt-rules.h"
#include "kt-signer.h"

G_BEGIN_DECLS

/* Where a step's fields go. */
typedef enum {
  KT_FIELDS_NONE,             /* no fields and no body */
  KT_FIELDS_QUERY,
  KT_FIELDS_FORM,
  KT_FIELDS_JSON,
} KtFieldsPlace;

/* One request of a check, and what its reply tells. */
typedef struct {
  char          *id;
  const char    *method;      /* "GET" or "POST" */
  char          *path;        /* plain, without a query */
  char          *host;        /* another host of the file, or NULL: the environment's */
  char         **only;        /* ids of environments, or NULL: all */
  gboolean       sign;        /* FALSE: sent without the signing's outputs */
  KtFieldsPlace  place;

  int            instead_of;  /* number of the earlier step that this one replaces, or -1 */
  char         **on;          /* … when that one was refused with one of these codes; or NULL */
  gboolean       may_fail;    /* a refusal costs only what this step would have told */
  gboolean       secret_reply;  /* the reply holds a token or secret: never kept, never logged */
  KtCondition   *ok;          /* its own success condition, or NULL: the definition's */

  gboolean       counts_as_use;
  char         **use_only;    /* … in these environments; or NULL: in all */
  int            use_days;    /* the idle clock that starts again with it; 0: not told */
  char          *use_source;  /* or NULL */
  char          *reads_only;  /* POST: who says that it only reads; or NULL */

  KtReading      reading;     /* entry, take, rights, ip_allowlist, dates, state, account … */
} KtStep;

/* How the exchange tells its time. */
typedef struct {
  gboolean    told;           /* FALSE: the definition says nothing of it */
  gboolean    date_header;    /* the Date header of any reply, whole seconds */
  const char *method;
  char       *path;
  char       *host;           /* or NULL: the environment's */
  char       *body;           /* of a POST, or NULL */
  char       *at;             /* path in the reply */
  KtDateUnit  unit;           /* ms, s or iso */
} KtServerTime;

/* How a reply says whether it worked. */
typedef struct {
  KtCondition *ok;            /* or NULL: any 2xx */
  char       **code;          /* paths, the first one that is there; or NULL */
  char       **message;
} KtReplyRule;

/* (element-type KtStep), all of the file; KtStep.only says which are an environment's. */
GPtrArray          *kt_exchange_get_steps       (KtExchange *self);
/* Whether the step belongs to a check of @environment. */
gboolean            kt_step_is_for              (const KtStep *step, const char *environment);
/* Whether asking it counts as use there, so that the exchange's idle clock starts again. */
gboolean            kt_step_counts_as_use       (const KtStep *step, const char *environment);
/* The host a step of a check of @environment goes to. */
const char         *kt_exchange_get_step_host   (KtExchange *self, const KtStep *step, const char *environment);
const KtServerTime *kt_exchange_get_server_time (KtExchange *self);
const KtReplyRule  *kt_exchange_get_reply       (KtExchange *self);
/* (element-type KtErrorRule), in the file's order. */
GPtrArray          *kt_exchange_get_errors      (KtExchange *self);
/* Whether any expression of the check uses the clock: such a key cannot fail by it otherwise. */
gboolean            kt_exchange_uses_time       (KtExchange *self, const char *environment, const char *key_type);

/* The unsigned request for the exchange's time; NULL when it tells it by the Date header or not at all.
 * (transfer full) */
KtSignedRequest    *kt_signer_make_time_request (KtExchange *self, const char *environment);

G_END_DECLS
