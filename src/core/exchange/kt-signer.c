/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-signer.h"

#include <gnutls/crypto.h>
#include <string.h>

#include "kt-error.h"
#include "kt-exchange-load.h"
#include "kt-recipe-functions.h"
#include "kt-signer-request.h"

/* A request and its texts in one block: each allocation of its own would cost a tenth of the HMAC. More than 1032 bytes
 * would cost a third of it: the C library keeps smaller blocks at hand, and for a larger one tidies up first. */
typedef struct {
  KtSignedRequest shown;        /* first */
  KtHeader        headers[12];
  guint           n_headers;
  gsize           used;
  GSList         *more;         /* what did not fit: g_malloc'ed */
  char            texts[600];
} Made;

G_STATIC_ASSERT (sizeof (Made) <= 1032);

static char *
made_alloc (KtSignedRequest *self, gsize size)
{
  Made *made = (Made *) self;
  char *bytes;

  if (size <= sizeof made->texts - made->used)
    {
      bytes = made->texts + made->used;
      made->used += size;
      return bytes;
    }
  bytes = g_malloc (size);
  made->more = g_slist_prepend (made->more, bytes);
  return bytes;
}

static char *
made_text (KtSignedRequest *self, const char *bytes, gsize length)
{
  char *text = made_alloc (self, length + 1);

  memcpy (text, bytes, length);
  text[length] = '\0';
  return text;
}

void
kt_signed_request_free (KtSignedRequest *self)
{
  if (!self)
    return;

  for (guint i = 0; i < self->headers->len; i++)
    g_clear_pointer (&((KtHeader *) g_ptr_array_index (self->headers, i))->secret, kt_secret_unref);
  g_ptr_array_unref (self->headers);
  g_clear_pointer (&self->body_secret, kt_secret_unref);
  g_slist_free_full (((Made *) self)->more, g_free);
  g_free (self);
}

static KtSignedRequest *
request_new (const char *method, const char *host, const char *path)
{
  Made *made = g_malloc (sizeof (Made));
  KtSignedRequest *self = &made->shown;

  memset (made, 0, G_STRUCT_OFFSET (Made, texts));
  self->method = made_text (self, method, strlen (method));
  self->host = made_text (self, host, strlen (host));
  self->path = made_text (self, path, strlen (path));
  self->headers = g_ptr_array_sized_new (8);
  return self;
}

static void
add_header (KtSignedRequest *self, const char *name, gsize name_length, const KtValue *value)
{
  Made *made = (Made *) self;
  KtHeader *header;

  if (made->n_headers < G_N_ELEMENTS (made->headers))
    {
      header = &made->headers[made->n_headers++];
    }
  else
    {
      header = g_new0 (KtHeader, 1);
      made->more = g_slist_prepend (made->more, header);
    }
  header->name = made_text (self, name, name_length);
  if (value->secret)
    header->secret = kt_secret_new (value->bytes, (gssize) value->length);
  else
    header->text = made_text (self, value->bytes, value->length);
  g_ptr_array_add (self->headers, header);
}

/* ── What goes in ─────────────────────────────────────────────────────────── */

static gboolean
take_field (KtRun *run, const KtField *field, guint slot, const KtCredential *credential, GError **error)
{
  KtSecret *secret = kt_credential_get (credential, field->id);
  gsize length;
  const char *bytes;

  run->filled[slot] = TRUE;
  if (!secret && field->default_value)
    {
      run->slots[slot] = kt_value_text (field->default_value, strlen (field->default_value), FALSE);
      return TRUE;
    }
  if (!secret && field->optional)
    {
      run->slots[slot] = (KtValue) { .kind = KT_KIND_NOTHING };
      return TRUE;
    }
  if (!secret)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "“%s” (%s) is missing", field->name, field->id);
      return FALSE;
    }

  bytes = kt_secret_peek (secret, &length);
  if (length > KT_CREDENTIAL_MAX_VALUE)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "“%s” (%s) is larger than 16 KiB", field->name, field->id);
      return FALSE;
    }
  if (field->choices && !g_strv_contains ((const char *const *) field->choices, bytes))
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "“%s” (%s) is none of its choices", field->name, field->id);
      return FALSE;
    }
  run->slots[slot] = kt_value_text (bytes, length, !field->is_public);
  return TRUE;
}

