/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-import-done.h"

#include <glib/gi18n.h>

#include "kt-add-ask.h"
#include "kt-import-row.h"
#include "kt-words.h"

#define MAX_ROWS 50

void
kt_import_count (GListModel *items, KtImportCount *ret_count)
{
  *ret_count = (KtImportCount) { 0 };
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(KtImportItem) item = g_list_model_get_item (items, i);

      switch (kt_import_item_get_state (item))
        {
        case KT_IMPORT_CHECKING:
        case KT_IMPORT_SAVED:
          ret_count->saved++;
          break;
        case KT_IMPORT_FAILED:
          ret_count->failed++;
          break;
        case KT_IMPORT_FOUND:
        case KT_IMPORT_SAVING:
        default:
          ret_count->left += kt_import_item_get_chosen (item);
          break;
        }
    }
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(KtImportItem) item = g_list_model_get_item (items, i);

      ret_count->unsaved += !kt_import_item_get_key (item) && !kt_import_item_get_duplicate (item);
    }
}

char *
kt_import_done_text (const KtImportCount *count)
{
  return g_strdup_printf (ngettext ("%u key saved", "%u keys saved", count->saved), count->saved);
}

static void
add_title (GtkBox *box, const KtImportCount *count, const char *keyring)
{
  g_autofree char *saved = kt_import_done_text (count);
  GtkWidget *title = kt_add_ask_text (saved, "title-1");

  gtk_box_append (box, title);
  if (keyring && count->saved > 0)
    {
      /* Translators: %s is the name of a keyring: “Login” */
      g_autofree char *where = g_strdup_printf (_("They are in your keyring (%s)."), keyring);

      gtk_box_append (box, kt_add_ask_text (where, "body"));
    }
  if (count->failed + count->left > 0)
    {
      g_autofree char *left = g_strdup_printf (ngettext ("%u key was not saved. It is still in the list.",
                                                         "%u keys were not saved. They are still in the list.",
                                                         count->failed + count->left), count->failed + count->left);

      gtk_box_append (box, kt_add_ask_text (left, "body"));
    }
}

/* What a check found, or why it was not saved. */
static char *
outcome_of (KtImportItem *item)
{
  KtKey *key = kt_import_item_get_key (item);

  if (key && kt_key_get_report (key))
    return kt_words_state (key, g_get_real_time () / 1000);
  return kt_import_row_note (item);
}

static void
add_items (GtkBox *box, GListModel *items)
{
  GtkWidget *group = adw_preferences_group_new ();
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items) && n < MAX_ROWS; i++)
    {
      g_autoptr(KtImportItem) item = g_list_model_get_item (items, i);
      g_autofree char *outcome = outcome_of (item);
      GtkWidget *row;

      if (!kt_import_item_get_key (item) && kt_import_item_get_state (item) != KT_IMPORT_FAILED && !kt_import_item_get_chosen (item))
        continue;
      row = adw_action_row_new ();
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), kt_import_item_get_label (item));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), outcome ? outcome : _("Not saved"));
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
      n++;
    }
  gtk_box_append (box, group);
}

static void
add_file (GtkBox *box, const char *file_name, guint unsaved)
{
  /* Translators: %s is the name of a file */
  g_autofree char *still = g_strdup_printf (_("“%s” still holds the keys in plain text. Delete it now?"), file_name);
  GtkWidget *button;

  gtk_box_append (box, kt_add_ask_text (still, "title-4"));
  if (unsaved > 0)
    {
      g_autofree char *lost = g_strdup_printf (ngettext ("%u key of it is not saved in Keyturn and would be lost.",
                                                         "%u keys of it are not saved in Keyturn and would be lost.", unsaved),
                                               unsaved);

      gtk_box_append (box, kt_add_ask_text (lost, "warning"));
    }
  gtk_box_append (box, kt_add_ask_text (_("The file is written over with zeros and deleted for good, not moved to the trash, where "
                                          "everybody who can open it could still read the keys. That is no guarantee: backups, synchronised "
                                          "folders and the disk itself may keep older copies. Whatever else is in the file goes too, "
                                          "and a program that reads its keys from it stops working."), "body"));
  button = kt_add_ask_button (_("Delete It Now"), "import.delete-file");
  gtk_widget_add_css_class (button, "destructive-action");
  gtk_box_append (box, button);
}

void
kt_import_done_fill (GtkBox *box, GListModel *items, const char *keyring, const char *file_name)
{
  KtImportCount count;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))))
    gtk_box_remove (box, child);
  kt_import_count (items, &count);
  add_title (box, &count, keyring);
  add_items (box, items);
  if (file_name && count.saved > 0)
    add_file (box, file_name, count.unsaved);
}
