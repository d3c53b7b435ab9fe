/* kt-views.h: windows that show all keys another way, each once: panic list, rights matrix, timeline
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-application.h"

G_BEGIN_DECLS

/* Adds their actions and shortcuts. */
void kt_views_install (KtApplication *application);
/* Names are to be hidden. */
void kt_views_close   (KtApplication *application);

/* The window with the list; NULL: it is not open. */
GtkWindow *kt_views_get_main (GtkApplication *application);
/* From one of them to a key's page: @window closes. */
void kt_views_show_key (GtkWindow *window, const char *key_id);

G_END_DECLS
