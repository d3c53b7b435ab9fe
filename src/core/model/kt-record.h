/* kt-record.h: one key as the person manages it: a row of the ledger, without its secret
 *
 * Fields are public. Strings are owned; free with kt_record_free(). Times are Unix time in
 * milliseconds, 0 = not set; calendar days ("YYYY-MM-DD") are the person's own dates.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib-object.h>

#include "kt-right.h"

G_BEGIN_DECLS

typedef enum {
  KT_STATE_PENDING,     /* written here, not yet known to be in the keyring */
  KT_STATE_ACTIVE,
  KT_STATE_DELETED,     /* hidden, restorable until deleted_ms + 30 days */
  KT_STATE_CLEARING,    /* to be wiped from the keyring as soon as that is possible */
  KT_STATE_RETIRED,     /* its credential was replaced or the exchange refuses it for good; kept for the record */
} KtState;

typedef enum {
  KT_PLACE_HERE,        /* this computer */
  KT_PLACE_ELSEWHERE,   /* another machine or service: place_name, place_addresses */
} KtPlace;

#define KT_ROTATE_BY_POLICY  (-1)
#define KT_ROTATE_NEVER      0
#define KT_LEAD_BY_POLICY    (-1)

typedef struct {
  char      *id;              /* uuid, lower case */
  guint      generation;      /* of the current credential, from 1 */
  KtState    state;
  char      *label;
  char      *exchange;        /* definition's id */
  char      *environment;     /* its environment's id */
  char      *key_type;        /* "hmac", "rsa", "ed25519", "es256", "token" */
  gboolean   custom;          /* a custom definition's key, for always */

  KtRights   intent;          /* the rights the person wants it to have */
  gboolean   intent_set;      /* FALSE: never asked */
  char     **tags;            /* never NULL, may be empty */
  KtPlace    place;
  char      *place_name;      /* or NULL */
  char     **place_addresses; /* never NULL */
  char     **consumers;       /* who was given the key; never NULL */
  char      *notes;           /* or NULL */

  gint64     added_ms;
  gint64     secret_since_ms; /* when this credential was made (told, or when added) */
  int        rotate_days;     /* KT_ROTATE_BY_POLICY, KT_ROTATE_NEVER, or days */
  int        lead_days;       /* days before a date to tell of it, or KT_LEAD_BY_POLICY */
  char      *expires_on;      /* the person's date YYYY-MM-DD, or NULL */
  gint64     deleted_ms;
  gint64     last_used_ms;    /* last check that counted as use */

  char      *hint;            /* the API key shortened, "bg_c4…9ef1", to tell keys apart; or NULL */
  char      *fingerprint;     /* hex HMAC of the credential with a key from the keyring; or NULL */
  char      *account;         /* the account's id as first told, or NULL */
  gboolean   nonce_allowed;   /* the person said: checking may raise the nonce */
  gboolean   keep_alive;      /* automatic checks may count as use */
  guint      refusals;        /* in a row; three pause automatic checks */
  gboolean   checks_stopped;  /* the person said: no more, unless I ask for this key */
  gboolean   packed;          /* all of it is one block, see kt-pack.h; a copy is not */
} KtRecord;

#define KT_TYPE_RECORD (kt_record_get_type ())
GType     kt_record_get_type (void);

/* A new one: fresh uuid, generation 1, pending, empty lists, rotate by policy. */
KtRecord *kt_record_new       (void);
KtRecord *kt_record_copy      (const KtRecord *self);
void      kt_record_free      (KtRecord *self);

/* The same in one block, to keep ten thousand of them: its texts and lists are never to be changed. (transfer full) */
KtRecord *kt_record_pack      (const KtRecord *self);

/* "facts": what is needed to rebuild the record when the ledger is lost; kept beside the credential
 * in the keyring. One JSON object, ASCII only, nothing secret, at most 8 KiB: when it would be longer,
 * notes, consumers, addresses, tags, place, account and label are left out in that order. */
char     *kt_record_to_facts   (const KtRecord *self);
KtRecord *kt_record_from_facts (const char *facts, GError **error);   /* KT_ERROR_DAMAGED, KT_ERROR_NEWER */

const char *kt_state_to_word   (KtState state);
gboolean    kt_state_from_word (const char *word, KtState *ret_state);

/* A day as in expires_on, "2026-12-03", from 1970 on. Every return value may be NULL. */
gboolean  kt_record_parse_day  (const char *text, int *ret_year, int *ret_month, int *ret_day);

/* First and last characters of an API key, by its length; never more than a third of it. NULL when
 * it is too short for that. */
char     *kt_record_make_hint  (const char *api_key, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtRecord, kt_record_free)

G_END_DECLS
