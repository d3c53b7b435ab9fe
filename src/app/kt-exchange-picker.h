/* kt-exchange-picker.h: which exchange? A search field and all of them by name
 *
 * Signal "picked" (KtExchange *).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-catalogue.h"
#include "kt-key.h"

G_BEGIN_DECLS

#define KT_TYPE_EXCHANGE_PICKER (kt_exchange_picker_get_type ())
G_DECLARE_FINAL_TYPE (KtExchangePicker, kt_exchange_picker, KT, EXCHANGE_PICKER, AdwBin)

void kt_exchange_picker_set_catalogue (KtExchangePicker *self, KtCatalogue *catalogue);
/* The exchanges of the last keys added stand first while nothing is searched for. @keys: KtKey; before set_catalogue(). */
void kt_exchange_picker_set_recent    (KtExchangePicker *self, GPtrArray *keys);
void kt_exchange_picker_focus         (KtExchangePicker *self);

G_END_DECLS
