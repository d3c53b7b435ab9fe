/* test-calendar.c: the dates of a key, in more than one time zone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-calendar.h"

#include <time.h>

#define DAY_MS  ((gint64) 24 * 60 * 60 * 1000)
#define R(name) KT_RIGHTS_BIT (KT_RIGHT_ ## name)

/* GLib keeps the local zone once it has read it; a bracketed TZ reaches both it and libc. */
static gint64
utc (const char *text)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601 (text, zone);

  g_assert_nonnull (time);
  return g_date_time_to_unix (time) * 1000;
}

static char *
to_text (gint64 ms)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (ms / 1000);

  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
}

/* "kind at sure origin" lines, in order. */
static char *
describe (GPtrArray *dates)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < dates->len; i++)
    {
      const KtDate *date = g_ptr_array_index (dates, i);
      g_autofree char *at = to_text (date->at_ms);

      g_string_append_printf (text, "%s%s %s %s%s", i ? "; " : "", kt_date_kind_to_word (date->kind), at,
                              kt_origin_to_word (date->origin), date->sure ? "" : "?");
    }
  return g_string_free (text, FALSE);
}

/* ── Rules, row by row ── */

typedef struct {
  const char     *explanation;
  const char     *expected;

  /* the rule */
  gboolean        needs_no_allowlist;
  KtRights        any_right;
  const char     *environment;
  int             days;
  KtLifetimeFrom  from;
  KtRights        of;
  gboolean        rule_doubted;

  /* what was told */
  gboolean        no_report;
  KtIpAllowlist   ip;
  KtRights        can, denied;
  gboolean        untold;
  const char     *created, *changed, *told_end, *told_lapse;
  gboolean        never_expires;
  const char     *checked;

  /* the record */
  const char     *secret_since, *last_used, *person;
  KtState         state;
} Row;

