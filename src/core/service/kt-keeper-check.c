/* kt-keeper-check.c: one check: credential from the keyring, report into the ledger
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-keeper-private.h"

#include "kt-error.h"

typedef struct {
  KtKey        *key;          /* owned; NULL for a credential that is not saved yet */
  KtRecord     *record;       /* owned: as it was when the check began */
  KtCredential *credential;
  KtExchange   *exchange;     /* owned */
  KtReport     *report;
  KtRecord     *written;      /* the record with what the check told */
  KtStageFunc   stage_func;
  gpointer      stage_data;
  KtKeeper     *keeper;       /* borrowed: the task holds it */
} CheckJob;

static void
check_job_free (CheckJob *job)
{
  g_clear_object (&job->key);
  g_clear_object (&job->exchange);
  g_clear_pointer (&job->record, kt_record_free);
  g_clear_pointer (&job->written, kt_record_free);
  g_clear_pointer (&job->credential, kt_credential_unref);
  g_clear_pointer (&job->report, kt_report_unref);
  g_free (job);
}

/* The key is free again before anybody hears of the end. */
static void
end_with_error (GTask *task, GError *error)
{
  CheckJob *job = g_task_get_task_data (task);

  if (job->key)
    kt_key_set_busy (job->key, FALSE);
  g_task_return_error (task, error);
}

static void
end_with_report (GTask *task)
{
  CheckJob *job = g_task_get_task_data (task);

  if (job->key)
    kt_key_set_busy (job->key, FALSE);
  g_task_return_pointer (task, g_steal_pointer (&job->report), (GDestroyNotify) kt_report_unref);
}

/* ── What a report does to its record ───────────────────────────────────── */

/* "IP not allowed" alone is as it should be for a key used elsewhere; one of several it could be is not known. */
static void
see_place (KtReport *report, const KtRecord *record)
{
  if (record->place == KT_PLACE_ELSEWHERE && report->outcomes == KT_OUTCOMES_BIT (KT_OUTCOME_IP_NOT_ALLOWED))
    report->outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_RESTRICTED_AS_INTENDED);
}

static void
learn (KtRecord *record, const KtReport *report)
{
  if (kt_report_is_good (report))
    record->refusals = 0;
  else if (report->outcomes & KT_OUTCOMES_REFUSED)
    record->refusals++;

  if (report->counted_as_use)
    record->last_used_ms = MAX (record->last_used_ms, report->checked_ms);
  if (report->created_ms > 0)
    record->secret_since_ms = report->created_ms;
  if (report->uid && !record->account)
    record->account = g_strdup (report->uid);
}

static gboolean
write_report (KtKeeper *self, gpointer data, GError **error)
{
  CheckJob *job = data;

  /* As it is now: it may have been edited meanwhile, or deleted. */
  if (!(job->written = kt_ledger_get (self->ledger, job->record->id, error)))
    return FALSE;
  /* What was asked of one environment, or with one secret, says nothing about another. */
  if (g_strcmp0 (job->written->environment, job->record->environment) != 0 || job->written->generation != job->record->generation)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_FAILED, "The key was changed while it was checked; check it again");
      return FALSE;
    }
  learn (job->written, job->report);
  if (!job->written->fingerprint)
    job->written->fingerprint = g_strdup (job->record->fingerprint);
  return kt_ledger_add_report (self->ledger, job->written->id, job->report, error) &&
         kt_ledger_update (self->ledger, job->written, NULL, error);
}

static void
report_written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  CheckJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (!kt_keeper_disk_finish (result, &error))
    {
      end_with_error (task, error);
      return;
    }
  kt_key_set_reports (job->key, job->report,
                      kt_report_worked (job->report) ? job->report : kt_key_get_good_report (job->key));
  kt_keeper_take_record (self, g_steal_pointer (&job->written));
  end_with_report (task);
}

/* ── Asking the exchange ────────────────────────────────────────────────── */

static gboolean
next_nonce (gpointer data, KtNonceKind kind, gint64 base, gint64 *ret_nonce, GError **error)
{
  CheckJob *job = data;
  const char *unit = kind == KT_NONCE_RISING_US ? "us" : kind == KT_NONCE_RISING_S ? "s" : "ms";

  return kt_ledger_next_nonce (job->keeper->ledger, job->record->fingerprint, unit, base, ret_nonce, error);
}

static void
pass_stage (KtStage stage, gint64 until_ms, gpointer data)
{
  CheckJob *job = data;

  if (job->stage_func)
    job->stage_func (stage, until_ms, job->stage_data);
}

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtKeeper *self = g_task_get_source_object (task);
  CheckJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  job->report = kt_prober_check_finish (self->prober, result, &error);
  g_clear_pointer (&job->credential, kt_credential_unref);
  if (!job->report)
    {
      end_with_error (task, error);
      return;
    }

  see_place (job->report, job->record);
  /* A cancelled check found nothing out: nothing is kept. */
  if (!job->key || (job->report->outcomes & KT_OUTCOMES_BIT (KT_OUTCOME_CANCELLED)))
    end_with_report (task);
  else
    kt_keeper_disk (self, g_steal_pointer (&task), write_report, report_written_cb);
}

