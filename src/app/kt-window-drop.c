/* kt-window-drop.c: a file or text with keys, dropped on the window or pasted into it, opens the import
 *
 * The bytes go straight into locked memory, as those of a paste do.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "kt-window-private.h"

#include <glib/gi18n.h>

#include "kt-import.h"
#include "kt-import-window.h"
#include "kt-paste.h"
#include "kt-plain-file.h"

static void
open_import (KtWindow *self, KtSecret *content, GFile *source)
{
  GtkWidget *window = kt_import_window_new (self->keeper, content, source, NULL);

  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (window));
}

/* ── A file ── */

static void
file_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(KtSecret) content = kt_plain_file_read_finish (G_FILE (source), result, &error);

  if (kt_window_is_gone (self))
    return;
  if (content)
    open_import (self, content, G_FILE (source));
  else
    kt_window_say_error (self, error);
}

static void
take_files (KtWindow *self, GSList *files)
{
  if (!files)
    return;
  if (files->next)
    kt_window_toast (self, _("One file at a time, please."), NULL, NULL);
  else
    kt_plain_file_read_async (files->data, KT_IMPORT_MAX_SIZE, self->cancellable, file_read_cb, g_object_ref (self));
}

static void
files_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GdkDrop *drop = GDK_DROP (source);
  g_autoptr(KtWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  const GValue *value = gdk_drop_read_value_finish (drop, result, &error);

  if (value && !kt_window_is_gone (self))
    take_files (self, g_value_get_boxed (value));
  else
    kt_window_say_error (self, error);
  gdk_drop_finish (drop, value ? GDK_ACTION_COPY : 0);
}

/* ── Text ── */

static void
text_cb (KtSecret *text, gpointer user_data)
{
  KtWindow *self = user_data;

  if (kt_window_is_gone (self))
    return;
  if (text && kt_secret_get_length (text) > 0)
    open_import (self, text, NULL);
  else
    kt_window_toast (self, _("There is no text in what was dropped, or too much."), NULL, NULL);
}

static void
pasted_cb (KtSecret *text, gpointer user_data)
{
  KtWindow *self = user_data;

  if (kt_window_is_gone (self))
    return;
  if (text && kt_secret_get_length (text) > 0)
    open_import (self, text, NULL);
  else
    kt_window_toast (self, _("There is no text in the clipboard, or too much."), NULL, NULL);
}

static void
paste_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (KT_WINDOW (widget)->ready)
    kt_paste_read (widget, KT_IMPORT_MAX_SIZE, pasted_cb, widget);
}

/* Not an accelerator of the application: an entry one types in comes first. */
void
kt_window_install_paste (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.paste", NULL, paste_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "win.paste", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Insert, GDK_SHIFT_MASK, "win.paste", NULL);
}

/* ── The target ── */

static gboolean
drop_cb (GtkDropTargetAsync *target, GdkDrop *drop, double x, double y, KtWindow *self)
{
  if (!self->ready)
    return FALSE;
  /* GTK 4.8 leaves the frame of a target around the window. */
  gtk_widget_unset_state_flags (GTK_WIDGET (self->toasts), GTK_STATE_FLAG_DROP_ACTIVE);
  if (gdk_content_formats_contain_mime_type (gdk_drop_get_formats (drop), "text/uri-list")
      || gdk_content_formats_contain_gtype (gdk_drop_get_formats (drop), GDK_TYPE_FILE_LIST))
    gdk_drop_read_value_async (drop, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, self->cancellable, files_cb, g_object_ref (self));
  else
    kt_paste_read_drop (GTK_WIDGET (self), drop, KT_IMPORT_MAX_SIZE, text_cb, self);
  return TRUE;
}

/* Nothing of our own is dragged: a piece of text from one of our entries is not meant. */
static gboolean
accept_cb (GtkDropTargetAsync *target, GdkDrop *drop, KtWindow *self)
{
  return self->ready && gdk_drop_get_drag (drop) == NULL
         && gdk_content_formats_match (gdk_drop_get_formats (drop), gtk_drop_target_async_get_formats (target));
}

void
kt_window_accept_drops (KtWindow *self)
{
  GdkContentFormatsBuilder *builder = gdk_content_formats_builder_new ();
  GtkDropTargetAsync *target;

  gdk_content_formats_builder_add_mime_type (builder, "text/uri-list");
  gdk_content_formats_builder_add_mime_type (builder, "text/plain;charset=utf-8");
  gdk_content_formats_builder_add_mime_type (builder, "text/plain");
  gdk_content_formats_builder_add_gtype (builder, GDK_TYPE_FILE_LIST);
  target = gtk_drop_target_async_new (gdk_content_formats_builder_free_to_formats (builder), GDK_ACTION_COPY);
  g_signal_connect_object (target, "accept", G_CALLBACK (accept_cb), self, 0);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->toasts), GTK_EVENT_CONTROLLER (target));
}
