/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-sidebar.h"

#include <glib/gi18n.h>

#include "kt-sidebar-row.h"

#define EXCHANGE "exchange:"
#define TAG      "tag:"

static const struct {
  const char *view;
  const char *name;
  const char *icon;
} filters[KT_N_FILTERS] = {
  [KT_FILTER_ALL] = { "all", N_("All Keys"), "view-list-symbolic" },
  [KT_FILTER_ATTENTION] = { "attention", N_("Needs Attention"), "dialog-warning-symbolic" },
  [KT_FILTER_DUE] = { "due", N_("Due in 30 Days"), "document-open-recent-symbolic" },
  [KT_FILTER_RETIRED] = { "retired", N_("Retired"), "user-trash-symbolic" },
};

struct _KtSidebar
{
  GtkWidget parent_instance;

  KtKeyList          *keys;             /* owned */
  GListStore         *items;            /* owned, KtSidebarItem */
  GtkSingleSelection *selection;        /* owned */
  KtRowLook          *look;             /* owned */
  char               *view;             /* owned: what is shown */
  guint               update_source;
  gboolean            is_following;     /* the selection moves because the view did */

  GtkWidget    *box;                    /* children */
  AdwHeaderBar *header;
  GtkListView  *list;
};

G_DEFINE_FINAL_TYPE (KtSidebar, kt_sidebar, GTK_TYPE_WIDGET)

gboolean
kt_view_parse (const char *view, KtFilter *ret_filter, const char **ret_exchange, const char **ret_tag)
{
  *ret_filter = KT_FILTER_ALL;
  *ret_exchange = *ret_tag = NULL;
  if (g_str_has_prefix (view, EXCHANGE))
    {
      *ret_exchange = view + strlen (EXCHANGE);
      return TRUE;
    }
  if (g_str_has_prefix (view, TAG))
    {
      *ret_tag = view + strlen (TAG);
      return TRUE;
    }
  for (KtFilter filter = 0; filter < KT_N_FILTERS; filter++)
    {
      if (g_str_equal (view, filters[filter].view))
        {
          *ret_filter = filter;
          return TRUE;
        }
    }
  return FALSE;
}

/* ── Items ── */

static KtSidebarItem *
get_item (KtSidebar *self, guint position)
{
  g_autoptr(KtSidebarItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), position);

  return item;                  /* the store holds it */
}

static guint
find_view (KtSidebar *self, const char *view)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  for (guint i = 0; view && i < n; i++)
    {
      if (g_str_equal (kt_sidebar_item_get_view (get_item (self, i)), view))
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static void
add_item (GPtrArray *items, KtSidebarItem *item, guint count)
{
  kt_sidebar_item_set_count (item, count);
  g_ptr_array_add (items, item);
}

static void
add_groups (GPtrArray *items, GPtrArray *groups, const char *prefix, const char *icon, const char *heading)
{
  for (guint i = 0; i < groups->len; i++)
    {
      const KtKeyGroup *group = g_ptr_array_index (groups, i);
      g_autofree char *view = g_strconcat (prefix, group->id, NULL);

      add_item (items, kt_sidebar_item_new (view, group->name, icon, i == 0 ? heading : NULL), group->n_keys);
    }
}

static GPtrArray *
make_items (KtSidebar *self)
{
  g_autoptr(KtKeyCounts) counts = kt_key_list_get_counts (self->keys);
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (KtFilter filter = 0; filter < KT_N_FILTERS; filter++)
    add_item (items, kt_sidebar_item_new (filters[filter].view, _(filters[filter].name), filters[filter].icon, NULL),
              counts->filters[filter]);
  add_groups (items, counts->exchanges, EXCHANGE, NULL, _("Exchanges"));
  add_groups (items, counts->tags, TAG, "#", _("Tags"));
  return items;
}

static gboolean
has_same_views (KtSidebar *self, GPtrArray *items)
{
  if (items->len != g_list_model_get_n_items (G_LIST_MODEL (self->items)))
    return FALSE;
  for (guint i = 0; i < items->len; i++)
    {
      KtSidebarItem *new = g_ptr_array_index (items, i), *old = get_item (self, i);

      if (!g_str_equal (kt_sidebar_item_get_view (new), kt_sidebar_item_get_view (old))
          || !g_str_equal (kt_sidebar_item_get_name (new), kt_sidebar_item_get_name (old)))
        return FALSE;
    }
  return TRUE;
}

static void
select_view (KtSidebar *self)
{
  self->is_following = TRUE;
  gtk_single_selection_set_selected (self->selection, find_view (self, self->view));
  self->is_following = FALSE;
}

void
kt_sidebar_update (KtSidebar *self)
{
  g_autoptr(GPtrArray) items = make_items (self);

  g_clear_handle_id (&self->update_source, g_source_remove);
  if (has_same_views (self, items))
    {
      for (guint i = 0; i < items->len; i++)
        {
          guint count;

          g_object_get (g_ptr_array_index (items, i), "count", &count, NULL);
          kt_sidebar_item_set_count (get_item (self, i), count);
        }
      return;
    }
  self->is_following = TRUE;
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)), items->pdata, items->len);
  self->is_following = FALSE;
  select_view (self);
  /* The last key of an exchange or with a tag is gone: so is its line. */
  if (self->view && find_view (self, self->view) == GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-view", "s", filters[KT_FILTER_ALL].view);
}

