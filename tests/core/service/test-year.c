/* test-year.c: the year ahead: months of the local calendar, and marks that do not stand over each other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-year.h"

#define DAY ((gint64) 86400000)

static gint64
at (const char *text)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601 (text, utc);

  return g_date_time_to_unix (time) * 1000;
}

/* One key; each date is a rotation, @n of them @step apart. */
static GPtrArray *
make_keys (gint64 from_ms, gint64 step_ms, guint n, KtState state)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      KtRecord *record = kt_record_new ();
      GPtrArray *dates = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_date_free);
      KtKey *key;

      record->state = state;
      key = kt_key_new (record);
      g_ptr_array_add (dates, kt_date_new (KT_DATE_ROTATE, from_ms + step_ms * i, KT_ORIGIN_POLICY, TRUE, NULL));
      kt_key_set_findings (key, g_ptr_array_new_with_free_func ((GDestroyNotify) kt_finding_free), dates);
      g_ptr_array_add (keys, key);
    }
  return keys;
}

static void
test_months (void)
{
  static const struct {
    const char *zone;
    const char *now;
    const char *from;
    const char *to;
    const char *first;       /* month */
    guint       n;
    const char *explanation;
  } rows[] = {
    { "UTC", "2026-11-23T12:00:00Z", "2026-11-23T00:00:00Z", "2027-11-23T00:00:00Z", "2026-12-01T00:00:00Z", 12, "plain" },
    { "UTC", "2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z", "2027-02-01T00:00:00Z", 11, "the first of a month is no tick of its own" },
    { "Europe/Berlin", "2026-11-23T23:30:00Z", "2026-11-23T23:00:00Z", "2027-11-23T23:00:00Z", "2026-11-30T23:00:00Z", 12, "already tomorrow there" },
    { "Europe/Berlin", "2026-07-01T12:00:00Z", "2026-06-30T22:00:00Z", "2027-06-30T22:00:00Z", "2026-07-31T22:00:00Z", 11, "summer time" },
    { "UTC", "2028-02-29T12:00:00Z", "2028-02-29T00:00:00Z", "2029-02-28T00:00:00Z", "2028-03-01T00:00:00Z", 12, "a leap day" },
    { "America/Havana", "2026-03-08T12:00:00Z", "2026-03-08T05:00:00Z", "2027-03-08T05:00:00Z", "2026-04-01T04:00:00Z", 12, "a day that begins at one o'clock" },
  };
  g_autoptr(GPtrArray) none = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(KtYear) year = NULL;

      g_test_message ("%s", rows[i].explanation);
      g_setenv ("TZ", rows[i].zone, TRUE);
      year = kt_year_new (none, at (rows[i].now));
      g_assert_cmpint (year->from_ms, ==, at (rows[i].from));
      g_assert_cmpint (year->to_ms, ==, at (rows[i].to));
      g_assert_cmpint (g_array_index (year->ticks, KtYearTick, 0).at_ms, ==, at (rows[i].first));
      g_assert_cmpuint (year->ticks->len, ==, rows[i].n);
    }
  g_setenv ("TZ", "UTC", TRUE);
}

static void
test_what_counts (void)
{
  static const struct { gint64 days; KtState state; guint n; gboolean past; const char *explanation; } rows[] = {
    { 10, KT_STATE_ACTIVE, 1, FALSE, "within the year" },
    { -400, KT_STATE_ACTIVE, 1, TRUE, "long overdue" },
    { 400, KT_STATE_ACTIVE, 0, FALSE, "after it" },
    { 10, KT_STATE_RETIRED, 0, FALSE, "not in use any more" },
    { 10, KT_STATE_DELETED, 0, FALSE, "deleted" },
  };
  const gint64 now = at ("2026-11-23T12:00:00Z");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GPtrArray) keys = make_keys (now + rows[i].days * DAY, 0, 1, rows[i].state);
      g_autoptr(KtYear) year = kt_year_new (keys, now);

      g_test_message ("%s", rows[i].explanation);
      g_assert_cmpuint (year->marks->len, ==, rows[i].n);
      if (rows[i].n > 0)
        g_assert_cmpint (((KtYearMark *) year->marks->pdata[0])->past, ==, rows[i].past);
    }
}

/* Two in the same lane never meet, none stands outside, and what has no room is counted. */
static void
test_lanes (void)
{
  static const struct { gint64 first, step; guint n; double width; int lanes; } rows[] = {
    { 1, 0, 5, 300, 8 }, { 1, 0, 40, 300, 8 }, { 1, 1, 360, 300, 8 }, { 0, 30, 12, 1000, 8 }, { -50, 1, 100, 300, 4 },
    { -50, 0, 300, 300, 4 }, { 364, 0, 20, 300, 3 }, { 1, 1, 3, 1000, 1 },
  };
  const gint64 now = at ("2026-11-23T12:00:00Z");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GPtrArray) keys = make_keys (now + rows[i].first * DAY + 1, rows[i].step * DAY, rows[i].n, KT_STATE_ACTIVE);
      g_autoptr(KtYear) year = kt_year_new (keys, now);
      guint shown = 0, counted = 0;

      kt_year_lay_out (year, rows[i].width, 16, rows[i].lanes);
      for (guint j = 0; j < year->marks->len; j++)
        {
          const KtYearMark *mark = g_ptr_array_index (year->marks, j);

          counted += mark->more;
          if (mark->lane < 0)
            continue;
          shown++;
          g_assert_cmpfloat (mark->x, >=, 0);
          g_assert_cmpfloat (mark->x + 8, <=, rows[i].width + 0.01);
          g_assert_cmpint (mark->lane, <, year->n_lanes);
          g_assert_cmpint (kt_year_find (year, mark->x, mark->lane, 16), ==, (int) j);
          for (guint k = 0; k < j; k++)
            {
              const KtYearMark *other = g_ptr_array_index (year->marks, k);

              g_assert_true (other->lane != mark->lane || ABS (other->x - mark->x) > 15.99);
            }
        }
      g_assert_cmpuint (shown + counted, ==, year->marks->len);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("TZ", "UTC", TRUE);
  g_test_add_func ("/year/months", test_months);
  g_test_add_func ("/year/what-counts", test_what_counts);
  g_test_add_func ("/year/lanes", test_lanes);
  return g_test_run ();
}
