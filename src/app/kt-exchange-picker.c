/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-exchange-picker.h"

#include <glib/gi18n.h>

#include "kt-compat.h"
#include "kt-monogram.h"
#include "kt-trust-window.h"

#define MAX_RECENT 3

struct _KtExchangePicker
{
  AdwBin parent_instance;

  KtCatalogue    *catalogue;    /* owned */
  char           *recent[MAX_RECENT]; /* owned: ids, the latest first */
  GtkSearchEntry *entry;        /* borrowed */
  GtkStack       *stack;        /* borrowed */
  GtkListBox     *list;         /* borrowed */
};

enum { PICKED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KtExchangePicker, kt_exchange_picker, ADW_TYPE_BIN)

/* (nullable): what sets it apart from the others */
static const char *
describe (KtExchange *exchange)
{
  if (kt_exchange_is_custom (exchange))
    return _("Custom: described by a file, not by Keyturn");
  switch (kt_exchange_get_status (exchange)->standing)
    {
    case KT_STANDING_CLOSED:
      return _("Closed: keys can be recorded, nothing is sent");
    case KT_STANDING_CLOSING:
      return _("Is closing");
    case KT_STANDING_UNCERTAIN:
      return _("May have closed");
    case KT_STANDING_OPEN:
    default:
      return NULL;
    }
}

static GtkWidget *
make_row (KtExchange *exchange)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *monogram = kt_monogram_new (kt_exchange_get_name (exchange));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), kt_exchange_get_name (exchange));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), describe (exchange));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), monogram);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "exchange", g_object_ref (exchange), g_object_unref);
  return row;
}

/* What was used last goes before all others. */
static void
put_recent_first (KtExchangePicker *self, GPtrArray *found)
{
  guint first = 0;

  for (guint n = 0; n < MAX_RECENT && self->recent[n]; n++)
    {
      for (guint i = first; i < found->len; i++)
        {
          KtExchange *exchange = g_ptr_array_index (found, i);

          if (!g_str_equal (kt_exchange_get_id (exchange), self->recent[n]))
            continue;
          g_ptr_array_remove_index (found, i);
          g_ptr_array_insert (found, (int) first++, exchange);
          break;
        }
    }
}

static void
empty (KtExchangePicker *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))))
    gtk_list_box_remove (self->list, child);
}

static void
fill (KtExchangePicker *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr(GPtrArray) found = NULL;

  empty (self);
  if (!self->catalogue)
    return;
  found = kt_catalogue_search (self->catalogue, text);
  if (!*text)
    put_recent_first (self, found);
  for (guint i = 0; i < found->len; i++)
    gtk_list_box_append (self->list, make_row (g_ptr_array_index (found, i)));
  gtk_stack_set_visible_child_name (self->stack, found->len > 0 ? "list" : "none");
}

static gboolean
empty_cb (gpointer user_data)
{
  KtExchangePicker *self = user_data;

  if (self->catalogue && !gtk_widget_get_mapped (GTK_WIDGET (self)))
    empty (self);
  return G_SOURCE_REMOVE;
}

/* Not at once: it may be a row's own press that leads to the next page. */
static void
unmapped_cb (KtExchangePicker *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, empty_cb, g_object_ref (self), g_object_unref);
}

static void
row_activated_cb (KtExchangePicker *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[PICKED], 0, g_object_get_data (G_OBJECT (row), "exchange"));
}

/* Enter takes the first. */
static void
activate_cb (KtExchangePicker *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);

  if (row)
    row_activated_cb (self, row);
}

/* ── A definition of one's own ── */

static void
trusted_cb (KtExchangePicker *self, KtExchange *exchange)
{
  /* Translators: %s is an exchange */
  g_autofree char *text = g_strdup_printf (_("“%s” can be used now"), kt_exchange_get_name (exchange));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), kt_exchange_get_name (exchange));
  fill (self);
  gtk_widget_activate_action (GTK_WIDGET (self), "add.toast", "s", text);
}

static void
file_chosen_cb (GFile *file, gpointer user_data)
{
  g_autoptr(KtExchangePicker) self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *window;

  if (!file || !self->catalogue || !root)
    return;
  window = kt_trust_window_new (self->catalogue, file);
  g_signal_connect_object (window, "trusted", G_CALLBACK (trusted_cb), self, G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (root));
  gtk_window_present (GTK_WINDOW (window));
}

