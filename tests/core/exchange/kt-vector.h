/* kt-vector.h: one signed request of an outside library, given to the signer and compared
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

#include "kt-signer.h"

G_BEGIN_DECLS

/* The definition of data/exchanges/, else of tests/data/signing/; @changes: (nullable): pairs of texts,
 * each first one replaced by its second wherever it stands; ends in NULL. Fails the test when it does not load. */
KtExchange *kt_vector_load_definition (const char *id, const char *const *changes);

/* @keep: names that the definition would add but that are taken over from the vector, joined by commas.
 * (transfer full): what differs, or NULL */
char *kt_vector_check (JsonObject *vector, KtExchange *exchange, const char *keep);

/* Whether @signature of @text is right; PEM of the public key. ES256 as r‖s. */
gboolean kt_vector_verify (const char *public_key, const char *text, gsize length, const guint8 *signature, gsize signature_length);

G_END_DECLS
