/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-year-drawing.h"

#include <glib/gi18n.h>
#include <math.h>

#define RADIUS 5.5
#define TOP    14.0    /* also for how many more there are */
#define WORDS_BELOW 7.0 /* under the line of time */

double
kt_year_get_height (int n_lanes, double axis)
{
  return TOP + MAX (n_lanes, 3) * KT_YEAR_MARK + axis;
}

double
kt_year_get_axis (PangoContext *context)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  const double line = pango_font_metrics_get_height (metrics) / (double) PANGO_SCALE;

  pango_font_metrics_unref (metrics);
  return ceil (line) + WORDS_BELOW + 4;
}

/* Where the line of time is: its lanes stand on it. */
static double
get_line (const KtYear *self)
{
  return kt_year_get_height (self->n_lanes, 0);
}

/* The first lane stands on the line of time. */
static double
get_y (const KtYear *self, int lane)
{
  return get_line (self) - (lane + 0.5) * KT_YEAR_MARK;
}

int
kt_year_get_lane (const KtYear *self, double y)
{
  return (int) ((get_line (self) - y) / KT_YEAR_MARK);
}

/* ── Marks ── */

static const GdkRGBA *
color_of (const KtPalette *palette, const KtDate *date)
{
  switch (date->kind)
    {
    case KT_DATE_EXPIRES:
      return &palette->bad;
    case KT_DATE_LAPSES:
    case KT_DATE_DIES_UNUSED:
      return &palette->warning;
    case KT_DATE_ROTATE:
    default:
      return &palette->good;
    }
}

void
kt_date_draw_mark (cairo_t *cr, const KtPalette *palette, const KtDate *date, double x, double y)
{
  const double r = RADIUS;

  cairo_new_path (cr);
  switch (date->kind)
    {
    case KT_DATE_EXPIRES:
      cairo_move_to (cr, x, y - r - 1);
      cairo_line_to (cr, x + r + 1, y);
      cairo_line_to (cr, x, y + r + 1);
      cairo_line_to (cr, x - r - 1, y);
      cairo_close_path (cr);
      break;
    case KT_DATE_LAPSES:
      cairo_move_to (cr, x - r, y - r + 1);
      cairo_line_to (cr, x + r, y - r + 1);
      cairo_line_to (cr, x, y + r);
      cairo_close_path (cr);
      break;
    case KT_DATE_DIES_UNUSED:
      cairo_rectangle (cr, x - r + 0.5, y - r + 0.5, 2 * r - 1, 2 * r - 1);
      break;
    case KT_DATE_ROTATE:
    default:
      cairo_arc (cr, x, y, r, 0, 2 * G_PI);
      break;
    }
  gdk_cairo_set_source_rgba (cr, color_of (palette, date));
  cairo_set_line_width (cr, 1.5);
  if (date->sure)
    cairo_fill_preserve (cr);
  cairo_stroke (cr);
}

/* ── Time ── */

static double
mirror (const KtYear *self, double x, gboolean mirrored)
{
  return mirrored ? self->width - x : x;
}

/* @x: where reading begins; nothing when it would stand over what came before. Returns where it ends. */
static double
draw_word (const KtYear *self, cairo_t *cr, PangoContext *context, const char *text, double x, double after, double y, gboolean mirrored)
{
  g_autoptr(PangoLayout) layout = pango_layout_new (context);
  int width;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, NULL);
  if (x < after || x + width > self->width)
    return after;
  cairo_move_to (cr, mirrored ? self->width - x - width : x, y);
  pango_cairo_show_layout (cr, layout);
  return x + width + 6;
}

static char *
say_month (const KtYearTick *tick, gboolean with_year)
{
  g_autoptr(GDateTime) month = g_date_time_new_utc (tick->year, tick->month, 1, 12, 0, 0);

  /* Translators: a month, for g_date_time_format(): the first in January, with the year, "Jan 2027" */
  return g_date_time_format (month, with_year ? C_("month", "%b %Y") : C_("month", "%b"));
}

