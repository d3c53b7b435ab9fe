/* kt-window.h: the shell: which page is shown. Pages know nothing of it; they activate win.* actions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-application.h"

G_BEGIN_DECLS

#define KT_TYPE_WINDOW (kt_window_get_type ())
G_DECLARE_FINAL_TYPE (KtWindow, kt_window, KT, WINDOW, AdwApplicationWindow)

KtWindow *kt_window_new       (KtApplication *application);
void      kt_window_show_key  (KtWindow *self, const char *key_id);
/* Whether the list was read. */
gboolean  kt_window_is_ready  (KtWindow *self);
/* The person is away: shown secrets are hidden, with @names all of the content (see kt-curtain.h). */
void      kt_window_conceal   (KtWindow *self, gboolean names);
/* A short word at the bottom; @button and @action (detailed) may be NULL. (transfer none) */
AdwToast *kt_window_toast     (KtWindow *self, const char *text, const char *button, const char *action);

G_END_DECLS
