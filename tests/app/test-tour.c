/* test-tour.c: every page and every dialog once, in one window, for the memory checkers
 *
 * What a page does is tested in its own file; here it is only passed through, and the end of the program is what
 * counts: kt_app_stop() asserts a clean one. ./dev test runs it with ASan, LeakSanitizer and UBSan, ./dev valgrind under
 * valgrind.
 * A new page or dialog: write a step that starts and ends on the list of keys, and put it into the table.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "kt-app-fixture.h"

typedef struct
{
  const char *name;
  void      (*take) (KtApp *app);
} Step;

/* Not before its menu is laid out. */
static gboolean
can_be_pressed (KtUiNode *node)
{
  g_autoptr(GObject) action = (GObject *) atspi_accessible_get_action_iface (node);

  return action && atspi_action_get_n_actions ((AtspiAction *) action, NULL) > 0 && kt_ui_has_state (node, ATSPI_STATE_SENSITIVE);
}

static void
choose_in_menu (KtApp *app, const char *menu, const char *item)
{
  g_autoptr(KtUiNode) entry = NULL;

  kt_app_press (app, menu);
  entry = kt_ui_find_shown (app->root, KT_UI_MENU_ITEM, item);
  kt_test_wait_for (can_be_pressed (entry));
  kt_ui_click (entry);
}

static gboolean
has_words (KtApp *app, const char *text)
{
  g_autofree char *words = kt_ui_get_words (app->root);

  return strstr (words, text) != NULL;
}

/* A key goes another way to the program than a press of a button does, which may overtake it. */
static void
escape_from (KtApp *app, const char *text)
{
  kt_screen_key ("Escape");
  kt_test_wait_for (!has_words (app, text));
}

static void
take_search (KtApp *app)
{
  g_autoptr(KtUiNode) entry = NULL;

  kt_screen_key ("ctrl+f");
  entry = kt_ui_find_shown (app->root, ATSPI_ROLE_ENTRY, "Search Keys");
  kt_screen_type ("binance");
  kt_app_wait_no_row (app, "Taxes, Bitget, Not checked yet");
  kt_screen_type ("zzz");
  kt_app_wait_words (app, "No Key Found");
  kt_screen_key ("Escape");
  kt_app_wait_row (app, "Taxes, Bitget, Not checked yet");
}

static void
take_check_all (KtApp *app)
{
  kt_app_press (app, "Check All");
  kt_app_wait_row (app, "Spot bot, Binance, Works");
  kt_app_wait_row (app, "Taxes, Bitget, Works");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Cancel");
}

static void
take_add (KtApp *app)
{
  kt_app_fill_form (app, &kt_app_withdraws, "Added");
  kt_app_press (app, "Next");
  kt_app_wait_words (app, "See the Request");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "This key can withdraw, and you meant it not to.");
  kt_app_save (app, "Save");
  kt_app_press (app, "Back");
  kt_app_wait_row (app, "Added, Bitget, Can withdraw, not intended");
}

static void
take_discard (KtApp *app)
{
  kt_app_fill_form (app, &kt_app_looks, NULL);
  kt_screen_key ("Escape");
  kt_app_wait_words (app, "Discard This Key?");
  kt_app_press (app, "Discard");
  kt_ui_wait_gone (app->root, KT_UI_TEXT, "Secret Key");
}

static void
take_key_page (KtApp *app)
{
  kt_app_open_key (app, "Taxes");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "Works. Can do what you meant, and nothing else.");
  kt_app_press (app, "Reveal Secret Key");
  kt_app_press (app, "Copy Secret Key");
  kt_app_press (app, "Hide Secret Key");
  kt_app_press (app, "Copy API Key");
  kt_app_press (app, "Back");
  kt_app_wait_row (app, "Taxes, Bitget, Works");
}


static void
take_edit (KtApp *app)
{
  g_autoptr(KtUiNode) save = NULL;

  kt_app_open_key (app, "Spot bot");
  choose_in_menu (app, "Key Menu", "Edit…");
  save = kt_ui_find_shown (app->root, KT_UI_BUTTON, "Save");
  kt_app_press (app, "Save");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Save");
  kt_app_press (app, "Back");
  kt_app_wait_row (app, "Spot bot, Binance, Works");
}

/* What an exchange is, from the key's menu; what is not told says why. */
static void
take_about_exchange (KtApp *app)
{
  g_autoptr(KtUiNode) why = NULL;

  kt_app_open_key (app, "Spot bot");
  why = kt_ui_find_shown (app->root, KT_UI_ANY, "Pay other users: Binance says: not told. Why?");
  kt_ui_click (why);
  kt_app_wait_words (app, "Binance does not tell this of a key.");
  escape_from (app, "Binance does not tell this of a key.");
  choose_in_menu (app, "Key Menu", "About This Exchange");
  kt_app_wait_words (app, "Talks To");
  kt_screen_key ("Escape");
  kt_ui_wait_gone (app->root, KT_UI_LABEL, "Talks To");
  kt_app_press (app, "Back");
  kt_app_wait_row (app, "Spot bot, Binance, Works");
}

