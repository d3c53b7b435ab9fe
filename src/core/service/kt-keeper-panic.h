/* kt-keeper-panic.h: what the ledger knows for the day on which something leaked; and asking until a key is dead
 *
 * KtPanicWatch asks an exchange about a key because a person pressed, and then again after 1, 5 and 30 minutes, 6 hours
 * and daily, as a rotation does, for as long as it lives: until the exchange refuses the key as unknown or disabled.
 * It asks once and no more where asking again may do harm: where refusals lock an account out, where a wrong address
 * disables the key, where a limit was met, and whatever kt_autocheck_by_itself() leaves out. Main thread only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-keeper.h"
#include "kt-life.h"

G_BEGIN_DECLS

typedef struct {
  GHashTable *rotating;    /* ids of keys of which two credentials may be alive */
  GPtrArray  *given;       /* (element-type KtGiven), newest first: everything anybody was ever given */
} KtPanicFacts;

/* Needs no keyring. */
void          kt_keeper_read_panic_async  (KtKeeper *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
KtPanicFacts *kt_keeper_read_panic_finish (KtKeeper *self, GAsyncResult *result, GError **error);
void          kt_panic_facts_free         (KtPanicFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtPanicFacts, kt_panic_facts_free)

typedef struct {
  gboolean  asking;
  KtLife    life;
  KtReport *report;        /* the last answer, or NULL */
  GError   *error;         /* why there is none, or NULL */
  gint64    next_ms;       /* when it is asked again; 0: not by itself */
} KtPanicStanding;

#define KT_TYPE_PANIC_WATCH (kt_panic_watch_get_type ())
G_DECLARE_FINAL_TYPE (KtPanicWatch, kt_panic_watch, KT, PANIC_WATCH, GObject)

/* Signal "changed" (id of the key). */
KtPanicWatch *kt_panic_watch_new  (KtKeeper *keeper);
/* The person pressed: asks now; may prompt. Nothing while it is being asked. */
void          kt_panic_watch_ask  (KtPanicWatch *self, KtKey *key);
/* Ends all of it. */
void          kt_panic_watch_stop (KtPanicWatch *self);
/* (transfer none) (nullable): NULL: nobody pressed */
const KtPanicStanding *kt_panic_watch_get (KtPanicWatch *self, const char *key_id);

/* Whether it may be asked again without being pressed. @exchange: (nullable) */
gboolean      kt_panic_may_repeat (const KtRecord *record, KtExchange *exchange, const KtReport *report, gint64 now_ms);

G_END_DECLS
