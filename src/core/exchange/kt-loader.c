/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-loader.h"

#include <string.h>

void
kt_loader_init (KtLoader *self, const char *file)
{
  self->file = file;
  self->map = NULL;
  self->mistakes = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_mistake_free);
  self->said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
kt_loader_clear (KtLoader *self)
{
  g_clear_pointer (&self->map, kt_json_map_free);
  g_clear_pointer (&self->mistakes, g_ptr_array_unref);
  g_clear_pointer (&self->said, g_hash_table_unref);
}

void
kt_loader_report_problem (guint line, guint column, const char *json_path, const char *text, gpointer loader)
{
  KtLoader *self = loader;
  KtMistake *mistake = g_new0 (KtMistake, 1);

  mistake->file = g_strdup (self->file);
  mistake->line = line;
  mistake->column = column;
  mistake->path = g_strdup (json_path);
  mistake->text = g_strdup (text);
  g_ptr_array_add (self->mistakes, mistake);
}

void
kt_loader_mistake (KtLoader *self, const char *json_path, gsize offset, const char *format, ...)
{
  g_autofree char *text = NULL;
  guint line = 1, column = 1;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  if (!g_hash_table_add (self->said, g_strdup_printf ("%s\n%" G_GSIZE_FORMAT "\n%s", json_path, offset, text)))
    return;
  if (self->map)
    kt_json_map_find (self->map, json_path, offset, &line, &column);
  kt_loader_report_problem (line, column, json_path, text, self);
}

void
kt_loader_report (const char *json_path, const char *text, gpointer loader)
{
  kt_loader_mistake (loader, json_path, 0, "%s", text);
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const KtMistake *x = *(const KtMistake *const *) a;
  const KtMistake *y = *(const KtMistake *const *) b;

  if (x->line != y->line)
    return x->line < y->line ? -1 : 1;
  if (x->column != y->column)
    return x->column < y->column ? -1 : 1;
  return strcmp (x->text, y->text);
}

void
kt_loader_sort (KtLoader *self)
{
  g_ptr_array_sort (self->mistakes, compare_places);
}

char *
kt_path_join (const char *json_path, const char *member)
{
  return *json_path ? g_strconcat (json_path, ".", member, NULL) : g_strdup (member);
}

char *
kt_path_index (const char *json_path, guint index)
{
  return g_strdup_printf ("%s[%u]", json_path, index);
}

/* ── Members ──────────────────────────────────────────────────────────────── */

static gboolean
is_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

/* The member, when it is there; reports when it must be and is not. */
static JsonNode *
find_member (KtLoader *loader, JsonObject *object, const char *path, const char *member, gboolean required)
{
  JsonNode *node = json_object_get_member (object, member);

  if (!node && required)
    kt_loader_mistake (loader, path, 0, "“%s” is missing", member);
  return node;
}

static void
wrong_kind (KtLoader *loader, const char *path, const char *member, const char *wanted)
{
  g_autofree char *place = kt_path_join (path, member);

  kt_loader_mistake (loader, place, 0, "“%s” must be %s", member, wanted);
}

const char *
kt_load_text (KtLoader *loader, JsonObject *object, const char *path, const char *member, gboolean required)
{
  JsonNode *node = find_member (loader, object, path, member, required);

  if (!node)
    return NULL;
  if (!is_text (node) || (required && !*json_node_get_string (node)))
    {
      wrong_kind (loader, path, member, "a text");
      return NULL;
    }
  return json_node_get_string (node);
}

char *
kt_load_new_text (KtLoader *loader, JsonObject *object, const char *path, const char *member, gboolean required)
{
  return g_strdup (kt_load_text (loader, object, path, member, required));
}

gboolean
kt_load_flag (KtLoader *loader, JsonObject *object, const char *path, const char *member, gboolean otherwise)
{
  JsonNode *node = find_member (loader, object, path, member, KT_OPTIONAL);

  if (!node)
    return otherwise;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    {
      wrong_kind (loader, path, member, "true or false");
      return otherwise;
    }
  return json_node_get_boolean (node);
}

