/* kt-trust-window.h: reads a definition from a file, shows every host and request, and trusts it when the person says so
 *
 * A file with mistakes is refused, each mistake with its place. Signal "trusted" (KtExchange *).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-catalogue.h"

G_BEGIN_DECLS

#define KT_TYPE_TRUST_WINDOW (kt_trust_window_get_type ())
G_DECLARE_FINAL_TYPE (KtTrustWindow, kt_trust_window, KT, TRUST_WINDOW, AdwWindow)

GtkWidget *kt_trust_window_new (KtCatalogue *catalogue, GFile *file);

G_END_DECLS
