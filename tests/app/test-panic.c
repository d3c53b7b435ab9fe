/* test-panic.c: something leaked: the list of all keys, who has them, and whether they are dead
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "kt-app-fixture.h"

static void
run (KtApp *app, const char *first, ...)
{
  g_autoptr(GPtrArray) arguments = g_ptr_array_new ();
  g_autofree char *output = NULL;
  const char *argument = first;
  va_list list;

  va_start (list, first);
  for (; argument; argument = va_arg (list, const char *))
    g_ptr_array_add (arguments, (gpointer) argument);
  va_end (list);
  g_ptr_array_add (arguments, NULL);
  if (kt_app_run (app, (const char *const *) arguments->pdata, NULL, &output) > 1)
    g_error ("keyturn %s: %s", first, output);
}

static KtApp *
make_three (void)
{
  KtApp *app = kt_app_new (kt_app_accounts (""));

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_put (app, &kt_app_withdraws, "Too much", "read");
  kt_app_put (app, &kt_app_binance, "Spot bot", "read,spot");
  run (app, "edit", "Spot bot", "--given-to", "Grid bot", NULL);
  run (app, "edit", "Taxes", "--given-to", "Tax office", NULL);
  return app;
}

static void
open_list (KtApp *app)
{
  g_autoptr(KtUiNode) item = NULL;

  kt_app_press (app, "Main Menu");
  item = kt_ui_find (app->root, KT_UI_MENU_ITEM, "Panic List");
  kt_ui_click (item);
  kt_app_wait_words (app, "Worst first.");
}

/* The place of a text in what the list says. */
static gsize
place_of (const char *words, const char *text)
{
  const char *at = strstr (words, text);

  if (!at)
    g_error ("“%s” is not said: %s", text, words);
  return (gsize) (at - words);
}

static void
test_order (void)
{
  g_autoptr(KtApp) app = make_three ();
  g_autoptr(KtUiNode) list = NULL;
  g_autoptr(KtUiNode) entry = NULL;
  g_autoptr(KtUiNode) print G_GNUC_UNUSED = NULL;
  g_autofree char *words = NULL;
  g_autofree char *text = NULL;

  run (app, "check", "--all", NULL);
  kt_app_start (app, NULL);
  open_list (app);
  kt_app_wait_words (app, "1. Too much");
  list = kt_ui_find_shown (app->root, KT_UI_LIST, "Keys by What They Could Cost");
  words = kt_ui_get_words (list);
  g_assert_cmpuint (place_of (words, "may move money away, from any address"), <, place_of (words, "2. Spot bot"));
  g_assert_cmpuint (place_of (words, "may trade, from listed addresses only; given to Grid bot"), <, place_of (words, "3. Taxes"));
  g_assert_cmpuint (place_of (words, "may look, from any address; given to Tax office"), >, place_of (words, "3. Taxes"));
  place_of (words, "Open Bitget’s Key Page");
  place_of (words, "Is It Dead?");

  kt_app_press (app, "Copy as Text");
  kt_app_wait_toast (app, "Copied as text");
  text = kt_screen_get_clipboard ();
  g_assert_nonnull (strstr (text, "1. Too much (Bitget"));
  g_assert_nonnull (strstr (text, "https://www.bitget.com"));
  g_assert_null (strstr (text, kt_app_withdraws.api_key));
  /* (Without a window manager a window has the keys once it was clicked.) */
  entry = kt_ui_find_shown (app->root, KT_UI_ANY, "Who Leaked?");
  kt_ui_mouse_click (entry);
  /* The desktop's own window, which opens and goes. */
  kt_screen_key ("ctrl+p");
  print = kt_ui_find (app->root, ATSPI_ROLE_DIALOG, "Print");
  kt_screen_key ("Escape");
  kt_ui_wait_gone (app->root, ATSPI_ROLE_DIALOG, "Print");
  kt_ui_mouse_click (entry);
  kt_screen_key ("Escape");
  kt_ui_wait_gone (app->root, KT_UI_LIST, "Keys by What They Could Cost");
  kt_app_stop (app);
}

