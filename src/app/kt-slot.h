/* kt-slot.h: the place of one section on a page; made anew only when what it says has changed
 *
 * Whoever reads or types there is not disturbed: a section that says the same stays as it is, one with an open popover
 * waits until that is closed, and in a new one the focus and what was unfolded are found again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define KT_TYPE_SLOT (kt_slot_get_type ())
G_DECLARE_FINAL_TYPE (KtSlot, kt_slot, KT, SLOT, AdwBin)

GtkWidget *kt_slot_new  (void);
/* @section: (transfer floating) (nullable): nothing is shown. */
void       kt_slot_show (KtSlot *self, GtkWidget *section);
/* Forgets everything at once, for another key. */
void       kt_slot_clear (KtSlot *self);

G_END_DECLS
