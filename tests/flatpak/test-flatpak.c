/* test-flatpak.c: the main job inside the sandbox, with the bundle as it would be installed
 *
 * Runs under tests/support/session --run-user --portals --keyring, with FLATPAK_USER_DIR an installation that holds the
 * development bundle (tests/flatpak/run-tests). The window, the command line and the reminder are those of the bundle;
 * keyring, portals and exchange server are real ones outside of it. All keys are made up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "kt-app-fixture.h"
#include "kt-ledger-marks.h"
#include "kt-notice-daemon.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

/* ── The sandboxed Keyturn ─────────────────────────────────────────────────── */

/* What the app keeps: inside it is its home's data folder. (transfer full) */
static char *
sandbox_folder (void)
{
  return g_build_filename (g_get_home_dir (), ".var", "app", KT_APP_ID, "data", NULL);
}

static char *
keyring_file (void)
{
  g_autofree char *folder = sandbox_folder ();

  return g_build_filename (folder, "keyrings", "default.keyring", NULL);
}

/* The server's certificate lies in the session's temporary folder, which a sandbox does not see. What the session tells GTK
 * 4.8 about drawing is nothing to newer ones, and what is deprecated there is no floor of ours. */
static void
choose_programs (void)
{
  g_autofree char *run = g_strdup_printf ("flatpak run --user --unset-env=GDK_DEBUG --unset-env=G_ENABLE_DIAGNOSTIC --filesystem='%s'", g_get_tmp_dir ());
  g_autofree char *window = g_strconcat (run, " " KT_APP_ID, NULL);
  g_autofree char *cli = g_strconcat (run, " --command=keyturn " KT_APP_ID, NULL);

  g_setenv ("KT_TEST_PROGRAM", window, TRUE);
  g_setenv ("KT_TEST_CLI", cli, TRUE);
}

/* A server, a new keyring, and a Keyturn that was never started. */
static KtApp *
new_app (void)
{
  KtApp *app = kt_app_new (kt_app_accounts (""));
  g_autofree char *folder = sandbox_folder ();

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    kt_test_folder_remove (folder);
  return app;
}

static char *
run (KtApp *app, int status, const char *const *arguments)
{
  char *output = NULL;
  int ended = kt_app_run (app, arguments, NULL, &output);

  if (ended != status)
    g_error ("keyturn %s: %d, not %d: %s", arguments[0], ended, status, output);
  return output;
}

static void
assert_not_in_file (const char *path, const char *secret)
{
  g_autofree char *contents = NULL;
  gsize length;
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  g_assert_null (memmem (contents, length, secret, strlen (secret)));
}

/* ── Tests ─────────────────────────────────────────────────────────────────── */

/* Added by typing and pasting, checked at the exchange, kept in the app's own encrypted file, and still there. */
static void
test_main_job (void)
{
  g_autoptr(KtApp) app = new_app ();
  g_autofree char *file = keyring_file ();
  g_autofree char *listed = NULL;
  const char *const list[] = { "list", NULL };
  const char *const check[] = { "check", "Taxes", NULL };
  guint items = kt_test_keyring_count ();

  kt_app_start (app, NULL);
  kt_app_wait_words (app, "Keep Your Exchange Keys in Order");
  kt_app_fill_form (app, &kt_app_looks, "Taxes");
  kt_app_press (app, "Next");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "What It May Do");
  g_assert_cmpuint (exchange_server_count_log (app->server, "\"signature\":\"held\""), >=, 1);
  kt_app_save (app, "Save");
  kt_app_press (app, "Back");
  kt_app_wait_row (app, "Taxes, Bitget, Works");
  kt_app_stop (app);

  /* The desktop's keyring got the file's key and no secret of ours. */
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
  assert_not_in_file (file, kt_app_looks.secret);
  g_assert_cmpuint (kt_test_keyring_count (), ==, items + 1);

  kt_app_start (app, NULL);
  kt_app_wait_row (app, "Taxes, Bitget, Works");
  kt_app_open_key (app, "Taxes");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "Works. Can do what you meant, and nothing else.");
  kt_app_stop (app);

  listed = run (app, 0, list);
  g_assert_nonnull (strstr (listed, "Taxes"));
  g_free (run (app, 0, check));
}

