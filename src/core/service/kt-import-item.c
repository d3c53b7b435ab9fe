/* kt-import-item.c: a key that was found in a source, on its way into the keyring
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-import-item.h"

#include "kt-error.h"

struct _KtImportItem
{
  GObject parent_instance;

  KtCredential *values;         /* owned: as the source has them */
  KtExchange   *exchange;       /* owned, or NULL */
  char         *environment;    /* owned */
  char         *label;          /* owned */
  char         *duplicate;      /* owned, or NULL */
  GError       *error;          /* owned, or NULL */
  KtKey        *key;            /* owned, once saved */
  guint         line;
  KtRights      intent;
  gboolean      intent_set;
  gboolean      by_shape;
  gboolean      label_told;     /* by the source or the person */
  gboolean      chosen;
  KtImportState state;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KtImportItem, kt_import_item, G_TYPE_OBJECT)

static void
changed (KtImportItem *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_state (KtImportItem *self, KtImportState state)
{
  self->state = state;
  changed (self);
}

static void
kt_import_item_finalize (GObject *object)
{
  KtImportItem *self = KT_IMPORT_ITEM (object);

  kt_credential_unref (self->values);
  g_clear_object (&self->exchange);
  g_free (self->environment);
  g_free (self->label);
  g_free (self->duplicate);
  g_clear_error (&self->error);
  g_clear_object (&self->key);

  G_OBJECT_CLASS (kt_import_item_parent_class)->finalize (object);
}

static void
kt_import_item_class_init (KtImportItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kt_import_item_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
kt_import_item_init (KtImportItem *self)
{
}

/* ── Labels ─────────────────────────────────────────────────────────────── */

static gboolean
is_taken (GPtrArray *keys, GListModel *items, const char *label)
{
  for (guint i = 0; keys && i < keys->len; i++)
    {
      if (g_strcmp0 (kt_key_get_label (g_ptr_array_index (keys, i)), label) == 0)
        return TRUE;
    }
  for (guint i = 0; items && i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(KtImportItem) item = g_list_model_get_item (items, i);

      if (g_strcmp0 (item->label, label) == 0)
        return TRUE;
    }
  return FALSE;
}

char *
kt_import_propose_label (GPtrArray *keys, GListModel *items, const char *base)
{
  g_autofree char *label = g_strdup (base);

  for (guint n = 2; is_taken (keys, items, label); n++)
    {
      g_free (label);
      label = g_strdup_printf ("%s %u", base, n);
    }
  return g_steal_pointer (&label);
}

/* ── Items ──────────────────────────────────────────────────────────────── */

static const char *
first_environment (KtExchange *exchange)
{
  return ((const KtEnvironment *) g_ptr_array_index (kt_exchange_get_environments (exchange), 0))->id;
}

static KtImportItem *
make_item (KtCatalogue *catalogue, const KtImportKey *key)
{
  KtImportItem *self = g_object_new (KT_TYPE_IMPORT_ITEM, NULL);

  self->values = kt_credential_ref (key->values);
  if (key->exchange)
    g_set_object (&self->exchange, kt_catalogue_get (catalogue, key->exchange, NULL));
  if (self->exchange)
    self->environment = g_strdup (key->environment ? key->environment : first_environment (self->exchange));
  self->by_shape = key->by_shape;
  self->line = key->line;
  self->label_told = key->label != NULL;
  return self;
}

GListStore *
kt_import_make_items (KtKeeper *keeper, const KtImport *import)
{
  GListStore *items = g_list_store_new (KT_TYPE_IMPORT_ITEM);

  for (guint i = 0; i < import->keys->len; i++)
    {
      const KtImportKey *key = g_ptr_array_index (import->keys, i);
      g_autoptr(KtImportItem) item = make_item (import->catalogue, key);
      const char *base = key->label ? key->label : item->exchange ? kt_exchange_get_name (item->exchange) : "";

      if (*base)
        item->label = kt_import_propose_label (kt_keeper_get_all (keeper), G_LIST_MODEL (items), base);
      item->chosen = kt_import_item_is_complete (item);
      g_list_store_append (items, item);
    }
  return items;
}

KtExchange *
kt_import_item_get_exchange (KtImportItem *self)
{
  return self->exchange;
}

gboolean
kt_import_item_is_by_shape (KtImportItem *self)
{
  return self->by_shape;
}

const char *
kt_import_item_get_environment (KtImportItem *self)
{
  return self->environment;
}

const char *
kt_import_item_get_label (KtImportItem *self)
{
  return self->label ? self->label : "";
}

guint
kt_import_item_get_line (KtImportItem *self)
{
  return self->line;
}

gboolean
kt_import_item_get_chosen (KtImportItem *self)
{
  return self->chosen;
}

const char *
kt_import_item_get_duplicate (KtImportItem *self)
{
  return self->duplicate;
}

KtImportState
kt_import_item_get_state (KtImportItem *self)
{
  return self->state;
}

const GError *
kt_import_item_get_error (KtImportItem *self)
{
  return self->error;
}

KtKey *
kt_import_item_get_key (KtImportItem *self)
{
  return self->key;
}

char *
kt_import_item_get_hint (KtImportItem *self)
{
  KtSecret *api_key = kt_credential_get (self->values, "api_key");
  gsize length;
  const char *bytes = api_key ? kt_secret_peek (api_key, &length) : NULL;

  return bytes ? kt_record_make_hint (bytes, length) : NULL;
}

GPtrArray *
kt_import_item_get_lacking (KtImportItem *self)
{
  const KtImportKey key = { .values = self->values };

  return self->exchange ? kt_import_key_lacks (&key, self->exchange, self->environment) : g_ptr_array_new ();
}

KtCredential *
kt_import_item_read (KtImportItem *self, const char **ret_key_type, GError **error)
{
  const KtImportKey key = { .values = self->values };

  if (!self->exchange)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_INVALID, "the exchange is not known");
      return NULL;
    }
  return kt_import_key_read (&key, self->exchange, self->environment, ret_key_type, error);
}

