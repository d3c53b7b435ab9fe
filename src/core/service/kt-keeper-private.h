/* kt-keeper-private.h: what the keeper's own files share
 *
 * A verb is a GTask with its job as task data; each step takes the task over (transfer full) and
 * hands it on, so one sees it move along the chain:
 *
 *   add_async -> ready -> fingerprint_cb -> pending_cb -> stored_cb -> active_cb -> g_task_return_…
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-keeper.h"

G_BEGIN_DECLS

struct _KtKeeper
{
  GObject      parent_instance;

  char        *data_dir;       /* owned */
  KtLedger    *ledger;         /* owned; NULL before open */
  KtVault     *vault;          /* owned */
  KtProber    *prober;         /* owned */
  KtCatalogue *catalogue;      /* owned */
  KtKeyList   *keys;           /* owned */
  GHashTable  *missing;        /* ids whose secret an open keyring did not have */
  GHashTable  *behind;         /* ids whose secret another keyring has: set while settling, never changed */
  GHashTable  *twins;          /* fingerprint -> GPtrArray of KtKey (borrowed by the list): same credential */

  KtPolicy     policy;
  gboolean     was_other;      /* the vault's state was KT_VAULT_OTHER */
  gboolean     verified;       /* the open keyring's sentinel is ours; forgotten when the keyring closes */

  gint64       others_version; /* of the ledger, as the list shows it */
  gboolean     is_reading;     /* the list anew, because another process changed something */
  GQueue       disk;           /* GTask: works for the disk, one at a time, in order */
  GQueue       settling;       /* GTask: who waits for the settling that is under way */
  gboolean     is_settling;
  GPtrArray   *recovered;      /* codes, until "recovered" is emitted */
};

/* Steps at which a test may kill the process. */
typedef enum {
  KT_STEP_ADD_BEGINS,
  KT_STEP_ADD_PENDING,
  KT_STEP_ADD_STORED,
  KT_STEP_ADD_ACTIVE,
  KT_STEP_WIPE_QUEUED,
  KT_STEP_WIPE_CLEARED,
  KT_STEP_WIPE_REMOVED,
  KT_STEP_SENTINEL_WRITTEN,
  KT_STEP_REBUILT_ONE,
  KT_STEP_REBUILT_ALL,
  KT_STEP_ROTATE_STORING,     /* the row says so */
  KT_STEP_ROTATE_KEPT,        /* the keyring gave it back */
  KT_STEP_ROTATE_STORED,
  KT_STEP_ROTATE_SWITCHED,
  KT_STEP_ROTATE_WIPING,      /* marked */
  KT_STEP_ROTATE_DROPPING,
  KT_STEP_ROTATE_CANCELLING,
  KT_STEP_ROTATE_CLEARED,     /* gone from the keyring, the row not changed yet */
  KT_STEP_ROTATE_OVER,
  KT_N_STEPS
} KtStep;
extern void (*kt_keeper_step_hook) (KtStep step);   /* NULL but in tests */
void kt_keeper_step (KtStep step);

gint64 kt_keeper_now (void);   /* Unix ms */
extern guint kt_panic_watch_hurry;   /* by how much its waiting is shorter; 1 outside tests */

/* Work for the disk, in a worker thread: one at a time, in the order asked. @job is the task data of @task.
 * Then @next (keeper, result, task). */
typedef gboolean (*KtDiskFunc) (KtKeeper *self, gpointer job, GError **error);
void     kt_keeper_disk        (KtKeeper *self, GTask *task, KtDiskFunc func, GAsyncReadyCallback next);
gboolean kt_keeper_disk_finish (GAsyncResult *result, GError **error);

/* The keyring is open and ours, and what was left over is done (kt-keeper-recover.c). Prompts only when @interactive. */
void     kt_keeper_ready_async  (KtKeeper *self, gboolean interactive, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_keeper_ready_finish (KtKeeper *self, GAsyncResult *result, GError **error);
/* For an open keyring: sentinel, rebuild, recovery, wipes. */
void     kt_keeper_settle_async  (KtKeeper *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_keeper_settle_finish (KtKeeper *self, GAsyncResult *result, GError **error);
/* All keys known now are of the keyring that is being left; and whose keys this keyring's are not: @behind (kt-keeper-behind.c). */
gboolean kt_keeper_leave_behind       (KtKeeper *self, GError **error);   /* in the worker thread */
void     kt_keeper_look_behind_async  (KtKeeper *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_keeper_look_behind_finish (KtKeeper *self, GAsyncResult *result, GError **error);
void     kt_keeper_say           (KtKeeper *self, const char *code, const char *detail);
void     kt_keeper_emit_recovered (KtKeeper *self);

/* Held (shared) while a key is being added, so that another process's recovery does not undo it; -1 with @error. */
int      kt_keeper_lock_adding   (KtKeeper *self, GError **error);
/* All for oneself, or -1 when somebody is adding. */
int      kt_keeper_lock_recovery (KtKeeper *self);

/* Adding with the keyring known to be ready: @record's dates are kept where they are set (kt-keeper-add.c). */
void     kt_keeper_add_ready_async (KtKeeper *self, KtRecord *record, KtCredential *credential, KtReport *report,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

/* The API key shortened, where what stands in that field surely is one; or NULL. (transfer full) */
char    *kt_keeper_make_hint     (KtKeeper *self, const KtRecord *record, KtCredential *credential);
/* After a store failed with @error: nothing can have reached the keyring. */
gboolean kt_keeper_is_surely_not_stored (const GError *error);

/* Rotations that were cut off (kt-keeper-rotate-settle.c), in an open keyring of ours. @may_look: nobody is adding just now. */
void     kt_keeper_rotate_settle_async  (KtKeeper *self, gboolean may_look, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_keeper_rotate_settle_finish (KtKeeper *self, GAsyncResult *result, GError **error);

/* Clears every generation of a CLEARING record from the open keyring, then removes the row (kt-keeper-delete.c). */
void     kt_keeper_clear_async  (KtKeeper *self, const KtRecord *record, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_keeper_clear_finish (KtKeeper *self, GAsyncResult *result, GError **error);

/* The list: what is known of a key changed (kt-keeper-list.c). */
gboolean kt_keeper_read_list    (KtKeeper *self, GPtrArray **ret_records, GHashTable **ret_latest, GHashTable **ret_good, GError **error);
void     kt_keeper_fill         (KtKeeper *self, GPtrArray *records, GHashTable *latest, GHashTable *good);   /* empties them */
KtKey   *kt_keeper_take_record  (KtKeeper *self, KtRecord *record);   /* (transfer full) @record: adds or replaces */
void     kt_keeper_drop         (KtKeeper *self, const char *id);
void     kt_keeper_set_missing  (KtKeeper *self, const char *id, gboolean missing);
/* Makes a key's findings and dates anew. */
void     kt_keeper_judge        (KtKeeper *self, KtKey *key);
/* The same for all that share its fingerprint. */
void     kt_keeper_judge_twins  (KtKeeper *self, const char *fingerprint);

G_END_DECLS
