/* From bytes to a tree, and from a path to a node
 *
 * json-glib parses, but it must be protected: it recurses as deep as the text says, asserts on lone
 * surrogates, rounds and wraps large numbers, and takes comments. One pass over the bytes refuses
 * what it must not see and puts quotes around numbers, so that they stay what the exchange wrote.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-reply-private.h"

#include <string.h>

static int
hex_4 (const char *p, const char *end)
{
  int value = 0;

  if (end - p < 4)
    return -1;
  for (int i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (p[i]);

      if (digit < 0)
        return -1;
      value = value * 16 + digit;
    }
  return value;
}

/* @p: after the opening quote. Where the string goes on after its closing quote, or NULL. */
static const char *
skip_string (const char *p, const char *end)
{
  while (p < end && *p != '"')
    {
      int unit;

      if ((guchar) *p < ' ')
        return NULL;
      if (*p++ != '\\')
        continue;
      if (p == end)
        return NULL;
      if (*p++ != 'u')
        continue;

      unit = hex_4 (p, end);
      if (unit <= 0 || (unit >= 0xdc00 && unit <= 0xdfff))
        return NULL;
      p += 4;
      if (unit >= 0xd800 && unit <= 0xdbff)
        {
          int low = end - p > 2 && p[0] == '\\' && p[1] == 'u' ? hex_4 (p + 2, end) : -1;

          if (low < 0xdc00 || low > 0xdfff)
            return NULL;
          p += 6;
        }
    }
  return p < end ? p + 1 : NULL;
}

static const char *
skip_digits (const char *p, const char *end)
{
  const char *start = p;

  while (p < end && g_ascii_isdigit (*p))
    p++;
  return p > start ? p : NULL;
}

/* Where the number at @p ends, or NULL when it is none as JSON writes them. */
static const char *
skip_number (const char *p, const char *end)
{
  if (*p == '-')
    p++;
  if (p < end && *p == '0')
    p++;
  else if (!(p = skip_digits (p, end)))
    return NULL;

  if (p < end && *p == '.' && !(p = skip_digits (p + 1, end)))
    return NULL;
  if (p < end && (*p == 'e' || *p == 'E'))
    {
      p++;
      if (p < end && (*p == '+' || *p == '-'))
        p++;
      if (!(p = skip_digits (p, end)))
        return NULL;
    }
  return p;
}

static const char *
skip_word (const char *p, const char *end)
{
  static const char * const words[] = { "true", "false", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize length = strlen (words[i]);

      if ((gsize) (end - p) >= length && memcmp (p, words[i], length) == 0)
        return p + length;
    }
  return NULL;
}

/* The same text with every number quoted, or NULL when json-glib must not see it. */
static GString *
tame (const char *body, gsize length)
{
  g_autoptr(GString) tamed = g_string_sized_new (length + length / 8);
  const char *end = body + length;
  guint depth = 0;

  for (const char *p = body; p < end;)
    {
      const char *start = p;
      gboolean number = *p == '-' || g_ascii_isdigit (*p);

      if (*p == '"')
        p = skip_string (p + 1, end);
      else if (number)
        p = skip_number (p, end);
      else if (g_ascii_isalpha (*p))
        p = skip_word (p, end);
      else if (strchr ("{}[]:, \t\r\n", *p) && *p)
        p++;
      else
        p = NULL;
      if (!p)
        return NULL;

      if (*start == '{' || *start == '[')
        depth++;
      else if ((*start == '}' || *start == ']') && depth-- == 0)
        return NULL;
      if (depth > KT_REPLY_MAX_DEPTH)
        return NULL;

      if (number)
        g_string_append_c (tamed, '"');
      g_string_append_len (tamed, start, p - start);
      if (number)
        g_string_append_c (tamed, '"');
    }
  return g_steal_pointer (&tamed);
}

/* ── A member named twice: json-glib keeps the last one without a word ────── */

typedef struct { guint seen, kept; } Members;

static void
member_cb (JsonParser *parser, JsonObject *object, const char *name, gpointer data)
{
  ((Members *) data)->seen++;
}

static void
object_end_cb (JsonParser *parser, JsonObject *object, gpointer data)
{
  ((Members *) data)->kept += json_object_get_size (object);
}

static JsonNode *
parse (const char *body, gsize length)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  GString *tamed = tame (body, length);
  Members members = { 0 };
  gboolean parsed;
  JsonNode *root;

  if (!tamed)
    return NULL;

  g_signal_connect (parser, "object-member", G_CALLBACK (member_cb), &members);
  g_signal_connect (parser, "object-end", G_CALLBACK (object_end_cb), &members);
  parsed = json_parser_load_from_data (parser, tamed->str, tamed->len, NULL);

  /* It may have held a token ("secret_reply"). */
  kt_wipe (tamed->str, tamed->len);
  g_string_free (tamed, TRUE);

  root = parsed ? json_parser_get_root (parser) : NULL;
  if (!root || members.seen != members.kept)
    return NULL;
  return json_node_ref (root);
}

/* Some exchanges refuse with one line of plain text. */
static char *
plain_text (const char *body, gsize length)
{
  if (length == 0 || length > KT_REPLY_MAX_TEXT || memchr (body, '<', length) || memchr (body, '{', length))
    return NULL;
  return g_strstrip (g_strndup (body, length));
}

KtReply *
kt_reply_new (guint status, const char *body, gsize length)
{
  KtReply *self = g_new0 (KtReply, 1);

  self->status = status;
  if (!body || length == 0 || length > KT_REPLY_MAX_BYTES || !g_utf8_validate_len (body, length, NULL))
    return self;

  if (!(self->root = parse (body, length)))
    self->plain = plain_text (body, length);
  return self;
}

void
kt_reply_free (KtReply *self)
{
  if (!self)
    return;

  g_clear_pointer (&self->root, json_node_unref);
  kt_wipe_free (self->plain);
  g_free (self);
}

gboolean
kt_reply_is_readable (KtReply *self)
{
  return self->root != NULL;
}

/* ── Paths ────────────────────────────────────────────────────────────────── */

JsonNode *
kt_path_walk (JsonNode *root, const char *path)
{
  JsonNode *node = root;
  const char *p = path;

  while (node && *p)
    {
      if (*p == '[')
        {
          guint64 n = g_ascii_strtoull (p + 1, (char **) &p, 10);
          JsonArray *list = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

          node = list && n < json_array_get_length (list) ? json_array_get_element (list, n) : NULL;
          p++;
        }
      else
        {
          gsize length = strcspn (p, ".[");
          g_autofree char *name = g_strndup (p, length);

          node = JSON_NODE_HOLDS_OBJECT (node) ? json_object_get_member (json_node_get_object (node), name) : NULL;
          p += length;
        }
      if (*p == '.')
        p++;
    }
  return node;
}

JsonNode *
kt_paths_walk (JsonNode *root, char **paths)
{
  JsonNode *null = NULL;

  for (guint i = 0; paths && paths[i]; i++)
    {
      JsonNode *node = kt_path_walk (root, paths[i]);

      if (node && !JSON_NODE_HOLDS_NULL (node))
        return node;
      if (!null)
        null = node;
    }
  return null;
}

char *
kt_node_text (JsonNode *node)
{
  if (!node || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");
  return NULL;
}

gboolean
kt_node_is_nothing (JsonNode *node)
{
  if (!node || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_array_get_length (json_node_get_array (node)) == 0;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return *json_node_get_string (node) == '\0';
  return FALSE;
}
