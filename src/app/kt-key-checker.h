/* kt-key-checker.h: a person's wish to check one key: what that could do is asked first, then it is checked
 *
 * Whatever the page shows when the answer comes: it is of the key that was asked about.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "kt-keeper.h"

G_BEGIN_DECLS

#define KT_TYPE_KEY_CHECKER (kt_key_checker_get_type ())
G_DECLARE_FINAL_TYPE (KtKeyChecker, kt_key_checker, KT, KEY_CHECKER, GObject)

/* @widget: borrowed; what goes wrong is said by its action "win.toast". Disposed of, it cancels what it began. */
KtKeyChecker *kt_key_checker_new    (KtKeeper *keeper, GtkWidget *widget);
void          kt_key_checker_begin  (KtKeyChecker *self, KtKey *key);
/* FALSE: this one is not ours to cancel. */
gboolean      kt_key_checker_cancel (KtKeyChecker *self, KtKey *key);

/* What a check could do to a bot, to be asked before; NULL: nothing. @ret_harmful: asked from a wrong address the key would be
 * switched off; @ret_nonce: a bot could be refused once. (transfer full) */
char         *kt_key_checker_make_question (KtKeeper *keeper, KtKey *key, gboolean *ret_harmful, gboolean *ret_nonce);

G_END_DECLS
