/* kt-ledger-history.c: what happened: reports of checks, and events
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-ledger-private.h"

#include "kt-error.h"

/* ── Events ─────────────────────────────────────────────────────────────── */

gboolean
kt_ledger_note (KtLedger *self, const char *id, const char *what, const char *detail, gint64 at_ms, GError **error)
{
  sqlite3_stmt *s = kt_ledger_prepare (self, "INSERT INTO events (at_ms, key_id, what, detail) VALUES (?1, ?2, ?3, ?4)", error);

  if (!s)
    return FALSE;
  sqlite3_bind_int64 (s, 1, at_ms);
  kt_ledger_bind_text (s, 2, id);
  kt_ledger_bind_text (s, 3, what);
  kt_ledger_bind_text (s, 4, detail);
  return kt_ledger_run (self, s, error);
}

gboolean
kt_ledger_add_event (KtLedger *self, const char *id, const char *what, const char *detail, gint64 now_ms, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);

  g_return_val_if_fail (what != NULL, FALSE);

  if (!kt_ledger_note (self, id, what, detail, now_ms, error))
    return FALSE;
  self->version++;
  return TRUE;
}

GPtrArray *
kt_ledger_get_events (KtLedger *self, const char *id, guint most, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_event_free);
  sqlite3_stmt *s;
  int row;

  if (id)
    s = kt_ledger_prepare (self, "SELECT at_ms, key_id, what, detail FROM events WHERE key_id = ?2 ORDER BY at_ms DESC, id DESC LIMIT ?1", error);
  else
    s = kt_ledger_prepare (self, "SELECT at_ms, key_id, what, detail FROM events ORDER BY at_ms DESC, id DESC LIMIT ?1", error);
  if (!s)
    return NULL;
  sqlite3_bind_int64 (s, 1, most);
  if (id)
    kt_ledger_bind_text (s, 2, id);

  while ((row = kt_ledger_step (self, s, error)) > 0)
    {
      KtEvent *event = g_new0 (KtEvent, 1);

      event->at_ms = sqlite3_column_int64 (s, 0);
      event->key_id = g_strdup (kt_ledger_text (s, 1));
      event->what = g_strdup (kt_ledger_text (s, 2));
      event->detail = g_strdup (kt_ledger_text (s, 3));
      g_ptr_array_add (events, event);
    }
  return row == 0 ? g_steal_pointer (&events) : NULL;
}

/* ── Reports ────────────────────────────────────────────────────────────── */

static gboolean
insert_report (KtLedger *self, const char *id, const KtReport *report, GError **error)
{
  g_autofree char *json = kt_report_to_json (report);
  sqlite3_stmt *s = kt_ledger_prepare (self, "INSERT INTO reports (key_id, checked_ms, good, json, generation)"
                                       " VALUES (?1, ?2, ?3, ?4, (SELECT generation FROM keys WHERE id = ?1))", error);

  if (!s)
    return FALSE;
  kt_ledger_bind_text (s, 1, id);
  sqlite3_bind_int64 (s, 2, report->checked_ms);
  sqlite3_bind_int (s, 3, kt_report_worked (report) != FALSE);
  kt_ledger_bind_text (s, 4, json);
  return kt_ledger_run (self, s, error);
}

/* Newest is what was written last, not what bears the latest date: a clock that once ran a year ahead would hide every check of that
 * year, and the report that a rotation brings along may be older than the last of the credential it replaces.
 * The newest good one of each credential stays whatever its age: a key's rights come from it, also after a way back. */
static gboolean
forget_old_reports (KtLedger *self, const char *id, GError **error)
{
  sqlite3_stmt *s = kt_ledger_prepare (self,
                                       "DELETE FROM reports WHERE key_id = ?1"
                                       " AND id NOT IN (SELECT id FROM reports WHERE key_id = ?1 ORDER BY id DESC LIMIT ?2)"
                                       " AND id NOT IN (SELECT max (id) FROM reports WHERE key_id = ?1 AND good = 1 GROUP BY generation)",
                                       error);

  if (!s)
    return FALSE;
  kt_ledger_bind_text (s, 1, id);
  sqlite3_bind_int (s, 2, KT_LEDGER_REPORTS_KEPT);
  return kt_ledger_run (self, s, error);
}

static gboolean
require_key (KtLedger *self, const char *id, GError **error)
{
  sqlite3_stmt *s = kt_ledger_prepare (self, "SELECT 1 FROM keys WHERE id = ?1", error);
  int row;

  if (!s)
    return FALSE;
  kt_ledger_bind_text (s, 1, id);
  row = kt_ledger_step (self, s, error);
  if (row > 0)
    sqlite3_reset (s);
  if (row == 0)
    g_set_error_literal (error, KT_ERROR, KT_ERROR_NOT_FOUND, "There is no such key in the ledger");
  return row > 0;
}

