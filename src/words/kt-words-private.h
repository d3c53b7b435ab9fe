/* kt-words-private.h: what the files of words share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "config.h"

#include <glib/gi18n-lib.h>

#include "kt-words.h"

G_BEGIN_DECLS

/* The exchange's name for the beginning of a sentence, or within one. Borrowed. @key may be NULL. */
const char *kt_words_name_first   (KtExchange *exchange, KtKey *key);
const char *kt_words_name_within  (KtExchange *exchange, KtKey *key);

/* "a, b or c": ends of @parts joined for a sentence. */
char       *kt_words_join_or      (char **parts);
/* Sentences one after the other, up to NULL. "" is left out. The parts are freed. */
char       *kt_words_paragraph    (char *first, ...) G_GNUC_NULL_TERMINATED;

/* One outcome: a clause for "One of these: …", a few words, and what to do (NULL: nothing). */
const char *kt_words_outcome_clause (KtOutcome outcome);
const char *kt_words_outcome_short  (KtOutcome outcome);
char       *kt_words_outcome_advice (KtOutcome outcome, KtExchange *exchange, const KtRecord *record, KtReport *report);
char       *kt_words_outcomes_advice (KtOutcomes outcomes, KtExchange *exchange, const KtRecord *record, KtReport *report);
/* What the exchange itself said, with its code; or NULL. */
char       *kt_words_evidence       (KtReport *report, KtExchange *exchange);

/* "47 s", "2.5 s", "3 min": a length of time, without its sign. */
char       *kt_words_span           (gint64 ms);
/* The worst right of a set as a verb: "withdraw", "trade", "move between your accounts". */
const char *kt_words_worst_verb     (KtRights rights);

G_END_DECLS
