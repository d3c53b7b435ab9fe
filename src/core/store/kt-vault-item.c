/* kt-vault-item.c: one item: how it is named, read, written and cleared, through libsecret
 *
 * libsecret answers "nothing", without an error, also when the store is locked. So the store is
 * looked at before, and after each such answer again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-vault-private.h"

#include "kt-error.h"

/* With the name matched a cold gnome-keyring answers "nothing" and never prompts. */
const SecretSchema kt_vault_schema = {
  "io.github.keyturn.Credential", SECRET_SCHEMA_DONT_MATCH_NAME,
  {
    { "application", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "key", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "generation", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

GHashTable *
kt_vault_attributes_for_kind (KtVault *vault, const char *kind)
{
  GHashTable *attributes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  if (vault)
    g_hash_table_insert (attributes, (gpointer) "application", g_strdup (vault->app_id));
  g_hash_table_insert (attributes, (gpointer) "kind", g_strdup (kind));
  return attributes;
}

GHashTable *
kt_vault_attributes_for_key (KtVault *vault, const char *key_id, guint generation)
{
  GHashTable *attributes = kt_vault_attributes_for_kind (vault, "credential");

  g_hash_table_insert (attributes, (gpointer) "key", g_strdup (key_id));
  g_hash_table_insert (attributes, (gpointer) "generation", g_strdup_printf ("%u", generation));
  return attributes;
}

/* ── Values ────────────────────────────────────────────────────────────────── */

/* A SecretValue tells only the bytes' address when it lets go of them. */
G_LOCK_DEFINE_STATIC (lent);
static GHashTable *lent; /* address -> KtSecret */

static void
value_let_go (gpointer bytes)
{
  KtSecret *secret = NULL;

  G_LOCK (lent);
  g_hash_table_steal_extended (lent, bytes, NULL, (gpointer *) &secret);
  G_UNLOCK (lent);
  kt_secret_unref (secret);
}

SecretValue *
kt_vault_value_new (KtSecret *line)
{
  /* Its own copy, in locked memory: one address is lent once. */
  KtSecret *secret = kt_secret_copy (line);
  gsize length;
  const char *bytes = kt_secret_peek (secret, &length);

  G_LOCK (lent);
  if (!lent)
    lent = g_hash_table_new (NULL, NULL);
  g_hash_table_insert (lent, (gpointer) bytes, secret);
  G_UNLOCK (lent);
  return secret_value_new_full ((char *) bytes, (gssize) length, "text/plain", value_let_go);
}

KtSecret *
kt_vault_value_to_secret (SecretValue *value)
{
  gsize length;
  const char *bytes = secret_value_get (value, &length);

  return kt_secret_new (bytes ? bytes : "", (gssize) length);
}

/* ── Common to reading, writing, clearing ──────────────────────────────────── */

#define TRIES 3

typedef struct
{
  GHashTable *attributes;  /* owned */
  char       *label;       /* owned */
  char       *collection;  /* owned: where to write */
  KtSecret   *line;        /* owned: to write, or what was read */
  guint       tries;
  gint64      began;       /* monotonic, microseconds */
  KtVaultOp  *op;          /* owned: clearing only */
  char      **items;       /* owned: what is to be deleted */
  guint       next;
  gboolean    was_there;
} Work;

static void
work_free (gpointer data)
{
  Work *self = data;

  g_hash_table_unref (self->attributes);
  g_free (self->label);
  g_free (self->collection);
  g_clear_pointer (&self->line, kt_secret_unref);
  g_clear_pointer (&self->op, kt_vault_op_unref);
  g_strfreev (self->items);
  g_free (self);
}

static GTask *
work_new (KtVault *vault, GHashTable *attributes, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data, gpointer source_tag)
{
  GTask *task = g_task_new (vault, cancellable, callback, user_data);
  Work *self = g_new0 (Work, 1);

  self->attributes = g_hash_table_ref (attributes);
  self->began = g_get_monotonic_time ();
  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, self, work_free);
  return task;
}

/* What libsecret said, in our words. Its messages are about the protocol, never about what is inside. */
static GError *
translate (GError *error)
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
static void
forget_connection (void)
{
  secret_service_disconnect ();
}

/* Before libsecret touches the file: it must be sound, and read again if somebody else wrote it. */
static void
refresh_file (KtVault *vault)
{
  if (vault->file && kt_vault_file_has_changed (vault->file))
    forget_connection ();
}

/* Looks; goes on with TRUE only in an open store. */
static gboolean
peeked (GTask *task, GAsyncResult *result, KtVaultPresence *ret_presence)
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

/* ── Reading ───────────────────────────────────────────────────────────────── */

static void fetch (GTask *task);

static void
fetch_again_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Work *self = g_task_get_task_data (task);
  KtVaultPresence presence;

  if (!peeked (task, result, &presence))
    return;

  if (presence == KT_VAULT_ABSENT || presence == KT_VAULT_NOT_ASKED)
    g_task_return_boolean (task, TRUE);
  else if (++self->tries < TRIES)
    {
      /* It is there and the store is open, but nothing came: an old session with a service that was started anew. */
      forget_connection ();
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
  Work *self = g_task_get_task_data (task);
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
      g_task_return_error (task, translate (g_steal_pointer (&error)));
      return;
    }
  /* The file answered, and it is open: there is none. */
  if (!error && vault->backend == KT_VAULT_BACKEND_FILE)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (error)
    forget_connection ();
  kt_vault_peek_async (vault, self->attributes, g_task_get_cancellable (task), fetch_again_cb, g_object_ref (task));
}

static void
fetch (GTask *task)
{
  KtVault *vault = g_task_get_source_object (task);
  Work *self = g_task_get_task_data (task);

  refresh_file (vault);
  secret_password_lookupv (&kt_vault_schema, self->attributes, g_task_get_cancellable (task), lookup_cb, task);
}

static void
fetch_peeked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtVaultPresence presence;

  if (!peeked (task, result, &presence))
    return;

  if (presence == KT_VAULT_ABSENT)
    g_task_return_boolean (task, TRUE);
  else
    fetch (g_steal_pointer (&task));
}

