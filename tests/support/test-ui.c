/* test-ui.c: what drives the window finds, tells and does what it says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-test-ui.h"
#include "kt-test-util.h"

#include <string.h>

static KtUi *
launch (void)
{
  const char *argv[] = { g_getenv ("KT_TEST_WINDOW"), NULL };

  return kt_ui_launch (argv, NULL, NULL);
}

static void
test_type_and_click (void)
{
  g_autoptr(KtUi) ui = launch ();
  KtUiNode *root = kt_ui_root (ui);
  g_autoptr(KtUiNode) name = kt_ui_find_shown (root, KT_UI_TEXT, "Name");
  g_autoptr(KtUiNode) add = kt_ui_find_shown (root, KT_UI_BUTTON, "Add Key");
  g_autofree char *text = NULL;

  kt_ui_type (name, "kraken é中");
  text = kt_ui_get_text (name);
  g_assert_cmpstr (text, ==, "kraken é中");
  kt_ui_click (add);
  kt_ui_wait_words (root, "Added");
  kt_ui_wait_gone (root, KT_UI_LABEL, "Nothing yet");
  kt_ui_wait_count (root, KT_UI_TEXT, "Name", 1);
  kt_ui_quit (ui, "org.example.Keyturn.TestWindow");
}

static void
test_keys_and_clipboard (void)
{
  g_autoptr(KtUi) ui = launch ();
  g_autoptr(KtUiNode) name = kt_ui_find_shown (kt_ui_root (ui), KT_UI_TEXT, "Name");
  g_autofree char *held = NULL;

  kt_ui_mouse_click (name);
  kt_screen_type ("xY_1@{}");
  kt_ui_wait_words (name, "xY_1@{}");
  kt_screen_key ("ctrl+a");
  kt_ui_paste (name, "pasted é中");
  kt_ui_wait_words (name, "pasted é中");
  held = kt_screen_get_clipboard ();
  g_assert_cmpstr (held, ==, "pasted é中");
  kt_screen_set_clipboard (NULL);
  g_assert_null (kt_screen_get_clipboard ());
}

static void
test_combo (void)
{
  g_autoptr(KtUi) ui = launch ();
  KtUiNode *root = kt_ui_root (ui);
  g_autoptr(KtUiNode) combo = kt_ui_find_shown (root, KT_UI_COMBO, "Exchange");

  kt_ui_choose (combo, "Bybit");
  kt_ui_wait_words (combo, "Bybit");
  kt_ui_choose (combo, "Binance");
  kt_ui_wait_words (combo, "Binance");
}

/* The hidden page of a folded leaflet is in the tree, and not shown. */
static void
test_page_shown (void)
{
  g_autoptr(KtUi) ui = launch ();
  KtUiNode *root = kt_ui_root (ui);
  g_autoptr(KtUiNode) go = kt_ui_find_shown (root, KT_UI_BUTTON, "Go");
  g_autoptr(KtUiNode) behind = kt_ui_find (root, KT_UI_BUTTON, "Behind");
  g_autoptr(KtUiNode) scrolled_away = kt_ui_find_shown (root, KT_UI_LABEL, "Row 39");
  g_autoptr(KtUiNode) off = NULL;
  g_autoptr(KtUiNode) now = NULL;

  g_assert_true (kt_ui_is_shown (go));
  g_assert_false (kt_ui_is_shown (behind));
  kt_ui_click (go);
  now = kt_ui_find_shown (root, KT_UI_BUTTON, "Behind");
  off = kt_ui_find_shown (root, KT_UI_BUTTON, "Not now");
  g_assert_false (kt_ui_has_state (off, ATSPI_STATE_SENSITIVE));
  kt_ui_wait_gone (root, KT_UI_BUTTON, "Go");
  g_assert_false (kt_ui_is_shown (go));
  g_assert_false (kt_ui_is_shown (scrolled_away));
}

static void
test_picture (KtTestFolder *folder, gconstpointer data)
{
  g_autoptr(KtUi) ui = launch ();
  g_autoptr(KtUiNode) go G_GNUC_UNUSED = kt_ui_find_shown (kt_ui_root (ui), KT_UI_BUTTON, "Go");
  g_autofree char *path = kt_test_folder_file (folder, "picture.png");
  g_autofree char *bytes = NULL;
  gsize length;

  kt_screen_save_picture (path);
  bytes = kt_test_file_load (path, &length);
  g_assert_cmpuint (length, >, 5000); /* an empty screen is smaller */
  g_assert_cmpint (memcmp (bytes, "\x89PNG", 4), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/type-and-click", test_type_and_click);
  g_test_add_func ("/ui/keys-and-clipboard", test_keys_and_clipboard);
  g_test_add_func ("/ui/combo", test_combo);
  g_test_add_func ("/ui/page-shown", test_page_shown);
  g_test_add ("/ui/picture", KtTestFolder, NULL, kt_test_folder_set_up, test_picture, kt_test_folder_tear_down);
  return g_test_run ();
}
