/* recorder.c: a connection that remembers the request target just as it came
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "recorder.h"

#include <string.h>

#define MAX_LINE 16384  /* bytes; a longer first line is not remembered */

/* ── What is read ──────────────────────────────────────────────────────────── */

#define TYPE_RECORDED_INPUT (recorded_input_get_type ())
G_DECLARE_FINAL_TYPE (RecordedInput, recorded_input, EXCHANGE, RECORDED_INPUT, GFilterInputStream)

struct _RecordedInput
{
  GFilterInputStream parent_instance;

  GString *line;            /* the first line so far, without its end */
  gboolean complete;
};

static void recorded_input_pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RecordedInput, recorded_input, G_TYPE_FILTER_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, recorded_input_pollable_init))

static void
record (RecordedInput *self, const char *bytes, gssize length)
{
  for (gssize i = 0; i < length && !self->complete; i++)
    {
      if (bytes[i] == '\n' || self->line->len >= MAX_LINE)
        self->complete = TRUE;
      else if (bytes[i] != '\r')
        g_string_append_c (self->line, bytes[i]);
    }
}

static GInputStream *
base_of (gpointer self)
{
  return g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (self));
}

static gssize
recorded_input_read (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  gssize length = g_input_stream_read (base_of (stream), buffer, count, cancellable, error);

  record (EXCHANGE_RECORDED_INPUT (stream), buffer, length);
  return length;
}

static gssize
recorded_input_read_nonblocking (GPollableInputStream *stream, void *buffer, gsize count, GError **error)
{
  gssize length = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (base_of (stream)), buffer, count,
                                                            NULL, error);

  record (EXCHANGE_RECORDED_INPUT (stream), buffer, length);
  return length;
}

static gboolean
recorded_input_can_poll (GPollableInputStream *stream)
{
  return G_IS_POLLABLE_INPUT_STREAM (base_of (stream))
         && g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (base_of (stream)));
}

static gboolean
recorded_input_is_readable (GPollableInputStream *stream)
{
  return g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (base_of (stream)));
}

static GSource *
recorded_input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  g_autoptr (GSource) source
      = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (base_of (stream)), NULL);

  return g_pollable_source_new_full (stream, source, cancellable);
}

static void
recorded_input_finalize (GObject *object)
{
  g_string_free (EXCHANGE_RECORDED_INPUT (object)->line, TRUE);
  G_OBJECT_CLASS (recorded_input_parent_class)->finalize (object);
}

static void
recorded_input_class_init (RecordedInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = recorded_input_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = recorded_input_read;
}

static void
recorded_input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->can_poll = recorded_input_can_poll;
  iface->is_readable = recorded_input_is_readable;
  iface->create_source = recorded_input_create_source;
  iface->read_nonblocking = recorded_input_read_nonblocking;
}

static void
recorded_input_init (RecordedInput *self)
{
  self->line = g_string_new (NULL);
}

/* ── The connection ────────────────────────────────────────────────────────── */

struct _Recorder
{
  GIOStream parent_instance;

  GIOStream *base;
  RecordedInput *input;
};

G_DEFINE_FINAL_TYPE (Recorder, recorder, G_TYPE_IO_STREAM)

static GInputStream *
recorder_get_input_stream (GIOStream *stream)
{
  return G_INPUT_STREAM (EXCHANGE_RECORDER (stream)->input);
}

static GOutputStream *
recorder_get_output_stream (GIOStream *stream)
{
  return g_io_stream_get_output_stream (EXCHANGE_RECORDER (stream)->base);
}

static gboolean
recorder_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  return g_io_stream_close (EXCHANGE_RECORDER (stream)->base, cancellable, error);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_io_stream_close_finish (G_IO_STREAM (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
recorder_close_async (GIOStream *stream, int priority, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (stream, cancellable, callback, user_data);

  g_io_stream_close_async (EXCHANGE_RECORDER (stream)->base, priority, cancellable, closed_cb, task);
}

static gboolean
recorder_close_finish (GIOStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
recorder_dispose (GObject *object)
{
  Recorder *self = EXCHANGE_RECORDER (object);

  /* closes what is still open, and so needs the base */
  G_OBJECT_CLASS (recorder_parent_class)->dispose (object);
  g_clear_object (&self->input);
  g_clear_object (&self->base);
}

static void
recorder_class_init (RecorderClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = recorder_dispose;
  stream_class->get_input_stream = recorder_get_input_stream;
  stream_class->get_output_stream = recorder_get_output_stream;
  stream_class->close_fn = recorder_close;
  stream_class->close_async = recorder_close_async;
  stream_class->close_finish = recorder_close_finish;
}

static void
recorder_init (Recorder *self)
{
}

Recorder *
recorder_new (GIOStream *base)
{
  Recorder *self = g_object_new (TYPE_RECORDER, NULL);

  self->base = g_object_ref (base);
  self->input = g_object_new (TYPE_RECORDED_INPUT, "base-stream", g_io_stream_get_input_stream (base),
                              "close-base-stream", FALSE, NULL);
  return self;
}

char *
recorder_take_target (Recorder *self, const char *method)
{
  g_auto (GStrv) words = g_strsplit (self->input->line->str, " ", -1);
  gboolean request = self->input->complete && g_strv_length (words) == 3 && g_str_equal (words[0], method)
                     && words[1][0] == '/' && g_str_has_prefix (words[2], "HTTP/1.");
  char *target = request ? g_strdup (words[1]) : NULL;

  g_string_truncate (self->input->line, 0);
  self->input->complete = FALSE;
  return target;
}
