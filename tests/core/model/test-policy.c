/* test-policy.c: how often to rotate
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-policy.h"

#define BIT(r) KT_RIGHTS_BIT (KT_RIGHT_ ## r)

typedef enum { NO_REPORT, NOT_TOLD, TOLD } Told;

static const struct {
  int           own;
  gboolean      intent_set;
  KtRights      intent;
  Told          told;
  KtRights      rights;
  KtIpAllowlist ip;
  int           days;
  const char   *explanation;
} rows[] = {
  { -1, TRUE, BIT (READ), NO_REPORT, 0, 0, 365, "meant to look, never asked: by what it is meant for" },
  { -1, TRUE, BIT (SPOT), NO_REPORT, 0, 0, 90, "meant to trade; an allowlist nobody told of does not count" },
  { -1, TRUE, BIT (WITHDRAW), NO_REPORT, 0, 0, 30, "meant to withdraw" },
  { -1, FALSE, 0, NO_REPORT, 0, 0, 90, "nothing known at all is not harmless" },
  { -1, FALSE, 0, NOT_TOLD, BIT (READ), KT_IP_LIST, 365, "it looked, and nothing more is known or meant" },
  { -1, TRUE, BIT (SPOT), NOT_TOLD, BIT (READ), KT_IP_LIST, 180, "not told: the intent counts too" },
  { -1, TRUE, BIT (READ), TOLD, BIT (READ) | BIT (WITHDRAW), KT_IP_LIST, 90, "what it can do counts, not what it should" },
  { -1, TRUE, BIT (READ), TOLD, BIT (READ) | BIT (WITHDRAW), KT_IP_NONE, 30, "the same from any address" },
  { -1, TRUE, BIT (READ), TOLD, BIT (READ) | BIT (WITHDRAW), KT_IP_UNKNOWN, 30, "unknown is not bound" },
  { -1, TRUE, BIT (WITHDRAW), TOLD, BIT (READ), KT_IP_NONE, 365, "told it only looks" },
  { -1, TRUE, BIT (READ), TOLD, BIT (READ) | BIT (FUTURES), KT_IP_LIST, 180, "trades, bound" },
  { -1, TRUE, BIT (READ), TOLD, BIT (READ) | BIT (FUTURES), KT_IP_NONE, 90, "trades from anywhere" },
  { -1, TRUE, BIT (READ), TOLD, BIT (TRANSFER), KT_IP_LIST, 180, "between own accounts: as trading" },
  { -1, TRUE, BIT (READ), TOLD, BIT (OTHER_MONEY), KT_IP_LIST, 90, "an unknown right counts as money" },
  { -1, TRUE, BIT (READ), TOLD, 0, KT_IP_LIST, 365, "told that it may do nothing" },
  { 0, TRUE, BIT (WITHDRAW), TOLD, BIT (WITHDRAW), KT_IP_NONE, 0, "the person said never" },
  { 7, TRUE, BIT (READ), TOLD, BIT (READ), KT_IP_LIST, 7, "the person said a week" },
};

static void
test_rotation (void)
{
  const KtPolicy policy = KT_POLICY_DEFAULT;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(KtRecord) record = kt_record_new ();
      g_autoptr(KtReport) report = kt_report_new ();

      g_test_message ("%s", rows[i].explanation);
      record->rotate_days = rows[i].own;
      record->intent_set = rows[i].intent_set;
      record->intent = rows[i].intent;
      report->rights_told = rows[i].told == TOLD;
      report->confirmed = rows[i].rights;
      report->ip = rows[i].ip;
      g_assert_cmpint (kt_policy_get_rotation (&policy, record, rows[i].told == NO_REPORT ? NULL : report), ==, rows[i].days);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/policy/rotation", test_rotation);
  return g_test_run ();
}
