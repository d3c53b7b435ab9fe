/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-key-list.h"

#include <string.h>

#include "kt-key-entry.h"

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

enum { KEYS_CHANGED, ORDER_CHANGING, N_SIGNALS };
static guint signals[N_SIGNALS];

static void kt_key_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KtKeyList, kt_key_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, kt_key_list_model_init))

/* ── Filters ────────────────────────────────────────────────────────────── */

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return kt_key_entry_compare (((KtKeyList *) user_data)->sort, *(KtKeyEntry *const *) a, *(KtKeyEntry *const *) b);
}

static gboolean
passes (KtKeyList *self, KtKeyEntry *entry)
{
  const KtRecord *record = kt_key_get_record (entry->key);

  if (!kt_key_entry_passes (entry, self->filter, self->now_ms))
    return FALSE;
  if (self->exchange && g_strcmp0 (record->exchange, self->exchange) != 0)
    return FALSE;
  if (self->tag && !g_strv_contains ((const char *const *) record->tags, self->tag))
    return FALSE;

  for (guint i = 0; self->words && self->words[i]; i++)
    {
      if (!strstr (kt_key_entry_text (entry, self->text_func, self->text_data), self->words[i]))
        return FALSE;
    }
  return TRUE;
}

/* Shows what passes now; tells the one stretch that is different. */
static void
refilter (KtKeyList *self)
{
  GPtrArray *old = self->visible;
  g_autoptr(GPtrArray) new = g_ptr_array_sized_new (self->sorted->len);
  guint start = 0, end = 0;

  for (guint i = 0; i < self->sorted->len; i++)
    {
      if (passes (self, g_ptr_array_index (self->sorted, i)))
        g_ptr_array_add (new, g_ptr_array_index (self->sorted, i));
    }

  while (start < old->len && start < new->len
         && g_ptr_array_index (old, start) == g_ptr_array_index (new, start))
    start++;
  while (end < old->len - start && end < new->len - start
         && g_ptr_array_index (old, old->len - 1 - end) == g_ptr_array_index (new, new->len - 1 - end))
    end++;
  if (old->len == start + end && new->len == start + end)
    return;

  g_signal_emit (self, signals[ORDER_CHANGING], 0);
  {
    guint removed = old->len - start - end, added = new->len - start - end;

    g_ptr_array_unref (old);
    self->visible = g_steal_pointer (&new);
    g_list_model_items_changed (G_LIST_MODEL (self), start, removed, added);
  }
}

/* ── Places ─────────────────────────────────────────────────────────────── */

