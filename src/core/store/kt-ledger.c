/* kt-ledger.c: the ledger's connection: opening, setting aside, statements, transactions, settings, nonces
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-ledger-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kt-error.h"

G_DEFINE_FINAL_TYPE (KtLedger, kt_ledger, G_TYPE_OBJECT)

/* ── Errors ─────────────────────────────────────────────────────────────── */

gboolean
kt_ledger_rc_is_damage (int rc)
{
  return (rc & 0xff) == SQLITE_CORRUPT || (rc & 0xff) == SQLITE_NOTADB;
}

/* SQLite keeps errno only of some failures; where it did not, it is still what the failed call left
 * (every step starts from 0). */
static int
find_errno (sqlite3 *database, int rc, int left)
{
  int kept = database ? sqlite3_system_errno (database) : 0;

  if ((rc & 0xff) != SQLITE_IOERR && (rc & 0xff) != SQLITE_CANTOPEN)
    return 0;
  return kept ? kept : left;
}

gboolean
kt_ledger_fail (sqlite3 *database, int rc, GError **error)
{
  int code = find_errno (database, rc, errno);
  /* Values are always bound, so what SQLite says holds names of tables and columns, never values. */
  const char *text = database ? sqlite3_errmsg (database) : sqlite3_errstr (rc);

  /* A file system without room says ENOSPC (FULL), a quota EDQUOT, RLIMIT_FSIZE EFBIG. */
  if ((rc & 0xff) == SQLITE_FULL || code == ENOSPC || code == EDQUOT || code == EFBIG)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "There is no room left where the ledger is kept");
  else if (kt_ledger_rc_is_damage (rc))
    g_set_error (error, KT_ERROR, KT_ERROR_DAMAGED, "The ledger is damaged: %s", text);
  else if ((rc & 0xff) == SQLITE_BUSY || (rc & 0xff) == SQLITE_LOCKED)
    g_set_error_literal (error, KT_ERROR, KT_ERROR_BUSY, "Another program holds the ledger");
  else if ((rc & 0xff) == SQLITE_READONLY || code == EROFS)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY, "The ledger cannot be written: it is read-only");
  else if ((rc & 0xff) == SQLITE_PERM || code == EACCES || code == EPERM)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "The ledger may not be read or written");
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The ledger failed: %s", text);

  return FALSE;
}

static gboolean
fail_errno (int code, const char *what, const char *path, GError **error)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s %s: %s", what, path, g_strerror (code));
  return FALSE;
}

/* ── Statements and transactions ────────────────────────────────────────── */

sqlite3_stmt *
kt_ledger_prepare (KtLedger *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);
  int rc;

  if (statement)
    {
      sqlite3_reset (statement);
      sqlite3_clear_bindings (statement);
      return statement;
    }

  rc = sqlite3_prepare_v3 (self->database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
  if (rc != SQLITE_OK)
    {
      kt_ledger_fail (self->database, rc, error);
      return NULL;
    }
  g_hash_table_insert (self->statements, (gpointer) sql, statement);
  return statement;
}

int
kt_ledger_step (KtLedger *self, sqlite3_stmt *statement, GError **error)
{
  int rc;

  errno = 0;
  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    return 1;
  if (rc != SQLITE_DONE)
    kt_ledger_fail (self->database, rc, error);
  sqlite3_reset (statement);
  return rc == SQLITE_DONE ? 0 : -1;
}

gboolean
kt_ledger_run (KtLedger *self, sqlite3_stmt *statement, GError **error)
{
  int row = kt_ledger_step (self, statement, error);

  if (row > 0)
    sqlite3_reset (statement);
  return row >= 0;
}

gboolean
kt_ledger_exec (KtLedger *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = kt_ledger_prepare (self, sql, error);

  return statement && kt_ledger_run (self, statement, error);
}

gboolean
kt_ledger_begin (KtLedger *self, GError **error)
{
  return kt_ledger_exec (self, "BEGIN IMMEDIATE", error);
}

gboolean
kt_ledger_end (KtLedger *self, gboolean ok, GError **error)
{
  if (ok && kt_ledger_exec (self, "COMMIT", error))
    {
      self->version++;
      return TRUE;
    }

  if (!sqlite3_get_autocommit (self->database))
    kt_ledger_exec (self, "ROLLBACK", NULL);
  return FALSE;
}

void
kt_ledger_bind_text (sqlite3_stmt *statement, int place, const char *text)
{
  if (text)
    sqlite3_bind_text (statement, place, text, -1, SQLITE_TRANSIENT);
  else
    sqlite3_bind_null (statement, place);
}

