/* kt-overview.h: the keys, worst first, or in the order of the property "sort": "worst", "name", "date", "exchange"
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-keeper.h"

G_BEGIN_DECLS

#define KT_TYPE_OVERVIEW (kt_overview_get_type ())
G_DECLARE_FINAL_TYPE (KtOverview, kt_overview, KT, OVERVIEW, GtkWidget)

void kt_overview_set_keeper   (KtOverview *self, KtKeeper *keeper);
void kt_overview_set_ready    (KtOverview *self);                         /* the ledger is open */
void kt_overview_set_broken   (KtOverview *self, const char *sentence);   /* it could not be opened */
void kt_overview_set_progress (KtOverview *self, guint done, guint total); /* total 0 hides it */
void kt_overview_set_unlocking (KtOverview *self, gboolean unlocking);    /* the keyring asks; it can be cancelled */
void kt_overview_begin_search (KtOverview *self);
/* Ends the selecting or else the search; FALSE when there was neither. */
gboolean kt_overview_go_back  (KtOverview *self);
/* @name: what stands above; NULL: all keys. */
void kt_overview_set_view     (KtOverview *self, KtFilter filter, const char *exchange, const char *tag, const char *name);
void kt_overview_set_folded   (KtOverview *self, gboolean folded);         /* the sidebar is another page */
void kt_overview_set_key_capture (KtOverview *self, GtkWidget *widget);    /* typing there searches; NULL: nowhere */
void kt_overview_open_menu    (KtOverview *self);

G_END_DECLS
