/* kt-finding-card.h: one finding: its sentence, its evidence, and the button that helps
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

#define KT_TYPE_FINDING_CARD (kt_finding_card_get_type ())
G_DECLARE_FINAL_TYPE (KtFindingCard, kt_finding_card, KT, FINDING_CARD, AdwBin)

/* @finding: copied; NULL: all is well. @exchange: (nullable). */
GtkWidget *kt_finding_card_new (const KtFinding *finding, KtKey *key, KtExchange *exchange);

G_END_DECLS
