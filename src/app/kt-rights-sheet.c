/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-rights-sheet.h"

#include <glib/gi18n.h>

#include "kt-csv.h"
#include "kt-picture.h"
#include "kt-words.h"

#define MARGIN 16.0
#define WIDTH  860
#define FONT   "Sans 10"

KtRightsSheet *
kt_rights_sheet_new (GListModel *keys, KtRights columns, gboolean mirrored)
{
  KtRightsSheet *self = g_new0 (KtRightsSheet, 1);

  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_rights_line_free);
  self->columns = columns;
  self->mirrored = mirrored;
  for (guint i = 0; i < g_list_model_get_n_items (keys); i++)
    {
      g_autoptr(KtKey) key = g_list_model_get_item (keys, i);

      g_ptr_array_add (self->lines, kt_rights_line_new (key));
    }
  return self;
}

void
kt_rights_sheet_free (gpointer data)
{
  KtRightsSheet *self = data;

  g_ptr_array_unref (self->lines);
  g_free (self);
}

/* ── A table ── */

static GBytes *
make_csv (KtRightsSheet *self)
{
  GString *csv = g_string_new (NULL);

  kt_csv_append (csv, _("Key"));
  kt_csv_append (csv, _("Exchange"));
  for (KtRight right = 0; right < KT_N_RIGHTS; right++)
    {
      if (self->columns & KT_RIGHTS_BIT (right))
        kt_csv_append (csv, kt_right_to_word (right));
    }
  kt_csv_end_line (csv);
  for (guint i = 0; i < self->lines->len; i++)
    {
      const KtRightsLine *line = g_ptr_array_index (self->lines, i);

      kt_csv_append (csv, line->label);
      kt_csv_append (csv, line->exchange);
      for (KtRight right = 0; right < KT_N_RIGHTS; right++)
        {
          if (self->columns & KT_RIGHTS_BIT (right))
            kt_csv_append (csv, kt_cell_to_word (line->cells[right]));
        }
      kt_csv_end_line (csv);
    }
  return g_string_free_to_bytes (csv);
}

/* ── A picture ── */

typedef struct
{
  KtRightsSheet *sheet;
  PangoContext  *context;       /* owned */
  KtGrid         grid;
  int            head_height;
  double         legend_height;
} Drawing;

static void
set_up (Drawing *drawing, KtRightsSheet *sheet)
{
  /* A font map of this thread's own. */
  PangoFontDescription *font = pango_font_description_from_string (FONT);

  drawing->sheet = sheet;
  drawing->context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  pango_context_set_font_description (drawing->context, font);
  pango_context_set_base_dir (drawing->context, sheet->mirrored ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
  pango_font_description_free (font);
  kt_grid_lay_out (&drawing->grid, WIDTH, kt_rights_count (sheet->columns), kt_rights_get_line_height (drawing->context));
  drawing->head_height = kt_rights_head_measure (drawing->context, sheet->columns);
  drawing->legend_height = KT_N_CELLS / 2 * 24.0;
}

static double
get_height (const Drawing *drawing)
{
  return 2 * MARGIN + drawing->head_height + drawing->grid.row_height * (double) drawing->sheet->lines->len +
         MARGIN + drawing->legend_height;
}

static void
draw_legend (Drawing *drawing, cairo_t *cr, const KtPalette *palette)
{
  const gboolean mirrored = drawing->sheet->mirrored;

  for (KtCell cell = 0; cell < KT_N_CELLS; cell++)
    {
      g_autoptr(PangoLayout) layout = pango_layout_new (drawing->context);
      double x = cell % 2 * WIDTH / 2.0, y = cell / 2 * 24.0;
      int width, height;

      pango_layout_set_text (layout, kt_words_cell (cell), -1);
      pango_layout_get_pixel_size (layout, &width, &height);
      kt_cell_draw (cr, palette, cell, mirrored ? WIDTH - x - 10 : x + 10, y + height / 2.0);
      gdk_cairo_set_source_rgba (cr, &palette->text);
      cairo_move_to (cr, mirrored ? WIDTH - x - 28 - width : x + 28, y);
      pango_cairo_show_layout (cr, layout);
    }
}

static void
draw_cb (cairo_t *cr, gpointer data)
{
  Drawing *drawing = data;
  KtRightsSheet *sheet = drawing->sheet;
  KtPalette palette;

  kt_palette_of_paper (&palette);
  gdk_cairo_set_source_rgba (cr, &palette.paper);
  cairo_paint (cr);
  cairo_translate (cr, MARGIN, MARGIN);
  kt_rights_head_draw (cr, drawing->context, &drawing->grid, sheet->columns, drawing->head_height, &palette, sheet->mirrored);
  cairo_translate (cr, 0, drawing->head_height);
  for (guint i = 0; i < sheet->lines->len; i++)
    {
      kt_rights_line_draw (g_ptr_array_index (sheet->lines, i), cr, drawing->context, &drawing->grid, sheet->columns, &palette, sheet->mirrored);
      gdk_cairo_set_source_rgba (cr, &palette.dim);
      cairo_set_line_width (cr, 0.25);
      cairo_move_to (cr, 0, drawing->grid.row_height);
      cairo_rel_line_to (cr, WIDTH, 0);
      cairo_stroke (cr);
      cairo_translate (cr, 0, drawing->grid.row_height);
    }
  cairo_translate (cr, 0, MARGIN);
  draw_legend (drawing, cr, &palette);
}

GBytes *
kt_rights_sheet_make (KtExportFormat format, gpointer data, GError **error)
{
  Drawing drawing = { 0 };
  GBytes *bytes;

  if (format == KT_EXPORT_CSV)
    return make_csv (data);
  set_up (&drawing, data);
  if (format == KT_EXPORT_PNG)
    bytes = kt_picture_make_png (WIDTH + 2 * MARGIN, get_height (&drawing), draw_cb, &drawing, error);
  else
    bytes = kt_picture_make_svg (WIDTH + 2 * MARGIN, get_height (&drawing), draw_cb, &drawing, error);
  g_object_unref (drawing.context);
  return bytes;
}