gboolean
kt_import_item_is_complete (KtImportItem *self)
{
  g_autoptr(KtCredential) credential = kt_import_item_read (self, NULL, NULL);

  return credential != NULL;
}

void
kt_import_item_set_exchange (KtImportItem *self, KtExchange *exchange, GPtrArray *keys)
{
  if (!g_set_object (&self->exchange, exchange))
    return;
  self->by_shape = FALSE;
  g_free (self->environment);
  self->environment = g_strdup (first_environment (exchange));
  if (!self->label_told)
    {
      g_free (self->label);
      self->label = kt_import_propose_label (keys, NULL, kt_exchange_get_name (exchange));
    }
  self->chosen = !self->duplicate && kt_import_item_is_complete (self);
  changed (self);
}

void
kt_import_item_set_environment (KtImportItem *self, const char *environment)
{
  if (g_strcmp0 (self->environment, environment) == 0)
    return;
  g_free (self->environment);
  self->environment = g_strdup (environment);
  changed (self);
}

void
kt_import_item_set_label (KtImportItem *self, const char *label)
{
  if (g_strcmp0 (self->label, label) == 0)
    return;
  g_free (self->label);
  self->label = g_strdup (label);
  self->label_told = TRUE;
  changed (self);
}

/* Other keys of the same source may share the values: they are copied. */
void
kt_import_item_set_value (KtImportItem *self, const char *field_id, KtSecret *value)
{
  KtCredential *values = kt_credential_copy (self->values);

  kt_credential_set (values, field_id, value);
  kt_credential_unref (self->values);
  self->values = values;
  self->chosen = !self->duplicate && kt_import_item_is_complete (self);
  changed (self);
}

void
kt_import_item_set_chosen (KtImportItem *self, gboolean chosen)
{
  if (self->chosen == chosen)
    return;
  self->chosen = chosen;
  changed (self);
}

void
kt_import_item_set_intent (KtImportItem *self, KtRights rights)
{
  self->intent = rights;
  self->intent_set = TRUE;
}

gboolean
kt_import_item_get_intent (KtImportItem *self, KtRights *ret_rights)
{
  if (self->intent_set && ret_rights)
    *ret_rights = self->intent;
  return self->intent_set;
}

gboolean
kt_import_item_may_check (KtImportItem *self)
{
  return self->exchange && !kt_exchange_has_rising_nonce (self->exchange, self->environment) &&
         !kt_exchange_counts_as_use (self->exchange, self->environment) && !kt_exchange_wrong_address_disables (self->exchange);
}

/* ── Is it here already? ────────────────────────────────────────────────── */

typedef struct {
  GListModel *items;            /* owned */
  guint       next;
  guint       n_found;
} Duplicates;

static void
duplicates_free (Duplicates *job)
{
  g_object_unref (job->items);
  g_free (job);
}

static void look_at_next (GTask *task);

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Duplicates *job = g_task_get_task_data (task);
  g_autoptr(KtImportItem) item = g_list_model_get_item (job->items, job->next++);
  GError *error = NULL;
  KtKey *other = kt_keeper_find_duplicate_finish (KT_KEEPER (source), result, &error);

  if (error)
    {
      g_task_return_error (task, error);
      return;
    }
  if (other && item && item->state == KT_IMPORT_FOUND)
    {
      g_free (item->duplicate);
      item->duplicate = g_strdup (kt_key_get_label (other));
      job->n_found += item->chosen;
      item->chosen = FALSE;
      changed (item);
    }
  look_at_next (g_steal_pointer (&task));
}

