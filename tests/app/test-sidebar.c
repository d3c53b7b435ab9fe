/* test-sidebar.c: what of the keys is shown: filters, exchanges, tags, their counts, and what is kept of the choice
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-app-fixture.h"

/* Three keys of two exchanges. Two are tagged. */
static void
put_three (KtApp *app)
{
  const char *tag_bot[] = { "edit", "Spot bot", "--tag", "bot", NULL };
  const char *tag_tax[] = { "edit", "Taxes", "--tag", "tax", NULL };

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_put (app, &kt_app_withdraws, "Too much", "read");
  kt_app_put (app, &kt_app_binance, "Spot bot", "read,spot");
  g_assert_cmpint (kt_app_run (app, tag_bot, NULL, NULL), ==, 0);
  g_assert_cmpint (kt_app_run (app, tag_tax, NULL, NULL), ==, 0);
}

static KtApp *
make_three (void)
{
  KtApp *app = kt_app_new (kt_app_accounts (""));

  put_three (app);
  kt_app_start (app, NULL);
  return app;
}

static void
choose (KtApp *app, const char *row)
{
  g_autoptr(KtUiNode) node = kt_ui_find_shown (app->root, KT_UI_ROW, row);

  kt_ui_mouse_click (node);
}

static void
test_counts (void)
{
  g_autoptr(KtApp) app = make_three ();

  kt_app_wait_row (app, "All Keys, 3 keys");
  kt_app_wait_row (app, "Bitget, 2 keys");
  kt_app_wait_row (app, "Binance, 1 key");
  kt_app_wait_row (app, "bot, 1 key");
  kt_app_wait_row (app, "tax, 1 key");
  kt_app_wait_row (app, "Retired, 0 keys");
  kt_app_press (app, "Check All");
  kt_app_wait_toast (app, "2 work, 1 needs attention");
  kt_app_wait_row (app, "Needs Attention, 1 key");
  kt_app_stop (app);
}

static void
test_filters (void)
{
  g_autoptr(KtApp) app = make_three ();

  choose (app, "Bitget, 2 keys");
  kt_app_wait_no_row (app, "Spot bot, Binance, Not checked yet");
  kt_app_wait_row (app, "Taxes, Bitget, Not checked yet");
  choose (app, "bot, 1 key");
  kt_app_wait_row (app, "Spot bot, Binance, Not checked yet");
  kt_app_wait_no_row (app, "Taxes, Bitget, Not checked yet");
  choose (app, "Retired, 0 keys");
  kt_app_wait_words (app, "No Retired Keys");
  kt_app_press (app, "See All Keys");
  kt_app_wait_row (app, "Taxes, Bitget, Not checked yet");
  kt_app_stop (app);
}

/* The toast at the end leads to what it speaks of. */
static void
test_show (void)
{
  g_autoptr(KtApp) app = make_three ();
  g_autoptr(KtUiNode) show = NULL;

  kt_app_press (app, "Check All");
  kt_app_wait_toast (app, "2 work, 1 needs attention");
  show = kt_app_find_toast (app, KT_UI_BUTTON, "Show");
  kt_ui_click (show);
  kt_app_wait_no_row (app, "Taxes, Bitget, Works");
  kt_app_wait_row (app, "Too much, Bitget, Can withdraw, not intended");
  kt_app_stop (app);
}

/* Without the pointer: down to a filter, and typing at once searches. */
static void
test_keyboard (void)
{
  g_autoptr(KtApp) app = make_three ();
  g_autoptr(KtUiNode) all = kt_ui_find_shown (app->root, KT_UI_ROW, "All Keys, 3 keys");

  kt_ui_mouse_click (all);
  kt_screen_key ("Down");
  kt_screen_key ("Down");
  kt_screen_key ("Down");
  kt_app_wait_words (app, "No Retired Keys");
  kt_screen_key ("Home");
  kt_app_wait_row (app, "Taxes, Bitget, Not checked yet");
  kt_screen_type ("binance");
  kt_app_wait_no_row (app, "Taxes, Bitget, Not checked yet");
  kt_screen_type (" checked");
  kt_app_wait_row (app, "Spot bot, Binance, Not checked yet");
  kt_screen_key ("Escape");
  kt_app_wait_row (app, "Taxes, Bitget, Not checked yet");
  kt_app_stop (app);
}

/* The keyfile of the settings, with @old replaced by @new in it. */
static void
change_setting (const char *old, const char *new)
{
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "glib-2.0", "settings", "keyfile", NULL);
  g_autofree char *text = kt_test_file_load (path, NULL);
  g_autoptr(GString) changed = g_string_new (text);

  g_assert_cmpuint (g_string_replace (changed, old, new, 0), ==, 1);
  kt_test_file_store (path, changed->str, -1);
}

static int
get_width (KtApp *app)
{
  g_autoptr(KtUiNode) window = kt_ui_find (app->root, ATSPI_ROLE_FRAME, "Keyturn");
  g_autofree AtspiRect *rect = atspi_component_get_extents (ATSPI_COMPONENT (window), ATSPI_COORD_TYPE_WINDOW, NULL);

  return rect ? rect->width : -1;
}

/* The next start has the size that the last one had, and stores it again. */
static void
test_size (void)
{
  const char *const environment[] = { "GSETTINGS_BACKEND=keyfile", NULL };
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  int width;

  put_three (app);
  kt_app_start (app, environment);
  width = get_width (app);
  kt_app_stop (app);
  change_setting ("window-width=960", "window-width=811");
  for (guint i = 0; i < 2; i++)
    {
      kt_app_start (app, environment);
      g_assert_cmpint (get_width (app), ==, width + 811 - 960);
      kt_app_stop (app);
    }
}

/* The next start shows what was shown. */
static void
test_kept (void)
{
  const char *const environment[] = { "GSETTINGS_BACKEND=keyfile", NULL };
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  put_three (app);
  kt_app_start (app, environment);
  choose (app, "Bitget, 2 keys");
  kt_app_wait_no_row (app, "Spot bot, Binance, Not checked yet");
  kt_app_stop (app);
  kt_app_start (app, environment);
  kt_app_wait_row (app, "Taxes, Bitget, Not checked yet");
  kt_app_wait_no_row (app, "Spot bot, Binance, Not checked yet");
  choose (app, "All Keys, 3 keys");
  kt_app_wait_row (app, "Spot bot, Binance, Not checked yet");
  kt_app_stop (app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/sidebar/counts", test_counts);
  g_test_add_func ("/app/sidebar/filters", test_filters);
  g_test_add_func ("/app/sidebar/show", test_show);
  g_test_add_func ("/app/sidebar/keyboard", test_keyboard);
  g_test_add_func ("/app/sidebar/kept", test_kept);
  g_test_add_func ("/app/sidebar/size", test_size);
  return g_test_run ();
}
