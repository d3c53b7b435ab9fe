/* test-keeper-rotate.c: a whole rotation: keyring, exchange server, ledger and list together
 *
 * All credentials in here are made up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "exchange-server.h"
#include "kt-prober-private.h"
#include "rotate-calls.h"

#define SECRET "made-up-secret-0123456789abcdef0123456789abcdef"
#define PASS   "made-up-pass"
#define KEY(n, rest) \
  "{\"api_key\": \"bg_0000000000000000000000000000000" n "\", \"secret\": \"" SECRET "\", \"passphrase\": \"" PASS "\", " \
  "\"rights\": [\"uta_trade\"" rest "}"
#define ACCOUNT(uid, keys) "{\"exchange\": \"bitget\", \"kind\": \"unified\", \"uid\": \"" uid "\", \"keys\": [" keys "]}"
#define DOCUMENT(accounts, faults) "{\"accounts\": [" accounts "], \"faults\": [" faults "]}"
#define OLD         KEY ("1", "]")
#define NEW         KEY ("2", "]")
#define NEW_MORE    KEY ("2", ", \"withdraw\"]")
#define OLD_REVOKED KEY ("1", "], \"state\": \"revoked\"")
#define BOTH        DOCUMENT (ACCOUNT ("7000001", OLD ", " NEW), "")
#define ONE_LEFT    DOCUMENT (ACCOUNT ("7000001", OLD_REVOKED ", " NEW), "")

typedef struct {
  KeeperFixture   base;      /* first: the support functions take it */
  ExchangeServer *server;
  KtKey          *key;       /* borrowed */
  char           *id;
} Fixture;

static KtCredential *
credential_of (const char *n)
{
  KtCredential *credential = kt_credential_new ();
  g_autofree char *name = g_strconcat ("bg_0000000000000000000000000000000", n, NULL);
  g_autoptr(KtSecret) api_key = kt_secret_new (name, -1);
  g_autoptr(KtSecret) secret = kt_secret_new (SECRET, -1);
  g_autoptr(KtSecret) passphrase = kt_secret_new (PASS, -1);

  kt_credential_set (credential, "api_key", api_key);
  kt_credential_set (credential, "secret", secret);
  kt_credential_set (credential, "passphrase", passphrase);
  return credential;
}

static void
set_limits (Fixture *f)
{
  kt_prober_set_ignore_pace (f->base.keeper->prober, TRUE);
  kt_prober_set_limits (f->base.keeper->prober, 5000 * kt_test_patience (), 10000 * kt_test_patience ());
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr(KtCredential) credential = credential_of ("1");
  g_autoptr(KtReport) report = NULL;
  g_autoptr(GError) error = NULL;
  KtRecord *record = made_up_record ("Spot bot");

  f->server = exchange_server_new (data ? data : BOTH, &error);
  g_assert_no_error (error);
  g_setenv ("KEYTURN_TEST_PROXY", exchange_server_get_proxy_uri (f->server), TRUE);
  g_setenv ("KEYTURN_TEST_CA", exchange_server_get_ca_file (f->server), TRUE);
  keeper_set_up (&f->base, NULL);
  set_limits (f);
  g_strfreev (record->consumers);
  record->consumers = g_strsplit ("Grid bot", ",", -1);
  f->key = keeper_add_record (f->base.keeper, record, credential, NULL, &error);
  g_assert_no_error (error);
  f->id = g_strdup (kt_key_get_id (f->key));
  report = keeper_check (f->base.keeper, f->key, &error);
  g_assert_no_error (error);
  g_assert_true (kt_report_worked (report));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  keeper_tear_down (&f->base, NULL);
  exchange_server_free (f->server);
  g_free (f->id);
}

static void
restart (Fixture *f)
{
  keeper_restart (&f->base);
  set_limits (f);
  f->key = kt_keeper_find (f->base.keeper, f->id);
  g_assert_nonnull (f->key);
}

static void
expect (KtRotation *rotation, GError *error, KtRotationStage stage)
{
  g_autoptr(KtRotation) owned = rotation;

  g_assert_no_error (error);
  g_assert_nonnull (owned);
  g_assert_cmpstr (kt_rotation_stage_to_word (owned->stage), ==, kt_rotation_stage_to_word (stage));
}

