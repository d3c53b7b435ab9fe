/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-credential-form.h"

#include <string.h>
#include <glib/gi18n.h>

#include "kt-cleaning.h"
#include "kt-compat.h"
#include "kt-exchange-window.h"
#include "kt-secret-row.h"
#include "kt-words.h"

struct _KtCredentialForm
{
  AdwBin parent_instance;

  KtCatalogue *catalogue;               /* owned */
  KtExchange  *exchange;                /* owned */
  GPtrArray   *sets;                    /* FieldSet, owned: the different forms this exchange has */
  GPtrArray   *rows;                    /* FieldRow, owned: the form shown */
  GPtrArray   *remarks;                 /* borrowed rows of remarks */
  guint        remark_source;
  char        *fixed;                   /* owned: the only environment, or NULL */

  AdwPreferencesGroup *group;           /* borrowed */
  AdwComboRow         *environment_row; /* borrowed */
  AdwComboRow         *set_row;         /* borrowed */
};

enum { CHANGED, OTHER_EXCHANGE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KtCredentialForm, kt_credential_form, ADW_TYPE_BIN)

/* Key types that want the same fields are one form: a private key tells its own type. */
typedef struct
{
  char      *name;              /* owned: of the field that sets it apart */
  GPtrArray *fields;            /* owned array of KtField of the exchange */
} FieldSet;

typedef struct
{
  const KtField *field;         /* the exchange's */
  KtSecretRow   *row;           /* borrowed */
} FieldRow;

static void
field_set_free (FieldSet *set)
{
  g_free (set->name);
  g_ptr_array_unref (set->fields);
  g_free (set);
}

/* ── Which forms there are ── */

static gboolean
same_fields (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      if (g_ptr_array_index (a, i) != g_ptr_array_index (b, i))
        return FALSE;
    }
  return TRUE;
}

static const char *
name_of_set (GPtrArray *fields)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const KtField *field = g_ptr_array_index (fields, i);

      if (!field->is_public && !field->sent && !field->optional)
        return field->name;
    }
  return ((const KtField *) g_ptr_array_index (fields, 0))->name;
}

static void
find_sets (KtCredentialForm *self)
{
  const char *environment = kt_credential_form_get_environment (self);
  g_auto(GStrv) types = kt_exchange_get_key_types (self->exchange, environment);

  g_ptr_array_set_size (self->sets, 0);
  for (guint i = 0; types[i]; i++)
    {
      g_autoptr(GPtrArray) fields = kt_exchange_get_fields_of (self->exchange, environment, types[i]);
      FieldSet *set;
      gboolean known = FALSE;

      for (guint j = 0; j < self->sets->len && !known; j++)
        known = same_fields (((FieldSet *) g_ptr_array_index (self->sets, j))->fields, fields);
      if (known || fields->len == 0)
        continue;
      set = g_new0 (FieldSet, 1);
      set->name = g_strdup (name_of_set (fields));
      set->fields = g_ptr_array_ref (fields);
      g_ptr_array_add (self->sets, set);
    }
}

/* ── Rows ── */

static FieldRow *
find_row (KtCredentialForm *self, const char *field_id)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      FieldRow *row = g_ptr_array_index (self->rows, i);

      if (g_str_equal (row->field->id, field_id))
        return row;
    }
  return NULL;
}

/* One line of several: "API_KEY=abc" and "Secret: abc" lose their names, a bare value stays. */
static KtSecret *
value_of_line (const char *line, gsize length)
{
  gsize name = 0;

  while (name < length && (g_ascii_isalnum (line[name]) || line[name] == '_' || line[name] == ' '))
    name++;
  if (name > 0 && name + 1 < length && name < 32 && (line[name] == '=' || line[name] == ':') && line[name + 1] != '=')
    return kt_secret_new (line + name + 1, (gssize) (length - name - 1));
  return kt_secret_new (line, (gssize) length);
}

static void
say_filled (KtCredentialForm *self, guint n)
{
  g_autofree char *said = NULL;

  if (n < 2)
    return;
  said = g_strdup_printf (ngettext ("%u field filled", "%u fields filled", n), n);
  gtk_widget_activate_action (GTK_WIDGET (self), "add.toast", "s", said);
}

