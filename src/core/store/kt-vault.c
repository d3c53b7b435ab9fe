/* kt-vault.c: the vault itself: its state, looking and unlocking
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-vault-private.h"

#include "kt-error.h"

#define DEADLINE_MS 20000

enum { PROP_0, PROP_STATE, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (KtVault, kt_vault, G_TYPE_OBJECT)

/* ── State ─────────────────────────────────────────────────────────────────── */

void
kt_vault_set_ours (KtVault *self, KtVaultOurs ours)
{
  self->ours = ours;
  if (ours == KT_VAULT_OURS_UNKNOWN)
    {
      g_clear_pointer (&self->sentinel, g_free);
      g_clear_pointer (&self->fingerprint_key, kt_secret_unref);
    }
  if (ours == KT_VAULT_OURS_NO && self->state == KT_VAULT_OPEN)
    kt_vault_set_state (self, KT_VAULT_OTHER);
  else if (ours == KT_VAULT_OURS_YES && self->state == KT_VAULT_OTHER)
    kt_vault_set_state (self, KT_VAULT_OPEN);
}

void
kt_vault_set_state (KtVault *self, KtVaultState state)
{
  if (state == KT_VAULT_OPEN && self->ours == KT_VAULT_OURS_NO)
    state = KT_VAULT_OTHER;
  if (state == self->state)
    return;

  self->state = state;
  /* What opens next may be another keyring. */
  if (state != KT_VAULT_OPEN && state != KT_VAULT_OTHER)
    kt_vault_set_ours (self, KT_VAULT_OURS_UNKNOWN);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
kt_vault_set_collection (KtVault *self, const char *path, const char *name)
{
  if (g_strcmp0 (path, self->collection) != 0)
    kt_vault_set_ours (self, KT_VAULT_OURS_UNKNOWN);

  if (path != self->collection)
    {
      g_free (self->collection);
      self->collection = g_strdup (path);
    }
  if (name != self->name)
    {
      g_free (self->name);
      self->name = g_strdup (name);
    }
}

/* Says which file, and what may be put in its place. */
static GError *
damaged_error (void)
{
  KtVaultFile *file = kt_vault_file_new (NULL);
  GError *error = g_error_new (KT_ERROR, KT_ERROR_DAMAGED, "%s, where your secrets are, was not opened. The file of the time "
                               "before stands beside it as “default.keyring~”, and an export can be restored",
                               kt_vault_file_get_path (file));

  kt_vault_file_free (file);
  return error;
}

GError *
kt_vault_state_error (KtVaultState state)
{
  switch (state)
    {
    case KT_VAULT_OPEN:
    case KT_VAULT_OTHER:
      return NULL;
    case KT_VAULT_LOCKED:
      return g_error_new (KT_ERROR, KT_ERROR_LOCKED, "The keyring is locked");
    case KT_VAULT_NOT_OPENED:
      return g_error_new (KT_ERROR, KT_ERROR_NOT_OPENED, "The encrypted keyring file was not opened yet");
    case KT_VAULT_NOT_ANSWERING:
      return g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The keyring does not answer");
    case KT_VAULT_DAMAGED:
      return damaged_error ();
    case KT_VAULT_UNKNOWN:
    case KT_VAULT_MISSING:
    default:
      return g_error_new (KT_ERROR, KT_ERROR_NO_KEYRING, "There is no keyring: no service that keeps secrets, or no default collection");
    }
}

const char *
kt_vault_state_to_word (KtVaultState state)
{
  switch (state)
    {
    case KT_VAULT_OPEN:          return "open";
    case KT_VAULT_LOCKED:        return "locked";
    case KT_VAULT_NOT_OPENED:    return "not-opened";
    case KT_VAULT_MISSING:       return "missing";
    case KT_VAULT_NOT_ANSWERING: return "not-answering";
    case KT_VAULT_OTHER:         return "other";
    case KT_VAULT_DAMAGED:       return "damaged";
    case KT_VAULT_UNKNOWN:
    default:                     return "unknown";
    }
}

/* ── The object ────────────────────────────────────────────────────────────── */

static void
kt_vault_finalize (GObject *object)
{
  KtVault *self = KT_VAULT (object);

  kt_vault_unfollow (self);
  g_free (self->app_id);
  g_free (self->data_dir);
  g_free (self->ledger_id);
  g_free (self->sentinel);
  g_clear_pointer (&self->fingerprint_key, kt_secret_unref);
  g_clear_object (&self->bus);
  g_free (self->collection);
  g_free (self->name);
  g_clear_pointer (&self->file, kt_vault_file_free);
  g_queue_clear (&self->writers);

  G_OBJECT_CLASS (kt_vault_parent_class)->finalize (object);
}

static void
kt_vault_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KtVault *self = KT_VAULT (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
kt_vault_class_init (KtVaultClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->finalize = kt_vault_finalize;
  object_class->get_property = kt_vault_get_property;

  /**
   * KtVault:state: a #KtVaultState
   */
  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, KT_VAULT_UNKNOWN, KT_VAULT_DAMAGED, KT_VAULT_UNKNOWN,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kt_vault_init (KtVault *self)
{
  self->deadline_ms = DEADLINE_MS;
  g_queue_init (&self->waiting);
  g_queue_init (&self->writers);
}

/* ── Looking ───────────────────────────────────────────────────────────────── */

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(KtVaultOp) op = data;
  GError *error = NULL;

  if (kt_vault_peek_finish (KT_VAULT (source), result, NULL, &error))
    kt_vault_op_return_boolean (op, TRUE);
  else
    kt_vault_op_return_error (op, error);
}

static void
look_step (KtVaultOp *op)
{
  kt_vault_peek_async (op->vault, NULL, op->cancellable, looked_cb, op);
}

/* ── Unlocking ─────────────────────────────────────────────────────────────── */

static void
looked_after_prompt_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(KtVaultOp) op = data;
  gboolean dismissed = GPOINTER_TO_INT (op->data);
  GError *error = NULL;

  if (!kt_vault_peek_finish (op->vault, result, NULL, &error) || (error = kt_vault_state_error (kt_vault_peek_get_state (result))))
    {
      if (dismissed && g_error_matches (error, KT_ERROR, KT_ERROR_LOCKED))
        {
          g_clear_error (&error);
          error = g_error_new (KT_ERROR, KT_ERROR_DISMISSED, "The keyring's question was closed");
        }
      kt_vault_op_return_error (op, error);
      return;
    }
  kt_vault_op_return_boolean (op, TRUE);
}

static void
prompted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtVaultOp *op = data;
  gboolean dismissed = FALSE;
  GError *error = NULL;

  if (!kt_vault_prompt_finish (op->vault, result, &dismissed, &error))
    {
      kt_vault_op_return_error (op, error);
      kt_vault_op_unref (op);
      return;
    }
  op->data = GINT_TO_POINTER (dismissed);
  kt_vault_peek_async (op->vault, NULL, op->cancellable, looked_after_prompt_cb, op);
}

