/* test-key.c: a key tells what changed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-key.h"

static KtKey *
make_key (const char *label)
{
  KtRecord *record = kt_record_new ();

  record->label = g_strdup (label);
  record->exchange = g_strdup ("bitget");
  return kt_key_new (record);
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer data)
{
  ++*(guint *) data;
}

static void
test_fresh (void)
{
  g_autoptr(KtKey) key = make_key ("Main");
  guint n;

  g_assert_cmpstr (kt_key_get_label (key), ==, "Main");
  g_assert_cmpstr (kt_key_get_id (key), ==, kt_key_get_record (key)->id);
  g_assert_cmpstr (kt_key_get_exchange_name (key), ==, "bitget");
  g_assert_null (kt_key_get_report (key));
  g_assert_null (kt_key_get_good_report (key));
  g_assert_null (kt_key_get_findings (key, &n));
  g_assert_cmpuint (n, ==, 0);
  g_assert_null (kt_key_get_dates (key, &n));
  g_assert_cmpuint (n, ==, 0);
  g_assert_null (kt_key_get_next_date (key));
  g_assert_cmpint (kt_key_get_severity (key), ==, KT_SEVERITY_FINE);
  g_assert_false (kt_key_get_busy (key));
}

static void
test_changes (void)
{
  g_autoptr(KtKey) key = make_key ("Main");
  g_autoptr(KtReport) report = kt_report_new ();
  KtRecord *record = kt_record_copy (kt_key_get_record (key));
  guint versions = 0, labels = 0, busies = 0;

  g_signal_connect (key, "notify::version", G_CALLBACK (count_cb), &versions);
  g_signal_connect (key, "notify::label", G_CALLBACK (count_cb), &labels);
  g_signal_connect (key, "notify::busy", G_CALLBACK (count_cb), &busies);

  kt_key_set_reports (key, report, NULL);
  report->checked_ms = 7;
  kt_key_set_reports (key, report, report);
  g_assert_cmpint (kt_key_get_good_report (key)->checked_ms, ==, 7);
  g_assert_true (kt_key_get_good_report (key) == kt_key_get_report (key));
  g_assert_cmpuint (versions, ==, 2);

  kt_key_set_busy (key, TRUE);
  kt_key_set_busy (key, TRUE);
  g_assert_cmpuint (busies, ==, 1);
  g_assert_cmpuint (versions, ==, 3);

  g_free (record->label);
  record->label = g_strdup ("Renamed");
  kt_key_set_record (key, record);
  g_assert_cmpuint (labels, ==, 1);
  g_assert_cmpuint (versions, ==, 4);
  kt_key_set_record (key, kt_record_copy (kt_key_get_record (key)));
  g_assert_cmpuint (labels, ==, 1);

  kt_key_set_exchange_name (key, "Bitget");
  kt_key_set_exchange_name (key, "Bitget");
  g_assert_cmpstr (kt_key_get_exchange_name (key), ==, "Bitget");
  g_assert_cmpuint (versions, ==, 6);
}

/* A good report of testnet never vouches for the key on live. */
static void
test_another_environment (void)
{
  g_autoptr(KtKey) key = make_key ("Main");
  g_autoptr(KtReport) report = kt_report_new ();
  KtRecord *testnet = kt_record_copy (kt_key_get_record (key));
  KtRecord *live = kt_record_copy (kt_key_get_record (key));

  report->environment = g_strdup ("testnet");
  testnet->environment = g_strdup ("testnet");
  live->environment = g_strdup ("live");

  kt_key_set_record (key, testnet);
  kt_key_set_reports (key, report, report);
  g_assert_nonnull (kt_key_get_report (key));
  g_assert_nonnull (kt_key_get_good_report (key));

  kt_key_set_record (key, live);
  g_assert_null (kt_key_get_report (key));
  g_assert_null (kt_key_get_good_report (key));

  kt_key_set_reports (key, report, report);
  g_assert_null (kt_key_get_report (key));
  g_assert_null (kt_key_get_good_report (key));
}

static void
test_findings (void)
{
  g_autoptr(KtKey) key = make_key ("Main");
  GPtrArray *findings = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_finding_free);
  GPtrArray *dates = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_date_free);

  g_ptr_array_add (findings, kt_finding_new (KT_FINDING_EXCESS_RIGHTS, KT_SEVERITY_DANGER, KT_REMEDY_OPEN_KEYS_PAGE));
  g_ptr_array_add (findings, kt_finding_new (KT_FINDING_ROTATION_DUE, KT_SEVERITY_DUE, KT_REMEDY_ROTATE));
  g_ptr_array_add (dates, kt_date_new (KT_DATE_ROTATE, 17, KT_ORIGIN_POLICY, TRUE, NULL));
  kt_key_set_findings (key, findings, dates);
  g_assert_cmpint (kt_key_get_severity (key), ==, KT_SEVERITY_DANGER);
  g_assert_cmpint (kt_key_get_next_date (key)->at_ms, ==, 17);
}

static void
test_finalizes (void)
{
  KtKey *key = make_key ("Main");

  g_assert_finalize_object (key);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/key/fresh", test_fresh);
  g_test_add_func ("/key/says-what-changed", test_changes);
  g_test_add_func ("/key/reports-of-another-environment", test_another_environment);
  g_test_add_func ("/key/worst-finding-and-next-date", test_findings);
  g_test_add_func ("/key/finalizes", test_finalizes);
  return g_test_run ();
}
