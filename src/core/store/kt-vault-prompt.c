/* kt-vault-prompt.c: unlocking and deleting, with the service's own prompt where it wants one
 *
 * In plain D-Bus: libsecret 0.20.5 never comes back when the service dies during a prompt, nor when
 * KWallet answers with a type of its own, and it answers a failed deletion twice.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-vault-private.h"

#include "kt-error.h"

#define PROMPT_INTERFACE  "org.freedesktop.Secret.Prompt"

typedef struct
{
  KtVaultOp *op;            /* owned: loses its deadline when the prompt is shown */
  char    *prompt;          /* owned: its path */
  guint    completed;       /* subscriptions */
  guint    owner;
  GSource *cancelled;       /* owned */
  gboolean answered;
  gboolean dismissed;
} Prompt;

static void
prompt_free (gpointer data)
{
  Prompt *self = data;

  kt_vault_op_unref (self->op);
  g_free (self->prompt);
  g_free (self);
}

/* Ends the waiting; %FALSE when it had ended before. */
static gboolean
end (GTask *task)
{
  KtVault *vault = g_task_get_source_object (task);
  Prompt *self = g_task_get_task_data (task);

  if (self->answered)
    return FALSE;

  self->answered = TRUE;
  if (self->completed != 0)
    g_dbus_connection_signal_unsubscribe (vault->bus, self->completed);
  if (self->owner != 0)
    g_dbus_connection_signal_unsubscribe (vault->bus, self->owner);
  if (self->cancelled)
    {
      g_source_destroy (self->cancelled);
      g_source_unref (self->cancelled);
    }
  return TRUE;
}

static void
completed_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal, GVariant *arguments, gpointer data)
{
  g_autoptr(GTask) task = g_object_ref (data);
  Prompt *self = g_task_get_task_data (task);

  if (!end (task))
    return;

  /* The second value's type differs from service to service; the lock is looked at afterwards anyway. */
  if (g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(b*)")))
    g_variant_get_child (arguments, 0, "b", &self->dismissed);
  g_task_return_boolean (task, TRUE);
}

static void
owner_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal, GVariant *arguments, gpointer data)
{
  g_autoptr(GTask) task = g_object_ref (data);

  if (end (task))
    g_task_return_new_error (task, KT_ERROR, KT_ERROR_NO_KEYRING, "The keyring's service went away while it was asking");
}

/* The question stays on the screen, for the person to close or to answer: gnome-keyring 42 ends by an assertion when a prompt
 * that is shown is told to Dismiss, and with it the secrets of all programs are locked. */
static gboolean
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  g_autoptr(GTask) task = g_object_ref (data);

  if (end (task))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The unlocking was cancelled");
  return G_SOURCE_REMOVE;
}

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) values = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  /* From here on only the person, the cancellable or the service's end. */
  if (!values && end (task))
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
show (GTask *task)
{
  KtVault *vault = g_task_get_source_object (task);
  Prompt *self = g_task_get_task_data (task);

  kt_vault_op_without_deadline (self->op);
  self->completed = g_dbus_connection_signal_subscribe (vault->bus, KT_VAULT_BUS_NAME, PROMPT_INTERFACE, "Completed", self->prompt, NULL,
                                                        G_DBUS_SIGNAL_FLAGS_NONE, completed_cb, g_object_ref (task), g_object_unref);
  self->owner = g_dbus_connection_signal_subscribe (vault->bus, "org.freedesktop.DBus", "org.freedesktop.DBus", "NameOwnerChanged",
                                                    "/org/freedesktop/DBus", KT_VAULT_BUS_NAME, G_DBUS_SIGNAL_FLAGS_NONE, owner_cb,
                                                    g_object_ref (task), g_object_unref);
  self->cancelled = g_cancellable_source_new (self->op->cancellable);
  g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), g_object_ref (task), g_object_unref);
  g_source_attach (self->cancelled, g_main_context_get_thread_default ());
  g_dbus_connection_call (vault->bus, KT_VAULT_BUS_NAME, self->prompt, PROMPT_INTERFACE, "Prompt", g_variant_new ("(s)", ""), NULL,
                          G_DBUS_CALL_FLAGS_NONE, (int) vault->deadline_ms, NULL, shown_cb, g_object_ref (task));
}

/* Takes the path. "/": nothing is asked. */
static void
show_or_return (GTask *task, char *path)
{
  Prompt *self = g_task_get_task_data (task);

  self->prompt = path;
  if (g_strcmp0 (path, "/") == 0)
    g_task_return_boolean (task, TRUE);
  else
    show (task);
}

static void
unlock_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;
  g_autoptr(GVariant) values = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  char *path;

  if (!values)
    {
      g_task_return_error (task, error);
      return;
    }
  g_variant_get (values, "(aoo)", NULL, &path);
  show_or_return (task, path);
}

static void
delete_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;
  g_autoptr(GVariant) values = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  char *path;

  if (values)
    {
      g_variant_get (values, "(o)", &path);
      show_or_return (task, path);
    }
  else if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT) || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD))
    {
      g_error_free (error);
      g_task_return_boolean (task, TRUE);
    }
  else
    {
      g_task_return_error (task, error);
    }
}

static GTask *
prompt_task_new (KtVaultOp *op, GAsyncReadyCallback callback, gpointer user_data, gpointer source_tag)
{
  GTask *task = g_task_new (op->vault, op->cancellable, callback, user_data);
  Prompt *self = g_new0 (Prompt, 1);

  self->op = kt_vault_op_ref (op);
  g_task_set_source_tag (task, source_tag);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, self, prompt_free);
  return task;
}

void
kt_vault_open_collection_async (KtVaultOp *op, const char *collection, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = prompt_task_new (op, callback, user_data, kt_vault_open_collection_async);
  const char *collections[] = { collection, NULL };

  g_dbus_connection_call (op->vault->bus, KT_VAULT_BUS_NAME, KT_VAULT_BUS_PATH, KT_VAULT_SERVICE_INTERFACE, "Unlock",
                          g_variant_new ("(^ao)", collections), G_VARIANT_TYPE ("(aoo)"), G_DBUS_CALL_FLAGS_NONE,
                          (int) op->vault->deadline_ms, op->cancellable, unlock_cb, task);
}

void
kt_vault_delete_item_async (KtVaultOp *op, const char *path, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = prompt_task_new (op, callback, user_data, kt_vault_delete_item_async);

  g_dbus_connection_call (op->vault->bus, KT_VAULT_BUS_NAME, path, "org.freedesktop.Secret.Item", "Delete", NULL, G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NONE, (int) op->vault->deadline_ms, op->cancellable, delete_cb, task);
}

gboolean
kt_vault_prompt_finish (KtVault *vault, GAsyncResult *result, gboolean *ret_dismissed, GError **error)
{
  Prompt *self = g_task_get_task_data (G_TASK (result));

  *ret_dismissed = self->dismissed;
  return g_task_propagate_boolean (G_TASK (result), error);
}
