/* kt-words-calendar.c: the due dates as an iCalendar file
 *
 * A date that moves keeps its UID, so that a calendar that imports the file again moves its entry. Only what the window shows of
 * a key's dates is in it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-words-private.h"

#include "kt-ics.h"

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

static void
add_event (GString *ics, KtKey *key, const KtDate *date, KtCatalogue *catalogue, const char *stamp, gint64 now_ms)
{
  KtExchange *exchange = kt_catalogue_get (catalogue, kt_key_get_record (key)->exchange, NULL);
  g_autofree char *title = make_title (key, date);
  g_autofree char *text = kt_words_date (date, now_ms, exchange);
  g_autofree char *uid = make_uid (key, date);
  g_autofree char *day = kt_ics_make_day (date->at_ms, 0);
  g_autofree char *next = kt_ics_make_day (date->at_ms, 1);

  kt_ics_add_value (ics, "BEGIN", "VEVENT");
  kt_ics_add_text (ics, "UID", uid);
  kt_ics_add_value (ics, "DTSTAMP", stamp);
  kt_ics_add_value (ics, "DTSTART;VALUE=DATE", day);
  kt_ics_add_value (ics, "DTEND;VALUE=DATE", next);
  kt_ics_add_value (ics, "TRANSP", "TRANSPARENT");
  kt_ics_add_text (ics, "SUMMARY", title);
  if (text)
    kt_ics_add_text (ics, "DESCRIPTION", text);
  kt_ics_add_value (ics, "END", "VEVENT");
}

char *
kt_words_calendar (GPtrArray *keys, KtCatalogue *catalogue, gint64 now_ms, gint64 until_ms, guint *ret_n)
{
  g_autofree char *stamp = kt_ics_make_time (now_ms);
  GString *ics = g_string_new (NULL);
  guint n = 0;

  kt_ics_add_value (ics, "BEGIN", "VCALENDAR");
  kt_ics_add_value (ics, "VERSION", "2.0");
  kt_ics_add_value (ics, "PRODID", "-//Keyturn//Keyturn//EN");
  kt_ics_add_value (ics, "METHOD", "PUBLISH");
  for (guint i = 0; i < keys->len; i++)
    {
      KtKey *key = g_ptr_array_index (keys, i);
      guint n_dates;
      const KtDate *dates = kt_key_get_dates (key, &n_dates);

      if (kt_key_get_record (key)->state != KT_STATE_ACTIVE)
        continue;
      for (guint j = 0; j < n_dates; j++)
        {
          if (dates[j].at_ms > until_ms)
            continue;
          add_event (ics, key, &dates[j], catalogue, stamp, now_ms);
          n++;
        }
    }
  kt_ics_add_value (ics, "END", "VCALENDAR");
  if (ret_n)
    *ret_n = n;
  return g_string_free (ics, FALSE);
}
