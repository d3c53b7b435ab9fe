/* kt-ledger-schema.c: the ledger's tables and their migrations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-ledger-private.h"

#include <errno.h>

#include "kt-error.h"

/* One entry per version; never changed once released, only added to. */
static const char *const migrations[] = {
  /* 1 */
  "CREATE TABLE settings ("
  "  name  TEXT NOT NULL PRIMARY KEY,"
  "  value TEXT NOT NULL"
  ") STRICT, WITHOUT ROWID;"

  "CREATE TABLE keys ("
  "  id              TEXT    NOT NULL PRIMARY KEY,"
  "  generation      INTEGER NOT NULL,"
  "  state           TEXT    NOT NULL,"
  "  label           TEXT    NOT NULL,"
  "  exchange        TEXT    NOT NULL,"
  "  environment     TEXT    NOT NULL,"
  "  key_type        TEXT    NOT NULL,"
  "  custom          INTEGER NOT NULL,"
  "  intent          TEXT    NOT NULL,"          /* words, by commas */
  "  intent_set      INTEGER NOT NULL,"
  "  place           TEXT    NOT NULL CHECK (place IN ('here', 'elsewhere')),"
  "  place_name      TEXT,"
  "  notes           TEXT,"
  "  added_ms        INTEGER NOT NULL,"
  "  secret_since_ms INTEGER NOT NULL,"
  "  rotate_days     INTEGER NOT NULL,"
  "  expires_on      TEXT,"
  "  deleted_ms      INTEGER NOT NULL,"
  "  last_used_ms    INTEGER NOT NULL,"
  "  hint            TEXT,"
  "  fingerprint     TEXT,"
  "  account         TEXT,"
  "  nonce_allowed   INTEGER NOT NULL,"
  "  keep_alive      INTEGER NOT NULL,"
  "  refusals        INTEGER NOT NULL"
  ") STRICT;"
  "CREATE INDEX keys_by_fingerprint ON keys (fingerprint);"

  "CREATE TABLE tags ("
  "  key_id   TEXT    NOT NULL REFERENCES keys (id) ON DELETE CASCADE,"
  "  position INTEGER NOT NULL,"
  "  value    TEXT    NOT NULL,"
  "  PRIMARY KEY (key_id, position)"
  ") STRICT, WITHOUT ROWID;"

  "CREATE TABLE addresses ("
  "  key_id   TEXT    NOT NULL REFERENCES keys (id) ON DELETE CASCADE,"
  "  position INTEGER NOT NULL,"
  "  value    TEXT    NOT NULL,"
  "  PRIMARY KEY (key_id, position)"
  ") STRICT, WITHOUT ROWID;"

  "CREATE TABLE consumers ("
  "  key_id   TEXT    NOT NULL REFERENCES keys (id) ON DELETE CASCADE,"
  "  position INTEGER NOT NULL,"
  "  value    TEXT    NOT NULL,"
  "  PRIMARY KEY (key_id, position)"
  ") STRICT, WITHOUT ROWID;"

  "CREATE TABLE reports ("
  "  id         INTEGER PRIMARY KEY,"
  "  key_id     TEXT    NOT NULL REFERENCES keys (id) ON DELETE CASCADE,"
  "  checked_ms INTEGER NOT NULL,"
  "  good       INTEGER NOT NULL,"
  "  json       TEXT    NOT NULL"
  ") STRICT;"
  "CREATE INDEX reports_by_key ON reports (key_id, checked_ms, id);"
  "CREATE INDEX good_reports_by_key ON reports (key_id, checked_ms, id) WHERE good = 1;"

  /* Events outlive their key: no foreign key here. */
  "CREATE TABLE events ("
  "  id     INTEGER PRIMARY KEY,"
  "  at_ms  INTEGER NOT NULL,"
  "  key_id TEXT,"
  "  what   TEXT    NOT NULL,"
  "  detail TEXT"
  ") STRICT;"
  "CREATE INDEX events_by_key ON events (key_id, at_ms, id);"

  /* Outlive their key too: the same credential may be added again, and its nonce may never go down. */
  "CREATE TABLE nonces ("
  "  fingerprint TEXT    NOT NULL,"
  "  unit        TEXT    NOT NULL,"
  "  last        INTEGER NOT NULL,"
  "  PRIMARY KEY (fingerprint, unit)"
  ") STRICT, WITHOUT ROWID;",

  /* 2: rotations, and who was ever given what */
  "CREATE TABLE rotations ("
  "  key_id          TEXT    NOT NULL PRIMARY KEY REFERENCES keys (id) ON DELETE CASCADE,"
  "  stage           TEXT    NOT NULL,"
  "  from_generation INTEGER NOT NULL,"
  "  to_generation   INTEGER NOT NULL,"
  "  began_ms        INTEGER NOT NULL,"
  "  changed_ms      INTEGER NOT NULL,"
  "  old_fingerprint TEXT,"
  "  old_hint        TEXT,"
  "  old_key_type    TEXT,"
  "  old_since_ms    INTEGER NOT NULL,"
  "  old_worked      INTEGER NOT NULL,"
  "  new_fingerprint TEXT,"
  "  new_hint        TEXT,"
  "  new_key_type    TEXT,"
  "  new_since_ms    INTEGER NOT NULL,"
  "  accepted        TEXT    NOT NULL,"          /* words, by commas */
  "  accepted_unseen INTEGER NOT NULL,"
  "  new_report      TEXT,"                      /* JSON */
  "  old_report      TEXT,"
  "  deleted_ms      INTEGER NOT NULL,"
  "  next_try_ms     INTEGER NOT NULL,"
  "  tries           INTEGER NOT NULL,"
  "  proven_ms       INTEGER NOT NULL"
  ") STRICT;"

  "CREATE TABLE rotation_consumers ("
  "  key_id   TEXT    NOT NULL REFERENCES rotations (key_id) ON DELETE CASCADE,"
  "  position INTEGER NOT NULL,"
  "  value    TEXT    NOT NULL,"
  "  given_ms INTEGER NOT NULL,"
  "  PRIMARY KEY (key_id, position)"
  ") STRICT, WITHOUT ROWID;"

  /* Outlives its key: what leaked may still be alive at the exchange. No label here, it goes with the key. */
  "CREATE TABLE given ("
  "  key_id     TEXT    NOT NULL,"
  "  generation INTEGER NOT NULL,"
  "  value      TEXT    NOT NULL,"
  "  exchange   TEXT    NOT NULL,"
  "  since_ms   INTEGER NOT NULL,"
  "  until_ms   INTEGER NOT NULL,"
  "  PRIMARY KEY (key_id, generation, value)"
  ") STRICT, WITHOUT ROWID;"
  "INSERT OR IGNORE INTO given SELECT consumers.key_id, keys.generation, consumers.value, keys.exchange, keys.added_ms, 0"
  "  FROM consumers JOIN keys ON keys.id = consumers.key_id;",

  /* 3: what the person was told about which date, what is to come again later, and how early to tell of one key */
  "ALTER TABLE keys ADD COLUMN lead_days INTEGER NOT NULL DEFAULT -1;"

  "CREATE TABLE marks ("
  "  key_id   TEXT    NOT NULL REFERENCES keys (id) ON DELETE CASCADE,"
  "  what     TEXT    NOT NULL,"
  "  at_ms    INTEGER NOT NULL,"
  "  stage    INTEGER NOT NULL,"
  "  shown_ms INTEGER NOT NULL,"
  "  PRIMARY KEY (key_id, what, at_ms)"
  ") STRICT, WITHOUT ROWID;"

  "CREATE TABLE snoozes ("
  "  key_id   TEXT    NOT NULL PRIMARY KEY REFERENCES keys (id) ON DELETE CASCADE,"
  "  until_ms INTEGER NOT NULL"
  ") STRICT, WITHOUT ROWID;",

  /* 4: keys the person wants left alone */
  "ALTER TABLE keys ADD COLUMN checks_stopped INTEGER NOT NULL DEFAULT 0;",

  /* 5: which credential a report is about; 0: not known */
  ("ALTER TABLE reports ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;"
   "UPDATE reports SET generation = 1 WHERE key_id IN (SELECT id FROM keys WHERE generation = 1);"),
};
G_STATIC_ASSERT (G_N_ELEMENTS (migrations) == KT_LEDGER_VERSION);

