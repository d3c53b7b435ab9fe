/* kt-keeper-rotate-new.c: the new credential: into the keyring beside the old one, and checked
 *
 * Row "storing" -> keyring, read back -> row "stored". Nothing about the key itself changes here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-keeper-rotate-private.h"

#include "kt-error.h"

/* ── Give ───────────────────────────────────────────────────────────────── */

static gboolean
write_stored (KtKeeper *self, KtRotateJob *job, GError **error)
{
  if (!job->rotation || job->rotation->to_generation != job->generation)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_BUSY, "The rotation went on elsewhere");
      return FALSE;
    }
  if (!kt_rotate_move (self, job, KT_ROTATION_STORED, "rotation-stored", error))
    return FALSE;
  kt_keeper_step (KT_STEP_ROTATE_STORED);
  return TRUE;
}

/* A store that was cut off may still land: what may be there is cleared at the next chance. */
static gboolean
write_not_stored (KtKeeper *self, KtRotateJob *job, GError **error)
{
  return kt_rotate_move (self, job, kt_keeper_is_surely_not_stored (job->error) ? KT_ROTATION_BEGUN : KT_ROTATION_DROPPING, NULL, error);
}

static void
lost_cleared_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = g_task_get_source_object (data);
  g_autoptr(GError) error = NULL;

  if (!kt_vault_clear_finish (self->vault, result, &error))
    g_debug ("A credential that no row knows was not cleared: %s", error->message);
  kt_rotate_end (data);
}

/* No row knows of it any more: the key is gone, or its rotation is. A ledger that is only busy keeps the row. */
static gboolean
has_no_row (const KtRotateJob *job)
{
  if (!job->record)
    return g_error_matches (job->error, KT_ERROR, KT_ERROR_NOT_FOUND);
  return !job->rotation && job->record->generation != job->generation;
}

/* No secret without a row: whoever wiped the key meanwhile could not know of this one. */
static void
stored_written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  KtRotateJob *job = g_task_get_task_data (data);

  if (!kt_keeper_disk_finish (result, &job->error) && has_no_row (job))
    kt_vault_clear_async (self->vault, job->id, job->generation, NULL, lost_cleared_cb, data);
  else
    kt_rotate_end (data);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = g_task_get_source_object (data);
  KtRotateJob *job = g_task_get_task_data (data);

  if (!kt_vault_store_finish (self->vault, result, &job->error))
    {
      kt_rotate_run (data, write_not_stored, NULL);
      return;
    }
  kt_keeper_step (KT_STEP_ROTATE_KEPT);
  kt_rotate_run (data, write_stored, stored_written_cb);
}

static void
set_text (char **member, const char *text)
{
  g_free (*member);
  *member = g_strdup (text);
}

/* As the record will be when it is the current one. */
static char *
make_facts (const KtRotateJob *job)
{
  g_autoptr(KtRecord) record = kt_record_copy (job->record);

  record->generation = job->rotation->to_generation;
  record->secret_since_ms = job->rotation->new_since_ms;
  set_text (&record->fingerprint, job->rotation->new_fingerprint);
  set_text (&record->hint, job->rotation->new_hint);
  set_text (&record->key_type, job->rotation->new_key_type);
  return kt_record_to_facts (record);
}

/* (transfer full) @task */
static void
store (GTask *task)
{
  KtKeeper *self = g_task_get_source_object (task);
  KtRotateJob *job = g_task_get_task_data (task);
  g_autofree char *facts = make_facts (job);

  kt_keeper_step (KT_STEP_ROTATE_STORING);
  job->generation = job->rotation->to_generation;
  kt_vault_store_async (self->vault, job->id, job->rotation->to_generation, job->credential, facts,
                        g_task_get_cancellable (task), stored_cb, task);
}

static void
storing_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtRotateJob *job = g_task_get_task_data (data);

  if (!kt_keeper_disk_finish (result, &job->error) || kt_rotate_is_lost (job))
    kt_rotate_end (data);
  else
    store (data);
}