/* The portal hands out the file's key, perhaps after a question; libsecret asks it at the first search. */
static void
file_opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(KtVaultOp) op = data;
  KtVault *self = op->vault;
  g_autoptr(GError) failed = NULL;
  GList *found = secret_password_search_finish (result, &failed);

  if (failed)
    {
      /* The op's own cancellable was not cancelled, so it was the person. */
      if (g_error_matches (failed, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        kt_vault_op_return_error (op, g_error_new (KT_ERROR, KT_ERROR_DISMISSED, "The desktop's question was closed"));
      else if (g_error_matches (failed, SECRET_ERROR, SECRET_ERROR_INVALID_FILE_FORMAT))
        kt_vault_op_return_error (op, g_error_new (KT_ERROR, KT_ERROR_DAMAGED, "The encrypted keyring file could not be opened"));
      else
        kt_vault_op_return_error (op, g_error_new (KT_ERROR, KT_ERROR_NO_KEYRING, "The desktop did not hand out the key of the encrypted keyring file"));
      return;
    }

  self->file_opened = TRUE;
  kt_vault_set_state (self, KT_VAULT_OPEN);
  /* Items, but not one that this key opens: the key is another one, not the file empty. */
  if (!found && kt_vault_file_get_n_items (self->file) > 0)
    kt_vault_set_ours (self, KT_VAULT_OURS_NO);
  g_list_free_full (found, g_object_unref);
  kt_vault_op_return_boolean (op, TRUE);
}

static void
looked_before_unlock_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtVaultOp *op = data;
  KtVault *self = op->vault;
  GError *error = NULL;

  if (!kt_vault_peek_finish (self, result, NULL, &error))
    {
      kt_vault_op_return_error (op, error);
    }
  else if (kt_vault_peek_get_state (result) == KT_VAULT_LOCKED)
    {
      kt_vault_open_collection_async (op, kt_vault_peek_get_collection (result), prompted_cb, op);
      return;
    }
  else if (kt_vault_peek_get_state (result) == KT_VAULT_NOT_OPENED)
    {
      g_autoptr(GHashTable) any = kt_vault_attributes_for_kind (NULL, "sentinel");

      kt_vault_op_without_deadline (op);
      secret_password_searchv (&kt_vault_schema, any, SECRET_SEARCH_NONE, op->cancellable, file_opened_cb, op);
      return;
    }
  else if ((error = kt_vault_state_error (kt_vault_peek_get_state (result))))
    {
      kt_vault_op_return_error (op, error);
    }
  else
    {
      kt_vault_op_return_boolean (op, TRUE);
    }
  kt_vault_op_unref (op);
}

