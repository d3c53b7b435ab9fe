/* kt-cells.h: the signs of the rights matrix, told apart by shape as well as by colour
 *
 *   confirmed      a full disc           inferred        half a disc
 *   extra          a full triangle, !    extra, inferred an empty triangle, !
 *   lacks          a crossed square      meant, not told a ring with ?
 *   not told       ?                     no              a short line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "kt-matrix.h"

G_BEGIN_DECLS

typedef struct {
  GdkRGBA text;
  GdkRGBA dim;
  GdkRGBA good;
  GdkRGBA warning;
  GdkRGBA bad;
  GdkRGBA paper;      /* behind it; not drawn on screen */
} KtPalette;

/* As the widget's theme has them. */
void kt_palette_of_widget (KtPalette *self, GtkWidget *widget);
/* Dark on white, for a file. */
void kt_palette_of_paper  (KtPalette *self);

/* Around the point. */
void kt_cell_draw (cairo_t *cr, const KtPalette *palette, KtCell cell, double x, double y);

/* One alone, as a legend shows it; decoration to a screen reader. */
#define KT_TYPE_CELL_IMAGE (kt_cell_image_get_type ())
G_DECLARE_FINAL_TYPE (KtCellImage, kt_cell_image, KT, CELL_IMAGE, GtkWidget)
GtkWidget *kt_cell_image_new (KtCell cell);

G_END_DECLS
