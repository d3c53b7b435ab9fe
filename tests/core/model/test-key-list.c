/* test-key-list.c: the list keeps its model's contract, whatever is done to it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-key-list.h"

#include <string.h>
#include <sys/resource.h>

#define DAY_MS ((gint64) 24 * 60 * 60 * 1000)

/* ── A shadow: what somebody sees who only listens ── */

typedef struct {
  KtKeyList *list;
  GPtrArray *items;       /* KtKey, owned references */
  guint      signals;
} Shadow;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  Shadow *self = data;

  self->signals++;
  g_assert_cmpuint (position + removed, <=, self->items->len);
  if (removed > 0)
    g_ptr_array_remove_range (self->items, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (self->items, position + i, g_list_model_get_item (model, position + i));
  g_assert_cmpuint (self->items->len, ==, g_list_model_get_n_items (model));
}

static void
shadow_set_up (Shadow *self, gconstpointer data)
{
  self->list = kt_key_list_new ();
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect (self->list, "items-changed", G_CALLBACK (items_changed_cb), self);
}

static void
shadow_tear_down (Shadow *self, gconstpointer data)
{
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_assert_finalize_object (self->list);
}

static void
assert_shadow (Shadow *self)
{
  g_assert_cmpuint (self->items->len, ==, g_list_model_get_n_items (G_LIST_MODEL (self->list)));
  for (guint i = 0; i < self->items->len; i++)
    {
      g_autoptr(KtKey) key = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      g_assert_true (key == self->items->pdata[i]);
    }
}

/* ── Keys ── */

static void
judge (KtKey *key, KtSeverity severity, gint64 date_ms)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_finding_free);
  GPtrArray *dates = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_date_free);

  if (severity != KT_SEVERITY_FINE)
    g_ptr_array_add (findings, kt_finding_new (KT_FINDING_NOT_WORKING, severity, KT_REMEDY_NONE));
  if (date_ms)
    g_ptr_array_add (dates, kt_date_new (KT_DATE_ROTATE, date_ms, KT_ORIGIN_POLICY, TRUE, NULL));
  kt_key_set_findings (key, findings, dates);
}

static KtKey *
make_key (const char *label, const char *exchange, const char *tags, KtSeverity severity, gint64 date_ms)
{
  KtRecord *record = kt_record_new ();
  KtKey *key;

  record->label = g_strdup (label);
  record->exchange = g_strdup (exchange);
  record->state = KT_STATE_ACTIVE;
  g_strfreev (record->tags);
  record->tags = g_strsplit (tags, "|", -1);
  key = kt_key_new (record);
  judge (key, severity, date_ms);
  return key;
}

static void
add (KtKeyList *list, const char *label, const char *exchange, const char *tags, KtSeverity severity, gint64 date_ms)
{
  g_autoptr(KtKey) key = make_key (label, exchange, tags, severity, date_ms);

  kt_key_list_add (list, key);
}

static char *
join (KtKeyList *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr(KtKey) key = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_string_append_printf (text, "%s%s", i ? " " : "", kt_key_get_label (key));
    }
  return g_string_free (text, FALSE);
}

static void
assert_labels (KtKeyList *list, const char *expected)
{
  g_autofree char *labels = join (list);

  g_assert_cmpstr (labels, ==, expected);
}

static void
fill (KtKeyList *list)
{
  add (list, "delta", "okx", "bot", KT_SEVERITY_FINE, 0);
  add (list, "Alpha", "okx", "tax", KT_SEVERITY_FINE, 5 * DAY_MS);
  add (list, "charlie", "binance", "bot|team", KT_SEVERITY_DANGER, 90 * DAY_MS);
  add (list, "bravo", "bitget", "", KT_SEVERITY_DUE, 2 * DAY_MS);
  add (list, "echo", "bitget", "", KT_SEVERITY_UNKNOWN, 0);
}

