/* kt-vault-work.c: what reading, writing and clearing an item have in common
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-vault-work.h"

#include "kt-error.h"

static void
work_free (gpointer data)
{
  KtVaultWork *self = data;

  g_hash_table_unref (self->attributes);
  g_free (self->label);
  g_free (self->collection);
  g_clear_pointer (&self->line, kt_secret_unref);
  g_clear_pointer (&self->op, kt_vault_op_unref);
  g_strfreev (self->items);
  g_free (self);
}

GTask *
kt_vault_work_new (KtVault *vault, GHashTable *attributes, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data, gpointer source_tag)
{
  GTask *task = g_task_new (vault, cancellable, callback, user_data);
  KtVaultWork *self = g_new0 (KtVaultWork, 1);

  self->attributes = g_hash_table_ref (attributes);
  self->began = g_get_monotonic_time ();
  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, self, work_free);
  return task;
}

/* What libsecret said, in our words. Its messages are about the protocol, never about what is inside. */
GError *
kt_vault_work_translate (GError *error)
{
  GError *ours;

  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    ours = g_error_new (KT_ERROR, KT_ERROR_LOCKED, "The keyring is locked");
  else if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_INVALID_FILE_FORMAT))
    ours = g_error_new (KT_ERROR, KT_ERROR_DAMAGED, "The encrypted keyring file could not be opened");
  else if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
           g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY))
    ours = g_error_new (KT_ERROR, KT_ERROR_NO_KEYRING, "The keyring's service went away");
  else
    return error;

  g_error_free (error);
  return ours;
}

/* libsecret's own idea of the service or of the file is old: it makes itself a new one. */
void
kt_vault_work_reconnect (void)
{
  secret_service_disconnect ();
}

/* Before libsecret touches the file: it must be sound, and read again if somebody else wrote it. */
void
kt_vault_work_refresh (KtVault *vault)
{
  if (vault->file && kt_vault_file_has_changed (vault->file))
    kt_vault_work_reconnect ();
}

/* Looks; goes on with TRUE only in an open store. */
gboolean
kt_vault_work_peeked (GTask *task, GAsyncResult *result, KtVaultPresence *ret_presence)
{
  KtVault *vault = g_task_get_source_object (task);
  GError *error = NULL;

  if (!kt_vault_peek_finish (vault, result, ret_presence, &error) || (error = kt_vault_state_error (kt_vault_peek_get_state (result))))
    {
      g_task_return_error (task, error);
      return FALSE;
    }
  if (*ret_presence == KT_VAULT_PRESENT_LOCKED)
    {
      g_task_return_new_error (task, KT_ERROR, KT_ERROR_LOCKED, "The item is in a keyring that is locked");
      return FALSE;
    }
  return TRUE;
}

/* Somebody else's program wrote the file between our reading and our writing. */
#define ETAG_TRIES   5
#define ETAG_LIMIT   (10 * G_USEC_PER_SEC)

gboolean
kt_vault_work_may_try_again (KtVault *vault, KtVaultWork *self, const GError *error)
{
  gboolean in_time = ++self->tries < ETAG_TRIES && g_get_monotonic_time () - self->began < ETAG_LIMIT;

  if (vault->backend == KT_VAULT_BACKEND_FILE)
    return in_time && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);
  /* A session with a service that was started anew in the meantime: once. */
  return in_time && self->tries == 1 && error->domain != SECRET_ERROR;
}
