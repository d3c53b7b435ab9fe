/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-rights-window.h"

#include <glib/gi18n.h>

#include "kt-rights-row.h"
#include "kt-rights-sheet.h"
#include "kt-toast.h"
#include "kt-views.h"
#include "kt-words.h"

/* Many changes at once are one new list. */
#define SETTLE_MS 300

struct _KtRightsWindow
{
  AdwWindow parent_instance;

  KtKeeper  *keeper;            /* owned */
  KtKeyList *keys;              /* owned: the keeper's keys, filtered and sorted for here */
  GPtrArray *rows;              /* owned: KtRightsRow (borrowed), those that show a key */
  KtRights   columns;
  guint      settle_source;

  AdwToastOverlay *toasts;      /* borrowed, all of them */
  KtRightsRow     *head;
  GtkStack        *stack;
  AdwStatusPage   *empty;
  GtkEditable     *search;
};

G_DEFINE_FINAL_TYPE (KtRightsWindow, kt_rights_window, ADW_TYPE_WINDOW)

/* ── The keys ── */

static void
show_right_page (KtRightsWindow *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->keys)) > 0;
  gboolean searched = *gtk_editable_get_text (self->search) != '\0';

  adw_status_page_set_title (self->empty, searched ? _("No Key Is Found") : _("There Are No Keys"));
  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "empty");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "rights.export", any);
}

/* Those rights that any key has or is meant to have. */
static KtRights
find_columns (KtRightsWindow *self)
{
  GPtrArray *all = kt_keeper_get_all (self->keeper);
  KtRights columns = KT_RIGHTS_NONE;

  for (guint i = 0; i < all->len; i++)
    {
      KtKey *key = g_ptr_array_index (all, i);

      if (kt_key_get_record (key)->state == KT_STATE_ACTIVE)
        columns |= kt_matrix_get_columns (kt_key_get_record (key), kt_key_get_good_report (key));
    }
  return columns ? columns : KT_RIGHTS_BIT (KT_RIGHT_READ) | KT_RIGHTS_BIT (KT_RIGHT_SPOT) | KT_RIGHTS_BIT (KT_RIGHT_WITHDRAW);
}

static void
update_columns (KtRightsWindow *self)
{
  KtRights columns = find_columns (self);

  if (columns == self->columns)
    return;
  self->columns = columns;
  kt_rights_row_set_columns (self->head, columns);
  for (guint i = 0; i < self->rows->len; i++)
    kt_rights_row_set_columns (g_ptr_array_index (self->rows, i), columns);
}

static gboolean
settled_cb (gpointer user_data)
{
  KtRightsWindow *self = user_data;

  self->settle_source = 0;
  update_columns (self);
  kt_key_list_set_all (self->keys, kt_keeper_get_all (self->keeper));
  show_right_page (self);
  return G_SOURCE_REMOVE;
}

static void
keys_changed_cb (KtRightsWindow *self)
{
  if (self->settle_source == 0)
    self->settle_source = g_timeout_add (SETTLE_MS, settled_cb, self);
}

/* Also found by what holds: "not meant". */
static char *
say_rights_cb (KtKey *key, gpointer user_data)
{
  return kt_words_matrix (kt_key_get_record (key), kt_key_get_good_report (key), KT_RIGHTS_ALL);
}

static void
search_cb (KtRightsWindow *self)
{
  kt_key_list_set_search (self->keys, gtk_editable_get_text (self->search));
  show_right_page (self);
}

/* ── Rows ── */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, kt_rights_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, KtRightsWindow *self)
{
  GtkWidget *row = gtk_list_item_get_child (item);

  kt_rights_row_set_columns (KT_RIGHTS_ROW (row), self->columns);
  kt_rights_row_set_key (KT_RIGHTS_ROW (row), gtk_list_item_get_item (item));
  g_ptr_array_add (self->rows, row);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, KtRightsWindow *self)
{
  GtkWidget *row = gtk_list_item_get_child (item);

  g_ptr_array_remove_fast (self->rows, row);
  kt_rights_row_set_key (KT_RIGHTS_ROW (row), NULL);
}

static void
activate_cb (KtRightsWindow *self, guint position)
{
  g_autoptr(KtKey) key = g_list_model_get_item (G_LIST_MODEL (self->keys), position);

  if (key)
    kt_views_show_key (GTK_WINDOW (self), kt_key_get_id (key));
}

/* ── Deeds ── */

static void
sort_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const struct { const char *word; KtSort sort; } sorts[] = {
    { "worst", KT_SORT_WORST_FIRST }, { "name", KT_SORT_LABEL }, { "date", KT_SORT_DATE }, { "exchange", KT_SORT_EXCHANGE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++)
    {
      if (g_str_equal (g_variant_get_string (parameter, NULL), sorts[i].word))
        kt_key_list_set_sort (KT_RIGHTS_WINDOW (widget)->keys, sorts[i].sort);
    }
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtRightsWindow *self = KT_RIGHTS_WINDOW (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  KtExportFormat format;

  if (kt_export_format_from_word (g_variant_get_string (parameter, NULL), &format))
    /* Translators: the beginning of a file's name */
    kt_export_begin (GTK_WINDOW (self), _("keyturn-rights"), format, kt_rights_sheet_make,
                     kt_rights_sheet_new (G_LIST_MODEL (self->keys), self->columns, mirrored), kt_rights_sheet_free);
}

static void
toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kt_toast_add (KT_RIGHTS_WINDOW (widget)->toasts, g_variant_get_string (parameter, NULL));
}

