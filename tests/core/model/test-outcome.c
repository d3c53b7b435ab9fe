/* test-outcome.c: outcomes and rights keep their words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-outcome.h"
#include "kt-right.h"

static void
test_words (void)
{
  for (guint i = 0; i < KT_N_OUTCOMES; i++)
    {
      const char *word = kt_outcome_to_word (i);
      KtOutcome back;

      g_assert_nonnull (word);
      g_assert_true (kt_outcome_from_word (word, &back));
      g_assert_cmpint (back, ==, i);
    }
}

static void
test_unknown_word (void)
{
  KtOutcome outcome = KT_OUTCOME_WORKS;

  g_assert_false (kt_outcome_from_word ("fine", &outcome));
  g_assert_false (kt_outcome_from_word ("", &outcome));
  g_assert_false (kt_outcome_from_word (NULL, &outcome));
}

static void
test_single (void)
{
  g_assert_cmpint (kt_outcomes_get_single (0), ==, -1);
  for (guint i = 0; i < KT_N_OUTCOMES; i++)
    {
      g_assert_cmpint (kt_outcomes_get_single (KT_OUTCOMES_BIT (i)), ==, i);
      g_assert_cmpint (kt_outcomes_get_single (KT_OUTCOMES_BIT (i) | KT_OUTCOMES_BIT ((i + 1) % KT_N_OUTCOMES)), ==, -1);
    }
}

static void
test_sets (void)
{
  const KtOutcomes set = KT_OUTCOMES_BIT (KT_OUTCOME_KEY_UNKNOWN) | KT_OUTCOMES_BIT (KT_OUTCOME_IP_NOT_ALLOWED);
  g_autofree char *text = kt_outcomes_to_string (set);
  g_autofree char *none = kt_outcomes_to_string (0);

  g_assert_cmpstr (text, ==, "key-unknown,ip-not-allowed");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpuint (kt_outcomes_from_string (text), ==, set);
  g_assert_cmpuint (kt_outcomes_from_string (" ip-not-allowed , of-tomorrow,key-unknown"), ==, set);
  g_assert_cmpuint (kt_outcomes_from_string (NULL), ==, 0);
}

static void
test_rights (void)
{
  g_autofree char *all = kt_rights_to_string (KT_RIGHTS_ALL);
  KtRights back = 0;

  g_assert_true (kt_rights_from_string (all, &back, NULL));
  g_assert_cmpuint (back, ==, KT_RIGHTS_ALL);
  g_assert_cmpint (kt_rights_get_risk (KT_RIGHTS_NONE), ==, KT_RISK_LOOK);
  g_assert_cmpint (kt_rights_get_risk (KT_RIGHTS_BIT (KT_RIGHT_READ) | KT_RIGHTS_BIT (KT_RIGHT_TRANSFER)), ==, KT_RISK_TRANSFER);
  g_assert_cmpuint (kt_rights_at_least (KT_RIGHTS_ALL, KT_RISK_LOOK), ==, KT_RIGHTS_ALL);
  g_assert_true (kt_rights_at_least (KT_RIGHTS_ALL, KT_RISK_MONEY) & KT_RIGHTS_BIT (KT_RIGHT_OTHER_MONEY));
  g_assert_false (kt_rights_at_least (KT_RIGHTS_ALL, KT_RISK_MONEY) & KT_RIGHTS_BIT (KT_RIGHT_TRANSFER));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outcome/every-word-comes-back", test_words);
  g_test_add_func ("/outcome/unknown-word", test_unknown_word);
  g_test_add_func ("/outcome/single-or-several", test_single);
  g_test_add_func ("/outcome/sets-as-text", test_sets);
  g_test_add_func ("/right/sets-and-risks", test_rights);
  return g_test_run ();
}
