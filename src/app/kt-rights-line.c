/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-rights-line.h"

#include "kt-words.h"

#define PADDING 6

KtRightsLine *
kt_rights_line_new (KtKey *key)
{
  KtRightsLine *self = g_new0 (KtRightsLine, 1);
  const KtRecord *record = kt_key_get_record (key);

  self->label = g_strdup (record->label);
  self->exchange = g_strdup (kt_key_get_exchange_name (key));
  for (KtRight right = 0; right < KT_N_RIGHTS; right++)
    self->cells[right] = kt_matrix_get_cell (record, kt_key_get_good_report (key), right);
  return self;
}

void
kt_rights_line_free (KtRightsLine *self)
{
  g_free (self->label);
  g_free (self->exchange);
  g_free (self);
}

guint
kt_rights_count (KtRights columns)
{
  guint n = 0;

  for (KtRight right = 0; right < KT_N_RIGHTS; right++)
    n += (columns & KT_RIGHTS_BIT (right)) != 0;
  return n;
}

static PangoLayout *
make_layout (PangoContext *context, const char *text, int width, gboolean bold)
{
  PangoLayout *layout = pango_layout_new (context);

  pango_layout_set_text (layout, text, -1);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  if (width >= 0)
    {
      pango_layout_set_width (layout, MAX (width, 1) * PANGO_SCALE);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  if (bold)
    {
      g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

      pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
      pango_layout_set_attributes (layout, attributes);
    }
  return layout;
}

int
kt_rights_get_line_height (PangoContext *context)
{
  /* Letters of several scripts: the tallest counts. */
  g_autoptr(PangoLayout) layout = make_layout (context, "Äg交م", -1, TRUE);
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  return height;
}

int
kt_rights_head_measure (PangoContext *context, KtRights columns)
{
  int most = 0;

  for (KtRight right = 0; right < KT_N_RIGHTS; right++)
    {
      g_autoptr(PangoLayout) layout = make_layout (context, kt_words_right_short (right), -1, FALSE);
      int width;

      pango_layout_get_pixel_size (layout, &width, NULL);
      if (columns & KT_RIGHTS_BIT (right))
        most = MAX (most, width);
    }
  return most + 2 * PADDING;
}

void
kt_rights_head_draw (cairo_t *cr, PangoContext *context, const KtGrid *grid, KtRights columns, double height,
                     const KtPalette *palette, gboolean mirrored)
{
  guint column = 0;

  gdk_cairo_set_source_rgba (cr, &palette->text);
  for (KtRight right = 0; right < KT_N_RIGHTS; right++)
    {
      g_autoptr(PangoLayout) layout = NULL;
      int text_height;

      if (!(columns & KT_RIGHTS_BIT (right)))
        continue;
      layout = make_layout (context, kt_words_right_short (right), -1, FALSE);
      pango_layout_get_pixel_size (layout, NULL, &text_height);
      cairo_save (cr);
      cairo_translate (cr, kt_grid_get_x (grid, column++, mirrored) - text_height / 2.0, height - PADDING);
      cairo_rotate (cr, -G_PI_2);
      cairo_move_to (cr, 0, 0);
      pango_cairo_show_layout (cr, layout);
      cairo_restore (cr);
    }
}

/* @x: where reading begins. */
static void
draw_text (cairo_t *cr, PangoLayout *layout, const KtGrid *grid, int x, double y, gboolean mirrored)
{
  pango_layout_set_alignment (layout, mirrored ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
  pango_layout_set_auto_dir (layout, FALSE);
  cairo_move_to (cr, mirrored ? grid->width - x - pango_layout_get_width (layout) / (double) PANGO_SCALE : x, y);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_name (const KtRightsLine *self, cairo_t *cr, PangoContext *context, const KtGrid *grid, const KtPalette *palette, gboolean mirrored)
{
  g_autoptr(PangoLayout) label = NULL;
  g_autoptr(PangoLayout) exchange = NULL;
  int label_width = grid->stacked ? grid->label_width * 2 / 3 : grid->label_width;

  label = make_layout (context, self->label, label_width, TRUE);
  exchange = make_layout (context, self->exchange, grid->stacked ? grid->label_width - label_width - PADDING : grid->label_width, FALSE);
  gdk_cairo_set_source_rgba (cr, &palette->text);
  draw_text (cr, label, grid, 0, PADDING, mirrored);
  gdk_cairo_set_source_rgba (cr, &palette->dim);
  if (grid->stacked)
    draw_text (cr, exchange, grid, label_width + PADDING, PADDING, mirrored);
  else
    draw_text (cr, exchange, grid, 0, PADDING + grid->label_height / 2.0, mirrored);
}

void
kt_rights_line_draw (const KtRightsLine *self, cairo_t *cr, PangoContext *context, const KtGrid *grid, KtRights columns,
                     const KtPalette *palette, gboolean mirrored)
{
  double y = grid->stacked ? (grid->row_height + PADDING + grid->label_height) / 2.0 : grid->row_height / 2.0;
  guint column = 0;

  draw_name (self, cr, context, grid, palette, mirrored);
  for (KtRight right = 0; right < KT_N_RIGHTS; right++)
    {
      if (columns & KT_RIGHTS_BIT (right))
        kt_cell_draw (cr, palette, self->cells[right], kt_grid_get_x (grid, column++, mirrored), y);
    }
}
