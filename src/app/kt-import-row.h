/* kt-import-row.h: one key that was found, in the list of an import
 *
 * Light: a list of a thousand must scroll. Actions it activates: "import.edit" (line, u).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-import-item.h"

G_BEGIN_DECLS

#define KT_TYPE_IMPORT_ROW (kt_import_row_get_type ())
G_DECLARE_FINAL_TYPE (KtImportRow, kt_import_row, KT, IMPORT_ROW, AdwBin)

GtkWidget *kt_import_row_new      (void);
void       kt_import_row_set_item (KtImportRow *self, KtImportItem *item);      /* (nullable) */

/* What is to be said about it below its name, or NULL: "Choose the exchange", "Already saved as “Grid”". (transfer full) */
char      *kt_import_row_note     (KtImportItem *item);

G_END_DECLS
