/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-due.h"

#include "kt-time.h"

#define WEEK_DAYS 7

/* ── The local calendar ─────────────────────────────────────────────────── */

/* @hour o'clock, @days after the local day of @ms; 0 when there is no such time. */
static gint64
get_hour_of_day (gint64 ms, int days, int hour)
{
  g_autoptr(GDateTime) time = kt_time_new_local (ms);
  g_autoptr(GTimeZone) zone = kt_time_get_zone ();
  g_autoptr(GDateTime) noon = NULL;
  g_autoptr(GDateTime) day = NULL;
  g_autoptr(GDateTime) at = NULL;

  if (!time)
    return 0;
  /* From noon: midnight is missing on the day clocks change in some places. */
  noon = g_date_time_new (zone, g_date_time_get_year (time), g_date_time_get_month (time), g_date_time_get_day_of_month (time), 12, 0, 0);
  day = noon ? g_date_time_add_days (noon, days) : NULL;
  at = day ? g_date_time_new (zone, g_date_time_get_year (day), g_date_time_get_month (day), g_date_time_get_day_of_month (day), hour, 0, 0)
           : NULL;
  return at ? g_date_time_to_unix (at) * 1000 : 0;
}

gint64
kt_due_next_loud (const KtDueRules *rules, gint64 at_ms)
{
  const int from = rules->quiet_from, to = rules->quiet_to;

  /* A weekend between two quiet nights is three steps. */
  for (int i = 0; i < 4; i++)
    {
      g_autoptr(GDateTime) time = kt_time_new_local (at_ms);
      const int hour = time ? g_date_time_get_hour (time) : 0;
      gint64 next = at_ms;

      if (!time)
        return at_ms;
      if (rules->working_days && g_date_time_get_day_of_week (time) > 5)
        next = get_hour_of_day (at_ms, 8 - g_date_time_get_day_of_week (time), 0);
      else if (from < to && hour >= from && hour < to)
        next = get_hour_of_day (at_ms, 0, to);
      else if (from > to && hour >= from)
        next = get_hour_of_day (at_ms, 1, to);
      else if (from > to && hour < to)
        next = get_hour_of_day (at_ms, 0, to);

      if (next <= at_ms)
        break;
      at_ms = next;
    }
  return at_ms;
}

gint64
kt_due_put_off (gint64 now_ms)
{
  g_autoptr(GDateTime) now = kt_time_new_local (now_ms);
  g_autoptr(GDateTime) later = now ? g_date_time_add_days (now, WEEK_DAYS) : NULL;

  return later ? g_date_time_to_unix (later) * 1000 : now_ms;
}

char *
kt_due_make_notice_id (const char *key_id)
{
  g_return_val_if_fail (key_id != NULL, NULL);

  return g_strconcat ("due-", key_id, NULL);
}

/* ── Stages ─────────────────────────────────────────────────────────────── */

static int
get_lead (const KtRecord *record, const KtDate *date, const KtPolicy *policy)
{
  const int lead = record->lead_days >= 0 ? record->lead_days : policy->warn_days;

  /* As kt-health has it: two weeks' notice of a two weeks' rule would be a warning for always. */
  return date->kind == KT_DATE_DIES_UNUSED ? MIN (lead, date->days / 3) : lead;
}

/* What nobody would miss: a right that is not wanted, and disuse that checks or other users prevent. */
static gboolean
concerns (const KtRecord *record, const KtDate *date)
{
  if (date->kind == KT_DATE_LAPSES && record->intent_set && (record->intent & date->rights) == 0)
    return FALSE;
  return date->kind != KT_DATE_DIES_UNUSED || !record->keep_alive;
}

/* When a stage begins. */
static gint64
get_begin (const KtDate *date, int lead_days, KtDueStage stage)
{
  gint64 begin;

  if (stage == KT_DUE_PAST)
    return date->at_ms;
  begin = get_hour_of_day (date->at_ms, stage == KT_DUE_COMING ? -lead_days : 0, 0);
  return begin ? MIN (begin, date->at_ms) : date->at_ms;
}

KtDueStage
kt_due_get_stage (const KtDate *date, int lead_days, gint64 now_ms)
{
  for (KtDueStage stage = KT_DUE_PAST; stage > KT_DUE_NOT_YET; stage--)
    {
      if (now_ms >= get_begin (date, lead_days, stage))
        return stage;
    }
  return KT_DUE_NOT_YET;
}

static KtSeverity
get_severity (const KtDate *date)
{
  if (date->kind == KT_DATE_ROTATE)
    return KT_SEVERITY_DUE;
  return date->sure && date->kind != KT_DATE_DIES_UNUSED ? KT_SEVERITY_SERIOUS : KT_SEVERITY_UNKNOWN;
}

static void
wake_at (KtDue *self, gint64 at_ms, gint64 now_ms)
{
  if (at_ms > now_ms && (self->next_ms == 0 || at_ms < self->next_ms))
    self->next_ms = at_ms;
}

/* ── Marks ──────────────────────────────────────────────────────────────── */