const char *
kt_ledger_text (sqlite3_stmt *statement, int column)
{
  return (const char *) sqlite3_column_text (statement, column);
}

/* ── Opening ────────────────────────────────────────────────────────────── */

static void
close_database (sqlite3 *database, gboolean leave_alone)
{
  /* The last one to close folds the WAL into the file: not into a file that is not ours to touch. */
  if (leave_alone)
    sqlite3_db_config (database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  sqlite3_close_v2 (database);
}

/* Two processes must not both decide that the file is damaged. */
static int
take_open_lock (const char *path, GError **error)
{
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  int fd = g_open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      fail_errno (errno, "Could not open", lock_path, error);
      return -1;
    }

  for (int waited_ms = 0; flock (fd, LOCK_EX | LOCK_NB) != 0; waited_ms += 10)
    {
      if ((errno != EWOULDBLOCK && errno != EINTR) || waited_ms >= KT_LEDGER_BUSY_MS)
        {
          g_set_error_literal (error, KT_ERROR, KT_ERROR_BUSY, "Another program is opening the ledger");
          close (fd);
          return -1;
        }
      g_usleep (10 * 1000);
    }
  return fd;
}

static guint32
read_number (const guint8 *bytes)
{
  guint32 number;

  memcpy (&number, bytes, sizeof number);
  return GUINT32_FROM_BE (number);
}

/* Looks at the file's first page without SQLite, which would make a -wal or -shm beside it. */
static gboolean
look_at_header (const char *path, GError **error)
{
  guint8 header[100];
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gssize length;

  if (fd < 0)
    return fail_errno (errno, "Could not open", path, error);
  length = read (fd, header, sizeof header);
  close (fd);

  if (length < 0)
    return fail_errno (errno, "Could not read", path, error);
  if (length == 0)
    return TRUE;   /* new, or a new one's making was cut off */
  if (length < (gssize) sizeof header || memcmp (header, "SQLite format 3", 16) != 0)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_DAMAGED, "The file is not a ledger");
      return FALSE;
    }
  if (read_number (header + 68) == KT_LEDGER_APPLICATION_ID && read_number (header + 60) > KT_LEDGER_VERSION)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_NEWER,
                   "The ledger was written by a newer Keyturn (version %u of its tables; this one knows %d)",
                   read_number (header + 60), KT_LEDGER_VERSION);
      return FALSE;
    }
  return TRUE;
}

static gboolean
connect_database (const char *path, sqlite3 **ret_database, GError **error)
{
  sqlite3 *database = NULL;
  int rc = sqlite3_open_v2 (path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE, NULL);

  if (rc == SQLITE_OK)
    {
      sqlite3_busy_timeout (database, KT_LEDGER_BUSY_MS);
      /* A file that another program could have written runs no code of its own. */
      sqlite3_db_config (database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
      sqlite3_db_config (database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
      rc = sqlite3_exec (database,
                         "PRAGMA foreign_keys = ON;"
                         /* A nonce that was given out may not come back after a power cut. */
                         "PRAGMA synchronous = FULL;"
                         /* What is deleted is gone from the file. */
                         "PRAGMA secure_delete = ON;",
                         NULL, NULL, NULL);
    }
  if (rc != SQLITE_OK)
    {
      kt_ledger_fail (database, rc, error);
      close_database (database, TRUE);
      return FALSE;
    }

  *ret_database = database;
  return TRUE;
}

/* Makes the file itself, so that it (and the -wal and -shm that take its mode) is private from its first moment. */
static gboolean
make_file (const char *path, GError **error)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd < 0 && errno != EEXIST)
    return fail_errno (errno, "Could not make", path, error);
  if (fd >= 0)
    close (fd);
  return TRUE;
}

static gboolean
make_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail_errno (errno, "Could not make", folder, error);
  return TRUE;
}

static char *
name_aside (const char *path)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");
  char *aside = g_strdup_printf ("%s.damaged-%s", path, day);

  for (int i = 2; g_file_test (aside, G_FILE_TEST_EXISTS); i++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.damaged-%s-%d", path, day, i);
    }
  return aside;
}

/* With its -wal and -shm, under names by which SQLite finds them again. */
static gboolean
set_aside (const char *path, char **ret_aside, GError **error)
{
  static const char *const companions[] = { "-wal", "-shm", "-journal" };
  g_autofree char *aside = name_aside (path);

  if (g_rename (path, aside) != 0)
    return fail_errno (errno, "Could not set aside", path, error);

  for (guint i = 0; i < G_N_ELEMENTS (companions); i++)
    {
      g_autofree char *from = g_strconcat (path, companions[i], NULL);
      g_autofree char *to = g_strconcat (aside, companions[i], NULL);

      /* A left-over -wal beside a new file would be read into it. */
      if (g_rename (from, to) != 0 && errno != ENOENT)
        return fail_errno (errno, "Could not set aside", from, error);
    }

  *ret_aside = g_steal_pointer (&aside);
  return TRUE;
}

