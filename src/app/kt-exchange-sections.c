/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-exchange-sections.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kt-compat.h"
#include "kt-words.h"

/* ── Rows ── */

static GtkWidget *
add_group (AdwPreferencesPage *page, const char *title, const char *description)
{
  GtkWidget *group = g_object_new (ADW_TYPE_PREFERENCES_GROUP, "title", title, "description", description, NULL);

  adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (group));
  return group;
}

/* Texts of definitions are no markup. */
static GtkWidget *
make_row (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (subtitle)
    {
      g_autofree char *escaped = g_markup_escape_text (subtitle, -1);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
    }
  return row;
}

static GtkWidget *
add_row (GtkWidget *group, const char *title, const char *subtitle)
{
  GtkWidget *row = make_row (title, subtitle);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

static void
open_cb (GtkWidget *row)
{
  kt_compat_open_uri (row, g_object_get_data (G_OBJECT (row), "uri"));
}

/* A source begins with an address of the web, or is none: "npm binance 3.6.5". */
static void
make_link (GtkWidget *row, const char *source)
{
  GtkWidget *icon;

  if (!source || !g_str_has_prefix (source, "https://"))
    return;
  icon = gtk_image_new_from_icon_name ("adw-external-link-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Opens in the browser"), -1);
  g_object_set_data_full (G_OBJECT (row), "uri", g_strndup (source, strcspn (source, " ,;")), g_free);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), icon);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect (row, "activated", G_CALLBACK (open_cb), NULL);
}

/* ── What it is ── */

static void
add_head (AdwPreferencesPage *page, KtExchange *exchange)
{
  g_autofree char *status = kt_words_status (exchange, g_get_real_time () / 1000);
  g_autofree char *detail = kt_words_status_detail (exchange);
  GtkWidget *group = add_group (page, kt_exchange_get_name (exchange),
                                kt_exchange_is_custom (exchange)
                                  ? _("Custom: described by a file, not by Keyturn") : NULL);

  if (status)
    gtk_widget_add_css_class (add_row (group, status, detail), "warning");
  make_link (add_row (group, _("Website"), kt_exchange_get_website (exchange)), kt_exchange_get_website (exchange));
  make_link (add_row (group, _("Documentation"), kt_exchange_get_documentation (exchange)),
             kt_exchange_get_documentation (exchange));
  add_row (group, _("Looked At On"), kt_exchange_get_checked_on (exchange));
}

static void
add_hosts (AdwPreferencesPage *page, KtExchange *exchange)
{
  char **hosts = kt_exchange_get_hosts (exchange);
  GtkWidget *group;

  if (kt_exchange_is_closed (exchange, g_get_real_time () / 1000))
    {
      add_group (page, _("Talks To"), _("Nothing: it is never asked."));
      return;
    }
  group = add_group (page, _("Talks To"), _("Keyturn sends to these hosts and no others, encrypted."));
  for (guint i = 0; hosts[i]; i++)
    add_row (group, hosts[i], NULL);
}

static void
add_fields (AdwPreferencesPage *page, KtExchange *exchange)
{
  GPtrArray *fields = kt_exchange_get_fields (exchange);
  GtkWidget *group = add_group (page, _("Fields of a Key"), NULL);

  for (guint i = 0; i < fields->len; i++)
    {
      const KtField *field = g_ptr_array_index (fields, i);

      add_row (group, field->name, field->is_public ? _("Public: not a secret")
                                   : field->sent ? _("Is itself sent to the exchange") : _("Stays here: it only signs"));
    }
}

/* ── What is sent and read ── */

static void
add_lines (GtkWidget *expander, const char *title, char **lines, gboolean code)
{
  g_autofree char *joined = lines[0] ? g_strjoinv ("\n", lines) : NULL;
  GtkWidget *row;

  if (!joined)
    return;
  row = make_row (title, joined);
  if (code)
    gtk_widget_add_css_class (row, "code-row");
  adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), row);
}

static void
add_warning (GtkWidget *expander, const char *text)
{
  if (text)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), make_row (text, NULL));
}

