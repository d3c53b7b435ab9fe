/* Which key type a credential is, which fields a key type needs, and key files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-exchange-load.h"

#include <string.h>

#include "kt-crypto.h"
#include "kt-error.h"
#include "kt-json.h"

#define KEY_FILE_MAX_DEPTH 8

/* Bit per slot that any request of this key type may need. */
static guint64
uses_of (KtExchange *self, const KtEnvironmentRule *rule, const KtPrograms *programs)
{
  guint64 uses = programs->request->uses;

  for (guint i = 0; i < programs->n_steps; i++)
    {
      if (programs->steps[i] && kt_step_is_for (g_ptr_array_index (self->steps, i), rule->shown.id))
        uses |= programs->steps[i]->uses;
    }
  return uses;
}

/* Whether some key type of this environment decides about the field. */
static gboolean
used_by_any (KtExchange *self, const KtEnvironmentRule *rule, guint field)
{
  for (guint i = 0; i < rule->programs->len; i++)
    {
      if (uses_of (self, rule, g_ptr_array_index (rule->programs, i)) >> (KT_SLOT_FIELDS + field) & 1)
        return TRUE;
    }
  return FALSE;
}

GPtrArray *
kt_exchange_get_fields_of (KtExchange *self, const char *environment, const char *key_type)
{
  g_autoptr(GPtrArray) fields = g_ptr_array_new ();
  KtEnvironmentRule *rule = kt_exchange_find_rule (self, environment);
  KtPrograms *programs = kt_exchange_find_programs (self, environment, key_type);
  guint64 uses = programs ? uses_of (self, rule, programs) : 0;

  for (guint i = 0; programs && i < self->fields->len; i++)
    {
      if ((uses >> (KT_SLOT_FIELDS + i) & 1) || !used_by_any (self, rule, i))
        g_ptr_array_add (fields, g_ptr_array_index (self->fields, i));
    }
  return g_steal_pointer (&fields);
}

char **
kt_exchange_get_key_types (KtExchange *self, const char *environment)
{
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();
  KtEnvironmentRule *rule = kt_exchange_find_rule (self, environment);
  const KtSigning *signing = rule ? kt_exchange_signing_of (self, rule) : self->signing;

  for (guint i = 0; i < signing->key_types->len; i++)
    g_strv_builder_add (ids, ((KtKeyType *) g_ptr_array_index (signing->key_types, i))->id);
  return g_strv_builder_end (ids);
}

gboolean
kt_exchange_uses_time (KtExchange *self, const char *environment, const char *key_type)
{
  return kt_exchange_find_programs (self, environment, key_type) != NULL &&
         kt_exchange_get_time_unit (self, environment) != KT_TIME_NONE;
}

/* The first field this key type needs and the credential lacks; NULL when it lacks none. */
static const KtField *
find_lacking (KtExchange *self, const char *environment, const char *key_type, const KtCredential *credential, guint *ret_n_used)
{
  g_autoptr(GPtrArray) fields = kt_exchange_get_fields_of (self, environment, key_type);
  const KtField *lacking = NULL;

  *ret_n_used = 0;
  for (guint i = 0; i < fields->len; i++)
    {
      const KtField *field = g_ptr_array_index (fields, i);

      if (kt_credential_get (credential, field->id))
        (*ret_n_used)++;
      else if (!field->optional && !field->default_value && !lacking)
        lacking = field;
    }
  return lacking;
}

static const char *
type_of_key (const KtPrivateKeyInfo *info)
{
  switch (info->kind)
    {
    case KT_PRIVATE_KEY_RSA:     return "rsa";
    case KT_PRIVATE_KEY_ED25519: return "ed25519";
    case KT_PRIVATE_KEY_EC:      return g_strcmp0 (info->curve, "P-256") == 0 ? "es256" : "";
    case KT_PRIVATE_KEY_OTHER:
    default:                     return "";
    }
}

