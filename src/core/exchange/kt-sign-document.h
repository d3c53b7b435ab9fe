/* kt-sign-document.h: "keyturn sign": one JSON document in, one out
 *
 * In:  {"exchange", "environment"?, "key_type"?, "credential": {field: text}, "clock_ms"?, "nonce"?,
 *       "uuid"?: [text…], "random_hex"?: [text…],
 *       "request": {"method", "path", "host"?, "query"?: [[name, value]…], "body"?: object, text or null}}
 * Out: {"method", "url", "headers": {name: text}, "body": text or null}
 *
 * Pure: what is not in the document is not used, but for a fresh nonce where the exchange wants a
 * random one and the document gives none. The environment is the one whose host the request names,
 * else the exchange's first; the type of key follows from the fields that are filled.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-catalogue.h"
#include "kt-secret.h"

G_BEGIN_DECLS

#define KT_SIGN_DOCUMENT_MAX       (256 * 1024)   /* bytes */
#define KT_SIGN_DOCUMENT_MAX_DEPTH 16

/**
 * kt_sign_document:
 * @input: the document. json-glib reads it with asterisks for the credential's texts; these go from where they stand
 *   into locked memory
 * @error: KT_ERROR_INVALID with a sentence that names the member, KT_ERROR_NOT_FOUND, KT_ERROR_NOT_SECURE
 *
 * Returns: (transfer full) (nullable): the signed request; its headers or body may hold a passphrase
 */
KtSecret *kt_sign_document (KtCatalogue *catalogue, KtSecret *input, GError **error);

G_END_DECLS
