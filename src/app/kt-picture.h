/* kt-picture.h: something drawn, as the contents of a file
 *
 * May be called in any thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

typedef void (*KtDrawFunc) (cairo_t *cr, gpointer data);

/* Lengths in pixels of the screen; a PNG has twice as many. G_IO_ERROR_NOT_SUPPORTED: too large for a PNG. */
GBytes *kt_picture_make_svg (double width, double height, KtDrawFunc draw, gpointer data, GError **error);
GBytes *kt_picture_make_png (double width, double height, KtDrawFunc draw, gpointer data, GError **error);

G_END_DECLS
