/* kt-own-rows.h: what the person noted of a key, changed in place: label, tags, notes, rotation, their date
 *
 * What is being typed is left alone when the key changes meanwhile.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-key-edits.h"

G_BEGIN_DECLS

#define KT_TYPE_OWN_ROWS (kt_own_rows_get_type ())
G_DECLARE_FINAL_TYPE (KtOwnRows, kt_own_rows, KT, OWN_ROWS, AdwBin)

GtkWidget *kt_own_rows_new    (KtKeyEdits *edits);
/* The same key again: what changed. Another one: all. */
void       kt_own_rows_show   (KtOwnRows *self, KtKey *key);
/* Takes back what is typed and not applied. FALSE: nothing was. */
gboolean   kt_own_rows_revert (KtOwnRows *self);

G_END_DECLS
