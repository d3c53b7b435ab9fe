/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-paste.h"

#define CHUNK 4096

/* One paste on its way: from the clipboard's stream, or a drop's, straight into locked memory. */
typedef struct
{
  GtkWidget    *widget;         /* owned */
  gsize         max;
  KtPasteFunc   func;
  gpointer      user_data;
  KtSecret     *text;           /* owned: what has come so far, plus room for the next chunk */
  gsize         length;
  GInputStream *stream;         /* owned */
  GdkDrop      *drop;           /* owned, or NULL: it is the clipboard's */
} Paste;

static void
paste_end (Paste *paste, gboolean good)
{
  if (good)
    kt_secret_truncate (paste->text, paste->length);
  if (paste->drop)
    gdk_drop_finish (paste->drop, good ? GDK_ACTION_COPY : 0);
  paste->func (good ? paste->text : NULL, paste->user_data);
  g_object_unref (paste->widget);
  kt_secret_unref (paste->text);
  g_clear_object (&paste->stream);
  g_clear_object (&paste->drop);
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

static const char *types[] = { "text/plain;charset=utf-8", "text/plain", NULL };

static void
take_stream (Paste *paste, GInputStream *stream)
{
  paste->stream = stream;
  if (stream)
    paste_more (paste);
  else
    paste_end (paste, FALSE);
}

static void
clipboard_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  take_stream (user_data, gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, NULL, NULL));
}

static void
drop_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  take_stream (user_data, gdk_drop_read_finish (GDK_DROP (source), result, NULL, NULL));
}

static Paste *
paste_new (GtkWidget *widget, gsize max, KtPasteFunc func, gpointer user_data)
{
  Paste *paste = g_new0 (Paste, 1);

  paste->widget = g_object_ref (widget);
  paste->max = max;
  paste->func = func;
  paste->user_data = user_data;
  paste->text = kt_secret_new_sized (CHUNK);
  return paste;
}

void
kt_paste_read (GtkWidget *widget, gsize max, KtPasteFunc func, gpointer user_data)
{
  gdk_clipboard_read_async (gtk_widget_get_clipboard (widget), types, G_PRIORITY_DEFAULT, NULL, clipboard_cb,
                            paste_new (widget, max, func, user_data));
}

void
kt_paste_read_drop (GtkWidget *widget, GdkDrop *drop, gsize max, KtPasteFunc func, gpointer user_data)
{
  Paste *paste = paste_new (widget, max, func, user_data);

  paste->drop = g_object_ref (drop);
  gdk_drop_read_async (drop, types, G_PRIORITY_DEFAULT, NULL, drop_cb, paste);
}
