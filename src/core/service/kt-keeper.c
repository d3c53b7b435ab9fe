/* kt-keeper.c: the keeper itself: what it stands on, opening, work for the disk
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-keeper-private.h"

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "kt-error.h"

enum { PROP_0, PROP_VAULT_STATE, N_PROPS };
static GParamSpec *properties[N_PROPS];
enum { RECOVERED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KtKeeper, kt_keeper, G_TYPE_OBJECT)

void (*kt_keeper_step_hook) (KtStep step);

void
kt_keeper_step (KtStep step)
{
  if (kt_keeper_step_hook)
    kt_keeper_step_hook (step);
}

gint64
kt_keeper_now (void)
{
  return g_get_real_time () / 1000;
}

/* ── Work for the disk ──────────────────────────────────────────────────── */

typedef struct {
  KtDiskFunc func;
  gpointer   job;      /* of the task that waits: it outlives this */
} Work;

static void run_next_work (KtKeeper *self);
static gboolean open_ledger (KtKeeper *self, gpointer data, GError **error);

static void
work_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  KtKeeper *self = source;
  Work *work = data;
  GError *error = NULL;

  if (!self->ledger && work->func != open_ledger)
    g_task_return_new_error (task, KT_ERROR, KT_ERROR_FAILED, "The ledger is not open");
  else if (work->func (self, work->job, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
work_completed_cb (GTask *task, GParamSpec *pspec, KtKeeper *self)
{
  g_autoptr(GTask) done = g_queue_pop_head (&self->disk);

  g_warn_if_fail (done == task);
  run_next_work (self);
}

static void
run_next_work (KtKeeper *self)
{
  GTask *task = g_queue_peek_head (&self->disk);

  if (task)
    g_task_run_in_thread (task, work_thread);
}

void
kt_keeper_disk (KtKeeper *self, GTask *task, KtDiskFunc func, GAsyncReadyCallback next)
{
  /* No cancellable: work that has begun is finished. */
  GTask *inner = g_task_new (self, NULL, next, task);
  Work *work = g_new (Work, 1);

  *work = (Work) { func, g_task_get_task_data (task) };
  g_task_set_task_data (inner, work, g_free);
  g_task_set_source_tag (inner, kt_keeper_disk);
  g_signal_connect_object (inner, "notify::completed", G_CALLBACK (work_completed_cb), self, 0);

  g_queue_push_tail (&self->disk, inner);
  if (g_queue_get_length (&self->disk) == 1)
    run_next_work (self);
}

gboolean
kt_keeper_disk_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ── Locks between processes ────────────────────────────────────────────── */

static int
open_lock (KtKeeper *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->data_dir, "adding.lock", NULL);
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "Could not open %s: %s", path, g_strerror (errno));
  return fd;
}

int
kt_keeper_lock_adding (KtKeeper *self, GError **error)
{
  int fd = open_lock (self, error);

  if (fd < 0)
    return -1;

  /* A recovery holds it for as long as a look into the keyring takes. */
  for (int waited_ms = 0; flock (fd, LOCK_SH | LOCK_NB) != 0; waited_ms += 20)
    {
      if (waited_ms >= 30000)
        {
          g_set_error_literal (error, KT_ERROR, KT_ERROR_BUSY, "Another Keyturn is still putting its keys in order");
          close (fd);
          return -1;
        }
      g_usleep (20 * 1000);
    }
  return fd;
}

int
kt_keeper_lock_recovery (KtKeeper *self)
{
  int fd = open_lock (self, NULL);

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      close (fd);
      return -1;
    }
  return fd;
}

/* ── Opening ────────────────────────────────────────────────────────────── */

typedef struct {
  KtLedger   *ledger;
  char       *set_aside;
  GPtrArray  *records;
  GHashTable *latest;
  GHashTable *good;
} OpenJob;

static void
open_job_free (OpenJob *job)
{
  g_clear_object (&job->ledger);
  g_clear_pointer (&job->records, g_ptr_array_unref);
  g_clear_pointer (&job->latest, g_hash_table_unref);
  g_clear_pointer (&job->good, g_hash_table_unref);
  g_free (job->set_aside);
  g_free (job);
}

static gboolean
open_ledger (KtKeeper *self, gpointer data, GError **error)
{
  OpenJob *job = data;
  g_autofree char *path = g_build_filename (self->data_dir, "ledger.db", NULL);

  if (!(job->ledger = kt_ledger_open (path, &job->set_aside, error)))
    return FALSE;
  if (!(job->records = kt_ledger_list (job->ledger, error)))
    return FALSE;
  return kt_ledger_get_latest (job->ledger, &job->latest, &job->good, error);
}

static void
open_settled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  g_autoptr(GError) error = NULL;

  /* Opening is done all the same: the state says what is wrong with the keyring. */
  if (!kt_keeper_settle_finish (self, result, &error))
    g_debug ("Not settled at open: %s", error->message);

  kt_keeper_emit_recovered (self);
  g_task_return_boolean (task, TRUE);
}

static void
open_looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  KtKeeper *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  KtVaultState state = KT_VAULT_UNKNOWN;

  if (!kt_vault_look_finish (self->vault, result, &state, &error))
    g_debug ("The keyring could not be looked at: %s", error->message);

  if (state == KT_VAULT_OPEN)
    {
      kt_keeper_settle_async (self, cancellable, open_settled_cb, g_steal_pointer (&task));
      return;
    }

  kt_keeper_emit_recovered (self);
  g_task_return_boolean (task, TRUE);
}

