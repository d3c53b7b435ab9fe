/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-finding-row.h"

#include "kt-finding-parts.h"
#include "kt-words.h"

struct _KtFindingRow
{
  AdwExpanderRow parent_instance;
};

G_DEFINE_FINAL_TYPE (KtFindingRow, kt_finding_row, ADW_TYPE_EXPANDER_ROW)

static void
kt_finding_row_class_init (KtFindingRowClass *klass)
{
  g_signal_new ("remedy", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
kt_finding_row_init (KtFindingRow *self)
{
}

GtkWidget *
kt_finding_row_new (const KtFinding *finding, KtKey *key, KtExchange *exchange)
{
  GtkWidget *self = g_object_new (KT_TYPE_FINDING_ROW, NULL);
  g_autofree char *sentence = kt_words_finding (finding, key, exchange);
  g_autofree char *detail = kt_words_finding_detail (finding, key, exchange);
  GtkWidget *buttons = kt_finding_parts_buttons (finding, key, exchange, self);
  GtkWidget *inside = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), sentence);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (self), kt_finding_parts_icon (finding));
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (self), detail || buttons);

  gtk_widget_add_css_class (box, "finding-inside");
  if (detail)
    gtk_box_append (GTK_BOX (box), kt_finding_parts_label (detail, "body"));
  if (buttons)
    gtk_box_append (GTK_BOX (box), buttons);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (inside), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (inside), box);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), inside);
  return self;
}
