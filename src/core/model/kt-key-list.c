/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-key-list.h"

#include <stdlib.h>
#include <string.h>

#define DUE_MS ((gint64) 30 * 24 * 60 * 60 * 1000)

/* A key and what it is filtered and sorted by, worked out once whenever the key changes. The sort
 * fields stay as they were until then, so an entry is always found where it was put. */
typedef struct {
  KtKey      *key;            /* owned */
  char       *id;             /* owned */
  char       *text;           /* owned: folded, what is searched */
  char       *label_order;    /* owned: collation key */
  char       *exchange_order; /* owned: collation key */
  gint64      next_ms;        /* G_MAXINT64: no date */
  KtSeverity  severity;
  KtState     state;
} Entry;

struct _KtKeyList
{
  GObject parent_instance;

  GPtrArray       *all;           /* owned, KtKey, in the order they were added */
  GHashTable      *by_id;         /* id -> Entry, owns the entries */
  GPtrArray       *sorted;        /* Entry, all of them, sorted */
  GPtrArray       *visible;       /* Entry, those that pass, in the same order */

  char           **words;         /* owned: folded search words */
  char            *exchange;      /* owned, or NULL */
  char            *tag;           /* owned, or NULL */
  KtFilter         filter;
  KtSort           sort;
  gint64           now_ms;

  KtKeyTextFunc    text_func;
  gpointer         text_data;
};

static void kt_key_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KtKeyList, kt_key_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, kt_key_list_model_init))

/* ── Text ───────────────────────────────────────────────────────────────── */

/* Without case and accents: "Größe" and "GROSSE" meet in "grosse". */
static char *
fold (const char *text)
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
  g_autofree char *lower = g_utf8_casefold (text, -1);

  return g_utf8_collate_key (lower, -1);
}

static void
append_line (GString *text, const char *part)
{
  if (part && *part)
    g_string_append_printf (text, "%s\n", part);
}

static char *
make_text (KtKeyList *self, KtKey *key)
{
  const KtRecord *record = kt_key_get_record (key);
  g_autoptr(GString) text = g_string_new (NULL);

  append_line (text, kt_key_get_label (key));
  append_line (text, kt_key_get_exchange_name (key));
  append_line (text, record->exchange);
  append_line (text, record->environment);
  append_line (text, record->place_name);
  append_line (text, record->hint);
  for (guint i = 0; record->tags[i]; i++)
    append_line (text, record->tags[i]);
  for (guint i = 0; record->consumers[i]; i++)
    append_line (text, record->consumers[i]);
  if (self->text_func)
    {
      g_autofree char *more = self->text_func (key, self->text_data);

      append_line (text, more);
    }
  return fold (text->str);
}

/* ── Entries ────────────────────────────────────────────────────────────── */

static void
entry_clear (Entry *entry)
{
  g_clear_pointer (&entry->text, g_free);
  g_clear_pointer (&entry->label_order, g_free);
  g_clear_pointer (&entry->exchange_order, g_free);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  entry_clear (entry);
  g_object_unref (entry->key);
  g_free (entry->id);
  g_free (entry);
}

static void
entry_fill (KtKeyList *self, Entry *entry)
{
  const KtDate *date = kt_key_get_next_date (entry->key);

  entry_clear (entry);
  entry->text = make_text (self, entry->key);
  entry->label_order = make_order (kt_key_get_label (entry->key));
  entry->exchange_order = make_order (kt_key_get_exchange_name (entry->key));
  entry->next_ms = date ? date->at_ms : G_MAXINT64;
  entry->severity = kt_key_get_severity (entry->key);
  entry->state = kt_key_get_record (entry->key)->state;
}

static Entry *
entry_new (KtKeyList *self, KtKey *key)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->key = g_object_ref (key);
  entry->id = g_strdup (kt_key_get_id (key));
  entry_fill (self, entry);
  return entry;
}

static int
compare_severity (const Entry *a, const Entry *b)
{
  return a->severity == b->severity ? 0 : a->severity > b->severity ? -1 : 1;
}

static int
compare_date (const Entry *a, const Entry *b)
{
  return a->next_ms == b->next_ms ? 0 : a->next_ms < b->next_ms ? -1 : 1;
}