static gboolean
nonce_is_valid (KtNonceKind kind, const char *nonce)
{
  gsize n = strlen (nonce);

  switch (kind)
    {
    case KT_NONCE_UUID:
    case KT_NONCE_HEX_32:
      /* Any text without blanks that is used once will do: a caller may hand in what another client used. */
      return n > 0 && n <= 64 && strspn (nonce, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_") == n;
    case KT_NONCE_RISING_MS:
    case KT_NONCE_RISING_US:
    case KT_NONCE_RISING_S:
    case KT_NONCE_NONE:
    default:
      return n > 0 && n <= 20 && strspn (nonce, "0123456789") == n && *nonce != '0';
    }
}

static gboolean
take_moment (KtRun *run, const KtMoment *moment, GError **error)
{
  const KtProgram *program = run->program;

  run->clock_ms = moment->clock_ms;
  if (program->time != KT_TIME_NONE)
    {
      if (moment->clock_ms <= 0 || moment->clock_ms > G_GINT64_CONSTANT (253402300799000))
        {
          g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "the clock (clock_ms) is not a time");
          return FALSE;
        }
      run->slots[KT_SLOT_TIME] = kt_run_time (run, moment->clock_ms);
      run->filled[KT_SLOT_TIME] = TRUE;
    }
  if (program->nonce != KT_NONCE_NONE && (program->uses >> KT_SLOT_NONCE & 1))
    {
      if (!moment->nonce || !nonce_is_valid (program->nonce, moment->nonce))
        {
          g_set_error (error, KT_ERROR, KT_ERROR_INVALID, moment->nonce ? "the nonce is not of the kind this exchange wants"
                                                                        : "this exchange wants a nonce");
          return FALSE;
        }
      run->slots[KT_SLOT_NONCE] = kt_value_text (moment->nonce, strlen (moment->nonce), FALSE);
      run->filled[KT_SLOT_NONCE] = TRUE;
    }
  return TRUE;
}

static void
take_name (KtRun *run, guint slot, const char *text)
{
  run->slots[slot] = kt_value_text (text, strlen (text), FALSE);
  run->filled[slot] = TRUE;
}

static gboolean
take_credential (KtRun *run, KtExchange *exchange, const KtCredential *credential, GError **error)
{
  for (guint i = 0; i < exchange->fields->len; i++)
    {
      if ((run->program->uses >> (KT_SLOT_FIELDS + i) & 1) &&
          !take_field (run, g_ptr_array_index (exchange->fields, i), KT_SLOT_FIELDS + i, credential, error))
        return FALSE;
    }
  return TRUE;
}

/* ── What comes out ───────────────────────────────────────────────────────── */

static gboolean
add_headers (KtRun *run, KtSignedRequest *out, const KtNode *headers, GError **error)
{
  KtValue fields;

  if (!headers)
    return TRUE;
  if (!kt_run_eval (run, headers, &fields, error))
    return FALSE;
  for (gsize i = 0; i < fields.length; i++)
    {
      const KtEntry *entry = &fields.entries[i];

      if (entry->value.kind != KT_KIND_TEXT && entry->value.kind != KT_KIND_NUMBER)
        {
          g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "the header “%s” is neither a text nor a number", entry->name);
          return FALSE;
        }
      for (gsize j = 0; j < entry->value.length; j++)
        {
          if ((guchar) entry->value.bytes[j] < ' ' || entry->value.bytes[j] == 0x7f)
            {
              g_set_error (error, KT_ERROR, KT_ERROR_INVALID,
                           "what goes into the header “%s” holds a line break or another control character", entry->name);
              return FALSE;
            }
        }
      add_header (out, entry->name, entry->name_length, &entry->value);
    }
  return TRUE;
}

static gboolean
has_content_type (const KtSignedRequest *out)
{
  for (guint i = 0; i < out->headers->len; i++)
    {
      if (g_ascii_strcasecmp (((KtHeader *) g_ptr_array_index (out->headers, i))->name, "Content-Type") == 0)
        return TRUE;
    }
  return FALSE;
}

static void
set_body (KtSignedRequest *out, const KtValue *text, gboolean json)
{
  KtValue type = json ? kt_value_text ("application/json", 16, FALSE) : kt_value_text ("application/x-www-form-urlencoded", 33, FALSE);

  if (text->length == 0)
    return;
  if (text->secret)
    out->body_secret = kt_secret_new (text->bytes, (gssize) text->length);
  else
    out->body = made_text (out, text->bytes, text->length);
  if (!has_content_type (out))
    add_header (out, "Content-Type", 12, &type);
}

