/* kt-session-watch.h: tells when the person went away: session locked, idle or put to sleep
 *
 * The session, not the window: a person who works in another program is not away. Heard are the
 * screen savers on the session bus, logind on the system bus, the portal inside a sandbox, and
 * GNOME's idle monitor. Anyone on the session bus could say "locked"; all that does is hide things.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define KT_TYPE_SESSION_WATCH (kt_session_watch_get_type ())
G_DECLARE_FINAL_TYPE (KtSessionWatch, kt_session_watch, KT, SESSION_WATCH, GObject)

/* Signal: "away". Property: "tells-idle" (boolean, notify): whether this desktop tells how long the session is idle. */
KtSessionWatch *kt_session_watch_new              (void);
/* 0: idleness does not count, only a lock does. */
void            kt_session_watch_set_idle_minutes (KtSessionWatch *self, guint minutes);
gboolean        kt_session_watch_tells_idle       (KtSessionWatch *self);

G_END_DECLS
