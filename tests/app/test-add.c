/* test-add.c: adding a key in the window: choose, paste or type, check, see, save
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "kt-app-fixture.h"

#define MAX_VALUE (16 * 1024)   /* bytes a field holds */

static void
assert_filled (KtApp *app, const KtAppKey *key)
{
  g_autoptr(KtUiNode) api_key = kt_app_entry (app, "API Key");
  g_autoptr(KtUiNode) secret = kt_app_entry (app, "Secret Key");
  g_autoptr(KtUiNode) passphrase = kt_app_entry (app, "Passphrase");
  g_autofree char *shown = kt_ui_get_text (api_key);
  g_autofree char *bullets = kt_ui_get_text (secret);
  g_autofree char *more = kt_ui_get_text (passphrase);

  g_assert_cmpstr (shown, ==, key->api_key);
  g_assert_cmpint (g_utf8_strlen (bullets, -1), ==, g_utf8_strlen (key->secret, -1));
  g_assert_cmpint (g_utf8_strlen (more, -1), ==, g_utf8_strlen (key->passphrase, -1));
}

/* The whole way, by paste. */
static void
test_paste (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  guint items;

  kt_app_start (app, NULL);
  kt_app_wait_words (app, "Keep Your Exchange Keys in Order");
  kt_app_fill_form (app, &kt_app_looks, "Taxes");
  kt_app_wait_words (app, "How often should a key be replaced?");       /* the first one */
  kt_app_assert_unseen (app, kt_app_looks.secret);
  kt_app_assert_unseen (app, kt_app_looks.passphrase);
  kt_app_press (app, "Next");
  kt_app_wait_words (app, "to api.bitget.com, signed with this key");
  kt_app_wait_words (app, "See the Request");
  g_assert_cmpuint (exchange_server_count_log (app->server, "\"event\":\"request\""), ==, 0);
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "What It May Do");
  g_assert_cmpuint (exchange_server_count_log (app->server, "\"signature\":\"held\""), >=, 1);
  items = kt_test_keyring_count ();
  kt_app_press (app, "Save");
  kt_app_wait_toast (app, "Saved in your keyring (");
  g_assert_cmpuint (kt_test_keyring_count (), ==, items + 1);
  kt_app_wait_words (app, "700…001");
  kt_app_press (app, "Show All of the Account");
  kt_app_wait_words (app, "7000000001");
  kt_app_press (app, "Back");
  kt_app_wait_row (app, "Taxes, Bitget, Works");
  kt_app_stop (app);
}

/* Key by key, with the other intent; the exchange says that the key can do less than that. */
static void
test_typed (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  KtAppKey without_passphrase = kt_app_looks;
  g_autoptr(KtUiNode) passphrase = NULL;
  g_autoptr(KtUiNode) bot = NULL;

  without_passphrase.passphrase = NULL;
  kt_app_start (app, NULL);
  kt_app_fill_form (app, &without_passphrase, "Typed");
  passphrase = kt_app_entry (app, "Passphrase");
  kt_ui_mouse_click (passphrase);
  kt_screen_type (kt_app_looks.passphrase);
  kt_ui_wait_words (passphrase, "••••••••••••");
  kt_app_assert_unseen (app, kt_app_looks.passphrase);
  bot = kt_ui_find (app->root, KT_UI_SWITCH, "Trading bot");
  kt_ui_mouse_click (bot);
  kt_ui_wait_state (bot, ATSPI_STATE_CHECKED, TRUE);
  kt_app_press (app, "Next");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "This key can do less than you meant");
  kt_app_save (app, "Save");
  kt_app_press (app, "Back");
  kt_app_wait_row (app, "Typed, Bitget, Works, can do less than meant");
  kt_app_stop (app);
}

/* Several lines fill several fields. */
static void
test_lines (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *lines = g_strdup_printf ("api_key=%s\nSecret: %s\r\n%s\n", kt_app_looks.api_key, kt_app_looks.secret,
                                            kt_app_looks.passphrase);
  g_autoptr(KtUiNode) exchange = NULL;
  g_autoptr(KtUiNode) api_key = NULL;

  kt_app_start (app, NULL);
  kt_app_press (app, "Add Key");
  exchange = kt_ui_find_shown (app->root, KT_UI_ROW, "Bitget");
  kt_ui_mouse_click (exchange);
  api_key = kt_app_entry (app, "API Key");
  kt_ui_paste (api_key, lines);
  kt_ui_wait_words (api_key, kt_app_looks.api_key);
  assert_filled (app, &kt_app_looks);
  kt_app_assert_unseen (app, kt_app_looks.secret);
  kt_app_press (app, "Next");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "What you meant, and what Bitget told");
  kt_app_save (app, "Save");
  kt_app_press (app, "Back");
  kt_app_wait_row (app, "Bitget, Bitget, Works");
  kt_app_stop (app);
}