static void
probe (GTask *task)
{
  KtKeeper *self = g_task_get_source_object (task);
  CheckJob *job = g_task_get_task_data (task);
  KtProbe question = {
    .exchange = job->exchange,
    .environment = job->record->environment,
    .key_type = job->record->key_type,
    .credential = job->credential,
    .nonce_func = next_nonce,
    .stage_func = pass_stage,
    .user_data = job,
  };

  kt_prober_check_async (self->prober, &question, g_task_get_cancellable (task), probed_cb, task);
}

static void
fingerprint_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtKeeper *self = g_task_get_source_object (task);
  CheckJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (!(job->record->fingerprint = kt_vault_fingerprint_finish (self->vault, result, &error)))
    end_with_error (task, error);
  else
    probe (g_steal_pointer (&task));
}

/* Nonces are counted by credential, whoever's record it is in. */
static void
probe_with_fingerprint (GTask *task)
{
  KtKeeper *self = g_task_get_source_object (task);
  CheckJob *job = g_task_get_task_data (task);

  if (job->record->fingerprint || !kt_exchange_has_rising_nonce (job->exchange, job->record->environment))
    probe (task);
  else
    kt_vault_fingerprint_async (self->vault, job->credential, g_task_get_cancellable (task), fingerprint_cb, task);
}

/* ── A key that is saved ────────────────────────────────────────────────── */

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtKeeper *self = g_task_get_source_object (task);
  CheckJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  job->credential = kt_vault_load_finish (self->vault, result, NULL, &error);
  if (job->credential || g_error_matches (error, KT_ERROR, KT_ERROR_NOT_FOUND))
    kt_keeper_set_missing (self, job->record->id, job->credential == NULL);
  if (!job->credential)
    end_with_error (task, error);
  else
    probe_with_fingerprint (g_steal_pointer (&task));
}

static void
check_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  CheckJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (!kt_keeper_ready_finish (self, result, &error))
    end_with_error (task, error);
  else
    kt_vault_load_async (self->vault, job->record->id, job->record->generation, cancellable, loaded_cb, g_steal_pointer (&task));
}

static GTask *
new_check_task (KtKeeper *self, const KtRecord *record, KtStageFunc stage_func, gpointer stage_data,
                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  CheckJob *job = g_new0 (CheckJob, 1);
  GError *error = NULL;
  KtExchange *exchange;

  job->record = kt_record_copy (record);
  job->stage_func = stage_func;
  job->stage_data = stage_data;
  job->keeper = self;
  g_task_set_task_data (task, job, (GDestroyNotify) check_job_free);
  /* A report that is there is given, however late somebody cancelled. */
  g_task_set_check_cancellable (task, FALSE);

  if (!(exchange = kt_catalogue_get (self->catalogue, record->exchange, &error)))
    {
      end_with_error (task, error);
      g_object_unref (task);
      return NULL;
    }
  /* Before the keyring is asked for anything. */
  if (kt_exchange_is_closed (exchange, kt_keeper_now ()))
    {
      g_task_return_new_error (task, KT_ERROR, KT_ERROR_CLOSED, "%s has closed: nothing is sent there", kt_exchange_get_name (exchange));
      g_object_unref (task);
      return NULL;
    }
  job->exchange = g_object_ref (exchange);
  return task;
}

void
kt_keeper_check_async (KtKeeper *self, KtKey *key, gboolean interactive, KtStageFunc stage_func, gpointer stage_data,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = new_check_task (self, kt_key_get_record (key), stage_func, stage_data, cancellable, callback, user_data);
  CheckJob *job;

  if (!task)
    return;
  g_task_set_source_tag (task, kt_keeper_check_async);
  job = g_task_get_task_data (task);

  if (job->record->state != KT_STATE_ACTIVE || kt_key_get_busy (key))
    {
      g_task_return_new_error (task, KT_ERROR, kt_key_get_busy (key) ? KT_ERROR_BUSY : KT_ERROR_NOT_ALLOWED,
                               kt_key_get_busy (key) ? "This key is being checked" : "Only active keys are checked");
      g_object_unref (task);
      return;
    }
  job->key = g_object_ref (key);
  kt_key_set_busy (key, TRUE);
  kt_keeper_ready_async (self, interactive, cancellable, check_ready_cb, task);
}

KtReport *
kt_keeper_check_finish (KtKeeper *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ── A credential that is not saved yet ─────────────────────────────────── */

static void
try_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  GError *error = NULL;

  if (!kt_keeper_ready_finish (self, result, &error))
    end_with_error (task, error);
  else
    probe_with_fingerprint (g_steal_pointer (&task));
}

void
kt_keeper_try_async (KtKeeper *self, const KtRecord *record, KtCredential *credential, KtStageFunc stage_func, gpointer stage_data,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = new_check_task (self, record, stage_func, stage_data, cancellable, callback, user_data);
  CheckJob *job;

  if (!task)
    return;
  g_task_set_source_tag (task, kt_keeper_try_async);
  job = g_task_get_task_data (task);
  job->credential = kt_credential_ref (credential);
  g_clear_pointer (&job->record->fingerprint, g_free);

  /* A rising nonce is counted by a fingerprint whose key is in the keyring. */
  if (kt_exchange_has_rising_nonce (job->exchange, record->environment))
    kt_keeper_ready_async (self, TRUE, cancellable, try_ready_cb, task);
  else
    probe (task);
}

KtReport *
kt_keeper_try_finish (KtKeeper *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
