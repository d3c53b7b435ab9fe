/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-overview-private.h"

#include <glib/gi18n.h>

#include "kt-key-row.h"
#include "kt-words.h"

#define PREPARE_AT_ONCE 500     /* keys whose text to search is made in one go: under 2 ms */

enum { PROP_0, PROP_SORT, N_PROPS };
static GParamSpec *properties[N_PROPS];

static const char *const sorts[] = {
  [KT_SORT_WORST_FIRST] = "worst",
  [KT_SORT_LABEL] = "name",
  [KT_SORT_DATE] = "date",
  [KT_SORT_EXCHANGE] = "exchange",
};

G_DEFINE_FINAL_TYPE (KtOverview, kt_overview, GTK_TYPE_WIDGET)

/* ── Pages ── */

/* A page's big picture is looked up when the page is first shown: a hidden one would load the whole SVG
 * library, a fifth of the program's memory. */
static void
show_page (KtOverview *self, const char *name, AdwStatusPage *page, const char *icon)
{
  if (page)
    adw_status_page_set_icon_name (page, icon);
  gtk_stack_set_visible_child_name (self->stack, name);
}

/* Nothing is shown although there are keys: mostly good news. */
static void
show_none_page (KtOverview *self)
{
  static const struct { const char *title, *text, *icon; } nothing[KT_N_FILTERS] = {
    [KT_FILTER_ALL] = { N_("No Keys in Use"), N_("Every key is retired."), "view-list-symbolic" },
    [KT_FILTER_ATTENTION] = { N_("Nothing Needs Attention"), N_("Every key does what it should."), "object-select-symbolic" },
    [KT_FILTER_DUE] = { N_("Nothing Is Due"), N_("No key has a known date in the next 30 days."), "document-open-recent-symbolic" },
    [KT_FILTER_RETIRED] = { N_("No Retired Keys"), N_("Keys that were replaced or deleted are listed here. "
                                                     "A deleted one can be restored for 30 days."), "user-trash-symbolic" },
  };
  const gboolean searching = *gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0';

  adw_status_page_set_title (self->none_page, searching ? _("No Key Found") : _(nothing[self->filter].title));
  adw_status_page_set_description (self->none_page,
                                   searching ? _("Try another word: a label, an exchange, a tag or a state.")
                                             : _(nothing[self->filter].text));
  gtk_widget_set_visible (self->none_button, self->is_part);
  show_page (self, "none", self->none_page, searching ? "system-search-symbolic" : nothing[self->filter].icon);
}

static void
show_right_page (KtOverview *self)
{
  KtKeyList *keys;

  kt_overview_queue_rows (self);
  if (!self->ready)
    return;
  keys = kt_keeper_get_keys (self->keeper);
  if (kt_key_list_get_all (keys)->len == 0)
    show_page (self, "empty", self->empty_page, "dialog-password-symbolic");
  else if (g_list_model_get_n_items (G_LIST_MODEL (keys)) == 0)
    show_none_page (self);
  else
    show_page (self, "list", NULL, NULL);
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

  if (!key)
    return NULL;
  if (self->sort == KT_SORT_EXCHANGE)
    {
      const char *name = kt_key_get_exchange_name (key);

      return before && g_str_equal (kt_key_get_exchange_name (before), name) ? NULL : name;
    }
  if (self->sort != KT_SORT_WORST_FIRST || self->filter == KT_FILTER_RETIRED || self->filter == KT_FILTER_ATTENTION
      || (before && needs_attention (before) == needs_attention (key)))
    return NULL;
  if (needs_attention (key))
    return _("Needs attention");
  return before ? _("In order") : NULL;
}

static void
tick_row (KtOverview *self, KtKeyRow *row, KtKey *key)
{
  kt_key_row_set_ticked (row, self->selecting, self->selecting && g_hash_table_contains (self->ticked, kt_key_get_id (key)));
}

static gboolean
rows_cb (gpointer user_data)
{
  KtOverview *self = user_data;

  self->rows_source = 0;
  for (guint i = 0; i < self->bound->len; i++)
    {
      GtkListItem *item = g_ptr_array_index (self->bound, i);
      KtKeyRow *row = KT_KEY_ROW (gtk_list_item_get_child (item));

      kt_key_row_set_section (row, section_at (self, gtk_list_item_get_position (item)));
      tick_row (self, row, gtk_list_item_get_item (item));
    }
  return G_SOURCE_REMOVE;
}

/* What a row says depends on the row before it, which may be another now. */
void
kt_overview_queue_rows (KtOverview *self)
{
  if (!self->rows_source)
    self->rows_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE + 10, rows_cb, self, NULL);
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
  tick_row (self, row, key);
  g_ptr_array_add (self->bound, item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, KtOverview *self)
{
  g_ptr_array_remove_fast (self->bound, item);
  kt_key_row_set_key (KT_KEY_ROW (gtk_list_item_get_child (item)), NULL, NULL, NULL);
}

static void
activate_cb (KtOverview *self, guint position)
{
  g_autoptr(KtKey) key = g_list_model_get_item (G_LIST_MODEL (kt_keeper_get_keys (self->keeper)), position);

  if (key && self->selecting)
    kt_overview_toggle (self, key);
  else if (key)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-key", "s", kt_key_get_id (key));
}

