/* help.h: what --help says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Below the options: the accounts document, the faults, the log. Free it. */
char *help_describe (void);

G_END_DECLS
