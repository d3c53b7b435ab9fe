/* kt-demo.c: shows Keyturn with keys of twenty-five exchanges, all made up; without a display it does the main job itself
 *
 * Runs in a session of its own (run-demo): nothing of the person who runs it is touched. The keys are
 * added through Keyturn's own interfaces, all but the last by the command line, the last in the window.
 * A step that is not seen ends the demo with an error.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-app-fixture.h"

#include <glib/gstdio.h>
#include <locale.h>

#include "demo-data.h"

typedef struct
{
  KtApp      *app;
  const char *pictures; /* folder */
  JsonArray  *keys;
  guint       step;
} Demo;

/* ── What is told and kept ─────────────────────────────────────────────────── */

static void G_GNUC_PRINTF (1, 2)
say (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_print ("%s\n", text);
}

static void
keep_picture (Demo *self, const char *name)
{
  g_autofree char *file = g_strdup_printf ("%02u-%s.png", ++self->step, name);
  g_autofree char *path = g_build_filename (self->pictures, file, NULL);

  /* What was last changed is drawn with the next frame. */
  g_usleep (400 * 1000);
  kt_screen_save_picture (path);
  say ("    picture: %s", file);
}

/* ── The keys ──────────────────────────────────────────────────────────────── */

static JsonObject *
get_last_key (Demo *self)
{
  return json_array_get_object_element (self->keys, json_array_get_length (self->keys) - 1);
}

static void
add_by_command_line (Demo *self, guint count)
{
  for (guint i = 0; i < count; i++)
    {
      JsonObject *key = json_array_get_object_element (self->keys, i);
      g_auto(GStrv) arguments = demo_data_arguments (key);
      g_autofree char *credential = demo_data_credential (key);
      g_autofree char *output = NULL;
      int status = kt_app_run (self->app, (const char *const *) arguments, credential, &output);

      if (status > 1)
        g_error ("keyturn add: %s", output);
      g_print ("    %s", output);
    }
}

/* ── The main job, as a person does it ─────────────────────────────────────── */

static void
type_field (Demo *self, const char *name, const char *text)
{
  g_autoptr(KtUiNode) entry = kt_app_entry (self->app, name);

  kt_ui_mouse_click (entry);
  kt_screen_type (text);
}

static void
wait_length (Demo *self, const char *name, const char *text)
{
  g_autoptr(KtUiNode) entry = kt_app_entry (self->app, name);
  g_autoptr(GString) bullets = g_string_new (NULL);

  for (gsize i = 0; text[i]; i++)
    g_string_append (bullets, "•");
  kt_ui_wait_words (entry, bullets->str);
}

static void
fill_form (Demo *self, JsonObject *key)
{
  JsonObject *credential = json_object_get_object_member (key, "credential");
  const char *secret = json_object_get_string_member (credential, "secret");
  const char *passphrase = json_object_get_string_member (credential, "passphrase");
  g_autoptr(KtUiNode) first G_GNUC_UNUSED = NULL;
  g_autoptr(KtUiNode) label = NULL;
  g_autoptr(KtUiNode) bot = NULL;

  kt_app_press (self->app, "Add Key");
  first = kt_ui_find_shown (self->app->root, KT_UI_ROW, "Bitget");
  say ("  “Add Key” is pressed; a list of exchanges opens, and Bitget is chosen.");
  keep_picture (self, "choose-exchange");
  kt_app_choose_exchange (self->app, "Bitget");
  type_field (self, "API Key", json_object_get_string_member (credential, "api_key"));
  type_field (self, "Secret Key", secret);
  type_field (self, "Passphrase", passphrase);
  wait_length (self, "Secret Key", secret);
  wait_length (self, "Passphrase", passphrase);
  say ("  The API key, the secret and the passphrase are typed. The last two show as dots, and accessibility reads dots too.");
  kt_app_assert_unseen (self->app, secret);
  bot = kt_ui_find (self->app->root, KT_UI_SWITCH, "Trading bot");
  kt_ui_mouse_click (bot);
  kt_ui_wait_state (bot, ATSPI_STATE_CHECKED, TRUE);
  label = kt_ui_find (self->app->root, KT_UI_TEXT, "Label");
  kt_ui_type (label, json_object_get_string_member (key, "label"));
  say ("  It is meant for a trading bot, and called “%s”.", json_object_get_string_member (key, "label"));
  keep_picture (self, "fill-form");
}

