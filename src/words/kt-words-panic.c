/* kt-words-panic.c: what a leaked key could cost, and whether it is dead
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-words-private.h"

#include "kt-time.h"

#define DAY_MS ((gint64) 24 * 60 * 60 * 1000)

const char *
kt_words_cost_risk (KtRisk risk, gboolean known)
{
  if (!known)
    return _("what it may do is not known");
  switch (risk)
    {
    case KT_RISK_LOOK:
      return _("may look");
    case KT_RISK_TRADE:
      return _("may trade");
    case KT_RISK_TRANSFER:
      return _("may move money between your accounts");
    case KT_RISK_MONEY:
    default:
      return _("may move money away");
    }
}

const char *
kt_words_cost_addresses (KtIpAllowlist ip)
{
  if (ip == KT_IP_LIST)
    return _("from listed addresses only");
  return ip == KT_IP_NONE ? _("from any address") : _("perhaps from any address");
}

static char *
say_age (const KtRecord *record, gint64 now_ms)
{
  gint64 since_ms = record->secret_since_ms ? record->secret_since_ms : record->added_ms;
  guint days = since_ms && now_ms > since_ms ? (guint) ((now_ms - since_ms) / DAY_MS) : 0;

  if (days == 0)
    return NULL;
  return g_strdup_printf (ngettext ("its secret is %u day old", "its secret is %u days old", days), days);
}

char *
kt_words_cost (const KtRecord *record, KtRisk risk, gboolean known, KtIpAllowlist ip, gboolean in_rotation, gint64 now_ms)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) parts = NULL;
  g_autofree char *first = NULL;
  g_autofree char *consumers = g_strjoinv (", ", record->consumers);
  g_autofree char *age = say_age (record, now_ms);

  /* Translators: what it may do, from where: "may trade, from any address" */
  first = g_strdup_printf (_("%s, %s"), kt_words_cost_risk (risk, known), kt_words_cost_addresses (ip));
  g_strv_builder_add (builder, first);
  if (*consumers)
    {
      /* Translators: %s are names; part of a sentence about a key */
      g_autofree char *given = g_strdup_printf (_("given to %s"), consumers);

      g_strv_builder_add (builder, given);
    }
  if (record->place == KT_PLACE_ELSEWHERE && record->place_name)
    {
      /* Translators: %s is a machine or a service; part of a sentence about a key */
      g_autofree char *place = g_strdup_printf (_("used on %s"), record->place_name);

      g_strv_builder_add (builder, place);
    }
  if (age)
    g_strv_builder_add (builder, age);
  if (in_rotation)
    g_strv_builder_add (builder, _("in a rotation: two credentials may be alive"));
  if (record->state == KT_STATE_RETIRED)
    g_strv_builder_add (builder, _("retired here"));
  else if (record->state == KT_STATE_DELETED)
    g_strv_builder_add (builder, _("deleted here, which is not yet deleted at the exchange"));
  parts = g_strv_builder_end (builder);
  return g_strjoinv ("; ", parts);
}

static char *
say_next (const char *sentence, gint64 next_ms)
{
  g_autoptr(GDateTime) at = next_ms ? kt_time_new_local (next_ms) : NULL;
  g_autofree char *when = at ? g_date_time_format (at, "%X") : NULL;

  if (!when)
    return g_strdup (sentence);
  /* Translators: a sentence, then a time of day */
  return g_strdup_printf (_("%1$s Asked again at %2$s."), sentence, when);
}

char *
kt_words_life (KtLife life, KtReport *report, const GError *error, gint64 next_ms, gint64 now_ms, KtExchange *exchange)
{
  g_autofree char *answer = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *ago = NULL;

  if (!report)
    return error ? kt_words_error (error) : g_strdup ("");
  if (life == KT_LIFE_DEAD)
    {
      answer = kt_words_outcomes_short (report->outcomes);
      ago = kt_words_ago (report->checked_ms, now_ms);
      /* Translators: why it was refused, then "just now" */
      return g_strdup_printf (_("Dead: the exchange refuses it (%1$s, %2$s)."), answer, ago);
    }
  if (life == KT_LIFE_ALIVE)
    return say_next (_("Alive: it still works."), next_ms);
  answer = kt_words_outcomes (report->outcomes, exchange);
  /* Translators: %s is a sentence: what the exchange answered */
  sentence = g_strdup_printf (_("Not known: this proves nothing. %s"), answer);
  return say_next (sentence, next_ms);
}
