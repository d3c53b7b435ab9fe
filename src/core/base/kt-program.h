/* kt-program.h: where another program of Keyturn is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Beside the running one; in a build folder in @built, a folder beside the running one's; on the path. %NULL: nowhere. */
char *kt_program_find (const char *name, const char *built);

G_END_DECLS
