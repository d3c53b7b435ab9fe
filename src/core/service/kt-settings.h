/* kt-settings.h: what the person chose once for all keys, from GSettings
 *
 * No setting ever holds a key. Where the schema is not installed the defaults hold: a missing file
 * is no reason to stop.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "kt-policy.h"

G_BEGIN_DECLS

/* This profile's settings. (transfer full) (nullable): NULL when the schema is not installed. */
GSettings *kt_settings_new        (void);
void       kt_settings_get_policy (KtPolicy *ret_policy);

G_END_DECLS
