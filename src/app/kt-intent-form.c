/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-intent-form.h"

#include <glib/gi18n.h>

#include "kt-tick.h"
#include "kt-words.h"

struct _KtIntentForm
{
  AdwBin parent_instance;

  KtRights   rights;
  gboolean   setting;           /* we move the widgets, nobody pressed them */
  GPtrArray *checks;            /* borrowed GtkCheckButton, as the presets; the last one is "something else" */
  GtkSwitch *switches[KT_N_RIGHTS];  /* borrowed; NULL where the right is not offered */
  AdwExpanderRow *expander;     /* borrowed */
  AdwPreferencesGroup *group;   /* borrowed */
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KtIntentForm, kt_intent_form, ADW_TYPE_BIN)

static void
show_rights (KtIntentForm *self)
{
  guint n_presets;
  const KtPreset *presets = kt_words_get_presets (&n_presets);
  guint chosen = n_presets;

  self->setting = TRUE;
  for (guint i = 0; i < n_presets; i++)
    {
      if (presets[i].rights == self->rights)
        chosen = i;
    }
  gtk_check_button_set_active (g_ptr_array_index (self->checks, chosen), TRUE);
  for (guint i = 0; i < KT_N_RIGHTS; i++)
    {
      if (self->switches[i])
        gtk_switch_set_active (self->switches[i], (self->rights & KT_RIGHTS_BIT (i)) != 0);
    }
  self->setting = FALSE;
}

static void
preset_cb (GtkCheckButton *check, GParamSpec *pspec, KtIntentForm *self)
{
  guint n_presets, n;
  const KtPreset *presets = kt_words_get_presets (&n_presets);

  if (self->setting || !gtk_check_button_get_active (check) || !g_ptr_array_find (self->checks, check, &n))
    return;
  if (n < n_presets)
    {
      self->rights = presets[n].rights;
      show_rights (self);
    }
  else
    {
      adw_expander_row_set_expanded (self->expander, TRUE);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
switch_cb (GtkSwitch *toggle, GParamSpec *pspec, KtIntentForm *self)
{
  if (self->setting)
    return;
  for (guint i = 0; i < KT_N_RIGHTS; i++)
    {
      if (self->switches[i] != toggle)
        continue;
      if (gtk_switch_get_active (toggle))
        self->rights |= KT_RIGHTS_BIT (i);
      else
        self->rights &= ~KT_RIGHTS_BIT (i);
    }
  show_rights (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
add_preset (KtIntentForm *self, GtkWidget *group, const char *title, const char *text)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = kt_tick_new ();

  if (self->checks->len > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), g_ptr_array_index (self->checks, 0));
  g_signal_connect_object (check, "notify::active", G_CALLBACK (preset_cb), self, 0);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  g_ptr_array_add (self->checks, check);
}

static void
add_switch (KtIntentForm *self, KtRight right)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_switch_new ();
  const char *risk = kt_words_right_risk (right);

  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (switch_cb), self, 0);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), kt_words_right (right));
  if (risk && kt_right_get_risk (right) >= KT_RISK_TRANSFER)
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), risk);
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  adw_expander_row_add_row (self->expander, row);
  self->switches[right] = GTK_SWITCH (toggle);
}

static void
kt_intent_form_dispose (GObject *object)
{
  g_clear_pointer (&KT_INTENT_FORM (object)->checks, g_ptr_array_unref);

  G_OBJECT_CLASS (kt_intent_form_parent_class)->dispose (object);
}

static void
kt_intent_form_class_init (KtIntentFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_intent_form_dispose;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
kt_intent_form_init (KtIntentForm *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  guint n_presets;
  const KtPreset *presets = kt_words_get_presets (&n_presets);

  self->checks = g_ptr_array_new ();
  self->group = ADW_PREFERENCES_GROUP (group);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("What Should It Be Able to Do?"));
  for (guint i = 0; i < n_presets; i++)
    add_preset (self, group, kt_words_preset_title (&presets[i]), kt_words_preset_text (&presets[i]));
  add_preset (self, group, _("Something Else"), _("Choose each right below."));

  self->expander = ADW_EXPANDER_ROW (adw_expander_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->expander), _("Each Right"));
  for (guint risk = KT_RISK_LOOK; risk <= KT_RISK_MONEY; risk++)
    {
      for (guint i = 0; i < KT_N_RIGHTS; i++)
        {
          if (kt_right_get_risk (i) == risk && i != KT_RIGHT_OTHER_LOOK && i != KT_RIGHT_OTHER_TRADE && i != KT_RIGHT_OTHER_MONEY)
            add_switch (self, i);
        }
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->expander));
  adw_bin_set_child (ADW_BIN (self), group);
  kt_intent_form_set_rights (self, presets[0].rights);
}

GtkWidget *
kt_intent_form_new (void)
{
  return g_object_new (KT_TYPE_INTENT_FORM, NULL);
}

KtRights
kt_intent_form_get_rights (KtIntentForm *self)
{
  g_return_val_if_fail (KT_IS_INTENT_FORM (self), KT_RIGHTS_NONE);

  return self->rights;
}

void
kt_intent_form_set_rights (KtIntentForm *self, KtRights rights)
{
  g_return_if_fail (KT_IS_INTENT_FORM (self));

  self->rights = rights;
  show_rights (self);
}

void
kt_intent_form_set_note (KtIntentForm *self, const char *note)
{
  g_autofree char *markup = note ? g_markup_escape_text (note, -1) : NULL;

  g_return_if_fail (KT_IS_INTENT_FORM (self));

  adw_preferences_group_set_description (self->group, markup);
}
