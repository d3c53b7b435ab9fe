/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-cells.h"

#define RADIUS 6.0

struct _KtCellImage
{
  GtkWidget parent_instance;

  KtCell cell;
};

G_DEFINE_FINAL_TYPE (KtCellImage, kt_cell_image, GTK_TYPE_WIDGET)

/* ── Colours ── */

static void
look_up (GtkWidget *widget, const char *name, const char *otherwise, GdkRGBA *ret_color)
{
  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, ret_color))
    gdk_rgba_parse (ret_color, otherwise);
}

void
kt_palette_of_widget (KtPalette *self, GtkWidget *widget)
{
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &self->text);
  self->dim = self->text;
  self->dim.alpha *= 0.6f;
  look_up (widget, "success_color", "#1b8553", &self->good);
  look_up (widget, "warning_color", "#9c6e03", &self->warning);
  look_up (widget, "error_color", "#c01c28", &self->bad);
  gdk_rgba_parse (&self->paper, "transparent");
}

void
kt_palette_of_paper (KtPalette *self)
{
  gdk_rgba_parse (&self->text, "#1c1c1c");
  gdk_rgba_parse (&self->dim, "#5e5c64");
  gdk_rgba_parse (&self->good, "#1b8553");
  gdk_rgba_parse (&self->warning, "#9c6e03");
  gdk_rgba_parse (&self->bad, "#c01c28");
  gdk_rgba_parse (&self->paper, "#ffffff");
}

/* ── Shapes ── */

static void
draw_letter (cairo_t *cr, const char *letter, double x, double y, double size)
{
  cairo_text_extents_t extents;

  cairo_select_font_face (cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD);
  cairo_set_font_size (cr, size);
  cairo_text_extents (cr, letter, &extents);
  cairo_move_to (cr, x - extents.x_bearing - extents.width / 2, y - extents.y_bearing - extents.height / 2);
  cairo_show_text (cr, letter);
  cairo_new_path (cr);
}

static void
draw_disc (cairo_t *cr, double x, double y, gboolean half)
{
  cairo_arc (cr, x, y, RADIUS, half ? G_PI_2 : 0, half ? 3 * G_PI_2 : 2 * G_PI);
  cairo_close_path (cr);
  cairo_fill (cr);
  cairo_arc (cr, x, y, RADIUS, 0, 2 * G_PI);
  cairo_stroke (cr);
}

static void
draw_triangle (cairo_t *cr, const KtPalette *palette, double x, double y, gboolean full)
{
  cairo_move_to (cr, x, y - RADIUS - 1);
  cairo_line_to (cr, x + RADIUS + 2, y + RADIUS);
  cairo_line_to (cr, x - RADIUS - 2, y + RADIUS);
  cairo_close_path (cr);
  if (full)
    cairo_fill_preserve (cr);
  cairo_stroke (cr);
  if (full)
    {
      /* Through the triangle one sees what is behind it: on screen that is not known here. */
      double light = palette->text.red + palette->text.green + palette->text.blue > 1.5 ? 0.1 : 1.0;

      cairo_set_source_rgb (cr, light, light, light);
    }
  draw_letter (cr, "!", x, y + 1.5, 8);
}

static void
draw_square (cairo_t *cr, double x, double y)
{
  const double r = RADIUS - 0.5;

  cairo_rectangle (cr, x - r, y - r, 2 * r, 2 * r);
  cairo_move_to (cr, x - r, y + r);
  cairo_line_to (cr, x + r, y - r);
  cairo_stroke (cr);
}

static const GdkRGBA *
color_of (const KtPalette *palette, KtCell cell)
{
  switch (cell)
    {
    case KT_CELL_CONFIRMED:
    case KT_CELL_INFERRED:
      return &palette->good;
    case KT_CELL_EXTRA:
    case KT_CELL_EXTRA_INFERRED:
      return &palette->bad;
    case KT_CELL_LACKS:
    case KT_CELL_MEANT:
      return &palette->warning;
    case KT_CELL_NO:
    case KT_CELL_UNKNOWN:
    case KT_N_CELLS:
    default:
      return &palette->dim;
    }
}

void
kt_cell_draw (cairo_t *cr, const KtPalette *palette, KtCell cell, double x, double y)
{
  /* An arc is joined to where text ended. */
  cairo_new_path (cr);
  gdk_cairo_set_source_rgba (cr, color_of (palette, cell));
  cairo_set_line_width (cr, 1.5);
  switch (cell)
    {
    case KT_CELL_CONFIRMED:
    case KT_CELL_INFERRED:
      draw_disc (cr, x, y, cell == KT_CELL_INFERRED);
      break;
    case KT_CELL_EXTRA:
    case KT_CELL_EXTRA_INFERRED:
      draw_triangle (cr, palette, x, y, cell == KT_CELL_EXTRA);
      break;
    case KT_CELL_LACKS:
      draw_square (cr, x, y);
      break;
    case KT_CELL_MEANT:
      cairo_arc (cr, x, y, RADIUS + 1, 0, 2 * G_PI);
      cairo_stroke (cr);
      draw_letter (cr, "?", x, y, 9);
      break;
    case KT_CELL_UNKNOWN:
      draw_letter (cr, "?", x, y, 10);
      break;
    case KT_CELL_NO:
    case KT_N_CELLS:
    default:
      cairo_move_to (cr, x - 3, y);
      cairo_line_to (cr, x + 3, y);
      cairo_stroke (cr);
      break;
    }
}

/* ── One alone ── */

static void
kt_cell_image_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  KtPalette palette;

  kt_palette_of_widget (&palette, widget);
  kt_cell_draw (cr, &palette, KT_CELL_IMAGE (widget)->cell, width / 2.0, height / 2.0);
  cairo_destroy (cr);
}

static void
kt_cell_image_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 20;
}

static void
kt_cell_image_class_init (KtCellImageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = kt_cell_image_snapshot;
  widget_class->measure = kt_cell_image_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
kt_cell_image_init (KtCellImage *self)
{
}

GtkWidget *
kt_cell_image_new (KtCell cell)
{
  KtCellImage *self = g_object_new (KT_TYPE_CELL_IMAGE, NULL);

  self->cell = cell;
  return GTK_WIDGET (self);
}
