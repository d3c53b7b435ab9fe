/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-secret-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kt-credential.h"
#include "kt-paste.h"
#include "kt-secret-buffer.h"

#define MAX_PASTE (64 * 1024)

struct _KtSecretRow
{
  AdwEntryRow parent_instance;

  KtSecretBuffer *buffer;       /* owned */
};

enum { LINES_PASTED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KtSecretRow, kt_secret_row, ADW_TYPE_ENTRY_ROW)

static GtkText *
get_text_widget (KtSecretRow *self)
{
  return GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (self)));
}

static void
say_too_long (KtSecretRow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "add.toast", "s", _("This is longer than any key. Nothing was filled in."));
}

/* Pasting replaces what is selected, as everywhere. */
static void
insert_pasted (KtSecretRow *self, KtSecret *text)
{
  GtkEditable *editable = GTK_EDITABLE (get_text_widget (self));
  g_autoptr(KtSecret) before = kt_secret_buffer_dup_secret (self->buffer);
  const char *chars = kt_secret_peek (text, NULL);
  int start, end, position;

  /* Nothing is thrown away for what does not fit. */
  if (!gtk_editable_get_selection_bounds (editable, &start, &end))
    start = end = 0;
  position = end - start;
  if (kt_secret_get_length (text) + kt_secret_get_length (before) > KT_CREDENTIAL_MAX_VALUE + (gsize) position)
    {
      say_too_long (self);
      return;
    }
  gtk_editable_delete_selection (editable);
  position = gtk_editable_get_position (editable);
  position += (int) gtk_entry_buffer_insert_text (GTK_ENTRY_BUFFER (self->buffer), (guint) position, chars,
                                                  (int) g_utf8_strlen (chars, -1));
  gtk_editable_set_position (editable, position);
}

static gboolean
has_lines (KtSecret *text)
{
  gsize length;
  const char *chars = kt_secret_peek (text, &length);
  const char *newline = memchr (chars, '\n', length);

  /* A key file may be one line. A newline at the very end is how terminals copy. */
  if (length > 0 && chars[0] == '{')
    return TRUE;
  return newline && newline + 1 < chars + length && !strstr (chars, "-----BEGIN");
}

static void
pasted_cb (KtSecret *text, gpointer user_data)
{
  KtSecretRow *self = user_data;
  gboolean spread = FALSE;

  if (!text || !g_utf8_validate_len (kt_secret_peek (text, NULL), kt_secret_get_length (text), NULL))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "add.toast", "s", _("The clipboard holds no text that fits here."));
      return;
    }
  if (has_lines (text))
    g_signal_emit (self, signals[LINES_PASTED], 0, text, &spread);
  if (!spread)
    insert_pasted (self, text);
}

/* GtkText's own paste would leave the text in GTK's memory. */
static void
paste_cb (GtkText *text, KtSecretRow *self)
{
  g_signal_stop_emission_by_name (text, "paste-clipboard");
  kt_paste_read (GTK_WIDGET (self), MAX_PASTE, pasted_cb, self);
}

static void
kt_secret_row_finalize (GObject *object)
{
  KtSecretRow *self = KT_SECRET_ROW (object);

  g_clear_object (&self->buffer);

  G_OBJECT_CLASS (kt_secret_row_parent_class)->finalize (object);
}

static void
kt_secret_row_class_init (KtSecretRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kt_secret_row_finalize;

  signals[LINES_PASTED] =
    g_signal_new ("lines-pasted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1, KT_TYPE_SECRET);
}

static void
kt_secret_row_init (KtSecretRow *self)
{
  GtkText *text = get_text_widget (self);

  gtk_text_set_input_hints (text, GTK_INPUT_HINT_NO_SPELLCHECK | GTK_INPUT_HINT_PRIVATE);
  gtk_text_set_enable_emoji_completion (text, FALSE);
  gtk_editable_set_enable_undo (GTK_EDITABLE (text), FALSE);
  g_signal_connect (text, "paste-clipboard", G_CALLBACK (paste_cb), self);
}

GtkWidget *
kt_secret_row_new (const char *title, gboolean is_public)
{
  KtSecretRow *self = g_object_new (KT_TYPE_SECRET_ROW, "title", title, NULL);
  GtkText *text = get_text_widget (self);

  self->buffer = kt_secret_buffer_new (is_public);
  gtk_text_set_buffer (text, GTK_ENTRY_BUFFER (self->buffer));
  if (!is_public)
    gtk_text_set_input_purpose (text, GTK_INPUT_PURPOSE_PASSWORD);
  return GTK_WIDGET (self);
}

KtSecret *
kt_secret_row_dup_secret (KtSecretRow *self)
{
  g_return_val_if_fail (KT_IS_SECRET_ROW (self), NULL);

  return kt_secret_buffer_dup_secret (self->buffer);
}

void
kt_secret_row_set_secret (KtSecretRow *self, KtSecret *secret)
{
  g_return_if_fail (KT_IS_SECRET_ROW (self));

  if (secret && kt_secret_get_length (secret) > KT_CREDENTIAL_MAX_VALUE)
    say_too_long (self);
  kt_secret_buffer_set_secret (self->buffer, secret);
}

void
kt_secret_row_clear (KtSecretRow *self)
{
  kt_secret_row_set_secret (self, NULL);
}
