/* kt-vault-read.c: reading one item
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-vault-work.h"

#include "kt-error.h"

#define TRIES 3

static void fetch (GTask *task);

static void
fetch_again_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtVaultWork *self = g_task_get_task_data (task);
  KtVaultPresence presence;

  if (!kt_vault_work_peeked (task, result, &presence))
    return;

  if (presence == KT_VAULT_ABSENT || presence == KT_VAULT_NOT_ASKED)
    g_task_return_boolean (task, TRUE);
  else if (++self->tries < TRIES)
    {
      /* It is there and the store is open, but nothing came: an old session with a service that was started anew. */
      kt_vault_work_reconnect ();
      fetch (g_steal_pointer (&task));
    }
  else
    g_task_return_new_error (task, KT_ERROR, KT_ERROR_FAILED, "The keyring has the item but does not hand it out");
}

static void
lookup_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtVault *vault = g_task_get_source_object (task);
  KtVaultWork *self = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  SecretValue *value = secret_password_lookup_binary_finish (result, &error);

  if (g_task_return_error_if_cancelled (task))
    {
      g_clear_pointer (&value, secret_value_unref);
      return;
    }
  if (value)
    {
      self->line = kt_vault_value_to_secret (value);
      secret_value_unref (value);
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (error && self->tries > 0)
    {
      g_task_return_error (task, kt_vault_work_translate (g_steal_pointer (&error)));
      return;
    }
  /* The file answered, and it is open: there is none. */
  if (!error && vault->backend == KT_VAULT_BACKEND_FILE)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (error)
    kt_vault_work_reconnect ();
  kt_vault_peek_async (vault, self->attributes, g_task_get_cancellable (task), fetch_again_cb, g_object_ref (task));
}

static void
fetch (GTask *task)
{
  KtVault *vault = g_task_get_source_object (task);
  KtVaultWork *self = g_task_get_task_data (task);

  kt_vault_work_refresh (vault);
  secret_password_lookupv (&kt_vault_schema, self->attributes, g_task_get_cancellable (task), lookup_cb, task);
}

static void
fetch_peeked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtVaultPresence presence;

  if (!kt_vault_work_peeked (task, result, &presence))
    return;

  if (presence == KT_VAULT_ABSENT)
    g_task_return_boolean (task, TRUE);
  else
    fetch (g_steal_pointer (&task));
}

void
kt_vault_fetch_async (KtVault *vault, GHashTable *attributes, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = kt_vault_work_new (vault, attributes, cancellable, callback, user_data, kt_vault_fetch_async);

  kt_vault_peek_async (vault, attributes, cancellable, fetch_peeked_cb, task);
}

gboolean
kt_vault_fetch_finish (KtVault *vault, GAsyncResult *result, KtSecret **ret_line, GError **error)
{
  KtVaultWork *self = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  *ret_line = g_steal_pointer (&self->line);
  return TRUE;
}