static gboolean
get_integer (sqlite3 *database, const char *sql, gint64 *ret_value, GError **error)
{
  sqlite3_stmt *statement;
  int rc = sqlite3_prepare_v2 (database, sql, -1, &statement, NULL);

  if (rc != SQLITE_OK)
    return kt_ledger_fail (database, rc, error);

  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    *ret_value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);

  return rc == SQLITE_ROW || kt_ledger_fail (database, rc, error);
}

static gboolean
run (sqlite3 *database, const char *sql, GError **error)
{
  int rc;

  errno = 0;
  rc = sqlite3_exec (database, sql, NULL, NULL, NULL);
  return rc == SQLITE_OK || kt_ledger_fail (database, rc, error);
}

/* Whose file this is, and how new. */
static gboolean
look_at_owner (sqlite3 *database, gint64 *ret_version, gboolean *ret_empty, GError **error)
{
  gint64 application = 0, tables = 0;

  if (!get_integer (database, "PRAGMA application_id", &application, error) ||
      !get_integer (database, "PRAGMA user_version", ret_version, error) ||
      !get_integer (database, "SELECT count(*) FROM sqlite_master", &tables, error))
    return FALSE;

  *ret_empty = application == 0 && *ret_version == 0 && tables == 0;
  if (*ret_empty)
    return TRUE;

  if (application != KT_LEDGER_APPLICATION_ID)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_DAMAGED, "The file is a database of another program");
      return FALSE;
    }
  if (*ret_version > KT_LEDGER_VERSION)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_NEWER,
                   "The ledger was written by a newer Keyturn (version %" G_GINT64_FORMAT " of its tables; this one knows %d)",
                   *ret_version, KT_LEDGER_VERSION);
      return FALSE;
    }
  return TRUE;
}

