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

/* The person's own document is the one secret that json-glib gets to see; its copies are overwritten where they stand. */
static KtCredential *
credential_from_json (JsonNode *root, GError **error)
{
  g_autoptr(KtCredential) credential = kt_credential_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  gboolean good = JSON_NODE_HOLDS_OBJECT (root);

  if (good)
    {
      json_object_iter_init (&iter, json_node_get_object (root));
      while (json_object_iter_next (&iter, &name, &node))
        {
          if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
            {
              const char *text = json_node_get_string (node);
              g_autoptr(KtSecret) value = kt_secret_new (text, -1);

              kt_credential_set (credential, name, value);
              kt_wipe ((char *) text, strlen (text));
            }
          else
            {
              good = FALSE;
            }
        }
    }
  if (!good)
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
  g_autoptr(JsonNode) root = NULL;
  KtCredential *from_key_file;
  const char *text;
  gsize length;

  if (!input)
    return NULL;
  from_key_file = kt_exchange_read_key_file (exchange, input, NULL);
  if (from_key_file)
    return from_key_file;
  text = kt_secret_peek (input, &length);
  root = kt_json_parse (text, length, MAX_DOCUMENT, MAX_DEPTH, error);
  return root ? credential_from_json (root, error) : NULL;
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
