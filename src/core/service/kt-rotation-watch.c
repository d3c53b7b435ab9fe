/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-rotation-watch.h"

#include "kt-keeper-private.h"
#include "kt-keeper-rotate.h"
#include "kt-ledger-rotation.h"
#include "kt-wake.h"

/* Many changes of the list are one look. */
#define SETTLE_MS 250
/* What failed before the exchange was asked is tried again. */
#define AGAIN_MS ((gint64) 5 * 60 * 1000)

struct _KtRotationWatch
{
  GObject parent_instance;

  KtKeeper     *keeper;         /* owned; NULL when it is gone */
  GCancellable *cancellable;    /* owned */
  KtWake       *wake;           /* owned; NULL where the system gives no timer */
  GHashTable   *not_before;     /* owned: id -> gint64 *, of what failed */
  gint64        next_ms;
  guint         settle_source;
  gboolean      looking;        /* at the ledger, or asking */
  gboolean      again;          /* something changed meanwhile */
};

enum { TRIED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KtRotationWatch, kt_rotation_watch, G_TYPE_OBJECT)

static void look_soon (KtRotationWatch *self);

static void
set_next (KtRotationWatch *self, gint64 at_ms)
{
  self->next_ms = at_ms;
  if (self->wake)
    kt_wake_set (self->wake, at_ms);
}

/* ── Asking ── */

typedef struct
{
  KtRotationWatch *self;        /* owned */
  KtKey           *key;         /* owned */
} Try;

static void
tried_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Try *try = data;
  KtRotationWatch *self = try->self;
  g_autoptr(GError) error = NULL;
  g_autoptr(KtRotation) rotation = kt_keeper_rotate_finish (KT_KEEPER (source), result, &error);

  if (self->keeper)
    {
      self->looking = FALSE;
      if (error)
        {
          gint64 not_before = kt_keeper_now () + AGAIN_MS;

          g_hash_table_insert (self->not_before, g_strdup (kt_key_get_id (try->key)), g_memdup2 (&not_before, sizeof not_before));
          g_debug ("An old credential was not asked about: %s", error->message);
        }
      else if (rotation)
        {
          g_signal_emit (self, signals[TRIED], 0, try->key, rotation);
        }
      /* The next one, or when to wake. */
      look_soon (self);
    }
  g_object_unref (try->key);
  g_object_unref (self);
  g_free (try);
}

static void
ask (KtRotationWatch *self, KtKey *key)
{
  Try *try = g_new0 (Try, 1);

  try->self = g_object_ref (self);
  try->key = g_object_ref (key);
  self->looking = TRUE;
  kt_keeper_rotate_watch_async (self->keeper, key, FALSE, self->cancellable, tried_cb, try);
}

/* ── Looking ── */

static gint64
get_due (KtRotationWatch *self, const KtRotation *rotation)
{
  const gint64 *not_before = g_hash_table_lookup (self->not_before, rotation->key_id);
  KtKey *key = kt_keeper_find (self->keeper, rotation->key_id);

  if (rotation->stage != KT_ROTATION_WATCHING || rotation->next_try_ms == 0 || !key ||
      kt_key_get_record (key)->state != KT_STATE_ACTIVE)
    return 0;
  return not_before ? MAX (*not_before, rotation->next_try_ms) : rotation->next_try_ms;
}

static void
take_rotations (KtRotationWatch *self, GPtrArray *rotations)
{
  const KtRotation *first = NULL;
  gint64 first_ms = 0;

  for (guint i = 0; i < rotations->len; i++)
    {
      const KtRotation *rotation = g_ptr_array_index (rotations, i);
      gint64 due_ms = get_due (self, rotation);

      if (due_ms == 0 || (first && due_ms >= first_ms))
        continue;
      first = rotation;
      first_ms = due_ms;
    }
  if (first && first_ms <= kt_keeper_now ())
    ask (self, kt_keeper_find (self->keeper, first->key_id));
  else
    set_next (self, first_ms);
}

typedef struct
{
  GPtrArray *rotations;         /* owned */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->rotations, g_ptr_array_unref);
  g_free (look);
}

