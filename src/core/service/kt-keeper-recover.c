/* kt-keeper-recover.c: making two stores one truth again
 *
 * Settling is what happens whenever the keyring is found open: is it ours (sentinel); was the ledger
 * lost (rebuild); was an add or a rotation cut off (finish or undo); is something to be wiped. Nothing in here is
 * decided without having looked into the open keyring that is known to be ours.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-keeper-private.h"

#include <string.h>
#include <unistd.h>

#include "kt-error.h"
#include "kt-ledger-rotation.h"

/* Set once the ledger holds everything the keyring holds; a new ledger has it not. */
#define REBUILT "rebuilt"

typedef struct {
  gboolean   is_empty;      /* the ledger knows no key */
  gboolean   is_rebuilt;
  GPtrArray *items;         /* KtVaultItem */
  guint      n_rebuilt;
  int        lock;          /* for recovery; -1: somebody is adding */
  GPtrArray *pending;       /* KtRecord */
  GPtrArray *clearing;      /* KtRecord */
  guint      next;          /* of the array worked on */
  KtRecord  *current;       /* borrowed */
  gboolean   found;
  gboolean   half;          /* an item is there, but not whole: it was never read back */
  gboolean   changed;       /* the ledger holds something else than the list shows */
  GHashTable *behind;       /* as it was */
  GPtrArray *records;       /* the list, read anew */
  GHashTable *latest;
  GHashTable *good;
} SettleJob;

static void
settle_job_free (SettleJob *job)
{
  g_clear_pointer (&job->items, g_ptr_array_unref);
  g_clear_pointer (&job->pending, g_ptr_array_unref);
  g_clear_pointer (&job->clearing, g_ptr_array_unref);
  g_clear_pointer (&job->behind, g_hash_table_unref);
  g_clear_pointer (&job->records, g_ptr_array_unref);
  g_clear_pointer (&job->latest, g_hash_table_unref);
  g_clear_pointer (&job->good, g_hash_table_unref);
  if (job->lock >= 0)
    close (job->lock);
  g_free (job);
}

/* ── The end, for everybody who waited ──────────────────────────────────── */

static void
settle_end (GTask *task, GError *error)
{
  KtKeeper *self = g_task_get_source_object (task);
  GQueue waiting = self->settling;
  g_autoptr(GError) owned = error;
  GTask *other;

  self->is_settling = FALSE;
  self->verified = error == NULL;
  g_queue_init (&self->settling);

  while ((other = g_queue_pop_head (&waiting)))
    {
      if (error)
        g_task_return_error (other, g_error_copy (error));
      else
        g_task_return_boolean (other, TRUE);
      g_object_unref (other);
    }
  if (error)
    g_task_return_error (task, g_steal_pointer (&owned));
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
list_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  SettleJob *job = g_task_get_task_data (data);
  GError *error = NULL;

  if (kt_keeper_disk_finish (result, &error))
    kt_keeper_fill (self, job->records, job->latest, job->good);
  settle_end (data, error);
}

static gboolean
read_list (KtKeeper *self, gpointer data, GError **error)
{
  SettleJob *job = data;

  return kt_keeper_read_list (self, &job->records, &job->latest, &job->good, error);
}

/* ── 4. What is to be wiped ─────────────────────────────────────────────── */

static void clear_next (GTask *task);

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GError) error = NULL;

  /* It stays queued. */
  if (!kt_keeper_clear_finish (self, result, &error))
    g_debug ("Not cleared yet: %s", error->message);
  clear_next (data);
}

static void
clear_next (GTask *task)
{
  KtKeeper *self = g_task_get_source_object (task);
  SettleJob *job = g_task_get_task_data (task);

  if (job->next < job->clearing->len)
    kt_keeper_clear_async (self, g_ptr_array_index (job->clearing, job->next++), g_task_get_cancellable (task), cleared_cb, task);
  else if (!job->changed)
    settle_end (task, NULL);
  else
    kt_keeper_disk (self, task, read_list, list_read_cb);
}

/* ── 3. Adds that were cut off ──────────────────────────────────────────── */

static void recover_next (GTask *task);

static void
recovered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  SettleJob *job = g_task_get_task_data (data);
  g_autoptr(GError) error = NULL;

  if (!kt_keeper_disk_finish (result, &error))
    g_debug ("Not recovered: %s", error->message);
  else
    {
      job->changed = TRUE;
      if (job->half)
        g_ptr_array_add (job->clearing, kt_record_copy (job->current));
      if (job->found)
        kt_keeper_say (self, "finished-add", job->current->id);
      else
        kt_keeper_say (self, "undid-add", job->current->label);
    }
  recover_next (data);
}

