/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-exchange-load.h"

#include <string.h>

/* ── Requests ─────────────────────────────────────────────────────────────── */

/* "get" or "post": exactly one of them. Returns "GET", "POST" or NULL. */
static const char *
load_method (KtExchange *self, KtLoader *loader, JsonObject *object, const char *path, char **ret_path)
{
  gboolean get = json_object_has_member (object, "get");
  gboolean post = json_object_has_member (object, "post");
  g_autofree char *place = kt_path_join (path, get ? "get" : "post");

  if (get == post)
    {
      kt_loader_mistake (loader, path, 0, "“get” or “post” with a path belongs here, one of them");
      return NULL;
    }
  if (post && self->custom)
    kt_loader_mistake (loader, place, 0, "a definition of one's own may only use “get”");
  *ret_path = kt_load_new_text (loader, object, path, get ? "get" : "post", KT_REQUIRED);
  if (*ret_path && !kt_request_path_is_valid (*ret_path))
    kt_loader_mistake (loader, place, 0, "a path begins with / and has no ?, no # and no blanks; fields go into “query”");
  return get ? "GET" : "POST";
}

static char *
load_host (KtExchange *self, KtLoader *loader, JsonObject *object, const char *path)
{
  char *host = kt_load_new_text (loader, object, path, "host", KT_OPTIONAL);
  g_autofree char *place = kt_path_join (path, "host");

  for (guint i = 0; host && i < self->environments->len; i++)
    {
      if (strcmp (((KtEnvironmentRule *) g_ptr_array_index (self->environments, i))->shown.host, host) == 0)
        return host;
    }
  if (host)
    kt_loader_mistake (loader, place, 0, "“%s” is not the host of an environment of this file", host);
  return host;
}

static char *
load_reads_only (KtLoader *loader, JsonObject *object, const char *path, const char *method)
{
  char *source = kt_load_new_text (loader, object, path, "reads_only", KT_OPTIONAL);

  if (g_strcmp0 (method, "POST") == 0 && !source)
    kt_loader_mistake (loader, path, 0, "a “post” needs “reads_only”: the source that says that this request changes nothing");
  return source;
}

/* ── Steps ────────────────────────────────────────────────────────────────── */

static void
load_own_fields (KtLoader *loader, JsonObject *object, KtStepRule *rule)
{
  static const char *const places[] = { "query", "form", "json" };
  static const KtFieldsPlace kinds[] = { KT_FIELDS_QUERY, KT_FIELDS_FORM, KT_FIELDS_JSON };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *place = kt_path_join (rule->json_path, places[i]);

      if (!json_object_has_member (object, places[i]))
        continue;
      if (rule->step.place != KT_FIELDS_NONE)
        kt_loader_mistake (loader, place, 0, "a step has one of “query”, “form” and “json”");
      if (kinds[i] != KT_FIELDS_QUERY && g_strcmp0 (rule->step.method, "GET") == 0)
        kt_loader_mistake (loader, place, 0, "a “get” has no body; its fields go into “query”");
      if (!kt_load_object (loader, object, rule->json_path, places[i], KT_OPTIONAL))
        continue;
      rule->step.place = kinds[i];
      kt_ast_free (rule->fields);
      rule->fields = kt_ast_new (loader, json_object_get_member (object, places[i]), place);
    }
}

/* (transfer full) (nullable) */
static char **
load_environment_ids (KtExchange *self, KtLoader *loader, JsonObject *object, const char *path, const char *member)
{
  char **ids = kt_load_texts (loader, object, path, member);
  g_autofree char *place = kt_path_join (path, member);

  for (guint i = 0; ids && ids[i]; i++)
    {
      if (!kt_exchange_find_rule (self, ids[i]))
        kt_loader_mistake (loader, place, 0, "there is no environment “%s”", ids[i]);
    }
  return ids;
}

static int
find_step (KtExchange *self, const char *id)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      if (g_strcmp0 (((KtStep *) g_ptr_array_index (self->steps, i))->id, id) == 0)
        return (int) i;
    }
  return -1;
}

