/* kt-words-status.c: what became of an exchange
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-words-private.h"

/* "23 September 2026", or NULL. */
static char *
say_date (const char *day)
{
  g_autofree char *moment = day ? g_strconcat (day, "T12:00:00Z", NULL) : NULL;
  g_autoptr(GDateTime) date = moment ? g_date_time_new_from_iso8601 (moment, NULL) : NULL;

  /* Translators: a date: 23 September 2026 */
  return date ? g_date_time_format (date, _("%-d %B %Y")) : NULL;
}

static char *
say_closed (const char *name, const char *since)
{
  g_autofree char *date = say_date (since);

  /* Translators: %1$s is an exchange, %2$s a date */
  return date ? g_strdup_printf (_("%1$s has closed, as of %2$s."), name, date) : g_strdup_printf (_("%s has closed."), name);
}

static char *
say_closing (const char *name, const char *ends)
{
  g_autofree char *date = say_date (ends);

  /* Translators: %1$s is an exchange, %2$s a date */
  return date ? g_strdup_printf (_("%1$s is closing. Its last day is %2$s."), name, date)
              : g_strdup_printf (_("%s is closing. Its last day is not known."), name);
}

char *
kt_words_status (KtExchange *exchange, gint64 now_ms)
{
  const KtStatus *status = kt_exchange_get_status (exchange);
  const char *name = kt_exchange_get_name (exchange);

  if (kt_exchange_is_closed (exchange, now_ms))
    return say_closed (name, status->ends ? status->ends : status->since);
  switch (status->standing)
    {
    case KT_STANDING_CLOSING:
      return say_closing (name, status->ends);
    case KT_STANDING_UNCERTAIN:
      return g_strdup_printf (_("It is not certain that %s still runs."), name);
    case KT_STANDING_OPEN:
    case KT_STANDING_CLOSED:
    default:
      return NULL;
    }
}

char *
kt_words_status_detail (KtExchange *exchange)
{
  const KtStatus *status = kt_exchange_get_status (exchange);
  g_autofree char *date = say_date (status->checked_on);

  if (status->standing == KT_STANDING_OPEN)
    return NULL;
  /* Translators: %1$s is an address or a name, %2$s a date */
  return kt_words_paragraph (g_strdup (status->what), g_strdup (status->advice),
                             g_strdup_printf (_("Source: %1$s, looked at on %2$s."), status->source, date), NULL);
}
