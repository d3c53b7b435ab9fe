/* test-keeper-rotate-kill.c: a rotation killed at every step; the next start goes on from there, with one current credential
 *
 * The same program is the victim: "VICTIM VERB FOLDER STEP" kills itself with SIGKILL when that step is reached.
 * All credentials in here are made up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "rotate-calls.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ── The victim ─────────────────────────────────────────────────────────── */

static int deadly_step = -1;

static void
die_at_step (KtStep step)
{
  if ((int) step == deadly_step)
    kill (getpid (), SIGKILL);
}

/* (transfer full) or NULL */
static KtRotation *
do_verb (KtKeeper *keeper, const char *verb)
{
  KtKey *key = g_ptr_array_index (kt_keeper_get_all (keeper), 0);
  g_autoptr(KtCredential) credential = made_up_credential ("made-up-secret-new");
  g_autoptr(GError) error = NULL;
  KtRotation *rotation = NULL;

  if (g_str_equal (verb, "give"))
    rotation = rotate_give (keeper, key, credential, &error);
  else if (g_str_equal (verb, "switch"))
    rotation = rotate_switch (keeper, key, &error);
  else if (g_str_equal (verb, "wipe"))
    rotation = rotate_wipe (keeper, key, TRUE, &error);
  else if (g_str_equal (verb, "cancel"))
    rotation = rotate_cancel (keeper, key, &error);
  else
    g_assert_not_reached ();
  g_assert_no_error (error);
  return rotation;
}

static int
be_victim (const char *verb, const char *folder, int step)
{
  g_autoptr(KtKeeper) keeper = kt_keeper_new (folder);
  g_autoptr(GError) error = NULL;

  keeper_open (keeper, &error);
  g_assert_no_error (error);
  deadly_step = step;
  kt_keeper_step_hook = die_at_step;
  kt_rotation_free (do_verb (keeper, verb));
  return 0;
}

static void
kill_at (KeeperFixture *f, const char *verb, KtStep step)
{
  g_autofree char *number = g_strdup_printf ("%d", (int) step);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) victim = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error,
                                                    "/proc/self/exe", "VICTIM", verb, f->folder.path, number, NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (victim, NULL, &error));
  g_assert_true (g_subprocess_get_if_signaled (victim));
  g_assert_cmpint (g_subprocess_get_term_sig (victim), ==, SIGKILL);
}

/* ── Stages, without a network ──────────────────────────────────────────── */

static KtKey *
the_key (KeeperFixture *f)
{
  g_assert_cmpuint (kt_keeper_get_all (f->keeper)->len, ==, 1);
  return g_ptr_array_index (kt_keeper_get_all (f->keeper), 0);
}

static KtRotation *
read_rotation (KeeperFixture *f)
{
  g_autoptr(GError) error = NULL;
  KtRotation *rotation = rotate_read (f->keeper, the_key (f), &error);

  g_assert_no_error (error);
  return rotation;
}

static void
move (KeeperFixture *f, KtRotationStage stage)
{
  g_autoptr(KtRotation) rotation = read_rotation (f);
  g_autoptr(GError) error = NULL;
  KtRotationStage from = rotation->stage;

  rotation->stage = stage;
  kt_ledger_move_rotation (kt_keeper_get_ledger (f->keeper), rotation, from, NULL, NULL, 1, &error);
  g_assert_no_error (error);
}

/* As if the exchange had said that all is well with it. */
static void
pass_check (KeeperFixture *f)
{
  g_autoptr(KtRotation) rotation = read_rotation (f);
  g_autoptr(GError) error = NULL;

  rotation->new_report = kt_report_new ();
  rotation->new_report->outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_WORKS);
  rotation->new_report->checked_ms = 1790000000000;
  rotation->stage = KT_ROTATION_CHECKED;
  kt_ledger_move_rotation (kt_keeper_get_ledger (f->keeper), rotation, KT_ROTATION_STORED, NULL, NULL, 1, &error);
  g_assert_no_error (error);
}

static void
prepare (KeeperFixture *f, KtRotationStage stage)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtRotation) rotation = NULL;
  g_autoptr(KtCredential) credential = made_up_credential ("made-up-secret-new");

  keeper_must_add (f, "x", "made-up-secret-old");
  rotation = rotate_begin (f->keeper, the_key (f), &error);
  g_assert_no_error (error);
  if (stage == KT_ROTATION_BEGUN)
    return;
  if (stage == KT_ROTATION_STORED)
    {
      /* Another one before. */
      g_clear_pointer (&credential, kt_credential_unref);
      credential = made_up_credential ("made-up-secret-wrong");
    }
  kt_rotation_free (g_steal_pointer (&rotation));
  rotation = rotate_give (f->keeper, the_key (f), credential, &error);
  g_assert_no_error (error);
  if (stage == KT_ROTATION_STORED)
    return;
  pass_check (f);
  if (stage == KT_ROTATION_CHECKED)
    return;
  move (f, KT_ROTATION_SWITCHED);
  move (f, KT_ROTATION_WATCHING);
}

