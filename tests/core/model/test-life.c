/* test-life.c: what proves that a key is dead, and what does not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-life.h"

#define BIT(name) KT_OUTCOMES_BIT (KT_OUTCOME_##name)

static void
test_tell (void)
{
  static const struct {
    KtOutcomes  outcomes;
    gboolean    sure;
    const char *worked_in;
    KtLife      life;
    const char *explanation;
  } rows[] = {
    { BIT (WORKS), TRUE, NULL, KT_LIFE_ALIVE, "it works" },
    { BIT (KEY_UNKNOWN), TRUE, NULL, KT_LIFE_DEAD, "unknown" },
    { BIT (DISABLED), TRUE, "live", KT_LIFE_DEAD, "disabled" },
    { BIT (KEY_UNKNOWN), FALSE, "live", KT_LIFE_UNKNOWN, "the definition doubts this reading" },
    { BIT (KEY_UNKNOWN) | BIT (IP_NOT_ALLOWED), TRUE, "live", KT_LIFE_UNKNOWN, "merged with a wrong address" },
    { BIT (IP_NOT_ALLOWED), TRUE, "live", KT_LIFE_UNKNOWN, "a wrong address" },
    { BIT (RESTRICTED_AS_INTENDED), TRUE, "live", KT_LIFE_UNKNOWN, "a wrong address, as intended" },
    { BIT (CLOCK_SKEW), TRUE, "live", KT_LIFE_UNKNOWN, "a clock" },
    { BIT (BAD_SIGNATURE), TRUE, "live", KT_LIFE_UNKNOWN, "a wrong secret" },
    { BIT (EXPIRED), TRUE, "live", KT_LIFE_UNKNOWN, "expired may be renewed" },
    { BIT (RATE_LIMITED), TRUE, "live", KT_LIFE_UNKNOWN, "a limit" },
    { BIT (KEY_UNKNOWN) | BIT (WRONG_ENVIRONMENT), TRUE, "live", KT_LIFE_DEAD, "it worked here before" },
    { BIT (KEY_UNKNOWN) | BIT (WRONG_ENVIRONMENT), TRUE, NULL, KT_LIFE_UNKNOWN, "it never worked" },
    { BIT (KEY_UNKNOWN) | BIT (WRONG_ENVIRONMENT), TRUE, "testnet", KT_LIFE_UNKNOWN, "it worked in another environment" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(KtRecord) record = kt_record_new ();
      g_autoptr(KtReport) good = kt_report_new ();
      g_autoptr(KtReport) report = kt_report_new ();

      g_test_message ("%s", rows[i].explanation);
      record->environment = g_strdup ("live");
      good->environment = g_strdup (rows[i].worked_in);
      report->outcomes = rows[i].outcomes;
      report->sure = rows[i].sure;
      g_assert_cmpint (kt_life_tell (record, rows[i].worked_in ? good : NULL, report), ==, rows[i].life);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/life/tell", test_tell);
  return g_test_run ();
}
