/* test-preferences.c: what the person switches on takes effect, and what is shown is how it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "kt-app-fixture.h"
#include "kt-ledger.h"

static KtApp *
open_page (const char *page, const char *const *environment)
{
  KtApp *app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) dates = NULL;
  g_autoptr(KtUiNode) tab = NULL;

  kt_app_start (app, environment);
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
  g_autoptr(KtApp) app = open_page ("Reminders", NULL);
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

static gboolean
has_line (const char *file, const char *line)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  if (!g_file_get_contents (file, &text, NULL, NULL))
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  return g_strv_contains ((const char *const *) lines, line);
}

/* When to tell, as the reminder reads it. */
static void
test_when (void)
{
  static const char *const environment[] = { "GSETTINGS_BACKEND=keyfile", NULL };
  g_autofree char *file = g_build_filename (g_get_user_config_dir (), "glib-2.0", "settings", "keyfile", NULL);
  g_autoptr(KtApp) app = open_page ("Reminders", environment);
  g_autoptr(KtUiNode) days = kt_ui_find_shown (app->root, KT_UI_SWITCH, "Working Days Only");
  g_autoptr(KtUiNode) all = kt_ui_find_shown (app->root, KT_UI_SWITCH, "Show What Is Due");
  g_autoptr(KtUiNode) from = kt_ui_find_shown (app->root, ATSPI_ROLE_SPIN_BUTTON, "From");

  g_assert_false (kt_ui_has_state (days, ATSPI_STATE_CHECKED));
  g_assert_true (kt_ui_has_state (all, ATSPI_STATE_CHECKED));
  kt_ui_click (days);
  kt_test_wait_for (has_line (file, "working-days-only=true"));
  kt_ui_click (all);
  kt_test_wait_for (has_line (file, "reminders=false"));
  kt_ui_mouse_click (from);
  kt_screen_key ("ctrl+a");
  kt_screen_type ("19");
  kt_screen_key ("Return");
  kt_test_wait_for (has_line (file, "quiet-from=19"));
  kt_app_stop (app);
  g_assert_cmpint (g_unlink (file), ==, 0);
}

static int
get_lead (KtApp *app)
{
  g_autofree char *path = g_build_filename (app->folder, KT_DATA_NAME, "ledger.db", NULL);
  g_autoptr(KtLedger) ledger = kt_ledger_open_existing (path, NULL);
  g_autoptr(GPtrArray) records = kt_ledger_list (ledger, NULL);

  return ((KtRecord *) g_ptr_array_index (records, 0))->lead_days;
}

static int
get_y (KtUiNode *node)
{
  g_autofree AtspiRect *rect = atspi_component_get_extents (ATSPI_COMPONENT (node), ATSPI_COORD_TYPE_WINDOW, NULL);

  return rect ? rect->y : G_MAXINT;
}

/* Into the middle of the window, and until it rests there. */
static void
scroll_to (KtUiNode *node)
{
  for (guint i = 0; i < 60 && get_y (node) > 500; i++)
    {
      int y;

      kt_screen_scroll (430, 400, 1);
      do
        {
          y = get_y (node);
          for (guint j = 0; j < 15; j++)
            kt_test_turn ();
        }
      while (get_y (node) != y);
    }
}

/* A key's own lead time goes before the one in Preferences. */
static void
test_lead (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) row = NULL;

  kt_app_put (app, &kt_app_looks, "Taxes", "tax");
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Taxes");
  row = kt_ui_find (app->root, KT_UI_ANY, "Tell Me");
  scroll_to (row);
  kt_ui_choose (row, "30 days ahead");
  kt_test_wait_for (get_lead (app) == 30);
  kt_app_stop (app);
}

/* ── Every setting ── */

typedef enum
{
  NUMBER,
  TURN,
  CHOICE,
} Kind;