/* The file an exchange hands out with a new key fills every field it has. */
static gboolean
take_key_file (KtCredentialForm *self, KtSecret *text)
{
  g_autoptr(KtCredential) credential = kt_exchange_read_key_file (self->exchange, text, NULL);
  guint filled = 0;

  for (guint i = 0; credential && i < self->rows->len; i++)
    {
      FieldRow *row = g_ptr_array_index (self->rows, i);
      KtSecret *value = kt_credential_get (credential, row->field->id);

      if (!value)
        continue;
      kt_secret_row_set_secret (row->row, value);
      filled++;
    }
  say_filled (self, filled);
  return filled > 0;
}

static gboolean
lines_pasted_cb (KtSecretRow *pasted_into, KtSecret *text, KtCredentialForm *self)
{
  gsize length;
  const char *chars = kt_secret_peek (text, &length);
  const char *end = chars + length;
  guint n = 0;

  if (take_key_file (self, text))
    return TRUE;

  for (const char *line = chars; line < end && n < self->rows->len;)
    {
      const char *newline = memchr (line, '\n', (gsize) (end - line));
      const char *stop = newline ? newline : end;

      if (stop > line && !(stop == line + 1 && *line == '\r'))
        {
          FieldRow *row = g_ptr_array_index (self->rows, n++);
          g_autoptr(KtSecret) value = value_of_line (line, (gsize) (stop - line));
          g_autoptr(KtSecret) clean = kt_clean_field (row->field->id, value);

          kt_secret_row_set_secret (row->row, clean);
        }
      line = stop + 1;
    }
  say_filled (self, n);
  return n > 0;
}

static void
file_read_cb (KtSecret *contents, const char *name, const GError *error, gpointer user_data)
{
  g_autoptr(KtSecretRow) row = user_data;
  GtkWidget *form = gtk_widget_get_ancestor (GTK_WIDGET (row), KT_TYPE_CREDENTIAL_FORM);
  gsize length = 0;
  const char *text = contents ? kt_secret_peek (contents, &length) : NULL;

  if (!form)
    return;                     /* the window was closed meanwhile */
  if (contents && !g_utf8_validate_len (text, length, NULL))
    gtk_widget_activate_action (GTK_WIDGET (row), "add.toast", "s", _("This file could not be read as a key."));
  else if (contents && !take_key_file (KT_CREDENTIAL_FORM (form), contents))
    kt_secret_row_set_secret (row, contents);
  else if (error)
    gtk_widget_activate_action (GTK_WIDGET (row), "add.toast", "s", _("This file could not be read as a key."));
}

static void
open_file_cb (GtkButton *button, KtSecretRow *row)
{
  kt_compat_read_file (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (row))), _("Open Private Key"),
                       file_read_cb, g_object_ref (row));
}

static void
add_file_button (KtSecretRow *row)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("document-open-symbolic");

  gtk_widget_set_tooltip_text (button, _("Open File…"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Open File…"), -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (open_file_cb), row, 0);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), button);
}

static void queue_remarks (KtCredentialForm *self);

static void
typed_cb (KtCredentialForm *self)
{
  queue_remarks (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
add_row (KtCredentialForm *self, const KtField *field)
{
  FieldRow *row = g_new0 (FieldRow, 1);

  row->field = field;
  row->row = KT_SECRET_ROW (kt_secret_row_new (field->name, field->is_public));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row->row), FALSE);
  if (field->note)
    gtk_widget_set_tooltip_text (GTK_WIDGET (row->row), field->note);
  if (field->default_value)
    {
      g_autoptr(KtSecret) value = kt_secret_new (field->default_value, -1);

      kt_secret_row_set_secret (row->row, value);
    }
  if (g_str_equal (field->id, "private_key"))
    add_file_button (row->row);
  g_signal_connect_object (row->row, "changed", G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row->row, "lines-pasted", G_CALLBACK (lines_pasted_cb), self, 0);
  adw_preferences_group_add (self->group, GTK_WIDGET (row->row));
  g_ptr_array_add (self->rows, row);
}

static void
clear_remarks (KtCredentialForm *self)
{
  for (guint i = 0; i < self->remarks->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->remarks, i));
  g_ptr_array_set_size (self->remarks, 0);
}

