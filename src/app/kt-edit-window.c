/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-edit-window.h"

#include <glib/gi18n.h>

#include "kt-details-form.h"
#include "kt-intent-form.h"
#include "kt-place-form.h"
#include "kt-toast.h"
#include "kt-words.h"

struct _KtEditWindow
{
  AdwWindow parent_instance;

  KtKeeper *keeper;             /* owned */
  KtKey    *key;                /* owned */
  KtRecord *shown;              /* owned: as the form was opened on it */

  AdwToastOverlay *toasts;      /* borrowed, all of them */
  GtkWidget       *save_button;
  KtIntentForm    *intent;
  KtPlaceForm     *place;
  KtDetailsForm   *details;
};

G_DEFINE_FINAL_TYPE (KtEditWindow, kt_edit_window, ADW_TYPE_WINDOW)

static void
say (KtEditWindow *self, const char *text)
{
  kt_toast_add (self->toasts, text);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtEditWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  gboolean saved = kt_keeper_edit_finish (KT_KEEPER (source), result, &error);

  if (!self->keeper)            /* closed meanwhile */
    return;
  gtk_widget_set_sensitive (self->save_button, TRUE);
  if (saved)
    {
      gtk_window_close (GTK_WINDOW (self));
    }
  else
    {
      g_autofree char *sentence = kt_words_error (error);

      say (self, sentence);
    }
}

static void
save_cb (KtEditWindow *self)
{
  g_autoptr(KtRecord) record = kt_record_copy (self->shown);
  g_autoptr(GError) error = NULL;
  KtParts parts;

  if (!kt_details_form_read (self->details, record, &error))
    {
      say (self, error->message);
      return;
    }
  if (!record->label)
    {
      say (self, _("A key needs a label."));
      return;
    }
  kt_place_form_read (self->place, record);
  record->intent = kt_intent_form_get_rights (self->intent);
  record->intent_set = record->intent_set || record->intent != self->shown->intent;
  if ((parts = kt_keeper_compare_parts (self->shown, record)) == 0)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  gtk_widget_set_sensitive (self->save_button, FALSE);
  /* What was left as it was may have been changed elsewhere meanwhile: on the key's page, by the command line. */
  kt_keeper_edit_parts_async (self->keeper, self->key, record, parts, NULL, saved_cb, g_object_ref (self));
}

static void
kt_edit_window_dispose (GObject *object)
{
  KtEditWindow *self = KT_EDIT_WINDOW (object);

  g_clear_pointer (&self->shown, kt_record_free);
  g_clear_object (&self->key);
  g_clear_object (&self->keeper);

  G_OBJECT_CLASS (kt_edit_window_parent_class)->dispose (object);
}

static void
kt_edit_window_class_init (KtEditWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_edit_window_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
make_header (KtEditWindow *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_label (_("Cancel"));

  self->save_button = gtk_button_new_with_label (_("Save"));
  gtk_widget_add_css_class (self->save_button, "suggested-action");
  g_signal_connect_object (self->save_button, "clicked", G_CALLBACK (save_cb), self, G_CONNECT_SWAPPED);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->save_button);
  return header;
}

static void
kt_edit_window_init (KtEditWindow *self)
{
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  gtk_window_set_title (GTK_WINDOW (self), _("Edit Key"));
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), 560, 640);

  self->details = KT_DETAILS_FORM (kt_details_form_new ());
  self->intent = KT_INTENT_FORM (kt_intent_form_new ());
  self->place = KT_PLACE_FORM (kt_place_form_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->details));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->intent));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->place));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), box);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));

  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->toasts), TRUE);
  adw_toast_overlay_set_child (self->toasts, page);
  gtk_box_append (GTK_BOX (outer), make_header (self));
  gtk_box_append (GTK_BOX (outer), GTK_WIDGET (self->toasts));
  adw_window_set_content (ADW_WINDOW (self), outer);
}

GtkWidget *
kt_edit_window_new (KtKeeper *keeper, KtKey *key)
{
  KtEditWindow *self = g_object_new (KT_TYPE_EDIT_WINDOW, NULL);
  const KtRecord *record = kt_key_get_record (key);

  self->keeper = g_object_ref (keeper);
  self->key = g_object_ref (key);
  self->shown = kt_record_copy (record);
  kt_details_form_show (self->details, record);
  kt_place_form_show (self->place, record);
  kt_intent_form_set_rights (self->intent, record->intent);
  return GTK_WIDGET (self);
}
