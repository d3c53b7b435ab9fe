/* kt-keeper-add.c: adding a key in three steps, and whether it is here already
 *
 * Row "pending" -> keyring, read back -> row "active". Facts are written with the credential and are
 * never overwritten: what is edited later lives in the ledger alone.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-keeper-private.h"

#include <unistd.h>

#include "kt-cleaning.h"
#include "kt-error.h"

typedef struct {
  KtRecord     *record;
  KtCredential *credential;
  KtReport     *report;
  int           lock;
  GError       *error;      /* why the keyring did not take it */
  gboolean      never_sent; /* the keyring was not even asked */
} AddJob;

static void
add_job_free (AddJob *job)
{
  g_clear_pointer (&job->record, kt_record_free);
  g_clear_pointer (&job->credential, kt_credential_unref);
  g_clear_pointer (&job->report, kt_report_unref);
  g_clear_error (&job->error);
  if (job->lock >= 0)
    close (job->lock);
  g_free (job);
}

/* ── Step 3: active ─────────────────────────────────────────────────────── */

static gboolean
write_active (KtKeeper *self, gpointer data, GError **error)
{
  AddJob *job = data;

  job->record->state = KT_STATE_ACTIVE;
  if (!kt_ledger_put (self->ledger, job->record, "added", error))
    return FALSE;
  kt_keeper_step (KT_STEP_ADD_ACTIVE);
  return !job->report || kt_ledger_add_report (self->ledger, job->record->id, job->report, error);
}

