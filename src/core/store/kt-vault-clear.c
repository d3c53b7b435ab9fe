/* kt-vault-clear.c: clearing one item, and looking again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-vault-work.h"

#include "kt-error.h"

static void drop_file_item (GTask *task);
static void drop_next (GTask *task);

static void
dropped_peeked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtVaultPresence presence;

  if (!kt_vault_work_peeked (task, result, &presence))
    return;

  if (presence == KT_VAULT_PRESENT)
    g_task_return_new_error (task, KT_ERROR, KT_ERROR_FAILED, "The keyring still has the item after it was cleared");
  else
    g_task_return_boolean (task, TRUE);
}

static void
file_item_dropped_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtVault *vault = g_task_get_source_object (task);
  KtVaultWork *self = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean cleared = secret_password_clear_finish (result, &error);

  if (g_task_return_error_if_cancelled (task))
    {
      g_clear_error (&error);
      return;
    }
  if (error && kt_vault_work_may_try_again (vault, self, error))
    {
      g_clear_error (&error);
      kt_vault_work_reconnect ();
      drop_file_item (g_steal_pointer (&task));
      return;
    }
  if (error)
    {
      g_task_return_error (task, kt_vault_work_translate (error));
      return;
    }
  self->was_there = cleared;
  kt_vault_file_has_changed (vault->file);
  g_task_return_boolean (task, TRUE);
}

static void
drop_file_item (GTask *task)
{
  KtVault *vault = g_task_get_source_object (task);
  KtVaultWork *self = g_task_get_task_data (task);

  kt_vault_work_refresh (vault);
  secret_password_clearv (&kt_vault_schema, self->attributes, g_task_get_cancellable (task), file_item_dropped_cb, task);
}

static void
item_deleted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;
  gboolean dismissed = FALSE;

  if (kt_vault_prompt_finish (KT_VAULT (source), result, &dismissed, &error) && dismissed)
    error = g_error_new (KT_ERROR, KT_ERROR_DISMISSED, "The keyring's question was closed");
  if (!error)
    {
      drop_next (task);
      return;
    }
  g_task_return_error (task, kt_vault_work_translate (error));
  g_object_unref (task);
}

/* One item after the other; then looks. Takes the task. */
static void
drop_next (GTask *task)
{
  KtVault *vault = g_task_get_source_object (task);
  KtVaultWork *self = g_task_get_task_data (task);
  const char *path = self->items ? self->items[self->next] : NULL;

  if (path)
    {
      self->next++;
      kt_vault_delete_item_async (self->op, path, item_deleted_cb, task);
      return;
    }
  kt_vault_peek_async (vault, self->attributes, g_task_get_cancellable (task), dropped_peeked_cb, task);
}

static void
drop_peeked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtVault *vault = g_task_get_source_object (task);
  KtVaultWork *self = g_task_get_task_data (task);
  KtVaultPresence presence;

  if (!kt_vault_work_peeked (task, result, &presence))
    return;

  self->was_there = presence == KT_VAULT_PRESENT;
  self->items = kt_vault_peek_get_items (result);
  if (presence == KT_VAULT_ABSENT)
    g_task_return_boolean (task, TRUE);
  else if (vault->backend == KT_VAULT_BACKEND_FILE)
    drop_file_item (g_steal_pointer (&task));
  else
    drop_next (g_steal_pointer (&task));
}

void
kt_vault_drop_async (KtVaultOp *op, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = kt_vault_work_new (op->vault, op->attributes, op->cancellable, callback, user_data, kt_vault_drop_async);
  KtVaultWork *self = g_task_get_task_data (task);

  self->op = kt_vault_op_ref (op);
  kt_vault_peek_async (op->vault, op->attributes, op->cancellable, drop_peeked_cb, task);
}

gboolean
kt_vault_drop_finish (KtVault *vault, GAsyncResult *result, gboolean *ret_was_there, GError **error)
{
  KtVaultWork *self = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *ret_was_there = self->was_there;
  return TRUE;
}
