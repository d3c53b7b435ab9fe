/* cli-terminal.h: the real keyturn on a terminal, as a person at a keyboard meets it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-test-util.h"

G_BEGIN_DECLS

typedef struct _CliTerminal CliTerminal;

/* Starts keyturn with these arguments, NULL at the end, on a pseudo terminal of its own. (transfer full) */
CliTerminal *cli_terminal_start  (const char *first, ...) G_GNUC_NULL_TERMINATED;
/* Waits for a prompt, types @text and Enter, and waits until the line ends on the screen. */
void         cli_terminal_answer (CliTerminal *self, const char *text);
/* Waits for a prompt, and types @keys as they are. */
void         cli_terminal_type   (CliTerminal *self, const char *keys);
/* Waits for a text anywhere on the screen. */
void         cli_terminal_wait   (CliTerminal *self, const char *text);
/* Waits until the program has ended; returns its exit code. */
int          cli_terminal_end    (CliTerminal *self);
/* All that was ever on the screen. (transfer none) */
const char  *cli_terminal_screen (CliTerminal *self);
/* Whether the terminal shows what is typed, and Ctrl+C ends programs. */
gboolean     cli_terminal_is_as_it_was (CliTerminal *self);
void         cli_terminal_free   (CliTerminal *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliTerminal, cli_terminal_free)

G_END_DECLS
