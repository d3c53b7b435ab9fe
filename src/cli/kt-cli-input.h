/* kt-cli-input.h: what comes in by standard input or at a prompt: secrets, never from argv
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "kt-secret.h"

G_BEGIN_DECLS

/* All of standard input, at most @max bytes, straight into locked memory. KT_ERROR_INVALID when there is more. (transfer full) */
KtSecret *kt_cli_read_input     (gsize max, GError **error);
/* One line without echo from the terminal. KT_ERROR_INVALID when standard input is no terminal. (transfer full) */
KtSecret *kt_cli_prompt_secret  (const char *prompt, GError **error);
/* A passphrase: at a prompt (twice when @confirm), or the first line of standard input when that is no terminal. */
KtSecret *kt_cli_read_passphrase (gboolean confirm, GError **error);
gboolean  kt_cli_input_is_terminal (void);

G_END_DECLS