static void
add_in_window (Demo *self)
{
  JsonObject *key = get_last_key (self);

  fill_form (self, key);
  kt_app_press (self->app, "Next");
  kt_app_wait_words (self->app, "to api.bitget.com, signed with this key");
  say ("  Before anything is sent, Keyturn says what it will send, and to whom.");
  keep_picture (self, "before-the-request");
  kt_app_press (self->app, "Check");
  kt_app_wait_words (self->app, "This key can withdraw, and you meant it not to.");
  say ("  Bitget answers: the key works. It can withdraw, and that was not meant: said before it is saved.");
  keep_picture (self, "what-the-exchange-says");
  kt_app_save (self->app, "Save");
  say ("  Saved: the keyring gave the secret back and it was compared. The key has a page of its own.");
  keep_picture (self, "saved");
  kt_app_press (self->app, "Back");
}

static void
check_all (Demo *self)
{
  kt_app_press (self->app, "Check All");
  kt_app_wait_words (self->app, " of ");
  say ("  “Check All” asks every exchange, a few at a time.");
  keep_picture (self, "check-all");
  kt_ui_wait_gone (self->app->root, KT_UI_BUTTON, "Cancel");
  kt_app_wait_row (self->app, "Bitget main, Bitget, Can withdraw, not intended");
  say ("  All have answered. Worst first: what can lose money, what stops soon, what does not work.");
  keep_picture (self, "all-checked");
}

typedef struct
{
  const char *row;   /* its beginning */
  const char *state; /* the rest of its name */
  const char *story;
} Expected;

static const Expected expected[] = {
  { "Bitget main, Bitget", "Can withdraw, not intended", "may do more than it is meant for" },
  { "Copy trading server, Bitget", "Answers only elsewhere, as it should", "is bound to the address of a server" },
  { "Bybit spot bot, Bybit", "Works, but this computer’s clock is off", "works, though the clocks differ by 47 seconds" },
  { "OKX wrong passphrase, OKX", "Refused: wrong passphrase", "was saved with a wrong passphrase" },
  { "Binance grid bot, Binance", "Trading ends in 3 days", "loses the right to trade in three days" },
  { "Kraken tax, Kraken", "Not checked yet", "waits for a yes: its exchange wants rising numbers" },
  { "Gate arbitrage, Gate", "Can withdraw, not intended", "may withdraw, too, says a list of all keys of its account" },
  { "HTX portfolio, HTX", "Expires in 5 days", "ends soon: its exchange counts the days" },
  { "LBank test bot, LBank", "Refused: wrong secret", "was saved with a wrong secret" },
  { "BloFin ended, BloFin", "Expired", "has ended" },
  { "KuCoin grid bot, KuCoin", "Works", "does what it is meant for" },
  { "Phemex portfolio, Phemex", "Works, rights not told", "works, and what it may do cannot be asked there" },
};

static void
see_states (Demo *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *row = g_strdup_printf ("%s, %s", expected[i].row, expected[i].state);
      g_auto(GStrv) words = g_strsplit (row, ",", 2);
      g_autoptr(KtUiNode) node = kt_ui_try_find (self->app->root, KT_UI_ROW, row);

      /* A list has only the rows that fit on the screen. */
      if (!node)
        {
          kt_screen_key ("ctrl+f");
          kt_screen_type (words[0]);
          kt_app_wait_row (self->app, row);
          kt_screen_key ("Escape");
          kt_ui_wait_gone (self->app->root, ATSPI_ROLE_ENTRY, "Search Keys");
        }
      say ("    “%s” %s: “%s”", words[0], expected[i].story, expected[i].state);
    }
}

