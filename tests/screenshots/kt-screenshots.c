/* kt-screenshots.c: visits every page, dialog and state of the window and keeps a picture of each
 *
 *   kt-screenshots --data FOLDER --pictures FOLDER [--visit NAME…]   one look, in a session of its own (run-screenshots)
 *   kt-screenshots --sheet FILE --pictures FOLDER LOOK…              lays them out
 *
 * A new page: a step in its visit (visit-*.c).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tour.h"

#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>

#include "contact-sheet.h"

static const struct {
  const char *name;
  void      (*take) (Tour *self);
  gboolean    keys;             /* those of the demo are in the list */
} visits[] = {
  { "empty", visit_empty, FALSE },
  { "import", visit_import, FALSE },
  { "overview", visit_overview, TRUE },
  { "add", visit_add, TRUE },
  { "trust", visit_trust, FALSE },
  { "views", visit_views, TRUE },
  { "rotate", visit_rotate, FALSE },
  { "states", visit_states, TRUE },
};

/* Each with a ledger, a keyring and a server of its own. */
static void
take_visits (Tour *self, const char *data, const char *const *only)
{
  for (guint i = 0; i < G_N_ELEMENTS (visits); i++)
    {
      if (only && !g_strv_contains (only, visits[i].name))
        continue;
      self->visit = i + 1;
      self->step = 0;
      self->app = kt_app_new (demo_data_accounts (data));
      if (visits[i].keys)
        tour_add_keys (self);
      visits[i].take (self);
      g_clear_pointer (&self->app, kt_app_free);
    }
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
  g_auto(GStrv) only = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, "Where accounts.json and keys.json are", "FOLDER" },
    { "pictures", 0, 0, G_OPTION_ARG_FILENAME, &pictures, "Where pictures go", "FOLDER" },
    { "visit", 0, 0, G_OPTION_ARG_STRING_ARRAY, &only, "Only this one; may be repeated", "NAME" },
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
  take_visits (&self, data, (const char *const *) only);
  json_array_unref (self.keys);
  return 0;
}
