/* kt-reply-private.h: shared by the files that read a reply
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-reply.h"

G_BEGIN_DECLS

struct _KtReply
{
  guint     status;
  char     *plain;          /* the body when it is no JSON but short plain text; or NULL */
  JsonNode *root;           /* or NULL: unreadable */
};

/* Where a path leads from @root; NULL when there is nothing. A null is a node. */
JsonNode *kt_path_walk       (JsonNode *root, const char *path);
/* The first of @paths that is there. */
JsonNode *kt_paths_walk      (JsonNode *root, char **paths);
/* A text or boolean as text (numbers are texts here). (transfer full) (nullable) */
char     *kt_node_text       (JsonNode *node);
/* Absent, null, "" or [] */
gboolean  kt_node_is_nothing (JsonNode *node);
gboolean  kt_condition_fits  (const KtCondition *condition, JsonNode *root, guint status);
/* Whether any test of the condition is about a member that is there with a value. */
gboolean  kt_condition_is_told (const KtCondition *condition, JsonNode *root);
gint64    kt_node_time       (JsonNode *node, KtDateUnit unit, gint64 now_ms);

/* The row of "errors" that says what a refusal means; NULL when the reply is none, or no row fits. */
const KtErrorRule *kt_reply_find_row (KtReply *self, const KtVerdictRules *rules);

/* One word of the exchange's, and where it comes from. */
typedef struct {
  const KtCredential *credential;   /* to scrub */
  KtReport           *report;
} KtReadingTo;

/* Returns whether any part was there. */
gboolean  kt_reply_read_rights (const KtRightsRule *rule, JsonNode *root, guint status, const KtReadingTo *to);

G_END_DECLS