static gboolean
update_cb (gpointer user_data)
{
  KtSidebar *self = user_data;

  self->update_source = 0;
  kt_sidebar_update (self);
  return G_SOURCE_REMOVE;
}

/* Many keys may change at once: counted once, before the next frame. */
static void
keys_changed_cb (KtSidebar *self)
{
  if (!self->update_source)
    self->update_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE + 10, update_cb, self, NULL);
}

/* ── Rows ── */

static void
released_cb (GtkGestureClick *gesture, int n_press, double x, double y, KtSidebar *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-list", NULL);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, KtSidebar *self)
{
  GtkWidget *row = kt_sidebar_row_new (self->look);
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_object (click, "released", G_CALLBACK (released_cb), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  gtk_list_item_set_child (item, row);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, KtSidebar *self)
{
  kt_sidebar_row_set_item (KT_SIDEBAR_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, KtSidebar *self)
{
  kt_sidebar_row_set_item (KT_SIDEBAR_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
selected_cb (KtSidebar *self)
{
  KtSidebarItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (item && !self->is_following)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-view", "s", kt_sidebar_item_get_view (item));
}

static void
activate_cb (KtSidebar *self, guint position)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-list", NULL);
}

/* ── Life ── */

static void
kt_sidebar_dispose (GObject *object)
{
  KtSidebar *self = KT_SIDEBAR (object);

  g_clear_handle_id (&self->update_source, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->keys);
  g_clear_object (&self->selection);
  g_clear_object (&self->items);
  g_clear_pointer (&self->look, kt_row_look_unref);
  g_clear_pointer (&self->view, g_free);

  G_OBJECT_CLASS (kt_sidebar_parent_class)->dispose (object);
}

static void
kt_sidebar_class_init (KtSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_sidebar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "keysidebar");
}

static void
add_list (KtSidebar *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->items = g_list_store_new (KT_TYPE_SIDEBAR_ITEM);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->items)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, 0);

  self->list = GTK_LIST_VIEW (gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), factory));
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "views-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Filters"), -1);
  g_signal_connect_object (self->list, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  self->look = kt_row_look_new (GTK_WIDGET (self->list));

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (self->box), scrolled);
}

static void
kt_sidebar_init (KtSidebar *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_size_request (GTK_WIDGET (self), 220, -1);
  self->header = ADW_HEADER_BAR (adw_header_bar_new ());
  adw_header_bar_set_title_widget (self->header, adw_window_title_new (_("Keyturn"), NULL));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->header));
  add_list (self);
}

void
kt_sidebar_set_keys (KtSidebar *self, KtKeyList *keys)
{
  g_return_if_fail (KT_IS_SIDEBAR (self));

  self->keys = g_object_ref (keys);
  g_signal_connect_object (keys, "keys-changed", G_CALLBACK (keys_changed_cb), self, G_CONNECT_SWAPPED);
}

void
kt_sidebar_set_view (KtSidebar *self, const char *view)
{
  char *copy;

  g_return_if_fail (KT_IS_SIDEBAR (self));

  copy = g_strdup (view);
  g_free (self->view);
  self->view = copy;
  select_view (self);
}

const char *
kt_sidebar_get_name (KtSidebar *self, const char *view)
{
  guint position;

  g_return_val_if_fail (KT_IS_SIDEBAR (self), NULL);

  position = find_view (self, view);
  return position == GTK_INVALID_LIST_POSITION ? NULL : kt_sidebar_item_get_name (get_item (self, position));
}

void
kt_sidebar_set_folded (KtSidebar *self, gboolean folded)
{
  g_return_if_fail (KT_IS_SIDEBAR (self));

  adw_header_bar_set_show_end_title_buttons (self->header, folded);
}
