/* kt-prober-private.h: what its files share, and what only tests set
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-prober.h"

G_BEGIN_DECLS

/* Instead of 10 s to connect and 30 s in all. */
void kt_prober_set_limits (KtProber *self, guint connect_ms, guint total_ms);

/* A rising nonce, from the worker thread. Without @func the clock's. (transfer full): the nonce as text */
void  kt_prober_draw_async  (KtProber *self, KtNonceFunc func, gpointer func_data, KtNonceKind kind,
                             GAsyncReadyCallback callback, gpointer user_data);
char *kt_prober_draw_finish (KtProber *self, GAsyncResult *result, GError **error);

G_END_DECLS
