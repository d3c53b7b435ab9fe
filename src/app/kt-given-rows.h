/* kt-given-rows.h: who was given a key: a row each, and one to add another, completed from all that are known
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-key-edits.h"

G_BEGIN_DECLS

#define KT_TYPE_GIVEN_ROWS (kt_given_rows_get_type ())
G_DECLARE_FINAL_TYPE (KtGivenRows, kt_given_rows, KT, GIVEN_ROWS, AdwBin)

/* @keeper: all of its keys are looked at for names. */
GtkWidget *kt_given_rows_new    (KtKeeper *keeper, KtKeyEdits *edits);
void       kt_given_rows_show   (KtGivenRows *self, KtKey *key);
/* Takes back what is typed and not added. FALSE: nothing was. */
gboolean   kt_given_rows_revert (KtGivenRows *self);

G_END_DECLS