/* The desktop asks for the keyring's password; until then everything but secrets is to be seen. */
static void
test_locked (void)
{
  g_autoptr(KtApp) app = new_app ();
  g_autoptr(KtTestPrompter) prompter = NULL;

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_test_keyring_lock ();
  prompter = kt_test_prompter_start ("pw:test");
  kt_app_start (app, NULL);
  kt_app_wait_row (app, "Taxes, Bitget, Not checked yet");
  kt_app_open_key (app, "Taxes");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "Works. Can do what you meant, and nothing else.");
  g_assert_cmpuint (kt_test_prompter_count (prompter), ==, 1);
  kt_app_stop (app);
}

/* Two programs add keys at the same time: all are kept. */
static void
test_two_writers (void)
{
  enum { EACH = 8 };
  g_autoptr(KtApp) app = new_app ();
  GSubprocess *writers[2];
  const char *const show[] = { "list", "--json", NULL };
  const char *const check[] = { "check", "--all", NULL };
  g_autofree char *listed = NULL;
  g_autofree char *checked = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
    {
      g_autofree char *script = g_strdup_printf (
        "for n in 1 2 3 4 5 6 7 8; do printf '{\"api_key\": \"bg_%u%%031d\", \"secret\": \"%u%%063d\", \"passphrase\": \"MadeUp%u\"}'"
        " $n $n | %s add -e bitget -l \"Writer %u-$n\" -m read || exit 1; done", i, i, i, g_getenv ("KT_TEST_CLI"), i);
      g_autoptr(GError) error = NULL;

      writers[i] = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, "bash", "-c", script, NULL);
      g_assert_no_error (error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
    {
      g_assert_true (g_subprocess_wait_check (writers[i], NULL, NULL));
      g_object_unref (writers[i]);
    }
  listed = run (app, 0, show);
  for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
    for (guint n = 1; n <= EACH; n++)
      {
        g_autofree char *label = g_strdup_printf ("\"Writer %u-%u\"", i, n);

        g_assert_nonnull (strstr (listed, label));
      }
  /* Every secret can be read: the exchange refuses the made-up keys, the keyring none. */
  checked = run (app, 1, check);
  g_assert_null (strstr (checked, "missing"));
  g_assert_cmpuint (exchange_server_count_log (app->server, "\"event\":\"request\""), >=, 2 * EACH);
}

/* A damaged file is said, with its place, and not written over. */
static void
test_truncated (void)
{
  g_autoptr(KtApp) app = new_app ();
  g_autofree char *file = keyring_file ();
  const char *const check[] = { "check", "Taxes", NULL };
  g_autofree char *contents = NULL;
  g_autofree char *after = NULL;
  g_autofree char *said = NULL;
  gsize length, after_length;
  g_autoptr(GError) error = NULL;

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  g_file_get_contents (file, &contents, &length, &error);
  g_assert_no_error (error);
  g_file_set_contents (file, contents, (gssize) length / 2, &error);
  g_assert_no_error (error);
  said = run (app, 1, check);
  g_assert_nonnull (strstr (said, file));
  g_assert_nonnull (strstr (said, "was not opened"));
  g_file_get_contents (file, &after, &after_length, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (after, after_length, contents, length / 2);

  g_file_set_contents (file, contents, (gssize) length, &error);
  g_assert_no_error (error);
  g_free (run (app, 0, check));
}

/* A desktop without a Secret portal: a plain sentence, and nothing is kept anywhere else instead. This program runs a
 * second time for it, in a session without portals. */
static void
test_no_portal (void)
{
  g_autoptr(KtApp) app = new_app ();
  const char *const add[] = { "add", "-e", "bitget", "-l", "Taxes", "-m", "read", NULL };
  g_autofree char *json = kt_app_key_json (&kt_app_looks);
  g_autofree char *output = NULL;
  guint items = kt_test_keyring_count ();

  g_assert_cmpint (kt_app_run (app, add, json, &output), ==, 3);
  g_assert_nonnull (strstr (output, "portal"));
  g_assert_cmpuint (kt_test_keyring_count (), ==, items);
  kt_app_start (app, NULL);
  kt_app_wait_words (app, "portal");
  kt_app_stop (app);
}

static GSubprocess *
spawn (const char *program)
{
  g_autofree char *zone = g_strconcat ("--env=TZ=", g_getenv ("TZ"), NULL);
  g_autofree char *command = g_strconcat ("--command=", program, NULL);
  g_autoptr(GError) error = NULL;
  GSubprocess *process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "flatpak", "run", "--user", zone, "--unset-env=GDK_DEBUG",
                                           "--unset-env=G_ENABLE_DIAGNOSTIC", command, KT_APP_ID, "--gapplication-service", NULL);

  g_assert_no_error (error);
  return process;
}

static gboolean
is_owned (const char *name)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(GVariant) reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "NameHasOwner",
                                                           g_variant_new ("(s)", name), NULL, 0, -1, NULL, NULL);
  gboolean owned;

  g_variant_get (reply, "(b)", &owned);
  return owned;
}

