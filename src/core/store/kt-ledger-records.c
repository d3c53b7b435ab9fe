/* kt-ledger-records.c: the ledger's keys: a record is a row with its lists
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-ledger-private.h"

#include "kt-error.h"

/* The columns in the order of write_row() and read_row(). */
#define COLUMNS \
  "id, generation, state, label, exchange, environment, key_type, custom, intent, intent_set, place, place_name, notes, " \
  "added_ms, secret_since_ms, rotate_days, expires_on, deleted_ms, last_used_ms, hint, fingerprint, account, " \
  "nonce_allowed, keep_alive, refusals, lead_days, checks_stopped"

static const char *const put_sql =
  "INSERT INTO keys (" COLUMNS ") VALUES "
  "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27) "
  /* Not REPLACE: that would delete the row first, and its reports with it. */
  "ON CONFLICT (id) DO UPDATE SET generation = excluded.generation, state = excluded.state, label = excluded.label, "
  "exchange = excluded.exchange, environment = excluded.environment, key_type = excluded.key_type, custom = excluded.custom, "
  "intent = excluded.intent, intent_set = excluded.intent_set, place = excluded.place, place_name = excluded.place_name, "
  "notes = excluded.notes, added_ms = excluded.added_ms, secret_since_ms = excluded.secret_since_ms, "
  "rotate_days = excluded.rotate_days, expires_on = excluded.expires_on, deleted_ms = excluded.deleted_ms, "
  "last_used_ms = excluded.last_used_ms, hint = excluded.hint, fingerprint = excluded.fingerprint, account = excluded.account, "
  "nonce_allowed = excluded.nonce_allowed, keep_alive = excluded.keep_alive, refusals = excluded.refusals, lead_days = excluded.lead_days, "
  "checks_stopped = excluded.checks_stopped";

/* The three lists of a record, each a table of the same shape. */
typedef struct {
  const char *clear_sql;
  const char *add_sql;
  const char *get_sql;
  const char *all_sql;
  gsize       offset;
} List;

#define LIST(table, member) { \
  "DELETE FROM " table " WHERE key_id = ?1", \
  "INSERT INTO " table " (key_id, position, value) VALUES (?1, ?2, ?3)", \
  "SELECT key_id, value FROM " table " WHERE key_id = ?1 ORDER BY position", \
  "SELECT key_id, value FROM " table " ORDER BY key_id, position", \
  G_STRUCT_OFFSET (KtRecord, member) }

static const List lists[] = {
  LIST ("tags", tags),
  LIST ("addresses", place_addresses),
  LIST ("consumers", consumers),
};

static char **
empty_list (void)
{
  return g_new0 (char *, 1);
}

/* ── Writing ────────────────────────────────────────────────────────────── */

static gboolean
write_row (KtLedger *self, const KtRecord *record, GError **error)
{
  sqlite3_stmt *s = kt_ledger_prepare (self, put_sql, error);
  g_autofree char *intent = kt_rights_to_string (record->intent);

  if (!s)
    return FALSE;

  kt_ledger_bind_text (s, 1, record->id);
  sqlite3_bind_int64 (s, 2, record->generation);
  kt_ledger_bind_text (s, 3, kt_state_to_word (record->state));
  kt_ledger_bind_text (s, 4, record->label ? record->label : "");
  kt_ledger_bind_text (s, 5, record->exchange ? record->exchange : "");
  kt_ledger_bind_text (s, 6, record->environment ? record->environment : "");
  kt_ledger_bind_text (s, 7, record->key_type ? record->key_type : "");
  sqlite3_bind_int (s, 8, record->custom != FALSE);
  kt_ledger_bind_text (s, 9, intent);
  sqlite3_bind_int (s, 10, record->intent_set != FALSE);
  kt_ledger_bind_text (s, 11, record->place == KT_PLACE_ELSEWHERE ? "elsewhere" : "here");
  kt_ledger_bind_text (s, 12, record->place_name);
  kt_ledger_bind_text (s, 13, record->notes);
  sqlite3_bind_int64 (s, 14, record->added_ms);
  sqlite3_bind_int64 (s, 15, record->secret_since_ms);
  sqlite3_bind_int (s, 16, record->rotate_days);
  kt_ledger_bind_text (s, 17, record->expires_on);
  sqlite3_bind_int64 (s, 18, record->deleted_ms);
  sqlite3_bind_int64 (s, 19, record->last_used_ms);
  kt_ledger_bind_text (s, 20, record->hint);
  kt_ledger_bind_text (s, 21, record->fingerprint);
  kt_ledger_bind_text (s, 22, record->account);
  sqlite3_bind_int (s, 23, record->nonce_allowed != FALSE);
  sqlite3_bind_int (s, 24, record->keep_alive != FALSE);
  sqlite3_bind_int64 (s, 25, record->refusals);
  sqlite3_bind_int (s, 26, record->lead_days);
  sqlite3_bind_int (s, 27, record->checks_stopped != FALSE);

  return kt_ledger_run (self, s, error);
}

