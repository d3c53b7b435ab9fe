/* kt-key-list.h: all keys, filtered and sorted, as one GListModel
 *
 * Filters and sorts by plain C comparison over precomputed folded text and reports one
 * items-changed: stacked GtkSortListModels cost 10 to 62 ms a keystroke at 10,000 rows.
 * A key that changes without moving emits no items-changed: rows follow the key's "version". Whoever changes
 * a key says kt_key_list_key_changed(). Text to search is made at the first search. Main thread only.
 *
 * Signal "keys-changed": counts, or what stands over a row, may be others now; also of keys that are filtered out.
 * Signal "order-changing": a search, a filter or an order is about to show others; what is shown is still as before.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-key.h"

G_BEGIN_DECLS

typedef enum {
  KT_SORT_WORST_FIRST,   /* severity, then what is due first, then label */
  KT_SORT_LABEL,
  KT_SORT_DATE,
  KT_SORT_EXCHANGE,
} KtSort;

typedef enum {
  KT_FILTER_ALL,         /* active ones (and pending) */
  KT_FILTER_ATTENTION,   /* severity SERIOUS or worse, and UNKNOWN */
  KT_FILTER_DUE,         /* a date within 30 days, or passed */
  KT_FILTER_RETIRED,     /* retired and deleted */
  KT_N_FILTERS
} KtFilter;

/* How many keys there are of something, retired ones apart. */
typedef struct {
  char  *id;             /* an exchange's, or a tag */
  char  *name;           /* on screen */
  guint  n_keys;
} KtKeyGroup;

typedef struct {
  guint      filters[KT_N_FILTERS];
  GPtrArray *exchanges;  /* KtKeyGroup, by name */
  GPtrArray *tags;       /* the same */
} KtKeyCounts;

/* More text to find a key by: its state in words, which core does not have. (transfer full) (nullable) */
typedef char *(*KtKeyTextFunc) (KtKey *key, gpointer user_data);

#define KT_TYPE_KEY_LIST (kt_key_list_get_type ())
G_DECLARE_FINAL_TYPE (KtKeyList, kt_key_list, KT, KEY_LIST, GObject)

KtKeyList *kt_key_list_new        (void);
void       kt_key_list_add        (KtKeyList *self, KtKey *key);
void       kt_key_list_set_all    (KtKeyList *self, GPtrArray *keys);           /* replaces everything, one signal */
void       kt_key_list_remove     (KtKeyList *self, const char *id);
KtKey     *kt_key_list_find       (KtKeyList *self, const char *id);            /* (transfer none) (nullable), filtered out or not */
GPtrArray *kt_key_list_get_all    (KtKeyList *self);                            /* (transfer none), unfiltered, KtKey */
void       kt_key_list_key_changed (KtKeyList *self, KtKey *key);               /* place it anew */

void       kt_key_list_set_search (KtKeyList *self, const char *text);          /* words, all must match; case and accents folded */
void       kt_key_list_set_filter (KtKeyList *self, KtFilter filter);
void       kt_key_list_set_exchange (KtKeyList *self, const char *exchange);    /* NULL: all */
void       kt_key_list_set_tag    (KtKeyList *self, const char *tag);           /* NULL: all */
void       kt_key_list_set_view   (KtKeyList *self, KtFilter filter, const char *exchange, const char *tag);   /* all three, one signal */
void       kt_key_list_set_sort   (KtKeyList *self, KtSort sort);
void       kt_key_list_set_now    (KtKeyList *self, gint64 now_ms);             /* for KT_FILTER_DUE */
void       kt_key_list_set_text_func (KtKeyList *self, KtKeyTextFunc func, gpointer user_data);
/* Makes the text of up to @n keys that have none yet, so that the first search is as quick as the next. TRUE: there are more. */
gboolean   kt_key_list_prepare_search (KtKeyList *self, guint n);
guint      kt_key_list_count      (KtKeyList *self, KtFilter filter);           /* unsearched */

KtKeyCounts *kt_key_list_get_counts (KtKeyList *self);                          /* unsearched, in one pass. (transfer full) */
void       kt_key_counts_free     (KtKeyCounts *counts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtKeyCounts, kt_key_counts_free)

G_END_DECLS
