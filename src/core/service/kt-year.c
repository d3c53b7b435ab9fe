/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-year.h"

#include "kt-time.h"

/* ── The calendar ───────────────────────────────────────────────────────── */

/* The beginning of a local day: its first hour is missing where clocks change at midnight. */
static gint64
get_day_begin (int year, int month, int day)
{
  g_autoptr(GTimeZone) zone = kt_time_get_zone ();
  g_autoptr(GDateTime) begin = g_date_time_new (zone, year, month, day, 0, 0, 0);

  return begin ? g_date_time_to_unix (begin) * 1000 : 0;
}

static void
set_span (KtYear *self, gint64 now_ms)
{
  g_autoptr(GDateTime) now = kt_time_new_local (now_ms);
  int year, month, day;

  g_date_time_get_ymd (now, &year, &month, &day);
  self->from_ms = get_day_begin (year, month, day);
  /* There is no 29 February next year. */
  self->to_ms = get_day_begin (year + 1, month, month == 2 && day == 29 ? 28 : day);

  for (int i = 0; i < 12; i++)
    {
      KtYearTick tick = { 0 };

      month++;
      if (month > 12)
        {
          month = 1;
          year++;
        }
      tick.at_ms = get_day_begin (year, month, 1);
      tick.month = month;
      tick.year = year;
      if (tick.at_ms > self->from_ms && tick.at_ms < self->to_ms)
        g_array_append_val (self->ticks, tick);
    }
}

/* ── Marks ──────────────────────────────────────────────────────────────── */

static void
mark_free (gpointer data)
{
  KtYearMark *mark = data;

  g_object_unref (mark->key);
  kt_date_free (mark->date);
  g_free (mark);
}

static KtDate *
copy_date (const KtDate *date)
{
  KtDate *copy = kt_date_new (date->kind, date->at_ms, date->origin, date->sure, date->source);

  copy->rights = date->rights;
  copy->days = date->days;
  return copy;
}

static void
add_key (KtYear *self, KtKey *key, gint64 now_ms)
{
  guint n = 0;
  const KtDate *dates = kt_key_get_dates (key, &n);

  if (kt_key_get_record (key)->state != KT_STATE_ACTIVE)
    return;
  for (guint i = 0; i < n; i++)
    {
      KtYearMark *mark;

      if (dates[i].at_ms >= self->to_ms)
        continue;
      mark = g_new0 (KtYearMark, 1);
      mark->key = g_object_ref (key);
      mark->date = copy_date (&dates[i]);
      mark->past = dates[i].at_ms <= now_ms;
      g_ptr_array_add (self->marks, mark);
    }
}

static int
compare_marks (gconstpointer a, gconstpointer b)
{
  const KtYearMark *x = *(KtYearMark *const *) a, *y = *(KtYearMark *const *) b;

  if (x->date->at_ms != y->date->at_ms)
    return x->date->at_ms < y->date->at_ms ? -1 : 1;
  if (x->key != y->key)
    return g_strcmp0 (kt_key_get_id (x->key), kt_key_get_id (y->key));
  return (int) x->date->kind - (int) y->date->kind;
}

KtYear *
kt_year_new (GPtrArray *keys, gint64 now_ms)
{
  KtYear *self = g_new0 (KtYear, 1);

  self->marks = g_ptr_array_new_with_free_func (mark_free);
  self->ticks = g_array_new (FALSE, FALSE, sizeof (KtYearTick));
  set_span (self, now_ms);
  for (guint i = 0; i < keys->len; i++)
    add_key (self, g_ptr_array_index (keys, i), now_ms);
  g_ptr_array_sort (self->marks, compare_marks);
  return self;
}

void
kt_year_free (KtYear *self)
{
  g_ptr_array_unref (self->marks);
  g_array_unref (self->ticks);
  g_free (self);
}

/* ── The picture ────────────────────────────────────────────────────────── */

static double
get_x (const KtYear *self, gint64 at_ms)
{
  const double part = (double) (at_ms - self->from_ms) / (double) (self->to_ms - self->from_ms);

  return self->late_width + (self->width - self->late_width) * CLAMP (part, 0.0, 1.0);
}

/* The first lane with room; else it is counted at the last one that had. */
static void
place (KtYear *self, KtYearMark *mark, double *ends, KtYearMark **last, double size, int most_lanes)
{
  for (int lane = 0; lane < most_lanes; lane++)
    {
      if (ends[lane] > mark->x - size / 2)
        continue;
      mark->lane = lane;
      ends[lane] = mark->x + size / 2;
      if (lane == most_lanes - 1)
        *last = mark;
      self->n_lanes = MAX (self->n_lanes, lane + 1);
      return;
    }
  mark->lane = -1;
  if (*last)
    (*last)->more++;
}

void
kt_year_lay_out (KtYear *self, double width, double mark_size, int most_lanes)
{
  g_autofree double *ends = g_new (double, most_lanes);
  KtYearMark *last = NULL;
  guint n_late = 0;

  g_return_if_fail (most_lanes > 0);

  for (guint i = 0; i < self->marks->len; i++)
    n_late += ((KtYearMark *) g_ptr_array_index (self->marks, i))->past;
  for (int i = 0; i < most_lanes; i++)
    ends[i] = -G_MAXDOUBLE;
  self->width = width;
  self->n_lanes = 0;
  /* Room for all that is late, but never more than a quarter. */
  self->late_width = n_late == 0 ? 0 : MIN (width / 4, mark_size * (2 + (n_late - 1) / (guint) most_lanes));
  for (guint i = 0; i < self->ticks->len; i++)
    g_array_index (self->ticks, KtYearTick, i).x = get_x (self, g_array_index (self->ticks, KtYearTick, i).at_ms);
  for (guint i = 0; i < self->marks->len; i++)
    {
      KtYearMark *mark = g_ptr_array_index (self->marks, i);
      guint column = i / (guint) most_lanes;

      mark->more = 0;
      mark->x = mark->past ? MIN (mark_size * (column + 1), self->late_width - mark_size) : get_x (self, mark->date->at_ms) + mark_size / 2;
      mark->x = MIN (mark->x, width - mark_size / 2);
      place (self, mark, ends, &last, mark_size, most_lanes);
    }
}

int
kt_year_find (const KtYear *self, double x, int lane, double mark_size)
{
  double best = mark_size;
  int found = -1;

  for (guint i = 0; i < self->marks->len; i++)
    {
      const KtYearMark *mark = g_ptr_array_index (self->marks, i);
      const double far = ABS (mark->x - x);

      if (mark->lane != lane || far >= best)
        continue;
      best = far;
      found = (int) i;
    }
  return found;
}
