/* reply-rules.h: a definition's rules for reading replies, loaded for tests without the rest of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-reply.h"

G_BEGIN_DECLS

typedef struct {
  char      *id;
  KtCondition *ok;          /* its own, or NULL */
  KtReading  reading;
} RulesStep;

typedef struct {
  JsonNode       *node;     /* the file */
  KtVerdictRules  verdict;
  KtCondition    *ok;
  GPtrArray      *steps;    /* RulesStep */
} Rules;

/* By id: a built-in definition. Fails the test on any mistake. */
Rules     *rules_load (const char *id);
void       rules_free (Rules *self);
RulesStep *rules_step (Rules *self, const char *id);
/* Ids of every definition there is. (transfer full) */
char     **rules_list (void);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rules, rules_free)

G_END_DECLS
