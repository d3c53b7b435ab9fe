/* kt-rounds.h: checks that nobody asked for, daily or weekly, when the person wants them
 *
 * Never prompts, and does nothing while the keyring is not open: natively unlocked, in the sandbox opened by a deed of the person. One
 * key at a time. Which keys: kt_autocheck_by_itself(); those that would count as used only when the person wants all kept alive.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-keeper.h"

G_BEGIN_DECLS

/* What a check told that nobody expected. */
typedef enum {
  KT_CHANGE_NONE           = 0,
  KT_CHANGE_RIGHTS_GREW    = 1 << 0,
  KT_CHANGE_ALLOWLIST_GONE = 1 << 1,    /* it had a list of addresses, and works from any now */
  KT_CHANGE_REFUSED        = 1 << 2,    /* and was not refused at the check before */
} KtChange;

/* @good: the latest that worked, before; @latest: the latest, before; both (nullable). (pure) */
KtChange  kt_change_find (const KtReport *good, const KtReport *latest, const KtReport *now);

/* Is a round due for a key that was last checked then? @interval_ms: 0: never. A clock that was set back counts as due. (pure) */
gboolean  kt_rounds_is_due (gint64 checked_ms, gint64 interval_ms, gint64 now_ms);

typedef struct _KtRounds KtRounds;

/* For each key whose state changed, at once. */
typedef void (*KtRoundsFunc) (KtKey *key, KtChange change, gpointer user_data);

/* @settings: (nullable): without there are no rounds. */
KtRounds *kt_rounds_new  (KtKeeper *keeper, GSettings *settings, KtRoundsFunc func, gpointer user_data);
/* Looks now, as it does by itself every few minutes. */
void      kt_rounds_look (KtRounds *self);
/* Of keys still to be checked in this round, the one being checked among them. */
guint     kt_rounds_count_left (KtRounds *self);
void      kt_rounds_free (KtRounds *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtRounds, kt_rounds_free)

G_END_DECLS