static const Row rows[] = {
  { "no rule, nothing told: no date", "", .no_report = TRUE },
  { "the exchange told an end", "expires 2026-01-10T08:00:00Z exchange", .told_end = "2026-01-10T08:00:00Z" },
  { "the exchange told when trading ends", "lapses 2026-01-10T08:00:00Z exchange", .told_lapse = "2026-01-10T08:00:00Z" },
  { "90 days from when it was made, as told", "expires 2026-01-29T10:00:00Z rule",
    .days = 90, .created = "2025-10-31T10:00:00Z" },
  { "not told when it was made: from when it was added, at the latest", "expires 2026-01-30T00:00:00Z rule?",
    .days = 90 },
  { "the person said when it was made", "expires 2025-12-30T00:00:00Z rule",
    .days = 90, .secret_since = "2025-10-01T00:00:00Z" },
  { "a doubted rule gives a doubtful date", "expires 2026-01-29T10:00:00Z rule?",
    .days = 90, .created = "2025-10-31T10:00:00Z", .rule_doubted = TRUE },
  { "only without allowlist: told that there is none", "expires 2026-01-29T10:00:00Z rule",
    .needs_no_allowlist = TRUE, .ip = KT_IP_NONE, .days = 90, .created = "2025-10-31T10:00:00Z" },
  { "only without allowlist: there is one", "",
    .needs_no_allowlist = TRUE, .ip = KT_IP_LIST, .days = 90, .created = "2025-10-31T10:00:00Z" },
  { "only without allowlist: not told", "expires 2026-01-29T10:00:00Z rule?",
    .needs_no_allowlist = TRUE, .ip = KT_IP_UNKNOWN, .days = 90, .created = "2025-10-31T10:00:00Z" },
  { "only without allowlist: never checked", "expires 2026-01-30T00:00:00Z rule?",
    .needs_no_allowlist = TRUE, .no_report = TRUE, .days = 90 },
  { "only for keys that trade: it does", "expires 2026-01-29T10:00:00Z rule",
    .any_right = R (SPOT) | R (FUTURES), .can = R (READ) | R (SPOT), .days = 90, .created = "2025-10-31T10:00:00Z" },
  { "only for keys that trade: it does not", "",
    .any_right = R (SPOT), .can = R (READ), .denied = R (SPOT), .days = 90, .created = "2025-10-31T10:00:00Z" },
  { "only for keys that trade: told rights, trading not among them", "",
    .any_right = R (SPOT), .can = R (READ), .days = 90, .created = "2025-10-31T10:00:00Z" },
  { "only for keys that trade: rights are not told", "expires 2026-01-29T10:00:00Z rule?",
    .any_right = R (SPOT), .can = R (READ), .untold = TRUE, .days = 90, .created = "2025-10-31T10:00:00Z" },
  { "only for keys that trade: never checked", "expires 2026-01-30T00:00:00Z rule?",
    .any_right = R (SPOT), .no_report = TRUE, .days = 90 },
  { "of this environment", "expires 2026-01-29T10:00:00Z rule",
    .environment = "live", .days = 90, .created = "2025-10-31T10:00:00Z" },
  { "of another environment", "",
    .environment = "demo", .days = 90, .created = "2025-10-31T10:00:00Z" },
  { "from the last change", "expires 2026-02-08T10:00:00Z rule",
    .days = 90, .from = KT_FROM_CHANGED, .created = "2025-10-31T10:00:00Z", .changed = "2025-11-10T10:00:00Z" },
  { "from a change nobody told: from the start, doubtful", "expires 2026-01-29T10:00:00Z rule?",
    .days = 90, .from = KT_FROM_CHANGED, .created = "2025-10-31T10:00:00Z" },
  { "from the last use", "dies-unused 2025-12-06T09:00:00Z rule",
    .days = 14, .from = KT_FROM_LAST_USE, .last_used = "2025-11-22T09:00:00Z" },
  { "from a use nobody saw: from when it was added, doubtful", "dies-unused 2025-11-15T00:00:00Z rule?",
    .days = 14, .from = KT_FROM_LAST_USE, .checked = "2025-11-10T00:00:00Z" },
  { "from a change of password: nobody tells when that was", "",
    .days = 7, .from = KT_FROM_PASSWORD_CHANGE },
  { "only trading lapses", "lapses 2025-12-30T10:00:00Z rule",
    .days = 60, .of = R (SPOT) | R (FUTURES), .created = "2025-10-31T10:00:00Z" },
  { "what the exchange tells of the key wins over the rule", "expires 2026-06-01T00:00:00Z exchange",
    .days = 90, .created = "2025-10-31T10:00:00Z", .told_end = "2026-06-01T00:00:00Z" },
  { "told that it never ends wins over the rule", "",
    .days = 90, .created = "2025-10-31T10:00:00Z", .never_expires = TRUE },
  { "what the exchange tells of trading wins over the rule about trading", "lapses 2026-06-01T00:00:00Z exchange",
    .days = 60, .of = R (SPOT), .created = "2025-10-31T10:00:00Z", .told_lapse = "2026-06-01T00:00:00Z" },
  { "what it tells of trading says nothing about the key",
    "expires 2026-01-29T10:00:00Z rule; lapses 2026-06-01T00:00:00Z exchange",
    .days = 90, .created = "2025-10-31T10:00:00Z", .told_lapse = "2026-06-01T00:00:00Z" },
  { "an end that was told does not keep an unused key alive",
    "dies-unused 2025-12-06T09:00:00Z rule; expires 2026-06-01T00:00:00Z exchange",
    .days = 14, .from = KT_FROM_LAST_USE, .last_used = "2025-11-22T09:00:00Z", .told_end = "2026-06-01T00:00:00Z" },
  { "it worked after the rule's date: the rule was not about it", "",
    .days = 30, .created = "2025-10-01T00:00:00Z", .checked = "2025-12-01T00:00:00Z" },
  { "it traded after the rule's date", "",
    .days = 30, .of = R (SPOT), .can = R (SPOT), .created = "2025-10-01T00:00:00Z", .checked = "2025-12-01T00:00:00Z" },
  { "it answered after the rule's date, but nobody said it trades", "lapses 2025-10-31T00:00:00Z rule",
    .days = 30, .of = R (SPOT), .can = R (READ), .created = "2025-10-01T00:00:00Z", .checked = "2025-12-01T00:00:00Z" },
  { "the person's day lasts until its end", "expires 2026-02-03T23:59:59Z person", .person = "2026-02-03" },
  { "the person's day, sooner than the exchange's",
    "expires 2026-02-03T23:59:59Z person; expires 2026-06-01T00:00:00Z exchange",
    .person = "2026-02-03", .told_end = "2026-06-01T00:00:00Z" },
  { "the exchange's end, sooner than the person's day", "expires 2026-01-10T08:00:00Z exchange",
    .person = "2026-02-03", .told_end = "2026-01-10T08:00:00Z" },
  { "a day that does not exist is no date", "", .person = "2026-02-30" },
  { "a deleted key has no dates", "",
    .state = KT_STATE_DELETED, .days = 90, .created = "2025-10-31T10:00:00Z", .person = "2026-02-03" },
};

