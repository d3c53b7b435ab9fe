/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-reveal-rows.h"

#include <glib/gi18n.h>

#include "kt-clipboard.h"
#include "kt-secret-label.h"
#include "kt-words.h"

#define REVEAL_SECONDS 30

struct _KtRevealRows
{
  GObject parent_instance;

  KtKeeper            *keeper;          /* owned */
  AdwPreferencesGroup *group;           /* borrowed */
  KtKey               *key;             /* owned */
  GPtrArray           *rows;            /* Row, owned */
  GCancellable        *cancellable;     /* owned, while the keyring is asked */
  guint                close_source;
};

G_DEFINE_FINAL_TYPE (KtRevealRows, kt_reveal_rows, G_TYPE_OBJECT)

typedef struct
{
  KtRevealRows  *owner;         /* borrowed */
  char          *field;         /* owned: id */
  char          *name;          /* owned */
  GtkWidget     *row;           /* borrowed */
  KtSecretLabel *label;         /* borrowed; NULL for a public field */
  KtSecret      *shown;         /* owned, while it is revealed */
  GtkButton     *button;        /* borrowed */
  GtkWidget     *copy;          /* borrowed; NULL for a public field: copies what is revealed */
} Row;

static void
row_free (Row *row)
{
  g_clear_pointer (&row->shown, kt_secret_unref);
  g_free (row->field);
  g_free (row->name);
  g_free (row);
}

/* What one press of a button waits for. */
typedef struct
{
  KtRevealRows *self;           /* owned */
  KtKey        *key;            /* owned */
  char         *field;          /* owned */
  GCancellable *cancellable;    /* owned */
  gboolean      copy;
} Wanted;

static void
wanted_free (Wanted *wanted)
{
  g_object_unref (wanted->self);
  g_object_unref (wanted->key);
  g_object_unref (wanted->cancellable);
  g_free (wanted->field);
  g_free (wanted);
}

static Row *
find_row (KtRevealRows *self, const char *field)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);

      if (g_str_equal (row->field, field))
        return row;
    }
  return NULL;
}

static void
show_secret (Row *row, KtSecret *secret)
{
  g_autofree char *spoken = NULL;

  g_clear_pointer (&row->shown, kt_secret_unref);
  row->shown = secret ? kt_secret_ref (secret) : NULL;
  kt_secret_label_set_secret (row->label, secret);
  gtk_widget_set_visible (row->copy, secret != NULL);
  gtk_button_set_label (row->button, secret ? _("Hide") : _("Reveal"));
  /* Translators: %s is the name of a field: “Reveal Secret Key” */
  spoken = g_strdup_printf (secret ? _("Hide %s") : _("Reveal %s"), row->name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static gboolean
close_cb (gpointer user_data)
{
  KtRevealRows *self = user_data;

  self->close_source = 0;
  kt_reveal_rows_close (self);
  return G_SOURCE_REMOVE;
}

static void
copy_public (KtRevealRows *self, KtSecret *value)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self->group)), kt_secret_peek (value, NULL));
  gtk_widget_activate_action (GTK_WIDGET (self->group), "win.toast", "s", _("API key copied"));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wanted *wanted = user_data;
  KtRevealRows *self = wanted->self;
  g_autoptr(GError) error = NULL;
  g_autoptr(KtCredential) credential = kt_keeper_reveal_finish (KT_KEEPER (source), result, &error);
  KtSecret *value = credential ? kt_credential_get (credential, wanted->field) : NULL;
  gboolean closed = g_cancellable_is_cancelled (wanted->cancellable);
  Row *row;

  if (self->cancellable == wanted->cancellable)
    g_clear_object (&self->cancellable);
  if (closed || !self->keeper || self->key != wanted->key)
    {
      wanted_free (wanted);     /* it was closed while the keyring answered; the page went, or shows another key now */
      return;
    }
  row = find_row (self, wanted->field);
  if (!credential)
    {
      g_autofree char *sentence = kt_words_error (error);

      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        gtk_widget_activate_action (GTK_WIDGET (self->group), "win.toast", "s", sentence);
    }
  else if (row && !value)
    {
      gtk_widget_activate_action (GTK_WIDGET (self->group), "win.toast", "s", _("This key has none."));
    }
  else if (row && wanted->copy)
    {
      copy_public (self, value);
    }
  else if (row)
    {
      show_secret (row, value);
      g_clear_handle_id (&self->close_source, g_source_remove);
      self->close_source = g_timeout_add_seconds (REVEAL_SECONDS, close_cb, self);
    }
  wanted_free (wanted);
}

static void
copy_clicked_cb (GtkButton *button, Row *row)
{
  g_autofree char *text = NULL;
  guint seconds = kt_clipboard_get_seconds ();

  if (!row->shown)
    return;
  kt_clipboard_copy_secret (GTK_WIDGET (button), row->shown);
  /* Translators: %1$s is the name of a field: “Secret Key copied” */
  text = g_strdup_printf (ngettext ("%1$s copied; the clipboard is cleared in %2$u second",
                                    "%1$s copied; the clipboard is cleared in %2$u seconds", seconds), row->name, seconds);
  gtk_widget_activate_action (GTK_WIDGET (button), "win.toast", "s", text);
}

static GtkWidget *
make_copy_button (Row *row)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  /* Translators: %s is the name of a field */
  g_autofree char *spoken = g_strdup_printf (_("Copy %s"), row->name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (copy_clicked_cb), row);
  return button;
}

