/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-calendar.h"

#include "kt-time.h"

/* ── Days ───────────────────────────────────────────────────────────────── */

/* The same hour @days later: a day with a change of clocks is a day too. 0 when there is no such time. */
static gint64
add_days (gint64 from_ms, int days, gboolean local)
{
  g_autoptr(GDateTime) from = local ? kt_time_new_local (from_ms)
                                    : g_date_time_new_from_unix_utc (from_ms / 1000);
  g_autoptr(GDateTime) to = from ? g_date_time_add_days (from, days) : NULL;

  return to ? g_date_time_to_unix (to) * 1000 + from_ms % 1000 : 0;
}

static guint32
get_local_day (gint64 ms)
{
  g_autoptr(GDateTime) time = kt_time_new_local (ms);
  GDate date;
  int year, month, day;

  if (!time)
    return 0;

  g_date_time_get_ymd (time, &year, &month, &day);
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, day, month, year);
  return g_date_get_julian (&date);
}

int
kt_calendar_days_until (gint64 at_ms, gint64 now_ms)
{
  return (int) get_local_day (at_ms) - (int) get_local_day (now_ms);
}

/* ── What is known ──────────────────────────────────────────────────────── */

typedef struct {
  const KtRecord *record;
  KtReport       *good;           /* or NULL */
  KtReport       *told;           /* the newest report that says anything about dates, or NULL */
  KtIpAllowlist   ip;
  gint64          created_ms;     /* 0: not told */
  gint64          changed_ms;
} Facts;

static void
gather (Facts *facts, const KtRecord *record, KtReport *latest, KtReport *good)
{
  KtReport *const newest_first[] = { latest, good };

  *facts = (Facts) { .record = record, .good = good };
  for (guint i = 0; i < G_N_ELEMENTS (newest_first); i++)
    {
      KtReport *report = newest_first[i];

      if (!report)
        continue;
      if (!facts->told && (report->n_dates > 0 || report->never_expires))
        facts->told = report;
      if (facts->ip == KT_IP_UNKNOWN)
        facts->ip = report->ip;
      if (facts->created_ms == 0)
        facts->created_ms = report->created_ms;
      if (facts->changed_ms == 0)
        facts->changed_ms = report->changed_ms;
    }
}

static KtDate *
add_date (GPtrArray *dates, KtDateKind kind, gint64 at_ms, KtOrigin origin, gboolean sure, const char *source)
{
  KtDate *date = kt_date_new (kind, at_ms, origin, sure, source);

  g_ptr_array_add (dates, date);
  return date;
}

static void
add_told (GPtrArray *dates, const Facts *facts)
{
  for (guint i = 0; facts->told && i < facts->told->n_dates; i++)
    {
      const KtReportDate *told = &facts->told->dates[i];
      KtDate *date = add_date (dates, told->rights ? KT_DATE_LAPSES : KT_DATE_EXPIRES, told->at_ms,
                               KT_ORIGIN_EXCHANGE, TRUE, NULL);

      date->rights = told->rights;
    }
}

/* Whether the exchange itself said when this very thing ends. */
static gboolean
is_told (const Facts *facts, KtRights rights)
{
  if (!facts->told)
    return FALSE;
  if (rights == KT_RIGHTS_NONE && facts->told->never_expires)
    return TRUE;

  for (guint i = 0; i < facts->told->n_dates; i++)
    {
      const KtReportDate *told = &facts->told->dates[i];

      if (rights == KT_RIGHTS_NONE ? told->rights == KT_RIGHTS_NONE : (told->rights & rights) != 0)
        return TRUE;
    }
  return FALSE;
}

/* ── Rules of the exchange ──────────────────────────────────────────────── */

