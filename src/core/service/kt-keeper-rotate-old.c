/* kt-keeper-rotate-old.c: the old credential: watched until the exchange refuses it, then wiped; and what else is cleared
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-keeper-rotate-private.h"

#include "kt-error.h"

/* ── Watch ──────────────────────────────────────────────────────────────── */

static gboolean
write_watched (KtKeeper *self, KtRotateJob *job, GError **error)
{
  KtRotation *rotation = job->rotation;
  gint64 now_ms = kt_keeper_now ();

  if (!rotation || rotation->stage != KT_ROTATION_WATCHING || rotation->from_generation != job->generation)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_BUSY, "The rotation went on elsewhere");
      return FALSE;
    }
  g_clear_pointer (&rotation->old_report, kt_report_unref);
  rotation->old_report = kt_report_ref (job->report);
  rotation->old_worked |= kt_report_worked (job->report);
  rotation->tries++;
  if (kt_rotation_is_proof (rotation, job->report))
    {
      rotation->next_try_ms = 0;
      rotation->proven_ms = job->report->checked_ms;
      return kt_rotate_move (self, job, KT_ROTATION_PROVEN, "rotation-proven", error);
    }
  /* Never again by itself where asking may do harm. */
  rotation->next_try_ms = job->press_only || kt_rotation_stops_tries (job->report)
                            ? 0 : kt_rotation_next_try (rotation->deleted_ms, rotation->tries, now_ms);
  return kt_rotate_move (self, job, KT_ROTATION_WATCHING, NULL, error);
}

static void
tried_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtRotateJob *job = g_task_get_task_data (data);

  job->report = kt_keeper_try_finish (KT_KEEPER (source), result, &job->error);
  if (job->report && (job->report->outcomes & KT_OUTCOMES_BIT (KT_OUTCOME_CANCELLED)))
    g_set_error_literal (&job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The check was cancelled");
  if (job->error)
    kt_rotate_end (data);
  else
    kt_rotate_run (data, write_watched, NULL);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = g_task_get_source_object (data);
  KtRotateJob *job = g_task_get_task_data (data);
  g_autoptr(KtRecord) record = NULL;

  if (!(job->credential = kt_vault_load_finish (self->vault, result, NULL, &job->error)))
    {
      kt_rotate_end (data);
      return;
    }
  record = kt_record_copy (job->record);
  if (job->rotation->old_key_type)
    {
      g_free (record->key_type);
      record->key_type = g_strdup (job->rotation->old_key_type);
    }
  kt_keeper_try_async (self, record, job->credential, NULL, NULL, g_task_get_cancellable (data), tried_cb, data);
}

static void
watch_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  KtRotateJob *job = g_task_get_task_data (data);

  if (!kt_keeper_ready_finish (self, result, &job->error))
    kt_rotate_end (data);
  else
    kt_vault_load_async (self->vault, job->id, job->generation, g_task_get_cancellable (data), loaded_cb, data);
}

static gboolean
require_watching (KtKeeper *self, KtRotateJob *job, GError **error)
{
  if (job->rotation && job->rotation->stage == KT_ROTATION_WATCHING)
    return TRUE;
  return kt_rotate_refuse (error, "The old key is not being watched");
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  KtRotateJob *job = g_task_get_task_data (data);

  if (!kt_keeper_disk_finish (result, &job->error) || kt_rotate_is_lost (job))
    kt_rotate_end (data);
  else if (!job->flag && (job->press_only || job->rotation->next_try_ms == 0 || job->rotation->next_try_ms > kt_keeper_now ()))
    kt_rotate_end (data);
  else
    {
      job->generation = job->rotation->from_generation;
      kt_keeper_ready_async (self, job->flag, g_task_get_cancellable (data), watch_ready_cb, data);
    }
}

void
kt_keeper_rotate_watch_async (KtKeeper *self, KtKey *key, gboolean pressed,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = kt_rotate_task_new (self, key, NULL, kt_keeper_rotate_watch_async, cancellable, callback, user_data);
  KtRotateJob *job = g_task_get_task_data (task);

  job->flag = pressed;
  kt_rotate_run (task, require_watching, read_cb);
}

