/* kt-import-map.h: what each column of a table is for, with a preview
 *
 * Signal "changed". Columns that hold something secret are shown as bullets.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-import.h"

G_BEGIN_DECLS

#define KT_TYPE_IMPORT_MAP (kt_import_map_page_get_type ())
G_DECLARE_FINAL_TYPE (KtImportMap, kt_import_map_page, KT, IMPORT_MAP, AdwBin)

/* @import: borrowed until the next call; with a table. */
void                kt_import_map_page_show        (KtImportMap *self, const KtImport *import);
const KtImportRole *kt_import_map_page_get_roles   (KtImportMap *self);
/* There is a column of API keys and one of secrets. */
gboolean            kt_import_map_page_is_complete (KtImportMap *self);

G_END_DECLS
