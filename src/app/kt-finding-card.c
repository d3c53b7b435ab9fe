/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-finding-card.h"

#include <glib/gi18n.h>

#include "kt-words.h"

struct _KtFindingCard
{
  AdwBin parent_instance;

  KtRemedy remedy;
  KtRemedy second;              /* a second way out, for rights that are meant after all */
};

enum { REMEDY, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KtFindingCard, kt_finding_card, ADW_TYPE_BIN)

static void
remedy_cb (KtFindingCard *self)
{
  g_signal_emit (self, signals[REMEDY], 0, (int) self->remedy);
}

static void
second_cb (KtFindingCard *self)
{
  g_signal_emit (self, signals[REMEDY], 0, (int) self->second);
}

static GtkWidget *
make_label (const char *text, const char *css_class)
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

static GtkWidget *
make_button (KtFindingCard *self, const char *title, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (title);

  gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), TRUE);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
make_buttons (KtFindingCard *self, const KtFinding *finding, KtExchange *exchange)
{
  g_autofree char *title = kt_words_remedy (finding->remedy, exchange);
  GtkWidget *box;

  if (!title)
    return NULL;

  self->remedy = finding->remedy;
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_halign (box, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), make_button (self, title, G_CALLBACK (remedy_cb)));
  if (finding->kind == KT_FINDING_EXCESS_RIGHTS && finding->remedy != KT_REMEDY_SET_INTENT)
    {
      self->second = KT_REMEDY_SET_INTENT;
      gtk_box_append (GTK_BOX (box), make_button (self, _("It Is Intended"), G_CALLBACK (second_cb)));
    }
  return box;
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

static void
kt_finding_card_class_init (KtFindingCardClass *klass)
{
  signals[REMEDY] = g_signal_new ("remedy", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
kt_finding_card_init (KtFindingCard *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "finding-card");
}

GtkWidget *
kt_finding_card_new (const KtFinding *finding, KtKey *key, KtExchange *exchange)
{
  KtFindingCard *self = g_object_new (KT_TYPE_FINDING_CARD, NULL);
  KtSeverity severity = finding ? finding->severity : KT_SEVERITY_FINE;
  g_autofree char *sentence = finding ? kt_words_finding (finding, key, exchange) : kt_words_all_well (key);
  g_autofree char *detail = finding ? kt_words_finding_detail (finding, key, exchange) : NULL;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name (kt_words_severity_icon (severity));
  GtkWidget *buttons = finding ? make_buttons (self, finding, exchange) : NULL;

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_set_margin_top (icon, 3);
  gtk_widget_add_css_class (icon, severity_class (severity));
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, kt_words_severity (severity), -1);

  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), make_label (sentence, "heading"));
  if (detail)
    gtk_box_append (GTK_BOX (texts), make_label (detail, "body"));
  if (buttons)
    gtk_box_append (GTK_BOX (texts), buttons);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), texts);
  adw_bin_set_child (ADW_BIN (self), box);
  return GTK_WIDGET (self);
}
