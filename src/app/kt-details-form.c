/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-details-form.h"

#include <glib/gi18n.h>

#include "kt-error.h"
#include "kt-place-form.h"
#include "kt-rotate-row.h"
#include "kt-settings.h"
#include "kt-words.h"

struct _KtDetailsForm
{
  AdwBin parent_instance;

  AdwPreferencesGroup *dates;   /* borrowed, all of them */
  GtkEditable *label;
  GtkEditable *tags;
  GtkEditable *consumers;
  GtkEditable *notes;
  KtRotateRow *rotate;
  GtkEditable *expires;
  gboolean     asking;          /* how often to rotate, in words */
};

G_DEFINE_FINAL_TYPE (KtDetailsForm, kt_details_form, ADW_TYPE_BIN)

static GtkEditable *
add_entry (GtkWidget *group, const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return GTK_EDITABLE (row);
}

static void
kt_details_form_class_init (KtDetailsFormClass *klass)
{
}

static void
kt_details_form_init (KtDetailsForm *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *notes = adw_preferences_group_new ();
  GtkWidget *dates = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (notes), _("For You"));
  self->label = add_entry (notes, _("Label"));
  self->tags = add_entry (notes, _("Tags"));
  self->consumers = add_entry (notes, _("Given To"));
  self->notes = add_entry (notes, _("Notes"));

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (dates), _("Dates"));
  self->dates = ADW_PREFERENCES_GROUP (dates);
  self->rotate = KT_ROTATE_ROW (kt_rotate_row_new ());
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (dates), GTK_WIDGET (self->rotate));
  self->expires = add_entry (dates, _("Ends On (Year-Month-Day)"));

  gtk_box_append (GTK_BOX (box), notes);
  gtk_box_append (GTK_BOX (box), dates);
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
kt_details_form_new (void)
{
  return g_object_new (KT_TYPE_DETAILS_FORM, NULL);
}

void
kt_details_form_show (KtDetailsForm *self, const KtRecord *record)
{
  g_autofree char *tags = g_strjoinv (", ", record->tags);
  g_autofree char *consumers = g_strjoinv (", ", record->consumers);

  g_return_if_fail (KT_IS_DETAILS_FORM (self));

  gtk_editable_set_text (self->label, record->label ? record->label : "");
  gtk_editable_set_text (self->tags, tags);
  gtk_editable_set_text (self->consumers, consumers);
  gtk_editable_set_text (self->notes, record->notes ? record->notes : "");
  gtk_editable_set_text (self->expires, record->expires_on ? record->expires_on : "");
  kt_rotate_row_set_days (self->rotate, record->rotate_days);
}

static char *
read_text (GtkEditable *editable)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (editable)));

  return *text ? g_steal_pointer (&text) : NULL;
}

/* An ISO day, as GDateTime understands it. */
static gboolean
read_day (GtkEditable *editable, char **ret_day, GError **error)
{
  g_autofree char *text = read_text (editable);
  g_autofree char *stamp = text ? g_strconcat (text, "T00:00:00Z", NULL) : NULL;
  g_autoptr(GDateTime) day = stamp ? g_date_time_new_from_iso8601 (stamp, NULL) : NULL;

  if (text && !day)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID,
                   _("“%s” is not a day. Write year, month and day: 2027-01-31."), text);
      return FALSE;
    }
  *ret_day = day ? g_date_time_format (day, "%Y-%m-%d") : NULL;
  return TRUE;
}

gboolean
kt_details_form_read (KtDetailsForm *self, KtRecord *record, GError **error)
{
  g_autofree char *day = NULL;

  g_return_val_if_fail (KT_IS_DETAILS_FORM (self), FALSE);

  if (!read_day (self->expires, &day, error))
    return FALSE;

  g_free (record->label);
  record->label = read_text (self->label);
  g_strfreev (record->tags);
  record->tags = kt_place_form_split (gtk_editable_get_text (self->tags), ",;");
  g_strfreev (record->consumers);
  record->consumers = kt_place_form_split (gtk_editable_get_text (self->consumers), ",;");
  g_free (record->notes);
  record->notes = read_text (self->notes);
  g_free (record->expires_on);
  record->expires_on = g_steal_pointer (&day);
  record->rotate_days = kt_rotate_row_get_days (self->rotate);
  if (self->asking)
    {
      g_autoptr(GSettings) settings = kt_settings_new ();

      kt_settings_set_asked (settings);
    }
  return TRUE;
}

void
kt_details_form_set_label (KtDetailsForm *self, const char *label)
{
  g_return_if_fail (KT_IS_DETAILS_FORM (self));

  gtk_editable_set_text (self->label, label);
}

void
kt_details_form_ask_rotation (KtDetailsForm *self)
{
  g_autoptr(GSettings) settings = kt_settings_new ();
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;

  g_return_if_fail (KT_IS_DETAILS_FORM (self));

  self->asking = !kt_settings_was_asked (settings);
  if (!self->asking)
    return;
  text = g_strjoin (" ", kt_words_rotation_question (),
                    _("You can change this for one key here, and for all keys in the preferences."), NULL);
  escaped = g_markup_escape_text (text, -1);
  adw_preferences_group_set_description (self->dates, escaped);
}
