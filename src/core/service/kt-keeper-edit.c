/* kt-keeper-edit.c: changing what a person may change, and showing a credential
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-keeper-private.h"

#include "kt-error.h"

/* ── Edit ───────────────────────────────────────────────────────────────── */

typedef struct {
  KtRecord *wanted;
  KtRecord *record;   /* as written */
  KtParts   parts;
} EditJob;

static void
edit_job_free (EditJob *job)
{
  g_clear_pointer (&job->wanted, kt_record_free);
  g_clear_pointer (&job->record, kt_record_free);
  g_free (job);
}

static void
set_text (char **member, const char *text)
{
  char *copy = g_strdup (text);

  g_free (*member);
  *member = copy;
}

static void
set_list (char ***member, char **values)
{
  char **copy = g_strdupv (values);

  g_strfreev (*member);
  *member = copy ? copy : g_new0 (char *, 1);
}

/* Only these: everything else of a record is found out, not said. */
static void
merge_texts (KtRecord *record, const KtRecord *wanted, KtParts parts)
{
  if (parts & KT_PART_LABEL)
    set_text (&record->label, wanted->label);
  if (parts & KT_PART_TAGS)
    set_list (&record->tags, wanted->tags);
  if (parts & KT_PART_PLACE)
    {
      record->place = wanted->place;
      set_text (&record->place_name, wanted->place_name);
      set_list (&record->place_addresses, wanted->place_addresses);
    }
  if (parts & KT_PART_CONSUMERS)
    set_list (&record->consumers, wanted->consumers);
  if (parts & KT_PART_NOTES)
    set_text (&record->notes, wanted->notes);
}

static void
merge_checks (KtRecord *record, const KtRecord *wanted, KtParts parts)
{
  if (parts & KT_PART_ENVIRONMENT)
    {
      if (g_strcmp0 (record->environment, wanted->environment) != 0)
        record->refusals = 0;
      set_text (&record->environment, wanted->environment);
    }
  if (parts & KT_PART_NONCE)
    record->nonce_allowed = wanted->nonce_allowed;
  if (parts & KT_PART_KEEP_ALIVE)
    record->keep_alive = wanted->keep_alive;
  if (parts & KT_PART_CHECKS)
    {
      /* Whoever resumes wants it asked again. */
      if (record->checks_stopped && !wanted->checks_stopped)
        record->refusals = 0;
      record->checks_stopped = wanted->checks_stopped;
    }
}

static void
merge (KtRecord *record, const KtRecord *wanted, KtParts parts)
{
  merge_texts (record, wanted, parts);
  merge_checks (record, wanted, parts);
  if (parts & KT_PART_INTENT)
    {
      record->intent = wanted->intent;
      record->intent_set = wanted->intent_set;
    }
  if (parts & KT_PART_EXPIRY)
    set_text (&record->expires_on, wanted->expires_on);
  if (parts & KT_PART_AGE)
    record->secret_since_ms = wanted->secret_since_ms;
  if (parts & KT_PART_ROTATION)
    {
      record->rotate_days = wanted->rotate_days;
      record->lead_days = wanted->lead_days;
    }
}

static gboolean
same_lists (char **a, char **b)
{
  static char *none[] = { NULL };

  return g_strv_equal ((const char *const *) (a ? a : none), (const char *const *) (b ? b : none));
}

