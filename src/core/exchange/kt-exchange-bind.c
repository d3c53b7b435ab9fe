/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-exchange-load.h"

#include <string.h>

typedef struct {
  KtExchange *exchange;
  KtLoader   *loader;
  GHashTable *used;             /* JSON paths of lets, ids of fields */
  GHashTable *elsewhere;        /* names that only steps give */
} Binding;

/* ── Where secrets go ─────────────────────────────────────────────────────── */

/* @refused: bits of taint that may not be in @node, which goes to @where. */
static void
refuse (Binding *self, const KtProgram *program, const KtNode *node, guint refused, const char *where)
{
  const KtAst *source;

  if (!node || !(node->taint & refused))
    return;
  source = kt_node_find_taint (program, node, refused);
  if (node->taint & refused & KT_TAINT_SECRET)
    kt_loader_mistake (self->loader, source->path, source->offset,
                       "a secret would leave this computer in the %s: sign with it instead, or say \"sent\": true at its field so that people are told",
                       where);
  else
    kt_loader_mistake (self->loader, source->path, source->offset,
                       "a field that is sent may go into headers and the body, never into the %s: it would stand in logs", where);
}

static void
check_flow (Binding *self, KtProgram *program, const KtStep *step)
{
  gboolean in_query = step && (step->place == KT_FIELDS_QUERY ||
                               (step->place == KT_FIELDS_NONE && g_strcmp0 (step->method, "GET") == 0));
  guint secret = KT_TAINT_SECRET, both = KT_TAINT_SECRET | KT_TAINT_SENT;

  refuse (self, program, program->extra_headers, secret, "headers");
  refuse (self, program, program->headers, secret, "headers");
  refuse (self, program, program->query, both, "query");
  refuse (self, program, program->body, secret, "body");
  refuse (self, program, program->params, in_query ? both : secret, in_query ? "query" : "body");
  refuse (self, program, program->step_fields, in_query ? both : secret, in_query ? "query" : "body");
  if (!step && program->params && program->params->taint & KT_TAINT_SENT)
    program->query_refused = TRUE;
}

/* ── Programs ─────────────────────────────────────────────────────────────── */

static void
check_header_kinds (Binding *self, const KtNode *headers)
{
  for (guint i = 0; headers && headers->names && i < headers->n_children; i++)
    {
      const KtNode *value = headers->children[i];

      if (headers->names[i] && value->kind != KT_KIND_TEXT && value->kind != KT_KIND_NUMBER && value->kind != KT_KIND_NOTHING)
        kt_loader_mistake (self->loader, value->ast->path, value->ast->offset, "a header is a text or a number");
    }
}

static void
add_lets (GArray *all, GArray *lets)
{
  if (lets->len > 0)
    g_array_append_vals (all, lets->data, lets->len);
}

static char **
taken_before (KtExchange *exchange, guint n)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < n; i++)
    {
      const KtStep *step = g_ptr_array_index (exchange->steps, i);

      for (guint j = 0; step->reading.take_names && step->reading.take_names[j]; j++)
        g_strv_builder_add (names, step->reading.take_names[j]);
    }
  return g_strv_builder_end (names);
}

/* @number: of the step, or -1 for any request. */
static KtProgram *
bind_program (Binding *self, const KtEnvironmentRule *environment, const KtSigning *signing, const KtKeyType *type, int number)
{
  KtStepRule *rule = number >= 0 ? g_ptr_array_index (self->exchange->steps, (guint) number) : NULL;
  g_autoptr(GArray) lets = g_array_new (FALSE, TRUE, sizeof (KtLet));
  g_auto(GStrv) taken = taken_before (self->exchange, number >= 0 ? (guint) number : 0);
  gboolean sign = !rule || rule->step.sign;
  KtScope scope = { .loader = self->loader, .fields = self->exchange->fields, .time = signing->time, .nonce = signing->nonce,
                    .lets = lets, .taken = taken, .elsewhere = rule ? NULL : self->elsewhere, .used = self->used };
  KtBinder *binder;
  KtProgram *program;
  KtNode *fields, *extra, *headers = NULL, *params = NULL, *query = NULL, *body = NULL;

  add_lets (lets, signing->lets);
  add_lets (lets, type->lets);
  if (rule)
    add_lets (lets, rule->lets);

  binder = kt_binder_new (&scope);
  kt_binder_set_own_fields (binder, TRUE);
  fields = kt_binder_bind (binder, rule ? rule->fields : NULL, KT_KIND_FIELDS);
  kt_binder_set_own_fields (binder, FALSE);
  extra = kt_binder_bind (binder, environment->headers, KT_KIND_FIELDS);
  if (sign)
    {
      headers = kt_binder_bind (binder, signing->headers, KT_KIND_FIELDS);
      params = kt_binder_bind (binder, signing->params, KT_KIND_FIELDS);
      query = kt_binder_bind (binder, signing->query, KT_KIND_FIELDS);
      body = kt_binder_bind (binder, signing->body, KT_KIND_TEXT);
    }
  kt_binder_bind_rest (binder);
  program = kt_binder_finish (binder);
  program->step_fields = fields;
  program->extra_headers = extra;
  program->headers = headers;
  program->params = params;
  program->query = query;
  program->body = body;
  check_header_kinds (self, headers);
  check_header_kinds (self, extra);
  check_flow (self, program, rule ? &rule->step : NULL);

  /* The names of taken values live as long as the steps that take them. */
  for (guint i = 0; i < program->taken->len; i++)
    {
      const char *name = g_ptr_array_index (program->taken, i);

      if (name)
        g_ptr_array_index (program->taken, i) = (gpointer) g_intern_string (name);
    }
  return program;
}

