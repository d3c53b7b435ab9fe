/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-clipboard.h"

#include <string.h>

#include <glib/gi18n.h>

#include "kt-settings.h"

#define TEXT "text/plain;charset=utf-8"
/* What asks a clipboard history not to keep it. KDE's own name is no MIME type, so GDK offers it but refuses its value
 * (GTK issue 4087): a history that looks at the names is reached, one that reads "secret" is not. The same below text/
 * is one, and is asked for too by those who know; GDK makes what is asked for lower case. */
#define HINT "x-kde-passwordManagerHint"
#define HINT_TEXT "text/x-kde-passwordManagerHint"
#define HINT_LOWER "text/x-kde-passwordmanagerhint"
#define DEFAULT_SECONDS 30

/* ── What other programs are offered ── */

#define KT_TYPE_SECRET_CONTENT (kt_secret_content_get_type ())
G_DECLARE_FINAL_TYPE (KtSecretContent, kt_secret_content, KT, SECRET_CONTENT, GdkContentProvider)

struct _KtSecretContent
{
  GdkContentProvider parent_instance;

  KtSecret *secret;             /* owned */
};

G_DEFINE_FINAL_TYPE (KtSecretContent, kt_secret_content, GDK_TYPE_CONTENT_PROVIDER)

static GdkContentFormats *
kt_secret_content_ref_formats (GdkContentProvider *provider)
{
  const char *types[] = { TEXT, HINT, HINT_TEXT, HINT_LOWER };

  return gdk_content_formats_new (types, G_N_ELEMENTS (types));
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
kt_secret_content_write (GdkContentProvider *provider, const char *mime_type, GOutputStream *stream, int io_priority,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  KtSecretContent *self = KT_SECRET_CONTENT (provider);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  const char *bytes = "secret";
  gsize length = strlen (bytes);

  g_task_set_source_tag (task, kt_secret_content_write);
  if (g_str_equal (mime_type, TEXT))
    bytes = kt_secret_peek (self->secret, &length);
  else if (!g_str_equal (mime_type, HINT) && g_ascii_strcasecmp (mime_type, HINT_TEXT) != 0)
    bytes = NULL;

  if (!bytes)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "It is offered as text only");
      g_object_unref (task);
      return;
    }
  g_output_stream_write_all_async (stream, bytes, length, io_priority, cancellable, written_cb, task);
}

static gboolean
kt_secret_content_write_finish (GdkContentProvider *provider, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
kt_secret_content_finalize (GObject *object)
{
  kt_secret_unref (KT_SECRET_CONTENT (object)->secret);
  G_OBJECT_CLASS (kt_secret_content_parent_class)->finalize (object);
}

static void
kt_secret_content_class_init (KtSecretContentClass *klass)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kt_secret_content_finalize;
  provider_class->ref_formats = kt_secret_content_ref_formats;
  provider_class->write_mime_type_async = kt_secret_content_write;
  provider_class->write_mime_type_finish = kt_secret_content_write_finish;
}

static void
kt_secret_content_init (KtSecretContent *self)
{
}

/* ── How long ── */

/* What was copied last, on one clipboard. Lives as long as the clipboard. */
typedef struct
{
  GdkClipboard       *clipboard;  /* borrowed */
  GdkContentProvider *content;    /* owned, while it is to be cleared */
  GtkWindow          *window;     /* weak: where it was copied */
  gulong              focus_handler;
  guint               timeout;
} Clipping;

static void
forget (Clipping *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->window)
    {
      g_clear_signal_handler (&self->focus_handler, self->window);
      g_object_remove_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
    }
  self->window = NULL;
  self->focus_handler = 0;
  g_clear_object (&self->content);
}

static void
clipping_free (gpointer data)
{
  forget (data);
  g_free (data);
}

static gboolean
is_ours (Clipping *self)
{
  return self->content && gdk_clipboard_get_content (self->clipboard) == self->content;
}

/* Whether nothing of ours is there any more. */
static gboolean
clear (Clipping *self)
{
  return !is_ours (self) || gdk_clipboard_set_content (self->clipboard, NULL);
}

static void
focused_cb (GtkWindow *window, GParamSpec *pspec, Clipping *self)
{
  if (!gtk_window_is_active (window) || self->timeout)
    return;
  if (clear (self))
    gtk_widget_activate_action (GTK_WIDGET (window), "win.toast", "s",
                                _("The copied secret was cleared from the clipboard only now."));
  forget (self);
}

static gboolean
time_is_up_cb (gpointer user_data)
{
  Clipping *self = user_data;

  self->timeout = 0;
  if (clear (self))
    forget (self);
  else if (self->window)
    gtk_widget_activate_action (GTK_WIDGET (self->window), "win.toast", "s",
                                _("The copied secret could not be cleared from the clipboard yet. Copy something else."));
  return G_SOURCE_REMOVE;
}

static Clipping *
get_clipping (GdkClipboard *clipboard)
{
  static GQuark quark = 0;
  Clipping *self;

  if (!quark)
    quark = g_quark_from_static_string ("kt-clipping");
  self = g_object_get_qdata (G_OBJECT (clipboard), quark);
  if (!self)
    {
      self = g_new0 (Clipping, 1);
      self->clipboard = clipboard;
      g_object_set_qdata_full (G_OBJECT (clipboard), quark, self, clipping_free);
    }
  return self;
}

guint
kt_clipboard_get_seconds (void)
{
  g_autoptr(GSettings) settings = kt_settings_new ();

  return settings ? (guint) g_settings_get_int (settings, "clipboard-seconds") : DEFAULT_SECONDS;
}

void
kt_clipboard_copy_secret (GtkWidget *widget, KtSecret *secret)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (widget);
  Clipping *self = get_clipping (clipboard);
  KtSecretContent *content = g_object_new (KT_TYPE_SECRET_CONTENT, NULL);
  GtkRoot *root = gtk_widget_get_root (widget);

  content->secret = kt_secret_ref (secret);
  forget (self);
  gdk_clipboard_set_content (clipboard, GDK_CONTENT_PROVIDER (content));
  self->content = GDK_CONTENT_PROVIDER (content);
  if (GTK_IS_WINDOW (root))
    {
      g_set_weak_pointer (&self->window, GTK_WINDOW (root));
      self->focus_handler = g_signal_connect (root, "notify::is-active", G_CALLBACK (focused_cb), self);
    }
  self->timeout = g_timeout_add_seconds (kt_clipboard_get_seconds (), time_is_up_cb, self);
}

void
kt_clipboard_clear (GdkDisplay *display)
{
  Clipping *self = get_clipping (gdk_display_get_clipboard (display));

  if (clear (self))
    forget (self);
}