KtParts
kt_keeper_compare_parts (const KtRecord *a, const KtRecord *b)
{
  const struct { KtParts part; gboolean same; } parts[] = {
    { KT_PART_LABEL, g_strcmp0 (a->label, b->label) == 0 },
    { KT_PART_TAGS, same_lists (a->tags, b->tags) },
    { KT_PART_INTENT, a->intent == b->intent && a->intent_set == b->intent_set },
    { KT_PART_PLACE, a->place == b->place && g_strcmp0 (a->place_name, b->place_name) == 0
                     && same_lists (a->place_addresses, b->place_addresses) },
    { KT_PART_CONSUMERS, same_lists (a->consumers, b->consumers) },
    { KT_PART_NOTES, g_strcmp0 (a->notes, b->notes) == 0 },
    { KT_PART_EXPIRY, g_strcmp0 (a->expires_on, b->expires_on) == 0 },
    { KT_PART_AGE, a->secret_since_ms == b->secret_since_ms },
    { KT_PART_ROTATION, a->rotate_days == b->rotate_days && a->lead_days == b->lead_days },
    { KT_PART_ENVIRONMENT, g_strcmp0 (a->environment, b->environment) == 0 },
    { KT_PART_NONCE, a->nonce_allowed == b->nonce_allowed },
    { KT_PART_KEEP_ALIVE, a->keep_alive == b->keep_alive },
    { KT_PART_CHECKS, a->checks_stopped == b->checks_stopped },
  };
  KtParts differ = 0;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (!parts[i].same)
        differ |= parts[i].part;
    }
  return differ;
}

/* What the history says of it: a word, never a value. */
static const char *
get_event (const EditJob *job)
{
  if (job->parts == KT_PART_CHECKS)
    return job->wanted->checks_stopped ? "checks-stopped" : "checks-resumed";
  return "edited";
}

/* Onto the row as it is now: a check may have ended while the form was open. */
static gboolean
write_edit (KtKeeper *self, gpointer data, GError **error)
{
  EditJob *job = data;

  if (!(job->record = kt_ledger_get (self->ledger, job->wanted->id, error)))
    return FALSE;
  merge (job->record, job->wanted, job->parts);
  return kt_ledger_update (self->ledger, job->record, get_event (job), error);
}

static void
edited_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  EditJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (!kt_keeper_disk_finish (result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  kt_keeper_take_record (self, g_steal_pointer (&job->record));
  g_task_return_boolean (task, TRUE);
}

void
kt_keeper_edit_async (KtKeeper *self, KtKey *key, const KtRecord *record, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  kt_keeper_edit_parts_async (self, key, record, KT_PART_ALL, cancellable, callback, user_data);
}

void
kt_keeper_edit_parts_async (KtKeeper *self, KtKey *key, const KtRecord *record, KtParts parts, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  EditJob *job = g_new0 (EditJob, 1);

  g_task_set_source_tag (task, kt_keeper_edit_parts_async);
  g_task_set_check_cancellable (task, FALSE);
  job->parts = parts;
  job->wanted = kt_record_copy (record);
  set_text (&job->wanted->id, kt_key_get_id (key));
  g_task_set_task_data (task, job, (GDestroyNotify) edit_job_free);
  kt_keeper_disk (self, task, write_edit, edited_cb);
}

gboolean
kt_keeper_edit_finish (KtKeeper *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ── Reveal ─────────────────────────────────────────────────────────────── */

static void
revealed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtKeeper *self = g_task_get_source_object (task);
  KtKey *key = g_task_get_task_data (task);
  GError *error = NULL;
  KtCredential *credential = kt_vault_load_finish (self->vault, result, NULL, &error);

  if (credential)
    kt_keeper_set_missing (self, kt_key_get_id (key), FALSE);
  else if (g_error_matches (error, KT_ERROR, KT_ERROR_NOT_FOUND))
    kt_keeper_set_missing (self, kt_key_get_id (key), TRUE);

  if (credential)
    g_task_return_pointer (task, credential, (GDestroyNotify) kt_credential_unref);
  else
    g_task_return_error (task, error);
}

static void
reveal_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  KtKey *key = g_task_get_task_data (task);
  GError *error = NULL;

  if (!kt_keeper_ready_finish (self, result, &error))
    g_task_return_error (task, error);
  else
    kt_vault_load_async (self->vault, kt_key_get_id (key), kt_key_get_record (key)->generation,
                         cancellable, revealed_cb, g_steal_pointer (&task));
}

void
kt_keeper_reveal_async (KtKeeper *self, KtKey *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, kt_keeper_reveal_async);
  g_task_set_task_data (task, g_object_ref (key), g_object_unref);
  kt_keeper_ready_async (self, TRUE, cancellable, reveal_ready_cb, task);
}

KtCredential *
kt_keeper_reveal_finish (KtKeeper *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