/* Where a check could disturb a bot, saving is what the window proposes, and nothing is sent. */
static void
test_rising_nonce (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *lines = g_strdup_printf ("api_key=%s\nprivate_key=%s\n", "MadeUp0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f607182",
                                            "TWFkZVVwTWFkZVVwTWFkZVVwTWFkZVVwTWFkZVVwTWFkZVVwTWFkZVVwTWFkZVVwTWFkZVVwTWFkZVVwTWFkZQ==");
  g_autoptr(KtUiNode) api_key = NULL;
  g_autoptr(KtUiNode) check = NULL;

  kt_app_start (app, NULL);
  kt_app_press (app, "Add Key");
  kt_app_choose_exchange (app, "Kraken");
  api_key = kt_app_entry (app, "API Key");
  kt_ui_paste (api_key, lines);
  kt_ui_wait_words (api_key, "MadeUp");
  kt_app_press (app, "Next");
  kt_app_wait_words (app, "could be refused once");
  check = kt_ui_find_shown (app->root, KT_UI_BUTTON, "Check Now");
  kt_app_save (app, "Save");
  g_assert_cmpuint (exchange_server_count_log (app->server, "\"event\":\"request\""), ==, 0);
  kt_app_press (app, "Back");
  kt_app_wait_row (app, "Kraken, Kraken, Not checked yet");
  kt_app_stop (app);
}

/* Bytes that are no text fill nothing, and that is said; the next paste does. */
static void
test_not_text (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *broken = g_strconcat (kt_app_looks.api_key, "\n", kt_app_looks.secret, "\xfd", NULL);
  g_autofree char *long_text = g_malloc0 (MAX_VALUE + 2);
  g_autoptr(KtUiNode) exchange = NULL;
  g_autoptr(KtUiNode) api_key = NULL;
  g_autoptr(KtUiNode) secret = NULL;
  g_autofree char *text = NULL;

  kt_app_start (app, NULL);
  kt_app_press (app, "Add Key");
  exchange = kt_ui_find_shown (app->root, KT_UI_ROW, "Bitget");
  kt_ui_mouse_click (exchange);
  api_key = kt_app_entry (app, "API Key");
  secret = kt_app_entry (app, "Secret Key");
  app->pasted = TRUE;
  kt_ui_paste (api_key, broken);
  kt_app_wait_toast (app, "The clipboard holds no text");
  memset (long_text, 'a', MAX_VALUE + 1);
  kt_ui_paste (api_key, long_text);
  kt_app_wait_toast (app, "longer than any key");
  kt_ui_paste (secret, "made-up");
  kt_ui_wait_words (secret, "•••••••");
  text = kt_ui_get_text (api_key);
  g_assert_cmpstr (text, ==, "");
  g_clear_pointer (&text, g_free);
  text = kt_ui_get_text (secret);
  g_assert_cmpstr (text, ==, "•••••••");
  kt_app_stop (app);
}

/* A failed check throws nothing away: back, look, check again, save. */
static void
test_check_fails (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts ("{\"kind\": \"refuse\"}"));

  kt_app_start (app, NULL);
  kt_app_fill_form (app, &kt_app_looks, "Second try");
  kt_app_press (app, "Next");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "No connection to Bitget could be made");
  kt_app_press (app, "Back");
  assert_filled (app, &kt_app_looks);
  kt_app_play (app, kt_app_accounts (""));
  kt_app_press (app, "Next");
  kt_app_press (app, "Check Again");
  kt_app_wait_words (app, "What you meant, and what Bitget told");
  kt_app_save (app, "Save");
  kt_app_press (app, "Back");
  kt_app_wait_row (app, "Second try, Bitget, Works");
  kt_app_stop (app);
}

/* Nor does a keyring that is gone. */
static void
test_keyring_fails (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  kt_app_start (app, NULL);
  kt_app_fill_form (app, &kt_app_looks, "Kept");
  kt_app_press (app, "Next");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "What you meant, and what Bitget told");
  kt_test_keyring_kill ();
  kt_app_press (app, "Save");
  kt_app_wait_toast (app, "There is no keyring on this computer to keep secrets in");
  kt_app_press (app, "Back");
  assert_filled (app, &kt_app_looks);
  kt_test_keyring_start ("test");
  kt_app_press (app, "Next");
  kt_app_save (app, "Save");
  kt_app_press (app, "Back");
  kt_app_wait_row (app, "Kept, Bitget, Works");
  kt_app_stop (app);
}

