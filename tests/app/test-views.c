/* test-views.c: all keys another way: their rights as a table, the year ahead as a picture
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "kt-app-fixture.h"

static void
check_all (KtApp *app)
{
  const char *arguments[] = { "check", "--all", NULL };

  kt_app_run (app, arguments, NULL, NULL);
}

static KtApp *
make_three (void)
{
  KtApp *app = kt_app_new (kt_app_accounts (""));

  kt_app_put (app, &kt_app_looks, "=Taxes", "read");
  kt_app_put (app, &kt_app_withdraws, "Too much", "read");
  kt_app_put (app, &kt_app_binance, "Spot bot", "read,spot,withdraw");
  check_all (app);
  return app;
}

/* (Without a window manager a window has the keys once it was clicked.) */
static void
search (KtApp *app, const char *text)
{
  g_autoptr(KtUiNode) entry = kt_ui_find_shown (app->root, KT_UI_ANY, "Search Keys");

  kt_ui_mouse_click (entry);
  kt_screen_key ("ctrl+a");
  kt_screen_type (text);
}

static void
choose_from (KtApp *app, const char *menu, const char *item)
{
  g_autoptr(KtUiNode) node = NULL;

  kt_app_press (app, menu);
  node = kt_ui_find (app->root, KT_UI_MENU_ITEM, item);
  kt_ui_click (node);
}

static char *
describe_row (KtApp *app, const char *name)
{
  g_autoptr(KtUiNode) row = kt_ui_find_shown (app->root, KT_UI_ROW, name);

  return kt_ui_get_description (row);
}

static void
wait_sheet (KtApp *app)
{
  g_autoptr(KtUiNode) list G_GNUC_UNUSED = kt_ui_find_shown (app->root, KT_UI_LIST, "Rights of All Keys");
}

static void
test_rights (void)
{
  g_autoptr(KtApp) app = make_three ();
  g_autofree char *much = NULL;
  g_autofree char *bot = NULL;
  g_autoptr(KtUiNode) row = NULL;

  kt_app_start (app, NULL);
  choose_from (app, "Main Menu", "Rights of All Keys");
  wait_sheet (app);
  much = describe_row (app, "Too much, Bitget");
  bot = describe_row (app, "Spot bot, Binance");
  g_assert_true (g_str_has_prefix (much, "Confirmed, not meant: "));
  g_assert_nonnull (strstr (much, "Withdraw"));
  g_assert_nonnull (strstr (much, "Confirmed by the exchange: Look at balances"));
  g_assert_nonnull (strstr (bot, "Meant, but not allowed: Withdraw"));

  search (app, "much confirmed");
  kt_app_wait_no_row (app, "Spot bot, Binance");
  row = kt_ui_find_shown (app->root, KT_UI_ROW, "Too much, Bitget");
  kt_ui_mouse_click (row);
  kt_ui_wait_gone (app->root, KT_UI_LIST, "Rights of All Keys");
  kt_app_wait_words (app, "Credential");
  kt_app_stop (app);
}

static void
save_as (KtApp *app, const char *menu, const char *item, const char *path)
{
  g_autoptr(KtUiNode) save = NULL;
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *said = g_strdup_printf ("Saved as “%s”", name);

  choose_from (app, menu, item);
  app->chose_file = TRUE;
  save = kt_ui_find_shown (app->root, KT_UI_BUTTON, "Save");
  kt_screen_key ("ctrl+a");
  kt_screen_type (path);
  kt_screen_key ("Return");
  kt_app_wait_toast (app, said);
}

static void
test_files (void)
{
  static const struct { const char *item, *name, *begins; } table[] = {
    { "Save as CSV…", "sheet.csv", "\"Key\",\"Exchange\",\"read\"," },
    { "Save as SVG…", "sheet.svg", "<?xml" },
    { "Save as PNG…", "sheet.png", "\211PNG" },
  };
  g_autoptr(KtApp) app = make_three ();

  kt_app_start (app, NULL);
  kt_screen_key ("ctrl+shift+r");
  wait_sheet (app);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *path = g_build_filename (app->folder, table[i].name, NULL);
      g_autofree char *text = NULL;

      save_as (app, "Order and Files", table[i].item, path);
      text = kt_test_file_load (path, NULL);
      g_assert_true (g_str_has_prefix (text, table[i].begins));
      if (i > 0)
        continue;
      /* No formula out of a label. */
      g_assert_nonnull (strstr (text, "\r\n\"'=Taxes\",\"Bitget\",\"confirmed\","));
      g_assert_nonnull (strstr (text, "\"lacks\""));
      g_assert_nonnull (strstr (text, "\"extra\""));
    }
  kt_app_stop (app);
}

/* What cannot be written is said. */
static void
test_not_written (void)
{
  g_autoptr(KtApp) app = make_three ();
  g_autoptr(KtUiNode) save = NULL;

  kt_app_start (app, NULL);
  kt_screen_key ("ctrl+shift+r");
  wait_sheet (app);
  choose_from (app, "Order and Files", "Save as CSV…");
  app->chose_file = TRUE;
  save = kt_ui_find_shown (app->root, KT_UI_BUTTON, "Save");
  kt_screen_key ("ctrl+a");
  kt_screen_type ("/proc/sheet.csv");
  kt_screen_key ("Return");
  kt_app_wait_toast (app, "“sheet.csv” could not be written");
  kt_app_stop (app);
}

