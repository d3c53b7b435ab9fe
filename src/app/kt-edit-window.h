/* kt-edit-window.h: changes what a person noted about a key; the credential stays as it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-keeper.h"

G_BEGIN_DECLS

#define KT_TYPE_EDIT_WINDOW (kt_edit_window_get_type ())
G_DECLARE_FINAL_TYPE (KtEditWindow, kt_edit_window, KT, EDIT_WINDOW, AdwWindow)

GtkWidget *kt_edit_window_new (KtKeeper *keeper, KtKey *key);

G_END_DECLS
