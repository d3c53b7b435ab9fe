/* test-leaks.c: where a secret is after it was pasted, checked, saved, and its key deleted
 *
 * The secret is random and long. Thirty seconds after the last deed it must be nowhere: not in the memory of the
 * window, the ledger and its log, the settings, what the window printed, the session bus, or the exchange server's log.
 * The API key, which is no secret and was on screen, is looked for in the same memory image by the same search: it is
 * found, so the search sees what is there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <string.h>

#include "kt-app-fixture.h"
#include "kt-leak.h"

#define SECRET_LENGTH 96
#define REST_MS       30000

typedef struct
{
  char    *api_key;             /* all owned */
  char    *secret;
  char    *passphrase;
  KtAppKey key;
} Planted;

static void
plant (Planted *planted)
{
  g_autofree char *random = kt_test_random_text (SECRET_LENGTH);

  planted->api_key = g_strconcat ("bg_", random, NULL);
  planted->secret = kt_test_random_text (SECRET_LENGTH);
  planted->passphrase = kt_test_random_text (SECRET_LENGTH);
  planted->key = (KtAppKey) { "bitget", "Bitget", planted->api_key, planted->secret, planted->passphrase };
}

static void
planted_clear (Planted *planted)
{
  g_free (planted->api_key);
  g_free (planted->secret);
  g_free (planted->passphrase);
}

static char *
make_accounts (const Planted *planted)
{
  return g_strdup_printf ("{\"accounts\": [{\"exchange\": \"bitget\", \"environment\": \"live\", \"kind\": \"unified\", \"uid\": \"7\", "
                          "\"keys\": [{\"api_key\": \"%s\", \"secret\": \"%s\", \"passphrase\": \"%s\", \"rights\": [\"uta_mgt\"], "
                          "\"read_only\": true, \"ips\": []}]}]}",
                          planted->api_key, planted->secret, planted->passphrase);
}

static gboolean
never (gpointer data)
{
  return FALSE;
}

/* Everything the session bus carries, as it goes. */
static GSubprocess *
listen_to_bus (const char *path)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr(GError) error = NULL;
  GSubprocess *monitor;

  g_subprocess_launcher_set_stdout_file_path (launcher, path);
  monitor = g_subprocess_launcher_spawn (launcher, &error, "dbus-monitor", "--session", NULL);
  g_assert_no_error (error);
  return monitor;
}

static gboolean
file_has (const char *path, const char *text)
{
  gsize length;
  g_autofree char *bytes = NULL;

  return g_file_get_contents (path, &bytes, &length, NULL) && memmem (bytes, length, text, strlen (text)) != NULL;
}

static guint
count_in_memory (const char *core, const char *text)
{
  g_autoptr(KtLeak) leak = kt_leak_new (text);
  g_autoptr(GArray) copies = g_array_new (FALSE, FALSE, sizeof (KtLeakCopy));
  g_autoptr(GError) error = NULL;
  g_autofree char *described = NULL;
  int n = kt_leak_search_file (leak, core, copies, &error);

  g_assert_no_error (error);
  described = kt_leak_describe (copies);
  g_test_message ("%d copies: %s", n, described);
  return (guint) n;
}

static void
add_check_and_delete (KtApp *app, const Planted *planted)
{
  g_autoptr(KtUiNode) entry = NULL;

  kt_app_fill_form (app, &planted->key, "Planted");
  kt_app_press (app, "Next");
  kt_app_wait_words (app, "to api.bitget.com, signed with this key");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "What It May Do");
  kt_app_save (app, "Save");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "Works. Can do what you meant, and nothing else.");
  kt_app_press (app, "Key Menu");
  entry = kt_ui_find (app->root, KT_UI_MENU_ITEM, "Delete");
  kt_ui_click (entry);
  kt_app_wait_words (app, "Keep Your Exchange Keys in Order");
}

static void
assert_not_in_files (KtApp *app, const char *folder, const char *text)
{
  g_autoptr(KtLeak) leak = kt_leak_new (text);
  g_autoptr(GError) error = NULL;
  g_autofree char *control = g_build_filename (folder, "control", NULL);
  g_auto(GStrv) log = exchange_server_read_log (app->server);
  g_autofree char *server = g_strjoinv ("\n", log);

  g_assert_cmpint (kt_leak_search_tree (leak, app->folder, &error), ==, 0);     /* ledger, its WAL, settings */
  g_assert_no_error (error);
  g_assert_cmpint (kt_leak_search_tree (leak, folder, &error), ==, 0);          /* the bus */
  g_assert_no_error (error);
  g_assert_cmpint (kt_leak_search_file (leak, app->log, NULL, &error), ==, 0);
  g_assert_no_error (error);
  g_assert_cmpuint (kt_leak_search (leak, server, strlen (server), NULL), ==, 0);

  /* The control: one left on purpose is found. */
  kt_test_file_store (control, text, -1);
  g_assert_cmpint (kt_leak_search_tree (leak, folder, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (control), ==, 0);
}

static void
test_after_rest (void)
{
  Planted planted = { 0 };
  g_autoptr(KtApp) app = NULL;
  g_autoptr(GSubprocess) monitor = NULL;
  g_autofree char *folder = kt_test_folder_make ();
  g_autofree char *bus = g_build_filename (folder, "bus", NULL);
  g_autofree char *core = NULL;
  g_autofree char *image_folder = kt_test_folder_make ();
  g_autoptr(GError) error = NULL;

  plant (&planted);
  app = kt_app_new (make_accounts (&planted));
  monitor = listen_to_bus (bus);
  kt_app_start (app, (const char *const[]) { "MALLOC_PERTURB_=0", NULL });
  add_check_and_delete (app, &planted);
  kt_test_wait_until (never, NULL, REST_MS);

  core = g_build_filename (image_folder, "core", NULL);
  kt_leak_dump_core (kt_ui_get_pid (app->ui), core, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_in_memory (core, planted.secret), ==, 0);
  g_assert_cmpuint (count_in_memory (core, planted.api_key), >, 0);             /* the control */
  /* It was pasted, as the secret, and goes out in a header: what libsoup and GDK free unwiped may outlast the rest. Measured: 0. */
  g_assert_cmpuint (count_in_memory (core, planted.passphrase), <=, 1);
  kt_test_folder_remove (image_folder);

  g_assert_true (file_has (bus, "org.freedesktop.secrets"));                    /* it listened */
  assert_not_in_files (app, folder, planted.secret);
  assert_not_in_files (app, folder, planted.passphrase);

  g_subprocess_force_exit (monitor);
  g_subprocess_wait (monitor, NULL, NULL);
  kt_app_stop (app);
  kt_test_folder_remove (folder);
  planted_clear (&planted);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/leaks/after-rest", test_after_rest);
  return g_test_run ();
}
