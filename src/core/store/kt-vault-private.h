/* kt-vault-private.h: what the files of the vault share
 *
 * A public call is a KtVaultOp: it holds the one deadline and the one cancellable, and answers
 * exactly once. What it is made of are ordinary asynchronous functions that take the op's
 * cancellable. When the op has answered, whatever still comes in late is dropped: a libsecret call
 * that never returns costs a little memory and nothing else.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <libsecret/secret.h>

#include "kt-vault.h"
#include "kt-vault-content.h"
#include "kt-vault-file.h"

G_BEGIN_DECLS

/* The Secret Service on the session bus. */
#define KT_VAULT_BUS_NAME              "org.freedesktop.secrets"
#define KT_VAULT_BUS_PATH              "/org/freedesktop/secrets"
#define KT_VAULT_SERVICE_INTERFACE     "org.freedesktop.Secret.Service"
#define KT_VAULT_PROPERTIES_INTERFACE  "org.freedesktop.DBus.Properties"

/* What is known about whose keyring this is. */
typedef enum {
  KT_VAULT_OURS_UNKNOWN,
  KT_VAULT_OURS_YES,
  KT_VAULT_OURS_NO,
} KtVaultOurs;

typedef enum {
  KT_VAULT_BACKEND_UNKNOWN,
  KT_VAULT_BACKEND_SERVICE,
  KT_VAULT_BACKEND_FILE,
} KtVaultBackend;

struct _KtVault
{
  GObject          parent_instance;

  char            *app_id;            /* owned */
  char            *data_dir;          /* owned */
  guint            deadline_ms;
  KtVaultState     state;
  KtVaultBackend   backend;

  char            *ledger_id;         /* owned: the ledger that asked, or NULL */
  char            *sentinel;          /* owned: the ledger the store's sentinel names, or NULL */
  KtVaultOurs      ours;
  KtSecret        *fingerprint_key;   /* owned, once read */

  GDBusConnection *bus;               /* owned */
  char            *collection;        /* owned: path of the default collection, or NULL */
  char            *name;              /* owned: its label, or NULL */
  guint            subscriptions[3];
  guint            look_again;        /* source id */

  KtVaultFile     *file;              /* owned: file backend only */
  gboolean         file_opened;       /* libsecret has opened it in this process */
  guint            n_running;         /* calls under way */
  GQueue           waiting;           /* of KtVaultOp: calls that are not under way yet */
  GQueue           writers;           /* of GTask: who waits for the file, first one is trying */
};

/* ── For tests ─────────────────────────────────────────────────────────────── */

/* How long a call without a prompt may take. 20 s unless changed. */
void kt_vault_set_deadline (KtVault *self, guint deadline_ms);

/* ── One public call (kt-vault-op.c) ───────────────────────────────────────── */

typedef struct _KtVaultOp KtVaultOp;

struct _KtVaultOp
{
  int            ref_count;

  KtVault       *vault;        /* owned */
  GTask         *task;         /* owned until it has answered */
  GCancellable  *cancellable;  /* owned: given to everything the op does */
  GSource       *deadline;     /* owned */
  GSource       *cancelled;    /* owned */
  int            writer;       /* owned: the writer's lock, or -1; given back with the answer */

  GHashTable    *attributes;   /* owned: the item it is about */
  char          *label;        /* owned */
  KtSecret      *line;         /* owned: what is to be stored */
  gboolean       running;      /* counted in n_running */
  void         (*step) (KtVaultOp *self);   /* what comes next: the first step, or the one after the writer's lock */
  gpointer       data;         /* owned: the call's own */
  GDestroyNotify free_data;
};

KtVaultOp *kt_vault_op_new            (KtVault *vault, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data, gpointer source_tag);
KtVaultOp *kt_vault_op_ref            (KtVaultOp *self);
void       kt_vault_op_unref          (KtVaultOp *self);
typedef void (*KtVaultStep) (KtVaultOp *self);   /* takes a reference */
/* Takes its first step, now or when there is room: a bus gives up on a program with many questions open at once. */
void       kt_vault_op_run            (KtVaultOp *self, KtVaultStep first);   /* (transfer full) */
/* While a prompt may be on screen only the person ends the call. */
void       kt_vault_op_without_deadline (KtVaultOp *self);
/* Waits for the writer's lock where one is needed (the file), then calls @step with the op's reference; answers on failure. */
void       kt_vault_op_as_writer      (KtVaultOp *self, gboolean always, KtVaultStep step);   /* (transfer full) */
void       kt_vault_op_return_boolean (KtVaultOp *self, gboolean result);
void       kt_vault_op_return_pointer (KtVaultOp *self, gpointer result, GDestroyNotify free_result);
void       kt_vault_op_return_error   (KtVaultOp *self, GError *error);   /* (transfer full) */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtVaultOp, kt_vault_op_unref)

/* ── State (kt-vault.c) ────────────────────────────────────────────────────── */

