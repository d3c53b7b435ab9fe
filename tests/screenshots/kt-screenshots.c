/* kt-screenshots.c: visits every page, dialog and state of the window and keeps a picture of each
 *
 *   kt-screenshots --data FOLDER --pictures FOLDER       one look, in a session of its own (run-screenshots)
 *   kt-screenshots --sheet FILE --pictures FOLDER LOOK…  lays them out
 *
 * It goes its way by keys, and by the words on the screen in whatever language they are.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-app-fixture.h"

#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>

#include "contact-sheet.h"
#include "demo-data.h"

#define KEYS 9                      /* of the demo, in the list */

typedef struct
{
  KtApp      *app;
  const char *pictures;
  const char *const *environment;
  JsonArray  *keys;
  guint       step;
} Tour;

/* ── Pictures ──────────────────────────────────────────────────────────────── */

/* What moves has come to rest when two pictures are alike; a cursor that blinks never does. */
static void
keep (Tour *self, const char *name)
{
  g_autofree char *file = g_strdup_printf ("%02u-%s.png", ++self->step, name);
  g_autofree char *path = g_build_filename (self->pictures, file, NULL);
  g_autofree char *before = NULL;
  gsize length = 0;

  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *now = NULL;
      gsize now_length = 0;

      g_usleep (200 * 1000);
      kt_screen_save_picture (path);
      g_assert_true (g_file_get_contents (path, &now, &now_length, NULL));
      if (before && now_length == length && memcmp (now, before, length) == 0)
        break;
      g_free (before);
      before = g_steal_pointer (&now);
      length = now_length;
    }
  g_print ("%s\n", file);
}

/* ── By the words on the screen ────────────────────────────────────────────── */

/* As the window shows @text of the program. (transfer full) */
static char *
say (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (dgettext ("keyturn", text), "_", -1);

  return g_strjoinv ("", parts);
}

static void
press (Tour *self, const char *button)
{
  g_autofree char *name = say (button);
  g_autoptr(KtUiNode) node = kt_ui_find_shown (self->app->root, KT_UI_BUTTON, name);

  kt_ui_click (node);
}

static void
wait_button (Tour *self, const char *button)
{
  g_autofree char *name = say (button);
  g_autoptr(KtUiNode) node G_GNUC_UNUSED = kt_ui_find_shown (self->app->root, KT_UI_BUTTON, name);
}

static void
choose (Tour *self, const char *item)
{
  g_autofree char *name = say (item);
  g_autoptr(KtUiNode) node = kt_ui_find (self->app->root, KT_UI_MENU_ITEM, name);

  kt_ui_click (node);
}

static void
wait_words (Tour *self, const char *text)
{
  g_autofree char *words = say (text);

  kt_app_wait_words (self->app, words);
}

static void
start (Tour *self)
{
  g_autofree char *add = say ("Add Key");

  kt_app_start_until (self->app, self->environment, add);
}

static void
stop (Tour *self)
{
  kt_app_stop (self->app);
}

/* ── The way ───────────────────────────────────────────────────────────────── */

static void
add_keys (Tour *self)
{
  for (guint i = 0; i < KEYS && i + 1 < json_array_get_length (self->keys); i++)
    {
      JsonObject *key = json_array_get_object_element (self->keys, i);
      g_auto(GStrv) arguments = demo_data_arguments (key);
      g_autofree char *credential = demo_data_credential (key);
      g_autofree char *output = NULL;

      if (kt_app_run (self->app, (const char *const *) arguments, credential, &output) > 1)
        g_error ("keyturn add: %s", output);
    }
}