static KtRotation *
give (Fixture *f, const char *n, GError **error)
{
  g_autoptr(KtCredential) credential = credential_of (n);

  return rotate_give (f->base.keeper, f->key, credential, error);
}

/* Exactly these generations are in the keyring, and this one is current. */
static void
assert_generations (Fixture *f, const char *there, guint current)
{
  g_autoptr(KtRecord) record = kt_ledger_get (kt_keeper_get_ledger (f->base.keeper), f->id, NULL);
  guint n = 0;

  for (guint i = 1; i <= 4; i++)
    {
      g_autoptr(KtCredential) credential = load_generation (f->base.keeper, f->id, i);

      g_assert_cmpint (credential != NULL, ==, strchr (there, '0' + (int) i) != NULL);
      n += credential != NULL;
    }
  g_assert_cmpuint (count_items (f->base.keeper), ==, n);
  g_assert_cmpuint (record->generation, ==, current);
  g_assert_cmpuint (kt_key_get_record (f->key)->generation, ==, current);
}

static void
go_to_switched (Fixture *f)
{
  g_autoptr(GError) error = NULL;
  KtKeeper *keeper = f->base.keeper;

  expect (rotate_begin (keeper, f->key, &error), error, KT_ROTATION_BEGUN);
  expect (give (f, "2", &error), error, KT_ROTATION_STORED);
  expect (rotate_check (keeper, f->key, &error), error, KT_ROTATION_CHECKED);
  expect (rotate_switch (keeper, f->key, &error), error, KT_ROTATION_SWITCHED);
}

/* ── The whole of it ────────────────────────────────────────────────────── */

static void
test_whole (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtRotation) over = NULL;
  g_autoptr(GPtrArray) events = NULL;
  g_autofree char *old_hint = g_strdup (kt_key_get_record (f->key)->hint);
  const KtEvent *receipt;

  /* Closed and opened again at every stage. */
  expect (rotate_begin (f->base.keeper, f->key, &error), error, KT_ROTATION_BEGUN);
  restart (f);
  expect (give (f, "2", &error), error, KT_ROTATION_STORED);
  assert_generations (f, "12", 1);
  restart (f);
  expect (rotate_check (f->base.keeper, f->key, &error), error, KT_ROTATION_CHECKED);
  restart (f);
  assert_generations (f, "12", 1);
  expect (rotate_switch (f->base.keeper, f->key, &error), error, KT_ROTATION_SWITCHED);
  assert_generations (f, "12", 2);
  g_assert_cmpstr (kt_key_get_record (f->key)->hint, !=, old_hint);
  restart (f);
  expect (rotate_tick (f->base.keeper, f->key, "Grid bot", &error), error, KT_ROTATION_SWITCHED);
  expect (rotate_deleted (f->base.keeper, f->key, &error), error, KT_ROTATION_WATCHING);
  restart (f);

  /* It is still alive: nothing is wiped. */
  expect (rotate_watch (f->base.keeper, f->key, FALSE, &error), error, KT_ROTATION_WATCHING);
  g_assert_null (rotate_wipe (f->base.keeper, f->key, FALSE, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  assert_generations (f, "12", 2);

  exchange_server_set_document (f->server, ONE_LEFT);
  expect (rotate_watch (f->base.keeper, f->key, TRUE, &error), error, KT_ROTATION_PROVEN);
  restart (f);
  assert_generations (f, "12", 2);
  over = rotate_wipe (f->base.keeper, f->key, FALSE, &error);
  g_assert_no_error (error);
  g_assert_null (over);
  assert_generations (f, "2", 2);

  events = kt_keeper_get_events (f->base.keeper, f->key, 1);
  receipt = g_ptr_array_index (events, 0);
  g_assert_cmpstr (receipt->what, ==, "rotated");
  g_assert_nonnull (strstr (receipt->detail, "key-unknown"));
  g_assert_nonnull (strstr (receipt->detail, "generation 2 is current"));

  /* And the key works. */
  restart (f);
  {
    g_autoptr(KtReport) report = keeper_check (f->base.keeper, f->key, &error);

    g_assert_no_error (error);
    g_assert_true (kt_report_worked (report));
  }
}

static void
test_times (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtRotation) rotation = NULL;

  go_to_switched (f);
  expect (rotate_deleted (f->base.keeper, f->key, &error), error, KT_ROTATION_WATCHING);
  rotation = rotate_watch (f->base.keeper, f->key, FALSE, &error);
  g_assert_cmpuint (rotation->tries, ==, 1);
  g_assert_cmpint (rotation->next_try_ms, ==, rotation->deleted_ms + 60000);
  kt_rotation_free (g_steal_pointer (&rotation));
  /* Not due: nothing is asked. */
  rotation = rotate_watch (f->base.keeper, f->key, FALSE, &error);
  g_assert_cmpuint (rotation->tries, ==, 1);
  kt_rotation_free (g_steal_pointer (&rotation));
  /* The exchange is limiting: never again by itself. */
  exchange_server_set_document (f->server, DOCUMENT (ACCOUNT ("7000001", OLD ", " NEW), "{\"kind\": \"rate-limited\"}"));
  rotation = rotate_watch (f->base.keeper, f->key, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rotation->tries, ==, 2);
  g_assert_cmphex (rotation->old_report->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_RATE_LIMITED));
  g_assert_cmpint (rotation->next_try_ms, ==, 0);
  g_assert_cmpint (rotation->stage, ==, KT_ROTATION_WATCHING);
}

