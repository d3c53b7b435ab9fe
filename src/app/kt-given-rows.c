/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-given-rows.h"

#include <string.h>

#include <glib/gi18n.h>

#define MOST_OFFERED 4

struct _KtGivenRows
{
  AdwBin parent_instance;

  KtKeeper   *keeper;           /* owned */
  KtKeyEdits *edits;            /* owned */
  KtKey      *key;              /* owned */

  GPtrArray  *rows;             /* borrowed: one for each who has it, from above */
  GPtrArray  *offered;          /* borrowed: below the entry */
  GtkListBox *list;             /* children */
  GtkWidget  *entry;
};

G_DEFINE_FINAL_TYPE (KtGivenRows, kt_given_rows, ADW_TYPE_BIN)

static const char *
get_name (GtkWidget *row)
{
  return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));
}

static gboolean
has (char **names, const char *name)
{
  return g_strv_contains ((const char *const *) names, name);
}

/* ── Changes ── */

static char **
change (char **names, const char *name, gboolean on)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; names[i]; i++)
    {
      if (!g_str_equal (names[i], name))
        g_strv_builder_add (builder, names[i]);
    }
  if (on)
    g_strv_builder_add (builder, name);
  return g_strv_builder_end (builder);
}

static void
set_given (KtGivenRows *self, const char *name, gboolean given)
{
  g_autoptr(KtRecord) wanted = kt_record_copy (kt_key_get_record (self->key));
  g_autofree char *done = NULL;
  char **names = change (wanted->consumers, name, given);

  g_strfreev (wanted->consumers);
  wanted->consumers = names;
  /* Translators: %s is a bot, a machine or a service */
  done = g_strdup_printf (given ? _("Given to %s") : _("%s does not have it any more"), name);
  kt_key_edits_make (self->edits, self->key, wanted, KT_PART_CONSUMERS, done);
}

static void
remove_cb (GtkWidget *button, KtGivenRows *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW);

  set_given (self, get_name (row), FALSE);
}

static void
add_name (KtGivenRows *self, const char *name)
{
  g_autofree char *copy = g_strstrip (g_strdup (name));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_widget_grab_focus (self->entry);
  if (*copy && !has (kt_key_get_record (self->key)->consumers, copy))
    set_given (self, copy, TRUE);
}

static void
apply_cb (KtGivenRows *self)
{
  add_name (self, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static void
offered_cb (GtkWidget *row, KtGivenRows *self)
{
  add_name (self, get_name (row));
}

/* ── Completion ── */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (*(const char *const *) a, *(const char *const *) b);
}

/* Everybody any key was given to. Names are borrowed from the records. */
static GPtrArray *
list_known (KtGivenRows *self)
{
  GPtrArray *keys = kt_keeper_get_all (self->keeper);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < keys->len; i++)
    {
      char **consumers = kt_key_get_record (g_ptr_array_index (keys, i))->consumers;

      for (guint j = 0; consumers[j]; j++)
        {
          if (g_hash_table_add (seen, consumers[j]))
            g_ptr_array_add (names, consumers[j]);
        }
    }
  g_ptr_array_sort (names, compare_names);
  return names;
}

static void
clear_rows (KtGivenRows *self, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    gtk_list_box_remove (self->list, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

static GtkWidget *
make_row (const char *name)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  return row;
}

static void
offer (KtGivenRows *self, const char *name)
{
  GtkWidget *row = make_row (name);
  GtkWidget *icon = gtk_image_new_from_icon_name ("list-add-symbolic");

  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (offered_cb), self, 0);
  gtk_list_box_append (self->list, row);
  g_ptr_array_add (self->offered, row);
}

/* What is offered below the edge of the window is offered to nobody. Laid out in the frame after it was made. */
static gboolean
reveal_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  KtGivenRows *self = KT_GIVEN_ROWS (widget);
  GtkWidget *scrolled = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  GtkWidget *last = self->offered->len > 0 ? g_ptr_array_index (self->offered, self->offered->len - 1) : NULL;
  GtkAdjustment *adjustment;
  graphene_rect_t bounds;
  double over;

  if (!last || !scrolled)
    return G_SOURCE_REMOVE;
  if (gtk_widget_get_height (last) == 0)
    return G_SOURCE_CONTINUE;
  if (!gtk_widget_compute_bounds (last, scrolled, &bounds))
    return G_SOURCE_REMOVE;
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  over = bounds.origin.y + bounds.size.height - gtk_widget_get_height (scrolled);
  if (over > 0)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + over);
  return G_SOURCE_REMOVE;
}

