/* test-keeper-kill.c: a keeper killed at every step, and at any moment; the next start puts both stores right
 *
 * The same program is the victim: "VICTIM VERB FOLDER STEP" kills itself with SIGKILL when that step is
 * reached. All credentials in here are made up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "keeper-calls.h"

#include <glib/gstdio.h>
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

static void
add_keys (KtKeeper *keeper, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *secret = kt_test_random_text (64);
      g_autoptr(KtCredential) credential = made_up_credential (secret);
      g_autoptr(GError) error = NULL;

      keeper_add (keeper, "victim", credential, &error);
      g_assert_no_error (error);
    }
}

static int
be_victim (const char *verb, const char *folder, int step)
{
  g_autoptr(KtKeeper) keeper = kt_keeper_new (folder);
  g_autoptr(GError) error = NULL;

  deadly_step = step;
  kt_keeper_step_hook = die_at_step;
  keeper_open (keeper, &error);
  g_assert_no_error (error);

  if (g_str_equal (verb, "add"))
    add_keys (keeper, 1);
  else if (g_str_equal (verb, "add-many"))
    add_keys (keeper, 1000);
  else if (g_str_equal (verb, "wipe"))
    keeper_wipe (keeper, g_ptr_array_index (kt_keeper_get_all (keeper), 0), NULL, &error);
  /* "open" has done it already */
  return 0;
}

/* ── Its end, and what is left ──────────────────────────────────────────── */

static GSubprocess *
start_victim (KeeperFixture *f, const char *verb, int step)
{
  g_autofree char *number = g_strdup_printf ("%d", step);
  g_autoptr(GError) error = NULL;
  GSubprocess *victim = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error,
                                          "/proc/self/exe", "VICTIM", verb, f->folder.path, number, NULL);

  g_assert_no_error (error);
  return victim;
}

static void
wait_for_end (GSubprocess *victim)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (g_subprocess_wait (victim, NULL, &error));
  g_assert_true (g_subprocess_get_if_signaled (victim));
  g_assert_cmpint (g_subprocess_get_term_sig (victim), ==, SIGKILL);
}

static void
kill_at (KeeperFixture *f, const char *verb, KtStep step)
{
  g_autoptr(GSubprocess) victim = start_victim (f, verb, (int) step);

  wait_for_end (victim);
}

static GHashTable *
list_items (KtKeeper *keeper)
{
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GError) error = NULL;

  kt_vault_list_async (kt_keeper_get_vault (keeper), NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  items = kt_vault_list_finish (kt_keeper_get_vault (keeper), result, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < items->len; i++)
    g_hash_table_add (ids, g_strdup (((KtVaultItem *) g_ptr_array_index (items, i))->key_id));
  return ids;
}

/* No secret without a record, no record without a secret. */
static guint
assert_one_truth (KeeperFixture *f)
{
  g_autoptr(GHashTable) items = list_items (f->keeper);
  g_autoptr(GPtrArray) rows = kt_ledger_list (kt_keeper_get_ledger (f->keeper), NULL);

  g_assert_cmpuint (g_hash_table_size (items), ==, rows->len);
  g_assert_cmpuint (kt_keeper_get_all (f->keeper)->len, ==, rows->len);
  for (guint i = 0; i < rows->len; i++)
    {
      const KtRecord *record = g_ptr_array_index (rows, i);
      KtKey *key = kt_keeper_find (f->keeper, record->id);

      g_assert_cmpint (record->state, ==, KT_STATE_ACTIVE);
      g_assert_true (g_hash_table_contains (items, record->id));
      g_assert_nonnull (key);
      g_assert_cmpint (kt_key_get_record (key)->state, ==, KT_STATE_ACTIVE);
    }
  return rows->len;
}

static void
wipe_all (KeeperFixture *f)
{
  while (kt_keeper_get_all (f->keeper)->len > 0)
    {
      g_autoptr(GError) error = NULL;

      g_assert_true (keeper_wipe (f->keeper, g_ptr_array_index (kt_keeper_get_all (f->keeper), 0), NULL, &error));
      g_assert_no_error (error);
    }
}

/* ── Tests ──────────────────────────────────────────────────────────────── */

