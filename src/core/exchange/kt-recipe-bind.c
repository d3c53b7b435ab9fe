/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-recipe.h"

#include <string.h>

#include "kt-recipe-functions.h"

const KtFunctionInfo kt_functions[KT_N_FUNCTIONS] = {
  [KT_FUNCTION_MD5]         = { "md5",         1, 1, "t",   KT_KIND_TEXT,   TRUE },
  [KT_FUNCTION_SHA256]      = { "sha256",      1, 1, "t",   KT_KIND_TEXT,   TRUE },
  [KT_FUNCTION_SHA512]      = { "sha512",      1, 1, "t",   KT_KIND_TEXT,   TRUE },
  [KT_FUNCTION_HMAC_SHA256] = { "hmac_sha256", 2, 2, "tt",  KT_KIND_TEXT,   TRUE },
  [KT_FUNCTION_HMAC_SHA384] = { "hmac_sha384", 2, 2, "tt",  KT_KIND_TEXT,   TRUE },
  [KT_FUNCTION_HMAC_SHA512] = { "hmac_sha512", 2, 2, "tt",  KT_KIND_TEXT,   TRUE },
  [KT_FUNCTION_RSA_SHA256]  = { "rsa_sha256",  2, 2, "tt",  KT_KIND_TEXT,   TRUE },
  [KT_FUNCTION_ED25519]     = { "ed25519",     2, 2, "tt",  KT_KIND_TEXT,   TRUE },
  [KT_FUNCTION_ES256]       = { "es256",       2, 2, "tt",  KT_KIND_TEXT,   TRUE },
  [KT_FUNCTION_HEX]         = { "hex",         1, 1, "t",   KT_KIND_TEXT },
  [KT_FUNCTION_BASE64]      = { "base64",      1, 1, "t",   KT_KIND_TEXT },
  [KT_FUNCTION_BASE64URL]   = { "base64url",   1, 1, "t",   KT_KIND_TEXT },
  [KT_FUNCTION_UNHEX]       = { "unhex",       1, 1, "t",   KT_KIND_TEXT },
  [KT_FUNCTION_UNBASE64]    = { "unbase64",    1, 1, "t",   KT_KIND_TEXT },
  [KT_FUNCTION_UPPER]       = { "upper",       1, 1, "t",   KT_KIND_TEXT },
  [KT_FUNCTION_AFTER]       = { "after",       2, 2, "tt",  KT_KIND_TEXT },
  [KT_FUNCTION_FORM]        = { "form",        1, 1, "f",   KT_KIND_TEXT },
  [KT_FUNCTION_PLAIN]       = { "plain",       1, 2, "ft",  KT_KIND_TEXT },
  [KT_FUNCTION_JSON]        = { "json",        1, 1, "f",   KT_KIND_TEXT },
  [KT_FUNCTION_FLAT]        = { "flat",        1, 1, "f",   KT_KIND_TEXT },
  [KT_FUNCTION_SORT]        = { "sort",        1, 1, "f",   KT_KIND_FIELDS },
  [KT_FUNCTION_LACKS]       = { "lacks",       2, 2, "ft",  KT_KIND_TEXT },
  [KT_FUNCTION_NUMBER]      = { "number",      1, 1, "t",   KT_KIND_NUMBER },
  [KT_FUNCTION_LATER]       = { "later",       1, 1, "n",   KT_KIND_TEXT },
  [KT_FUNCTION_IF]          = { "if",          2, 3, "***", KT_KIND_NOTHING },
};

static const char *const always[KT_SLOT_FIELDS] = {
  "method", "host", "path", "params", "query", "body", "time", "nonce",
};

enum { NOT_BOUND, BINDING, BOUND };

struct _KtBinder
{
  const KtScope *scope;
  KtProgram     *program;       /* owned until finished */
  guint8        *states;        /* of scope->lets */
  guint         *slots;         /* of scope->lets */
  guint         *taken_slots;
  gboolean       own_fields;    /* the step's own fields are being bound */
  gboolean       needed;        /* what is bound now is needed by an output */
};

static KtNode *bind (KtBinder *self, const KtAst *ast);