/* Those with the typed words in their name, who do not have it yet. */
static void
typed_cb (KtGivenRows *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr(GPtrArray) known = NULL;

  clear_rows (self, self->offered);
  if (!*typed || !self->key)
    return;
  known = list_known (self);
  for (guint i = 0; i < known->len && self->offered->len < MOST_OFFERED; i++)
    {
      const char *name = g_ptr_array_index (known, i);

      if (g_str_match_string (typed, name, TRUE) && !has (kt_key_get_record (self->key)->consumers, name))
        offer (self, name);
    }
  if (self->offered->len > 0)
    gtk_widget_add_tick_callback (GTK_WIDGET (self), reveal_cb, NULL, NULL);
}

/* From the text straight to what is offered. */
static gboolean
down_cb (GtkWidget *entry, GVariant *arguments, gpointer user_data)
{
  KtGivenRows *self = user_data;

  return self->offered->len > 0 && gtk_widget_grab_focus (g_ptr_array_index (self->offered, 0));
}

static void
add_down_key (KtGivenRows *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Down, 0),
                                                          gtk_callback_action_new (down_cb, self, NULL)));
  gtk_widget_add_controller (self->entry, controller);
}

/* ── Those who have it ── */

static void
insert_row (KtGivenRows *self, const char *name, guint position)
{
  GtkWidget *row = make_row (name);
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");
  /* Translators: %s is a bot, a machine or a service that was given the key */
  g_autofree char *spoken = g_strdup_printf (_("Remove %s"), name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  gtk_list_box_insert (self->list, row, (int) position);
  g_ptr_array_insert (self->rows, (int) position, row);
}

/* The focus does not fall out of the page when its row goes. */
static void
remove_row (KtGivenRows *self, guint position)
{
  GtkWidget *row = g_ptr_array_index (self->rows, position);
  GtkRoot *root = gtk_widget_get_root (row);
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;
  gboolean focused = focus && (focus == row || gtk_widget_is_ancestor (focus, row));

  gtk_list_box_remove (self->list, row);
  g_ptr_array_remove_index (self->rows, position);
  if (focused)
    gtk_widget_grab_focus (self->entry);
}

void
kt_given_rows_show (KtGivenRows *self, KtKey *key)
{
  const KtRecord *record = kt_key_get_record (key);

  g_return_if_fail (KT_IS_GIVEN_ROWS (self));

  if (g_set_object (&self->key, key))
    {
      clear_rows (self, self->rows);
      gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
    }
  for (guint i = self->rows->len; i-- > 0;)
    {
      if (!has (record->consumers, get_name (g_ptr_array_index (self->rows, i))))
        remove_row (self, i);
    }
  for (guint i = 0; record->consumers[i]; i++)
    {
      if (i < self->rows->len && g_str_equal (get_name (g_ptr_array_index (self->rows, i)), record->consumers[i]))
        continue;
      for (guint j = i; j < self->rows->len; j++)
        {
          if (g_str_equal (get_name (g_ptr_array_index (self->rows, j)), record->consumers[i]))
            remove_row (self, j);
        }
      insert_row (self, record->consumers[i], i);
    }
  typed_cb (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self), record->state == KT_STATE_ACTIVE);
}

gboolean
kt_given_rows_revert (KtGivenRows *self)
{
  g_return_val_if_fail (KT_IS_GIVEN_ROWS (self), FALSE);

  if (!*gtk_editable_get_text (GTK_EDITABLE (self->entry)))
    return FALSE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_widget_grab_focus (self->entry);
  return TRUE;
}

/* ── Life ── */

static void
kt_given_rows_dispose (GObject *object)
{
  KtGivenRows *self = KT_GIVEN_ROWS (object);

  g_clear_object (&self->key);
  g_clear_object (&self->edits);
  g_clear_object (&self->keeper);

  G_OBJECT_CLASS (kt_given_rows_parent_class)->dispose (object);
}

static void
kt_given_rows_finalize (GObject *object)
{
  KtGivenRows *self = KT_GIVEN_ROWS (object);

  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->offered);

  G_OBJECT_CLASS (kt_given_rows_parent_class)->finalize (object);
}

static void
kt_given_rows_class_init (KtGivenRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_given_rows_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_given_rows_finalize;
}

static void
kt_given_rows_init (KtGivenRows *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  self->rows = g_ptr_array_new ();
  self->offered = g_ptr_array_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Given To"));
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  self->entry = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry), _("Add a Bot, a Machine or a Service"));
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self->entry), TRUE);
  g_signal_connect_object (self->entry, "apply", G_CALLBACK (apply_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
  add_down_key (self);
  gtk_list_box_append (self->list, self->entry);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->list));
  adw_bin_set_child (ADW_BIN (self), group);
}

GtkWidget *
kt_given_rows_new (KtKeeper *keeper, KtKeyEdits *edits)
{
  KtGivenRows *self = g_object_new (KT_TYPE_GIVEN_ROWS, NULL);

  self->keeper = g_object_ref (keeper);
  self->edits = g_object_ref (edits);
  return GTK_WIDGET (self);
}