static void
active_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  AddJob *job = g_task_get_task_data (task);
  GError *error = NULL;
  KtKey *key;

  /* Too late to be cancelled: it is there. */
  g_task_set_check_cancellable (task, FALSE);
  /* When this fails the row is still pending and the secret is kept: the next start finishes it. */
  if (!kt_keeper_disk_finish (result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  key = kt_keeper_take_record (self, kt_record_copy (job->record));
  if (job->report)
    {
      kt_key_set_reports (key, job->report, kt_report_worked (job->report) ? job->report : NULL);
      kt_keeper_judge (self, key);
    }
  g_task_return_pointer (task, key, NULL);
}

/* ── Step 2: the keyring ────────────────────────────────────────────────── */

/* Nothing can have reached the keyring. */
gboolean
kt_keeper_is_surely_not_stored (const GError *error)
{
  return g_error_matches (error, KT_ERROR, KT_ERROR_LOCKED) ||
         g_error_matches (error, KT_ERROR, KT_ERROR_DISMISSED) ||
         g_error_matches (error, KT_ERROR, KT_ERROR_NO_KEYRING) ||
         g_error_matches (error, KT_ERROR, KT_ERROR_NOT_OPENED) ||
         g_error_matches (error, KT_ERROR, KT_ERROR_OTHER_KEYRING) ||
         g_error_matches (error, KT_ERROR, KT_ERROR_INVALID);
}

/* A store that was cut off or timed out may still land: the row stays, to be cleared at the next chance. */
static gboolean
undo_pending (KtKeeper *self, gpointer data, GError **error)
{
  AddJob *job = data;

  if (job->never_sent || kt_keeper_is_surely_not_stored (job->error))
    return kt_ledger_remove (self->ledger, job->record->id, error);
  job->record->state = KT_STATE_CLEARING;
  return kt_ledger_set_state (self->ledger, job->record->id, KT_STATE_CLEARING, kt_keeper_now (), error);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  AddJob *job = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  /* A row that stays pending is undone at the next start. */
  if (!kt_keeper_disk_finish (result, &error))
    g_debug ("Could not undo an add: %s", error->message);
  g_task_return_error (task, g_steal_pointer (&job->error));
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtKeeper *self = g_task_get_source_object (task);
  AddJob *job = g_task_get_task_data (task);

  if (!kt_vault_store_finish (self->vault, result, &job->error))
    {
      kt_keeper_disk (self, g_steal_pointer (&task), undo_pending, undone_cb);
      return;
    }
  kt_keeper_step (KT_STEP_ADD_STORED);
  kt_keeper_disk (self, g_steal_pointer (&task), write_active, active_cb);
}

/* ── Step 1: pending ────────────────────────────────────────────────────── */

static gboolean
write_pending (KtKeeper *self, gpointer data, GError **error)
{
  AddJob *job = data;

  kt_keeper_step (KT_STEP_ADD_BEGINS);
  return (job->lock = kt_keeper_lock_adding (self, error)) >= 0 &&
         kt_ledger_put (self->ledger, job->record, NULL, error);
}

static void
pending_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  AddJob *job = g_task_get_task_data (task);
  g_autofree char *facts = NULL;
  GError *error = NULL;

  if (!kt_keeper_disk_finish (result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  kt_keeper_step (KT_STEP_ADD_PENDING);

  if (g_cancellable_set_error_if_cancelled (cancellable, &job->error))
    {
      job->never_sent = TRUE;
      kt_keeper_disk (self, g_steal_pointer (&task), undo_pending, undone_cb);
      return;
    }

  /* Who rebuilds from the facts finds the secret beside them: then the key is active. */
  job->record->state = KT_STATE_ACTIVE;
  facts = kt_record_to_facts (job->record);
  job->record->state = KT_STATE_PENDING;
  kt_vault_store_async (self->vault, job->record->id, job->record->generation, job->credential, facts,
                        cancellable, stored_cb, g_steal_pointer (&task));
}

/* Where the one text that is handed out is the secret, no part of it is a hint. */
static gboolean
is_secret (KtExchange *exchange, const char *id)
{
  GPtrArray *fields = kt_exchange_get_fields (exchange);

  for (guint i = 0; i < fields->len; i++)
    {
      const KtField *field = g_ptr_array_index (fields, i);

      if (g_str_equal (field->id, id) && field->is_public)
        return FALSE;
    }
  return TRUE;
}

/* What stands in the field of the API key may be the secret, pasted into the wrong row: of something that does not look
 * like this exchange's key nothing is noted. */
static gboolean
is_doubtful (KtKeeper *self, const KtRecord *record, KtCredential *credential)
{
  KtExchange *exchange = kt_catalogue_get (self->catalogue, record->exchange, NULL);
  g_autoptr(GPtrArray) doubts = NULL;

  if (!exchange || is_secret (exchange, "api_key"))
    return TRUE;
  doubts = kt_diagnose_credential (exchange, NULL, record->environment, record->key_type, credential);
  for (guint i = 0; i < doubts->len; i++)
    {
      const KtDoubt *doubt = g_ptr_array_index (doubts, i);

      if (g_strcmp0 (doubt->field, "api_key") == 0 || g_strcmp0 (doubt->other, "api_key") == 0)
        return TRUE;
    }
  return FALSE;
}

char *
kt_keeper_make_hint (KtKeeper *self, const KtRecord *record, KtCredential *credential)
{
  KtSecret *api_key = kt_credential_get (credential, "api_key");
  const char *bytes;
  gsize length;

  if (!api_key || is_doubtful (self, record, credential))
    return NULL;
  bytes = kt_secret_peek (api_key, &length);
  return kt_record_make_hint (bytes, length);
}

static void
prepare_record (KtKeeper *self, AddJob *job, char *fingerprint)
{
  KtRecord *record = job->record;
  gint64 now_ms = kt_keeper_now ();

  g_free (record->id);
  record->id = g_uuid_string_random ();
  record->generation = 1;
  record->state = KT_STATE_PENDING;
  record->deleted_ms = 0;
  record->refusals = 0;
  if (record->added_ms == 0)
    record->added_ms = now_ms;
  if (job->report && job->report->created_ms > 0)
    record->secret_since_ms = job->report->created_ms;
  else if (record->secret_since_ms == 0)
    record->secret_since_ms = now_ms;
  if (job->report && job->report->uid && !record->account)
    record->account = g_strdup (job->report->uid);
  if (job->report && job->report->counted_as_use)
    record->last_used_ms = job->report->checked_ms;

  g_free (record->fingerprint);
  record->fingerprint = fingerprint;
  g_free (record->hint);
  record->hint = kt_keeper_make_hint (self, record, job->credential);
}

static void
fingerprint_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtKeeper *self = g_task_get_source_object (task);
  AddJob *job = g_task_get_task_data (task);
  GError *error = NULL;
  char *fingerprint = kt_vault_fingerprint_finish (self->vault, result, &error);

  if (!fingerprint)
    {
      g_task_return_error (task, error);
      return;
    }
  prepare_record (self, job, fingerprint);
  kt_keeper_disk (self, g_steal_pointer (&task), write_pending, pending_cb);
}

/* ── The verb ───────────────────────────────────────────────────────────── */

static GTask *
new_add_task (KtKeeper *self, KtRecord *record, KtCredential *credential, KtReport *report,
              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  AddJob *job = g_new0 (AddJob, 1);

  g_task_set_source_tag (task, kt_keeper_add_async);
  job->record = record;
  job->credential = kt_credential_ref (credential);
  job->report = report ? kt_report_ref (report) : NULL;
  job->lock = -1;
  g_task_set_task_data (task, job, (GDestroyNotify) add_job_free);
  return task;
}

static void
begin_add (KtKeeper *self, GTask *task)
{
  AddJob *job = g_task_get_task_data (task);

  kt_vault_fingerprint_async (self->vault, job->credential, g_task_get_cancellable (task), fingerprint_cb, task);
}

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  GError *error = NULL;

  if (!kt_keeper_ready_finish (self, result, &error))
    g_task_return_error (task, error);
  else
    begin_add (self, g_steal_pointer (&task));
}

