/* test-drop.c: a file or text that is dropped on the window from another program opens the import
 *
 * The drag is a real one (XDND): the window reads what it is given from the test's own window.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "kt-app-fixture.h"

/* Made for these tests; it opens nothing. */
#define PEM "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIOnEz16mHSSPZgBQ1AVBTVY/53tJ3Yjw1T7S5s1e26ykoAoGCCqGSM49\n-----END EC PRIVATE KEY-----"

typedef struct
{
  const char *name;
  const char *explanation;
  const char *content; /* with %1$s API key, %2$s secret, %3$s passphrase */
  const char *shown;
} Dropped;

static const Dropped files[] = {
  { "bots.env", "names and values", "BITGET_API_KEY=%1$s\nBITGET_SECRET=%2$s\nBITGET_PASSPHRASE=%3$s\n", "1 key found · 1 chosen" },
  { "config.json", "what ccxt reads", "{\"bitget\": {\"apiKey\": \"%1$s\", \"secret\": \"%2$s\", \"password\": \"%3$s\"}}",
    "1 key found · 1 chosen" },
  { "keys.csv", "a table", "Exchange,API Key,API Secret,Passphrase\nBitget,%1$s,%2$s,%3$s\n", "What Is in Each Column?" },
  { "key.pem", "a private key alone", PEM "\n", "Choose the exchange" },
};

static char *
fill_in (const char *content)
{
  GString *text = g_string_new (content);

  g_string_replace (text, "%1$s", kt_app_looks.api_key, 0);
  g_string_replace (text, "%2$s", kt_app_looks.secret, 0);
  g_string_replace (text, "%3$s", kt_app_looks.passphrase, 0);
  return g_string_free (text, FALSE);
}

/* As file managers name it. */
static char *
make_uri (KtApp *app, const char *name, const char *content)
{
  g_autofree char *path = g_build_filename (app->folder, name, NULL);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  kt_test_file_store (path, content, -1);
  return g_strconcat (uri, "\r\n", NULL);
}

static gboolean
drop (KtApp *app, const char *type, const char *content)
{
  g_autoptr(KtUiNode) add = kt_ui_find_shown (app->root, KT_UI_BUTTON, "Add Key");

  return kt_ui_drop (add, type, content);
}

static void
close_import (KtApp *app)
{
  kt_app_press (app, "Back");
  kt_app_press (app, "Cancel");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Choose a File…");
}

/* Nothing can be dropped before the list is there. */
static void
start_empty (KtApp *app)
{
  g_autoptr(KtUiNode) title G_GNUC_UNUSED = NULL;

  kt_app_start (app, NULL);
  title = kt_ui_find_shown (app->root, KT_UI_LABEL, "Keep Your Exchange Keys in Order");
}

static void
test_files (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  start_empty (app);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *content = fill_in (files[i].content);
      g_autofree char *uri = make_uri (app, files[i].name, content);

      g_test_message ("%s: %s", files[i].name, files[i].explanation);
      g_assert_true (drop (app, "text/uri-list", uri));
      kt_app_wait_words (app, files[i].shown);
      kt_app_assert_unseen (app, kt_app_looks.secret);
      close_import (app);
    }
  kt_app_stop (app);
}

/* Neither more than one file nor one that is not there opens a dead end. */
static void
test_said (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *one = make_uri (app, "one.env", "BITGET_API_KEY=a\n");
  g_autofree char *two = make_uri (app, "two.env", "BITGET_API_KEY=b\n");
  g_autofree char *both = g_strconcat (one, two, NULL);
  g_autofree char *gone = g_strconcat ("file://", app->folder, "/not-there.env\r\n", NULL);

  start_empty (app);
  g_assert_true (drop (app, "text/uri-list", both));
  kt_app_wait_toast (app, "One file at a time");
  g_assert_true (drop (app, "text/uri-list", gone));
  kt_app_wait_toast (app, "There is no such file");
  kt_app_stop (app);
}

static void
test_text (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *content = fill_in (files[0].content);

  start_empty (app);
  g_assert_true (drop (app, "text/plain;charset=utf-8", content));
  kt_app_wait_words (app, "1 key found · 1 chosen");
  kt_app_assert_unseen (app, kt_app_looks.secret);
  kt_app_press (app, "Next");
  kt_app_press (app, "Save 1 Key");
  kt_app_wait_words (app, "1 key saved");
  kt_app_press (app, "Done");
  kt_app_wait_row (app, "Bitget, Bitget, Not checked yet");
  kt_app_stop (app);
}

/* Pasted into the window, from the list as from a key's page; into an entry it is text. */
static void
test_paste (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *content = fill_in (files[0].content);
  g_autoptr(KtUiNode) entry = NULL;

  kt_app_put (app, &kt_app_binance, "Spot bot", "read,spot");
  kt_app_start (app, NULL);
  kt_app_wait_row (app, "Spot bot, Binance, Not checked yet");
  app->pasted = TRUE;
  kt_screen_set_clipboard (content);
  kt_screen_key ("ctrl+v");
  kt_app_wait_words (app, "1 key found · 1 chosen");
  kt_app_assert_unseen (app, kt_app_looks.secret);
  close_import (app);

  kt_screen_set_clipboard ("spot");
  kt_screen_key ("ctrl+f");
  entry = kt_ui_find_shown (app->root, ATSPI_ROLE_ENTRY, "Search Keys");
  kt_ui_mouse_click (entry);
  kt_screen_key ("ctrl+v");
  kt_app_wait_row (app, "Spot bot, Binance, Not checked yet");
  g_assert_null (kt_ui_try_find (app->root, KT_UI_BUTTON, "Choose a File…"));
  kt_screen_key ("Escape");
  kt_app_open_key (app, "Spot bot");
  kt_screen_set_clipboard (content);
  kt_screen_key ("shift+Insert");
  kt_app_wait_words (app, "1 key found · 1 chosen");
  kt_app_stop (app);
}

/* A picture is no key: the window lets it pass, and says so while it is above. */
static void
test_not_wanted (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  start_empty (app);
  g_assert_false (drop (app, "image/png", "\x89PNG"));
  kt_app_stop (app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/drop/files", test_files);
  g_test_add_func ("/app/drop/text", test_text);
  g_test_add_func ("/app/drop/paste", test_paste);
  g_test_add_func ("/app/drop/said", test_said);
  g_test_add_func ("/app/drop/not-wanted", test_not_wanted);
  return g_test_run ();
}