static void
visit_empty (Tour *self)
{
  start (self);
  keep (self, "empty");
  kt_screen_key ("ctrl+comma");
  keep (self, "preferences");
  kt_screen_key ("Escape");
  press (self, "Main Menu");
  keep (self, "menu");
  choose (self, "_About Keyturn");
  keep (self, "about");
  kt_screen_key ("Escape");
  press (self, "Main Menu");
  choose (self, "_Keyboard Shortcuts");
  keep (self, "shortcuts");
  kt_screen_key ("Escape");
  press (self, "Import…");
  wait_button (self, "Choose a File…");
  keep (self, "import");
  stop (self);
}

static void
paste_field (Tour *self, const char *name, const char *value)
{
  g_autoptr(KtUiNode) entry = kt_app_entry (self->app, name);

  self->app->pasted = TRUE;
  kt_ui_paste (entry, value);
  g_usleep (300 * 1000);
}

static void
visit_add (Tour *self)
{
  JsonObject *key = json_array_get_object_element (self->keys, json_array_get_length (self->keys) - 1);
  JsonObject *credential = json_object_get_object_member (key, "credential");

  kt_screen_key ("ctrl+n");
  wait_button (self, "Add an Exchange from a File…");
  keep (self, "add-exchange");
  kt_screen_type ("zzz");
  kt_ui_wait_gone (self->app->root, KT_UI_ROW, "Bitget");
  keep (self, "add-no-exchange");
  kt_screen_key ("ctrl+a");
  kt_screen_type ("bitget");
  kt_app_wait_row (self->app, "Bitget Wallet");
  kt_ui_wait_gone (self->app->root, KT_UI_ROW, "Backpack Exchange");
  keep (self, "add-search");
  kt_screen_key ("Return");
  wait_button (self, "About This Exchange");
  keep (self, "add-key");
  paste_field (self, "API Key", json_object_get_string_member (credential, "api_key"));
  paste_field (self, "Secret Key", json_object_get_string_member (credential, "secret"));
  paste_field (self, "Passphrase", json_object_get_string_member (credential, "passphrase"));
  press (self, "About This Exchange");
  keep (self, "exchange");
  kt_screen_key ("Escape");
  press (self, "Next");
  keep (self, "add-ask");
  press (self, "Check");
  wait_words (self, "What It May Do");
  keep (self, "add-result");
  press (self, "Save");
}

static void
scroll (guint steps)
{
  for (guint i = 0; i < steps; i++)
    kt_screen_scroll (170, 400, 1);
}

static void
visit_key (Tour *self)
{
  wait_words (self, "Credential");
  keep (self, "key-page");
  scroll (8);
  keep (self, "key-page-middle");
  scroll (8);
  keep (self, "key-page-own");
  scroll (60);
  keep (self, "key-page-end");
  press (self, "Key Menu");
  keep (self, "key-menu");
  choose (self, "_Edit…");
  keep (self, "edit");
  kt_screen_key ("Escape");
  press (self, "Key Menu");
  choose (self, "_Delete");
  keep (self, "deleted");
}

static void
visit_overview (Tour *self)
{
  keep (self, "overview");
  kt_screen_key ("ctrl+shift+F5");
  g_usleep (3 * G_USEC_PER_SEC);
  keep (self, "overview-checked");
  kt_screen_key ("ctrl+f");
  kt_screen_type ("bitget");
  keep (self, "search");
  kt_screen_type ("zzz");
  keep (self, "search-none");
  kt_screen_key ("Escape");
}