static gboolean
write_recovered (KtKeeper *self, gpointer data, GError **error)
{
  SettleJob *job = data;
  const char *id = job->current->id;

  if (job->found)
    return kt_ledger_set_state (self->ledger, id, KT_STATE_ACTIVE, kt_keeper_now (), error) &&
           kt_ledger_add_event (self->ledger, id, "recovered", "finished adding", kt_keeper_now (), error);
  if (job->half)
    return kt_ledger_set_state (self->ledger, id, KT_STATE_CLEARING, kt_keeper_now (), error) &&
           kt_ledger_add_event (self->ledger, id, "recovered", "undid adding: the keyring had kept only a part", kt_keeper_now (), error);
  return kt_ledger_remove (self->ledger, id, error) &&
         kt_ledger_add_event (self->ledger, id, "recovered", "undid adding: the secret had not reached the keyring", kt_keeper_now (), error);
}

static void
pending_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtKeeper *self = g_task_get_source_object (task);
  SettleJob *job = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(KtCredential) credential = kt_vault_load_finish (self->vault, result, NULL, &error);

  job->found = credential != NULL;
  job->half = g_error_matches (error, KT_ERROR, KT_ERROR_DAMAGED);
  /* Neither there nor known to be gone: it stays pending. */
  if (!job->found && !job->half && !g_error_matches (error, KT_ERROR, KT_ERROR_NOT_FOUND))
    {
      recover_next (g_steal_pointer (&task));
      return;
    }
  kt_keeper_disk (self, g_steal_pointer (&task), write_recovered, recovered_cb);
}

static void
rotations_settled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  SettleJob *job = g_task_get_task_data (data);
  GError *error = NULL;

  if (job->lock >= 0)
    close (job->lock);
  job->lock = -1;
  job->next = 0;
  if (!kt_keeper_rotate_settle_finish (KT_KEEPER (source), result, &error))
    settle_end (data, error);
  else
    clear_next (data);
}

static void
recover_next (GTask *task)
{
  KtKeeper *self = g_task_get_source_object (task);
  SettleJob *job = g_task_get_task_data (task);

  if (job->next < job->pending->len)
    {
      job->current = g_ptr_array_index (job->pending, job->next++);
      kt_vault_load_async (self->vault, job->current->id, job->current->generation, g_task_get_cancellable (task), pending_loaded_cb, task);
      return;
    }

  kt_keeper_rotate_settle_async (self, job->lock >= 0, g_task_get_cancellable (task), rotations_settled_cb, task);
}

static gboolean
is_due_to_be_wiped (const KtRecord *record)
{
  return record->state == KT_STATE_DELETED &&
         record->deleted_ms + (gint64) KT_RESTORE_DAYS * 24 * 60 * 60 * 1000 <= kt_keeper_now ();
}

/* ── Is the clock to be believed? ── */

#define CLOCK_SEEN    "clock-seen"
#define CLOCK_DOUBTED "clock-doubted"
#define HOUR_MS       ((gint64) 60 * 60 * 1000)
#define DAY_MS        (24 * HOUR_MS)
/* A clock that went back, or on by more than this since it was last seen, may be wrong: a battery that
 * is empty, a year mistyped. For some days nothing is wiped then; when it is set right, the same again. */
#define JUMP_MS       (14 * DAY_MS)
#define DOUBT_MS      (3 * DAY_MS)

