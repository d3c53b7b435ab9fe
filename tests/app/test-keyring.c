/* test-keyring.c: the window while the keyring is locked, cold, dead, or is another one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-app-fixture.h"

/* Everything is to be seen; a deed of the person opens the keyring. */
static void
test_locked_at_start (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtTestPrompter) prompter = NULL;

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_test_keyring_lock ();
  prompter = kt_test_prompter_start ("pw:test");
  kt_app_start (app, NULL);
  kt_app_wait_words (app, "The keyring is locked. You can look, not check.");
  kt_app_wait_row (app, "Taxes, Bitget, Not checked yet");
  g_assert_cmpuint (kt_test_prompter_count (prompter), ==, 0);
  kt_app_press (app, "Unlock");
  kt_test_wait_for (kt_test_prompter_count (prompter) == 1);
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Cancel");
  kt_app_open_key (app, "Taxes");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "Works. Can do what you meant, and nothing else.");
  kt_app_stop (app);
}

/* A question that nobody sees is no dead end. */
static void
test_cancel_unlock (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtTestPrompter) prompter = NULL;

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_test_keyring_lock ();
  prompter = kt_test_prompter_start ("hang");
  kt_app_start (app, NULL);
  kt_app_press (app, "Unlock");
  kt_app_wait_words (app, "Waiting for the keyring to be opened");
  kt_test_wait_for (kt_test_prompter_count (prompter) == 1);
  kt_app_press (app, "Cancel");
  kt_app_wait_words (app, "The keyring is locked. You can look, not check.");
  kt_app_stop (app);
}

/* Saving asks for the password; a person who dismisses that question loses nothing. */
static void
test_add_while_locked (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtTestPrompter) prompter = NULL;

  kt_app_put (app, &kt_app_binance, "Spot bot", "read,spot");
  kt_test_keyring_lock ();
  prompter = kt_test_prompter_start ("cancel pw:test");
  kt_app_start (app, NULL);
  kt_app_fill_form (app, &kt_app_looks, "Taxes");
  kt_app_press (app, "Next");
  kt_app_press (app, "Save Without Checking");
  kt_test_wait_for (kt_test_prompter_count (prompter) == 1);
  kt_app_wait_toast (app, "The keyring stayed locked, because its question was closed.");
  kt_app_save (app, "Save Without Checking");
  kt_app_press (app, "Back");
  kt_app_wait_row (app, "Taxes, Bitget, Not checked yet");
  kt_app_stop (app);
}

/* Another keyring in its place: said, and nothing is written to it. */
static void
test_other_keyring (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_test_keyring_renew ("test");
  kt_app_start (app, NULL);
  kt_app_wait_words (app, "This is not the keyring that holds your keys.");
  kt_app_wait_row (app, "Taxes, Bitget, Secret in another keyring");
  g_assert_cmpuint (kt_test_keyring_count (), ==, 0);
  kt_app_stop (app);
}

/* As after a login without a password: nobody asked it yet. A check asks, once. */
static void
test_cold (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtTestPrompter) prompter = NULL;

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_test_keyring_restart (NULL);
  prompter = kt_test_prompter_start ("pw:test");
  kt_app_start (app, NULL);
  kt_app_wait_words (app, "The keyring is locked. You can look, not check.");
  kt_app_open_key (app, "Taxes");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "Works. Can do what you meant, and nothing else.");
  kt_app_press (app, "Reveal Secret Key");
  kt_app_press (app, "Hide Secret Key");
  g_assert_cmpuint (kt_test_prompter_count (prompter), ==, 1);
  kt_app_stop (app);
}

/* Not there when the window opens, there again, and gone in the middle. */
static void
test_dead (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_test_keyring_kill ();
  kt_app_start (app, NULL);
  kt_app_wait_words (app, "Nothing on this desktop keeps secrets.");
  kt_app_open_key (app, "Taxes");
  kt_app_press (app, "Reveal Secret Key");
  kt_app_wait_toast (app, "There is no keyring on this computer to keep secrets in.");
  kt_app_press (app, "Back");
  /* Seen without a press of Try Again. */
  kt_test_keyring_start ("test");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Try Again");
  kt_app_press (app, "Check All");
  kt_app_wait_row (app, "Taxes, Bitget, Works");

  kt_app_open_key (app, "Taxes");
  kt_test_keyring_kill ();
  kt_app_press (app, "Reveal Secret Key");
  kt_app_wait_toast (app, "There is no keyring on this computer to keep secrets in.");
  kt_app_stop (app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/keyring/locked-at-start", test_locked_at_start);
  g_test_add_func ("/app/keyring/cancel-unlock", test_cancel_unlock);
  g_test_add_func ("/app/keyring/cold", test_cold);
  g_test_add_func ("/app/keyring/dead", test_dead);
  g_test_add_func ("/app/keyring/add-while-locked", test_add_while_locked);
  g_test_add_func ("/app/keyring/other", test_other_keyring);
  return g_test_run ();
}
