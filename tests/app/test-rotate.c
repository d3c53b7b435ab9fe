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

#define ACCOUNT(uid, keys) \
  "{\"exchange\": \"bitget\", \"environment\": \"live\", \"kind\": \"unified\", \"uid\": \"" uid "\", \"keys\": [" keys "]}"
#define OLD "{\"api_key\": \"%s\", \"secret\": \"%s\", \"passphrase\": \"%s\", \"rights\": [\"uta_mgt\"], \"read_only\": true%s}"
#define NEW "{\"api_key\": \"%s\", \"secret\": \"%s\", \"passphrase\": \"%s\", \"rights\": [%s]%s}"

/* @old, @new: more members of either key, each with its comma before it. */
static char *
accounts_with (const char *old, const char *new_rights, const char *new, const char *faults)
{
  return g_strdup_printf ("{\"accounts\": [" ACCOUNT ("7000000001", OLD ", " NEW) "], \"faults\": [%s]}",
                          kt_app_looks.api_key, kt_app_looks.secret, kt_app_looks.passphrase, old,
                          next.api_key, next.secret, next.passphrase, new_rights, new, faults);
}

static char *
accounts (const char *old_state, const char *new_rights)
{
  g_autofree char *old = g_strdup_printf (", \"state\": \"%s\"", old_state);

  return accounts_with (old, new_rights, "", "");
}

