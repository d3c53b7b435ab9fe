/* kt-vault.h: the keyring, through libsecret's simple API
 *
 * Works with the Secret Service (native) and with the Secret portal's encrypted file (Flatpak).
 * Invariants:
 *  - Nothing is overwritten: a change is a new generation. Collections are never created.
 *  - Every store is read back and compared before it succeeds (KT_ERROR_NOT_KEPT).
 *  - KT_ERROR_NOT_FOUND is only said when the store is known to be open and to be ours.
 *  - Every call is asynchronous and cancellable and ends by itself: 20 s without a prompt
 *    (G_IO_ERROR_TIMED_OUT); with a prompt on screen only by the person or the cancellable.
 *  - No call prompts unless its description says so. (Two exceptions that cannot be had otherwise: a service that asks
 *    before it deletes, and a keyring that locks itself in the millisecond between our look and libsecret's call.)
 *  - Eight calls run at a time; what is more waits, and its 20 s begin when it runs.
 *
 * Main thread only; the thread-default context of kt_vault_new() is where callbacks come.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "kt-credential.h"

G_BEGIN_DECLS

#define KT_TYPE_VAULT (kt_vault_get_type ())
G_DECLARE_FINAL_TYPE (KtVault, kt_vault, KT, VAULT, GObject)

typedef enum {
  KT_VAULT_UNKNOWN,      /* not asked yet */
  KT_VAULT_OPEN,
  KT_VAULT_LOCKED,       /* native: the default collection is locked */
  KT_VAULT_NOT_OPENED,   /* sandbox: only asking could tell, and asking may prompt */
  KT_VAULT_MISSING,      /* no service, or no default collection */
  KT_VAULT_NOT_ANSWERING,
  KT_VAULT_OTHER,        /* open, but its sentinel is not there though the ledger knows keys */
  KT_VAULT_DAMAGED,      /* file backend: the file's frame does not hold; it was not opened */
} KtVaultState;

/* One item found by kt_vault_list_async(). */
typedef struct {
  char  *key_id;
  guint  generation;
  char  *facts;          /* JSON, see kt_record_to_facts() */
} KtVaultItem;
void kt_vault_item_free (KtVaultItem *self);

/* @app_id: the profile's; the attribute that keeps profiles apart. @data_dir: for the lock file and, in the sandbox,
 * the file backend's keyring. Property "state" (KtVaultState as int, read only) with notify. */
KtVault      *kt_vault_new            (const char *app_id, const char *data_dir);
KtVaultState  kt_vault_get_state      (KtVault *self);
/* The collection's own name for "Saved in your keyring (Login)", or NULL while not known. */
const char   *kt_vault_get_name       (KtVault *self);
const char   *kt_vault_state_to_word  (KtVaultState state);

/* Looks at the state without prompting. Also follows the service's coming, going, locking from then on (native). */
void     kt_vault_look_async     (KtVault *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_vault_look_finish    (KtVault *self, GAsyncResult *result, KtVaultState *ret_state, GError **error);

/* A deed of the person: may prompt. Afterwards the state is OPEN (or OTHER), or the error says why not. */
void     kt_vault_unlock_async   (KtVault *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_vault_unlock_finish  (KtVault *self, GAsyncResult *result, GError **error);

/* The sentinel says "this is the keyring that goes with ledger @ledger_id". Either call names the ledger for good: from then on the
 * sentinel is read anew before anything is stored and before "not found" or "cleared, was not there" is said; it differs or is
 * missing: KT_ERROR_OTHER_KEYRING. While nobody has named a ledger, "not found" is never said (KT_ERROR_OTHER_KEYRING too).
 * verify: @ret_same FALSE when the open store has none or another; write: only when the ledger is empty, or the person chose this keyring. */
void     kt_vault_verify_sentinel_async  (KtVault *self, const char *ledger_id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_vault_verify_sentinel_finish (KtVault *self, GAsyncResult *result, gboolean *ret_same, GError **error);
void     kt_vault_write_sentinel_async   (KtVault *self, const char *ledger_id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_vault_write_sentinel_finish  (KtVault *self, GAsyncResult *result, GError **error);

/* The ledger that the store's sentinel names, as last read; NULL when there is none or it was not read. After a ledger was lost:
 * kt_ledger_set_id () takes it over. */
const char *kt_vault_get_sentinel (KtVault *self);

/* The credential with its facts; refuses to overwrite a generation that is there with other contents (KT_ERROR_NOT_ALLOWED);
 * the same contents again succeed. KT_ERROR_LOCKED when locked: nothing is stored, nothing prompts. */
void     kt_vault_store_async    (KtVault *self, const char *key_id, guint generation, KtCredential *credential, const char *facts,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_vault_store_finish   (KtVault *self, GAsyncResult *result, GError **error);

/* (transfer full) */
void          kt_vault_load_async  (KtVault *self, const char *key_id, guint generation,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
KtCredential *kt_vault_load_finish (KtVault *self, GAsyncResult *result, char **ret_facts, GError **error);

/* Clears and looks again; success only when it is gone from an open store (also when it was not there). */
void     kt_vault_clear_async    (KtVault *self, const char *key_id, guint generation,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_vault_clear_finish   (KtVault *self, GAsyncResult *result, GError **error);

/* File backend, state DAMAGED: moves the file to "….damaged-YYYY-MM-DD" beside it and, with @use_backup, puts the file as it was
 * before the last write into its place. The state is then NOT_OPENED. A deed of the person. */
gboolean kt_vault_has_backup     (KtVault *self);
gboolean kt_vault_set_file_aside (KtVault *self, gboolean use_backup, char **ret_set_aside, GError **error);

/* Everything of this profile in an open store, for rebuilding the ledger. (element-type KtVaultItem) (transfer full) */
void       kt_vault_list_async   (KtVault *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *kt_vault_list_finish  (KtVault *self, GAsyncResult *result, GError **error);

/* HMAC-SHA256 of a credential (field ids and values in order of ids) with a key kept in the keyring and made at first use;
 * hex. Finds duplicates and names nonce counters without a bare hash of a secret. (transfer full) */
void     kt_vault_fingerprint_async  (KtVault *self, KtCredential *credential, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char    *kt_vault_fingerprint_finish (KtVault *self, GAsyncResult *result, GError **error);

G_END_DECLS
