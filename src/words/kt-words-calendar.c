/* kt-words-calendar.c: the due dates as an iCalendar file
 *
 * A date that moves keeps its UID, so that a calendar that imports the file again moves its entry. Only what the window shows of
 * a key's dates is in it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-words-private.h"

#include <libical/ical.h>

#include "kt-time.h"

static char *
make_title (KtKey *key, const KtDate *date)
{
  const char *label = kt_key_get_label (key);

  switch (date->kind)
    {
    case KT_DATE_EXPIRES:
      /* Translators: an entry in a calendar; %s is a key's name. */
      return g_strdup_printf (_("“%s” expires"), label);
    case KT_DATE_LAPSES:
      return g_strdup_printf (_("Some rights of “%s” end"), label);
    case KT_DATE_DIES_UNUSED:
      return g_strdup_printf (_("“%s” ends if nobody uses it"), label);
    case KT_DATE_ROTATE:
    default:
      return g_strdup_printf (_("“%s” is to be rotated"), label);
    }
}

/* Of a lapse there may be one for each of several rights. */
static char *
make_uid (KtKey *key, const KtDate *date)
{
  if (date->kind == KT_DATE_LAPSES)
    return g_strdup_printf ("%s-%s-%" G_GINT64_MODIFIER "x@keyturn.github.io", kt_key_get_id (key), kt_date_kind_to_word (date->kind),
                            (guint64) date->rights);
  return g_strdup_printf ("%s-%s@keyturn.github.io", kt_key_get_id (key), kt_date_kind_to_word (date->kind));
}

/* libical writes control characters as they are, which no calendar may have; a line end is one. (transfer full) */
static char *
clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *cleaned = g_string_new (NULL);

  for (const char *p = valid; *p; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);

      if (c == '\n' || !g_unichar_iscntrl (c))
        g_string_append_unichar (cleaned, c);
    }
  return g_string_free (cleaned, FALSE);
}

/* The day of the person's calendar. */
static struct icaltimetype
make_day (gint64 ms, int days_later)
{
  g_autoptr(GDateTime) time = kt_time_new_local (ms);
  g_autoptr(GDateTime) day = time ? g_date_time_add_days (time, days_later) : NULL;
  struct icaltimetype ical = icaltime_null_date ();

  if (day)
    g_date_time_get_ymd (day, &ical.year, &ical.month, &ical.day);
  return ical;
}

static struct icaltimetype
make_moment (gint64 ms)
{
  return icaltime_from_timet_with_zone (ms / 1000, FALSE, icaltimezone_get_utc_timezone ());
}

static icalcomponent *
make_event (KtKey *key, const KtDate *date, KtExchange *exchange, gint64 now_ms)
{
  g_autofree char *title = make_title (key, date);
  g_autofree char *clean_title = clean (title);
  g_autofree char *text = kt_words_date (date, now_ms, exchange);
  g_autofree char *clean_text = clean (text);
  g_autofree char *uid = make_uid (key, date);

  return icalcomponent_vanew (ICAL_VEVENT_COMPONENT,
                              icalproperty_new_uid (uid),
                              icalproperty_new_dtstamp (make_moment (now_ms)),
                              icalproperty_new_dtstart (make_day (date->at_ms, 0)),
                              icalproperty_new_dtend (make_day (date->at_ms, 1)),
                              icalproperty_new_transp (ICAL_TRANSP_TRANSPARENT),
                              icalproperty_new_summary (clean_title),
                              icalproperty_new_description (clean_text),
                              NULL);
}

static guint
add_events (icalcomponent *calendar, KtKey *key, KtCatalogue *catalogue, gint64 now_ms, gint64 until_ms)
{
  KtExchange *exchange = kt_catalogue_get (catalogue, kt_key_get_record (key)->exchange, NULL);
  guint n_dates, n = 0;
  const KtDate *dates = kt_key_get_dates (key, &n_dates);

  for (guint i = 0; i < n_dates; i++)
    {
      if (dates[i].at_ms > until_ms)
        continue;
      icalcomponent_add_component (calendar, make_event (key, &dates[i], exchange, now_ms));
      n++;
    }
  return n;
}

char *
kt_words_calendar (GPtrArray *keys, KtCatalogue *catalogue, gint64 now_ms, gint64 until_ms, guint *ret_n)
{
  icalcomponent *calendar = icalcomponent_vanew (ICAL_VCALENDAR_COMPONENT,
                                                 icalproperty_new_version ("2.0"),
                                                 icalproperty_new_prodid ("-//Keyturn//Keyturn//EN"),
                                                 icalproperty_new_method (ICAL_METHOD_PUBLISH),
                                                 NULL);
  guint n = 0;
  char *text;
  char *ics;

  for (guint i = 0; i < keys->len; i++)
    {
      KtKey *key = g_ptr_array_index (keys, i);

      if (kt_key_get_record (key)->state == KT_STATE_ACTIVE)
        n += add_events (calendar, key, catalogue, now_ms, until_ms);
    }
  text = icalcomponent_as_ical_string_r (calendar);
  ics = g_strdup (text);
  icalmemory_free_buffer (text);
  icalcomponent_free (calendar);
  if (ret_n)
    *ret_n = n;
  return ics;
}