void
kt_vault_fetch_async (KtVault *vault, GHashTable *attributes, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = work_new (vault, attributes, cancellable, callback, user_data, kt_vault_fetch_async);

  kt_vault_peek_async (vault, attributes, cancellable, fetch_peeked_cb, task);
}

gboolean
kt_vault_fetch_finish (KtVault *vault, GAsyncResult *result, KtSecret **ret_line, GError **error)
{
  Work *self = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  *ret_line = g_steal_pointer (&self->line);
  return TRUE;
}

/* ── Writing ───────────────────────────────────────────────────────────────── */

/* Somebody else's program wrote the file between our reading and our writing. */
#define ETAG_TRIES   5
#define ETAG_LIMIT   (10 * G_USEC_PER_SEC)

static gboolean
may_try_again (KtVault *vault, Work *self, const GError *error)
{
  gboolean in_time = ++self->tries < ETAG_TRIES && g_get_monotonic_time () - self->began < ETAG_LIMIT;

  if (vault->backend == KT_VAULT_BACKEND_FILE)
    return in_time && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);
  /* A session with a service that was started anew in the meantime: once. */
  return in_time && self->tries == 1 && error->domain != SECRET_ERROR;
}

static void put (GTask *task);

static void
read_back_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Work *self = g_task_get_task_data (task);
  g_autoptr(KtSecret) line = NULL;
  GError *error = NULL;

  if (!kt_vault_fetch_finish (KT_VAULT (source), result, &line, &error))
    g_task_return_error (task, error);
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
  Work *self = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean stored = secret_password_store_finish (result, &error);

  if (g_task_return_error_if_cancelled (task))
    {
      g_clear_error (&error);
      return;
    }
  if (error && may_try_again (vault, self, error))
    {
      g_clear_error (&error);
      forget_connection ();
      put (g_steal_pointer (&task));
      return;
    }
  if (!stored)
    {
      g_task_return_error (task, error ? translate (error) : g_error_new (KT_ERROR, KT_ERROR_NOT_KEPT, "The keyring did not take the item"));
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
  Work *self = g_task_get_task_data (task);
  SecretValue *value = kt_vault_value_new (self->line);
  /* By its path: for the alias libsecret would create a collection where there is none. */
  const char *collection = vault->backend == KT_VAULT_BACKEND_FILE ? SECRET_COLLECTION_DEFAULT : self->collection;

  refresh_file (vault);
  secret_password_storev_binary (&kt_vault_schema, self->attributes, collection, self->label, value, g_task_get_cancellable (task), stored_cb, task);
  secret_value_unref (value);
}