/* Where @entry is, or would go. */
static guint
find_place (KtKeyList *self, GPtrArray *array, KtKeyEntry *entry)
{
  guint low = 0, high = array->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (kt_key_entry_compare (self->sort, g_ptr_array_index (array, middle), entry) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static gboolean
take_out (KtKeyList *self, GPtrArray *array, KtKeyEntry *entry, guint *ret_place)
{
  guint place = find_place (self, array, entry);

  if (place >= array->len || g_ptr_array_index (array, place) != entry)
    return FALSE;

  g_ptr_array_remove_index (array, place);
  *ret_place = place;
  return TRUE;
}

static guint
put_in (KtKeyList *self, GPtrArray *array, KtKeyEntry *entry)
{
  guint place = find_place (self, array, entry);

  g_ptr_array_insert (array, place, entry);
  return place;
}

static void
insert (KtKeyList *self, KtKeyEntry *entry)
{
  g_hash_table_insert (self->by_id, (gpointer) entry->id, entry);
  g_ptr_array_add (self->all, g_object_ref (entry->key));
}

static void
say_changed (KtKeyList *self)
{
  g_signal_emit (self, signals[KEYS_CHANGED], 0);
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
  return g_object_ref (((KtKeyEntry *) g_ptr_array_index (self->visible, position))->key);
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

  signals[KEYS_CHANGED] = g_signal_new ("keys-changed", KT_TYPE_KEY_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ORDER_CHANGING] = g_signal_new ("order-changing", KT_TYPE_KEY_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kt_key_list_init (KtKeyList *self)
{
  self->all = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, kt_key_entry_free);
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
  KtKeyEntry *entry;

  g_return_if_fail (KT_IS_KEY_LIST (self) && KT_IS_KEY (key));
  g_return_if_fail (!g_hash_table_contains (self->by_id, kt_key_get_id (key)));

  entry = kt_key_entry_new (key);
  insert (self, entry);
  put_in (self, self->sorted, entry);
  if (passes (self, entry))
    g_list_model_items_changed (G_LIST_MODEL (self), put_in (self, self->visible, entry), 0, 1);
  say_changed (self);
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
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, kt_key_entry_free);
  n_old = self->visible->len;
  g_ptr_array_set_size (self->sorted, 0);
  g_ptr_array_set_size (self->visible, 0);

  for (guint i = 0; i < keys->len; i++)
    {
      KtKey *key = g_ptr_array_index (keys, i);
      KtKeyEntry *entry;

      if (g_hash_table_contains (self->by_id, kt_key_get_id (key)))
        continue;
      entry = kt_key_entry_new (key);
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
  say_changed (self);
}

void
kt_key_list_remove (KtKeyList *self, const char *id)
{
  KtKeyEntry *entry;
  guint place;

  g_return_if_fail (KT_IS_KEY_LIST (self) && id);

  if (!g_hash_table_steal_extended (self->by_id, id, NULL, (gpointer *) &entry))
    return;

  g_ptr_array_remove (self->all, entry->key);
  take_out (self, self->sorted, entry, &place);
  if (take_out (self, self->visible, entry, &place))
    g_list_model_items_changed (G_LIST_MODEL (self), place, 1, 0);
  kt_key_entry_free (entry);
  say_changed (self);
}

KtKey *
kt_key_list_find (KtKeyList *self, const char *id)
{
  KtKeyEntry *entry;

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
  KtKeyEntry *entry;
  gboolean was_visible, is_visible;
  guint from = 0, to = 0, place;

  g_return_if_fail (KT_IS_KEY_LIST (self) && KT_IS_KEY (key));

  if (!(entry = g_hash_table_lookup (self->by_id, kt_key_get_id (key))))
    return;

  take_out (self, self->sorted, entry, &place);
  was_visible = take_out (self, self->visible, entry, &from);
  kt_key_entry_fill (entry);
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
  say_changed (self);
}

/* ── What is shown ──────────────────────────────────────────────────────── */

void
kt_key_list_set_search (KtKeyList *self, const char *text)
{
  g_autofree char *folded = NULL;
  g_auto(GStrv) parts = NULL;
  g_autoptr(GStrvBuilder) words = g_strv_builder_new ();

  g_return_if_fail (KT_IS_KEY_LIST (self));

  folded = kt_key_entry_fold (text ? text : "");
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

static void
set_string (char **where, const char *text)
{
  char *copy = g_strdup (text);

  g_free (*where);
  *where = copy;
}

void
kt_key_list_set_view (KtKeyList *self, KtFilter filter, const char *exchange, const char *tag)
{
  g_return_if_fail (KT_IS_KEY_LIST (self));

  self->filter = filter;
  set_string (&self->exchange, exchange);
  set_string (&self->tag, tag);
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
  g_return_if_fail (KT_IS_KEY_LIST (self));

  set_string (&self->exchange, exchange);
  refilter (self);
}

void
kt_key_list_set_tag (KtKeyList *self, const char *tag)
{
  g_return_if_fail (KT_IS_KEY_LIST (self));

  set_string (&self->tag, tag);
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
  say_changed (self);
}

void
kt_key_list_set_text_func (KtKeyList *self, KtKeyTextFunc func, gpointer user_data)
{
  g_return_if_fail (KT_IS_KEY_LIST (self));

  self->text_func = func;
  self->text_data = user_data;
  for (guint i = 0; i < self->sorted->len; i++)
    g_clear_pointer (&((KtKeyEntry *) g_ptr_array_index (self->sorted, i))->text, g_free);
  if (self->words && *self->words)
    refilter (self);
}

gboolean
kt_key_list_prepare_search (KtKeyList *self, guint n)
{
  g_return_val_if_fail (KT_IS_KEY_LIST (self), FALSE);

  for (guint i = 0; i < self->sorted->len; i++)
    {
      KtKeyEntry *entry = g_ptr_array_index (self->sorted, i);

      if (entry->text)
        continue;
      if (n-- == 0)
        return TRUE;
      kt_key_entry_text (entry, self->text_func, self->text_data);
    }
  return FALSE;
}

/* ── Counts ─────────────────────────────────────────────────────────────── */

static void
count_in (GHashTable *groups, const char *id, const char *name)
{
  KtKeyGroup *group = g_hash_table_lookup (groups, id);

  if (!group)
    {
      group = g_new0 (KtKeyGroup, 1);
      group->id = g_strdup (id);
      group->name = g_strdup (name);
      g_hash_table_insert (groups, group->id, group);
    }
  group->n_keys++;
}

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const KtKeyGroup *x = *(KtKeyGroup *const *) a, *y = *(KtKeyGroup *const *) b;
  g_autofree char *left = g_utf8_casefold (x->name, -1);
  g_autofree char *right = g_utf8_casefold (y->name, -1);
  int order = g_utf8_collate (left, right);

  return order ? order : strcmp (x->id, y->id);
}

static void
group_free (gpointer data)
{
  KtKeyGroup *group = data;

  g_free (group->id);
  g_free (group->name);
  g_free (group);
}

static GPtrArray *
in_order (GHashTable *groups)
{
  GPtrArray *array = g_ptr_array_new_full (g_hash_table_size (groups), group_free);
  GHashTableIter iter;
  gpointer group;

  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, NULL, &group))
    g_ptr_array_add (array, group);
  g_ptr_array_sort (array, compare_groups);
  return array;
}

KtKeyCounts *
kt_key_list_get_counts (KtKeyList *self)
{
  g_autoptr(GHashTable) exchanges = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) tags = g_hash_table_new (g_str_hash, g_str_equal);
  KtKeyCounts *counts = g_new0 (KtKeyCounts, 1);

  for (guint i = 0; i < self->sorted->len; i++)
    {
      const KtKeyEntry *entry = g_ptr_array_index (self->sorted, i);
      const KtRecord *record = kt_key_get_record (entry->key);

      for (KtFilter filter = 0; filter < KT_N_FILTERS; filter++)
        counts->filters[filter] += kt_key_entry_passes (entry, filter, self->now_ms) ? 1 : 0;
      if (!kt_key_entry_is_kept (entry))
        continue;
      if (record->exchange)
        count_in (exchanges, record->exchange, kt_key_get_exchange_name (entry->key));
      for (guint j = 0; record->tags[j]; j++)
        count_in (tags, record->tags[j], record->tags[j]);
    }
  counts->exchanges = in_order (exchanges);
  counts->tags = in_order (tags);
  return counts;
}

void
kt_key_counts_free (KtKeyCounts *counts)
{
  g_ptr_array_unref (counts->exchanges);
  g_ptr_array_unref (counts->tags);
  g_free (counts);
}

guint
kt_key_list_count (KtKeyList *self, KtFilter filter)
{
  guint count = 0;

  g_return_val_if_fail (KT_IS_KEY_LIST (self), 0);

  for (guint i = 0; i < self->sorted->len; i++)
    count += kt_key_entry_passes (g_ptr_array_index (self->sorted, i), filter, self->now_ms) ? 1 : 0;
  return count;
}