int
kt_load_number (KtLoader *loader, JsonObject *object, const char *path, const char *member, int min, int max, int otherwise)
{
  JsonNode *node = find_member (loader, object, path, member, KT_OPTIONAL);

  if (!node)
    return otherwise;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64 ||
      json_node_get_int (node) < min || json_node_get_int (node) > max)
    {
      g_autofree char *wanted = g_strdup_printf ("a whole number from %d to %d", min, max);

      wrong_kind (loader, path, member, wanted);
      return otherwise;
    }
  return (int) json_node_get_int (node);
}

char **
kt_load_texts (KtLoader *loader, JsonObject *object, const char *path, const char *member)
{
  g_autoptr(GStrvBuilder) texts = g_strv_builder_new ();
  JsonNode *node = find_member (loader, object, path, member, KT_OPTIONAL);
  JsonArray *list;

  if (!node)
    return NULL;
  if (is_text (node))
    return g_strsplit (json_node_get_string (node), "\n", 1);
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      wrong_kind (loader, path, member, "a text or a list of texts");
      return NULL;
    }

  list = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      if (!is_text (json_array_get_element (list, i)))
        {
          wrong_kind (loader, path, member, "a list of texts");
          return NULL;
        }
      g_strv_builder_add (texts, json_array_get_string_element (list, i));
    }
  return g_strv_builder_end (texts);
}

JsonObject *
kt_load_object (KtLoader *loader, JsonObject *object, const char *path, const char *member, gboolean required)
{
  JsonNode *node = find_member (loader, object, path, member, required);

  if (!node)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      wrong_kind (loader, path, member, "an object");
      return NULL;
    }
  return json_node_get_object (node);
}

JsonArray *
kt_load_list (KtLoader *loader, JsonObject *object, const char *path, const char *member, gboolean required)
{
  JsonNode *node = find_member (loader, object, path, member, required);

  if (!node)
    return NULL;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      wrong_kind (loader, path, member, "a list");
      return NULL;
    }
  return json_node_get_array (node);
}

int
kt_load_word (KtLoader *loader, JsonObject *object, const char *path, const char *member,
              const char *const *words, gboolean required)
{
  const char *text = kt_load_text (loader, object, path, member, required);

  if (!text)
    return -1;
  for (int i = 0; words[i]; i++)
    {
      if (strcmp (words[i], text) == 0)
        return i;
    }

  {
    g_autofree char *all = g_strjoinv ("”, “", (char **) words);
    g_autofree char *wanted = g_strdup_printf ("one of “%s”", all);

    wrong_kind (loader, path, member, wanted);
  }
  return -1;
}

void
kt_load_only (KtLoader *loader, JsonObject *object, const char *path, const char *const *known)
{
  g_autoptr(GList) members = json_object_get_members (object);

  for (GList *l = members; l; l = l->next)
    {
      g_autofree char *place = NULL;

      if (g_strv_contains (known, l->data) || strcmp (l->data, "note") == 0)
        continue;
      place = kt_path_join (path, l->data);
      kt_loader_mistake (loader, place, 0, "“%s” is not a member that belongs here", (const char *) l->data);
    }
}

char *
kt_load_day (KtLoader *loader, JsonObject *object, const char *path, const char *member, gboolean required)
{
  const char *text = kt_load_text (loader, object, path, member, required);
  g_autofree char *moment = text ? g_strconcat (text, "T00:00:00Z", NULL) : NULL;
  g_autoptr(GDateTime) date = moment && strlen (text) == 10 ? g_date_time_new_from_iso8601 (moment, NULL) : NULL;

  if (text && !date)
    wrong_kind (loader, path, member, "a day: YYYY-MM-DD");
  return date ? g_strdup (text) : NULL;
}
