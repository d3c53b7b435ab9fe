/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-members.h"

#include <string.h>

#include "kt-error.h"

#define MAX_DEPTH 16

static int
hex_4 (const char *text)
{
  int value = 0;

  for (int i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (text[i]);

      if (digit < 0)
        return -1;
      value = value * 16 + digit;
    }
  return value;
}

/* Where a string ends (after its closing quote), or NULL. json-glib asserts on a lone surrogate
 * escape, so such a text must never reach it. */
static const char *
skip_string (const char *p)
{
  for (p++; *p && *p != '"'; p++)
    {
      int unit;

      if (*p != '\\')
        continue;
      p++;
      if (*p == '\0')
        return NULL;
      if (*p != 'u')
        continue;

      unit = hex_4 (p + 1);
      if (unit <= 0 || (unit >= 0xdc00 && unit <= 0xdfff))
        return NULL;
      if (unit >= 0xd800 && unit <= 0xdbff)
        {
          int low = p[5] == '\\' && p[6] == 'u' ? hex_4 (p + 7) : -1;

          if (low < 0xdc00 || low > 0xdfff)
            return NULL;
          p += 6;
        }
      p += 4;
    }
  return *p == '"' ? p + 1 : NULL;
}

/* json-glib recurses as deep as the text says. */
static gboolean
is_tame (const char *json)
{
  int depth = 0;

  for (const char *p = json; *p;)
    {
      if (*p == '"')
        {
          if (!(p = skip_string (p)))
            return FALSE;
          continue;
        }
      if (*p == '\'')            /* an extension of json-glib that nobody here writes */
        return FALSE;
      if (*p == '{' || *p == '[')
        depth++;
      else if (*p == '}' || *p == ']')
        depth--;
      if (depth > MAX_DEPTH || depth < 0)
        return FALSE;
      p++;
    }
  return depth == 0;
}

JsonNode *
kt_members_parse (const char *json, gsize max_bytes, const char *what, GError **error)
{
  g_autoptr(JsonParser) parser = NULL;
  JsonNode *root;

  if (json && strlen (json) <= max_bytes && g_utf8_validate (json, -1, NULL) && is_tame (json))
    {
      parser = json_parser_new ();
      if (json_parser_load_from_data (parser, json, -1, NULL)
          && (root = json_parser_get_root (parser))
          && JSON_NODE_HOLDS_OBJECT (root))
        return json_parser_steal_root (parser);
    }

  g_set_error (error, KT_ERROR, KT_ERROR_DAMAGED, "%s: not a JSON object of ours", what);
  return NULL;
}

gboolean
kt_members_finish (KtMembers *self, const char *what, GError **error)
{
  if (!self->bad)
    return TRUE;

  g_set_error (error, KT_ERROR, KT_ERROR_DAMAGED, "%s: “%s” is not what it should be", what, self->bad);
  return FALSE;
}

void
kt_members_clear (KtMembers *self)
{
  g_clear_pointer (&self->bad, g_free);
}

void
kt_members_spoil (KtMembers *self, const char *name)
{
  if (!self->bad)
    self->bad = g_strdup (name);
}

/* NULL when missing or null. */
static JsonNode *
find (KtMembers *self, const char *name)
{
  JsonNode *node = json_object_get_member (self->object, name);

  return node && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

static gboolean
holds (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

const char *
kt_members_text (KtMembers *self, const char *name)
{
  JsonNode *node = find (self, name);

  if (!node)
    return NULL;
  if (holds (node, G_TYPE_STRING))
    return json_node_get_string (node);

  kt_members_spoil (self, name);
  return NULL;
}

gint64
kt_members_int (KtMembers *self, const char *name, gint64 least, gint64 most, gint64 fallback)
{
  JsonNode *node = find (self, name);

  if (!node)
    return fallback;
  if (holds (node, G_TYPE_INT64))
    {
      gint64 value = json_node_get_int (node);

      if (value >= least && value <= most)
        return value;
    }

  kt_members_spoil (self, name);
  return fallback;
}

gboolean
kt_members_boolean (KtMembers *self, const char *name)
{
  JsonNode *node = find (self, name);

  if (!node)
    return FALSE;
  if (holds (node, G_TYPE_BOOLEAN))
    return json_node_get_boolean (node);

  kt_members_spoil (self, name);
  return FALSE;
}

JsonArray *
kt_members_array (KtMembers *self, const char *name)
{
  JsonNode *node = find (self, name);

  if (!node)
    return NULL;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_array (node);

  kt_members_spoil (self, name);
  return NULL;
}

JsonObject *
kt_members_object (KtMembers *self, const char *name)
{
  JsonNode *node = find (self, name);

  if (!node)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);

  kt_members_spoil (self, name);
  return NULL;
}

char **
kt_members_texts (KtMembers *self, const char *name, gboolean never_null)
{
  JsonArray *array = kt_members_array (self, name);
  g_autoptr(GStrvBuilder) texts = g_strv_builder_new ();

  if (!array && !never_null)
    return NULL;

  for (guint i = 0; array && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (holds (node, G_TYPE_STRING))
        g_strv_builder_add (texts, json_node_get_string (node));
      else
        kt_members_spoil (self, name);
    }
  return g_strv_builder_end (texts);
}

KtRights
kt_members_rights (KtMembers *self, const char *name, KtRights unknown)
{
  g_auto(GStrv) words = kt_members_texts (self, name, TRUE);
  KtRights rights = KT_RIGHTS_NONE;

  for (guint i = 0; words[i]; i++)
    {
      KtRight right;

      rights |= kt_right_from_word (words[i], &right) ? KT_RIGHTS_BIT (right) : unknown;
    }
  return rights;
}

KtOutcomes
kt_members_outcomes (KtMembers *self, const char *name)
{
  g_auto(GStrv) words = kt_members_texts (self, name, TRUE);
  KtOutcomes outcomes = 0;

  for (guint i = 0; words[i]; i++)
    {
      KtOutcome outcome;

      if (kt_outcome_from_word (words[i], &outcome))
        outcomes |= KT_OUTCOMES_BIT (outcome);
    }
  return outcomes;
}

void
kt_members_put_text (JsonObject *object, const char *name, const char *text)
{
  g_autofree char *valid = text ? g_utf8_make_valid (text, -1) : NULL;

  if (valid)
    json_object_set_string_member (object, name, valid);
}

void
kt_members_put_texts (JsonObject *object, const char *name, char **texts)
{
  JsonArray *array;

  if (!texts)
    return;

  array = json_array_new ();
  for (guint i = 0; texts[i]; i++)
    {
      g_autofree char *valid = g_utf8_make_valid (texts[i], -1);

      json_array_add_string_element (array, valid);
    }
  json_object_set_array_member (object, name, array);
}

void
kt_members_put_rights (JsonObject *object, const char *name, KtRights rights)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < KT_N_RIGHTS; i++)
    {
      if (rights & KT_RIGHTS_BIT (i))
        json_array_add_string_element (array, kt_right_to_word (i));
    }
  json_object_set_array_member (object, name, array);
}

void
kt_members_put_outcomes (JsonObject *object, const char *name, KtOutcomes outcomes)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < KT_N_OUTCOMES; i++)
    {
      if (outcomes & KT_OUTCOMES_BIT (i))
        json_array_add_string_element (array, kt_outcome_to_word (i));
    }
  json_object_set_array_member (object, name, array);
}

char *
kt_members_to_json (JsonObject *object)
{
  g_autoptr(JsonNode) root = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (root, object);
  return json_to_string (root, FALSE);
}
