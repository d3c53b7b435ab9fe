/* kt-rights-line.h: one key in the rights matrix: what of it is drawn, on screen and into a file
 *
 * Holds copies, so that a file may be drawn in another thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-cells.h"
#include "kt-grid.h"
#include "kt-key.h"

G_BEGIN_DECLS

typedef struct {
  char  *label;
  char  *exchange;           /* on screen */
  KtCell cells[KT_N_RIGHTS];
} KtRightsLine;

KtRightsLine *kt_rights_line_new  (KtKey *key);
void          kt_rights_line_free (KtRightsLine *self);

/* With its left upper corner at 0, 0. @context: of the widget, or of @cr. */
void kt_rights_line_draw      (const KtRightsLine *self, cairo_t *cr, PangoContext *context, const KtGrid *grid, KtRights columns,
                               const KtPalette *palette, gboolean mirrored);
/* The names of the columns, upright, standing on the line @height. */
void kt_rights_head_draw      (cairo_t *cr, PangoContext *context, const KtGrid *grid, KtRights columns, double height,
                               const KtPalette *palette, gboolean mirrored);
/* How high the head must be. */
int  kt_rights_head_measure   (PangoContext *context, KtRights columns);
int  kt_rights_get_line_height (PangoContext *context);
guint kt_rights_count         (KtRights columns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtRightsLine, kt_rights_line_free)

G_END_DECLS
