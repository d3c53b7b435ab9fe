/* kt-test-known.h: leaks that LeakSanitizer reports and that are a library's own
 *
 * Those that a function's or a library's name tells apart stand in lsan.supp. These cannot: LSan's quick way of looking
 * up the stack ends in GLib, which is built without frame pointers, and the thorough way (fast_unwind_on_malloc=0) makes
 * a window ten times as slow. It was used once, and what it told is written here. A leak of our own looks different: the
 * quick way finds our function below GLib's.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether @log holds a report of LeakSanitizer, and nothing in it is unknown. */
gboolean kt_test_known_leaks (const char *log);

G_END_DECLS
