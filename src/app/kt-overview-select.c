/* kt-overview-select.c: several keys ticked, and what is done with them
 *
 * Ticked keys stay ticked when a search or another filter hides them; the title says how many there are.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "kt-overview-private.h"

#include "kt-tag-popover.h"

/* ── The mode ── */

static void
show_actions (KtOverview *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const gboolean some = self->selecting && g_hash_table_size (self->ticked) > 0;

  gtk_widget_action_set_enabled (widget, "keys.check-selected", some);
  gtk_widget_action_set_enabled (widget, "keys.delete-selected", some);
  gtk_widget_action_set_enabled (widget, "keys.select-end", self->selecting);
  gtk_widget_action_set_enabled (widget, "keys.select-all", self->selecting);
  gtk_widget_action_set_enabled (widget, "keys.select", self->ready && !self->selecting);
  gtk_widget_set_sensitive (GTK_WIDGET (self->tag_button), some);
}

static void
ticks_changed (KtOverview *self)
{
  show_actions (self);
  kt_overview_show_header (self);
  kt_overview_queue_rows (self);
}

static void
set_selecting (KtOverview *self, gboolean selecting)
{
  if (self->selecting == selecting)
    return;
  self->selecting = selecting;
  g_hash_table_remove_all (self->ticked);
  gtk_action_bar_set_revealed (self->action_bar, selecting);
  ticks_changed (self);
}

void
kt_overview_end_select (KtOverview *self)
{
  set_selecting (self, FALSE);
}

void
kt_overview_toggle (KtOverview *self, KtKey *key)
{
  const char *id = kt_key_get_id (key);

  if (!g_hash_table_remove (self->ticked, id))
    g_hash_table_add (self->ticked, g_strdup (id));
  ticks_changed (self);
}

static gboolean
is_gone_cb (gpointer id, gpointer value, gpointer user_data)
{
  return kt_keeper_find (((KtOverview *) user_data)->keeper, id) == NULL;
}

void
kt_overview_check_ticks (KtOverview *self)
{
  if (self->selecting && g_hash_table_foreach_remove (self->ticked, is_gone_cb, self) > 0)
    ticks_changed (self);
}

/* ── Deeds ── */

static void
select_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtOverview *self = KT_OVERVIEW (widget);

  set_selecting (self, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
select_end_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_selecting (KT_OVERVIEW (widget), FALSE);
}

/* Those that are shown; once more, and none is. */
static void
select_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtOverview *self = KT_OVERVIEW (widget);
  GListModel *keys = G_LIST_MODEL (kt_keeper_get_keys (self->keeper));
  guint n = g_list_model_get_n_items (keys), added = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(KtKey) key = g_list_model_get_item (keys, i);

      added += g_hash_table_add (self->ticked, g_strdup (kt_key_get_id (key))) ? 1 : 0;
    }
  if (added == 0)
    g_hash_table_remove_all (self->ticked);
  ticks_changed (self);
}

static GVariant *
list_ids (KtOverview *self)
{
  g_autofree const char **ids = (const char **) g_hash_table_get_keys_as_array (self->ticked, NULL);

  return g_variant_new_strv (ids, g_hash_table_size (self->ticked));
}

static void
do_with_ticked (KtOverview *self, const char *action)
{
  g_autoptr(GVariant) ids = g_variant_ref_sink (list_ids (self));

  set_selecting (self, FALSE);
  gtk_widget_activate_action_variant (GTK_WIDGET (self), action, ids);
}

static void
check_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  do_with_ticked (KT_OVERVIEW (widget), "win.check-keys");
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  do_with_ticked (KT_OVERVIEW (widget), "win.delete-keys");
}

/* ── Tags ── */

/* Made when it is opened: it shows what the ticked keys have. */
static void
make_popover_cb (GtkMenuButton *button, gpointer user_data)
{
  KtOverview *self = user_data;
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->ticked);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      KtKey *key = kt_keeper_find (self->keeper, id);

      if (key)
        g_ptr_array_add (keys, g_object_ref (key));
    }
  gtk_menu_button_set_popover (button, kt_tag_popover_new (self->keeper, keys));
}

/* ── Life ── */

void
kt_overview_init_select (KtOverview *self)
{
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();

  /* The list has its own Ctrl+A, which would come first. */
  gtk_event_controller_set_propagation_phase (shortcuts, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (shortcuts),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_a, GDK_CONTROL_MASK),
                                                          gtk_named_action_new ("keys.select-all")));
  gtk_widget_add_controller (GTK_WIDGET (self->list), shortcuts);
  self->ticked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_menu_button_set_create_popup_func (self->tag_button, make_popover_cb, self, NULL);
  show_actions (self);
}

void
kt_overview_install_select (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "keys.select", NULL, select_action);
  gtk_widget_class_install_action (widget_class, "keys.select-end", NULL, select_end_action);
  gtk_widget_class_install_action (widget_class, "keys.select-all", NULL, select_all_action);
  gtk_widget_class_install_action (widget_class, "keys.check-selected", NULL, check_action);
  gtk_widget_class_install_action (widget_class, "keys.delete-selected", NULL, delete_action);
}
