/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-why.h"

#include <string.h>

#include <glib/gi18n.h>

static GtkWidget *
make_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 36);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

/* Only what is one address from its first letter to a blank becomes a link; the rest is words. */
static GtkWidget *
make_source (const char *source)
{
  gsize length = strcspn (source, " ");
  g_autofree char *address = g_strndup (source, length);
  g_autofree char *escaped = g_markup_escape_text (address, -1);
  g_autofree char *rest = g_markup_escape_text (source + length, -1);
  g_autofree char *markup = NULL;
  g_autofree char *text = NULL;
  GtkWidget *label = make_label (NULL);

  if (g_str_has_prefix (address, "https://"))
    markup = g_strdup_printf ("<a href=\"%s\">%s</a>%s", escaped, escaped, rest);
  else
    markup = g_markup_escape_text (source, -1);
  /* Translators: %s is an address or a name of a document */
  text = g_strdup_printf (_("Source: %s"), markup);
  gtk_label_set_markup (GTK_LABEL (label), text);
  gtk_widget_add_css_class (label, "caption");
  return label;
}

GtkWidget *
kt_why_new (const char *icon_name, const char *about, const char *text, const char *source)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  /* Translators: %s is what is not known or dated: “Bitget says: not told. Why?” */
  g_autofree char *spoken = g_strdup_printf (_("%s. Why?"), about);

  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  if (text)
    gtk_box_append (GTK_BOX (box), make_label (text));
  if (source)
    gtk_box_append (GTK_BOX (box), make_source (source));
  gtk_popover_set_child (GTK_POPOVER (popover), box);

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), icon_name);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return button;
}
