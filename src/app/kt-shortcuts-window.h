/* kt-shortcuts-window.h: every key that does something, readable on a narrow screen and by a screen reader
 *
 * (GTK's own is cut off below some 400 px, and puts the keys before the words.)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* @parent: of an application, whose keys of actions are shown. */
void kt_shortcuts_window_show (GtkWindow *parent);

G_END_DECLS