static KtNode *
node_new (KtBinder *self, const KtAst *ast, guint8 op, KtKind kind)
{
  KtNode *node = g_new0 (KtNode, 1);

  node->op = op;
  node->kind = kind;
  node->ast = ast;
  g_ptr_array_add (self->program->nodes, node);
  return node;
}

static void
mistake (KtBinder *self, const KtAst *ast, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
mistake (KtBinder *self, const KtAst *ast, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  kt_loader_mistake (self->scope->loader, ast->path, ast->offset, "%s", text);
}

static void
make_children (KtNode *node, guint n)
{
  node->n_children = n;
  node->children = g_new0 (KtNode *, MAX (n, 1));
}

/* ── Names ────────────────────────────────────────────────────────────────── */

static KtNode *
slot_node (KtBinder *self, const KtAst *ast, guint slot, KtKind kind, guint taint)
{
  KtNode *node = node_new (self, ast, KT_OP_SLOT, kind);

  node->index = slot;
  node->taint = (guint8) taint;
  if (self->needed && slot < 64)
    self->program->uses |= G_GUINT64_CONSTANT (1) << slot;
  return node;
}

static KtNode *
bind_always (KtBinder *self, const KtAst *ast, guint slot)
{
  if (slot == KT_SLOT_TIME && self->scope->time == KT_TIME_NONE)
    mistake (self, ast, "“time” is used, but “signing” does not say which: add \"time\": \"ms\" or another unit");
  else if (slot == KT_SLOT_NONCE && self->scope->nonce == KT_NONCE_NONE)
    mistake (self, ast, "“nonce” is used, but “signing” does not say which: add \"nonce\": \"uuid\" or another kind");
  else if (self->own_fields && (slot == KT_SLOT_PARAMS || slot == KT_SLOT_QUERY || slot == KT_SLOT_BODY))
    mistake (self, ast, "the fields of a step cannot be made from “%s”, which is made from them", always[slot]);
  return slot_node (self, ast, slot, slot == KT_SLOT_PARAMS ? KT_KIND_FIELDS : KT_KIND_TEXT, 0);
}

static KtNode *
bind_field (KtBinder *self, const KtAst *ast, guint i)
{
  const KtField *field = g_ptr_array_index (self->scope->fields, i);
  guint taint = field->is_public ? 0 : field->sent ? KT_TAINT_SENT : KT_TAINT_SECRET;

  if (self->needed)
    g_hash_table_add (self->scope->used, g_strdup (field->id));
  return slot_node (self, ast, KT_SLOT_FIELDS + i, KT_KIND_TEXT, taint);
}

static KtNode *
bind_let (KtBinder *self, const KtAst *ast, guint i)
{
  KtLet *let = &g_array_index (self->scope->lets, KtLet, i);
  KtNode *value;

  if (self->states[i] == BINDING)
    {
      mistake (self, ast, "“%s” needs itself", let->name);
      return node_new (self, ast, KT_OP_LITERAL, KT_KIND_NOTHING);
    }
  if (self->needed)
    g_hash_table_add (self->scope->used, g_strdup (let->ast->path));
  if (self->states[i] == NOT_BOUND)
    {
      self->states[i] = BINDING;
      value = bind (self, let->ast);
      self->states[i] = BOUND;
      g_ptr_array_index (self->program->lets, self->slots[i]) = value;
    }
  value = g_ptr_array_index (self->program->lets, self->slots[i]);
  return slot_node (self, ast, self->slots[i], value->kind, value->taint);
}

static KtNode *
bind_name (KtBinder *self, const KtAst *ast)
{
  const KtScope *scope = self->scope;

  for (guint i = 0; i < KT_SLOT_FIELDS; i++)
    {
      if (strcmp (ast->text, always[i]) == 0)
        return bind_always (self, ast, i);
    }
  for (guint i = 0; i < scope->fields->len; i++)
    {
      if (strcmp (ast->text, ((KtField *) g_ptr_array_index (scope->fields, i))->id) == 0)
        return bind_field (self, ast, i);
    }
  for (guint i = 0; i < scope->lets->len; i++)
    {
      if (strcmp (ast->text, g_array_index (scope->lets, KtLet, i).name) == 0)
        return bind_let (self, ast, i);
    }
  for (guint i = 0; scope->taken && scope->taken[i]; i++)
    {
      if (strcmp (ast->text, scope->taken[i]) == 0)
        return slot_node (self, ast, self->taken_slots[i], KT_KIND_TEXT, 0);
    }

  if (scope->elsewhere && g_hash_table_contains (scope->elsewhere, ast->text))
    self->program->missing = ast->text;
  else
    mistake (self, ast, "nothing here is called “%s” (a text is written '%s')", ast->text, ast->text);
  return node_new (self, ast, KT_OP_LITERAL, KT_KIND_NOTHING);
}

/* ── Functions ────────────────────────────────────────────────────────────── */

static const char *
kind_name (KtKind kind)
{
  switch (kind)
    {
    case KT_KIND_TEXT:    return "a text";
    case KT_KIND_NUMBER:  return "a number";
    case KT_KIND_FIELDS:  return "fields";
    case KT_KIND_LIST:    return "a list";
    case KT_KIND_TRUE:
    case KT_KIND_FALSE:   return "true or false";
    case KT_KIND_NULL:    return "null";
    case KT_KIND_NOTHING:
    default:              return "nothing";
    }
}

static gboolean
wants (KtBinder *self, const KtNode *node, KtKind kind, const char *who)
{
  if (node->kind == kind || node->kind == KT_KIND_NOTHING)
    return TRUE;
  mistake (self, node->ast, "%s takes %s here, not %s", who, kind_name (kind), kind_name (node->kind));
  return FALSE;
}

static int
find_function (const char *name)
{
  for (int i = 0; i < KT_N_FUNCTIONS; i++)
    {
      if (strcmp (kt_functions[i].name, name) == 0)
        return i;
    }
  return -1;
}

static void
check_argument (KtBinder *self, int function, guint i, const KtNode *argument)
{
  g_autofree char *who = g_strdup_printf ("%s()", kt_functions[function].name);

  switch (kt_functions[function].takes[i])
    {
    case 't':
      wants (self, argument, KT_KIND_TEXT, who);
      break;
    case 'f':
      wants (self, argument, KT_KIND_FIELDS, who);
      break;
    case 'n':
      if (argument->op != KT_OP_LITERAL || argument->kind != KT_KIND_NUMBER)
        mistake (self, argument->ast, "%s takes a number as it is written: later(60)", who);
      break;
    default:
      break;
    }
}

static KtKind
kind_of_if (KtBinder *self, const KtNode *node)
{
  KtKind a = node->children[1]->kind;
  KtKind b = node->n_children > 2 ? node->children[2]->kind : a;

  if (a != b && a != KT_KIND_NOTHING && b != KT_KIND_NOTHING)
    mistake (self, node->children[2]->ast, "both values of if() must be of one kind: here %s, before %s", kind_name (b), kind_name (a));
  return a == KT_KIND_NOTHING ? b : a;
}

static KtNode *
bind_call (KtBinder *self, const KtAst *ast)
{
  int function = find_function (ast->text);
  const KtFunctionInfo *info = &kt_functions[MAX (function, 0)];
  guint n = ast->children->len;
  KtNode *node = node_new (self, ast, KT_OP_CALL, info->gives);
  gboolean fits = function >= 0 && n >= info->min && n <= info->max;

  if (function < 0)
    mistake (self, ast, "there is no function “%s”", ast->text);
  else if (!fits)
    mistake (self, ast, info->min == info->max ? "%s() takes %u value(s), not %u" : "%s() takes at least %u value(s), not %u",
             ast->text, n < info->min ? info->min : info->max, n);

  node->index = (guint) MAX (function, 0);
  make_children (node, n);
  for (guint i = 0; i < n; i++)
    {
      node->children[i] = bind (self, g_ptr_array_index (ast->children, i));
      if (fits)
        check_argument (self, function, i, node->children[i]);
      /* What if() tests is told by nothing but its emptiness. */
      if (!(function == KT_FUNCTION_IF && i == 0))
        node->taint |= node->children[i]->taint;
    }
  if (!fits)
    {
      node->kind = KT_KIND_NOTHING;
      return node;
    }

  if (info->covers)
    node->taint = 0;
  if (function == KT_FUNCTION_IF)
    node->kind = kind_of_if (self, node);
  if (function == KT_FUNCTION_LATER && self->scope->time == KT_TIME_NONE)
    mistake (self, ast, "later() needs “time”: add \"time\": \"ms\" or another unit to “signing”");
  if (function >= KT_FUNCTION_RSA_SHA256 && function <= KT_FUNCTION_ES256 && self->needed &&
      node->children[0]->op == KT_OP_SLOT && node->children[0]->index >= KT_SLOT_FIELDS &&
      node->children[0]->index < KT_SLOT_FIELDS + self->scope->fields->len)
    self->program->key_field = (int) node->children[0]->index - KT_SLOT_FIELDS;
  return node;
}

/* ── Sums, fields, lists ──────────────────────────────────────────────────── */

static KtNode *
bind_sum (KtBinder *self, const KtAst *ast)
{
  KtNode *node = node_new (self, ast, KT_OP_JOIN, KT_KIND_TEXT);
  KtKind kind = KT_KIND_NOTHING;

  make_children (node, ast->children->len);
  for (guint i = 0; i < node->n_children; i++)
    {
      KtNode *term = node->children[i] = bind (self, g_ptr_array_index (ast->children, i));

      node->taint |= term->taint;
      if (term->kind == KT_KIND_NOTHING)
        continue;
      if (kind == KT_KIND_NOTHING && (term->kind == KT_KIND_TEXT || term->kind == KT_KIND_FIELDS))
        kind = term->kind;
      else if (term->kind != kind)
        mistake (self, term->ast, term->kind == KT_KIND_NUMBER ? "“+” joins texts with texts and fields with fields, not %s; a text is written in ' '"
                                                               : "“+” joins texts with texts and fields with fields; this is %s",
                 kind_name (term->kind));
    }
  if (kind == KT_KIND_FIELDS)
    node->op = KT_OP_MERGE;
  node->kind = kind;
  return node;
}

static KtNode *
bind_fields (KtBinder *self, const KtAst *ast)
{
  KtNode *node = node_new (self, ast, ast->type == KT_AST_LIST ? KT_OP_LIST : KT_OP_FIELDS,
                           ast->type == KT_AST_LIST ? KT_KIND_LIST : KT_KIND_FIELDS);

  make_children (node, ast->children->len);
  if (ast->names)
    node->names = g_new0 (const char *, MAX (ast->names->len, 1));
  for (guint i = 0; i < node->n_children; i++)
    {
      KtNode *child = node->children[i] = bind (self, g_ptr_array_index (ast->children, i));

      node->taint |= child->taint;
      if (!ast->names)
        continue;
      if (strcmp (g_ptr_array_index (ast->names, i), "...") == 0)
        wants (self, child, KT_KIND_FIELDS, "“...”");
      else
        node->names[i] = g_ptr_array_index (ast->names, i);
    }
  return node;
}

static KtNode *
bind_literal (KtBinder *self, const KtAst *ast)
{
  static const KtKind kinds[] = {
    [KT_AST_TEXT] = KT_KIND_TEXT, [KT_AST_NUMBER] = KT_KIND_NUMBER, [KT_AST_TRUE] = KT_KIND_TRUE,
    [KT_AST_FALSE] = KT_KIND_FALSE, [KT_AST_NULL] = KT_KIND_NULL,
  };
  KtNode *node = node_new (self, ast, KT_OP_LITERAL, kinds[ast->type]);

  node->literal = (KtValue) { .kind = node->kind, .length = ast->length, .bytes = ast->text };
  return node;
}

static KtNode *
bind (KtBinder *self, const KtAst *ast)
{
  switch (ast->type)
    {
    case KT_AST_NAME:   return bind_name (self, ast);
    case KT_AST_CALL:   return bind_call (self, ast);
    case KT_AST_SUM:    return bind_sum (self, ast);
    case KT_AST_FIELDS:
    case KT_AST_LIST:   return bind_fields (self, ast);
    case KT_AST_TEXT:
    case KT_AST_NUMBER:
    case KT_AST_TRUE:
    case KT_AST_FALSE:
    case KT_AST_NULL:
    default:            return bind_literal (self, ast);
    }
}

/* ── Programs ─────────────────────────────────────────────────────────────── */

static void
node_free (gpointer data)
{
  KtNode *node = data;

  g_free (node->children);
  g_free (node->names);
  g_free (node);
}

KtBinder *
kt_binder_new (const KtScope *scope)
{
  KtBinder *self = g_new0 (KtBinder, 1);
  KtProgram *program = self->program = g_new0 (KtProgram, 1);
  guint n_taken = scope->taken ? g_strv_length (scope->taken) : 0;

  self->scope = scope;
  program->time = scope->time;
  program->nonce = scope->nonce;
  program->n_fields = scope->fields->len;
  program->key_field = -1;
  program->n_slots = KT_SLOT_FIELDS + scope->fields->len + scope->lets->len + n_taken;
  program->nodes = g_ptr_array_new_with_free_func (node_free);
  program->lets = g_ptr_array_new ();
  program->taken = g_ptr_array_new ();
  g_ptr_array_set_size (program->lets, (gint) program->n_slots);
  g_ptr_array_set_size (program->taken, (gint) program->n_slots);

  self->states = g_new0 (guint8, MAX (scope->lets->len, 1));
  self->slots = g_new0 (guint, MAX (scope->lets->len, 1));
  self->taken_slots = g_new0 (guint, MAX (n_taken, 1));
  for (guint i = 0; i < scope->lets->len; i++)
    self->slots[i] = KT_SLOT_FIELDS + scope->fields->len + i;
  for (guint i = 0; i < n_taken; i++)
    {
      self->taken_slots[i] = KT_SLOT_FIELDS + scope->fields->len + scope->lets->len + i;
      g_ptr_array_index (program->taken, self->taken_slots[i]) = scope->taken[i];
    }
  return self;
}

void
kt_binder_set_own_fields (KtBinder *self, gboolean own_fields)
{
  self->own_fields = own_fields;
}

KtNode *
kt_binder_bind (KtBinder *self, const KtAst *ast, KtKind expected)
{
  KtNode *node;

  if (!ast)
    return NULL;

  self->needed = TRUE;
  node = bind (self, ast);
  if (expected != KT_KIND_NOTHING)
    wants (self, node, expected, "this place");
  return node;
}

void
kt_binder_bind_rest (KtBinder *self)
{
  self->needed = FALSE;
  for (guint i = 0; i < self->scope->lets->len; i++)
    {
      if (self->states[i] == NOT_BOUND)
        bind_let (self, g_array_index (self->scope->lets, KtLet, i).ast, i);
    }
}

KtProgram *
kt_binder_finish (KtBinder *self)
{
  KtProgram *program = self->program;

  g_free (self->states);
  g_free (self->slots);
  g_free (self->taken_slots);
  g_free (self);
  return program;
}

void
kt_program_free (KtProgram *self)
{
  if (!self)
    return;

  g_ptr_array_unref (self->lets);
  g_ptr_array_unref (self->taken);
  g_ptr_array_unref (self->nodes);
  g_free (self);
}

const KtAst *
kt_node_find_taint (const KtProgram *program, const KtNode *node, guint taint)
{
  for (guint i = 0; i < node->n_children; i++)
    {
      if (node->children[i]->taint & taint)
        return kt_node_find_taint (program, node->children[i], taint);
    }
  return node->ast;
}

gboolean
kt_recipe_name_is_valid (const char *name)
{
  if (!g_ascii_islower (*name) || strlen (name) > 64)
    return FALSE;
  for (const char *p = name; *p; p++)
    {
      if (!g_ascii_islower (*p) && !g_ascii_isdigit (*p) && *p != '_')
        return FALSE;
    }
  return TRUE;
}

gboolean
kt_recipe_name_is_taken (const char *name)
{
  for (guint i = 0; i < KT_SLOT_FIELDS; i++)
    {
      if (strcmp (name, always[i]) == 0)
        return TRUE;
    }
  return find_function (name) >= 0;
}
