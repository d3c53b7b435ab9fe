/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-import-window.h"

#include <glib/gi18n.h>

#include "kt-compat.h"
#include "kt-error.h"
#include "kt-exchange-picker.h"
#include "kt-import-done.h"
#include "kt-import-form.h"
#include "kt-import-item.h"
#include "kt-import-map.h"
#include "kt-import-row.h"
#include "kt-intent-form.h"
#include "kt-paste.h"
#include "kt-place-form.h"
#include "kt-plain-file.h"
#include "kt-words.h"

typedef enum { PAGE_START, PAGE_READING, PAGE_MAP, PAGE_LIST, PAGE_KEY, PAGE_EXCHANGE, PAGE_ALL, PAGE_WORK, PAGE_DONE } Page;

struct _KtImportWindow
{
  AdwWindow parent_instance;

  KtKeeper     *keeper;         /* owned */
  KtSecret     *content;        /* owned, or NULL: what was read, to know the file again */
  GFile        *source;         /* owned, or NULL */
  char         *name;           /* owned, or NULL: of the source */
  KtImport     *import;         /* owned, or NULL */
  GListStore   *items;          /* owned: KtImportItem */
  KtImportItem *item;           /* owned: on the page of one key */
  KtRecord     *common;         /* owned: intent and place of all */
  GCancellable *cancellable;    /* owned: of what runs now, or NULL */
  Page          page;
  guint         next;           /* item to be saved */
  guint         n_chosen, n_worked;
  gboolean      compared;       /* with the keys that are saved */
  gboolean      save_after;     /* comparing was asked for by Save */
  gboolean      queued;         /* an update of what depends on the items */

  AdwWindowTitle   *title;      /* template children */
  GtkButton        *back_button;
  GtkButton        *next_button;
  AdwToastOverlay  *toasts;
  GtkStack         *stack;
  AdwStatusPage    *start;
  GtkButton        *choose_button;
  KtImportMap      *map;
  GtkLabel         *summary;
  GtkWidget        *locked_box;
  GtkExpander      *remarks;
  GtkLabel         *remarks_text;
  GtkListView      *list;
  KtImportForm     *form;
  KtExchangePicker *picker;
  KtIntentForm     *intent;
  KtPlaceForm      *place;
  AdwActionRow     *check_row;
  GtkSwitch        *check_switch;
  GtkLabel         *work_title;
  GtkProgressBar   *progress;
  GtkBox           *done_box;
};

G_DEFINE_FINAL_TYPE (KtImportWindow, kt_import_window, ADW_TYPE_WINDOW)

static void show_page (KtImportWindow *self, Page page);
static void compare (KtImportWindow *self);
static void save_next (KtImportWindow *self);

static void
say (KtImportWindow *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

/* An answer that was waited for may come when the window was closed. */
static gboolean
is_gone (KtImportWindow *self)
{
  return self->keeper == NULL;
}

static void
say_error (KtImportWindow *self, const GError *error)
{
  g_autofree char *sentence = NULL;

  if (is_gone (self) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  sentence = kt_words_error (error);
  say (self, sentence);
}

static GCancellable *
begin_work (KtImportWindow *self)
{
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  return self->cancellable;
}

static guint
count_chosen (KtImportWindow *self)
{
  guint n = 0;

  for (guint i = 0; self->items && i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr(KtImportItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      n += kt_import_item_get_chosen (item);
    }
  return n;
}

/* ── What was found ── */

static void
update_next (KtImportWindow *self)
{
  gboolean enabled = TRUE;

  if (self->page == PAGE_MAP)
    enabled = kt_import_map_page_is_complete (self->map);
  else if (self->page == PAGE_LIST || self->page == PAGE_ALL)
    enabled = count_chosen (self) > 0 && !self->save_after;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "import.next", enabled);
}

static void
show_summary (KtImportWindow *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  guint chosen = count_chosen (self);
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
  if (!is_gone (self) && self->items)
    {
      show_summary (self);
      update_next (self);
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

  gtk_widget_set_visible (GTK_WIDGET (self->remarks), n > 0);
  gtk_expander_set_label (self->remarks, title);
  gtk_label_set_label (self->remarks_text, text);
}

static void
take_items (KtImportWindow *self)
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
      show_page (self, PAGE_START);
      return;
    }
  show_page (self, PAGE_LIST);
  compare (self);
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

  if (is_gone (self))
    {
      g_clear_pointer (&import, kt_import_free);
      return;
    }
  g_clear_pointer (&self->import, kt_import_free);
  self->import = import;
  if (import->table && import->table->rows->len > 0)
    {
      kt_import_map_page_show (self->map, import);
      show_page (self, PAGE_MAP);
    }
  else
    take_items (self);
}

/* A megabyte takes a moment. */
static void
begin_reading (KtImportWindow *self, KtSecret *content, GFile *source, const char *name)
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
  show_page (self, PAGE_READING);
}