static void
test_sorts (Shadow *self, gconstpointer data)
{
  fill (self->list);
  assert_labels (self->list, "charlie echo bravo Alpha delta");
  kt_key_list_set_sort (self->list, KT_SORT_LABEL);
  assert_labels (self->list, "Alpha bravo charlie delta echo");
  kt_key_list_set_sort (self->list, KT_SORT_DATE);
  assert_labels (self->list, "bravo Alpha charlie delta echo");
  kt_key_list_set_sort (self->list, KT_SORT_EXCHANGE);
  assert_labels (self->list, "charlie bravo echo Alpha delta");
  assert_shadow (self);
}

static void
test_filters (Shadow *self, gconstpointer data)
{
  fill (self->list);
  kt_key_list_set_filter (self->list, KT_FILTER_ATTENTION);
  assert_labels (self->list, "charlie echo");
  kt_key_list_set_filter (self->list, KT_FILTER_DUE);
  assert_labels (self->list, "bravo Alpha");
  kt_key_list_set_now (self->list, 61 * DAY_MS);
  assert_labels (self->list, "charlie bravo Alpha");
  kt_key_list_set_filter (self->list, KT_FILTER_RETIRED);
  assert_labels (self->list, "");
  kt_key_list_set_filter (self->list, KT_FILTER_ALL);
  kt_key_list_set_tag (self->list, "bot");
  assert_labels (self->list, "charlie delta");
  kt_key_list_set_exchange (self->list, "okx");
  assert_labels (self->list, "delta");
  kt_key_list_set_tag (self->list, NULL);
  assert_labels (self->list, "Alpha delta");

  g_assert_cmpuint (kt_key_list_count (self->list, KT_FILTER_ALL), ==, 5);
  g_assert_cmpuint (kt_key_list_count (self->list, KT_FILTER_ATTENTION), ==, 2);
  g_assert_cmpuint (kt_key_list_count (self->list, KT_FILTER_DUE), ==, 3);
  g_assert_cmpuint (kt_key_list_count (self->list, KT_FILTER_RETIRED), ==, 0);
  assert_shadow (self);
}

static char *
say_state (KtKey *key, gpointer data)
{
  return g_strdup (kt_key_get_severity (key) == KT_SEVERITY_DANGER ? "Can withdraw" : "Works");
}

static void
test_search (Shadow *self, gconstpointer data)
{
  static const struct { const char *text, *labels, *explanation; } rows[] = {
    { "", "Größe Plain", "nothing finds all" },
    { "  ", "Größe Plain", "so do blanks" },
    { "grosse", "Größe", "ß is ss" },
    { "GROSSE", "Größe", "case does not matter" },
    { "gro", "Größe", "nor do accents" },
    { "größ", "Größe", "nor does typing them" },
    { "groß koinly", "Größe", "every word counts" },
    { "koinly grid", "", "one word that is not there" },
    { "été", "Größe", "a tag" },
    { "ETE", "Größe", "a tag without accents" },
    { "kraken", "Plain", "the exchange" },
    { "withdraw", "Größe", "the state in words" },
    { "works", "Plain", "another state" },
    { "c4…9", "Plain", "the hint" },
  };
  KtRecord *record;
  g_autoptr(KtKey) first = make_key ("Größe", "bitget", "été", KT_SEVERITY_DANGER, 0);
  g_autoptr(KtKey) second = make_key ("Plain", "kraken", "", KT_SEVERITY_FINE, 0);

  record = kt_record_copy (kt_key_get_record (first));
  g_strfreev (record->consumers);
  record->consumers = g_strsplit ("Koinly", "|", -1);
  kt_key_set_record (first, record);
  record = kt_record_copy (kt_key_get_record (second));
  record->hint = g_strdup ("bg_c4…9ef1");
  kt_key_set_record (second, record);
  kt_key_list_add (self->list, first);
  kt_key_list_add (self->list, second);
  kt_key_list_set_text_func (self->list, say_state, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].explanation);
      kt_key_list_set_search (self->list, rows[i].text);
      assert_labels (self->list, rows[i].labels);
      assert_shadow (self);
    }
}

