/* json-read.c: reading the accounts document strictly
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "json-read.h"

static gboolean
wrong (const char *what, const char *name, const char *should, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s.%s must be %s", what, name, should);
  return FALSE;
}

static gboolean
node_is (JsonNode *node, GType type)
{
  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

gboolean
json_read_only_members (JsonObject *object, const char *what, const char *const *names, GError **error)
{
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, NULL))
    if (!g_strv_contains (names, name))
      {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s has an unknown member “%s”", what, name);
        return FALSE;
      }
  return TRUE;
}

gboolean
json_read_text (JsonObject *object, const char *what, const char *name, const char **ret_text, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (!node || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!node_is (node, G_TYPE_STRING))
    return wrong (what, name, "a text", error);
  *ret_text = json_node_get_string (node);
  return TRUE;
}

gboolean
json_read_integer (JsonObject *object, const char *what, const char *name, gint64 *ret_number, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (!node || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!node_is (node, G_TYPE_INT64))
    return wrong (what, name, "an integer", error);
  *ret_number = json_node_get_int (node);
  return TRUE;
}

gboolean
json_read_flag (JsonObject *object, const char *what, const char *name, gboolean *ret_flag, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (!node)
    return TRUE;
  if (!node_is (node, G_TYPE_BOOLEAN))
    return wrong (what, name, "true or false", error);
  *ret_flag = json_node_get_boolean (node);
  return TRUE;
}

gboolean
json_read_texts (JsonObject *object, const char *what, const char *name, GStrv *ret_texts, GError **error)
{
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();
  JsonNode *node = json_object_get_member (object, name);
  JsonArray *array;

  if (node && !JSON_NODE_HOLDS_ARRAY (node))
    return wrong (what, name, "a list of texts", error);
  array = node ? json_node_get_array (node) : NULL;
  for (guint i = 0; array && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!node_is (element, G_TYPE_STRING))
        return wrong (what, name, "a list of texts", error);
      g_strv_builder_add (texts, json_node_get_string (element));
    }
  *ret_texts = g_strv_builder_end (texts);
  return TRUE;
}

gboolean
json_read_object (JsonObject *object, const char *what, const char *name, JsonObject **ret_object, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (!node)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return wrong (what, name, "an object", error);
  *ret_object = json_node_get_object (node);
  return TRUE;
}

gboolean
json_read_objects (JsonObject *object, const char *what, const char *name, JsonArray **ret_array, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  *ret_array = NULL;
  if (!node)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return wrong (what, name, "a list of objects", error);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    if (!JSON_NODE_HOLDS_OBJECT (json_array_get_element (json_node_get_array (node), i)))
      return wrong (what, name, "a list of objects", error);
  *ret_array = json_node_get_array (node);
  return TRUE;
}