static gboolean
write_storing (KtKeeper *self, KtRotateJob *job, GError **error)
{
  KtRotation *rotation = job->rotation;

  rotation->to_generation = MAX (rotation->from_generation, rotation->to_generation) + 1;
  rotation->new_since_ms = kt_keeper_now ();
  rotation->accepted = KT_RIGHTS_NONE;
  rotation->accepted_unseen = FALSE;
  g_clear_pointer (&rotation->new_report, kt_report_unref);
  set_text (&rotation->new_fingerprint, job->fingerprint);
  set_text (&rotation->new_hint, job->hint);
  set_text (&rotation->new_key_type, job->key_type);
  /* Nobody else's recovery looks at it meanwhile. */
  return (job->lock >= 0 || (job->lock = kt_keeper_lock_adding (self, error)) >= 0) &&
         kt_rotate_move (self, job, KT_ROTATION_STORING, NULL, error) &&
         (job->is_ours = TRUE);
}

static gboolean
drop_then_store (KtKeeper *self, KtRotateJob *job, GError **error)
{
  if (!kt_rotate_finish_clearing (self, job, error))
    return FALSE;
  g_clear_pointer (&job->rotation, kt_rotation_free);
  if (!kt_ledger_get_rotation (self->ledger, job->id, &job->rotation, error))
    return FALSE;
  /* Another program may have gone on with it, or ended it. */
  if (job->rotation && job->rotation->stage == KT_ROTATION_BEGUN)
    return write_storing (self, job, error);
  g_set_error_literal (error, KT_ERROR, KT_ERROR_BUSY, "The rotation went on elsewhere");
  return FALSE;
}

static void
dropping_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtRotateJob *job = g_task_get_task_data (data);

  if (!kt_keeper_disk_finish (result, &job->error) || kt_rotate_is_lost (job))
    kt_rotate_end (data);
  else if (job->is_ours)
    store (data);
  else if (job->rotation->stage == KT_ROTATION_DROPPING && kt_rotate_aim (job))
    kt_rotate_clear (data, drop_then_store, storing_cb);
  else
    kt_rotate_run (data, drop_then_store, storing_cb);
}

static gboolean
is_known_elsewhere (KtKeeper *self, KtRotateJob *job, GError **error)
{
  g_autoptr(GPtrArray) records = kt_ledger_find_fingerprint (self->ledger, job->fingerprint, error);

  if (!records)
    return TRUE;
  for (guint i = 0; i < records->len; i++)
    {
      const KtRecord *record = g_ptr_array_index (records, i);

      if (g_str_equal (record->id, job->id))
        g_set_error_literal (error, KT_ERROR, KT_ERROR_INVALID, "This is the credential the key has already; make a new key at the exchange");
      else
        g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "This is the credential of another key: %s", record->label);
      return TRUE;
    }
  return FALSE;
}

static gboolean
begin_give (KtKeeper *self, KtRotateJob *job, GError **error)
{
  if (!job->rotation)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_NOT_FOUND, "This key is in no rotation");
      return FALSE;
    }
  if (is_known_elsewhere (self, job, error))
    return FALSE;
  if (job->rotation->stage == KT_ROTATION_BEGUN)
    return write_storing (self, job, error);
  if (job->rotation->stage == KT_ROTATION_DROPPING)
    return TRUE;
  if (!kt_rotate_move (self, job, KT_ROTATION_DROPPING, NULL, error))
    return FALSE;
  kt_keeper_step (KT_STEP_ROTATE_DROPPING);
  return TRUE;
}

static void
fingerprint_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = g_task_get_source_object (data);
  KtRotateJob *job = g_task_get_task_data (data);

  if (!(job->fingerprint = kt_vault_fingerprint_finish (self->vault, result, &job->error)))
    kt_rotate_end (data);
  else
    kt_rotate_run (data, begin_give, dropping_cb);
}

static void
give_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  KtRotateJob *job = g_task_get_task_data (data);

  if (!kt_keeper_ready_finish (self, result, &job->error))
    kt_rotate_end (data);
  else
    kt_vault_fingerprint_async (self->vault, job->credential, g_task_get_cancellable (data), fingerprint_cb, data);
}