static void
test_one_signal (Shadow *self, gconstpointer data)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *label = g_strdup_printf ("%c%u", i % 2 ? 'a' : 'b', i);

      g_ptr_array_add (keys, make_key (label, "okx", "", KT_SEVERITY_FINE, 0));
    }
  kt_key_list_set_all (self->list, keys);
  g_assert_cmpuint (self->signals, ==, 1);
  kt_key_list_set_search (self->list, "a");
  g_assert_cmpuint (self->signals, ==, 2);
  kt_key_list_set_search (self->list, "a");
  g_assert_cmpuint (self->signals, ==, 2);        /* nothing changed, nothing told */
  kt_key_list_set_search (self->list, "");
  g_assert_cmpuint (self->signals, ==, 3);
  kt_key_list_key_changed (self->list, keys->pdata[7]);
  g_assert_cmpuint (self->signals, ==, 3);        /* it did not move */
  kt_key_list_set_sort (self->list, KT_SORT_DATE);
  g_assert_cmpuint (self->signals, <=, 4);
  kt_key_list_set_all (self->list, keys);
  g_assert_cmpuint (self->signals, <=, 5);
  assert_shadow (self);
  kt_key_list_set_search (self->list, "nobody");
  g_assert_cmpuint (self->items->len, ==, 0);
}

static void
count_cb (KtKeyList *list, gpointer data)
{
  (*(guint *) data)++;
}

