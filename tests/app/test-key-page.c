/* test-key-page.c: what a key's page tells: findings, checks and their history, all of it while one reads
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-app-fixture.h"

static void
test_check (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) latest = NULL;
  g_autoptr(KtUiNode) why = NULL;

  kt_app_put (app, &kt_app_binance, "Spot bot", "read,spot");
  kt_app_start (app, NULL);
  kt_app_wait_row (app, "Spot bot, Binance, Not checked yet");
  kt_app_open_key (app, "Spot bot");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "Works. Can do what you meant, and nothing else.");
  kt_app_wait_words (app, "only certain addresses");
  kt_app_wait_words (app, "History");
  /* A check opens to every request it made. */
  latest = kt_ui_find_prefix (app->root, KT_UI_ROW, "✓ today");
  kt_ui_scroll_to (latest);
  kt_ui_mouse_click (latest);
  kt_app_wait_words (app, "GET api.binance.com/");
  /* What is not told says why; two answers make a picture that is told in words. */
  why = kt_ui_find_shown (app->root, KT_UI_ANY, "Pay other users: Binance says: not told. Why?");
  kt_ui_scroll_to (why);
  kt_ui_click (why);
  kt_app_wait_words (app, "Binance does not tell this of a key.");
  kt_app_wait_words (app, "Source: https://");
  kt_screen_key ("Escape");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "Answers took");
  kt_app_press (app, "Back");
  kt_app_wait_row (app, "Spot bot, Binance, Works");
  kt_app_stop (app);
}

/* Several at once: the worst on top, each of the others one line; what is accepted leaves, and Undo brings it back. */
static void
test_findings (void)
{
  const char *ends[] = { "edit", "Too much", "--expires", "2026-01-31", NULL };
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) other = NULL;
  g_autoptr(KtUiNode) undo = NULL;

  kt_app_put (app, &kt_app_withdraws, "Too much", "read");
  kt_app_run (app, ends, NULL, NULL);
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Too much");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "This key can withdraw, and you meant it not to.");
  other = kt_ui_find_shown (app->root, KT_UI_ROW, "This key expired on 31 Jan.");
  /* Whose it is. */
  kt_app_wait_words (app, "About This Key");
  kt_app_press (app, "It Is Intended");
  kt_app_wait_toast (app, "What it is meant for changed");
  kt_ui_wait_gone (app->root, KT_UI_LABEL, "This key can withdraw, and you meant it not to.");
  undo = kt_app_find_toast (app, KT_UI_BUTTON, "Undo");
  kt_ui_click (undo);
  kt_app_wait_words (app, "This key can withdraw, and you meant it not to.");
  kt_app_stop (app);
}

/* A check ends while the person reads and moves by keys: what is open stays open, and the focus is where it was. */
static void
test_undisturbed (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) why = NULL;
  g_autoptr(KtUiNode) hide = NULL;

  kt_app_put (app, &kt_app_binance, "Spot bot", "read,spot");
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Spot bot");
  kt_app_press (app, "Reveal Secret Key");
  why = kt_ui_find_shown (app->root, KT_UI_ANY, "Pay other users: Binance says: not told. Why?");
  kt_ui_mouse_click (why);
  kt_app_wait_words (app, "No check has worked yet.");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "Works. Can do what you meant, and nothing else.");
  kt_app_wait_words (app, "No check has worked yet.");
  hide = kt_ui_find_shown (app->root, KT_UI_BUTTON, "Hide Secret Key");
  kt_screen_key ("Escape");
  kt_app_wait_words (app, "a question mark is not told");
  kt_screen_key ("space");
  kt_app_wait_words (app, "Binance does not tell this of a key.");
  kt_screen_key ("Escape");
  kt_app_stop (app);
}

static int
get_y (KtApp *app, const char *button)
{
  g_autoptr(KtUiNode) node = kt_ui_find_shown (app->root, KT_UI_BUTTON, button);
  g_autofree AtspiRect *rect = atspi_component_get_extents (ATSPI_COMPONENT (node), ATSPI_COORD_TYPE_WINDOW, NULL);

  return rect->y;
}

/* What is said at the top grows while the person reads further down. */
static void
test_reading_place (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  int before, y;

  kt_app_put (app, &kt_app_binance, "Spot bot", "read,spot");
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Spot bot");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "Works. Can do what you meant, and nothing else.");
  y = get_y (app, "Copy API Key");
  kt_screen_scroll (430, 400, 3);
  kt_test_wait_for (get_y (app, "Copy API Key") < y);
  do
    {
      before = get_y (app, "Copy API Key");
      for (guint i = 0; i < 30; i++)
        kt_test_turn ();
    }
  while (get_y (app, "Copy API Key") != before);
  kt_app_play (app, kt_app_accounts ("{\"kind\": \"maintenance\"}"));
  kt_screen_key ("F5");
  kt_app_wait_words (app, "maintenance");
  kt_test_wait_for (ABS (get_y (app, "Copy API Key") - before) <= 2);
  kt_app_stop (app);
}

/* Said, survived, and good again at the next check. */
static void
test_exchange_down (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts ("{\"kind\": \"refuse\"}"));

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Taxes");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "No connection to Bitget could be made");
  kt_app_play (app, kt_app_accounts (""));
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "Works. Can do what you meant, and nothing else.");
  kt_app_stop (app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/key-page/check", test_check);
  g_test_add_func ("/app/key-page/findings", test_findings);
  g_test_add_func ("/app/key-page/undisturbed", test_undisturbed);
  g_test_add_func ("/app/key-page/reading-place", test_reading_place);
  g_test_add_func ("/app/key-page/exchange-down", test_exchange_down);
  return g_test_run ();
}