/* ── What is refused ────────────────────────────────────────────────────── */

static void
test_same_again (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtCredential) other = credential_of ("3");

  expect (rotate_begin (f->base.keeper, f->key, &error), error, KT_ROTATION_BEGUN);
  g_assert_null (give (f, "1", &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_INVALID);
  g_clear_error (&error);

  g_assert_nonnull (keeper_add (f->base.keeper, "other", other, &error));
  g_assert_null (give (f, "3", &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_INVALID);
  g_clear_error (&error);
  expect (rotate_read (f->base.keeper, f->key, &error), error, KT_ROTATION_BEGUN);
  g_assert_cmpuint (count_items (f->base.keeper), ==, 2);
}

static void
test_more_than_meant (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtRotation) rotation = NULL;
  KtRotationVerdict verdict;

  expect (rotate_begin (f->base.keeper, f->key, &error), error, KT_ROTATION_BEGUN);
  expect (give (f, "2", &error), error, KT_ROTATION_STORED);
  rotation = rotate_check (f->base.keeper, f->key, &error);
  g_assert_no_error (error);
  g_assert_cmpint (rotation->stage, ==, KT_ROTATION_STORED);
  kt_rotation_judge (rotation, kt_key_get_record (f->key), kt_key_get_good_report (f->key), &verdict);
  g_assert_cmphex (verdict.more & KT_RIGHTS_BIT (KT_RIGHT_WITHDRAW), !=, 0);
  g_assert_null (rotate_switch (f->base.keeper, f->key, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  expect (rotate_accept (f->base.keeper, f->key, verdict.more, FALSE, &error), error, KT_ROTATION_CHECKED);
  expect (rotate_switch (f->base.keeper, f->key, &error), error, KT_ROTATION_SWITCHED);
}

static void
test_other_account (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  expect (rotate_begin (f->base.keeper, f->key, &error), error, KT_ROTATION_BEGUN);
  expect (give (f, "2", &error), error, KT_ROTATION_STORED);
  expect (rotate_check (f->base.keeper, f->key, &error), error, KT_ROTATION_STORED);
  g_assert_null (rotate_switch (f->base.keeper, f->key, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_ALLOWED);
}

/* ── Going back ─────────────────────────────────────────────────────────── */

static void
test_undo (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtReport) report = NULL;

  go_to_switched (f);
  expect (rotate_deleted (f->base.keeper, f->key, &error), error, KT_ROTATION_WATCHING);
  expect (rotate_undo (f->base.keeper, f->key, &error), error, KT_ROTATION_CHECKED);
  assert_generations (f, "12", 1);
  report = keeper_check (f->base.keeper, f->key, &error);
  g_assert_no_error (error);
  g_assert_true (kt_report_worked (report));

  g_assert_null (rotate_cancel (f->base.keeper, f->key, &error));
  g_assert_no_error (error);
  assert_generations (f, "1", 1);
  /* And once more from the beginning. */
  go_to_switched (f);
  assert_generations (f, "12", 2);
}

/* A dead key that is made the current one again is not shown as the new one was. */
static void
test_undo_dead (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  KtReport *good;

  go_to_switched (f);
  g_assert_true (kt_report_worked (kt_key_get_report (f->key)));
  expect (rotate_deleted (f->base.keeper, f->key, &error), error, KT_ROTATION_WATCHING);
  exchange_server_set_document (f->server, ONE_LEFT);
  expect (rotate_watch (f->base.keeper, f->key, TRUE, &error), error, KT_ROTATION_PROVEN);
  expect (rotate_undo (f->base.keeper, f->key, &error), error, KT_ROTATION_CHECKED);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (kt_key_get_report (f->key)->outcomes & KT_OUTCOMES_BIT (KT_OUTCOME_KEY_UNKNOWN));
      good = kt_key_get_good_report (f->key);
      g_assert_nonnull (good);
      g_assert_cmpint (good->checked_ms, <, kt_key_get_report (f->key)->checked_ms);
      restart (f);
    }
  /* The new one is still there, and is shown as it is. */
  expect (rotate_switch (f->base.keeper, f->key, &error), error, KT_ROTATION_SWITCHED);
  g_assert_true (kt_report_worked (kt_key_get_report (f->key)));
  restart (f);
  g_assert_true (kt_report_worked (kt_key_get_report (f->key)));
}

static void
test_give_again (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  expect (rotate_begin (f->base.keeper, f->key, &error), error, KT_ROTATION_BEGUN);
  expect (give (f, "5", &error), error, KT_ROTATION_STORED);
  expect (rotate_check (f->base.keeper, f->key, &error), error, KT_ROTATION_STORED);
  expect (give (f, "2", &error), error, KT_ROTATION_STORED);
  assert_generations (f, "13", 1);
  expect (rotate_check (f->base.keeper, f->key, &error), error, KT_ROTATION_CHECKED);
  expect (rotate_switch (f->base.keeper, f->key, &error), error, KT_ROTATION_SWITCHED);
  expect (rotate_deleted (f->base.keeper, f->key, &error), error, KT_ROTATION_WATCHING);
  g_assert_null (rotate_wipe (f->base.keeper, f->key, TRUE, &error));
  g_assert_no_error (error);
  assert_generations (f, "3", 3);
}

static void
test_wipe_key (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  expect (rotate_begin (f->base.keeper, f->key, &error), error, KT_ROTATION_BEGUN);
  expect (give (f, "2", &error), error, KT_ROTATION_STORED);
  g_assert_true (keeper_wipe (f->base.keeper, f->key, NULL, &error));
  g_assert_cmpuint (count_items (f->base.keeper), ==, 0);
}

/* ── Another program at the same rotation ───────────────────────────────── */

typedef struct {
  const char      *explanation;
  KtStep           step;            /* where it comes in between */
  KtRotationStage  stages[4];       /* that it moves on to, one after the other */
  guint            n_stages;
  gboolean         ends, removes;
  gboolean         works;           /* our verb does */
} Meddling;

static const Meddling meddlings[] = {
  { "it finished the dropping: ours goes on", KT_STEP_ROTATE_DROPPING, { KT_ROTATION_BEGUN }, 1, FALSE, FALSE, TRUE },
  { "it finished and cancelled", KT_STEP_ROTATE_DROPPING, { KT_ROTATION_BEGUN, KT_ROTATION_CANCELLING }, 2, TRUE, FALSE, FALSE },
  { "it gave another one", KT_STEP_ROTATE_DROPPING, { KT_ROTATION_BEGUN, KT_ROTATION_STORING, KT_ROTATION_STORED }, 3, FALSE, FALSE, FALSE },
  { "it wants to cancel what it gave", KT_STEP_ROTATE_DROPPING, { KT_ROTATION_BEGUN, KT_ROTATION_STORING, KT_ROTATION_STORED, KT_ROTATION_CANCELLING },
    4, FALSE, FALSE, FALSE },
  { "it wiped the whole key while ours was being stored", KT_STEP_ROTATE_KEPT, { 0 }, 0, FALSE, TRUE, FALSE },
};

static struct {
  const Meddling *how;
  const char     *path, *id;
  gboolean        is_over;
} meddler;

static void
meddle (KtStep step)
{
  g_autoptr(KtLedger) ledger = NULL;
  g_autoptr(KtRotation) rotation = NULL;
  g_autoptr(GError) error = NULL;
  KtRotationStage from;

  if (step != meddler.how->step || meddler.is_over)
    return;
  meddler.is_over = TRUE;
  ledger = kt_ledger_open_existing (meddler.path, &error);
  g_assert_no_error (error);
  g_assert_true (kt_ledger_get_rotation (ledger, meddler.id, &rotation, &error));
  for (guint i = 0; i < meddler.how->n_stages; i++)
    {
      from = rotation->stage;
      rotation->stage = meddler.how->stages[i];
      if (rotation->stage == KT_ROTATION_STORING)
        rotation->to_generation++;
      kt_ledger_move_rotation (ledger, rotation, from, NULL, NULL, 1, &error);
      g_assert_no_error (error);
    }
  if (meddler.how->ends)
    kt_ledger_end_rotation (ledger, meddler.id, KT_ROTATION_CANCELLING, NULL, NULL, 1, &error);
  if (meddler.how->removes)
    kt_ledger_remove (ledger, meddler.id, &error);
  g_assert_no_error (error);
}

static void
clear_newer (Fixture *f)
{
  for (guint i = 2; i < 12; i++)
    {
      g_autoptr(GAsyncResult) result = NULL;

      kt_vault_clear_async (kt_keeper_get_vault (f->base.keeper), f->id, i, NULL, kt_test_keep_result, &result);
      kt_test_await (&result);
      g_assert_true (kt_vault_clear_finish (kt_keeper_get_vault (f->base.keeper), result, NULL));
    }
}

/* Whatever another program did meanwhile: nothing crashes, nothing of it is taken for ours, and no secret is left without a row. */
static void
test_meddled (Fixture *f, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (&f->base.folder, "ledger.db");
  g_autoptr(GError) error = NULL;
  KtRotationStage last;

  meddler.path = path;
  meddler.id = f->id;
  expect (rotate_begin (f->base.keeper, f->key, &error), error, KT_ROTATION_BEGUN);
  for (guint i = 0; i < G_N_ELEMENTS (meddlings); i++)
    {
      const Meddling *how = meddler.how = &meddlings[i];
      g_autoptr(KtRotation) rotation = NULL;
      g_autoptr(KtRotation) there = NULL;

      g_test_message ("%s", how->explanation);
      g_clear_error (&error);
      meddler.is_over = how->step == KT_STEP_ROTATE_DROPPING;
      kt_keeper_step_hook = meddle;
      if (how->step == KT_STEP_ROTATE_DROPPING)
        {
          expect (give (f, "5", &error), error, KT_ROTATION_STORED);
          meddler.is_over = FALSE;
        }
      rotation = give (f, "2", &error);
      kt_keeper_step_hook = NULL;
      g_assert_true (meddler.is_over);
      g_assert_true (how->works == (rotation != NULL) && how->works == (error == NULL));
      g_clear_error (&error);
      if (how->removes)
        {
          g_assert_cmpuint (count_items (f->base.keeper), ==, 1);
          return;
        }
      g_assert_true (kt_ledger_get_rotation (kt_keeper_get_ledger (f->base.keeper), f->id, &there, &error));
      g_assert_true (how->ends == (there == NULL));
      last = how->works ? KT_ROTATION_STORED : how->ends ? KT_ROTATION_BEGUN : how->stages[how->n_stages - 1];
      if (there)
        g_assert_cmpint (there->stage, ==, last);
      clear_newer (f);   /* as the other program did, or would */
      g_clear_pointer (&rotation, kt_rotation_free);
      if (there)
        g_assert_null (rotate_cancel (f->base.keeper, f->key, &error));
      g_assert_no_error (error);
      expect (rotate_begin (f->base.keeper, f->key, &error), error, KT_ROTATION_BEGUN);
    }
}

/* The receipt does not say of a secret in another keyring that it was wiped. */
static void
test_left_behind (Fixture *f, gconstpointer data)
{
  g_autoptr(GPtrArray) events = NULL;
  g_autoptr(GError) error = NULL;
  const KtEvent *receipt;

  go_to_switched (f);
  expect (rotate_deleted (f->base.keeper, f->key, &error), error, KT_ROTATION_WATCHING);
  keeper_stop (&f->base);
  kt_test_keyring_renew ("test");
  keeper_start (&f->base);
  f->key = kt_keeper_find (f->base.keeper, f->id);
  g_assert_true (keeper_adopt (f->base.keeper, &error));
  g_assert_null (rotate_wipe (f->base.keeper, f->key, TRUE, &error));
  g_assert_no_error (error);
  events = kt_keeper_get_events (f->base.keeper, f->key, 1);
  receipt = g_ptr_array_index (events, 0);
  g_assert_cmpstr (receipt->what, ==, "rotated");
  g_assert_nonnull (strstr (receipt->detail, "was not wiped"));
}

/* The ledger is lost in the middle: both credentials are kept, and one can go back. */
static void
test_ledger_lost (Fixture *f, gconstpointer data)
{
  static const char *const names[] = { "ledger.db", "ledger.db-wal", "ledger.db-shm" };
  g_autoptr(GError) error = NULL;

  go_to_switched (f);
  keeper_stop (&f->base);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = kt_test_folder_file (&f->base.folder, names[i]);

      g_unlink (path);
    }
  keeper_start (&f->base);
  set_limits (f);
  f->key = kt_keeper_find (f->base.keeper, f->id);
  g_assert_nonnull (f->key);
  assert_generations (f, "12", 2);
  expect (rotate_read (f->base.keeper, f->key, &error), error, KT_ROTATION_SWITCHED);
  expect (rotate_undo (f->base.keeper, f->key, &error), error, KT_ROTATION_CHECKED);
  assert_generations (f, "12", 1);
}