static void
unlock_step (KtVaultOp *op)
{
  kt_vault_peek_async (op->vault, NULL, op->cancellable, looked_before_unlock_cb, op);
}

/* ── Public ────────────────────────────────────────────────────────────────── */

KtVault *
kt_vault_new (const char *app_id, const char *data_dir)
{
  KtVault *self = g_object_new (KT_TYPE_VAULT, NULL);

  self->app_id = g_strdup (app_id);
  self->data_dir = g_strdup (data_dir);
  return self;
}

KtVaultState
kt_vault_get_state (KtVault *self)
{
  g_return_val_if_fail (KT_IS_VAULT (self), KT_VAULT_UNKNOWN);

  return self->state;
}

const char *
kt_vault_get_name (KtVault *self)
{
  g_return_val_if_fail (KT_IS_VAULT (self), NULL);

  return self->name;
}

void
kt_vault_set_deadline (KtVault *self, guint deadline_ms)
{
  self->deadline_ms = deadline_ms;
}

void
kt_vault_look_async (KtVault *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  kt_vault_op_run (kt_vault_op_new (self, cancellable, callback, user_data, kt_vault_look_async), look_step);
}

gboolean
kt_vault_look_finish (KtVault *self, GAsyncResult *result, KtVaultState *ret_state, GError **error)
{
  g_autoptr(GError) failed = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  /* Not answering is what was seen, not a failure to look. */
  if (!g_task_propagate_boolean (G_TASK (result), &failed) && !g_error_matches (failed, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (ret_state)
    *ret_state = self->state;
  return TRUE;
}

void
kt_vault_unlock_async (KtVault *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  kt_vault_op_run (kt_vault_op_new (self, cancellable, callback, user_data, kt_vault_unlock_async), unlock_step);
}

gboolean
kt_vault_unlock_finish (KtVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
kt_vault_has_backup (KtVault *self)
{
  g_return_val_if_fail (KT_IS_VAULT (self), FALSE);

  return self->file && kt_vault_file_has_backup (self->file);
}

gboolean
kt_vault_set_file_aside (KtVault *self, gboolean use_backup, char **ret_set_aside, GError **error)
{
  g_return_val_if_fail (KT_IS_VAULT (self), FALSE);

  if (self->state != KT_VAULT_DAMAGED)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_NOT_ALLOWED, "Only an encrypted keyring file that does not hold together is set aside");
      return FALSE;
    }
  if (!kt_vault_file_set_aside (self->file, use_backup, ret_set_aside, error))
    return FALSE;

  /* What libsecret may still have in memory is no longer what is on disk. */
  secret_service_disconnect ();
  self->file_opened = FALSE;
  kt_vault_set_state (self, KT_VAULT_NOT_OPENED);
  return TRUE;
}
