/* kt-finding-row.h: one finding in one line, that opens to its evidence and the button that helps
 *
 * Signal "remedy" (int KtRemedy): the button was pressed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-exchange.h"
#include "kt-key.h"

G_BEGIN_DECLS

#define KT_TYPE_FINDING_ROW (kt_finding_row_get_type ())
G_DECLARE_FINAL_TYPE (KtFindingRow, kt_finding_row, KT, FINDING_ROW, AdwExpanderRow)

/* @finding: copied. @exchange: (nullable). */
GtkWidget *kt_finding_row_new (const KtFinding *finding, KtKey *key, KtExchange *exchange);

G_END_DECLS