static void
choose_file_cb (KtExchangePicker *self)
{
  kt_compat_choose_file (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _("Add an Exchange from a File"), file_chosen_cb,
                         g_object_ref (self));
}

/* An entry keeps Escape for itself: first what was typed goes, then the way back. */
static void
stop_cb (KtExchangePicker *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->entry)))
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  else if (!gtk_widget_activate_action (GTK_WIDGET (self), "import.back", NULL))
    gtk_widget_activate_action (GTK_WIDGET (self), "window.close", NULL);
}

static void
kt_exchange_picker_dispose (GObject *object)
{
  KtExchangePicker *self = KT_EXCHANGE_PICKER (object);

  g_clear_object (&self->catalogue);
  for (guint i = 0; i < MAX_RECENT; i++)
    g_clear_pointer (&self->recent[i], g_free);

  G_OBJECT_CLASS (kt_exchange_picker_parent_class)->dispose (object);
}

static void
kt_exchange_picker_class_init (KtExchangePickerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_exchange_picker_dispose;

  signals[PICKED] = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, KT_TYPE_EXCHANGE);
}

static void
kt_exchange_picker_init (KtExchangePicker *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *none = adw_status_page_new ();
  GtkWidget *from_file = gtk_button_new_with_label (_("Add an Exchange from a File…"));

  self->entry = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  g_object_set (self->entry, "placeholder-text", _("Which exchange?"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Search Exchanges"), -1);
  g_signal_connect_object (self->entry, "search-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "stop-search", G_CALLBACK (stop_cb), self, G_CONNECT_SWAPPED);

  /* Some sixty rows are there only while they are seen: a screen reader would walk them on every other page. */
  g_signal_connect (self, "map", G_CALLBACK (fill), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (unmapped_cb), NULL);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_set_valign (GTK_WIDGET (self->list), GTK_ALIGN_START);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Exchanges"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);

  adw_status_page_set_title (ADW_STATUS_PAGE (none), _("No Such Exchange"));
  adw_status_page_set_description (ADW_STATUS_PAGE (none), _("Keyturn does not know it yet. A definition file can teach it."));

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->list), "list");
  gtk_stack_add_named (self->stack, none, "none");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  gtk_widget_set_halign (from_file, GTK_ALIGN_CENTER);
  g_signal_connect_object (from_file, "clicked", G_CALLBACK (choose_file_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), from_file);
  adw_bin_set_child (ADW_BIN (self), box);
}

void
kt_exchange_picker_set_catalogue (KtExchangePicker *self, KtCatalogue *catalogue)
{
  g_return_if_fail (KT_IS_EXCHANGE_PICKER (self));

  g_set_object (&self->catalogue, catalogue);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    fill (self);
}

static gint64
latest_of (GPtrArray *keys, const char *exchange)
{
  gint64 latest = 0;

  for (guint i = 0; i < keys->len; i++)
    {
      const KtRecord *record = kt_key_get_record (g_ptr_array_index (keys, i));

      if (g_str_equal (record->exchange, exchange))
        latest = MAX (latest, record->added_ms);
    }
  return latest;
}

void
kt_exchange_picker_set_recent (KtExchangePicker *self, GPtrArray *keys)
{
  g_autoptr(GHashTable) latest = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < keys->len; i++)
    g_hash_table_add (latest, kt_key_get_record (g_ptr_array_index (keys, i))->exchange);
  for (guint n = 0; n < MAX_RECENT && g_hash_table_size (latest) > 0; n++)
    {
      const char *best = NULL;
      gint64 best_ms = -1;
      GHashTableIter iter;
      gpointer id;

      g_hash_table_iter_init (&iter, latest);
      while (g_hash_table_iter_next (&iter, &id, NULL))
        {
          gint64 at = latest_of (keys, id);

          if (at > best_ms)
            {
              best_ms = at;
              best = id;
            }
        }
      g_free (self->recent[n]);
      self->recent[n] = g_strdup (best);
      g_hash_table_remove (latest, best);
    }
}

void
kt_exchange_picker_focus (KtExchangePicker *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
