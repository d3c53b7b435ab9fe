/* test-overview.c: the list of keys: check all, search, and all of it by keyboard alone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-app-fixture.h"

static KtApp *
make_three (const char *faults)
{
  KtApp *app = kt_app_new (kt_app_accounts (faults));

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_put (app, &kt_app_withdraws, "Too much", "read");
  kt_app_put (app, &kt_app_binance, "Spot bot", "read,spot");
  kt_app_start (app, NULL);
  return app;
}

/* The heading over a row is part of what is said of it. */
static void
assert_begins_section (KtApp *app, const char *name, const char *section)
{
  g_autoptr(KtUiNode) row = kt_ui_find_shown (app->root, KT_UI_ROW, name);
  g_autofree char *description = kt_ui_get_description (row);

  g_assert_true (g_str_has_prefix (description, section));
}

static void
test_check_all (void)
{
  g_autoptr(KtApp) app = make_three ("");

  kt_app_press (app, "Check All");
  kt_app_wait_toast (app, "2 work, 1 needs attention");
  kt_app_wait_row (app, "Too much, Bitget, Can withdraw, not intended");
  kt_app_wait_row (app, "Taxes, Bitget, Works");
  kt_app_wait_row (app, "Spot bot, Binance, Works");
  assert_begins_section (app, "Too much, Bitget, Can withdraw, not intended", "Needs attention: ");
  assert_begins_section (app, "Spot bot, Binance, Works", "In order: ");
  kt_app_stop (app);
}

/* An exchange that never answers is not waited for. */
static void
test_cancel (void)
{
  g_autoptr(KtApp) app = make_three ("{\"kind\": \"hang\"}");

  kt_app_press (app, "Check All");
  kt_app_wait_words (app, "0 of 3");
  kt_test_wait_for (exchange_server_count_log (app->server, "\"event\":\"request\"") >= 1);
  kt_app_press (app, "Cancel");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Cancel");
  kt_app_wait_row (app, "Taxes, Bitget, Not checked yet");
  kt_app_play (app, kt_app_accounts (""));
  kt_app_press (app, "Check All");
  kt_app_wait_toast (app, "2 work, 1 needs attention");
  kt_app_stop (app);
}

static void
test_offline (void)
{
  g_autoptr(KtApp) app = make_three ("{\"kind\": \"refuse\"}");

  kt_app_press (app, "Check All");
  kt_app_wait_toast (app, "No exchange could be reached");
  kt_app_stop (app);
}

static void
test_search (void)
{
  g_autoptr(KtApp) app = make_three ("");
  g_autoptr(KtUiNode) entry = NULL;

  kt_app_wait_row (app, "Spot bot, Binance, Not checked yet");
  kt_screen_key ("ctrl+f");
  entry = kt_ui_find_shown (app->root, ATSPI_ROLE_ENTRY, "Search Keys");
  kt_screen_type ("bitget");
  kt_app_wait_no_row (app, "Spot bot, Binance, Not checked yet");
  kt_app_wait_row (app, "Taxes, Bitget, Not checked yet");
  kt_screen_type ("zzz");
  kt_app_wait_words (app, "No Key Found");
  kt_screen_key ("Escape");
  kt_app_wait_row (app, "Spot bot, Binance, Not checked yet");
  kt_app_stop (app);
}

/* By what stands in no label: a tag, who was given it, what state it is in. */
static void
test_search_all (void)
{
  /* (The search has the focus after the first letters; a space before that is none of its own.) */
  static const struct { const char *first, *rest, *explanation; } table[] = {
    { "fis", "cal", "a tag" },
    { "koi", "nly", "who was given it" },
    { "not", " checked", "its state" },
    { "tax", "es fiscal", "words of several" },
  };
  const char *edit[] = { "edit", "Taxes", "--tag", "fiscal", "--given-to", "Koinly", NULL };
  const char *check[] = { "check", "Spot bot", NULL };
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_put (app, &kt_app_binance, "Spot bot", "read,spot");
  g_assert_cmpint (kt_app_run (app, edit, NULL, NULL), ==, 0);
  g_assert_cmpint (kt_app_run (app, check, NULL, NULL), ==, 0);
  kt_app_start (app, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(KtUiNode) entry = NULL;

      g_test_message ("%s", table[i].explanation);
      kt_app_wait_row (app, "Spot bot, Binance, Works");
      kt_screen_type (table[i].first);
      entry = kt_ui_find_shown (app->root, ATSPI_ROLE_ENTRY, "Search Keys");
      kt_screen_type (table[i].rest);
      kt_app_wait_no_row (app, "Spot bot, Binance, Works");
      kt_app_wait_row (app, "Taxes, Bitget, Not checked yet");
      kt_screen_key ("Escape");
      kt_ui_wait_gone (app->root, ATSPI_ROLE_ENTRY, "Search Keys");
    }
  kt_app_stop (app);
}

