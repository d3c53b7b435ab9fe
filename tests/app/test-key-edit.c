/* test-key-edit.c: changing a key on its own page, at once, and taking that back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-app-fixture.h"

#include <string.h>

static void
press_undo (KtApp *app)
{
  g_autoptr(KtUiNode) undo = kt_app_find_toast (app, KT_UI_BUTTON, "Undo");

  kt_ui_click (undo);
}

static gboolean
key_says (KtApp *app, const char *key, const char *text)
{
  const char *arguments[] = { "show", key, "--json", NULL };
  g_autofree char *output = NULL;

  g_assert_cmpint (kt_app_run (app, arguments, NULL, &output), ==, 0);
  return strstr (output, text) != NULL;
}

static void
type_into (KtApp *app, const char *name, const char *text)
{
  g_autoptr(KtUiNode) entry = kt_app_entry (app, name);

  kt_ui_scroll_to (entry);
  kt_ui_mouse_click (entry);
  kt_screen_key ("ctrl+a");
  kt_screen_type (text);
}

static gboolean
has_text (KtApp *app, const char *name, const char *text)
{
  g_autoptr(KtUiNode) entry = kt_app_entry (app, name);
  g_autofree char *now = kt_ui_get_text (entry);

  return g_strcmp0 (now, text) == 0;
}

/* Typed, half typed while a check ends, taken back by Escape; and by Undo when it was done. */
static void
test_text (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Taxes");
  type_into (app, "Notes", "half");
  kt_test_wait_for (has_text (app, "Notes", "half"));
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "Works. Can do what you meant, and nothing else.");
  g_assert_true (has_text (app, "Notes", "half"));
  kt_screen_type (" and whole");
  kt_screen_key ("Return");
  kt_app_wait_toast (app, "Notes changed");
  kt_test_wait_for (key_says (app, "Taxes", "half and whole"));

  type_into (app, "Label", "Nothing");
  kt_test_wait_for (has_text (app, "Label", "Nothing"));
  kt_screen_key ("Escape");
  kt_test_wait_for (has_text (app, "Label", "Taxes"));
  type_into (app, "Label", "Steuern");
  kt_screen_key ("Return");
  kt_app_wait_toast (app, "Label changed");
  g_assert_true (key_says (app, "Steuern", "half and whole"));
  press_undo (app);
  kt_test_wait_for (has_text (app, "Label", "Taxes"));
  g_assert_true (key_says (app, "Taxes", "half and whole"));
  kt_app_stop (app);
}

/* Whom another key was given to is offered. */
static void
test_given (void)
{
  const char *more[] = { "edit", "Spot bot", "--given-to", "Koinly", "--given-to", "grid-bot on nuc", NULL };
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) offered = NULL;

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_put (app, &kt_app_binance, "Spot bot", "read,spot");
  g_assert_cmpint (kt_app_run (app, more, NULL, NULL), ==, 0);
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Taxes");
  type_into (app, "Add a Bot, a Machine or a Service", "koi");
  offered = kt_ui_find_shown (app->root, KT_UI_ROW, "Koinly");
  kt_screen_key ("Down");
  kt_ui_wait_state (offered, ATSPI_STATE_FOCUSED, TRUE);
  kt_screen_key ("Return");
  kt_app_wait_toast (app, "Given to Koinly");
  kt_test_wait_for (key_says (app, "Taxes", "\"Koinly\""));
  kt_screen_type ("my own script");
  kt_screen_key ("Return");
  kt_app_press (app, "Remove my own script");
  kt_test_wait_for (!key_says (app, "Taxes", "my own script"));
  kt_app_press (app, "Remove Koinly");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Remove Koinly");
  kt_test_wait_for (!key_says (app, "Taxes", "\"Koinly\""));
  kt_app_wait_toast (app, "Koinly does not have it any more");
  press_undo (app);
  kt_test_wait_for (key_says (app, "Taxes", "\"Koinly\""));
  kt_app_stop (app);
}

/* In the window, while somebody else writes: what was left as it was there is not taken back. */
static void
test_window (void)
{
  const char *meanwhile[] = { "edit", "Taxes", "--notes", "by somebody else", NULL };
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) window = NULL;
  g_autoptr(KtUiNode) label = NULL;

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Taxes");
  kt_screen_key ("ctrl+e");
  window = kt_ui_find (app->root, ATSPI_ROLE_FRAME, "Edit Key");
  g_assert_cmpint (kt_app_run (app, meanwhile, NULL, NULL), ==, 0);
  label = kt_ui_find_shown (window, KT_UI_TEXT, "Label");
  kt_ui_type (label, "Steuern");
  kt_app_press (app, "Save");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Save");
  g_assert_true (key_says (app, "Steuern", "by somebody else"));
  kt_app_stop (app);
}

/* In the table of rights. */
static void
test_meant (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) withdraw = NULL;

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Taxes");
  withdraw = kt_ui_find_shown (app->root, KT_UI_SWITCH, "Withdraw: meant");
  g_assert_false (kt_ui_has_state (withdraw, ATSPI_STATE_CHECKED));
  kt_ui_scroll_to (withdraw);
  kt_ui_mouse_click (withdraw);
  kt_app_wait_toast (app, "What it is meant for changed");
  kt_test_wait_for (key_says (app, "Taxes", "\"withdraw\""));
  press_undo (app);
  kt_test_wait_for (!key_says (app, "Taxes", "\"withdraw\""));
  kt_app_stop (app);
}

