/* kt-rights-sheet.h: the rights matrix as a file: a picture or a table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-export.h"
#include "kt-rights-line.h"

G_BEGIN_DECLS

typedef struct {
  GPtrArray *lines;        /* (element-type KtRightsLine) */
  KtRights   columns;
  gboolean   mirrored;
} KtRightsSheet;

/* @keys: KtKey, in the order wanted. */
KtRightsSheet *kt_rights_sheet_new  (GListModel *keys, KtRights columns, gboolean mirrored);
void           kt_rights_sheet_free (gpointer self);
/* In any thread. */
GBytes        *kt_rights_sheet_make (KtExportFormat format, gpointer self, GError **error);

G_END_DECLS
