/* kt-credential.h: the secret fields of one key, as the exchange names them
 *
 * Field ids are the same words everywhere: "api_key" (also a key's name), "secret", "passphrase",
 * "private_key" (PEM in any spelling, or the raw base64 an exchange hands out), "uid", "otp"…
 * All values are KtSecrets, public ones too: one type, one promise. Boxed, reference counted;
 * treat as constant once shared.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-secret.h"

G_BEGIN_DECLS

typedef struct _KtCredential KtCredential;

#define KT_TYPE_CREDENTIAL (kt_credential_get_type ())
GType         kt_credential_get_type (void);

#define KT_CREDENTIAL_MAX_FIELDS 16
#define KT_CREDENTIAL_MAX_VALUE  (16 * 1024)    /* bytes of one field */

KtCredential *kt_credential_new     (void);
KtCredential *kt_credential_ref     (KtCredential *self);
void          kt_credential_unref   (KtCredential *self);
KtCredential *kt_credential_copy    (const KtCredential *self);   /* deep */

/* @id: a-z, 0-9, _. @value: (transfer none), a reference is taken; NULL or empty removes the field. */
void          kt_credential_set     (KtCredential *self, const char *id, KtSecret *value);
/* (transfer none) (nullable) */
KtSecret     *kt_credential_get     (const KtCredential *self, const char *id);
guint         kt_credential_get_n_fields (const KtCredential *self);
const char   *kt_credential_get_nth (const KtCredential *self, guint n, KtSecret **ret_value);
gboolean      kt_credential_equal   (const KtCredential *a, const KtCredential *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtCredential, kt_credential_unref)

G_END_DECLS
