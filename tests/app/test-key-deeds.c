/* test-key-deeds.c: what is done with one key on its page: asked about first, revealed, copied, deleted and brought back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-app-fixture.h"

/* Used from the wrong address the key would be switched off: nothing is sent before the yes. */
static const KtAppKey whitebit = { "whitebit", "WhiteBIT", "0a1b2c3d4e5f60718293a4b5c6d7e8f9", "f9e8d7c6b5a4938271605f4e3d2c1b0a", NULL };
static const KtAppKey kraken = { "kraken", "Kraken", "MadeUp0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f607182",
                                 "TWFkZVVwTWFkZVVwTWFkZVVwTWFkZVVwTWFkZVVwTWFkZVVwTWFkZVVwTWFkZVVwTWFkZVVwTWFkZVVwTWFkZQ==", NULL };

static void
test_wrong_address (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  kt_app_put (app, &whitebit, "Grid", "read,spot");
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Grid");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "This exchange switches a key off");
  g_assert_cmpuint (exchange_server_count_log (app->server, "\"event\":\"request\""), ==, 0);
  kt_app_stop (app);
}

/* A notice of the desktop may open another key behind the question: the answer is about the one that was asked about. */
static void
test_asked_about (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *other = NULL;

  kt_app_put (app, &kraken, "Grid", "read");
  kt_app_put (app, &whitebit, "Other", "read");
  other = kt_app_key_text (app, "Other", "id");
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Grid");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "could be refused once");
  kt_app_activate (app, "open-key", other);
  kt_app_wait_words (app, "WhiteBIT names no date.");
  kt_app_press (app, "Check Now");
  kt_test_wait_for (kt_app_key_has (app, "Grid", "nonce_allowed"));
  g_assert_false (kt_app_key_has (app, "Other", "nonce_allowed"));
  g_assert_false (exchange_server_count_log (app->server, "whitebit") > 0);
  kt_test_wait_for (exchange_server_count_log (app->server, "kraken") > 0);
  kt_app_stop (app);
}

/* The eyes of a person only: a screen reader, and any program on that bus, learns nothing. */
static void
test_reveal (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) hide = NULL;

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Taxes");
  kt_app_press (app, "Reveal Secret Key");
  hide = kt_ui_find_shown (app->root, KT_UI_BUTTON, "Hide Secret Key");
  kt_app_assert_unseen (app, kt_app_looks.secret);
  kt_ui_click (hide);
  kt_app_press (app, "Reveal Passphrase");
  kt_app_press (app, "Hide Passphrase");
  kt_app_assert_unseen (app, kt_app_looks.passphrase);
  kt_app_press (app, "Copy API Key");
  kt_app_wait_toast (app, "API key copied");
  {
    g_autofree char *copied = kt_screen_get_clipboard ();

    g_assert_cmpstr (copied, ==, kt_app_looks.api_key);
  }
  kt_app_stop (app);
}

static void
test_delete (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) entry = NULL;
  g_autoptr(KtUiNode) undo = NULL;
  guint items;

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_put (app, &kt_app_binance, "Spot bot", "read,spot");
  items = kt_test_keyring_count ();
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Taxes");
  kt_app_press (app, "Key Menu");
  entry = kt_ui_find (app->root, KT_UI_MENU_ITEM, "Delete");
  kt_ui_click (entry);
  kt_app_wait_toast (app, "“Taxes” deleted; it can be restored for 30 days");
  undo = kt_app_find_toast (app, KT_UI_BUTTON, "Undo");
  g_assert_null (kt_ui_try_find (app->root, KT_UI_ROW, "Taxes, Bitget, Not checked yet"));
  kt_ui_click (undo);
  g_assert_cmpuint (kt_test_keyring_count (), ==, items);
  kt_app_wait_row (app, "Taxes, Bitget, Not checked yet");
  kt_app_open_key (app, "Taxes");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "Works. Can do what you meant, and nothing else.");
  kt_app_stop (app);
}

/* Long after the toast is gone, a deleted key's own page is the way back. */
static void
test_restore (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) entry = NULL;
  g_autoptr(KtUiNode) retired = NULL;

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_put (app, &kt_app_binance, "Spot bot", "read,spot");
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Taxes");
  kt_app_press (app, "Key Menu");
  entry = kt_ui_find (app->root, KT_UI_MENU_ITEM, "Delete");
  kt_ui_click (entry);
  kt_app_wait_no_row (app, "Taxes, Bitget, Not checked yet");
  kt_app_stop (app);

  kt_app_start (app, NULL);
  retired = kt_ui_find_prefix (app->root, KT_UI_ROW, "Retired");
  kt_ui_mouse_click (retired);
  kt_app_open_key (app, "Taxes");
  kt_app_wait_words (app, "This Key Is Deleted");
  g_assert_null (kt_ui_try_find (app->root, KT_UI_LABEL, "Not checked yet."));
  kt_app_press (app, "Restore Taxes");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Restore Taxes");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "Works. Can do what you meant, and nothing else.");
  kt_app_stop (app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/key-deeds/wrong-address", test_wrong_address);
  g_test_add_func ("/app/key-deeds/asked-about", test_asked_about);
  g_test_add_func ("/app/key-deeds/reveal", test_reveal);
  g_test_add_func ("/app/key-deeds/delete", test_delete);
  g_test_add_func ("/app/key-deeds/restore", test_restore);
  return g_test_run ();
}
