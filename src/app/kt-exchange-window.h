/* kt-exchange-window.h: a window to read: what Keyturn knows of an exchange, what it sends there, how sure it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-exchange.h"

G_BEGIN_DECLS

#define KT_TYPE_EXCHANGE_WINDOW (kt_exchange_window_get_type ())
G_DECLARE_FINAL_TYPE (KtExchangeWindow, kt_exchange_window, KT, EXCHANGE_WINDOW, AdwWindow)

/* Opens it over @parent's window. @environment: (nullable): the one shown open. */
void kt_exchange_window_show (GtkWidget *parent, KtExchange *exchange, const char *environment);

G_END_DECLS
