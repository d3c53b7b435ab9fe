/* kt-recipe.h: the language of definitions: parsed once, checked once, run for every request
 *
 *   expr = term { "+" term } .    term = text | number | name | name "(" expr { "," expr } ")" .
 *   text = "'" { any character, '' for one ' } "'" .   number = digit { digit } .   name = a-z { a-z | 0-9 | "_" } .
 *
 * KtAst is what was written. KtProgram is one request for one key type and environment, with names
 * resolved to slots and kinds checked: running it fails only by data (not base64, not a key, not
 * digits, the same name twice, too large), never by kind. No loops, no recursion, no clock of its own.
 *
 * data/exchanges/README.md explains the language to those who write definitions.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-exchange.h"
#include "kt-loader.h"
#include "kt-value.h"

G_BEGIN_DECLS

#define KT_RECIPE_MAX_TEXT    1024  /* bytes of one expression */
#define KT_RECIPE_MAX_NESTING 16
#define KT_RECIPE_MAX_LETS    32
#define KT_RECIPE_MAX_FIELDS  64

/* ── Written ──────────────────────────────────────────────────────────────── */

typedef enum { KT_AST_TEXT, KT_AST_NUMBER, KT_AST_NAME, KT_AST_CALL, KT_AST_SUM,
               KT_AST_FIELDS, KT_AST_LIST, KT_AST_TRUE, KT_AST_FALSE, KT_AST_NULL } KtAstType;

typedef struct _KtAst KtAst;
struct _KtAst
{
  KtAstType  type;
  char      *text;              /* the literal, digits or name */
  gsize      length;
  GPtrArray *children;          /* KtAst: arguments, terms, values of fields, items; or NULL */
  GPtrArray *names;             /* char*: of fields; "..." puts other fields in; or NULL */
  char      *path;              /* JSON path of the text it stands in */
  gsize      offset;            /* bytes into that text */
};

/* A JSON text in a signing place is an expression; numbers, true, false and null are themselves;
 * objects are fields, lists are lists. Mistakes go to @loader. (transfer full) (nullable) */
KtAst *kt_ast_new  (KtLoader *loader, JsonNode *node, const char *json_path);
void   kt_ast_free (KtAst *self);

/* ── Checked ──────────────────────────────────────────────────────────────── */

/* Slots of names that are always there; the credential's fields follow, then lets and taken values. */
enum { KT_SLOT_METHOD, KT_SLOT_HOST, KT_SLOT_PATH, KT_SLOT_PARAMS, KT_SLOT_QUERY, KT_SLOT_BODY,
       KT_SLOT_TIME, KT_SLOT_NONCE, KT_SLOT_FIELDS };

/* What a value still holds of the credential. */
enum { KT_TAINT_SECRET = 1,     /* a field that never leaves this computer */
       KT_TAINT_SENT = 2 };     /* a field the exchange wants to be sent */

typedef struct _KtNode KtNode;
struct _KtNode
{
  guint8        op;
  KtKind        kind;           /* KT_KIND_NOTHING: unknown, because of a mistake */
  guint8        taint;
  guint         index;          /* slot, or function */
  KtValue       literal;
  guint         n_children;
  KtNode      **children;
  const char  **names;          /* of fields; NULL for "..." */
  const KtAst  *ast;
};

/* A name with what it stands for. */
typedef struct {
  const char  *name;
  const KtAst *ast;
} KtLet;

/* What the names of one program may be. All borrowed while binding. */
typedef struct {
  KtLoader    *loader;
  GPtrArray   *fields;          /* KtField */
  KtTimeUnit   time;
  KtNonceKind  nonce;
  GArray      *lets;            /* KtLet: the signing's, its key type's, the step's */
  char       **taken;           /* values earlier steps took; or NULL */
  GHashTable  *elsewhere;       /* names only some steps give; for programs of any request; or NULL */
  GHashTable  *used;            /* JSON paths of lets and ids of fields that some output needs */
} KtScope;

typedef struct {
  KtTimeUnit   time;
  KtNonceKind  nonce;
  guint        n_fields;
  guint        n_slots;
  GPtrArray   *lets;            /* by slot: KtNode, or NULL */
  GPtrArray   *taken;           /* by slot: name of a taken value (char*, borrowed), or NULL */
  GPtrArray   *nodes;           /* owns */
  guint64      uses;            /* bit per slot that some output needs */
  int          key_field;       /* number of the field a private-key signature takes, or -1 */
  const char  *missing;         /* a name only some steps give: such a request cannot be signed; or NULL */
  gboolean     query_refused;   /* params would carry a sent field into the query */

  KtNode      *step_fields;     /* or NULL */
  KtNode      *extra_headers;   /* the environment's, or NULL */
  KtNode      *headers;
  KtNode      *params;
  KtNode      *query;
  KtNode      *body;
} KtProgram;

typedef struct _KtBinder KtBinder;

/* Binds one expression after the other; the step's fields first. Mistakes go to the scope's loader. */
KtBinder  *kt_binder_new    (const KtScope *scope);
void       kt_binder_set_own_fields (KtBinder *self, gboolean own_fields);
/* @ast: (nullable): then NULL. @expected: KT_KIND_NOTHING for any */
KtNode    *kt_binder_bind   (KtBinder *self, const KtAst *ast, KtKind expected);
/* Lets that no output needs are checked too. */
void       kt_binder_bind_rest (KtBinder *self);
KtProgram *kt_binder_finish (KtBinder *self);
void       kt_program_free  (KtProgram *self);

/* The place in a node where something with one of the bits of @taint comes from, for messages. */
const KtAst *kt_node_find_taint (const KtProgram *program, const KtNode *node, guint taint);

/* Names that have a meaning already. */
gboolean   kt_recipe_name_is_valid (const char *name);
gboolean   kt_recipe_name_is_taken (const char *name);

/* ── Run ──────────────────────────────────────────────────────────────────── */

typedef struct {
  const KtProgram *program;
  GPtrArray       *fields;      /* KtField, for sentences that name one; or NULL */
  gint64           clock_ms;
  gboolean         json_body;   /* how "body" writes params; else as a form */
  int              place;       /* KtFieldsPlace of the request's fields */
  KtArena          arena;
  KtValue         *slots;
  guint8          *filled;
} KtRun;

void     kt_run_init  (KtRun *self, const KtProgram *program);
void     kt_run_clear (KtRun *self);
gboolean kt_run_eval  (KtRun *self, const KtNode *node, KtValue *ret_value, GError **error);
/* @time_unit's text of a moment. */
KtValue  kt_run_time  (KtRun *self, gint64 ms);
gboolean kt_run_write (KtRun *self, const char *(*write) (KtWriter *, const KtValue *), const KtValue *value,
                       KtValue *ret_text, GError **error);

G_END_DECLS
