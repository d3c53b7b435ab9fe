/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-export.h"

#include <glib/gi18n.h>

#include "kt-compat.h"

static const char *const endings[] = { [KT_EXPORT_SVG] = "svg", [KT_EXPORT_PNG] = "png", [KT_EXPORT_CSV] = "csv", [KT_EXPORT_ICS] = "ics" };

typedef struct
{
  GWeakRef       parent;
  KtExportFormat format;
  KtMakeFunc     make;
  gpointer       data;
  GDestroyNotify destroy;
  GFile         *file;          /* owned, once chosen */
} Export;

static void
export_free (gpointer data)
{
  Export *self = data;

  g_weak_ref_clear (&self->parent);
  if (self->destroy)
    self->destroy (self->data);
  g_clear_object (&self->file);
  g_free (self);
}

gboolean
kt_export_format_from_word (const char *word, KtExportFormat *ret_format)
{
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      if (g_strcmp0 (word, endings[i]) == 0)
        {
          *ret_format = i;
          return TRUE;
        }
    }
  return FALSE;
}

static void
say_end (Export *self, const GError *error)
{
  g_autoptr(GtkWidget) parent = g_weak_ref_get (&self->parent);
  g_autofree char *name = g_file_get_basename (self->file);
  g_autofree char *shown = g_filename_display_name (name);
  g_autofree char *text = NULL;

  if (!parent)
    return;
  if (error)
    /* Translators: a file's name, then why */
    text = g_strdup_printf (_("“%1$s” could not be written: %2$s"), shown, error->message);
  else
    /* Translators: %s is a file's name */
    text = g_strdup_printf (_("Saved as “%s”"), shown);
  gtk_widget_activate_action (parent, "win.toast", "s", text);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Export *self = user_data;
  g_autoptr(GError) error = NULL;

  g_file_replace_contents_finish (G_FILE (source), result, NULL, &error);
  say_end (self, error);
  export_free (self);
}

static void
make_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Export *self = data;
  GError *error = NULL;
  GBytes *bytes = self->make (self->format, self->data, &error);

  if (bytes)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Export *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_task_propagate_pointer (G_TASK (result), &error);

  if (!bytes)
    {
      say_end (self, error);
      export_free (self);
      return;
    }
  /* Names of keys and who has them: for this person only. */
  g_file_replace_contents_bytes_async (self->file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, written_cb, self);
}

static void
chosen_cb (GFile *file, gpointer user_data)
{
  Export *self = user_data;
  g_autoptr(GTask) task = NULL;

  if (!file)
    {
      export_free (self);
      return;
    }
  self->file = g_object_ref (file);
  task = g_task_new (NULL, NULL, made_cb, self);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, make_thread);
}

void
kt_export_begin (GtkWindow *parent, const char *name, KtExportFormat format, KtMakeFunc make, gpointer data, GDestroyNotify destroy)
{
  Export *self = g_new0 (Export, 1);
  g_autofree char *file_name = g_strconcat (name, ".", endings[format], NULL);

  g_weak_ref_init (&self->parent, parent);
  self->format = format;
  self->make = make;
  self->data = data;
  self->destroy = destroy;
  kt_compat_choose_new_file (parent, _("Save As"), file_name, chosen_cb, self);
}
