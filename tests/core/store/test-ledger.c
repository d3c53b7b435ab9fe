/* test-ledger.c: what the ledger keeps, and that it comes back as it went in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "full-record.h"
#include "kt-ledger.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "kt-error.h"
#include "kt-ledger-marks.h"
#include "kt-test-util.h"

typedef struct {
  KtTestFolder folder;      /* first: the support functions take it */
  char        *path;
  KtLedger    *ledger;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  kt_test_folder_set_up (&f->folder, NULL);
  f->path = kt_test_folder_file (&f->folder, "data/ledger.db");
  f->ledger = kt_ledger_open (f->path, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->ledger)
    g_assert_finalize_object (f->ledger);
  g_free (f->path);
  kt_test_folder_tear_down (&f->folder, NULL);
}

static void
reopen (Fixture *f)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *aside = NULL;

  g_assert_finalize_object (f->ledger);
  f->ledger = kt_ledger_open (f->path, &aside, &error);
  g_assert_no_error (error);
  g_assert_null (aside);
}

static KtRecord *
make_record (const char *label)
{
  KtRecord *record = kt_record_new ();

  g_free (record->label);
  record->label = g_strdup (label);
  g_free (record->exchange);
  record->exchange = g_strdup ("bitget");
  g_free (record->environment);
  record->environment = g_strdup ("live");
  g_free (record->key_type);
  record->key_type = g_strdup ("hmac");
  return record;
}

static void
put (Fixture *f, const KtRecord *record)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (kt_ledger_put (f->ledger, record, "edited", &error));
  g_assert_no_error (error);
}

static void
add_report (Fixture *f, const char *id, gint64 at_ms, KtOutcome outcome)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtReport) report = kt_report_new ();

  report->checked_ms = at_ms;
  report->outcomes = KT_OUTCOMES_BIT (outcome);
  g_assert_true (kt_ledger_add_report (f->ledger, id, report, &error));
  g_assert_no_error (error);
}

static guint
mode_of (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_mode & 0777;
}

/* ── Tests ──────────────────────────────────────────────────────────────── */

static void
test_private (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (f->path);
  g_autoptr(KtRecord) record = make_record ("a");
  g_autoptr(GDir) dir = NULL;
  const char *name;
  guint files = 0;

  put (f, record);
  g_assert_cmphex (mode_of (folder), ==, 0700);
  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_test_message ("%s", name);
      g_assert_cmphex (mode_of (path), ==, 0600);
      files++;
    }
  /* the file, its -wal and -shm, and the lock of opening */
  g_assert_cmpuint (files, ==, 4);
}

static void
test_id_stays (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = g_strdup (kt_ledger_get_id (f->ledger));

  g_assert_true (g_uuid_string_is_valid (id));
  reopen (f);
  g_assert_cmpstr (kt_ledger_get_id (f->ledger), ==, id);

  g_assert_true (kt_ledger_set_id (f->ledger, "11111111-2222-4333-8444-555555555555", &error));
  reopen (f);
  g_assert_cmpstr (kt_ledger_get_id (f->ledger), ==, "11111111-2222-4333-8444-555555555555");
  g_assert_cmpstr (kt_ledger_get_path (f->ledger), ==, f->path);
}

static void
test_record_comes_back (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtRecord) plain = make_record ("plain");
  g_autoptr(KtRecord) full = full_record_new ();
  g_autoptr(KtRecord) got = NULL;
  g_autoptr(KtRecord) got_plain = NULL;

  put (f, plain);
  put (f, full);
  reopen (f);

  got = kt_ledger_get (f->ledger, full->id, &error);
  g_assert_no_error (error);
  full_record_assert_equal (got, full);
  got_plain = kt_ledger_get (f->ledger, plain->id, &error);
  g_assert_no_error (error);
  full_record_assert_equal (got_plain, plain);

  g_assert_null (kt_ledger_get (f->ledger, "nobody", &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_FOUND);
}

static void
test_put_replaces (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtRecord) record = full_record_new ();
  g_autoptr(KtRecord) got = NULL;
  g_autoptr(GPtrArray) reports = NULL;

  put (f, record);
  add_report (f, record->id, 1, KT_OUTCOME_WORKS);

  g_strfreev (record->tags);
  record->tags = g_strsplit ("only", ",", -1);
  g_strfreev (record->consumers);
  record->consumers = g_new0 (char *, 1);
  g_clear_pointer (&record->notes, g_free);
  put (f, record);

  got = kt_ledger_get (f->ledger, record->id, &error);
  full_record_assert_equal (got, record);
  reports = kt_ledger_get_reports (f->ledger, record->id, 10, &error);
  g_assert_cmpuint (reports->len, ==, 1);
}

