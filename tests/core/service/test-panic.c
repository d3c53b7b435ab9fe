/* test-panic.c: what could cost most stands first; unknown is never cheap
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-keeper-panic.h"
#include "kt-panic.h"

#define NOW ((gint64) 1790000000000)
#define DAY ((gint64) 86400000)
#define RIGHT(name) KT_RIGHTS_BIT (KT_RIGHT_##name)

static KtKey *
make_key (const char *label, gboolean told, KtRights rights, KtIpAllowlist ip, const char *consumers, int days, KtState state)
{
  KtRecord *record = kt_record_new ();
  g_autoptr(KtReport) report = kt_report_new ();
  KtKey *key;

  g_free (record->label);
  record->label = g_strdup (label);
  record->state = state;
  record->secret_since_ms = NOW - days * DAY;
  g_strfreev (record->consumers);
  record->consumers = g_strsplit (consumers, ",", -1);
  key = kt_key_new (record);
  report->outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_WORKS);
  report->rights_told = told;
  report->confirmed = rights;
  report->ip = ip;
  if (told || rights)
    kt_key_set_reports (key, report, report);
  return key;
}

static void
test_order (void)
{
  static const struct {
    const char   *label;
    gboolean      told;
    KtRights      rights;
    KtIpAllowlist ip;
    const char   *consumers;
    int           days;
  } rows[] = {    /* as they shall stand; the label explains */
    { "withdraws from anywhere, two have it", TRUE, RIGHT (READ) | RIGHT (WITHDRAW), KT_IP_NONE, "bot,tax", 10 },
    { "withdraws from anywhere, old", TRUE, RIGHT (READ) | RIGHT (WITHDRAW), KT_IP_NONE, "", 400 - 300 },
    { "withdraws from listed addresses", TRUE, RIGHT (READ) | RIGHT (WITHDRAW), KT_IP_LIST, "", 10 },
    { "moves between own accounts", TRUE, RIGHT (READ) | RIGHT (TRANSFER), KT_IP_NONE, "", 10 },
    { "trades from anywhere", TRUE, RIGHT (READ) | RIGHT (SPOT), KT_IP_NONE, "", 10 },
    { "trades from listed addresses", TRUE, RIGHT (READ) | RIGHT (SPOT), KT_IP_LIST, "", 10 },
    { "looks", TRUE, RIGHT (READ), KT_IP_NONE, "a,b,c,d,e,f", 1000 },
  };
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GArray) entries = NULL;

  for (guint i = G_N_ELEMENTS (rows); i-- > 0;)
    g_ptr_array_add (keys, make_key (rows[i].label, rows[i].told, rows[i].rights, rows[i].ip, rows[i].consumers, rows[i].days, KT_STATE_ACTIVE));
  entries = kt_panic_rank (keys, NOW);
  g_assert_cmpuint (entries->len, ==, G_N_ELEMENTS (rows));
  for (guint i = 0; i < entries->len; i++)
    g_assert_cmpstr (kt_key_get_label (g_array_index (entries, KtPanicEntry, i).key), ==, rows[i].label);
}

static void
test_unknown (void)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GArray) entries = NULL;

  g_ptr_array_add (keys, make_key ("moves", TRUE, RIGHT (TRANSFER), KT_IP_NONE, "", 10, KT_STATE_ACTIVE));
  g_ptr_array_add (keys, make_key ("never checked", FALSE, 0, KT_IP_UNKNOWN, "", 10, KT_STATE_ACTIVE));
  g_ptr_array_add (keys, make_key ("not told", FALSE, RIGHT (READ), KT_IP_UNKNOWN, "a", 10, KT_STATE_DELETED));
  g_ptr_array_add (keys, make_key ("never saved", TRUE, RIGHT (WITHDRAW), KT_IP_NONE, "", 10, KT_STATE_PENDING));
  g_ptr_array_add (keys, make_key ("being wiped", TRUE, RIGHT (WITHDRAW), KT_IP_NONE, "", 10, KT_STATE_CLEARING));
  entries = kt_panic_rank (keys, NOW);
  g_assert_cmpuint (entries->len, ==, 3);
  g_assert_cmpstr (kt_key_get_label (g_array_index (entries, KtPanicEntry, 0).key), ==, "not told");
  g_assert_cmpstr (kt_key_get_label (g_array_index (entries, KtPanicEntry, 1).key), ==, "never checked");
  g_assert_false (g_array_index (entries, KtPanicEntry, 1).rights_known);
  g_assert_cmpint (g_array_index (entries, KtPanicEntry, 1).risk, ==, KT_RISK_MONEY);
}

/* Once pressed, is it asked again without a further press? */
static void
test_repeat (void)
{
  static const struct {
    const char *exchange;
    KtOutcome   outcome;
    guint       refusals;
    gboolean    nonce_allowed;
    gboolean    may;
    const char *explanation;
  } rows[] = {
    { "bitget", KT_OUTCOME_WORKS, 0, FALSE, TRUE, "it still works" },
    { "bitget", KT_OUTCOME_CLOCK_SKEW, 0, FALSE, TRUE, "a clock proves nothing, and the next time it may be right" },
    { "bitget", KT_OUTCOME_RATE_LIMITED, 0, FALSE, FALSE, "a limit was met" },
    { "bitget", KT_OUTCOME_IP_NOT_ALLOWED, 3, FALSE, FALSE, "refused three times" },
    { "kraken", KT_OUTCOME_WORKS, 0, TRUE, FALSE, "refusals lock the account out: only the one try" },
    { "kraken", KT_OUTCOME_WORKS, 0, FALSE, FALSE, "the same, and a bot could be refused" },
    { "whitebit", KT_OUTCOME_WORKS, 0, TRUE, FALSE, "a wrong address switches the key off" },
    { "okx", KT_OUTCOME_WORKS, 0, FALSE, FALSE, "a check counts as use" },
    { "no-such-exchange", KT_OUTCOME_WORKS, 0, FALSE, FALSE, "no definition" },
  };
  g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(KtRecord) record = kt_record_new ();
      g_autoptr(KtReport) report = kt_report_new ();

      g_test_message ("%s", rows[i].explanation);
      record->exchange = g_strdup (rows[i].exchange);
      record->environment = g_strdup ("live");
      record->state = KT_STATE_ACTIVE;
      record->refusals = rows[i].refusals;
      record->nonce_allowed = rows[i].nonce_allowed;
      report->outcomes = KT_OUTCOMES_BIT (rows[i].outcome);
      g_assert_cmpint (kt_panic_may_repeat (record, kt_catalogue_get (catalogue, rows[i].exchange, NULL), report, NOW), ==, rows[i].may);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/panic/order", test_order);
  g_test_add_func ("/panic/unknown", test_unknown);
  g_test_add_func ("/panic/repeat", test_repeat);

  return g_test_run ();
}
