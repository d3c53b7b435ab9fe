/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-exchange-load.h"

#include <string.h>

#include "kt-impostor.h"

gboolean
kt_host_is_valid (const char *host)
{
  if (strlen (host) > 253 || !strchr (host, '.') || strstr (host, "..") || *host == '.' || *host == '-' ||
      g_str_has_suffix (host, "."))
    return FALSE;
  for (const char *p = host; *p; p++)
    {
      if (!g_ascii_islower (*p) && !g_ascii_isdigit (*p) && *p != '.' && *p != '-')
        return FALSE;
    }
  return !g_hostname_is_ip_address (host);
}

gboolean
kt_request_path_is_valid (const char *path)
{
  static const char others[128] = {
    ['/'] = 1, ['-'] = 1, ['.'] = 1, ['_'] = 1, ['~'] = 1, ['!'] = 1, ['$'] = 1, ['&'] = 1, ['\''] = 1, ['('] = 1, [')'] = 1,
    ['*'] = 1, ['+'] = 1, [','] = 1, [';'] = 1, ['='] = 1, [':'] = 1, ['@'] = 1, ['%'] = 1,
  };
  const char *p = path;

  if (*path != '/')
    return FALSE;
  for (; *p; p++)
    {
      if (!g_ascii_isalnum (*p) && ((guchar) *p >= 128 || !others[(guchar) *p]))
        return FALSE;
    }
  return p - path <= 1024;
}

int
kt_exchange_find_field (KtExchange *self, const char *id)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      if (strcmp (((KtField *) g_ptr_array_index (self->fields, i))->id, id) == 0)
        return (int) i;
    }
  return -1;
}

/* ── Head and environments ────────────────────────────────────────────────── */

/* People press it: its host is what it looks like. */
static void
check_page (KtLoader *loader, const char *path, const char *member, const char *page)
{
  g_autofree char *place = kt_path_join (path, member);
  g_autofree char *host = NULL;

  if (!page)
    return;
  if (!g_str_has_prefix (page, "https://"))
    {
      kt_loader_mistake (loader, place, 0, "a page is given as https://…");
      return;
    }
  host = g_strndup (page + 8, strcspn (page + 8, "/?#\\"));
  if (!kt_host_is_valid (host) || kt_impostor_host_is_foreign (host))
    kt_loader_mistake (loader, place, 0, "a page is given as https://host/…: the host in small Latin letters, no name or password before it, no port");
}

static char **
load_list (KtLoader *loader, JsonObject *object, const char *member)
{
  char **texts = kt_load_texts (loader, object, "", member);

  return texts ? texts : g_new0 (char *, 1);
}

static void
load_environment (KtExchange *self, KtLoader *loader, JsonObject *object, const char *path)
{
  static const char *const known[] = { "id", "name", "kind", "host", "headers", "keys_page", "keys_of", "signing", NULL };
  static const char *const kinds[] = { "live", "testnet", "demo", NULL };
  KtEnvironmentRule *rule = g_new0 (KtEnvironmentRule, 1);
  KtEnvironment *shown = &rule->shown;
  JsonObject *headers;

  kt_load_only (loader, object, path, known);
  shown->id = kt_load_new_text (loader, object, path, "id", KT_REQUIRED);
  shown->name = kt_load_new_text (loader, object, path, "name", KT_REQUIRED);
  shown->kind = (KtEnvironmentKind) MAX (kt_load_word (loader, object, path, "kind", kinds, KT_REQUIRED), 0);
  shown->host = kt_load_new_text (loader, object, path, "host", KT_REQUIRED);
  shown->keys_page = kt_load_new_text (loader, object, path, "keys_page", KT_OPTIONAL);
  shown->keys_of = kt_load_new_text (loader, object, path, "keys_of", KT_OPTIONAL);
  check_page (loader, path, "keys_page", shown->keys_page);

  if (shown->host && !kt_host_is_valid (shown->host))
    {
      g_autofree char *place = kt_path_join (path, "host");

      kt_loader_mistake (loader, place, 0, "a host is a name like api.example.com: small letters, no https://, no path, no port");
    }
  else if (shown->host && kt_impostor_host_is_foreign (shown->host))
    {
      g_autofree char *place = kt_path_join (path, "host");

      kt_loader_mistake (loader, place, 0, "a host in other than Latin letters (“xn--”) can look like any other host");
    }
  if (shown->id && kt_exchange_find_rule (self, shown->id))
    {
      g_autofree char *place = kt_path_join (path, "id");

      kt_loader_mistake (loader, place, 0, "there is an environment “%s” already", shown->id);
    }
  if ((headers = kt_load_object (loader, object, path, "headers", KT_OPTIONAL)))
    {
      g_autofree char *place = kt_path_join (path, "headers");

      rule->headers = kt_ast_new (loader, json_object_get_member (object, "headers"), place);
    }

  if (!shown->id || !shown->host)
    {
      kt_environment_rule_free (rule);
      return;
    }
  if (!shown->keys_page)
    shown->keys_page = g_strdup (self->keys_page);
  g_ptr_array_add (self->environments, rule);
}

