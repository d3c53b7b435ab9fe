/* kt-keeper-behind.c: what was left behind in another keyring
 *
 * Whoever adopts another keyring leaves the secrets of before where they are. What is to be wiped or to
 * be finished there is not done because this keyring has no such item: the rows stay, and are said, till
 * the keyring of before is seen again. Both bear the same mark (they are of one ledger), so a keyring is
 * known by what is in it; seen again, it is the other one's keys that are behind.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-keeper-private.h"

#include "kt-error.h"

/* The ids, by blanks. */
#define BEHIND "left-behind"

/* So many items are looked for before this counts as not being that keyring. */
#define MOST_LOOKS 32

static GHashTable *
new_set (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static gboolean
read_set (KtKeeper *self, GHashTable **ret_set, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autofree char *text = kt_ledger_get_setting (self->ledger, BEHIND, &local);
  g_auto(GStrv) ids = NULL;

  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *ret_set = new_set ();
  ids = g_strsplit (text ? text : "", " ", 0);
  for (guint i = 0; ids[i]; i++)
    if (*ids[i])
      g_hash_table_add (*ret_set, g_strdup (ids[i]));
  return TRUE;
}

/* From now on all records are behind but those of @but; or NULL: all. */
static gboolean
write_set (KtKeeper *self, GHashTable *but, GHashTable **ret_set, GError **error)
{
  g_autoptr(GPtrArray) records = kt_ledger_list (self->ledger, error);
  g_autoptr(GHashTable) set = new_set ();
  g_autoptr(GString) text = g_string_new (NULL);

  if (!records)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    {
      const char *id = ((KtRecord *) g_ptr_array_index (records, i))->id;

      if (but && g_hash_table_contains (but, id))
        continue;
      g_hash_table_add (set, g_strdup (id));
      g_string_append_printf (text, "%s%s", text->len ? " " : "", id);
    }
  if (!kt_ledger_set_setting (self->ledger, BEHIND, text->len ? text->str : NULL, error))
    return FALSE;
  if (ret_set)
    *ret_set = g_steal_pointer (&set);
  return TRUE;
}

gboolean
kt_keeper_leave_behind (KtKeeper *self, GError **error)
{
  return write_set (self, NULL, NULL, error);
}

/* ── Is this the keyring of before? ─────────────────────────────────────── */

typedef struct {
  GHashTable *set;
  GPtrArray  *looks;        /* KtRecord: whose items are looked for */
  guint       next;
} BehindJob;

static void
behind_job_free (BehindJob *job)
{
  g_clear_pointer (&job->set, g_hash_table_unref);
  g_clear_pointer (&job->looks, g_ptr_array_unref);
  g_free (job);
}

static gboolean
is_unfinished (const KtRecord *record)
{
  return record->state == KT_STATE_PENDING || record->state == KT_STATE_CLEARING;
}

static gboolean
choose_looks (KtKeeper *self, gpointer data, GError **error)
{
  BehindJob *job = data;
  g_autoptr(GPtrArray) records = NULL;

  job->looks = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_free);
  if (!read_set (self, &job->set, error))
    return FALSE;
  if (g_hash_table_size (job->set) == 0)
    return TRUE;
  if (!(records = kt_ledger_list (self->ledger, error)))
    return FALSE;
  /* First those whose items surely lie there, then those that are to be done. */
  for (int unfinished = 0; unfinished <= 1; unfinished++)
    for (guint i = 0; i < records->len && job->looks->len < MOST_LOOKS; i++)
      {
        const KtRecord *record = g_ptr_array_index (records, i);

        if (is_unfinished (record) == unfinished && g_hash_table_contains (job->set, record->id))
          g_ptr_array_add (job->looks, kt_record_copy (record));
      }
  return TRUE;
}

static void
end (GTask *task)
{
  KtKeeper *self = g_task_get_source_object (task);
  BehindJob *job = g_task_get_task_data (task);

  g_hash_table_unref (self->behind);
  self->behind = g_hash_table_ref (job->set);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static gboolean
turn_over (KtKeeper *self, gpointer data, GError **error)
{
  BehindJob *job = data;
  GHashTable *set;

  if (!write_set (self, job->set, &set, error))
    return FALSE;
  g_hash_table_unref (job->set);
  job->set = set;
  return kt_ledger_add_event (self->ledger, NULL, "keyring-back", "the keyring of before is used again", kt_keeper_now (), error);
}

static void
turned_over_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;

  if (!kt_keeper_disk_finish (result, &error))
    g_task_return_error (task, error);
  else
    end (g_steal_pointer (&task));
}

static void look_at_next (GTask *task);

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtKeeper *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(KtCredential) credential = kt_vault_load_finish (self->vault, result, NULL, &error);

  if (credential || g_error_matches (error, KT_ERROR, KT_ERROR_DAMAGED))
    kt_keeper_disk (self, g_steal_pointer (&task), turn_over, turned_over_cb);
  else if (g_error_matches (error, KT_ERROR, KT_ERROR_NOT_FOUND))
    look_at_next (g_steal_pointer (&task));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
look_at_next (GTask *task)
{
  KtKeeper *self = g_task_get_source_object (task);
  BehindJob *job = g_task_get_task_data (task);
  const KtRecord *record;

  if (job->next == job->looks->len)
    {
      end (task);
      return;
    }
  record = g_ptr_array_index (job->looks, job->next++);
  kt_vault_load_async (self->vault, record->id, record->generation, g_task_get_cancellable (task), looked_cb, task);
}

static void
looks_chosen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;

  if (!kt_keeper_disk_finish (result, &error))
    g_task_return_error (task, error);
  else
    look_at_next (g_steal_pointer (&task));
}

void
kt_keeper_look_behind_async (KtKeeper *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, kt_keeper_look_behind_async);
  g_task_set_task_data (task, g_new0 (BehindJob, 1), (GDestroyNotify) behind_job_free);
  kt_keeper_disk (self, task, choose_looks, looks_chosen_cb);
}

gboolean
kt_keeper_look_behind_finish (KtKeeper *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
