/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-record.h"

#include <stdio.h>
#include <string.h>

#include "kt-pack.h"

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

static const gsize texts[] = {
  G_STRUCT_OFFSET (KtRecord, id),
  G_STRUCT_OFFSET (KtRecord, label), G_STRUCT_OFFSET (KtRecord, exchange), G_STRUCT_OFFSET (KtRecord, environment),
  G_STRUCT_OFFSET (KtRecord, key_type), G_STRUCT_OFFSET (KtRecord, place_name), G_STRUCT_OFFSET (KtRecord, notes),
  G_STRUCT_OFFSET (KtRecord, expires_on), G_STRUCT_OFFSET (KtRecord, hint), G_STRUCT_OFFSET (KtRecord, fingerprint),
  G_STRUCT_OFFSET (KtRecord, account),
};
static const gsize lists[] = {
  G_STRUCT_OFFSET (KtRecord, tags), G_STRUCT_OFFSET (KtRecord, place_addresses), G_STRUCT_OFFSET (KtRecord, consumers),
};

#define TEXT(record, i) G_STRUCT_MEMBER (char *, record, texts[i])
#define LIST(record, i) G_STRUCT_MEMBER (char **, record, lists[i])

KtRecord *
kt_record_copy (const KtRecord *self)
{
  KtRecord *copy;

  g_return_val_if_fail (self, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->packed = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    TEXT (copy, i) = g_strdup (TEXT (self, i));
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    LIST (copy, i) = g_strdupv (LIST (self, i));
  return copy;
}

void
kt_record_free (KtRecord *self)
{
  if (!self)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (texts) && !self->packed; i++)
    g_free (TEXT (self, i));
  for (guint i = 0; i < G_N_ELEMENTS (lists) && !self->packed; i++)
    g_strfreev (LIST (self, i));
  g_free (self);
}

KtRecord *
kt_record_pack (const KtRecord *self)
{
  KtPack pack = { 0 };
  KtRecord *copy;

  g_return_val_if_fail (self, NULL);

  kt_pack_plan (&pack, sizeof *self);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    kt_pack_plan_texts (&pack, LIST (self, i));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    kt_pack_plan_text (&pack, TEXT (self, i));

  copy = kt_pack_begin (&pack, self, sizeof *self);
  copy->packed = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    LIST (copy, i) = kt_pack_texts (&pack, LIST (self, i));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    TEXT (copy, i) = kt_pack_text (&pack, TEXT (self, i));
  return copy;
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
