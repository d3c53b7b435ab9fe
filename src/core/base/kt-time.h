/* kt-time.h: the local time zone, without looking at files each time
 *
 * GLib's g_time_zone_new_local() follows /etc/localtime link by link at each call: for the dates of 10,000 keys that
 * was half of the program's start.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Asked for again once a minute, in case the person travels, and when TZ changed. Any thread. (transfer full) */
GTimeZone *kt_time_get_zone  (void);
/* @ms: Unix time in milliseconds. (transfer full) (nullable): NULL when there is no such time */
GDateTime *kt_time_new_local (gint64 ms);

G_END_DECLS
