/* kt-vault-writer.c: one writer at a time, over all processes: a lock file in the data folder
 *
 * libsecret's file is read, changed in memory and written as a whole: two writers lose each other's
 * items. The lock is the kernel's (flock), so it goes with the process that held it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-vault-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

#include <glib/gstdio.h>

#include "kt-error.h"

#define RETRY_MS  20
#define LIMIT     (10 * G_USEC_PER_SEC)

typedef struct
{
  int    fd;
  gint64 began;    /* monotonic, microseconds */
} Writer;

static void
writer_free (gpointer data)
{
  Writer *self = data;

  if (self->fd >= 0)
    g_close (self->fd, NULL);
  g_free (self);
}

static gboolean try_cb (gpointer data);

/* The one in front tries; the others of this process wait behind it, not at the lock. */
static void
start_first (KtVault *vault)
{
  GTask *task = g_queue_peek_head (&vault->writers);

  if (task)
    {
      g_autoptr(GSource) source = g_idle_source_new ();

      g_source_set_callback (source, try_cb, g_object_ref (task), g_object_unref);
      g_source_attach (source, g_task_get_context (task));
    }
}

static void
leave_queue (KtVault *vault, GTask *task)
{
  gboolean was_first = g_queue_peek_head (&vault->writers) == task;

  if (g_queue_remove (&vault->writers, task))
    g_object_unref (task);
  if (was_first)
    start_first (vault);
}

static int
open_lock (KtVault *vault, GError **error)
{
  g_autofree char *path = g_build_filename (vault->data_dir, "vault.lock", NULL);
  int fd;

  if (g_mkdir_with_parents (vault->data_dir, 0700) != 0 || (fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600)) < 0)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "The keyring's lock file cannot be opened: %s", g_strerror (code));
      return -1;
    }
  return fd;
}

static gboolean
try_cb (gpointer data)
{
  g_autoptr(GTask) task = g_object_ref (data);
  KtVault *vault = g_task_get_source_object (task);
  Writer *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    {
      leave_queue (vault, task);
      return G_SOURCE_REMOVE;
    }
  if (self->fd < 0 && (self->fd = open_lock (vault, &error)) < 0)
    {
      g_task_return_error (task, error);
      leave_queue (vault, task);
      return G_SOURCE_REMOVE;
    }
  if (flock (self->fd, LOCK_EX | LOCK_NB) == 0)
    {
      /* Stays in front of the queue until it is released. */
      g_task_return_int (task, g_steal_fd (&self->fd));
      return G_SOURCE_REMOVE;
    }
  if (g_get_monotonic_time () - self->began > LIMIT)
    {
      g_task_return_new_error (task, KT_ERROR, KT_ERROR_BUSY, "Another program is writing to the keyring");
      leave_queue (vault, task);
      return G_SOURCE_REMOVE;
    }
  {
    g_autoptr(GSource) source = g_timeout_source_new (RETRY_MS);

    g_source_set_callback (source, try_cb, g_object_ref (task), g_object_unref);
    g_source_attach (source, g_task_get_context (task));
  }
  return G_SOURCE_REMOVE;
}

void
kt_vault_writer_async (KtVault *vault, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (vault, cancellable, callback, user_data);
  Writer *self = g_new0 (Writer, 1);

  self->fd = -1;
  self->began = g_get_monotonic_time ();
  g_task_set_source_tag (task, kt_vault_writer_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, self, writer_free);
  g_queue_push_tail (&vault->writers, task);
  if (g_queue_get_length (&vault->writers) == 1)
    start_first (vault);
}

int
kt_vault_writer_finish (KtVault *vault, GAsyncResult *result, GError **error)
{
  return (int) g_task_propagate_int (G_TASK (result), error);
}

void
kt_vault_writer_release (KtVault *vault, int fd)
{
  g_close (fd, NULL);
  leave_queue (vault, g_queue_peek_head (&vault->writers));
}
