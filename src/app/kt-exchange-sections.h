/* kt-exchange-sections.h: what is known of an exchange, as groups of rows to read
 *
 * The same facts, in the same words, as `keyturn exchanges show`.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-exchange.h"

G_BEGIN_DECLS

/* Adds them to @page. @environment: (nullable): the one shown open, else the first. Links open in the browser; @page's window
 * has an action win.toast. */
void kt_exchange_sections_fill (AdwPreferencesPage *page, KtExchange *exchange, const char *environment);

G_END_DECLS