static guint
count_notices (void)
{
  return kt_daemon_get_notices ()->len;
}

static guint
count_snoozes (void)
{
  g_autofree char *folder = sandbox_folder ();
  g_autofree char *path = g_build_filename (folder, KT_DATA_NAME, "ledger.db", NULL);
  g_autoptr(KtLedger) ledger = kt_ledger_open_existing (path, NULL);
  g_autoptr(GHashTable) snoozes = ledger ? kt_ledger_list_snoozes (ledger, NULL) : NULL;

  return snoozes ? g_hash_table_size (snoozes) : 0;
}

static void
set_expiry (KtApp *app, const char *key, int days)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autoptr(GDateTime) day = g_date_time_add_days (now, days);
  g_autofree char *option = g_date_time_format (day, "--expires=%Y-%m-%d");
  const char *const edit[] = { "edit", key, option, NULL };

  g_free (run (app, 0, edit));
}

/* Through the real portal: shown while everything is closed and locked, put off by a press, and taken away. */
static void
test_reminder (void)
{
  g_autoptr(KtApp) app = new_app ();
  const char *const due[] = { "due", "--ics", NULL };
  g_autoptr(GSubprocess) reminder = NULL;
  g_autoptr(GSubprocess) window = NULL;
  g_autofree char *calendar = NULL;

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_put (app, &kt_app_withdraws, "Moves", "read");
  set_expiry (app, "Taxes", 3);
  calendar = run (app, 0, due);
  g_assert_nonnull (strstr (calendar, "SUMMARY:“Taxes” expires\r\n"));

  kt_test_keyring_lock ();
  kt_daemon_start (KT_DAEMON_FREEDESKTOP);
  reminder = spawn ("keyturn-reminder");
  kt_test_wait_for (count_notices () == 1);
  g_assert_cmpstr (kt_daemon_get_notice (0)->title, ==, "“Taxes” expires in 3 days");
  window = spawn ("keyturn-gtk");
  kt_test_wait_for (is_owned (KT_APP_ID));
  kt_daemon_press (kt_daemon_get_notice (0), "app.snooze");
  kt_test_wait_for (count_snoozes () == 1);
  kt_test_wait_for (!is_owned (KT_APP_ID));
  g_assert_true (g_subprocess_wait_check (window, NULL, NULL));

  /* Another date is another thing to say, and goes when it is not true any more. */
  set_expiry (app, "Moves", 1);
  kt_test_wait_for (count_notices () == 1);
  g_assert_cmpstr (kt_daemon_get_notice (0)->title, ==, "“Moves” expires tomorrow");
  set_expiry (app, "Moves", 300);
  kt_test_wait_for (count_notices () == 0);
  g_subprocess_send_signal (reminder, SIGTERM);
  g_subprocess_wait (reminder, NULL, NULL);
  kt_daemon_stop ();
}

