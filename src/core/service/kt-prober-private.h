/* kt-prober-private.h: what only tests set
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-prober.h"

G_BEGIN_DECLS

/* Instead of 10 s to connect and 30 s in all. */
void kt_prober_set_limits (KtProber *self, guint connect_ms, guint total_ms);

G_END_DECLS
