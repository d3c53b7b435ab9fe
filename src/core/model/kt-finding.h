/* kt-finding.h: something to act on
 *
 * Core says what (a kind and its numbers); src/words says it in a sentence with its remedy.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib-object.h>

#include "kt-outcome.h"
#include "kt-right.h"

G_BEGIN_DECLS

/* In the order of what they cost. SERIOUS and worse "need attention". */
typedef enum {
  KT_SEVERITY_FINE,       /* good to know, nothing to do */
  KT_SEVERITY_DUE,        /* to tidy up when there is time; rotation comes last of all */
  KT_SEVERITY_UNKNOWN,    /* cannot be told */
  KT_SEVERITY_SERIOUS,    /* does not work, or stops working soon */
  KT_SEVERITY_DANGER,     /* money can be lost */
} KtSeverity;

/* Of one severity they are shown in this order. */
typedef enum {
  KT_FINDING_AS_INTENDED,          /* answers only elsewhere, as it should */
  KT_FINDING_EXCESS_RIGHTS,        /* can do more than meant: rights; word: unknown rights' own names */
  KT_FINDING_MONEY_WITHOUT_ALLOWLIST, /* rights that move money, from any address; not sure: the exchange does not tell */
  KT_FINDING_ACCOUNT_CHANGED,      /* word: the account's id as told now */
  KT_FINDING_SECRET_MISSING,
  KT_FINDING_OTHER_KEYRING,
  KT_FINDING_EXPIRED,              /* at_ms when known; days since, origin */
  KT_FINDING_NOT_WORKING,          /* outcomes */
  KT_FINDING_WRONG_ENVIRONMENT,    /* a live key on a test environment or the reverse */
  KT_FINDING_EXPIRES,              /* at_ms, days left; origin */
  KT_FINDING_LAPSED,               /* rights ended at at_ms, days since */
  KT_FINDING_LAPSES,               /* rights end at at_ms, days left */
  KT_FINDING_MISSING_RIGHTS,       /* less than meant: rights */
  KT_FINDING_DIES_UNUSED,          /* at_ms if nobody uses it; days left, negative when that has passed */
  KT_FINDING_CLOCK_OFF,            /* works, but only with the exchange's time */
  KT_FINDING_EXCHANGE_CLOSED,      /* word "closing", "uncertain"; not sure: no definition for it any more */
  KT_FINDING_CLEARING,             /* deleted, still to be wiped from the keyring; word "left-behind": from the one of before */
  KT_FINDING_PAUSED,               /* refused three times in a row: days = how often */
  KT_FINDING_UNREACHABLE,          /* outcomes: says nothing about the key */
  KT_FINDING_NOT_CHECKED,          /* never (days = -1) or for days */
  KT_FINDING_UNKNOWN_RIGHTS,       /* not told: rights */
  KT_FINDING_NO_INTENT,            /* nobody said what it is for; rights: what it can do */
  KT_FINDING_ONLY_KEYTURN,         /* only Keyturn's checks used it for its whole period of days */
  KT_FINDING_DUPLICATE,            /* word: the other key's label */
  KT_FINDING_TRADE_WITHOUT_ALLOWLIST, /* trades from any address */
  KT_FINDING_ROTATION_OVERDUE,     /* at_ms, days over */
  KT_FINDING_ROTATION_DUE,         /* at_ms, days left */
  KT_FINDING_MAY_END,              /* ends days after something nobody tells (a change of password); source */
  KT_FINDING_STOPPED,              /* the person stopped its checks */
  KT_FINDING_CUSTOM,               /* a custom definition's key */
  KT_FINDING_MEMORY_NOT_LOCKED,
  KT_N_FINDINGS
} KtFindingKind;

/* The one action that helps. The window makes a button of it, the command line names the command. */
typedef enum {
  KT_REMEDY_NONE,
  KT_REMEDY_OPEN_KEYS_PAGE,   /* edit or delete it at the exchange */
  KT_REMEDY_CHECK,
  KT_REMEDY_ROTATE,
  KT_REMEDY_SET_INTENT,       /* "it is intended" */
  KT_REMEDY_FIX_CLOCK,
  KT_REMEDY_EDIT,             /* environment, place, dates… */
  KT_REMEDY_UNLOCK,
  KT_REMEDY_WAIT,
  KT_REMEDY_REPORT_BUG,
  KT_REMEDY_LOOK,             /* look at the exchange's own page */
  KT_REMEDY_CHOOSE_KEYRING,   /* go back to the keyring of before, or use this one from now on */
  KT_REMEDY_STOP_CHECKS,      /* never the first: offered beside another one */
  KT_REMEDY_RESUME_CHECKS,
  KT_N_REMEDIES
} KtRemedy;

typedef enum {
  KT_ORIGIN_EXCHANGE,         /* the exchange said so */
  KT_ORIGIN_RULE,             /* by a rule with a source */
  KT_ORIGIN_PERSON,
  KT_ORIGIN_POLICY,           /* the rotation interval */
} KtOrigin;

typedef struct {
  KtFindingKind kind;
  KtSeverity    severity;
  KtRemedy      remedy;
  KtRights      rights;
  KtOutcomes    outcomes;
  gint64        at_ms;
  int           days;         /* left (or over, or since), as the kind says */
  KtOrigin      origin;
  gboolean      sure;
  char         *word;         /* or NULL */
  char         *source;       /* of a rule, with its date; or NULL */
} KtFinding;

#define KT_TYPE_FINDING (kt_finding_get_type ())
GType      kt_finding_get_type (void);
KtFinding *kt_finding_new  (KtFindingKind kind, KtSeverity severity, KtRemedy remedy);
KtFinding *kt_finding_copy (const KtFinding *self);
void       kt_finding_free (KtFinding *self);
/* Those of @findings (KtFinding) in one block, for g_free(), never to be changed; NULL when there are none. */
const KtFinding *kt_finding_pack (GPtrArray *findings);
/* "excess-rights"…: for --json */
const char *kt_finding_kind_to_word (KtFindingKind kind);
const char *kt_severity_to_word     (KtSeverity severity);
const char *kt_remedy_to_word       (KtRemedy remedy);
const char *kt_origin_to_word       (KtOrigin origin);
/* Worst first; of one severity in the order of the kinds. */
int        kt_finding_compare (gconstpointer a, gconstpointer b);   /* KtFinding** as in a GPtrArray */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtFinding, kt_finding_free)

/* One date of a key with where it comes from; made by kt-calendar. */
typedef enum {
  KT_DATE_EXPIRES,
  KT_DATE_LAPSES,       /* rights end */
  KT_DATE_DIES_UNUSED,
  KT_DATE_ROTATE,
} KtDateKind;

typedef struct {
  KtDateKind kind;
  gint64     at_ms;
  KtRights   rights;    /* of a lapse */
  KtOrigin   origin;
  gboolean   sure;
  int        days;      /* the interval it comes from, 0 when told as a date */
  char      *source;    /* or NULL */
} KtDate;

KtDate *kt_date_new  (KtDateKind kind, gint64 at_ms, KtOrigin origin, gboolean sure, const char *source);
void    kt_date_free (KtDate *self);
const KtDate *kt_date_pack (GPtrArray *dates);      /* as kt_finding_pack() */
const char *kt_date_kind_to_word (KtDateKind kind);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtDate, kt_date_free)

G_END_DECLS