static void
file_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtImportWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(KtSecret) content = kt_plain_file_read_finish (G_FILE (source), result, &error);

  if (is_gone (self))
    return;
  if (content)
    begin_reading (self, content, G_FILE (source), NULL);
  else
    say_error (self, error);
}

static void
chosen_cb (GFile *file, gpointer user_data)
{
  g_autoptr(KtImportWindow) self = user_data;

  if (file && !is_gone (self))
    kt_plain_file_read_async (file, KT_IMPORT_MAX_SIZE, begin_work (self), file_read_cb, g_object_ref (self));
}

static void
choose_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kt_compat_choose_file (GTK_WINDOW (widget), _("Import Keys"), chosen_cb, g_object_ref (widget));
}

static void
pasted_cb (KtSecret *text, gpointer user_data)
{
  KtImportWindow *self = user_data;

  if (is_gone (self))
    return;
  if (text && kt_secret_get_length (text) > 0)
    begin_reading (self, text, NULL, NULL);
  else
    say (self, _("There is no text in the clipboard."));
}

static void
paste_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kt_paste_read (widget, KT_IMPORT_MAX_SIZE, pasted_cb, widget);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, KtImportWindow *self)
{
  GSList *files = g_value_get_boxed (value);

  if (!files || self->page != PAGE_START)
    return FALSE;
  kt_plain_file_read_async (files->data, KT_IMPORT_MAX_SIZE, begin_work (self), file_read_cb, g_object_ref (self));
  return TRUE;
}

/* ── Columns ── */

static void
map_changed_cb (KtImportWindow *self)
{
  update_next (self);
}

/* ── One key ── */

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtImportWindow *self = KT_IMPORT_WINDOW (widget);
  guint line = g_variant_get_uint32 (parameter);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr(KtImportItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (kt_import_item_get_line (item) != line)
        continue;
      g_set_object (&self->item, item);
      kt_import_form_show (self->form, item, kt_intent_form_get_rights (self->intent));
      show_page (self, PAGE_KEY);
      return;
    }
}

static void
choose_exchange_cb (KtImportWindow *self)
{
  show_page (self, PAGE_EXCHANGE);
  kt_exchange_picker_focus (self->picker);
}

static void
picked_cb (KtImportWindow *self, KtExchange *exchange)
{
  kt_import_item_set_exchange (self->item, exchange, kt_keeper_get_all (self->keeper));
  kt_import_form_show (self->form, self->item, kt_intent_form_get_rights (self->intent));
  show_page (self, PAGE_KEY);
}

/* ── Which are saved already ── */

static void
begin_saving (KtImportWindow *self)
{
  self->next = 0;
  self->n_worked = 0;
  self->n_chosen = count_chosen (self);
  show_page (self, PAGE_WORK);
  begin_work (self);
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
      if (is_gone (self))
        return;
      gtk_widget_set_visible (self->locked_box, TRUE);
      if (save)
        say_error (self, error);
      update_next (self);
      return;
    }
  if (is_gone (self))
    return;
  self->compared = TRUE;
  gtk_widget_set_visible (self->locked_box, FALSE);
  if (!save)
    return;
  if (n > 0)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%u key is saved already and was left out", "%u keys are saved already and were left out", n), n);

      say (self, text);
      show_page (self, PAGE_LIST);
    }
  else
    begin_saving (self);
}

