/* kt-keeper-delete.c: deleting for 30 days, bringing back, wiping for good
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-keeper-private.h"

#include "kt-error.h"
#include "kt-ledger-rotation.h"

/* ── States ─────────────────────────────────────────────────────────────── */

typedef struct {
  char     *id;
  KtState   state;
  gboolean  may_change[KT_STATE_RETIRED + 1];   /* from these states */
  const char *what;      /* the event */
  KtRecord *record;      /* as written */
} StateJob;

static void
state_job_free (StateJob *job)
{
  g_free (job->id);
  g_clear_pointer (&job->record, kt_record_free);
  g_free (job);
}

static gboolean
write_state (KtKeeper *self, gpointer data, GError **error)
{
  StateJob *job = data;
  gint64 now_ms = kt_keeper_now ();

  if (!(job->record = kt_ledger_get (self->ledger, job->id, error)))
    return FALSE;
  if (job->record->state == job->state)
    return TRUE;
  if (!job->may_change[job->record->state])
    {
      g_set_error (error, KT_ERROR, KT_ERROR_NOT_ALLOWED, "This cannot be done with a key that is %s",
                   kt_state_to_word (job->record->state));
      return FALSE;
    }
  /* Another process may be wiping what is brought back here. */
  if (!kt_ledger_change_state (self->ledger, job->id, job->record->state, job->state, now_ms, error) ||
      !kt_ledger_add_event (self->ledger, job->id, job->what, NULL, now_ms, error))
    return FALSE;
  if (job->state == KT_STATE_CLEARING)
    kt_keeper_step (KT_STEP_WIPE_QUEUED);

  g_clear_pointer (&job->record, kt_record_free);
  return (job->record = kt_ledger_get (self->ledger, job->id, error)) != NULL;
}

static void
state_written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  StateJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (!kt_keeper_disk_finish (result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  kt_keeper_take_record (self, g_steal_pointer (&job->record));
  g_task_return_boolean (task, TRUE);
}

static GTask *
new_state_task (KtKeeper *self, KtKey *key, KtState state, const char *what, gpointer tag,
                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  StateJob *job = g_new0 (StateJob, 1);

  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE);
  job->id = g_strdup (kt_key_get_id (key));
  job->state = state;
  job->what = what;
  g_task_set_task_data (task, job, (GDestroyNotify) state_job_free);
  return task;
}

void
kt_keeper_delete_async (KtKeeper *self, KtKey *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = new_state_task (self, key, KT_STATE_DELETED, "deleted", kt_keeper_delete_async, cancellable, callback, user_data);
  StateJob *job = g_task_get_task_data (task);

  job->may_change[KT_STATE_ACTIVE] = job->may_change[KT_STATE_RETIRED] = TRUE;
  kt_keeper_disk (self, task, write_state, state_written_cb);
}

