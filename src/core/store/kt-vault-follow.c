/* kt-vault-follow.c: the service's coming, going, locking and opening, as its signals tell
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-vault-private.h"

static void
looked_again_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  /* The state was set; there is nobody to tell. */
  kt_vault_peek_finish (KT_VAULT (source), result, NULL, NULL);
}

static gboolean
look_again_cb (gpointer data)
{
  KtVault *vault = data;

  vault->look_again = 0;
  kt_vault_peek_async (vault, NULL, NULL, looked_again_cb, NULL);
  return G_SOURCE_REMOVE;
}

static void
look_again_soon (KtVault *vault)
{
  /* A restart brings a handful of signals: one look answers them all. */
  if (vault->look_again == 0)
    vault->look_again = g_idle_add (look_again_cb, vault);
}

static void
signal_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal, GVariant *arguments, gpointer data)
{
  KtVault *vault = data;

  /* Properties of items change too; only the collection's matter. */
  if (g_str_equal (interface, KT_VAULT_PROPERTIES_INTERFACE) && g_strcmp0 (path, vault->collection) != 0 && !g_str_equal (path, KT_VAULT_BUS_PATH))
    return;
  look_again_soon (vault);
}

static void
owner_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal, GVariant *arguments, gpointer data)
{
  KtVault *vault = data;
  const char *owner;

  g_variant_get (arguments, "(&s&s&s)", NULL, NULL, &owner);
  kt_vault_set_collection (vault, NULL, NULL);
  /* libsecret would go on with a session that the new one does not know. */
  secret_service_disconnect ();
  /* Gone: asking would start it again, for nothing. Somebody's next deed asks. */
  if (*owner == '\0')
    kt_vault_set_state (vault, KT_VAULT_MISSING);
  else
    look_again_soon (vault);
}

void
kt_vault_follow (KtVault *vault)
{
  if (vault->subscriptions[0] != 0)
    return;

  vault->subscriptions[0] = g_dbus_connection_signal_subscribe (vault->bus, "org.freedesktop.DBus", "org.freedesktop.DBus", "NameOwnerChanged",
                                                                "/org/freedesktop/DBus", KT_VAULT_BUS_NAME, G_DBUS_SIGNAL_FLAGS_NONE, owner_cb, vault, NULL);
  vault->subscriptions[1] = g_dbus_connection_signal_subscribe (vault->bus, KT_VAULT_BUS_NAME, KT_VAULT_SERVICE_INTERFACE, NULL, KT_VAULT_BUS_PATH, NULL,
                                                                G_DBUS_SIGNAL_FLAGS_NONE, signal_cb, vault, NULL);
  vault->subscriptions[2] = g_dbus_connection_signal_subscribe (vault->bus, KT_VAULT_BUS_NAME, KT_VAULT_PROPERTIES_INTERFACE, "PropertiesChanged", NULL, NULL,
                                                                G_DBUS_SIGNAL_FLAGS_NONE, signal_cb, vault, NULL);
}

void
kt_vault_unfollow (KtVault *vault)
{
  g_clear_handle_id (&vault->look_again, g_source_remove);
  for (guint i = 0; i < G_N_ELEMENTS (vault->subscriptions); i++)
    {
      if (vault->subscriptions[i] != 0)
        g_dbus_connection_signal_unsubscribe (vault->bus, vault->subscriptions[i]);
      vault->subscriptions[i] = 0;
    }
}
