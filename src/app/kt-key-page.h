/* kt-key-page.h: everything about one key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-keeper.h"

G_BEGIN_DECLS

#define KT_TYPE_KEY_PAGE (kt_key_page_get_type ())
G_DECLARE_FINAL_TYPE (KtKeyPage, kt_key_page, KT, KEY_PAGE, GtkWidget)

GtkWidget *kt_key_page_new       (KtKeeper *keeper);
void       kt_key_page_set_key   (KtKeyPage *self, KtKey *key);
void       kt_key_page_check     (KtKeyPage *self);
void       kt_key_page_open_menu (KtKeyPage *self);
/* Takes back a change, as offered by "win.offer-undo". */
void       kt_key_page_undo      (KtKeyPage *self, guint serial);
/* Takes back what is typed and not applied. FALSE: nothing was. */
gboolean   kt_key_page_revert    (KtKeyPage *self);
/* The selected text if there is any, else the API key. */
void       kt_key_page_copy      (KtKeyPage *self);
/* Reveals the first secret, or hides whatever is revealed. */
void       kt_key_page_reveal    (KtKeyPage *self);
/* Hides what is revealed. */
void       kt_key_page_conceal   (KtKeyPage *self);

G_END_DECLS