static void
rule_free (gpointer data)
{
  KtLifetimeRule *rule = data;

  g_strfreev (rule->environments);
  g_free (rule->source);
  g_free (rule->checked_on);
  g_free (rule);
}

static GPtrArray *
make_rules (const Row *row)
{
  GPtrArray *rules = g_ptr_array_new_with_free_func (rule_free);
  KtLifetimeRule *rule = g_new0 (KtLifetimeRule, 1);

  rule->needs_no_allowlist = row->needs_no_allowlist;
  rule->any_right = row->any_right;
  rule->environments = row->environment ? g_strsplit (row->environment, "|", -1) : NULL;
  rule->days = row->days;
  rule->from = row->from;
  rule->of = row->of;
  rule->sure = !row->rule_doubted;
  rule->source = g_strdup ("https://exchange.example/rules");
  rule->checked_on = g_strdup ("2025-11-22");
  g_ptr_array_add (rules, rule);
  return rules;
}

static KtRecord *
make_record (const Row *row)
{
  KtRecord *record = kt_record_new ();

  record->state = row->state ? row->state : KT_STATE_ACTIVE;
  record->label = g_strdup ("Made up");
  record->environment = g_strdup ("live");
  record->added_ms = utc ("2025-11-01T00:00:00Z");
  record->secret_since_ms = row->secret_since ? utc (row->secret_since) : record->added_ms;
  record->last_used_ms = row->last_used ? utc (row->last_used) : 0;
  record->expires_on = g_strdup (row->person);
  record->rotate_days = KT_ROTATE_NEVER;
  return record;
}

static KtReport *
make_report (const Row *row)
{
  KtReport *report;

  if (row->no_report)
    return NULL;

  report = kt_report_new ();
  report->outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_WORKS);
  report->checked_ms = utc (row->checked ? row->checked : "2025-11-22T09:00:00Z");
  report->rights_told = !row->untold;
  report->confirmed = row->can;
  report->denied = row->denied;
  report->ip = row->ip;
  report->created_ms = row->created ? utc (row->created) : 0;
  report->changed_ms = row->changed ? utc (row->changed) : 0;
  report->never_expires = row->never_expires;
  if (row->told_end)
    kt_report_add_date (report, KT_RIGHTS_NONE, utc (row->told_end));
  if (row->told_lapse)
    kt_report_add_date (report, R (SPOT) | R (FUTURES), utc (row->told_lapse));
  return report;
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  const KtPolicy policy = KT_POLICY_DEFAULT;
  g_autoptr(KtRecord) record = make_record (row);
  g_autoptr(KtReport) report = make_report (row);
  g_autoptr(GPtrArray) rules = make_rules (row);
  g_autoptr(GPtrArray) dates = kt_calendar_dates_by (record, report, report, rules, &policy, utc ("2025-12-01T12:00:00Z"));
  g_autofree char *text = describe (dates);

  g_test_message ("%s", row->explanation);
  g_assert_cmpstr (text, ==, row->expected);
}

static void
test_source (void)
{
  const Row row = { .days = 90, .created = "2025-10-31T10:00:00Z" };
  const KtPolicy policy = KT_POLICY_DEFAULT;
  g_autoptr(KtRecord) record = make_record (&row);
  g_autoptr(KtReport) report = make_report (&row);
  g_autoptr(GPtrArray) rules = make_rules (&row);
  g_autoptr(GPtrArray) dates = kt_calendar_dates_by (record, report, report, rules, &policy, 0);
  const KtDate *date = g_ptr_array_index (dates, 0);

  g_assert_cmpstr (date->source, ==, "https://exchange.example/rules (2025-11-22)");
  g_assert_cmpint (date->days, ==, 90);
}

/* A refusal tells no dates: those told before it still stand. */
static void
test_refused_later (void)
{
  const Row row = { .told_end = "2026-01-10T08:00:00Z" };
  const KtPolicy policy = KT_POLICY_DEFAULT;
  g_autoptr(KtRecord) record = make_record (&row);
  g_autoptr(KtReport) good = make_report (&row);
  g_autoptr(KtReport) refused = kt_report_new ();
  g_autoptr(GPtrArray) dates = NULL;
  g_autofree char *text = NULL;

  refused->outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_IP_NOT_ALLOWED);
  refused->checked_ms = good->checked_ms + DAY_MS;
  dates = kt_calendar_dates_by (record, refused, good, NULL, &policy, 0);
  text = describe (dates);
  g_assert_cmpstr (text, ==, "expires 2026-01-10T08:00:00Z exchange");
}

