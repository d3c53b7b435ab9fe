/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-shortcuts-window.h"

#include <glib/gi18n.h>

static const struct {
  const char *group;            /* where one begins */
  const char *title;
  const char *action;           /* of the application: its keys are asked for, or NULL */
  const char *accel;
} shortcuts[] = {
  { N_("Keys"), N_("Add a key"), "win.add", NULL },
  { NULL, N_("Import keys"), "win.import", NULL },
  { NULL, N_("Import keys from what was copied"), NULL, "<Control>v" },
  { NULL, N_("Check all keys"), "win.check-all", NULL },
  { NULL, N_("Select all keys of the list"), NULL, "<Control>a" },
  { N_("The Key Shown"), N_("Check the key shown"), "win.check", NULL },
  { NULL, N_("Edit it"), NULL, "<Control>e" },
  { NULL, N_("Rotate it"), NULL, "<Control>r" },
  { NULL, N_("Copy its API key, or what is selected"), NULL, "<Control>c" },
  { NULL, N_("Reveal its secret, or hide it"), NULL, "<Control>h" },
  { NULL, N_("Open the exchange’s key page"), NULL, "<Control>o" },
  { NULL, N_("About its exchange"), NULL, "<Alt>Return" },
  { NULL, N_("Delete it"), NULL, "Delete" },
  { N_("Finding Your Way"), N_("Search"), "win.search", NULL },
  { NULL, N_("The year ahead"), "app.timeline", NULL },
  { NULL, N_("Rights of all keys"), "app.rights", NULL },
  { NULL, N_("Panic list: something leaked"), "app.panic", NULL },
  { NULL, N_("Back"), "win.back", NULL },
  { NULL, N_("Open the menu"), "win.menu", NULL },
  { N_("General"), N_("Preferences"), "app.preferences", NULL },
  { NULL, N_("Keyboard shortcuts"), "app.shortcuts", NULL },
  { NULL, N_("Close the window"), "window.close", NULL },
  { NULL, N_("Quit"), "app.quit", NULL },
};

static GtkWidget *
make_row (const char *title, const char *accel)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *keys = gtk_shortcut_label_new (accel);
  GdkModifierType modifiers;
  guint keyval;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (keys, GTK_ALIGN_CENTER);
  /* Keys are as they stand on the keyboard, in whatever direction text runs. */
  gtk_widget_set_direction (keys, GTK_TEXT_DIR_LTR);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), keys);
  if (gtk_accelerator_parse (accel, &keyval, &modifiers))
    {
      g_autofree char *spoken = gtk_accelerator_get_label (keyval, modifiers);

      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, spoken, -1);
    }
  return row;
}

static GtkWidget *
make_page (GtkApplication *application)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    {
      g_auto(GStrv) accels = shortcuts[i].action ? gtk_application_get_accels_for_action (application, shortcuts[i].action) : NULL;
      const char *accel = accels ? accels[0] : shortcuts[i].accel;

      if (shortcuts[i].group)
        {
          group = adw_preferences_group_new ();
          adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _(shortcuts[i].group));
          adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
        }
      if (accel)
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_row (_(shortcuts[i].title), accel));
    }
  gtk_widget_set_vexpand (page, TRUE);
  return page;
}

void
kt_shortcuts_window_show (GtkWindow *parent)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_window_set_title (GTK_WINDOW (window), _("Keyboard Shortcuts"));
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), adw_window_title_new (_("Keyboard Shortcuts"), NULL));
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), make_page (gtk_window_get_application (parent)));
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0), gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
  gtk_window_set_default_size (GTK_WINDOW (window), 480, 620);
  gtk_widget_set_size_request (window, 360, 294);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_present (GTK_WINDOW (window));
}
