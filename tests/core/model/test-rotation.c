/* test-rotation.c: what may follow what, what proves that a key is dead, what a new one may do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-rotation.h"

#define BIT(name)   KT_OUTCOMES_BIT (KT_OUTCOME_##name)
#define RIGHT(name) KT_RIGHTS_BIT (KT_RIGHT_##name)
#define MINUTE      ((gint64) 60000)
#define HOUR        (60 * MINUTE)
#define DAY         (24 * HOUR)

static void
test_stages (void)
{
  static const struct {
    KtRotationStage from, to;
    gboolean        may;
    const char     *explanation;
  } rows[] = {
    { KT_ROTATION_BEGUN,    KT_ROTATION_STORING,    TRUE,  "a credential was given" },
    { KT_ROTATION_BEGUN,    KT_ROTATION_SWITCHED,   FALSE, "nothing to switch to" },
    { KT_ROTATION_STORING,  KT_ROTATION_SWITCHED,   FALSE, "not known to be in the keyring" },
    { KT_ROTATION_STORED,   KT_ROTATION_SWITCHED,   FALSE, "not checked" },
    { KT_ROTATION_CHECKED,  KT_ROTATION_SWITCHED,   TRUE,  "it is in order" },
    { KT_ROTATION_CHECKED,  KT_ROTATION_WIPING,     FALSE, "the old one is the current one" },
    { KT_ROTATION_SWITCHED, KT_ROTATION_WIPING,     FALSE, "nobody said that the old one is deleted" },
    { KT_ROTATION_SWITCHED, KT_ROTATION_DROPPING,   FALSE, "the new one is the current one" },
    { KT_ROTATION_SWITCHED, KT_ROTATION_CANCELLING, FALSE, "the new one is the current one" },
    { KT_ROTATION_SWITCHED, KT_ROTATION_CHECKED,    TRUE,  "undo" },
    { KT_ROTATION_WATCHING, KT_ROTATION_CHECKED,    TRUE,  "undo" },
    { KT_ROTATION_PROVEN,   KT_ROTATION_CHECKED,    TRUE,  "undo, while the old one is still kept" },
    { KT_ROTATION_WIPING,   KT_ROTATION_CHECKED,    FALSE, "too late to undo" },
    { KT_ROTATION_WIPING,   KT_ROTATION_PROVEN,     FALSE, "wiping is not taken back" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].explanation);
      g_assert_cmpint (kt_rotation_may_follow (rows[i].from, rows[i].to), ==, rows[i].may);
    }
}

static void
test_words (void)
{
  for (guint i = 0; i < KT_N_ROTATION_STAGES; i++)
    {
      KtRotationStage stage = KT_N_ROTATION_STAGES;

      g_assert_true (kt_rotation_stage_from_word (kt_rotation_stage_to_word (i), &stage));
      g_assert_cmpint (stage, ==, i);
    }
  g_assert_false (kt_rotation_stage_from_word ("done", &(KtRotationStage) { 0 }));
  g_assert_false (kt_rotation_stage_from_word (NULL, &(KtRotationStage) { 0 }));
}

/* Every outcome alone, and the mixtures exchanges answer. */
static void
test_proof (void)
{
  static const struct {
    KtOutcomes  outcomes;
    gboolean    sure, worked, is_proof;
    const char *explanation;
  } rows[] = {
    { BIT (KEY_UNKNOWN), TRUE, FALSE, TRUE, "unknown" },
    { BIT (DISABLED), TRUE, FALSE, TRUE, "disabled" },
    { BIT (KEY_UNKNOWN) | BIT (DISABLED), TRUE, FALSE, TRUE, "either way dead" },
    { BIT (KEY_UNKNOWN), FALSE, TRUE, FALSE, "the definition doubts what the code means" },
    { BIT (DISABLED), FALSE, TRUE, FALSE, "the account is frozen: the key may come back with it" },
    { BIT (KEY_UNKNOWN) | BIT (WRONG_ENVIRONMENT), TRUE, FALSE, FALSE, "it may live in another environment" },
    { BIT (KEY_UNKNOWN) | BIT (WRONG_ENVIRONMENT), TRUE, TRUE, TRUE, "it worked in this environment" },
    { BIT (WRONG_ENVIRONMENT), TRUE, TRUE, FALSE, "of another environment alone is no refusal of the key" },
    { BIT (KEY_UNKNOWN) | BIT (IP_NOT_ALLOWED), TRUE, TRUE, FALSE, "it may be the address" },
    { BIT (KEY_UNKNOWN) | BIT (IP_NOT_ALLOWED) | BIT (LACKS_RIGHT), TRUE, TRUE, FALSE, "one code for three things" },
    { BIT (KEY_UNKNOWN) | BIT (BAD_SIGNATURE), TRUE, TRUE, FALSE, "it may be the signature" },
    { BIT (KEY_UNKNOWN) | BIT (EXPIRED), TRUE, TRUE, FALSE, "nobody said that expired means gone" },
    { 0, TRUE, TRUE, FALSE, "nothing said" },
  };
  g_autoptr(KtReport) report = kt_report_new ();
  g_autoptr(KtRotation) rotation = kt_rotation_new (NULL, 0);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].explanation);
      report->outcomes = rows[i].outcomes;
      report->sure = rows[i].sure;
      rotation->old_worked = rows[i].worked;
      g_assert_cmpint (kt_rotation_is_proof (rotation, report), ==, rows[i].is_proof);
    }

  report->sure = rotation->old_worked = TRUE;
  for (guint i = 0; i < KT_N_OUTCOMES; i++)
    {
      report->outcomes = KT_OUTCOMES_BIT (i);
      g_assert_cmpint (kt_rotation_is_proof (rotation, report), ==, i == KT_OUTCOME_KEY_UNKNOWN || i == KT_OUTCOME_DISABLED);
      g_assert_cmpint (kt_rotation_stops_tries (report), ==, i == KT_OUTCOME_RATE_LIMITED);
    }
}