gboolean
kt_keeper_delete_finish (KtKeeper *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
kt_keeper_undelete_async (KtKeeper *self, KtKey *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = new_state_task (self, key, KT_STATE_ACTIVE, "restored", kt_keeper_undelete_async, cancellable, callback, user_data);
  StateJob *job = g_task_get_task_data (task);

  job->may_change[KT_STATE_DELETED] = TRUE;
  kt_keeper_disk (self, task, write_state, state_written_cb);
}

gboolean
kt_keeper_undelete_finish (KtKeeper *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ── Clearing one record out of the open keyring ────────────────────────── */

typedef struct {
  KtRecord *record;
  guint     generation;   /* the one being cleared */
  guint     last;         /* the newest that may be there */
} ClearJob;

static void
clear_job_free (ClearJob *job)
{
  kt_record_free (job->record);
  g_free (job);
}

static gboolean
remove_row (KtKeeper *self, gpointer data, GError **error)
{
  ClearJob *job = data;

  if (!kt_ledger_remove (self->ledger, job->record->id, error))
    return FALSE;
  kt_keeper_step (KT_STEP_WIPE_REMOVED);
  return kt_ledger_add_event (self->ledger, job->record->id, "wiped", NULL, kt_keeper_now (), error);
}

static void
row_removed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  ClearJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (!kt_keeper_disk_finish (result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  kt_keeper_drop (self, job->record->id);
  g_task_return_boolean (task, TRUE);
}

static void clear_next_generation (GTask *task);

static void
generation_cleared_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtKeeper *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!kt_vault_clear_finish (self->vault, result, &error))
    g_task_return_error (task, error);
  else
    clear_next_generation (g_steal_pointer (&task));
}

static void
clear_next_generation (GTask *task)
{
  KtKeeper *self = g_task_get_source_object (task);
  ClearJob *job = g_task_get_task_data (task);

  if (job->generation < job->last)
    {
      job->generation++;
      kt_vault_clear_async (self->vault, job->record->id, job->generation, g_task_get_cancellable (task), generation_cleared_cb, task);
      return;
    }
  kt_keeper_step (KT_STEP_WIPE_CLEARED);
  kt_keeper_disk (self, task, remove_row, row_removed_cb);
}

/* A rotation under way has a newer one. */
static gboolean
find_last (KtKeeper *self, gpointer data, GError **error)
{
  ClearJob *job = data;
  g_autoptr(KtRotation) rotation = NULL;

  if (!kt_ledger_get_rotation (self->ledger, job->record->id, &rotation, error))
    return FALSE;
  job->last = MAX (job->record->generation, rotation ? rotation->to_generation : 0);
  return TRUE;
}

static void
last_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  if (kt_keeper_disk_finish (result, &error))
    {
      clear_next_generation (data);
      return;
    }
  g_task_return_error (data, error);
  g_object_unref (data);
}

void
kt_keeper_clear_async (KtKeeper *self, const KtRecord *record, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  ClearJob *job = g_new0 (ClearJob, 1);

  g_task_set_source_tag (task, kt_keeper_clear_async);
  job->record = kt_record_copy (record);
  g_task_set_task_data (task, job, (GDestroyNotify) clear_job_free);
  kt_keeper_disk (self, task, find_last, last_found_cb);
}

gboolean
kt_keeper_clear_finish (KtKeeper *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ── Wipe ───────────────────────────────────────────────────────────────── */

/* The value returned is whether it was queued: it is marked, so sooner or later it is done. */
static void
wiped_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  g_autoptr(GError) error = NULL;
  gboolean wiped = kt_keeper_clear_finish (self, result, &error);

  if (!wiped)
    g_debug ("Wiping is queued: %s", error->message);
  g_task_return_int (task, wiped ? 0 : 1);
}

static void
wipe_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  StateJob *job = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  /* Settling may have cleared it already. */
  if (!kt_keeper_ready_finish (self, result, &error))
    g_task_return_int (task, 1);
  else if (!kt_keeper_find (self, job->id))
    g_task_return_int (task, 0);
  else
    kt_keeper_clear_async (self, job->record, cancellable, wiped_cb, g_steal_pointer (&task));
}

static void
wipe_queued_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  StateJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (!kt_keeper_disk_finish (result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  kt_keeper_take_record (self, kt_record_copy (job->record));
  kt_keeper_ready_async (self, FALSE, cancellable, wipe_ready_cb, g_steal_pointer (&task));
}

void
kt_keeper_wipe_async (KtKeeper *self, KtKey *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = new_state_task (self, key, KT_STATE_CLEARING, "wiping", kt_keeper_wipe_async, cancellable, callback, user_data);
  StateJob *job = g_task_get_task_data (task);

  job->may_change[KT_STATE_ACTIVE] = job->may_change[KT_STATE_DELETED] = job->may_change[KT_STATE_RETIRED] = TRUE;
  kt_keeper_disk (self, task, write_state, wipe_queued_cb);
}

gboolean
kt_keeper_wipe_finish (KtKeeper *self, GAsyncResult *result, gboolean *ret_queued, GError **error)
{
  gssize queued = g_task_propagate_int (G_TASK (result), error);

  if (queued < 0)
    return FALSE;
  if (ret_queued)
    *ret_queued = queued > 0;
  return TRUE;
}