static void
assert_secret (KeeperFixture *f, guint generation, const char *secret)
{
  g_autoptr(KtCredential) credential = load_generation (f->keeper, kt_key_get_id (the_key (f)), generation);
  g_autoptr(KtCredential) wanted = secret ? made_up_credential (secret) : NULL;

  g_assert_cmpint (credential != NULL, ==, secret != NULL);
  g_assert_true (!secret || kt_credential_equal (credential, wanted));
}

/* ── Tests ──────────────────────────────────────────────────────────────── */

#define WHOLE "made-up-secret-old"
#define FRESH "made-up-secret-new"

static void
test_killed (KeeperFixture *f, gconstpointer data)
{
  static const struct {
    KtRotationStage before;
    const char     *verb;
    KtStep          step;
    int             after;        /* -1: over */
    const char     *secrets[3];   /* of generations 1, 2, 3 */
    guint           current;
    const char     *explanation;
  } rows[] = {
    { KT_ROTATION_BEGUN, "give", KT_STEP_ROTATE_STORING, KT_ROTATION_BEGUN, { WHOLE }, 1, "the row says storing, the keyring has nothing" },
    { KT_ROTATION_BEGUN, "give", KT_STEP_ROTATE_KEPT, KT_ROTATION_STORED, { WHOLE, FRESH }, 1, "the keyring has it, the row does not know" },
    { KT_ROTATION_BEGUN, "give", KT_STEP_ROTATE_STORED, KT_ROTATION_STORED, { WHOLE, FRESH }, 1, "both know" },
    { KT_ROTATION_STORED, "give", KT_STEP_ROTATE_DROPPING, KT_ROTATION_BEGUN, { WHOLE }, 1, "the one before was to go" },
    { KT_ROTATION_STORED, "give", KT_STEP_ROTATE_CLEARED, KT_ROTATION_BEGUN, { WHOLE }, 1, "the one before is gone" },
    { KT_ROTATION_STORED, "give", KT_STEP_ROTATE_KEPT, KT_ROTATION_STORED, { WHOLE, NULL, FRESH }, 1, "another in its place" },
    { KT_ROTATION_CHECKED, "switch", KT_STEP_ROTATE_SWITCHED, KT_ROTATION_SWITCHED, { WHOLE, FRESH }, 2, "switched, its report not written" },
    { KT_ROTATION_CHECKED, "cancel", KT_STEP_ROTATE_CANCELLING, -1, { WHOLE }, 1, "cancelled, nothing cleared yet" },
    { KT_ROTATION_CHECKED, "cancel", KT_STEP_ROTATE_CLEARED, -1, { WHOLE }, 1, "cancelled, the row still there" },
    { KT_ROTATION_CHECKED, "cancel", KT_STEP_ROTATE_OVER, -1, { WHOLE }, 1, "over" },
    { KT_ROTATION_WATCHING, "wipe", KT_STEP_ROTATE_WIPING, -1, { NULL, FRESH }, 2, "marked: wiped at the next start" },
    { KT_ROTATION_WATCHING, "wipe", KT_STEP_ROTATE_CLEARED, -1, { NULL, FRESH }, 2, "wiped, the receipt not written" },
    { KT_ROTATION_WATCHING, "wipe", KT_STEP_ROTATE_OVER, -1, { NULL, FRESH }, 2, "over" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(KtRotation) rotation = NULL;
      g_autoptr(KtRecord) record = NULL;
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", rows[i].explanation);
      prepare (f, rows[i].before);
      keeper_stop (f);
      kill_at (f, rows[i].verb, rows[i].step);
      keeper_start (f);

      rotation = read_rotation (f);
      g_assert_cmpint (rotation ? (int) rotation->stage : -1, ==, rows[i].after);
      for (guint j = 0; j < 3; j++)
        assert_secret (f, j + 1, rows[i].secrets[j]);
      record = kt_ledger_get (kt_keeper_get_ledger (f->keeper), kt_key_get_id (the_key (f)), NULL);
      g_assert_cmpuint (record->generation, ==, rows[i].current);
      if (g_str_equal (rows[i].verb, "wipe"))
        {
          g_autoptr(GPtrArray) events = kt_keeper_get_events (f->keeper, the_key (f), 1);
          const KtEvent *receipt = g_ptr_array_index (events, 0);

          g_assert_cmpstr (receipt->what, ==, "rotated");
          g_assert_nonnull (strstr (receipt->detail, "not proven"));
        }

      g_assert_true (keeper_wipe (f->keeper, the_key (f), NULL, &error));
      g_assert_cmpuint (count_items (f->keeper), ==, 0);
    }
}

int
main (int argc, char **argv)
{
  if (argc == 5 && g_str_equal (argv[1], "VICTIM"))
    return be_victim (argv[2], argv[3], atoi (argv[4]));

  g_test_init (&argc, &argv, NULL);

  g_test_add ("/keeper/rotate/killed", KeeperFixture, NULL, keeper_set_up, test_killed, keeper_tear_down);

  return g_test_run ();
}
