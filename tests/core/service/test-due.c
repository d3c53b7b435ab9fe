/* test-due.c: what is said when, by a clock of our own and in more than one time zone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-due.h"

static gint64
utc (const char *text)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601 (text, zone);

  g_assert_nonnull (time);
  return g_date_time_to_unix (time) * 1000;
}

static void
assert_moment (gint64 ms, const char *expected)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (ms / 1000);
  g_autofree char *text = ms ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("never");

  g_assert_cmpstr (text, ==, expected);
}

/* ── One key, one date ── */

typedef struct {
  const char *explanation;
  const char *zone;
  const char *now;
  const char *at;
  const char *next;             /* "never" */
  KtDueStage  stage;            /* KT_DUE_NOT_YET: nothing stands on the screen */
  gboolean    news;
  KtDueStage  marked;           /* shown before, at this stage */
  const char *shown;            /* when; NULL: long ago */
  const char *snoozed;
  int         own_lead;         /* + 1 */
  int         from, to;
  gboolean    working_days;
  KtDateKind  kind;
  int         days;
  gboolean    keep_alive;
} Row;

#define NONE KT_DUE_NOT_YET
static const Row rows[] = {
  { "far off: wakes at the beginning of the day two weeks before", "UTC", "2027-01-01T12:00:00Z", "2027-03-20T15:00:00Z",
    "2027-03-06T00:00:00Z", NONE },
  { "the lead time has begun", "UTC", "2027-03-06T00:00:00Z", "2027-03-20T15:00:00Z", "2027-03-20T00:00:00Z", KT_DUE_COMING, TRUE },
  { "a second before", "UTC", "2027-03-05T23:59:59Z", "2027-03-20T15:00:00Z", "2027-03-06T00:00:00Z", NONE },
  { "its day", "UTC", "2027-03-20T08:00:00Z", "2027-03-20T15:00:00Z", "2027-03-20T15:00:00Z", KT_DUE_TODAY, TRUE },
  { "its moment", "UTC", "2027-03-20T15:00:00Z", "2027-03-20T15:00:00Z", "never", KT_DUE_PAST, TRUE },
  { "asleep for a year", "UTC", "2028-03-20T15:00:00Z", "2027-03-20T15:00:00Z", "never", KT_DUE_PAST, TRUE },
  { "said already, as after a restart", "UTC", "2027-03-07T12:00:00Z", "2027-03-20T15:00:00Z", "2027-03-20T00:00:00Z",
    KT_DUE_COMING, FALSE, .marked = KT_DUE_COMING },
  { "said when it was coming; now it is today", "UTC", "2027-03-20T12:00:00Z", "2027-03-20T15:00:00Z", "2027-03-20T15:00:00Z",
    KT_DUE_TODAY, TRUE, .marked = KT_DUE_COMING },
  { "the clock was set back after it was said", "UTC", "2027-03-10T12:00:00Z", "2027-03-20T15:00:00Z", "2027-03-20T00:00:00Z",
    KT_DUE_COMING, FALSE, .marked = KT_DUE_PAST },
  { "the clock was set back to before it all", "UTC", "2020-01-01T00:00:00Z", "2027-03-20T15:00:00Z", "2027-03-06T00:00:00Z",
    NONE, FALSE, .marked = KT_DUE_PAST },
  { "put off", "UTC", "2027-03-07T12:00:00Z", "2027-03-20T15:00:00Z", "2027-03-14T12:00:00Z", NONE, FALSE,
    .marked = KT_DUE_COMING, .shown = "2027-03-06T12:00:00Z", .snoozed = "2027-03-14T12:00:00Z" },
  { "put off until now: it is said again", "UTC", "2027-03-14T12:00:00Z", "2027-03-20T15:00:00Z", "2027-03-20T00:00:00Z",
    KT_DUE_COMING, TRUE, .marked = KT_DUE_COMING, .shown = "2027-03-06T12:00:00Z", .snoozed = "2027-03-14T12:00:00Z" },
  { "and once only", "UTC", "2027-03-14T13:00:00Z", "2027-03-20T15:00:00Z", "2027-03-20T00:00:00Z",
    KT_DUE_COMING, FALSE, .marked = KT_DUE_COMING, .shown = "2027-03-14T12:00:00Z", .snoozed = "2027-03-14T12:00:00Z" },
  { "a lead time of its own", "UTC", "2027-03-17T12:00:00Z", "2027-03-20T15:00:00Z", "2027-03-18T00:00:00Z", NONE, .own_lead = 3 },
  { "none at all: on its day", "UTC", "2027-03-19T12:00:00Z", "2027-03-20T15:00:00Z", "2027-03-20T00:00:00Z", NONE, .own_lead = 1 },

  { "at night nothing is said", "UTC", "2027-03-06T00:00:00Z", "2027-03-20T15:00:00Z", "2027-03-06T08:00:00Z", NONE, .from = 22, .to = 8 },
  { "nor late in the evening", "UTC", "2027-03-06T22:30:00Z", "2027-03-20T15:00:00Z", "2027-03-07T08:00:00Z", NONE, .from = 22, .to = 8 },
  { "in the morning it is", "UTC", "2027-03-06T08:00:00Z", "2027-03-20T15:00:00Z", "2027-03-20T00:00:00Z", KT_DUE_COMING, TRUE,
    .from = 22, .to = 8 },
  { "what stands there already stays at night", "UTC", "2027-03-06T23:00:00Z", "2027-03-20T15:00:00Z", "2027-03-20T00:00:00Z",
    KT_DUE_COMING, FALSE, .marked = KT_DUE_COMING, .from = 22, .to = 8 },
  { "quiet at noon", "UTC", "2027-03-06T12:30:00Z", "2027-03-20T15:00:00Z", "2027-03-06T14:00:00Z", NONE, .from = 12, .to = 14 },
  { "a Saturday waits for Monday morning", "UTC", "2027-03-06T10:00:00Z", "2027-03-20T15:00:00Z", "2027-03-08T08:00:00Z", NONE,
    .from = 22, .to = 8, .working_days = TRUE },
  { "so does a late Friday", "UTC", "2027-03-12T23:00:00Z", "2027-03-20T15:00:00Z", "2027-03-15T08:00:00Z", NONE,
    .from = 22, .to = 8, .working_days = TRUE },

  /* Berlin's clocks go forward on 28 March 2027 and back on 31 October. */
  { "two weeks before, across the change: midnight there is 23:00 UTC", "Europe/Berlin", "2027-03-01T00:00:00Z", "2027-04-05T10:00:00Z",
    "2027-03-21T23:00:00Z", NONE },
  { "summer's midnight on its day", "Europe/Berlin", "2027-03-25T00:00:00Z", "2027-04-05T10:00:00Z", "2027-04-04T22:00:00Z",
    KT_DUE_COMING, TRUE },
  { "quiet until an hour that this night has not", "Europe/Berlin", "2027-03-28T00:30:00Z", "2027-04-05T10:00:00Z", "2027-03-28T01:00:00Z",
    NONE, .from = 22, .to = 2 },
  { "quiet through the long night", "Europe/Berlin", "2027-10-30T23:30:00Z", "2027-11-05T10:00:00Z", "2027-10-31T07:00:00Z",
    NONE, .from = 22, .to = 8 },
  { "the day begins elsewhere", "Pacific/Auckland", "2027-03-01T00:00:00Z", "2027-03-20T15:00:00Z", "2027-03-06T11:00:00Z", NONE },

  { "disuse: a third of its rule at most", "UTC", "2027-03-10T12:00:00Z", "2027-03-20T15:00:00Z", "2027-03-16T00:00:00Z", NONE,
    .kind = KT_DATE_DIES_UNUSED, .days = 14 },
  { "disuse that checks prevent is nothing to tell", "UTC", "2027-03-20T12:00:00Z", "2027-03-20T15:00:00Z", "never", NONE,
    .kind = KT_DATE_DIES_UNUSED, .days = 14, .keep_alive = TRUE },
};

