/* test-rotate.c: a rotation in the window, from the first step to the last, through deaths of the program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <signal.h>
#include <string.h>

#include "kt-app-fixture.h"

/* Of the same account as kt_app_looks; made up. */
static const KtAppKey next = { "bitget", "Bitget", "bg_f00dfacef00dfacef00dfacef00dface",
                               "0badc0de0badc0de0badc0de0badc0de0badc0de0badc0de0badc0de0badc0de", "MadeUpNext3" };

static char *
accounts (const char *old_state, const char *new_rights)
{
  return g_strdup_printf (
    "{\"accounts\": [{\"exchange\": \"bitget\", \"environment\": \"live\", \"kind\": \"unified\", \"uid\": \"7000000001\", \"keys\": ["
    "{\"api_key\": \"%s\", \"secret\": \"%s\", \"passphrase\": \"%s\", \"rights\": [\"uta_mgt\"], \"read_only\": true, \"state\": \"%s\"},"
    "{\"api_key\": \"%s\", \"secret\": \"%s\", \"passphrase\": \"%s\", \"rights\": [%s]}]}], \"faults\": []}",
    kt_app_looks.api_key, kt_app_looks.secret, kt_app_looks.passphrase, old_state, next.api_key, next.secret, next.passphrase, new_rights);
}

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

static void
start_rotating (KtApp *app, const char *id)
{
  kt_app_start (app, NULL);
  kt_app_activate (app, "rotate", id);
}

/* As by a power cut. */
static void
die (KtApp *app)
{
  kill (kt_ui_get_pid (app->ui), SIGKILL);
  g_clear_pointer (&app->ui, kt_ui_free);
  app->root = NULL;
}

static gboolean
has_length (KtUiNode *entry, glong length)
{
  g_autofree char *text = kt_ui_get_text (entry);

  return text && g_utf8_strlen (text, -1) == length;
}

static void
paste (KtApp *app, const char *name, const char *value)
{
  g_autoptr(KtUiNode) entry = kt_app_entry (app, name);

  app->pasted = TRUE;
  kt_ui_paste (entry, value);
  kt_test_wait_for (has_length (entry, g_utf8_strlen (value, -1)));
}

static void
give (KtApp *app)
{
  kt_app_press (app, "I Have the New Key");
  kt_app_wait_words (app, "Step 2 of 8");
  paste (app, "API Key", next.api_key);
  paste (app, "Secret Key", next.secret);
  paste (app, "Passphrase", next.passphrase);
  kt_app_press (app, "Keep It Beside the Old One");
  kt_app_wait_words (app, "Step 3 of 8");
}

/* What `keyturn rotate` says of the stage. */
static void
assert_stage (KtApp *app, const char *stage)
{
  const char *arguments[] = { "rotate", "Taxes", "--json", NULL };
  g_autofree char *wanted = g_strdup_printf ("\"stage\" : \"%s\"", stage);
  g_autofree char *output = NULL;

  kt_app_run (app, arguments, NULL, &output);
  if (!strstr (output, wanted))
    g_error ("not %s: %s", stage, output);
}

static KtApp *
make (const char *new_rights)
{
  KtApp *app = kt_app_new (accounts ("active", new_rights));

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  run (app, "edit", "Taxes", "--given-to", "Tax office", NULL);
  run (app, "check", "Taxes", NULL);
  return app;
}

static void
test_through (void)
{
  g_autoptr(KtApp) app = make ("\"uta_mgt\"");
  g_autofree char *id = kt_app_key_text (app, "Taxes", "id");
  g_autoptr(KtUiNode) tick = NULL;

  start_rotating (app, id);
  kt_app_wait_words (app, "Step 1 of 8");
  kt_app_wait_words (app, "Look at balances");
  kt_app_press (app, "I Have the New Key");
  kt_app_wait_words (app, "Step 2 of 8");
  die (app);
  assert_stage (app, "begun");

  start_rotating (app, id);
  kt_app_wait_words (app, "Step 1 of 8");
  give (app);
  kt_app_assert_unseen (app, next.secret);
  die (app);
  assert_stage (app, "stored");

  start_rotating (app, id);
  kt_app_press (app, "Check the New Key");
  kt_app_wait_words (app, "More Than Meant");
  kt_app_press (app, "Accept: Move between own accounts");
  kt_app_wait_words (app, "Step 4 of 8");
  kt_app_wait_words (app, "It belongs to the same account.");
  kt_app_press (app, "Make It the Current One");
  kt_app_wait_words (app, "Step 5 of 8");
  tick = kt_ui_find_shown (app->root, KT_UI_SWITCH, "Tax office");
  kt_ui_mouse_click (tick);
  kt_app_wait_words (app, "Step 6 of 8");
  kt_app_press (app, "I Deleted the Old Key");
  kt_app_wait_words (app, "Step 7 of 8");
  kt_app_press (app, "Check Now");
  kt_app_wait_words (app, "The old key still works: delete it at the exchange. The next try is");
  die (app);
  assert_stage (app, "watching");

  kt_app_play (app, accounts ("revoked", "\"uta_mgt\""));
  start_rotating (app, id);
  kt_app_press (app, "Check Now");
  kt_app_wait_words (app, "Step 8 of 8");
  kt_app_press (app, "Wipe the Old Key");
  kt_app_wait_words (app, "The old key is wiped from the keyring.");
  kt_app_stop (app);
  assert_stage (app, "begun");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/rotate/through", test_through);
  return g_test_run ();
}
