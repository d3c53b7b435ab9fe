/* kt-key-edits.h: changes a key at once, and can take that back
 *
 * Says what it did by the actions "win.offer-undo" (su) and "win.toast" (s) of its widget.
 * Signal "failed": nothing was changed, and that was said; what shows the key shall show it as it is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "kt-keeper.h"

G_BEGIN_DECLS

#define KT_TYPE_KEY_EDITS (kt_key_edits_get_type ())
G_DECLARE_FINAL_TYPE (KtKeyEdits, kt_key_edits, KT, KEY_EDITS, GObject)

/* @widget: borrowed. Disposed of, it says nothing any more. */
KtKeyEdits *kt_key_edits_new  (KtKeeper *keeper, GtkWidget *widget);
/* Writes @parts of @wanted. @done: what the toast says: "Label changed". */
void        kt_key_edits_make (KtKeyEdits *self, KtKey *key, const KtRecord *wanted, KtParts parts, const char *done);
/* @serial: as offered. Does nothing when it is too long ago. */
void        kt_key_edits_undo (KtKeyEdits *self, guint serial);
void        kt_key_edits_say  (KtKeyEdits *self, const char *text);

G_END_DECLS