static void
compare (KtImportWindow *self)
{
  kt_import_find_duplicates_async (self->keeper, G_LIST_MODEL (self->items), begin_work (self), compared_cb, g_object_ref (self));
}

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtImportWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (kt_keeper_unlock_finish (KT_KEEPER (source), result, &error) && !is_gone (self))
    {
      compare (self);
      return;
    }
  self->save_after = FALSE;
  say_error (self, error);
  if (!is_gone (self))
    update_next (self);
}

static void
unlock_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtImportWindow *self = KT_IMPORT_WINDOW (widget);

  kt_keeper_unlock_async (self->keeper, begin_work (self), unlocked_cb, g_object_ref (self));
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
  show_page (self, PAGE_DONE);
}

/* What concerns every key ends the work: the keyring is not to be asked again and again. */
static gboolean
concerns_all (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || g_error_matches (error, KT_ERROR, KT_ERROR_LOCKED) ||
         g_error_matches (error, KT_ERROR, KT_ERROR_DISMISSED) || g_error_matches (error, KT_ERROR, KT_ERROR_NO_KEYRING) ||
         g_error_matches (error, KT_ERROR, KT_ERROR_NOT_OPENED) || g_error_matches (error, KT_ERROR, KT_ERROR_OTHER_KEYRING);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtImportWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean saved = kt_import_item_save_finish (KT_IMPORT_ITEM (source), result, &error);

  if (is_gone (self))
    return;
  self->n_worked++;
  if ((!saved && concerns_all (error)) || g_cancellable_is_cancelled (self->cancellable))
    {
      say_error (self, error);
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

static void
save (KtImportWindow *self)
{
  read_common (self);
  if (self->compared)
    {
      begin_saving (self);
      return;
    }
  /* First it must be known which are here already. */
  self->save_after = TRUE;
  update_next (self);
  unlock_action (GTK_WIDGET (self), NULL, NULL);
}

/* ── The file ── */

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtImportWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean deleted = kt_plain_file_delete_finish (G_FILE (source), result, &error);
  g_autofree char *text = NULL;

  if (is_gone (self))
    return;
  if (!deleted)
    {
      say_error (self, error);
      return;
    }
  text = g_strdup_printf (_("“%s” is deleted"), self->name);
  g_clear_object (&self->source);
  show_page (self, PAGE_DONE);
  say (self, text);
}

static void
delete_file_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtImportWindow *self = KT_IMPORT_WINDOW (widget);

  if (self->source && self->content)
    kt_plain_file_delete_async (self->source, self->content, NULL, deleted_cb, g_object_ref (self));
}

/* ── From page to page ── */

static void
set_buttons (KtImportWindow *self, const char *back, const char *next)
{
  gtk_widget_set_visible (GTK_WIDGET (self->back_button), back != NULL);
  if (back)
    gtk_button_set_label (self->back_button, back);
  gtk_widget_set_visible (GTK_WIDGET (self->next_button), next != NULL);
  if (next)
    gtk_button_set_label (self->next_button, next);
}

static void
show_check_row (KtImportWindow *self)
{
  guint harmless = 0, n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr(KtImportItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (!kt_import_item_get_chosen (item))
        continue;
      n++;
      harmless += kt_import_item_may_check (item);
    }
  adw_action_row_set_subtitle (self->check_row, harmless == n
                               ? _("One read-only request or a few for each, signed with the key.")
                               : _("One read-only request or a few for each, signed with the key. Keys whose exchange wants rising "
                                   "numbers, or counts a check as use, are left out: a running bot could be disturbed."));
}

static void
fill_done (KtImportWindow *self)
{
  const char *keyring = kt_vault_get_name (kt_keeper_get_vault (self->keeper));
  KtImportCount count;

  kt_import_count (G_LIST_MODEL (self->items), &count);
  kt_import_done_fill (self->done_box, G_LIST_MODEL (self->items), keyring, self->source ? self->name : NULL);
  set_buttons (self, count.failed + count.left > 0 ? _("Back") : NULL, _("Close"));
}

