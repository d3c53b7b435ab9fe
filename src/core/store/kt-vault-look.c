/* kt-vault-look.c: what can be seen of the keyring without a prompt, in plain D-Bus
 *
 * The alias, the collection's "Locked" and whether an item is there are asked in one go: the
 * service answers in order, so it costs one round trip.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-vault-private.h"

#include "kt-error.h"

#define COLLECTION_INTERFACE  "org.freedesktop.Secret.Collection"

typedef struct
{
  GHashTable      *attributes;  /* owned, or NULL */
  guint            pending;     /* replies still to come */
  guint            rounds;

  KtVaultState     state;       /* what the replies have said so far */
  char            *asked;       /* owned: the collection whose Locked was asked for */
  char            *collection;  /* owned: what the alias names now */
  char            *name;        /* owned */
  gboolean         locked_known;
  gboolean         locked;
  KtVaultPresence  presence;
  char           **items;       /* owned: paths of the unlocked ones */
  gboolean         broken;      /* the service went away in the middle */
} Peek;

static void
peek_free (gpointer data)
{
  Peek *self = data;

  g_clear_pointer (&self->attributes, g_hash_table_unref);
  g_free (self->asked);
  g_free (self->collection);
  g_free (self->name);
  g_strfreev (self->items);
  g_free (self);
}

static void ask (GTask *task);

/* ── Errors ────────────────────────────────────────────────────────────────── */

static KtVaultState
state_from_error (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMEOUT) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMED_OUT))
    return KT_VAULT_NOT_ANSWERING;

  return KT_VAULT_MISSING;
}

/* A reply that is an error: what it says of the state. %NULL replies end here. */
static void
note_error (Peek *self, const GError *error)
{
  /* "Message recipient disconnected": it died while we asked. Ask once more, the bus may start it again. */
  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY))
    self->broken = TRUE;
  self->state = state_from_error (error);
}

/* ── Asking ────────────────────────────────────────────────────────────────── */

static void
answer (GTask *task)
{
  KtVault *vault = g_task_get_source_object (task);
  Peek *self = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->state == KT_VAULT_UNKNOWN)
    self->state = self->locked ? KT_VAULT_LOCKED : KT_VAULT_OPEN;

  kt_vault_set_collection (vault, self->collection, self->name);
  kt_vault_set_state (vault, self->state);
  g_task_return_boolean (task, TRUE);
}

/* All replies of a round are there. */
static void
round_done (GTask *task)
{
  Peek *self = g_task_get_task_data (task);

  if (self->broken && self->rounds < 3)
    {
      self->state = KT_VAULT_UNKNOWN;
      ask (task);
    }
  else if (self->state == KT_VAULT_UNKNOWN && !self->locked_known && self->rounds < 3)
    {
      /* Another collection than the one we asked about (or the first time). */
      g_free (self->asked);
      self->asked = g_strdup (self->collection);
      ask (task);
    }
  else
    {
      if (self->state == KT_VAULT_UNKNOWN && !self->locked_known)
        self->state = KT_VAULT_MISSING;
      answer (task);
    }
}

static GVariant *
reply (GObject *source, GAsyncResult *result, GTask *task)
{
  Peek *self = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  GVariant *values = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  self->pending--;
  if (!values)
    note_error (self, error);
  return values;
}

static void
alias_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Peek *self = g_task_get_task_data (task);
  g_autoptr(GVariant) values = reply (source, result, task);

  if (values)
    {
      g_clear_pointer (&self->collection, g_free);
      g_variant_get (values, "(o)", &self->collection);
      if (g_strcmp0 (self->collection, "/") == 0)
        {
          g_clear_pointer (&self->collection, g_free);
          self->state = KT_VAULT_MISSING;
        }
      else if (g_strcmp0 (self->collection, self->asked) != 0)
        self->locked_known = FALSE;
    }
  if (self->pending == 0)
    round_done (task);
}

static void
locked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Peek *self = g_task_get_task_data (task);
  g_autoptr(GVariant) values = reply (source, result, task);
  g_autoptr(GVariant) value = NULL;

  if (values)
    {
      g_variant_get (values, "(v)", &value);
      if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) && g_strcmp0 (self->asked, self->collection) == 0)
        {
          self->locked = g_variant_get_boolean (value);
          self->locked_known = TRUE;
        }
    }
  if (self->pending == 0)
    round_done (task);
}

static void
name_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Peek *self = g_task_get_task_data (task);
  g_autoptr(GVariant) values = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr(GVariant) value = NULL;

  self->pending--;
  if (values)
    {
      g_variant_get (values, "(v)", &value);
      g_clear_pointer (&self->name, g_free);
      if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
        self->name = g_variant_dup_string (value, NULL);
    }
  if (self->pending == 0)
    round_done (task);
}

static void
search_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Peek *self = g_task_get_task_data (task);
  g_autoptr(GVariant) values = reply (source, result, task);

  if (values)
    {
      g_autoptr(GVariant) unlocked = g_variant_get_child_value (values, 0);
      g_autoptr(GVariant) locked = g_variant_get_child_value (values, 1);

      g_clear_pointer (&self->items, g_strfreev);
      self->items = g_variant_dup_objv (unlocked, NULL);
      self->presence = g_variant_n_children (unlocked) > 0 ? KT_VAULT_PRESENT
                       : g_variant_n_children (locked) > 0 ? KT_VAULT_PRESENT_LOCKED : KT_VAULT_ABSENT;
    }
  if (self->pending == 0)
    round_done (task);
}