/* The texts of the query and the body, signing's outputs in them. */
static gboolean
make_texts (KtRun *run, KtValue *ret_query, KtValue *ret_body, GError **error)
{
  static const KtNode query_slot = { .op = KT_OP_SLOT, .index = KT_SLOT_QUERY };
  static const KtNode body_slot = { .op = KT_OP_SLOT, .index = KT_SLOT_BODY };
  const KtProgram *program = run->program;
  gboolean in_query = run->place == KT_FIELDS_QUERY;
  KtValue fields;

  if (program->params)
    {
      if (!kt_run_eval (run, program->params, &fields, error))
        return FALSE;
      *ret_query = *ret_body = kt_value_text ("", 0, FALSE);
      return kt_run_write (run, !in_query && run->place == KT_FIELDS_JSON ? kt_value_write_json : kt_value_write_form,
                           &fields, in_query ? ret_query : ret_body, error);
    }

  if (!kt_run_eval (run, &body_slot, ret_body, error) || !kt_run_eval (run, &query_slot, ret_query, error))
    return FALSE;
  if (program->query)
    return kt_run_eval (run, program->query, &fields, error) && kt_run_write (run, kt_value_write_form, &fields, ret_query, error);
  if (program->body)
    {
      if (!kt_run_eval (run, program->body, ret_body, error))
        return FALSE;
      if (ret_body->kind == KT_KIND_NOTHING)
        *ret_body = kt_value_text ("", 0, FALSE);
    }
  return TRUE;
}

static KtSignedRequest *
finish (KtRun *run, const char *method, const char *host, const char *path, GError **error)
{
  g_autoptr(KtSignedRequest) out = NULL;
  KtValue query, body;
  gsize n = strlen (host) + strlen (path);
  char *end;

  /* Fields of a request that says nowhere where they go. */
  if (run->place == KT_FIELDS_NONE && run->program->params)
    run->place = strcmp (method, "GET") == 0 ? KT_FIELDS_QUERY : run->json_body ? KT_FIELDS_JSON : KT_FIELDS_FORM;
  if (run->place == KT_FIELDS_QUERY && run->program->query_refused)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_NOT_SECURE,
                   "this exchange's signature would put a field that must not stand in logs into the query; send the request as a POST");
      return NULL;
    }

  out = request_new (method, host, path);
  if (!make_texts (run, &query, &body, error) ||
      !add_headers (run, out, run->program->extra_headers, error) ||
      !add_headers (run, out, run->program->headers, error))
    return NULL;

  out->url = made_alloc (out, n + query.length + 10);
  end = g_stpcpy (g_stpcpy (g_stpcpy (out->url, "https://"), host), path);
  if (query.length > 0)
    {
      *end++ = '?';
      memcpy (end, query.bytes, query.length);
      end[query.length] = '\0';
    }
  set_body (out, &body, run->place == KT_FIELDS_JSON || (run->place == KT_FIELDS_QUERY && run->json_body));
  return g_steal_pointer (&out);
}

/* ── Signing ──────────────────────────────────────────────────────────────── */

static KtPrograms *
find_programs (KtExchange *exchange, const char *environment, const char *key_type, GError **error)
{
  KtPrograms *programs = kt_exchange_find_programs (exchange, environment, key_type);

  if (!programs && !kt_exchange_find_rule (exchange, environment))
    g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "%s has no environment “%s”", exchange->name, environment);
  else if (!programs)
    g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "%s has no keys of the type “%s”", exchange->name, key_type);
  return programs;
}

static KtSignedRequest *
run_request (KtRun *run, KtExchange *exchange, const char *environment, const KtCredential *credential,
             const KtMoment *moment, const KtRequest *request, GError **error)
{
  const char *host = request->host ? request->host : kt_exchange_find_environment (exchange, environment)->host;

  take_name (run, KT_SLOT_METHOD, request->method);
  take_name (run, KT_SLOT_HOST, host);
  take_name (run, KT_SLOT_PATH, request->path);
  if (!kt_signer_take_request (run, exchange, request, error) ||
      !take_moment (run, moment, error) ||
      !take_credential (run, exchange, credential, error))
    return NULL;
  return finish (run, request->method, host, request->path, error);
}

KtSignedRequest *
kt_signer_sign (KtExchange *exchange, const char *environment, const char *key_type, const KtCredential *credential,
                const KtMoment *moment, const KtRequest *request, GError **error)
{
  static const char *const methods[] = { "GET", "POST", "PUT", "DELETE", "PATCH", NULL };
  KtPrograms *programs = find_programs (exchange, environment, key_type, error);
  KtSignedRequest *out;
  KtRun run;

  if (!programs)
    return NULL;
  if (!g_strv_contains (methods, request->method))
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "the method is one of GET, POST, PUT, DELETE, PATCH");
      return NULL;
    }
  if (!kt_request_path_is_valid (request->path))
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "the path begins with / and has no ?, no # and no blanks; the query is given apart");
      return NULL;
    }
  if (request->host && !g_strv_contains ((const char *const *) exchange->hosts, request->host))
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "“%s” is not a host of %s", request->host, exchange->name);
      return NULL;
    }
  if (programs->request->missing)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "%s signs a name for every kind of request (“%s”); only the requests of its check are known",
                   exchange->name, programs->request->missing);
      return NULL;
    }

  kt_run_init (&run, programs->request);
  run.fields = kt_exchange_get_fields (exchange);
  out = run_request (&run, exchange, environment, credential, moment, request, error);
  kt_run_clear (&run);
  return out;
}

