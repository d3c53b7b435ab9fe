/* bench-check-all.c: checking 200 keys of 4 exchanges against the ideal schedule
 *
 * Every reply takes 100 ms and no pace is kept. As an exchange is asked one thing at a time, the ideal is
 * the busiest exchange's number of requests, as the server counted them, times 100 ms. Goal: at most 1.15.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "probe-kit.h"

#define N_KEYS   50             /* of each exchange */
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
count_busiest (ProbeKit *kit)
{
  guint most = 0;

  for (guint i = 0; i < N_EXCHANGES; i++)
    {
      g_autofree char *part = g_strdup_printf ("\"exchange\":\"%s\"", exchanges[i].id);

      most = MAX (most, exchange_server_count_log (kit->server, part));
    }
  return most;
}

int
main (void)
{
  g_autofree char *document = make_document ();
  g_auto(ProbeKit) kit = { 0 };
  static ProbeRun runs[N_EXCHANGES * N_KEYS];
  gint64 began, took_ms;
  double ideal_ms;
  guint n_work = 0;

  probe_kit_init (&kit, document);
  began = g_get_monotonic_time ();
  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      g_autofree char *api_key = g_strdup_printf ("MADEUP%s%u", exchanges[i % N_EXCHANGES].id, i / (guint) N_EXCHANGES);
      ProbeKey key = { exchanges[i % N_EXCHANGES].id, NULL, NULL, api_key, SECRET, "made-up-pass" };

      probe_kit_start (&kit, &key, NULL, &runs[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      g_autoptr(KtReport) report = NULL;

      while (!runs[i].result)
        g_main_context_iteration (NULL, TRUE);
      report = probe_kit_finish (&kit, &runs[i], NULL);
      n_work += report && kt_report_is_good (report);
      probe_run_clear (&runs[i]);
    }
  took_ms = (g_get_monotonic_time () - began) / 1000;
  ideal_ms = (double) count_busiest (&kit) * REPLY_MS;
  g_print ("check all, %u keys of %u exchanges: %" G_GINT64_FORMAT " ms of %.0f ms: ratio %.2f (goal at most 1.15)\n",
           (guint) G_N_ELEMENTS (runs), (guint) N_EXCHANGES, took_ms, ideal_ms, (double) took_ms / ideal_ms);
  if (n_work == G_N_ELEMENTS (runs))
    return 0;
  g_printerr ("only %u of them worked\n", n_work);
  return 1;
}
