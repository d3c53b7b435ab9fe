/* kt-panic-row.h: a key in the panic list: why it stands there, where it is deleted, whether it is dead
 *
 * Its buttons activate "panic.open" and "panic.ask", each with the key's id.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "kt-panic-item.h"

G_BEGIN_DECLS

#define KT_TYPE_PANIC_ROW (kt_panic_row_get_type ())
G_DECLARE_FINAL_TYPE (KtPanicRow, kt_panic_row, KT, PANIC_ROW, GtkBox)

GtkWidget   *kt_panic_row_new       (void);
/* @item NULL: let go. */
void         kt_panic_row_set_item  (KtPanicRow *self, KtPanicItem *item, const KtPanicStanding *standing);
KtPanicItem *kt_panic_row_get_item  (KtPanicRow *self);   /* (transfer none) (nullable) */
/* What is known of its life now; NULL: nobody asked. */
void         kt_panic_row_set_standing (KtPanicRow *self, const KtPanicStanding *standing);
/* The same as words; NULL: nothing to say. (transfer full) */
char        *kt_panic_say_standing  (KtPanicItem *item, const KtPanicStanding *standing);

G_END_DECLS
