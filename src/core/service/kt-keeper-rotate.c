/* kt-keeper-rotate.c: the verbs of a rotation that need no keyring, and what all of them share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-keeper-rotate-private.h"

#include <unistd.h>

#include "kt-error.h"

static void
job_free (KtRotateJob *job)
{
  g_free (job->id);
  g_clear_pointer (&job->record, kt_record_free);
  g_clear_pointer (&job->rotation, kt_rotation_free);
  g_clear_pointer (&job->good, kt_report_unref);
  g_clear_pointer (&job->credential, kt_credential_unref);
  g_clear_pointer (&job->report, kt_report_unref);
  g_free (job->fingerprint);
  g_free (job->hint);
  g_free (job->key_type);
  g_free (job->name);
  if (job->lock >= 0)
    close (job->lock);
  g_clear_error (&job->error);
  g_free (job);
}

/* It could lock the account out, or, if the old one was not deleted after all, disturb whoever uses it; or the person does not want it. */
static gboolean
is_press_only (const KtRecord *record, KtExchange *exchange)
{
  return !exchange || record->checks_stopped || kt_exchange_refusals_lock_out (exchange) ||
         kt_exchange_wrong_address_disables (exchange) ||
         (kt_exchange_has_rising_nonce (exchange, record->environment) && !record->nonce_allowed);
}

GTask *
kt_rotate_task_new (KtKeeper *self, KtKey *key, KtRotateFunc func, gpointer tag,
                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  KtRotateJob *job = g_new0 (KtRotateJob, 1);
  KtExchange *exchange = kt_catalogue_get (self->catalogue, kt_key_get_record (key)->exchange, NULL);

  g_task_set_source_tag (task, tag);
  /* What was written is told, however late somebody cancelled. */
  g_task_set_check_cancellable (task, FALSE);
  job->id = g_strdup (kt_key_get_id (key));
  job->func = func;
  job->good = kt_key_get_good_report (key) ? kt_report_ref (kt_key_get_good_report (key)) : NULL;
  job->press_only = is_press_only (kt_key_get_record (key), exchange);
  job->lock = -1;
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  return task;
}

gboolean
kt_rotate_refuse (GError **error, const char *why)
{
  g_set_error_literal (error, KT_ERROR, KT_ERROR_NOT_ALLOWED, why);
  return FALSE;
}

static gboolean
went_on_elsewhere (GError **error)
{
  g_set_error_literal (error, KT_ERROR, KT_ERROR_BUSY, "The rotation went on elsewhere");
  return FALSE;
}

gboolean
kt_rotate_is_lost (KtRotateJob *job)
{
  if (!job->rotation && !job->error)
    went_on_elsewhere (&job->error);
  return !job->rotation;
}

gboolean
kt_rotate_move (KtKeeper *self, KtRotateJob *job, KtRotationStage stage, const char *what, GError **error)
{
  KtRotationStage from;

  if (!job->rotation)
    return went_on_elsewhere (error);
  from = job->rotation->stage;
  if (!kt_rotation_may_follow (from, stage))
    {
      g_set_error (error, KT_ERROR, KT_ERROR_NOT_ALLOWED, "This cannot be done with a rotation that is %s", kt_rotation_stage_to_word (from));
      return FALSE;
    }
  job->rotation->stage = stage;
  return kt_ledger_move_rotation (self->ledger, job->rotation, from, what, NULL, kt_keeper_now (), error);
}

static gboolean
read_all (KtKeeper *self, KtRotateJob *job, GError **error)
{
  g_clear_pointer (&job->record, kt_record_free);
  g_clear_pointer (&job->rotation, kt_rotation_free);
  if (!(job->record = kt_ledger_get (self->ledger, job->id, error)) ||
      !kt_ledger_get_rotation (self->ledger, job->id, &job->rotation, error))
    return FALSE;
  if (job->rotation)
    kt_rotation_follow_consumers (job->rotation, job->record);
  return TRUE;
}

static gboolean
run (KtKeeper *self, gpointer data, GError **error)
{
  KtRotateJob *job = data;

  return read_all (self, job, error) && (!job->func || job->func (self, job, error)) && read_all (self, job, error);
}

void
kt_rotate_run (GTask *task, KtRotateFunc func, GAsyncReadyCallback next)
{
  KtRotateJob *job = g_task_get_task_data (task);

  job->func = func;
  kt_keeper_disk (g_task_get_source_object (task), task, run, next ? next : kt_rotate_end_cb);
}