static const struct
{
  const char *page;
  const char *name;
  Kind        kind;
  double      number;
  const char *choice;
  const char *written;
} every[] = {
  { "Dates", "Moves Money, Listed Addresses", NUMBER, 41, NULL, "rotate-money-days=41" },
  { "Dates", "Moves Money, Any Address", NUMBER, 21, NULL, "rotate-money-open-days=21" },
  { "Dates", "Trades, Listed Addresses", NUMBER, 101, NULL, "rotate-trade-days=101" },
  { "Dates", "Trades, Any Address", NUMBER, 61, NULL, "rotate-trade-open-days=61" },
  { "Dates", "Looks Only", NUMBER, 201, NULL, "rotate-look-days=201" },
  { "Dates", "Days Ahead", NUMBER, 8, NULL, "warn-days=8" },
  { "Dates", "Not Checked for Days", NUMBER, 33, NULL, "stale-days=33" },
  { "Reminders", "Show What Is Due", TURN, 0, NULL, "reminders=false" },
  { "Reminders", "Working Days Only", TURN, 0, NULL, "working-days-only=true" },
  { "Reminders", "From", NUMBER, 21, NULL, "quiet-from=21" },
  { "Reminders", "To", NUMBER, 6, NULL, "quiet-to=6" },
  { "Checks", "Check Keys", CHOICE, 0, "Weekly", "automatic-checks='weekly'" },
  { "Checks", "Keep Keys Alive", TURN, 0, NULL, "keep-alive=true" },
  { "Privacy", "Clear a Copied Secret After Seconds", NUMBER, 25, NULL, "clipboard-seconds=25" },
  { "Privacy", "The Same After Minutes Without Use", NUMBER, 7, NULL, "away-minutes=7" },
  { "Privacy", "Hide the Names of Keys Too", TURN, 0, NULL, "hide-names=true" },
};

static gboolean
is_written (const char *line)
{
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "glib-2.0", "settings", "keyfile", NULL);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && strstr (text, line);
}

/* What is beyond the range becomes the end of it. */
static void
set_number (KtUiNode *spin, double number)
{
  AtspiValue *value = atspi_accessible_get_value_iface (spin);
  double most;

  g_assert_nonnull (value);
  most = atspi_value_get_maximum_value (value, NULL);
  atspi_value_set_current_value (value, 1e6, NULL);
  kt_test_wait_for (atspi_value_get_current_value (value, NULL) == most);
  atspi_value_set_current_value (value, number, NULL);
  kt_test_wait_for (atspi_value_get_current_value (value, NULL) == number);
  g_object_unref (value);
}

static void
test_every (void)
{
  const char *const environment[] = { "GSETTINGS_BACKEND=keyfile", NULL };
  static const AtspiRole roles[] = { ATSPI_ROLE_SPIN_BUTTON, KT_UI_SWITCH, KT_UI_COMBO };
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) dates = NULL;
  const char *page = "Dates";

  kt_app_start (app, environment);
  kt_screen_key ("ctrl+comma");
  dates = kt_ui_find_shown (app->root, ATSPI_ROLE_SPIN_BUTTON, "Looks Only");
  for (guint i = 0; i < G_N_ELEMENTS (every); i++)
    {
      g_autoptr(KtUiNode) control = NULL;

      g_test_message ("%s: %s", every[i].page, every[i].name);
      if (!g_str_equal (page, every[i].page))
        {
          g_autoptr(KtUiNode) tab = kt_ui_find_shown (app->root, KT_UI_ANY, every[i].page);

          kt_ui_mouse_click (tab);
          page = every[i].page;
        }
      control = kt_ui_find_shown (app->root, roles[every[i].kind], every[i].name);
      if (every[i].kind == NUMBER)
        set_number (control, every[i].number);
      else if (every[i].kind == TURN)
        kt_ui_click (control);
      else
        kt_ui_choose (control, every[i].choice);
      kt_test_wait_for (is_written (every[i].written));
    }
  kt_app_stop (app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/preferences/start-at-login", test_login);
  g_test_add_func ("/preferences/when", test_when);
  g_test_add_func ("/preferences/lead-time", test_lead);
  g_test_add_func ("/preferences/every", test_every);

  return g_test_run ();
}
