/* kt-key-entry.h: a key in a KtKeyList, with what it is filtered, sorted and searched by
 *
 * Worked out whenever the key changes; the text to search only when it is first asked for, as most starts do not
 * search. The sort fields stay as they were until kt_key_entry_fill(), so an entry is always found where it was put.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-key-list.h"

G_BEGIN_DECLS

typedef struct {
  KtKey      *key;            /* owned */
  const char *id;             /* the key's own */
  char       *text;           /* owned: folded, what is searched; NULL: not made yet */
  char       *label_order;    /* owned: collation key */
  const char *exchange_order; /* interned */
  gint64      next_ms;        /* G_MAXINT64: no date */
  KtSeverity  severity;
  KtState     state;
} KtKeyEntry;

KtKeyEntry *kt_key_entry_new     (KtKey *key);
void        kt_key_entry_free    (gpointer self);
void        kt_key_entry_fill    (KtKeyEntry *self);             /* the key has changed */
const char *kt_key_entry_text    (KtKeyEntry *self, KtKeyTextFunc func, gpointer user_data);
gboolean    kt_key_entry_is_kept (const KtKeyEntry *self);       /* neither retired nor deleted */
gboolean    kt_key_entry_passes  (const KtKeyEntry *self, KtFilter filter, gint64 now_ms);
/* Total: no two entries are equal, as no two ids are. */
int         kt_key_entry_compare (KtSort sort, const KtKeyEntry *a, const KtKeyEntry *b);

/* Without case and accents: "Größe" and "GROSSE" meet in "grosse". (transfer full) */
char       *kt_key_entry_fold    (const char *text);

G_END_DECLS