static void
test_list (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtRecord) b = full_record_new ();
  g_autoptr(KtRecord) a = make_record ("A first");
  g_autoptr(KtRecord) c = make_record ("a third");
  g_autoptr(GPtrArray) list = NULL;

  put (f, b);
  put (f, c);
  put (f, a);
  list = kt_ledger_list (f->ledger, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 3);
  full_record_assert_equal (g_ptr_array_index (list, 0), a);
  full_record_assert_equal (g_ptr_array_index (list, 1), b);
  full_record_assert_equal (g_ptr_array_index (list, 2), c);
}

static void
test_states (Fixture *f, gconstpointer data)
{
  static const struct {
    KtState     state;
    gint64      now_ms;
    gint64      deleted_ms;
    const char *explanation;
  } rows[] = {
    { KT_STATE_ACTIVE,   1000, 0,    "an active key was never deleted" },
    { KT_STATE_DELETED,  2000, 2000, "deleting starts the 30 days" },
    { KT_STATE_CLEARING, 3000, 2000, "clearing keeps when it was deleted" },
    { KT_STATE_ACTIVE,   4000, 0,    "restored: as if never deleted" },
    { KT_STATE_CLEARING, 5000, 5000, "deleted now, without the 30 days" },
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(KtRecord) record = make_record ("a");

  put (f, record);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(KtRecord) got = NULL;

      g_test_message ("%s", rows[i].explanation);
      g_assert_true (kt_ledger_set_state (f->ledger, record->id, rows[i].state, rows[i].now_ms, &error));
      got = kt_ledger_get (f->ledger, record->id, &error);
      g_assert_cmpint (got->state, ==, rows[i].state);
      g_assert_cmpint (got->deleted_ms, ==, rows[i].deleted_ms);
    }

  g_assert_false (kt_ledger_set_state (f->ledger, "nobody", KT_STATE_ACTIVE, 0, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_FOUND);
}

static void
test_fingerprints (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtRecord) a = make_record ("a");
  g_autoptr(KtRecord) gone = make_record ("gone");
  g_autoptr(KtRecord) other = make_record ("other");
  g_autoptr(GPtrArray) found = NULL;

  a->fingerprint = g_strdup ("aaaa");
  gone->fingerprint = g_strdup ("aaaa");
  gone->state = KT_STATE_DELETED;
  other->fingerprint = g_strdup ("bbbb");
  put (f, a);
  put (f, gone);
  put (f, other);

  found = kt_ledger_find_fingerprint (f->ledger, "aaaa", &error);
  g_assert_cmpuint (found->len, ==, 1);
  full_record_assert_equal (g_ptr_array_index (found, 0), a);
}

static void
test_remove (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtRecord) record = full_record_new ();
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(GPtrArray) reports = NULL;
  g_autoptr(GPtrArray) events = NULL;

  put (f, record);
  add_report (f, record->id, 1, KT_OUTCOME_WORKS);
  g_assert_true (kt_ledger_add_event (f->ledger, record->id, "added", "as “Spot bot”", 5, &error));
  g_assert_true (kt_ledger_remove (f->ledger, record->id, &error));
  g_assert_no_error (error);

  list = kt_ledger_list (f->ledger, &error);
  g_assert_cmpuint (list->len, ==, 0);
  reports = kt_ledger_get_reports (f->ledger, record->id, 10, &error);
  g_assert_cmpuint (reports->len, ==, 0);
  events = kt_ledger_get_events (f->ledger, record->id, 10, &error);
  g_assert_cmpuint (events->len, ==, 2);
  for (guint i = 0; i < events->len; i++)
    g_assert_null (((KtEvent *) g_ptr_array_index (events, i))->detail);
}

/* ── History ────────────────────────────────────────────────────────────── */

