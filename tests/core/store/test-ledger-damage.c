/* test-ledger-damage.c: files that are damaged, foreign or newer, disks that are full or read-only
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-ledger.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kt-error.h"
#include "kt-test-util.h"

#define APPLICATION_ID 0x4b74794c

static void
make_ledger (const char *path, guint n_keys)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtLedger) ledger = kt_ledger_open (path, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < n_keys; i++)
    {
      g_autoptr(KtRecord) record = kt_record_new ();

      g_free (record->label);
      record->label = g_strdup_printf ("key %u", i);
      g_assert_true (kt_ledger_put (ledger, record, "added", &error));
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* (transfer full): names in the file's folder that start with "ledger.db.damaged-", sorted */
static GPtrArray *
find_set_aside (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    {
      if (g_str_has_prefix (name, "ledger.db.damaged-"))
        g_ptr_array_add (names, g_strdup (name));
    }
  g_ptr_array_sort (names, compare_names);
  return names;
}

/* Opens, expects that the file was set aside whole and that a new empty ledger stands in its place. */
static void
assert_set_aside (const char *path, const char *bytes, gsize length)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *aside = NULL;
  g_autofree char *kept = NULL;
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(KtLedger) ledger = kt_ledger_open (path, &aside, &error);
  gsize kept_length;

  g_assert_no_error (error);
  g_assert_nonnull (aside);
  kept = kt_test_file_load (aside, &kept_length);
  g_assert_cmpmem (kept, kept_length, bytes, length);
  list = kt_ledger_list (ledger, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 0);
}

/* ── Damaged ────────────────────────────────────────────────────────────── */

