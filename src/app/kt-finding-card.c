/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-finding-card.h"

#include "kt-finding-parts.h"
#include "kt-words.h"

struct _KtFindingCard
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (KtFindingCard, kt_finding_card, ADW_TYPE_BIN)

static void
kt_finding_card_class_init (KtFindingCardClass *klass)
{
  g_signal_new ("remedy", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
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
  GtkWidget *self = g_object_new (KT_TYPE_FINDING_CARD, NULL);
  g_autofree char *sentence = finding ? kt_words_finding (finding, key, exchange) : kt_words_all_well (key);
  g_autofree char *detail = finding ? kt_words_finding_detail (finding, key, exchange) : NULL;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *icon = kt_finding_parts_icon (finding);
  GtkWidget *buttons = finding ? kt_finding_parts_buttons (finding, key, exchange, self) : NULL;

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_set_margin_top (icon, 3);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), kt_finding_parts_label (sentence, "heading"));
  if (detail)
    gtk_box_append (GTK_BOX (texts), kt_finding_parts_label (detail, "body"));
  if (buttons)
    gtk_box_append (GTK_BOX (texts), buttons);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), texts);
  adw_bin_set_child (ADW_BIN (self), box);
  return self;
}