void     kt_vault_set_state   (KtVault *self, KtVaultState state);
/* The error a call gives that cannot be done in this state; %NULL when it is open. */
GError  *kt_vault_state_error (KtVaultState state);
void     kt_vault_set_ours    (KtVault *self, KtVaultOurs ours);
/* The collection as last seen; a change forgets whose it is. (nullable) */
void     kt_vault_set_collection (KtVault *self, const char *path, const char *name);

/* ── Items (kt-vault-item.c) ───────────────────────────────────────────────── */

extern const SecretSchema kt_vault_schema;

/* (transfer full) attribute tables */
GHashTable  *kt_vault_attributes_for_key      (KtVault *self, const char *key_id, guint generation);
GHashTable  *kt_vault_attributes_for_kind     (KtVault *self, const char *kind);
/* The bytes stay where they are; the value holds a reference to @line. */
SecretValue *kt_vault_value_new               (KtSecret *line);
KtSecret    *kt_vault_value_to_secret         (SecretValue *value);

/* ── Looking (kt-vault-look.c) ─────────────────────────────────────────────── */

/* What was seen of an item without reading it. */
typedef enum { KT_VAULT_ABSENT, KT_VAULT_PRESENT, KT_VAULT_PRESENT_LOCKED, KT_VAULT_NOT_ASKED } KtVaultPresence;

/* Sets the vault's state. @attributes (nullable): also look whether there is such an item (service only;
 * KT_VAULT_NOT_ASKED else). Fails only when cancelled. */
void     kt_vault_peek_async  (KtVault *self, GHashTable *attributes, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_vault_peek_finish (KtVault *self, GAsyncResult *result, KtVaultPresence *ret_presence, GError **error);
/* After kt_vault_peek_finish (): what this look saw. The vault's own state may be another already: the service's signals come in
 * between. The collection is borrowed and nullable. */
KtVaultState kt_vault_peek_get_state      (GAsyncResult *result);
const char  *kt_vault_peek_get_collection (GAsyncResult *result);
/* The same: the D-Bus paths of the items that are there and not locked. (transfer full) (nullable) */
char   **kt_vault_peek_get_items (GAsyncResult *result);

/* ── Which store (kt-vault-backend.c) ──────────────────────────────────────── */

/* Asks the portal's version inside a sandbox, which never prompts. */
void     kt_vault_find_backend_async  (KtVault *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_vault_find_backend_finish (KtVault *self, GAsyncResult *result, GError **error);

/* ── Following (kt-vault-follow.c) ─────────────────────────────────────────── */

/* From then on the service's coming, going and locking changes the state. */
void     kt_vault_follow      (KtVault *self);
void     kt_vault_unfollow    (KtVault *self);

/* ── One item (kt-vault-read.c, kt-vault-write.c, kt-vault-clear.c) ────────── */

/* The line of an item; *@ret_line %NULL when the store is open and has no such item. */
void     kt_vault_fetch_async  (KtVault *self, GHashTable *attributes, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_vault_fetch_finish (KtVault *self, GAsyncResult *result, KtSecret **ret_line, GError **error);
/* Writes, reads back, compares. The item is known not to be there. */
void     kt_vault_put_async    (KtVault *self, GHashTable *attributes, const char *label, KtSecret *line,
                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_vault_put_finish   (KtVault *self, GAsyncResult *result, GError **error);
/* Clears the op's item and looks again. Some services ask before they delete: then the op has no deadline any more. */
void     kt_vault_drop_async   (KtVaultOp *op, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_vault_drop_finish  (KtVault *self, GAsyncResult *result, gboolean *ret_was_there, GError **error);

/* ── Whose keyring (kt-vault-sentinel.c) ───────────────────────────────────── */

/* Succeeds when the open store is this ledger's; KT_ERROR_OTHER_KEYRING when it is not. When nobody has said yet which ledger asks (the
 * first key of all, or a tool) the keyring is taken as it is, unless @strict. */
void     kt_vault_ours_async   (KtVault *self, gboolean strict, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_vault_ours_finish  (KtVault *self, GAsyncResult *result, GError **error);

/* ── What the service may ask about (kt-vault-prompt.c) ────────────────────── */

/* Service.Unlock. */
void     kt_vault_open_collection_async (KtVaultOp *op, const char *collection, GAsyncReadyCallback callback, gpointer user_data);
/* Item.Delete. An item that is already gone is no error. */
void     kt_vault_delete_item_async     (KtVaultOp *op, const char *path, GAsyncReadyCallback callback, gpointer user_data);
/* For both. While a prompt is shown the op has no deadline. @ret_dismissed: the person closed it. */
gboolean kt_vault_prompt_finish         (KtVault *self, GAsyncResult *result, gboolean *ret_dismissed, GError **error);

/* ── One writer at a time (kt-vault-writer.c) ──────────────────────────────── */

/* Waits until no other process and no other call of ours writes; then it is ours until kt_vault_writer_release(). */
void     kt_vault_writer_async   (KtVault *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
int      kt_vault_writer_finish  (KtVault *self, GAsyncResult *result, GError **error);   /* a file descriptor, or -1 */
void     kt_vault_writer_release (KtVault *self, int fd);

G_END_DECLS
