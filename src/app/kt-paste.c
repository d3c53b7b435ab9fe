/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-paste.h"

#define CHUNK 4096

/* One paste on its way: from the clipboard's stream straight into locked memory. */
typedef struct
{
  GtkWidget    *widget;         /* owned */
  gsize         max;
  KtPasteFunc   func;
  gpointer      user_data;
  KtSecret     *text;           /* owned: what has come so far, plus room for the next chunk */
  gsize         length;
  GInputStream *stream;         /* owned */
} Paste;

static void
paste_end (Paste *paste, gboolean good)
{
  if (good)
    kt_secret_truncate (paste->text, paste->length);
  paste->func (good ? paste->text : NULL, paste->user_data);
  g_object_unref (paste->widget);
  kt_secret_unref (paste->text);
  g_clear_object (&paste->stream);
  g_free (paste);
}

static void paste_more (Paste *paste);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Paste *paste = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n > 0)
    paste->length += (gsize) n;
  if (n <= 0 || paste->length > paste->max)
    paste_end (paste, n >= 0 && paste->length <= paste->max);
  else
    paste_more (paste);
}

static void
paste_more (Paste *paste)
{
  char *bytes = kt_secret_resize (paste->text, paste->length + CHUNK);

  g_input_stream_read_async (paste->stream, bytes + paste->length, CHUNK, G_PRIORITY_DEFAULT, NULL, read_cb, paste);
}

static void
stream_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Paste *paste = user_data;

  paste->stream = gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, NULL, NULL);
  if (paste->stream)
    paste_more (paste);
  else
    paste_end (paste, FALSE);
}

void
kt_paste_read (GtkWidget *widget, gsize max, KtPasteFunc func, gpointer user_data)
{
  const char *types[] = { "text/plain;charset=utf-8", "text/plain", NULL };
  Paste *paste = g_new0 (Paste, 1);

  paste->widget = g_object_ref (widget);
  paste->max = max;
  paste->func = func;
  paste->user_data = user_data;
  paste->text = kt_secret_new_sized (CHUNK);
  gdk_clipboard_read_async (gtk_widget_get_clipboard (widget), types, G_PRIORITY_DEFAULT, NULL, stream_cb, paste);
}
