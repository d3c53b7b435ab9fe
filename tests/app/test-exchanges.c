/* test-exchanges.c: what is known of exchanges, found, read and trusted in the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "kt-app-fixture.h"

static void
open_picker (KtApp *app)
{
  g_autoptr(KtUiNode) bitget = NULL;

  kt_app_press (app, "Add Key");
  bitget = kt_ui_find_shown (app->root, KT_UI_ROW, "Bitget");
}

static void
search (KtApp *app, const char *text)
{
  kt_screen_key ("ctrl+a");
  kt_screen_type (text);
}

/* From Add Key: all of it, to read. */
static void
test_about (void)
{
  static const char *const told[] = {
    "api.bitget.com", "GET api.bitget.com/api/v3/account/info", "hmac: signature = base64(hmac_sha256(secret, text))",
    "uta_trade: Trade spot", "it is sent: Passphrase.", "Stays here: it only signs", "When Its Keys End",
    "It was never tried with a live key.", "Nobody Has Confirmed", "Sources",
  };
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) row = NULL;
  g_autofree char *words = NULL;

  kt_app_start (app, NULL);
  kt_app_press (app, "Add Key");
  row = kt_ui_find_shown (app->root, KT_UI_ROW, "Bitget");
  kt_ui_mouse_click (row);
  kt_app_press (app, "About This Exchange");
  kt_app_wait_words (app, "Talks To");
  words = kt_ui_get_words (app->root);
  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    {
      if (!strstr (words, told[i]))
        g_test_fail_printf ("“%s” is not told: %s", told[i], words);
    }
  kt_screen_key ("Escape");
  kt_ui_wait_gone (app->root, KT_UI_LABEL, "Talks To");
  kt_app_stop (app);
}

/* From the key's menu. */
static void
test_about_key (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) entry = NULL;

  kt_app_put (app, &kt_app_binance, "Spot bot", "read,spot");
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Spot bot");
  kt_app_press (app, "Key Menu");
  entry = kt_ui_find (app->root, KT_UI_MENU_ITEM, "About This Exchange");
  kt_ui_click (entry);
  kt_app_wait_words (app, "enableWithdrawals: Withdraw");
  kt_app_wait_words (app, "After 30 days");
  kt_app_stop (app);
}

/* Under the name it once had, too; what has closed comes last and says so. */
static void
test_search (void)
{
  static const struct { const char *typed, *found; } table[] = {
    { "Huobi", "HTX" },
    { "GDAX", "Coinbase Exchange" },
    { "hyperl", "Hyperliquid (API wallet)" },
  };
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  kt_app_start (app, NULL);
  open_picker (app);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(KtUiNode) row G_GNUC_UNUSED = NULL;

      search (app, table[i].typed);
      row = kt_ui_find_shown (app->root, KT_UI_ROW, table[i].found);
      kt_ui_wait_gone (app->root, KT_UI_ROW, "Bitget");
    }
  search (app, "BitMEX");
  kt_app_wait_words (app, "Closed: keys can be recorded, nothing is sent");
  search (app, "HTX");
  kt_ui_wait_gone (app->root, KT_UI_ROW, "BitMEX");
  kt_screen_key ("Return");
  kt_app_wait_words (app, "About This Exchange");
  kt_app_stop (app);
}

/* Where nothing is signed, the question before the check says what is sent. */
static void
test_goes (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) row = NULL;
  g_autoptr(KtUiNode) entry = NULL;
  g_autofree char *words = NULL;

  kt_app_start (app, NULL);
  open_picker (app);
  search (app, "Bitpanda");
  row = kt_ui_find_shown (app->root, KT_UI_ROW, "Bitpanda");
  kt_screen_key ("Return");
  entry = kt_app_entry (app, "API key");
  kt_ui_mouse_click (entry);
  kt_screen_type ("madeupmadeupmadeup");
  kt_app_press (app, "Next");
  kt_app_wait_words (app, "Nothing is signed: the key itself is sent.");
  words = kt_ui_get_words (app->root);
  g_assert_null (strstr (words, "signed with this key"));
  kt_app_stop (app);
}

/* ── A definition of one's own ─────────────────────────────────────────────── */

