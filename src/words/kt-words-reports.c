/* kt-words-reports.c: what one check found out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-words-private.h"

#include "kt-time.h"

/* Below this nobody refuses a request. */
#define CLOCKS_AGREE_MS 1000

static gboolean
clock_matters (KtReport *report)
{
  return report->clock_corrected || (report->outcomes & KT_OUTCOMES_BIT (KT_OUTCOME_CLOCK_SKEW))
         || ABS (report->clock_offset_ms) > CLOCKS_AGREE_MS + report->clock_doubt_ms;
}

char *
kt_words_clock (KtReport *report, KtExchange *exchange)
{
  const char *name = kt_words_name_within (exchange, NULL);
  g_autofree char *offset = NULL;
  g_autofree char *doubt = NULL;

  if (!report || !report->clock_known || !clock_matters (report))
    return NULL;

  offset = kt_words_span (report->clock_offset_ms);
  doubt = kt_words_span (report->clock_doubt_ms);
  /* Translators: "This computer’s clock is 47 s ahead of Kraken’s (give or take 0.1 s)." */
  if (report->clock_offset_ms >= 0)
    return g_strdup_printf (_("This computer’s clock is %s ahead of %s’s (give or take %s)."), offset, name, doubt);
  return g_strdup_printf (_("This computer’s clock is %s behind %s’s (give or take %s)."), offset, name, doubt);
}

char *
kt_words_ip (KtReport *report, KtExchange *exchange)
{
  g_autofree char *list = NULL;

  switch (report ? report->ip : KT_IP_UNKNOWN)
    {
    case KT_IP_NONE:
      return g_strdup (_("any address"));
    case KT_IP_LIST:
      if (!report->ip_addresses || !report->ip_addresses[0])
        return g_strdup (_("only certain addresses"));
      list = g_strjoinv (C_("list", ", "), report->ip_addresses);
      return g_strdup_printf (_("only %s"), list);
    case KT_IP_UNKNOWN:
    default:
      return g_strdup (_("not told"));
    }
}

/* It worked: with which time, and whether that started a clock again. */
static char *
describe_good (KtReport *report, KtExchange *exchange)
{
  const char *name = kt_words_name_within (exchange, NULL);
  char *clock = kt_words_clock (report, exchange);

  if (report->clock_corrected)
    return kt_words_paragraph (clock ? clock : g_strdup (_("This computer’s clock is off.")),
                               g_strdup_printf (_("The key itself is good: with the time of %s it worked."), name),
                               kt_words_outcome_advice (KT_OUTCOME_CLOCK_SKEW, exchange, NULL, report), NULL);
  return kt_words_paragraph (g_strdup_printf (_("The key works. %s answered in %d ms."), kt_words_name_first (exchange, NULL),
                                              (int) report->latency_ms),
                             clock ? clock : g_strdup (""),
                             g_strdup (report->counted_as_use ? _("This check counted as use of the key.") : ""), NULL);
}

char *
kt_words_use (KtKey *key, gint64 now_ms)
{
  KtReport *report = kt_key_get_report (key);
  guint n;
  const KtDate *dates = kt_key_get_dates (key, &n);

  if (!report || !report->counted_as_use)
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *day = NULL;

      if (dates[i].kind != KT_DATE_DIES_UNUSED || dates[i].at_ms <= now_ms)
        continue;
      day = kt_words_day (dates[i].at_ms, now_ms);
      /* Translators: %s is a day; unused keys end at this exchange */
      return g_strdup_printf (_("This check counted as use of the key: its clock started again, until %s."), day);
    }
  return g_strdup (_("This check counted as use of the key."));
}

char *
kt_words_report (KtReport *report, const KtRecord *record, KtExchange *exchange)
{
  KtOutcomes outcomes;
  char *evidence, *clock, *advice;

  if (!report)
    return g_strdup (_("This key was not checked yet."));

  outcomes = report->outcomes;
  if (kt_report_worked (report))
    return describe_good (report, exchange);

  if (outcomes == KT_OUTCOMES_BIT (KT_OUTCOME_IP_NOT_ALLOWED) && record && record->place == KT_PLACE_ELSEWHERE)
    outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_RESTRICTED_AS_INTENDED);
  clock = kt_words_clock (report, exchange);
  evidence = kt_words_evidence (report, exchange);
  advice = kt_words_outcomes_advice (outcomes, exchange, record, report);
  return kt_words_paragraph (kt_words_outcomes (outcomes, exchange),
                             clock ? clock : g_strdup (""),
                             evidence ? evidence : g_strdup (""),
                             g_strdup (report->sure ? "" : _("Keyturn is not certain of this reading.")),
                             advice ? advice : g_strdup (""), NULL);
}

/* "today 09:12", "yesterday", "3 Nov". */
static char *
say_when (gint64 at_ms, gint64 now_ms)
{
  g_autoptr(GDateTime) at = kt_time_new_local (at_ms);
  g_autoptr(GDateTime) now = kt_time_new_local (now_ms);

  if (at && now && g_date_time_get_year (at) == g_date_time_get_year (now)
      && g_date_time_get_day_of_year (at) == g_date_time_get_day_of_year (now))
    {
      /* Translators: for g_date_time_format(): an hour of today */
      return g_date_time_format (at, C_("date", "today %H:%M"));
    }
  return kt_words_day (at_ms, now_ms);
}

char *
kt_words_history_line (KtReport *report, gint64 now_ms)
{
  g_autofree char *when = say_when (report->checked_ms, now_ms);
  g_autofree char *cause = NULL;

  if (report->clock_corrected && kt_report_worked (report))
    {
      /* Translators: a check that worked, but only with the exchange's time: when */
      return g_strdup_printf (_("✓ %s · clocks differ"), when);
    }
  if (kt_report_is_good (report))
    {
      if (report->latency_ms <= 0)
        return g_strdup_printf ("✓ %s", when);
      /* Translators: a check that worked: when, and after how many milliseconds */
      return g_strdup_printf (_("✓ %s · %d ms"), when, (int) report->latency_ms);
    }

  cause = kt_words_outcomes_short (report->outcomes);
  /* Translators: a check that did not work: when, and why */
  return g_strdup_printf (_("✗ %s · %s"), when, cause);
}
