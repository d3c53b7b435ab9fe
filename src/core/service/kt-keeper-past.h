/* kt-keeper-past.h: what became of a key: its credentials one after the other, and its checks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-keeper.h"

G_BEGIN_DECLS

/* One credential, while it was the current one. */
typedef struct {
  gint64   from_ms;
  gint64   to_ms;        /* 0: it is the current one */
} KtPeriod;

typedef struct {
  GPtrArray *events;     /* (element-type KtEvent), newest first; those that tell of the key itself */
  GPtrArray *reports;    /* (element-type KtReport), newest first */
  GArray    *periods;    /* KtPeriod, oldest first; never empty */
} KtPast;

/* Needs no keyring. @most: of the reports and of the events, each. */
void      kt_keeper_read_past_async  (KtKeeper *self, KtKey *key, guint most, GAsyncReadyCallback callback, gpointer user_data);
KtPast   *kt_keeper_read_past_finish (KtKeeper *self, GAsyncResult *result, GError **error);
void      kt_past_free               (KtPast *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtPast, kt_past_free)

/* Pure. @events: newest first. An undone rotation gives the place back to the credential of before. (transfer full) KtPeriod */
GArray   *kt_past_make_periods       (GPtrArray *events, gint64 added_ms);

G_END_DECLS
