/* kt-cli-credential.h: a credential by standard input or at prompts, for adding and for rotating
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-exchange.h"

G_BEGIN_DECLS

/* Cleaned. At a terminal each field is asked for without echo; else standard input is one JSON object of texts, or the exchange's
 * own key file. (transfer full) */
KtCredential *kt_cli_read_credential (KtExchange *exchange, const char *environment, GError **error);
/* Nothing goes into the keyring that no request will ever use: a mistyped name, most likely. */
gboolean      kt_cli_check_fields    (KtExchange *exchange, const char *environment, const char *key_type, KtCredential *credential,
                                      GError **error);

G_END_DECLS
