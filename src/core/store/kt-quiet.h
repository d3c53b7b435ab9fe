/* kt-quiet.h: keeps a library's own lines off standard error
 *
 * librnp, as distributions build it, prints lines of its source to stderr whenever it fails, for a wrong
 * passphrase too; rnp_ffi_set_log_fd() and its environment variable reach only some of them. What failed
 * is told by its result, in words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Between the two, what this thread writes to stderr is dropped; other threads' lines get through. */
void kt_quiet_begin (void);
void kt_quiet_end   (void);

G_END_DECLS