static void
take_taken (KtRun *run, GHashTable *taken)
{
  for (guint i = 0; i < run->program->taken->len; i++)
    {
      const char *name = g_ptr_array_index (run->program->taken, i);
      const char *value = name && taken ? g_hash_table_lookup (taken, name) : NULL;

      if (value)
        take_name (run, i, value);
    }
}

static KtSignedRequest *
run_step (KtRun *run, KtExchange *exchange, const char *environment, const KtCredential *credential,
          const KtMoment *moment, const KtStep *step, GHashTable *taken, GError **error)
{
  const char *host = kt_exchange_get_step_host (exchange, step, environment);
  KtValue *params = &run->slots[KT_SLOT_PARAMS];

  run->place = step->place;
  run->json_body = exchange->json_body;
  take_name (run, KT_SLOT_METHOD, step->method);
  take_name (run, KT_SLOT_HOST, host);
  take_name (run, KT_SLOT_PATH, step->path);
  take_taken (run, taken);
  if (!take_moment (run, moment, error) || !take_credential (run, exchange, credential, error))
    return NULL;

  *params = (KtValue) { .kind = KT_KIND_FIELDS };
  if (run->program->step_fields && !kt_run_eval (run, run->program->step_fields, params, error))
    return NULL;
  run->filled[KT_SLOT_PARAMS] = TRUE;
  return finish (run, step->method, host, step->path, error);
}

KtSignedRequest *
kt_signer_sign_step (KtExchange *exchange, const char *environment, const char *key_type, const KtCredential *credential,
                     const KtMoment *moment, guint step, GHashTable *taken, GError **error)
{
  KtPrograms *programs = find_programs (exchange, environment, key_type, error);
  KtSignedRequest *out;
  KtRun run;

  if (!programs)
    return NULL;
  g_return_val_if_fail (step < programs->n_steps && programs->steps[step], NULL);

  kt_run_init (&run, programs->steps[step]);
  run.fields = kt_exchange_get_fields (exchange);
  out = run_step (&run, exchange, environment, credential, moment, g_ptr_array_index (exchange->steps, step), taken, error);
  kt_run_clear (&run);
  return out;
}

KtSignedRequest *
kt_signer_make_time_request (KtExchange *self, const char *environment)
{
  const KtServerTime *time = &self->server_time;
  const KtEnvironmentRule *rule = kt_exchange_find_rule (self, environment);
  KtSignedRequest *out;

  if (!time->path || !rule)
    return NULL;
  out = request_new (time->method, time->host ? time->host : rule->shown.host, time->path);
  {
    g_autofree char *url = g_strconcat ("https://", out->host, out->path, NULL);

    out->url = made_text (out, url, strlen (url));
  }

  /* What chooses the environment goes along; anything computed does not. */
  for (guint i = 0; rule->headers && i < rule->headers->names->len; i++)
    {
      const char *name = g_ptr_array_index (rule->headers->names, i);
      const KtAst *value = g_ptr_array_index (rule->headers->children, i);
      KtValue text = kt_value_text (value->text, value->length, FALSE);

      if (value->type == KT_AST_TEXT || value->type == KT_AST_NUMBER)
        add_header (out, name, strlen (name), &text);
    }
  if (time->body)
    {
      KtValue text = kt_value_text (time->body, strlen (time->body), FALSE);

      set_body (out, &text, TRUE);
    }
  return out;
}

/* ── Nonces ───────────────────────────────────────────────────────────────── */

char *
kt_signer_make_nonce (KtNonceKind kind, gint64 clock_ms)
{
  guint8 bytes[16];
  GString *text;

  switch (kind)
    {
    case KT_NONCE_NONE:
      return NULL;
    case KT_NONCE_UUID:
      return g_uuid_string_random ();
    case KT_NONCE_HEX_32:
      if (gnutls_rnd (GNUTLS_RND_NONCE, bytes, sizeof bytes) < 0)
        g_error ("No random numbers");
      text = g_string_sized_new (32);
      for (guint i = 0; i < sizeof bytes; i++)
        g_string_append_printf (text, "%02x", bytes[i]);
      return g_string_free (text, FALSE);
    case KT_NONCE_RISING_MS:
    case KT_NONCE_RISING_US:
    case KT_NONCE_RISING_S:
    default:
      return g_strdup_printf ("%" G_GINT64_FORMAT, kt_signer_nonce_base (kind, clock_ms));
    }
}

gint64
kt_signer_nonce_base (KtNonceKind kind, gint64 clock_ms)
{
  return kind == KT_NONCE_RISING_US ? clock_ms * 1000 : kind == KT_NONCE_RISING_S ? clock_ms / 1000 : clock_ms;
}
