/* kt-settings.h: the policy as the person set it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "kt-policy.h"

G_BEGIN_DECLS

/* The settings of this profile, or NULL when their schema is not installed: then defaults hold. (transfer full) */
GSettings *kt_settings_new           (void);
/* @settings: (nullable). What is missing or absurd is as in KT_POLICY_DEFAULT. */
KtPolicy   kt_policy_from_settings   (GSettings *settings);
/* Whether the person was asked in words how often to rotate: once, at the first key. @settings: (nullable). */
gboolean   kt_settings_was_asked     (GSettings *settings);
void       kt_settings_set_asked     (GSettings *settings);

G_END_DECLS
