/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reply-rules.h"

#include "kt-test-util.h"

#define FOLDER "../data/exchanges"

static void
mistake_cb (const char *json_path, const char *text, gpointer data)
{
  g_error ("%s: %s: %s", (const char *) data, json_path, text);
}

static void
step_free (gpointer data)
{
  RulesStep *step = data;

  g_free (step->id);
  kt_condition_free (step->ok);
  kt_reading_clear (&step->reading);
  g_free (step);
}

static JsonNode *
load (const char *id)
{
  g_autofree char *name = g_strdup_printf (FOLDER "/%s.json", id);

  return kt_test_data_json (name);
}

Rules *
rules_load (const char *id)
{
  Rules *self = g_new0 (Rules, 1);
  JsonObject *file, *reply;
  JsonArray *check;

  self->node = load (id);
  file = json_node_get_object (self->node);
  reply = json_object_get_object_member (file, "reply");
  self->ok = kt_condition_load (json_object_get_member (reply, "ok"), "reply.ok", mistake_cb, (gpointer) id);
  if (json_object_has_member (reply, "code"))
    self->verdict.code = kt_paths_load (json_object_get_member (reply, "code"), "reply.code", mistake_cb, (gpointer) id);
  if (json_object_has_member (reply, "message"))
    self->verdict.message = kt_paths_load (json_object_get_member (reply, "message"), "reply.message", mistake_cb, (gpointer) id);
  self->verdict.errors = kt_errors_load (json_object_get_member (file, "errors"), "errors", mistake_cb, (gpointer) id);
  self->verdict.ok = self->ok;

  self->steps = g_ptr_array_new_with_free_func (step_free);
  check = json_object_get_array_member (file, "check");
  for (guint i = 0; i < json_array_get_length (check); i++)
    {
      JsonObject *object = json_array_get_object_element (check, i);
      g_autofree char *path = g_strdup_printf ("check[%u]", i);
      RulesStep *step = g_new0 (RulesStep, 1);

      step->id = g_strdup (json_object_get_string_member (object, "id"));
      if (json_object_has_member (object, "ok"))
        step->ok = kt_condition_load (json_object_get_member (object, "ok"), path, mistake_cb, (gpointer) id);
      kt_reading_load (&step->reading, object, path, mistake_cb, (gpointer) id);
      g_ptr_array_add (self->steps, step);
    }
  return self;
}

void
rules_free (Rules *self)
{
  json_node_unref (self->node);
  kt_condition_free (self->ok);
  g_strfreev (self->verdict.code);
  g_strfreev (self->verdict.message);
  g_ptr_array_unref (self->verdict.errors);
  g_ptr_array_unref (self->steps);
  g_free (self);
}

RulesStep *
rules_step (Rules *self, const char *id)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      RulesStep *step = g_ptr_array_index (self->steps, i);

      if (g_str_equal (step->id, id))
        return step;
    }
  g_error ("No step %s", id);
}

/* An exchange that has closed is not asked, and has no rules. */
static gboolean
has_rules (const char *id)
{
  g_autoptr(JsonNode) node = load (id);

  return json_object_has_member (json_node_get_object (node), "reply");
}

char **
rules_list (void)
{
  GPtrArray *ids = g_ptr_array_new ();
  g_autofree char *path = kt_test_data_path (FOLDER);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *id = g_strndup (name, strcspn (name, "."));

      if (g_str_has_suffix (name, ".json") && !g_str_equal (id, "schema") && has_rules (id))
        g_ptr_array_add (ids, g_steal_pointer (&id));
    }
  g_ptr_array_add (ids, NULL);
  return (char **) g_ptr_array_free (ids, FALSE);
}