static gboolean
get_time (KtKeeper *self, const char *name, gint64 *ret_ms, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autofree char *text = kt_ledger_get_setting (self->ledger, name, &local);

  *ret_ms = text ? g_ascii_strtoll (text, NULL, 10) : 0;
  if (!local)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
set_time (KtKeeper *self, const char *name, gint64 ms, GError **error)
{
  g_autofree char *text = ms ? g_strdup_printf ("%" G_GINT64_FORMAT, ms) : NULL;

  return kt_ledger_set_setting (self->ledger, name, text, error);
}

static gboolean
look_at_clock (KtKeeper *self, gboolean *ret_believed, GError **error)
{
  gint64 now_ms = kt_keeper_now (), seen_ms, doubted_ms, was_doubted_ms;

  if (!get_time (self, CLOCK_SEEN, &seen_ms, error) || !get_time (self, CLOCK_DOUBTED, &doubted_ms, error))
    return FALSE;
  was_doubted_ms = doubted_ms;
  if (seen_ms && (now_ms < seen_ms - DAY_MS || now_ms > seen_ms + JUMP_MS))
    doubted_ms = now_ms;
  else if (doubted_ms && now_ms >= doubted_ms + DOUBT_MS)
    doubted_ms = 0;
  *ret_believed = doubted_ms == 0;

  if (doubted_ms != was_doubted_ms && !set_time (self, CLOCK_DOUBTED, doubted_ms, error))
    return FALSE;
  return ABS (now_ms - seen_ms) < HOUR_MS || set_time (self, CLOCK_SEEN, now_ms, error);
}

/* What is left to do. The lock first: who is still adding has a pending row that is nobody's business. */
static gboolean
gather (KtKeeper *self, gpointer data, GError **error)
{
  SettleJob *job = data;
  g_autoptr(GPtrArray) records = NULL;
  gboolean clock_is_believed;

  job->lock = kt_keeper_lock_recovery (self);
  if (!look_at_clock (self, &clock_is_believed, error) || !(records = kt_ledger_list_unfinished (self->ledger, error)))
    return FALSE;

  for (guint i = 0; i < records->len; i++)
    {
      KtRecord *record = g_ptr_array_index (records, i);

      if (clock_is_believed && is_due_to_be_wiped (record))
        {
          g_autoptr(GError) local = NULL;

          if (!kt_ledger_change_state (self->ledger, record->id, KT_STATE_DELETED, KT_STATE_CLEARING, kt_keeper_now (), &local))
            {
              /* Brought back a moment ago by another process, or wiped by it. */
              if (g_error_matches (local, KT_ERROR, KT_ERROR_BUSY) || g_error_matches (local, KT_ERROR, KT_ERROR_NOT_FOUND))
                continue;
              g_propagate_error (error, g_steal_pointer (&local));
              return FALSE;
            }
          record->state = KT_STATE_CLEARING;
          job->changed = TRUE;
        }
      /* Its secret is where another keyring is: nothing found here means anything. */
      if (g_hash_table_contains (self->behind, record->id))
        continue;
      if (record->state == KT_STATE_PENDING && job->lock >= 0)
        g_ptr_array_add (job->pending, kt_record_copy (record));
      else if (record->state == KT_STATE_CLEARING)
        g_ptr_array_add (job->clearing, kt_record_copy (record));
    }
  return TRUE;
}

static void
gathered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  if (!kt_keeper_disk_finish (result, &error))
    settle_end (data, error);
  else
    recover_next (data);
}

static void
looked_behind_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  SettleJob *job = g_task_get_task_data (data);
  GHashTable *before = job->behind;
  GError *error = NULL;

  if (!kt_keeper_look_behind_finish (self, result, &error))
    {
      settle_end (data, error);
      return;
    }
  /* Findings tell of it. */
  job->changed |= self->behind != before && g_hash_table_size (self->behind) + g_hash_table_size (before) > 0;
  kt_keeper_disk (self, data, gather, gathered_cb);
}

static void
look_behind (GTask *task)
{
  KtKeeper *self = g_task_get_source_object (task);
  SettleJob *job = g_task_get_task_data (task);

  job->behind = g_hash_table_ref (self->behind);
  kt_keeper_look_behind_async (self, g_task_get_cancellable (task), looked_behind_cb, task);
}

/* ── 2. A lost ledger is rebuilt from the keyring's facts ───────────────── */

/* An item whose facts cannot be read still gets a record: no secret without one. */
static KtRecord *
record_from_item (const KtVaultItem *item)
{
  KtRecord *record = item->facts ? kt_record_from_facts (item->facts, NULL) : NULL;

  if (!record)
    {
      record = kt_record_new ();
      g_free (record->label);
      record->label = g_strdup_printf ("%.8s", item->key_id);
    }
  g_free (record->id);
  record->id = g_strdup (item->key_id);
  record->generation = item->generation;
  record->state = KT_STATE_ACTIVE;
  record->deleted_ms = 0;
  return record;
}

/* An older generation beside the newest is a rotation whose stage was lost: the person can go back to it or go on. */
static gboolean
rebuild_rotation (KtKeeper *self, const KtVaultItem *item, GError **error)
{
  g_autoptr(KtRecord) record = kt_ledger_get (self->ledger, item->key_id, error);
  g_autoptr(KtRecord) old = NULL;
  g_autoptr(KtRotation) rotation = NULL;

  if (!record || !kt_ledger_get_rotation (self->ledger, item->key_id, &rotation, error))
    return FALSE;
  if (rotation || item->generation >= record->generation || record->state != KT_STATE_ACTIVE)
    return TRUE;
  old = record_from_item (item);
  rotation = kt_rotation_new (old, kt_keeper_now ());
  rotation->stage = KT_ROTATION_SWITCHED;
  rotation->to_generation = record->generation;
  rotation->new_fingerprint = g_strdup (record->fingerprint);
  rotation->new_hint = g_strdup (record->hint);
  rotation->new_key_type = g_strdup (record->key_type);
  rotation->new_since_ms = record->secret_since_ms;
  return kt_ledger_begin_rotation (self->ledger, rotation, "rotation-rebuilt", error);
}

