/* kt-key-row.h: one key in the overview: a single widget that draws itself
 *
 * The list's own item carries the accessible name "LABEL, EXCHANGE, STATE" and, as its description, rights and date.
 * Narrow (in characters, so also with large text) the state stands under the label.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-keeper.h"
#include "kt-row-look.h"

G_BEGIN_DECLS

#define KT_TYPE_KEY_ROW (kt_key_row_get_type ())
G_DECLARE_FINAL_TYPE (KtKeyRow, kt_key_row, KT, KEY_ROW, GtkWidget)

GtkWidget *kt_key_row_new         (KtRowLook *look);
/* @section: the group's heading when this row is its first, or NULL. @key NULL: let go. */
void       kt_key_row_set_key     (KtKeyRow *self, KtKey *key, KtKeeper *keeper, const char *section);
/* The rows before it have changed. */
void       kt_key_row_set_section (KtKeyRow *self, const char *section);
KtKey     *kt_key_row_get_key     (KtKeyRow *self);      /* (transfer none) (nullable) */
/* A box to tick is shown, ticked or not; the accessible item says so. */
void       kt_key_row_set_ticked  (KtKeyRow *self, gboolean selecting, gboolean ticked);

G_END_DECLS
