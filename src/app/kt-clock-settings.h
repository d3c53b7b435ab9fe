/* kt-clock-settings.h: the desktop's own settings of date and time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Opens them. NULL when that was done; else a sentence that says where they are. (transfer full) */
char *kt_clock_settings_open (GtkWidget *widget);

G_END_DECLS
