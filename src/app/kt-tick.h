/* kt-tick.h: a check box that assistive technologies can press too
 *
 * One of GTK 4.8 tells AT-SPI no action: only pointer and keys would reach it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define KT_TYPE_TICK (kt_tick_get_type ())
G_DECLARE_FINAL_TYPE (KtTick, kt_tick, KT, TICK, GtkCheckButton)

GtkWidget *kt_tick_new            (void);
GtkWidget *kt_tick_new_with_label (const char *label);

G_END_DECLS
