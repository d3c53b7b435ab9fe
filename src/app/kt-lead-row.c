/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-lead-row.h"

#include <glib/gi18n.h>

#include "kt-record.h"

struct _KtLeadRow
{
  AdwComboRow parent_instance;

  int own_days;                 /* a lead time that is none of the offered ones, or -1 */
};

G_DEFINE_FINAL_TYPE (KtLeadRow, kt_lead_row, ADW_TYPE_COMBO_ROW)

static const int leads[] = { KT_LEAD_BY_POLICY, 0, 3, 7, 14, 30, 60 };

static char *
lead_text (int days)
{
  if (days == KT_LEAD_BY_POLICY)
    return g_strdup (_("As in Preferences"));
  if (days == 0)
    return g_strdup (_("On the day"));
  return g_strdup_printf (ngettext ("%d day ahead", "%d days ahead", (gulong) days), days);
}

static void
fill (KtLeadRow *self)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (leads); i++)
    gtk_string_list_take (names, lead_text (leads[i]));
  if (self->own_days >= 0)
    gtk_string_list_take (names, lead_text (self->own_days));
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (names));
}

static void
kt_lead_row_class_init (KtLeadRowClass *klass)
{
}

static void
kt_lead_row_init (KtLeadRow *self)
{
  self->own_days = -1;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("Tell Me"));
  fill (self);
}

GtkWidget *
kt_lead_row_new (void)
{
  return g_object_new (KT_TYPE_LEAD_ROW, NULL);
}

void
kt_lead_row_set_days (KtLeadRow *self, int days)
{
  guint n = G_N_ELEMENTS (leads);

  g_return_if_fail (KT_IS_LEAD_ROW (self));

  for (guint i = 0; i < G_N_ELEMENTS (leads); i++)
    {
      if (leads[i] == days)
        n = i;
    }
  if (n == G_N_ELEMENTS (leads) && self->own_days != days)
    {
      self->own_days = days;
      fill (self);
    }
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), n);
}

int
kt_lead_row_get_days (KtLeadRow *self)
{
  guint n;

  g_return_val_if_fail (KT_IS_LEAD_ROW (self), KT_LEAD_BY_POLICY);

  n = adw_combo_row_get_selected (ADW_COMBO_ROW (self));
  return n < G_N_ELEMENTS (leads) ? leads[n] : self->own_days;
}
