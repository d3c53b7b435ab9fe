/* kt-keeper.h: the verbs: everything a person does with keys, over both stores and the network
 *
 * Two stores, one truth. A key is added in three steps: ledger row "pending", keyring write with
 * read-back, ledger row "active". Killed anywhere, the next start finishes or undoes it and says so.
 * The window, the command line and (for reading) the reminder stand on this.
 *
 * Main thread only; disk work happens in a worker thread (kt_keeper_get_reports() and _events() apart). The list model is kept true by the verbs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "kt-archive.h"
#include "kt-catalogue.h"
#include "kt-key-list.h"
#include "kt-ledger.h"
#include "kt-policy.h"
#include "kt-prober.h"
#include "kt-vault.h"

G_BEGIN_DECLS

#define KT_TYPE_KEEPER (kt_keeper_get_type ())
G_DECLARE_FINAL_TYPE (KtKeeper, kt_keeper, KT, KEEPER, GObject)

#define KT_RESTORE_DAYS 30

/* Signals: "recovered" (GStrv sentences-as-codes "finished-add:ID", "undid-add:LABEL", "ledger-rebuilt:N", "ledger-set-aside:FILE") after opening or unlocking.
 * Properties: "vault-state" (int KtVaultState, notify). */

/* @data_dir: NULL for the profile's $XDG_DATA_HOME/<data>. */
KtKeeper    *kt_keeper_new           (const char *data_dir);
KtKeyList   *kt_keeper_get_keys      (KtKeeper *self);      /* (transfer none): filtered for the window's overview */
GPtrArray   *kt_keeper_get_all       (KtKeeper *self);      /* (transfer none): KtKey, all */
KtKey       *kt_keeper_find          (KtKeeper *self, const char *id);
/* By id, beginning of an id (≥ 4), or label; KT_ERROR_NOT_FOUND, or KT_ERROR_INVALID when several fit. (transfer none) */
KtKey       *kt_keeper_find_by_name  (KtKeeper *self, const char *name, GError **error);
KtCatalogue *kt_keeper_get_catalogue (KtKeeper *self);
KtVault     *kt_keeper_get_vault     (KtKeeper *self);
KtLedger    *kt_keeper_get_ledger    (KtKeeper *self);      /* (nullable) before it is open */
void         kt_keeper_set_policy    (KtKeeper *self, const KtPolicy *policy);   /* findings are made anew */
void         kt_keeper_get_policy    (KtKeeper *self, KtPolicy *ret_policy);
/* Findings and dates depend on now: called once a minute by the window. Also reads the list again when another process
 * changed the ledger. */
void         kt_keeper_refresh       (KtKeeper *self);

