/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-banner.h"

struct _KtBanner
{
  AdwBin parent_instance;

  GtkRevealer *revealer;        /* borrowed */
  GtkLabel    *label;           /* borrowed */
  GtkButton   *button;          /* borrowed */
};

G_DEFINE_FINAL_TYPE (KtBanner, kt_banner, ADW_TYPE_BIN)

static void
kt_banner_class_init (KtBannerClass *klass)
{
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "ktbanner");
}

static void
kt_banner_init (KtBanner *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_xalign (self->label, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);

  self->button = GTK_BUTTON (gtk_button_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);

  gtk_widget_add_css_class (box, "banner-box");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->button));

  self->revealer = GTK_REVEALER (gtk_revealer_new ());
  gtk_revealer_set_child (self->revealer, box);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->revealer));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
kt_banner_show (KtBanner *self, const char *sentence, const char *button, const char *action)
{
  g_return_if_fail (KT_IS_BANNER (self));

  gtk_widget_set_visible (GTK_WIDGET (self), sentence != NULL);
  gtk_revealer_set_reveal_child (self->revealer, sentence != NULL);
  if (!sentence)
    return;

  gtk_label_set_label (self->label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->button), button != NULL);
  if (button)
    {
      gtk_button_set_label (self->button, button);
      gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->button), action);
    }
}
