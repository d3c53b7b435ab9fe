/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-exchange-load.h"
#include "kt-impostor.h"

#include <string.h>

#include "kt-crypto.h"
#include "kt-error.h"

G_DEFINE_FINAL_TYPE (KtExchange, kt_exchange, G_TYPE_OBJECT)

static void
field_free (gpointer data)
{
  KtField *field = data;

  g_free (field->id);
  g_free (field->name);
  g_free (field->default_value);
  g_strfreev (field->choices);
  g_free (field->looks_like);
  g_free (field->note);
  g_free (field);
}

static void
lifetime_free (gpointer data)
{
  KtLifetimeRule *rule = data;

  g_strfreev (rule->environments);
  g_free (rule->source);
  g_free (rule->checked_on);
  g_free (rule->note);
  g_free (rule);
}

void
kt_environment_rule_free (KtEnvironmentRule *self)
{
  g_free (self->shown.id);
  g_free (self->shown.name);
  g_free (self->shown.host);
  g_free (self->shown.keys_page);
  g_free (self->shown.keys_of);
  kt_ast_free (self->headers);
  kt_signing_free (self->signing);
  g_clear_pointer (&self->programs, g_ptr_array_unref);
  g_free (self);
}

void
kt_step_rule_free (KtStepRule *self)
{
  KtStep *step = &self->step;

  g_free (step->id);
  g_free (step->path);
  g_free (step->host);
  g_strfreev (step->only);
  g_strfreev (step->on);
  g_clear_pointer (&step->ok, kt_condition_free);
  g_strfreev (step->use_only);
  g_free (step->use_source);
  g_free (step->reads_only);
  kt_reading_clear (&step->reading);
  g_free (self->json_path);
  kt_ast_free (self->fields);
  g_array_unref (self->lets);
  g_ptr_array_unref (self->owned);
  g_ptr_array_unref (self->names);
  g_free (self);
}

static void
kt_exchange_finalize (GObject *object)
{
  KtExchange *self = KT_EXCHANGE (object);

  g_free (self->id);
  g_free (self->name);
  g_strfreev (self->aliases);
  g_free (self->website);
  g_free (self->keys_page);
  g_free (self->documentation);
  g_free (self->checked_on);
  g_free (self->hash);
  g_strfreev (self->sources);
  g_strfreev (self->unsure);
  g_strfreev (self->hosts);
  kt_status_clear (&self->status);
  g_ptr_array_unref (self->environments);
  g_ptr_array_unref (self->fields);
  kt_signing_free (self->signing);
  g_free (self->server_time.path);
  g_free (self->server_time.host);
  g_free (self->server_time.body);
  g_free (self->server_time.at);
  g_clear_pointer (&self->reply.ok, kt_condition_free);
  g_strfreev (self->reply.code);
  g_strfreev (self->reply.message);
  g_ptr_array_unref (self->steps);
  g_clear_pointer (&self->errors, g_ptr_array_unref);
  g_ptr_array_unref (self->lifetime);
  g_free (self->pace.per);
  g_strfreev (self->boxes.look);
  g_strfreev (self->boxes.trade);
  g_strfreev (self->boxes.money);
  g_free (self->boxes.source);
  g_ptr_array_unref (self->key_pairs);
  g_free (self->import_file);
  g_strfreev (self->import_fields);
  g_strfreev (self->import_members);

  G_OBJECT_CLASS (kt_exchange_parent_class)->finalize (object);
}

static void
kt_exchange_class_init (KtExchangeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kt_exchange_finalize;
}

static void
kt_exchange_init (KtExchange *self)
{
  self->environments = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_environment_rule_free);
  self->fields = g_ptr_array_new_with_free_func (field_free);
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_step_rule_free);
  self->lifetime = g_ptr_array_new_with_free_func (lifetime_free);
  self->key_pairs = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_key_pair_rule_free);
}

/* ── Loading ──────────────────────────────────────────────────────────────── */

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
collect_hosts (KtExchange *self)
{
  g_autoptr(GPtrArray) hosts = g_ptr_array_new ();

  for (guint i = 0; i < self->environments->len; i++)
    {
      const KtEnvironmentRule *rule = g_ptr_array_index (self->environments, i);

      if (!g_ptr_array_find_with_equal_func (hosts, rule->shown.host, g_str_equal, NULL))
        g_ptr_array_add (hosts, rule->shown.host);
    }
  g_ptr_array_sort (hosts, compare_texts);
  g_ptr_array_add (hosts, NULL);
  self->hosts = g_strdupv ((char **) hosts->pdata);
}