/* Automatic checks wait until the person opened the store: before, asking could only be a prompt out of nowhere. */
static void
test_rounds (void)
{
  g_autoptr(KtApp) app = new_app ();
  g_autofree char *settings = g_build_filename (g_get_home_dir (), ".var", "app", KT_APP_ID, "config", "glib-2.0", "settings", NULL);
  g_autofree char *file = g_build_filename (settings, "keyfile", NULL);
  g_autoptr(KtTestPrompter) prompter = NULL;

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_put (app, &kt_app_withdraws, "Moves", "read");
  g_assert_cmpint (g_mkdir_with_parents (settings, 0700), ==, 0);
  kt_test_file_store (file, "[io/github/keyturn/Keyturn/Devel]\nautomatic-checks='daily'\n", -1);
  kt_test_keyring_lock ();
  prompter = kt_test_prompter_start ("pw:test");

  kt_app_start (app, NULL);
  kt_app_wait_row (app, "Taxes, Bitget, Not checked yet");
  kt_app_wait_row (app, "Moves, Bitget, Not checked yet");
  kt_app_open_key (app, "Taxes");
  g_assert_cmpuint (kt_test_prompter_count (prompter), ==, 0);
  g_assert_cmpuint (exchange_server_count_log (app->server, "\"event\":\"request\""), ==, 0);
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "Works. Can do what you meant, and nothing else.");
  kt_app_press (app, "Back");
  kt_app_wait_no_row (app, "Moves, Bitget, Not checked yet");
  g_assert_cmpuint (kt_test_prompter_count (prompter), ==, 1);
  kt_app_stop (app);
  g_assert_cmpint (g_unlink (file), ==, 0);
}

/* All that is installed starts, and the program that reminds is there. */
static void
test_contents (void)
{
  static const char *const commands[][4] = {
    { "keyturn", "--version", "Keyturn", NULL },
    { "keyturn", "exchanges list", "Bitget", NULL },
    { "keyturn-reminder", "--help", "keyturn-reminder", NULL },
    { "keyturn-gtk", "--help", "keyturn-gtk", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *line = g_strdup_printf ("flatpak run --user --command=%s " KT_APP_ID " %s", commands[i][0], commands[i][1]);
      g_autofree char *output = NULL;
      g_autoptr(GError) error = NULL;
      int status;

      g_spawn_command_line_sync (line, &output, NULL, &status, &error);
      g_assert_no_error (error);
      g_assert_cmpint (status, ==, 0);
      if (!strstr (output, commands[i][2]))
        g_error ("%s: %s", line, output);
    }
}

/* What the sandbox is allowed is what was agreed on, for both bundles. */
static void
test_permissions (void)
{
  const char *const ids[] = { KT_APP_ID, KT_APP_ID_RELEASED };
  g_autofree char *agreed = kt_test_data_load ("data/flatpak-permissions.txt", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *line = g_strdup_printf ("flatpak info --user --show-permissions %s", ids[i]);
      g_autofree char *output = NULL;
      g_autoptr(GError) error = NULL;
      int status;

      g_spawn_command_line_sync (line, &output, NULL, &status, &error);
      g_assert_no_error (error);
      g_assert_cmpint (status, ==, 0);
      g_assert_cmpstr (g_strstrip (output), ==, g_strstrip (agreed));
    }
}

int
main (int argc, char **argv)
{
  kt_daemon_go_where_it_is_noon ();
  g_test_init (&argc, &argv, NULL);
  choose_programs ();
  if (g_strcmp0 (g_getenv ("XDG_CURRENT_DESKTOP"), "GNOME") != 0)
    {
      g_test_add_func ("/flatpak/no-portal", test_no_portal);
      return g_test_run ();
    }
  g_test_add_func ("/flatpak/permissions", test_permissions);
  g_test_add_func ("/flatpak/contents", test_contents);
  g_test_add_func ("/flatpak/reminder", test_reminder);
  g_test_add_func ("/flatpak/rounds", test_rounds);
  g_test_add_func ("/flatpak/main-job", test_main_job);
  g_test_add_func ("/flatpak/locked", test_locked);
  g_test_add_func ("/flatpak/two-writers", test_two_writers);
  g_test_add_func ("/flatpak/truncated", test_truncated);
  return g_test_run ();
}
