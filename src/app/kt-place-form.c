/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-place-form.h"

#include <glib/gi18n.h>

#include "kt-tick.h"

struct _KtPlaceForm
{
  AdwBin parent_instance;

  GtkCheckButton *here;         /* borrowed */
  GtkCheckButton *elsewhere;    /* borrowed */
  GtkEditable    *name;         /* borrowed */
  GtkEditable    *addresses;    /* borrowed */
};

G_DEFINE_FINAL_TYPE (KtPlaceForm, kt_place_form, ADW_TYPE_BIN)

static void
place_cb (KtPlaceForm *self)
{
  gboolean elsewhere;

  if (!self->addresses)         /* still being built */
    return;
  elsewhere = gtk_check_button_get_active (self->elsewhere);
  gtk_widget_set_visible (GTK_WIDGET (self->name), elsewhere);
  gtk_widget_set_visible (GTK_WIDGET (self->addresses), elsewhere);
}

static GtkCheckButton *
add_choice (KtPlaceForm *self, GtkWidget *group, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = kt_tick_new ();

  g_signal_connect_object (check, "notify::active", G_CALLBACK (place_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return GTK_CHECK_BUTTON (check);
}

static GtkEditable *
add_entry (GtkWidget *group, const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return GTK_EDITABLE (row);
}

static void
kt_place_form_class_init (KtPlaceFormClass *klass)
{
}

static void
kt_place_form_init (KtPlaceForm *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Where Is It Used?"));
  adw_bin_set_child (ADW_BIN (self), group);

  self->here = add_choice (self, group, _("This Computer"), NULL);
  self->elsewhere = add_choice (self, group, _("Another Machine or Service"),
                                _("If the exchange refuses this computer’s address, that is as it should be."));
  gtk_check_button_set_group (self->elsewhere, self->here);
  self->name = add_entry (group, _("Which Machine or Service"));
  self->addresses = add_entry (group, _("Its Addresses"));
  gtk_check_button_set_active (self->here, TRUE);
  place_cb (self);
}

GtkWidget *
kt_place_form_new (void)
{
  return g_object_new (KT_TYPE_PLACE_FORM, NULL);
}

void
kt_place_form_show (KtPlaceForm *self, const KtRecord *record)
{
  g_autofree char *addresses = g_strjoinv (", ", record->place_addresses);

  g_return_if_fail (KT_IS_PLACE_FORM (self));

  gtk_check_button_set_active (record->place == KT_PLACE_ELSEWHERE ? self->elsewhere : self->here, TRUE);
  gtk_editable_set_text (self->name, record->place_name ? record->place_name : "");
  gtk_editable_set_text (self->addresses, addresses);
}

char **
kt_place_form_split (const char *text, const char *separators)
{
  g_auto(GStrv) parts = g_strsplit_set (text, separators, -1);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; parts[i]; i++)
    {
      const char *part = g_strstrip (parts[i]);

      if (*part)
        g_strv_builder_add (builder, part);
    }
  return g_strv_builder_end (builder);
}

void
kt_place_form_read (KtPlaceForm *self, KtRecord *record)
{
  g_autofree char *name = NULL;

  g_return_if_fail (KT_IS_PLACE_FORM (self));

  record->place = gtk_check_button_get_active (self->elsewhere) ? KT_PLACE_ELSEWHERE : KT_PLACE_HERE;
  g_clear_pointer (&record->place_name, g_free);
  g_clear_pointer (&record->place_addresses, g_strfreev);
  name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
  if (record->place == KT_PLACE_ELSEWHERE && *name)
    record->place_name = g_steal_pointer (&name);
  record->place_addresses = kt_place_form_split (record->place == KT_PLACE_ELSEWHERE
                                                 ? gtk_editable_get_text (self->addresses) : "", ", ;\n");
}