/* Opens the ledger, looks at the vault (no prompt), fills the list, finishes or undoes what was cut off where that needs no unlock. */
void     kt_keeper_open_async   (KtKeeper *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_keeper_open_finish  (KtKeeper *self, GAsyncResult *result, GError **error);
/* May prompt. Then: sentinel, recovery of pending keys, queued wipes, rebuild if the ledger was lost. */
void     kt_keeper_unlock_async  (KtKeeper *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_keeper_unlock_finish (KtKeeper *self, GAsyncResult *result, GError **error);
/* The person chose: this keyring is to be used from now on although it is not the one of before. */
void     kt_keeper_adopt_keyring_async  (KtKeeper *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_keeper_adopt_keyring_finish (KtKeeper *self, GAsyncResult *result, GError **error);

/* Add. @record: (transfer full), exchange, environment, key_type, label… filled; id and state are given here. The credential is
 * cleaned by the caller (kt_clean_credential()). May prompt to unlock (it is a deed of the person). @report: a check made
 * before saving, or NULL. Returns the key once the keyring gave the secret back. */
void     kt_keeper_add_async    (KtKeeper *self, KtRecord *record, KtCredential *credential, KtReport *report,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
KtKey   *kt_keeper_add_finish   (KtKeeper *self, GAsyncResult *result, GError **error);   /* (transfer none) */
/* Another key with this very credential: (transfer none) KtKey or NULL without error. */
void     kt_keeper_find_duplicate_async  (KtKeeper *self, KtCredential *credential, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
KtKey   *kt_keeper_find_duplicate_finish (KtKeeper *self, GAsyncResult *result, GError **error);

/* A check of a credential that is not saved yet. */
void      kt_keeper_try_async   (KtKeeper *self, const KtRecord *record, KtCredential *credential, KtStageFunc stage_func, gpointer stage_data,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
KtReport *kt_keeper_try_finish  (KtKeeper *self, GAsyncResult *result, GError **error);
/* A check of a saved key; the report is kept. May prompt only when @interactive. */
void      kt_keeper_check_async (KtKeeper *self, KtKey *key, gboolean interactive, KtStageFunc stage_func, gpointer stage_data,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
KtReport *kt_keeper_check_finish (KtKeeper *self, GAsyncResult *result, GError **error);

/* Check all: a person's deed, may prompt. Leaves out what kt_autocheck_with_all() does (kt-autocheck.h): keys the person stopped
 * checking, with a rising nonce that may not be raised, and paused ones where refusals lock an account out. A failure never stops the others; one of the
 * keyring or the disk is told in the end, once, and counted at no key. Cancelled: G_IO_ERROR_CANCELLED; @ret_progress is filled all the same. */
typedef struct {
  guint done, total;
  guint work, attention, left_out;   /* of those done: each key in one of the first two at most; what answers only elsewhere, as it should, in neither */
  guint stopped;                     /* of those left out: the person stopped checking them */
  gboolean offline;             /* not one host could be reached: said once */
} KtCheckAllProgress;
typedef void (*KtCheckAllFunc) (const KtCheckAllProgress *progress, KtKey *latest, gpointer user_data);
void     kt_keeper_check_all_async  (KtKeeper *self, KtCheckAllFunc func, gpointer func_data,
                                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* The same for some. @keys: KtKey, not to be changed any more. */
void     kt_keeper_check_keys_async (KtKeeper *self, GPtrArray *keys, KtCheckAllFunc func, gpointer func_data,
                                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_keeper_check_all_finish (KtKeeper *self, GAsyncResult *result, KtCheckAllProgress *ret_progress, GError **error);

/* Changes what the person may change: label, tags, intent, place, consumers, dates, rotation, notes, environment, permissions to check.
 * @record: (transfer none), copied; its other members are not looked at. */
void     kt_keeper_edit_async   (KtKeeper *self, KtKey *key, const KtRecord *record, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_keeper_edit_finish  (KtKeeper *self, GAsyncResult *result, GError **error);
/* The same, and only these parts: the others stay as they are in the ledger by then, whoever changed them meanwhile. */
typedef enum {
  KT_PART_LABEL       = 1 << 0,
  KT_PART_TAGS        = 1 << 1,
  KT_PART_INTENT      = 1 << 2,
  KT_PART_PLACE       = 1 << 3,   /* place, its name and addresses */
  KT_PART_CONSUMERS   = 1 << 4,
  KT_PART_NOTES       = 1 << 5,
  KT_PART_EXPIRY      = 1 << 6,   /* the person's date */
  KT_PART_AGE         = 1 << 7,   /* secret_since_ms */
  KT_PART_ROTATION    = 1 << 8,   /* rotate_days, lead_days */
  KT_PART_ENVIRONMENT = 1 << 9,
  KT_PART_NONCE       = 1 << 10,  /* nonce_allowed */
  KT_PART_KEEP_ALIVE  = 1 << 11,
  KT_PART_CHECKS      = 1 << 12,  /* checks_stopped; resumed: refusals are counted anew */
  KT_PART_ALL         = (1 << 13) - 1
} KtParts;
void     kt_keeper_edit_parts_async (KtKeeper *self, KtKey *key, const KtRecord *record, KtParts parts, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);   /* kt_keeper_edit_finish() */
/* What of two is not the same: a form was opened on one and left as the other. */
KtParts  kt_keeper_compare_parts (const KtRecord *a, const KtRecord *b);

/* The credential for Reveal and Copy; may prompt. (transfer full) */
void          kt_keeper_reveal_async  (KtKeeper *self, KtKey *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
KtCredential *kt_keeper_reveal_finish (KtKeeper *self, GAsyncResult *result, GError **error);

/* Hidden for 30 days, then wiped; the secret stays in the keyring till then. */
void     kt_keeper_delete_async   (KtKeeper *self, KtKey *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_keeper_delete_finish  (KtKeeper *self, GAsyncResult *result, GError **error);
void     kt_keeper_undelete_async  (KtKeeper *self, KtKey *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_keeper_undelete_finish (KtKeeper *self, GAsyncResult *result, GError **error);
/* Wipes it now; while the keyring is locked it is queued (@ret_queued). */
void     kt_keeper_wipe_async   (KtKeeper *self, KtKey *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_keeper_wipe_finish  (KtKeeper *self, GAsyncResult *result, gboolean *ret_queued, GError **error);

/* A way out, and back. restore adds what is not here yet (by fingerprint) and changes nothing on any error before the first key. */
void     kt_keeper_export_async  (KtKeeper *self, const char *path, KtSecret *passphrase, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_keeper_export_finish (KtKeeper *self, GAsyncResult *result, guint *ret_n_keys, guint *ret_n_missing, GError **error);
void     kt_keeper_restore_async  (KtKeeper *self, const char *path, KtSecret *passphrase, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_keeper_restore_finish (KtKeeper *self, GAsyncResult *result, guint *ret_n_added, guint *ret_n_known, GError **error);

/* History of a key for its page. (element-type KtReport) / (element-type KtEvent), newest first */
GPtrArray *kt_keeper_get_reports (KtKeeper *self, KtKey *key, guint most);   /* waits for the disk: not for a window */
/* The same for one, after what is being written. (transfer full) */
void       kt_keeper_read_history_async  (KtKeeper *self, KtKey *key, guint most, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *kt_keeper_read_history_finish (KtKeeper *self, GAsyncResult *result, GError **error);
GPtrArray *kt_keeper_get_events  (KtKeeper *self, KtKey *key, guint most);

G_END_DECLS
