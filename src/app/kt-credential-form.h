/* kt-credential-form.h: the fields of an exchange's credential, as its definition names them
 *
 * Signals: "changed": something was typed or chosen; "other-exchange" (KtExchange *): the person says that it is a key of
 * that one, by the looks of it. What was typed moves along to another exchange.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-catalogue.h"

G_BEGIN_DECLS

#define KT_TYPE_CREDENTIAL_FORM (kt_credential_form_get_type ())
G_DECLARE_FINAL_TYPE (KtCredentialForm, kt_credential_form, KT, CREDENTIAL_FORM, AdwBin)

void          kt_credential_form_set_exchange    (KtCredentialForm *self, KtCatalogue *catalogue, KtExchange *exchange);
/* Only for this environment: none is offered to choose, and no other exchange. Before kt_credential_form_set_exchange(). */
void          kt_credential_form_fix_environment (KtCredentialForm *self, const char *environment);
const char   *kt_credential_form_get_environment (KtCredentialForm *self);
/* A cleaned copy of what was typed, and which type of key it is. NULL with a sentence of KT_ERROR_INVALID. (transfer full) */
KtCredential *kt_credential_form_read            (KtCredentialForm *self, const char **ret_key_type, GError **error);
/* Every field that is wanted has something in it. */
gboolean      kt_credential_form_is_complete     (KtCredentialForm *self);
/* Something was typed, or pasted. */
gboolean      kt_credential_form_has_text        (KtCredentialForm *self);
void          kt_credential_form_focus           (KtCredentialForm *self);

G_END_DECLS
