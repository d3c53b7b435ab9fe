/* kt-secret-buffer.h: a GtkEntryBuffer whose real bytes are in a KtSecret
 *
 * What the entry, AT-SPI and the undo history get to see are bullets, one a character, unless it is
 * for a public field (an API key is no secret). Multi-line text (PEM) goes in as it is.
 * It holds KT_CREDENTIAL_MAX_VALUE bytes; what is longer does not go in at all, not even a part.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "kt-secret.h"

G_BEGIN_DECLS

#define KT_TYPE_SECRET_BUFFER (kt_secret_buffer_get_type ())
G_DECLARE_FINAL_TYPE (KtSecretBuffer, kt_secret_buffer, KT, SECRET_BUFFER, GtkEntryBuffer)

/* @shown: the text itself is shown: for public fields only. */
KtSecretBuffer *kt_secret_buffer_new        (gboolean shown);
/* A copy of what was typed. (transfer full) */
KtSecret       *kt_secret_buffer_dup_secret (KtSecretBuffer *self);
/* %NULL clears. So does what is not UTF-8 or holds a NUL. */
void            kt_secret_buffer_set_secret (KtSecretBuffer *self, KtSecret *secret);

G_END_DECLS
