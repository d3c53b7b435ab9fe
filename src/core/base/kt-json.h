/* kt-json.h: JSON read strictly, and where in the text each value stands
 *
 * json-glib 1.6 forgives comments, duplicate members and "var x = {…}", keeps no positions and
 * follows nesting by recursion without a limit. So the depth is counted before it parses, and files
 * that people write are also walked by a small strict scanner, which knows the place of every value.
 * The scanner's copy of the text stands in locked memory, as a document may hold a credential.
 *
 * A JSON path is spelt as in "signing.let.text", "check[0].rights.map"; "" is the whole.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

#include "kt-secret.h"

G_BEGIN_DECLS

/**
 * kt_json_parse:
 * @text: UTF-8, not necessarily NUL-terminated
 * @length: bytes
 * @max_length: more bytes than that are refused
 * @max_depth: more nested objects and lists than that are refused
 *
 * Returns: (transfer full): the root; %NULL with KT_ERROR_INVALID, whose message quotes nothing of @text
 */
JsonNode *kt_json_parse (const char *text, gsize length, gsize max_length, guint max_depth, GError **error);

/* Called for each thing wrong in the text. @line and @column count from 1, columns in characters. */
typedef void (*KtJsonProblem) (guint line, guint column, const char *json_path, const char *problem, gpointer data);

typedef struct _KtJsonMap KtJsonMap;

/**
 * kt_json_map_new:
 *
 * Walks @text by the letter of RFC 8259. A comment, a duplicate member, nesting beyond @max_depth and
 * every fault of grammar is reported; after a fault of grammar the walk ends.
 *
 * Returns: (transfer full) (nullable): where everything stands; %NULL when the grammar was at fault
 */
KtJsonMap *kt_json_map_new  (const char *text, gsize length, guint max_depth, KtJsonProblem report, gpointer data);
void       kt_json_map_free (KtJsonMap *self);

/**
 * kt_json_map_find:
 * @offset: bytes into the value, when it is a string: escapes count as what they stand for
 *
 * A path that is not in the text gives the nearest enclosing value.
 */
void       kt_json_map_find (KtJsonMap *self, const char *json_path, gsize offset, guint *ret_line, guint *ret_column);

/* Where the value at @json_path begins: bytes into the text. The path must be in it. */
gsize      kt_json_map_get_offset (KtJsonMap *self, const char *json_path);

/* Every value, in the text's order, each object and list before what is in it. */
typedef void (*KtJsonVisit) (const char *json_path, gsize offset, gpointer data);
void       kt_json_map_foreach (KtJsonMap *self, KtJsonVisit visit, gpointer data);

/* The text that begins at @offset, its escapes resolved, in locked memory; NULL when none begins there. (transfer full) */
KtSecret  *kt_json_map_read_text (KtJsonMap *self, gsize offset);
/* The same of the value at @json_path; NULL also when that path is not in the text. (transfer full) */
KtSecret  *kt_json_map_take_text (KtJsonMap *self, const char *json_path);
/* The document with asterisks instead of every text at or below @json_path ("": of all), for a reader that keeps copies; all
 * else stands where it stood. (transfer full) */
KtSecret  *kt_json_map_mask      (KtJsonMap *self, const char *json_path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtJsonMap, kt_json_map_free)

G_END_DECLS
