/* kt-import-done.h: the end of an import: what was saved, what was not, and the file that still has it all
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-import-item.h"

G_BEGIN_DECLS

typedef struct {
  guint saved;
  guint failed;
  guint left;                   /* chosen, and not reached: it was cancelled */
  guint unsaved;                /* of all that was found */
} KtImportCount;

void kt_import_count      (GListModel *items, KtImportCount *ret_count);

/* Fills @box. @file_name: NULL when there is no file to delete. Its button has the action "import.delete-file". */
void kt_import_done_fill  (GtkBox *box, GListModel *items, const char *keyring, const char *file_name);
/* "3 keys saved" */
char *kt_import_done_text (const KtImportCount *count);

G_END_DECLS
