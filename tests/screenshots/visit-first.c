/* visit-first.c: the window without a key, its dialogs, and keys that come from a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tour.h"

/* Its pages are told apart by their names. */
static void
keep_preferences (Tour *self)
{
  static const char *const pages[] = { "Reminders", "Checks", "Privacy" };

  kt_screen_key ("ctrl+comma");
  tour_wait_words (self, "Rotate After Days");
  tour_keep (self, "preferences");
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *name = tour_say (pages[i]);
      g_autoptr(KtUiNode) page = kt_ui_find_shown (self->app->root, KT_UI_ANY, name);

      kt_ui_mouse_click (page);
      tour_keep (self, pages[i]);
    }
  kt_screen_key ("Escape");
}

void
visit_empty (Tour *self)
{
  tour_start (self);
  tour_keep (self, "empty");
  keep_preferences (self);
  tour_press (self, "Main Menu");
  tour_keep (self, "menu");
  tour_choose (self, "_About Keyturn");
  tour_keep (self, "about");
  kt_screen_key ("Escape");
  tour_press (self, "Main Menu");
  tour_choose (self, "_Keyboard Shortcuts");
  tour_wait_words (self, "Add a key");
  tour_keep (self, "shortcuts");
  tour_scroll (60);
  tour_keep (self, "shortcuts-end");
  kt_screen_key ("Escape");
  tour_stop (self);
}

/* Two whole keys, one that lacks its secret, one of an exchange nobody knows, a broken line. (transfer full) */
static char *
make_env (void)
{
  return g_strdup_printf ("BITGET_API_KEY=%s\nBITGET_SECRET=%s\nBITGET_PASSPHRASE=%s\n"
                          "BITGET_GRID_KEY=%s\nBITGET_GRID_SECRET=%s\nBITGET_GRID_PASSPHRASE=%s\n"
                          "KRAKEN_KEY=MadeUpMadeUpMadeUpMadeUpMadeUpMadeUpMadeUpMadeUpMadeUpMa\n"
                          "SHOP_API_KEY=madeup-madeup-1\nSHOP_API_SECRET=madeup-madeup-2\nBROKEN_KEY=\"abc\n",
                          kt_app_looks.api_key, kt_app_looks.secret, kt_app_looks.passphrase,
                          kt_app_withdraws.api_key, kt_app_withdraws.secret, kt_app_withdraws.passphrase);
}

static void
paste_text (Tour *self, const char *text)
{
  self->app->pasted = TRUE;
  kt_screen_set_clipboard (text);
  tour_press (self, "Paste");
}

static void
open_import (Tour *self)
{
  kt_screen_key ("ctrl+i");
  tour_wait_button (self, "Choose a File…");
}

void
visit_import (Tour *self)
{
  g_autofree char *env = make_env ();
  g_autofree char *csv = g_strdup_printf ("Exchange,Account Name,API Key,API Secret,Passphrase\nBitget,Grid,%s,%s,%s\n",
                                          kt_app_looks.api_key, kt_app_looks.secret, kt_app_looks.passphrase);
  g_autofree char *path = g_build_filename (self->app->folder, "bots.env", NULL);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *list = g_strconcat (uri, "\r\n", NULL);
  g_autofree char *add = tour_say ("Add Key");
  g_autoptr(KtUiNode) target = NULL;

  tour_start (self);
  open_import (self);
  tour_keep (self, "import");
  paste_text (self, "Dear all,\nsee you there.\n");
  tour_wait_words (self, "No Keys Found");
  tour_keep (self, "import-nothing");
  paste_text (self, csv);
  tour_wait_words (self, "What Is in Each Column?");
  tour_keep (self, "import-columns");
  kt_screen_key ("Escape");
  kt_screen_key ("Escape");

  kt_test_file_store (path, env, -1);
  target = kt_ui_find_shown (self->app->root, KT_UI_BUTTON, add);
  kt_ui_drop (target, "text/uri-list", list);
  tour_wait_words (self, "Choose the exchange");
  tour_keep (self, "import-list");
  tour_press_of (self, "Change “%s”", "Bitget");
  tour_wait_words (self, "Where Is It Used?");
  tour_keep (self, "import-change");
  tour_press (self, "Back");
  tour_press (self, "Next");
  tour_wait_words (self, "What Should It Be Able to Do?");
  tour_keep (self, "import-all");
  tour_press_count (self, "Save %u Key", "Save %u Keys", 2);
  tour_wait_button (self, "Done");
  tour_keep (self, "import-done");
  tour_press (self, "Done");
  tour_keep (self, "imported");
  tour_stop (self);
}
