/* kt-check.h: one check of one key, as a machine without a socket
 *
 * It knows the definition's steps, what is asked next, and reads the replies; whoever owns the
 * socket (KtProber) asks it for the next request and hands it what came back:
 *
 *   check = kt_check_new (exchange, environment, key_type, credential);
 *   while ((want = kt_check_next (check)) != KT_CHECK_DONE)
 *     if (want == KT_CHECK_TIME) …ask kt_check_get_time_request(), kt_check_take_time ()…
 *     else …request = kt_check_sign (check, moment), send it, kt_check_take_reply ()…
 *   report = kt_check_finish (check);
 *
 * The rules of harmlessness are in here: from top to bottom, nothing twice, with two exceptions,
 * each once per check and shown: the same request with corrected time when the refusal means clock,
 * and the step that the definition names for that very code.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-report.h"
#include "kt-signer.h"

G_BEGIN_DECLS

typedef struct _KtCheck KtCheck;

typedef enum {
  KT_CHECK_DONE,
  KT_CHECK_TIME,      /* the exchange's time is wanted (first, if the definition uses time at all and it is not known) */
  KT_CHECK_REQUEST,   /* a signed (or unsigned) step */
} KtCheckWant;

/* What came back. On a transport failure @failure is a bit of KT_OUTCOMES_UNREACHABLE or CANCELLED and the rest is 0. */
typedef struct {
  KtOutcomes  failure;
  guint       status;
  const char *body;             /* bytes, not NUL-terminated */
  gsize       length;
  const char *date_header;      /* or NULL */
  gint64      retry_after_s;    /* header Retry-After, a date turned into seconds; 0: none */
  gint64      sent_ms;          /* this computer's clock when it was sent */
  gint64      duration_ms;
} KtAnswer;

KtCheck     *kt_check_new    (KtExchange *exchange, const char *environment, const char *key_type, KtCredential *credential);
void         kt_check_free   (KtCheck *self);

/* An offset learnt from this host in the last five minutes: then time is not asked again. */
void         kt_check_set_clock (KtCheck *self, gint64 offset_ms, gint64 doubt_ms);
gboolean     kt_check_get_clock (KtCheck *self, gint64 *ret_offset_ms, gint64 *ret_doubt_ms);

KtCheckWant  kt_check_next   (KtCheck *self);
/* For KT_CHECK_TIME: an unsigned GET. (transfer full) */
KtSignedRequest *kt_check_get_time_request (KtCheck *self);
void         kt_check_take_time  (KtCheck *self, const KtAnswer *answer);
/* For KT_CHECK_REQUEST. @clock_ms: this computer's clock; the correction is added here where it is due:
 * only after a refusal that means the clock, so that the report can tell a good key with a wrong clock.
 * When the credential cannot sign (not a key, not base64…) the error says so in a sentence, the report's
 * outcome becomes malformed-request with that sentence as its message, and the next call of
 * kt_check_next() goes on or ends: nothing was sent. */
KtSignedRequest *kt_check_sign   (KtCheck *self, gint64 clock_ms, const char *nonce, GError **error);
void         kt_check_take_reply (KtCheck *self, const KtAnswer *answer);
/* What the last kt_check_sign() was about: the step's id, for progress. (nullable) */
const char  *kt_check_get_step   (KtCheck *self);
/* Rate limits: until when (Unix ms, this computer's clock) the last answer told us to stay away; 0 if not. */
gint64       kt_check_get_hold_until (KtCheck *self);

/* What was found out. (transfer full) */
KtReport    *kt_check_finish (KtCheck *self, gint64 now_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtCheck, kt_check_free)

G_END_DECLS
