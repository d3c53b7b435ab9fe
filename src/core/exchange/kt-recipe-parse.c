/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-recipe.h"

#include <string.h>

typedef struct {
  KtLoader   *loader;
  const char *path;
  const char *text;
  const char *p;
  guint       depth;
  gboolean    failed;
} Parser;

static KtAst *parse_sum (Parser *parser);

static KtAst *
ast_new (KtAstType type, const char *path, gsize offset)
{
  KtAst *self = g_new0 (KtAst, 1);

  self->type = type;
  self->path = g_strdup (path);
  self->offset = offset;
  return self;
}

void
kt_ast_free (KtAst *self)
{
  if (!self)
    return;

  g_free (self->text);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_free (self->path);
  g_free (self);
}

static void
add_child (KtAst *self, KtAst *child)
{
  if (!self->children)
    self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_ast_free);
  g_ptr_array_add (self->children, child);
}

/* ── Expressions ──────────────────────────────────────────────────────────── */

static KtAst *
fail (Parser *parser, const char *where, const char *text)
{
  if (!parser->failed)
    kt_loader_mistake (parser->loader, parser->path, (gsize) (where - parser->text), "%s", text);
  parser->failed = TRUE;
  return NULL;
}

static void
skip_blanks (Parser *parser)
{
  while (*parser->p == ' ')
    parser->p++;
}

static KtAst *
parse_literal (Parser *parser)
{
  g_autoptr(GString) text = g_string_new (NULL);
  const char *start = parser->p++;
  KtAst *ast;

  for (;; parser->p++)
    {
      if (*parser->p == '\0')
        return fail (parser, start, "the closing ' of this text is missing");
      if (*parser->p == '\'' && *++parser->p != '\'')
        break;
      g_string_append_c (text, *parser->p);
    }

  ast = ast_new (KT_AST_TEXT, parser->path, (gsize) (start - parser->text));
  ast->length = text->len;
  ast->text = g_string_free (g_steal_pointer (&text), FALSE);
  return ast;
}

static KtAst *
parse_word (Parser *parser, KtAstType type)
{
  const char *start = parser->p;
  KtAst *ast;

  while (g_ascii_isdigit (*parser->p) || (type == KT_AST_NAME && (g_ascii_islower (*parser->p) || *parser->p == '_')))
    parser->p++;
  ast = ast_new (type, parser->path, (gsize) (start - parser->text));
  ast->text = g_strndup (start, (gsize) (parser->p - start));
  ast->length = (gsize) (parser->p - start);
  return ast;
}

static KtAst *
parse_arguments (Parser *parser, KtAst *call)
{
  call->type = KT_AST_CALL;
  do
    {
      KtAst *argument;

      parser->p++;
      if (!(argument = parse_sum (parser)))
        {
          kt_ast_free (call);
          return NULL;
        }
      add_child (call, argument);
      skip_blanks (parser);
    }
  while (*parser->p == ',');

  if (*parser->p != ')')
    {
      fail (parser, parser->p, "a comma or “)” belongs here");
      kt_ast_free (call);
      return NULL;
    }
  parser->p++;
  return call;
}

static KtAst *
parse_term (Parser *parser)
{
  KtAst *name;

  skip_blanks (parser);
  if (*parser->p == '\'')
    return parse_literal (parser);
  if (g_ascii_isdigit (*parser->p))
    {
      KtAst *number = parse_word (parser, KT_AST_NUMBER);

      if (number->length <= 15 && !(number->length > 1 && *number->text == '0'))
        return number;
      fail (parser, parser->text + number->offset, "a number has at most 15 digits and begins with no 0; a text is written 'x'");
      kt_ast_free (number);
      return NULL;
    }
  if (!g_ascii_islower (*parser->p))
    return fail (parser, parser->p,
                 *parser->p == '\0' ? "something is missing at the end: a name, a number or a 'text'"
                                    : "a name (small letters), a number or a 'text' belongs here");

  name = parse_word (parser, KT_AST_NAME);
  skip_blanks (parser);
  return *parser->p == '(' ? parse_arguments (parser, name) : name;
}

static KtAst *
parse_sum (Parser *parser)
{
  KtAst *first, *sum = NULL;

  if (++parser->depth > KT_RECIPE_MAX_NESTING)
    return fail (parser, parser->p, "nested deeper than 16 functions");
  if (!(first = parse_term (parser)))
    return NULL;

  skip_blanks (parser);
  while (*parser->p == '+')
    {
      KtAst *term;

      parser->p++;
      if (!sum)
        {
          sum = ast_new (KT_AST_SUM, parser->path, first->offset);
          add_child (sum, first);
        }
      if (!(term = parse_term (parser)))
        {
          kt_ast_free (sum);
          return NULL;
        }
      add_child (sum, term);
      skip_blanks (parser);
    }
  parser->depth--;
  return sum ? sum : first;
}

