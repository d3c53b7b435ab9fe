/* kt-test-resolver.h: names looked up without a network
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* From now on every name leads to 127.0.0.1 (@found), where nobody listens on port 443, or is unknown. */
void kt_test_resolver_install (gboolean found);

G_END_DECLS
