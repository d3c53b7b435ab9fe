/* journal.h: the log of the exchange server, one JSON object per line
 *
 * Never a secret: no passphrase, no body, no signature; an API key is cut to its first six characters.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "play.h"

G_BEGIN_DECLS

typedef struct _Journal Journal;

/* @path may be %NULL: nothing is written. An existing file is added to. */
Journal *journal_new (const char *path, GError **error);
void journal_free (Journal *journal);

/* @fault: the fault's name, or %NULL. */
void journal_add_connect (Journal *journal, const char *host, guint port, const char *fault);
void journal_add_request (Journal *journal, const PlayRequest *request, const PlayReply *reply, const char *fault);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Journal, journal_free)

G_END_DECLS
