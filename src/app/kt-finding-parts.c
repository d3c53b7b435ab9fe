/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-finding-parts.h"

#include <glib/gi18n.h>

#include "kt-words.h"

GtkWidget *
kt_finding_parts_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_can_focus (label, FALSE);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static const char *
severity_class (KtSeverity severity)
{
  switch (severity)
    {
    case KT_SEVERITY_DANGER:
      return "severity-danger";
    case KT_SEVERITY_SERIOUS:
      return "severity-serious";
    case KT_SEVERITY_FINE:
      return "severity-fine";
    case KT_SEVERITY_UNKNOWN:
    case KT_SEVERITY_DUE:
    default:
      return "severity-unknown";
    }
}

GtkWidget *
kt_finding_parts_icon (const KtFinding *finding)
{
  const KtSeverity severity = finding ? finding->severity : KT_SEVERITY_FINE;
  GtkWidget *icon = gtk_image_new_from_icon_name (finding ? kt_words_finding_icon (finding) : kt_words_severity_icon (severity));

  gtk_widget_add_css_class (icon, severity_class (severity));
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, kt_words_severity (severity), -1);
  return icon;
}

/* ── Buttons ── */

static void
clicked_cb (GtkWidget *owner, GtkButton *button)
{
  g_signal_emit_by_name (owner, "remedy", GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "remedy")));
}

static void
add_button (GtkWidget *box, const char *title, KtRemedy remedy, GtkWidget *owner)
{
  GtkWidget *button = gtk_button_new_with_label (title);

  gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), TRUE);
  g_object_set_data (G_OBJECT (button), "remedy", GINT_TO_POINTER (remedy));
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), owner, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
}

/* A second way out: for rights that are meant after all, and for a key one has given up on. */
static KtRemedy
get_second (const KtFinding *finding, const KtRecord *record)
{
  const gboolean saved = record->state == KT_STATE_ACTIVE;

  if (finding->kind == KT_FINDING_EXCESS_RIGHTS && finding->remedy != KT_REMEDY_SET_INTENT)
    return KT_REMEDY_SET_INTENT;
  if (saved && !record->checks_stopped
      && (finding->kind == KT_FINDING_NOT_WORKING || finding->kind == KT_FINDING_EXPIRED || finding->kind == KT_FINDING_PAUSED))
    return KT_REMEDY_STOP_CHECKS;
  return KT_REMEDY_NONE;
}

GtkWidget *
kt_finding_parts_buttons (const KtFinding *finding, KtKey *key, KtExchange *exchange, GtkWidget *owner)
{
  const KtRemedy second = get_second (finding, kt_key_get_record (key));
  g_autofree char *title = kt_words_remedy (finding->remedy, exchange);
  g_autofree char *second_title = second == KT_REMEDY_SET_INTENT ? g_strdup (_("It Is Intended")) : kt_words_remedy (second, exchange);
  GtkWidget *box;

  if (!title && !second_title)
    return NULL;
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_halign (box, GTK_ALIGN_START);
  if (title)
    add_button (box, title, finding->remedy, owner);
  if (second_title)
    add_button (box, second_title, second, owner);
  return box;
}
