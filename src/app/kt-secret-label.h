/* kt-secret-label.h: draws a secret while it is revealed
 *
 * Not a GtkLabel: AT-SPI does not get to read it, it cannot be selected or dragged, and the one copy
 * that Pango makes is wiped when it is hidden.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "kt-secret.h"

G_BEGIN_DECLS

#define KT_TYPE_SECRET_LABEL (kt_secret_label_get_type ())
G_DECLARE_FINAL_TYPE (KtSecretLabel, kt_secret_label, KT, SECRET_LABEL, GtkWidget)

GtkWidget *kt_secret_label_new        (void);
/* NULL shows bullets again. */
void       kt_secret_label_set_secret (KtSecretLabel *self, KtSecret *secret);
gboolean   kt_secret_label_is_shown   (KtSecretLabel *self);

G_END_DECLS
