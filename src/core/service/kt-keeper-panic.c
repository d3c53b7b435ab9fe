/* kt-keeper-panic.c: rotations and who was given what, read for the panic list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-keeper-panic.h"

#include "kt-keeper-private.h"
#include "kt-ledger-rotation.h"

void
kt_panic_facts_free (KtPanicFacts *self)
{
  g_clear_pointer (&self->rotating, g_hash_table_unref);
  g_clear_pointer (&self->given, g_ptr_array_unref);
  g_free (self);
}

static gboolean
read_facts (KtKeeper *self, gpointer data, GError **error)
{
  KtPanicFacts *facts = *(KtPanicFacts **) data;
  g_autoptr(GPtrArray) rotations = NULL;

  if (!(rotations = kt_ledger_list_rotations (self->ledger, error)) || !(facts->given = kt_ledger_list_given (self->ledger, NULL, error)))
    return FALSE;
  for (guint i = 0; i < rotations->len; i++)
    {
      const KtRotation *rotation = g_ptr_array_index (rotations, i);

      if (rotation->to_generation > 0)
        g_hash_table_add (facts->rotating, g_strdup (rotation->key_id));
    }
  return TRUE;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtPanicFacts **facts = g_task_get_task_data (task);
  GError *error = NULL;

  if (kt_keeper_disk_finish (result, &error))
    g_task_return_pointer (task, g_steal_pointer (facts), (GDestroyNotify) kt_panic_facts_free);
  else
    g_task_return_error (task, error);
}

static void
holder_free (gpointer data)
{
  KtPanicFacts **facts = data;

  g_clear_pointer (facts, kt_panic_facts_free);
  g_free (facts);
}

void
kt_keeper_read_panic_async (KtKeeper *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  KtPanicFacts **facts = g_new0 (KtPanicFacts *, 1);

  g_task_set_source_tag (task, kt_keeper_read_panic_async);
  *facts = g_new0 (KtPanicFacts, 1);
  (*facts)->rotating = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_task_set_task_data (task, facts, holder_free);
  kt_keeper_disk (self, task, read_facts, read_cb);
}

KtPanicFacts *
kt_keeper_read_panic_finish (KtKeeper *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