static gboolean
write_list (KtLedger *self, const List *list, const KtRecord *record, GError **error)
{
  char **values = G_STRUCT_MEMBER (char **, record, list->offset);
  sqlite3_stmt *s = kt_ledger_prepare (self, list->clear_sql, error);

  if (!s)
    return FALSE;
  kt_ledger_bind_text (s, 1, record->id);
  if (!kt_ledger_run (self, s, error))
    return FALSE;

  for (int i = 0; values && values[i]; i++)
    {
      if (!(s = kt_ledger_prepare (self, list->add_sql, error)))
        return FALSE;
      kt_ledger_bind_text (s, 1, record->id);
      sqlite3_bind_int (s, 2, i);
      kt_ledger_bind_text (s, 3, values[i]);
      if (!kt_ledger_run (self, s, error))
        return FALSE;
    }
  return TRUE;
}

/* Inside a transaction. */
static gboolean
write_record (KtLedger *self, const KtRecord *record, const char *what, GError **error)
{
  gboolean ok = write_row (self, record, error);

  for (guint i = 0; ok && i < G_N_ELEMENTS (lists); i++)
    ok = write_list (self, &lists[i], record, error);
  ok = ok && kt_ledger_note_given (self, record->id, g_get_real_time () / 1000, error);
  if (ok && what)
    ok = kt_ledger_note (self, record->id, what, NULL, g_get_real_time () / 1000, error);
  return ok;
}

gboolean
kt_ledger_put (KtLedger *self, const KtRecord *record, const char *what, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);

  g_return_val_if_fail (record != NULL && record->id != NULL, FALSE);

  return kt_ledger_begin (self, error) && kt_ledger_end (self, write_record (self, record, what, error), error);
}

/* Another process made another credential the current one meanwhile: what belongs to it stands. */
static void
keep_credential (KtRecord *record, const KtRecord *known)
{
  record->generation = known->generation;
  record->secret_since_ms = known->secret_since_ms;
  record->refusals = known->refusals;
  g_free (record->fingerprint);
  record->fingerprint = g_strdup (known->fingerprint);
  g_free (record->hint);
  record->hint = g_strdup (known->hint);
  g_free (record->key_type);
  record->key_type = g_strdup (known->key_type);
}

gboolean
kt_ledger_update (KtLedger *self, KtRecord *record, const char *what, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  g_autoptr(KtRecord) known = NULL;
  gboolean ok;

  g_return_val_if_fail (record != NULL && record->id != NULL, FALSE);

  if (!kt_ledger_begin (self, error))
    return FALSE;
  ok = (known = kt_ledger_get (self, record->id, error)) != NULL;
  if (ok)
    {
      record->state = known->state;
      record->deleted_ms = known->deleted_ms;
      if (record->generation != known->generation)
        keep_credential (record, known);
      ok = write_record (self, record, what, error);
    }
  return kt_ledger_end (self, ok, error);
}

gboolean
kt_ledger_set_state (KtLedger *self, const char *id, KtState state, gint64 now_ms, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  sqlite3_stmt *s;

  /* Deleting starts the 30 days; being active again forgets them; clearing keeps when it was deleted. */
  s = kt_ledger_prepare (self,
                         "UPDATE keys SET state = ?2, deleted_ms = CASE ?2"
                         "  WHEN 'deleted' THEN ?3"
                         "  WHEN 'clearing' THEN CASE deleted_ms WHEN 0 THEN ?3 ELSE deleted_ms END"
                         "  ELSE 0 END WHERE id = ?1", error);
  if (!s)
    return FALSE;
  kt_ledger_bind_text (s, 1, id);
  kt_ledger_bind_text (s, 2, kt_state_to_word (state));
  sqlite3_bind_int64 (s, 3, now_ms);
  if (!kt_ledger_run (self, s, error))
    return FALSE;

  if (sqlite3_changes (self->database) == 0)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_NOT_FOUND, "There is no such key in the ledger");
      return FALSE;
    }
  self->version++;
  return TRUE;
}