/* Another definition of Bitso's kind, with another id and host. */
static void
take_trust (KtApp *app)
{
  g_autofree char *text = kt_test_data_load ("../data/exchanges/bitso.json", NULL);
  g_autofree char *path = g_build_filename (app->folder, "mine.json", NULL);
  g_autoptr(GString) changed = g_string_new (text);
  g_autoptr(KtUiNode) row = NULL;
  g_autoptr(KtUiNode) open = NULL;

  g_string_replace (changed, "\"id\": \"bitso\"", "\"id\": \"myown\"", 0);
  g_string_replace (changed, "\"name\": \"Bitso\"", "\"name\": \"My Own\"", 0);
  g_string_replace (changed, "bitso.com", "bitso.example", 0);
  kt_test_file_store (path, changed->str, -1);

  kt_app_press (app, "Add Key");
  row = kt_ui_find_shown (app->root, KT_UI_ROW, "Bitget");
  kt_app_press (app, "Add an Exchange from a File…");
  open = kt_ui_find_shown (app->root, KT_UI_BUTTON, "Open");
  kt_screen_type (path);
  kt_screen_key ("Return");
  kt_app_wait_words (app, "Do You Trust Whoever Wrote This File?");
  kt_app_press (app, "Trust This File");
  kt_app_wait_toast (app, "“My Own” can be used now");
  kt_app_press (app, "Cancel");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Add an Exchange from a File…");
}

static void
take_import (KtApp *app)
{
  static const char text[] = "BITGET_GRID_KEY=bg_0123456789abcdef0123456789abcdef\nBITGET_GRID_SECRET="
                             "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210\n"
                             "BITGET_GRID_PASSPHRASE=MadeUpGrid\nBROKEN_KEY=\"abc\n";

  kt_screen_key ("ctrl+i");
  app->pasted = TRUE;
  kt_screen_set_clipboard (text);
  kt_app_press (app, "Paste");
  kt_app_wait_words (app, "1 key found · 1 chosen");
  kt_app_press (app, "Next");
  kt_app_press (app, "Save 1 Key");
  kt_app_wait_words (app, "1 key saved");
  kt_app_press (app, "Done");
  kt_app_wait_row (app, "Bitget grid, Bitget, Not checked yet");
}

static void
choose_row (KtApp *app, const char *row)
{
  g_autoptr(KtUiNode) node = kt_ui_find_shown (app->root, KT_UI_ROW, row);

  kt_ui_mouse_click (node);
}

/* The sidebar, several keys at once, a tag for them. */
static void
take_select (KtApp *app)
{
  choose_row (app, "Binance, 1 key");
  kt_app_wait_no_row (app, "Taxes, Bitget, Works");
  choose_row (app, "All Keys, 3 keys");
  kt_app_press (app, "Select Keys");
  kt_app_wait_words (app, "0 Selected");
  choose_row (app, "Taxes, Bitget, Works");
  kt_app_wait_words (app, "1 Selected");
  kt_app_press (app, "Check");
  kt_app_wait_toast (app, "1 works");
}

static void
take_delete (KtApp *app)
{
  g_autoptr(KtUiNode) undo = NULL;

  kt_app_open_key (app, "Spot bot");
  choose_in_menu (app, "Key Menu", "Delete");
  undo = kt_app_find_toast (app, KT_UI_BUTTON, "Undo");
  kt_app_wait_no_row (app, "Spot bot, Binance, Works");
  kt_ui_click (undo);
  kt_app_wait_row (app, "Spot bot, Binance, Works");
}

static void
take_preferences (KtApp *app)
{
  g_autoptr(KtUiNode) looks = NULL;
  g_autoptr(KtUiNode) privacy = NULL;

  /* (By the menu: without a window manager no window has the keys right after a dialog.) */
  choose_in_menu (app, "Main Menu", "Preferences");
  looks = kt_ui_find_shown (app->root, ATSPI_ROLE_SPIN_BUTTON, "Looks Only");
  privacy = kt_ui_find_shown (app->root, KT_UI_ANY, "Privacy");
  kt_ui_mouse_click (privacy);
  kt_app_wait_words (app, "Hide the Names of Keys Too");
  kt_screen_key ("Escape");
  kt_ui_wait_gone (app->root, ATSPI_ROLE_SPIN_BUTTON, "Clear a Copied Secret After Seconds");
}

static void
take_shortcuts (KtApp *app)
{
  choose_in_menu (app, "Main Menu", "Keyboard Shortcuts");
  kt_app_wait_words (app, "Check all keys");
  escape_from (app, "Check all keys");
}

static void
take_about (KtApp *app)
{
  choose_in_menu (app, "Main Menu", "About Keyturn");
  kt_app_wait_words (app, "Report an Issue");
  escape_from (app, "Report an Issue");
}

/* ── All keys another way ── */