static void
check_keys_of (KtExchange *self, KtLoader *loader)
{
  for (guint i = 0; i < self->environments->len; i++)
    {
      KtEnvironmentRule *rule = g_ptr_array_index (self->environments, i);
      KtEnvironmentRule *other = rule->shown.keys_of ? kt_exchange_find_rule (self, rule->shown.keys_of) : NULL;
      g_autofree char *place = g_strdup_printf ("environments[%u].keys_of", i);

      if (rule->shown.keys_of && (!other || other == rule || other->shown.keys_of))
        kt_loader_mistake (loader, place, 0, "“%s” is no other environment with keys of its own", rule->shown.keys_of);
    }
}

static void
load_environments (KtExchange *self, KtLoader *loader, JsonObject *root)
{
  JsonArray *list = kt_load_list (loader, root, "", "environments", KT_REQUIRED);

  for (guint i = 0; list && i < json_array_get_length (list); i++)
    {
      g_autofree char *path = kt_path_index ("environments", i);
      JsonNode *node = json_array_get_element (list, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        load_environment (self, loader, json_node_get_object (node), path);
      else
        kt_loader_mistake (loader, path, 0, "an environment is an object");
    }
  if (list && json_array_get_length (list) == 0)
    kt_loader_mistake (loader, "environments", 0, "at least one environment is needed");
  check_keys_of (self, loader);
}

static void
load_pace (KtExchange *self, KtLoader *loader, JsonObject *root)
{
  static const char *const known[] = { "requests", "per_seconds", "per", "source", NULL };
  static const char *const per[] = { "key", "account", "address", NULL };
  JsonObject *pace = kt_load_object (loader, root, "", "pace", KT_OPTIONAL);
  int word;

  if (!pace)
    return;
  kt_load_only (loader, pace, "pace", known);
  self->pace.requests = (guint) kt_load_number (loader, pace, "pace", "requests", 1, 100000, 1);
  self->pace.per_seconds = (guint) kt_load_number (loader, pace, "pace", "per_seconds", 1, 86400, 1);
  word = kt_load_word (loader, pace, "pace", "per", per, KT_REQUIRED);
  self->pace.per = g_strdup (word >= 0 ? per[word] : "address");
  kt_load_text (loader, pace, "pace", "source", KT_REQUIRED);
}

static void
load_boxes (KtExchange *self, KtLoader *loader, JsonObject *root)
{
  static const char *const known[] = { "look", "trade", "money", "source", "sure", NULL };
  JsonObject *boxes = kt_load_object (loader, root, "", "boxes", KT_OPTIONAL);

  if (!boxes)
    return;
  kt_load_only (loader, boxes, "boxes", known);
  self->boxes.look = kt_load_texts (loader, boxes, "boxes", "look");
  self->boxes.trade = kt_load_texts (loader, boxes, "boxes", "trade");
  self->boxes.money = kt_load_texts (loader, boxes, "boxes", "money");
  self->boxes.source = kt_load_new_text (loader, boxes, "boxes", "source", KT_REQUIRED);
  self->boxes.sure = kt_load_flag (loader, boxes, "boxes", "sure", TRUE);
  if (!self->boxes.look && !self->boxes.trade && !self->boxes.money)
    kt_loader_mistake (loader, "boxes", 0, "“look”, “trade” and “money” are missing: the boxes to tick for each");
}

void
kt_exchange_load_head (KtExchange *self, KtLoader *loader, JsonObject *root)
{
  static const char *const known[] = {
    "format", "id", "name", "aliases", "website", "keys_page", "documentation", "checked_on", "environments", "credential",
    "import", "signing", "body_format", "server_time", "reply", "check", "errors", "lifetime", "pace", "refusals_lock_out",
    "wrong_address_disables", "boxes", "key_pairs", "sources", "unsure", "status", NULL
  };
  static const char *const formats[] = { "form", "json", NULL };

  kt_load_only (loader, root, "", known);
  if (kt_load_number (loader, root, "", "format", 1, 1, 0) != 1 && !json_object_has_member (root, "format"))
    kt_loader_mistake (loader, "", 0, "“format” is missing (it is 1)");

  self->id = kt_load_new_text (loader, root, "", "id", KT_REQUIRED);
  if (self->id && !kt_recipe_name_is_valid (self->id))
    kt_loader_mistake (loader, "id", 0, "an id has small letters, digits and _ only, and begins with a letter");
  self->name = kt_load_new_text (loader, root, "", "name", KT_REQUIRED);
  self->aliases = load_list (loader, root, "aliases");
  self->website = kt_load_new_text (loader, root, "", "website", KT_REQUIRED);
  self->keys_page = kt_load_new_text (loader, root, "", "keys_page", KT_OPTIONAL);
  self->documentation = kt_load_new_text (loader, root, "", "documentation", KT_REQUIRED);
  self->checked_on = kt_load_day (loader, root, "", "checked_on", KT_REQUIRED);
  self->sources = load_list (loader, root, "sources");
  self->unsure = load_list (loader, root, "unsure");
  if (!self->sources[0])
    kt_loader_mistake (loader, "", 0, "“sources” is missing: where this is known from");
  check_page (loader, "", "website", self->website);
  check_page (loader, "", "keys_page", self->keys_page);
  check_page (loader, "", "documentation", self->documentation);
  self->refusals_lock_out = kt_load_flag (loader, root, "", "refusals_lock_out", FALSE);
  self->wrong_address_disables = kt_load_text (loader, root, "", "wrong_address_disables", KT_OPTIONAL) != NULL;
  self->json_body = kt_load_word (loader, root, "", "body_format", formats, KT_OPTIONAL) != 0;

  load_environments (self, loader, root);
  load_pace (self, loader, root);
  load_boxes (self, loader, root);
}

/* ── Credential ───────────────────────────────────────────────────────────── */

static void
check_field (KtExchange *self, KtLoader *loader, KtField *field, const char *path)
{
  g_autofree char *id_place = kt_path_join (path, "id");
  g_autofree char *shape_place = kt_path_join (path, "looks_like");
  g_autofree char *default_place = kt_path_join (path, "default");

  if (!kt_recipe_name_is_valid (field->id))
    kt_loader_mistake (loader, id_place, 0, "an id has small letters, digits and _ only, and begins with a letter");
  else if (kt_recipe_name_is_taken (field->id))
    kt_loader_mistake (loader, id_place, 0, "“%s” has a meaning already", field->id);
  else if (kt_exchange_find_field (self, field->id) >= 0)
    kt_loader_mistake (loader, id_place, 0, "there is a field “%s” already", field->id);
  if (field->is_public && field->sent)
    kt_loader_mistake (loader, path, 0, "a field is “public” (no secret) or “sent” (a secret that goes out), not both");
  if (field->default_value && !field->is_public)
    kt_loader_mistake (loader, default_place, 0, "only a public field has a default");
  if (field->default_value && field->choices && !g_strv_contains ((const char *const *) field->choices, field->default_value))
    kt_loader_mistake (loader, default_place, 0, "the default is not among the choices");
  if (field->looks_like)
    {
      g_autoptr(GRegex) regex = g_regex_new (field->looks_like, 0, 0, NULL);

      if (!regex)
        kt_loader_mistake (loader, shape_place, 0, "this is not a regular expression");
    }
}

static void
load_field (KtExchange *self, KtLoader *loader, JsonObject *object, const char *path)
{
  static const char *const known[] = { "id", "name", "public", "optional", "default", "choices", "looks_like", "sent", NULL };
  KtField *field = g_new0 (KtField, 1);

  kt_load_only (loader, object, path, known);
  field->id = kt_load_new_text (loader, object, path, "id", KT_REQUIRED);
  field->name = kt_load_new_text (loader, object, path, "name", KT_REQUIRED);
  field->is_public = kt_load_flag (loader, object, path, "public", FALSE);
  field->optional = kt_load_flag (loader, object, path, "optional", FALSE);
  field->sent = kt_load_flag (loader, object, path, "sent", FALSE);
  field->default_value = kt_load_new_text (loader, object, path, "default", KT_OPTIONAL);
  field->choices = kt_load_texts (loader, object, path, "choices");
  field->looks_like = kt_load_new_text (loader, object, path, "looks_like", KT_OPTIONAL);
  field->note = kt_load_new_text (loader, object, path, "note", KT_OPTIONAL);
  if (field->id)
    check_field (self, loader, field, path);
  else
    field->id = g_strdup ("?");
  g_ptr_array_add (self->fields, field);
}

static void
load_import (KtExchange *self, KtLoader *loader, JsonObject *root)
{
  static const char *const known[] = { "file", "take", NULL };
  JsonObject *object = kt_load_object (loader, root, "", "import", KT_OPTIONAL);
  g_autoptr(GStrvBuilder) fields = g_strv_builder_new ();
  g_autoptr(GStrvBuilder) members = g_strv_builder_new ();
  g_autoptr(GList) names = NULL;
  JsonObject *take;

  if (!object)
    return;
  kt_load_only (loader, object, "import", known);
  self->import_file = kt_load_new_text (loader, object, "import", "file", KT_REQUIRED);
  if (!(take = kt_load_object (loader, object, "import", "take", KT_REQUIRED)))
    return;

  names = json_object_get_members (take);
  for (GList *l = names; l; l = l->next)
    {
      g_auto(GStrv) from = kt_load_texts (loader, take, "import.take", l->data);
      g_autofree char *place = kt_path_join ("import.take", l->data);
      g_autofree char *joined = from ? g_strjoinv ("\n", from) : NULL;

      if (kt_exchange_find_field (self, l->data) < 0)
        kt_loader_mistake (loader, place, 0, "there is no credential field “%s”", (const char *) l->data);
      else if (joined)
        {
          g_strv_builder_add (fields, l->data);
          g_strv_builder_add (members, joined);
        }
    }
  self->import_fields = g_strv_builder_end (fields);
  self->import_members = g_strv_builder_end (members);
}

void
kt_exchange_load_credential (KtExchange *self, KtLoader *loader, JsonObject *root)
{
  JsonArray *list = kt_load_list (loader, root, "", "credential", KT_REQUIRED);

  for (guint i = 0; list && i < json_array_get_length (list); i++)
    {
      g_autofree char *path = kt_path_index ("credential", i);
      JsonNode *node = json_array_get_element (list, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        load_field (self, loader, json_node_get_object (node), path);
      else
        kt_loader_mistake (loader, path, 0, "a field is an object");
    }
  if (self->fields->len > KT_CREDENTIAL_MAX_FIELDS)
    kt_loader_mistake (loader, "credential", 0, "at most %d fields", KT_CREDENTIAL_MAX_FIELDS);
  load_import (self, loader, root);
}

/* ── Lifetime ─────────────────────────────────────────────────────────────── */

static KtRights
load_rights (KtLoader *loader, JsonObject *object, const char *path, const char *member)
{
  g_auto(GStrv) words = kt_load_texts (loader, object, path, member);
  g_autofree char *place = kt_path_join (path, member);
  KtRights rights = KT_RIGHTS_NONE;

  for (guint i = 0; words && words[i]; i++)
    {
      KtRight right;

      if (kt_right_from_word (words[i], &right))
        rights |= KT_RIGHTS_BIT (right);
      else
        kt_loader_mistake (loader, place, 0, "“%s” is not a right", words[i]);
    }
  return rights;
}

static KtRights
load_lapse (KtLoader *loader, JsonObject *object, const char *path)
{
  JsonNode *node = json_object_get_member (object, "of");

  if (!node || (JSON_NODE_HOLDS_VALUE (node) && g_strcmp0 (json_node_get_string (node), "key") == 0))
    return KT_RIGHTS_NONE;
  if (JSON_NODE_HOLDS_VALUE (node) && g_strcmp0 (json_node_get_string (node), "trading") == 0)
    return kt_rights_at_least (KT_RIGHTS_ALL, KT_RISK_TRADE) & ~kt_rights_at_least (KT_RIGHTS_ALL, KT_RISK_TRANSFER);
  return load_rights (loader, object, path, "of");
}

static void
load_when (KtExchange *self, KtLoader *loader, JsonObject *object, const char *path, KtLifetimeRule *rule)
{
  static const char *const known[] = { "ip_allowlist", "any_right", "environment", NULL };
  static const char *const none[] = { "none", NULL };
  g_autofree char *place = kt_path_join (path, "environment");

  kt_load_only (loader, object, path, known);
  rule->needs_no_allowlist = kt_load_word (loader, object, path, "ip_allowlist", none, KT_OPTIONAL) == 0;
  rule->any_right = load_rights (loader, object, path, "any_right");
  rule->environments = kt_load_texts (loader, object, path, "environment");
  for (guint i = 0; rule->environments && rule->environments[i]; i++)
    {
      if (!kt_exchange_find_rule (self, rule->environments[i]))
        kt_loader_mistake (loader, place, 0, "there is no environment “%s”", rule->environments[i]);
    }
}

static void
load_lifetime_rule (KtExchange *self, KtLoader *loader, JsonObject *object, const char *path)
{
  static const char *const known[] = { "when", "days", "from", "of", "source", "checked_on", "sure", NULL };
  static const char *const from[] = { "created", "changed", "last-use", "password-change", NULL };
  KtLifetimeRule *rule = g_new0 (KtLifetimeRule, 1);
  JsonObject *when = kt_load_object (loader, object, path, "when", KT_OPTIONAL);
  g_autofree char *when_path = kt_path_join (path, "when");

  kt_load_only (loader, object, path, known);
  if (when)
    load_when (self, loader, when, when_path, rule);
  rule->days = kt_load_number (loader, object, path, "days", 1, 3660, 0);
  if (!json_object_has_member (object, "days"))
    kt_loader_mistake (loader, path, 0, "“days” is missing");
  rule->from = (KtLifetimeFrom) MAX (kt_load_word (loader, object, path, "from", from, KT_REQUIRED), 0);
  rule->of = load_lapse (loader, object, path);
  rule->source = kt_load_new_text (loader, object, path, "source", KT_REQUIRED);
  rule->checked_on = kt_load_day (loader, object, path, "checked_on", KT_REQUIRED);
  rule->sure = kt_load_flag (loader, object, path, "sure", TRUE);
  rule->note = kt_load_new_text (loader, object, path, "note", KT_OPTIONAL);
  g_ptr_array_add (self->lifetime, rule);
}

void
kt_exchange_load_lifetime (KtExchange *self, KtLoader *loader, JsonObject *root)
{
  JsonArray *list = kt_load_list (loader, root, "", "lifetime", KT_OPTIONAL);

  for (guint i = 0; list && i < json_array_get_length (list); i++)
    {
      g_autofree char *path = kt_path_index ("lifetime", i);
      JsonNode *node = json_array_get_element (list, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        load_lifetime_rule (self, loader, json_node_get_object (node), path);
      else
        kt_loader_mistake (loader, path, 0, "a rule is an object");
    }
}
