/* kt-ledger-rotation.h: rotations under way, and who was ever given what
 *
 * Every change is one transaction that holds only where the stage is still the one it was made from: two processes
 * never move one rotation twice (KT_ERROR_BUSY). Which generation is current stands in one place, the key's row.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-ledger.h"
#include "kt-rotation.h"

G_BEGIN_DECLS

/* @ret_rotation: (out) (transfer full) (nullable): NULL when the key is in no rotation. */
gboolean   kt_ledger_get_rotation   (KtLedger *self, const char *key_id, KtRotation **ret_rotation, GError **error);
/* (element-type KtRotation), by begin */
GPtrArray *kt_ledger_list_rotations (KtLedger *self, GError **error);
/* Begins one, for an active key that is in none: else KT_ERROR_NOT_ALLOWED / KT_ERROR_BUSY. */
gboolean   kt_ledger_begin_rotation (KtLedger *self, const KtRotation *rotation, const char *what, GError **error);
/* Writes @rotation where the stage is @from and @rotation's may follow it. Between a stage before the switch and one after it
 * the key's own generation, fingerprint, hint, key type and age of secret change in the same transaction.
 * @what: an event, or NULL; @detail: of it. */
gboolean   kt_ledger_move_rotation  (KtLedger *self, KtRotation *rotation, KtRotationStage from, const char *what, const char *detail,
                                     gint64 now_ms, GError **error);
/* It is over: WIPING or CANCELLING. The receipt is an event. */
gboolean   kt_ledger_end_rotation   (KtLedger *self, const char *key_id, KtRotationStage from, const char *what, const char *detail,
                                     gint64 now_ms, GError **error);

/* One credential that somebody was given. */
typedef struct {
  char   *name;         /* who */
  char   *key_id;
  char   *label;        /* NULL: the key was wiped */
  char   *exchange;
  KtState state;        /* of the key; KT_STATE_RETIRED when it was wiped */
  guint   generation;
  gboolean is_current;  /* this generation is the key's current one */
  gint64  since_ms;
  gint64  until_ms;     /* taken from the list of who has it; 0: still there */
} KtGiven;
void       kt_given_free            (KtGiven *self);
/* Everything @name was ever given (letters' case does not matter), newest first; NULL: everything anybody was. (element-type KtGiven) */
GPtrArray *kt_ledger_list_given     (KtLedger *self, const char *name, GError **error);

G_END_DECLS