static void
take_panic (KtApp *app)
{
  g_autoptr(KtUiNode) entry = NULL;

  choose_in_menu (app, "Main Menu", "Panic List");
  kt_app_wait_words (app, "1. Added");
  kt_app_press (app, "Is It Dead?");
  kt_app_wait_words (app, "Alive: it still works.");
  kt_app_press (app, "Copy as Text");
  kt_app_wait_toast (app, "Copied as text");
  entry = kt_ui_find_shown (app->root, KT_UI_ANY, "Who Leaked?");
  kt_ui_mouse_click (entry);
  kt_screen_type ("nobody");
  kt_app_wait_words (app, "Nobody of That Name Was Given a Key");
  kt_screen_key ("Escape");
  kt_ui_wait_gone (app->root, KT_UI_ANY, "Who Leaked?");
}

static void
take_rights (KtApp *app)
{
  g_autoptr(KtUiNode) list = NULL;

  choose_in_menu (app, "Main Menu", "Rights of All Keys");
  list = kt_ui_find_shown (app->root, KT_UI_LIST, "Rights of All Keys");
  choose_row (app, "Added, Bitget");
  kt_ui_wait_gone (app->root, KT_UI_LIST, "Rights of All Keys");
  kt_app_press (app, "Back");
  kt_app_wait_row (app, "Taxes, Bitget, Works");
}

static void
take_timeline (KtApp *app)
{
  g_autoptr(KtUiNode) list = NULL;
  g_autoptr(KtUiNode) picture = NULL;

  choose_in_menu (app, "Main Menu", "The Year Ahead");
  list = kt_ui_find_shown (app->root, KT_UI_LIST, "The Year Ahead as a List");
  picture = kt_ui_find_shown (app->root, ATSPI_ROLE_IMAGE, NULL);
  kt_ui_mouse_click (picture);
  kt_screen_key ("End");
  kt_screen_key ("Return");
  kt_ui_wait_gone (app->root, KT_UI_LIST, "The Year Ahead as a List");
  kt_app_press (app, "Back");
  kt_app_wait_row (app, "Taxes, Bitget, Works");
}

static void
take_calendar (KtApp *app)
{
  g_autofree char *path = g_build_filename (app->folder, "dates.ics", NULL);
  g_autoptr(KtUiNode) save = NULL;

  choose_in_menu (app, "Main Menu", "Export Calendar…");
  save = kt_ui_find_shown (app->root, KT_UI_BUTTON, "Save");
  kt_screen_key ("ctrl+a");
  kt_screen_type (path);
  kt_screen_key ("Return");
  kt_app_wait_toast (app, "Saved as “dates.ics”");
}

/* Begun, looked at, given up. */
static void
take_rotate (KtApp *app)
{
  g_autoptr(KtUiNode) entry = NULL;

  kt_app_open_key (app, "Taxes");
  choose_in_menu (app, "Key Menu", "Rotate…");
  kt_app_wait_words (app, "Step 1 of 8");
  kt_app_press (app, "I Have the New Key");
  kt_app_wait_words (app, "Step 2 of 8");
  entry = kt_app_entry (app, "Secret Key");
  kt_ui_mouse_click (entry);
  kt_screen_key ("Escape");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Keep It Beside the Old One");
  choose_in_menu (app, "Key Menu", "Rotate…");
  kt_app_wait_words (app, "Step 1 of 8");
  kt_app_press (app, "Cancel the Rotation");
  kt_app_press (app, "Cancel Rotation");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Cancel the Rotation");
}

/* Each begins and ends at the list of all keys. */
static const Step steps[] = {
  { "search", take_search },
  { "check all", take_check_all },
  { "discard", take_discard },
  { "add", take_add },
  { "select", take_select },
  { "key page", take_key_page },
  { "edit", take_edit },
  { "about the exchange", take_about_exchange },
  { "delete", take_delete },
  { "import", take_import },
  { "trust", take_trust },
  { "preferences", take_preferences },
  { "shortcuts", take_shortcuts },
  { "about", take_about },
  { "panic list", take_panic },
  { "rights of all keys", take_rights },
  { "the year ahead", take_timeline },
  { "calendar", take_calendar },
  { "rotate", take_rotate },
};

/* KT_TOUR="trust,rotate": only these, to find out which of them leaks. */
static gboolean
is_wanted (const char *step)
{
  const char *only = g_getenv ("KT_TOUR");
  g_auto(GStrv) names = only ? g_strsplit (only, ",", -1) : NULL;

  return !names || g_strv_contains ((const char *const *) names, step);
}

static void
test_tour (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_put (app, &kt_app_binance, "Spot bot", "read,spot");
  kt_app_start (app, NULL);
  kt_app_wait_row (app, "Spot bot, Binance, Not checked yet");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      gint64 began = g_get_monotonic_time ();

      if (!is_wanted (steps[i].name))
        continue;
      steps[i].take (app);
      g_test_message ("%s: %.1f s", steps[i].name, (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC);
    }
  kt_app_assert_unseen (app, kt_app_looks.secret);
  kt_app_stop (app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/tour", test_tour);
  return g_test_run ();
}
