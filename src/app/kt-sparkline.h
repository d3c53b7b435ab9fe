/* kt-sparkline.h: how long an exchange took to answer, check after check, in one small picture
 *
 * A line over time, oldest first in reading direction, and a cross below for each check that did not work. What it shows
 * is also said in its accessible name and tooltip.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define KT_TYPE_SPARKLINE (kt_sparkline_get_type ())
G_DECLARE_FINAL_TYPE (KtSparkline, kt_sparkline, KT, SPARKLINE, GtkWidget)

/* @reports: (element-type KtReport), newest first, not kept. NULL when fewer than two of them worked. */
GtkWidget *kt_sparkline_new (GPtrArray *reports);

G_END_DECLS