/* What was typed moves along into fields of the same name. */
static void
show_set (KtCredentialForm *self, guint n)
{
  FieldSet *set = g_ptr_array_index (self->sets, n);
  g_autoptr(KtCredential) typed = kt_credential_new ();

  for (guint i = 0; i < self->rows->len; i++)
    {
      FieldRow *row = g_ptr_array_index (self->rows, i);
      g_autoptr(KtSecret) value = kt_secret_row_dup_secret (row->row);

      kt_credential_set (typed, row->field->id, value);
      adw_preferences_group_remove (self->group, GTK_WIDGET (row->row));
    }
  g_ptr_array_set_size (self->rows, 0);
  clear_remarks (self);

  for (guint i = 0; i < set->fields->len; i++)
    {
      const KtField *field = g_ptr_array_index (set->fields, i);
      KtSecret *before;

      add_row (self, field);
      before = kt_credential_get (typed, field->id);
      if (before)
        kt_secret_row_set_secret (find_row (self, field->id)->row, before);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_chosen_cb (KtCredentialForm *self)
{
  guint n = adw_combo_row_get_selected (self->set_row);

  if (n < self->sets->len)
    show_set (self, n);
}

/* ── Remarks under the fields: shapes only warn ── */

static void
swap_cb (KtCredentialForm *self)
{
  FieldRow *key = find_row (self, "api_key");
  FieldRow *secret = find_row (self, "secret");
  g_autoptr(KtSecret) a = NULL;
  g_autoptr(KtSecret) b = NULL;

  if (!key || !secret)
    return;
  a = kt_secret_row_dup_secret (key->row);
  b = kt_secret_row_dup_secret (secret->row);
  kt_secret_row_set_secret (key->row, b);
  kt_secret_row_set_secret (secret->row, a);
}

static char *
doubt_sentence (KtCredentialForm *self, const KtDoubt *doubt)
{
  KtExchange *other = doubt->kind == KT_DOUBT_OTHER_EXCHANGE ? kt_catalogue_get (self->catalogue, doubt->other, NULL) : NULL;

  /* An empty row is seen. */
  return doubt->kind == KT_DOUBT_MISSING ? NULL : kt_words_doubt (doubt, self->exchange, other);
}

static void
other_exchange_cb (KtCredentialForm *self, GtkButton *button)
{
  g_autoptr(KtExchange) other = g_object_ref (g_object_get_data (G_OBJECT (button), "exchange"));

  g_signal_emit (self, signals[OTHER_EXCHANGE], 0, other);
}

static void
add_other_button (KtCredentialForm *self, GtkWidget *row, KtExchange *other)
{
  /* Translators: a button; %s is an exchange */
  g_autofree char *label = g_strdup_printf (_("Use %s"), kt_exchange_get_name (other));
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "exchange", g_object_ref (other), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (other_exchange_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static GtkWidget *
add_remark (KtCredentialForm *self, const char *sentence, gboolean swap)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-information-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), sentence);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  if (swap)
    {
      GtkWidget *button = gtk_button_new_with_label (_("Swap"));

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      g_signal_connect_object (button, "clicked", G_CALLBACK (swap_cb), self, G_CONNECT_SWAPPED);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->remarks, row);
  return row;
}

static void
add_key_remark (KtCredentialForm *self)
{
  FieldRow *row = find_row (self, "private_key");
  g_autoptr(KtSecret) typed = row ? kt_secret_row_dup_secret (row->row) : NULL;
  g_autoptr(KtSecret) clean = typed ? kt_clean_field ("private_key", typed) : NULL;
  g_autofree char *described = clean ? kt_describe_private_key (clean) : NULL;

  if (described)
    add_remark (self, described, FALSE);
}

static gboolean
remarks_cb (gpointer user_data)
{
  KtCredentialForm *self = user_data;
  g_autoptr(GPtrArray) all = kt_catalogue_search (self->catalogue, "");
  g_autoptr(GPtrArray) doubts = NULL;
  g_autoptr(KtCredential) credential = NULL;
  const char *key_type = NULL;

  self->remark_source = 0;
  clear_remarks (self);
  add_key_remark (self);

  credential = kt_credential_form_read (self, &key_type, NULL);
  if (!credential)
    return G_SOURCE_REMOVE;
  doubts = kt_diagnose_credential (self->exchange, all, kt_credential_form_get_environment (self), key_type, credential);
  for (guint i = 0; i < doubts->len; i++)
    {
      const KtDoubt *doubt = g_ptr_array_index (doubts, i);
      g_autofree char *sentence = doubt_sentence (self, doubt);

      if (sentence)
        {
          GtkWidget *row = add_remark (self, sentence, doubt->kind == KT_DOUBT_SWAPPED);
          KtExchange *other = doubt->kind == KT_DOUBT_OTHER_EXCHANGE ? kt_catalogue_get (self->catalogue, doubt->other, NULL) : NULL;

          if (other && !self->fixed)
            add_other_button (self, row, other);
        }
    }
  return G_SOURCE_REMOVE;
}

/* After a pause: nobody wants to be told at the third letter. */
static void
queue_remarks (KtCredentialForm *self)
{
  g_clear_handle_id (&self->remark_source, g_source_remove);
  self->remark_source = g_timeout_add (400, remarks_cb, self);
}

/* ── Life ── */

static void
kt_credential_form_dispose (GObject *object)
{
  KtCredentialForm *self = KT_CREDENTIAL_FORM (object);

  g_clear_handle_id (&self->remark_source, g_source_remove);
  g_clear_pointer (&self->remarks, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->sets, g_ptr_array_unref);
  g_clear_object (&self->exchange);
  g_clear_object (&self->catalogue);
  g_clear_pointer (&self->fixed, g_free);

  G_OBJECT_CLASS (kt_credential_form_parent_class)->dispose (object);
}

static void
kt_credential_form_class_init (KtCredentialFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_credential_form_dispose;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[OTHER_EXCHANGE] = g_signal_new ("other-exchange", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, KT_TYPE_EXCHANGE);
}

static void
kt_credential_form_init (KtCredentialForm *self)
{
  self->sets = g_ptr_array_new_with_free_func ((GDestroyNotify) field_set_free);
  self->rows = g_ptr_array_new_with_free_func (g_free);
  self->remarks = g_ptr_array_new ();
}

static void
about_cb (KtCredentialForm *self)
{
  kt_exchange_window_show (GTK_WIDGET (self), self->exchange, kt_credential_form_get_environment (self));
}

static void
add_about_button (KtCredentialForm *self)
{
  GtkWidget *button = gtk_button_new_with_label (_("About This Exchange"));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (about_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (self->group, button);
}

static void
add_environment_row (KtCredentialForm *self)
{
  GPtrArray *environments = kt_exchange_get_environments (self->exchange);
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  self->environment_row = NULL;
  if (environments->len < 2 || self->fixed)
    return;
  for (guint i = 0; i < environments->len; i++)
    gtk_string_list_append (names, ((const KtEnvironment *) g_ptr_array_index (environments, i))->name);
  self->environment_row = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->environment_row), _("Environment"));
  adw_combo_row_set_model (self->environment_row, G_LIST_MODEL (names));
  g_signal_connect_object (self->environment_row, "notify::selected", G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->group, GTK_WIDGET (self->environment_row));
}

