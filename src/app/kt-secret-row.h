/* kt-secret-row.h: a row to type or paste a secret into
 *
 * Looks like an AdwPasswordEntryRow. Its bytes stand in a KtSecret only; AT-SPI, the clipboard's
 * own text reading and the undo history never see them. A private key may be pasted as it is
 * (several lines); what it is, is said below the title by kt_secret_row_set_description().
 *
 * Signals: "changed" of GtkEditable; "lines-pasted" (KtSecret *text): several lines that are no
 * PEM, or a key file, were pasted: the form may spread them over its fields (return TRUE when it did).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-secret.h"

G_BEGIN_DECLS

#define KT_TYPE_SECRET_ROW (kt_secret_row_get_type ())
G_DECLARE_FINAL_TYPE (KtSecretRow, kt_secret_row, KT, SECRET_ROW, AdwEntryRow)

/* @is_public: what is typed is shown; else bullets. */
GtkWidget *kt_secret_row_new        (const char *title, gboolean is_public);
/* A copy of what stands in it; never NULL, may be empty. (transfer full) */
KtSecret  *kt_secret_row_dup_secret (KtSecretRow *self);
/* %NULL clears. So does what is not UTF-8, holds a NUL, or is longer than a field can be; the last is said. */
void       kt_secret_row_set_secret (KtSecretRow *self, KtSecret *secret);
void       kt_secret_row_clear      (KtSecretRow *self);

G_END_DECLS