static void
assert_groups (GPtrArray *groups, const char *expected)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < groups->len; i++)
    {
      const KtKeyGroup *group = g_ptr_array_index (groups, i);

      g_string_append_printf (text, "%s%s/%s:%u", i ? " " : "", group->id, group->name, group->n_keys);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_counts (Shadow *self, gconstpointer data)
{
  g_autoptr(KtKey) retired = make_key ("old", "kraken", "gone", KT_SEVERITY_FINE, 0);
  KtRecord *record = kt_record_copy (kt_key_get_record (retired));
  KtKeyCounts *counts;

  fill (self->list);
  record->state = KT_STATE_RETIRED;
  kt_key_set_record (retired, record);
  kt_key_list_add (self->list, retired);
  for (guint i = 0; i < 2; i++)
    kt_key_set_exchange_name (g_ptr_array_index (kt_key_list_get_all (self->list), i), "OKX");
  /* Whatever is shown: it is what would be shown. */
  kt_key_list_set_view (self->list, KT_FILTER_DUE, "bitget", "tax");
  kt_key_list_set_search (self->list, "nobody");

  counts = kt_key_list_get_counts (self->list);
  g_assert_cmpuint (counts->filters[KT_FILTER_ALL], ==, 5);
  g_assert_cmpuint (counts->filters[KT_FILTER_ATTENTION], ==, 2);
  g_assert_cmpuint (counts->filters[KT_FILTER_DUE], ==, 2);
  g_assert_cmpuint (counts->filters[KT_FILTER_RETIRED], ==, 1);
  assert_groups (counts->exchanges, "binance/binance:1 bitget/bitget:2 okx/OKX:2");
  assert_groups (counts->tags, "bot/bot:2 tax/tax:1 team/team:1");
  kt_key_counts_free (counts);
}

/* Also of a key that is not shown and that does not move. */
static void
test_says_changes (Shadow *self, gconstpointer data)
{
  g_autoptr(KtKey) key = make_key ("x", "okx", "", KT_SEVERITY_FINE, 0);
  g_autoptr(GPtrArray) keys = g_ptr_array_new ();
  guint said = 0;

  g_signal_connect (self->list, "keys-changed", G_CALLBACK (count_cb), &said);
  kt_key_list_set_filter (self->list, KT_FILTER_RETIRED);
  g_assert_cmpuint (said, ==, 0);
  kt_key_list_add (self->list, key);
  g_assert_cmpuint (said, ==, 1);
  kt_key_list_key_changed (self->list, key);
  g_assert_cmpuint (said, ==, 2);
  kt_key_list_set_now (self->list, DAY_MS);
  g_assert_cmpuint (said, ==, 3);
  kt_key_list_remove (self->list, kt_key_get_id (key));
  g_assert_cmpuint (said, ==, 4);
  kt_key_list_set_all (self->list, keys);
  g_assert_cmpuint (said, ==, 5);
  g_assert_cmpuint (self->signals, ==, 0);
}

static void
test_view_at_once (Shadow *self, gconstpointer data)
{
  fill (self->list);
  kt_key_list_set_tag (self->list, "bot");
  self->signals = 0;
  kt_key_list_set_view (self->list, KT_FILTER_ALL, "bitget", NULL);
  assert_labels (self->list, "echo bravo");
  g_assert_cmpuint (self->signals, ==, 1);
  kt_key_list_set_view (self->list, KT_FILTER_ATTENTION, NULL, NULL);
  assert_labels (self->list, "charlie echo");
  assert_shadow (self);
}

static char *
count_asks (KtKey *key, gpointer data)
{
  (*(guint *) data)++;
  return g_strdup ("state");
}

static void
test_prepares_search (Shadow *self, gconstpointer data)
{
  guint asked = 0;

  kt_key_list_set_text_func (self->list, count_asks, &asked);
  fill (self->list);
  kt_key_list_set_sort (self->list, KT_SORT_DATE);
  g_assert_cmpuint (asked, ==, 0);      /* nobody searched */
  g_assert_true (kt_key_list_prepare_search (self->list, 3));
  g_assert_cmpuint (asked, ==, 3);
  g_assert_false (kt_key_list_prepare_search (self->list, 3));
  g_assert_cmpuint (asked, ==, 5);
  kt_key_list_set_search (self->list, "state");
  g_assert_cmpuint (asked, ==, 5);
  g_assert_cmpuint (self->items->len, ==, 5);
}

static void
test_find (Shadow *self, gconstpointer data)
{
  g_autoptr(KtKey) key = make_key ("x", "okx", "", KT_SEVERITY_FINE, 0);

  kt_key_list_add (self->list, key);
  kt_key_list_set_search (self->list, "nobody");
  g_assert_true (kt_key_list_find (self->list, kt_key_get_id (key)) == key);
  g_assert_null (kt_key_list_find (self->list, "00000000-0000-4000-8000-000000000000"));
  g_assert_cmpuint (kt_key_list_get_all (self->list)->len, ==, 1);
  kt_key_list_remove (self->list, "00000000-0000-4000-8000-000000000000");
  kt_key_list_remove (self->list, kt_key_get_id (key));
  g_assert_null (kt_key_list_find (self->list, kt_key_get_id (key)));
  g_assert_cmpuint (kt_key_list_get_all (self->list)->len, ==, 0);
}

/* ── A naive reference: filter all, sort all, by the words of the header ── */

typedef struct {
  const char *search;
  const char *exchange;
  const char *tag;
  KtFilter    filter;
  KtSort      sort;
  gint64      now_ms;
} View;

static gboolean
naive_passes (KtKey *key, const View *view)
{
  const KtRecord *record = kt_key_get_record (key);
  const KtDate *date = kt_key_get_next_date (key);
  const gboolean kept = record->state == KT_STATE_ACTIVE || record->state == KT_STATE_PENDING;

  if (view->filter == KT_FILTER_RETIRED ? kept : !kept)
    return FALSE;
  if (view->filter == KT_FILTER_ATTENTION && kt_key_get_severity (key) < KT_SEVERITY_UNKNOWN)
    return FALSE;
  if (view->filter == KT_FILTER_DUE && (!date || date->at_ms > view->now_ms + 30 * DAY_MS))
    return FALSE;
  if (view->exchange && strcmp (view->exchange, record->exchange) != 0)
    return FALSE;
  if (view->tag && !g_strv_contains ((const char *const *) record->tags, view->tag))
    return FALSE;
  if (view->search)
    {
      /* All texts here are ASCII and lower case. */
      g_autofree char *words = g_strjoinv ("\n", record->tags);
      g_autofree char *text = g_strjoin ("\n", record->label, record->exchange, words, NULL);

      return strstr (text, view->search) != NULL;
    }
  return TRUE;
}

static int
naive_compare (gconstpointer a, gconstpointer b, gpointer data)
{
  KtKey *left = *(KtKey *const *) a, *right = *(KtKey *const *) b;
  const View *view = data;
  const KtDate *left_date = kt_key_get_next_date (left), *right_date = kt_key_get_next_date (right);
  const gint64 left_ms = left_date ? left_date->at_ms : G_MAXINT64;
  const gint64 right_ms = right_date ? right_date->at_ms : G_MAXINT64;
  const int severity = (int) kt_key_get_severity (right) - (int) kt_key_get_severity (left);
  const int date = (left_ms > right_ms) - (left_ms < right_ms);
  int order = 0;

  if (view->sort == KT_SORT_WORST_FIRST)
    order = severity ? severity : kt_key_get_severity (left) == KT_SEVERITY_FINE ? 0 : date;
  else if (view->sort == KT_SORT_DATE)
    order = date;
  else if (view->sort == KT_SORT_EXCHANGE)
    order = strcmp (kt_key_get_exchange_name (left), kt_key_get_exchange_name (right));

  if (order == 0)
    order = g_utf8_collate (kt_key_get_label (left), kt_key_get_label (right));
  return order ? order : strcmp (kt_key_get_id (left), kt_key_get_id (right));
}

static void
assert_as_naive (Shadow *self, GPtrArray *keys, const View *view)
{
  g_autoptr(GPtrArray) expected = g_ptr_array_new ();

  for (guint i = 0; i < keys->len; i++)
    {
      if (naive_passes (keys->pdata[i], view))
        g_ptr_array_add (expected, keys->pdata[i]);
    }
  g_ptr_array_sort_with_data (expected, naive_compare, (gpointer) view);

  g_assert_cmpuint (self->items->len, ==, expected->len);
  for (guint i = 0; i < expected->len; i++)
    g_assert_true (expected->pdata[i] == self->items->pdata[i]);
}

static const char *const exchanges[] = { "okx", "binance", "kraken" };
static const char *const tags[] = { "", "bot", "tax", "bot|tax" };

static KtKey *
make_random (void)
{
  g_autofree char *label = g_strdup_printf ("%c%c%d", g_test_rand_int_range ('a', 'e'),
                                            g_test_rand_int_range ('a', 'e'), g_test_rand_int_range (0, 20));

  return make_key (label, exchanges[g_test_rand_int_range (0, 3)], tags[g_test_rand_int_range (0, 4)],
                   g_test_rand_int_range (0, KT_SEVERITY_DANGER + 1),
                   g_test_rand_int_range (0, 3) * g_test_rand_int_range (0, 80) * DAY_MS);
}

static void
change_random (KtKeyList *list, KtKey *key)
{
  g_autoptr(KtKey) other = make_random ();
  KtRecord *record = kt_record_copy (kt_key_get_record (other));

  g_free (record->id);
  record->id = g_strdup (kt_key_get_id (key));
  record->state = g_test_rand_int_range (0, KT_STATE_RETIRED + 1);
  kt_key_set_record (key, record);
  judge (key, kt_key_get_severity (other), kt_key_get_next_date (other) ? kt_key_get_next_date (other)->at_ms : 0);
  kt_key_list_key_changed (list, key);
}

static void
change_view (KtKeyList *list, View *view)
{
  static const char *const searches[] = { NULL, "a", "b1", "cc" };

  switch (g_test_rand_int_range (0, 6))
    {
    case 0:
      view->search = searches[g_test_rand_int_range (0, 4)];
      kt_key_list_set_search (list, view->search);
      break;
    case 1:
      view->exchange = g_test_rand_bit () ? NULL : exchanges[g_test_rand_int_range (0, 3)];
      kt_key_list_set_exchange (list, view->exchange);
      break;
    case 2:
      view->tag = g_test_rand_bit () ? NULL : "bot";
      kt_key_list_set_tag (list, view->tag);
      break;
    case 3:
      view->filter = g_test_rand_int_range (0, KT_FILTER_RETIRED + 1);
      kt_key_list_set_filter (list, view->filter);
      break;
    case 4:
      view->now_ms = g_test_rand_int_range (0, 100) * DAY_MS;
      kt_key_list_set_now (list, view->now_ms);
      break;
    default:
      view->sort = g_test_rand_int_range (0, KT_SORT_EXCHANGE + 1);
      kt_key_list_set_sort (list, view->sort);
    }
}

static void
test_random (Shadow *self, gconstpointer data)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_object_unref);
  View view = { 0 };

  for (guint step = 0; step < 3000; step++)
    {
      const guint signals = self->signals;
      const int deed = g_test_rand_int_range (0, 10);

      if (deed < 3 || keys->len == 0)
        {
          g_ptr_array_add (keys, make_random ());
          kt_key_list_add (self->list, keys->pdata[keys->len - 1]);
        }
      else if (deed < 5)
        {
          guint at = g_test_rand_int_range (0, keys->len);

          kt_key_list_remove (self->list, kt_key_get_id (keys->pdata[at]));
          g_ptr_array_remove_index (keys, at);
        }
      else if (deed < 7)
        change_random (self->list, keys->pdata[g_test_rand_int_range (0, keys->len)]);
      else if (deed < 8 && step % 50 == 0)
        kt_key_list_set_all (self->list, keys);
      else
        change_view (self->list, &view);

      g_assert_cmpuint (self->signals - signals, <=, 1);
      assert_shadow (self);
      assert_as_naive (self, keys, &view);
    }
}