static void
test_reports (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtRecord) a = make_record ("a");
  g_autoptr(KtRecord) b = make_record ("b");
  g_autoptr(KtRecord) never = make_record ("never");
  g_autoptr(KtReport) stray = kt_report_new ();
  g_autoptr(GPtrArray) reports = NULL;
  g_autoptr(GHashTable) latest = NULL;
  g_autoptr(GHashTable) good = NULL;

  put (f, a);
  put (f, b);
  put (f, never);
  add_report (f, a->id, 1000, KT_OUTCOME_WORKS);
  add_report (f, a->id, 3000, KT_OUTCOME_EXPIRED);
  /* The clock was set back: it is the newest all the same. */
  add_report (f, a->id, 2000, KT_OUTCOME_KEY_UNKNOWN);
  add_report (f, b->id, 500, KT_OUTCOME_WORKS);
  reopen (f);

  reports = kt_ledger_get_reports (f->ledger, a->id, 2, &error);
  g_assert_cmpuint (reports->len, ==, 2);
  g_assert_cmpint (((KtReport *) g_ptr_array_index (reports, 0))->checked_ms, ==, 2000);
  g_assert_cmpint (((KtReport *) g_ptr_array_index (reports, 1))->checked_ms, ==, 3000);

  g_assert_true (kt_ledger_get_latest (f->ledger, &latest, &good, &error));
  g_assert_cmpuint (g_hash_table_size (latest), ==, 2);
  g_assert_cmpuint (g_hash_table_size (good), ==, 2);
  g_assert_cmpint (((KtReport *) g_hash_table_lookup (latest, a->id))->checked_ms, ==, 2000);
  g_assert_cmpint (((KtReport *) g_hash_table_lookup (good, a->id))->checked_ms, ==, 1000);
  g_assert_true (g_hash_table_lookup (latest, b->id) == g_hash_table_lookup (good, b->id));

  g_assert_false (kt_ledger_add_report (f->ledger, "nobody", stray, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_FOUND);
}

static void
test_report_history_is_limited (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtRecord) a = make_record ("a");
  g_autoptr(GPtrArray) reports = NULL;

  put (f, a);
  add_report (f, a->id, 1, KT_OUTCOME_WORKS);
  for (int i = 2; i <= 510; i++)
    add_report (f, a->id, i, KT_OUTCOME_DISABLED);

  reports = kt_ledger_get_reports (f->ledger, a->id, 1000, &error);
  /* the newest 500 and the last that worked */
  g_assert_cmpuint (reports->len, ==, 501);
  g_assert_cmpint (((KtReport *) g_ptr_array_index (reports, 0))->checked_ms, ==, 510);
  g_assert_cmpint (((KtReport *) g_ptr_array_index (reports, 499))->checked_ms, ==, 11);
  g_assert_cmpint (((KtReport *) g_ptr_array_index (reports, 500))->checked_ms, ==, 1);
}

static void
test_events (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GPtrArray) one = NULL;
  KtEvent *event;

  g_assert_true (kt_ledger_add_event (f->ledger, "x", "added", NULL, 10, &error));
  g_assert_true (kt_ledger_add_event (f->ledger, NULL, "rebuilt", "3 keys", 30, &error));
  g_assert_true (kt_ledger_add_event (f->ledger, "y", "added", NULL, 20, &error));
  reopen (f);

  all = kt_ledger_get_events (f->ledger, NULL, 2, &error);
  g_assert_cmpuint (all->len, ==, 2);
  event = g_ptr_array_index (all, 0);
  g_assert_cmpstr (event->what, ==, "rebuilt");
  g_assert_cmpstr (event->detail, ==, "3 keys");
  g_assert_null (event->key_id);
  g_assert_cmpint (event->at_ms, ==, 30);

  one = kt_ledger_get_events (f->ledger, "x", 10, &error);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpstr (((KtEvent *) g_ptr_array_index (one, 0))->key_id, ==, "x");
}

static void
test_settings (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_assert_null (kt_ledger_get_setting (f->ledger, "policy-asked", &error));
  g_assert_no_error (error);
  g_assert_true (kt_ledger_set_setting (f->ledger, "policy-asked", "yes", &error));
  first = kt_ledger_get_setting (f->ledger, "policy-asked", &error);
  g_assert_cmpstr (first, ==, "yes");
  g_assert_true (kt_ledger_set_setting (f->ledger, "policy-asked", "no", &error));
  reopen (f);
  second = kt_ledger_get_setting (f->ledger, "policy-asked", &error);
  g_assert_cmpstr (second, ==, "no");
  g_assert_true (kt_ledger_set_setting (f->ledger, "policy-asked", NULL, &error));
  g_assert_null (kt_ledger_get_setting (f->ledger, "policy-asked", &error));
  g_assert_no_error (error);
}