static GHashTable *
make_snoozes (const KtRecord *record, const char *until)
{
  GHashTable *snoozes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const gint64 until_ms = until ? utc (until) : 0;

  if (until)
    g_hash_table_insert (snoozes, g_strdup (record->id), g_memdup2 (&until_ms, sizeof until_ms));
  return snoozes;
}

static GPtrArray *
make_dates (const Row *row)
{
  GPtrArray *dates = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_date_free);
  KtDate *date = kt_date_new (row->kind, utc (row->at), KT_ORIGIN_EXCHANGE, TRUE, NULL);

  date->days = row->days;
  g_ptr_array_add (dates, date);
  return dates;
}

static void
check_row (const Row *row)
{
  const KtPolicy policy = KT_POLICY_DEFAULT;
  const KtDueRules rules = { row->from, row->to, row->working_days };
  g_autoptr(KtRecord) record = kt_record_new ();
  g_autoptr(GPtrArray) dates = make_dates (row);
  g_autoptr(GArray) keys = g_array_new (FALSE, FALSE, sizeof (KtDueKey));
  g_autoptr(GPtrArray) marks = g_ptr_array_new ();
  g_autoptr(GHashTable) snoozes = make_snoozes (record, row->snoozed);
  KtMark mark = { record->id, (char *) kt_date_kind_to_word (row->kind), utc (row->at), row->marked, row->shown ? utc (row->shown) : 1 };
  const KtDueKey key = { record, dates };
  g_autoptr(KtDue) due = NULL;

  g_test_message ("%s", row->explanation);
  record->state = KT_STATE_ACTIVE;
  record->keep_alive = row->keep_alive;
  if (row->own_lead)
    record->lead_days = row->own_lead - 1;
  if (row->marked)
    g_ptr_array_add (marks, &mark);
  g_array_append_val (keys, key);

  due = kt_due_work_out (keys, &policy, &rules, marks, snoozes, utc (row->now));
  g_assert_cmpuint (due->items->len, ==, row->stage != NONE);
  g_assert_cmpuint (due->n_news, ==, row->news);
  if (due->items->len)
    g_assert_cmpint (g_array_index (due->items, KtDueItem, 0).stage, ==, row->stage);
  assert_moment (due->next_ms, row->next);
}

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_setenv ("TZ", rows[i].zone, TRUE);
      check_row (&rows[i]);
    }
  g_setenv ("TZ", "UTC", TRUE);
}