static void
draw_months (const KtYear *self, cairo_t *cr, PangoContext *context, const KtPalette *palette, gboolean mirrored)
{
  const double line = get_line (self);
  double after = self->late_width > 0 ? self->late_width + 2 : 0;

  for (guint i = 0; i < self->ticks->len; i++)
    {
      const KtYearTick *tick = &g_array_index (self->ticks, KtYearTick, i);
      double x = mirror (self, tick->x, mirrored);
      g_autofree char *word = say_month (tick, tick->month == 1);

      gdk_cairo_set_source_rgba (cr, &palette->dim);
      cairo_set_line_width (cr, tick->month == 1 ? 1.0 : 0.35);
      cairo_move_to (cr, x, tick->month == 1 ? 0 : TOP);
      cairo_line_to (cr, x, line + 6);
      cairo_stroke (cr);
      gdk_cairo_set_source_rgba (cr, &palette->text);
      after = draw_word (self, cr, context, word, tick->x + 3, after, line + WORDS_BELOW, mirrored);
    }
}

static void
draw_axis (const KtYear *self, cairo_t *cr, PangoContext *context, const KtPalette *palette, gboolean mirrored)
{
  const double line = get_line (self) + 0.5;
  double today = mirror (self, self->late_width, mirrored);

  gdk_cairo_set_source_rgba (cr, &palette->text);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, 0, line);
  cairo_line_to (cr, self->width, line);
  cairo_stroke (cr);
  if (self->late_width <= 0)
    return;
  /* Before today: overdue. */
  gdk_cairo_set_source_rgba (cr, &palette->bad);
  cairo_set_line_width (cr, 1.5);
  cairo_move_to (cr, today, 0);
  cairo_line_to (cr, today, line + 6);
  cairo_stroke (cr);
  /* Translators: over what is overdue in a picture; short */
  draw_word (self, cr, context, _("late"), 2, 0, line + WORDS_BELOW, mirrored);
}

static void
draw_more (const KtYear *self, cairo_t *cr, PangoContext *context, const KtYearMark *mark, const KtPalette *palette, gboolean mirrored)
{
  g_autofree char *text = g_strdup_printf ("+%u", mark->more);
  g_autoptr(PangoLayout) layout = pango_layout_new (context);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();
  int width, height;

  pango_attr_list_insert (attributes, pango_attr_scale_new (0.7));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, &height);
  gdk_cairo_set_source_rgba (cr, &palette->text);
  cairo_move_to (cr, CLAMP (mirror (self, mark->x, mirrored) - width / 2.0, 0, self->width - width),
                 get_y (self, mark->lane) - KT_YEAR_MARK / 2 - height + 6);
  pango_cairo_show_layout (cr, layout);
}

void
kt_year_draw (const KtYear *self, cairo_t *cr, PangoContext *context, const KtPalette *palette, gboolean mirrored, int chosen)
{
  draw_months (self, cr, context, palette, mirrored);
  draw_axis (self, cr, context, palette, mirrored);
  for (guint i = 0; i < self->marks->len; i++)
    {
      const KtYearMark *mark = g_ptr_array_index (self->marks, i);
      double x = mirror (self, mark->x, mirrored);

      if (mark->lane < 0)
        continue;
      kt_date_draw_mark (cr, palette, mark->date, x, get_y (self, mark->lane));
      if (mark->more > 0)
        draw_more (self, cr, context, mark, palette, mirrored);
      if ((int) i != chosen)
        continue;
      gdk_cairo_set_source_rgba (cr, &palette->text);
      cairo_set_line_width (cr, 1.5);
      cairo_rectangle (cr, x - KT_YEAR_MARK / 2, get_y (self, mark->lane) - KT_YEAR_MARK / 2, KT_YEAR_MARK, KT_YEAR_MARK);
      cairo_stroke (cr);
    }
}