static void
test_tries (void)
{
  const gint64 said = 1790000000000;
  static const struct {
    guint       tries;
    gint64      now, due;       /* both after it was said to be deleted */
    const char *explanation;
  } rows[] = {
    { 0, 0, 0, "at once" },
    { 1, 100, MINUTE, "a minute" },
    { 2, MINUTE, 5 * MINUTE, "five minutes" },
    { 3, 5 * MINUTE, 30 * MINUTE, "half an hour" },
    { 4, 30 * MINUTE, 6 * HOUR, "six hours" },
    { 5, 6 * HOUR, 30 * HOUR, "then daily" },
    { 6, 30 * HOUR, 54 * HOUR, "and daily again" },
    { 2, 3 * DAY, 3 * DAY, "what was missed is one try" },
    { 9, 3 * DAY, 4 * DAY, "a day from the last" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].explanation);
      g_assert_cmpint (kt_rotation_next_try (said, rows[i].tries, said + rows[i].now), ==, said + rows[i].due);
    }
}

static void
test_notice (void)
{
  g_autoptr(KtRotation) rotation = kt_rotation_new (NULL, 0);

  rotation->stage = KT_ROTATION_WATCHING;
  rotation->tries = 4;
  g_assert_false (kt_rotation_is_notice_due (rotation));
  rotation->tries = 5;
  g_assert_true (kt_rotation_is_notice_due (rotation));
  rotation->stage = KT_ROTATION_PROVEN;
  g_assert_false (kt_rotation_is_notice_due (rotation));
}