static void
look_at_key (Demo *self)
{
  g_autoptr(KtUiNode) dates G_GNUC_UNUSED = NULL;

  kt_app_open_key (self->app, "Bitget main");
  kt_app_wait_words (self->app, "This key can withdraw, and you meant it not to.");
  kt_app_wait_words (self->app, "What It May Do");
  say ("  The page of “Bitget main”: the finding with its remedy, and every right as meant and as Bitget says.");
  keep_picture (self, "rights");
  kt_app_wait_words (self->app, "Rotate by");
  for (guint i = 0; i < 12; i++)
    kt_screen_scroll (430, 400, 1);
  say ("  Further down: from where it works, and when it is due.");
  keep_picture (self, "dates");
  kt_app_press (self->app, "Back");
}

static void
see_what_is_due (Demo *self)
{
  const char *arguments[] = { "due", NULL };
  g_autofree char *output = NULL;

  if (kt_app_run (self->app, arguments, NULL, &output) > 1)
    g_error ("keyturn due: %s", output);
  say ("  “keyturn due” says the same on the command line:");
  g_print ("%s", output);
}

/* ── Both ways ─────────────────────────────────────────────────────────────── */

static void
run_by_itself (Demo *self)
{
  say ("Keyturn's demo. The exchanges, accounts and keys in it are made up; nothing leaves this computer.");
  say ("1. All keys but one are added by the command line.");
  add_by_command_line (self, json_array_get_length (self->keys) - 1);
  say ("2. The window opens.");
  kt_app_start (self->app, NULL);
  kt_app_wait_words (self->app, "Not checked yet");
  keep_picture (self, "overview");
  say ("3. One more key is added by typing it.");
  add_in_window (self);
  say ("4. All keys are checked.");
  check_all (self);
  see_states (self);
  say ("5. One key from near.");
  look_at_key (self);
  say ("6. What is due.");
  see_what_is_due (self);
  kt_app_stop (self->app);
  say ("Done: every step was seen. The pictures are in %s", self->pictures);
}

static void
run_for_person (Demo *self)
{
  say ("Keyturn's demo: adding made-up keys…");
  add_by_command_line (self, json_array_get_length (self->keys));
  say ("The window opens. Try “Check All”. Nothing leaves this computer; all is gone when you close the window.");
  kt_app_show (self->app);
}

static void
make_folder (const char *path)
{
  g_autoptr(GDir) folder = NULL;
  const char *name;

  if (g_mkdir_with_parents (path, 0755) != 0)
    g_error ("%s cannot be made", path);
  /* No pictures of another time. */
  folder = g_dir_open (path, 0, NULL);
  while (folder && (name = g_dir_read_name (folder)))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      if (g_str_has_suffix (name, ".png"))
        g_unlink (file);
    }
}

int
main (int argc, char **argv)
{
  Demo self = { 0 };
  g_autofree char *data = NULL;
  g_autofree char *pictures = NULL;
  gboolean headless = FALSE;
  const GOptionEntry entries[] = {
    { "headless", 0, 0, G_OPTION_ARG_NONE, &headless, "Do the main job, then end", NULL },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, "Where accounts.json and keys.json are", "FOLDER" },
    { "pictures", 0, 0, G_OPTION_ARG_FILENAME, &pictures, "Where pictures go", "FOLDER" },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(GError) error = NULL;

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || !data || (headless && !pictures))
    {
      g_printerr ("%s\n", error ? error->message : "say --data, and --pictures with --headless");
      return 2;
    }
  self.pictures = pictures;
  self.keys = demo_data_keys (data);
  self.app = kt_app_new (demo_data_accounts (data));
  if (headless)
    make_folder (pictures);
  if (headless)
    run_by_itself (&self);
  else
    run_for_person (&self);
  kt_app_free (self.app);
  json_array_unref (self.keys);
  return 0;
}
