/* kt-vault-content.h: what stands inside an item of the keyring
 *
 * One line of plain ASCII without blanks, backslashes or control characters:
 *
 *   kt1.begin:.name:base64.name:base64….end:
 *
 * A line that begins with "begin" ends with "end": cut off anywhere, it is told as damaged. Lines written before
 * they had these two are read as they stand.
 *
 * gnome-keyring writes a keyring without a password as a key file and does not escape: a newline or
 * a backslash in a secret destroys the whole keyring at the second restart, other programs' secrets
 * too. Lines are put together and taken apart in locked memory only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "kt-credential.h"

G_BEGIN_DECLS

/* A line with no parts yet. */
KtSecret *kt_vault_line_new      (void);
/* @name: a-z, 0-9, _ */
void      kt_vault_line_add      (KtSecret *line, const char *name, const char *bytes, gssize length);
/* After the last part. */
void      kt_vault_line_end      (KtSecret *line);
/* "kt1", well-formed, whole, no name twice: KT_ERROR_NEWER for another number, KT_ERROR_DAMAGED for anything else. */
gboolean  kt_vault_line_check    (KtSecret *line, GError **error);
/* Nothing at all: gnome-keyring was killed between making the item and filling it. We never write that. */
gboolean  kt_vault_line_is_empty (KtSecret *line);
/* The decoded part, or %NULL when the (checked) line has none of that name. */
KtSecret *kt_vault_line_get      (KtSecret *line, const char *name);

/* A credential with its @facts (nullable). KT_ERROR_INVALID: a field may not be called "facts", "begin" or "end". */
KtSecret     *kt_vault_line_from_credential (KtCredential *credential, const char *facts, GError **error);
KtCredential *kt_vault_line_to_credential   (KtSecret *line, char **ret_facts, GError **error);
/* Only the facts: nothing else is decoded. (transfer full) (nullable) */
char         *kt_vault_line_to_facts        (KtSecret *line, GError **error);

G_END_DECLS
