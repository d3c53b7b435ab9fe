/* kt-exchange-about.c: what a definition says, for people to read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-exchange-load.h"

#include <string.h>

#include "kt-exchange-resource.h"

#define VERIFIED "/io/github/keyturn/Keyturn/exchanges/verified.txt"

/* ── Expressions, written back ────────────────────────────────────────────── */

static void write_ast (GString *text, const KtAst *ast);

static void
write_children (GString *text, const KtAst *ast, const char *separator)
{
  for (guint i = 0; ast->children && i < ast->children->len; i++)
    {
      if (i > 0)
        g_string_append (text, separator);
      if (ast->type == KT_AST_FIELDS)
        g_string_append_printf (text, "%s: ", (const char *) g_ptr_array_index (ast->names, i));
      write_ast (text, g_ptr_array_index (ast->children, i));
    }
}

/* Line breaks and NUL bytes are shown as JSON would write them. */
static void
write_text (GString *text, const KtAst *ast)
{
  g_string_append_c (text, '\'');
  for (gsize i = 0; i < ast->length; i++)
    {
      const char c = ast->text[i];

      if (c == '\n')
        g_string_append (text, "\\n");
      else if (g_ascii_iscntrl (c))
        g_string_append_printf (text, "\\u%04x", (guint) (guchar) c);
      else
        g_string_append_c (text, c);
    }
  g_string_append_c (text, '\'');
}

static void
write_ast (GString *text, const KtAst *ast)
{
  switch (ast->type)
    {
    case KT_AST_TEXT:
      write_text (text, ast);
      break;
    case KT_AST_NUMBER:
    case KT_AST_NAME:
      g_string_append (text, ast->text);
      break;
    case KT_AST_CALL:
      g_string_append_printf (text, "%s(", ast->text);
      write_children (text, ast, ", ");
      g_string_append_c (text, ')');
      break;
    case KT_AST_SUM:
      write_children (text, ast, " + ");
      break;
    case KT_AST_FIELDS:
      g_string_append_c (text, '{');
      write_children (text, ast, ", ");
      g_string_append_c (text, '}');
      break;
    case KT_AST_LIST:
      g_string_append_c (text, '[');
      write_children (text, ast, ", ");
      g_string_append_c (text, ']');
      break;
    case KT_AST_TRUE:
    case KT_AST_FALSE:
    case KT_AST_NULL:
    default:
      g_string_append (text, ast->type == KT_AST_TRUE ? "true" : ast->type == KT_AST_FALSE ? "false" : "null");
      break;
    }
}

static void
add_line (GStrvBuilder *lines, const char *name, const KtAst *ast)
{
  g_autoptr(GString) text = NULL;

  if (!ast)
    return;
  text = g_string_new (name);
  g_string_append (text, " = ");
  write_ast (text, ast);
  g_strv_builder_add (lines, text->str);
}

static void
add_lets (GStrvBuilder *lines, const char *before, const GArray *lets)
{
  for (guint i = 0; i < lets->len; i++)
    {
      const KtLet *let = &g_array_index (lets, KtLet, i);
      g_autofree char *name = g_strconcat (before, let->name, NULL);

      add_line (lines, name, let->ast);
    }
}

char **
kt_exchange_list_signing (KtExchange *self, const char *environment)
{
  g_autoptr(GStrvBuilder) lines = g_strv_builder_new ();
  const KtEnvironmentRule *rule = kt_exchange_find_rule (self, environment);
  const KtSigning *signing = rule ? kt_exchange_signing_of (self, rule) : self->signing;

  add_lets (lines, "", signing->lets);
  for (guint i = 0; i < signing->key_types->len; i++)
    {
      const KtKeyType *type = g_ptr_array_index (signing->key_types, i);
      g_autofree char *before = g_strconcat (type->id, ": ", NULL);

      add_lets (lines, before, type->lets);
    }
  add_line (lines, "headers", signing->headers);
  add_line (lines, "fields", signing->params);
  add_line (lines, "query", signing->query);
  add_line (lines, "body", signing->body);
  return g_strv_builder_end (lines);
}

/* ── What goes out ────────────────────────────────────────────────────────── */