/* ── Many ── */

/* A day at a time for two years, asleep now and then: each stage of each date is said exactly once. */
static void
test_every_stage_once (void)
{
  const KtPolicy policy = KT_POLICY_DEFAULT;
  const KtDueRules rules = { 22, 8, TRUE };
  g_autoptr(KtRecord) record = kt_record_new ();
  g_autoptr(GPtrArray) dates = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_date_free);
  g_autoptr(GArray) keys = g_array_new (FALSE, FALSE, sizeof (KtDueKey));
  g_autoptr(GPtrArray) marks = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_mark_free);
  const KtDueKey key = { record, dates };
  gint64 now_ms = utc ("2027-01-01T00:00:00Z");
  guint said = 0;

  g_setenv ("TZ", "America/New_York", TRUE);
  record->state = KT_STATE_ACTIVE;
  g_ptr_array_add (dates, kt_date_new (KT_DATE_EXPIRES, utc ("2027-11-09T20:00:00Z"), KT_ORIGIN_EXCHANGE, TRUE, NULL));
  g_array_append_val (keys, key);

  for (int wakes = 0; now_ms; wakes++)
    {
      g_autoptr(KtDue) due = kt_due_work_out (keys, &policy, &rules, marks, NULL, now_ms);
      g_autoptr(GPtrArray) fresh = kt_due_make_marks (due, now_ms);

      g_assert_cmpint (wakes, <, 20);
      g_assert_cmpint (kt_due_next_loud (&rules, now_ms) <= now_ms || fresh->len == 0, ==, TRUE);
      said += due->n_news;
      g_ptr_array_extend_and_steal (marks, g_steal_pointer (&fresh));
      now_ms = due->next_ms;
    }
  g_assert_cmpuint (said, ==, 3);
  g_setenv ("TZ", "UTC", TRUE);
}