static gboolean
stands_above (KtApp *app, const char *one, const char *other)
{
  g_autoptr(KtUiNode) first = kt_ui_find_prefix (app->root, KT_UI_ROW, one);
  g_autoptr(KtUiNode) second = kt_ui_find_prefix (app->root, KT_UI_ROW, other);
  g_autofree AtspiRect *a = atspi_component_get_extents (ATSPI_COMPONENT (first), ATSPI_COORD_TYPE_WINDOW, NULL);
  g_autofree AtspiRect *b = atspi_component_get_extents (ATSPI_COMPONENT (second), ATSPI_COORD_TYPE_WINDOW, NULL);

  return a && b && a->y < b->y;
}

static void
sort_by (KtApp *app, const char *order)
{
  g_autoptr(KtUiNode) item = NULL;

  kt_app_press (app, "Main Menu");
  item = kt_ui_find (app->root, KT_UI_MENU_ITEM, order);
  kt_ui_click (item);
}

static void
test_sort (void)
{
  const char *const environment[] = { "GSETTINGS_BACKEND=keyfile", NULL };
  const char *soon[] = { "edit", "Zebra", "--expires", "2027-02-01", NULL };
  const char *late[] = { "edit", "Alpha", "--rotate", "never", NULL };
  const char *check[] = { "check", "Alpha", NULL };
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  kt_app_put (app, &kt_app_looks, "Alpha", "read");
  kt_app_put (app, &kt_app_binance, "Zebra", "read,spot");
  kt_app_run (app, soon, NULL, NULL);
  kt_app_run (app, late, NULL, NULL);
  kt_app_run (app, check, NULL, NULL);
  kt_app_start (app, environment);
  /* What is not known comes before what works. */
  kt_app_wait_row (app, "Alpha, Bitget, Works");
  kt_test_wait_for (stands_above (app, "Zebra", "Alpha"));
  sort_by (app, "Name");
  kt_test_wait_for (stands_above (app, "Alpha", "Zebra"));
  sort_by (app, "Next Date");
  kt_test_wait_for (stands_above (app, "Zebra", "Alpha"));
  sort_by (app, "Name");
  kt_test_wait_for (stands_above (app, "Alpha", "Zebra"));
  sort_by (app, "Exchange");
  kt_test_wait_for (stands_above (app, "Zebra", "Alpha"));
  sort_by (app, "Name");
  kt_test_wait_for (stands_above (app, "Alpha", "Zebra"));
  kt_app_stop (app);
  /* Kept. */
  kt_app_start (app, environment);
  kt_app_wait_row (app, "Alpha, Bitget, Works");
  g_assert_true (stands_above (app, "Alpha", "Zebra"));
  kt_app_stop (app);
}

/* No pointer at all: add, look, check, back. */
static void
test_keyboard (void)
{
  g_autoptr(KtApp) app = make_three ("");
  g_autoptr(KtUiNode) entry = NULL;

  kt_screen_key ("ctrl+n");
  kt_app_wait_words (app, "Coinbase");
  kt_screen_type ("krak");
  kt_ui_wait_gone (app->root, KT_UI_ROW, "Bitget");
  kt_screen_key ("Return");
  kt_ui_wait_words (app->root, "Trading bot");
  kt_screen_key ("Escape");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Next");

  kt_screen_key ("ctrl+f");
  entry = kt_ui_find_shown (app->root, ATSPI_ROLE_ENTRY, "Search Keys");
  kt_screen_type ("spot");
  kt_app_wait_no_row (app, "Taxes, Bitget, Not checked yet");
  kt_screen_key ("Tab");
  kt_screen_key ("Return");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Check All");
  kt_screen_key ("F5");
  kt_app_wait_words (app, "Works. Can do what you meant, and nothing else.");
  kt_screen_key ("alt+Left");
  kt_app_wait_row (app, "Spot bot, Binance, Works");
  kt_screen_key ("ctrl+shift+F5");
  kt_app_wait_toast (app, "2 work, 1 needs attention");
  kt_app_stop (app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/overview/check-all", test_check_all);
  g_test_add_func ("/app/overview/cancel", test_cancel);
  g_test_add_func ("/app/overview/offline", test_offline);
  g_test_add_func ("/app/overview/search", test_search);
  g_test_add_func ("/app/overview/search-all", test_search_all);
  g_test_add_func ("/app/overview/sort", test_sort);
  g_test_add_func ("/app/overview/keyboard", test_keyboard);
  return g_test_run ();
}
