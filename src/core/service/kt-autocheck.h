/* kt-autocheck.h: may this key be checked without a person asking for this very key? (pure)
 *
 * The one place that answers. Whoever checks by itself asks kt_autocheck_by_itself(); Check All is a person's deed
 * and asks kt_autocheck_with_all(). A person who names one key may always check it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-exchange.h"
#include "kt-record.h"

G_BEGIN_DECLS

typedef enum {
  KT_AUTOCHECK_YES,
  KT_AUTOCHECK_NOT_ACTIVE,     /* pending, deleted, retired */
  KT_AUTOCHECK_NO_EXCHANGE,    /* no definition for it */
  KT_AUTOCHECK_CLOSED,         /* the exchange has closed */
  KT_AUTOCHECK_STOPPED,        /* the person said: stop checking this key */
  KT_AUTOCHECK_NONCE,          /* a bot that uses it could be refused once, and the person did not say yes to that */
  KT_AUTOCHECK_ADDRESS,        /* asked from a wrong address the key would be switched off */
  KT_AUTOCHECK_PAUSED,         /* refused three times in a row */
  KT_AUTOCHECK_COUNTS_AS_USE,  /* would start the idle clock again, and the person did not ask to keep it alive */
} KtAutocheck;

/* @exchange: NULL when there is no definition. */
KtAutocheck kt_autocheck_by_itself (const KtRecord *record, KtExchange *exchange, gint64 now_ms);
/* The same for all keys at a person's word: those that count as use are asked too, and paused ones but where refusals
 * lock an account out. */
KtAutocheck kt_autocheck_with_all  (const KtRecord *record, KtExchange *exchange, gint64 now_ms);

G_END_DECLS
