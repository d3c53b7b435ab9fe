/* kt-vault-op.c: one public call of the vault: one deadline, one cancellable, one answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-vault-private.h"

#define MAX_RUNNING 8

static void
clear_source (GSource **source)
{
  if (*source)
    {
      g_source_destroy (*source);
      g_clear_pointer (source, g_source_unref);
    }
}

static void start_waiting (KtVault *vault);

/* Takes the task out, so that nothing can answer a second time, and ends what is still going on. */
static GTask *
take_task (KtVaultOp *self)
{
  GTask *task = g_steal_pointer (&self->task);

  clear_source (&self->deadline);
  clear_source (&self->cancelled);
  g_cancellable_cancel (self->cancellable);
  if (self->writer >= 0)
    kt_vault_writer_release (self->vault, self->writer);
  self->writer = -1;
  if (self->running)
    {
      self->running = FALSE;
      self->vault->n_running--;
      start_waiting (self->vault);
    }
  return task;
}

static GError *
not_answering (KtVault *vault)
{
  return g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The keyring did not answer within %u seconds", MAX (vault->deadline_ms / 1000, 1));
}

static gboolean
deadline_cb (gpointer data)
{
  g_autoptr(KtVaultOp) self = kt_vault_op_ref (data);
  g_autoptr(KtVault) vault = g_object_ref (self->vault);
  GQueue waiting = vault->waiting;
  KtVaultOp *other;

  g_queue_init (&vault->waiting);
  kt_vault_set_state (vault, KT_VAULT_NOT_ANSWERING);
  kt_vault_op_return_error (self, not_answering (vault));
  /* What waits behind it would only wait as long for the same. */
  while ((other = g_queue_pop_head (&waiting)))
    {
      kt_vault_op_return_error (other, not_answering (vault));
      kt_vault_op_unref (other);
    }
  return G_SOURCE_REMOVE;
}

static void
start (KtVaultOp *self)
{
  self->deadline = g_timeout_source_new (self->vault->deadline_ms);
  g_source_set_callback (self->deadline, deadline_cb, self, NULL);
  g_source_attach (self->deadline, g_task_get_context (self->task));
  self->running = TRUE;
  self->vault->n_running++;
  g_steal_pointer (&self->step) (self);
}

static void
start_waiting (KtVault *vault)
{
  KtVaultOp *next;

  while (vault->n_running < MAX_RUNNING && (next = g_queue_pop_head (&vault->waiting)))
    {
      /* It may have been cancelled while it waited. */
      if (next->task)
        start (next);
      else
        kt_vault_op_unref (next);
    }
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  g_autoptr(KtVaultOp) self = kt_vault_op_ref (data);

  kt_vault_op_return_error (self, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The call to the keyring was cancelled"));
  return G_SOURCE_REMOVE;
}

KtVaultOp *
kt_vault_op_new (KtVault *vault, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data, gpointer source_tag)
{
  KtVaultOp *self = g_new0 (KtVaultOp, 1);
  GMainContext *context = g_main_context_get_thread_default ();

  self->ref_count = 1;
  self->writer = -1;
  self->vault = g_object_ref (vault);
  self->cancellable = g_cancellable_new ();
  /* The task does not look at the cancellable itself: a result that has arrived is delivered. */
  self->task = g_task_new (vault, NULL, callback, user_data);
  g_task_set_source_tag (self->task, source_tag);

  if (cancellable)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancelled, context);
    }
  return self;
}

void
kt_vault_op_run (KtVaultOp *self, KtVaultStep first)
{
  self->step = first;
  if (self->vault->n_running < MAX_RUNNING)
    start (self);
  else
    g_queue_push_tail (&self->vault->waiting, self);
}

KtVaultOp *
kt_vault_op_ref (KtVaultOp *self)
{
  self->ref_count++;
  return self;
}

void
kt_vault_op_unref (KtVaultOp *self)
{
  if (--self->ref_count > 0)
    return;

  g_warn_if_fail (!self->task);
  g_clear_object (&self->task);
  clear_source (&self->deadline);
  clear_source (&self->cancelled);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->attributes, g_hash_table_unref);
  g_free (self->label);
  g_clear_pointer (&self->line, kt_secret_unref);
  if (self->data && self->free_data)
    self->free_data (self->data);
  g_object_unref (self->vault);
  g_free (self);
}

void
kt_vault_op_without_deadline (KtVaultOp *self)
{
  clear_source (&self->deadline);
}

static void
writer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtVaultOp *self = data;
  GError *error = NULL;
  int writer = kt_vault_writer_finish (KT_VAULT (source), result, &error);

  if (writer >= 0 && self->task)
    {
      self->writer = writer;
      g_steal_pointer (&self->step) (self);
      return;
    }
  if (writer >= 0)
    kt_vault_writer_release (self->vault, writer);
  else
    kt_vault_op_return_error (self, error);
  kt_vault_op_unref (self);
}

void
kt_vault_op_as_writer (KtVaultOp *self, gboolean always, KtVaultStep step)
{
  if (self->writer >= 0 || (!always && self->vault->backend != KT_VAULT_BACKEND_FILE))
    {
      step (self);
      return;
    }
  self->step = step;
  kt_vault_writer_async (self->vault, self->cancellable, writer_cb, self);
}

void
kt_vault_op_return_boolean (KtVaultOp *self, gboolean result)
{
  g_autoptr(GTask) task = take_task (self);

  if (task)
    g_task_return_boolean (task, result);
}

void
kt_vault_op_return_pointer (KtVaultOp *self, gpointer result, GDestroyNotify free_result)
{
  g_autoptr(GTask) task = take_task (self);

  if (task)
    g_task_return_pointer (task, result, free_result);
  else if (result && free_result)
    free_result (result);
}

void
kt_vault_op_return_error (KtVaultOp *self, GError *error)
{
  g_autoptr(GTask) task = take_task (self);

  if (task)
    g_task_return_error (task, error);
  else
    g_error_free (error);
}
