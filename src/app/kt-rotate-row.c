/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-rotate-row.h"

#include <glib/gi18n.h>

#include "kt-record.h"

struct _KtRotateRow
{
  AdwComboRow parent_instance;

  int own_days;                 /* an interval that is none of the offered ones, or 0 */
};

G_DEFINE_FINAL_TYPE (KtRotateRow, kt_rotate_row, ADW_TYPE_COMBO_ROW)

static const int intervals[] = { KT_ROTATE_BY_POLICY, 30, 60, 90, 180, 365, KT_ROTATE_NEVER };

static char *
interval_text (int days)
{
  if (days == KT_ROTATE_BY_POLICY)
    return g_strdup (_("By what it can do"));
  if (days == KT_ROTATE_NEVER)
    return g_strdup (_("Never"));
  return g_strdup_printf (ngettext ("Every %d day", "Every %d days", (gulong) days), days);
}

static void
fill (KtRotateRow *self)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (intervals); i++)
    gtk_string_list_take (names, interval_text (intervals[i]));
  if (self->own_days > 0)
    gtk_string_list_take (names, interval_text (self->own_days));
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (names));
}

static void
kt_rotate_row_class_init (KtRotateRowClass *klass)
{
}

static void
kt_rotate_row_init (KtRotateRow *self)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("Rotate"));
  fill (self);
}

GtkWidget *
kt_rotate_row_new (void)
{
  return g_object_new (KT_TYPE_ROTATE_ROW, NULL);
}

void
kt_rotate_row_set_days (KtRotateRow *self, int days)
{
  guint n = G_N_ELEMENTS (intervals);

  g_return_if_fail (KT_IS_ROTATE_ROW (self));

  for (guint i = 0; i < G_N_ELEMENTS (intervals); i++)
    {
      if (intervals[i] == days)
        n = i;
    }
  if (n == G_N_ELEMENTS (intervals) && self->own_days != days)
    {
      self->own_days = days;
      fill (self);
    }
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), n);
}

int
kt_rotate_row_get_days (KtRotateRow *self)
{
  guint n;

  g_return_val_if_fail (KT_IS_ROTATE_ROW (self), KT_ROTATE_BY_POLICY);

  n = adw_combo_row_get_selected (ADW_COMBO_ROW (self));
  return n < G_N_ELEMENTS (intervals) ? intervals[n] : self->own_days;
}
