/* kt-paste.h: what is in the clipboard or was dropped, straight into locked memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "kt-secret.h"

G_BEGIN_DECLS

/* @text: NULL when there is no text, or more than was asked for. */
typedef void (*KtPasteFunc) (KtSecret *text, gpointer user_data);
/* @widget lives until @func was called. */
void kt_paste_read (GtkWidget *widget, gsize max, KtPasteFunc func, gpointer user_data);

/* Finishes @drop. */
void kt_paste_read_drop (GtkWidget *widget, GdkDrop *drop, gsize max, KtPasteFunc func, gpointer user_data);

G_END_DECLS