static void
put_peeked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Work *self = g_task_get_task_data (task);
  KtVaultPresence presence;

  if (!peeked (task, result, &presence))
    return;

  self->collection = g_strdup (kt_vault_peek_get_collection (result));
  put (g_steal_pointer (&task));
}

void
kt_vault_put_async (KtVault *vault, GHashTable *attributes, const char *label, KtSecret *line,
                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = work_new (vault, attributes, cancellable, callback, user_data, kt_vault_put_async);
  Work *self = g_task_get_task_data (task);

  self->label = g_strdup (label);
  self->line = kt_secret_ref (line);
  kt_vault_peek_async (vault, NULL, cancellable, put_peeked_cb, task);
}

gboolean
kt_vault_put_finish (KtVault *vault, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ── Clearing ──────────────────────────────────────────────────────────────── */

static void drop_file_item (GTask *task);
static void drop_next (GTask *task);

static void
dropped_peeked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtVaultPresence presence;

  if (!peeked (task, result, &presence))
    return;

  if (presence == KT_VAULT_PRESENT)
    g_task_return_new_error (task, KT_ERROR, KT_ERROR_FAILED, "The keyring still has the item after it was cleared");
  else
    g_task_return_boolean (task, TRUE);
}

static void
file_item_dropped_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtVault *vault = g_task_get_source_object (task);
  Work *self = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean cleared = secret_password_clear_finish (result, &error);

  if (g_task_return_error_if_cancelled (task))
    {
      g_clear_error (&error);
      return;
    }
  if (error && may_try_again (vault, self, error))
    {
      g_clear_error (&error);
      forget_connection ();
      drop_file_item (g_steal_pointer (&task));
      return;
    }
  if (error)
    {
      g_task_return_error (task, translate (error));
      return;
    }
  self->was_there = cleared;
  kt_vault_file_has_changed (vault->file);
  g_task_return_boolean (task, TRUE);
}

static void
drop_file_item (GTask *task)
{
  KtVault *vault = g_task_get_source_object (task);
  Work *self = g_task_get_task_data (task);

  refresh_file (vault);
  secret_password_clearv (&kt_vault_schema, self->attributes, g_task_get_cancellable (task), file_item_dropped_cb, task);
}

static void
item_deleted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;
  gboolean dismissed = FALSE;

  if (kt_vault_prompt_finish (KT_VAULT (source), result, &dismissed, &error) && dismissed)
    error = g_error_new (KT_ERROR, KT_ERROR_DISMISSED, "The keyring's question was closed");
  if (!error)
    {
      drop_next (task);
      return;
    }
  g_task_return_error (task, translate (error));
  g_object_unref (task);
}

/* One item after the other; then looks. Takes the task. */
static void
drop_next (GTask *task)
{
  KtVault *vault = g_task_get_source_object (task);
  Work *self = g_task_get_task_data (task);
  const char *path = self->items ? self->items[self->next] : NULL;

  if (path)
    {
      self->next++;
      kt_vault_delete_item_async (self->op, path, item_deleted_cb, task);
      return;
    }
  kt_vault_peek_async (vault, self->attributes, g_task_get_cancellable (task), dropped_peeked_cb, task);
}

static void
drop_peeked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtVault *vault = g_task_get_source_object (task);
  Work *self = g_task_get_task_data (task);
  KtVaultPresence presence;

  if (!peeked (task, result, &presence))
    return;

  self->was_there = presence == KT_VAULT_PRESENT;
  self->items = kt_vault_peek_get_items (result);
  if (presence == KT_VAULT_ABSENT)
    g_task_return_boolean (task, TRUE);
  else if (vault->backend == KT_VAULT_BACKEND_FILE)
    drop_file_item (g_steal_pointer (&task));
  else
    drop_next (g_steal_pointer (&task));
}

void
kt_vault_drop_async (KtVaultOp *op, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = work_new (op->vault, op->attributes, op->cancellable, callback, user_data, kt_vault_drop_async);
  Work *self = g_task_get_task_data (task);

  self->op = kt_vault_op_ref (op);
  kt_vault_peek_async (op->vault, op->attributes, op->cancellable, drop_peeked_cb, task);
}

gboolean
kt_vault_drop_finish (KtVault *vault, GAsyncResult *result, gboolean *ret_was_there, GError **error)
{
  Work *self = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *ret_was_there = self->was_there;
  return TRUE;
}
