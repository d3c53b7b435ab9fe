/* kt-wake.h: one alarm on the wall clock
 *
 * Wakes at its instant, when the clock is set, and after a suspend that slept over it; in between not at all.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _KtWake KtWake;

/* @func runs in the default main context. NULL with @error when the system gives no timer. */
KtWake *kt_wake_new  (GFunc func, gpointer user_data, GError **error);
/* Unix time in milliseconds; 0: only when the clock is set. */
void    kt_wake_set  (KtWake *self, gint64 at_ms);
void    kt_wake_free (KtWake *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtWake, kt_wake_free)

G_END_DECLS