/* Who is written down while it is under way, until the new one is the current one. */
static void
test_consumers (void)
{
  g_autoptr(KtRecord) record = kt_record_new ();
  g_autoptr(KtRotation) rotation = NULL;

  g_strfreev (record->consumers);
  record->consumers = g_strsplit ("bot,tax", ",", -1);
  rotation = kt_rotation_new (record, 1);
  g_strfreev (record->consumers);
  record->consumers = g_strsplit ("tax,host", ",", -1);
  kt_rotation_follow_consumers (rotation, record);
  kt_rotation_follow_consumers (rotation, record);
  g_assert_cmpuint (rotation->consumers->len, ==, 2);
  g_assert_cmpstr (((KtRotationConsumer *) g_ptr_array_index (rotation->consumers, 0))->name, ==, "tax");
  g_assert_cmpstr (((KtRotationConsumer *) g_ptr_array_index (rotation->consumers, 1))->name, ==, "host");

  /* Whoever is written down from now on was given the new one. */
  rotation->stage = KT_ROTATION_SWITCHED;
  g_strfreev (record->consumers);
  record->consumers = g_strsplit ("other", ",", -1);
  kt_rotation_follow_consumers (rotation, record);
  g_assert_cmpuint (rotation->consumers->len, ==, 2);
}

