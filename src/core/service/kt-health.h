/* kt-health.h: what to say about a key: record + reports + policy + now -> findings
 *
 * Pure: no clock, no disk, no network, no words. Three rules stand above all rows:
 * unknown is never shown as safe; a failure says nothing about rights, so those of the last check
 * that worked still count; rotation never comes before anything else there is to do.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-exchange.h"
#include "kt-finding.h"
#include "kt-policy.h"

G_BEGIN_DECLS

#define KT_HEALTH_REFUSALS 3      /* refusals in a row that pause automatic checks */

/* Everything is borrowed. What is not known is left 0. */
typedef struct {
  const KtRecord *record;
  KtReport       *latest;             /* newest report, or NULL: never checked */
  KtReport       *good;               /* newest that worked, or NULL */
  KtExchange     *exchange;           /* or NULL */
  const KtPolicy *policy;
  GPtrArray      *dates;              /* KtDate, from kt_calendar_dates(), or NULL */
  gint64          now_ms;

  const char     *duplicate_of;       /* label of another key with this very credential, or NULL */
  gboolean        secret_missing;     /* the open keyring has no such item */
  gboolean        left_behind;        /* its secret is in a keyring that was used before */
  gboolean        other_keyring;      /* the open keyring is not the one of these keys */
  gboolean        memory_not_locked;
  gboolean        wrong_environment;  /* by its shape, this is another environment's key */
  KtStanding      standing;           /* of the exchange itself */
  GPtrArray      *undated;            /* KtLifetimeRule, from kt_calendar_undated(), or NULL */
  gboolean        definition_missing; /* Keyturn knows no definition for it (any more) */
  gboolean        play_money;         /* a test environment: nothing can be lost. Also taken from @exchange */
} KtHealthInput;

/* Returns: (transfer full) (element-type KtFinding): worst first; empty when all is well. */
GPtrArray *kt_health_examine (const KtHealthInput *input);

G_END_DECLS