static void
open_ledger_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  OpenJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (!kt_keeper_disk_finish (result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  g_set_object (&self->ledger, job->ledger);
  kt_keeper_fill (self, job->records, job->latest, job->good);
  if (job->set_aside)
    kt_keeper_say (self, "ledger-set-aside", job->set_aside);

  kt_vault_look_async (self->vault, cancellable, open_looked_cb, g_steal_pointer (&task));
}

void
kt_keeper_open_async (KtKeeper *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, kt_keeper_open_async);
  g_task_set_task_data (task, g_new0 (OpenJob, 1), (GDestroyNotify) open_job_free);
  kt_keeper_disk (self, task, open_ledger, open_ledger_cb);
}

gboolean
kt_keeper_open_finish (KtKeeper *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ── What was recovered ─────────────────────────────────────────────────── */

void
kt_keeper_say (KtKeeper *self, const char *code, const char *detail)
{
  g_ptr_array_add (self->recovered, g_strdup_printf ("%s:%s", code, detail));
}

void
kt_keeper_emit_recovered (KtKeeper *self)
{
  g_auto(GStrv) codes = NULL;

  if (self->recovered->len == 0)
    return;

  g_ptr_array_add (self->recovered, NULL);
  codes = (char **) g_ptr_array_steal (self->recovered, NULL);
  g_signal_emit (self, signals[RECOVERED], 0, codes);
}

/* ── The vault's state ──────────────────────────────────────────────────── */

static void
followed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GError) error = NULL;

  if (!kt_keeper_settle_finish (self, result, &error))
    g_debug ("Not settled: %s", error->message);
  kt_keeper_emit_recovered (self);
}

static void
vault_state_cb (KtVault *vault, GParamSpec *pspec, KtKeeper *self)
{
  KtVaultState state = kt_vault_get_state (vault);

  /* "Another keyring" is a finding of every key, "locked" is none. */
  if ((state == KT_VAULT_OTHER) != self->was_other)
    {
      self->was_other = state == KT_VAULT_OTHER;
      kt_keeper_refresh (self);
    }

  if (state != KT_VAULT_OPEN)
    self->verified = FALSE;
  else if (self->ledger && !self->verified && !self->is_settling)
    /* Somebody else unlocked it: what waited for that is done now. */
    kt_keeper_settle_async (self, NULL, followed_cb, NULL);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VAULT_STATE]);
}

/* ── The object ─────────────────────────────────────────────────────────── */

static void
kt_keeper_finalize (GObject *object)
{
  KtKeeper *self = KT_KEEPER (object);

  g_free (self->data_dir);
  g_clear_object (&self->ledger);
  g_clear_object (&self->vault);
  g_clear_object (&self->prober);
  g_clear_object (&self->catalogue);
  g_clear_object (&self->keys);
  g_hash_table_unref (self->missing);
  g_hash_table_unref (self->behind);
  g_hash_table_unref (self->twins);
  g_ptr_array_unref (self->recovered);

  G_OBJECT_CLASS (kt_keeper_parent_class)->finalize (object);
}

static void
kt_keeper_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KtKeeper *self = KT_KEEPER (object);

  if (id == PROP_VAULT_STATE)
    g_value_set_int (value, (int) kt_vault_get_state (self->vault));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
kt_keeper_class_init (KtKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = kt_keeper_finalize;
  object_class->get_property = kt_keeper_get_property;

  properties[PROP_VAULT_STATE] = g_param_spec_int ("vault-state", NULL, NULL, 0, G_MAXINT, 0,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[RECOVERED] = g_signal_new ("recovered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRV);
}

static void
kt_keeper_init (KtKeeper *self)
{
  self->policy = KT_POLICY_DEFAULT;
  self->keys = kt_key_list_new ();
  self->prober = kt_prober_new ();
  self->missing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->behind = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->twins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->recovered = g_ptr_array_new_with_free_func (g_free);
  g_queue_init (&self->disk);
  g_queue_init (&self->settling);
}

KtKeeper *
kt_keeper_new (const char *data_dir)
{
  KtKeeper *self = g_object_new (KT_TYPE_KEEPER, NULL);
  g_autofree char *definitions = NULL;
  g_autofree char *turns = NULL;

  self->data_dir = data_dir ? g_strdup (data_dir) : g_build_filename (g_get_user_data_dir (), KT_DATA_NAME, NULL);
  definitions = g_build_filename (self->data_dir, "exchanges", NULL);
  self->catalogue = kt_catalogue_new (definitions);
  turns = g_build_filename (self->data_dir, "turns", NULL);
  kt_prober_share (self->prober, turns);
  self->vault = kt_vault_new (KT_APP_ID, self->data_dir);
  g_signal_connect_object (self->vault, "notify::state", G_CALLBACK (vault_state_cb), self, 0);

  return self;
}

KtCatalogue *
kt_keeper_get_catalogue (KtKeeper *self)
{
  return self->catalogue;
}

KtVault *
kt_keeper_get_vault (KtKeeper *self)
{
  return self->vault;
}

KtLedger *
kt_keeper_get_ledger (KtKeeper *self)
{
  return self->ledger;
}