static void
show_page (KtImportWindow *self, Page page)
{
  static const char *const names[] = { "start", "start", "map", "list", "key", "exchange", "all", "work", "done" };
  g_autofree char *save_label = NULL;
  guint chosen;

  self->page = page;
  adw_window_title_set_subtitle (self->title, page > PAGE_READING && self->name ? self->name : "");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "import.choose", page == PAGE_START);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "import.paste", page == PAGE_START);
  switch (page)
    {
    case PAGE_START:
    case PAGE_READING:
      set_buttons (self, _("Cancel"), NULL);
      break;
    case PAGE_MAP:
    case PAGE_LIST:
      set_buttons (self, _("Back"), _("Next"));
      break;
    case PAGE_KEY:
    case PAGE_EXCHANGE:
      set_buttons (self, _("Back"), NULL);
      break;
    case PAGE_ALL:
      chosen = count_chosen (self);
      save_label = g_strdup_printf (ngettext ("Save %u Key", "Save %u Keys", chosen), chosen);
      set_buttons (self, _("Back"), save_label);
      show_check_row (self);
      break;
    case PAGE_WORK:
      set_buttons (self, _("Cancel"), NULL);
      break;
    case PAGE_DONE:
    default:
      fill_done (self);
      break;
    }
  gtk_stack_set_visible_child_name (self->stack, names[page]);
  update_next (self);
}

static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtImportWindow *self = KT_IMPORT_WINDOW (widget);

  switch (self->page)
    {
    case PAGE_MAP:
      kt_import_map (self->import, kt_import_map_page_get_roles (self->map));
      take_items (self);
      break;
    case PAGE_LIST:
      show_page (self, PAGE_ALL);
      break;
    case PAGE_ALL:
      save (self);
      break;
    case PAGE_DONE:
      gtk_window_close (GTK_WINDOW (self));
      break;
    default:
      break;
    }
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtImportWindow *self = KT_IMPORT_WINDOW (widget);

  switch (self->page)
    {
    case PAGE_MAP:
      show_page (self, PAGE_START);
      break;
    case PAGE_LIST:
      show_page (self, self->import->table ? PAGE_MAP : PAGE_START);
      break;
    case PAGE_KEY:
      show_page (self, PAGE_LIST);
      if (!self->compared)
        compare (self);
      break;
    case PAGE_EXCHANGE:
      show_page (self, PAGE_KEY);
      break;
    case PAGE_ALL:
    case PAGE_DONE:
      show_page (self, PAGE_LIST);
      break;
    case PAGE_WORK:
      g_cancellable_cancel (self->cancellable);
      break;
    default:
      gtk_window_close (GTK_WINDOW (self));
      break;
    }
}