/* By keys from date to date, and from one to its key. */
static void
test_timeline (void)
{
  g_autoptr(KtApp) app = make_three ();
  g_autoptr(KtUiNode) picture = NULL;
  g_autoptr(KtUiNode) list = NULL;

  kt_app_start (app, NULL);
  choose_from (app, "Main Menu", "The Year Ahead");
  list = kt_ui_find_shown (app->root, KT_UI_LIST, "The Year Ahead as a List");
  kt_ui_wait_words (list, "Too much, Bitget");
  kt_ui_wait_words (list, "Rotate by");
  /* The middle of the picture is half a year away: nothing stands there. */
  picture = kt_ui_find_shown (app->root, ATSPI_ROLE_IMAGE, NULL);
  kt_ui_mouse_click (picture);
  kt_screen_key ("Home");
  kt_app_wait_words (app, ", 1 of 2");
  kt_screen_key ("Right");
  kt_app_wait_words (app, ", 2 of 2");
  kt_screen_key ("Left");
  kt_app_wait_words (app, ", 1 of 2");
  kt_screen_key ("End");
  kt_app_wait_words (app, ", 2 of 2");
  kt_screen_key ("Return");
  kt_ui_wait_gone (app->root, KT_UI_LIST, "The Year Ahead as a List");
  kt_app_wait_words (app, "Credential");
  /* And the other way: what became of it. */
  kt_app_wait_words (app, "Its Past");
  kt_app_wait_words (app, "1 credential since");
  kt_app_wait_words (app, "1 check. 0 checks did not work.");
  kt_app_stop (app);
}

static void
test_year_files (void)
{
  g_autoptr(KtApp) app = make_three ();
  g_autofree char *csv = g_build_filename (app->folder, "year.csv", NULL);
  g_autofree char *svg = g_build_filename (app->folder, "year.svg", NULL);
  g_autofree char *text = NULL;
  g_autofree char *picture = NULL;
  g_autofree char *ics = g_build_filename (app->folder, "keys.ics", NULL);
  g_autofree char *calendar = NULL;
  g_autoptr(KtUiNode) list G_GNUC_UNUSED = NULL;

  kt_app_start (app, NULL);
  kt_app_wait_words (app, "Too much");
  save_as (app, "Main Menu", "Export Calendar…", ics);
  calendar = kt_test_file_load (ics, NULL);
  g_assert_true (g_str_has_prefix (calendar, "BEGIN:VCALENDAR\r\n"));
  g_assert_nonnull (strstr (calendar, "SUMMARY:“Too much” is to be rotated\r\n"));
  g_assert_nonnull (strstr (calendar, "SUMMARY:“Spot bot” is to be rotated\r\n"));
  g_assert_null (strstr (calendar, kt_app_withdraws.api_key));
  g_assert_null (strstr (calendar, kt_app_withdraws.secret));

  kt_screen_key ("ctrl+shift+t");
  list = kt_ui_find_shown (app->root, KT_UI_LIST, "The Year Ahead as a List");
  save_as (app, "Files", "Save as CSV…", csv);
  text = kt_test_file_load (csv, NULL);
  g_assert_true (g_str_has_prefix (text, "\"Day\",\"Key\",\"Exchange\",\"What\",\"Certain\""));
  g_assert_nonnull (strstr (text, "\"Too much\",\"Bitget\",\"rotate\",\"yes\""));
  save_as (app, "Files", "Save as SVG…", svg);
  picture = kt_test_file_load (svg, NULL);
  g_assert_nonnull (strstr (picture, "<svg"));
  kt_app_stop (app);
}

static gboolean
is_written (const char *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* From the main menu; no secret is in it. */
static void
test_calendar (void)
{
  g_autoptr(KtApp) app = make_three ();
  g_autofree char *path = g_build_filename (app->folder, "dates.ics", NULL);
  g_autofree char *text = NULL;

  kt_app_start (app, NULL);
  save_as (app, "Main Menu", "Export Calendar…", path);
  kt_test_wait_for (is_written (path));
  text = kt_test_file_load (path, NULL);
  g_assert_true (g_str_has_prefix (text, "BEGIN:VCALENDAR\r\n"));
  g_assert_true (g_str_has_suffix (text, "END:VCALENDAR\r\n"));
  g_assert_nonnull (strstr (text, "Too much"));
  g_assert_nonnull (strstr (text, "BEGIN:VEVENT"));
  g_assert_null (strstr (text, kt_app_withdraws.api_key));
  g_assert_null (strstr (text, kt_app_withdraws.secret));
  kt_app_stop (app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/views/rights", test_rights);
  g_test_add_func ("/app/views/files", test_files);
  g_test_add_func ("/app/views/not-written", test_not_written);
  g_test_add_func ("/app/views/timeline", test_timeline);
  g_test_add_func ("/app/views/year-files", test_year_files);
  g_test_add_func ("/app/views/calendar", test_calendar);
  return g_test_run ();
}
