/* kt-key-sections.h: the groups of rows that a key's page is made of
 *
 * Each returns a new widget, or NULL when there is nothing to say. @exchange is nullable.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-exchange.h"
#include "kt-key.h"

G_BEGIN_DECLS

/* What a deleted key needs first: the way back. NULL for any other. */
GtkWidget *kt_key_sections_deleted  (KtKey *key, gint64 now_ms);
GtkWidget *kt_key_sections_rights   (KtKey *key, KtExchange *exchange);                 /* meant | the exchange says */
GtkWidget *kt_key_sections_place    (KtKey *key, KtExchange *exchange);                 /* where it works from */
GtkWidget *kt_key_sections_dates    (KtKey *key, KtExchange *exchange, gint64 now_ms);
GtkWidget *kt_key_sections_about    (KtKey *key, KtExchange *exchange);                 /* account, own address */
GtkWidget *kt_key_sections_requests (KtReport *report);                                 /* every request of a check */

G_END_DECLS
