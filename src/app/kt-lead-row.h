/* kt-lead-row.h: a combo row for how long before a date its key is told of
 *
 * Property of use: "selected" (notify), as of AdwComboRow.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define KT_TYPE_LEAD_ROW (kt_lead_row_get_type ())
G_DECLARE_FINAL_TYPE (KtLeadRow, kt_lead_row, KT, LEAD_ROW, AdwComboRow)

GtkWidget *kt_lead_row_new      (void);
/* KT_LEAD_BY_POLICY, or days; also such as are not offered. */
void       kt_lead_row_set_days (KtLeadRow *self, int days);
int        kt_lead_row_get_days (KtLeadRow *self);

G_END_DECLS
