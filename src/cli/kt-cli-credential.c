/* kt-cli-credential.c: a credential by standard input or at prompts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "kt-cli-credential.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kt-cleaning.h"
#include "kt-cli-input.h"
#include "kt-error.h"
#include "kt-json.h"

#define MAX_DOCUMENT (128 * 1024)
#define MAX_DEPTH 4

typedef struct {
  KtJsonMap    *map;
  const char   *text;
  KtCredential *credential;
  gboolean      good;
} Reading;

static void
visit_cb (const char *path, gsize offset, gpointer data)
{
  Reading *self = data;
  g_autoptr(KtSecret) value = *path ? kt_json_map_read_text (self->map, offset) : NULL;

  if (!*path)
    {
      self->good = self->good && self->text[offset] == '{';
      return;
    }
  self->good = self->good && value && kt_secret_get_length (value) <= KT_CREDENTIAL_MAX_VALUE &&
               !memchr (kt_secret_peek (value, NULL), 0, kt_secret_get_length (value)) &&
               kt_credential_get_n_fields (self->credential) < KT_CREDENTIAL_MAX_FIELDS;
  if (self->good)
    kt_credential_set (self->credential, path, value);
}

static void
problem_cb (guint line, guint column, const char *json_path, const char *problem, gpointer data)
{
  Reading *self = data;

  self->good = FALSE;
}

/* From where they stand into locked memory: json-glib would keep copies. */
static KtCredential *
credential_from_json (const char *text, gsize length, GError **error)
{
  g_autoptr(KtCredential) credential = kt_credential_new ();
  Reading reading = { .text = text, .credential = credential, .good = TRUE };
  g_autoptr(KtJsonMap) map = kt_json_map_new (text, length, MAX_DEPTH, problem_cb, &reading);

  reading.map = map;
  if (map)
    kt_json_map_foreach (map, visit_cb, &reading);
  if (!map || !reading.good)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_INVALID,
                           _("Standard input must be one JSON object of texts: {\"api_key\": \"…\", \"secret\": \"…\"}"));
      return NULL;
    }
  return g_steal_pointer (&credential);
}

static KtCredential *
read_credential (KtExchange *exchange, GError **error)
{
  g_autoptr(KtSecret) input = kt_cli_read_input (MAX_DOCUMENT, error);
  KtCredential *from_key_file;
  const char *text;
  gsize length;

  if (!input)
    return NULL;
  from_key_file = kt_exchange_read_key_file (exchange, input, NULL);
  if (from_key_file)
    return from_key_file;
  text = kt_secret_peek (input, &length);
  return credential_from_json (text, length, error);
}

static KtCredential *
prompt_credential (KtExchange *exchange, const char *environment, GError **error)
{
  g_autoptr(KtCredential) credential = kt_credential_new ();
  g_auto(GStrv) types = kt_exchange_get_key_types (exchange, environment);
  g_autoptr(GPtrArray) fields = kt_exchange_get_fields_of (exchange, environment, types[0]);

  for (guint i = 0; i < fields->len; i++)
    {
      const KtField *field = g_ptr_array_index (fields, i);
      g_autoptr(KtSecret) value = kt_cli_prompt_secret (field->name, error);

      if (!value)
        return NULL;
      kt_credential_set (credential, field->id, value);
    }
  return g_steal_pointer (&credential);
}

KtCredential *
kt_cli_read_credential (KtExchange *exchange, const char *environment, GError **error)
{
  g_autoptr(KtCredential) raw = kt_cli_input_is_terminal () ? prompt_credential (exchange, environment, error)
                                                           : read_credential (exchange, error);

  return raw ? kt_clean_credential (raw) : NULL;
}

gboolean
kt_cli_check_fields (KtExchange *exchange, const char *environment, const char *key_type, KtCredential *credential, GError **error)
{
  g_autoptr(GPtrArray) fields = kt_exchange_get_fields_of (exchange, environment, key_type);

  for (guint i = 0; i < kt_credential_get_n_fields (credential); i++)
    {
      const char *id = kt_credential_get_nth (credential, i, NULL);
      gboolean known = FALSE;

      for (guint j = 0; j < fields->len && !known; j++)
        known = g_str_equal (((KtField *) g_ptr_array_index (fields, j))->id, id);
      if (!known)
        {
          g_set_error (error, KT_ERROR, KT_ERROR_INVALID, _("A key of %s has no field “%s”; “keyturn exchanges show %s” lists them"),
                       kt_exchange_get_name (exchange), id, kt_exchange_get_id (exchange));
          return FALSE;
        }
    }
  return TRUE;
}