/* ── Rotation, zones and changes of clocks ── */

static void
test_rotation (void)
{
  const KtPolicy policy = KT_POLICY_DEFAULT;
  g_autoptr(KtRecord) record = kt_record_new ();
  g_autoptr(GPtrArray) by_policy = NULL;
  g_autoptr(GPtrArray) by_person = NULL;
  g_autofree char *policy_text = NULL;
  g_autofree char *person_text = NULL;

  record->intent_set = TRUE;
  record->intent = R (READ) | R (SPOT);
  record->added_ms = record->secret_since_ms = utc ("2025-09-02T10:00:00Z");
  by_policy = kt_calendar_dates_by (record, NULL, NULL, NULL, &policy, 0);
  policy_text = describe (by_policy);
  g_assert_cmpstr (policy_text, ==, "rotate 2025-12-01T10:00:00Z policy");
  g_assert_cmpint (((const KtDate *) by_policy->pdata[0])->days, ==, 90);

  record->rotate_days = 10;
  by_person = kt_calendar_dates_by (record, NULL, NULL, NULL, &policy, 0);
  person_text = describe (by_person);
  g_assert_cmpstr (person_text, ==, "rotate 2025-09-12T10:00:00Z person");
}

typedef struct { const char *zone, *from; int days; const char *to, *explanation; } Turn;

static const Turn turns[] = {
  { "Europe/Berlin", "2025-03-01T10:00:00Z", 60, "2025-04-30T09:00:00Z", "clocks go forward: the same hour, one UTC hour less" },
  { "Europe/Berlin", "2025-10-01T10:00:00Z", 60, "2025-11-30T11:00:00Z", "clocks go back" },
  { "America/New_York", "2025-10-20T12:00:00Z", 30, "2025-11-19T13:00:00Z", "clocks go back elsewhere" },
  { "Asia/Tokyo", "2025-03-01T10:00:00Z", 60, "2025-04-30T10:00:00Z", "no change of clocks" },
  { "Australia/Lord_Howe", "2025-03-20T00:00:00Z", 30, "2025-04-19T00:30:00Z", "a change of half an hour" },
  { "UTC", "2027-12-31T00:00:00Z", 60, "2028-02-29T00:00:00Z", "a leap year" },
};

