/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-life-line.h"

#include <glib/gi18n.h>

#include "kt-cells.h"
#include "kt-words.h"

#define LINE   14.0     /* the line of life */
#define MARGIN 5.0

typedef struct
{
  gint64   at_ms;
  gboolean worked;
} Check;

struct _KtLifeLine
{
  GtkWidget parent_instance;

  gint64  from_ms;
  gint64  now_ms;
  GArray *periods;              /* owned: KtPeriod */
  GArray *checks;               /* owned: Check */
};

G_DEFINE_FINAL_TYPE (KtLifeLine, kt_life_line, GTK_TYPE_WIDGET)

static double
get_x (KtLifeLine *self, gint64 at_ms)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const double width = gtk_widget_get_width (widget) - 2 * MARGIN;
  const double span = (double) (self->now_ms > self->from_ms ? self->now_ms - self->from_ms : 1);
  const double x = width * CLAMP ((double) (at_ms - self->from_ms) / span, 0.0, 1.0);

  return MARGIN + (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? width - x : x);
}

static void
draw_periods (KtLifeLine *self, cairo_t *cr, const KtPalette *palette)
{
  for (guint i = 0; i < self->periods->len; i++)
    {
      const KtPeriod *period = &g_array_index (self->periods, KtPeriod, i);
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), number);
      const double from = get_x (self, period->from_ms), to = get_x (self, period->to_ms ? period->to_ms : self->now_ms);
      int width;

      gdk_cairo_set_source_rgba (cr, period->to_ms ? &palette->dim : &palette->text);
      cairo_set_line_width (cr, period->to_ms ? 1.5 : 3);
      cairo_move_to (cr, from, LINE);
      cairo_line_to (cr, to, LINE);
      cairo_stroke (cr);
      cairo_set_line_width (cr, 1.5);
      cairo_move_to (cr, from, LINE - 8);
      cairo_line_to (cr, from, LINE + 8);
      cairo_stroke (cr);
      pango_layout_get_pixel_size (layout, &width, NULL);
      if (ABS (to - from) < width)
        continue;
      cairo_move_to (cr, (from + to - width) / 2, LINE + 8);
      pango_cairo_show_layout (cr, layout);
    }
}

static void
draw_checks (KtLifeLine *self, cairo_t *cr, const KtPalette *palette)
{
  cairo_set_line_width (cr, 1.5);
  for (guint i = 0; i < self->checks->len; i++)
    {
      const Check *check = &g_array_index (self->checks, Check, i);
      const double x = get_x (self, check->at_ms);

      cairo_new_path (cr);
      if (check->worked)
        {
          gdk_cairo_set_source_rgba (cr, &palette->good);
          cairo_arc (cr, x, LINE, 3.5, 0, 2 * G_PI);
          cairo_fill (cr);
          continue;
        }
      gdk_cairo_set_source_rgba (cr, &palette->bad);
      cairo_move_to (cr, x - 3.5, LINE - 3.5);
      cairo_rel_line_to (cr, 7, 7);
      cairo_move_to (cr, x - 3.5, LINE + 3.5);
      cairo_rel_line_to (cr, 7, -7);
      cairo_stroke (cr);
    }
}

static void
kt_life_line_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  KtLifeLine *self = KT_LIFE_LINE (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget)));
  KtPalette palette;

  kt_palette_of_widget (&palette, widget);
  draw_periods (self, cr, &palette);
  draw_checks (self, cr, &palette);
  cairo_destroy (cr);
}

static void
kt_life_line_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (gtk_widget_get_pango_context (widget), NULL, NULL);

  /* The numbers stand below the line. */
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 120
                        : (int) LINE + 8 + PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));
  pango_font_metrics_unref (metrics);
}

static void
kt_life_line_finalize (GObject *object)
{
  KtLifeLine *self = KT_LIFE_LINE (object);

  g_clear_pointer (&self->periods, g_array_unref);
  g_clear_pointer (&self->checks, g_array_unref);

  G_OBJECT_CLASS (kt_life_line_parent_class)->finalize (object);
}

static void
kt_life_line_class_init (KtLifeLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kt_life_line_finalize;
  widget_class->snapshot = kt_life_line_snapshot;
  widget_class->measure = kt_life_line_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
kt_life_line_init (KtLifeLine *self)
{
  self->checks = g_array_new (FALSE, FALSE, sizeof (Check));
}

static char *
describe (KtLifeLine *self, guint n_failed)
{
  const guint n = self->periods->len;
  g_autofree char *since = kt_words_day (self->from_ms, self->now_ms);
  g_autofree char *credentials = g_strdup_printf (ngettext ("%1$u credential since %2$s.", "%1$u credentials since %2$s.", n), n, since);
  g_autofree char *checks = g_strdup_printf (ngettext ("%u check.", "%u checks.", self->checks->len), self->checks->len);
  g_autofree char *failed = g_strdup_printf (ngettext ("%u check did not work.", "%u checks did not work.", n_failed), n_failed);

  /* Translators: three sentences */
  return g_strdup_printf (_("%1$s %2$s %3$s"), credentials, checks, failed);
}

GtkWidget *
kt_life_line_new (const KtPast *past, gint64 now_ms)
{
  KtLifeLine *self = g_object_new (KT_TYPE_LIFE_LINE, NULL);
  g_autofree char *text = NULL;
  guint n_failed = 0;

  self->periods = g_array_ref (past->periods);
  self->from_ms = g_array_index (past->periods, KtPeriod, 0).from_ms;
  self->now_ms = now_ms;
  for (guint i = 0; i < past->reports->len; i++)
    {
      const KtReport *report = g_ptr_array_index (past->reports, i);
      Check check = { report->checked_ms, kt_report_is_good (report) };

      n_failed += !check.worked;
      g_array_append_val (self->checks, check);
    }
  text = describe (self, n_failed);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), text);
  return GTK_WIDGET (self);
}
