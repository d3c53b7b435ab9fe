/* kt-keeper-rotate-settle.c: rotations that were cut off: finished or taken back as soon as the keyring is open
 *
 * Only the stages at which the keyring was being written need a look: "storing" (is it there?), and those at which
 * something is being cleared. Everything else resumes where the person left it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-keeper-rotate-private.h"

#include "kt-error.h"

typedef struct {
  gboolean   may_look;      /* nobody is storing one just now */
  GPtrArray *keys;          /* KtKey */
  guint      next;
} SettleJob;

static void
settle_job_free (SettleJob *job)
{
  g_clear_pointer (&job->keys, g_ptr_array_unref);
  g_free (job);
}

static gboolean
is_cut_off (KtRotationStage stage)
{
  return stage == KT_ROTATION_STORING || stage == KT_ROTATION_WIPING || stage == KT_ROTATION_DROPPING || stage == KT_ROTATION_CANCELLING;
}

static void settle_next (GTask *task);

static void
one_settled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtRotation) rotation G_GNUC_UNUSED = kt_keeper_rotate_finish (KT_KEEPER (source), result, &error);

  /* It stays for the next time. */
  if (error)
    g_debug ("A rotation is not settled yet: %s", error->message);
  settle_next (data);
}

static gboolean
write_found (KtKeeper *self, KtRotateJob *job, GError **error)
{
  if (!job->rotation || job->rotation->stage != KT_ROTATION_STORING)
    return TRUE;
  return kt_rotate_move (self, job, job->flag ? KT_ROTATION_STORED : KT_ROTATION_BEGUN, job->flag ? "rotation-stored" : NULL, error);
}

static gboolean
write_half (KtKeeper *self, KtRotateJob *job, GError **error)
{
  return !job->rotation || job->rotation->stage != KT_ROTATION_STORING || kt_rotate_move (self, job, KT_ROTATION_DROPPING, NULL, error);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = g_task_get_source_object (data);
  KtRotateJob *job = g_task_get_task_data (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(KtCredential) credential = kt_vault_load_finish (self->vault, result, NULL, &error);

  job->flag = credential != NULL;
  if (credential || g_error_matches (error, KT_ERROR, KT_ERROR_NOT_FOUND))
    kt_rotate_run (data, write_found, NULL);
  else if (g_error_matches (error, KT_ERROR, KT_ERROR_DAMAGED))
    kt_rotate_run (data, write_half, NULL);
  else
    {
      job->error = g_steal_pointer (&error);
      kt_rotate_end (data);
    }
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  KtRotateJob *job = g_task_get_task_data (data);

  if (!kt_keeper_disk_finish (result, &job->error) || !job->rotation)
    kt_rotate_end (data);
  else if (job->rotation->stage == KT_ROTATION_STORING && job->flag)
    kt_vault_load_async (self->vault, job->id, job->rotation->to_generation, g_task_get_cancellable (data), looked_cb, data);
  else if (kt_rotate_aim (job))
    kt_rotate_clear (data, kt_rotate_finish_clearing, NULL);
  else
    kt_rotate_end (data);
}

static void
settle_next (GTask *task)
{
  KtKeeper *self = g_task_get_source_object (task);
  SettleJob *job = g_task_get_task_data (task);
  GTask *one;

  if (job->next == job->keys->len)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  one = kt_rotate_task_new (self, g_ptr_array_index (job->keys, job->next++), NULL, settle_next,
                            g_task_get_cancellable (task), one_settled_cb, task);
  ((KtRotateJob *) g_task_get_task_data (one))->flag = job->may_look;
  kt_rotate_run (one, NULL, read_cb);
}

static gboolean
gather (KtKeeper *self, gpointer data, GError **error)
{
  SettleJob *job = data;
  g_autoptr(GPtrArray) rotations = kt_ledger_list_rotations (self->ledger, error);

  if (!rotations)
    return FALSE;
  for (guint i = 0; i < rotations->len; i++)
    {
      const KtRotation *rotation = g_ptr_array_index (rotations, i);
      KtRecord *record;

      /* Another keyring has its secrets: nothing found here means anything. */
      if (!is_cut_off (rotation->stage) || g_hash_table_contains (self->behind, rotation->key_id))
        continue;
      if (!(record = kt_ledger_get (self->ledger, rotation->key_id, error)))
        return FALSE;
      g_ptr_array_add (job->keys, kt_key_new (record));
    }
  return TRUE;
}

static void
gathered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  if (kt_keeper_disk_finish (result, &error))
    {
      settle_next (data);
      return;
    }
  g_task_return_error (data, error);
  g_object_unref (data);
}

void
kt_keeper_rotate_settle_async (KtKeeper *self, gboolean may_look, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  SettleJob *job = g_new0 (SettleJob, 1);

  g_task_set_source_tag (task, kt_keeper_rotate_settle_async);
  g_task_set_check_cancellable (task, FALSE);
  job->may_look = may_look;
  job->keys = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_task_data (task, job, (GDestroyNotify) settle_job_free);
  kt_keeper_disk (self, task, gather, gathered_cb);
}

gboolean
kt_keeper_rotate_settle_finish (KtKeeper *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
