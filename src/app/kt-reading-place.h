/* kt-reading-place.h: what is read stays where it is on the screen while sections above it change their heights
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _KtReadingPlace KtReadingPlace;

/* @sections: one below the other, scrolled by @adjustment; both borrowed. */
KtReadingPlace *kt_reading_place_new  (GtkBox *sections, GtkAdjustment *adjustment);
void            kt_reading_place_free (KtReadingPlace *self);
/* Before and after they change. */
void            kt_reading_place_hold (KtReadingPlace *self);
void            kt_reading_place_keep (KtReadingPlace *self);

G_END_DECLS
