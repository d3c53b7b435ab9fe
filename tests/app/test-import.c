/* test-import.c: several keys in the window: pasted or from a file, seen, completed, saved one by one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "kt-app-fixture.h"

/* Two whole keys of Bitget, one of Kraken that lacks its secret, one of an unknown exchange, and a broken line. */
static char *
make_env (void)
{
  return g_strdup_printf ("# my bots\nBITGET_API_KEY=%s\nBITGET_SECRET=%s\nBITGET_PASSPHRASE=%s\n"
                          "BITGET_GRID_KEY=%s\nBITGET_GRID_SECRET=%s\nBITGET_GRID_PASSPHRASE=%s\n"
                          "KRAKEN_KEY=MadeUpMadeUpMadeUpMadeUpMadeUpMadeUpMadeUpMadeUpMadeUpMa\n"
                          "SHOP_API_KEY=madeup-madeup-1\nSHOP_API_SECRET=madeup-madeup-2\nBROKEN_KEY=\"abc\n",
                          kt_app_looks.api_key, kt_app_looks.secret, kt_app_looks.passphrase,
                          kt_app_withdraws.api_key, kt_app_withdraws.secret, kt_app_withdraws.passphrase);
}

static void
open_import (KtApp *app)
{
  g_autoptr(KtUiNode) choose = NULL;

  kt_screen_key ("ctrl+i");
  choose = kt_ui_find_shown (app->root, KT_UI_BUTTON, "Choose a File…");
}

static void
paste (KtApp *app, const char *text)
{
  app->pasted = TRUE;
  kt_screen_set_clipboard (text);
  kt_app_press (app, "Paste");
}

static gboolean
is_chosen (KtApp *app, const char *label)
{
  g_autoptr(KtUiNode) check = kt_ui_find (app->root, KT_UI_SWITCH, label);

  return kt_ui_has_state (check, ATSPI_STATE_CHECKED);
}

/* What is found is seen, what is saved already is said, and no secret is told to anybody. */
static void
test_paste (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *env = make_env ();
  guint items;

  kt_app_put (app, &kt_app_withdraws, "Mine", "bot");
  kt_app_start (app, NULL);
  open_import (app);
  paste (app, env);
  kt_app_wait_words (app, "4 keys found · 1 chosen");
  kt_app_wait_words (app, "Already saved as “Mine”");
  kt_app_wait_words (app, "“Private Key” is missing");
  kt_app_wait_words (app, "Choose the exchange");
  kt_app_wait_words (app, "1 place could not be read");
  g_assert_true (is_chosen (app, "Bitget"));
  g_assert_false (is_chosen (app, "Bitget grid"));
  kt_app_assert_unseen (app, kt_app_looks.secret);
  kt_app_assert_unseen (app, kt_app_looks.passphrase);

  items = kt_test_keyring_count ();
  kt_app_press (app, "Next");
  kt_app_wait_words (app, "What Should It Be Able to Do?");
  kt_app_press (app, "Save 1 Key");
  kt_app_wait_words (app, "1 key saved");
  g_assert_cmpuint (kt_test_keyring_count (), ==, items + 1);
  g_assert_cmpuint (exchange_server_count_log (app->server, "\"event\":\"request\""), ==, 0);
  kt_app_press (app, "Done");
  kt_app_wait_row (app, "Bitget, Bitget, Not checked yet");
  kt_app_stop (app);
}

