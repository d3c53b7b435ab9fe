/* kt-keeper-ready.c: getting the keyring open and knowing that it is ours: unlock, adopt
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-keeper-private.h"

#include "kt-error.h"

static gboolean
require_ledger (KtKeeper *self, GTask *task)
{
  if (self->ledger)
    return TRUE;
  g_task_return_new_error (task, KT_ERROR, KT_ERROR_FAILED, "The ledger is not open");
  g_object_unref (task);
  return FALSE;
}

/* ── Ready ──────────────────────────────────────────────────────────────── */

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  GError *error = NULL;

  if (!kt_keeper_settle_finish (self, result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  kt_keeper_emit_recovered (self);
}

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  KtKeeper *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!kt_vault_unlock_finish (self->vault, result, &error))
    g_task_return_error (task, error);
  else
    kt_keeper_settle_async (self, cancellable, settled_cb, g_steal_pointer (&task));
}

static GError *
error_of_state (KtVaultState state)
{
  switch (state)
    {
    case KT_VAULT_MISSING:
      return g_error_new_literal (KT_ERROR, KT_ERROR_NO_KEYRING, "No keyring keeps secrets in this session");
    case KT_VAULT_NOT_ANSWERING:
      return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The keyring does not answer");
    case KT_VAULT_DAMAGED:
      return g_error_new_literal (KT_ERROR, KT_ERROR_DAMAGED, "The keyring's file is damaged");
    case KT_VAULT_OTHER:
      return g_error_new_literal (KT_ERROR, KT_ERROR_OTHER_KEYRING,
                                  "This keyring is not the one that holds the secrets of the keys known here");
    case KT_VAULT_UNKNOWN:
    case KT_VAULT_NOT_OPENED:
      return g_error_new_literal (KT_ERROR, KT_ERROR_NOT_OPENED, "The keyring was not opened yet");
    case KT_VAULT_LOCKED:
    case KT_VAULT_OPEN:
    default:
      return g_error_new_literal (KT_ERROR, KT_ERROR_LOCKED, "The keyring is locked");
    }
}

void
kt_keeper_ready_async (KtKeeper *self, gboolean interactive, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  KtVaultState state = kt_vault_get_state (self->vault);

  g_task_set_source_tag (task, kt_keeper_ready_async);
  if (!require_ledger (self, task))
    return;

  if (state == KT_VAULT_OPEN && self->verified)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
  else if (state == KT_VAULT_OPEN)
    {
      kt_keeper_settle_async (self, cancellable, settled_cb, task);
    }
  else if (interactive)
    {
      kt_vault_unlock_async (self->vault, cancellable, unlocked_cb, task);
    }
  else
    {
      g_task_return_error (task, error_of_state (state));
      g_object_unref (task);
    }
}

gboolean
kt_keeper_ready_finish (KtKeeper *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ── Unlock: a deed of the person, even when all is well ────────────────── */

void
kt_keeper_unlock_async (KtKeeper *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, kt_keeper_unlock_async);
  if (require_ledger (self, task))
    kt_vault_unlock_async (self->vault, cancellable, unlocked_cb, task);
}

gboolean
kt_keeper_unlock_finish (KtKeeper *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ── Adopt: this keyring from now on ────────────────────────────────────── */

static gboolean
forget_rebuilt (KtKeeper *self, gpointer data, GError **error)
{
  /* The other keyring may hold keys the ledger does not know. */
  return kt_ledger_set_setting (self->ledger, "rebuilt", NULL, error) &&
         kt_keeper_leave_behind (self, error) &&
         kt_ledger_add_event (self->ledger, NULL, "adopted", "another keyring is used from now on", kt_keeper_now (), error);
}

static void
adopted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  KtKeeper *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!kt_vault_write_sentinel_finish (self->vault, result, &error))
    g_task_return_error (task, error);
  else
    kt_keeper_settle_async (self, cancellable, settled_cb, g_steal_pointer (&task));
}

static void
forgot_rebuilt_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  if (!kt_keeper_disk_finish (result, &error))
    g_task_return_error (task, error);
  else
    kt_vault_write_sentinel_async (self->vault, kt_ledger_get_id (self->ledger), cancellable, adopted_cb, g_steal_pointer (&task));
}

static void
unlocked_to_adopt_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtKeeper *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!kt_vault_unlock_finish (self->vault, result, &error) && !g_error_matches (error, KT_ERROR, KT_ERROR_OTHER_KEYRING))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  kt_keeper_disk (self, g_steal_pointer (&task), forget_rebuilt, forgot_rebuilt_cb);
}

void
kt_keeper_adopt_keyring_async (KtKeeper *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, kt_keeper_adopt_keyring_async);
  if (require_ledger (self, task))
    kt_vault_unlock_async (self->vault, cancellable, unlocked_to_adopt_cb, task);
}

gboolean
kt_keeper_adopt_keyring_finish (KtKeeper *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
