/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-add-ask.h"

#include <glib/gi18n.h>

#include "kt-prober.h"
#include "kt-words.h"

GtkWidget *
kt_add_ask_text (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

GtkWidget *
kt_add_ask_button (const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  return button;
}

void
kt_add_ask_duplicate (GtkBox *box, const char *duplicate)
{
  g_autofree char *text = NULL;

  if (!duplicate)
    return;
  /* Translators: %s is the label of another key */
  text = g_strdup_printf (_("This is the same key as “%s”. One key per program is safer: you can then end one without "
                            "the other."), duplicate);
  gtk_box_append (box, kt_add_ask_text (text, "warning"));
}

/* (A GtkExpander of GTK 4.8 lets nobody who came by Tab out again.) */
static void
append_request (GtkBox *box, KtExchange *exchange, const KtRecord *record)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *expander = adw_expander_row_new ();
  GtkWidget *row = gtk_list_box_row_new ();
  g_autofree char *preview = kt_prober_preview (exchange, record->environment, record->key_type);
  GtkWidget *text = kt_add_ask_text (preview, "monospace");

  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_widget_set_margin_top (text, 12);
  gtk_widget_set_margin_bottom (text, 12);
  gtk_widget_set_margin_start (text, 12);
  gtk_widget_set_margin_end (text, 12);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), text);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), _("See the Request"));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), row);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), expander);
  gtk_box_append (box, list);
}

/* What became of the exchange, where it is ending. Returns whether nothing can be asked there any more. */
static gboolean
append_status (GtkBox *box, KtExchange *exchange)
{
  gint64 now_ms = g_get_real_time () / 1000;
  g_autofree char *sentence = kt_words_status (exchange, now_ms);
  g_autofree char *detail = kt_words_status_detail (exchange);

  if (sentence)
    gtk_box_append (box, kt_add_ask_text (sentence, "title-4"));
  if (detail)
    gtk_box_append (box, kt_add_ask_text (detail, "body"));
  return kt_exchange_is_closed (exchange, now_ms);
}

gboolean
kt_add_ask_saves_first (KtExchange *exchange, const KtRecord *record)
{
  return kt_exchange_wrong_address_disables (exchange) || kt_exchange_has_rising_nonce (exchange, record->environment);
}

void
kt_add_ask_fill (GtkBox *box, KtExchange *exchange, const KtRecord *record, const char *duplicate)
{
  const char *host;
  guint n_requests = kt_exchange_count_signed (exchange, record->environment, &host);
  KtGoes goes = kt_exchange_what_goes (exchange, record->environment, record->key_type);
  g_autofree char *sentence = n_requests > 0 ? kt_words_before_request (host, n_requests, goes) : NULL;
  g_autofree char *leaves = kt_words_goes (exchange, record->environment, record->key_type);

  if (append_status (box, exchange) || !sentence)
    {
      kt_add_ask_duplicate (box, duplicate);
      gtk_box_append (box, kt_add_ask_button (_("Save Without Checking"), "add.save"));
      return;
    }
  gtk_box_append (box, kt_add_ask_text (sentence, "title-4"));
  if (leaves)
    gtk_box_append (box, kt_add_ask_text (leaves, "body"));
  if (kt_exchange_wrong_address_disables (exchange))
    gtk_box_append (box, kt_add_ask_text (kt_words_wrong_address (), "warning"));
  if (kt_exchange_has_rising_nonce (exchange, record->environment))
    gtk_box_append (box, kt_add_ask_text (_("A bot that uses this key right now could be refused once, because this exchange "
                                            "wants every request’s number to rise. You can save now and check later."),
                                          "body"));
  if (kt_exchange_counts_as_use (exchange, record->environment))
    gtk_box_append (box, kt_add_ask_text (_("This exchange ends keys that nobody uses, and the check may count as use."),
                                          "body"));
  kt_add_ask_duplicate (box, duplicate);
  append_request (box, exchange, record);
  if (kt_add_ask_saves_first (exchange, record))
    gtk_box_append (box, kt_add_ask_button (_("Check Now"), "add.check"));
  else
    gtk_box_append (box, kt_add_ask_button (_("Save Without Checking"), "add.save"));
}
