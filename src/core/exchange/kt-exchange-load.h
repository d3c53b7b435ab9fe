/* kt-exchange-load.h: what a definition holds, and the parts of loading it
 *
 * Only for kt-exchange*.c and kt-signer*.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-exchange-private.h"
#include "kt-loader.h"
#include "kt-recipe.h"

G_BEGIN_DECLS

#define KT_DEFINITION_MAX       (256 * 1024)  /* bytes of a file */
#define KT_DEFINITION_MAX_DEPTH 16

typedef struct {
  char   *id;                   /* "hmac"… */
  GArray *lets;                 /* KtLet */
} KtKeyType;

/* "signing" as it holds for one environment. */
typedef struct {
  KtTimeUnit   time;
  KtNonceKind  nonce;
  GArray      *lets;            /* KtLet: names and expressions owned by .owned */
  GPtrArray   *key_types;       /* KtKeyType */
  KtAst       *headers;
  KtAst       *params;
  KtAst       *query;
  KtAst       *body;
  GPtrArray   *owned;           /* KtAst */
  GPtrArray   *names;           /* char* */
} KtSigning;

/* All programs of one environment and key type. */
typedef struct {
  KtProgram  *request;          /* any request */
  KtProgram **steps;            /* by number; NULL where the step is not this environment's */
  guint       n_steps;
} KtPrograms;

typedef struct {
  KtEnvironment shown;          /* first: kt_exchange_get_environments() hands these out */
  KtAst        *headers;        /* or NULL */
  KtSigning    *signing;        /* its own, or NULL: the file's */
  GPtrArray    *programs;       /* KtPrograms, by number of the key type; shared by environments that differ in nothing */
} KtEnvironmentRule;

typedef struct {
  KtStep   step;                /* first: kt_exchange_get_steps() hands these out */
  char    *json_path;
  KtAst   *fields;              /* or NULL */
  GArray  *lets;                /* KtLet */
  GPtrArray *owned;             /* KtAst */
  GPtrArray *names;             /* char* */
} KtStepRule;

struct _KtExchange
{
  GObject      parent_instance;

  char        *id;
  char        *name;
  char       **aliases;         /* other names people search for; never NULL */
  char        *website;
  char        *keys_page;
  char        *documentation;
  char        *checked_on;
  char        *hash;
  gboolean     custom;
  char       **sources;
  char       **unsure;
  char       **hosts;
  KtStatus     status;

  GPtrArray   *environments;    /* KtEnvironmentRule */
  GPtrArray   *fields;          /* KtField */
  KtSigning   *signing;
  gboolean     json_body;       /* "body_format": how a body that is no step's is written; else as a form */
  KtServerTime server_time;
  KtReplyRule  reply;
  GPtrArray   *steps;           /* KtStepRule */
  GPtrArray   *errors;          /* KtErrorRule */
  GPtrArray   *lifetime;        /* KtLifetimeRule */
  KtPace       pace;
  KtBoxes      boxes;
  GPtrArray   *key_pairs;       /* KtKeyPairRule */
  gboolean     refusals_lock_out;
  gboolean     wrong_address_disables;
  char        *import_file;     /* name of the key file the exchange hands out, or NULL */
  char       **import_fields;   /* credential field … */
  char       **import_members;  /* … from these members, joined by a newline: the first one that is there */
};

/* Each fills its part of @self and collects mistakes. @root: the file. */
void kt_exchange_load_head        (KtExchange *self, KtLoader *loader, JsonObject *root);
void kt_exchange_load_status      (KtExchange *self, KtLoader *loader, JsonObject *root);
void kt_exchange_load_credential  (KtExchange *self, KtLoader *loader, JsonObject *root);
void kt_exchange_load_lifetime    (KtExchange *self, KtLoader *loader, JsonObject *root);
void kt_exchange_load_signing     (KtExchange *self, KtLoader *loader, JsonObject *root);
/* After the signing: it says which key types there are. */
void kt_exchange_load_key_pairs   (KtExchange *self, KtLoader *loader, JsonObject *root);
void kt_key_pair_rule_free        (KtKeyPairRule *self);
void kt_exchange_load_check       (KtExchange *self, KtLoader *loader, JsonObject *root);
/* Checks every expression for every step, key type and environment. */
void kt_exchange_bind             (KtExchange *self, KtLoader *loader);

/* "let" objects. */
void kt_exchange_load_lets        (KtLoader *loader, JsonObject *lets, const char *json_path, GArray *out,
                                   GPtrArray *owned, GPtrArray *names);
/* That none is a credential field, nor among @others (nullable). */
void kt_exchange_check_let_names  (KtExchange *self, KtLoader *loader, GArray *lets, GArray *others);
const KtSigning *kt_exchange_signing_of (KtExchange *self, const KtEnvironmentRule *environment);
KtEnvironmentRule *kt_exchange_find_rule (KtExchange *self, const char *environment);
/* NULL when there is no such environment or key type. */
KtPrograms      *kt_exchange_find_programs (KtExchange *self, const char *environment, const char *key_type);

gboolean kt_host_is_valid    (const char *host);
gboolean kt_request_path_is_valid (const char *path);
int      kt_exchange_find_field (KtExchange *self, const char *id);

void kt_status_clear         (KtStatus *self);
void kt_signing_free         (KtSigning *self);
void kt_programs_free        (KtPrograms *self);
void kt_environment_rule_free (KtEnvironmentRule *self);
void kt_step_rule_free       (KtStepRule *self);

G_END_DECLS
