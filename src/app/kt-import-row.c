/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-import-row.h"

#include <glib/gi18n.h>

#include "kt-monogram.h"
#include "kt-tick.h"
#include "kt-words.h"

struct _KtImportRow
{
  AdwBin parent_instance;

  KtImportItem *item;           /* owned, or NULL */
  gboolean      setting;        /* we move the check mark, nobody pressed it */

  GtkCheckButton *check;        /* borrowed, as all below */
  KtMonogram      *monogram;
  GtkLabel       *title;
  GtkLabel       *subtitle;
  GtkLabel       *note;
  GtkWidget      *edit;
};

G_DEFINE_FINAL_TYPE (KtImportRow, kt_import_row, ADW_TYPE_BIN)

char *
kt_import_row_note (KtImportItem *item)
{
  KtExchange *exchange = kt_import_item_get_exchange (item);
  g_autoptr(GPtrArray) lacking = NULL;

  switch (kt_import_item_get_state (item))
    {
    case KT_IMPORT_SAVING:
      return g_strdup (_("Saving…"));
    case KT_IMPORT_CHECKING:
      return g_strdup (_("Saved. Checking…"));
    case KT_IMPORT_SAVED:
      return g_strdup (_("Saved"));
    case KT_IMPORT_FAILED:
      return kt_words_error (kt_import_item_get_error (item));
    case KT_IMPORT_FOUND:
    default:
      break;
    }
  if (kt_import_item_get_duplicate (item))
    /* Translators: %s is the label of a key */
    return g_strdup_printf (_("Already saved as “%s”"), kt_import_item_get_duplicate (item));
  if (!exchange)
    return g_strdup (_("Choose the exchange"));
  lacking = kt_import_item_get_lacking (item);
  if (lacking->len > 0)
    /* Translators: %s is a field of a key: “Passphrase” */
    return g_strdup_printf (_("“%s” is missing"), ((const KtField *) g_ptr_array_index (lacking, 0))->name);
  if (!kt_import_item_is_complete (item))
    return g_strdup (_("The private key cannot be read"));
  if (kt_import_item_is_by_shape (item))
    /* Translators: %s is an exchange */
    return g_strdup_printf (_("Looks like a key of %s. Is it?"), kt_exchange_get_name (exchange));
  return NULL;
}

static char *
make_subtitle (KtImportItem *item)
{
  KtExchange *exchange = kt_import_item_get_exchange (item);
  g_autofree char *place = exchange ? kt_words_environment (exchange, kt_import_item_get_environment (item)) : NULL;
  g_autofree char *hint = kt_import_item_get_hint (item);
  /* Translators: %u is a line of a file */
  g_autofree char *line = g_strdup_printf (_("line %u"), kt_import_item_get_line (item));
  g_autoptr(GPtrArray) parts = g_ptr_array_new ();

  if (place)
    g_ptr_array_add (parts, place);
  if (hint)
    g_ptr_array_add (parts, hint);
  g_ptr_array_add (parts, line);
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

static void
show_item (KtImportRow *self)
{
  KtExchange *exchange = kt_import_item_get_exchange (self->item);
  const char *label = kt_import_item_get_label (self->item);
  gboolean open = kt_import_item_get_state (self->item) == KT_IMPORT_FOUND || kt_import_item_get_state (self->item) == KT_IMPORT_FAILED;
  gboolean complete = kt_import_item_is_complete (self->item);
  g_autofree char *subtitle = make_subtitle (self->item);
  g_autofree char *note = kt_import_row_note (self->item);
  g_autofree char *change = NULL;

  if (!*label)
    label = _("Key of an Unknown Exchange");
  /* Translators: a button’s name; %s is a key */
  change = g_strdup_printf (_("Change “%s”"), label);
  self->setting = TRUE;
  gtk_check_button_set_active (self->check, kt_import_item_get_chosen (self->item));
  self->setting = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->check), open && complete);
  gtk_widget_set_sensitive (self->edit, open);
  kt_monogram_set_name (self->monogram, exchange ? kt_exchange_get_name (exchange) : NULL);
  gtk_label_set_label (self->title, label);
  gtk_label_set_label (self->subtitle, subtitle);
  gtk_label_set_label (self->note, note ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), note != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, note ? note : subtitle, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->edit), GTK_ACCESSIBLE_PROPERTY_LABEL, change, -1);
}

static void
toggled_cb (KtImportRow *self)
{
  if (!self->setting && self->item)
    kt_import_item_set_chosen (self->item, gtk_check_button_get_active (self->check));
}

static void
edit_cb (KtImportRow *self)
{
  if (self->item)
    gtk_widget_activate_action (GTK_WIDGET (self), "import.edit", "u", kt_import_item_get_line (self->item));
}

static GtkLabel *
add_label (GtkBox *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class)
    {
      gtk_widget_add_css_class (label, css_class);
      gtk_widget_add_css_class (label, "caption");
    }
  gtk_box_append (box, label);
  return GTK_LABEL (label);
}

static void
kt_import_row_dispose (GObject *object)
{
  KtImportRow *self = KT_IMPORT_ROW (object);

  if (self->item)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (kt_import_row_parent_class)->dispose (object);
}

static void
kt_import_row_class_init (KtImportRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_import_row_dispose;
}

static void
kt_import_row_init (KtImportRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->check = GTK_CHECK_BUTTON (kt_tick_new ());
  g_signal_connect_object (self->check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  self->monogram = KT_MONOGRAM (kt_monogram_new (NULL));
  self->title = add_label (GTK_BOX (words), NULL);
  self->subtitle = add_label (GTK_BOX (words), "dim-label");
  self->note = add_label (GTK_BOX (words), "warning");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  self->edit = gtk_button_new_from_icon_name ("document-edit-symbolic");
  gtk_widget_set_tooltip_text (self->edit, _("Change"));
  gtk_widget_set_valign (self->edit, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->edit, "flat");
  g_signal_connect_object (self->edit, "clicked", G_CALLBACK (edit_cb), self, G_CONNECT_SWAPPED);

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->check));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->monogram));
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), self->edit);
  gtk_widget_set_margin_top (box, 8);
  gtk_widget_set_margin_bottom (box, 8);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 6);
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
kt_import_row_new (void)
{
  return g_object_new (KT_TYPE_IMPORT_ROW, NULL);
}

void
kt_import_row_set_item (KtImportRow *self, KtImportItem *item)
{
  g_return_if_fail (KT_IS_IMPORT_ROW (self));

  if (self->item == item)
    return;
  if (self->item)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  if (!item)
    return;
  g_signal_connect_object (item, "changed", G_CALLBACK (show_item), self, G_CONNECT_SWAPPED);
  show_item (self);
}