/* All of it in one transaction: another process sees the old tables or the new ones. */
static gboolean
migrate (sqlite3 *database, GError **error)
{
  gint64 version;
  gboolean empty;
  gboolean ok;

  if (!run (database, "BEGIN IMMEDIATE", error))
    return FALSE;

  /* Again, now that nobody else can write: another process may have been quicker. */
  ok = look_at_owner (database, &version, &empty, error);
  for (gint64 i = version; ok && i < KT_LEDGER_VERSION; i++)
    ok = run (database, migrations[i], error);
  if (ok)
    {
      g_autofree char *stamp = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d",
                                                KT_LEDGER_APPLICATION_ID, KT_LEDGER_VERSION);

      ok = run (database, stamp, error) && run (database, "COMMIT", error);
    }

  if (!ok)
    sqlite3_exec (database, "ROLLBACK", NULL, NULL, NULL);
  return ok;
}

/* Those that were there from the first version on, and all of them. */
#define FIRST_TABLES   "'settings', 'keys', 'tags', 'addresses', 'consumers', 'reports', 'events', 'nonces'"
#define N_FIRST_TABLES 8
#define ALL_TABLES     FIRST_TABLES ", 'rotations', 'rotation_consumers', 'given', 'marks', 'snoozes'"
#define N_ALL_TABLES   13

static gboolean
check_tables (sqlite3 *database, gboolean all, GError **error)
{
  gint64 found;

  if (!get_integer (database,
                    all ? "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN (" ALL_TABLES ")"
                        : "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN (" FIRST_TABLES ")",
                    &found, error))
    return FALSE;

  if (found != (all ? N_ALL_TABLES : N_FIRST_TABLES))
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_DAMAGED, "The ledger lacks tables");
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_integrity (sqlite3 *database, GError **error)
{
  sqlite3_stmt *statement;
  gboolean whole = FALSE;
  int rc = sqlite3_prepare_v2 (database, "PRAGMA quick_check(1)", -1, &statement, NULL);

  if (rc != SQLITE_OK)
    return kt_ledger_fail (database, rc, error);

  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    whole = g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "ok") == 0;
  sqlite3_finalize (statement);

  if (rc != SQLITE_ROW)
    return kt_ledger_fail (database, rc, error);
  if (!whole)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_DAMAGED, "The ledger does not hold together");
      return FALSE;
    }
  return TRUE;
}

gboolean
kt_ledger_schema_apply (sqlite3 *database, GError **error)
{
  gint64 version;
  gboolean empty;

  if (!look_at_owner (database, &version, &empty, error))
    return FALSE;
  /* Before a migration builds on them. */
  if (!empty && (!check_integrity (database, error) || !check_tables (database, FALSE, error)))
    return FALSE;
  if (version < KT_LEDGER_VERSION && !migrate (database, error))
    return FALSE;

  return check_tables (database, TRUE, error) &&
         run (database, "PRAGMA journal_mode = WAL", error);
}