static void
load_turn (KtExchange *self, KtLoader *loader, JsonObject *object, KtStepRule *rule)
{
  const char *earlier = kt_load_text (loader, object, rule->json_path, "instead_of", KT_OPTIONAL);
  g_autofree char *place = kt_path_join (rule->json_path, "instead_of");

  rule->step.on = kt_load_texts (loader, object, rule->json_path, "on");
  rule->step.instead_of = -1;
  if (!earlier && !rule->step.on)
    return;
  if (!earlier || !rule->step.on || !rule->step.on[0])
    {
      kt_loader_mistake (loader, rule->json_path, 0, "“instead_of” (an earlier step) and “on” (its codes) belong together");
      return;
    }
  rule->step.instead_of = find_step (self, earlier);
  if (rule->step.instead_of < 0)
    kt_loader_mistake (loader, place, 0, "there is no earlier step “%s”", earlier);
}

static void
load_use (KtExchange *self, KtLoader *loader, JsonObject *object, KtStepRule *rule)
{
  static const char *const known[] = { "days", "only", "source", NULL };
  JsonObject *use = kt_load_object (loader, object, rule->json_path, "counts_as_use", KT_OPTIONAL);
  g_autofree char *path = kt_path_join (rule->json_path, "counts_as_use");

  if (!use)
    return;
  kt_load_only (loader, use, path, known);
  rule->step.counts_as_use = TRUE;
  rule->step.use_days = kt_load_number (loader, use, path, "days", 1, 3660, 0);
  rule->step.use_only = load_environment_ids (self, loader, use, path, "only");
  rule->step.use_source = kt_load_new_text (loader, use, path, "source", KT_REQUIRED);
}

static void
check_members (KtLoader *loader, JsonObject *object, const char *path)
{
  static const char *const known[] = {
    "id", "get", "post", "query", "form", "json", "only", "host", "let", "sign", "instead_of", "on", "may_fail", "ok",
    "secret_reply", "counts_as_use", "reads_only", "note", NULL
  };
  g_autoptr(GList) members = json_object_get_members (object);

  for (GList *l = members; l; l = l->next)
    {
      g_autofree char *place = kt_path_join (path, l->data);

      if (!g_strv_contains (known, l->data) && !kt_reading_knows (l->data))
        kt_loader_mistake (loader, place, 0, "“%s” is not a member that belongs here", (const char *) l->data);
    }
}

/* Values taken by steps before number @n. */
static gboolean
is_taken_before (KtExchange *self, guint n, const char *name)
{
  for (guint i = 0; i < n; i++)
    {
      const KtStep *step = g_ptr_array_index (self->steps, i);

      if (step->reading.take_names && g_strv_contains ((const char *const *) step->reading.take_names, name))
        return TRUE;
    }
  return FALSE;
}

static void
check_names (KtExchange *self, KtLoader *loader, const KtStepRule *rule)
{
  const KtReading *reading = &rule->step.reading;
  g_autofree char *with = kt_path_join (rule->json_path, "entry.with");
  g_autofree char *take = kt_path_join (rule->json_path, "take");

  for (guint i = 0; reading->entry_names && reading->entry_names[i]; i++)
    {
      g_autofree char *place = kt_path_join (with, reading->entry_paths[i]);
      int field = kt_exchange_find_field (self, reading->entry_names[i]);

      if (field < 0 && !is_taken_before (self, self->steps->len, reading->entry_names[i]))
        kt_loader_mistake (loader, place, 0, "“%s” is no credential field and no value an earlier step took", reading->entry_names[i]);
      else if (field >= 0 && !((KtField *) g_ptr_array_index (self->fields, (guint) field))->is_public)
        kt_loader_mistake (loader, place, 0, "“%s” is a secret; an entry is found by a public field", reading->entry_names[i]);
    }
  for (guint i = 0; reading->take_names && reading->take_names[i]; i++)
    {
      const char *name = reading->take_names[i];
      g_autofree char *place = kt_path_join (take, name);

      if (!kt_recipe_name_is_valid (name))
        kt_loader_mistake (loader, place, 0, "a name has small letters, digits and _ only, and begins with a letter");
      else if (kt_recipe_name_is_taken (name) || kt_exchange_find_field (self, name) >= 0)
        kt_loader_mistake (loader, place, 0, "“%s” has a meaning already", name);
      else if (is_taken_before (self, self->steps->len, name))
        kt_loader_mistake (loader, place, 0, "“%s” is taken by an earlier step already", name);
    }
}

