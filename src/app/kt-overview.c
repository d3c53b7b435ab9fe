/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-overview.h"

#include <glib/gi18n.h>

#include "kt-banner.h"
#include "kt-key-row.h"

struct _KtOverview
{
  GtkWidget parent_instance;

  KtKeeper           *keeper;           /* owned */
  GtkSelectionModel  *selection;        /* owned */
  GtkListItemFactory *factory;          /* owned */
  KtRowLook          *look;             /* owned */
  gboolean            ready;

  GtkWidget       *box;                 /* template children */
  GtkToggleButton *search_button;
  GtkSearchBar    *search_bar;
  GtkSearchEntry  *search_entry;
  GtkMenuButton   *menu_button;
  KtBanner        *banner;
  GtkRevealer     *progress_revealer;
  GtkProgressBar  *progress_bar;
  GtkLabel        *progress_label;
  GtkStack        *stack;
  AdwStatusPage   *empty_page;
  AdwStatusPage   *none_page;
  AdwStatusPage   *broken_page;
  GtkListView     *list;
};

G_DEFINE_FINAL_TYPE (KtOverview, kt_overview, GTK_TYPE_WIDGET)

/* A page's big picture is looked up when the page is first shown: a hidden one would load the whole SVG
 * library, a fifth of the program's memory. */
static void
show_page (KtOverview *self, const char *name)
{
  const struct { const char *name, *icon; AdwStatusPage *page; } pages[] = {
    { "empty", "dialog-password-symbolic", self->empty_page },
    { "none", "system-search-symbolic", self->none_page },
    { "broken", "dialog-warning-symbolic", self->broken_page },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      if (g_str_equal (name, pages[i].name))
        adw_status_page_set_icon_name (pages[i].page, pages[i].icon);
    }
  gtk_stack_set_visible_child_name (self->stack, name);
}

static void
show_right_page (KtOverview *self)
{
  KtKeyList *keys;

  if (!self->ready)
    return;
  keys = kt_keeper_get_keys (self->keeper);
  if (kt_key_list_count (keys, KT_FILTER_ALL) == 0)
    show_page (self, "empty");
  else if (g_list_model_get_n_items (G_LIST_MODEL (keys)) == 0)
    show_page (self, "none");
  else
    show_page (self, "list");
}

/* ── Rows ── */

static gboolean
needs_attention (KtKey *key)
{
  return kt_key_get_severity (key) >= KT_SEVERITY_UNKNOWN;
}

/* What stands above a row: only where a new group begins. */
static const char *
section_at (KtOverview *self, guint position)
{
  GListModel *keys = G_LIST_MODEL (kt_keeper_get_keys (self->keeper));
  g_autoptr(KtKey) key = g_list_model_get_item (keys, position);
  g_autoptr(KtKey) before = position > 0 ? g_list_model_get_item (keys, position - 1) : NULL;

  if (!key || (before && needs_attention (before) == needs_attention (key)))
    return NULL;
  if (needs_attention (key))
    return _("Needs attention");
  return before ? _("In order") : NULL;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, KtOverview *self)
{
  gtk_list_item_set_child (item, kt_key_row_new (self->look));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, KtOverview *self)
{
  KtKeyRow *row = KT_KEY_ROW (gtk_list_item_get_child (item));
  KtKey *key = gtk_list_item_get_item (item);

  kt_key_row_set_key (row, key, self->keeper, section_at (self, gtk_list_item_get_position (item)));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, KtOverview *self)
{
  kt_key_row_set_key (KT_KEY_ROW (gtk_list_item_get_child (item)), NULL, NULL, NULL);
}

static void
activate_cb (KtOverview *self, guint position)
{
  g_autoptr(KtKey) key = g_list_model_get_item (G_LIST_MODEL (kt_keeper_get_keys (self->keeper)), position);

  if (key)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-key", "s", kt_key_get_id (key));
}