/* ── 10,000 keys ── */

static double
cpu_ms (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static void
test_many (void)
{
  static const char *const typed[] = { "b", "bo", "bot", "bot 1", "bot 12", "bot 1", "bot", "" };
  g_autoptr(KtKeyList) list = kt_key_list_new ();
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_object_unref);
  double best[G_N_ELEMENTS (typed)];

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *label = g_strdup_printf ("%s %u", i % 3 ? "Bot" : "Portefeuille été", i);

      g_ptr_array_add (keys, make_key (label, exchanges[i % 3], "bot|tax", i % 5, (i % 90) * DAY_MS));
    }
  kt_key_list_set_all (list, keys);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 10000);

  /* The best of some runs: the machine may be busy with other things. */
  for (guint run = 0; run < 5; run++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
        {
          double start = cpu_ms ();
          double spent;

          kt_key_list_set_search (list, typed[i]);
          spent = cpu_ms () - start;
          best[i] = run == 0 ? spent : MIN (best[i], spent);
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_test_message ("“%s”: %.2f ms", typed[i], best[i]);
#ifndef __SANITIZE_ADDRESS__
      g_assert_cmpfloat (best[i], <, 8.0);
#endif
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/key-list/sorts", Shadow, NULL, shadow_set_up, test_sorts, shadow_tear_down);
  g_test_add ("/key-list/filters", Shadow, NULL, shadow_set_up, test_filters, shadow_tear_down);
  g_test_add ("/key-list/search", Shadow, NULL, shadow_set_up, test_search, shadow_tear_down);
  g_test_add ("/key-list/one-signal", Shadow, NULL, shadow_set_up, test_one_signal, shadow_tear_down);
  g_test_add ("/key-list/find", Shadow, NULL, shadow_set_up, test_find, shadow_tear_down);
  g_test_add ("/key-list/counts", Shadow, NULL, shadow_set_up, test_counts, shadow_tear_down);
  g_test_add ("/key-list/says-changes", Shadow, NULL, shadow_set_up, test_says_changes, shadow_tear_down);
  g_test_add ("/key-list/view-at-once", Shadow, NULL, shadow_set_up, test_view_at_once, shadow_tear_down);
  g_test_add ("/key-list/prepares-search", Shadow, NULL, shadow_set_up, test_prepares_search, shadow_tear_down);
  g_test_add ("/key-list/random-against-naive", Shadow, NULL, shadow_set_up, test_random, shadow_tear_down);
  g_test_add_func ("/key-list/ten-thousand", test_many);
  return g_test_run ();
}
