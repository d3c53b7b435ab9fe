/* kt-keeper-archive.c: all keys into one file, and back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-keeper-private.h"

#include "kt-error.h"

/* ── Out ────────────────────────────────────────────────────────────────── */

typedef struct {
  char      *path;
  KtSecret  *passphrase;
  GPtrArray *entries;     /* KtArchiveEntry */
  guint      next;
  guint      n_missing;
  guint      n_added;
  guint      n_known;
} ArchiveJob;

static void
archive_job_free (ArchiveJob *job)
{
  g_free (job->path);
  g_clear_pointer (&job->passphrase, kt_secret_unref);
  g_clear_pointer (&job->entries, g_ptr_array_unref);
  g_free (job);
}

static GTask *
new_archive_task (KtKeeper *self, const char *path, KtSecret *passphrase, gpointer tag,
                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  ArchiveJob *job = g_new0 (ArchiveJob, 1);

  g_task_set_source_tag (task, tag);
  job->path = g_strdup (path);
  job->passphrase = kt_secret_ref (passphrase);
  g_task_set_task_data (task, job, (GDestroyNotify) archive_job_free);
  return task;
}

static gboolean
write_archive (KtKeeper *self, gpointer data, GError **error)
{
  ArchiveJob *job = data;
  g_autofree char *detail = NULL;

  if (!kt_archive_write (job->path, job->entries, job->passphrase, error))
    return FALSE;
  detail = g_strdup_printf ("%u keys", job->entries->len);
  return kt_ledger_add_event (self->ledger, NULL, "exported", detail, kt_keeper_now (), error);
}

