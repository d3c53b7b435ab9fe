/* kt-ledger-marks.h: what the person was told about which date, and what is to come again later
 *
 * Only reminders write here; no event is noted. Both go with their key.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-ledger.h"

G_BEGIN_DECLS

/* One date of one key, as far as the person was told of it. */
typedef struct {
  char   *key_id;
  char   *what;         /* kt_date_kind_to_word() */
  gint64  at_ms;        /* the date: when it moves, it is another one */
  int     stage;        /* KtDueStage; only ever grows */
  gint64  shown_ms;
} KtMark;
void        kt_mark_free           (KtMark *self);

/* Notes that all of them were shown, in one transaction; a mark never goes back. Marks of keys that are gone meanwhile are left out.
 * (element-type KtMark) */
gboolean    kt_ledger_add_marks    (KtLedger *self, GPtrArray *marks, GError **error);
/* (element-type KtMark) */
GPtrArray  *kt_ledger_list_marks   (KtLedger *self, GError **error);

/* Nothing is said of this key until then; 0 ends it. KT_ERROR_NOT_FOUND when there is no such key. */
gboolean    kt_ledger_snooze       (KtLedger *self, const char *key_id, gint64 until_ms, GError **error);
/* Table: key's id -> gint64*, the time in ms. */
GHashTable *kt_ledger_list_snoozes (KtLedger *self, GError **error);

G_END_DECLS
