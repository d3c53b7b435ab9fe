/* kt-panic-item.h: one row of the panic list: a key, or what is left of one that was wiped here
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-keeper-panic.h"
#include "kt-panic.h"

G_BEGIN_DECLS

#define KT_TYPE_PANIC_ITEM (kt_panic_item_get_type ())
G_DECLARE_FINAL_TYPE (KtPanicItem, kt_panic_item, KT, PANIC_ITEM, GObject)

/* Changes by kt_panic_items_show() alone. Strings are borrowed, until then. */

/* All that is to be shown for @who (NULL or "": everybody), worst first, then what was wiped here. Who was given a key, now or
 * ever, is found by a part of the name; so is the machine it is used on. (element-type KtPanicItem) */
GPtrArray  *kt_panic_items_make       (KtKeeper *keeper, const KtPanicFacts *facts, const char *who, gint64 now_ms);
/* What is shown already stays the same object and takes what is new: its row, and a button just being pressed, stay too.
 * @items is used up. */
void        kt_panic_items_show       (GListStore *shown, GPtrArray *items);

const char *kt_panic_item_get_id      (KtPanicItem *self);
KtKey      *kt_panic_item_get_key     (KtPanicItem *self);    /* NULL: wiped here */
KtExchange *kt_panic_item_get_exchange (KtPanicItem *self);   /* NULL: not known any more */
gboolean    kt_panic_item_is_rotating (KtPanicItem *self);    /* two credentials of it may be alive */
const char *kt_panic_item_get_title   (KtPanicItem *self);    /* "1. Spot bot" */
const char *kt_panic_item_get_exchange_name (KtPanicItem *self);
const char *kt_panic_item_get_cost    (KtPanicItem *self);    /* why it stands there */
const char *kt_panic_item_get_given   (KtPanicItem *self);    /* lines: who was ever given which of its credentials; NULL: nobody */
const char *kt_panic_item_get_page    (KtPanicItem *self);    /* address of the page where it is deleted; NULL: not known */
/* For paper and clipboard. @life: or NULL. (transfer full) */
char       *kt_panic_item_to_text     (KtPanicItem *self, const char *life);

G_END_DECLS
