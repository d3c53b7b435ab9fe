/* test-disk.c: a ledger that another program holds, a disk that is full or slow, an exchange that hangs: the window goes on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>

#include "kt-app-fixture.h"

static char *
ledger_path (KtApp *app, const char *name)
{
  return g_build_filename (app->folder, KT_DATA_NAME, name, NULL);
}

/* Another program begins to write, and does not end. */
static sqlite3 *
hold_ledger (KtApp *app)
{
  g_autofree char *path = ledger_path (app, "ledger.db");
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &database, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  return database;
}

static void
let_go (sqlite3 *database)
{
  g_assert_cmpint (sqlite3_exec (database, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (database), ==, SQLITE_OK);
}

/* The window answers keys and pointer. */
static void
assert_answers (KtApp *app)
{
  g_autoptr(KtUiNode) days = NULL;

  kt_screen_key ("ctrl+comma");
  days = kt_ui_find_shown (app->root, ATSPI_ROLE_SPIN_BUTTON, "Looks Only");
  kt_screen_key ("Escape");
  kt_ui_wait_gone (app->root, ATSPI_ROLE_SPIN_BUTTON, "Looks Only");
}

static void
choose_in_menu (KtApp *app, const char *item)
{
  g_autoptr(KtUiNode) entry = NULL;

  kt_app_press (app, "Key Menu");
  entry = kt_ui_find (app->root, KT_UI_MENU_ITEM, item);
  kt_ui_click (entry);
}

static void
fill_and_try (KtApp *app)
{
  kt_app_fill_form (app, &kt_app_looks, "Kept");
  kt_app_press (app, "Next");
  kt_app_press (app, "Save Without Checking");
}

static void
save_again (KtApp *app)
{
  kt_app_save (app, "Save Without Checking");
  kt_app_press (app, "Back");
  kt_app_wait_row (app, "Kept, Bitget, Not checked yet");
}

static gboolean
says_held (gpointer data)
{
  KtApp *app = data;
  g_autofree char *words = kt_ui_get_words (app->root);

  return strstr (words, "Another program is using this right now. Try again in a moment.") != NULL;
}

/* Saving waits, says so in the end, and throws nothing away. */
static void
test_held (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  sqlite3 *holder;

  kt_app_put (app, &kt_app_binance, "Tax", "read,spot");
  kt_app_start (app, NULL);
  kt_app_wait_row (app, "Tax, Binance, Not checked yet");
  holder = hold_ledger (app);
  assert_answers (app);
  fill_and_try (app);
  /* Undoing what was begun waits as long again. */
  g_assert_true (kt_test_wait_until (says_held, app, 30000 * kt_test_patience ()));
  let_go (holder);
  save_again (app);
  kt_app_stop (app);
}

/* No file of the program grows any more. @limit: bytes, or RLIM_INFINITY */
static void
limit_files (KtApp *app, rlim_t limit)
{
  struct rlimit limits = { limit, RLIM_INFINITY };

  g_assert_cmpint (prlimit (kt_ui_get_pid (app->ui), RLIMIT_FSIZE, &limits, NULL), ==, 0);
}

static rlim_t
size_of (KtApp *app, const char *name)
{
  g_autofree char *path = ledger_path (app, name);
  GStatBuf info;

  return g_stat (path, &info) == 0 ? (rlim_t) info.st_size : 0;
}

static void
test_full (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  rlim_t wal;

  kt_app_put (app, &kt_app_binance, "Tax", "read,spot");
  kt_app_start (app, NULL);
  kt_app_wait_row (app, "Tax, Binance, Not checked yet");
  wal = size_of (app, "ledger.db-wal");
  limit_files (app, MAX (wal, 1));
  fill_and_try (app);
  kt_app_wait_toast (app, "The disk is full. Make room and try again; what was there before is kept.");
  limit_files (app, RLIM_INFINITY);
  save_again (app);
  kt_app_wait_row (app, "Tax, Binance, Not checked yet");
  kt_app_stop (app);
}

/* Into the entry of the key's page. */
static void
write_note (KtApp *app, const char *text)
{
  g_autoptr(KtUiNode) notes = kt_app_entry (app, "Notes");

  kt_ui_scroll_to (notes);
  kt_ui_mouse_click (notes);
  kt_screen_key ("ctrl+a");
  kt_screen_type (text);
  kt_screen_key ("Return");
}

static gboolean
has_note (KtApp *app, const char *text)
{
  g_autofree char *notes = kt_app_key_text (app, "Tax", "notes");

  return g_strcmp0 (notes, text) == 0;
}

#define FULL "The disk is full. Make room and try again; what was there before is kept."

/* Once: the next time is told anew. */
static void
wait_full (KtApp *app)
{
  kt_app_wait_toast (app, FULL);
  kt_ui_wait_gone (app->root, KT_UI_LABEL, FULL);
}

/* What is done with a key that is there: nothing is half done, each is said, and the next try works. */
static void
test_full_deeds (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  kt_app_put (app, &kt_app_looks, "Tax", "read");
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Tax");
  limit_files (app, MAX (size_of (app, "ledger.db-wal"), 1));
  write_note (app, "kept");
  wait_full (app);
  g_assert_false (has_note (app, "kept"));
  choose_in_menu (app, "Delete");
  wait_full (app);
  kt_app_wait_row (app, "Tax, Bitget, Not checked yet");
  kt_app_press (app, "Check All");
  wait_full (app);
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Cancel");
  limit_files (app, RLIM_INFINITY);
  kt_app_press (app, "Check All");
  kt_app_wait_row (app, "Tax, Bitget, Works");
  kt_app_open_key (app, "Tax");
  write_note (app, "kept");
  kt_app_wait_toast (app, "Notes changed");
  kt_test_wait_for (has_note (app, "kept"));
  kt_app_stop (app);
}

/* A disk that does not get on, first with reading, then with writing: the window answers all the while. */
static void
test_slow (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *slow = g_build_filename (app->folder, "slow", NULL);
  g_autofree char *named = g_strconcat ("KT_SLOW_DISK=", slow, NULL);
  const char *const environment[] = { "LD_PRELOAD=" KT_SLOW_DISK, named, NULL };

  kt_app_put (app, &kt_app_looks, "Tax", "read");
  kt_test_file_store (slow, "", 0);
  kt_app_start (app, environment);
  assert_answers (app);
  g_assert_null (kt_ui_try_find (app->root, KT_UI_ROW, "Tax, Bitget, Not checked yet"));
  g_unlink (slow);
  kt_app_wait_row (app, "Tax, Bitget, Not checked yet");

  kt_app_open_key (app, "Tax");
  kt_test_file_store (slow, "", 0);
  write_note (app, "kept");
  assert_answers (app);
  g_assert_false (has_note (app, "kept"));
  g_unlink (slow);
  kt_test_wait_for (has_note (app, "kept"));
  kt_app_stop (app);
}

/* Neither an exchange that never answers nor a stopped keyring holds the window up. */
static void
test_hanging_exchange (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts ("{\"kind\": \"hang\"}"));

  kt_app_put (app, &kt_app_looks, "Tax", "read");
  kt_app_start (app, NULL);
  kt_app_wait_row (app, "Tax, Bitget, Not checked yet");
  kt_screen_key ("ctrl+shift+F5");
  kt_test_wait_for (exchange_server_count_log (app->server, "\"fault\":\"hang\"") > 0);
  assert_answers (app);
  kt_app_press (app, "Cancel");
  kt_app_wait_row (app, "Tax, Bitget, Not checked yet");
  kt_app_stop (app);
}

static void
test_stopped_keyring (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  kt_app_put (app, &kt_app_looks, "Tax", "read");
  kt_app_start (app, NULL);
  kt_app_wait_row (app, "Tax, Bitget, Not checked yet");
  kt_test_keyring_stop ();
  kt_screen_key ("ctrl+shift+F5");
  kt_app_wait_words (app, "0 of 1");
  assert_answers (app);
  kt_app_press (app, "Cancel");
  kt_test_keyring_continue ();
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Cancel");
  kt_screen_key ("ctrl+shift+F5");
  kt_app_wait_row (app, "Tax, Bitget, Works");
  kt_app_stop (app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* Handed on to the window: a file that may not grow is an error there, not its end. */
  signal (SIGXFSZ, SIG_IGN);
  g_test_add_func ("/app/disk/held", test_held);
  g_test_add_func ("/app/disk/full", test_full);
  g_test_add_func ("/app/disk/full-deeds", test_full_deeds);
  g_test_add_func ("/app/disk/slow", test_slow);
  g_test_add_func ("/app/disk/hanging-exchange", test_hanging_exchange);
  g_test_add_func ("/app/disk/stopped-keyring", test_stopped_keyring);
  return g_test_run ();
}
