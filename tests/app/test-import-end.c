/* test-import-end.c: how an import ends: the file deleted or left, cancelled at each step, the keyring gone in the middle
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "kt-app-fixture.h"

/* Two whole keys. (transfer full) */
static char *
make_env (void)
{
  return g_strdup_printf ("BITGET_API_KEY=%s\nBITGET_SECRET=%s\nBITGET_PASSPHRASE=%s\n"
                          "BITGET_GRID_KEY=%s\nBITGET_GRID_SECRET=%s\nBITGET_GRID_PASSPHRASE=%s\n",
                          kt_app_looks.api_key, kt_app_looks.secret, kt_app_looks.passphrase,
                          kt_app_withdraws.api_key, kt_app_withdraws.secret, kt_app_withdraws.passphrase);
}

/* Drops a file with both keys on the window and waits for the list. (transfer full): its path */
static char *
drop_file (KtApp *app)
{
  g_autofree char *env = make_env ();
  char *path = g_build_filename (app->folder, "bots.env", NULL);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *list = g_strconcat (uri, "\r\n", NULL);
  g_autoptr(KtUiNode) add = kt_ui_find_shown (app->root, KT_UI_BUTTON, "Add Key");

  kt_test_file_store (path, env, -1);
  g_assert_true (kt_ui_drop (add, "text/uri-list", list));
  kt_app_wait_words (app, "2 keys found · 2 chosen");
  return path;
}

static guint
count_keys (KtApp *app)
{
  const char *arguments[] = { "list", "--json", NULL };
  g_autofree char *output = NULL;
  guint count = 0;

  kt_app_run (app, arguments, NULL, &output);
  if (!strstr (output, "["))
    g_error ("keyturn list: %s", output);
  for (const char *at = output; (at = strstr (at, "\"label\"")); at++)
    count++;
  return count;
}

/* Nothing can be dropped before the list is there. */
static void
start_empty (KtApp *app)
{
  g_autoptr(KtUiNode) title G_GNUC_UNUSED = NULL;

  kt_app_start (app, NULL);
  title = kt_ui_find_shown (app->root, KT_UI_LABEL, "Keep Your Exchange Keys in Order");
}

/* What is offered is done, and said. */
static void
test_delete (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *path = NULL;

  start_empty (app);
  path = drop_file (app);
  kt_app_press (app, "Next");
  kt_app_press (app, "Save 2 Keys");
  kt_app_wait_words (app, "“bots.env” still holds the keys in plain text. Delete it now?");
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  kt_app_press (app, "Delete It Now");
  kt_app_wait_toast (app, "“bots.env” is deleted");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Delete It Now");
  kt_app_press (app, "Done");
  kt_app_wait_row (app, "Bitget grid, Bitget, Not checked yet");
  kt_app_stop (app);
}

/* A file that is not what was read stays as it is. */
static void
test_delete_refused (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *path = NULL;
  g_autofree char *now = NULL;

  start_empty (app);
  path = drop_file (app);
  kt_app_press (app, "Next");
  kt_app_press (app, "Save 2 Keys");
  kt_app_wait_words (app, "Delete it now?");
  kt_test_file_store (path, "SHOPPING=milk\n", -1);
  kt_app_press (app, "Delete It Now");
  kt_app_wait_toast (app, "Keyturn does not do this: ");
  now = kt_test_file_load (path, NULL);
  g_assert_cmpstr (now, ==, "SHOPPING=milk\n");
  kt_app_press (app, "Done");
  kt_app_wait_row (app, "Bitget grid, Bitget, Not checked yet");
  kt_app_stop (app);
}

static void
close_window (KtApp *app, const char *gone)
{
  kt_screen_key ("Escape");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, gone);
}

/* Left anywhere before saving, nothing was done. */
static void
test_cancel (void)
{
  static const struct { const char *step; const char *pressed; const char *gone; } steps[] = {
    { "the list", NULL, "Next" },
    { "what all may do", "Next", "Save 2 Keys" },
  };
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  guint items;

  start_empty (app);
  items = kt_test_keyring_count ();
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *path = drop_file (app);
      g_autoptr(KtUiNode) step = NULL;

      g_test_message ("%s", steps[i].step);
      if (steps[i].pressed)
        kt_app_press (app, steps[i].pressed);
      step = kt_ui_find_shown (app->root, KT_UI_BUTTON, steps[i].gone);
      close_window (app, steps[i].gone);
      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
    }
  kt_app_stop (app);
  g_assert_cmpuint (count_keys (app), ==, 0);
  /* (What keys are compared by is made when it is first needed; it is no key's.) */
  g_assert_cmpuint (kt_test_keyring_count (), <=, items + 1);
}

/* In the middle of saving, with a keyring that does not answer: it ends at once, and no key is half there. */
static void
test_cancel_saving (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *path = NULL;

  start_empty (app);
  path = drop_file (app);
  kt_app_press (app, "Next");
  kt_app_wait_words (app, "What Should It Be Able to Do?");
  kt_test_keyring_stop ();
  kt_app_press (app, "Save 2 Keys");
  kt_app_wait_words (app, "(1 of 2)");
  kt_app_press (app, "Cancel");
  kt_app_wait_words (app, "2 keys were not saved. They are still in the list.");
  kt_test_keyring_continue ();
  kt_app_press (app, "Back");
  kt_app_press (app, "Next");
  kt_app_press (app, "Save 2 Keys");
  kt_app_wait_words (app, "2 keys saved");
  kt_app_press (app, "Done");
  kt_app_wait_row (app, "Bitget grid, Bitget, Not checked yet");
  kt_app_stop (app);
  g_assert_cmpuint (count_keys (app), ==, 2);
}

/* The first is saved and being checked when the keyring goes: it stays saved, the other stays in the list. */
static void
test_keyring_dies (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts ("{\"kind\": \"hang\", \"exchange\": \"bitget\"}"));
  g_autoptr(KtUiNode) check = NULL;
  g_autofree char *path = NULL;

  start_empty (app);
  path = drop_file (app);
  kt_app_press (app, "Next");
  check = kt_ui_find (app->root, KT_UI_SWITCH, "Check Each Key Once Saved");
  kt_ui_click (check);
  kt_app_press (app, "Save 2 Keys");
  kt_test_wait_for (exchange_server_count_log (app->server, "\"fault\":\"hang\"") > 0);
  kt_test_keyring_kill ();
  kt_app_press (app, "Cancel");
  kt_app_wait_words (app, "1 key saved");
  kt_app_wait_words (app, "1 key was not saved. It is still in the list.");
  kt_app_press (app, "Back");
  kt_app_press (app, "Next");
  kt_app_press (app, "Save 1 Key");
  kt_app_wait_toast (app, "There is no keyring on this computer");
  kt_test_keyring_start ("test");
  kt_app_play (app, kt_app_accounts (""));
  kt_app_press (app, "Back");
  kt_app_press (app, "Next");
  kt_app_press (app, "Save 1 Key");
  kt_app_wait_words (app, "2 keys saved");
  kt_app_stop (app);
  g_assert_cmpuint (count_keys (app), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/import-end/delete", test_delete);
  g_test_add_func ("/app/import-end/delete-refused", test_delete_refused);
  g_test_add_func ("/app/import-end/cancel", test_cancel);
  g_test_add_func ("/app/import-end/cancel-saving", test_cancel_saving);
  g_test_add_func ("/app/import-end/keyring-dies", test_keyring_dies);
  return g_test_run ();
}
