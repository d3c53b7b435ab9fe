/* kt-preferences-window.h: what holds for all keys, and what the window does by itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-session-watch.h"

G_BEGIN_DECLS

#define KT_TYPE_PREFERENCES_WINDOW (kt_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (KtPreferencesWindow, kt_preferences_window, KT, PREFERENCES_WINDOW, AdwPreferencesWindow)

/* Every change takes effect at once. @watch: tells whether this desktop tells idleness. */
GtkWidget *kt_preferences_window_new (GSettings *settings, KtSessionWatch *watch);

G_END_DECLS
