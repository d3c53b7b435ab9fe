/* kt-vault-list.c: everything of this profile in an open store, for rebuilding the ledger
 *
 * One item after another: a thousand secrets at once would not fit into locked memory.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-vault-work.h"

#include "kt-error.h"

typedef struct
{
  GList              *left;     /* owned: of SecretRetrievable; file backend */
  char              **paths;    /* owned: of the items; the service */
  guint               next;     /* of them */
  SecretRetrievable  *current;  /* owned: the one being read */
  GPtrArray          *items;    /* owned: of KtVaultItem */
} List;

static void
list_free (gpointer data)
{
  List *self = data;

  g_list_free_full (self->left, g_object_unref);
  g_strfreev (self->paths);
  g_clear_object (&self->current);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_free (self);
}

static void read_next (KtVaultOp *op);

/* One that cannot be read is left out; it stays in the keyring. */
static void
take (List *self, GHashTable *attributes, SecretValue *value)
{
  const char *key_id = attributes ? g_hash_table_lookup (attributes, "key") : NULL;
  const char *generation = attributes ? g_hash_table_lookup (attributes, "generation") : NULL;
  guint64 number;

  if (key_id && generation && g_ascii_string_to_unsigned (generation, 10, 0, G_MAXUINT, &number, NULL))
    {
      g_autoptr(KtSecret) line = kt_vault_value_to_secret (value);
      g_autoptr(GError) error = NULL;
      g_autofree char *facts = kt_vault_line_to_facts (line, &error);

      if (!error)
        {
          KtVaultItem *item = g_new0 (KtVaultItem, 1);

          item->key_id = g_strdup (key_id);
          item->generation = (guint) number;
          item->facts = g_steal_pointer (&facts);
          g_ptr_array_add (self->items, item);
        }
    }
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtVaultOp *op = data;
  List *self = op->data;
  SecretRetrievable *retrievable = SECRET_RETRIEVABLE (source);
  SecretValue *value = secret_retrievable_retrieve_secret_finish (retrievable, result, NULL);
  g_autoptr(GHashTable) attributes = secret_retrievable_get_attributes (retrievable);

  if (value)
    take (self, attributes, value);
  g_clear_pointer (&value, secret_value_unref);
  read_next (op);
}

static void
looked_at_end_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(KtVaultOp) op = data;
  List *self = op->data;
  GError *error = NULL;

  /* Locked or gone while we read: then the list is not whole. */
  if (!kt_vault_peek_finish (op->vault, result, NULL, &error) || (error = kt_vault_state_error (kt_vault_peek_get_state (result))))
    kt_vault_op_return_error (op, error);
  else
    kt_vault_op_return_pointer (op, g_steal_pointer (&self->items), (GDestroyNotify) g_ptr_array_unref);
}

static void
item_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtVaultOp *op = data;
  List *self = op->data;
  GObject *item = g_async_initable_new_finish (G_ASYNC_INITABLE (source), result, NULL);

  if (item)
    {
      g_set_object (&self->current, SECRET_RETRIEVABLE (item));
      g_object_unref (item);
      secret_retrievable_retrieve_secret (self->current, op->cancellable, read_cb, op);
    }
  else
    read_next (op);
}

/* libsecret's search makes all items at once, and answers its caller twice when one of them cannot be made: gnome-keyring 42
 * goes on naming the path of an item whose maker was killed, though nothing is behind it. Made one by one that is a plain
 * error, and the item is left out like any that cannot be read. */
static void
make_item (KtVaultOp *op, const char *path)
{
  g_async_initable_new_async (SECRET_TYPE_ITEM, G_PRIORITY_DEFAULT, op->cancellable, item_cb, op,
                              "g-connection", op->vault->bus, "g-flags", G_DBUS_PROXY_FLAGS_NONE, "g-name", KT_VAULT_BUS_NAME,
                              "g-object-path", path, "g-interface-name", "org.freedesktop.Secret.Item", "flags", SECRET_ITEM_NONE, NULL);
}

/* Takes the op's reference. */
static void
read_next (KtVaultOp *op)
{
  List *self = op->data;

  g_clear_object (&self->current);
  if (g_cancellable_is_cancelled (op->cancellable))
    {
      kt_vault_peek_async (op->vault, NULL, op->cancellable, looked_at_end_cb, op);
    }
  else if (self->left)
    {
      self->current = self->left->data;
      self->left = g_list_delete_link (self->left, self->left);
      secret_retrievable_retrieve_secret (self->current, op->cancellable, read_cb, op);
    }
  else if (self->paths && self->paths[self->next])
    {
      make_item (op, self->paths[self->next++]);
    }
  else
    {
      kt_vault_peek_async (op->vault, NULL, op->cancellable, looked_at_end_cb, op);
    }
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtVaultOp *op = data;
  List *self = op->data;
  GError *error = NULL;

  self->left = secret_password_search_finish (result, &error);
  if (!error)
    {
      read_next (op);
      return;
    }
  kt_vault_op_return_error (op, error);
  kt_vault_op_unref (op);
}

static void
peeked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtVaultOp *op = data;
  List *self = op->data;
  GError *error = NULL;

  if (!kt_vault_peek_finish (op->vault, result, NULL, &error) || (error = kt_vault_state_error (kt_vault_peek_get_state (result))))
    {
      kt_vault_op_return_error (op, error);
      kt_vault_op_unref (op);
    }
  else if (op->vault->backend == KT_VAULT_BACKEND_FILE)
    {
      kt_vault_work_refresh (op->vault);
      secret_password_searchv (&kt_vault_schema, op->attributes, SECRET_SEARCH_ALL, op->cancellable, searched_cb, op);
    }
  else
    {
      /* The unlocked ones: a locked item's attributes are hashed, it is not ours to read. */
      self->paths = kt_vault_peek_get_items (result);
      read_next (op);
    }
}

static void
list_step (KtVaultOp *op)
{
  kt_vault_peek_async (op->vault, op->attributes, op->cancellable, peeked_cb, op);
}

void
kt_vault_list_async (KtVault *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  KtVaultOp *op = kt_vault_op_new (self, cancellable, callback, user_data, kt_vault_list_async);
  List *list = g_new0 (List, 1);

  list->items = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_vault_item_free);
  op->data = list;
  op->free_data = list_free;
  op->attributes = kt_vault_attributes_for_kind (self, "credential");
  kt_vault_op_run (op, list_step);
}

GPtrArray *
kt_vault_list_finish (KtVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