void
kt_keeper_add_async (KtKeeper *self, KtRecord *record, KtCredential *credential, KtReport *report,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = new_add_task (self, record, credential, report, cancellable, callback, user_data);

  kt_keeper_ready_async (self, TRUE, cancellable, ready_cb, task);
}

void
kt_keeper_add_ready_async (KtKeeper *self, KtRecord *record, KtCredential *credential, KtReport *report,
                           GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  begin_add (self, new_add_task (self, record, credential, report, cancellable, callback, user_data));
}

KtKey *
kt_keeper_add_finish (KtKeeper *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ── Is it here already? ────────────────────────────────────────────────── */

static void
duplicate_fingerprint_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtKeeper *self = g_task_get_source_object (task);
  GPtrArray *keys = kt_keeper_get_all (self);
  GError *error = NULL;
  g_autofree char *fingerprint = kt_vault_fingerprint_finish (self->vault, result, &error);

  if (!fingerprint)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < keys->len; i++)
    {
      KtKey *key = g_ptr_array_index (keys, i);
      const KtRecord *record = kt_key_get_record (key);

      if (record->state == KT_STATE_ACTIVE && g_strcmp0 (record->fingerprint, fingerprint) == 0)
        {
          g_task_return_pointer (task, key, NULL);
          return;
        }
    }
  g_task_return_pointer (task, NULL, NULL);
}

static void
duplicate_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  KtCredential *credential = g_task_get_task_data (task);
  GError *error = NULL;

  if (!kt_keeper_ready_finish (self, result, &error))
    g_task_return_error (task, error);
  else
    kt_vault_fingerprint_async (self->vault, credential, cancellable, duplicate_fingerprint_cb, g_steal_pointer (&task));
}

void
kt_keeper_find_duplicate_async (KtKeeper *self, KtCredential *credential, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, kt_keeper_find_duplicate_async);
  g_task_set_task_data (task, kt_credential_ref (credential), (GDestroyNotify) kt_credential_unref);
  kt_keeper_ready_async (self, FALSE, cancellable, duplicate_ready_cb, task);
}

KtKey *
kt_keeper_find_duplicate_finish (KtKeeper *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
