/* kt-vault-work.h: what reading, writing and clearing an item have in common
 *
 * libsecret answers "nothing", without an error, also when the store is locked. So the store is
 * looked at before, and after each such answer again. Only if the keyring locks itself between the
 * look and libsecret's own call, a matter of a millisecond, can libsecret put a prompt on screen.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-vault-private.h"

G_BEGIN_DECLS

typedef struct
{
  GHashTable *attributes;  /* owned */
  char       *label;       /* owned */
  char       *collection;  /* owned: where to write */
  KtSecret   *line;        /* owned: to write, or what was read */
  guint       tries;
  gint64      began;       /* monotonic, microseconds */
  KtVaultOp  *op;          /* owned: clearing only */
  char      **items;       /* owned: what is to be deleted */
  guint       next;
  gboolean    was_there;
} KtVaultWork;

/* A task with a KtVaultWork as its data. */
GTask    *kt_vault_work_new           (KtVault *vault, GHashTable *attributes, GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data, gpointer source_tag);
/* After kt_vault_peek_async(): %TRUE only in an open store; else the task has returned why not. */
gboolean  kt_vault_work_peeked        (GTask *task, GAsyncResult *result, KtVaultPresence *ret_presence);
/* What libsecret said, in our words. Takes @error. */
GError   *kt_vault_work_translate     (GError *error);
/* libsecret's own idea of the service or of the file is old: it makes itself a new one. */
void      kt_vault_work_reconnect     (void);
/* Before libsecret reads or writes the file: somebody else may have written it. */
void      kt_vault_work_refresh       (KtVault *vault);
/* Counts the try. */
gboolean  kt_vault_work_may_try_again (KtVault *vault, KtVaultWork *self, const GError *error);

G_END_DECLS
