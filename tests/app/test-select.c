/* test-select.c: several keys ticked, then checked, tagged or deleted together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-app-fixture.h"

static KtApp *
make_three (void)
{
  KtApp *app = kt_app_new (kt_app_accounts (""));

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_put (app, &kt_app_withdraws, "Too much", "read");
  kt_app_put (app, &kt_app_binance, "Spot bot", "read,spot");
  kt_app_start (app, NULL);
  return app;
}

/* A button that is pressed without a pointer acts a moment later: until then a click on a row opens it. */
static void
begin (KtApp *app)
{
  kt_app_press (app, "Select Keys");
  kt_app_wait_words (app, "0 Selected");
}

static void
tick (KtApp *app, const char *row)
{
  g_autoptr(KtUiNode) node = kt_ui_find_shown (app->root, KT_UI_ROW, row);

  kt_ui_mouse_click (node);
  kt_ui_wait_state (node, ATSPI_STATE_CHECKED, TRUE);
}

static void
test_check (void)
{
  g_autoptr(KtApp) app = make_three ();

  begin (app);
  tick (app, "Taxes, Bitget, Not checked yet");
  tick (app, "Spot bot, Binance, Not checked yet");
  kt_app_wait_words (app, "2 Selected");
  kt_app_press (app, "Check");
  kt_app_wait_toast (app, "2 work");
  kt_app_wait_row (app, "Taxes, Bitget, Works");
  kt_app_wait_row (app, "Too much, Bitget, Not checked yet");
  kt_app_stop (app);
}

/* One toast and one Undo for all of them. */
static void
test_delete (void)
{
  g_autoptr(KtApp) app = make_three ();
  g_autoptr(KtUiNode) undo = NULL;

  begin (app);
  tick (app, "Taxes, Bitget, Not checked yet");
  tick (app, "Too much, Bitget, Not checked yet");
  kt_app_press (app, "Delete");
  kt_app_wait_no_row (app, "Taxes, Bitget, Not checked yet");
  kt_app_wait_no_row (app, "Too much, Bitget, Not checked yet");
  kt_app_wait_row (app, "Retired, 2 keys");
  undo = kt_app_find_toast (app, KT_UI_BUTTON, "Undo");
  kt_ui_click (undo);
  kt_app_wait_row (app, "Taxes, Bitget, Not checked yet");
  kt_app_wait_row (app, "Too much, Bitget, Not checked yet");
  kt_app_wait_row (app, "Retired, 0 keys");
  kt_app_stop (app);
}

/* By keys alone: all of them, a tag for all, taken off again. */
static void
test_tag (void)
{
  g_autoptr(KtApp) app = make_three ();
  g_autoptr(KtUiNode) row = NULL;
  g_autoptr(KtUiNode) entry = NULL;

  begin (app);
  row = kt_ui_find_shown (app->root, KT_UI_ROW, "Taxes, Bitget, Not checked yet");
  kt_ui_mouse_click (row);
  kt_app_wait_words (app, "1 Selected");
  kt_screen_key ("ctrl+a");
  kt_app_wait_words (app, "3 Selected");
  kt_app_press (app, "Tag");
  entry = kt_ui_find (app->root, KT_UI_ANY, "New tag");
  kt_screen_type ("team");
  kt_screen_key ("Return");
  kt_app_wait_row (app, "team, 3 keys");
  kt_screen_key ("Escape");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Done");
  kt_app_stop (app);
}

/* A search does not untick what it hides. */
static void
test_hidden (void)
{
  g_autoptr(KtApp) app = make_three ();

  begin (app);
  tick (app, "Taxes, Bitget, Not checked yet");
  kt_screen_type ("binance");
  kt_app_wait_no_row (app, "Taxes, Bitget, Not checked yet");
  tick (app, "Spot bot, Binance, Not checked yet");
  kt_app_wait_words (app, "2 Selected");
  kt_app_press (app, "Done");
  kt_app_wait_words (app, "All Keys");
  kt_app_stop (app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/select/check", test_check);
  g_test_add_func ("/app/select/delete", test_delete);
  g_test_add_func ("/app/select/tag", test_tag);
  g_test_add_func ("/app/select/hidden", test_hidden);
  return g_test_run ();
}