/* Several key types take the same fields: the private key itself tells. */
static const char *
tell_by_key (KtExchange *self, const char *environment, GPtrArray *candidates, const KtCredential *credential, GError **error)
{
  KtPrograms *programs = kt_exchange_find_programs (self, environment, g_ptr_array_index (candidates, 0));
  const KtField *field;
  KtPrivateKeyInfo info;
  g_autofree char *wanted = NULL;

  if (programs->request->key_field < 0)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "The fields fit several types of key: say which (key_type)");
      return NULL;
    }
  field = g_ptr_array_index (self->fields, (guint) programs->request->key_field);
  if (!kt_crypto_identify_private_key (kt_credential_get (credential, field->id), &info, error))
    {
      g_prefix_error (error, "%s: ", field->name);
      return NULL;
    }
  for (guint i = 0; i < candidates->len; i++)
    {
      if (g_str_equal (g_ptr_array_index (candidates, i), type_of_key (&info)))
        return g_ptr_array_index (candidates, i);
    }

  g_ptr_array_add (candidates, NULL);
  wanted = g_strjoinv (" or ", (char **) candidates->pdata);
  g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "%s: this private key is of another type; %s takes %s", field->name, self->name, wanted);
  return NULL;
}

const char *
kt_exchange_guess_key_type (KtExchange *self, const char *environment, const KtCredential *credential, GError **error)
{
  KtEnvironmentRule *rule = kt_exchange_find_rule (self, environment);
  const KtSigning *signing = rule ? kt_exchange_signing_of (self, rule) : NULL;
  g_autoptr(GPtrArray) candidates = g_ptr_array_new ();
  const KtField *lacking = NULL;
  guint best = 0, nearest = 0, n_used;

  if (!signing)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "%s has no environment “%s”", self->name, environment);
      return NULL;
    }
  for (guint i = 0; i < signing->key_types->len; i++)
    {
      const char *id = ((KtKeyType *) g_ptr_array_index (signing->key_types, i))->id;
      const KtField *missing = find_lacking (self, environment, id, credential, &n_used);

      if (missing && (!lacking || n_used > nearest))
        {
          lacking = missing;
          nearest = n_used;
        }
      if (missing || n_used < best)
        continue;
      if (n_used > best)
        g_ptr_array_set_size (candidates, 0);
      best = n_used;
      g_ptr_array_add (candidates, (gpointer) id);
    }

  if (candidates->len == 0)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "“%s” (%s) is missing", lacking ? lacking->name : "?", lacking ? lacking->id : "?");
      return NULL;
    }
  if (candidates->len == 1)
    return g_ptr_array_index (candidates, 0);
  return tell_by_key (self, environment, candidates, credential, error);
}

/* ── Key files ────────────────────────────────────────────────────────────── */

const char *
kt_exchange_get_key_file (KtExchange *self)
{
  return self->import_file;
}

/* The first of several members that is a text. */
static KtSecret *
take_member (KtJsonMap *map, const char *members)
{
  g_auto(GStrv) names = g_strsplit (members, "\n", -1);

  for (guint i = 0; names[i]; i++)
    {
      g_autoptr(KtSecret) text = kt_json_map_take_text (map, names[i]);

      if (text && kt_secret_get_length (text) > 0)
        return g_steal_pointer (&text);
    }
  return NULL;
}

/* What is no JSON is no key file; nobody asks why. */
static void
ignore_problem (guint line, guint column, const char *json_path, const char *problem, gpointer data)
{
}

KtCredential *
kt_exchange_read_key_file (KtExchange *self, KtSecret *text, GError **error)
{
  gsize length;
  const char *bytes = kt_secret_peek (text, &length);
  gboolean fits = self->import_fields && length <= KT_CREDENTIAL_MAX_VALUE;
  g_autoptr(KtJsonMap) map = fits ? kt_json_map_new (bytes, length, KEY_FILE_MAX_DEPTH, ignore_problem, NULL) : NULL;
  g_autoptr(KtCredential) credential = kt_credential_new ();

  for (guint i = 0; map && self->import_fields[i]; i++)
    {
      g_autoptr(KtSecret) value = take_member (map, self->import_members[i]);

      if (value)
        kt_credential_set (credential, self->import_fields[i], value);
    }
  if (kt_credential_get_n_fields (credential) > 0)
    return g_steal_pointer (&credential);

  g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "this is not a key file of %s", self->name);
  return NULL;
}
