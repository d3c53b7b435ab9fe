/* kt-signer-request.h: any request ("keyturn sign") as the fields and texts a program wants
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-exchange-load.h"

G_BEGIN_DECLS

/* Fills the slots params, query and body of @run, and run->place. */
gboolean kt_signer_take_request (KtRun *run, KtExchange *exchange, const KtRequest *request, GError **error);

G_END_DECLS