/* In the worker thread. */
static gboolean
read_rotations (KtKeeper *keeper, gpointer data, GError **error)
{
  Look *look = data;

  return (look->rotations = kt_ledger_list_rotations (keeper->ledger, error)) != NULL;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  KtRotationWatch *self = g_task_get_source_object (task);
  Look *look = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  gboolean read = kt_keeper_disk_finish (result, &error);

  g_task_return_boolean (task, read);
  if (!self->keeper)
    return;
  self->looking = FALSE;
  if (!read)
    set_next (self, kt_keeper_now () + AGAIN_MS);
  else if (kt_vault_get_state (self->keeper->vault) == KT_VAULT_OPEN)
    take_rotations (self, look->rotations);
  else
    set_next (self, 0);
  if (self->again && !self->looking)
    look_soon (self);
}

static gboolean
settled_cb (gpointer data)
{
  KtRotationWatch *self = data;
  GTask *task;

  self->settle_source = 0;
  /* Nothing is known before the ledger is open, and nobody can be asked while the keyring is closed. */
  if (self->looking)
    {
      self->again = TRUE;
      return G_SOURCE_REMOVE;
    }
  self->again = FALSE;
  if (!self->keeper->ledger || kt_vault_get_state (self->keeper->vault) != KT_VAULT_OPEN)
    {
      set_next (self, 0);
      return G_SOURCE_REMOVE;
    }
  self->looking = TRUE;
  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_task_data (task, g_new0 (Look, 1), look_free);
  kt_keeper_disk (self->keeper, task, read_rotations, read_cb);
  return G_SOURCE_REMOVE;
}

static void
look_soon (KtRotationWatch *self)
{
  if (self->keeper && self->settle_source == 0)
    self->settle_source = g_timeout_add (SETTLE_MS, settled_cb, self);
}

static void
wake_cb (gpointer data, gpointer user_data)
{
  look_soon (user_data);
}

static void
vault_cb (KtRotationWatch *self)
{
  g_hash_table_remove_all (self->not_before);
  look_soon (self);
}

/* ── Life ── */

static void
kt_rotation_watch_dispose (GObject *object)
{
  KtRotationWatch *self = KT_ROTATION_WATCH (object);

  g_clear_handle_id (&self->settle_source, g_source_remove);
  g_clear_pointer (&self->wake, kt_wake_free);
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->keeper);

  G_OBJECT_CLASS (kt_rotation_watch_parent_class)->dispose (object);
}

static void
kt_rotation_watch_finalize (GObject *object)
{
  g_hash_table_unref (KT_ROTATION_WATCH (object)->not_before);

  G_OBJECT_CLASS (kt_rotation_watch_parent_class)->finalize (object);
}

static void
kt_rotation_watch_class_init (KtRotationWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_rotation_watch_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_rotation_watch_finalize;
  signals[TRIED] = g_signal_new ("tried", KT_TYPE_ROTATION_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, KT_TYPE_KEY, G_TYPE_POINTER);
}

static void
kt_rotation_watch_init (KtRotationWatch *self)
{
  self->cancellable = g_cancellable_new ();
  self->not_before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

KtRotationWatch *
kt_rotation_watch_new (KtKeeper *keeper)
{
  KtRotationWatch *self = g_object_new (KT_TYPE_ROTATION_WATCH, NULL);
  g_autoptr(GError) error = NULL;

  self->keeper = g_object_ref (keeper);
  if (!(self->wake = kt_wake_new (wake_cb, self, &error)))
    g_debug ("No timer: %s", error->message);
  g_signal_connect_object (kt_keeper_get_keys (keeper), "keys-changed", G_CALLBACK (look_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keeper, "notify::vault-state", G_CALLBACK (vault_cb), self, G_CONNECT_SWAPPED);
  look_soon (self);
  return self;
}

gint64
kt_rotation_watch_next (KtRotationWatch *self)
{
  g_return_val_if_fail (KT_IS_ROTATION_WATCH (self), 0);

  return self->next_ms;
}