/* ── Clearing generations ───────────────────────────────────────────────── */

/* Which generations are cleared at the rotation's stage; FALSE: none. */
static gboolean
find_range (const KtRotation *rotation, guint *ret_first, guint *ret_last)
{
  switch (rotation->stage)
    {
    case KT_ROTATION_WIPING:
      /* Also those between, that were given and dropped. */
      *ret_first = rotation->from_generation;
      *ret_last = rotation->to_generation - 1;
      return TRUE;
    case KT_ROTATION_DROPPING:
    case KT_ROTATION_CANCELLING:
      *ret_first = rotation->from_generation + 1;
      *ret_last = rotation->to_generation;
      return TRUE;
    case KT_ROTATION_BEGUN:
    case KT_ROTATION_STORING:
    case KT_ROTATION_STORED:
    case KT_ROTATION_CHECKED:
    case KT_ROTATION_SWITCHED:
    case KT_ROTATION_WATCHING:
    case KT_ROTATION_PROVEN:
    case KT_N_ROTATION_STAGES:
    default:
      return FALSE;
    }
}

gboolean
kt_rotate_aim (KtRotateJob *job)
{
  if (!job->rotation || !find_range (job->rotation, &job->generation, &job->last))
    return FALSE;
  job->aimed = job->rotation->stage;
  /* Whatever the rotation says: never the current one. */
  return job->record->generation < job->generation || job->record->generation > job->last;
}

/* Another program may have finished it since, and even begun the next: then what was cleared says nothing of what is there now. */
static gboolean
is_as_aimed (const KtRotateJob *job)
{
  guint first, last;

  return job->rotation->stage == job->aimed && find_range (job->rotation, &first, &last) && last == job->last;
}

/* What happened to the old credential, in words of ours and times. */
static char *
make_receipt (const KtRotation *rotation, gboolean left_behind)
{
  g_autoptr(GDateTime) proven = NULL;
  g_autofree char *when = NULL;
  g_autofree char *answer = NULL;

  if (left_behind)
    return g_strdup_printf ("generation %u was not wiped: it is in the keyring of before; generation %u is current",
                            rotation->from_generation, rotation->to_generation);
  if (rotation->proven_ms == 0 || !rotation->old_report)
    return g_strdup_printf ("generation %u wiped, generation %u is current; that the exchange refuses the old one was not proven",
                            rotation->from_generation, rotation->to_generation);
  proven = g_date_time_new_from_unix_utc (rotation->proven_ms / 1000);
  when = proven ? g_date_time_format_iso8601 (proven) : NULL;
  answer = kt_outcomes_to_string (rotation->old_report->outcomes);
  return g_strdup_printf ("generation %u refused by the exchange as %s at %s and wiped, generation %u is current",
                          rotation->from_generation, answer, when ? when : "?", rotation->to_generation);
}

gboolean
kt_rotate_finish_clearing (KtKeeper *self, KtRotateJob *job, GError **error)
{
  g_autofree char *receipt = NULL;
  gboolean ok;

  if (!job->rotation || !is_as_aimed (job))
    return TRUE;
  kt_keeper_step (KT_STEP_ROTATE_CLEARED);
  if (job->rotation->stage == KT_ROTATION_DROPPING)
    return kt_rotate_move (self, job, KT_ROTATION_BEGUN, NULL, error);

  if (job->rotation->stage == KT_ROTATION_WIPING)
    receipt = make_receipt (job->rotation, job->left_behind);
  ok = kt_ledger_end_rotation (self->ledger, job->id, job->rotation->stage, receipt ? "rotated" : "rotation-cancelled", receipt,
                               kt_keeper_now (), error);
  if (ok)
    kt_keeper_step (KT_STEP_ROTATE_OVER);
  return ok;
}

typedef struct {
  GTask               *task;
  KtRotateFunc         func;
  GAsyncReadyCallback  next;
} Clearing;

