/* kt-rotate-window.h: takes a person through a rotation, from where it stands
 *
 * Where it stands is in the ledger: the window may be closed, and the program ended, at any step. What comes after it was
 * closed is written there all the same. Only what is typed and not kept yet would be lost: that is asked about.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-keeper.h"

G_BEGIN_DECLS

#define KT_TYPE_ROTATE_WINDOW (kt_rotate_window_get_type ())
G_DECLARE_FINAL_TYPE (KtRotateWindow, kt_rotate_window, KT, ROTATE_WINDOW, AdwWindow)

/* The window of that key: the one that is there already, or a new one above @parent. */
void kt_rotate_window_show (GtkWindow *parent, KtKeeper *keeper, KtKey *key);

G_END_DECLS