static void
test_garbage (KtTestFolder *folder, gconstpointer data)
{
  static const struct {
    const char *bytes;
    const char *explanation;
  } rows[] = {
    { "x", "one byte" },
    { "SQLite format 3", "less than a header" },
    { "This is a letter to my aunt, a long one, which somebody saved under the wrong name in the wrong folder of the wrong computer.", "text" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = kt_test_folder_file (folder, "ledger.db");

      g_test_message ("%s", rows[i].explanation);
      kt_test_file_store (path, rows[i].bytes, -1);
      assert_set_aside (path, rows[i].bytes, strlen (rows[i].bytes));
    }
}

static void
test_empty_file (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (folder, "ledger.db");
  g_autofree char *aside = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(KtLedger) ledger = NULL;

  kt_test_file_store (path, "", 0);
  ledger = kt_ledger_open (path, &aside, &error);
  g_assert_no_error (error);
  g_assert_null (aside);
}

/* Cut at every 1021st byte: either it is set aside whole, or it is whole. */
static void
test_truncated (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (folder, "ledger.db");
  g_autofree char *whole = NULL;
  gsize length;

  make_ledger (path, 100);
  whole = kt_test_file_load (path, &length);
  g_assert_cmpuint (length, >, 20000);

  for (gsize cut = 1; cut < length; cut += 1021)
    {
      kt_test_file_store (path, whole, (gssize) cut);
      assert_set_aside (path, whole, cut);
    }
}

/* A page of zeros anywhere: set aside, or nothing of ours was in it. Never a crash, never half a list. */
static void
test_zeroed_page (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (folder, "ledger.db");
  g_autofree char *whole = NULL;
  guint set_aside = 0, intact = 0;
  gsize length;

  make_ledger (path, 100);
  whole = kt_test_file_load (path, &length);

  for (gsize page = 0; page < length; page += 4096)
    {
      g_autofree char *bytes = g_memdup2 (whole, length);
      g_autofree char *aside = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(KtLedger) ledger = NULL;
      g_autoptr(GPtrArray) list = NULL;

      memset (bytes + page, 0, 4096);
      kt_test_file_store (path, bytes, (gssize) length);
      ledger = kt_ledger_open (path, &aside, &error);
      g_assert_no_error (error);
      list = kt_ledger_list (ledger, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (list->len, ==, aside ? 0 : 100);
      aside ? set_aside++ : intact++;
      g_clear_object (&ledger);
      g_unlink (path);
    }
  g_test_message ("%u set aside, %u intact", set_aside, intact);
  g_assert_cmpuint (set_aside, >, intact);
}

/* A left-over -wal goes with its file and is not read into the new one. */
static void
test_wal_goes_along (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (folder, "ledger.db");
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autofree char *shm = g_strconcat (path, "-shm", NULL);
  g_autofree char *aside = NULL;
  g_autofree char *aside_wal = NULL;
  g_autofree char *aside_shm = NULL;
  g_autofree char *kept = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(KtLedger) ledger = NULL;

  kt_test_file_store (path, "no ledger", -1);
  kt_test_file_store (wal, "its log", -1);
  kt_test_file_store (shm, "its index", -1);
  ledger = kt_ledger_open (path, &aside, &error);
  g_assert_no_error (error);
  aside_wal = g_strconcat (aside, "-wal", NULL);
  aside_shm = g_strconcat (aside, "-shm", NULL);
  kept = kt_test_file_load (aside_wal, NULL);
  g_assert_cmpstr (kept, ==, "its log");
  g_assert_true (g_file_test (aside_shm, G_FILE_TEST_EXISTS));
}

static void
test_names (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (folder, "ledger.db");
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *first = g_strdup_printf ("ledger.db.damaged-%s", day);
  g_autofree char *second = g_strdup_printf ("ledger.db.damaged-%s-2", day);
  g_autoptr(GPtrArray) names = NULL;

  for (int i = 0; i < 2; i++)
    {
      kt_test_file_store (path, "no ledger", -1);
      assert_set_aside (path, "no ledger", 9);
    }
  names = find_set_aside (path);
  g_assert_cmpuint (names->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (names, 0), ==, first);
  g_assert_cmpstr (g_ptr_array_index (names, 1), ==, second);
}

/* ── Foreign, newer ─────────────────────────────────────────────────────── */

static void
run_sql (const char *path, const char *sql)
{
  sqlite3 *database;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  sqlite3_exec (database, sql, NULL, NULL, &message);
  g_assert_null (message);
  sqlite3_close (database);
}

static void
test_foreign (KtTestFolder *folder, gconstpointer data)
{
  static const struct {
    const char *sql;
    const char *explanation;
  } rows[] = {
    { "CREATE TABLE keys (id TEXT); INSERT INTO keys VALUES ('x')", "a table of our name, no application id" },
    { "PRAGMA application_id = 7; PRAGMA user_version = 1", "another program's id" },
    { "PRAGMA application_id = 7; PRAGMA user_version = 999", "another program's id and a large version" },
    { "PRAGMA application_id = 1265924428; PRAGMA user_version = 1; CREATE TABLE other (id)", "our id, but not our tables" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = kt_test_folder_file (folder, "ledger.db");
      g_autofree char *bytes = NULL;
      gsize length;

      g_test_message ("%s", rows[i].explanation);
      g_assert_cmpint (APPLICATION_ID, ==, 1265924428);
      g_unlink (path);
      run_sql (path, rows[i].sql);
      bytes = kt_test_file_load (path, &length);
      assert_set_aside (path, bytes, length);
    }
}

static guint
count_files (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir))
    n++;
  return n;
}

static void
test_newer (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (folder, "ledger.db");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *aside = NULL;
  g_autoptr(GError) error = NULL;
  gsize before_length, after_length;
  guint files;

  make_ledger (path, 3);
  run_sql (path, "PRAGMA user_version = 999");
  before = kt_test_file_load (path, &before_length);
  files = count_files (folder->path);

  g_assert_null (kt_ledger_open (path, &aside, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NEWER);
  g_assert_null (aside);
  after = kt_test_file_load (path, &after_length);
  g_assert_cmpmem (after, after_length, before, before_length);
  g_assert_cmpuint (count_files (folder->path), ==, files);
}

/* The newer Keyturn was killed: its version still stands in the -wal only. */
static void
test_newer_in_the_log (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (folder, "ledger.db");
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autofree char *file_before = NULL, *file_after = NULL;
  g_autofree char *wal_before = NULL, *wal_after = NULL;
  gsize file_length, wal_length, length;
  g_autoptr(GError) error = NULL;
  sqlite3 *database;

  make_ledger (path, 3);
  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  sqlite3_db_config (database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  g_assert_cmpint (sqlite3_exec (database, "PRAGMA user_version = 999", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (database);
  file_before = kt_test_file_load (path, &file_length);
  wal_before = kt_test_file_load (wal, &wal_length);
  g_assert_cmpuint (wal_length, >, 0);

  g_assert_null (kt_ledger_open (path, NULL, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NEWER);
  file_after = kt_test_file_load (path, &length);
  g_assert_cmpmem (file_after, length, file_before, file_length);
  wal_after = kt_test_file_load (wal, &length);
  g_assert_cmpmem (wal_after, length, wal_before, wal_length);
}

/* ── Full and read-only disks ───────────────────────────────────────────── */

/* Files may not grow beyond @bytes, as on a full disk; 0 takes the limit away. */
static void
limit_files (rlim_t bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = bytes > 0 ? bytes : limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
test_disk_full (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (folder, "ledger.db");
  g_autoptr(GError) error = NULL;
  g_autoptr(KtLedger) ledger = NULL;
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(KtRecord) record = kt_record_new ();
  gboolean ok;

  signal (SIGXFSZ, SIG_IGN);
  make_ledger (path, 10);
  ledger = kt_ledger_open (path, NULL, &error);
  g_assert_no_error (error);
  g_free (record->label);
  record->label = g_strdup ("first");
  record->notes = g_strnfill (20000, 'n');

  limit_files (8192);
  ok = kt_ledger_put (ledger, record, "added", &error);
  limit_files (0);
  g_assert_false (ok);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_clear_error (&error);

  list = kt_ledger_list (ledger, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 10);

  /* With room again it works again, on the same connection. */
  g_assert_true (kt_ledger_put (ledger, record, "added", &error));
  g_assert_no_error (error);
}

static void
test_disk_full_when_new (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (folder, "ledger.db");
  g_autoptr(GError) error = NULL;
  g_autofree char *aside = NULL;
  g_autoptr(KtLedger) ledger = NULL;

  signal (SIGXFSZ, SIG_IGN);
  limit_files (4096);
  ledger = kt_ledger_open (path, &aside, &error);
  limit_files (0);
  g_assert_null (ledger);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_null (aside);
  g_clear_error (&error);

  /* What was left of the attempt is no obstacle and nothing to set aside. */
  ledger = kt_ledger_open (path, &aside, &error);
  g_assert_no_error (error);
  g_assert_null (aside);
}

/* Rights do not bind root, so the rest of the test runs as nobody. */
static void
become_nobody (void)
{
  if (geteuid () == 0)
    g_assert_cmpint (seteuid (65534), ==, 0);
}

static void
become_oneself (void)
{
  if (getuid () == 0)
    g_assert_cmpint (seteuid (0), ==, 0);
}

static void
test_read_only_folder (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *sub = kt_test_folder_file (folder, "data");
  g_autofree char *path = g_build_filename (sub, "ledger.db", NULL);
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr(GError) error = NULL;
  gsize length, after_length;
  KtLedger *ledger;

  make_ledger (path, 3);
  before = kt_test_file_load (path, &length);
  g_assert_cmpint (g_chmod (folder->path, 0755), ==, 0);
  g_assert_cmpint (g_chmod (sub, 0555), ==, 0);
  g_assert_cmpint (g_chmod (path, 0444), ==, 0);

  become_nobody ();
  ledger = kt_ledger_open (path, NULL, &error);
  become_oneself ();
  g_assert_null (ledger);
  /* Nobody may not open it, its owner may, and then finds that nothing can be written. */
  g_assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED)
                 || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY));
  after = kt_test_file_load (path, &after_length);
  g_assert_cmpmem (after, after_length, before, length);
  g_assert_cmpint (g_chmod (sub, 0700), ==, 0);
}

static void
test_cannot_make (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (folder, "data/ledger.db");
  g_autoptr(GError) error = NULL;
  KtLedger *ledger;

  g_assert_cmpint (g_chmod (folder->path, 0555), ==, 0);
  become_nobody ();
  ledger = kt_ledger_open (path, NULL, &error);
  become_oneself ();
  g_assert_null (ledger);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
}

/* Somebody else writes for long: a sentence after a while, not an endless wait. */
static void
test_busy (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (folder, "ledger.db");
  g_autoptr(GError) error = NULL;
  g_autoptr(KtLedger) ledger = NULL;
  sqlite3 *other;
  gint64 nonce;

  make_ledger (path, 1);
  ledger = kt_ledger_open (path, NULL, &error);
  g_assert_cmpint (sqlite3_open (path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);

  g_assert_false (kt_ledger_next_nonce (ledger, "aa", "ms", 1, &nonce, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_BUSY);
  g_clear_error (&error);

  sqlite3_exec (other, "ROLLBACK", NULL, NULL, NULL);
  sqlite3_close (other);
  g_assert_true (kt_ledger_next_nonce (ledger, "aa", "ms", 1, &nonce, &error));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, KtTestFolder, NULL, kt_test_folder_set_up, function, kt_test_folder_tear_down)
  ADD ("/ledger/damaged/garbage", test_garbage);
  ADD ("/ledger/damaged/empty-file", test_empty_file);
  ADD ("/ledger/damaged/truncated", test_truncated);
  ADD ("/ledger/damaged/zeroed-page", test_zeroed_page);
  ADD ("/ledger/damaged/wal-goes-along", test_wal_goes_along);
  ADD ("/ledger/damaged/names", test_names);
  ADD ("/ledger/foreign", test_foreign);
  ADD ("/ledger/newer", test_newer);
  ADD ("/ledger/newer-in-the-log", test_newer_in_the_log);
  ADD ("/ledger/disk-full", test_disk_full);
  ADD ("/ledger/disk-full-when-new", test_disk_full_when_new);
  ADD ("/ledger/read-only-folder", test_read_only_folder);
  ADD ("/ledger/cannot-make", test_cannot_make);
  ADD ("/ledger/busy", test_busy);

  return g_test_run ();
}
