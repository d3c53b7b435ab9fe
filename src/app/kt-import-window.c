/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-import-window-private.h"

#include <glib/gi18n.h>

#include "kt-toast.h"
#include "kt-words.h"

G_DEFINE_FINAL_TYPE (KtImportWindow, kt_import_window, ADW_TYPE_WINDOW)


void
kt_import_window_say (KtImportWindow *self, const char *text)
{
  kt_toast_add (self->toasts, text);
}

/* An answer that was waited for may come when the window was closed. */
gboolean
kt_import_window_is_gone (KtImportWindow *self)
{
  return self->keeper == NULL;
}

void
kt_import_window_say_error (KtImportWindow *self, const GError *error)
{
  g_autofree char *sentence = NULL;

  if (kt_import_window_is_gone (self) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  sentence = kt_words_error (error);
  kt_import_window_say (self, sentence);
}

GCancellable *
kt_import_window_begin_work (KtImportWindow *self)
{
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  return self->cancellable;
}

guint
kt_import_window_count_chosen (KtImportWindow *self)
{
  guint n = 0;

  for (guint i = 0; self->items && i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr(KtImportItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      n += kt_import_item_get_chosen (item);
    }
  return n;
}

/* ── Columns ── */

static void
map_changed_cb (KtImportWindow *self)
{
  kt_import_window_update_next (self);
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
      kt_import_window_show_page (self, KT_IMPORT_PAGE_KEY);
      return;
    }
}

static void
choose_exchange_cb (KtImportWindow *self)
{
  kt_import_window_show_page (self, KT_IMPORT_PAGE_EXCHANGE);
  kt_exchange_picker_focus (self->picker);
}

static void
picked_cb (KtImportWindow *self, KtExchange *exchange)
{
  kt_import_item_set_exchange (self->item, exchange, kt_keeper_get_all (self->keeper));
  kt_import_form_show (self->form, self->item, kt_intent_form_get_rights (self->intent));
  kt_import_window_show_page (self, KT_IMPORT_PAGE_KEY);
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
  set_buttons (self, count.failed + count.left > 0 ? _("Back") : NULL, _("Done"));
}

void
kt_import_window_show_page (KtImportWindow *self, KtImportPage page)
{
  static const char *const names[] = { "start", "start", "map", "list", "key", "exchange", "all", "work", "done" };
  g_autofree char *save_label = NULL;
  guint chosen;

  self->page = page;
  adw_window_title_set_subtitle (self->title, page > KT_IMPORT_PAGE_READING && self->name ? self->name : "");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "import.choose", page == KT_IMPORT_PAGE_START);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "import.paste", page == KT_IMPORT_PAGE_START);
  switch (page)
    {
    case KT_IMPORT_PAGE_START:
    case KT_IMPORT_PAGE_READING:
      set_buttons (self, _("Cancel"), NULL);
      break;
    case KT_IMPORT_PAGE_MAP:
    case KT_IMPORT_PAGE_LIST:
      set_buttons (self, _("Back"), _("Next"));
      break;
    case KT_IMPORT_PAGE_KEY:
    case KT_IMPORT_PAGE_EXCHANGE:
      set_buttons (self, _("Back"), NULL);
      break;
    case KT_IMPORT_PAGE_ALL:
      chosen = kt_import_window_count_chosen (self);
      save_label = g_strdup_printf (ngettext ("Save %u Key", "Save %u Keys", chosen), chosen);
      set_buttons (self, _("Back"), save_label);
      show_check_row (self);
      break;
    case KT_IMPORT_PAGE_WORK:
      set_buttons (self, _("Cancel"), NULL);
      break;
    case KT_IMPORT_PAGE_DONE:
    default:
      fill_done (self);
      break;
    }
  gtk_stack_set_visible_child_name (self->stack, names[page]);
  kt_import_window_update_next (self);
}

static void
close_cb (gpointer user_data)
{
  g_autoptr(KtImportWindow) self = user_data;

  if (!kt_import_window_is_gone (self))
    gtk_window_close (GTK_WINDOW (self));
}

/* Later: the button that was pressed goes with the window, and GTK is still in the middle of it. */
static void
close_soon (KtImportWindow *self)
{
  g_idle_add_once (close_cb, g_object_ref (self));
}

static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtImportWindow *self = KT_IMPORT_WINDOW (widget);

  switch (self->page)
    {
    case KT_IMPORT_PAGE_MAP:
      kt_import_map (self->import, kt_import_map_page_get_roles (self->map));
      kt_import_window_take_items (self);
      break;
    case KT_IMPORT_PAGE_LIST:
      kt_import_window_show_page (self, KT_IMPORT_PAGE_ALL);
      break;
    case KT_IMPORT_PAGE_ALL:
      kt_import_window_save (self);
      break;
    case KT_IMPORT_PAGE_DONE:
      close_soon (self);
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
    case KT_IMPORT_PAGE_MAP:
      kt_import_window_show_page (self, KT_IMPORT_PAGE_START);
      break;
    case KT_IMPORT_PAGE_LIST:
      kt_import_window_show_page (self, self->import->table ? KT_IMPORT_PAGE_MAP : KT_IMPORT_PAGE_START);
      break;
    case KT_IMPORT_PAGE_KEY:
      kt_import_window_show_page (self, KT_IMPORT_PAGE_LIST);
      if (!self->compared)
        kt_import_window_compare (self);
      break;
    case KT_IMPORT_PAGE_EXCHANGE:
      kt_import_window_show_page (self, KT_IMPORT_PAGE_KEY);
      break;
    case KT_IMPORT_PAGE_ALL:
    case KT_IMPORT_PAGE_DONE:
      kt_import_window_show_page (self, KT_IMPORT_PAGE_LIST);
      break;
    case KT_IMPORT_PAGE_WORK:
      g_cancellable_cancel (self->cancellable);
      break;
    default:
      close_soon (self);
      break;
    }
}

static void
toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kt_import_window_say (KT_IMPORT_WINDOW (widget), g_variant_get_string (parameter, NULL));
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
  gtk_widget_class_install_action (widget_class, "import.choose", NULL, kt_import_window_choose_action);
  gtk_widget_class_install_action (widget_class, "import.paste", NULL, kt_import_window_paste_action);
  gtk_widget_class_install_action (widget_class, "import.edit", "u", edit_action);
  gtk_widget_class_install_action (widget_class, "import.unlock", NULL, kt_import_window_unlock_action);
  gtk_widget_class_install_action (widget_class, "import.delete-file", NULL, kt_import_window_delete_file_action);
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
  g_signal_connect (drop, "drop", G_CALLBACK (kt_import_window_drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}

GtkWidget *
kt_import_window_new (KtKeeper *keeper, KtSecret *content, GFile *source, const char *name)
{
  KtImportWindow *self = g_object_new (KT_TYPE_IMPORT_WINDOW, NULL);

  self->keeper = g_object_ref (keeper);
  kt_exchange_picker_set_catalogue (self->picker, kt_keeper_get_catalogue (keeper));
  kt_import_window_show_page (self, KT_IMPORT_PAGE_START);
  if (content)
    kt_import_window_begin_reading (self, content, source, name);
  return GTK_WIDGET (self);
}