static gboolean
open_once (const char *path, sqlite3 **ret_database, GError **error)
{
  sqlite3 *database = NULL;

  if (!make_file (path, error) ||
      !look_at_header (path, error) ||
      !connect_database (path, &database, error))
    return FALSE;

  if (!kt_ledger_schema_apply (database, error))
    {
      close_database (database, TRUE);
      return FALSE;
    }

  *ret_database = database;
  return TRUE;
}

static gboolean
open_or_replace (const char *path, sqlite3 **ret_database, char **ret_aside, GError **error)
{
  g_autoptr(GError) first = NULL;

  if (open_once (path, ret_database, &first))
    return TRUE;

  if (!g_error_matches (first, KT_ERROR, KT_ERROR_DAMAGED))
    {
      g_propagate_error (error, g_steal_pointer (&first));
      return FALSE;
    }
  return set_aside (path, ret_aside, error) && open_once (path, ret_database, error);
}

/* The ledger's own id: made once, with the file. */
static gboolean
read_id (KtLedger *self, GError **error)
{
  g_autofree char *made = g_uuid_string_random ();
  sqlite3_stmt *statement;

  if (!(self->id = kt_ledger_get_setting (self, "ledger-id", error)) && error && *error)
    return FALSE;
  if (self->id)
    return TRUE;

  statement = kt_ledger_prepare (self, "INSERT OR IGNORE INTO settings (name, value) VALUES ('ledger-id', ?1)", error);
  if (!statement)
    return FALSE;
  kt_ledger_bind_text (statement, 1, made);
  if (!kt_ledger_run (self, statement, error))
    return FALSE;

  return (self->id = kt_ledger_get_setting (self, "ledger-id", error)) != NULL;
}

static void look_for_changes (KtLedger *self);

KtLedger *
kt_ledger_open (const char *path, char **ret_set_aside, GError **error)
{
  g_autoptr(KtLedger) self = g_object_new (KT_TYPE_LEDGER, NULL);
  g_autofree char *aside = NULL;
  g_autoptr(GError) local = NULL;
  gboolean ok;
  int lock;

  g_return_val_if_fail (path != NULL, NULL);

  if (!make_folder (path, error) || (lock = take_open_lock (path, error)) < 0)
    return NULL;

  self->path = g_strdup (path);
  ok = open_or_replace (path, &self->database, &aside, &local) && read_id (self, &local);
  close (lock);
  if (!ok)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }

  look_for_changes (self);
  if (ret_set_aside)
    *ret_set_aside = g_steal_pointer (&aside);
  return g_steal_pointer (&self);
}

KtLedger *
kt_ledger_open_existing (const char *path, GError **error)
{
  g_autoptr(KtLedger) self = g_object_new (KT_TYPE_LEDGER, NULL);
  gboolean ok;
  int lock;

  g_return_val_if_fail (path != NULL, NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no ledger yet");
      return NULL;
    }
  if ((lock = take_open_lock (path, error)) < 0)
    return NULL;
  self->path = g_strdup (path);
  ok = open_once (path, &self->database, error) && read_id (self, error);
  close (lock);
  if (!ok)
    return NULL;
  look_for_changes (self);
  return g_steal_pointer (&self);
}

/* ── Settings, nonces, version ──────────────────────────────────────────── */

const char *
kt_ledger_get_id (KtLedger *self)
{
  return self->id;
}

const char *
kt_ledger_get_path (KtLedger *self)
{
  return self->path;
}

gboolean
kt_ledger_set_id (KtLedger *self, const char *id, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);

  g_return_val_if_fail (id != NULL, FALSE);

  if (!kt_ledger_set_setting (self, "ledger-id", id, error))
    return FALSE;
  g_free (self->id);
  self->id = g_strdup (id);
  return TRUE;
}

char *
kt_ledger_get_setting (KtLedger *self, const char *name, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  sqlite3_stmt *statement = kt_ledger_prepare (self, "SELECT value FROM settings WHERE name = ?1", error);
  char *value = NULL;

  if (!statement)
    return NULL;
  kt_ledger_bind_text (statement, 1, name);
  if (kt_ledger_step (self, statement, error) > 0)
    {
      value = g_strdup (kt_ledger_text (statement, 0));
      sqlite3_reset (statement);
    }
  return value;
}