static void
toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  say (KT_IMPORT_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* ── Life ── */

/* Closed in the middle: what is saved is said where it is seen. */
static void
tell_parent (KtImportWindow *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autofree char *text = NULL;
  KtImportCount count;

  if (!self->items || !parent)
    return;
  kt_import_count (G_LIST_MODEL (self->items), &count);
  if (count.saved == 0)
    return;
  text = kt_import_done_text (&count);
  gtk_widget_activate_action (GTK_WIDGET (parent), "win.toast", "s", text);
}

static gboolean
kt_import_window_close_request (GtkWindow *window)
{
  KtImportWindow *self = KT_IMPORT_WINDOW (window);

  tell_parent (self);
  return GTK_WINDOW_CLASS (kt_import_window_parent_class)->close_request (window);
}

static void
kt_import_window_dispose (GObject *object)
{
  KtImportWindow *self = KT_IMPORT_WINDOW (object);

  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->content, kt_secret_unref);
  g_clear_object (&self->source);
  g_clear_pointer (&self->name, g_free);
  g_clear_object (&self->item);
  g_clear_object (&self->items);
  g_clear_pointer (&self->import, kt_import_free);
  g_clear_pointer (&self->common, kt_record_free);
  g_clear_object (&self->keeper);

  G_OBJECT_CLASS (kt_import_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, KtImportWindow, title);
  gtk_widget_class_bind_template_child (widget_class, KtImportWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, KtImportWindow, next_button);
  gtk_widget_class_bind_template_child (widget_class, KtImportWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, KtImportWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, KtImportWindow, start);
  gtk_widget_class_bind_template_child (widget_class, KtImportWindow, choose_button);
  gtk_widget_class_bind_template_child (widget_class, KtImportWindow, map);
  gtk_widget_class_bind_template_child (widget_class, KtImportWindow, summary);
  gtk_widget_class_bind_template_child (widget_class, KtImportWindow, locked_box);
  gtk_widget_class_bind_template_child (widget_class, KtImportWindow, remarks);
  gtk_widget_class_bind_template_child (widget_class, KtImportWindow, remarks_text);
  gtk_widget_class_bind_template_child (widget_class, KtImportWindow, list);
  gtk_widget_class_bind_template_child (widget_class, KtImportWindow, form);
  gtk_widget_class_bind_template_child (widget_class, KtImportWindow, picker);
  gtk_widget_class_bind_template_child (widget_class, KtImportWindow, intent);
  gtk_widget_class_bind_template_child (widget_class, KtImportWindow, place);
  gtk_widget_class_bind_template_child (widget_class, KtImportWindow, check_row);
  gtk_widget_class_bind_template_child (widget_class, KtImportWindow, check_switch);
  gtk_widget_class_bind_template_child (widget_class, KtImportWindow, work_title);
  gtk_widget_class_bind_template_child (widget_class, KtImportWindow, progress);
  gtk_widget_class_bind_template_child (widget_class, KtImportWindow, done_box);
  gtk_widget_class_bind_template_callback (widget_class, map_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_exchange_cb);
  gtk_widget_class_bind_template_callback (widget_class, picked_cb);
}

static void
kt_import_window_class_init (KtImportWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_import_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = kt_import_window_close_request;

  g_type_ensure (KT_TYPE_IMPORT_MAP);
  g_type_ensure (KT_TYPE_IMPORT_FORM);
  g_type_ensure (KT_TYPE_EXCHANGE_PICKER);
  g_type_ensure (KT_TYPE_INTENT_FORM);
  g_type_ensure (KT_TYPE_PLACE_FORM);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/keyturn/Keyturn/kt-import-window.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "import.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "import.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "import.choose", NULL, choose_action);
  gtk_widget_class_install_action (widget_class, "import.paste", NULL, paste_action);
  gtk_widget_class_install_action (widget_class, "import.edit", "u", edit_action);
  gtk_widget_class_install_action (widget_class, "import.unlock", NULL, unlock_action);
  gtk_widget_class_install_action (widget_class, "import.delete-file", NULL, delete_file_action);
  gtk_widget_class_install_action (widget_class, "add.toast", "s", toast_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "import.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "import.paste", NULL);
}

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, kt_import_row_new ());
  gtk_list_item_set_activatable (list_item, FALSE);
  gtk_list_item_set_selectable (list_item, FALSE);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  kt_import_row_set_item (KT_IMPORT_ROW (gtk_list_item_get_child (list_item)), gtk_list_item_get_item (list_item));
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  kt_import_row_set_item (KT_IMPORT_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
kt_import_window_init (KtImportWindow *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_row_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_row_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Keys Found"), -1);
  g_signal_connect (drop, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}

GtkWidget *
kt_import_window_new (KtKeeper *keeper, KtSecret *content, GFile *source, const char *name)
{
  KtImportWindow *self = g_object_new (KT_TYPE_IMPORT_WINDOW, NULL);

  self->keeper = g_object_ref (keeper);
  kt_exchange_picker_set_catalogue (self->picker, kt_keeper_get_catalogue (keeper));
  show_page (self, PAGE_START);
  if (content)
    begin_reading (self, content, source, name);
  return GTK_WIDGET (self);
}