static gboolean
rebuild (KtKeeper *self, gpointer data, GError **error)
{
  SettleJob *job = data;

  for (guint i = 0; i < job->items->len; i++)
    {
      g_autoptr(KtRecord) record = record_from_item (g_ptr_array_index (job->items, i));
      g_autoptr(KtRecord) known = kt_ledger_get (self->ledger, record->id, NULL);

      /* Of several generations the newest is the key's. */
      if (known && known->generation >= record->generation)
        continue;
      if (!kt_ledger_put (self->ledger, record, "rebuilt", error))
        return FALSE;
      job->changed = TRUE;
      if (!known)
        job->n_rebuilt++;
      kt_keeper_step (KT_STEP_REBUILT_ONE);
    }
  for (guint i = 0; i < job->items->len; i++)
    {
      if (!rebuild_rotation (self, g_ptr_array_index (job->items, i), error))
        return FALSE;
    }
  if (!kt_ledger_set_setting (self->ledger, REBUILT, "yes", error))
    return FALSE;
  kt_keeper_step (KT_STEP_REBUILT_ALL);
  return TRUE;
}

static void
rebuilt_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  SettleJob *job = g_task_get_task_data (data);
  GError *error = NULL;

  if (!kt_keeper_disk_finish (result, &error))
    {
      settle_end (data, error);
      return;
    }
  if (job->n_rebuilt > 0)
    {
      g_autofree char *number = g_strdup_printf ("%u", job->n_rebuilt);

      kt_keeper_say (self, "ledger-rebuilt", number);
    }
  look_behind (data);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = g_task_get_source_object (data);
  SettleJob *job = g_task_get_task_data (data);
  GError *error = NULL;

  if (!(job->items = kt_vault_list_finish (self->vault, result, &error)))
    settle_end (data, error);
  else
    kt_keeper_disk (self, data, rebuild, rebuilt_cb);
}

static void
go_on_with_rebuild (GTask *task)
{
  KtKeeper *self = g_task_get_source_object (task);
  SettleJob *job = g_task_get_task_data (task);

  if (job->is_rebuilt)
    look_behind (task);
  else
    kt_vault_list_async (self->vault, g_task_get_cancellable (task), listed_cb, task);
}

/* ── 1. Is this keyring ours? ───────────────────────────────────────────── */

static void
sentinel_written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = g_task_get_source_object (data);
  GError *error = NULL;

  if (!kt_vault_write_sentinel_finish (self->vault, result, &error))
    {
      settle_end (data, error);
      return;
    }
  kt_keeper_step (KT_STEP_SENTINEL_WRITTEN);
  go_on_with_rebuild (data);
}

static void
sentinel_verified_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = g_task_get_source_object (data);
  SettleJob *job = g_task_get_task_data (data);
  GError *error = NULL;
  gboolean same = FALSE;

  if (!kt_vault_verify_sentinel_finish (self->vault, result, &same, &error))
    settle_end (data, error);
  else if (same)
    go_on_with_rebuild (data);
  else if (job->is_empty)
    kt_vault_write_sentinel_async (self->vault, kt_ledger_get_id (self->ledger), g_task_get_cancellable (data), sentinel_written_cb, data);
  else
    settle_end (data, g_error_new_literal (KT_ERROR, KT_ERROR_OTHER_KEYRING,
                                           "This keyring is not the one that holds the secrets of the keys known here"));
}

static gboolean
look_at_ledger (KtKeeper *self, gpointer data, GError **error)
{
  SettleJob *job = data;
  g_autoptr(GError) local = NULL;
  g_autofree char *rebuilt = NULL;

  if (!kt_ledger_is_empty (self->ledger, &job->is_empty, error))
    return FALSE;
  rebuilt = kt_ledger_get_setting (self->ledger, REBUILT, &local);
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  job->is_rebuilt = rebuilt != NULL;
  return TRUE;
}

static void
ledger_looked_at_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  GError *error = NULL;

  if (!kt_keeper_disk_finish (result, &error))
    settle_end (data, error);
  else
    kt_vault_verify_sentinel_async (self->vault, kt_ledger_get_id (self->ledger), g_task_get_cancellable (data), sentinel_verified_cb, data);
}

void
kt_keeper_settle_async (KtKeeper *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  SettleJob *job;

  g_task_set_source_tag (task, kt_keeper_settle_async);
  if (self->is_settling)
    {
      g_queue_push_tail (&self->settling, task);
      return;
    }

  self->is_settling = TRUE;
  job = g_new0 (SettleJob, 1);
  job->lock = -1;
  job->pending = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_free);
  job->clearing = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_free);
  g_task_set_task_data (task, job, (GDestroyNotify) settle_job_free);
  kt_keeper_disk (self, task, look_at_ledger, ledger_looked_at_cb);
}

gboolean
kt_keeper_settle_finish (KtKeeper *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
