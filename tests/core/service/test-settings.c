/* test-settings.c: the policy as set, and without any settings
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-settings.h"

static void
assert_default (const KtPolicy *policy)
{
  const KtPolicy expected = KT_POLICY_DEFAULT;

  g_assert_cmpmem (policy, sizeof *policy, &expected, sizeof expected);
}

static void
test_none (void)
{
  const KtPolicy policy = kt_policy_from_settings (NULL);

  assert_default (&policy);
}

static void
test_set (void)
{
  g_autoptr(GSettings) settings = kt_settings_new ();
  KtPolicy policy;

  g_assert_nonnull (settings);
  policy = kt_policy_from_settings (settings);
  assert_default (&policy);      /* the schema's defaults and ours are the same */

  g_settings_set_int (settings, "rotate-money-days", 1);
  g_settings_set_int (settings, "rotate-money-open-days", 2);
  g_settings_set_int (settings, "rotate-trade-days", 3);
  g_settings_set_int (settings, "rotate-trade-open-days", 4);
  g_settings_set_int (settings, "rotate-look-days", 0);
  g_settings_set_int (settings, "warn-days", 6);
  g_settings_set_int (settings, "stale-days", 7);
  policy = kt_policy_from_settings (settings);
  g_assert_cmpint (policy.rotate_money, ==, 1);
  g_assert_cmpint (policy.rotate_money_open, ==, 2);
  g_assert_cmpint (policy.rotate_trade, ==, 3);
  g_assert_cmpint (policy.rotate_trade_open, ==, 4);
  g_assert_cmpint (policy.rotate_look, ==, 0);
  g_assert_cmpint (policy.warn_days, ==, 6);
  g_assert_cmpint (policy.stale_days, ==, 7);
}

static void
test_asked (void)
{
  g_autoptr(GSettings) settings = kt_settings_new ();

  g_assert_false (kt_settings_was_asked (NULL));
  kt_settings_set_asked (NULL);
  g_assert_false (kt_settings_was_asked (settings));
  kt_settings_set_asked (settings);
  g_assert_true (kt_settings_was_asked (settings));
}

static void
test_no_schema (void)
{
  if (g_test_subprocess ())
    {
      /* The source is made when it is first asked for. */
      g_setenv ("GSETTINGS_SCHEMA_DIR", "/nonexistent", TRUE);
      g_setenv ("XDG_DATA_DIRS", "/nonexistent", TRUE);
      g_setenv ("XDG_DATA_HOME", "/nonexistent", TRUE);
      g_assert_null (kt_settings_new ());
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/none", test_none);
  g_test_add_func ("/settings/set", test_set);
  g_test_add_func ("/settings/asked-once", test_asked);
  g_test_add_func ("/settings/no-schema", test_no_schema);
  return g_test_run ();
}
