/* kt-add-window.h: adding a key: exchange, key, check, saved
 *
 * Nothing typed is lost when the check or the keyring fails; nothing is called saved before the
 * keyring gave the secret back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-keeper.h"

G_BEGIN_DECLS

#define KT_TYPE_ADD_WINDOW (kt_add_window_get_type ())
G_DECLARE_FINAL_TYPE (KtAddWindow, kt_add_window, KT, ADD_WINDOW, AdwWindow)

GtkWidget *kt_add_window_new (KtKeeper *keeper);

G_END_DECLS
