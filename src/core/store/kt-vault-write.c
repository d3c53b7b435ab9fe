/* kt-vault-write.c: writing one item, and reading it back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-vault-work.h"

#include "kt-error.h"

static void put (GTask *task);

/* From here on the item may be there: a keyring that is locked, or gone, a moment later does not mean that nothing was stored, which
 * is what those errors say to our caller. */
static GError *
may_be_there (GError *error)
{
  if (error->domain != KT_ERROR)
    return error;
  g_error_free (error);
  return g_error_new_literal (KT_ERROR, KT_ERROR_NOT_KEPT, "The keyring was locked or went away before it gave back what was written");
}

static void
read_back_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtVaultWork *self = g_task_get_task_data (task);
  g_autoptr(KtSecret) line = NULL;
  GError *error = NULL;

  if (!kt_vault_fetch_finish (KT_VAULT (source), result, &line, &error))
    g_task_return_error (task, may_be_there (error));
  else if (!line || !kt_secret_equal (line, self->line))
    g_task_return_new_error (task, KT_ERROR, KT_ERROR_NOT_KEPT, "What was written to the keyring did not read back the same");
  else
    g_task_return_boolean (task, TRUE);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtVault *vault = g_task_get_source_object (task);
  KtVaultWork *self = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean stored = secret_password_store_finish (result, &error);

  if (g_task_return_error_if_cancelled (task))
    {
      g_clear_error (&error);
      return;
    }
  if (error && kt_vault_work_may_try_again (vault, self, error))
    {
      g_clear_error (&error);
      kt_vault_work_reconnect ();
      put (g_steal_pointer (&task));
      return;
    }
  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY))
    {
      /* It ended over our call, perhaps after it had written. */
      g_task_return_error (task, may_be_there (kt_vault_work_translate (error)));
      return;
    }
  if (!stored)
    {
      g_task_return_error (task, error ? kt_vault_work_translate (error) : g_error_new (KT_ERROR, KT_ERROR_NOT_KEPT, "The keyring did not take the item"));
      return;
    }
  /* Our own writing is no change by others. */
  if (vault->file)
    kt_vault_file_has_changed (vault->file);
  kt_vault_fetch_async (vault, self->attributes, g_task_get_cancellable (task), read_back_cb, g_object_ref (task));
}

static void
put (GTask *task)
{
  KtVault *vault = g_task_get_source_object (task);
  KtVaultWork *self = g_task_get_task_data (task);
  SecretValue *value = kt_vault_value_new (self->line);
  /* By its path: for the alias libsecret would create a collection where there is none. */
  const char *collection = vault->backend == KT_VAULT_BACKEND_FILE ? SECRET_COLLECTION_DEFAULT : self->collection;

  kt_vault_work_refresh (vault);
  secret_password_storev_binary (&kt_vault_schema, self->attributes, collection, self->label, value, g_task_get_cancellable (task), stored_cb, task);
  secret_value_unref (value);
}

static void
put_peeked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtVaultWork *self = g_task_get_task_data (task);
  KtVaultPresence presence;

  if (!kt_vault_work_peeked (task, result, &presence))
    return;

  self->collection = g_strdup (kt_vault_peek_get_collection (result));
  put (g_steal_pointer (&task));
}

void
kt_vault_put_async (KtVault *vault, GHashTable *attributes, const char *label, KtSecret *line,
                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = kt_vault_work_new (vault, attributes, cancellable, callback, user_data, kt_vault_put_async);
  KtVaultWork *self = g_task_get_task_data (task);

  self->label = g_strdup (label);
  self->line = kt_secret_ref (line);
  kt_vault_peek_async (vault, NULL, cancellable, put_peeked_cb, task);
}

gboolean
kt_vault_put_finish (KtVault *vault, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
