/* kt-value.h: what expressions compute, and the memory it stands in
 *
 * All values of one request live in one KtArena and die with it. Bytes of secret values stand in
 * locked memory, the others in ordinary memory that needs no clearing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "kt-secret.h"

G_BEGIN_DECLS

#define KT_VALUE_MAX     (64 * 1024)    /* bytes of any value */
#define KT_VALUE_DEPTH   8              /* objects and lists in each other */

typedef enum {
  KT_KIND_NOTHING,
  KT_KIND_TEXT,
  KT_KIND_NUMBER,       /* digits that JSON shows without quotes */
  KT_KIND_FIELDS,
  KT_KIND_LIST,         /* only as the value of a field */
  KT_KIND_TRUE,
  KT_KIND_FALSE,
  KT_KIND_NULL,
} KtKind;

typedef struct _KtValue KtValue;
typedef struct _KtEntry KtEntry;

/* Borrowed bytes or entries: from the program, the credential or the arena. */
struct _KtValue
{
  KtKind   kind;
  gboolean secret;              /* its bytes, or those of something in it, stand in locked memory */
  gsize    length;              /* bytes of a text or number; number of entries */
  union {
    const char    *bytes;
    const KtEntry *entries;     /* of a list: without names */
  };
};

struct _KtEntry
{
  const char *name;
  gsize       name_length;
  KtValue     value;
};

typedef struct {
  char    *plain;               /* block in use: first the one below, then g_malloc'ed ones */
  gsize    plain_used;
  gsize    plain_size;
  GSList  *blocks;              /* g_malloc'ed */
  KtSecret *locked;             /* block in use */
  gsize    locked_used;
  gsize    locked_size;
  GSList  *secrets;             /* KtSecret, full ones */
  char     first[4096] __attribute__ ((aligned (16)));
} KtArena;

void  kt_arena_init  (KtArena *self);
void  kt_arena_clear (KtArena *self);
/* Aligned for pointers; not cleared. */
char *kt_arena_alloc (KtArena *self, gboolean secret, gsize size);

/* A text that grows in an arena. */
typedef struct {
  KtArena *arena;
  gboolean secret;
  char    *bytes;
  gsize    length;
  gsize    size;
  gsize    limit;               /* bytes: KT_VALUE_MAX, unless it was changed */
  gboolean too_large;           /* more than that: what follows is dropped */
} KtWriter;

void    kt_writer_init   (KtWriter *self, KtArena *arena, gboolean secret, gsize expected);
void    kt_writer_append (KtWriter *self, const char *bytes, gsize length);
KtValue kt_writer_finish (KtWriter *self);

static inline KtValue
kt_value_text (const char *bytes, gsize length, gboolean secret)
{
  return (KtValue) { .kind = KT_KIND_TEXT, .secret = secret, .length = length, .bytes = bytes };
}

/* An empty text, fields without a field, and nothing. */
static inline gboolean
kt_value_is_empty (const KtValue *self)
{
  return self->kind == KT_KIND_NOTHING || self->kind == KT_KIND_NULL ||
         ((self->kind == KT_KIND_TEXT || self->kind == KT_KIND_FIELDS || self->kind == KT_KIND_LIST) && self->length == 0);
}

/* How fields become text. Each returns NULL, or a sentence on what the data made impossible. */
const char *kt_value_write_form  (KtWriter *writer, const KtValue *fields);
/* @separator: NULL for "a=1&b=2", where a list repeats its name; else the list is joined by commas. */
const char *kt_value_write_plain (KtWriter *writer, const KtValue *fields, const KtValue *separator);
const char *kt_value_write_json  (KtWriter *writer, const KtValue *value);
const char *kt_value_write_flat  (KtWriter *writer, const KtValue *fields);

/* Same fields, in byte order of their names. */
KtValue     kt_value_sort        (KtArena *arena, const KtValue *fields);

G_END_DECLS