/* Whether a check of this environment, or of one that shares its programs, has the step. */
static gboolean
needs_step (KtExchange *exchange, const KtEnvironmentRule *environment, const KtStep *step)
{
  if (environment->headers || environment->signing)
    return kt_step_is_for (step, environment->shown.id);

  for (guint i = 0; i < exchange->environments->len; i++)
    {
      const KtEnvironmentRule *other = g_ptr_array_index (exchange->environments, i);

      if (!other->headers && !other->signing && kt_step_is_for (step, other->shown.id))
        return TRUE;
    }
  return FALSE;
}

static KtPrograms *
bind_key_type (Binding *self, const KtEnvironmentRule *environment, const KtSigning *signing, const KtKeyType *type)
{
  KtPrograms *programs = g_new0 (KtPrograms, 1);

  programs->n_steps = self->exchange->steps->len;
  programs->steps = g_new0 (KtProgram *, MAX (programs->n_steps, 1));
  programs->request = bind_program (self, environment, signing, type, -1);
  for (guint i = 0; i < programs->n_steps; i++)
    {
      if (needs_step (self->exchange, environment, g_ptr_array_index (self->exchange->steps, i)))
        programs->steps[i] = bind_program (self, environment, signing, type, (int) i);
    }
  return programs;
}

static void
bind_environment (Binding *self, KtEnvironmentRule *environment, const KtEnvironmentRule *plain)
{
  const KtSigning *signing = kt_exchange_signing_of (self->exchange, environment);

  if (plain && !environment->headers && !environment->signing)
    {
      environment->programs = g_ptr_array_ref (plain->programs);
      return;
    }
  environment->programs = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_programs_free);
  for (guint i = 0; i < signing->key_types->len; i++)
    g_ptr_array_add (environment->programs,
                     bind_key_type (self, environment, signing, g_ptr_array_index (signing->key_types, i)));
}

/* ── What nobody uses ─────────────────────────────────────────────────────── */

static void
check_lets_used (Binding *self, GArray *lets)
{
  for (guint i = 0; i < lets->len; i++)
    {
      const KtLet *let = &g_array_index (lets, KtLet, i);

      if (!g_hash_table_contains (self->used, let->ast->path))
        kt_loader_mistake (self->loader, let->ast->path, 0, "nothing uses “%s”", let->name);
    }
}

static void
check_signing_used (Binding *self, const KtSigning *signing)
{
  check_lets_used (self, signing->lets);
  for (guint i = 0; i < signing->key_types->len; i++)
    check_lets_used (self, ((KtKeyType *) g_ptr_array_index (signing->key_types, i))->lets);
}

static void
check_used (Binding *self)
{
  KtExchange *exchange = self->exchange;

  for (guint i = 0; i < exchange->steps->len; i++)
    {
      const KtStepRule *rule = g_ptr_array_index (exchange->steps, i);

      check_lets_used (self, rule->lets);
      for (guint j = 0; rule->step.reading.entry_names && rule->step.reading.entry_names[j]; j++)
        g_hash_table_add (self->used, g_strdup (rule->step.reading.entry_names[j]));
    }
  check_signing_used (self, exchange->signing);
  for (guint i = 0; i < exchange->environments->len; i++)
    {
      const KtEnvironmentRule *environment = g_ptr_array_index (exchange->environments, i);

      if (environment->signing)
        check_signing_used (self, environment->signing);
    }
  for (guint i = 0; exchange->status.standing != KT_STANDING_CLOSED && i < exchange->fields->len; i++)
    {
      const KtField *field = g_ptr_array_index (exchange->fields, i);
      g_autofree char *place = g_strdup_printf ("credential[%u]", i);

      if (!g_hash_table_contains (self->used, field->id))
        kt_loader_mistake (self->loader, place, 0, "nothing uses the field “%s”", field->id);
    }
}

static void
collect_elsewhere (Binding *self)
{
  for (guint i = 0; i < self->exchange->steps->len; i++)
    {
      const KtStepRule *rule = g_ptr_array_index (self->exchange->steps, i);

      for (guint j = 0; j < rule->lets->len; j++)
        g_hash_table_add (self->elsewhere, g_strdup (g_array_index (rule->lets, KtLet, j).name));
    }
}

void
kt_exchange_bind (KtExchange *self, KtLoader *loader)
{
  g_autoptr(GHashTable) used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) elsewhere = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Binding binding = { .exchange = self, .loader = loader, .used = used, .elsewhere = elsewhere };
  KtEnvironmentRule *plain = NULL;

  if (!self->signing)
    return;
  collect_elsewhere (&binding);
  for (guint i = 0; i < self->environments->len; i++)
    {
      KtEnvironmentRule *environment = g_ptr_array_index (self->environments, i);

      bind_environment (&binding, environment, plain);
      if (!plain && !environment->headers && !environment->signing)
        plain = environment;
    }
  check_used (&binding);
}

void
kt_programs_free (KtPrograms *self)
{
  if (!self)
    return;

  kt_program_free (self->request);
  for (guint i = 0; i < self->n_steps; i++)
    kt_program_free (self->steps[i]);
  g_free (self->steps);
  g_free (self);
}

KtPrograms *
kt_exchange_find_programs (KtExchange *self, const char *environment, const char *key_type)
{
  KtEnvironmentRule *rule = environment ? kt_exchange_find_rule (self, environment) : NULL;
  const KtSigning *signing = rule ? kt_exchange_signing_of (self, rule) : NULL;

  for (guint i = 0; signing && i < signing->key_types->len; i++)
    {
      if (g_strcmp0 (((KtKeyType *) g_ptr_array_index (signing->key_types, i))->id, key_type) == 0)
        return g_ptr_array_index (rule->programs, i);
    }
  return NULL;
}