static void
search_changed_cb (KtOverview *self)
{
  if (self->keeper)
    kt_key_list_set_search (kt_keeper_get_keys (self->keeper), gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

/* ── The keyring's state, in a sentence ── */

static void
show_vault_state (KtOverview *self)
{
  switch (kt_vault_get_state (kt_keeper_get_vault (self->keeper)))
    {
    case KT_VAULT_LOCKED:
      kt_banner_show (self->banner, _("The keyring is locked. You can look, not check."), _("Unlock"), "win.unlock");
      break;
    case KT_VAULT_NOT_OPENED:
      kt_banner_show (self->banner, _("The store of secrets was not opened yet. You can look, not check."), _("Open"), "win.unlock");
      break;
    case KT_VAULT_MISSING:
      kt_banner_show (self->banner, _("Nothing on this desktop keeps secrets. Start a keyring such as GNOME Keyring, "
                                      "then try again."), _("Try Again"), "win.unlock");
      break;
    case KT_VAULT_NOT_ANSWERING:
      kt_banner_show (self->banner, _("The keyring does not answer. You can look, not check."), _("Try Again"), "win.unlock");
      break;
    case KT_VAULT_OTHER:
      kt_banner_show (self->banner, _("This is not the keyring that holds your keys. Nothing is written to it until you choose."),
                      _("Choose…"), "win.adopt-keyring");
      break;
    case KT_VAULT_DAMAGED:
      kt_banner_show (self->banner, _("The file with your secrets is damaged. It was not opened, and nothing is overwritten."),
                      _("Repair…"), "win.repair-keyring");
      break;
    case KT_VAULT_UNKNOWN:
    case KT_VAULT_OPEN:
    default:
      kt_banner_show (self->banner, NULL, NULL, NULL);
      break;
    }
}

/* ── Life ── */

static void
kt_overview_dispose (GObject *object)
{
  KtOverview *self = KT_OVERVIEW (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->keeper);
  g_clear_object (&self->selection);
  g_clear_object (&self->factory);
  g_clear_pointer (&self->look, kt_row_look_unref);

  G_OBJECT_CLASS (kt_overview_parent_class)->dispose (object);
}

static void
kt_overview_class_init (KtOverviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kt_overview_dispose;

  g_type_ensure (KT_TYPE_BANNER);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/keyturn/Keyturn/kt-overview.ui");
  gtk_widget_class_bind_template_child (widget_class, KtOverview, box);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, search_button);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, search_bar);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, search_entry);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, menu_button);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, banner);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, progress_revealer);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, progress_label);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, stack);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, empty_page);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, none_page);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, broken_page);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, list);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
kt_overview_init (KtOverview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  gtk_search_bar_set_key_capture_widget (self->search_bar, GTK_WIDGET (self));
}

void
kt_overview_set_keeper (KtOverview *self, KtKeeper *keeper)
{
  KtKeyList *keys;

  g_return_if_fail (KT_IS_OVERVIEW (self));

  self->keeper = g_object_ref (keeper);
  keys = kt_keeper_get_keys (keeper);

  self->look = kt_row_look_new (GTK_WIDGET (self->list));
  self->factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (self->factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (self->factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (self->factory, "unbind", G_CALLBACK (unbind_cb), self);
  self->selection = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (keys))));
  gtk_list_view_set_factory (self->list, self->factory);
  gtk_list_view_set_model (self->list, self->selection);

  g_signal_connect_object (keys, "items-changed", G_CALLBACK (show_right_page), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keeper, "notify::vault-state", G_CALLBACK (show_vault_state), self, G_CONNECT_SWAPPED);
  show_vault_state (self);
}

void
kt_overview_set_ready (KtOverview *self)
{
  g_return_if_fail (KT_IS_OVERVIEW (self));

  self->ready = TRUE;
  show_right_page (self);
  show_vault_state (self);
}

void
kt_overview_set_broken (KtOverview *self, const char *sentence)
{
  g_return_if_fail (KT_IS_OVERVIEW (self));

  adw_status_page_set_description (self->broken_page, sentence);
  show_page (self, "broken");
}

void
kt_overview_set_progress (KtOverview *self, guint done, guint total)
{
  g_autofree char *text = NULL;

  g_return_if_fail (KT_IS_OVERVIEW (self));

  gtk_revealer_set_reveal_child (self->progress_revealer, total > 0);
  if (total == 0)
    {
      /* The list has a new order, and the worst is what one wants to see. */
      gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list)), 0);
      return;
    }
  /* Translators: how many keys are checked: “17 of 42” */
  text = g_strdup_printf (_("%u of %u"), done, total);
  gtk_label_set_label (self->progress_label, text);
  gtk_progress_bar_set_fraction (self->progress_bar, (double) done / total);
}

void
kt_overview_begin_search (KtOverview *self)
{
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

void
kt_overview_end_search (KtOverview *self)
{
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
}

void
kt_overview_open_menu (KtOverview *self)
{
  gtk_menu_button_popup (self->menu_button);
}
