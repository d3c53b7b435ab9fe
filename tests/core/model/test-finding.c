/* test-finding.c: findings, their words and their order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-finding.h"

static void
assert_distinct (const char *word, GHashTable *seen)
{
  g_assert_nonnull (word);
  g_assert_true (g_hash_table_add (seen, (gpointer) word));
}

static void
test_words (void)
{
  g_autoptr(GHashTable) kinds = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) remedies = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < KT_N_FINDINGS; i++)
    assert_distinct (kt_finding_kind_to_word (i), kinds);
  for (guint i = 0; i < KT_N_REMEDIES; i++)
    assert_distinct (kt_remedy_to_word (i), remedies);

  g_assert_cmpstr (kt_severity_to_word (KT_SEVERITY_FINE), ==, "fine");
  g_assert_cmpstr (kt_severity_to_word (KT_SEVERITY_DANGER), ==, "danger");
  g_assert_cmpstr (kt_origin_to_word (KT_ORIGIN_POLICY), ==, "policy");
  g_assert_cmpstr (kt_date_kind_to_word (KT_DATE_ROTATE), ==, "rotate");
}

static void
test_copy (void)
{
  g_autoptr(KtFinding) finding = kt_finding_new (KT_FINDING_EXPIRES, KT_SEVERITY_SERIOUS, KT_REMEDY_ROTATE);
  g_autoptr(KtFinding) copy = NULL;

  finding->word = g_strdup ("word");
  finding->source = g_strdup ("source");
  finding->at_ms = 5;
  finding->days = -3;
  copy = kt_finding_copy (finding);
  g_assert_cmpstr (copy->word, ==, "word");
  g_assert_true (copy->word != finding->word);
  g_assert_cmpstr (copy->source, ==, "source");
  g_assert_cmpint (copy->at_ms, ==, 5);
  g_assert_cmpint (copy->days, ==, -3);
  g_assert_true (copy->sure);
}

static void
test_order (void)
{
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_finding_free);
  KtFinding *late = kt_finding_new (KT_FINDING_LAPSES, KT_SEVERITY_SERIOUS, KT_REMEDY_NONE);
  KtFinding *soon = kt_finding_new (KT_FINDING_LAPSES, KT_SEVERITY_SERIOUS, KT_REMEDY_NONE);

  late->at_ms = 2;
  soon->at_ms = 1;
  g_ptr_array_add (findings, kt_finding_new (KT_FINDING_ROTATION_DUE, KT_SEVERITY_DUE, KT_REMEDY_ROTATE));
  g_ptr_array_add (findings, late);
  g_ptr_array_add (findings, kt_finding_new (KT_FINDING_MONEY_WITHOUT_ALLOWLIST, KT_SEVERITY_DANGER, KT_REMEDY_NONE));
  g_ptr_array_add (findings, kt_finding_new (KT_FINDING_UNKNOWN_RIGHTS, KT_SEVERITY_UNKNOWN, KT_REMEDY_LOOK));
  g_ptr_array_add (findings, soon);
  g_ptr_array_add (findings, kt_finding_new (KT_FINDING_EXCESS_RIGHTS, KT_SEVERITY_DANGER, KT_REMEDY_NONE));
  g_ptr_array_sort (findings, kt_finding_compare);

  g_assert_cmpint (((KtFinding *) findings->pdata[0])->kind, ==, KT_FINDING_EXCESS_RIGHTS);
  g_assert_cmpint (((KtFinding *) findings->pdata[1])->kind, ==, KT_FINDING_MONEY_WITHOUT_ALLOWLIST);
  g_assert_true (findings->pdata[2] == soon);
  g_assert_true (findings->pdata[3] == late);
  g_assert_cmpint (((KtFinding *) findings->pdata[4])->kind, ==, KT_FINDING_UNKNOWN_RIGHTS);
  g_assert_cmpint (((KtFinding *) findings->pdata[5])->kind, ==, KT_FINDING_ROTATION_DUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/finding/words", test_words);
  g_test_add_func ("/finding/copy-is-deep", test_copy);
  g_test_add_func ("/finding/worst-first", test_order);
  return g_test_run ();
}