/* Total: no two entries are equal, as no two ids are. */
static int
compare (KtSort sort, const Entry *a, const Entry *b)
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
  else if (sort == KT_SORT_EXCHANGE)
    order = strcmp (a->exchange_order, b->exchange_order);

  if (order == 0)
    order = strcmp (a->label_order, b->label_order);
  if (order == 0)
    order = strcmp (a->id, b->id);
  return order;
}

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return compare (((KtKeyList *) user_data)->sort, *(Entry *const *) a, *(Entry *const *) b);
}

/* ── Filters ────────────────────────────────────────────────────────────── */

static gboolean
passes_filter (KtKeyList *self, const Entry *entry, KtFilter filter)
{
  gboolean kept = entry->state == KT_STATE_ACTIVE || entry->state == KT_STATE_PENDING;

  switch (filter)
    {
    case KT_FILTER_ATTENTION:
      return kept && entry->severity >= KT_SEVERITY_UNKNOWN;
    case KT_FILTER_DUE:
      return kept && entry->next_ms != G_MAXINT64 && entry->next_ms <= self->now_ms + DUE_MS;
    case KT_FILTER_RETIRED:
      return !kept;
    case KT_FILTER_ALL:
    default:
      return kept;
    }
}

static gboolean
passes (KtKeyList *self, const Entry *entry)
{
  const KtRecord *record = kt_key_get_record (entry->key);

  if (!passes_filter (self, entry, self->filter))
    return FALSE;
  if (self->exchange && g_strcmp0 (record->exchange, self->exchange) != 0)
    return FALSE;
  if (self->tag && !g_strv_contains ((const char *const *) record->tags, self->tag))
    return FALSE;

  for (guint i = 0; self->words && self->words[i]; i++)
    {
      if (!strstr (entry->text, self->words[i]))
        return FALSE;
    }
  return TRUE;
}

/* Shows what passes now; tells the one stretch that is different. */
static void
refilter (KtKeyList *self)
{
  g_autoptr(GPtrArray) old = self->visible;
  GPtrArray *new = g_ptr_array_sized_new (self->sorted->len);
  guint start = 0, end = 0;

  for (guint i = 0; i < self->sorted->len; i++)
    {
      if (passes (self, g_ptr_array_index (self->sorted, i)))
        g_ptr_array_add (new, g_ptr_array_index (self->sorted, i));
    }
  self->visible = new;

  while (start < old->len && start < new->len
         && g_ptr_array_index (old, start) == g_ptr_array_index (new, start))
    start++;
  while (end < old->len - start && end < new->len - start
         && g_ptr_array_index (old, old->len - 1 - end) == g_ptr_array_index (new, new->len - 1 - end))
    end++;

  if (old->len - start - end > 0 || new->len - start - end > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), start, old->len - start - end, new->len - start - end);
}

/* ── Places ─────────────────────────────────────────────────────────────── */

