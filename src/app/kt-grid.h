/* kt-grid.h: where things stand in the rights matrix, at any width (pure arithmetic)
 *
 * Wide: the key's name beside its cells. Narrow: the name above them, over the whole width. Lengths in pixels.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  int      width;
  guint    n_columns;
  gboolean stacked;        /* the name above the cells */
  int      label_width;
  int      label_height;   /* of the two lines of the name; stacked: of its one line */
  double   cell_width;
  double   cells_x;        /* of the first column, from where reading begins */
  int      row_height;
} KtGrid;

/* @line_height: of a line of text. */
void   kt_grid_lay_out (KtGrid *self, int width, guint n_columns, int line_height);
/* The middle of a column, from the left. @mirrored: reading begins at the right. */
double kt_grid_get_x   (const KtGrid *self, guint column, gboolean mirrored);

G_END_DECLS