static void
load (KtExchange *self, KtLoader *loader, const char *text, gsize length)
{
  g_autoptr(JsonNode) root = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *object;

  if (length > KT_DEFINITION_MAX)
    {
      kt_loader_mistake (loader, "", 0, "a definition has at most %d KiB", KT_DEFINITION_MAX / 1024);
      return;
    }
  loader->map = kt_json_map_new (text, length, KT_DEFINITION_MAX_DEPTH, kt_loader_report_problem, loader);
  if (!loader->map)
    return;
  if (!(root = kt_json_parse (text, length, KT_DEFINITION_MAX, KT_DEFINITION_MAX_DEPTH, &error)))
    {
      kt_loader_mistake (loader, "", 0, "%s", error->message);
      return;
    }
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      kt_loader_mistake (loader, "", 0, "a definition is one JSON object");
      return;
    }

  kt_impostor_check_characters (loader, root, "");
  object = json_node_get_object (root);
  kt_exchange_load_head (self, loader, object);
  kt_exchange_load_status (self, loader, object);
  kt_exchange_load_credential (self, loader, object);
  kt_exchange_load_signing (self, loader, object);
  kt_exchange_load_key_pairs (self, loader, object);
  kt_exchange_load_check (self, loader, object);
  kt_exchange_load_lifetime (self, loader, object);
  kt_exchange_bind (self, loader);
  collect_hosts (self);
}

KtExchange *
kt_exchange_new_from_bytes (GBytes *bytes, const char *name, gboolean custom, GPtrArray **ret_mistakes, GError **error)
{
  g_autoptr(KtExchange) self = g_object_new (KT_TYPE_EXCHANGE, NULL);
  g_auto(KtLoader) loader = { 0 };
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  self->custom = custom;
  self->hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  kt_loader_init (&loader, name);
  load (self, &loader, text ? text : "", length);
  if (loader.mistakes->len == 0)
    return g_steal_pointer (&self);

  kt_loader_sort (&loader);
  {
    g_autofree char *first = kt_mistake_to_string (g_ptr_array_index (loader.mistakes, 0));

    if (loader.mistakes->len == 1)
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "%s", first);
    else
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "%s (and %u more mistakes)", first, loader.mistakes->len - 1);
  }
  if (ret_mistakes)
    *ret_mistakes = g_steal_pointer (&loader.mistakes);
  return NULL;
}

/* ── What it says ─────────────────────────────────────────────────────────── */

const char *kt_exchange_get_id            (KtExchange *self) { return self->id; }
const char *kt_exchange_get_name          (KtExchange *self) { return self->name; }
const char *kt_exchange_get_website       (KtExchange *self) { return self->website; }
const char *kt_exchange_get_documentation (KtExchange *self) { return self->documentation; }
const char *kt_exchange_get_checked_on    (KtExchange *self) { return self->checked_on; }
const char *kt_exchange_get_hash          (KtExchange *self) { return self->hash; }
gboolean    kt_exchange_is_custom         (KtExchange *self) { return self->custom; }
char      **kt_exchange_get_aliases       (KtExchange *self) { return self->aliases; }
char      **kt_exchange_get_sources       (KtExchange *self) { return self->sources; }
char      **kt_exchange_get_unsure        (KtExchange *self) { return self->unsure; }
char      **kt_exchange_get_hosts         (KtExchange *self) { return self->hosts; }
GPtrArray  *kt_exchange_get_environments  (KtExchange *self) { return self->environments; }
GPtrArray  *kt_exchange_get_fields        (KtExchange *self) { return self->fields; }
GPtrArray  *kt_exchange_get_lifetime      (KtExchange *self) { return self->lifetime; }
GPtrArray  *kt_exchange_get_steps         (KtExchange *self) { return self->steps; }
GPtrArray  *kt_exchange_get_errors        (KtExchange *self) { return self->errors; }
const KtPace       *kt_exchange_get_pace        (KtExchange *self) { return &self->pace; }
const KtBoxes      *kt_exchange_get_boxes       (KtExchange *self) { return &self->boxes; }
const KtServerTime *kt_exchange_get_server_time (KtExchange *self) { return &self->server_time; }
const KtReplyRule  *kt_exchange_get_reply       (KtExchange *self) { return &self->reply; }
gboolean    kt_exchange_refusals_lock_out (KtExchange *self) { return self->refusals_lock_out; }
gboolean    kt_exchange_wrong_address_disables (KtExchange *self) { return self->wrong_address_disables; }