/* ── Search ── */

static char *
say_state_cb (KtKey *key, gpointer user_data)
{
  return kt_words_state (key, g_get_real_time () / 1000);
}

static gboolean
prepare_cb (gpointer user_data)
{
  KtOverview *self = user_data;

  if (kt_key_list_prepare_search (kt_keeper_get_keys (self->keeper), PREPARE_AT_ONCE))
    return G_SOURCE_CONTINUE;
  self->prepare_source = 0;
  return G_SOURCE_REMOVE;
}

/* The entry waits a moment after each letter: time to make ready. */
static void
search_mode_cb (KtOverview *self)
{
  if (gtk_search_bar_get_search_mode (self->search_bar) && !self->prepare_source)
    self->prepare_source = g_idle_add_full (G_PRIORITY_LOW, prepare_cb, self, NULL);
}

/* A list that is told of another order stays at the row it stood on, or near, and when it is scrolled up before it
 * is laid out it may show nothing at all (GTK 4.8). Whoever searches or chooses looks at the top: the list begins anew. */
static void
order_changing_cb (KtOverview *self)
{
  /* Now, while the keys are as before: a list view counts them when it lets go. */
  gtk_list_view_set_model (self->list, NULL);
}

static void
end_order (KtOverview *self)
{
  if (!gtk_list_view_get_model (self->list))
    gtk_list_view_set_model (self->list, self->selection);
}

static void
search_changed_cb (KtOverview *self)
{
  if (!self->keeper)
    return;
  kt_key_list_set_search (kt_keeper_get_keys (self->keeper), gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "none"))
    show_right_page (self);
}

/* ── The header: what is shown, or how many are ticked ── */

void
kt_overview_show_header (KtOverview *self)
{
  const gboolean selecting = self->selecting;
  const guint n = g_hash_table_size (self->ticked);
  g_autofree char *ticked = g_strdup_printf (ngettext ("%u Selected", "%u Selected", n), n);

  adw_window_title_set_title (self->title, selecting ? ticked : self->name ? self->name : _("All Keys"));
  gtk_widget_set_visible (self->filters_button, self->folded && !selecting);
  gtk_widget_set_visible (self->add_button, !selecting);
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button), !selecting);
  gtk_widget_set_visible (self->check_all_button, !selecting && !self->folded);
  gtk_widget_set_visible (self->select_button, !selecting && !self->folded);
  /* (Typing searches all the same.) */
  gtk_widget_set_visible (GTK_WIDGET (self->search_button), !selecting || !self->folded);
  gtk_widget_set_visible (self->select_end_button, selecting);
  gtk_widget_set_visible (self->select_all_button, selecting);
  adw_header_bar_set_show_start_title_buttons (self->header, self->folded);
}

/* ── Order ── */

static void
set_sort (KtOverview *self, const char *word)
{
  for (KtSort sort = 0; word && sort < G_N_ELEMENTS (sorts); sort++)
    {
      if (!g_str_equal (sorts[sort], word) || sort == self->sort)
        continue;
      self->sort = sort;
      if (self->keeper)
        kt_key_list_set_sort (kt_keeper_get_keys (self->keeper), sort);
      kt_overview_queue_rows (self);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT]);
      return;
    }
}

static void
kt_overview_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SORT)
    g_value_set_string (value, sorts[KT_OVERVIEW (object)->sort]);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
kt_overview_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SORT)
    set_sort (KT_OVERVIEW (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* ── The keyring's state, in a sentence ── */

static void
show_vault_state (KtOverview *self)
{
  if (self->unlocking)
    {
      kt_banner_show (self->banner, _("Waiting for the keyring to be opened…"), _("Cancel"), "win.cancel-unlock");
      return;
    }
  switch (kt_vault_get_state (kt_keeper_get_vault (self->keeper)))
    {
    case KT_VAULT_LOCKED:
      kt_banner_show (self->banner, _("The keyring is locked. You can look, not check."), _("Unlock"), "win.unlock");
      break;
    case KT_VAULT_NOT_OPENED:
      kt_banner_show (self->banner, _("The store of secrets was not opened yet. You can look, not check."), _("Open"), "win.unlock");
      break;
    case KT_VAULT_MISSING:
      kt_banner_show (self->banner, kt_words_in_sandbox ()
                      ? _("This desktop has no Secret portal, so Keyturn cannot keep secrets. Start a keyring that has one, "
                          "such as GNOME Keyring, then try again.")
                      : _("Nothing on this desktop keeps secrets. Start a keyring such as GNOME Keyring, then try again."),
                      _("Try Again"), "win.unlock");
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

static void
keys_changed_cb (KtOverview *self)
{
  kt_overview_check_ticks (self);
  show_right_page (self);
}

/* ── Life ── */

static void
kt_overview_dispose (GObject *object)
{
  KtOverview *self = KT_OVERVIEW (object);

  g_clear_handle_id (&self->rows_source, g_source_remove);
  g_clear_handle_id (&self->prepare_source, g_source_remove);
  if (self->keeper)
    kt_key_list_set_text_func (kt_keeper_get_keys (self->keeper), NULL, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->keeper);
  g_clear_object (&self->selection);
  g_clear_object (&self->factory);
  g_clear_pointer (&self->look, kt_row_look_unref);

  G_OBJECT_CLASS (kt_overview_parent_class)->dispose (object);
}

static void
kt_overview_finalize (GObject *object)
{
  KtOverview *self = KT_OVERVIEW (object);

  g_ptr_array_unref (self->bound);
  g_hash_table_unref (self->ticked);
  g_free (self->name);

  G_OBJECT_CLASS (kt_overview_parent_class)->finalize (object);
}

static void
kt_overview_class_init (KtOverviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kt_overview_dispose;
  object_class->finalize = kt_overview_finalize;
  object_class->get_property = kt_overview_get_property;
  object_class->set_property = kt_overview_set_property;

  properties[PROP_SORT] = g_param_spec_string ("sort", NULL, NULL, "worst",
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

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
  gtk_widget_class_bind_template_child (widget_class, KtOverview, header);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, title);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, filters_button);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, add_button);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, check_all_button);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, select_button);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, select_end_button);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, select_all_button);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, none_button);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, action_bar);
  gtk_widget_class_bind_template_child (widget_class, KtOverview, tag_button);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_install_property_action (widget_class, "keys.sort", "sort");
  kt_overview_install_select (widget_class);
}

