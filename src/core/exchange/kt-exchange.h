/* kt-exchange.h: one definition: everything particular to an exchange, loaded and checked
 *
 * Constant after loading, safe to read from any thread. LANGUAGE of the file: data/exchanges/README.md
 * and schema.json. Loading parses and type-checks every expression for every step, key type and
 * environment; a definition that loads cannot fail by kind, only by data.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "kt-credential.h"
#include "kt-key-pair.h"
#include "kt-mistake.h"
#include "kt-outcome.h"
#include "kt-right.h"

G_BEGIN_DECLS

#define KT_TYPE_EXCHANGE (kt_exchange_get_type ())
G_DECLARE_FINAL_TYPE (KtExchange, kt_exchange, KT, EXCHANGE, GObject)

typedef enum { KT_ENVIRONMENT_LIVE, KT_ENVIRONMENT_TESTNET, KT_ENVIRONMENT_DEMO } KtEnvironmentKind;

typedef struct {
  char              *id;
  char              *name;
  KtEnvironmentKind  kind;
  char              *host;
  char              *keys_page;   /* falls back to the file's */
  char              *keys_of;     /* uses the keys of that environment, or NULL */
} KtEnvironment;

typedef struct {
  char     *id;           /* "api_key"… */
  char     *name;         /* as the exchange calls it */
  gboolean  is_public;    /* not a secret */
  gboolean  optional;
  gboolean  sent;         /* the field itself goes to the exchange */
  char     *default_value; /* or NULL */
  char    **choices;      /* or NULL */
  char     *looks_like;   /* pattern; only ever warns; or NULL */
  char     *note;         /* or NULL */
} KtField;

typedef enum { KT_TIME_NONE, KT_TIME_MS, KT_TIME_S, KT_TIME_US, KT_TIME_ISO_MS, KT_TIME_UTC_S } KtTimeUnit;
typedef enum { KT_NONCE_NONE, KT_NONCE_RISING_MS, KT_NONCE_RISING_US, KT_NONCE_RISING_S, KT_NONCE_UUID, KT_NONCE_HEX_32 } KtNonceKind;

/* How fast requests may follow each other. */
typedef struct {
  guint  requests;        /* 0: nothing said */
  guint  per_seconds;
  char  *per;             /* "key", "account", "address" */
} KtPace;

/* The boxes to tick at the exchange when a key is made, in its own words, for what the key is meant to do. A list that is NULL is
 * not known; an empty one means that nothing is to be ticked. */
typedef struct {
  char     **look;
  char     **trade;
  char     **money;
  char      *source;            /* NULL: nothing is known of the boxes */
  gboolean   sure;
} KtBoxes;

/* The exchange takes the public half of a pair that its customer made, and gives an API key for it. */
typedef struct {
  char         *key_type;       /* "ed25519" or "rsa" */
  KtPublicForm  form;           /* how the public half is pasted there */
  guint         bits;           /* of an RSA key; 0: Ed25519 */
  char         *source;
  char         *checked_on;     /* YYYY-MM-DD */
  gboolean      sure;
} KtKeyPairRule;

typedef enum { KT_FROM_CREATED, KT_FROM_CHANGED, KT_FROM_LAST_USE, KT_FROM_PASSWORD_CHANGE } KtLifetimeFrom;

/* One rule by which keys end, with its source. */
typedef struct {
  gboolean        needs_no_allowlist;  /* when.ip_allowlist is "none" */
  KtRights        any_right;           /* when.any_right; KT_RIGHTS_NONE: whatever it may do */
  char          **environments;        /* or NULL: all */
  int             days;
  KtLifetimeFrom  from;
  KtRights        of;                  /* which rights lapse; KT_RIGHTS_NONE: the whole key */
  char           *source;
  char           *checked_on;          /* YYYY-MM-DD */
  gboolean        sure;
  char           *note;                /* or NULL */
} KtLifetimeRule;

/* Whether the exchange itself still runs. */
typedef enum {
  KT_STANDING_OPEN,
  KT_STANDING_CLOSING,        /* it said that it ends; it still answers */
  KT_STANDING_CLOSED,         /* nothing is sent there any more */
  KT_STANDING_UNCERTAIN,      /* nobody knows; what a check sends does no harm */
} KtStanding;

typedef struct {
  KtStanding  standing;       /* KT_STANDING_OPEN: everything else is NULL */
  char       *since;          /* YYYY-MM-DD, or NULL: not known */
  char       *ends;           /* closing: the last day, YYYY-MM-DD; or NULL: not known */
  char       *what;           /* what happened, in sentences for people */
  char       *source;
  char       *checked_on;     /* YYYY-MM-DD */
  char       *advice;         /* what to do, in sentences */
} KtStatus;

/* What a check of any environment finds out, and what is known without one. */
typedef struct {
  gboolean  rights;           /* the exchange tells the key's rights */
  gboolean  nothing_more;     /* … or no key of it has any but those that are known */
  gboolean  addresses;
  gboolean  created;
  gboolean  end;              /* of the key */
  gboolean  lapse;            /* of a right */
  gboolean  account;
  gboolean  sure_rules;       /* every rule of the lifetime is sure */
} KtKnown;

/* One of the exchange's own words for rights. */
typedef void (*KtWordFunc) (const char *word, KtRights rights, gpointer data);

/* Collects every mistake, then says KT_ERROR_INVALID. @name: for messages. @custom: GET only, and so on.
 * @ret_mistakes: (out) (optional) (element-type KtMistake): set on failure, all at once. */