/* (transfer container) */
static GPtrArray *
find_fields (KtExchange *self, const char *environment, const char *key_type)
{
  g_auto(GStrv) types = key_type ? NULL : kt_exchange_get_key_types (self, environment);

  if (!key_type && !types[0])
    return g_ptr_array_ref (kt_exchange_get_fields (self));
  return kt_exchange_get_fields_of (self, environment, key_type ? key_type : types[0]);
}

/* A secret that is not marked as sent cannot leave: loading refuses a file in which it does. So where there is one, it signs. */
KtGoes
kt_exchange_what_goes (KtExchange *self, const char *environment, const char *key_type)
{
  g_autoptr(GPtrArray) fields = find_fields (self, environment, key_type);
  KtGoes goes = KT_GOES_NOTHING_SECRET;

  for (guint i = 0; i < fields->len; i++)
    {
      const KtField *field = g_ptr_array_index (fields, i);

      if (!field->is_public && !field->sent)
        return KT_GOES_SIGNATURE;
      if (field->sent)
        goes = KT_GOES_KEY;
    }
  return goes;
}

GPtrArray *
kt_exchange_get_sent_fields (KtExchange *self, const char *environment, const char *key_type)
{
  g_autoptr(GPtrArray) fields = find_fields (self, environment, key_type);
  GPtrArray *sent = g_ptr_array_new ();

  for (guint i = 0; i < fields->len; i++)
    {
      if (((KtField *) g_ptr_array_index (fields, i))->sent)
        g_ptr_array_add (sent, g_ptr_array_index (fields, i));
    }
  return sent;
}

/* ── What a check tells ───────────────────────────────────────────────────── */

static void
know_step (KtExchange *self, const KtStep *step, KtKnown *known)
{
  const KtReading *reading = &step->reading;
  const KtRightsRule *rights = reading->rights;

  known->rights |= rights && rights->shape != KT_WORDS_NONE;
  known->nothing_more |= rights && rights->shape == KT_WORDS_NONE && (rights->always | rights->proves | rights->never) == KT_RIGHTS_ALL;
  known->addresses |= reading->ip_list || reading->ip_flag;
  known->created |= reading->created.at != NULL;
  known->end |= reading->expires.at && reading->expires.of == KT_RIGHTS_NONE;
  known->lapse |= reading->expires.at && reading->expires.of != KT_RIGHTS_NONE;
  known->account |= reading->account_id != NULL;
}

void
kt_exchange_get_known (KtExchange *self, const char *environment, KtKnown *ret_known)
{
  *ret_known = (KtKnown) { .sure_rules = TRUE };
  for (guint i = 0; i < self->steps->len; i++)
    {
      const KtStep *step = g_ptr_array_index (self->steps, i);

      if (!environment || kt_step_is_for (step, environment))
        know_step (self, step, ret_known);
    }
  for (guint i = 0; i < self->lifetime->len; i++)
    ret_known->sure_rules &= ((const KtLifetimeRule *) g_ptr_array_index (self->lifetime, i))->sure;
}

void
kt_exchange_foreach_word (KtExchange *self, const char *environment, KtWordFunc func, gpointer data)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      const KtStep *step = g_ptr_array_index (self->steps, i);
      const KtRightsRule *rights = step->reading.rights;

      if (!rights || !kt_step_is_for (step, environment))
        continue;
      for (guint j = 0; j < rights->map->len; j++)
        {
          const KtMapLine *line = &g_array_index (rights->map, KtMapLine, j);

          func (line->word, line->rights, data);
        }
    }
}

/* ── By what the signing was verified ─────────────────────────────────────── */

char **
kt_exchange_list_verified (KtExchange *self)
{
  g_autoptr(GBytes) bytes = g_resource_lookup_data (kt_exchanges_get_resource (), VERIFIED, 0, NULL);
  gsize length = 0;
  const char *all = bytes ? g_bytes_get_data (bytes, &length) : NULL;
  g_autofree char *text = all ? g_strndup (all, length) : g_strdup ("");
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *start = g_strconcat (self->id, " ", NULL);

  for (guint i = 0; !self->custom && lines[i]; i++)
    {
      if (g_str_has_prefix (lines[i], start))
        return g_strsplit (lines[i] + strlen (start), " ", -1);
    }
  return g_new0 (char *, 1);
}
