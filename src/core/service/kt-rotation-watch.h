/* kt-rotation-watch.h: asks about old credentials when their next try is due, for as long as it lives
 *
 * It wakes on the wall clock, also after a suspend and when the clock is set, and asks with kt_keeper_rotate_watch_async().
 * Only while the keyring is open: it never prompts, and what was due meanwhile is asked once when it is open again. What may
 * not be asked without a person's press has no next try. A window's program keeps one; the reminder never does. Main thread only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-keeper.h"
#include "kt-rotation.h"

G_BEGIN_DECLS

#define KT_TYPE_ROTATION_WATCH (kt_rotation_watch_get_type ())
G_DECLARE_FINAL_TYPE (KtRotationWatch, kt_rotation_watch, KT, ROTATION_WATCH, GObject)

/* Signal "tried" (KtKey *, KtRotation *): how it stands after a try of its own; both borrowed. */
KtRotationWatch *kt_rotation_watch_new  (KtKeeper *keeper);
/* When it wakes; 0: nothing is due, or the keyring is closed. */
gint64           kt_rotation_watch_next (KtRotationWatch *self);

G_END_DECLS
