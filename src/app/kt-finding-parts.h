/* kt-finding-parts.h: what a finding's card and its row are made of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-exchange.h"
#include "kt-key.h"

G_BEGIN_DECLS

/* A text that wraps and can be selected. */
GtkWidget *kt_finding_parts_label   (const char *text, const char *css_class);
/* @finding: NULL when all is well. */
GtkWidget *kt_finding_parts_icon    (const KtFinding *finding);
/* The ways out as buttons; pressed, each emits "remedy" (int KtRemedy) on @owner. NULL when there are none. */
GtkWidget *kt_finding_parts_buttons (const KtFinding *finding, KtKey *key, KtExchange *exchange, GtkWidget *owner);

G_END_DECLS
