/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-year-sheet.h"

#include <glib/gi18n.h>

#include "kt-csv.h"
#include "kt-picture.h"
#include "kt-time.h"
#include "kt-words.h"
#include "kt-year-drawing.h"

#define MARGIN 16.0
#define WIDTH  1000.0
#define LINE   20.0
#define FONT   "Sans 10"
#define LANES  40

/* What is said of one date, made before another thread draws it. */
typedef struct
{
  char *day;                    /* YYYY-MM-DD, local */
  char *label;
  char *exchange;
  char *text;
} Line;

struct _KtYearSheet
{
  KtYear    *year;
  GPtrArray *lines;             /* Line, one for each mark */
  gboolean   mirrored;
};

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->day);
  g_free (line->label);
  g_free (line->exchange);
  g_free (line->text);
  g_free (line);
}

static Line *
line_new (KtKeeper *keeper, const KtYearMark *mark, gint64 now_ms)
{
  const KtRecord *record = kt_key_get_record (mark->key);
  KtExchange *exchange = kt_catalogue_get (kt_keeper_get_catalogue (keeper), record->exchange, NULL);
  g_autoptr(GDateTime) at = kt_time_new_local (mark->date->at_ms);
  Line *line = g_new0 (Line, 1);

  line->day = at ? g_date_time_format (at, "%Y-%m-%d") : g_strdup ("");
  line->label = g_strdup (record->label);
  line->exchange = g_strdup (kt_key_get_exchange_name (mark->key));
  line->text = kt_words_date (mark->date, now_ms, exchange);
  return line;
}

KtYearSheet *
kt_year_sheet_new (KtKeeper *keeper, gint64 now_ms, gboolean mirrored)
{
  KtYearSheet *self = g_new0 (KtYearSheet, 1);

  self->year = kt_year_new (kt_keeper_get_all (keeper), now_ms);
  self->lines = g_ptr_array_new_with_free_func (line_free);
  self->mirrored = mirrored;
  for (guint i = 0; i < self->year->marks->len; i++)
    g_ptr_array_add (self->lines, line_new (keeper, g_ptr_array_index (self->year->marks, i), now_ms));
  return self;
}

void
kt_year_sheet_free (gpointer data)
{
  KtYearSheet *self = data;

  kt_year_free (self->year);
  g_ptr_array_unref (self->lines);
  g_free (self);
}

/* ── A table ── */

static GBytes *
make_csv (KtYearSheet *self)
{
  GString *csv = g_string_new (NULL);

  kt_csv_append (csv, _("Day"));
  kt_csv_append (csv, _("Key"));
  kt_csv_append (csv, _("Exchange"));
  kt_csv_append (csv, _("What"));
  kt_csv_append (csv, _("Certain"));
  kt_csv_append (csv, _("In Words"));
  kt_csv_end_line (csv);
  for (guint i = 0; i < self->lines->len; i++)
    {
      const KtYearMark *mark = g_ptr_array_index (self->year->marks, i);
      const Line *line = g_ptr_array_index (self->lines, i);

      kt_csv_append (csv, line->day);
      kt_csv_append (csv, line->label);
      kt_csv_append (csv, line->exchange);
      kt_csv_append (csv, kt_date_kind_to_word (mark->date->kind));
      kt_csv_append (csv, mark->date->sure ? "yes" : "no");
      kt_csv_append (csv, line->text);
      kt_csv_end_line (csv);
    }
  return g_string_free_to_bytes (csv);
}

/* ── A picture ── */

typedef struct
{
  KtYearSheet  *sheet;
  PangoContext *context;        /* owned: of this thread */
} Drawing;

static double
get_height (const Drawing *drawing)
{
  return 3 * MARGIN + kt_year_get_height (drawing->sheet->year->n_lanes, kt_year_get_axis (drawing->context)) + LINE * (double) drawing->sheet->lines->len;
}

static void
draw_line (Drawing *drawing, cairo_t *cr, const KtPalette *palette, guint i)
{
  const KtYearMark *mark = g_ptr_array_index (drawing->sheet->year->marks, i);
  const Line *line = g_ptr_array_index (drawing->sheet->lines, i);
  g_autoptr(PangoLayout) layout = pango_layout_new (drawing->context);
  g_autofree char *text = g_strdup_printf ("%s   %s, %s: %s", line->day, line->label, line->exchange, line->text);
  const gboolean mirrored = drawing->sheet->mirrored;

  pango_layout_set_text (layout, text, -1);
  pango_layout_set_alignment (layout, mirrored ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_width (layout, (int) (WIDTH - 24) * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  kt_date_draw_mark (cr, palette, mark->date, mirrored ? WIDTH - 8 : 8, LINE / 2);
  gdk_cairo_set_source_rgba (cr, &palette->text);
  cairo_move_to (cr, mirrored ? 0 : 24, 0);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_cb (cairo_t *cr, gpointer data)
{
  Drawing *drawing = data;
  KtYearSheet *sheet = drawing->sheet;
  KtPalette palette;

  kt_palette_of_paper (&palette);
  gdk_cairo_set_source_rgba (cr, &palette.paper);
  cairo_paint (cr);
  cairo_translate (cr, MARGIN, MARGIN);
  kt_year_draw (sheet->year, cr, drawing->context, &palette, sheet->mirrored, -1);
  cairo_translate (cr, 0, kt_year_get_height (sheet->year->n_lanes, kt_year_get_axis (drawing->context)) + MARGIN);
  for (guint i = 0; i < sheet->lines->len; i++)
    {
      draw_line (drawing, cr, &palette, i);
      cairo_translate (cr, 0, LINE);
    }
}

GBytes *
kt_year_sheet_make (KtExportFormat format, gpointer data, GError **error)
{
  Drawing drawing = { .sheet = data };
  PangoFontDescription *font;
  GBytes *bytes;

  if (format == KT_EXPORT_CSV)
    return make_csv (data);
  font = pango_font_description_from_string (FONT);
  drawing.context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  pango_context_set_font_description (drawing.context, font);
  pango_context_set_base_dir (drawing.context, drawing.sheet->mirrored ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
  pango_font_description_free (font);
  kt_year_lay_out (drawing.sheet->year, WIDTH, KT_YEAR_MARK, LANES);
  if (format == KT_EXPORT_PNG)
    bytes = kt_picture_make_png (WIDTH + 2 * MARGIN, get_height (&drawing), draw_cb, &drawing, error);
  else
    bytes = kt_picture_make_svg (WIDTH + 2 * MARGIN, get_height (&drawing), draw_cb, &drawing, error);
  g_object_unref (drawing.context);
  return bytes;
}
