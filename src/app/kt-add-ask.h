/* kt-add-ask.h: what is said before the first request of a new key: how many, to whom, what it may disturb
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-exchange.h"
#include "kt-record.h"

G_BEGIN_DECLS

/* Appends to @box. @duplicate: label of another key with this credential, or NULL. */
void       kt_add_ask_fill      (GtkBox *box, KtExchange *exchange, const KtRecord *record, const char *duplicate);
/* Whether a check could disturb a bot that uses the key: then saving without one is what is proposed. */
gboolean   kt_add_ask_saves_first (KtExchange *exchange, const KtRecord *record);
/* Only the remark about the other key; nothing for NULL. */
void       kt_add_ask_duplicate (GtkBox *box, const char *duplicate);
/* A wrapped paragraph, and a button for an action, as on all pages of the Add window. */
GtkWidget *kt_add_ask_text      (const char *text, const char *css_class);
GtkWidget *kt_add_ask_button    (const char *label, const char *action);

G_END_DECLS
