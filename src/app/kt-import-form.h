/* kt-import-form.h: one key that was found: its exchange, environment, label, what it lacks, what it is for
 *
 * What is typed is in the item at once. Signal "choose-exchange": the person wants another one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-import-item.h"

G_BEGIN_DECLS

#define KT_TYPE_IMPORT_FORM (kt_import_form_get_type ())
G_DECLARE_FINAL_TYPE (KtImportForm, kt_import_form, KT, IMPORT_FORM, AdwBin)

/* @common: the rights that all keys get unless told otherwise. Also after the exchange changed. */
void kt_import_form_show (KtImportForm *self, KtImportItem *item, KtRights common);

G_END_DECLS