static void
add_set_row (KtCredentialForm *self)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  self->set_row = NULL;
  if (self->sets->len < 2)
    return;
  for (guint i = 0; i < self->sets->len; i++)
    gtk_string_list_append (names, ((const FieldSet *) g_ptr_array_index (self->sets, i))->name);
  self->set_row = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->set_row), _("Signs With"));
  adw_combo_row_set_model (self->set_row, G_LIST_MODEL (names));
  g_signal_connect_object (self->set_row, "notify::selected", G_CALLBACK (set_chosen_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->group, GTK_WIDGET (self->set_row));
}

/* What was typed for another exchange. */
static KtCredential *
take_typed (KtCredentialForm *self)
{
  KtCredential *typed = kt_credential_new ();

  for (guint i = 0; i < self->rows->len; i++)
    {
      FieldRow *row = g_ptr_array_index (self->rows, i);
      g_autoptr(KtSecret) value = kt_secret_row_dup_secret (row->row);

      if (!row->field->default_value)
        kt_credential_set (typed, row->field->id, value);
    }
  return typed;
}

static void
put_typed (KtCredentialForm *self, KtCredential *typed)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      FieldRow *row = g_ptr_array_index (self->rows, i);
      KtSecret *value = kt_credential_get (typed, row->field->id);

      if (value)
        kt_secret_row_set_secret (row->row, value);
    }
}

