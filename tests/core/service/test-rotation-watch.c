/* test-rotation-watch.c: old credentials are asked about by themselves when it is time, and never behind a closed keyring
 *
 * And the panic list's watch, which does so until it is closed. All credentials in here are made up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "exchange-server.h"
#include "kt-keeper-panic.h"
#include "kt-keeper-private.h"
#include "kt-prober-private.h"
#include "kt-rotation-watch.h"
#include "kt-test-session.h"
#include "rotate-calls.h"

#define SECRET "made-up-secret-0123456789abcdef0123456789abcdef"
#define PASS   "made-up-pass"
#define KEY(n, rest) \
  "{\"api_key\": \"bg_0000000000000000000000000000000" n "\", \"secret\": \"" SECRET "\", \"passphrase\": \"" PASS "\", " \
  "\"rights\": [\"uta_trade\"]" rest "}"
#define DOCUMENT(keys) \
  "{\"accounts\": [{\"exchange\": \"bitget\", \"kind\": \"unified\", \"uid\": \"7000001\", \"keys\": [" keys "]}], \"faults\": []}"
#define LIMITED \
  "{\"accounts\": [{\"exchange\": \"bitget\", \"kind\": \"unified\", \"uid\": \"7000001\", \"keys\": [" KEY ("2", "") "]}], " \
  "\"faults\": [{\"kind\": \"rate-limited\"}]}"
#define BOTH     DOCUMENT (KEY ("1", "") ", " KEY ("2", ""))
#define TWO_GONE DOCUMENT (KEY ("1", "") ", " KEY ("2", ", \"state\": \"revoked\""))
#define ONE_LEFT DOCUMENT (KEY ("1", ", \"state\": \"revoked\"") ", " KEY ("2", ""))

typedef struct {
  KeeperFixture   base;      /* first: the support functions take it */
  ExchangeServer *server;
  KtKey          *key;       /* borrowed */
  KtRotationStage last;      /* as the watch told it */
  guint           tries;     /* that it told of */
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
step (Fixture *f, KtRotation *rotation, KtRotationStage stage, GError *error)
{
  g_autoptr(KtRotation) owned = rotation;

  g_assert_no_error (error);
  g_assert_cmpint (owned->stage, ==, stage);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr(KtCredential) old = credential_of ("1");
  g_autoptr(KtCredential) new = credential_of ("2");
  g_autoptr(KtReport) report G_GNUC_UNUSED = NULL;
  g_autoptr(GError) error = NULL;
  KtKeeper *keeper;

  f->server = exchange_server_new (BOTH, &error);
  g_assert_no_error (error);
  g_setenv ("KEYTURN_TEST_PROXY", exchange_server_get_proxy_uri (f->server), TRUE);
  g_setenv ("KEYTURN_TEST_CA", exchange_server_get_ca_file (f->server), TRUE);
  keeper_set_up (&f->base, NULL);
  keeper = f->base.keeper;
  kt_prober_set_ignore_pace (keeper->prober, TRUE);
  f->key = keeper_add_record (keeper, made_up_record ("Spot bot"), old, NULL, &error);
  g_assert_no_error (error);
  report = keeper_check (keeper, f->key, &error);
  g_assert_no_error (error);
  step (f, rotate_begin (keeper, f->key, &error), KT_ROTATION_BEGUN, error);
  step (f, rotate_give (keeper, f->key, new, &error), KT_ROTATION_STORED, error);
  step (f, rotate_check (keeper, f->key, &error), KT_ROTATION_CHECKED, error);
  step (f, rotate_switch (keeper, f->key, &error), KT_ROTATION_SWITCHED, error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  keeper_tear_down (&f->base, NULL);
  exchange_server_free (f->server);
}

static void
tried_cb (KtRotationWatch *watch, KtKey *key, gpointer rotation, Fixture *f)
{
  g_assert_true (key == f->key);
  f->last = ((KtRotation *) rotation)->stage;
  f->tries++;
}

static KtRotationWatch *
make_watch (Fixture *f)
{
  KtRotationWatch *watch = kt_rotation_watch_new (f->base.keeper);

  g_signal_connect (watch, "tried", G_CALLBACK (tried_cb), f);
  return watch;
}

static gint64
next_of (Fixture *f)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtRotation) rotation = rotate_read (f->base.keeper, f->key, &error);

  g_assert_no_error (error);
  return rotation->next_try_ms;
}

/* At once when it is said to be deleted; alive: again in a minute, and dead at the first proof. */
static void
test_asks (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  KtRotationWatch *watch = make_watch (f);

  step (f, rotate_deleted (f->base.keeper, f->key, &error), KT_ROTATION_WATCHING, error);
  kt_test_wait_for (f->tries == 1 && kt_rotation_watch_next (watch) != 0);
  g_assert_cmpint (f->last, ==, KT_ROTATION_WATCHING);
  g_assert_cmpint (kt_rotation_watch_next (watch), ==, next_of (f));
  g_assert_finalize_object (watch);

  /* A person asks: it follows. */
  exchange_server_set_document (f->server, ONE_LEFT);
  step (f, rotate_watch (f->base.keeper, f->key, TRUE, &error), KT_ROTATION_PROVEN, error);
  watch = make_watch (f);
  g_assert_cmpint (kt_rotation_watch_next (watch), ==, 0);
  g_assert_finalize_object (watch);
}

