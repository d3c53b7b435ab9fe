/* kt-words-rotation.c: where a rotation stands, what is next, and what a check of the new key says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-words-private.h"

#include "kt-time.h"

char *
kt_words_rotation_next (const KtRotation *rotation, KtExchange *exchange)
{
  const char *name = kt_words_name_within (exchange, NULL);

  switch (rotation->stage)
    {
    case KT_ROTATION_BEGUN:
      return g_strdup_printf (_("Make a new key at %s and give it here. The old one stays as it is."), name);
    case KT_ROTATION_STORING:
    case KT_ROTATION_DROPPING:
    case KT_ROTATION_CANCELLING:
    case KT_ROTATION_WIPING:
      return g_strdup (_("The keyring is still being written: unlock it, and this is finished."));
    case KT_ROTATION_STORED:
      return g_strdup (_("The new key is in the keyring beside the old one. Check it before it is used."));
    case KT_ROTATION_CHECKED:
      return g_strdup (_("The new key is as it is meant to be. Make it the current one; you can go back to the old one."));
    case KT_ROTATION_SWITCHED:
      return g_strdup_printf (_("The new key is the current one. Give it to everybody who has the old one, then delete the old key at %s."), name);
    case KT_ROTATION_WATCHING:
      return g_strdup_printf (_("The old key is checked until %s refuses it as unknown or disabled."), name);
    case KT_ROTATION_PROVEN:
      return g_strdup_printf (_("%s refuses the old key: it is dead. It can be wiped from the keyring."), kt_words_name_first (exchange, NULL));
    case KT_N_ROTATION_STAGES:
    default:
      g_assert_not_reached ();
    }
}

char *
kt_words_rotation_verdict (const KtRotationVerdict *verdict, KtExchange *exchange)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) lines = NULL;
  const char *name = kt_words_name_first (exchange, NULL);

#define ADD_RIGHTS(rights, text) \
  if (rights) \
    { \
      g_autofree char *list = kt_words_rights_list (rights); \
      g_autofree char *line = g_strdup_printf (text, list); \
      g_strv_builder_add (builder, line); \
    }

  if (verdict->unseen)
    g_strv_builder_add (builder, _("From this computer it is refused, as intended: what it may do cannot be seen from here."));
  else if (!verdict->works)
    g_strv_builder_add (builder, _("The new key does not work."));
  /* Translators: %s is a list of rights */
  ADD_RIGHTS (verdict->missing, _("It lacks what it is meant to do: %s."));
  /* Translators: %s is a list of rights */
  ADD_RIGHTS (verdict->more, _("It may do more than it is meant to: %s."));
  if (verdict->works && !verdict->rights_told)
    {
      g_autofree char *line = g_strdup_printf (_("%s does not tell what a key may do: it may do more."), name);

      g_strv_builder_add (builder, line);
    }
  /* Translators: %s is a list of rights */
  else if (verdict->works)
    ADD_RIGHTS (verdict->untold, _("Whether it may do this is not told: %s."));
#undef ADD_RIGHTS
  if (verdict->account == KT_ACCOUNT_DIFFERENT)
    g_strv_builder_add (builder, _("It belongs to another account than the old key."));
  else if (verdict->works && verdict->account == KT_ACCOUNT_NOT_TOLD)
    g_strv_builder_add (builder, _("Whether it belongs to the same account is not told."));
  if (verdict->may_switch && verdict->account == KT_ACCOUNT_SAME)
    g_strv_builder_add (builder, _("It belongs to the same account."));
  lines = g_strv_builder_end (builder);
  return g_strjoinv (" ", lines);
}

/* A sentence of when it is asked again. */
static char *
say_next_try (gint64 at_ms, gint64 now_ms)
{
  g_autoptr(GDateTime) at = kt_time_new_local (at_ms);
  g_autoptr(GDateTime) now = kt_time_new_local (now_ms);
  g_autofree char *hour = NULL;
  g_autofree char *day = NULL;

  if (at_ms <= now_ms || !at || !now)
    return g_strdup (_("The next try is due now."));
  /* Translators: an hour for g_date_time_format(): "14:35" */
  hour = g_date_time_format (at, C_("time", "%H:%M"));
  if (g_date_time_get_year (at) == g_date_time_get_year (now) && g_date_time_get_day_of_year (at) == g_date_time_get_day_of_year (now))
    /* Translators: %s is an hour, "14:35" */
    return g_strdup_printf (_("The next try is at %s."), hour);
  day = kt_words_day (at_ms, now_ms);
  /* Translators: a day and an hour: "3 Dec", "14:35" */
  return g_strdup_printf (_("The next try is on %1$s at %2$s."), day, hour);
}

char *
kt_words_rotation_watch (const KtRotation *rotation, gint64 now_ms, KtExchange *exchange)
{
  g_autofree char *answer = NULL;
  g_autofree char *next = NULL;

  if (rotation->old_report && kt_report_worked (rotation->old_report))
    answer = g_strdup (_("The old key still works: delete it at the exchange."));
  else if (rotation->old_report)
    answer = kt_words_outcomes (rotation->old_report->outcomes, exchange);
  else
    answer = g_strdup (_("The old key was not asked yet."));
  /* One code for two things, of which the other cannot be. */
  if (rotation->stage == KT_ROTATION_PROVEN && rotation->old_report &&
      (rotation->old_report->outcomes & KT_OUTCOMES_BIT (KT_OUTCOME_WRONG_ENVIRONMENT)))
    return g_strconcat (answer, " ", _("It has worked in this environment, so it was deleted."), NULL);
  if (rotation->stage == KT_ROTATION_PROVEN)
    return g_steal_pointer (&answer);
  if (rotation->next_try_ms == 0)
    next = g_strdup (rotation->old_report ? _("It is not asked again by itself.") : _("It is not asked by itself."));
  else
    next = say_next_try (rotation->next_try_ms, now_ms);
  return g_strdup_printf ("%s %s", answer, next);
}

char *
kt_words_rotation_notice (const KtRotation *rotation, const char *label)
{
  if (rotation->old_report && kt_report_worked (rotation->old_report))
    /* Translators: a notice of the desktop; %s is a key's name, here and below */
    return g_strdup_printf (_("The old key of “%s” still works"), label);
  return g_strdup_printf (_("The old key of “%s” is not proven dead"), label);
}