static void
load_step (KtExchange *self, KtLoader *loader, JsonObject *object, const char *path)
{
  KtStepRule *rule = g_new0 (KtStepRule, 1);
  KtStep *step = &rule->step;
  g_autofree char *ok_path = kt_path_join (path, "ok");
  g_autofree char *let_path = kt_path_join (path, "let");
  g_autofree char *id_path = kt_path_join (path, "id");
  JsonObject *lets;

  rule->json_path = g_strdup (path);
  rule->lets = g_array_new (FALSE, TRUE, sizeof (KtLet));
  rule->owned = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_ast_free);
  rule->names = g_ptr_array_new_with_free_func (g_free);

  check_members (loader, object, path);
  step->id = kt_load_new_text (loader, object, path, "id", KT_REQUIRED);
  if (step->id && find_step (self, step->id) >= 0)
    kt_loader_mistake (loader, id_path, 0, "there is a step “%s” already", step->id);
  step->method = load_method (self, loader, object, path, &step->path);
  load_own_fields (loader, object, rule);
  step->host = load_host (self, loader, object, path);
  step->only = load_environment_ids (self, loader, object, path, "only");
  step->sign = kt_load_flag (loader, object, path, "sign", TRUE);
  load_turn (self, loader, object, rule);
  step->may_fail = kt_load_flag (loader, object, path, "may_fail", FALSE);
  step->secret_reply = kt_load_flag (loader, object, path, "secret_reply", FALSE);
  if (json_object_has_member (object, "ok"))
    step->ok = kt_condition_load (json_object_get_member (object, "ok"), ok_path, kt_loader_report, loader);
  load_use (self, loader, object, rule);
  step->reads_only = load_reads_only (loader, object, path, step->method);
  if ((lets = kt_load_object (loader, object, path, "let", KT_OPTIONAL)))
    {
      kt_exchange_load_lets (loader, lets, let_path, rule->lets, rule->owned, rule->names);
      kt_exchange_check_let_names (self, loader, rule->lets, self->signing ? self->signing->lets : NULL);
    }
  kt_reading_load (&step->reading, object, path, kt_loader_report, loader);
  check_names (self, loader, rule);
  g_ptr_array_add (self->steps, rule);
}

/* Every environment needs a request whose refusal means something. */
static void
check_environments (KtExchange *self, KtLoader *loader)
{
  for (guint i = 0; i < self->environments->len; i++)
    {
      const KtEnvironmentRule *environment = g_ptr_array_index (self->environments, i);
      g_autofree char *place = kt_path_index ("environments", i);
      gboolean found = FALSE;

      for (guint j = 0; j < self->steps->len && !found; j++)
        {
          const KtStep *step = g_ptr_array_index (self->steps, j);

          found = kt_step_is_for (step, environment->shown.id) && !step->may_fail && step->instead_of < 0;
        }
      if (!found)
        kt_loader_mistake (loader, place, 0, "no step of “check” that may not fail is for this environment");
    }
}

/* ── Server time and reply ────────────────────────────────────────────────── */

