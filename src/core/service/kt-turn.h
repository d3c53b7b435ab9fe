/* kt-turn.h: whose turn it is at an exchange, between programs
 *
 * The window, the command line and a second one of either may check at once, and the exchange sees one
 * address. So each exchange has a small file: an open-file-description lock on its first byte is the
 * turn (a request is in flight), one on its second byte is the place of whoever is next, so that no
 * program with many keys keeps another one out. The kernel frees both when their holder ends, however
 * it ends. The file's text says until when hosts are to be left alone, when the pace allows more, and how far a
 * host's clock is off, so that its time is not asked twice. A further file has a byte for each request that may be
 * in flight at all exchanges together.
 *
 * Nothing here waits: what cannot be had is asked for again later. Where the folder cannot be written
 * nothing is shared, and every program keeps the rules by itself, as well as it can.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-host-gate.h"

G_BEGIN_DECLS

#define KT_TURN_AGAIN_MS 20       /* after so long it is worth asking again */
#define KT_TURN_PATIENCE_MS 90000 /* three requests that never end: who holds a turn longer has been stopped */

typedef struct _KtTurns KtTurns;

/* @folder: made when it is needed, private. */
KtTurns *kt_turns_new       (const char *folder);
void     kt_turns_free      (KtTurns *self);

/* %FALSE: another program is sending, or all together send enough; this one is noted as next if nobody else is. %TRUE: the turn is ours, and
 * @gate knows what others left written. @exchange: an id. */
gboolean kt_turns_take      (KtTurns *self, const char *exchange, KtHostGate *gate);
/* Writes what @gate knows of @exchange and its @hosts, while the turn is ours. */
void     kt_turns_write     (KtTurns *self, const char *exchange, char **hosts, KtHostGate *gate);
void     kt_turns_give_back (KtTurns *self, const char *exchange);
/* Nobody here waits any more for a turn at an exchange that is not in @wanted (a set of ids). */
void     kt_turns_want_only (KtTurns *self, GHashTable *wanted);

/* For tests. */
void     kt_turns_set_patience (KtTurns *self, gint64 patience_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtTurns, kt_turns_free)

G_END_DECLS