/* ── Life ── */

static void
kt_rights_window_dispose (GObject *object)
{
  KtRightsWindow *self = KT_RIGHTS_WINDOW (object);

  g_clear_handle_id (&self->settle_source, g_source_remove);

  G_OBJECT_CLASS (kt_rights_window_parent_class)->dispose (object);
}

static void
kt_rights_window_finalize (GObject *object)
{
  KtRightsWindow *self = KT_RIGHTS_WINDOW (object);

  g_clear_object (&self->keeper);
  g_clear_object (&self->keys);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (kt_rights_window_parent_class)->finalize (object);
}

static void
kt_rights_window_class_init (KtRightsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_rights_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_rights_window_finalize;
  gtk_widget_class_install_action (widget_class, "rights.sort", "s", sort_action);
  gtk_widget_class_install_action (widget_class, "rights.export", "s", export_action);
  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static GMenuModel *
make_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr(GMenu) sort = g_menu_new ();
  g_autoptr(GMenu) export = g_menu_new ();

  g_menu_append (sort, _("_Worst First"), "rights.sort::worst");
  g_menu_append (sort, _("By _Name"), "rights.sort::name");
  g_menu_append (sort, _("By _Exchange"), "rights.sort::exchange");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (sort));
  g_menu_append (export, _("Save as _SVG…"), "rights.export::svg");
  g_menu_append (export, _("Save as _PNG…"), "rights.export::png");
  g_menu_append (export, _("Save as _CSV…"), "rights.export::csv");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (export));
  return G_MENU_MODEL (menu);
}

static GtkWidget *
make_menu_button (const char *icon, const char *text)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), icon);
  gtk_widget_set_tooltip_text (button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  return button;
}

static GtkWidget *
make_legend (void)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 9);
  for (KtCell cell = 0; cell < KT_N_CELLS; cell++)
    {
      GtkWidget *label = gtk_label_new (kt_words_cell (cell));

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 32);
      gtk_grid_attach (GTK_GRID (grid), kt_cell_image_new (cell), 0, (int) cell, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), label, 1, (int) cell, 1, 1);
    }
  gtk_popover_set_child (GTK_POPOVER (popover), grid);
  return popover;
}

static GtkWidget *
make_header (void)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *menu = make_menu_button ("open-menu-symbolic", _("Order and Files"));
  GtkWidget *legend = make_menu_button ("help-about-symbolic", _("What the Signs Mean"));
  g_autoptr(GMenuModel) model = make_menu ();

  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (menu), model);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (legend), make_legend ());
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), adw_window_title_new (_("Rights of All Keys"), ""));
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), menu);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), legend);
  return header;
}

static GtkWidget *
make_search (KtRightsWindow *self)
{
  GtkWidget *entry = gtk_search_entry_new ();

  g_object_set (entry, "placeholder-text", _("Label, exchange, tag, right…"), "margin-top", 6, "margin-bottom", 6,
                "margin-start", 12, "margin-end", 12, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Search Keys"), -1);
  g_signal_connect_swapped (entry, "search-changed", G_CALLBACK (search_cb), self);
  g_signal_connect_swapped (entry, "stop-search", G_CALLBACK (gtk_window_close), self);
  self->search = GTK_EDITABLE (entry);
  return entry;
}

static GtkWidget *
make_list (KtRightsWindow *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkNoSelection *selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->keys)));
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  list = gtk_list_view_new (GTK_SELECTION_MODEL (selection), factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (list), TRUE);
  gtk_list_view_set_show_separators (GTK_LIST_VIEW (list), TRUE);
  gtk_widget_add_css_class (list, "rights-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Rights of All Keys"), -1);
  g_signal_connect_swapped (list, "activate", G_CALLBACK (activate_cb), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static void
kt_rights_window_init (KtRightsWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->keys = kt_key_list_new ();
  self->rows = g_ptr_array_new ();
  kt_key_list_set_text_func (self->keys, say_rights_cb, NULL);
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  self->head = KT_RIGHTS_ROW (kt_rights_row_new ());
  kt_rights_row_set_head (self->head);
  self->stack = GTK_STACK (gtk_stack_new ());
  self->empty = ADW_STATUS_PAGE (adw_status_page_new ());
  adw_status_page_set_icon_name (self->empty, "system-search-symbolic");
  gtk_box_append (GTK_BOX (page), GTK_WIDGET (self->head));
  gtk_box_append (GTK_BOX (page), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (page), make_list (self));
  gtk_stack_add_named (self->stack, page, "list");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->empty), "empty");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (box), make_header ());
  gtk_box_append (GTK_BOX (box), make_search (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_toast_overlay_set_child (self->toasts, box);
  adw_window_set_content (ADW_WINDOW (self), GTK_WIDGET (self->toasts));
  gtk_window_set_title (GTK_WINDOW (self), _("Rights of All Keys"));
  gtk_window_set_default_size (GTK_WINDOW (self), 860, 640);
  gtk_widget_set_size_request (GTK_WIDGET (self), 360, 294);
}

GtkWidget *
kt_rights_window_new (KtKeeper *keeper)
{
  KtRightsWindow *self = g_object_new (KT_TYPE_RIGHTS_WINDOW, NULL);

  self->keeper = g_object_ref (keeper);
  g_signal_connect_object (kt_keeper_get_keys (keeper), "keys-changed", G_CALLBACK (keys_changed_cb), self, G_CONNECT_SWAPPED);
  settled_cb (self);
  return GTK_WIDGET (self);
}
