/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-panic-item.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kt-ledger-rotation.h"
#include "kt-words.h"

struct _KtPanicItem
{
  GObject parent_instance;

  char       *id;               /* owned, all of them */
  KtKey      *key;              /* or NULL */
  KtExchange *exchange;         /* or NULL */
  char       *title;
  char       *exchange_name;
  char       *cost;
  char       *given;            /* or NULL */
  gboolean    rotating;
};

G_DEFINE_FINAL_TYPE (KtPanicItem, kt_panic_item, G_TYPE_OBJECT)

static void
kt_panic_item_finalize (GObject *object)
{
  KtPanicItem *self = KT_PANIC_ITEM (object);

  g_free (self->id);
  g_clear_object (&self->key);
  g_clear_object (&self->exchange);
  g_free (self->title);
  g_free (self->exchange_name);
  g_free (self->cost);
  g_free (self->given);

  G_OBJECT_CLASS (kt_panic_item_parent_class)->finalize (object);
}

static void
kt_panic_item_class_init (KtPanicItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kt_panic_item_finalize;
}

static void
kt_panic_item_init (KtPanicItem *self)
{
}

/* ── Who ── */

static gboolean
contains (const char *text, const char *folded)
{
  g_autofree char *other = text ? g_utf8_casefold (text, -1) : NULL;

  return other && strstr (other, folded);
}

static gboolean
concerns (const KtRecord *record, const char *folded)
{
  if (contains (record->place_name, folded))
    return TRUE;
  for (guint i = 0; record->consumers[i]; i++)
    {
      if (contains (record->consumers[i], folded))
        return TRUE;
    }
  return FALSE;
}

/* id -> GPtrArray of KtGiven (borrowed), those whose name fits */
static GHashTable *
group_given (const KtPanicFacts *facts, const char *folded)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; facts && i < facts->given->len; i++)
    {
      KtGiven *given = g_ptr_array_index (facts->given, i);
      GPtrArray *list = g_hash_table_lookup (table, given->key_id);

      if (*folded && !contains (given->name, folded))
        continue;
      if (!list)
        {
          list = g_ptr_array_new ();
          g_hash_table_insert (table, given->key_id, list);
        }
      g_ptr_array_add (list, given);
    }
  return table;
}

/* Who has the current one stands in the reasons already, unless one asks for somebody. */
static char *
say_given (GPtrArray *list, gboolean all, gint64 now_ms)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) lines = NULL;

  for (guint i = 0; list && i < list->len; i++)
    {
      const KtGiven *given = g_ptr_array_index (list, i);
      g_autofree char *since = kt_words_day (given->since_ms, now_ms);
      g_autofree char *until = given->until_ms ? kt_words_day (given->until_ms, now_ms) : NULL;
      g_autofree char *line = NULL;

      if (!all && given->is_current && !until)
        continue;
      if (given->is_current && !until)
        /* Translators: who; a day */
        line = g_strdup_printf (_("%1$s has it since %2$s"), given->name, since);
      else if (given->is_current)
        /* Translators: who; two days */
        line = g_strdup_printf (_("%1$s had it from %2$s to %3$s: this very credential is still the current one"), given->name, since, until);
      else
        /* Translators: who; which credential of the key; a day */
        line = g_strdup_printf (_("%1$s was given an earlier credential of it (number %2$u) on %3$s; whether that one is dead is not known here"),
                                given->name, given->generation, since);
      g_strv_builder_add (builder, line);
    }
  lines = g_strv_builder_end (builder);
  return lines[0] ? g_strjoinv ("\n", lines) : NULL;
}

/* ── Making them ── */

static KtExchange *
find_exchange (KtKeeper *keeper, const char *id)
{
  KtExchange *exchange = kt_catalogue_get (kt_keeper_get_catalogue (keeper), id, NULL);

  return exchange ? g_object_ref (exchange) : NULL;
}

static KtPanicItem *
make_of_key (KtKeeper *keeper, const KtPanicEntry *entry, guint place, char *given, gboolean rotating, gint64 now_ms)
{
  KtPanicItem *self = g_object_new (KT_TYPE_PANIC_ITEM, NULL);
  const KtRecord *record = kt_key_get_record (entry->key);

  self->id = g_strdup (record->id);
  self->key = g_object_ref (entry->key);
  self->exchange = find_exchange (keeper, record->exchange);
  /* Translators: its place in the list, and a key's name */
  self->title = g_strdup_printf (_("%1$u. %2$s"), place, record->label);
  self->exchange_name = self->exchange ? kt_words_environment (self->exchange, record->environment) : g_strdup (record->exchange);
  self->cost = kt_words_cost (record, entry->risk, entry->rights_known, entry->ip, rotating, now_ms);
  self->given = given;
  self->rotating = rotating;
  return self;
}

static KtPanicItem *
make_of_wiped (KtKeeper *keeper, const KtGiven *first, guint place, char *given)
{
  KtPanicItem *self = g_object_new (KT_TYPE_PANIC_ITEM, NULL);

  self->id = g_strdup (first->key_id);
  self->exchange = find_exchange (keeper, first->exchange);
  /* Translators: its place in the list, and the beginning of the id of a key that is not here any more */
  self->title = g_strdup_printf (_("%1$u. A key that was wiped here (%2$.8s)"), place, first->key_id);
  self->exchange_name = g_strdup (self->exchange ? kt_exchange_get_name (self->exchange) : first->exchange);
  self->cost = g_strdup (_("nothing more is known of it; what was not deleted at the exchange is alive there"));
  self->given = given;
  return self;
}