/* Items that are not complete have nothing to compare. */
static void
look_at_next (GTask *task)
{
  Duplicates *job = g_task_get_task_data (task);
  KtKeeper *keeper = g_task_get_source_object (task);
  g_autoptr(KtCredential) credential = NULL;

  while (!credential && job->next < g_list_model_get_n_items (job->items))
    {
      g_autoptr(KtImportItem) item = g_list_model_get_item (job->items, job->next);

      credential = item->duplicate || item->state != KT_IMPORT_FOUND ? NULL : kt_import_item_read (item, NULL, NULL);
      if (!credential)
        job->next++;
    }
  if (credential)
    {
      kt_keeper_find_duplicate_async (keeper, credential, g_task_get_cancellable (task), looked_cb, task);
      return;
    }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

void
kt_import_find_duplicates_async (KtKeeper *keeper, GListModel *items, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (keeper, cancellable, callback, user_data);
  Duplicates *job = g_new0 (Duplicates, 1);

  g_task_set_source_tag (task, kt_import_find_duplicates_async);
  job->items = g_object_ref (items);
  g_task_set_task_data (task, job, (GDestroyNotify) duplicates_free);
  look_at_next (task);
}

gboolean
kt_import_find_duplicates_finish (KtKeeper *keeper, GAsyncResult *result, guint *ret_n, GError **error)
{
  Duplicates *job = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (ret_n)
    *ret_n = job->n_found;
  return TRUE;
}

/* ── Save ───────────────────────────────────────────────────────────────── */

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtImportItem *self = g_task_get_source_object (task);
  g_autoptr(KtReport) report G_GNUC_UNUSED = kt_keeper_check_finish (KT_KEEPER (source), result, NULL);

  set_state (self, KT_IMPORT_SAVED);
  g_task_return_boolean (task, TRUE);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  KtImportItem *self = g_task_get_source_object (task);
  gboolean check = GPOINTER_TO_INT (g_task_get_task_data (task));
  GError *error = NULL;
  KtKey *key = kt_keeper_add_finish (KT_KEEPER (source), result, &error);

  /* What is saved is saved, also when it was cancelled meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  if (!key)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        set_state (self, KT_IMPORT_FOUND);
      else
        {
          g_clear_error (&self->error);
          self->error = g_error_copy (error);
          set_state (self, KT_IMPORT_FAILED);
        }
      g_task_return_error (task, error);
      return;
    }
  g_set_object (&self->key, key);
  self->chosen = FALSE;
  if (check && kt_import_item_may_check (self) && !g_cancellable_is_cancelled (cancellable))
    {
      set_state (self, KT_IMPORT_CHECKING);
      kt_keeper_check_async (KT_KEEPER (source), key, TRUE, NULL, NULL, cancellable, checked_cb, g_steal_pointer (&task));
      return;
    }
  set_state (self, KT_IMPORT_SAVED);
  g_task_return_boolean (task, TRUE);
}

static KtRecord *
make_record (KtImportItem *self, const KtRecord *common, const char *key_type)
{
  KtRecord *record = kt_record_copy (common);

  g_free (record->label);
  record->label = g_strdup (self->label && *self->label ? self->label : kt_exchange_get_name (self->exchange));
  g_free (record->exchange);
  record->exchange = g_strdup (kt_exchange_get_id (self->exchange));
  g_free (record->environment);
  record->environment = g_strdup (self->environment);
  g_free (record->key_type);
  record->key_type = g_strdup (key_type);
  record->custom = kt_exchange_is_custom (self->exchange);
  if (self->intent_set)
    {
      record->intent = self->intent;
      record->intent_set = TRUE;
    }
  return record;
}

void
kt_import_item_save_async (KtImportItem *self, KtKeeper *keeper, const KtRecord *common, gboolean check,
                           GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(KtCredential) credential = NULL;
  const char *key_type;
  GError *error = NULL;

  g_task_set_source_tag (task, kt_import_item_save_async);
  g_task_set_task_data (task, GINT_TO_POINTER (check), NULL);
  if (g_task_return_error_if_cancelled (task))
    return;
  g_clear_error (&self->error);
  credential = kt_import_item_read (self, &key_type, &error);
  if (!credential)
    {
      self->error = g_error_copy (error);
      set_state (self, KT_IMPORT_FAILED);
      g_task_return_error (task, error);
      return;
    }
  set_state (self, KT_IMPORT_SAVING);
  kt_keeper_add_async (keeper, make_record (self, common, key_type), credential, NULL, cancellable, added_cb,
                       g_steal_pointer (&task));
}

gboolean
kt_import_item_save_finish (KtImportItem *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