/* Worst first; one a key; what is deleted says nothing. */
static void
test_order (void)
{
  static const struct { KtDateKind kind; const char *at; KtState state; } given[] = {
    { KT_DATE_ROTATE, "2027-03-01T00:00:00Z", KT_STATE_ACTIVE },
    { KT_DATE_EXPIRES, "2027-03-12T00:00:00Z", KT_STATE_ACTIVE },
    { KT_DATE_EXPIRES, "2027-03-11T00:00:00Z", KT_STATE_ACTIVE },
    { KT_DATE_EXPIRES, "2027-03-10T00:00:00Z", KT_STATE_DELETED },
  };
  const KtPolicy policy = KT_POLICY_DEFAULT;
  const KtDueRules rules = { 0 };
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_free);
  g_autoptr(GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr(GArray) keys = g_array_new (FALSE, FALSE, sizeof (KtDueKey));
  g_autoptr(KtDue) due = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (given); i++)
    {
      GPtrArray *dates = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_date_free);
      const KtDueKey key = { kt_record_new (), dates };

      ((KtRecord *) key.record)->state = given[i].state;
      g_ptr_array_add (dates, kt_date_new (given[i].kind, utc (given[i].at), KT_ORIGIN_EXCHANGE, TRUE, NULL));
      g_ptr_array_add (dates, kt_date_new (KT_DATE_ROTATE, utc ("2027-03-20T00:00:00Z"), KT_ORIGIN_POLICY, TRUE, NULL));
      g_ptr_array_add (records, (gpointer) key.record);
      g_ptr_array_add (lists, dates);
      g_array_append_val (keys, key);
    }

  due = kt_due_work_out (keys, &policy, &rules, NULL, NULL, utc ("2027-03-10T12:00:00Z"));
  g_assert_cmpuint (due->items->len, ==, 3);
  g_assert_true (g_array_index (due->items, KtDueItem, 0).record == g_ptr_array_index (records, 2));
  g_assert_true (g_array_index (due->items, KtDueItem, 1).record == g_ptr_array_index (records, 1));
  g_assert_true (g_array_index (due->items, KtDueItem, 2).record == g_ptr_array_index (records, 0));
}

/* A week is seven days of the calendar: the same time of the day, also over a change of clocks. */
static void
test_put_off (void)
{
  static const struct { const char *explanation, *zone, *now, *until; } weeks[] = {
    { "an ordinary week", "UTC", "2027-03-06T10:15:00Z", "2027-03-13T10:15:00Z" },
    { "clocks go forward", "Europe/Berlin", "2027-03-25T09:00:00Z", "2027-04-01T08:00:00Z" },
    { "clocks go back", "Europe/Berlin", "2027-10-28T08:00:00Z", "2027-11-04T09:00:00Z" },
    { "to an hour that day has not", "Europe/Berlin", "2027-03-21T01:30:00Z", "2027-03-28T01:00:00Z" },
    { "over the end of the year", "Pacific/Auckland", "2027-12-28T10:00:00Z", "2028-01-04T10:00:00Z" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (weeks); i++)
    {
      g_test_message ("%s", weeks[i].explanation);
      g_setenv ("TZ", weeks[i].zone, TRUE);
      assert_moment (kt_due_put_off (utc (weeks[i].now)), weeks[i].until);
    }
  g_setenv ("TZ", "UTC", TRUE);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/due/rows", test_rows);
  g_test_add_func ("/due/every-stage-once", test_every_stage_once);
  g_test_add_func ("/due/order", test_order);
  g_test_add_func ("/due/put-off", test_put_off);

  return g_test_run ();
}
