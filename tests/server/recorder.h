/* recorder.h: a connection that remembers the request target just as it came
 *
 * libsoup hands a server the target normalised ("%7e" becomes "~", "%2f" becomes "%2F"). Signatures are made over the
 * bytes on the wire, so they are written down while libsoup reads them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TYPE_RECORDER (recorder_get_type ())
G_DECLARE_FINAL_TYPE (Recorder, recorder, EXCHANGE, RECORDER, GIOStream)

/* All goes through to @base, which is kept. */
Recorder *recorder_new (GIOStream *base);

/* The target of the request just read ("/path?query"), and begins to listen for the next; %NULL when what was read
 * does not begin like a request of @method. Free it. */
char *recorder_take_target (Recorder *recorder, const char *method);

G_END_DECLS