static void
test_proof (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  KtRotationWatch *watch;

  exchange_server_set_document (f->server, ONE_LEFT);
  step (f, rotate_deleted (f->base.keeper, f->key, &error), KT_ROTATION_WATCHING, error);
  /* It was due while nothing ran. */
  watch = make_watch (f);
  kt_test_wait_for (f->tries == 1);
  g_assert_cmpint (f->last, ==, KT_ROTATION_PROVEN);
  g_assert_finalize_object (watch);
}

/* Nothing is asked and nobody prompted behind a closed keyring; it is asked once it is open. */
static void
test_locked (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  KtTestPrompter *prompter;
  KtRotationWatch *watch;

  step (f, rotate_deleted (f->base.keeper, f->key, &error), KT_ROTATION_WATCHING, error);
  kt_test_keyring_lock ();
  kt_test_wait_for (kt_vault_get_state (kt_keeper_get_vault (f->base.keeper)) == KT_VAULT_LOCKED);
  watch = make_watch (f);
  g_assert_cmpint (next_of (f), <=, g_get_real_time () / 1000);
  g_assert_cmpuint (f->tries, ==, 0);
  prompter = kt_test_prompter_start ("pw:test");
  kt_test_keyring_unlock ();
  kt_test_prompter_end (prompter);
  kt_test_wait_for (f->tries == 1);
  g_assert_cmpint (f->last, ==, KT_ROTATION_WATCHING);
  g_assert_finalize_object (watch);
}

/* It goes while it is asking: nothing comes back to it. */
static void
test_closed (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtRotation) rotation = NULL;
  KtRotationWatch *watch = make_watch (f);

  step (f, rotate_deleted (f->base.keeper, f->key, &error), KT_ROTATION_WATCHING, error);
  g_object_run_dispose (G_OBJECT (watch));
  g_object_unref (watch);
  rotation = rotate_read (f->base.keeper, f->key, &error);
  g_assert_no_error (error);
  g_assert_cmpint (rotation->stage, ==, KT_ROTATION_WATCHING);
  g_assert_cmpuint (f->tries, ==, 0);
}

/* ── The panic list's ── */

static gboolean
has_answered (KtPanicWatch *watch, KtKey *key, gint64 after_ms)
{
  const KtPanicStanding *standing = kt_panic_watch_get (watch, kt_key_get_id (key));

  return !standing->asking && standing->report && standing->report->checked_ms > after_ms;
}

static const KtPanicStanding *
wait_for_answer (Fixture *f, KtPanicWatch *watch, gint64 *inout_ms)
{
  const KtPanicStanding *standing;

  kt_test_wait_for (has_answered (watch, f->key, *inout_ms));
  standing = kt_panic_watch_get (watch, kt_key_get_id (f->key));
  *inout_ms = standing->report->checked_ms;
  return standing;
}

/* Pressed once: asked again after a minute, then after five, until it is dead; then never again. */
static void
test_repeats (Fixture *f, gconstpointer data)
{
  KtPanicWatch *watch = kt_panic_watch_new (f->base.keeper);
  const KtPanicStanding *standing;
  gint64 pressed_ms = g_get_real_time () / 1000, at_ms = 0;

  kt_panic_watch_hurry = 300;
  kt_panic_watch_ask (watch, f->key);
  standing = wait_for_answer (f, watch, &at_ms);
  g_assert_cmpint (standing->life, ==, KT_LIFE_ALIVE);
  g_assert_cmpint (standing->next_ms, >=, pressed_ms + 60000);
  g_assert_cmpint (standing->next_ms, <, pressed_ms + 5 * 60000);

  standing = wait_for_answer (f, watch, &at_ms);
  g_assert_cmpint (standing->life, ==, KT_LIFE_ALIVE);
  g_assert_cmpint (standing->next_ms, >=, pressed_ms + 5 * 60000);
  g_assert_cmpint (standing->next_ms, <, pressed_ms + 30 * 60000);

  exchange_server_set_document (f->server, TWO_GONE);
  standing = wait_for_answer (f, watch, &at_ms);
  g_assert_cmpint (standing->life, ==, KT_LIFE_DEAD);
  g_assert_cmpint (standing->next_ms, ==, 0);
  kt_panic_watch_stop (watch);
  g_assert_finalize_object (watch);
  kt_panic_watch_hurry = 1;
}

/* The exchange limits: not again by itself. */
static void
test_rests (Fixture *f, gconstpointer data)
{
  KtPanicWatch *watch = kt_panic_watch_new (f->base.keeper);
  const KtPanicStanding *standing;
  gint64 at_ms = 0;

  kt_panic_watch_hurry = 300;
  kt_panic_watch_ask (watch, f->key);
  wait_for_answer (f, watch, &at_ms);
  exchange_server_set_document (f->server, LIMITED);
  standing = wait_for_answer (f, watch, &at_ms);
  g_assert_cmpint (standing->life, ==, KT_LIFE_UNKNOWN);
  g_assert_cmpint (standing->next_ms, ==, 0);
  /* Whoever closes the list while it asks hears nothing any more. */
  kt_panic_watch_ask (watch, f->key);
  kt_panic_watch_stop (watch);
  g_assert_null (kt_panic_watch_get (watch, kt_key_get_id (f->key)));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (watch);
  kt_panic_watch_hurry = 1;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/rotation-watch/asks", test_asks);
  ADD ("/rotation-watch/proof", test_proof);
  ADD ("/rotation-watch/locked", test_locked);
  ADD ("/rotation-watch/closed", test_closed);
  ADD ("/panic-watch/repeats", test_repeats);
  ADD ("/panic-watch/rests", test_rests);
#undef ADD
  return g_test_run ();
}