void
kt_rotate_end (GTask *task)
{
  KtKeeper *self = g_task_get_source_object (task);
  KtRotateJob *job = g_task_get_task_data (task);

  if (job->error)
    {
      g_task_return_error (task, g_steal_pointer (&job->error));
    }
  else
    {
      kt_keeper_take_record (self, g_steal_pointer (&job->record));
      g_task_return_pointer (task, g_steal_pointer (&job->rotation), (GDestroyNotify) kt_rotation_free);
    }
  g_object_unref (task);
}

void
kt_rotate_end_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtRotateJob *job = g_task_get_task_data (data);
  GError *error = NULL;

  /* What went wrong first is told. */
  if (!kt_keeper_disk_finish (result, &error) && !job->error)
    job->error = g_steal_pointer (&error);
  g_clear_error (&error);
  kt_rotate_end (data);
}

KtRotation *
kt_keeper_rotate_finish (KtKeeper *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ── Reading and beginning ──────────────────────────────────────────────── */

void
kt_keeper_rotate_read_async (KtKeeper *self, KtKey *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  kt_rotate_run (kt_rotate_task_new (self, key, NULL, kt_keeper_rotate_read_async, cancellable, callback, user_data), NULL, NULL);
}

static gboolean
begin (KtKeeper *self, KtRotateJob *job, GError **error)
{
  g_autoptr(KtRotation) rotation = NULL;

  if (job->rotation)
    return TRUE;
  rotation = kt_rotation_new (job->record, kt_keeper_now ());
  rotation->old_worked = job->good && g_strcmp0 (job->good->environment, job->record->environment) == 0;
  return kt_ledger_begin_rotation (self->ledger, rotation, "rotation-begun", error);
}

void
kt_keeper_rotate_begin_async (KtKeeper *self, KtKey *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  kt_rotate_run (kt_rotate_task_new (self, key, begin, kt_keeper_rotate_begin_async, cancellable, callback, user_data), begin, NULL);
}

/* ── Verbs of a rotation under way ──────────────────────────────────────── */

static gboolean
require_rotation (KtRotateJob *job, GError **error)
{
  if (job->rotation)
    return TRUE;
  g_set_error_literal (error, KT_ERROR, KT_ERROR_NOT_FOUND, "This key is in no rotation");
  return FALSE;
}

static gboolean
accept (KtKeeper *self, KtRotateJob *job, GError **error)
{
  KtRotationVerdict verdict;

  if (!require_rotation (job, error))
    return FALSE;
  if (!job->rotation->new_report)
    return kt_rotate_refuse (error, "The new key was not checked yet");
  job->rotation->accepted |= job->rights;
  job->rotation->accepted_unseen |= job->flag;
  kt_rotation_judge (job->rotation, job->record, job->good, &verdict);
  return kt_rotate_move (self, job, verdict.may_switch ? KT_ROTATION_CHECKED : KT_ROTATION_STORED, NULL, error);
}

void
kt_keeper_rotate_accept_async (KtKeeper *self, KtKey *key, KtRights rights, gboolean unseen,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = kt_rotate_task_new (self, key, accept, kt_keeper_rotate_accept_async, cancellable, callback, user_data);
  KtRotateJob *job = g_task_get_task_data (task);

  job->rights = rights;
  job->flag = unseen;
  kt_rotate_run (task, accept, NULL);
}

static gboolean
make_current (KtKeeper *self, KtRotateJob *job, GError **error)
{
  KtRotationVerdict verdict;

  if (!require_rotation (job, error))
    return FALSE;
  /* What it is meant for may have been changed since it was checked. */
  kt_rotation_judge (job->rotation, job->record, job->good, &verdict);
  if (job->rotation->stage == KT_ROTATION_CHECKED && !verdict.may_switch)
    return kt_rotate_refuse (error, "The new key is not as it is meant to be; check it again");
  if (!kt_rotate_move (self, job, KT_ROTATION_SWITCHED, "rotation-switched", error))
    return FALSE;
  kt_keeper_step (KT_STEP_ROTATE_SWITCHED);
  job->report = kt_report_ref (job->rotation->new_report);
  return kt_ledger_add_report (self->ledger, job->id, job->report, error);
}

static void
switched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  KtRotateJob *job = g_task_get_task_data (data);
  KtKey *key = kt_keeper_find (self, job->id);

  /* The old one's reports say nothing about the new one. */
  if (key && job->report)
    kt_key_set_reports (key, job->report, kt_report_worked (job->report) ? job->report : NULL);
  kt_rotate_end_cb (source, result, data);
}

