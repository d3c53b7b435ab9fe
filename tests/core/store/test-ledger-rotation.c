/* test-ledger-rotation.c: one current credential at every stage; who was given what, also long ago
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-ledger-rotation.h"

#include <sqlite3.h>

#include "kt-error.h"
#include "kt-test-util.h"

typedef struct {
  KtTestFolder folder;      /* first: the support functions take it */
  char        *path;
  KtLedger    *ledger;
  KtRecord    *record;
} Fixture;

static KtLedger *
open_ledger (const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *aside = NULL;
  KtLedger *ledger = kt_ledger_open (path, &aside, &error);

  g_assert_no_error (error);
  g_assert_null (aside);
  return ledger;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  kt_test_folder_set_up (&f->folder, NULL);
  f->path = kt_test_folder_file (&f->folder, "ledger.db");
  f->ledger = open_ledger (f->path);
  f->record = kt_record_new ();
  g_free (f->record->label);
  f->record->label = g_strdup ("Spot bot");
  g_free (f->record->exchange);
  f->record->exchange = g_strdup ("bitget");
  g_strfreev (f->record->consumers);
  f->record->consumers = g_strsplit ("Grid bot,Tax program", ",", -1);
  f->record->state = KT_STATE_ACTIVE;
  f->record->fingerprint = g_strdup ("0ld");
  f->record->hint = g_strdup ("bg_0…old");
  f->record->secret_since_ms = 1000;
  kt_ledger_put (f->ledger, f->record, "added", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  kt_record_free (f->record);
  g_assert_finalize_object (f->ledger);
  g_free (f->path);
  kt_test_folder_tear_down (&f->folder, NULL);
}

static KtRotation *
get (Fixture *f)
{
  KtRotation *rotation = NULL;
  g_autoptr(GError) error = NULL;

  kt_ledger_get_rotation (f->ledger, f->record->id, &rotation, &error);
  g_assert_no_error (error);
  return rotation;
}

static void
begin (Fixture *f)
{
  g_autoptr(KtRotation) rotation = kt_rotation_new (f->record, 2000);
  g_autoptr(GError) error = NULL;

  kt_ledger_begin_rotation (f->ledger, rotation, "rotation-begun", &error);
  g_assert_no_error (error);
}

/* As the keeper does it, without a keyring. */
static void
move (Fixture *f, KtRotationStage stage)
{
  g_autoptr(KtRotation) rotation = get (f);
  g_autoptr(GError) error = NULL;
  KtRotationStage from = rotation->stage;

  rotation->stage = stage;
  if (stage == KT_ROTATION_STORING)
    {
      rotation->to_generation = 2;
      rotation->new_fingerprint = g_strdup ("new");
      rotation->new_hint = g_strdup ("bg_0…new");
      rotation->new_since_ms = 3000;
    }
  kt_ledger_move_rotation (f->ledger, rotation, from, NULL, NULL, 4000, &error);
  g_assert_no_error (error);
}

static void
assert_current (Fixture *f, guint generation, const char *fingerprint, gint64 since_ms)
{
  g_autoptr(KtRecord) record = kt_ledger_get (f->ledger, f->record->id, NULL);

  g_assert_cmpuint (record->generation, ==, generation);
  g_assert_cmpstr (record->fingerprint, ==, fingerprint);
  g_assert_cmpint (record->secret_since_ms, ==, since_ms);
}

/* ── Rotations ──────────────────────────────────────────────────────────── */

static void
test_round (Fixture *f, gconstpointer data)
{
  g_autoptr(KtRotation) rotation = NULL;
  const KtRotationConsumer *consumer;

  g_assert_null (get (f));
  begin (f);
  rotation = get (f);
  rotation->accepted = KT_RIGHTS_BIT (KT_RIGHT_WITHDRAW);
  rotation->accepted_unseen = TRUE;
  rotation->old_worked = TRUE;
  rotation->to_generation = 2;
  rotation->new_report = kt_report_new ();
  rotation->new_report->checked_ms = 3500;
  rotation->new_report->outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_WORKS);
  rotation->new_report->uid = g_strdup ("7");
  rotation->next_try_ms = 5;
  rotation->tries = 6;
  rotation->deleted_ms = 7;
  rotation->proven_ms = 8;
  rotation->stage = KT_ROTATION_STORING;
  ((KtRotationConsumer *) g_ptr_array_index (rotation->consumers, 1))->given_ms = 9;
  g_assert_true (kt_ledger_move_rotation (f->ledger, rotation, KT_ROTATION_BEGUN, "x", "y", 4000, NULL));
  kt_rotation_free (g_steal_pointer (&rotation));

  g_assert_finalize_object (f->ledger);
  f->ledger = open_ledger (f->path);
  rotation = get (f);
  g_assert_cmpint (rotation->stage, ==, KT_ROTATION_STORING);
  g_assert_cmpint (rotation->began_ms, ==, 2000);
  g_assert_cmpint (rotation->changed_ms, ==, 4000);
  g_assert_cmpstr (rotation->old_hint, ==, "bg_0…old");
  g_assert_cmphex (rotation->accepted, ==, KT_RIGHTS_BIT (KT_RIGHT_WITHDRAW));
  g_assert_true (rotation->accepted_unseen && rotation->old_worked);
  g_assert_cmpstr (rotation->new_report->uid, ==, "7");
  g_assert_null (rotation->old_report);
  g_assert_cmpint (rotation->next_try_ms, ==, 5);
  g_assert_cmpuint (rotation->tries, ==, 6);
  g_assert_cmpint (rotation->deleted_ms, ==, 7);
  g_assert_cmpint (rotation->proven_ms, ==, 8);
  g_assert_cmpuint (rotation->consumers->len, ==, 2);
  consumer = g_ptr_array_index (rotation->consumers, 1);
  g_assert_cmpstr (consumer->name, ==, "Tax program");
  g_assert_cmpint (consumer->given_ms, ==, 9);
}

