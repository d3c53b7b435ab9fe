/* test-window.c: a small window for the tests of kt-test-ui, with what a real one has
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>

static GtkWidget *
label_of (AdwApplicationWindow *window)
{
  return g_object_get_data (G_OBJECT (window), "said");
}

static void
add_cb (GtkButton *button, AdwApplicationWindow *window)
{
  gtk_label_set_text (GTK_LABEL (label_of (window)), "Added");
}

static void
go_cb (GtkButton *button, AdwLeaflet *leaflet)
{
  adw_leaflet_navigate (leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

static GtkWidget *
make_first_page (AdwApplicationWindow *window, AdwLeaflet *leaflet)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *name = adw_entry_row_new ();
  GtkWidget *combo = adw_combo_row_new ();
  GtkWidget *add = gtk_button_new_with_mnemonic ("_Add Key");
  GtkWidget *go = gtk_button_new_with_label ("Go");
  GtkWidget *said = gtk_label_new ("Nothing yet");
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autoptr(GtkStringList) choices = gtk_string_list_new ((const char *const[]) { "Binance", "Bitget", "Bybit", "Kraken", NULL });

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (name), "Name");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (combo), "Exchange");
  adw_combo_row_set_model (ADW_COMBO_ROW (combo), G_LIST_MODEL (choices));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), name);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), combo);
  for (int i = 0; i < 40; i++)
    {
      g_autofree char *title = g_strdup_printf ("Row %d", i);

      gtk_list_box_append (GTK_LIST_BOX (list), gtk_label_new (title));
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), group);
  gtk_box_append (GTK_BOX (box), add);
  gtk_box_append (GTK_BOX (box), go);
  gtk_box_append (GTK_BOX (box), said);
  gtk_box_append (GTK_BOX (box), scrolled);
  g_object_set_data (G_OBJECT (window), "said", said);
  g_signal_connect (add, "clicked", G_CALLBACK (add_cb), window);
  g_signal_connect (go, "clicked", G_CALLBACK (go_cb), leaflet);
  return box;
}

static GtkWidget *
make_second_page (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *off = gtk_button_new_with_label ("Not now");

  gtk_widget_set_size_request (box, 360, -1);
  gtk_widget_set_sensitive (off, FALSE);
  gtk_box_append (GTK_BOX (box), gtk_button_new_with_label ("Behind"));
  gtk_box_append (GTK_BOX (box), off);
  return box;
}

static void
activate_cb (GtkApplication *application, gpointer data)
{
  GtkWidget *window = adw_application_window_new (application);
  GtkWidget *leaflet = adw_leaflet_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_window_set_title (GTK_WINDOW (window), "Test Window");
  gtk_window_set_default_size (GTK_WINDOW (window), 380, 640);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_widget_set_vexpand (leaflet, TRUE);
  gtk_box_append (GTK_BOX (box), leaflet);
  adw_leaflet_append (ADW_LEAFLET (leaflet), make_first_page (ADW_APPLICATION_WINDOW (window), ADW_LEAFLET (leaflet)));
  adw_leaflet_append (ADW_LEAFLET (leaflet), make_second_page ());
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  g_application_quit (application);
}

int
main (int argc, char **argv)
{
  static const GActionEntry actions[] = { { .name = "quit", .activate = quit_cb } };
  g_autoptr(AdwApplication) application = adw_application_new ("org.example.Keyturn.TestWindow", G_APPLICATION_DEFAULT_FLAGS);

  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), application);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