static void
clicked_cb (GtkButton *button, Row *row)
{
  KtRevealRows *self = row->owner;
  Wanted *wanted;

  if (row->label && kt_secret_label_is_shown (row->label))
    {
      show_secret (row, NULL);
      return;
    }
  if (self->cancellable)
    return;

  wanted = g_new0 (Wanted, 1);
  wanted->self = g_object_ref (self);
  wanted->key = g_object_ref (self->key);
  wanted->field = g_strdup (row->field);
  wanted->copy = row->label == NULL;
  self->cancellable = g_cancellable_new ();
  wanted->cancellable = g_object_ref (self->cancellable);
  kt_keeper_reveal_async (self->keeper, self->key, self->cancellable, loaded_cb, wanted);
}

/* A long secret takes all the room there is: the name beside it is broken between words only. */
static void
keep_words_whole (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    gtk_label_set_wrap_mode (GTK_LABEL (widget), PANGO_WRAP_WORD);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    keep_words_whole (child);
}

static void
add_row (KtRevealRows *self, const KtField *field, const char *hint)
{
  Row *row = g_new0 (Row, 1);

  row->owner = self;
  row->field = g_strdup (field->id);
  row->name = g_strdup (field->name);
  row->row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row->row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row->row), field->name);
  keep_words_whole (row->row);
  row->button = GTK_BUTTON (gtk_button_new ());
  gtk_widget_set_valign (GTK_WIDGET (row->button), GTK_ALIGN_CENTER);

  if (field->is_public)
    {
      g_autofree char *spoken = g_strdup_printf (_("Copy %s"), field->name);

      if (hint && g_str_equal (field->id, "api_key"))
        adw_action_row_set_subtitle (ADW_ACTION_ROW (row->row), hint);
      gtk_button_set_label (row->button, _("Copy"));
      gtk_accessible_update_property (GTK_ACCESSIBLE (row->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
    }
  else
    {
      row->label = KT_SECRET_LABEL (kt_secret_label_new ());
      gtk_widget_set_valign (GTK_WIDGET (row->label), GTK_ALIGN_CENTER);
      gtk_widget_set_margin_top (GTK_WIDGET (row->label), 6);
      gtk_widget_set_margin_bottom (GTK_WIDGET (row->label), 6);
      row->copy = make_copy_button (row);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row->row), GTK_WIDGET (row->label));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row->row), row->copy);
      show_secret (row, NULL);
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row->row), GTK_WIDGET (row->button));
  g_signal_connect (row->button, "clicked", G_CALLBACK (clicked_cb), row);
  adw_preferences_group_add (self->group, row->row);
  g_ptr_array_add (self->rows, row);
}

static void
remove_rows (KtRevealRows *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, ((Row *) g_ptr_array_index (self->rows, i))->row);
  g_ptr_array_set_size (self->rows, 0);
}

static void
kt_reveal_rows_dispose (GObject *object)
{
  KtRevealRows *self = KT_REVEAL_ROWS (object);

  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->close_source, g_source_remove);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->key);
  g_clear_object (&self->keeper);

  G_OBJECT_CLASS (kt_reveal_rows_parent_class)->dispose (object);
}

static void
kt_reveal_rows_class_init (KtRevealRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_reveal_rows_dispose;
}

static void
kt_reveal_rows_init (KtRevealRows *self)
{
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);
}

KtRevealRows *
kt_reveal_rows_new (KtKeeper *keeper, AdwPreferencesGroup *group)
{
  KtRevealRows *self = g_object_new (KT_TYPE_REVEAL_ROWS, NULL);

  self->keeper = g_object_ref (keeper);
  self->group = group;
  return self;
}

void
kt_reveal_rows_set_key (KtRevealRows *self, KtKey *key)
{
  const KtRecord *record = kt_key_get_record (key);
  KtExchange *exchange = kt_catalogue_get (kt_keeper_get_catalogue (self->keeper), record->exchange, NULL);

  g_return_if_fail (KT_IS_REVEAL_ROWS (self));

  kt_reveal_rows_close (self);
  remove_rows (self);
  g_set_object (&self->key, key);
  gtk_widget_set_visible (GTK_WIDGET (self->group), exchange != NULL);
  if (exchange)
    {
      g_autoptr(GPtrArray) fields = kt_exchange_get_fields_of (exchange, record->environment, record->key_type);

      for (guint i = 0; i < fields->len; i++)
        add_row (self, g_ptr_array_index (fields, i), record->hint);
    }
}

void
kt_reveal_rows_copy (KtRevealRows *self)
{
  g_return_if_fail (KT_IS_REVEAL_ROWS (self));

  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);

      if (!row->label)
        {
          clicked_cb (row->button, row);
          return;
        }
    }
}

static gboolean
is_any_shown (KtRevealRows *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);

      if (row->label && kt_secret_label_is_shown (row->label))
        return TRUE;
    }
  return FALSE;
}

void
kt_reveal_rows_toggle (KtRevealRows *self)
{
  g_return_if_fail (KT_IS_REVEAL_ROWS (self));

  if (is_any_shown (self))
    {
      kt_reveal_rows_close (self);
      return;
    }
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);

      if (row->label)
        {
          clicked_cb (row->button, row);
          return;
        }
    }
}

void
kt_reveal_rows_close (KtRevealRows *self)
{
  g_return_if_fail (KT_IS_REVEAL_ROWS (self));

  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->close_source, g_source_remove);
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);

      if (row->label && kt_secret_label_is_shown (row->label))
        show_secret (row, NULL);
    }
}