static void
test_judge (void)
{
  static const struct {
    KtOutcomes     outcomes;
    KtRights       intent;
    gboolean       intent_set;
    KtRights       confirmed, denied, accepted;
    const char    *uid;
    gboolean       accepted_unseen;
    KtRights       missing, more, untold;
    KtAccountMatch account;
    gboolean       may_switch;
    const char    *explanation;
  } rows[] = {
    { BIT (WORKS), RIGHT (READ) | RIGHT (SPOT), TRUE, RIGHT (READ) | RIGHT (SPOT), RIGHT (WITHDRAW), 0, "7", FALSE,
      0, 0, 0, KT_ACCOUNT_SAME, TRUE, "as meant" },
    { BIT (WORKS), RIGHT (READ) | RIGHT (SPOT), TRUE, RIGHT (READ), RIGHT (SPOT), 0, "7", FALSE,
      RIGHT (SPOT), 0, 0, KT_ACCOUNT_SAME, FALSE, "a box was forgotten" },
    { BIT (WORKS), RIGHT (READ), TRUE, RIGHT (READ) | RIGHT (WITHDRAW), 0, 0, "7", FALSE,
      0, RIGHT (WITHDRAW), 0, KT_ACCOUNT_SAME, FALSE, "a box too many" },
    { BIT (WORKS), RIGHT (READ), TRUE, RIGHT (READ) | RIGHT (WITHDRAW), 0, RIGHT (WITHDRAW), "7", FALSE,
      0, 0, 0, KT_ACCOUNT_SAME, TRUE, "a box too many, accepted by name" },
    { BIT (WORKS), RIGHT (READ), TRUE, RIGHT (READ) | RIGHT (WITHDRAW) | RIGHT (SEND), 0, RIGHT (WITHDRAW), "7", FALSE,
      0, RIGHT (SEND), 0, KT_ACCOUNT_SAME, FALSE, "one of two accepted" },
    { BIT (WORKS), RIGHT (READ) | RIGHT (SPOT), TRUE, RIGHT (READ), 0, 0, "7", FALSE,
      0, 0, RIGHT (SPOT), KT_ACCOUNT_SAME, TRUE, "not told is not missing, and is said" },
    { BIT (WORKS), 0, TRUE, RIGHT (READ), 0, 0, "7", FALSE, 0, 0, 0, KT_ACCOUNT_SAME, TRUE, "looking needs no acceptance" },
    { BIT (WORKS), 0, FALSE, RIGHT (READ) | RIGHT (SPOT), 0, 0, "7", FALSE, 0, 0, 0, KT_ACCOUNT_SAME, TRUE, "what the old one could do is meant" },
    { BIT (WORKS), 0, FALSE, RIGHT (READ) | RIGHT (SPOT) | RIGHT (FUTURES), 0, 0, "7", FALSE,
      0, RIGHT (FUTURES), 0, KT_ACCOUNT_SAME, FALSE, "more than the old one could do" },
    { BIT (WORKS), RIGHT (READ), TRUE, RIGHT (READ), 0, 0, "8", FALSE, 0, 0, 0, KT_ACCOUNT_DIFFERENT, FALSE, "of another account" },
    { BIT (WORKS), RIGHT (READ), TRUE, RIGHT (READ), 0, 0, NULL, FALSE, 0, 0, 0, KT_ACCOUNT_NOT_TOLD, TRUE, "the account is not told" },
    { BIT (RESTRICTED_AS_INTENDED), 0, TRUE, 0, 0, 0, NULL, FALSE, 0, 0, 0, KT_ACCOUNT_NOT_TOLD, FALSE, "from here nothing can be seen" },
    { BIT (RESTRICTED_AS_INTENDED), 0, TRUE, 0, 0, 0, NULL, TRUE, 0, 0, 0, KT_ACCOUNT_NOT_TOLD, TRUE, "… accepted" },
    { BIT (KEY_UNKNOWN), 0, TRUE, 0, 0, 0, NULL, TRUE, 0, 0, 0, KT_ACCOUNT_NOT_TOLD, FALSE, "refused" },
    { BIT (UNREACHABLE_DNS), 0, TRUE, 0, 0, 0, NULL, TRUE, 0, 0, 0, KT_ACCOUNT_NOT_TOLD, FALSE, "no answer" },
  };
  g_autoptr(KtReport) old = kt_report_new ();

  old->outcomes = BIT (WORKS);
  old->confirmed = RIGHT (READ) | RIGHT (SPOT);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(KtRecord) record = kt_record_new ();
      g_autoptr(KtRotation) rotation = kt_rotation_new (record, 0);
      KtRotationVerdict verdict;

      g_test_message ("%s", rows[i].explanation);
      record->account = g_strdup ("7");
      record->intent = rows[i].intent;
      record->intent_set = rows[i].intent_set;
      rotation->accepted = rows[i].accepted;
      rotation->accepted_unseen = rows[i].accepted_unseen;
      rotation->new_report = kt_report_new ();
      rotation->new_report->outcomes = rows[i].outcomes;
      rotation->new_report->confirmed = rows[i].confirmed;
      rotation->new_report->denied = rows[i].denied;
      rotation->new_report->uid = g_strdup (rows[i].uid);

      kt_rotation_judge (rotation, record, old, &verdict);
      g_assert_cmphex (verdict.missing, ==, rows[i].missing);
      g_assert_cmphex (verdict.more, ==, rows[i].more);
      g_assert_cmphex (verdict.untold, ==, rows[i].untold);
      g_assert_cmpint (verdict.account, ==, rows[i].account);
      g_assert_cmpint (verdict.may_switch, ==, rows[i].may_switch);
    }
}

static void
test_not_checked (void)
{
  g_autoptr(KtRecord) record = kt_record_new ();
  g_autoptr(KtRotation) rotation = kt_rotation_new (record, 5);
  KtRotationVerdict verdict = { .may_switch = TRUE };

  kt_rotation_judge (rotation, record, NULL, &verdict);
  g_assert_false (verdict.may_switch);
  g_assert_cmpint (rotation->stage, ==, KT_ROTATION_BEGUN);
  g_assert_cmpuint (rotation->from_generation, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rotation/stages", test_stages);
  g_test_add_func ("/rotation/words", test_words);
  g_test_add_func ("/rotation/proof", test_proof);
  g_test_add_func ("/rotation/tries", test_tries);
  g_test_add_func ("/rotation/notice", test_notice);
  g_test_add_func ("/rotation/consumers", test_consumers);
  g_test_add_func ("/rotation/judge", test_judge);
  g_test_add_func ("/rotation/not-checked", test_not_checked);

  return g_test_run ();
}