/* What can be lost is said before it is saved. */
static void
test_too_powerful (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  kt_app_start (app, NULL);
  kt_app_fill_form (app, &kt_app_withdraws, "Too much");
  kt_app_press (app, "Next");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "This key can withdraw, and you meant it not to.");
  kt_app_wait_words (app, "This key can withdraw, from any address in the world.");
  kt_app_save (app, "Save");
  kt_app_press (app, "Back");
  kt_app_wait_row (app, "Too much, Bitget, Can withdraw, not intended");
  kt_app_stop (app);
}

/* For what the person chose, what to tick at this exchange, by the names it has there. */
static void
test_boxes (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) bot = NULL;

  kt_app_start (app, NULL);
  kt_app_press (app, "Add Key");
  kt_app_choose_exchange (app, "Kraken");
  kt_app_wait_words (app, "When you make the key at Kraken, tick “Query Funds”, “Query Open Orders & Trades”, “Query Closed Orders & Trades” "
                          "and nothing else.");
  bot = kt_ui_find_shown (app->root, KT_UI_ROW, "Trading bot");
  kt_ui_scroll_to (bot);
  kt_ui_mouse_click (bot);
  kt_app_wait_words (app, "“Create & Modify Orders”, “Cancel/Close Orders” and nothing else.");
  kt_app_stop (app);
}

/* Cancel while the keyring asks: it is said that nothing was saved, and nothing was. */
static void
test_cancel_saving (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtTestPrompter) prompter = NULL;

  kt_app_start (app, NULL);
  kt_app_fill_form (app, &kt_app_looks, "Never mind");
  kt_app_press (app, "Next");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "What you meant, and what Bitget told");
  kt_test_keyring_lock ();
  prompter = kt_test_prompter_start ("hang");
  kt_app_press (app, "Save");
  kt_test_wait_for (kt_test_prompter_count (prompter) == 1);
  kt_app_press (app, "Cancel");
  kt_app_wait_toast (app, "Cancelled. The key was not saved.");
  kt_test_prompter_end (g_steal_pointer (&prompter));
  kt_app_press (app, "Back");
  assert_filled (app, &kt_app_looks);
  kt_app_stop (app);
}

/* What helps is one press away, before the key is saved. */
static void
test_remedies (void)
{
  g_autofree char *accounts = kt_app_accounts ("");
  g_autoptr(KtApp) app = kt_app_new (g_strconcat ("{\"clock_offset_ms\": {\"bitget\": 90000}, ", accounts + 1, NULL));
  g_autofree char *folder = g_build_filename (app->folder, "applications", NULL);
  g_autofree char *panel = g_build_filename (folder, "gnome-datetime-panel.desktop", NULL);
  g_autofree char *opened = g_build_filename (folder, "opened", NULL);
  g_autofree char *entry = g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Clock\nExec=touch %s\n", opened);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  kt_test_file_store (panel, entry, -1);
  kt_app_start (app, NULL);
  kt_app_fill_form (app, &kt_app_withdraws, "Mended");
  kt_app_press (app, "Next");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "This key can withdraw, and you meant it not to.");
  kt_app_press (app, "Date and Time Settings");
  kt_test_wait_for (g_file_test (opened, G_FILE_TEST_EXISTS));
  kt_app_stop (app);
}

/* One wrong key does not throw away what was typed. */
static void
test_discard (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  kt_app_start (app, NULL);
  kt_app_fill_form (app, &kt_app_looks, NULL);
  kt_screen_key ("Escape");
  kt_app_wait_words (app, "Discard This Key?");
  kt_app_press (app, "Cancel");
  assert_filled (app, &kt_app_looks);
  kt_screen_key ("Escape");
  kt_app_wait_words (app, "Discard This Key?");
  kt_app_press (app, "Discard");
  kt_ui_wait_gone (app->root, KT_UI_TEXT, "Secret Key");
  kt_app_wait_words (app, "Keep Your Exchange Keys in Order");
  kt_app_stop (app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/add/paste", test_paste);
  g_test_add_func ("/app/add/typed", test_typed);
  g_test_add_func ("/app/add/lines", test_lines);
  g_test_add_func ("/app/add/rising-nonce", test_rising_nonce);
  g_test_add_func ("/app/add/not-text", test_not_text);
  g_test_add_func ("/app/add/cancel-saving", test_cancel_saving);
  g_test_add_func ("/app/add/remedies", test_remedies);
  g_test_add_func ("/app/add/check-fails", test_check_fails);
  g_test_add_func ("/app/add/keyring-fails", test_keyring_fails);
  g_test_add_func ("/app/add/too-powerful", test_too_powerful);
  g_test_add_func ("/app/add/boxes", test_boxes);
  g_test_add_func ("/app/add/discard", test_discard);
  return g_test_run ();
}
