/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-sparkline.h"

#include <glib/gi18n.h>

#include "kt-report.h"

#define WIDTH  96
#define HEIGHT 24
#define MARGIN 3

struct _KtSparkline
{
  GtkWidget parent_instance;

  GArray *latencies;            /* gint64 ms, oldest first; -1: it did not work */
  gint64  most;                 /* the longest */
};

G_DEFINE_FINAL_TYPE (KtSparkline, kt_sparkline, GTK_TYPE_WIDGET)

static void
draw_line (KtSparkline *self, cairo_t *cr, double step, gboolean mirrored, int width)
{
  gboolean drawing = FALSE;

  for (guint i = 0; i < self->latencies->len; i++)
    {
      gint64 value = g_array_index (self->latencies, gint64, i);
      double x = MARGIN + step * i;
      double y = HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (double) value / (double) self->most;

      if (mirrored)
        x = width - x;
      if (value < 0)
        {
          drawing = FALSE;      /* a gap, not a line over what nobody knows */
          continue;
        }
      if (drawing)
        cairo_line_to (cr, x, y);
      else
        cairo_move_to (cr, x, y);
      drawing = TRUE;
      /* A lone one is seen too. */
      cairo_line_to (cr, x, y);
    }
  cairo_stroke (cr);
}

static void
draw_crosses (KtSparkline *self, cairo_t *cr, double step, gboolean mirrored, int width)
{
  for (guint i = 0; i < self->latencies->len; i++)
    {
      double x = MARGIN + step * i;
      double y = HEIGHT - MARGIN;

      if (g_array_index (self->latencies, gint64, i) >= 0)
        continue;
      if (mirrored)
        x = width - x;
      cairo_move_to (cr, x - 2, y - 2);
      cairo_line_to (cr, x + 2, y + 2);
      cairo_move_to (cr, x - 2, y + 2);
      cairo_line_to (cr, x + 2, y - 2);
    }
  cairo_stroke (cr);
}

static void
kt_sparkline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  KtSparkline *self = KT_SPARKLINE (widget);
  int width = gtk_widget_get_width (widget);
  double step = (double) (width - 2 * MARGIN) / (double) (self->latencies->len - 1);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, gtk_widget_get_height (widget)));
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, 1.5);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  draw_line (self, cr, step, mirrored, width);
  draw_crosses (self, cr, step, mirrored, width);
  cairo_destroy (cr);
}

static void
kt_sparkline_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
kt_sparkline_finalize (GObject *object)
{
  g_array_unref (KT_SPARKLINE (object)->latencies);

  G_OBJECT_CLASS (kt_sparkline_parent_class)->finalize (object);
}

static void
kt_sparkline_class_init (KtSparklineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kt_sparkline_finalize;
  widget_class->snapshot = kt_sparkline_snapshot;
  widget_class->measure = kt_sparkline_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
kt_sparkline_init (KtSparkline *self)
{
  self->latencies = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->most = 1;
}

static char *
describe (gint64 least, gint64 most, guint n_failed)
{
  g_autofree char *took = g_strdup_printf (_("Answers took %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " ms."), least, most);
  g_autofree char *failed = NULL;

  if (n_failed == 0)
    return g_steal_pointer (&took);
  failed = g_strdup_printf (ngettext ("%u check did not work.", "%u checks did not work.", n_failed), n_failed);
  /* Translators: two sentences */
  return g_strdup_printf (_("%s %s"), took, failed);
}

GtkWidget *
kt_sparkline_new (GPtrArray *reports)
{
  g_autoptr(KtSparkline) self = g_object_ref_sink (g_object_new (KT_TYPE_SPARKLINE, "valign", GTK_ALIGN_CENTER, NULL));
  g_autofree char *text = NULL;
  gint64 least = G_MAXINT64;
  guint n_failed = 0;

  for (guint i = reports->len; i-- > 0;)
    {
      KtReport *report = g_ptr_array_index (reports, i);
      gint64 value = kt_report_worked (report) ? report->latency_ms : -1;

      g_array_append_val (self->latencies, value);
      n_failed += value < 0;
      if (value >= 0 && value < least)
        least = value;
      if (value > self->most)
        self->most = value;
    }
  if (self->latencies->len < n_failed + 2)
    return NULL;

  text = describe (least, self->most, n_failed);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  return GTK_WIDGET (g_steal_pointer (&self));
}
