/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-record.h"

#include <stdio.h>
#include <string.h>

G_DEFINE_BOXED_TYPE (KtRecord, kt_record, kt_record_copy, kt_record_free)

static const char *const state_words[] = { "pending", "active", "deleted", "clearing", "retired" };

KtRecord *
kt_record_new (void)
{
  KtRecord *self = g_new0 (KtRecord, 1);

  self->id = g_uuid_string_random ();
  self->generation = 1;
  self->state = KT_STATE_PENDING;
  self->tags = g_new0 (char *, 1);
  self->place_addresses = g_new0 (char *, 1);
  self->consumers = g_new0 (char *, 1);
  self->rotate_days = KT_ROTATE_BY_POLICY;
  self->lead_days = KT_LEAD_BY_POLICY;
  return self;
}

KtRecord *
kt_record_copy (const KtRecord *self)
{
  KtRecord *copy;

  g_return_val_if_fail (self, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->id = g_strdup (self->id);
  copy->label = g_strdup (self->label);
  copy->exchange = g_strdup (self->exchange);
  copy->environment = g_strdup (self->environment);
  copy->key_type = g_strdup (self->key_type);
  copy->tags = g_strdupv (self->tags);
  copy->place_name = g_strdup (self->place_name);
  copy->place_addresses = g_strdupv (self->place_addresses);
  copy->consumers = g_strdupv (self->consumers);
  copy->notes = g_strdup (self->notes);
  copy->expires_on = g_strdup (self->expires_on);
  copy->hint = g_strdup (self->hint);
  copy->fingerprint = g_strdup (self->fingerprint);
  copy->account = g_strdup (self->account);
  return copy;
}

void
kt_record_free (KtRecord *self)
{
  if (!self)
    return;

  g_free (self->id);
  g_free (self->label);
  g_free (self->exchange);
  g_free (self->environment);
  g_free (self->key_type);
  g_strfreev (self->tags);
  g_free (self->place_name);
  g_strfreev (self->place_addresses);
  g_strfreev (self->consumers);
  g_free (self->notes);
  g_free (self->expires_on);
  g_free (self->hint);
  g_free (self->fingerprint);
  g_free (self->account);
  g_free (self);
}

const char *
kt_state_to_word (KtState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (state_words), NULL);

  return state_words[state];
}

gboolean
kt_state_from_word (const char *word, KtState *ret_state)
{
  for (guint i = 0; i < G_N_ELEMENTS (state_words); i++)
    {
      if (g_strcmp0 (word, state_words[i]) == 0)
        {
          *ret_state = i;
          return TRUE;
        }
    }
  return FALSE;
}

gboolean
kt_record_parse_day (const char *text, int *ret_year, int *ret_month, int *ret_day)
{
  int year, month, day;

  if (!text || strlen (text) != 10 || text[4] != '-' || text[7] != '-' || strspn (text, "0123456789-") != 10
      || sscanf (text, "%4d-%2d-%2d", &year, &month, &day) != 3
      || year < 1970 || !g_date_valid_dmy (day, month, year))
    return FALSE;

  if (ret_year)
    *ret_year = year;
  if (ret_month)
    *ret_month = month;
  if (ret_day)
    *ret_day = day;
  return TRUE;
}

char *
kt_record_make_hint (const char *api_key, gsize length)
{
  gsize shown = length / 3;
  gsize tail = MIN (4, shown / 2);
  gsize head = MIN (5, shown - tail);
  GString *hint;

  if (!api_key || tail == 0)
    return NULL;

  hint = g_string_new_len (api_key, head);
  g_string_append_len (hint, api_key + length - tail, tail);
  for (gsize i = 0; i < hint->len; i++)
    {
      if (!g_ascii_isgraph (hint->str[i]))
        hint->str[i] = '?';
    }
  g_string_insert (hint, head, "…");
  return g_string_free (hint, FALSE);
}
