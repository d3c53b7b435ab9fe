/* kt-outcome.h: how a check ended, in one vocabulary for all exchanges
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  KT_OUTCOME_WORKS,
  KT_OUTCOME_RESTRICTED_AS_INTENDED,   /* refused from here, and the person said it is used elsewhere */
  KT_OUTCOME_KEY_UNKNOWN,
  KT_OUTCOME_BAD_SIGNATURE,
  KT_OUTCOME_BAD_PASSPHRASE,
  KT_OUTCOME_IP_NOT_ALLOWED,
  KT_OUTCOME_CLOCK_SKEW,
  KT_OUTCOME_LACKS_RIGHT,
  KT_OUTCOME_EXPIRED,
  KT_OUTCOME_DISABLED,
  KT_OUTCOME_WRONG_ENVIRONMENT,
  KT_OUTCOME_RATE_LIMITED,
  KT_OUTCOME_MAINTENANCE,
  KT_OUTCOME_REGION_BLOCKED,
  KT_OUTCOME_NONCE_USED,
  KT_OUTCOME_WRONG_ACCOUNT_MODE,
  KT_OUTCOME_MALFORMED_REQUEST,        /* our fault: a bug to report */
  KT_OUTCOME_REFUSED,                  /* a code nobody knows; shown as it is */
  KT_OUTCOME_UNREACHABLE_DNS,
  KT_OUTCOME_UNREACHABLE_REFUSED,
  KT_OUTCOME_UNREACHABLE_TIMEOUT,
  KT_OUTCOME_UNREACHABLE_TLS,
  KT_OUTCOME_UNREADABLE_REPLY,
  KT_OUTCOME_CANCELLED,
  KT_N_OUTCOMES
} KtOutcome;

/* A set: more than one bit means "one of these; the exchange does not tell which". */
typedef guint32 KtOutcomes;
#define KT_OUTCOMES_BIT(o) ((KtOutcomes) 1 << (o))
#define KT_OUTCOMES_UNREACHABLE \
  (KT_OUTCOMES_BIT (KT_OUTCOME_UNREACHABLE_DNS) | KT_OUTCOMES_BIT (KT_OUTCOME_UNREACHABLE_REFUSED) | \
   KT_OUTCOMES_BIT (KT_OUTCOME_UNREACHABLE_TIMEOUT) | KT_OUTCOMES_BIT (KT_OUTCOME_UNREACHABLE_TLS))

/* The exchange said no to the key or the request. Weather (network, clock, limits, maintenance) says nothing about the key. */
#define KT_OUTCOMES_REFUSED \
  (KT_OUTCOMES_BIT (KT_OUTCOME_KEY_UNKNOWN) | KT_OUTCOMES_BIT (KT_OUTCOME_BAD_SIGNATURE) | \
   KT_OUTCOMES_BIT (KT_OUTCOME_BAD_PASSPHRASE) | KT_OUTCOMES_BIT (KT_OUTCOME_IP_NOT_ALLOWED) | \
   KT_OUTCOMES_BIT (KT_OUTCOME_LACKS_RIGHT) | KT_OUTCOMES_BIT (KT_OUTCOME_EXPIRED) | \
   KT_OUTCOMES_BIT (KT_OUTCOME_DISABLED) | KT_OUTCOMES_BIT (KT_OUTCOME_WRONG_ENVIRONMENT) | \
   KT_OUTCOMES_BIT (KT_OUTCOME_REGION_BLOCKED) | KT_OUTCOMES_BIT (KT_OUTCOME_NONCE_USED) | \
   KT_OUTCOMES_BIT (KT_OUTCOME_WRONG_ACCOUNT_MODE) | KT_OUTCOMES_BIT (KT_OUTCOME_MALFORMED_REQUEST) | \
   KT_OUTCOMES_BIT (KT_OUTCOME_REFUSED))

/* "works", "key-unknown", "unreachable-dns"…: in definitions, ledger, --json */
const char *kt_outcome_to_word     (KtOutcome outcome);
gboolean    kt_outcome_from_word   (const char *word, KtOutcome *ret_outcome);
/* The only one in the set, or -1 when there are none or several. */
int         kt_outcomes_get_single (KtOutcomes outcomes);
char       *kt_outcomes_to_string  (KtOutcomes outcomes);            /* words joined by commas */
KtOutcomes  kt_outcomes_from_string (const char *text);              /* unknown words are left out */

G_END_DECLS
