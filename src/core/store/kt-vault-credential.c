/* kt-vault-credential.c: storing, loading, clearing and listing credentials
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-vault-private.h"

#include "kt-error.h"

#define LABEL_LENGTH 8   /* of the key's id, in the item's label: nothing that tells */

void
kt_vault_item_free (KtVaultItem *self)
{
  g_free (self->key_id);
  g_free (self->facts);
  g_free (self);
}

/* ── Store ─────────────────────────────────────────────────────────────────── */

static void
put_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(KtVaultOp) op = data;
  GError *error = NULL;

  if (kt_vault_put_finish (op->vault, result, &error))
    kt_vault_op_return_boolean (op, TRUE);
  else
    kt_vault_op_return_error (op, error);
}

static void
store_fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(KtVaultOp) op = data;
  g_autoptr(KtSecret) there = NULL;
  GError *error = NULL;

  if (!kt_vault_fetch_finish (op->vault, result, &there, &error))
    kt_vault_op_return_error (op, error);
  else if (there && kt_secret_equal (there, op->line))
    kt_vault_op_return_boolean (op, TRUE);
  else if (there)
    kt_vault_op_return_error (op, g_error_new (KT_ERROR, KT_ERROR_NOT_ALLOWED, "The keyring has this generation of the key with other contents; nothing is overwritten"));
  else
    kt_vault_put_async (op->vault, op->attributes, op->label, op->line, op->cancellable, put_cb, kt_vault_op_ref (op));
}

static void
store_step (KtVaultOp *op)
{
  kt_vault_fetch_async (op->vault, op->attributes, op->cancellable, store_fetched_cb, op);
}

static void
store_ours_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtVaultOp *op = data;
  GError *error = NULL;

  if (kt_vault_ours_finish (op->vault, result, &error))
    {
      kt_vault_op_as_writer (op, FALSE, store_step);
      return;
    }
  kt_vault_op_return_error (op, error);
  kt_vault_op_unref (op);
}

static void
store_backend_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtVaultOp *op = data;
  GError *error = NULL;

  if (kt_vault_find_backend_finish (op->vault, result, &error))
    {
      kt_vault_ours_async (op->vault, FALSE, op->cancellable, store_ours_cb, op);
      return;
    }
  kt_vault_op_return_error (op, error);
  kt_vault_op_unref (op);
}

static void
store_first_step (KtVaultOp *op)
{
  kt_vault_find_backend_async (op->vault, op->cancellable, store_backend_cb, op);
}

void
kt_vault_store_async (KtVault *self, const char *key_id, guint generation, KtCredential *credential, const char *facts,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  KtVaultOp *op = kt_vault_op_new (self, cancellable, callback, user_data, kt_vault_store_async);
  GError *error = NULL;

  op->attributes = kt_vault_attributes_for_key (self, key_id, generation);
  op->label = g_strdup_printf ("Keyturn credential %.*s", LABEL_LENGTH, key_id);
  op->line = kt_vault_line_from_credential (credential, facts, &error);
  if (op->line)
    {
      kt_vault_op_run (op, store_first_step);
      return;
    }
  kt_vault_op_return_error (op, error);
  kt_vault_op_unref (op);
}

gboolean
kt_vault_store_finish (KtVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ── Load ──────────────────────────────────────────────────────────────────── */

typedef struct
{
  KtCredential *credential;   /* owned */
  char         *facts;        /* owned */
} Loaded;

static void
loaded_free (gpointer data)
{
  Loaded *self = data;

  g_clear_pointer (&self->credential, kt_credential_unref);
  g_free (self->facts);
  g_free (self);
}

static void
load_ours_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(KtVaultOp) op = data;
  GError *error = NULL;

  if (kt_vault_ours_finish (op->vault, result, &error))
    error = g_error_new (KT_ERROR, KT_ERROR_NOT_FOUND, "The keyring does not have this key's credential");
  kt_vault_op_return_error (op, error);
}

static void
load_fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(KtVaultOp) op = data;
  g_autoptr(KtSecret) line = NULL;
  Loaded *loaded;
  GError *error = NULL;

  if (!kt_vault_fetch_finish (op->vault, result, &line, &error))
    {
      kt_vault_op_return_error (op, error);
      return;
    }
  if (!line)
    {
      /* "Not there" is only said of a keyring that is ours. */
      kt_vault_ours_async (op->vault, TRUE, op->cancellable, load_ours_cb, kt_vault_op_ref (op));
      return;
    }

  loaded = g_new0 (Loaded, 1);
  loaded->credential = kt_vault_line_to_credential (line, &loaded->facts, &error);
  if (loaded->credential)
    {
      kt_vault_op_return_pointer (op, loaded, loaded_free);
      return;
    }
  loaded_free (loaded);
  kt_vault_op_return_error (op, error);
}

static void
load_step (KtVaultOp *op)
{
  kt_vault_fetch_async (op->vault, op->attributes, op->cancellable, load_fetched_cb, op);
}

void
kt_vault_load_async (KtVault *self, const char *key_id, guint generation, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  KtVaultOp *op = kt_vault_op_new (self, cancellable, callback, user_data, kt_vault_load_async);

  op->attributes = kt_vault_attributes_for_key (self, key_id, generation);
  kt_vault_op_run (op, load_step);
}

KtCredential *
kt_vault_load_finish (KtVault *self, GAsyncResult *result, char **ret_facts, GError **error)
{
  Loaded *loaded;
  KtCredential *credential;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!(loaded = g_task_propagate_pointer (G_TASK (result), error)))
    return NULL;

  credential = g_steal_pointer (&loaded->credential);
  if (ret_facts)
    *ret_facts = g_steal_pointer (&loaded->facts);
  loaded_free (loaded);
  return credential;
}

/* ── Clear ─────────────────────────────────────────────────────────────────── */

static void
clear_ours_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(KtVaultOp) op = data;
  GError *error = NULL;

  if (kt_vault_ours_finish (op->vault, result, &error))
    kt_vault_op_return_boolean (op, TRUE);
  else
    kt_vault_op_return_error (op, error);
}

static void
dropped_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(KtVaultOp) op = data;
  gboolean was_there = FALSE;
  GError *error = NULL;

  if (!kt_vault_drop_finish (op->vault, result, &was_there, &error))
    kt_vault_op_return_error (op, error);
  else if (was_there)
    kt_vault_op_return_boolean (op, TRUE);
  else
    /* Not there: that counts only in a keyring that is ours. */
    kt_vault_ours_async (op->vault, TRUE, op->cancellable, clear_ours_cb, kt_vault_op_ref (op));
}

static void
clear_step (KtVaultOp *op)
{
  kt_vault_drop_async (op, dropped_cb, op);
}

static void
clear_backend_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtVaultOp *op = data;
  GError *error = NULL;

  if (kt_vault_find_backend_finish (op->vault, result, &error))
    {
      kt_vault_op_as_writer (op, FALSE, clear_step);
      return;
    }
  kt_vault_op_return_error (op, error);
  kt_vault_op_unref (op);
}

static void
clear_first_step (KtVaultOp *op)
{
  kt_vault_find_backend_async (op->vault, op->cancellable, clear_backend_cb, op);
}

void
kt_vault_clear_async (KtVault *self, const char *key_id, guint generation, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  KtVaultOp *op = kt_vault_op_new (self, cancellable, callback, user_data, kt_vault_clear_async);

  op->attributes = kt_vault_attributes_for_key (self, key_id, generation);
  kt_vault_op_run (op, clear_first_step);
}

gboolean
kt_vault_clear_finish (KtVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
