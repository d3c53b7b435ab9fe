/* kt-rights-row.h: one key in the rights matrix: a single widget that draws itself
 *
 * The list's own item says the same to a screen reader: key and exchange, and right by right what holds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "kt-key.h"

G_BEGIN_DECLS

#define KT_TYPE_RIGHTS_ROW (kt_rights_row_get_type ())
G_DECLARE_FINAL_TYPE (KtRightsRow, kt_rights_row, KT, RIGHTS_ROW, GtkWidget)

GtkWidget *kt_rights_row_new         (void);
/* It shows the names of the columns, and no key. */
void       kt_rights_row_set_head    (KtRightsRow *self);
void       kt_rights_row_set_key     (KtRightsRow *self, KtKey *key);
void       kt_rights_row_set_columns (KtRightsRow *self, KtRights columns);

G_END_DECLS
