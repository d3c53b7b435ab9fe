/* kt-import-window-read.c: from a file or the clipboard to the list of what was found
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "kt-import-window-private.h"

#include <glib/gi18n.h>

#include "kt-compat.h"
#include "kt-paste.h"
#include "kt-plain-file.h"
#include "kt-words.h"

/* ── What was found ── */

void
kt_import_window_update_next (KtImportWindow *self)
{
  gboolean enabled = TRUE;

  if (self->page == KT_IMPORT_PAGE_MAP)
    enabled = kt_import_map_page_is_complete (self->map);
  else if (self->page == KT_IMPORT_PAGE_LIST || self->page == KT_IMPORT_PAGE_ALL)
    enabled = kt_import_window_count_chosen (self) > 0 && !self->save_after;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "import.next", enabled);
}

static void
show_summary (KtImportWindow *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  guint chosen = kt_import_window_count_chosen (self);
  g_autofree char *found = g_strdup_printf (ngettext ("%u key found", "%u keys found", n), n);
  /* Translators: of the keys that were found */
  g_autofree char *of_them = g_strdup_printf (ngettext ("%u chosen", "%u chosen", chosen), chosen);
  g_autofree char *text = g_strdup_printf ("%s · %s", found, of_them);

  gtk_label_set_label (self->summary, text);
}

static gboolean
update_cb (gpointer user_data)
{
  KtImportWindow *self = user_data;

  self->queued = FALSE;
  if (!kt_import_window_is_gone (self) && self->items)
    {
      show_summary (self);
      kt_import_window_update_next (self);
    }
  return G_SOURCE_REMOVE;
}

/* Many items may change at once. */
static void
queue_update (KtImportWindow *self)
{
  if (self->queued)
    return;
  self->queued = TRUE;
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, update_cb, g_object_ref (self), g_object_unref);
}

static char *
list_remarks (const KtImport *import)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < import->remarks->len; i++)
    {
      g_autofree char *sentence = kt_words_import_remark (g_ptr_array_index (import->remarks, i));

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", sentence);
    }
  return g_string_free (text, FALSE);
}

static void
show_remarks (KtImportWindow *self)
{
  guint n = self->import->remarks->len;
  g_autofree char *text = list_remarks (self->import);
  g_autofree char *title = g_strdup_printf (ngettext ("%u place could not be read", "%u places could not be read", n), n);

  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->remarks)), n > 0);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->remarks), title);
  gtk_label_set_label (self->remarks_text, text);
}

void
kt_import_window_take_items (KtImportWindow *self)
{
  g_autoptr(GtkNoSelection) selection = NULL;

  g_clear_object (&self->items);
  self->items = kt_import_make_items (self->keeper, self->import);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr(KtImportItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      g_signal_connect_object (item, "changed", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
    }
  selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->items)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  show_summary (self);
  show_remarks (self);
  self->compared = FALSE;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->items)) == 0)
    {
      g_autofree char *why = list_remarks (self->import);

      adw_status_page_set_title (self->start, _("No Keys Found"));
      adw_status_page_set_description (self->start, why);
      kt_import_window_show_page (self, KT_IMPORT_PAGE_START);
      return;
    }
  kt_import_window_show_page (self, KT_IMPORT_PAGE_LIST);
  kt_import_window_compare (self);
}

/* ── Reading ── */

typedef struct
{
  KtSecret    *content;         /* all owned */
  char        *name;
  KtCatalogue *catalogue;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  kt_secret_unref (job->content);
  g_free (job->name);
  g_object_unref (job->catalogue);
  g_free (job);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;

  g_task_return_pointer (task, kt_import_read (job->content, job->name, job->catalogue), (GDestroyNotify) kt_import_free);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtImportWindow) self = user_data;
  KtImport *import = g_task_propagate_pointer (G_TASK (result), NULL);

  if (kt_import_window_is_gone (self))
    {
      g_clear_pointer (&import, kt_import_free);
      return;
    }
  g_clear_pointer (&self->import, kt_import_free);
  self->import = import;
  if (import->table && import->table->rows->len > 0)
    {
      kt_import_map_page_show (self->map, import);
      kt_import_window_show_page (self, KT_IMPORT_PAGE_MAP);
    }
  else
    kt_import_window_take_items (self);
}

/* A megabyte takes a moment. */
void
kt_import_window_begin_reading (KtImportWindow *self, KtSecret *content, GFile *source, const char *name)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, found_cb, g_object_ref (self));
  Job *job = g_new0 (Job, 1);
  g_autofree char *base = source ? g_file_get_basename (source) : NULL;

  kt_secret_ref (content);
  g_clear_pointer (&self->content, kt_secret_unref);
  self->content = content;
  g_set_object (&self->source, source);
  g_free (self->name);
  self->name = g_strdup (name ? name : base);
  job->content = kt_secret_ref (content);
  job->name = g_strdup (self->name);
  job->catalogue = g_object_ref (kt_keeper_get_catalogue (self->keeper));
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, read_in_thread);
  kt_import_window_show_page (self, KT_IMPORT_PAGE_READING);
}

static void
file_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtImportWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(KtSecret) content = kt_plain_file_read_finish (G_FILE (source), result, &error);

  if (kt_import_window_is_gone (self))
    return;
  if (content)
    kt_import_window_begin_reading (self, content, G_FILE (source), NULL);
  else
    kt_import_window_say_error (self, error);
}

static void
chosen_cb (GFile *file, gpointer user_data)
{
  g_autoptr(KtImportWindow) self = user_data;

  if (file && !kt_import_window_is_gone (self))
    kt_plain_file_read_async (file, KT_IMPORT_MAX_SIZE, kt_import_window_begin_work (self), file_read_cb, g_object_ref (self));
}

void
kt_import_window_choose_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kt_compat_choose_file (GTK_WINDOW (widget), _("Import Keys"), chosen_cb, g_object_ref (widget));
}

static void
pasted_cb (KtSecret *text, gpointer user_data)
{
  KtImportWindow *self = user_data;

  if (kt_import_window_is_gone (self))
    return;
  if (text && kt_secret_get_length (text) > 0)
    kt_import_window_begin_reading (self, text, NULL, NULL);
  else
    kt_import_window_say (self, _("There is no text in the clipboard."));
}

void
kt_import_window_paste_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kt_paste_read (widget, KT_IMPORT_MAX_SIZE, pasted_cb, widget);
}

gboolean
kt_import_window_drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, KtImportWindow *self)
{
  GSList *files = g_value_get_boxed (value);

  if (!files || self->page != KT_IMPORT_PAGE_START)
    return FALSE;
  kt_plain_file_read_async (files->data, KT_IMPORT_MAX_SIZE, kt_import_window_begin_work (self), file_read_cb, g_object_ref (self));
  return TRUE;
}
