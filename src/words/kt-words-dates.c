/* kt-words-dates.c: moments and dates, near and far
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-words-private.h"

#include "kt-time.h"

#define SECOND_MS ((gint64) 1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

/* Local calendar days from @now_ms to @at_ms. */
static int
count_days (gint64 at_ms, gint64 now_ms)
{
  g_autoptr(GDateTime) at = kt_time_new_local (at_ms);
  g_autoptr(GDateTime) now = kt_time_new_local (now_ms);
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr(GDateTime) at_day = NULL;
  g_autoptr(GDateTime) now_day = NULL;

  if (!at || !now)
    return 0;

  /* Noon of both days in UTC: there every day has 24 hours. */
  at_day = g_date_time_new (utc, g_date_time_get_year (at), g_date_time_get_month (at),
                            g_date_time_get_day_of_month (at), 12, 0, 0);
  now_day = g_date_time_new (utc, g_date_time_get_year (now), g_date_time_get_month (now),
                             g_date_time_get_day_of_month (now), 12, 0, 0);
  return (int) (g_date_time_difference (at_day, now_day) / G_TIME_SPAN_DAY);
}

char *
kt_words_span (gint64 ms)
{
  const gint64 length = ABS (ms);

  if (length < 10 * SECOND_MS)
    {
      /* Translators: a length of time in seconds with one decimal */
      return g_strdup_printf (_("%.1f s"), length / 1000.0);
    }
  if (length < 2 * MINUTE_MS)
    return g_strdup_printf (_("%d s"), (int) ((length + SECOND_MS / 2) / SECOND_MS));
  if (length < 2 * HOUR_MS)
    return g_strdup_printf (_("%d min"), (int) ((length + MINUTE_MS / 2) / MINUTE_MS));
  if (length < 2 * DAY_MS)
    return g_strdup_printf (_("%d h"), (int) ((length + HOUR_MS / 2) / HOUR_MS));
  return g_strdup_printf (ngettext ("%d day", "%d days", (gulong) (length / DAY_MS)), (int) (length / DAY_MS));
}

char *
kt_words_ago (gint64 at_ms, gint64 now_ms)
{
  const gint64 since = now_ms - at_ms;
  const int days = -count_days (at_ms, now_ms);

  if (since < MINUTE_MS)
    return g_strdup (_("just now"));
  if (since < HOUR_MS)
    return g_strdup_printf (_("%d min ago"), (int) (since / MINUTE_MS));
  if (days == 0)
    return g_strdup_printf (_("%d h ago"), (int) (since / HOUR_MS));
  if (days == 1)
    return g_strdup (_("yesterday"));
  if (days <= 60)
    return g_strdup_printf (ngettext ("%d day ago", "%d days ago", days), days);
  return kt_words_day (at_ms, now_ms);
}

char *
kt_words_in (gint64 at_ms, gint64 now_ms)
{
  const int days = count_days (at_ms, now_ms);

  if (days == 0)
    return g_strdup (_("today"));
  if (days == 1)
    return g_strdup (_("tomorrow"));
  if (days == -1)
    return g_strdup (_("yesterday"));
  if (days > 0)
    return g_strdup_printf (ngettext ("in %d day", "in %d days", days), days);
  return g_strdup_printf (ngettext ("%d day ago", "%d days ago", -days), -days);
}

char *
kt_words_day (gint64 at_ms, gint64 now_ms)
{
  g_autoptr(GDateTime) at = kt_time_new_local (at_ms);
  g_autoptr(GDateTime) now = kt_time_new_local (now_ms);

  if (!at)
    return g_strdup (_("some day"));
  if (now && g_date_time_get_year (at) == g_date_time_get_year (now))
    {
      /* Translators: a day of this year for g_date_time_format(): "3 Dec" */
      return g_date_time_format (at, C_("date", "%-d %b"));
    }
  /* Translators: a day of another year for g_date_time_format(): "3 Dec 2027" */
  return g_date_time_format (at, C_("date", "%-d %b %Y"));
}

char *
kt_words_date_short (const KtDate *date, gint64 now_ms)
{
  g_autofree char *day = kt_words_day (date->at_ms, now_ms);

  /* Translators: a date that is not certain */
  return date->sure ? g_steal_pointer (&day) : g_strdup_printf (_("%s?"), day);
}

/* What happens on that day. */
static char *
say_what (const KtDate *date, const char *day, gboolean past)
{
  const KtRisk risk = kt_rights_get_risk (date->rights);

  switch (date->kind)
    {
    case KT_DATE_EXPIRES:
      return past ? g_strdup_printf (_("Expired on %s"), day) : g_strdup_printf (_("Expires on %s"), day);
    case KT_DATE_LAPSES:
      if (risk == KT_RISK_TRADE)
        return past ? g_strdup_printf (_("Trading ended on %s"), day) : g_strdup_printf (_("Trading ends on %s"), day);
      return past ? g_strdup_printf (_("Some rights ended on %s"), day) : g_strdup_printf (_("Some rights end on %s"), day);
    case KT_DATE_DIES_UNUSED:
      return past ? g_strdup_printf (_("Ended on %s if nobody used it"), day)
                  : g_strdup_printf (_("Ends on %s if nobody uses it"), day);
    case KT_DATE_ROTATE:
    default:
      return past ? g_strdup_printf (_("Was to be rotated by %s"), day) : g_strdup_printf (_("Rotate by %s"), day);
    }
}

/* Who says so. */
static char *
say_origin (const KtDate *date, KtExchange *exchange)
{
  const char *name = kt_words_name_within (exchange, NULL);

  switch (date->origin)
    {
    case KT_ORIGIN_EXCHANGE:
      return g_strdup_printf (_("%s says so"), kt_words_name_first (exchange, NULL));
    case KT_ORIGIN_RULE:
      if (date->sure)
        return g_strdup_printf (ngettext ("rule of %s: %d day", "rule of %s: %d days", date->days), name, date->days);
      return g_strdup_printf (ngettext ("not certain; rule of %s: %d day", "not certain; rule of %s: %d days", date->days),
                              name, date->days);
    case KT_ORIGIN_PERSON:
      if (date->kind != KT_DATE_ROTATE)
        return g_strdup (_("your date"));
      return g_strdup_printf (ngettext ("your rule for this key: %d day", "your rule for this key: %d days", date->days),
                              date->days);
    case KT_ORIGIN_POLICY:
    default:
      return g_strdup_printf (ngettext ("your rule: %d day", "your rule: %d days", date->days), date->days);
    }
}

char *
kt_words_date (const KtDate *date, gint64 now_ms, KtExchange *exchange)
{
  g_autofree char *day = kt_words_day (date->at_ms, now_ms);
  g_autofree char *what = say_what (date, day, date->at_ms <= now_ms);
  g_autofree char *origin = say_origin (date, exchange);

  /* Translators: a date and who says so: "Rotate by 1 Dec (your rule: 90 days)" */
  return g_strdup_printf (_("%s (%s)"), what, origin);
}