/* Bitso's with another id and host. (transfer full): its path */
static char *
write_definition (KtApp *app, const char *id, const char *host)
{
  g_autofree char *text = kt_test_data_load ("../data/exchanges/bitso.json", NULL);
  g_autoptr(GString) changed = g_string_new (text);
  g_autofree char *member = g_strdup_printf ("\"id\": \"%s\"", id);
  char *path = g_build_filename (app->folder, "mine.json", NULL);

  g_assert_cmpuint (g_string_replace (changed, "\"id\": \"bitso\"", member, 0), >, 0);
  g_assert_cmpuint (g_string_replace (changed, "\"name\": \"Bitso\"", "\"name\": \"My Own\"", 0), >, 0);
  g_string_replace (changed, "bitso.com", host, 0);
  kt_test_file_store (path, changed->str, -1);
  return path;
}

static void
choose_file (KtApp *app, const char *path)
{
  g_autoptr(KtUiNode) open = NULL;

  kt_app_press (app, "Add an Exchange from a File…");
  open = kt_ui_find_shown (app->root, KT_UI_BUTTON, "Open");
  kt_screen_type (path);
  kt_screen_key ("Return");
}

static void
test_trust (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *path = write_definition (app, "myown", "bitso.example");
  g_autoptr(KtUiNode) row = NULL;

  kt_app_start (app, NULL);
  open_picker (app);
  choose_file (app, path);
  kt_app_wait_words (app, "Do You Trust Whoever Wrote This File?");
  kt_app_wait_words (app, "stage.bitso.example");
  kt_app_wait_words (app, "A Check Sends");
  /* Nothing is in use before the answer. */
  {
    const char *arguments[] = { "exchanges", "show", "myown", NULL };

    g_assert_cmpint (kt_app_run (app, arguments, NULL, NULL), !=, 0);
    kt_app_press (app, "Trust This File");
    kt_app_wait_toast (app, "“My Own” can be used now");
    g_assert_cmpint (kt_app_run (app, arguments, NULL, NULL), ==, 0);
  }
  row = kt_ui_find_shown (app->root, KT_UI_ROW, "My Own");
  kt_app_wait_words (app, "Custom: described by a file");
  kt_ui_mouse_click (row);
  kt_app_wait_words (app, "About This Exchange");
  kt_app_stop (app);
}

/* A file with mistakes is not offered; each is said with its place. */
static void
test_mistakes (void)
{
  static const struct { const char *id, *host, *says; } table[] = {
    { "bitso", "bitso.example", "a built-in exchange has this id" },
    { "myown", "api.bitget.com", "is a host of Bitget, which is built in" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
      g_autofree char *path = write_definition (app, table[i].id, table[i].host);

      kt_app_start (app, NULL);
      open_picker (app);
      choose_file (app, path);
      kt_app_wait_words (app, "This File Cannot Be Used");
      kt_app_wait_words (app, table[i].says);
      kt_app_wait_words (app, "Line 1, column 1");
      g_assert_null (kt_ui_try_find_shown (app->root, KT_UI_BUTTON, "Trust This File"));
      kt_app_stop (app);
    }
}

/* A key of a custom definition says so in the list and on its page. */
static void
test_marked (void)
{
  const char *trust[] = { "exchanges", "trust", NULL, NULL };
  const KtAppKey key = { "myown", "My Own", "MadeUpMade", "0123456789abcdef0123456789abcdef", NULL };
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *path = write_definition (app, "myown", "bitso.example");

  trust[2] = path;
  g_assert_cmpint (kt_app_run (app, trust, "yes\n", NULL), ==, 0);
  kt_app_put (app, &key, "Mine", "read");
  kt_app_start (app, NULL);
  kt_app_wait_row (app, "Mine, My Own (custom), Not checked yet");
  kt_app_open_key (app, "Mine");
  kt_app_wait_words (app, "My Own (custom)");
  kt_app_stop (app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/exchanges/about", test_about);
  g_test_add_func ("/app/exchanges/about-key", test_about_key);
  g_test_add_func ("/app/exchanges/search", test_search);
  g_test_add_func ("/app/exchanges/goes", test_goes);
  g_test_add_func ("/app/exchanges/trust", test_trust);
  g_test_add_func ("/app/exchanges/mistakes", test_mistakes);
  g_test_add_func ("/app/exchanges/marked", test_marked);
  return g_test_run ();
}
