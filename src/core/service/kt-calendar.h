/* kt-calendar.h: every date of a key that is known or can be worked out
 *
 * Pure: no clock, no disk, no network. What the exchange tells always wins over a rule about the
 * same thing; what a rule needs and nobody told makes its date doubtful (sure = FALSE), never
 * silent. Days are calendar days: rotation by the person's local calendar, rules of exchanges by UTC.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-exchange.h"
#include "kt-finding.h"
#include "kt-policy.h"

G_BEGIN_DECLS

/* @latest, @good: the newest report and the newest that worked, each (nullable). @exchange: (nullable).
 * Returns: (transfer full) (element-type KtDate): earliest first; none for a key that is not in use. */
GPtrArray *kt_calendar_dates    (const KtRecord *record, KtReport *latest, KtReport *good,
                                 KtExchange *exchange, const KtPolicy *policy, gint64 now_ms);
/* The same with the rules themselves: (nullable) (element-type KtLifetimeRule). */
GPtrArray *kt_calendar_dates_by (const KtRecord *record, KtReport *latest, KtReport *good,
                                 GPtrArray *rules, const KtPolicy *policy, gint64 now_ms);

/* Rules that hold for this key and count from a moment nobody tells (a change of the account's password): they give no
 * date. (transfer container) (element-type KtLifetimeRule): borrowed from @rules. */
GPtrArray *kt_calendar_undated    (const KtRecord *record, KtReport *latest, KtReport *good, GPtrArray *rules);

/* Local calendar days from @now_ms to @at_ms: 0 today, 1 tomorrow, -1 yesterday, whatever the hour. */
int        kt_calendar_days_until (gint64 at_ms, gint64 now_ms);

G_END_DECLS