void
kt_keeper_rotate_switch_async (KtKeeper *self, KtKey *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  kt_rotate_run (kt_rotate_task_new (self, key, make_current, kt_keeper_rotate_switch_async, cancellable, callback, user_data),
                 make_current, switched_cb);
}

static gboolean
tick (KtKeeper *self, KtRotateJob *job, GError **error)
{
  if (!require_rotation (job, error))
    return FALSE;
  for (guint i = 0; i < job->rotation->consumers->len; i++)
    {
      KtRotationConsumer *consumer = g_ptr_array_index (job->rotation->consumers, i);

      if (g_strcmp0 (consumer->name, job->name) == 0)
        {
          consumer->given_ms = job->flag ? kt_keeper_now () : 0;
          return kt_rotate_move (self, job, job->rotation->stage, NULL, error);
        }
    }
  g_set_error_literal (error, KT_ERROR, KT_ERROR_NOT_FOUND, "Nobody of that name was given this key");
  return FALSE;
}

void
kt_keeper_rotate_tick_async (KtKeeper *self, KtKey *key, const char *name, gboolean given,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = kt_rotate_task_new (self, key, tick, kt_keeper_rotate_tick_async, cancellable, callback, user_data);
  KtRotateJob *job = g_task_get_task_data (task);

  job->name = g_strdup (name);
  job->flag = given;
  kt_rotate_run (task, tick, NULL);
}

static gboolean
deleted (KtKeeper *self, KtRotateJob *job, GError **error)
{
  if (!require_rotation (job, error))
    return FALSE;
  if (job->rotation->stage != KT_ROTATION_SWITCHED)
    return kt_rotate_refuse (error, "The new key is not the current one yet");
  job->rotation->deleted_ms = kt_keeper_now ();
  job->rotation->tries = 0;
  job->rotation->next_try_ms = job->press_only ? 0 : kt_rotation_next_try (job->rotation->deleted_ms, 0, job->rotation->deleted_ms);
  return kt_rotate_move (self, job, KT_ROTATION_WATCHING, "rotation-deleted", error);
}

void
kt_keeper_rotate_deleted_async (KtKeeper *self, KtKey *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  kt_rotate_run (kt_rotate_task_new (self, key, deleted, kt_keeper_rotate_deleted_async, cancellable, callback, user_data), deleted, NULL);
}

static gboolean
undo (KtKeeper *self, KtRotateJob *job, GError **error)
{
  KtRotation *rotation = job->rotation;
  g_autoptr(KtReport) answer = NULL;

  if (!require_rotation (job, error))
    return FALSE;
  if (!kt_rotation_is_switched (rotation->stage) || rotation->stage == KT_ROTATION_WIPING)
    return kt_rotate_refuse (error, "There is nothing to undo: the old key is the current one, or it is being wiped");
  rotation->deleted_ms = rotation->next_try_ms = rotation->proven_ms = 0;
  rotation->tries = 0;
  answer = g_steal_pointer (&rotation->old_report);
  for (guint i = 0; i < rotation->consumers->len; i++)
    ((KtRotationConsumer *) g_ptr_array_index (rotation->consumers, i))->given_ms = 0;
  if (!kt_rotate_move (self, job, KT_ROTATION_CHECKED, "rotation-undone", error))
    return FALSE;
  /* What the exchange said of it while it was watched is the last that is known of the current one. */
  if (answer && !kt_ledger_add_report (self->ledger, job->id, answer, error))
    return FALSE;
  g_clear_pointer (&job->good, kt_report_unref);
  return kt_ledger_get_latest_of (self->ledger, job->id, &job->report, &job->good, error);
}

/* The new one's reports say nothing about the old one. */
static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtRotateJob *job = g_task_get_task_data (data);
  KtKey *key = kt_keeper_find (KT_KEEPER (source), job->id);

  if (key && job->rotation && job->rotation->stage == KT_ROTATION_CHECKED)
    kt_key_set_reports (key, job->report, job->good);
  kt_rotate_end_cb (source, result, data);
}

void
kt_keeper_rotate_undo_async (KtKeeper *self, KtKey *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  kt_rotate_run (kt_rotate_task_new (self, key, undo, kt_keeper_rotate_undo_async, cancellable, callback, user_data), undo, undone_cb);
}