static void clear_next (Clearing *self);

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Clearing *self = data;
  KtKeeper *keeper = g_task_get_source_object (self->task);
  KtRotateJob *job = g_task_get_task_data (self->task);

  if (!kt_vault_clear_finish (keeper->vault, result, &job->error))
    {
      kt_rotate_end (self->task);
      g_free (self);
      return;
    }
  job->generation++;
  clear_next (self);
}

static void
clear_next (Clearing *self)
{
  KtKeeper *keeper = g_task_get_source_object (self->task);
  KtRotateJob *job = g_task_get_task_data (self->task);

  if (job->generation <= job->last)
    {
      kt_vault_clear_async (keeper->vault, job->id, job->generation, g_task_get_cancellable (self->task), cleared_cb, self);
      return;
    }
  kt_rotate_run (self->task, self->func, self->next);
  g_free (self);
}

void
kt_rotate_clear (GTask *task, KtRotateFunc func, GAsyncReadyCallback next)
{
  Clearing *self = g_new0 (Clearing, 1);

  self->task = task;
  self->func = func;
  self->next = next;
  clear_next (self);
}

/* ── Wipe and cancel ────────────────────────────────────────────────────── */

static void
clear_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtRotateJob *job = g_task_get_task_data (data);
  g_autoptr(GError) error = NULL;

  job->left_behind = g_hash_table_contains (KT_KEEPER (source)->behind, job->id);
  /* Queued: done as soon as the keyring is open. */
  if (!kt_keeper_ready_finish (KT_KEEPER (source), result, &error))
    kt_rotate_end (data);
  else if (kt_rotate_aim (job))
    kt_rotate_clear (data, kt_rotate_finish_clearing, NULL);
  else
    kt_rotate_end (data);
}

static void
marked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtRotateJob *job = g_task_get_task_data (data);

  if (!kt_keeper_disk_finish (result, &job->error) || !job->rotation)
    kt_rotate_end (data);
  else
    kt_keeper_ready_async (KT_KEEPER (source), FALSE, g_task_get_cancellable (data), clear_ready_cb, data);
}

static gboolean
mark_wiping (KtKeeper *self, KtRotateJob *job, GError **error)
{
  if (!job->rotation)
    return kt_rotate_refuse (error, "This key is in no rotation");
  if (job->rotation->stage == KT_ROTATION_WIPING)
    return TRUE;
  if (job->rotation->stage != KT_ROTATION_PROVEN && !job->flag)
    return kt_rotate_refuse (error, "The exchange has not refused the old key yet");
  if (!kt_rotate_move (self, job, KT_ROTATION_WIPING, "rotation-wiping", error))
    return FALSE;
  kt_keeper_step (KT_STEP_ROTATE_WIPING);
  return TRUE;
}

void
kt_keeper_rotate_wipe_async (KtKeeper *self, KtKey *key, gboolean unproven,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = kt_rotate_task_new (self, key, NULL, kt_keeper_rotate_wipe_async, cancellable, callback, user_data);
  KtRotateJob *job = g_task_get_task_data (task);

  job->flag = unproven;
  kt_rotate_run (task, mark_wiping, marked_cb);
}

static gboolean
mark_cancelling (KtKeeper *self, KtRotateJob *job, GError **error)
{
  if (!job->rotation)
    return kt_rotate_refuse (error, "This key is in no rotation");
  if (job->rotation->stage == KT_ROTATION_CANCELLING)
    return TRUE;
  if (kt_rotation_is_switched (job->rotation->stage))
    return kt_rotate_refuse (error, "The new key is the current one; undo that first");
  if (!kt_rotate_move (self, job, KT_ROTATION_CANCELLING, NULL, error))
    return FALSE;
  kt_keeper_step (KT_STEP_ROTATE_CANCELLING);
  /* None was ever given: nothing in the keyring. */
  if (job->rotation->to_generation > 0)
    return TRUE;
  kt_rotate_aim (job);
  return kt_rotate_finish_clearing (self, job, error);
}

void
kt_keeper_rotate_cancel_async (KtKeeper *self, KtKey *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  kt_rotate_run (kt_rotate_task_new (self, key, NULL, kt_keeper_rotate_cancel_async, cancellable, callback, user_data),
                 mark_cancelling, marked_cb);
}
