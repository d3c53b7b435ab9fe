/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-ledger-marks.h"

#include "kt-error.h"
#include "kt-ledger-private.h"

void
kt_mark_free (KtMark *self)
{
  g_free (self->key_id);
  g_free (self->what);
  g_free (self);
}

static gboolean
write_mark (KtLedger *self, const KtMark *mark, GError **error)
{
  sqlite3_stmt *s = kt_ledger_prepare (self,
                                       "INSERT INTO marks (key_id, what, at_ms, stage, shown_ms)"
                                       " SELECT id, ?2, ?3, ?4, ?5 FROM keys WHERE id = ?1"
                                       " ON CONFLICT (key_id, what, at_ms) DO UPDATE SET"
                                       " stage = excluded.stage, shown_ms = excluded.shown_ms WHERE excluded.stage >= marks.stage",
                                       error);

  if (!s)
    return FALSE;
  kt_ledger_bind_text (s, 1, mark->key_id);
  kt_ledger_bind_text (s, 2, mark->what);
  sqlite3_bind_int64 (s, 3, mark->at_ms);
  sqlite3_bind_int (s, 4, mark->stage);
  sqlite3_bind_int64 (s, 5, mark->shown_ms);
  return kt_ledger_run (self, s, error);
}

gboolean
kt_ledger_add_marks (KtLedger *self, GPtrArray *marks, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  gboolean ok = TRUE;

  g_return_val_if_fail (marks != NULL, FALSE);

  if (!kt_ledger_begin (self, error))
    return FALSE;
  for (guint i = 0; ok && i < marks->len; i++)
    ok = write_mark (self, g_ptr_array_index (marks, i), error);
  return kt_ledger_end (self, ok, error);
}

GPtrArray *
kt_ledger_list_marks (KtLedger *self, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  g_autoptr(GPtrArray) marks = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_mark_free);
  sqlite3_stmt *s = kt_ledger_prepare (self, "SELECT key_id, what, at_ms, stage, shown_ms FROM marks", error);
  int row;

  if (!s)
    return NULL;
  while ((row = kt_ledger_step (self, s, error)) > 0)
    {
      KtMark *mark = g_new0 (KtMark, 1);

      mark->key_id = g_strdup (kt_ledger_text (s, 0));
      mark->what = g_strdup (kt_ledger_text (s, 1));
      mark->at_ms = sqlite3_column_int64 (s, 2);
      mark->stage = sqlite3_column_int (s, 3);
      mark->shown_ms = sqlite3_column_int64 (s, 4);
      g_ptr_array_add (marks, mark);
    }
  return row == 0 ? g_steal_pointer (&marks) : NULL;
}

static gboolean
write_snooze (KtLedger *self, const char *key_id, gint64 until_ms, GError **error)
{
  sqlite3_stmt *s = kt_ledger_prepare (self, "INSERT OR REPLACE INTO snoozes (key_id, until_ms) SELECT id, ?2 FROM keys WHERE id = ?1", error);

  if (!s)
    return FALSE;
  kt_ledger_bind_text (s, 1, key_id);
  sqlite3_bind_int64 (s, 2, until_ms);
  if (!kt_ledger_run (self, s, error))
    return FALSE;
  if (sqlite3_changes (self->database) > 0)
    return TRUE;
  g_set_error_literal (error, KT_ERROR, KT_ERROR_NOT_FOUND, "There is no such key in the ledger");
  return FALSE;
}

gboolean
kt_ledger_snooze (KtLedger *self, const char *key_id, gint64 until_ms, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);

  g_return_val_if_fail (key_id != NULL, FALSE);

  if (!kt_ledger_begin (self, error))
    return FALSE;
  return kt_ledger_end (self, write_snooze (self, key_id, until_ms, error), error);
}

GHashTable *
kt_ledger_list_snoozes (KtLedger *self, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  g_autoptr(GHashTable) snoozes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  sqlite3_stmt *s = kt_ledger_prepare (self, "SELECT key_id, until_ms FROM snoozes", error);
  int row;

  if (!s)
    return NULL;
  while ((row = kt_ledger_step (self, s, error)) > 0)
    {
      const gint64 until_ms = sqlite3_column_int64 (s, 1);

      g_hash_table_insert (snoozes, g_strdup (kt_ledger_text (s, 0)), g_memdup2 (&until_ms, sizeof until_ms));
    }
  return row == 0 ? g_steal_pointer (&snoozes) : NULL;
}
