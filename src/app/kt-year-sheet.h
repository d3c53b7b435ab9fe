/* kt-year-sheet.h: the year ahead as a file: a picture or a table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-export.h"
#include "kt-keeper.h"

G_BEGIN_DECLS

typedef struct _KtYearSheet KtYearSheet;

KtYearSheet *kt_year_sheet_new  (KtKeeper *keeper, gint64 now_ms, gboolean mirrored);
void         kt_year_sheet_free (gpointer self);
/* In any thread. */
GBytes      *kt_year_sheet_make (KtExportFormat format, gpointer self, GError **error);

G_END_DECLS
