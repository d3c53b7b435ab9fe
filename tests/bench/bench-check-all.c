/* bench-check-all.c: Check All with 200 keys of 4 exchanges against the ideal schedule
 *
 * From the keyring to the ledger, as the window does it; the keys stand exchange by exchange. Every reply takes 100 ms
 * and no pace is kept. As an exchange is asked one thing at a time, the ideal is the busiest exchange's number of
 * requests, as the server counted them, times 100 ms. Goal: at most 1.15.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "exchange-server.h"
#include "keeper-calls.h"

#define N_KEYS   50u            /* of each exchange */
#define REPLY_MS 100
#define SECRET   "bWFkZS11cCBrcmFrZW4gc2VjcmV0IG9mIDY0IGJ5dGVzISEgbWFkZS11cCBrcmFrZW4gc2VjcmV0ISEhIQ=="

static const struct { const char *id, *account, *right; } exchanges[] = {
  { "bitget", "\"kind\": \"unified\", ", "uta_trade" },
  { "binance", "", "enableReading" },
  { "okx", "", "read_only" },
  { "kraken", "", "query-funds" },
};
#define N_EXCHANGES G_N_ELEMENTS (exchanges)

static char *
make_document (void)
{
  GString *text = g_string_new ("{\"accounts\": [");

  for (guint i = 0; i < N_EXCHANGES; i++)
    {
      g_string_append_printf (text, "%s{\"exchange\": \"%s\", %s\"uid\": \"7000001\", \"keys\": [", i ? ", " : "",
                              exchanges[i].id, exchanges[i].account);
      for (guint j = 0; j < N_KEYS; j++)
        g_string_append_printf (text, "%s{\"api_key\": \"MADEUP%s%u\", \"secret\": \"" SECRET "\", \"passphrase\": \"made-up-pass\", "
                                "\"rights\": [\"%s\"]}", j ? ", " : "", exchanges[i].id, j, exchanges[i].right);
      g_string_append (text, "]}");
    }
  g_string_append_printf (text, "], \"faults\": [{\"kind\": \"slow\", \"delay_ms\": %d}]}", REPLY_MS);
  return g_string_free (text, FALSE);
}

static guint
count_busiest (ExchangeServer *server)
{
  guint most = 0;

  for (guint i = 0; i < N_EXCHANGES; i++)
    {
      g_autofree char *part = g_strdup_printf ("\"exchange\":\"%s\"", exchanges[i].id);

      most = MAX (most, exchange_server_count_log (server, part));
    }
  return most;
}

static void
set_field (KtCredential *credential, const char *id, const char *text)
{
  g_autoptr(KtSecret) value = kt_secret_new (text, -1);

  kt_credential_set (credential, id, value);
}

static void
add_keys (KtKeeper *keeper, const char *exchange)
{
  for (guint i = 0; i < N_KEYS; i++)
    {
      g_autofree char *api_key = g_strdup_printf ("MADEUP%s%u", exchange, i);
      g_autoptr(KtCredential) credential = kt_credential_new ();
      g_autoptr(GError) error = NULL;
      KtRecord *record = made_up_record (api_key);

      g_free (record->exchange);
      record->exchange = g_strdup (exchange);
      record->nonce_allowed = TRUE;
      set_field (credential, "api_key", api_key);
      set_field (credential, "secret", SECRET);
      if (!g_str_equal (exchange, "kraken") && !g_str_equal (exchange, "binance"))
        set_field (credential, "passphrase", "made-up-pass");
      if (!keeper_add_record (keeper, record, credential, NULL, &error))
        g_error ("%s", error->message);
    }
}

static guint
count_working (KtKeeper *keeper)
{
  GPtrArray *keys = kt_keeper_get_all (keeper);
  guint n = 0;

  for (guint i = 0; i < keys->len; i++)
    {
      KtReport *report = kt_key_get_report (g_ptr_array_index (keys, i));

      n += report && kt_report_is_good (report);
    }
  return n;
}

int
main (void)
{
  g_autofree char *document = make_document ();
  g_autoptr(GError) error = NULL;
  g_autoptr(ExchangeServer) server = exchange_server_new (document, &error);
  g_autoptr(GAsyncResult) result = NULL;
  KeeperFixture base = { 0 };
  gint64 began, took_ms;
  double ideal_ms;
  guint n_work;

  if (!server)
    g_error ("%s", error->message);
  g_setenv ("KEYTURN_TEST_PROXY", exchange_server_get_proxy_uri (server), TRUE);
  g_setenv ("KEYTURN_TEST_CA", exchange_server_get_ca_file (server), TRUE);
  keeper_set_up (&base, NULL);
  kt_prober_set_ignore_pace (base.keeper->prober, TRUE);
  for (guint i = 0; i < N_EXCHANGES; i++)
    add_keys (base.keeper, exchanges[i].id);

  began = g_get_monotonic_time ();
  kt_keeper_check_all_async (base.keeper, NULL, NULL, NULL, kt_test_keep_result, &result);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  took_ms = (g_get_monotonic_time () - began) / 1000;
  if (!kt_keeper_check_all_finish (base.keeper, result, NULL, &error))
    g_error ("%s", error->message);
  ideal_ms = (double) count_busiest (server) * REPLY_MS;
  n_work = count_working (base.keeper);
  g_print ("check all, %u keys of %u exchanges: %" G_GINT64_FORMAT " ms of %.0f ms: ratio %.2f (goal at most 1.15)\n",
           N_KEYS * (guint) N_EXCHANGES, (guint) N_EXCHANGES, took_ms, ideal_ms, (double) took_ms / ideal_ms);
  g_clear_object (&result);
  keeper_tear_down (&base, NULL);
  if (n_work == N_KEYS * N_EXCHANGES)
    return 0;
  g_printerr ("only %u of them worked\n", n_work);
  return 1;
}
