/* misbehave.h: carrying out the faults of a reply
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "play.h"

G_BEGIN_DECLS

/* Whether the ordinary reply is made first (and so its signature looked at, and its nonce used up). */
gboolean misbehave_needs_reply (const Fault *fault);

/* Sends @reply on @message, ordinary. */
void misbehave_not (SoupServerMessage *message, const PlayReply *reply);

/* Does on @message what @fault says instead; @reply is changed where the fault changes it. */
void misbehave (SoupServerMessage *message, const PlayRequest *request, PlayReply *reply, const Fault *fault);

G_END_DECLS
