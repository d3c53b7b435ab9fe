/* kt-panic-window.h: something leaked: all keys by what they could cost, where each is deleted, and whether it is dead
 *
 * From what is written down; only asking an exchange needs the keyring. When the window closes nothing is asked any more.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-keeper.h"

G_BEGIN_DECLS

#define KT_TYPE_PANIC_WINDOW (kt_panic_window_get_type ())
G_DECLARE_FINAL_TYPE (KtPanicWindow, kt_panic_window, KT, PANIC_WINDOW, AdwWindow)

GtkWidget *kt_panic_window_new (KtKeeper *keeper);

G_END_DECLS