/* Also who once had a key, and a key that was wiped here. */
static void
test_who (void)
{
  g_autoptr(KtApp) app = make_three ();
  g_autoptr(KtUiNode) entry = NULL;

  run (app, "edit", "Too much", "--given-to", "Grid bot", NULL);
  run (app, "delete", "Too much", "--now", NULL);
  run (app, "edit", "Spot bot", "--given-to", "Another bot", NULL);
  kt_app_start (app, NULL);
  kt_screen_key ("ctrl+shift+l");
  entry = kt_ui_find_shown (app->root, KT_UI_ANY, "Who Leaked?");
  kt_app_wait_words (app, "Taxes");
  kt_ui_mouse_click (entry);
  kt_screen_type ("grid");
  kt_app_wait_words (app, "2. A key that was wiped here");
  kt_app_wait_words (app, "this very credential is still the current one");
  kt_app_wait_words (app, "It cannot be asked about from here: its secret is gone.");
  kt_screen_key ("ctrl+a");
  kt_screen_type ("nobody");
  kt_app_wait_words (app, "Nobody of That Name Was Given a Key");
  kt_app_stop (app);
}

/* A new credential beside the old one, which stays the current one. */
static void
give_new (KtApp *app, const char *label, const KtAppKey *key)
{
  const char *begin[] = { "rotate", label, NULL };
  const char *give[] = { "rotate", label, "--give", NULL };
  g_autofree char *json = kt_app_key_json (key);
  g_autofree char *output = NULL;

  kt_app_run (app, begin, NULL, NULL);
  if (kt_app_run (app, give, json, &output) > 1)
    g_error ("keyturn rotate: %s", output);
}

/* Asked only when pressed; alive, then dead; but of two credentials only one was asked. */
static void
test_dead (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) list = NULL;
  g_autoptr(KtUiNode) button = NULL;
  g_autofree char *revoked = NULL;

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  give_new (app, "Taxes", &kt_app_withdraws);
  kt_app_start (app, NULL);
  open_list (app);
  list = kt_ui_find_shown (app->root, KT_UI_LIST, "Keys by What They Could Cost");
  kt_ui_wait_words (list, "what it may do is not known, perhaps from any address");
  button = kt_ui_find_shown (app->root, KT_UI_BUTTON, "Is It Dead?");
  kt_ui_click (button);
  kt_ui_wait_words (list, "Alive: it still works. Asked again at");
  /* What the answer told changes the row, which stays: a press just then is not lost. */
  kt_ui_wait_words (list, "may look, from any address");

  revoked = g_strdup_printf ("{\"accounts\": [{\"exchange\": \"bitget\", \"environment\": \"live\", \"kind\": \"unified\", \"uid\": \"7000000001\","
                             " \"keys\": [{\"api_key\": \"%s\", \"secret\": \"%s\", \"passphrase\": \"%s\", \"rights\": [\"uta_mgt\"],"
                             " \"state\": \"revoked\"}]}], \"faults\": []}",
                             kt_app_looks.api_key, kt_app_looks.secret, kt_app_looks.passphrase);
  kt_app_play (app, g_steal_pointer (&revoked));
  kt_ui_click (button);
  kt_ui_wait_words (list, "Dead: the exchange refuses it");
  kt_ui_wait_words (list, "Only its current credential was asked: the other one of its rotation may be alive.");
  kt_ui_wait_words (list, "in a rotation: two credentials may be alive");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Is It Dead?");
  kt_app_assert_unseen (app, kt_app_looks.secret);
  kt_app_stop (app);
}

/* Binance answers one code for a deleted key and a wrong address: that proves nothing. */
static void
test_no_proof (void)
{
  g_autoptr(KtApp) app = kt_app_new (g_strdup ("{\"accounts\": [], \"faults\": []}"));

  kt_app_put (app, &kt_app_binance, "Spot bot", "read,spot");
  kt_app_start (app, NULL);
  open_list (app);
  kt_app_press (app, "Is It Dead?");
  kt_app_wait_words (app, "Not known: this proves nothing.");
  kt_app_stop (app);
}

static void
test_locked (void)
{
  g_autoptr(KtApp) app = make_three ();

  run (app, "check", "--all", NULL);
  kt_test_keyring_lock ();
  kt_app_start (app, NULL);
  open_list (app);
  kt_app_wait_words (app, "1. Too much");
  kt_app_wait_words (app, "may move money away, from any address");
  kt_app_wait_words (app, "The list needs no keyring. Asking whether a key is dead does.");
  kt_app_stop (app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/panic/order", test_order);
  g_test_add_func ("/app/panic/who", test_who);
  g_test_add_func ("/app/panic/dead", test_dead);
  g_test_add_func ("/app/panic/no-proof", test_no_proof);
  g_test_add_func ("/app/panic/locked", test_locked);
  return g_test_run ();
}
