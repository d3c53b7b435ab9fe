/* kt-export.h: asks where, makes the contents in another thread, writes them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum {
  KT_EXPORT_SVG,
  KT_EXPORT_PNG,
  KT_EXPORT_CSV,
  KT_EXPORT_ICS,
} KtExportFormat;

/* Runs in another thread: @data is nobody else's then. */
typedef GBytes *(*KtMakeFunc) (KtExportFormat format, gpointer data, GError **error);

/* @name: of the file, without its ending. @destroy: of @data, whatever happens; may be %NULL. How it ended is said by @parent's action
 * "win.toast", if it is still there. */
void kt_export_begin (GtkWindow *parent, const char *name, KtExportFormat format, KtMakeFunc make, gpointer data, GDestroyNotify destroy);

gboolean kt_export_format_from_word (const char *word, KtExportFormat *ret_format);   /* "svg", "png", "csv", "ics" */

G_END_DECLS
