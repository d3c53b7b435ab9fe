/* kt-rotate-row.h: a combo row for how often a key is rotated
 *
 * Property of use: "selected" (notify), as of AdwComboRow.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define KT_TYPE_ROTATE_ROW (kt_rotate_row_get_type ())
G_DECLARE_FINAL_TYPE (KtRotateRow, kt_rotate_row, KT, ROTATE_ROW, AdwComboRow)

GtkWidget *kt_rotate_row_new      (void);
/* KT_ROTATE_BY_POLICY, KT_ROTATE_NEVER, or days; also such as are not offered. */
void       kt_rotate_row_set_days (KtRotateRow *self, int days);
int        kt_rotate_row_get_days (KtRotateRow *self);

G_END_DECLS
