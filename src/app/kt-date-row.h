/* kt-date-row.h: one date of the timeline's list: its mark, the key, what is due when and who says so
 *
 * The list's own item says the same to a screen reader.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "kt-keeper.h"
#include "kt-year.h"

G_BEGIN_DECLS

#define KT_TYPE_DATE_ROW (kt_date_row_get_type ())
G_DECLARE_FINAL_TYPE (KtDateRow, kt_date_row, KT, DATE_ROW, GtkBox)

GtkWidget *kt_date_row_new  (void);
void       kt_date_row_show (KtDateRow *self, KtKeeper *keeper, const KtYearMark *mark);

/* The mark alone. @date: looked at now only. */
#define KT_TYPE_DATE_IMAGE (kt_date_image_get_type ())
G_DECLARE_FINAL_TYPE (KtDateImage, kt_date_image, KT, DATE_IMAGE, GtkWidget)
GtkWidget *kt_date_image_new (KtDateKind kind, gboolean sure);

G_END_DECLS