KtEnvironmentRule *
kt_exchange_find_rule (KtExchange *self, const char *environment)
{
  for (guint i = 0; i < self->environments->len; i++)
    {
      KtEnvironmentRule *rule = g_ptr_array_index (self->environments, i);

      if (g_strcmp0 (rule->shown.id, environment) == 0)
        return rule;
    }
  return NULL;
}

const KtEnvironment *
kt_exchange_find_environment (KtExchange *self, const char *id)
{
  KtEnvironmentRule *rule = kt_exchange_find_rule (self, id);

  return rule ? &rule->shown : NULL;
}

const char *
kt_exchange_get_keys_page (KtExchange *self, const char *environment)
{
  KtEnvironmentRule *rule = kt_exchange_find_rule (self, environment);

  return rule ? rule->shown.keys_page : self->keys_page;
}

gboolean
kt_step_is_for (const KtStep *step, const char *environment)
{
  return !step->only || g_strv_contains ((const char *const *) step->only, environment);
}

gboolean
kt_step_counts_as_use (const KtStep *step, const char *environment)
{
  return step->counts_as_use && kt_step_is_for (step, environment) &&
         (!step->use_only || g_strv_contains ((const char *const *) step->use_only, environment));
}

const char *
kt_exchange_get_step_host (KtExchange *self, const KtStep *step, const char *environment)
{
  const KtEnvironment *shown = kt_exchange_find_environment (self, environment);

  return step->host ? step->host : shown ? shown->host : NULL;
}

KtTimeUnit
kt_exchange_get_time_unit (KtExchange *self, const char *environment)
{
  KtEnvironmentRule *rule = kt_exchange_find_rule (self, environment);

  return rule ? kt_exchange_signing_of (self, rule)->time : self->signing->time;
}

KtNonceKind
kt_exchange_get_nonce_kind (KtExchange *self, const char *environment)
{
  KtEnvironmentRule *rule = kt_exchange_find_rule (self, environment);

  return rule ? kt_exchange_signing_of (self, rule)->nonce : self->signing->nonce;
}

gboolean
kt_exchange_has_rising_nonce (KtExchange *self, const char *environment)
{
  KtNonceKind kind = kt_exchange_get_nonce_kind (self, environment);

  return kind == KT_NONCE_RISING_MS || kind == KT_NONCE_RISING_US || kind == KT_NONCE_RISING_S;
}

gboolean
kt_exchange_counts_as_use (KtExchange *self, const char *environment)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      const KtStep *step = g_ptr_array_index (self->steps, i);

      if (kt_step_counts_as_use (step, environment))
        return TRUE;
    }
  return FALSE;
}

guint
kt_exchange_count_signed (KtExchange *self, const char *environment, const char **ret_host)
{
  const char *host = NULL;
  guint n = 0;

  g_return_val_if_fail (KT_IS_EXCHANGE (self), 0);

  for (guint i = 0; i < self->steps->len; i++)
    {
      const KtStep *step = g_ptr_array_index (self->steps, i);

      if (!kt_step_is_for (step, environment) || !step->sign || step->instead_of >= 0)
        continue;
      if (n++ == 0)
        host = kt_exchange_get_step_host (self, step, environment);
    }
  *ret_host = host;
  return n;
}

char **
kt_exchange_list_requests (KtExchange *self, const char *environment)
{
  g_autoptr(GStrvBuilder) lines = g_strv_builder_new ();
  const KtEnvironment *shown = kt_exchange_find_environment (self, environment);

  if (shown && self->server_time.path && kt_exchange_get_time_unit (self, environment) != KT_TIME_NONE)
    {
      g_autofree char *line = g_strconcat (self->server_time.method, " ",
                                           self->server_time.host ? self->server_time.host : shown->host, self->server_time.path, NULL);

      g_strv_builder_add (lines, line);
    }
  for (guint i = 0; shown && i < self->steps->len; i++)
    {
      const KtStep *step = g_ptr_array_index (self->steps, i);
      g_autofree char *line = NULL;

      if (!kt_step_is_for (step, environment))
        continue;
      line = g_strconcat (step->method, " ", kt_exchange_get_step_host (self, step, environment), step->path, NULL);
      g_strv_builder_add (lines, line);
    }
  return g_strv_builder_end (lines);
}
