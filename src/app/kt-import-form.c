/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-import-form.h"

#include <glib/gi18n.h>

#include "kt-intent-form.h"
#include "kt-secret-row.h"

struct _KtImportForm
{
  AdwBin parent_instance;

  KtImportItem *item;           /* owned */
  KtIntentForm *intent;         /* borrowed */
};

enum { CHOOSE_EXCHANGE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KtImportForm, kt_import_form, ADW_TYPE_BIN)

static void
exchange_cb (KtImportForm *self)
{
  g_signal_emit (self, signals[CHOOSE_EXCHANGE], 0);
}

static void
label_cb (KtImportForm *self, GtkEditable *editable)
{
  kt_import_item_set_label (self->item, gtk_editable_get_text (editable));
}

static void
environment_cb (KtImportForm *self, GParamSpec *pspec, AdwComboRow *row)
{
  GPtrArray *environments = kt_exchange_get_environments (kt_import_item_get_exchange (self->item));
  guint n = adw_combo_row_get_selected (row);

  if (n < environments->len)
    kt_import_item_set_environment (self->item, ((const KtEnvironment *) g_ptr_array_index (environments, n))->id);
}

static void
secret_cb (KtImportForm *self, KtSecretRow *row)
{
  g_autoptr(KtSecret) value = kt_secret_row_dup_secret (row);

  kt_import_item_set_value (self->item, g_object_get_data (G_OBJECT (row), "field"), value);
}

static void
intent_cb (KtImportForm *self, KtIntentForm *form)
{
  kt_import_item_set_intent (self->item, kt_intent_form_get_rights (form));
}

static void
add_exchange_row (KtImportForm *self, AdwPreferencesGroup *group)
{
  KtExchange *exchange = kt_import_item_get_exchange (self->item);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Exchange"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), exchange ? kt_exchange_get_name (exchange) : _("Not known yet"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (exchange_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, row);
}

static void
add_environment_row (KtImportForm *self, AdwPreferencesGroup *group)
{
  KtExchange *exchange = kt_import_item_get_exchange (self->item);
  GPtrArray *environments = exchange ? kt_exchange_get_environments (exchange) : NULL;
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *row;
  guint chosen = 0;

  if (!environments || environments->len < 2)
    return;
  for (guint i = 0; i < environments->len; i++)
    {
      const KtEnvironment *environment = g_ptr_array_index (environments, i);

      gtk_string_list_append (names, environment->name);
      if (g_strcmp0 (environment->id, kt_import_item_get_environment (self->item)) == 0)
        chosen = i;
    }
  row = adw_combo_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Environment"));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), chosen);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (environment_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, row);
}

static void
add_lacking_rows (KtImportForm *self, AdwPreferencesGroup *group)
{
  g_autoptr(GPtrArray) lacking = kt_import_item_get_lacking (self->item);

  for (guint i = 0; i < lacking->len; i++)
    {
      const KtField *field = g_ptr_array_index (lacking, i);
      GtkWidget *row = kt_secret_row_new (field->name, field->is_public);

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      g_object_set_data_full (G_OBJECT (row), "field", g_strdup (field->id), g_free);
      g_signal_connect_object (row, "changed", G_CALLBACK (secret_cb), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (group, row);
    }
}

static void
add_label_row (KtImportForm *self, AdwPreferencesGroup *group)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Label"));
  gtk_editable_set_text (GTK_EDITABLE (row), kt_import_item_get_label (self->item));
  g_signal_connect_object (row, "changed", G_CALLBACK (label_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, row);
}

static void
kt_import_form_dispose (GObject *object)
{
  g_clear_object (&KT_IMPORT_FORM (object)->item);

  G_OBJECT_CLASS (kt_import_form_parent_class)->dispose (object);
}

static void
kt_import_form_class_init (KtImportFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_import_form_dispose;

  signals[CHOOSE_EXCHANGE] = g_signal_new ("choose-exchange", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 0);
}

static void
kt_import_form_init (KtImportForm *self)
{
}

void
kt_import_form_show (KtImportForm *self, KtImportItem *item, KtRights common)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  KtRights rights = common;

  g_return_if_fail (KT_IS_IMPORT_FORM (self));

  g_set_object (&self->item, item);
  adw_preferences_group_set_title (group, _("Key"));
  add_exchange_row (self, group);
  add_environment_row (self, group);
  add_lacking_rows (self, group);
  add_label_row (self, group);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (group));

  self->intent = KT_INTENT_FORM (kt_intent_form_new ());
  kt_import_item_get_intent (item, &rights);
  kt_intent_form_set_rights (self->intent, rights);
  g_signal_connect_object (self->intent, "changed", G_CALLBACK (intent_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->intent));
  adw_bin_set_child (ADW_BIN (self), box);
}