static GtkWidget *
make_environment (KtExchange *exchange, const KtEnvironment *environment, gboolean closed)
{
  GtkWidget *expander = adw_expander_row_new ();
  g_auto(GStrv) requests = kt_exchange_list_requests (exchange, environment->id);
  g_auto(GStrv) types = kt_exchange_get_key_types (exchange, environment->id);
  g_auto(GStrv) signing = kt_exchange_list_signing (exchange, environment->id);
  g_auto(GStrv) reads = kt_words_exchange_reads (exchange, environment->id);
  g_autofree char *joined = g_strjoinv (", ", types);
  g_autofree char *leaves = kt_words_goes (exchange, environment->id, NULL);
  gboolean is_signed = kt_exchange_what_goes (exchange, environment->id, NULL) == KT_GOES_SIGNATURE;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (expander), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), environment->name);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (expander), environment->host);
  add_lines (expander, _("A Check Sends"), closed ? (char *[]) { NULL } : requests, TRUE);
  add_warning (expander, closed ? NULL : leaves);
  if (kt_exchange_has_rising_nonce (exchange, environment->id))
    add_warning (expander, _("Every request’s number must rise: a running bot could be refused once by a check."));
  if (kt_exchange_wrong_address_disables (exchange))
    add_warning (expander, kt_words_wrong_address ());
  if (kt_exchange_counts_as_use (exchange, environment->id))
    add_warning (expander, _("A check counts as use."));
  if (is_signed && joined[0])
    adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), make_row (_("Signs With"), joined));
  add_lines (expander, is_signed ? _("What Is Signed, and What Goes Out with It") : _("What Goes Out"), signing, TRUE);
  add_lines (expander, _("A Check Reads"), reads, FALSE);
  return expander;
}

static void
add_environments (AdwPreferencesPage *page, KtExchange *exchange, const char *open)
{
  GPtrArray *environments = kt_exchange_get_environments (exchange);
  gboolean closed = kt_exchange_is_closed (exchange, g_get_real_time () / 1000);
  GtkWidget *group = add_group (page, _("What Is Sent, and What Is Read"),
                                closed ? NULL : _("All requests only read. Nothing else is ever sent."));

  for (guint i = 0; i < environments->len; i++)
    {
      const KtEnvironment *environment = g_ptr_array_index (environments, i);
      GtkWidget *expander = make_environment (exchange, environment, closed);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), expander);
      if (open ? g_str_equal (environment->id, open) : i == 0)
        adw_expander_row_set_expanded (ADW_EXPANDER_ROW (expander), TRUE);
    }
}

/* ── When its keys end ── */

static void
add_rule (GtkWidget *group, const KtLifetimeRule *rule)
{
  g_autofree char *title = g_strdup_printf (ngettext ("After %d day", "After %d days", (gulong) rule->days), rule->days);
  g_auto(GStrv) lines = kt_words_lifetime_rule (rule);
  g_autofree char *text = g_strjoinv ("\n", lines);

  make_link (add_row (group, title, text), rule->source);
}

static void
add_lifetime (AdwPreferencesPage *page, KtExchange *exchange)
{
  GPtrArray *rules = kt_exchange_get_lifetime (exchange);
  GtkWidget *group = add_group (page, _("When Its Keys End"), rules->len == 0 ? _("No rule is known by which its keys end.") : NULL);

  for (guint i = 0; i < rules->len; i++)
    add_rule (group, g_ptr_array_index (rules, i));
}

/* ── How sure it is ── */

static void
add_doubts (AdwPreferencesPage *page, KtExchange *exchange)
{
  g_autofree char *verified = kt_words_exchange_verified (exchange);
  char **unsure = kt_exchange_get_unsure (exchange);
  char **sources = kt_exchange_get_sources (exchange);
  GtkWidget *group = add_group (page, _("How Sure This Is"), NULL);

  add_row (group, _("Signing Was Verified By"), verified);
  add_row (group, _("It was never tried with a live key."), NULL);
  group = unsure[0] ? add_group (page, _("Nobody Has Confirmed"), NULL) : NULL;
  for (guint i = 0; unsure[i]; i++)
    add_row (group, unsure[i], NULL);
  group = sources[0] ? add_group (page, _("Sources"), NULL) : NULL;
  for (guint i = 0; sources[i]; i++)
    make_link (add_row (group, sources[i], NULL), sources[i]);
}

void
kt_exchange_sections_fill (AdwPreferencesPage *page, KtExchange *exchange, const char *environment)
{
  add_head (page, exchange);
  add_hosts (page, exchange);
  add_environments (page, exchange, environment);
  add_fields (page, exchange);
  add_lifetime (page, exchange);
  add_doubts (page, exchange);
}
