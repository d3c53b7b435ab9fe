/* demo-data.c: the made-up accounts and keys of the demo
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "demo-data.h"

#define DAY_MS G_GINT64_CONSTANT (86400000)

static JsonNode *
load (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  g_autoptr(GError) error = NULL;

  if (!json_parser_load_from_file (parser, path, &error))
    g_error ("%s", error->message);
  return json_node_copy (json_parser_get_root (parser));
}

static char *
to_text (JsonNode *node)
{
  return json_to_string (node, FALSE);
}

/* "created": -40 becomes "created_ms": forty days ago. */
static void
set_time (JsonObject *key, const char *days, const char *at_ms)
{
  gint64 now_ms = g_get_real_time () / 1000;

  if (!json_object_has_member (key, days))
    return;
  json_object_set_int_member (key, at_ms, now_ms + json_object_get_int_member (key, days) * DAY_MS);
  json_object_remove_member (key, days);
}

char *
demo_data_accounts (const char *folder)
{
  g_autoptr(JsonNode) read = load (folder, "accounts.json");
  g_autofree char *text = to_text (read);
  g_autoptr(JsonParser) parser = json_parser_new ();
  JsonObject *root;
  JsonArray *accounts;

  /* Parsed once more, so that it may be changed. */
  json_parser_load_from_data (parser, text, -1, NULL);
  root = json_node_get_object (json_parser_get_root (parser));
  json_object_remove_member (root, "note");
  accounts = json_object_get_array_member (root, "accounts");
  for (guint i = 0; i < json_array_get_length (accounts); i++)
    {
      JsonArray *keys = json_object_get_array_member (json_array_get_object_element (accounts, i), "keys");

      for (guint j = 0; j < json_array_get_length (keys); j++)
        {
          JsonObject *key = json_array_get_object_element (keys, j);

          set_time (key, "created", "created_ms");
          set_time (key, "expires", "expires_ms");
          set_time (key, "lapses", "lapses_ms");
        }
    }
  return to_text (json_parser_get_root (parser));
}

JsonArray *
demo_data_keys (const char *folder)
{
  g_autoptr(JsonNode) root = load (folder, "keys.json");

  return json_array_ref (json_object_get_array_member (json_node_get_object (root), "keys"));
}

/* One option for each text of the array @member. */
static void
add_each (GStrvBuilder *builder, JsonObject *key, const char *member, const char *option)
{
  JsonArray *texts = json_object_has_member (key, member) ? json_object_get_array_member (key, member) : NULL;

  for (guint i = 0; texts && i < json_array_get_length (texts); i++)
    g_strv_builder_add_many (builder, option, json_array_get_string_element (texts, i), NULL);
}

static char *
join_intent (JsonObject *key)
{
  JsonArray *rights = json_object_get_array_member (key, "intent");
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) words = NULL;

  for (guint i = 0; i < json_array_get_length (rights); i++)
    g_strv_builder_add (builder, json_array_get_string_element (rights, i));
  words = g_strv_builder_end (builder);
  return g_strjoinv (",", words);
}

GStrv
demo_data_arguments (JsonObject *key)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *intent = join_intent (key);
  JsonObject *place = json_object_has_member (key, "place") ? json_object_get_object_member (key, "place") : NULL;

  g_strv_builder_add_many (builder, "add", "--exchange", json_object_get_string_member (key, "exchange"), "--environment",
                           json_object_get_string_member (key, "environment"), "--label",
                           json_object_get_string_member (key, "label"), "--may", intent, NULL);
  add_each (builder, key, "tags", "--tag");
  add_each (builder, key, "consumers", "--given-to");
  if (place)
    {
      g_strv_builder_add_many (builder, "--used-on", json_object_get_string_member (place, "name"), NULL);
      add_each (builder, place, "addresses", "--address");
    }
  return g_strv_builder_end (builder);
}

char *
demo_data_credential (JsonObject *key)
{
  return to_text (json_object_get_member (key, "credential"));
}
