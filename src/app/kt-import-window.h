/* kt-import-window.h: several keys from a file, from pasted text or dropped ones, one by one into the keyring
 *
 * What was found is seen before anything is saved. A key is saved or it is not; when the window is closed in the
 * middle, what is saved stays saved and the rest is not touched.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-keeper.h"

G_BEGIN_DECLS

#define KT_TYPE_IMPORT_WINDOW (kt_import_window_get_type ())
G_DECLARE_FINAL_TYPE (KtImportWindow, kt_import_window, KT, IMPORT_WINDOW, AdwWindow)

/**
 * kt_import_window_new:
 * @content: (nullable): what was dropped, pasted or read; with %NULL the window begins by asking for a file
 * @source: (nullable): the file it came from, which is offered for deletion at the end
 * @name: (nullable): its name as shown; of @source when %NULL
 *
 * To be made transient for the main window, whose actions "win.toast" and "win.show-key" it uses.
 */
GtkWidget *kt_import_window_new (KtKeeper *keeper, KtSecret *content, GFile *source, const char *name);

G_END_DECLS
