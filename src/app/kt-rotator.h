/* kt-rotator.h: rotations in the program of the window: the action "app.rotate" (s: a key's id), and old credentials asked
 * about when their next try is due, with a notice of the desktop for those that are still not proven dead after hours
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "kt-keeper.h"

G_BEGIN_DECLS

#define KT_TYPE_ROTATOR (kt_rotator_get_type ())
G_DECLARE_FINAL_TYPE (KtRotator, kt_rotator, KT, ROTATOR, GObject)

/* @application: borrowed; it has to outlive it. */
KtRotator *kt_rotator_new (GtkApplication *application, KtKeeper *keeper);

G_END_DECLS
