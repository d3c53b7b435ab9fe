/* kt-vault-backend.c: which store libsecret will use: the Secret Service, or the encrypted file of a sandbox
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-vault-private.h"

#define PORTAL_NAME  "org.freedesktop.portal.Desktop"
#define PORTAL_PATH  "/org/freedesktop/portal/desktop"

static void
use_backend (KtVault *vault, gboolean portal)
{
  const char *asked_for = g_getenv ("SECRET_BACKEND");

  vault->backend = portal || g_strcmp0 (asked_for, "file") == 0 ? KT_VAULT_BACKEND_FILE : KT_VAULT_BACKEND_SERVICE;
  if (vault->backend == KT_VAULT_BACKEND_FILE)
    vault->file = kt_vault_file_new (NULL);
}

static void
portal_version_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtVault *vault = g_task_get_source_object (task);
  g_autoptr(GVariant) values = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr(GVariant) version = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  if (values)
    g_variant_get (values, "(v)", &version);
  /* As libsecret decides: this very version, and nothing else. */
  if (vault->backend == KT_VAULT_BACKEND_UNKNOWN)
    use_backend (vault, version && g_variant_is_of_type (version, G_VARIANT_TYPE_UINT32) && g_variant_get_uint32 (version) == 1);
  g_task_return_boolean (task, TRUE);
}

static void
portal_bus_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtVault *vault = g_task_get_source_object (task);
  g_autoptr(GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (!bus)
    {
      use_backend (vault, FALSE);
      g_task_return_boolean (task, TRUE);
      return;
    }
  g_dbus_connection_call (bus, PORTAL_NAME, PORTAL_PATH, KT_VAULT_PROPERTIES_INTERFACE, "Get",
                          g_variant_new ("(ss)", "org.freedesktop.portal.Secret", "version"), G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NONE,
                          (int) vault->deadline_ms, g_task_get_cancellable (task), portal_version_cb, g_object_ref (task));
}

void
kt_vault_find_backend_async (KtVault *vault, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (vault, cancellable, callback, user_data);
  gboolean sandbox = g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) || g_getenv ("SNAP_NAME");

  g_task_set_source_tag (task, kt_vault_find_backend_async);
  if (vault->backend == KT_VAULT_BACKEND_UNKNOWN && sandbox)
    {
      g_bus_get (G_BUS_TYPE_SESSION, cancellable, portal_bus_cb, g_steal_pointer (&task));
      return;
    }
  if (vault->backend == KT_VAULT_BACKEND_UNKNOWN)
    use_backend (vault, FALSE);
  g_task_return_boolean (task, TRUE);
}

gboolean
kt_vault_find_backend_finish (KtVault *vault, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