/* In a process of its own: GLib reads the zone once. */
static void
test_turn (gconstpointer data)
{
  const Turn *turn = data;

  if (g_test_subprocess ())
    {
      const KtPolicy policy = KT_POLICY_DEFAULT;
      g_autoptr(KtRecord) record = kt_record_new ();
      g_autoptr(GPtrArray) dates = NULL;
      g_autofree char *at = NULL;

      record->rotate_days = turn->days;
      record->secret_since_ms = utc (turn->from);
      dates = kt_calendar_dates_by (record, NULL, NULL, NULL, &policy, 0);
      at = to_text (((const KtDate *) dates->pdata[0])->at_ms);
      g_assert_cmpstr (at, ==, turn->to);
      return;
    }

  g_test_message ("%s", turn->explanation);
  g_setenv ("TZ", turn->zone, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_setenv ("TZ", "UTC", TRUE);
  g_test_trap_assert_passed ();
}

typedef struct { const char *zone, *now, *at; int days; const char *explanation; } Count;

static const Count counts[] = {
  { "UTC", "2025-12-01T12:00:00Z", "2025-12-01T00:00:00Z", 0, "this morning is today" },
  { "UTC", "2025-12-01T12:00:00Z", "2025-12-01T23:59:59Z", 0, "so is tonight" },
  { "UTC", "2025-12-01T23:59:59Z", "2025-12-02T00:00:00Z", 1, "a second later may be tomorrow" },
  { "UTC", "2025-12-01T00:00:00Z", "2025-11-30T23:59:59Z", -1, "and a second before yesterday" },
  { "UTC", "2025-12-31T12:00:00Z", "2026-01-01T12:00:00Z", 1, "over the year's end" },
  { "Europe/Berlin", "2025-12-01T22:30:00Z", "2025-12-01T23:30:00Z", 1, "midnight is the person's" },
  { "America/Los_Angeles", "2025-12-01T23:30:00Z", "2025-12-02T01:00:00Z", 0, "not the exchange's" },
  { "Europe/Berlin", "2025-03-29T12:00:00Z", "2025-03-30T11:00:00Z", 1, "a day of 23 hours is a day" },
  { "Europe/Berlin", "2025-10-25T22:30:00Z", "2025-10-26T22:30:00Z", 0, "a day of 25 hours is one day" },
};

static void
test_count (gconstpointer data)
{
  const Count *count = data;

  if (g_test_subprocess ())
    {
      g_assert_cmpint (kt_calendar_days_until (utc (count->at), utc (count->now)), ==, count->days);
      return;
    }

  g_test_message ("%s", count->explanation);
  g_setenv ("TZ", count->zone, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_setenv ("TZ", "UTC", TRUE);
  g_test_trap_assert_passed ();
}

/* The person's day is theirs: it ends at another moment in Tokyo. */
static void
test_person_in_tokyo (void)
{
  if (g_test_subprocess ())
    {
      const Row row = { .person = "2026-02-03" };
      const KtPolicy policy = KT_POLICY_DEFAULT;
      g_autoptr(KtRecord) record = make_record (&row);
      g_autoptr(GPtrArray) dates = kt_calendar_dates_by (record, NULL, NULL, NULL, &policy, 0);
      g_autofree char *text = describe (dates);

      g_assert_cmpstr (text, ==, "expires 2026-02-03T14:59:59Z person");
      return;
    }

  g_setenv ("TZ", "Asia/Tokyo", TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_setenv ("TZ", "UTC", TRUE);
  g_test_trap_assert_passed ();
}

/* A rule without a moment it counts from gives no date, but is not silent, unless it is not about this key. */
static void
test_undated (void)
{
  const Row row = { .days = 7, .from = KT_FROM_PASSWORD_CHANGE };
  const Row dated = { .days = 7 };
  g_autoptr(GPtrArray) rules = make_rules (&row);
  g_autoptr(GPtrArray) other_rules = make_rules (&dated);
  g_autoptr(KtRecord) record = make_record (&row);
  g_autoptr(KtReport) report = make_report (&row);
  g_autoptr(GPtrArray) undated = kt_calendar_undated (record, NULL, NULL, rules);
  g_autoptr(GPtrArray) none = kt_calendar_undated (record, NULL, NULL, other_rules);
  g_autoptr(GPtrArray) bound = NULL;
  KtLifetimeRule *rule;

  g_assert_cmpuint (undated->len, ==, 1);
  rule = g_ptr_array_index (undated, 0);
  g_assert_cmpint (rule->days, ==, 7);
  g_assert_cmpuint (none->len, ==, 0);
  rule->needs_no_allowlist = TRUE;
  report->ip = KT_IP_LIST;
  bound = kt_calendar_undated (record, report, report, rules);
  g_assert_cmpuint (bound->len, ==, 0);
}

/* Times nobody can mean give no date and no critical. */
static void
test_absurd (void)
{
  static const gint64 times[] = { G_MAXINT64, G_MAXINT64 / 2, 1, G_MININT64 + 1 };
  const KtPolicy policy = KT_POLICY_DEFAULT;
  const Row row = { .days = 90 };
  g_autoptr(GPtrArray) rules = make_rules (&row);

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr(KtRecord) record = make_record (&row);
      g_autoptr(KtReport) report = make_report (&row);
      g_autoptr(GPtrArray) dates = NULL;

      report->created_ms = times[i];
      kt_report_add_date (report, R (SPOT), times[i]);
      record->secret_since_ms = times[i];
      record->rotate_days = 30;
      dates = kt_calendar_dates_by (record, report, report, rules, &policy, 0);
      g_assert_cmpuint (dates->len, >=, 1);
      g_assert_cmpint (kt_calendar_days_until (times[i], 0), <=, G_MAXINT);
    }
}

static void
add_turns (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (turns); i++)
    {
      g_autofree char *path = g_strdup_printf ("/calendar/clocks/%u", i);

      g_test_add_data_func (path, &turns[i], test_turn);
    }
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autofree char *path = g_strdup_printf ("/calendar/days/%u", i);

      g_test_add_data_func (path, &counts[i], test_count);
    }
}

int
main (int argc, char **argv)
{
  if (!g_getenv ("TZ") || !g_strv_contains ((const char *const *) argv, "--GTestSubprocess"))
    g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/calendar/row/%u", i);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/calendar/source", test_source);
  g_test_add_func ("/calendar/refused-later", test_refused_later);
  g_test_add_func ("/calendar/rotation", test_rotation);
  add_turns ();
  g_test_add_func ("/calendar/person-in-tokyo", test_person_in_tokyo);
  g_test_add_func ("/calendar/undated", test_undated);
  g_test_add_func ("/calendar/absurd-times", test_absurd);
  return g_test_run ();
}
