/* kt-rights-window.h: keys × rights: what each is meant to do beside what its exchange says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-keeper.h"

G_BEGIN_DECLS

#define KT_TYPE_RIGHTS_WINDOW (kt_rights_window_get_type ())
G_DECLARE_FINAL_TYPE (KtRightsWindow, kt_rights_window, KT, RIGHTS_WINDOW, AdwWindow)

GtkWidget *kt_rights_window_new (KtKeeper *keeper);

G_END_DECLS
