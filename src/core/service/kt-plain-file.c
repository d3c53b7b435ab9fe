/* kt-plain-file.c: a file that holds secrets in plain text: read into locked memory, and taken away
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-plain-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kt-error.h"

/* ── Read ───────────────────────────────────────────────────────────────── */

typedef struct {
  KtSecret *content;            /* owned */
  gsize     max;
} Reading;

static void
reading_free (Reading *reading)
{
  g_clear_pointer (&reading->content, kt_secret_unref);
  g_free (reading);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  gsize n = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &n, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (n > reading->max)
    {
      g_task_return_new_error (task, KT_ERROR, KT_ERROR_INVALID, "the file is larger than %" G_GSIZE_FORMAT " bytes", reading->max);
      return;
    }
  kt_secret_truncate (reading->content, n);
  g_task_return_pointer (task, g_steal_pointer (&reading->content), (GDestroyNotify) kt_secret_unref);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Reading *reading = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;
  g_autoptr(GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, &error);

  if (!stream)
    {
      g_task_return_error (task, error);
      return;
    }
  reading->content = kt_secret_new_sized (reading->max + 1);
  g_input_stream_read_all_async (G_INPUT_STREAM (stream), kt_secret_resize (reading->content, reading->max + 1), reading->max + 1,
                                 G_PRIORITY_DEFAULT, cancellable, read_cb, g_steal_pointer (&task));
}

void
kt_plain_file_read_async (GFile *file, gsize max, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (file, cancellable, callback, user_data);
  Reading *reading = g_new0 (Reading, 1);

  g_task_set_source_tag (task, kt_plain_file_read_async);
  reading->max = max;
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  g_file_read_async (file, G_PRIORITY_DEFAULT, cancellable, opened_cb, task);
}

KtSecret *
kt_plain_file_read_finish (GFile *file, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ── Delete ─────────────────────────────────────────────────────────────── */

static gboolean
fail (GError **error)
{
  int code = errno;

  g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (code), g_strerror (code));
  return FALSE;
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, KT_ERROR, KT_ERROR_NOT_ALLOWED, why);
  return FALSE;
}

static gboolean
is_content (int fd, const struct stat *about, KtSecret *content)
{
  gsize length = kt_secret_get_length (content), done = 0;
  g_autoptr(KtSecret) now = kt_secret_new_sized (length + 1);
  char *bytes = kt_secret_resize (now, length + 1);

  if ((gsize) about->st_size != length)
    return FALSE;
  while (done <= length)
    {
      gssize n = pread (fd, bytes + done, length + 1 - done, (off_t) done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      done += (gsize) n;
    }
  kt_secret_truncate (now, done);
  return kt_secret_equal (now, content);
}

static gboolean
write_zeros (int fd, gsize length)
{
  static const char zeros[4096];
  gsize done = 0;

  while (done < length)
    {
      gssize n = pwrite (fd, zeros, MIN (sizeof zeros, length - done), (off_t) done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      done += (gsize) n;
    }
  return fsync (fd) == 0;
}

static gboolean
delete_open (int fd, const char *path, KtSecret *content, GError **error)
{
  struct stat about;

  if (fstat (fd, &about) != 0)
    return fail (error);
  if (!S_ISREG (about.st_mode) || about.st_nlink > 1)
    return refuse (error, "the file has another name too, and stays");
  if (!is_content (fd, &about, content))
    return refuse (error, "the file has changed since it was read, and stays");
  if (!write_zeros (fd, kt_secret_get_length (content)) || unlink (path) != 0)
    return fail (error);
  return TRUE;
}

static void
delete_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *path = g_file_get_path (source);
  GError *error = NULL;
  int fd;

  if (!path)
    {
      g_task_return_new_error (task, KT_ERROR, KT_ERROR_NOT_ALLOWED, "the file is not on this computer");
      return;
    }
  fd = open (path, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 && errno == ELOOP)
    refuse (&error, "the file is a link to another one, and stays");
  else if (fd < 0)
    fail (&error);
  else
    delete_open (fd, path, data, &error);
  if (fd >= 0)
    close (fd);
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
kt_plain_file_delete_async (GFile *file, KtSecret *content, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (file, cancellable, callback, user_data);

  g_task_set_source_tag (task, kt_plain_file_delete_async);
  g_task_set_task_data (task, kt_secret_ref (content), (GDestroyNotify) kt_secret_unref);
  g_task_run_in_thread (task, delete_in_thread);
}

gboolean
kt_plain_file_delete_finish (GFile *file, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