static char *
make_mark_name (const char *key_id, const char *what, gint64 at_ms)
{
  return g_strdup_printf ("%s %s %" G_GINT64_FORMAT, key_id, what, at_ms);
}

static GHashTable *
enter_marks (GPtrArray *marks)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; marks && i < marks->len; i++)
    {
      const KtMark *mark = g_ptr_array_index (marks, i);

      g_hash_table_insert (table, make_mark_name (mark->key_id, mark->what, mark->at_ms), (gpointer) mark);
    }
  return table;
}

static const KtMark *
find_mark (GHashTable *marks, const KtDueItem *item)
{
  g_autofree char *name = make_mark_name (item->record->id, kt_date_kind_to_word (item->date->kind), item->date->at_ms);

  return g_hash_table_lookup (marks, name);
}

/* ── Working it out ─────────────────────────────────────────────────────── */

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const KtDueItem *left = a;
  const KtDueItem *right = b;

  if (left->severity != right->severity)
    return left->severity > right->severity ? -1 : 1;
  if (left->date->at_ms != right->date->at_ms)
    return left->date->at_ms < right->date->at_ms ? -1 : 1;
  return g_strcmp0 (left->record->id, right->record->id);
}

/* The one thing to say of a key: what stops it before what is only due, and of these the earliest. */
static gboolean
pick (KtDue *self, const KtDueKey *key, const KtPolicy *policy, gint64 now_ms, KtDueItem *ret_item)
{
  gboolean found = FALSE;

  for (guint i = 0; i < key->dates->len; i++)
    {
      const KtDate *date = g_ptr_array_index (key->dates, i);
      const int lead_days = get_lead (key->record, date, policy);
      const KtDueItem item = { key->record, date, kt_due_get_stage (date, lead_days, now_ms), get_severity (date), FALSE };

      if (!concerns (key->record, date))
        continue;
      for (KtDueStage stage = item.stage + 1; stage <= KT_DUE_PAST; stage++)
        wake_at (self, get_begin (date, lead_days, stage), now_ms);
      if (item.stage == KT_DUE_NOT_YET)
        continue;
      if (!found || compare_items (&item, ret_item) < 0)
        *ret_item = item;
      found = TRUE;
    }
  return found;
}

static void
add_key (KtDue *self, const KtDueKey *key, const KtPolicy *policy, const KtDueRules *rules, GHashTable *marks,
         GHashTable *snoozes, gint64 now_ms)
{
  const gint64 *until_ms = snoozes ? g_hash_table_lookup (snoozes, key->record->id) : NULL;
  const KtMark *mark;
  KtDueItem item;
  gboolean unsaid;

  if (key->record->state != KT_STATE_ACTIVE || !pick (self, key, policy, now_ms, &item))
    return;
  if (until_ms && now_ms < *until_ms)
    {
      wake_at (self, *until_ms, now_ms);
      return;
    }

  mark = find_mark (marks, &item);
  /* What was put off comes again, once. */
  unsaid = !mark || mark->stage < (int) item.stage || (until_ms && mark->shown_ms < *until_ms);
  if (unsaid)
    {
      const gint64 loud = kt_due_next_loud (rules, now_ms);

      item.news = loud <= now_ms;
      wake_at (self, loud, now_ms);
      self->n_news += item.news;
    }
  /* What was never shown does not stand there before its hour. */
  if (item.news || mark)
    g_array_append_val (self->items, item);
}

KtDue *
kt_due_work_out (GArray *keys, const KtPolicy *policy, const KtDueRules *rules, GPtrArray *marks, GHashTable *snoozes, gint64 now_ms)
{
  g_autoptr(KtDue) self = g_new0 (KtDue, 1);
  g_autoptr(GHashTable) table = NULL;

  g_return_val_if_fail (keys && policy && rules, NULL);

  self->items = g_array_new (FALSE, FALSE, sizeof (KtDueItem));
  table = enter_marks (marks);
  for (guint i = 0; i < keys->len; i++)
    add_key (self, &g_array_index (keys, KtDueKey, i), policy, rules, table, snoozes, now_ms);
  g_array_sort (self->items, compare_items);
  return g_steal_pointer (&self);
}

void
kt_due_free (KtDue *self)
{
  if (self->items)
    g_array_unref (self->items);
  g_free (self);
}

GPtrArray *
kt_due_make_marks (const KtDue *self, gint64 now_ms)
{
  GPtrArray *marks = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_mark_free);

  for (guint i = 0; i < self->items->len; i++)
    {
      const KtDueItem *item = &g_array_index (self->items, KtDueItem, i);
      KtMark *mark;

      if (!item->news)
        continue;
      mark = g_new0 (KtMark, 1);
      mark->key_id = g_strdup (item->record->id);
      mark->what = g_strdup (kt_date_kind_to_word (item->date->kind));
      mark->at_ms = item->date->at_ms;
      mark->stage = item->stage;
      mark->shown_ms = now_ms;
      g_ptr_array_add (marks, mark);
    }
  return marks;
}
