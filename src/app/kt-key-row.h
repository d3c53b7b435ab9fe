/* kt-key-row.h: one key in the overview; light, because it is recycled
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-keeper.h"

G_BEGIN_DECLS

#define KT_TYPE_KEY_ROW (kt_key_row_get_type ())
G_DECLARE_FINAL_TYPE (KtKeyRow, kt_key_row, KT, KEY_ROW, GtkWidget)

/* Property "narrow" (boolean): the state stands under the label. */
GtkWidget *kt_key_row_new     (void);
/* @section: the group's heading when this row is its first, or NULL. @key NULL: let go. */
void       kt_key_row_set_key (KtKeyRow *self, KtKey *key, KtKeeper *keeper, const char *section);

G_END_DECLS
