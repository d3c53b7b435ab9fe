/* test-preferences.c: what the person switches on takes effect, and what is shown is how it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>

#include "kt-app-fixture.h"

static KtApp *
open_page (const char *page)
{
  KtApp *app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) dates = NULL;
  g_autoptr(KtUiNode) tab = NULL;

  kt_app_start (app, NULL);
  kt_screen_key ("ctrl+comma");
  dates = kt_ui_find_shown (app->root, ATSPI_ROLE_SPIN_BUTTON, "Looks Only");
  tab = kt_ui_find_shown (app->root, KT_UI_ANY, page);
  kt_ui_mouse_click (tab);
  return app;
}

static void
test_login (void)
{
  g_autofree char *file = g_build_filename (g_get_user_config_dir (), "autostart", KT_APP_ID ".Reminder.desktop", NULL);
  g_autoptr(KtApp) app = open_page ("Reminders");
  g_autoptr(KtUiNode) control = kt_ui_find_shown (app->root, KT_UI_SWITCH, "Start at Login");

  kt_ui_wait_words (app->root, "A small program without a window");
  g_assert_false (kt_ui_has_state (control, ATSPI_STATE_CHECKED));
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));

  kt_ui_click (control);
  kt_ui_wait_state (control, ATSPI_STATE_CHECKED, TRUE);
  kt_ui_wait_words (app->root, "On: it starts when you log in");
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));

  kt_ui_click (control);
  kt_ui_wait_state (control, ATSPI_STATE_CHECKED, FALSE);
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));

  /* What cannot be is not shown as if it were. */
  {
    g_autofree char *folder = g_path_get_dirname (file);

    g_assert_cmpint (g_rmdir (folder), ==, 0);
    kt_test_file_store (folder, "no folder", -1);
    kt_ui_click (control);
    kt_ui_wait_words (app->root, "That did not work:");
    g_assert_false (kt_ui_has_state (control, ATSPI_STATE_CHECKED));
    g_assert_cmpint (g_unlink (folder), ==, 0);
  }
  kt_app_stop (app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/preferences/start-at-login", test_login);

  return g_test_run ();
}