static void
call (GTask *task, const char *path, const char *interface, const char *method, GVariant *arguments, const char *type, GAsyncReadyCallback callback)
{
  KtVault *vault = g_task_get_source_object (task);
  Peek *self = g_task_get_task_data (task);

  self->pending++;
  g_dbus_connection_call (vault->bus, KT_VAULT_BUS_NAME, path, interface, method, arguments, G_VARIANT_TYPE (type), G_DBUS_CALL_FLAGS_NONE,
                          (int) vault->deadline_ms, g_task_get_cancellable (task), callback, g_object_ref (task));
}

static GVariant *
attributes_to_variant (GHashTable *attributes)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer name, value;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_hash_table_iter_init (&iter, attributes);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_variant_builder_add (&builder, "{ss}", name, value);
  return g_variant_new ("(a{ss})", &builder);
}

static void
ask (GTask *task)
{
  KtVault *vault = g_task_get_source_object (task);
  Peek *self = g_task_get_task_data (task);

  self->rounds++;
  self->broken = FALSE;
  self->locked_known = FALSE;
  self->presence = KT_VAULT_NOT_ASKED;

  call (task, KT_VAULT_BUS_PATH, KT_VAULT_SERVICE_INTERFACE, "ReadAlias", g_variant_new ("(s)", "default"), "(o)", alias_cb);
  if (self->asked)
    call (task, self->asked, KT_VAULT_PROPERTIES_INTERFACE, "Get", g_variant_new ("(ss)", COLLECTION_INTERFACE, "Locked"), "(v)", locked_cb);
  if (self->asked && g_strcmp0 (self->asked, vault->collection) != 0)
    call (task, self->asked, KT_VAULT_PROPERTIES_INTERFACE, "Get", g_variant_new ("(ss)", COLLECTION_INTERFACE, "Label"), "(v)", name_cb);
  if (self->asked && self->attributes)
    call (task, KT_VAULT_BUS_PATH, KT_VAULT_SERVICE_INTERFACE, "SearchItems", attributes_to_variant (self->attributes), "(aoao)", search_cb);
}

static void
look_at_file (GTask *task)
{
  KtVault *vault = g_task_get_source_object (task);
  Peek *self = g_task_get_task_data (task);

  if (!kt_vault_file_check (vault->file, NULL))
    self->state = KT_VAULT_DAMAGED;
  else
    self->state = vault->file_opened ? KT_VAULT_OPEN : KT_VAULT_NOT_OPENED;
  kt_vault_set_state (vault, self->state);
  g_task_return_boolean (task, TRUE);
}

static void
bus_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtVault *vault = g_task_get_source_object (task);
  Peek *self = g_task_get_task_data (task);
  GDBusConnection *bus = g_bus_get_finish (result, NULL);

  if (bus && !vault->bus)
    vault->bus = g_object_ref (bus);
  g_clear_object (&bus);
  if (!vault->bus)
    {
      self->state = KT_VAULT_MISSING;
      answer (task);
      return;
    }
  kt_vault_follow (vault);
  ask (task);
}

static void
backend_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtVault *vault = KT_VAULT (source);
  GError *error = NULL;

  if (!kt_vault_find_backend_finish (vault, result, &error))
    g_task_return_error (task, error);
  else if (vault->backend == KT_VAULT_BACKEND_FILE)
    look_at_file (task);
  else if (vault->bus)
    ask (task);
  else
    g_bus_get (G_BUS_TYPE_SESSION, g_task_get_cancellable (task), bus_cb, g_object_ref (task));
}

void
kt_vault_peek_async (KtVault *vault, GHashTable *attributes, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (vault, cancellable, callback, user_data);
  Peek *self = g_new0 (Peek, 1);

  self->attributes = attributes ? g_hash_table_ref (attributes) : NULL;
  self->asked = g_strdup (vault->collection);
  self->name = g_strdup (vault->name);
  self->presence = KT_VAULT_NOT_ASKED;
  g_task_set_source_tag (task, kt_vault_peek_async);
  g_task_set_task_data (task, self, peek_free);
  kt_vault_find_backend_async (vault, cancellable, backend_cb, task);
}

gboolean
kt_vault_peek_finish (KtVault *vault, GAsyncResult *result, KtVaultPresence *ret_presence, GError **error)
{
  Peek *self = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (ret_presence)
    *ret_presence = self->presence;
  return TRUE;
}

KtVaultState
kt_vault_peek_get_state (GAsyncResult *result)
{
  return ((Peek *) g_task_get_task_data (G_TASK (result)))->state;
}

const char *
kt_vault_peek_get_collection (GAsyncResult *result)
{
  return ((Peek *) g_task_get_task_data (G_TASK (result)))->collection;
}

char **
kt_vault_peek_get_items (GAsyncResult *result)
{
  Peek *self = g_task_get_task_data (G_TASK (result));

  return g_steal_pointer (&self->items);
}
