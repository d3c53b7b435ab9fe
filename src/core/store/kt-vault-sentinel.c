/* kt-vault-sentinel.c: the item that says which ledger a keyring belongs to
 *
 * A new login keyring, another desktop's keyring or a file opened with a wrong key all look like an
 * empty store that takes everything. The sentinel tells them from ours.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-vault-private.h"

#include <string.h>

#include "kt-error.h"

#define PART  "ledger"
#define LABEL "Keyturn keyring mark"

/* Takes what was read; %FALSE when it cannot be read at all. */
static gboolean
note_sentinel (KtVault *self, KtSecret *line, GError **error)
{
  g_autoptr(KtSecret) id = NULL;

  g_clear_pointer (&self->sentinel, g_free);
  /* An empty one names no ledger: as if it were not there. It was cut off at the first start, whose ledger holds no key yet; so
   * the next start writes it anew. Anything else that cannot be read stays, and is an error. */
  if (line && kt_vault_line_is_empty (line))
    line = NULL;
  if (line && !kt_vault_line_check (line, error))
    return FALSE;

  id = line ? kt_vault_line_get (line, PART) : NULL;
  /* Not a secret: the ledger's id stands in the ledger. */
  if (id)
    self->sentinel = g_strdup (kt_secret_peek (id, NULL));
  kt_vault_set_ours (self, self->sentinel && g_strcmp0 (self->sentinel, self->ledger_id) == 0 ? KT_VAULT_OURS_YES : KT_VAULT_OURS_NO);
  return TRUE;
}

const char *
kt_vault_get_sentinel (KtVault *self)
{
  g_return_val_if_fail (KT_IS_VAULT (self), NULL);

  return self->sentinel;
}

/* ── For the other calls ───────────────────────────────────────────────────── */

static void
return_ours (GTask *task)
{
  KtVault *self = g_task_get_source_object (task);
  gboolean strict = GPOINTER_TO_INT (g_task_get_task_data (task));

  if (self->ours == KT_VAULT_OURS_YES || (self->ours == KT_VAULT_OURS_UNKNOWN && !strict))
    g_task_return_boolean (task, TRUE);
  else if (self->ours == KT_VAULT_OURS_NO)
    g_task_return_new_error (task, KT_ERROR, KT_ERROR_OTHER_KEYRING, "This is not the keyring that holds these keys");
  else
    g_task_return_new_error (task, KT_ERROR, KT_ERROR_OTHER_KEYRING, "It is not known whether this keyring holds these keys");
}

static void
ours_fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtVault *self = KT_VAULT (source);
  g_autoptr(KtSecret) line = NULL;
  GError *error = NULL;

  if (!kt_vault_fetch_finish (self, result, &line, &error) || !note_sentinel (self, line, &error))
    g_task_return_error (task, error);
  else
    return_ours (task);
}

void
kt_vault_ours_async (KtVault *self, gboolean strict, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, kt_vault_ours_async);
  g_task_set_task_data (task, GINT_TO_POINTER (strict), NULL);
  if (self->ledger_id)
    {
      /* Read each time: a keyring can be thrown away and made anew under the same name. */
      g_autoptr(GHashTable) attributes = kt_vault_attributes_for_kind (self, "sentinel");

      kt_vault_fetch_async (self, attributes, cancellable, ours_fetched_cb, g_steal_pointer (&task));
      return;
    }
  return_ours (task);
}

gboolean
kt_vault_ours_finish (KtVault *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ── Verify ────────────────────────────────────────────────────────────────── */

static void
verified_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(KtVaultOp) op = data;
  g_autoptr(KtSecret) line = NULL;
  GError *error = NULL;

  if (!kt_vault_fetch_finish (op->vault, result, &line, &error) || !note_sentinel (op->vault, line, &error))
    kt_vault_op_return_error (op, error);
  else
    kt_vault_op_return_boolean (op, TRUE);
}

static void
set_ledger_id (KtVault *self, const char *ledger_id)
{
  if (g_strcmp0 (self->ledger_id, ledger_id) == 0)
    return;

  g_free (self->ledger_id);
  self->ledger_id = g_strdup (ledger_id);
  kt_vault_set_ours (self, KT_VAULT_OURS_UNKNOWN);
}

static void
verify_step (KtVaultOp *op)
{
  kt_vault_fetch_async (op->vault, op->attributes, op->cancellable, verified_cb, op);
}

void
kt_vault_verify_sentinel_async (KtVault *self, const char *ledger_id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  KtVaultOp *op = kt_vault_op_new (self, cancellable, callback, user_data, kt_vault_verify_sentinel_async);

  set_ledger_id (self, ledger_id);
  op->attributes = kt_vault_attributes_for_kind (self, "sentinel");
  kt_vault_op_run (op, verify_step);
}

gboolean
kt_vault_verify_sentinel_finish (KtVault *self, GAsyncResult *result, gboolean *ret_same, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  *ret_same = self->ours == KT_VAULT_OURS_YES;
  return TRUE;
}

/* ── Write ─────────────────────────────────────────────────────────────────── */

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(KtVaultOp) op = data;
  GError *error = NULL;

  if (!kt_vault_put_finish (op->vault, result, &error) || !note_sentinel (op->vault, op->line, &error))
    kt_vault_op_return_error (op, error);
  else
    kt_vault_op_return_boolean (op, TRUE);
}

static void
old_dropped_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(KtVaultOp) op = data;
  gboolean was_there;
  GError *error = NULL;

  if (!kt_vault_drop_finish (op->vault, result, &was_there, &error))
    kt_vault_op_return_error (op, error);
  else
    kt_vault_put_async (op->vault, op->attributes, LABEL, op->line, op->cancellable, written_cb, kt_vault_op_ref (op));
}

static void
old_fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(KtVaultOp) op = data;
  g_autoptr(KtSecret) there = NULL;
  GError *error = NULL;

  if (!kt_vault_fetch_finish (op->vault, result, &there, &error))
    {
      kt_vault_op_return_error (op, error);
    }
  else if (there && kt_secret_equal (there, op->line))
    {
      note_sentinel (op->vault, there, NULL);
      kt_vault_op_return_boolean (op, TRUE);
    }
  else
    {
      /* Another ledger's, and the person chose this keyring. Cleared first: overwriting makes some services ask. */
      kt_vault_drop_async (op, old_dropped_cb, kt_vault_op_ref (op));
    }
}

static void
write_step (KtVaultOp *op)
{
  kt_vault_fetch_async (op->vault, op->attributes, op->cancellable, old_fetched_cb, op);
}

static void
write_backend_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtVaultOp *op = data;
  GError *error = NULL;

  if (kt_vault_find_backend_finish (op->vault, result, &error))
    {
      kt_vault_op_as_writer (op, FALSE, write_step);
      return;
    }
  kt_vault_op_return_error (op, error);
  kt_vault_op_unref (op);
}

static void
write_first_step (KtVaultOp *op)
{
  kt_vault_find_backend_async (op->vault, op->cancellable, write_backend_cb, op);
}

void
kt_vault_write_sentinel_async (KtVault *self, const char *ledger_id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  KtVaultOp *op = kt_vault_op_new (self, cancellable, callback, user_data, kt_vault_write_sentinel_async);

  set_ledger_id (self, ledger_id);
  op->attributes = kt_vault_attributes_for_kind (self, "sentinel");
  op->line = kt_vault_line_new ();
  kt_vault_line_add (op->line, PART, ledger_id, -1);
  kt_vault_line_end (op->line);
  kt_vault_op_run (op, write_first_step);
}

gboolean
kt_vault_write_sentinel_finish (KtVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
