/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-key-entry.h"

#include <string.h>

#define DUE_MS ((gint64) 30 * 24 * 60 * 60 * 1000)

/* ── Text ───────────────────────────────────────────────────────────────── */

char *
kt_key_entry_fold (const char *text)
{
  g_autofree char *decomposed = NULL;
  g_autofree char *lower = NULL;
  GString *folded;

  if (g_str_is_ascii (text))
    return g_ascii_strdown (text, -1);

  decomposed = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  if (!decomposed)
    return g_strdup ("");

  lower = g_utf8_casefold (decomposed, -1);
  folded = g_string_sized_new (strlen (lower));
  for (const char *p = lower; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_ismark (c))
        g_string_append_unichar (folded, c);
    }
  return g_string_free (folded, FALSE);
}

static char *
make_order (const char *text)
{
  g_autofree char *lower = g_str_is_ascii (text) ? g_ascii_strdown (text, -1) : g_utf8_casefold (text, -1);

  return g_utf8_collate_key (lower, -1);
}

/* There are few exchanges and many keys. */
static const char *
get_exchange_order (const char *name)
{
  static GHashTable *orders;
  const char *order;

  if (!orders)
    orders = g_hash_table_new (g_str_hash, g_str_equal);
  order = g_hash_table_lookup (orders, name);
  if (!order)
    {
      g_autofree char *made = make_order (name);

      order = g_intern_string (made);
      g_hash_table_insert (orders, (gpointer) g_intern_string (name), (gpointer) order);
    }
  return order;
}

static void
append_line (GString *text, const char *part)
{
  if (part && *part)
    {
      g_string_append (text, part);
      g_string_append_c (text, '\n');
    }
}

const char *
kt_key_entry_text (KtKeyEntry *self, KtKeyTextFunc func, gpointer user_data)
{
  const KtRecord *record = kt_key_get_record (self->key);
  g_autoptr(GString) text = NULL;

  if (self->text)
    return self->text;

  text = g_string_sized_new (128);
  append_line (text, kt_key_get_label (self->key));
  append_line (text, kt_key_get_exchange_name (self->key));
  append_line (text, record->exchange);
  append_line (text, record->environment);
  append_line (text, record->place_name);
  append_line (text, record->hint);
  for (guint i = 0; record->tags[i]; i++)
    append_line (text, record->tags[i]);
  for (guint i = 0; record->consumers[i]; i++)
    append_line (text, record->consumers[i]);
  if (func)
    {
      g_autofree char *more = func (self->key, user_data);

      append_line (text, more);
    }
  return self->text = kt_key_entry_fold (text->str);
}

/* ── Life ───────────────────────────────────────────────────────────────── */

static void
clear (KtKeyEntry *self)
{
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->label_order, g_free);
}

void
kt_key_entry_fill (KtKeyEntry *self)
{
  const KtDate *date = kt_key_get_next_date (self->key);

  clear (self);
  self->exchange_order = get_exchange_order (kt_key_get_exchange_name (self->key));
  self->label_order = make_order (kt_key_get_label (self->key));
  self->next_ms = date ? date->at_ms : G_MAXINT64;
  self->severity = kt_key_get_severity (self->key);
  self->state = kt_key_get_record (self->key)->state;
}

KtKeyEntry *
kt_key_entry_new (KtKey *key)
{
  KtKeyEntry *self = g_new0 (KtKeyEntry, 1);

  self->key = g_object_ref (key);
  self->id = kt_key_get_id (key);
  kt_key_entry_fill (self);
  return self;
}

void
kt_key_entry_free (gpointer data)
{
  KtKeyEntry *self = data;

  clear (self);
  g_object_unref (self->key);
  g_free (self);
}

/* ── Filters and order ──────────────────────────────────────────────────── */

gboolean
kt_key_entry_is_kept (const KtKeyEntry *self)
{
  return self->state == KT_STATE_ACTIVE || self->state == KT_STATE_PENDING;
}

gboolean
kt_key_entry_passes (const KtKeyEntry *self, KtFilter filter, gint64 now_ms)
{
  gboolean kept = kt_key_entry_is_kept (self);

  switch (filter)
    {
    case KT_FILTER_ATTENTION:
      return kept && self->severity >= KT_SEVERITY_UNKNOWN;
    case KT_FILTER_DUE:
      return kept && self->next_ms != G_MAXINT64 && self->next_ms <= now_ms + DUE_MS;
    case KT_FILTER_RETIRED:
      return !kept;
    case KT_FILTER_ALL:
    case KT_N_FILTERS:
    default:
      return kept;
    }
}

static int
compare_severity (const KtKeyEntry *a, const KtKeyEntry *b)
{
  return a->severity == b->severity ? 0 : a->severity > b->severity ? -1 : 1;
}

static int
compare_date (const KtKeyEntry *a, const KtKeyEntry *b)
{
  return a->next_ms == b->next_ms ? 0 : a->next_ms < b->next_ms ? -1 : 1;
}

int
kt_key_entry_compare (KtSort sort, const KtKeyEntry *a, const KtKeyEntry *b)
{
  int order = 0;

  if (sort == KT_SORT_WORST_FIRST)
    {
      order = compare_severity (a, b);
      /* Among those in order dates do not press: they stand by name. */
      if (order == 0 && a->severity > KT_SEVERITY_FINE)
        order = compare_date (a, b);
    }
  else if (sort == KT_SORT_DATE)
    order = compare_date (a, b);
  else if (sort == KT_SORT_EXCHANGE && a->exchange_order != b->exchange_order)
    order = strcmp (a->exchange_order, b->exchange_order);

  if (order == 0)
    order = strcmp (a->label_order, b->label_order);
  if (order == 0)
    order = strcmp (a->id, b->id);
  return order;
}