/* What the source lacks is chosen and typed; then it is saved too, and checked on demand. */
static void
test_complete (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *env = g_strdup_printf ("X_API_KEY=%s\nX_API_SECRET=%s\n", kt_app_looks.api_key, kt_app_looks.secret);
  g_autoptr(KtUiNode) row = NULL, entry = NULL, exchange = NULL, check = NULL, label = NULL;

  kt_app_start (app, NULL);
  open_import (app);
  paste (app, env);
  kt_app_wait_words (app, "Choose the exchange");
  kt_app_press (app, "Change “x”");
  exchange = kt_ui_find_shown (app->root, KT_UI_ROW, "Exchange");
  kt_ui_mouse_click (exchange);
  row = kt_ui_find_shown (app->root, KT_UI_ROW, "Bitget");
  kt_ui_mouse_click (row);
  entry = kt_app_entry (app, "Passphrase");
  kt_ui_paste (entry, kt_app_looks.passphrase);
  label = kt_app_entry (app, "Label");
  kt_ui_type (label, "Completed");
  kt_app_press (app, "Back");
  kt_app_wait_words (app, "1 key found · 1 chosen");
  kt_app_press (app, "Next");
  check = kt_ui_find (app->root, KT_UI_SWITCH, "Check Each Key Once Saved");
  kt_ui_click (check);
  kt_app_press (app, "Save 1 Key");
  kt_app_wait_words (app, "1 key saved");
  g_assert_cmpuint (exchange_server_count_log (app->server, "\"signature\":\"held\""), >=, 1);
  kt_app_press (app, "Done");
  kt_app_wait_row (app, "Completed, Bitget, Works");
  kt_app_stop (app);
}

/* Columns are chosen by eye; secrets are bullets there. */
static void
test_columns (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *csv = g_strdup_printf ("Exchange,Account Name,API Key,API Secret,Passphrase\nBitget,Grid,%s,%s,%s\n",
                                          kt_app_looks.api_key, kt_app_looks.secret, kt_app_looks.passphrase);
  g_autoptr(KtUiNode) column G_GNUC_UNUSED = NULL;

  kt_app_start (app, NULL);
  open_import (app);
  paste (app, csv);
  kt_app_wait_words (app, "What Is in Each Column?");
  kt_app_wait_words (app, "••••••");
  kt_app_assert_unseen (app, kt_app_looks.secret);
  kt_app_assert_unseen (app, kt_app_looks.passphrase);
  kt_app_press (app, "Next");
  kt_app_wait_words (app, "1 key found · 1 chosen");
  g_assert_true (is_chosen (app, "Grid"));
  kt_app_press (app, "Next");
  kt_app_press (app, "Save 1 Key");
  kt_app_wait_words (app, "1 key saved");
  kt_app_press (app, "Done");
  kt_app_wait_row (app, "Grid, Bitget, Not checked yet");
  kt_app_stop (app);
}

/* A keyring that does not open: nothing is saved, nothing is lost, and it works later. */
static void
test_locked (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *env = make_env ();
  g_autoptr(KtTestPrompter) prompter = NULL;

  kt_test_keyring_lock ();
  prompter = kt_test_prompter_start ("cancel pw:test");
  kt_app_start (app, NULL);
  open_import (app);
  paste (app, env);
  kt_app_wait_words (app, "The keyring is locked, so it cannot be told which keys are saved already.");
  g_assert_cmpuint (kt_test_prompter_count (prompter), ==, 0);
  kt_app_press (app, "Next");
  kt_app_press (app, "Save 2 Keys");
  kt_test_wait_for (kt_test_prompter_count (prompter) == 1);
  kt_app_wait_toast (app, "keyring");
  kt_app_press (app, "Save 2 Keys");
  kt_app_wait_words (app, "2 keys saved");
  g_assert_cmpuint (kt_test_prompter_count (prompter), ==, 2);
  kt_app_press (app, "Done");
  kt_app_wait_row (app, "Bitget grid, Bitget, Not checked yet");
  kt_app_stop (app);
}

/* Text without a key says so, and another try is one press away. */
static void
test_nothing (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  kt_app_start (app, NULL);
  open_import (app);
  paste (app, "Dear all,\nsee you there.\n");
  kt_app_wait_words (app, "No Keys Found");
  paste (app, "BITGET_API_KEY=your_api_key\nBITGET_SECRET=your_secret\n");
  kt_app_wait_words (app, "Line 1: this is a placeholder, no key.");
  kt_app_press (app, "Cancel");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Choose a File…");
  kt_app_stop (app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/import/paste", test_paste);
  g_test_add_func ("/app/import/complete", test_complete);
  g_test_add_func ("/app/import/columns", test_columns);
  g_test_add_func ("/app/import/locked", test_locked);
  g_test_add_func ("/app/import/nothing", test_nothing);
  return g_test_run ();
}