static void
test_export (Fixture *f, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (&f->base.folder, "keys.gpg");
  g_autoptr(KtSecret) passphrase = kt_secret_new ("a made-up passphrase", -1);
  g_autoptr(KtCredential) wanted = credential_of ("2");
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GError) error = NULL;

  go_to_switched (f);
  g_assert_true (keeper_export (f->base.keeper, path, "a made-up passphrase", NULL, NULL, &error));
  entries = kt_archive_read (path, passphrase, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 1);
  g_assert_true (kt_credential_equal (((KtArchiveEntry *) g_ptr_array_index (entries, 0))->credential, wanted));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, document, function) g_test_add (path, Fixture, document, set_up, function, tear_down)
  ADD ("/keeper/rotate/whole", NULL, test_whole);
  ADD ("/keeper/rotate/times", NULL, test_times);
  ADD ("/keeper/rotate/same-again", NULL, test_same_again);
  ADD ("/keeper/rotate/more-than-meant", DOCUMENT (ACCOUNT ("7000001", OLD ", " NEW_MORE), ""), test_more_than_meant);
  ADD ("/keeper/rotate/other-account", DOCUMENT (ACCOUNT ("7000001", OLD) ", " ACCOUNT ("7000009", NEW), ""), test_other_account);
  ADD ("/keeper/rotate/undo", NULL, test_undo);
  ADD ("/keeper/rotate/undo-dead", NULL, test_undo_dead);
  ADD ("/keeper/rotate/give-again", NULL, test_give_again);
  ADD ("/keeper/rotate/wipe-key", NULL, test_wipe_key);
  ADD ("/keeper/rotate/meddled", NULL, test_meddled);
  ADD ("/keeper/rotate/left-behind", NULL, test_left_behind);
  ADD ("/keeper/rotate/ledger-lost", NULL, test_ledger_lost);
  ADD ("/keeper/rotate/export", NULL, test_export);

  return g_test_run ();
}