static void
add_wiped (GPtrArray *items, KtKeeper *keeper, const KtPanicFacts *facts, GHashTable *groups, gint64 now_ms)
{
  for (guint i = 0; facts && i < facts->given->len; i++)
    {
      const KtGiven *given = g_ptr_array_index (facts->given, i);
      GPtrArray *group = given->label ? NULL : g_hash_table_lookup (groups, given->key_id);

      if (!group)
        continue;
      g_ptr_array_add (items, make_of_wiped (keeper, given, items->len + 1, say_given (group, TRUE, now_ms)));
      g_hash_table_remove (groups, given->key_id);
    }
}

GPtrArray *
kt_panic_items_make (KtKeeper *keeper, const KtPanicFacts *facts, const char *who, gint64 now_ms)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *folded = g_utf8_casefold (who ? who : "", -1);
  g_autoptr(GArray) entries = kt_panic_rank (kt_keeper_get_all (keeper), now_ms);
  g_autoptr(GHashTable) groups = NULL;

  g_strstrip (folded);
  groups = group_given (facts, folded);
  for (guint i = 0; i < entries->len; i++)
    {
      const KtPanicEntry *entry = &g_array_index (entries, KtPanicEntry, i);
      const char *id = kt_key_get_id (entry->key);
      GPtrArray *group = g_hash_table_lookup (groups, id);

      if (*folded && !group && !concerns (kt_key_get_record (entry->key), folded))
        continue;
      g_ptr_array_add (items, make_of_key (keeper, entry, items->len + 1, say_given (group, *folded != '\0', now_ms),
                                           facts && g_hash_table_contains (facts->rotating, id), now_ms));
    }
  add_wiped (items, keeper, facts, groups, now_ms);
  return items;
}

static void
swap (char **a, char **b)
{
  char *kept = *a;

  *a = *b;
  *b = kept;
}

/* All but the id, which is the same. */
static void
take (KtPanicItem *self, KtPanicItem *newer)
{
  g_set_object (&self->key, newer->key);
  g_set_object (&self->exchange, newer->exchange);
  swap (&self->title, &newer->title);
  swap (&self->exchange_name, &newer->exchange_name);
  swap (&self->cost, &newer->cost);
  swap (&self->given, &newer->given);
  self->rotating = newer->rotating;
}

/* id -> KtPanicItem (owned) */
static GHashTable *
index_shown (GListModel *shown)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (shown); i++)
    {
      KtPanicItem *item = g_list_model_get_item (shown, i);

      g_hash_table_insert (table, item->id, item);
    }
  return table;
}

static gboolean
are_same (GListModel *shown, GPtrArray *items)
{
  if (g_list_model_get_n_items (shown) != items->len)
    return FALSE;
  for (guint i = 0; i < items->len; i++)
    {
      g_autoptr(KtPanicItem) item = g_list_model_get_item (shown, i);

      if (item != g_ptr_array_index (items, i))
        return FALSE;
    }
  return TRUE;
}

void
kt_panic_items_show (GListStore *shown, GPtrArray *items)
{
  g_autoptr(GHashTable) kept = index_shown (G_LIST_MODEL (shown));

  for (guint i = 0; i < items->len; i++)
    {
      KtPanicItem *newer = g_ptr_array_index (items, i);
      KtPanicItem *item = g_hash_table_lookup (kept, newer->id);

      if (!item)
        continue;
      take (item, newer);
      items->pdata[i] = g_object_ref (item);
      g_object_unref (newer);
    }
  if (!are_same (G_LIST_MODEL (shown), items))
    g_list_store_splice (shown, 0, g_list_model_get_n_items (G_LIST_MODEL (shown)), items->pdata, items->len);
}

/* ── Reading ── */

const char *
kt_panic_item_get_id (KtPanicItem *self)
{
  return self->id;
}

KtKey *
kt_panic_item_get_key (KtPanicItem *self)
{
  return self->key;
}

KtExchange *
kt_panic_item_get_exchange (KtPanicItem *self)
{
  return self->exchange;
}

gboolean
kt_panic_item_is_rotating (KtPanicItem *self)
{
  return self->rotating;
}

const char *
kt_panic_item_get_title (KtPanicItem *self)
{
  return self->title;
}

const char *
kt_panic_item_get_exchange_name (KtPanicItem *self)
{
  return self->exchange_name;
}

const char *
kt_panic_item_get_cost (KtPanicItem *self)
{
  return self->cost;
}

const char *
kt_panic_item_get_given (KtPanicItem *self)
{
  return self->given;
}

const char *
kt_panic_item_get_page (KtPanicItem *self)
{
  if (!self->exchange)
    return NULL;
  return kt_exchange_get_keys_page (self->exchange, self->key ? kt_key_get_record (self->key)->environment : "");
}

char *
kt_panic_item_to_text (KtPanicItem *self, const char *life)
{
  const char *page = kt_panic_item_get_page (self);
  GString *text = g_string_new (NULL);

  /* Translators: a key's name with its place, its exchange, what it could cost */
  g_string_append_printf (text, _("%1$s (%2$s): %3$s"), self->title, self->exchange_name, self->cost);
  g_string_append_c (text, '\n');
  if (self->given)
    g_string_append_printf (text, "%s\n", self->given);
  if (life && *life)
    g_string_append_printf (text, "%s\n", life);
  g_string_append_printf (text, "%s\n", page ? page : _("Its key page is not known"));
  return g_string_free (text, FALSE);
}