void
kt_keeper_rotate_give_async (KtKeeper *self, KtKey *key, KtCredential *credential,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = kt_rotate_task_new (self, key, NULL, kt_keeper_rotate_give_async, cancellable, callback, user_data);
  KtRotateJob *job = g_task_get_task_data (task);
  g_autoptr(KtRecord) record = kt_record_copy (kt_key_get_record (key));
  KtExchange *exchange = kt_catalogue_get (self->catalogue, record->exchange, &job->error);

  job->credential = kt_credential_ref (credential);
  if (exchange)
    job->key_type = g_strdup (kt_exchange_guess_key_type (exchange, record->environment, credential, &job->error));
  if (!job->key_type)
    {
      kt_rotate_end (task);
      return;
    }
  set_text (&record->key_type, job->key_type);
  job->hint = kt_keeper_make_hint (self, record, credential);
  kt_keeper_ready_async (self, TRUE, cancellable, give_ready_cb, task);
}

/* ── Check ──────────────────────────────────────────────────────────────── */

static gboolean
write_checked (KtKeeper *self, KtRotateJob *job, GError **error)
{
  KtRotation *rotation = job->rotation;
  KtRotationVerdict verdict;

  if (!rotation || rotation->to_generation != job->generation)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_BUSY, "The rotation went on elsewhere");
      return FALSE;
    }
  g_clear_pointer (&rotation->new_report, kt_report_unref);
  rotation->new_report = kt_report_ref (job->report);
  if (job->report->created_ms > 0)
    rotation->new_since_ms = job->report->created_ms;
  kt_rotation_judge (rotation, job->record, job->good, &verdict);
  return kt_rotate_move (self, job, verdict.may_switch ? KT_ROTATION_CHECKED : KT_ROTATION_STORED, "rotation-checked", error);
}

static void
tried_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  KtRotateJob *job = g_task_get_task_data (data);

  job->report = kt_keeper_try_finish (self, result, &job->error);
  if (job->report && (job->report->outcomes & KT_OUTCOMES_BIT (KT_OUTCOME_CANCELLED)))
    g_set_error_literal (&job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The check was cancelled");
  if (job->error)
    kt_rotate_end (data);
  else
    kt_rotate_run (data, write_checked, NULL);
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
  set_text (&record->key_type, job->rotation->new_key_type ? job->rotation->new_key_type : job->record->key_type);
  kt_keeper_try_async (self, record, job->credential, job->stage_func, job->stage_data, g_task_get_cancellable (data), tried_cb, data);
}

static gboolean
require_stored (KtKeeper *self, KtRotateJob *job, GError **error)
{
  if (job->rotation && (job->rotation->stage == KT_ROTATION_STORED || job->rotation->stage == KT_ROTATION_CHECKED))
    return TRUE;
  return kt_rotate_refuse (error, "There is no new key to check");
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  KtRotateJob *job = g_task_get_task_data (data);

  if (!kt_keeper_disk_finish (result, &job->error) || kt_rotate_is_lost (job))
    {
      kt_rotate_end (data);
      return;
    }
  job->generation = job->rotation->to_generation;
  kt_vault_load_async (self->vault, job->id, job->generation, g_task_get_cancellable (data), loaded_cb, data);
}

static void
check_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtRotateJob *job = g_task_get_task_data (data);

  if (!kt_keeper_ready_finish (KT_KEEPER (source), result, &job->error))
    kt_rotate_end (data);
  else
    kt_rotate_run (data, require_stored, read_cb);
}

void
kt_keeper_rotate_check_async (KtKeeper *self, KtKey *key, KtStageFunc stage_func, gpointer stage_data,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = kt_rotate_task_new (self, key, NULL, kt_keeper_rotate_check_async, cancellable, callback, user_data);
  KtRotateJob *job = g_task_get_task_data (task);

  job->stage_func = stage_func;
  job->stage_data = stage_data;
  kt_keeper_ready_async (self, TRUE, cancellable, check_ready_cb, task);
}
