/* test-many.c: with 10,000 keys everything answers: search, filter, open, back
 *
 * The ledger is filled directly; the keys but one have no secret, and none is checked.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "kt-app-fixture.h"
#include "kt-ledger.h"

#define N_KEYS 10000

static void
fill (KtApp *app)
{
  static const char *const exchanges[] = { "bitget", "binance", "okx", "bybit" };
  g_autofree char *path = g_build_filename (app->folder, KT_DATA_NAME, "ledger.db", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(KtLedger) ledger = kt_ledger_open (path, NULL, &error);
  const gint64 now_ms = g_get_real_time () / 1000;

  g_assert_no_error (error);
  for (guint i = 0; i < N_KEYS; i++)
    {
      g_autoptr(KtRecord) record = kt_record_new ();

      record->state = KT_STATE_ACTIVE;
      record->label = g_strdup_printf ("Made-up %05u", i);
      record->exchange = g_strdup (exchanges[i % G_N_ELEMENTS (exchanges)]);
      record->environment = g_strdup ("live");
      record->key_type = g_strdup ("hmac");
      record->hint = g_strdup ("abcd…wxyz");
      record->added_ms = record->secret_since_ms = now_ms;
      g_assert_true (kt_ledger_put (ledger, record, NULL, &error));
    }
}

static void
test_many (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) bybit = NULL;
  g_autoptr(KtUiNode) all = NULL;
  g_autoptr(KtUiNode) undo = NULL;

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  fill (app);
  kt_app_start (app, NULL);
  kt_app_wait_row (app, "All Keys, 10001 keys");
  kt_app_wait_row (app, "Made-up 00002, OKX, Not checked yet");

  /* The first letter opens the search. */
  kt_screen_type ("0423");
  kt_app_wait_row (app, "Made-up 04231, Bybit, Not checked yet");
  kt_app_wait_no_row (app, "Made-up 00002, OKX, Not checked yet");
  kt_screen_key ("Escape");
  kt_app_wait_row (app, "Made-up 00002, OKX, Not checked yet");

  bybit = kt_ui_find_shown (app->root, KT_UI_ROW, "Bybit, 2500 keys");
  kt_ui_mouse_click (bybit);
  kt_app_wait_no_row (app, "Made-up 00002, OKX, Not checked yet");
  kt_app_open_key (app, "Made-up 00003, Bybit, Not checked yet");
  kt_app_wait_words (app, "Made-up 00003");
  kt_screen_key ("alt+Left");
  kt_app_wait_row (app, "Made-up 00007, Bybit, Not checked yet");

  /* What is done with one of them is not slower than with two. */
  kt_screen_type ("0999");
  kt_app_wait_no_row (app, "Made-up 00007, Bybit, Not checked yet");
  kt_screen_key ("Escape");
  all = kt_ui_find_shown (app->root, KT_UI_ROW, "All Keys, 10001 keys");
  kt_ui_mouse_click (all);
  kt_screen_type ("taxes");
  kt_app_wait_no_row (app, "Made-up 00002, OKX, Not checked yet");
  kt_app_open_key (app, "Taxes, Bitget, Not checked yet");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "Works. Can do what you meant, and nothing else.");
  kt_screen_key ("Delete");
  undo = kt_app_find_toast (app, KT_UI_BUTTON, "Undo");
  kt_app_wait_row (app, "All Keys, 10000 keys");
  kt_ui_click (undo);
  kt_app_wait_row (app, "All Keys, 10001 keys");
  kt_app_wait_row (app, "Taxes, Bitget, Works");
  kt_screen_key ("Escape");
  kt_app_fill_form (app, &kt_app_withdraws, "Added");
  kt_app_press (app, "Next");
  kt_app_save (app, "Save Without Checking");
  kt_app_press (app, "Back");
  kt_app_wait_row (app, "All Keys, 10002 keys");
  kt_app_stop (app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/many", test_many);
  return g_test_run ();
}
