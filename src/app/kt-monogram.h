/* kt-monogram.h: the disc of an exchange, as the lists draw it, as a widget
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define KT_TYPE_MONOGRAM (kt_monogram_get_type ())
G_DECLARE_FINAL_TYPE (KtMonogram, kt_monogram, KT, MONOGRAM, GtkWidget)

/* @name: of the exchange, or NULL for one that is not known. */
GtkWidget *kt_monogram_new      (const char *name);
void       kt_monogram_set_name (KtMonogram *self, const char *name);

G_END_DECLS
