/* kt-timeline-window.h: what is due in the year ahead: a picture, and below it the same as a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-keeper.h"

G_BEGIN_DECLS

#define KT_TYPE_TIMELINE_WINDOW (kt_timeline_window_get_type ())
G_DECLARE_FINAL_TYPE (KtTimelineWindow, kt_timeline_window, KT, TIMELINE_WINDOW, AdwWindow)

GtkWidget *kt_timeline_window_new (KtKeeper *keeper);

G_END_DECLS