KtExchange  *kt_exchange_new_from_bytes (GBytes *bytes, const char *name, gboolean custom,
                                         GPtrArray **ret_mistakes, GError **error);

const char  *kt_exchange_get_id            (KtExchange *self);
const char  *kt_exchange_get_name          (KtExchange *self);
const char  *kt_exchange_get_website       (KtExchange *self);
const char  *kt_exchange_get_keys_page     (KtExchange *self, const char *environment);
const char  *kt_exchange_get_documentation (KtExchange *self);
const char  *kt_exchange_get_checked_on    (KtExchange *self);
const KtStatus *kt_exchange_get_status     (KtExchange *self);          /* never NULL */
/* Closed, or closing with its last day over: nothing is sent there. */
gboolean     kt_exchange_is_closed         (KtExchange *self, gint64 now_ms);
gboolean     kt_exchange_is_custom         (KtExchange *self);
const char  *kt_exchange_get_hash          (KtExchange *self);          /* sha256 of the file, hex */
char       **kt_exchange_get_aliases       (KtExchange *self);          /* other names people search for; never NULL */
char       **kt_exchange_get_sources       (KtExchange *self);          /* (transfer none), never NULL */
char       **kt_exchange_get_unsure        (KtExchange *self);
char       **kt_exchange_get_hosts         (KtExchange *self);          /* every host in the file, sorted */
GPtrArray   *kt_exchange_get_environments  (KtExchange *self);          /* KtEnvironment, (transfer none) */
const KtEnvironment *kt_exchange_find_environment (KtExchange *self, const char *id);
GPtrArray   *kt_exchange_get_fields        (KtExchange *self);          /* KtField, in the order asked */
char       **kt_exchange_get_key_types     (KtExchange *self, const char *environment);  /* (transfer full): "hmac", "rsa"… */
/* Which fields a key type's expressions use (and those no key type decides about). (transfer container) KtField */
GPtrArray   *kt_exchange_get_fields_of     (KtExchange *self, const char *environment, const char *key_type);
/* Which key type a credential is: by the fields filled, then by what the private key is. KT_ERROR_INVALID with a sentence. */
const char  *kt_exchange_guess_key_type    (KtExchange *self, const char *environment, const KtCredential *credential, GError **error);
/* The usual name of the key file the exchange hands out ("cdp_api_key.json"), or NULL. */
const char  *kt_exchange_get_key_file      (KtExchange *self);
/* Such a file's text as a credential. KT_ERROR_INVALID when it is none. (transfer full) */
KtCredential *kt_exchange_read_key_file    (KtExchange *self, KtSecret *text, GError **error);
KtTimeUnit   kt_exchange_get_time_unit     (KtExchange *self, const char *environment);
KtNonceKind  kt_exchange_get_nonce_kind    (KtExchange *self, const char *environment);
gboolean     kt_exchange_has_rising_nonce  (KtExchange *self, const char *environment);
gboolean     kt_exchange_counts_as_use     (KtExchange *self, const char *environment);
gboolean     kt_exchange_refusals_lock_out (KtExchange *self);
/* A key that is limited to addresses is switched off when it is used from another one: checking it from the wrong place
 * ends a running bot. */
gboolean     kt_exchange_wrong_address_disables (KtExchange *self);
const KtPace *kt_exchange_get_pace         (KtExchange *self);
/* Whether a pair of this type can be made here: NULL where the exchange makes it itself and where nobody knows. */
const KtKeyPairRule *kt_exchange_find_key_pair (KtExchange *self, const char *key_type);
const KtBoxes *kt_exchange_get_boxes       (KtExchange *self);          /* never NULL */
GPtrArray   *kt_exchange_get_lifetime      (KtExchange *self);          /* KtLifetimeRule */
/* How many signed requests a check that goes well makes there (a step that replaces a refused one does not count), and the
 * host of the first. @ret_host: (out) (transfer none) */
guint        kt_exchange_count_signed      (KtExchange *self, const char *environment, const char **ret_host);
/* @environment: only by what is asked there; NULL: anywhere. */
void         kt_exchange_get_known         (KtExchange *self, const char *environment, KtKnown *ret_known);
void         kt_exchange_foreach_word      (KtExchange *self, const char *environment, KtWordFunc func, gpointer data);
/* What is signed there and what goes out with it: "hmac: signature = hex(…)". (transfer full) */
char       **kt_exchange_list_signing      (KtExchange *self, const char *environment);
/* What of a credential reaches the exchange. */
typedef enum {
  KT_GOES_SIGNATURE,          /* a secret stays here and signs */
  KT_GOES_KEY,                /* nothing is signed: the secret itself is sent */
  KT_GOES_NOTHING_SECRET,     /* it has no secret: what is public is asked about */
} KtGoes;
/* @key_type: (nullable): the first one. */
KtGoes       kt_exchange_what_goes         (KtExchange *self, const char *environment, const char *key_type);
/* The secret fields that are themselves sent. (transfer container) KtField */
GPtrArray   *kt_exchange_get_sent_fields   (KtExchange *self, const char *environment, const char *key_type);
/* By what Keyturn's signing for this exchange was verified, never by a live key: "document" (the exchange's own example),
 * "computed" (from the documentation, by another program), "ccxt", "ccxt-variant" (ccxt signs in another way). (transfer full) */
char       **kt_exchange_list_verified     (KtExchange *self);
/* What a check of this environment will send, for people: "GET host/path" lines. (transfer full) */
char       **kt_exchange_list_requests     (KtExchange *self, const char *environment);

G_END_DECLS