static void
test_version_grows (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtLedger) other = kt_ledger_open (f->path, NULL, &error);
  g_autoptr(KtRecord) record = make_record ("a");
  gint64 before;

  before = kt_ledger_get_version (f->ledger);
  g_assert_cmpint (kt_ledger_get_version (f->ledger), ==, before);
  put (f, record);
  g_assert_cmpint (kt_ledger_get_version (f->ledger), >, before);

  before = kt_ledger_get_version (f->ledger);
  g_assert_true (kt_ledger_set_setting (other, "x", "y", &error));
  g_assert_cmpint (kt_ledger_get_version (f->ledger), >, before);
}

/* ── Nonces ─────────────────────────────────────────────────────────────── */

static void
test_nonce (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *fingerprint;
    const char *unit;
    gint64      base;
    gint64      nonce;
    const char *explanation;
  } rows[] = {
    { "aa", "ms", 1000,           1000,           "the first is the base" },
    { "aa", "ms", 1000,           1001,           "the same moment again: one more" },
    { "aa", "ms", 5000,           5000,           "time went on" },
    { "aa", "ms", 10,             5001,           "the clock was set back: never down" },
    { "aa", "us", 10,             10,             "another unit counts by itself" },
    { "bb", "ms", 20,             20,             "another credential too" },
    { "bb", "ms", G_MAXINT64 - 1, G_MAXINT64 - 1, "up to the largest number" },
    { "bb", "ms", 1,              G_MAXINT64,     "the largest number" },
  };
  g_autoptr(GError) error = NULL;
  gint64 nonce = 0;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].explanation);
      g_assert_true (kt_ledger_next_nonce (f->ledger, rows[i].fingerprint, rows[i].unit, rows[i].base, &nonce, &error));
      g_assert_cmpint (nonce, ==, rows[i].nonce);
      reopen (f);
    }

  g_assert_false (kt_ledger_next_nonce (f->ledger, "bb", "ms", 1, &nonce, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_FAILED);
}

#define PROCESSES 4
#define DRAWS     250

/* A process of its own: "NONCES PATH" draws and prints. */
static int
draw_nonces (const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtLedger) ledger = kt_ledger_open (path, NULL, &error);

  for (int i = 0; ledger && i < DRAWS; i++)
    {
      gint64 nonce;

      if (!kt_ledger_next_nonce (ledger, "cafe", "ms", 100, &nonce, &error))
        break;
      g_print ("%" G_GINT64_FORMAT "\n", nonce);
    }
  if (error)
    g_printerr ("%s\n", error->message);
  return error ? 1 : 0;
}

static void
test_nonce_of_four_processes (Fixture *f, gconstpointer data)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  GSubprocess *children[PROCESSES];

  for (int i = 0; i < PROCESSES; i++)
    {
      g_autoptr(GError) error = NULL;

      children[i] = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "/proc/self/exe", "NONCES", f->path, NULL);
      g_assert_no_error (error);
    }

  for (int i = 0; i < PROCESSES; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *out = NULL;
      g_auto(GStrv) lines = NULL;
      gint64 last = 0;

      g_assert_true (g_subprocess_communicate_utf8 (children[i], NULL, NULL, &out, NULL, &error));
      g_assert_true (g_subprocess_get_successful (children[i]));
      lines = g_strsplit (out, "\n", -1);
      g_assert_cmpuint (g_strv_length (lines), ==, DRAWS + 1);
      for (int j = 0; j < DRAWS; j++)
        {
          gint64 nonce = g_ascii_strtoll (lines[j], NULL, 10);

          g_assert_cmpint (nonce, >, last);
          last = nonce;
          g_assert_true (g_hash_table_add (seen, g_memdup2 (&nonce, sizeof nonce)));
        }
      g_object_unref (children[i]);
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, PROCESSES * DRAWS);
}