static KtAst *
parse_expression (KtLoader *loader, const char *text, const char *json_path)
{
  Parser parser = { .loader = loader, .path = json_path, .text = text, .p = text };
  KtAst *ast;

  if (strlen (text) > KT_RECIPE_MAX_TEXT)
    {
      kt_loader_mistake (loader, json_path, 0, "an expression has at most %d bytes; give parts of it a name with “let”",
                         KT_RECIPE_MAX_TEXT);
      return NULL;
    }
  if (!*text)
    return fail (&parser, text, "an empty expression; an empty text is written ''");
  if (!(ast = parse_sum (&parser)))
    return NULL;

  skip_blanks (&parser);
  if (*parser.p)
    {
      kt_ast_free (ast);
      return fail (&parser, parser.p, "“+”, or nothing, belongs here");
    }
  return ast;
}

/* ── JSON around them ─────────────────────────────────────────────────────── */

static KtAst *from_node (KtLoader *loader, JsonNode *node, const char *json_path, guint depth);

static KtAst *
from_object (KtLoader *loader, JsonObject *object, const char *json_path, guint depth)
{
  KtAst *ast = ast_new (KT_AST_FIELDS, json_path, 0);
  g_autoptr(GList) members = json_object_get_members (object);

  ast->names = g_ptr_array_new_with_free_func (g_free);
  ast->children = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_ast_free);
  if (g_list_length (members) > KT_RECIPE_MAX_FIELDS)
    kt_loader_mistake (loader, json_path, 0, "at most %d fields", KT_RECIPE_MAX_FIELDS);

  for (GList *l = members; l; l = l->next)
    {
      g_autofree char *path = kt_path_join (json_path, l->data);
      KtAst *child = from_node (loader, json_object_get_member (object, l->data), path, depth + 1);

      if (!child)
        continue;
      g_ptr_array_add (ast->names, g_strdup (l->data));
      g_ptr_array_add (ast->children, child);
    }
  return ast;
}

static KtAst *
from_list (KtLoader *loader, JsonArray *list, const char *json_path, guint depth)
{
  KtAst *ast = ast_new (KT_AST_LIST, json_path, 0);

  ast->children = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_ast_free);
  if (json_array_get_length (list) > KT_RECIPE_MAX_FIELDS)
    kt_loader_mistake (loader, json_path, 0, "at most %d values in a list", KT_RECIPE_MAX_FIELDS);

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      g_autofree char *path = kt_path_index (json_path, i);
      KtAst *child = from_node (loader, json_array_get_element (list, i), path, depth + 1);

      if (child)
        g_ptr_array_add (ast->children, child);
    }
  return ast;
}

static KtAst *
from_number (KtLoader *loader, JsonNode *node, const char *json_path)
{
  KtAst *ast;

  if (json_node_get_value_type (node) != G_TYPE_INT64 || ABS (json_node_get_int (node)) > G_GINT64_CONSTANT (999999999999999))
    {
      kt_loader_mistake (loader, json_path, 0, "whole numbers of at most 15 digits only; anything else is written as a text: \"'0.1'\"");
      return NULL;
    }
  ast = ast_new (KT_AST_NUMBER, json_path, 0);
  ast->text = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  ast->length = strlen (ast->text);
  return ast;
}

static KtAst *
from_node (KtLoader *loader, JsonNode *node, const char *json_path, guint depth)
{
  if (depth > KT_VALUE_DEPTH)
    {
      kt_loader_mistake (loader, json_path, 0, "objects and lists stand at most %d deep in each other", KT_VALUE_DEPTH);
      return NULL;
    }
  if (JSON_NODE_HOLDS_OBJECT (node))
    return from_object (loader, json_node_get_object (node), json_path, depth);
  if (JSON_NODE_HOLDS_ARRAY (node))
    return from_list (loader, json_node_get_array (node), json_path, depth);
  if (JSON_NODE_HOLDS_NULL (node))
    return ast_new (KT_AST_NULL, json_path, 0);
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return parse_expression (loader, json_node_get_string (node), json_path);
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return ast_new (json_node_get_boolean (node) ? KT_AST_TRUE : KT_AST_FALSE, json_path, 0);
  return from_number (loader, node, json_path);
}

KtAst *
kt_ast_new (KtLoader *loader, JsonNode *node, const char *json_path)
{
  return from_node (loader, node, json_path, 0);
}
