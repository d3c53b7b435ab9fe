/* kt-import-window-save.c: which keys are here already, one by one into the keyring, and the file at the end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "kt-import-window-private.h"

#include <glib/gi18n.h>

#include "kt-error.h"
#include "kt-plain-file.h"

static void save_next (KtImportWindow *self);

/* ── Which are saved already ── */

static void
begin_saving (KtImportWindow *self)
{
  self->next = 0;
  self->n_worked = 0;
  self->n_chosen = kt_import_window_count_chosen (self);
  kt_import_window_show_page (self, KT_IMPORT_PAGE_WORK);
  kt_import_window_begin_work (self);
  save_next (self);
}

static void
compared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtImportWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean save = self->save_after;
  guint n = 0;

  self->save_after = FALSE;
  if (!kt_import_find_duplicates_finish (KT_KEEPER (source), result, &n, &error))
    {
      if (kt_import_window_is_gone (self))
        return;
      gtk_widget_set_visible (self->locked_box, TRUE);
      if (save)
        kt_import_window_say_error (self, error);
      kt_import_window_update_next (self);
      return;
    }
  if (kt_import_window_is_gone (self))
    return;
  self->compared = TRUE;
  gtk_widget_set_visible (self->locked_box, FALSE);
  if (!save)
    return;
  if (n > 0)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%u key is saved already and was left out", "%u keys are saved already and were left out", n), n);

      kt_import_window_say (self, text);
      kt_import_window_show_page (self, KT_IMPORT_PAGE_LIST);
    }
  else
    begin_saving (self);
}

void
kt_import_window_compare (KtImportWindow *self)
{
  kt_import_find_duplicates_async (self->keeper, G_LIST_MODEL (self->items), kt_import_window_begin_work (self), compared_cb, g_object_ref (self));
}

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtImportWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (kt_keeper_unlock_finish (KT_KEEPER (source), result, &error) && !kt_import_window_is_gone (self))
    {
      kt_import_window_compare (self);
      return;
    }
  self->save_after = FALSE;
  kt_import_window_say_error (self, error);
  if (!kt_import_window_is_gone (self))
    kt_import_window_update_next (self);
}

void
kt_import_window_unlock_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtImportWindow *self = KT_IMPORT_WINDOW (widget);

  kt_keeper_unlock_async (self->keeper, kt_import_window_begin_work (self), unlocked_cb, g_object_ref (self));
}

/* ── One by one into the keyring ── */

static void
show_work (KtImportWindow *self, KtImportItem *item)
{
  /* Translators: %1$s is the label of a key: “Saving Bitget 2 (3 of 12)” */
  g_autofree char *text = g_strdup_printf (_("Saving “%1$s” (%2$u of %3$u)"), kt_import_item_get_label (item), self->n_worked + 1,
                                           self->n_chosen);

  gtk_label_set_label (self->work_title, text);
  gtk_progress_bar_set_fraction (self->progress, self->n_chosen > 0 ? (double) self->n_worked / self->n_chosen : 0);
}

static void
end_saving (KtImportWindow *self)
{
  g_clear_object (&self->cancellable);
  kt_import_window_show_page (self, KT_IMPORT_PAGE_DONE);
}

/* What concerns every key ends the work: a keyring that does not answer, or a full disk, is not to be asked again and
 * again, each time until the deadline. */
static gboolean
concerns_all (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || g_error_matches (error, KT_ERROR, KT_ERROR_LOCKED) ||
         g_error_matches (error, KT_ERROR, KT_ERROR_DISMISSED) || g_error_matches (error, KT_ERROR, KT_ERROR_NO_KEYRING) ||
         g_error_matches (error, KT_ERROR, KT_ERROR_NOT_OPENED) || g_error_matches (error, KT_ERROR, KT_ERROR_OTHER_KEYRING) ||
         g_error_matches (error, KT_ERROR, KT_ERROR_BUSY) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtImportWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean saved = kt_import_item_save_finish (KT_IMPORT_ITEM (source), result, &error);

  if (kt_import_window_is_gone (self))
    return;
  self->n_worked++;
  if ((!saved && concerns_all (error)) || g_cancellable_is_cancelled (self->cancellable))
    {
      kt_import_window_say_error (self, error);
      end_saving (self);
    }
  else
    save_next (self);
}

static void
save_next (KtImportWindow *self)
{
  GListModel *items = G_LIST_MODEL (self->items);

  for (; self->next < g_list_model_get_n_items (items); self->next++)
    {
      g_autoptr(KtImportItem) item = g_list_model_get_item (items, self->next);

      if (!kt_import_item_get_chosen (item))
        continue;
      self->next++;
      show_work (self, item);
      kt_import_item_save_async (item, self->keeper, self->common, gtk_switch_get_active (self->check_switch), self->cancellable,
                                 saved_cb, g_object_ref (self));
      return;
    }
  end_saving (self);
}

static void
read_common (KtImportWindow *self)
{
  g_clear_pointer (&self->common, kt_record_free);
  self->common = kt_record_new ();
  self->common->intent = kt_intent_form_get_rights (self->intent);
  self->common->intent_set = TRUE;
  kt_place_form_read (self->place, self->common);
}

void
kt_import_window_save (KtImportWindow *self)
{
  read_common (self);
  if (self->compared)
    {
      begin_saving (self);
      return;
    }
  /* First it must be known which are here already. */
  self->save_after = TRUE;
  kt_import_window_update_next (self);
  kt_import_window_unlock_action (GTK_WIDGET (self), NULL, NULL);
}

/* ── The file ── */

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtImportWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean deleted = kt_plain_file_delete_finish (G_FILE (source), result, &error);
  g_autofree char *text = NULL;

  if (kt_import_window_is_gone (self))
    return;
  if (!deleted)
    {
      kt_import_window_say_error (self, error);
      return;
    }
  text = g_strdup_printf (_("“%s” is deleted"), self->name);
  g_clear_object (&self->source);
  kt_import_window_show_page (self, KT_IMPORT_PAGE_DONE);
  kt_import_window_say (self, text);
}

void
kt_import_window_delete_file_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtImportWindow *self = KT_IMPORT_WINDOW (widget);

  if (self->source && self->content)
    kt_plain_file_delete_async (self->source, self->content, NULL, deleted_cb, g_object_ref (self));
}
