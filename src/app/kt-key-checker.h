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

G_END_DECLS