static void
kt_overview_init (KtOverview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  g_signal_connect_object (self->search_bar, "notify::search-mode-enabled", G_CALLBACK (search_mode_cb), self, G_CONNECT_SWAPPED);
  self->bound = g_ptr_array_new ();
  kt_overview_init_select (self);
}

void
kt_overview_set_keeper (KtOverview *self, KtKeeper *keeper)
{
  KtKeyList *keys;

  g_return_if_fail (KT_IS_OVERVIEW (self));

  self->keeper = g_object_ref (keeper);
  keys = kt_keeper_get_keys (keeper);

  kt_key_list_set_text_func (keys, say_state_cb, NULL);
  kt_key_list_set_sort (keys, self->sort);
  self->look = kt_row_look_new (GTK_WIDGET (self->list));
  self->factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (self->factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (self->factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (self->factory, "unbind", G_CALLBACK (unbind_cb), self);
  self->selection = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (keys))));
  gtk_list_view_set_factory (self->list, self->factory);
  gtk_list_view_set_model (self->list, self->selection);

  g_signal_connect_object (keys, "order-changing", G_CALLBACK (order_changing_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keys, "items-changed", G_CALLBACK (end_order), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keys, "items-changed", G_CALLBACK (show_right_page), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keys, "keys-changed", G_CALLBACK (keys_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keeper, "notify::vault-state", G_CALLBACK (show_vault_state), self, G_CONNECT_SWAPPED);
  show_vault_state (self);
}

void
kt_overview_set_ready (KtOverview *self)
{
  g_return_if_fail (KT_IS_OVERVIEW (self));

  self->ready = TRUE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "keys.select", TRUE);
  show_right_page (self);
  show_vault_state (self);
}

void
kt_overview_set_broken (KtOverview *self, const char *sentence)
{
  g_return_if_fail (KT_IS_OVERVIEW (self));

  adw_status_page_set_description (self->broken_page, sentence);
  show_page (self, "broken", self->broken_page, "dialog-warning-symbolic");
}

void
kt_overview_set_unlocking (KtOverview *self, gboolean unlocking)
{
  g_return_if_fail (KT_IS_OVERVIEW (self));

  self->unlocking = unlocking;
  show_vault_state (self);
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

gboolean
kt_overview_go_back (KtOverview *self)
{
  g_return_val_if_fail (KT_IS_OVERVIEW (self), FALSE);

  if (self->selecting)
    kt_overview_end_select (self);
  else if (gtk_search_bar_get_search_mode (self->search_bar))
    gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  else
    return FALSE;
  return TRUE;
}

void
kt_overview_set_view (KtOverview *self, KtFilter filter, const char *exchange, const char *tag, const char *name)
{
  char *copy;

  g_return_if_fail (KT_IS_OVERVIEW (self));

  copy = g_strdup (name);
  g_free (self->name);
  self->name = copy;
  self->filter = filter;
  self->is_part = filter != KT_FILTER_ALL || exchange || tag;
  kt_key_list_set_view (kt_keeper_get_keys (self->keeper), filter, exchange, tag);
  kt_overview_show_header (self);
  show_right_page (self);
}

void
kt_overview_set_folded (KtOverview *self, gboolean folded)
{
  g_return_if_fail (KT_IS_OVERVIEW (self));

  self->folded = folded;
  kt_overview_show_header (self);
}

void
kt_overview_set_key_capture (KtOverview *self, GtkWidget *widget)
{
  g_return_if_fail (KT_IS_OVERVIEW (self));

  gtk_search_bar_set_key_capture_widget (self->search_bar, widget);
}

void
kt_overview_open_menu (KtOverview *self)
{
  gtk_menu_button_popup (self->menu_button);
}