/* Where @entry is, or would go. */
static guint
find_place (KtKeyList *self, GPtrArray *array, const Entry *entry)
{
  guint low = 0, high = array->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (compare (self->sort, g_ptr_array_index (array, middle), entry) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static gboolean
take_out (KtKeyList *self, GPtrArray *array, const Entry *entry, guint *ret_place)
{
  guint place = find_place (self, array, entry);

  if (place >= array->len || g_ptr_array_index (array, place) != entry)
    return FALSE;

  g_ptr_array_remove_index (array, place);
  *ret_place = place;
  return TRUE;
}

static guint
put_in (KtKeyList *self, GPtrArray *array, Entry *entry)
{
  guint place = find_place (self, array, entry);

  g_ptr_array_insert (array, place, entry);
  return place;
}

static void
insert (KtKeyList *self, Entry *entry)
{
  g_hash_table_insert (self->by_id, entry->id, entry);
  g_ptr_array_add (self->all, g_object_ref (entry->key));
}

static void
sort (KtKeyList *self)
{
  g_ptr_array_sort_with_data (self->sorted, compare_cb, self);
}

/* ── GObject, GListModel ────────────────────────────────────────────────── */

static GType
get_item_type (GListModel *model)
{
  return KT_TYPE_KEY;
}

static guint
get_n_items (GListModel *model)
{
  return KT_KEY_LIST (model)->visible->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  KtKeyList *self = KT_KEY_LIST (model);

  if (position >= self->visible->len)
    return NULL;
  return g_object_ref (((Entry *) g_ptr_array_index (self->visible, position))->key);
}

static void
kt_key_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
kt_key_list_finalize (GObject *object)
{
  KtKeyList *self = KT_KEY_LIST (object);

  g_ptr_array_unref (self->all);
  g_ptr_array_unref (self->sorted);
  g_ptr_array_unref (self->visible);
  g_hash_table_unref (self->by_id);
  g_strfreev (self->words);
  g_free (self->exchange);
  g_free (self->tag);

  G_OBJECT_CLASS (kt_key_list_parent_class)->finalize (object);
}

static void
kt_key_list_class_init (KtKeyListClass *class)
{
  G_OBJECT_CLASS (class)->finalize = kt_key_list_finalize;
}

static void
kt_key_list_init (KtKeyList *self)
{
  self->all = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free);
  self->sorted = g_ptr_array_new ();
  self->visible = g_ptr_array_new ();
}

/* ── Keys ───────────────────────────────────────────────────────────────── */

KtKeyList *
kt_key_list_new (void)
{
  return g_object_new (KT_TYPE_KEY_LIST, NULL);
}

void
kt_key_list_add (KtKeyList *self, KtKey *key)
{
  Entry *entry;

  g_return_if_fail (KT_IS_KEY_LIST (self) && KT_IS_KEY (key));
  g_return_if_fail (!g_hash_table_contains (self->by_id, kt_key_get_id (key)));

  entry = entry_new (self, key);
  insert (self, entry);
  put_in (self, self->sorted, entry);
  if (passes (self, entry))
    g_list_model_items_changed (G_LIST_MODEL (self), put_in (self, self->visible, entry), 0, 1);
}

void
kt_key_list_set_all (KtKeyList *self, GPtrArray *keys)
{
  g_autoptr(GPtrArray) old_all = NULL;
  g_autoptr(GHashTable) old_by_id = NULL;
  guint n_old;

  g_return_if_fail (KT_IS_KEY_LIST (self) && keys);

  /* The old entries live until nobody can look at them any more. */
  old_all = g_steal_pointer (&self->all);
  old_by_id = g_steal_pointer (&self->by_id);
  self->all = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free);
  n_old = self->visible->len;
  g_ptr_array_set_size (self->sorted, 0);
  g_ptr_array_set_size (self->visible, 0);

  for (guint i = 0; i < keys->len; i++)
    {
      KtKey *key = g_ptr_array_index (keys, i);
      Entry *entry;

      if (g_hash_table_contains (self->by_id, kt_key_get_id (key)))
        continue;
      entry = entry_new (self, key);
      insert (self, entry);
      g_ptr_array_add (self->sorted, entry);
    }
  sort (self);

  for (guint i = 0; i < self->sorted->len; i++)
    {
      if (passes (self, g_ptr_array_index (self->sorted, i)))
        g_ptr_array_add (self->visible, g_ptr_array_index (self->sorted, i));
    }
  if (n_old > 0 || self->visible->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_old, self->visible->len);
}

void
kt_key_list_remove (KtKeyList *self, const char *id)
{
  g_autofree char *name = NULL;
  Entry *entry;
  guint place;

  g_return_if_fail (KT_IS_KEY_LIST (self) && id);

  if (!g_hash_table_steal_extended (self->by_id, id, (gpointer *) &name, (gpointer *) &entry))
    return;
  g_steal_pointer (&name);      /* the entry's own */

  g_ptr_array_remove (self->all, entry->key);
  take_out (self, self->sorted, entry, &place);
  if (take_out (self, self->visible, entry, &place))
    g_list_model_items_changed (G_LIST_MODEL (self), place, 1, 0);
  entry_free (entry);
}

KtKey *
kt_key_list_find (KtKeyList *self, const char *id)
{
  Entry *entry;

  g_return_val_if_fail (KT_IS_KEY_LIST (self) && id, NULL);

  entry = g_hash_table_lookup (self->by_id, id);
  return entry ? entry->key : NULL;
}

