/* Diagnosis: what looks wrong about a credential. Shapes only ever warn.
 *
 * GRegex reads the locked bytes where they are: with a length given it keeps a pointer to them until
 * the match is done, and PCRE's own memory holds positions, not text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-cleaning.h"

#include <string.h>

#include "kt-crypto.h"

typedef struct {
  const KtField *field;     /* borrowed */
  KtSecret      *value;     /* borrowed; NULL: empty */
  gboolean       told;      /* a doubt about it is told already */
} Shown;

void
kt_doubt_free (KtDoubt *self)
{
  g_free (self->field);
  g_free (self->other);
  g_free (self);
}

static void
doubt (GPtrArray *doubts, KtDoubtKind kind, const char *field, const char *other)
{
  KtDoubt *self = g_new0 (KtDoubt, 1);

  self->kind = kind;
  self->field = g_strdup (field);
  self->other = g_strdup (other);
  g_ptr_array_add (doubts, self);
}

/* A pattern that is missing or cannot be read fits everything. */
static gboolean
fits (const char *pattern, KtSecret *value)
{
  g_autoptr(GRegex) regex = pattern ? g_regex_new (pattern, G_REGEX_RAW | G_REGEX_DOLLAR_ENDONLY, 0, NULL) : NULL;
  gsize length;
  const char *text = kt_secret_peek (value, &length);

  return !regex || g_regex_match_full (regex, text, length, 0, 0, NULL, NULL);
}

static gboolean
looks_like (const KtField *field, KtSecret *value)
{
  return field->looks_like && fits (field->looks_like, value);
}

static gboolean
is_pem (KtSecret *value)
{
  gsize length;
  const char *text = kt_secret_peek (value, &length);

  return memmem (text, length, "-----BEGIN ", 11) != NULL;
}

static void
find_missing (Shown *shown, guint n, GPtrArray *doubts)
{
  for (guint i = 0; i < n; i++)
    {
      if (shown[i].value || shown[i].field->optional || shown[i].field->default_value)
        continue;
      doubt (doubts, KT_DOUBT_MISSING, shown[i].field->id, NULL);
      shown[i].told = TRUE;
    }
}

static void
find_bad_pem (Shown *shown, guint n, GPtrArray *doubts)
{
  for (guint i = 0; i < n; i++)
    {
      if (!shown[i].value || !is_pem (shown[i].value))
        continue;
      if (kt_crypto_key_is_encrypted (shown[i].value))
        doubt (doubts, KT_DOUBT_ENCRYPTED_PEM, shown[i].field->id, NULL);
      else if (kt_crypto_key_is_public (shown[i].value))
        doubt (doubts, KT_DOUBT_PUBLIC_PEM, shown[i].field->id, NULL);
      else
        continue;
      shown[i].told = TRUE;
    }
}

/* @b looks like what belongs into @a, and what is in @a does not. */
static gboolean
is_swapped (const Shown *a, const Shown *b)
{
  if (a->told || b->told || !a->value || !b->value)
    return FALSE;
  if (a->field->is_public && !b->field->is_public && is_pem (a->value) && !is_pem (b->value))
    return TRUE;
  return looks_like (a->field, b->value) && !looks_like (a->field, a->value) && !looks_like (b->field, b->value);
}

static void
find_swapped (Shown *shown, guint n, GPtrArray *doubts)
{
  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < n; j++)
        {
          if (i == j || !is_swapped (&shown[i], &shown[j]))
            continue;
          doubt (doubts, KT_DOUBT_SWAPPED, shown[i].field->id, shown[j].field->id);
          shown[i].told = shown[j].told = TRUE;
        }
    }
}

/* The one other exchange whose API keys look like this; NULL when there is none or more than one. */
static const char *
other_exchange (KtExchange *exchange, GPtrArray *all_exchanges, KtSecret *value)
{
  const char *found = NULL;

  for (guint i = 0; all_exchanges && i < all_exchanges->len; i++)
    {
      KtExchange *other = g_ptr_array_index (all_exchanges, i);
      GPtrArray *fields = kt_exchange_get_fields (other);

      if (strcmp (kt_exchange_get_id (other), kt_exchange_get_id (exchange)) == 0)
        continue;
      for (guint j = 0; j < fields->len; j++)
        {
          const KtField *field = g_ptr_array_index (fields, j);

          if (strcmp (field->id, "api_key") != 0 || !looks_like (field, value))
            continue;
          if (found)
            return NULL;
          found = kt_exchange_get_id (other);
        }
    }
  return found;
}

static void
find_shapes (KtExchange *exchange, GPtrArray *all_exchanges, Shown *shown, guint n, GPtrArray *doubts)
{
  for (guint i = 0; i < n; i++)
    {
      const KtField *field = shown[i].field;
      const char *other;

      if (shown[i].told || !shown[i].value || fits (field->looks_like, shown[i].value))
        continue;
      other = strcmp (field->id, "api_key") == 0 ? other_exchange (exchange, all_exchanges, shown[i].value) : NULL;
      doubt (doubts, other ? KT_DOUBT_OTHER_EXCHANGE : KT_DOUBT_SHAPE, field->id, other);
    }
}

GPtrArray *
kt_diagnose_credential (KtExchange *exchange, GPtrArray *all_exchanges, const char *environment,
                        const char *key_type, const KtCredential *credential)
{
  g_autoptr(GPtrArray) fields = kt_exchange_get_fields_of (exchange, environment, key_type);
  GPtrArray *doubts = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_doubt_free);
  g_autofree Shown *shown = g_new0 (Shown, fields->len + 1);

  for (guint i = 0; i < fields->len; i++)
    {
      shown[i].field = g_ptr_array_index (fields, i);
      shown[i].value = kt_credential_get (credential, shown[i].field->id);
    }

  find_missing (shown, fields->len, doubts);
  find_bad_pem (shown, fields->len, doubts);
  find_swapped (shown, fields->len, doubts);
  find_shapes (exchange, all_exchanges, shown, fields->len, doubts);
  return doubts;
}
