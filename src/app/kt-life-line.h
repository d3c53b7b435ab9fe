/* kt-life-line.h: the life of a key as a line: its credentials, and its checks on it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "kt-keeper-past.h"

G_BEGIN_DECLS

#define KT_TYPE_LIFE_LINE (kt_life_line_get_type ())
G_DECLARE_FINAL_TYPE (KtLifeLine, kt_life_line, KT, LIFE_LINE, GtkWidget)

/* @past: not kept. What it shows is its accessible name too. */
GtkWidget *kt_life_line_new (const KtPast *past, gint64 now_ms);

G_END_DECLS
