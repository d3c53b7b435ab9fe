/* kt-reply.h: one reply, read the way a definition says: by paths, words and maps
 *
 * What comes back from the network is nobody's friend: it may be cut off, a web page, or anything
 * else. Reading never fails and never aborts; what cannot be read is not told, and "not told" is
 * never taken for "no". Numbers are kept as the exchange wrote them, as text: nothing is rounded.
 *
 * A reply that is no JSON, that names a member twice, is larger than 1 MiB or
 * nested deeper than 32 is unreadable as a whole.
 *
 * The parsed reply lives in ordinary memory (json-glib). Replies of steps with "secret_reply" hold
 * a token there until kt_reply_free(); nothing of them is kept but the texts that the rules name.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-credential.h"
#include "kt-report.h"
#include "kt-rules.h"

G_BEGIN_DECLS

#define KT_REPLY_MAX_BYTES   (1024 * 1024)
#define KT_REPLY_MAX_DEPTH   32
#define KT_REPLY_MAX_TEXT    500            /* bytes kept of the exchange's own words */

typedef struct _KtReply KtReply;

/* @body: copied where needed; @length bytes, may hold anything. @status: HTTP. */
KtReply    *kt_reply_new         (guint status, const char *body, gsize length);
void        kt_reply_free        (KtReply *self);
gboolean    kt_reply_is_readable (KtReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtReply, kt_reply_free)

/* The text, number or boolean at the first of @paths that is there, as text. (transfer full) (nullable) */
char       *kt_reply_get_text    (KtReply *self, char **paths);
gboolean    kt_reply_fits        (KtReply *self, const KtCondition *condition);
/* A point in time in ms, from a date's rule: 0 when it is not told or not a date between 2000 and 2200. */
gint64      kt_reply_get_time    (KtReply *self, const KtDateRule *rule, gint64 now_ms);

/* How an exchange says yes and no: "reply" and "errors" of the definition. Borrowed. */
typedef struct {
  const KtCondition *ok;        /* the step's own, else the file's */
  char             **code;
  char             **message;
  GPtrArray         *errors;    /* KtErrorRule */
} KtVerdictRules;

typedef struct {
  gboolean    accepted;
  KtOutcomes  outcomes;         /* KT_OUTCOME_WORKS, or what the refusal means */
  char       *code;             /* the exchange's own, scrubbed; or NULL */
  char       *message;          /* scrubbed, at most KT_REPLY_MAX_TEXT bytes of UTF-8; or NULL */
  gboolean    sure;
  char       *own_address;      /* of a refusal because of the address: the one address its message names; or NULL */
} KtVerdict;

void        kt_reply_judge       (KtReply *self, const KtVerdictRules *rules, const KtCredential *credential, KtVerdict *ret_verdict);
void        kt_verdict_clear     (KtVerdict *self);

/* Reads what an accepted reply tells into @report and @taken (name -> text). Returns FALSE when the
 * reading names parts and not one of them is there: this is not the documented reply. */
gboolean    kt_reply_read        (KtReply *self, const KtReading *reading, const KtCredential *credential,
                                  GHashTable *taken, gint64 now_ms, KtReport *report);

/* Text from outside, fit to be kept: valid UTF-8 without control characters, every value of the
 * credential and every 20 bytes of one replaced by "…", cut at @max bytes. (transfer full) */
char       *kt_reply_scrub       (const char *text, gssize length, const KtCredential *credential, gsize max);

G_END_DECLS