/* Refused, and given up on: left alone until it is taken back. */
static void
test_stop_checks (void)
{
  static const KtAppKey wrong = { "bitget", "Bitget", "bg_0a1b2c3d4e5f60718293a4b5c6d7e8f9",
                                  "3f8e0c1d7a5b49628e10f3d2c4b5a697887766554433221100ffeeddccbbaa99", "MadeUpWrong3" };
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) stopped = NULL;

  kt_app_put (app, &wrong, "Taxes", "read");
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Taxes");
  kt_app_press (app, "Check");
  kt_app_press (app, "Stop Checking This Key");
  kt_app_wait_toast (app, "Checks stopped");
  kt_test_wait_for (kt_app_key_has (app, "Taxes", "checks_stopped"));
  stopped = kt_ui_find_shown (app->root, KT_UI_ANY, "You stopped the checks of this key.");
  kt_ui_scroll_to (stopped);
  kt_ui_mouse_click (stopped);
  kt_app_press (app, "Resume Checks");
  kt_test_wait_for (!kt_app_key_has (app, "Taxes", "checks_stopped"));
  kt_app_press (app, "Stop Checking This Key");
  kt_app_stop (app);
}

/* Each deed has its key, and an entry one types in comes first. */
static void
test_shortcuts (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *copied = NULL;
  g_autoptr(KtUiNode) hide = NULL;
  g_autoptr(KtUiNode) step = NULL;
  g_autoptr(KtUiNode) entry = NULL;

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_put (app, &kt_app_binance, "Spot bot", "read,spot");
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Taxes");
  kt_screen_key ("ctrl+c");
  kt_app_wait_toast (app, "API key copied");
  copied = kt_screen_get_clipboard ();
  g_assert_cmpstr (copied, ==, kt_app_looks.api_key);
  kt_screen_key ("ctrl+h");
  hide = kt_ui_find_shown (app->root, KT_UI_BUTTON, "Hide Secret Key");
  kt_screen_key ("ctrl+h");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Hide Secret Key");
  kt_screen_key ("ctrl+o");
  kt_app_wait_toast (app, "https://www.bitget.com");
  kt_screen_key ("alt+Return");
  kt_app_wait_words (app, "Talks To");
  kt_screen_key ("Escape");
  kt_ui_wait_gone (app->root, KT_UI_LABEL, "Talks To");
  kt_screen_key ("ctrl+e");
  kt_app_wait_words (app, "Edit Key");
  kt_screen_key ("Escape");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Save");
  kt_screen_key ("ctrl+r");
  step = kt_ui_find_shown (app->root, KT_UI_BUTTON, "I Have the New Key");
  kt_ui_click (step);
  kt_app_wait_words (app, "Step 2 of 8");
  entry = kt_app_entry (app, "API Key");
  kt_ui_mouse_click (entry);
  kt_screen_key ("Escape");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Keep It Beside the Old One");
  kt_screen_key ("Delete");
  kt_app_wait_toast (app, "“Taxes” deleted; it can be restored for 30 days");
  press_undo (app);
  kt_app_wait_row (app, "Taxes, Bitget, Not checked yet");
  kt_app_open_key (app, "Taxes");
  type_into (app, "Notes", "kept");
  kt_screen_key ("Delete");
  kt_screen_key ("Return");
  kt_app_wait_toast (app, "Notes changed");
  kt_app_stop (app);
}

/* For whom thirty days are too long. */
static void
test_delete_now (void)
{
  const char *gone[] = { "delete", "Taxes", NULL };
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) retired = NULL;
  guint items;

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_put (app, &kt_app_binance, "Spot bot", "read,spot");
  g_assert_cmpint (kt_app_run (app, gone, NULL, NULL), ==, 0);
  items = kt_test_keyring_count ();
  kt_app_start (app, NULL);
  retired = kt_ui_find_prefix (app->root, KT_UI_ROW, "Retired");
  kt_ui_mouse_click (retired);
  kt_app_open_key (app, "Taxes");
  kt_app_press (app, "Delete Now…");
  kt_app_wait_words (app, "Nothing brings it back.");
  kt_app_press (app, "Delete Now");
  kt_app_wait_toast (app, "“Taxes” is wiped");
  g_assert_cmpuint (kt_test_keyring_count (), ==, items - 1);
  kt_app_stop (app);
}

/* What happened, since when, who says so, and what to do; nothing is sent there. */
static void
test_closed (void)
{
  static const KtAppKey bitmex = { "bitmex", "BitMEX", "MadeUp0a1b2c3d4e5f607182", "MadeUpf9e8d7c6b5a4938271605f4e3d2c1b0aMadeUp0a1b", NULL };
  const char *add[] = { "add", "-e", "bitmex", "-l", "Perpetuals", "-m", "read", NULL };
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *json = kt_app_key_json (&bitmex);
  g_autoptr(KtUiNode) check = NULL;

  /* (Its exit status tells that there is something to act on.) */
  kt_app_run (app, add, json, NULL);
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Perpetuals");
  kt_app_wait_words (app, "BitMEX has closed, as of");
  kt_app_wait_words (app, "Source: https://");
  kt_app_wait_words (app, "Its secret is kept until you delete the key.");
  check = kt_ui_find (app->root, KT_UI_BUTTON, "Check");
  g_assert_false (kt_ui_has_state (check, ATSPI_STATE_SENSITIVE));
  kt_app_stop (app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/key-edit/text", test_text);
  g_test_add_func ("/app/key-edit/given", test_given);
  g_test_add_func ("/app/key-edit/window", test_window);
  g_test_add_func ("/app/key-edit/meant", test_meant);
  g_test_add_func ("/app/key-edit/stop-checks", test_stop_checks);
  g_test_add_func ("/app/key-edit/shortcuts", test_shortcuts);
  g_test_add_func ("/app/key-edit/delete-now", test_delete_now);
  g_test_add_func ("/app/key-edit/closed", test_closed);
  return g_test_run ();
}