gboolean
kt_ledger_change_state (KtLedger *self, const char *id, KtState from, KtState state, gint64 now_ms, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  g_autoptr(KtRecord) known = NULL;
  gboolean ok;

  if (!kt_ledger_begin (self, error))
    return FALSE;
  ok = (known = kt_ledger_get (self, id, error)) != NULL;
  if (ok && known->state != from)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_BUSY, "Another program changed this key just now");
      ok = FALSE;
    }
  ok = ok && kt_ledger_set_state (self, id, state, now_ms, error);
  return kt_ledger_end (self, ok, error);
}

gboolean
kt_ledger_remove (KtLedger *self, const char *id, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  static const char *const steps[] = {
    "UPDATE events SET detail = NULL WHERE key_id = ?1",
    "DELETE FROM keys WHERE id = ?1",
  };
  gboolean ok = TRUE;

  if (!kt_ledger_begin (self, error))
    return FALSE;
  for (guint i = 0; ok && i < G_N_ELEMENTS (steps); i++)
    {
      sqlite3_stmt *s = kt_ledger_prepare (self, steps[i], error);

      if ((ok = s != NULL))
        {
          kt_ledger_bind_text (s, 1, id);
          ok = kt_ledger_run (self, s, error);
        }
    }
  return kt_ledger_end (self, ok, error);
}

/* ── Reading ────────────────────────────────────────────────────────────── */

static gboolean
damaged (GError **error, const char *what)
{
  g_set_error (error, KT_ERROR, KT_ERROR_DAMAGED, "The ledger holds a key with an unreadable %s", what);
  return FALSE;
}

static void
read_text (sqlite3_stmt *s, int column, char **member)
{
  g_free (*member);
  *member = g_strdup (kt_ledger_text (s, column));
}

static KtRecord *
read_row (sqlite3_stmt *s, GError **error)
{
  g_autoptr(KtRecord) record = kt_record_new ();

  read_text (s, 0, &record->id);
  record->generation = (guint) sqlite3_column_int64 (s, 1);
  if (!kt_state_from_word (kt_ledger_text (s, 2), &record->state) && !damaged (error, "state"))
    return NULL;
  read_text (s, 3, &record->label);
  read_text (s, 4, &record->exchange);
  read_text (s, 5, &record->environment);
  read_text (s, 6, &record->key_type);
  record->custom = sqlite3_column_int (s, 7);
  if (!kt_rights_from_string (kt_ledger_text (s, 8), &record->intent, NULL) && !damaged (error, "intent"))
    return NULL;
  record->intent_set = sqlite3_column_int (s, 9);
  record->place = g_strcmp0 (kt_ledger_text (s, 10), "elsewhere") == 0 ? KT_PLACE_ELSEWHERE : KT_PLACE_HERE;
  read_text (s, 11, &record->place_name);
  read_text (s, 12, &record->notes);
  record->added_ms = sqlite3_column_int64 (s, 13);
  record->secret_since_ms = sqlite3_column_int64 (s, 14);
  record->rotate_days = sqlite3_column_int (s, 15);
  read_text (s, 16, &record->expires_on);
  record->deleted_ms = sqlite3_column_int64 (s, 17);
  record->last_used_ms = sqlite3_column_int64 (s, 18);
  read_text (s, 19, &record->hint);
  read_text (s, 20, &record->fingerprint);
  read_text (s, 21, &record->account);
  record->nonce_allowed = sqlite3_column_int (s, 22);
  record->keep_alive = sqlite3_column_int (s, 23);
  record->refusals = (guint) sqlite3_column_int64 (s, 24);
  record->lead_days = sqlite3_column_int (s, 25);
  record->checks_stopped = sqlite3_column_int (s, 26);

  return g_steal_pointer (&record);
}

static GPtrArray *
read_rows (KtLedger *self, sqlite3_stmt *s, GError **error)
{
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_free);
  int row;

  while ((row = kt_ledger_step (self, s, error)) > 0)
    {
      KtRecord *record = read_row (s, error);

      if (!record)
        {
          sqlite3_reset (s);
          return NULL;
        }
      g_ptr_array_add (records, record);
    }
  return row == 0 ? g_steal_pointer (&records) : NULL;
}

static void
give_list (GHashTable *by_id, const List *list, const char *id, GPtrArray *values)
{
  KtRecord *record = id ? g_hash_table_lookup (by_id, id) : NULL;
  char ***member;

  if (!record || values->len == 0)
    return;
  g_ptr_array_add (values, NULL);
  member = &G_STRUCT_MEMBER (char **, record, list->offset);
  g_strfreev (*member);
  *member = (char **) g_ptr_array_steal (values, NULL);
}

