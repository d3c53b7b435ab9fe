/* kt-prober-nonce.c: rising nonces, drawn in a thread, as the disk may be busy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "kt-prober-private.h"

#include "kt-signer.h"

typedef struct {
  KtNonceFunc func;
  gpointer    user_data;
  KtNonceKind kind;
  gint64      base;
} Draw;

static void
draw_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Draw *draw = data;
  gint64 nonce = draw->base;
  GError *error = NULL;

  if (draw->func && !draw->func (draw->user_data, draw->kind, draw->base, &nonce, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_strdup_printf ("%" G_GINT64_FORMAT, nonce), g_free);
}

void
kt_prober_draw_async (KtProber            *self,
                      KtNonceFunc          func,
                      gpointer             func_data,
                      KtNonceKind          kind,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  Draw *draw = g_new (Draw, 1);

  *draw = (Draw) { func, func_data, kind, kt_signer_nonce_base (kind, g_get_real_time () / 1000) };
  g_task_set_task_data (task, draw, g_free);
  g_task_run_in_thread (task, draw_thread);
}

char *
kt_prober_draw_finish (KtProber      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
