/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-grid.h"

#define LEAST_CELL   26.0
#define MOST_CELL    52.0
#define LEAST_LABEL  180
#define CELL_HEIGHT  22
#define PADDING      6

void
kt_grid_lay_out (KtGrid *self, int width, guint n_columns, int line_height)
{
  const guint n = MAX (n_columns, 1);
  const double beside = (double) (width - LEAST_LABEL) / n;

  self->width = width;
  self->n_columns = n_columns;
  self->stacked = beside < LEAST_CELL;
  if (self->stacked)
    {
      self->cell_width = MIN ((double) width / n, MOST_CELL);
      self->label_width = width;
      self->cells_x = 0;
      self->label_height = line_height;
      self->row_height = line_height + CELL_HEIGHT + 2 * PADDING;
    }
  else
    {
      self->cell_width = MIN (beside, MOST_CELL);
      self->cells_x = width - self->cell_width * n;
      self->label_width = (int) self->cells_x - PADDING;
      self->label_height = 2 * line_height;
      self->row_height = 2 * line_height + 2 * PADDING;
    }
}

double
kt_grid_get_x (const KtGrid *self, guint column, gboolean mirrored)
{
  const double x = self->cells_x + self->cell_width * (column + 0.5);

  return mirrored ? self->width - x : x;
}