static void
test_add (KeeperFixture *f, gconstpointer data)
{
  static const struct {
    KtStep      step;
    guint       left;
    const char *said;
    const char *explanation;
  } rows[] = {
    { KT_STEP_ADD_BEGINS,  0, NULL,            "before the first step: as if nothing had been" },
    { KT_STEP_ADD_PENDING, 0, "undid-add:",    "the row stands, the secret is not in the keyring: undone" },
    { KT_STEP_ADD_STORED,  1, "finished-add:", "the secret is in the keyring, the row is pending: finished" },
    { KT_STEP_ADD_ACTIVE,  1, NULL,            "after the last step: done" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].explanation);
      keeper_stop (f);
      kill_at (f, "add", rows[i].step);
      keeper_start (f);
      g_assert_cmpuint (assert_one_truth (f), ==, rows[i].left);
      if (rows[i].said)
        g_assert_true (keeper_said (f, rows[i].said));
      g_assert_cmpuint (f->recovered->len, ==, rows[i].said ? 1 : 0);
      wipe_all (f);
    }
}

static void
test_wipe (KeeperFixture *f, gconstpointer data)
{
  static const struct {
    KtStep      step;
    const char *explanation;
  } rows[] = {
    { KT_STEP_WIPE_QUEUED,  "it is marked: wiped at the next start" },
    { KT_STEP_WIPE_CLEARED, "the secret is gone, the row stands: removed at the next start" },
    { KT_STEP_WIPE_REMOVED, "both are gone" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].explanation);
      keeper_must_add (f, "x", "made-up-secret-1");
      keeper_stop (f);
      kill_at (f, "wipe", rows[i].step);
      keeper_start (f);
      g_assert_cmpuint (assert_one_truth (f), ==, 0);
    }
}

static void
test_rebuild (KeeperFixture *f, gconstpointer data)
{
  static const struct {
    KtStep      step;
    const char *explanation;
  } rows[] = {
    { KT_STEP_SENTINEL_WRITTEN, "the keyring is ours, the ledger still empty" },
    { KT_STEP_REBUILT_ONE,      "one of three" },
    { KT_STEP_REBUILT_ALL,      "all three" },
  };
  static const char *const names[] = { "ledger.db", "ledger.db-wal", "ledger.db-shm" };

  keeper_must_add (f, "one", "made-up-secret-1");
  keeper_must_add (f, "two", "made-up-secret-2");
  keeper_must_add (f, "three", "made-up-secret-3");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", rows[i].explanation);
      keeper_stop (f);
      for (guint j = 0; j < G_N_ELEMENTS (names); j++)
        {
          g_autofree char *path = kt_test_folder_file (&f->folder, names[j]);

          g_unlink (path);
        }
      kill_at (f, "open", rows[i].step);
      keeper_start (f);
      g_assert_cmpuint (assert_one_truth (f), ==, 3);
      g_assert_nonnull (kt_keeper_find_by_name (f->keeper, "two", &error));
    }
}

static gboolean
kill_cb (gpointer data)
{
  g_subprocess_send_signal (data, SIGKILL);
  return G_SOURCE_REMOVE;
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  *(gboolean *) data = TRUE;
}

/* Not only at the steps that have a name. A client killed while its item is being made can leave gnome-keyring 42 with a
 * path in its memory behind which there is nothing ("No such secret item at path"): starting and listing must bear that. Such
 * a key stays pending, as nobody can tell whether its item is on disk; the daemon is started anew, and then all is settled. */
static void
test_any_moment (KeeperFixture *f, gconstpointer data)
{
  guint most = 0;

  for (guint i = 0; i < 12; i++)
    {
      g_autoptr(GSubprocess) victim = NULL;
      gboolean ended = FALSE;

      keeper_stop (f);
      victim = start_victim (f, "add-many", -1);
      g_subprocess_wait_async (victim, NULL, ended_cb, &ended);
      g_timeout_add (40 + i * 17 + (guint) g_test_rand_int_range (0, 17), kill_cb, victim);
      kt_test_wait_for (ended);
      wait_for_end (victim);

      /* It answers one after the other: with this answer it is done with the victim's calls. */
      kt_test_keyring_count ();
      keeper_start (f);
      g_hash_table_unref (list_items (f->keeper));

      keeper_stop (f);
      kt_test_keyring_restart ("test");
      keeper_start (f);
      most = MAX (most, assert_one_truth (f));
    }
  /* The victims did get as far as adding. */
  g_test_message ("%u keys", most);
  g_assert_cmpuint (most, >, 0);
}

int
main (int argc, char **argv)
{
  if (argc == 5 && g_str_equal (argv[1], "VICTIM"))
    return be_victim (argv[2], argv[3], atoi (argv[4]));

  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, KeeperFixture, NULL, keeper_set_up, function, keeper_tear_down)
  ADD ("/keeper/killed/add", test_add);
  ADD ("/keeper/killed/wipe", test_wipe);
  ADD ("/keeper/killed/rebuild", test_rebuild);
  ADD ("/keeper/killed/any-moment", test_any_moment);

  return g_test_run ();
}