/* What another process did between reading and writing stands. */
static void
test_two_at_once (Fixture *f, gconstpointer data)
{
  g_autoptr(KtRecord) record = make_record ("Main");
  g_autoptr(KtRecord) stale = NULL;
  g_autoptr(KtRecord) known = NULL;
  g_autoptr(GError) error = NULL;

  record->state = KT_STATE_ACTIVE;
  g_assert_true (kt_ledger_put (f->ledger, record, "added", &error));
  stale = kt_ledger_get (f->ledger, record->id, &error);

  g_assert_true (kt_ledger_set_state (f->ledger, record->id, KT_STATE_CLEARING, 5, &error));
  g_free (stale->label);
  stale->label = g_strdup ("Edited");
  g_assert_true (kt_ledger_update (f->ledger, stale, "edited", &error));
  g_assert_cmpint (stale->state, ==, KT_STATE_CLEARING);
  known = kt_ledger_get (f->ledger, record->id, &error);
  g_assert_cmpstr (known->label, ==, "Edited");
  g_assert_cmpint (known->state, ==, KT_STATE_CLEARING);

  g_assert_false (kt_ledger_change_state (f->ledger, record->id, KT_STATE_DELETED, KT_STATE_ACTIVE, 6, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_BUSY);
  g_clear_error (&error);

  g_assert_true (kt_ledger_remove (f->ledger, record->id, &error));
  g_assert_false (kt_ledger_update (f->ledger, stale, "edited", &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (kt_ledger_change_state (f->ledger, record->id, KT_STATE_CLEARING, KT_STATE_ACTIVE, 6, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_FOUND);
}

/* ── Reminders ── */

static void
add_mark (Fixture *f, const char *key_id, int stage, gint64 shown_ms)
{
  g_autoptr(GPtrArray) marks = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  KtMark mark = { (char *) key_id, (char *) "expires", 1000, stage, shown_ms };

  g_ptr_array_add (marks, &mark);
  kt_ledger_add_marks (f->ledger, marks, &error);
  g_assert_no_error (error);
}

static void
test_marks (Fixture *f, gconstpointer data)
{
  g_autoptr(KtRecord) record = make_record ("Reminded");
  g_autoptr(GPtrArray) marks = NULL;
  g_autoptr(GPtrArray) after = NULL;
  g_autoptr(GError) error = NULL;
  const KtMark *mark;

  g_assert_true (kt_ledger_put (f->ledger, record, "added", &error));
  add_mark (f, record->id, 2, 5);
  add_mark (f, record->id, 1, 6);
  add_mark (f, "there is no such key", 1, 7);
  reopen (f);
  marks = kt_ledger_list_marks (f->ledger, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (marks->len, ==, 1);
  mark = g_ptr_array_index (marks, 0);
  g_assert_cmpstr (mark->key_id, ==, record->id);
  g_assert_cmpstr (mark->what, ==, "expires");
  g_assert_cmpint (mark->at_ms, ==, 1000);
  g_assert_cmpint (mark->stage, ==, 2);
  g_assert_cmpint (mark->shown_ms, ==, 5);

  g_assert_true (kt_ledger_remove (f->ledger, record->id, &error));
  after = kt_ledger_list_marks (f->ledger, &error);
  g_assert_cmpuint (after->len, ==, 0);
}

static void
test_snoozes (Fixture *f, gconstpointer data)
{
  g_autoptr(KtRecord) record = make_record ("Later");
  g_autoptr(GHashTable) snoozes = NULL;
  g_autoptr(GError) error = NULL;
  const gint64 *until_ms;

  g_assert_true (kt_ledger_put (f->ledger, record, "added", &error));
  g_assert_true (kt_ledger_snooze (f->ledger, record->id, 77, &error));
  g_assert_true (kt_ledger_snooze (f->ledger, record->id, 88, &error));
  g_assert_false (kt_ledger_snooze (f->ledger, "there is no such key", 99, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_FOUND);
  g_clear_error (&error);

  reopen (f);
  snoozes = kt_ledger_list_snoozes (f->ledger, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (snoozes), ==, 1);
  until_ms = g_hash_table_lookup (snoozes, record->id);
  g_assert_nonnull (until_ms);
  g_assert_cmpint (*until_ms, ==, 88);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "NONCES"))
    return draw_nonces (argv[2]);

  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/ledger/two-at-once", test_two_at_once);
  ADD ("/ledger/private", test_private);
  ADD ("/ledger/id-stays", test_id_stays);
  ADD ("/ledger/record/comes-back", test_record_comes_back);
  ADD ("/ledger/record/put-replaces", test_put_replaces);
  ADD ("/ledger/record/list", test_list);
  ADD ("/ledger/record/states", test_states);
  ADD ("/ledger/record/fingerprints", test_fingerprints);
  ADD ("/ledger/record/remove", test_remove);
  ADD ("/ledger/reports/kept", test_reports);
  ADD ("/ledger/reports/limited", test_report_history_is_limited);
  ADD ("/ledger/events", test_events);
  ADD ("/ledger/settings", test_settings);
  ADD ("/ledger/version-grows", test_version_grows);
  ADD ("/ledger/reminders/marks", test_marks);
  ADD ("/ledger/reminders/snoozes", test_snoozes);
  ADD ("/ledger/nonce/rises", test_nonce);
  ADD ("/ledger/nonce/four-processes", test_nonce_of_four_processes);

  return g_test_run ();
}
