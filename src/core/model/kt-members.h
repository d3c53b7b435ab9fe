/* kt-members.h: reading the members of a JSON object somebody else may have written
 *
 * json-glib's getters raise criticals when a member has another type; these remember the first
 * member that does not fit and go on with the fallback, so that a reader is a plain list of
 * members and one question at its end. Nothing secret passes here. Private to the model.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

#include "kt-outcome.h"
#include "kt-right.h"

G_BEGIN_DECLS

typedef struct {
  JsonObject *object;       /* borrowed */
  char       *bad;          /* owned: the first member that does not fit, or NULL */
} KtMembers;

/* Parses one object of at most @max_bytes, nested at most 16 deep. KT_ERROR_DAMAGED. (transfer full) */
JsonNode    *kt_members_parse     (const char *json, gsize max_bytes, const char *what, GError **error);
/* Whether everything fitted; else KT_ERROR_DAMAGED naming @what and the member. */
gboolean     kt_members_finish    (KtMembers *self, const char *what, GError **error);
void         kt_members_clear     (KtMembers *self);
void         kt_members_spoil     (KtMembers *self, const char *name);

/* A member that is missing or null is the fallback; one of another type spoils. Borrowed results. */
const char  *kt_members_text      (KtMembers *self, const char *name);
gint64       kt_members_int       (KtMembers *self, const char *name, gint64 least, gint64 most, gint64 fallback);
gboolean     kt_members_boolean   (KtMembers *self, const char *name);
JsonArray   *kt_members_array     (KtMembers *self, const char *name);
JsonObject  *kt_members_object    (KtMembers *self, const char *name);
/* (transfer full): an array of texts; missing: NULL, or an empty one when @never_null. */
char       **kt_members_texts     (KtMembers *self, const char *name, gboolean never_null);
/* An array of rights' words; each unknown word adds @unknown (a newer Keyturn knows more rights). */
KtRights     kt_members_rights    (KtMembers *self, const char *name, KtRights unknown);
KtOutcomes   kt_members_outcomes  (KtMembers *self, const char *name);

/* The way out. Texts are made valid UTF-8; NULL is left out. */
void         kt_members_put_text     (JsonObject *object, const char *name, const char *text);
void         kt_members_put_texts    (JsonObject *object, const char *name, char **texts);
void         kt_members_put_rights   (JsonObject *object, const char *name, KtRights rights);
void         kt_members_put_outcomes (JsonObject *object, const char *name, KtOutcomes outcomes);
/* (transfer full) */
char        *kt_members_to_json      (JsonObject *object);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KtMembers, kt_members_clear)

G_END_DECLS