static void
test_switch_and_undo (Fixture *f, gconstpointer data)
{
  static const KtRotationStage before[] = { KT_ROTATION_STORING, KT_ROTATION_STORED, KT_ROTATION_CHECKED };

  begin (f);
  for (guint i = 0; i < G_N_ELEMENTS (before); i++)
    {
      move (f, before[i]);
      assert_current (f, 1, "0ld", 1000);
    }
  move (f, KT_ROTATION_SWITCHED);
  assert_current (f, 2, "new", 3000);
  move (f, KT_ROTATION_CHECKED);
  assert_current (f, 1, "0ld", 1000);
  move (f, KT_ROTATION_SWITCHED);
  move (f, KT_ROTATION_WATCHING);
  assert_current (f, 2, "new", 3000);
  move (f, KT_ROTATION_PROVEN);
  move (f, KT_ROTATION_WIPING);
  assert_current (f, 2, "new", 3000);
  g_assert_true (kt_ledger_end_rotation (f->ledger, f->record->id, KT_ROTATION_WIPING, "rotated", "detail", 5000, NULL));
  g_assert_null (get (f));
  assert_current (f, 2, "new", 3000);
}

/* Two processes, one rotation. */
static void
test_two_at_once (Fixture *f, gconstpointer data)
{
  g_autoptr(KtLedger) other = open_ledger (f->path);
  g_autoptr(KtRotation) mine = NULL;
  g_autoptr(KtRotation) again = kt_rotation_new (f->record, 2000);
  g_autoptr(KtRecord) stale = NULL;
  g_autoptr(GError) error = NULL;

  begin (f);
  g_assert_false (kt_ledger_begin_rotation (other, again, NULL, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_BUSY);
  g_clear_error (&error);

  mine = get (f);
  move (f, KT_ROTATION_STORING);
  mine->stage = KT_ROTATION_CANCELLING;
  g_assert_false (kt_ledger_move_rotation (other, mine, KT_ROTATION_BEGUN, NULL, NULL, 1, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_BUSY);

  /* A check that ended late does not bring the old generation back. */
  stale = kt_ledger_get (other, f->record->id, NULL);
  move (f, KT_ROTATION_STORED);
  move (f, KT_ROTATION_CHECKED);
  move (f, KT_ROTATION_SWITCHED);
  g_assert_true (kt_ledger_update (other, stale, NULL, NULL));
  assert_current (f, 2, "new", 3000);
}

static void
test_deleted_key (Fixture *f, gconstpointer data)
{
  g_autoptr(KtRotation) rotation = kt_rotation_new (f->record, 2000);
  g_autoptr(GError) error = NULL;

  begin (f);
  move (f, KT_ROTATION_STORING);
  move (f, KT_ROTATION_STORED);
  move (f, KT_ROTATION_CHECKED);
  g_assert_true (kt_ledger_set_state (f->ledger, f->record->id, KT_STATE_DELETED, 1, NULL));
  g_clear_pointer (&rotation, kt_rotation_free);
  rotation = get (f);
  rotation->stage = KT_ROTATION_SWITCHED;
  g_assert_false (kt_ledger_move_rotation (f->ledger, rotation, KT_ROTATION_CHECKED, NULL, NULL, 1, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_BUSY);
  assert_current (f, 1, "0ld", 1000);
  kt_rotation_free (g_steal_pointer (&rotation));
  rotation = get (f);
  g_assert_cmpint (rotation->stage, ==, KT_ROTATION_CHECKED);

  /* It goes with the key. */
  g_assert_true (kt_ledger_remove (f->ledger, f->record->id, NULL));
  g_assert_null (get (f));
}

/* ── Who was given what ─────────────────────────────────────────────────── */

static GPtrArray *
list_given (Fixture *f, const char *name)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *list = kt_ledger_list_given (f->ledger, name, &error);

  g_assert_no_error (error);
  return list;
}

static void
test_given (Fixture *f, gconstpointer data)
{
  g_autoptr(GPtrArray) list = list_given (f, "grid BOT");
  const KtGiven *given = g_ptr_array_index (list, 0);

  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpstr (given->label, ==, "Spot bot");
  g_assert_true (given->is_current);
  g_assert_cmpint (given->until_ms, ==, 0);

  /* Taken from the list of who has it. */
  g_strfreev (f->record->consumers);
  f->record->consumers = g_strsplit ("Tax program", ",", -1);
  g_assert_true (kt_ledger_update (f->ledger, f->record, NULL, NULL));
  g_clear_pointer (&list, g_ptr_array_unref);
  list = list_given (f, "Grid bot");
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpint (((KtGiven *) g_ptr_array_index (list, 0))->until_ms, >, 0);

  /* Rotated: both generations. */
  begin (f);
  move (f, KT_ROTATION_STORING);
  move (f, KT_ROTATION_STORED);
  move (f, KT_ROTATION_CHECKED);
  move (f, KT_ROTATION_SWITCHED);
  g_clear_pointer (&list, g_ptr_array_unref);
  list = list_given (f, "Tax program");
  g_assert_cmpuint (list->len, ==, 2);

  /* Wiped: what leaked may still be alive at the exchange. No label is kept. */
  g_assert_true (kt_ledger_remove (f->ledger, f->record->id, NULL));
  g_clear_pointer (&list, g_ptr_array_unref);
  list = list_given (f, "Grid bot");
  g_assert_cmpuint (list->len, ==, 1);
  given = g_ptr_array_index (list, 0);
  g_assert_null (given->label);
  g_assert_cmpstr (given->exchange, ==, "bitget");
  g_assert_false (given->is_current);
}

static void
test_given_escapes (Fixture *f, gconstpointer data)
{
  g_autoptr(GPtrArray) list = list_given (f, "%");
  g_autoptr(GPtrArray) all = list_given (f, NULL);

  g_assert_cmpuint (list->len, ==, 0);
  g_assert_cmpuint (all->len, ==, 2);
}

/* A file of the first version: who has the keys now is where the history begins. */
static void
test_migration (Fixture *f, gconstpointer data)
{
  g_autoptr(GPtrArray) list = NULL;
  sqlite3 *database;

  g_assert_finalize_object (f->ledger);
  g_assert_cmpint (sqlite3_open (f->path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, "DROP TABLE rotation_consumers; DROP TABLE rotations; DROP TABLE given; "
                                 "DROP TABLE marks; DROP TABLE snoozes; ALTER TABLE keys DROP COLUMN lead_days; ALTER TABLE keys DROP COLUMN checks_stopped; "
                                 "ALTER TABLE reports DROP COLUMN generation; "
                                 "PRAGMA user_version = 1", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (database);

  f->ledger = open_ledger (f->path);
  assert_current (f, 1, "0ld", 1000);
  list = list_given (f, "Tax program");
  g_assert_cmpuint (list->len, ==, 1);
  begin (f);
  move (f, KT_ROTATION_STORING);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/ledger/rotation/round", test_round);
  ADD ("/ledger/rotation/switch-and-undo", test_switch_and_undo);
  ADD ("/ledger/rotation/two-at-once", test_two_at_once);
  ADD ("/ledger/rotation/deleted-key", test_deleted_key);
  ADD ("/ledger/rotation/migration", test_migration);
  ADD ("/ledger/given/history", test_given);
  ADD ("/ledger/given/escapes", test_given_escapes);

  return g_test_run ();
}