gboolean
kt_ledger_set_setting (KtLedger *self, const char *name, const char *value, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  sqlite3_stmt *statement;

  if (value)
    statement = kt_ledger_prepare (self,
                                   "INSERT INTO settings (name, value) VALUES (?1, ?2)"
                                   " ON CONFLICT (name) DO UPDATE SET value = excluded.value", error);
  else
    statement = kt_ledger_prepare (self, "DELETE FROM settings WHERE name = ?1", error);
  if (!statement)
    return FALSE;

  kt_ledger_bind_text (statement, 1, name);
  if (value)
    kt_ledger_bind_text (statement, 2, value);
  if (!kt_ledger_run (self, statement, error))
    return FALSE;
  self->version++;
  return TRUE;
}

static gboolean
read_last_nonce (KtLedger *self, const char *fingerprint, const char *unit, gboolean *ret_any, gint64 *ret_last, GError **error)
{
  sqlite3_stmt *statement = kt_ledger_prepare (self, "SELECT last FROM nonces WHERE fingerprint = ?1 AND unit = ?2", error);
  int row;

  if (!statement)
    return FALSE;
  kt_ledger_bind_text (statement, 1, fingerprint);
  kt_ledger_bind_text (statement, 2, unit);
  if ((row = kt_ledger_step (self, statement, error)) < 0)
    return FALSE;

  *ret_any = row > 0;
  if (row > 0)
    {
      *ret_last = sqlite3_column_int64 (statement, 0);
      sqlite3_reset (statement);
    }
  return TRUE;
}

static gboolean
write_last_nonce (KtLedger *self, const char *fingerprint, const char *unit, gint64 last, GError **error)
{
  sqlite3_stmt *statement = kt_ledger_prepare (self,
                                               "INSERT INTO nonces (fingerprint, unit, last) VALUES (?1, ?2, ?3)"
                                               " ON CONFLICT (fingerprint, unit) DO UPDATE SET last = excluded.last", error);

  if (!statement)
    return FALSE;
  kt_ledger_bind_text (statement, 1, fingerprint);
  kt_ledger_bind_text (statement, 2, unit);
  sqlite3_bind_int64 (statement, 3, last);
  return kt_ledger_run (self, statement, error);
}

gboolean
kt_ledger_next_nonce (KtLedger *self, const char *fingerprint, const char *unit, gint64 base, gint64 *ret_nonce, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  gboolean any, ok;
  gint64 last = 0, next = base;

  g_return_val_if_fail (fingerprint != NULL && unit != NULL && ret_nonce != NULL, FALSE);

  if (!kt_ledger_begin (self, error))
    return FALSE;

  ok = read_last_nonce (self, fingerprint, unit, &any, &last, error);
  if (ok && any && last == G_MAXINT64)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_FAILED, "The nonce cannot rise any further");
      ok = FALSE;
    }
  if (ok && any)
    next = MAX (base, last + 1);
  ok = ok && write_last_nonce (self, fingerprint, unit, next, error);
  if (!kt_ledger_end (self, ok, error))
    return FALSE;

  *ret_nonce = next;
  return TRUE;
}

/* SQLite's number differs when others wrote since it was last asked for; ours grow. */
static void
look_for_changes (KtLedger *self)
{
  sqlite3_stmt *statement = kt_ledger_prepare (self, "PRAGMA data_version", NULL);
  gint64 now;

  if (!statement || kt_ledger_step (self, statement, NULL) <= 0)
    return;
  now = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  if (self->data_version != 0 && now != self->data_version)
    {
      self->version++;
      self->others_version++;
    }
  self->data_version = now;
}

gint64
kt_ledger_get_version (KtLedger *self)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);

  look_for_changes (self);
  return self->version;
}

gint64
kt_ledger_get_others_version (KtLedger *self)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);

  look_for_changes (self);
  return self->others_version;
}

/* ── The object ─────────────────────────────────────────────────────────── */

static void
kt_ledger_finalize (GObject *object)
{
  KtLedger *self = KT_LEDGER (object);

  g_hash_table_unref (self->statements);
  if (self->database)
    close_database (self->database, FALSE);
  g_free (self->path);
  g_free (self->id);
  g_rec_mutex_clear (&self->lock);

  G_OBJECT_CLASS (kt_ledger_parent_class)->finalize (object);
}

static void
kt_ledger_class_init (KtLedgerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kt_ledger_finalize;
}

static void
kt_ledger_init (KtLedger *self)
{
  g_rec_mutex_init (&self->lock);
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) (void *) sqlite3_finalize);
}

void
kt_event_free (KtEvent *self)
{
  if (!self)
    return;
  g_free (self->key_id);
  g_free (self->what);
  g_free (self->detail);
  g_free (self);
}