void
kt_credential_form_set_exchange (KtCredentialForm *self, KtCatalogue *catalogue, KtExchange *exchange)
{
  g_autoptr(KtCredential) typed = NULL;

  g_return_if_fail (KT_IS_CREDENTIAL_FORM (self));

  if (self->exchange == exchange)
    return;
  typed = take_typed (self);
  g_set_object (&self->catalogue, catalogue);
  g_set_object (&self->exchange, exchange);
  g_clear_handle_id (&self->remark_source, g_source_remove);
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->remarks, 0);

  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _("Key"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
  add_about_button (self);
  add_environment_row (self);
  find_sets (self);
  add_set_row (self);
  show_set (self, 0);
  put_typed (self, typed);
}

void
kt_credential_form_fix_environment (KtCredentialForm *self, const char *environment)
{
  g_return_if_fail (KT_IS_CREDENTIAL_FORM (self) && !self->exchange);

  g_free (self->fixed);
  self->fixed = g_strdup (environment);
}

const char *
kt_credential_form_get_environment (KtCredentialForm *self)
{
  GPtrArray *environments;
  guint n = 0;

  g_return_val_if_fail (KT_IS_CREDENTIAL_FORM (self), NULL);

  if (self->fixed)
    return self->fixed;
  environments = kt_exchange_get_environments (self->exchange);
  if (self->environment_row)
    n = MIN (adw_combo_row_get_selected (self->environment_row), environments->len - 1);
  return ((const KtEnvironment *) g_ptr_array_index (environments, n))->id;
}

KtCredential *
kt_credential_form_read (KtCredentialForm *self, const char **ret_key_type, GError **error)
{
  g_autoptr(KtCredential) typed = kt_credential_new ();
  g_autoptr(KtCredential) clean = NULL;
  const char *key_type;

  g_return_val_if_fail (KT_IS_CREDENTIAL_FORM (self), NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      FieldRow *row = g_ptr_array_index (self->rows, i);
      g_autoptr(KtSecret) value = kt_secret_row_dup_secret (row->row);

      kt_credential_set (typed, row->field->id, value);
    }
  clean = kt_clean_credential (typed);
  key_type = kt_exchange_guess_key_type (self->exchange, kt_credential_form_get_environment (self), clean, error);
  if (!key_type)
    return NULL;

  if (ret_key_type)
    *ret_key_type = key_type;
  return g_steal_pointer (&clean);
}

gboolean
kt_credential_form_is_complete (KtCredentialForm *self)
{
  g_return_val_if_fail (KT_IS_CREDENTIAL_FORM (self), FALSE);

  for (guint i = 0; i < self->rows->len; i++)
    {
      FieldRow *row = g_ptr_array_index (self->rows, i);
      g_autoptr(KtSecret) value = kt_secret_row_dup_secret (row->row);

      if (!row->field->optional && kt_secret_get_length (value) == 0)
        return FALSE;
    }
  return self->rows->len > 0;
}

gboolean
kt_credential_form_has_text (KtCredentialForm *self)
{
  g_return_val_if_fail (KT_IS_CREDENTIAL_FORM (self), FALSE);

  for (guint i = 0; i < self->rows->len; i++)
    {
      FieldRow *row = g_ptr_array_index (self->rows, i);
      g_autoptr(KtSecret) value = kt_secret_row_dup_secret (row->row);

      if (!row->field->default_value && kt_secret_get_length (value) > 0)
        return TRUE;
    }
  return FALSE;
}

void
kt_credential_form_focus (KtCredentialForm *self)
{
  g_return_if_fail (KT_IS_CREDENTIAL_FORM (self));

  if (self->rows->len > 0)
    gtk_widget_grab_focus (GTK_WIDGET (((FieldRow *) g_ptr_array_index (self->rows, 0))->row));
}
