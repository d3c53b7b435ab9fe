/* kt-why.h: the small “?” that opens why something is not known, or who says so
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A button whose popover says @text and, if it is there, where that is from: @source, an address that can be opened or
 * plain words, with the day it was read. @about: what it stands for, said to screen readers and in the tooltip. */
GtkWidget *kt_why_new (const char *icon_name, const char *about, const char *text, const char *source);

G_END_DECLS