/* Whether a rule holds for this key. Clears @sure when something it asks for was not told. */
static gboolean
rule_applies (const KtLifetimeRule *rule, const Facts *facts, gboolean *sure)
{
  if (rule->environments
      && !(facts->record->environment
           && g_strv_contains ((const char *const *) rule->environments, facts->record->environment)))
    return FALSE;

  if (rule->needs_no_allowlist && facts->ip != KT_IP_NONE)
    {
      if (facts->ip == KT_IP_LIST)
        return FALSE;
      *sure = FALSE;
    }

  if (rule->any_right != KT_RIGHTS_NONE)
    {
      const KtRights can = facts->good ? kt_report_get_rights (facts->good) : KT_RIGHTS_NONE;
      const KtRights cannot = facts->good ? facts->good->denied : KT_RIGHTS_NONE;

      if ((can & rule->any_right) == 0)
        {
          if ((rule->any_right & ~cannot) == 0 || (facts->good && facts->good->rights_told))
            return FALSE;
          *sure = FALSE;
        }
    }
  return TRUE;
}

/* When the key was made: told, or as the person said, or at the latest when it was added. */
static gint64
get_created (const Facts *facts, gboolean *sure)
{
  const KtRecord *record = facts->record;

  if (facts->created_ms)
    return facts->created_ms;
  if (record->secret_since_ms == 0 || record->secret_since_ms == record->added_ms)
    *sure = FALSE;
  return record->secret_since_ms ? record->secret_since_ms : record->added_ms;
}

/* Since when a rule counts; 0 when nobody knows. */
static gint64
get_start (const KtLifetimeRule *rule, const Facts *facts, gboolean *sure)
{
  switch (rule->from)
    {
    case KT_FROM_CREATED:
      return get_created (facts, sure);
    case KT_FROM_CHANGED:
      if (facts->changed_ms)
        return facts->changed_ms;
      *sure = FALSE;
      return get_created (facts, sure);
    case KT_FROM_LAST_USE:
      if (facts->record->last_used_ms)
        return facts->record->last_used_ms;
      *sure = FALSE;
      return get_created (facts, sure);
    case KT_FROM_PASSWORD_CHANGE:
    default:
      return 0;       /* no exchange tells when that was */
    }
}

/* The key, or the right, was seen to live on: then the rule was not about it. */
static gboolean
is_disproved (const KtDate *date, const Facts *facts)
{
  const KtReport *good = facts->good;

  if (!good || good->checked_ms <= date->at_ms
      || !kt_report_worked (good))
    return FALSE;
  return date->rights == KT_RIGHTS_NONE || (good->confirmed & date->rights) != 0;
}

static char *
make_source (const KtLifetimeRule *rule)
{
  if (!rule->source)
    return NULL;
  return rule->checked_on ? g_strdup_printf ("%s (%s)", rule->source, rule->checked_on) : g_strdup (rule->source);
}

static void
add_by_rule (GPtrArray *dates, const KtLifetimeRule *rule, const Facts *facts)
{
  g_autoptr(KtDate) date = NULL;
  g_autofree char *source = NULL;
  gboolean sure = rule->sure;
  gint64 start, at;
  KtDateKind kind;

  /* That nobody used it for long is another thing than a date the key ends on. */
  if (rule->days <= 0 || (rule->from != KT_FROM_LAST_USE && is_told (facts, rule->of)))
    return;
  if (!rule_applies (rule, facts, &sure))
    return;
  if (!(start = get_start (rule, facts, &sure)) || !(at = add_days (start, rule->days, FALSE)))
    return;

  kind = rule->from == KT_FROM_LAST_USE ? KT_DATE_DIES_UNUSED
         : rule->of != KT_RIGHTS_NONE   ? KT_DATE_LAPSES
                                        : KT_DATE_EXPIRES;
  source = make_source (rule);
  date = kt_date_new (kind, at, KT_ORIGIN_RULE, sure, source);
  date->rights = rule->of;
  date->days = rule->days;
  if (!is_disproved (date, facts))
    g_ptr_array_add (dates, g_steal_pointer (&date));
}