static char *
other_account (void)
{
  return g_strdup_printf ("{\"accounts\": [" ACCOUNT ("7000000001", OLD) ", " ACCOUNT ("7000000009", NEW) "], \"faults\": []}",
                          kt_app_looks.api_key, kt_app_looks.secret, kt_app_looks.passphrase, "",
                          next.api_key, next.secret, next.passphrase, "\"uta_mgt\"", "");
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

/* The same by the command line, from the beginning up to @last. */
static void
go_to (KtApp *app, const char *last)
{
  static const char *const deeds[] = { "--give", "--check", "--accept=transfer", "--make-current", "--deleted" };
  g_autofree char *json = kt_app_key_json (&next);
  g_autofree char *output = NULL;

  run (app, "rotate", "Taxes", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    {
      const char *arguments[] = { "rotate", "Taxes", deeds[i], NULL };

      g_clear_pointer (&output, g_free);
      if (kt_app_run (app, arguments, i == 0 ? json : NULL, &output) > 1)
        g_error ("keyturn rotate %s: %s", deeds[i], output);
      if (g_str_equal (deeds[i], last))
        return;
    }
}

/* Which credential is the current one. */
static void
assert_current (KtApp *app, int generation)
{
  const char *arguments[] = { "rotate", "Taxes", "--json", NULL };
  g_autofree char *wanted = g_strdup_printf ("\"generation\" : %d,", generation);
  g_autofree char *output = NULL;

  kt_app_run (app, arguments, NULL, &output);
  if (!strstr (output, wanted))
    g_error ("not %d: %s", generation, output);
}

/* A question, whose button may be called as one of the page behind it. */
static void
answer (KtApp *app, const char *heading, const char *button)
{
  g_autoptr(KtUiNode) label = kt_ui_find_shown (app->root, KT_UI_LABEL, heading);
  g_autoptr(KtUiNode) dialog = g_object_ref (label);
  g_autoptr(KtUiNode) node = NULL;

  /* Up to what holds both. */
  while (!(node = kt_ui_try_find (dialog, KT_UI_BUTTON, button)))
    {
      KtUiNode *parent = atspi_accessible_get_parent (dialog, NULL);

      g_assert_nonnull (parent);
      g_object_unref (dialog);
      dialog = parent;
    }
  kt_ui_click (node);
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
  die (app);
  assert_stage (app, "checked");

  start_rotating (app, id);
  kt_app_press (app, "Make It the Current One");
  kt_app_wait_words (app, "Step 5 of 8");
  die (app);
  assert_stage (app, "switched");
  assert_current (app, 2);

  start_rotating (app, id);
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
  kt_app_wait_words (app, "It has worked in this environment, so it was deleted.");
  die (app);
  assert_stage (app, "proven");

  start_rotating (app, id);
  kt_app_press (app, "Wipe the Old Key");
  kt_app_wait_words (app, "The old key is wiped from the keyring.");
  kt_app_stop (app);
  assert_current (app, 2);
  assert_stage (app, "begun");
}

/* Back to the old one at every stage after it was replaced; and another program goes on with it meanwhile. */
static void
test_undo (void)
{
  g_autoptr(KtApp) app = make ("\"uta_mgt\"");
  g_autofree char *id = kt_app_key_text (app, "Taxes", "id");

  go_to (app, "--make-current");
  start_rotating (app, id);
  kt_app_wait_words (app, "Step 5 of 8");
  kt_app_press (app, "Back to the Old Key");
  answer (app, "Back to the Old Key?", "Back to the Old Key");
  kt_app_wait_words (app, "Step 4 of 8");
  assert_current (app, 1);

  /* What was done elsewhere meanwhile is not done twice. */
  run (app, "rotate", "Taxes", "--make-current", NULL);
  kt_app_press (app, "Make It the Current One");
  kt_app_wait_words (app, "Step 5 of 8");
  assert_current (app, 2);
  kt_app_press (app, "I Deleted the Old Key");
  answer (app, "Is the Old Key Deleted?", "It Is Deleted");
  kt_app_wait_words (app, "Step 7 of 8");
  kt_app_press (app, "Back to the Old Key");
  answer (app, "Back to the Old Key?", "Back to the Old Key");
  kt_app_wait_words (app, "Step 4 of 8");
  assert_current (app, 1);

  run (app, "rotate", "Taxes", "--make-current", NULL);
  run (app, "rotate", "Taxes", "--given", "Tax office", NULL);
  kt_app_press (app, "Make It the Current One");
  kt_app_wait_words (app, "Step 6 of 8");
  kt_app_play (app, accounts ("revoked", "\"uta_mgt\""));
  kt_app_press (app, "I Deleted the Old Key");
  /* It is asked at once. */
  kt_app_wait_words (app, "Step 8 of 8");
  kt_app_press (app, "Back to the Old Key");
  kt_app_wait_words (app, "The exchange refuses the old key.");
  answer (app, "Back to the Old Key?", "Back to the Old Key");
  kt_app_wait_words (app, "Step 4 of 8");
  assert_current (app, 1);
  kt_app_stop (app);
}

/* What else an exchange may say proves nothing, and nothing is offered as if it did. */
static void
test_no_proof (void)
{
#define CLOCK "{\"kind\": \"status\", \"status\": 400, \"path\": \"/api/v3/account/info\", " \
              "\"body\": \"{\\\"code\\\":\\\"40008\\\",\\\"msg\\\":\\\"Request timestamp expired\\\"}\"}"
  static const struct {
    const char *member;     /* of the old key */
    const char *faults;
    const char *says;
    const char *explanation;
  } rows[] = {
    { ", \"ips\": [\"203.0.113.9\"]", "", "Bitget does not let this address use the key.", "another address" },
    { "", CLOCK, "The clocks of this computer and of Bitget are too far apart.", "a clock" },
    { "", "{\"kind\": \"maintenance\"}", "Bitget is closed for maintenance.", "maintenance" },
    { "", "{\"kind\": \"rate-limited\"}", "It is not asked again by itself.", "too many requests: the last, as the host rests then" },
  };
  g_autoptr(KtApp) app = make ("\"uta_mgt\"");
  g_autofree char *id = kt_app_key_text (app, "Taxes", "id");

  go_to (app, "--deleted");
  start_rotating (app, id);
  kt_app_wait_words (app, "Asked 1 time");
  kt_app_wait_words (app, "The old key still works: delete it at the exchange.");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *asked = g_strdup_printf ("Asked %u times", i + 2);

      g_test_message ("%s", rows[i].explanation);
      kt_app_play (app, accounts_with (rows[i].member, "\"uta_mgt\"", "", rows[i].faults));
      kt_app_press (app, "Check Now");
      kt_app_wait_words (app, asked);
      kt_app_wait_words (app, rows[i].says);
      kt_app_wait_words (app, "Step 7 of 8");
    }
  kt_app_wait_words (app, "Only when you press.");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Wipe the Old Key");
  kt_app_stop (app);
  assert_stage (app, "watching");
}

/* A new key that is not as it is meant to be does not become the current one. */
static void
test_refused (void)
{
  g_autoptr(KtApp) app = kt_app_new (other_account ());
  g_autofree char *id = NULL;

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  run (app, "check", "Taxes", NULL);
  id = kt_app_key_text (app, "Taxes", "id");
  go_to (app, "--give");
  start_rotating (app, id);
  kt_app_press (app, "Check the New Key");
  kt_app_wait_words (app, "It belongs to another account than the old key.");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Make It the Current One");

  kt_app_play (app, accounts_with ("", "\"uta_mgt\"", ", \"state\": \"revoked\"", ""));
  kt_app_press (app, "Check Again");
  kt_app_wait_words (app, "The new key does not work.");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Make It the Current One");
  assert_stage (app, "stored");
  run (app, "edit", "Taxes", "--may", "read,transfer,withdraw", NULL);
  kt_app_play (app, accounts_with ("", "\"uta_mgt\"", "", ""));
  kt_app_press (app, "Check Again");
  kt_app_wait_words (app, "It lacks what it is meant to do: Withdraw");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Make It the Current One");
  run (app, "edit", "Taxes", "--may", "read,transfer", NULL);
  kt_app_press (app, "Check Again");
  kt_app_wait_words (app, "Step 4 of 8");
  assert_current (app, 1);
  kt_app_stop (app);
}

/* Made up, as all of them. */
static const KtAppKey kraken_old = { "kraken", "Kraken", "MadeUp0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f607182",
                                     "TWFkZVVwU2VjcmV0T2xkTWFkZVVwU2VjcmV0T2xkTWFkZVVwU2VjcmV0T2xkTWFkZVVwU2VjcmV0T2xkMDAwMA==", NULL };
static const KtAppKey kraken_new = { "kraken", "Kraken", "MadeUp1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293",
                                     "TWFkZVVwU2VjcmV0TmV3TWFkZVVwU2VjcmV0TmV3TWFkZVVwU2VjcmV0TmV3TWFkZVVwU2VjcmV0TmV3MDAwMA==", NULL };

/* Where refusals lock an account out nothing is asked by itself. */
static void
test_press_only (void)
{
  g_autoptr(KtApp) app = kt_app_new (g_strdup_printf (
    "{\"accounts\": [{\"exchange\": \"kraken\", \"uid\": \"AA88 N84G WOAK NMOI\", \"keys\": ["
    "{\"api_key\": \"%s\", \"secret\": \"%s\", \"rights\": [\"query-funds\"], \"state\": \"revoked\"},"
    "{\"api_key\": \"%s\", \"secret\": \"%s\", \"rights\": [\"query-funds\"]}]}], \"faults\": []}",
    kraken_old.api_key, kraken_old.secret, kraken_new.api_key, kraken_new.secret));
  g_autofree char *json = kt_app_key_json (&kraken_new);
  g_autofree char *output = NULL;
  g_autofree char *id = NULL;
  const char *give[] = { "rotate", "Taxes", "--give", NULL };
  guint asked;

  kt_app_put (app, &kraken_old, "Taxes", "read");
  id = kt_app_key_text (app, "Taxes", "id");
  run (app, "rotate", "Taxes", NULL);
  g_assert_cmpint (kt_app_run (app, give, json, &output), ==, 0);
  run (app, "rotate", "Taxes", "--check", NULL);
  run (app, "rotate", "Taxes", "--make-current", NULL);
  asked = exchange_server_count_log (app->server, "kraken");
  start_rotating (app, id);
  kt_app_wait_words (app, "Step 6 of 8");
  kt_app_press (app, "I Deleted the Old Key");
  kt_app_wait_words (app, "The old key was not asked yet. It is not asked by itself.");
  kt_app_wait_words (app, "Asked 0 times");
  kt_app_wait_words (app, "Only when you press.");
  g_assert_cmpuint (exchange_server_count_log (app->server, "kraken"), ==, asked);
  kt_app_press (app, "Check Now");
  kt_app_wait_words (app, "Asked 1 time");
  kt_app_stop (app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/rotate/through", test_through);
  g_test_add_func ("/app/rotate/undo", test_undo);
  g_test_add_func ("/app/rotate/no-proof", test_no_proof);
  g_test_add_func ("/app/rotate/refused", test_refused);
  g_test_add_func ("/app/rotate/press-only", test_press_only);
  return g_test_run ();
}