static void
archive_written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;

  /* The file stands: too late to be cancelled. */
  g_task_set_check_cancellable (task, FALSE);
  if (!kt_keeper_disk_finish (result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void export_next (GTask *task);

static void
export_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtKeeper *self = g_task_get_source_object (task);
  ArchiveJob *job = g_task_get_task_data (task);
  KtArchiveEntry *entry = g_ptr_array_index (job->entries, job->next);
  GError *error = NULL;

  entry->credential = kt_vault_load_finish (self->vault, result, NULL, &error);
  if (!entry->credential && !g_error_matches (error, KT_ERROR, KT_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, error);
      return;
    }
  if (!entry->credential)
    job->n_missing++;
  kt_keeper_set_missing (self, entry->record->id, entry->credential == NULL);
  g_clear_error (&error);
  job->next++;
  export_next (g_steal_pointer (&task));
}

static void
export_next (GTask *task)
{
  KtKeeper *self = g_task_get_source_object (task);
  ArchiveJob *job = g_task_get_task_data (task);

  if (job->next < job->entries->len)
    {
      KtArchiveEntry *entry = g_ptr_array_index (job->entries, job->next);

      kt_vault_load_async (self->vault, entry->record->id, entry->record->generation, g_task_get_cancellable (task), export_loaded_cb, task);
      return;
    }
  kt_keeper_disk (self, task, write_archive, archive_written_cb);
}

static void
export_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  ArchiveJob *job = g_task_get_task_data (task);
  GPtrArray *keys = kt_keeper_get_all (self);
  GError *error = NULL;

  if (!kt_keeper_ready_finish (self, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  job->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_archive_entry_free);
  for (guint i = 0; i < keys->len; i++)
    {
      const KtRecord *record = kt_key_get_record (g_ptr_array_index (keys, i));

      if (record->state == KT_STATE_ACTIVE || record->state == KT_STATE_RETIRED)
        g_ptr_array_add (job->entries, kt_archive_entry_new (kt_record_copy (record), NULL));
    }
  export_next (g_steal_pointer (&task));
}

void
kt_keeper_export_async (KtKeeper *self, const char *path, KtSecret *passphrase, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = new_archive_task (self, path, passphrase, kt_keeper_export_async, cancellable, callback, user_data);

  kt_keeper_ready_async (self, TRUE, cancellable, export_ready_cb, task);
}

gboolean
kt_keeper_export_finish (KtKeeper *self, GAsyncResult *result, guint *ret_n_keys, guint *ret_n_missing, GError **error)
{
  ArchiveJob *job = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (ret_n_keys)
    *ret_n_keys = job->entries->len;
  if (ret_n_missing)
    *ret_n_missing = job->n_missing;
  return TRUE;
}

/* ── Back ───────────────────────────────────────────────────────────────── */

static void restore_next (GTask *task);

static gboolean
is_known (KtKeeper *self, const char *fingerprint, const char *id)
{
  GPtrArray *keys = kt_keeper_get_all (self);

  for (guint i = 0; i < keys->len; i++)
    {
      const KtRecord *record = kt_key_get_record (g_ptr_array_index (keys, i));

      if (record->state != KT_STATE_ACTIVE && record->state != KT_STATE_RETIRED)
        continue;
      if (fingerprint ? g_strcmp0 (record->fingerprint, fingerprint) == 0 : g_strcmp0 (record->id, id) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
restored_one_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  ArchiveJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (!kt_keeper_add_finish (self, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  job->n_added++;
  restore_next (g_steal_pointer (&task));
}

static void
restore_fingerprint_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  KtKeeper *self = g_task_get_source_object (task);
  ArchiveJob *job = g_task_get_task_data (task);
  KtArchiveEntry *entry = g_ptr_array_index (job->entries, job->next - 1);
  GError *error = NULL;
  g_autofree char *fingerprint = kt_vault_fingerprint_finish (self->vault, result, &error);

  if (!fingerprint)
    {
      g_task_return_error (task, error);
    }
  else if (is_known (self, fingerprint, NULL))
    {
      job->n_known++;
      restore_next (g_steal_pointer (&task));
    }
  else
    {
      kt_keeper_add_ready_async (self, kt_record_copy (entry->record), entry->credential, NULL,
                                 cancellable, restored_one_cb, g_steal_pointer (&task));
    }
}

/* A key whose secret was missing already: its record comes back, and it is still said to be missing. */
static gboolean
write_bare_record (KtKeeper *self, gpointer data, GError **error)
{
  ArchiveJob *job = data;
  KtArchiveEntry *entry = g_ptr_array_index (job->entries, job->next - 1);

  entry->record->state = KT_STATE_ACTIVE;
  return kt_ledger_put (self->ledger, entry->record, "added", error);
}

static void
bare_record_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  ArchiveJob *job = g_task_get_task_data (task);
  KtArchiveEntry *entry = g_ptr_array_index (job->entries, job->next - 1);
  GError *error = NULL;

  if (!kt_keeper_disk_finish (result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  kt_keeper_take_record (self, kt_record_copy (entry->record));
  kt_keeper_set_missing (self, entry->record->id, TRUE);
  job->n_added++;
  restore_next (g_steal_pointer (&task));
}

static void
restore_next (GTask *task)
{
  KtKeeper *self = g_task_get_source_object (task);
  ArchiveJob *job = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  KtArchiveEntry *entry;

  if (g_task_return_error_if_cancelled (task) || job->next == job->entries->len)
    {
      if (job->next == job->entries->len && !g_cancellable_is_cancelled (cancellable))
        g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }

  entry = g_ptr_array_index (job->entries, job->next++);
  if (entry->credential)
    {
      kt_vault_fingerprint_async (self->vault, entry->credential, cancellable, restore_fingerprint_cb, task);
    }
  else if (kt_keeper_find (self, entry->record->id))
    {
      job->n_known++;
      restore_next (task);
    }
  else
    {
      kt_keeper_disk (self, task, write_bare_record, bare_record_cb);
    }
}

static void
restore_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  GError *error = NULL;

  if (!kt_keeper_ready_finish (self, result, &error))
    g_task_return_error (task, error);
  else
    restore_next (g_steal_pointer (&task));
}

static gboolean
read_archive (KtKeeper *self, gpointer data, GError **error)
{
  ArchiveJob *job = data;

  return (job->entries = kt_archive_read (job->path, job->passphrase, error)) != NULL;
}

static void
archive_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  if (!kt_keeper_disk_finish (result, &error))
    g_task_return_error (task, error);
  else
    kt_keeper_ready_async (self, TRUE, cancellable, restore_ready_cb, g_steal_pointer (&task));
}

void
kt_keeper_restore_async (KtKeeper *self, const char *path, KtSecret *passphrase, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = new_archive_task (self, path, passphrase, kt_keeper_restore_async, cancellable, callback, user_data);

  kt_keeper_disk (self, task, read_archive, archive_read_cb);
}

gboolean
kt_keeper_restore_finish (KtKeeper *self, GAsyncResult *result, guint *ret_n_added, guint *ret_n_known, GError **error)
{
  ArchiveJob *job = g_task_get_task_data (G_TASK (result));

  if (ret_n_added)
    *ret_n_added = job->n_added;
  if (ret_n_known)
    *ret_n_known = job->n_known;
  return g_task_propagate_boolean (G_TASK (result), error);
}