GPtrArray *
kt_key_list_get_all (KtKeyList *self)
{
  g_return_val_if_fail (KT_IS_KEY_LIST (self), NULL);

  return self->all;
}

void
kt_key_list_key_changed (KtKeyList *self, KtKey *key)
{
  Entry *entry;
  gboolean was_visible, is_visible;
  guint from = 0, to = 0, place;

  g_return_if_fail (KT_IS_KEY_LIST (self) && KT_IS_KEY (key));

  if (!(entry = g_hash_table_lookup (self->by_id, kt_key_get_id (key))))
    return;

  take_out (self, self->sorted, entry, &place);
  was_visible = take_out (self, self->visible, entry, &from);
  entry_fill (self, entry);
  put_in (self, self->sorted, entry);
  if ((is_visible = passes (self, entry)))
    to = put_in (self, self->visible, entry);

  if (was_visible && is_visible && from != to)
    {
      guint first = MIN (from, to);
      guint length = MAX (from, to) - first + 1;

      g_list_model_items_changed (G_LIST_MODEL (self), first, length, length);
    }
  else if (was_visible && !is_visible)
    g_list_model_items_changed (G_LIST_MODEL (self), from, 1, 0);
  else if (!was_visible && is_visible)
    g_list_model_items_changed (G_LIST_MODEL (self), to, 0, 1);
}

/* ── What is shown ──────────────────────────────────────────────────────── */

void
kt_key_list_set_search (KtKeyList *self, const char *text)
{
  g_autofree char *folded = NULL;
  g_auto(GStrv) parts = NULL;
  g_autoptr(GStrvBuilder) words = g_strv_builder_new ();

  g_return_if_fail (KT_IS_KEY_LIST (self));

  folded = fold (text ? text : "");
  parts = g_strsplit_set (folded, " \t\n", -1);
  for (guint i = 0; parts[i]; i++)
    {
      if (*parts[i])
        g_strv_builder_add (words, parts[i]);
    }
  g_strfreev (self->words);
  self->words = g_strv_builder_end (words);
  refilter (self);
}

void
kt_key_list_set_filter (KtKeyList *self, KtFilter filter)
{
  g_return_if_fail (KT_IS_KEY_LIST (self));

  self->filter = filter;
  refilter (self);
}

void
kt_key_list_set_exchange (KtKeyList *self, const char *exchange)
{
  char *copy;

  g_return_if_fail (KT_IS_KEY_LIST (self));

  copy = g_strdup (exchange);
  g_free (self->exchange);
  self->exchange = copy;
  refilter (self);
}

void
kt_key_list_set_tag (KtKeyList *self, const char *tag)
{
  char *copy;

  g_return_if_fail (KT_IS_KEY_LIST (self));

  copy = g_strdup (tag);
  g_free (self->tag);
  self->tag = copy;
  refilter (self);
}

void
kt_key_list_set_sort (KtKeyList *self, KtSort order)
{
  g_return_if_fail (KT_IS_KEY_LIST (self));

  if (self->sort == order)
    return;
  self->sort = order;
  sort (self);
  refilter (self);
}

void
kt_key_list_set_now (KtKeyList *self, gint64 now_ms)
{
  g_return_if_fail (KT_IS_KEY_LIST (self));

  self->now_ms = now_ms;
  if (self->filter == KT_FILTER_DUE)
    refilter (self);
}

void
kt_key_list_set_text_func (KtKeyList *self, KtKeyTextFunc func, gpointer user_data)
{
  g_return_if_fail (KT_IS_KEY_LIST (self));

  self->text_func = func;
  self->text_data = user_data;
  for (guint i = 0; i < self->sorted->len; i++)
    entry_fill (self, g_ptr_array_index (self->sorted, i));
  sort (self);
  refilter (self);
}

guint
kt_key_list_count (KtKeyList *self, KtFilter filter)
{
  guint count = 0;

  g_return_val_if_fail (KT_IS_KEY_LIST (self), 0);

  for (guint i = 0; i < self->sorted->len; i++)
    count += passes_filter (self, g_ptr_array_index (self->sorted, i), filter) ? 1 : 0;
  return count;
}