gboolean
kt_ledger_add_report (KtLedger *self, const char *id, KtReport *report, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  gboolean ok;

  g_return_val_if_fail (id != NULL && report != NULL, FALSE);

  if (!kt_ledger_begin (self, error))
    return FALSE;
  ok = require_key (self, id, error) &&
       insert_report (self, id, report, error) &&
       forget_old_reports (self, id, error);
  return kt_ledger_end (self, ok, error);
}

GPtrArray *
kt_ledger_get_reports (KtLedger *self, const char *id, guint most, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_report_unref);
  sqlite3_stmt *s = kt_ledger_prepare (self, "SELECT json FROM reports WHERE key_id = ?1 ORDER BY id DESC LIMIT ?2", error);
  int row;

  if (!s)
    return NULL;
  kt_ledger_bind_text (s, 1, id);
  sqlite3_bind_int64 (s, 2, most);

  while ((row = kt_ledger_step (self, s, error)) > 0)
    {
      KtReport *report = kt_report_from_json (kt_ledger_text (s, 0), error);

      if (!report)
        {
          sqlite3_reset (s);
          return NULL;
        }
      g_ptr_array_add (reports, report);
    }
  return row == 0 ? g_steal_pointer (&reports) : NULL;
}

/* Both of a key in one row: the newest, and the newest good one unless that is the same. What another credential of the key could
 * do says nothing about the current one. */
static const char *const latest_sql =
  "SELECT k.id, latest.json, good.json, latest.id IS good.id FROM keys k"
  " JOIN reports latest ON latest.id = (SELECT max (id) FROM reports WHERE key_id = k.id AND generation IN (0, k.generation))"
  " LEFT JOIN reports good ON good.id = (SELECT max (id) FROM reports WHERE key_id = k.id AND good = 1"
  " AND generation IN (0, k.generation))";

static gboolean
read_latest (sqlite3_stmt *s, GHashTable *latest, GHashTable *good, GError **error)
{
  const char *id = kt_ledger_text (s, 0);
  g_autoptr(KtReport) newest = kt_report_from_json (kt_ledger_text (s, 1), error);
  g_autoptr(KtReport) worked = NULL;
  g_autoptr(GRefString) name = NULL;

  if (!newest)
    return FALSE;
  if (sqlite3_column_int (s, 3))
    worked = kt_report_ref (newest);
  else if (kt_ledger_text (s, 2) && !(worked = kt_report_from_json (kt_ledger_text (s, 2), error)))
    return FALSE;

  name = g_ref_string_new (id);
  g_hash_table_insert (latest, g_ref_string_acquire (name), g_steal_pointer (&newest));
  if (worked)
    g_hash_table_insert (good, g_ref_string_acquire (name), g_steal_pointer (&worked));
  return TRUE;
}

gboolean
kt_ledger_get_latest_of (KtLedger *self, const char *id, KtReport **ret_latest, KtReport **ret_good, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  g_autoptr(GHashTable) latest = g_hash_table_new_full (g_str_hash, g_str_equal, (GDestroyNotify) g_ref_string_release, (GDestroyNotify) kt_report_unref);
  g_autoptr(GHashTable) good = g_hash_table_new_full (g_str_hash, g_str_equal, (GDestroyNotify) g_ref_string_release, (GDestroyNotify) kt_report_unref);
  g_autofree char *sql = g_strconcat (latest_sql, " WHERE k.id = ?1", NULL);
  sqlite3_stmt *s = kt_ledger_prepare (self, sql, error);
  KtReport *report;
  int row;

  if (!s)
    return FALSE;
  kt_ledger_bind_text (s, 1, id);
  row = kt_ledger_step (self, s, error);
  if (row > 0)
    {
      gboolean read = read_latest (s, latest, good, error);

      sqlite3_reset (s);
      if (!read)
        return FALSE;
    }
  if (row < 0)
    return FALSE;
  *ret_latest = (report = g_hash_table_lookup (latest, id)) ? kt_report_ref (report) : NULL;
  *ret_good = (report = g_hash_table_lookup (good, id)) ? kt_report_ref (report) : NULL;
  return TRUE;
}

gboolean
kt_ledger_get_latest (KtLedger *self, GHashTable **ret_latest, GHashTable **ret_good, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  g_autoptr(GHashTable) latest = g_hash_table_new_full (g_str_hash, g_str_equal, (GDestroyNotify) g_ref_string_release, (GDestroyNotify) kt_report_unref);
  g_autoptr(GHashTable) good = g_hash_table_new_full (g_str_hash, g_str_equal, (GDestroyNotify) g_ref_string_release, (GDestroyNotify) kt_report_unref);
  sqlite3_stmt *s = kt_ledger_prepare (self, latest_sql, error);
  int row;

  if (!s)
    return FALSE;
  while ((row = kt_ledger_step (self, s, error)) > 0)
    {
      if (!read_latest (s, latest, good, error))
        {
          sqlite3_reset (s);
          return FALSE;
        }
    }
  if (row < 0)
    return FALSE;
  /* Every page was read, once: the next question is about a single key. */
  sqlite3_db_release_memory (self->database);

  *ret_latest = g_steal_pointer (&latest);
  *ret_good = g_steal_pointer (&good);
  return TRUE;
}