/* One query a list, whatever the number of keys: rows come ordered by key. */
static gboolean
read_list (KtLedger *self, const List *list, GHashTable *by_id, const char *only, GError **error)
{
  sqlite3_stmt *s = kt_ledger_prepare (self, only ? list->get_sql : list->all_sql, error);
  g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *id = NULL;
  int row;

  if (!s)
    return FALSE;
  if (only)
    kt_ledger_bind_text (s, 1, only);

  while ((row = kt_ledger_step (self, s, error)) > 0)
    {
      const char *this_id = kt_ledger_text (s, 0);

      if (g_strcmp0 (id, this_id) != 0)
        {
          give_list (by_id, list, id, values);
          g_ptr_array_set_size (values, 0);
          g_free (id);
          id = g_strdup (this_id);
        }
      g_ptr_array_add (values, g_strdup (kt_ledger_text (s, 1)));
    }
  give_list (by_id, list, id, values);
  return row == 0;
}

static gboolean
read_lists (KtLedger *self, GPtrArray *records, GError **error)
{
  g_autoptr(GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  const char *only = NULL;

  for (guint i = 0; i < records->len; i++)
    {
      KtRecord *record = g_ptr_array_index (records, i);

      for (guint j = 0; j < G_N_ELEMENTS (lists); j++)
        {
          char ***member = &G_STRUCT_MEMBER (char **, record, lists[j].offset);

          g_strfreev (*member);
          *member = empty_list ();
        }
      g_hash_table_insert (by_id, record->id, record);
    }
  if (records->len == 1)
    only = ((KtRecord *) g_ptr_array_index (records, 0))->id;

  for (guint i = 0; records->len > 0 && i < G_N_ELEMENTS (lists); i++)
    {
      if (!read_list (self, &lists[i], by_id, only, error))
        return FALSE;
    }
  return TRUE;
}

static GPtrArray *
query_records (KtLedger *self, const char *sql, const char *value, GError **error)
{
  sqlite3_stmt *s = kt_ledger_prepare (self, sql, error);
  g_autoptr(GPtrArray) records = NULL;

  if (!s)
    return NULL;
  if (value)
    kt_ledger_bind_text (s, 1, value);

  if (!(records = read_rows (self, s, error)) || !read_lists (self, records, error))
    return NULL;
  return g_steal_pointer (&records);
}

KtRecord *
kt_ledger_get (KtLedger *self, const char *id, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  g_autoptr(GPtrArray) records = query_records (self, "SELECT " COLUMNS " FROM keys WHERE id = ?1", id, error);

  if (!records)
    return NULL;
  if (records->len == 0)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_NOT_FOUND, "There is no such key in the ledger");
      return NULL;
    }
  return kt_record_copy (g_ptr_array_index (records, 0));
}

GPtrArray *
kt_ledger_list (KtLedger *self, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  GPtrArray *records;

  records = query_records (self, "SELECT " COLUMNS " FROM keys ORDER BY label, id", NULL, error);
  /* One after the other: each goes where the last one was read. */
  for (guint i = 0; records && i < records->len; i++)
    {
      g_autoptr(KtRecord) record = g_ptr_array_index (records, i);

      g_ptr_array_index (records, i) = kt_record_pack (record);
    }
  return records;
}

GPtrArray *
kt_ledger_list_unfinished (KtLedger *self, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);

  return query_records (self, "SELECT " COLUMNS " FROM keys WHERE state NOT IN ('active', 'retired') ORDER BY label, id", NULL, error);
}

gboolean
kt_ledger_is_empty (KtLedger *self, gboolean *ret_empty, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  sqlite3_stmt *s = kt_ledger_prepare (self, "SELECT 1 FROM keys LIMIT 1", error);
  int row = s ? kt_ledger_step (self, s, error) : -1;

  if (row < 0)
    return FALSE;
  if (row > 0)
    sqlite3_reset (s);
  *ret_empty = row == 0;
  return TRUE;
}

GPtrArray *
kt_ledger_find_fingerprint (KtLedger *self, const char *fingerprint, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);

  g_return_val_if_fail (fingerprint != NULL, NULL);

  return query_records (self,
                        "SELECT " COLUMNS " FROM keys WHERE fingerprint = ?1 AND state NOT IN ('deleted', 'clearing')"
                        " ORDER BY label, id", fingerprint, error);
}
