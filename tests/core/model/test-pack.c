/* test-pack.c: what is packed says the same as what it was packed from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-finding.h"
#include "kt-pack.h"
#include "kt-record.h"
#include "kt-report.h"

static char **
texts (const char *text)
{
  return g_strsplit (text, "|", -1);
}

static void
assert_texts (char **a, char **b)
{
  g_assert_true (a != b);
  g_assert_true (g_strv_equal ((const char *const *) a, (const char *const *) b));
}

static void
test_record (void)
{
  g_autoptr(KtRecord) record = kt_record_new ();
  g_autoptr(KtRecord) packed = NULL;
  g_autoptr(KtRecord) empty = NULL;
  g_autoptr(KtRecord) copy = NULL;
  g_autofree char *facts = NULL, *packed_facts = NULL;
  g_autoptr(KtRecord) fresh = kt_record_new ();

  record->label = g_strdup ("Größe");
  record->exchange = g_strdup ("bitget");
  record->environment = g_strdup ("live");
  record->key_type = g_strdup ("hmac");
  g_strfreev (record->tags);
  record->tags = texts ("bot|tax|a much longer tag than the others");
  g_strfreev (record->consumers);
  record->consumers = texts ("made-up machine");
  record->place_name = g_strdup ("");
  record->notes = g_strdup ("Made up.\nTwo lines.");
  record->account = g_strdup ("12…89");
  record->rotate_days = 77;

  packed = kt_record_pack (record);
  g_assert_cmpstr (packed->id, ==, record->id);
  g_assert_cmpstr (packed->label, ==, "Größe");
  g_assert_cmpstr (packed->place_name, ==, "");
  g_assert_cmpstr (packed->notes, ==, record->notes);
  g_assert_cmpstr (packed->account, ==, "12…89");
  g_assert_null (packed->hint);
  g_assert_cmpint (packed->rotate_days, ==, 77);
  assert_texts (packed->tags, record->tags);
  assert_texts (packed->consumers, record->consumers);
  g_assert_nonnull (packed->place_addresses);
  g_assert_null (packed->place_addresses[0]);
  facts = kt_record_to_facts (record);
  packed_facts = kt_record_to_facts (packed);
  g_assert_cmpstr (packed_facts, ==, facts);

  empty = kt_record_pack (fresh);
  g_assert_null (empty->label);
  g_assert_null (empty->tags[0]);

  copy = kt_record_copy (packed);
  g_assert_false (copy->packed);
  g_clear_pointer (&packed, kt_record_free);
  assert_texts (copy->tags, record->tags);
}

static KtReport *
make_report (gboolean full)
{
  KtReport *report = kt_report_new ();

  report->checked_ms = 1700000000000;
  report->outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_WORKS);
  if (!full)
    return report;
  report->code = g_strdup ("0");
  report->message = g_strdup ("made up: fine");
  report->words = texts ("READ|TRADE");
  report->ip = KT_IP_LIST;
  report->ip_addresses = texts ("203.0.113.7|2001:db8::7");
  report->uid = g_strdup ("12…89");
  report->environment = g_strdup ("live");
  kt_report_add_date (report, KT_RIGHTS_NONE, 1800000000000);
  kt_report_add_date (report, KT_RIGHTS_BIT (KT_RIGHT_SPOT), 1750000000000);
  kt_report_add_request (report, "rights", "GET", "api.example.com", "/made/up", 200, 12);
  kt_report_add_request (report, NULL, "GET", "api.example.com", "", 0, 0);
  return report;
}

static void
test_report (void)
{
  for (int full = 0; full < 2; full++)
    {
      g_autoptr(KtReport) report = make_report (full);
      g_autoptr(KtReport) packed = kt_report_pack (report);
      g_autoptr(KtReport) twice = kt_report_pack (packed);
      g_autofree char *json = kt_report_to_json (report);
      g_autofree char *packed_json = kt_report_to_json (packed);
      g_autofree char *twice_json = NULL;

      g_assert_cmpstr (packed_json, ==, json);
      g_clear_pointer (&report, kt_report_unref);
      g_clear_pointer (&packed, kt_report_unref);
      twice_json = kt_report_to_json (twice);
      g_assert_cmpstr (twice_json, ==, json);
    }
}

static void
test_findings (void)
{
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_finding_free);
  g_autoptr(GPtrArray) dates = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_date_free);
  g_autofree const KtFinding *packed = NULL;
  g_autofree const KtDate *packed_dates = NULL;
  KtFinding *finding;

  g_assert_null (kt_finding_pack (findings));
  g_assert_null (kt_date_pack (dates));

  finding = kt_finding_new (KT_FINDING_DUPLICATE, KT_SEVERITY_DUE, KT_REMEDY_NONE);
  finding->word = g_strdup ("Other key");
  g_ptr_array_add (findings, finding);
  finding = kt_finding_new (KT_FINDING_EXPIRES, KT_SEVERITY_SERIOUS, KT_REMEDY_ROTATE);
  finding->source = g_strdup ("Made-up documentation, read 2026-01-01");
  finding->days = 3;
  g_ptr_array_add (findings, finding);
  g_ptr_array_add (dates, kt_date_new (KT_DATE_EXPIRES, 1800000000000, KT_ORIGIN_RULE, FALSE, finding->source));
  g_ptr_array_add (dates, kt_date_new (KT_DATE_ROTATE, 1900000000000, KT_ORIGIN_POLICY, TRUE, NULL));

  packed = kt_finding_pack (findings);
  packed_dates = kt_date_pack (dates);
  g_ptr_array_set_size (findings, 0);
  g_ptr_array_set_size (dates, 0);

  g_assert_cmpint (packed[0].kind, ==, KT_FINDING_DUPLICATE);
  g_assert_cmpstr (packed[0].word, ==, "Other key");
  g_assert_null (packed[0].source);
  g_assert_cmpint (packed[1].days, ==, 3);
  g_assert_null (packed[1].word);
  g_assert_cmpstr (packed[1].source, ==, "Made-up documentation, read 2026-01-01");
  g_assert_cmpint (packed_dates[0].at_ms, ==, 1800000000000);
  g_assert_true (packed_dates[0].source == packed[1].source);
  g_assert_null (packed_dates[1].source);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pack/record", test_record);
  g_test_add_func ("/pack/report", test_report);
  g_test_add_func ("/pack/findings", test_findings);
  return g_test_run ();
}
