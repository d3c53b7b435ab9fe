/* test-autocheck.c: which keys are checked without a person asking for each. All keys are made up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-autocheck.h"
#include "kt-catalogue.h"

#define NOW_MS ((gint64) 1793448000000)      /* 2026-10-31 12:00 UTC */

static const struct {
  const char *explanation;
  const char *exchange;         /* its live environment */
  KtAutocheck by_itself;
  KtAutocheck with_all;
  KtState     state;
  guint       refusals;
  gboolean    stopped, nonce_allowed, keep_alive;
} rows[] = {
  { "in order", "bitget", KT_AUTOCHECK_YES, KT_AUTOCHECK_YES, KT_STATE_ACTIVE },
  { "stopped by the person", "bitget", KT_AUTOCHECK_STOPPED, KT_AUTOCHECK_STOPPED, KT_STATE_ACTIVE, .stopped = TRUE },
  { "two refusals", "bitget", KT_AUTOCHECK_YES, KT_AUTOCHECK_YES, KT_STATE_ACTIVE, .refusals = 2 },
  { "three refusals pause it", "bitget", KT_AUTOCHECK_PAUSED, KT_AUTOCHECK_YES, KT_STATE_ACTIVE, .refusals = 3 },
  { "three refusals, and a fourth would lock the account out", "kraken", KT_AUTOCHECK_PAUSED, KT_AUTOCHECK_PAUSED, KT_STATE_ACTIVE,
    .refusals = 3, .nonce_allowed = TRUE },
  { "a bot could be refused", "kraken", KT_AUTOCHECK_NONCE, KT_AUTOCHECK_NONCE, KT_STATE_ACTIVE },
  { "a bot could be refused, and the person said yes", "kraken", KT_AUTOCHECK_YES, KT_AUTOCHECK_YES, KT_STATE_ACTIVE,
    .nonce_allowed = TRUE },
  { "from a wrong address it would be switched off", "whitebit", KT_AUTOCHECK_ADDRESS, KT_AUTOCHECK_ADDRESS, KT_STATE_ACTIVE,
    .nonce_allowed = TRUE },
  { "a check counts as use", "okx", KT_AUTOCHECK_COUNTS_AS_USE, KT_AUTOCHECK_YES, KT_STATE_ACTIVE },
  { "a check counts as use, and that is wanted", "okx", KT_AUTOCHECK_YES, KT_AUTOCHECK_YES, KT_STATE_ACTIVE, .keep_alive = TRUE },
  { "the exchange has closed", "bitmex", KT_AUTOCHECK_CLOSED, KT_AUTOCHECK_CLOSED, KT_STATE_ACTIVE },
  { "nobody knows the exchange", "no-such-exchange", KT_AUTOCHECK_NO_EXCHANGE, KT_AUTOCHECK_NO_EXCHANGE, KT_STATE_ACTIVE },
  { "not in the keyring yet", "bitget", KT_AUTOCHECK_NOT_ACTIVE, KT_AUTOCHECK_NOT_ACTIVE, KT_STATE_PENDING },
  { "deleted", "bitget", KT_AUTOCHECK_NOT_ACTIVE, KT_AUTOCHECK_NOT_ACTIVE, KT_STATE_DELETED, .stopped = TRUE },
};

static void
test_table (void)
{
  g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(KtRecord) record = kt_record_new ();
      KtExchange *exchange = kt_catalogue_get (catalogue, rows[i].exchange, NULL);

      g_test_message ("%s", rows[i].explanation);
      record->exchange = g_strdup (rows[i].exchange);
      record->environment = g_strdup ("live");
      record->state = rows[i].state;
      record->refusals = rows[i].refusals;
      record->checks_stopped = rows[i].stopped;
      record->nonce_allowed = rows[i].nonce_allowed;
      record->keep_alive = rows[i].keep_alive;
      g_assert_cmpint (kt_autocheck_by_itself (record, exchange, NOW_MS), ==, rows[i].by_itself);
      g_assert_cmpint (kt_autocheck_with_all (record, exchange, NOW_MS), ==, rows[i].with_all);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/autocheck/table", test_table);
  return g_test_run ();
}
