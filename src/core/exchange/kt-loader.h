/* kt-loader.h: reading a definition and collecting everything wrong in it, with its place
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

#include "kt-json.h"
#include "kt-mistake.h"

G_BEGIN_DECLS

typedef struct {
  const char *file;             /* borrowed */
  KtJsonMap  *map;              /* owned */
  GPtrArray  *mistakes;         /* KtMistake, owned */
  GHashTable *said;             /* path, offset and text of those, so that nothing is said twice */
} KtLoader;

void  kt_loader_init    (KtLoader *self, const char *file);
void  kt_loader_clear   (KtLoader *self);
/* @offset: bytes into the text at @json_path. */
void  kt_loader_mistake (KtLoader *self, const char *json_path, gsize offset, const char *format, ...) G_GNUC_PRINTF (4, 5);
/* Fits KtReportMistake and KtJsonProblem. */
void  kt_loader_report         (const char *json_path, const char *text, gpointer loader);
void  kt_loader_report_problem (guint line, guint column, const char *json_path, const char *text, gpointer loader);
/* In the order of the file. */
void  kt_loader_sort    (KtLoader *self);

/* "signing" and "let" give "signing.let"; "" and "format" give "format". (transfer full) */
char *kt_path_join  (const char *json_path, const char *member);
char *kt_path_index (const char *json_path, guint index);

/* Members of @object at @path. Each reports a value of the wrong kind and answers as if it were not there. */
#define KT_REQUIRED TRUE
#define KT_OPTIONAL FALSE
const char *kt_load_text    (KtLoader *loader, JsonObject *object, const char *path, const char *member, gboolean required);
char       *kt_load_new_text (KtLoader *loader, JsonObject *object, const char *path, const char *member, gboolean required);
gboolean    kt_load_flag    (KtLoader *loader, JsonObject *object, const char *path, const char *member, gboolean otherwise);
int         kt_load_number  (KtLoader *loader, JsonObject *object, const char *path, const char *member, int min, int max, int otherwise);
/* A list of texts, or one text. (transfer full) (nullable) */
char      **kt_load_texts   (KtLoader *loader, JsonObject *object, const char *path, const char *member);
JsonObject *kt_load_object  (KtLoader *loader, JsonObject *object, const char *path, const char *member, gboolean required);
JsonArray  *kt_load_list    (KtLoader *loader, JsonObject *object, const char *path, const char *member, gboolean required);
/* Which of @words (NULL-terminated) the member is; -1 when it is not there or wrong. */
int         kt_load_word    (KtLoader *loader, JsonObject *object, const char *path, const char *member,
                             const char *const *words, gboolean required);
/* Reports members that are not among @known (NULL-terminated); "note" may stand anywhere. */
void        kt_load_only    (KtLoader *loader, JsonObject *object, const char *path, const char *const *known);
/* YYYY-MM-DD. (transfer full) (nullable) */
char       *kt_load_day     (KtLoader *loader, JsonObject *object, const char *path, const char *member, gboolean required);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KtLoader, kt_loader_clear)

G_END_DECLS