/* Each is another window with all keys in it. */
static void
visit_views (Tour *self)
{
  static const struct { const char *name, *key; } views[] = {
    { "panic", "ctrl+shift+l" },
    { "rights", "ctrl+shift+r" },
    { "timeline", "ctrl+shift+t" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      /* Anew: no other window is over it. */
      stop (self);
      start (self);
      kt_screen_key (views[i].key);
      g_usleep (G_USEC_PER_SEC);
      keep (self, views[i].name);
    }
}

static void
visit_trust (Tour *self, const char *id, const char *name)
{
  g_autofree char *text = kt_test_data_load ("../data/exchanges/bitso.json", NULL);
  g_autoptr(GString) changed = g_string_new (text);
  g_autofree char *member = g_strdup_printf ("\"id\": \"%s\"", id);
  g_autofree char *path = g_build_filename (self->app->folder, "mine.json", NULL);

  g_string_replace (changed, "\"id\": \"bitso\"", member, 0);
  g_string_replace (changed, "bitso.com", "bitso.example", 0);
  kt_test_file_store (path, changed->str, -1);
  kt_screen_key ("ctrl+n");
  press (self, "Add an Exchange from a File…");
  g_usleep (G_USEC_PER_SEC);
  kt_screen_type (path);
  kt_screen_key ("Return");
  g_usleep (G_USEC_PER_SEC / 2);
  keep (self, name);
  kt_screen_key ("Escape");
  kt_screen_key ("Escape");
}

static void
visit_states (Tour *self)
{
  g_autofree char *ledger = g_build_filename (self->app->folder, "keyturn-devel", "ledger.db", NULL);

  kt_test_keyring_lock ();
  start (self);
  keep (self, "locked");
  stop (self);
  kt_test_keyring_renew ("test");
  start (self);
  keep (self, "other-keyring");
  stop (self);
  kt_test_file_store (ledger, "this is no ledger", -1);
  start (self);
  keep (self, "broken-ledger");
  stop (self);
}

static void
visit_all (Tour *self)
{
  visit_empty (self);
  add_keys (self);
  start (self);
  visit_overview (self);
  visit_add (self);
  visit_key (self);
  visit_trust (self, "myown", "trust");
  visit_trust (self, "bitget", "trust-mistakes");
  visit_views (self);
  stop (self);
  visit_states (self);
}

/* The desktop's size of text, as its resources tell X programs. */
static void
set_dpi (const char *dpi)
{
  Display *display = XOpenDisplay (NULL);
  g_autofree char *text = g_strdup_printf ("Xft.dpi:\t%s\n", dpi);

  g_assert_nonnull (display);
  XChangeProperty (display, DefaultRootWindow (display), XA_RESOURCE_MANAGER, XA_STRING, 8, PropModeReplace,
                   (const guchar *) text, (int) strlen (text));
  XCloseDisplay (display);
}

/* The words that the window will have: the environment of the look is the driver's too. */
static void
speak (void)
{
  const char *folder = g_getenv ("KEYTURN_TEST_LOCALES");

  setlocale (LC_ALL, "");
  if (folder)
    bindtextdomain ("keyturn", folder);
  bind_textdomain_codeset ("keyturn", "UTF-8");
}

int
main (int argc, char **argv)
{
  Tour self = { 0 };
  g_autofree char *data = NULL;
  g_autofree char *pictures = NULL;
  g_autofree char *sheet = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, "Where accounts.json and keys.json are", "FOLDER" },
    { "pictures", 0, 0, G_OPTION_ARG_FILENAME, &pictures, "Where pictures go", "FOLDER" },
    { "sheet", 0, 0, G_OPTION_ARG_FILENAME, &sheet, "Lay out the looks named", "FILE" },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("[LOOK…]");
  g_autoptr(GError) error = NULL;

  speak ();
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || !pictures || (!data && !sheet))
    {
      g_printerr ("%s\n", error ? error->message : "say --pictures, and --data or --sheet");
      return 2;
    }
  if (sheet)
    {
      contact_sheet_save (pictures, (const char *const *) argv + 1, sheet);
      return 0;
    }
  /* kt_test_data_load() finds its files by these. */
  g_test_init (&argc, &argv, NULL);
  self.pictures = pictures;
  if (g_getenv ("KT_DPI"))
    set_dpi (g_getenv ("KT_DPI"));
  self.keys = demo_data_keys (data);
  self.app = kt_app_new (demo_data_accounts (data));
  visit_all (&self);
  kt_app_free (self.app);
  json_array_unref (self.keys);
  return 0;
}