GPtrArray *
kt_calendar_undated (const KtRecord *record, KtReport *latest, KtReport *good, GPtrArray *rules)
{
  g_autoptr(GPtrArray) undated = g_ptr_array_new ();
  Facts facts;

  gather (&facts, record, latest, good);
  for (guint i = 0; rules && i < rules->len; i++)
    {
      KtLifetimeRule *rule = g_ptr_array_index (rules, i);
      gboolean sure = rule->sure;

      if (rule->days > 0 && rule->from == KT_FROM_PASSWORD_CHANGE && rule_applies (rule, &facts, &sure))
        g_ptr_array_add (undated, rule);
    }
  return g_steal_pointer (&undated);
}

/* ── The person's own ───────────────────────────────────────────────────── */

/* The key may be used until the end of that day. A date that the exchange tells, and that is sooner, wins. */
static void
add_by_person (GPtrArray *dates, const KtRecord *record)
{
  g_autoptr(GTimeZone) zone = kt_time_get_zone ();
  g_autoptr(GDateTime) end = NULL;
  int year, month, day;
  gint64 at_ms;

  if (!kt_record_parse_day (record->expires_on, &year, &month, &day)
      || !(end = g_date_time_new (zone, year, month, day, 23, 59, 59)))
    return;

  at_ms = g_date_time_to_unix (end) * 1000;
  for (guint i = 0; i < dates->len; i++)
    {
      const KtDate *date = g_ptr_array_index (dates, i);

      if (date->kind == KT_DATE_EXPIRES && date->origin == KT_ORIGIN_EXCHANGE && date->at_ms <= at_ms)
        return;
    }
  add_date (dates, KT_DATE_EXPIRES, at_ms, KT_ORIGIN_PERSON, TRUE, NULL);
}

static void
add_rotation (GPtrArray *dates, const KtRecord *record, KtReport *good, const KtPolicy *policy)
{
  const int days = kt_policy_get_rotation (policy, record, good);
  const gint64 since = record->secret_since_ms ? record->secret_since_ms : record->added_ms;
  gint64 at;

  if (days > 0 && since > 0 && (at = add_days (since, days, TRUE)))
    {
      KtDate *date = add_date (dates, KT_DATE_ROTATE, at,
                               record->rotate_days > 0 ? KT_ORIGIN_PERSON : KT_ORIGIN_POLICY, TRUE, NULL);

      date->days = days;
    }
}

static int
compare_dates (gconstpointer a, gconstpointer b)
{
  const KtDate *left = *(KtDate *const *) a;
  const KtDate *right = *(KtDate *const *) b;

  if (left->at_ms != right->at_ms)
    return left->at_ms < right->at_ms ? -1 : 1;
  return (int) left->kind - (int) right->kind;
}

GPtrArray *
kt_calendar_dates_by (const KtRecord *record, KtReport *latest, KtReport *good, GPtrArray *rules,
                      const KtPolicy *policy, gint64 now_ms)
{
  g_autoptr(GPtrArray) dates = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_date_free);
  Facts facts;

  g_return_val_if_fail (record && policy, NULL);

  if (record->state == KT_STATE_ACTIVE || record->state == KT_STATE_PENDING)
    {
      gather (&facts, record, latest, good);
      add_told (dates, &facts);
      for (guint i = 0; rules && i < rules->len; i++)
        add_by_rule (dates, g_ptr_array_index (rules, i), &facts);
      add_by_person (dates, record);
      add_rotation (dates, record, good, policy);
      g_ptr_array_sort (dates, compare_dates);
    }
  return g_steal_pointer (&dates);
}

GPtrArray *
kt_calendar_dates (const KtRecord *record, KtReport *latest, KtReport *good, KtExchange *exchange,
                   const KtPolicy *policy, gint64 now_ms)
{
  return kt_calendar_dates_by (record, latest, good, exchange ? kt_exchange_get_lifetime (exchange) : NULL,
                               policy, now_ms);
}