static void
load_server_time (KtExchange *self, KtLoader *loader, JsonObject *root)
{
  static const char *const known[] = { "get", "post", "json", "host", "at", "unit", "reads_only", NULL };
  static const char *const units[] = { "ms", "s", "iso", NULL };
  static const KtDateUnit kinds[] = { KT_DATE_UNIT_MS, KT_DATE_UNIT_S, KT_DATE_UNIT_ISO };
  JsonNode *node = json_object_get_member (root, "server_time");
  KtServerTime *time = &self->server_time;
  JsonObject *object;
  g_autofree char *source = NULL;
  int unit;

  if (!node)
    return;
  time->told = TRUE;
  if (JSON_NODE_HOLDS_VALUE (node) && g_strcmp0 (json_node_get_string (node), "date-header") == 0)
    {
      time->date_header = TRUE;
      return;
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      kt_loader_mistake (loader, "server_time", 0, "“server_time” is an object or \"date-header\"");
      return;
    }

  object = json_node_get_object (node);
  kt_load_only (loader, object, "server_time", known);
  time->method = load_method (self, loader, object, "server_time", &time->path);
  time->host = load_host (self, loader, object, "server_time");
  source = load_reads_only (loader, object, "server_time", time->method);
  time->at = kt_load_new_text (loader, object, "server_time", "at", KT_OPTIONAL);
  if (!time->at || !kt_path_is_valid (time->at))
    kt_loader_mistake (loader, "server_time", 0, "“at” must be the path of the time in the reply");
  unit = kt_load_word (loader, object, "server_time", "unit", units, KT_REQUIRED);
  time->unit = kinds[MAX (unit, 0)];
  if (kt_load_object (loader, object, "server_time", "json", KT_OPTIONAL))
    time->body = json_to_string (json_object_get_member (object, "json"), FALSE);
}

static void
load_reply (KtExchange *self, KtLoader *loader, JsonObject *root)
{
  static const char *const known[] = { "ok", "code", "message", NULL };
  gboolean closed = self->status.standing == KT_STANDING_CLOSED;
  JsonObject *object = kt_load_object (loader, root, "", "reply", closed ? KT_OPTIONAL : KT_REQUIRED);

  if (!object)
    return;
  kt_load_only (loader, object, "reply", known);
  if (json_object_has_member (object, "ok"))
    self->reply.ok = kt_condition_load (json_object_get_member (object, "ok"), "reply.ok", kt_loader_report, loader);
  if (json_object_has_member (object, "code"))
    self->reply.code = kt_paths_load (json_object_get_member (object, "code"), "reply.code", kt_loader_report, loader);
  if (json_object_has_member (object, "message"))
    self->reply.message = kt_paths_load (json_object_get_member (object, "message"), "reply.message", kt_loader_report, loader);
}

/* Any other request's body is written as the check's own are. */
static void
guess_body_format (KtExchange *self)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      const KtStep *step = g_ptr_array_index (self->steps, i);

      if (step->place == KT_FIELDS_FORM || step->place == KT_FIELDS_JSON)
        {
          self->json_body = step->place == KT_FIELDS_JSON;
          return;
        }
    }
}

void
kt_exchange_load_check (KtExchange *self, KtLoader *loader, JsonObject *root)
{
  gboolean closed = self->status.standing == KT_STANDING_CLOSED;
  JsonArray *list = kt_load_list (loader, root, "", "check", closed ? KT_OPTIONAL : KT_REQUIRED);

  load_server_time (self, loader, root);
  load_reply (self, loader, root);
  for (guint i = 0; list && i < json_array_get_length (list); i++)
    {
      g_autofree char *path = kt_path_index ("check", i);
      JsonNode *node = json_array_get_element (list, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        load_step (self, loader, json_node_get_object (node), path);
      else
        kt_loader_mistake (loader, path, 0, "a step is an object");
    }
  if (list)
    check_environments (self, loader);
  if (!json_object_has_member (root, "body_format"))
    guess_body_format (self);

  if (json_object_has_member (root, "errors"))
    self->errors = kt_errors_load (json_object_get_member (root, "errors"), "errors", kt_loader_report, loader);
  else if (!closed)
    kt_loader_mistake (loader, "", 0, "“errors” is missing");
  if (!self->errors)
    self->errors = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_error_rule_free);
}
