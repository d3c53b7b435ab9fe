/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-key-sections.h"

#include <glib/gi18n.h>

#include "kt-calendar.h"
#include "kt-keeper.h"
#include "kt-tick.h"
#include "kt-why.h"
#include "kt-words.h"

static GtkWidget *
make_group (const char *title)
{
  return g_object_new (ADW_TYPE_PREFERENCES_GROUP, "title", title, NULL);
}

/* A row that tells and is not pressed. Texts of people and exchanges are no markup. */
static GtkWidget *
add_row (GtkWidget *group, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  if (subtitle)
    {
      g_autofree char *escaped = g_markup_escape_text (subtitle, -1);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

static void
add_list_row (GtkWidget *group, const char *title, char **values)
{
  if (values && values[0])
    {
      g_autofree char *joined = g_strjoinv (", ", values);

      add_row (group, title, joined);
    }
}

/* ── Rights ── */

/* Two columns of shapes, so that it stands beside a long word at 360 px; what a shape means is said over the table, in
 * its tooltip and to screen readers. */
static void
add_column (GtkWidget *row, const char *icon_name, const char *css_class, const char *spoken)
{
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_name);

  gtk_widget_add_css_class (icon, "says-column");
  if (css_class)
    gtk_widget_add_css_class (icon, css_class);
  gtk_widget_set_tooltip_text (icon, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), icon);
}

static void
add_heading (GtkWidget *row, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 9);
  gtk_widget_add_css_class (label, "says-column");
  gtk_widget_add_css_class (label, "caption-heading");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
}

#define ICON_YES     "object-select-symbolic"
#define ICON_NO      "list-remove-symbolic"
#define ICON_UNKNOWN "keyturn-unknown-symbolic"
#define ICON_TOO_MUCH "dialog-error-symbolic"

static const char *
says_icon (KtSays says, gboolean too_much)
{
  switch (says)
    {
    case KT_SAYS_YES:
    case KT_SAYS_INFERRED:
      return too_much ? ICON_TOO_MUCH : ICON_YES;
    case KT_SAYS_NO:
      return ICON_NO;
    case KT_SAYS_UNKNOWN:
    default:
      return ICON_UNKNOWN;
    }
}

/* Not told, or only concluded: why. NULL when the exchange said it. (transfer full) */
static char *
why_right (KtSays says, KtExchange *exchange, KtReport *report)
{
  if (says == KT_SAYS_INFERRED)
    /* Translators: %s is an exchange */
    return g_strdup_printf (_("%s did not say so: a request that needs this right worked."), kt_exchange_get_name (exchange));
  if (says != KT_SAYS_UNKNOWN)
    return NULL;
  if (!report)
    return g_strdup (_("No check has worked yet."));
  /* Translators: %s is an exchange */
  return g_strdup_printf (_("%s does not tell this of a key. Until you have looked at its own page, count on it that the key can."),
                          kt_exchange_get_name (exchange));
}

static void
add_told (GtkWidget *row, KtRight right, KtSays says, gboolean too_much, const char *said, KtExchange *exchange, KtReport *report)
{
  g_autofree char *why = exchange ? why_right (says, exchange, report) : NULL;

  if (why)
    {
      g_autofree char *about = g_strdup_printf ("%s: %s", kt_words_right (right), said);
      GtkWidget *button = kt_why_new (says_icon (says, too_much), about, why, kt_exchange_get_documentation (exchange));

      gtk_widget_add_css_class (button, "says-column");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
      return;
    }
  add_column (row, says_icon (says, too_much), too_much ? "severity-danger" : says == KT_SAYS_NO ? "dim-label" : NULL, said);
}

static void
mean_cb (GtkCheckButton *button, gpointer right)
{
  gtk_widget_activate_action (GTK_WIDGET (button), "page.mean", "(ub)", GPOINTER_TO_UINT (right), gtk_check_button_get_active (button));
}

/* Pressed, it changes what the person means. */
static void
add_meant (GtkWidget *row, KtRight right, gboolean meant, gboolean may_change)
{
  GtkWidget *column = adw_bin_new ();
  GtkWidget *button = kt_tick_new ();
  /* Translators: %s is a right: “Withdraw: meant” */
  g_autofree char *spoken = g_strdup_printf (_("%s: meant"), kt_words_right (right));

  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), meant);
  gtk_widget_set_sensitive (button, may_change);
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (column, "says-column");
  adw_bin_set_child (ADW_BIN (column), button);
  gtk_widget_set_tooltip_text (button, meant ? _("meant") : _("not meant"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_signal_connect (button, "toggled", G_CALLBACK (mean_cb), GUINT_TO_POINTER (right));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), column);
}

/* Worth a row: meant, told as had, or dangerous and unknown. */
static gboolean
is_worth_showing (KtRight right, KtSays says, gboolean meant)
{
  if (meant || says == KT_SAYS_YES || says == KT_SAYS_INFERRED)
    return TRUE;
  if (right == KT_RIGHT_OTHER_LOOK || right == KT_RIGHT_OTHER_TRADE || right == KT_RIGHT_OTHER_MONEY)
    return FALSE;
  return kt_right_get_risk (right) >= KT_RISK_TRANSFER || right == KT_RIGHT_SPOT || right == KT_RIGHT_FUTURES;
}

static void
add_right (GtkWidget *group, KtRight right, KtReport *report, const KtRecord *record, KtExchange *exchange)
{
  gboolean meant = (record->intent & KT_RIGHTS_BIT (right)) != 0;
  KtSays says = report ? kt_words_says (report, right) : KT_SAYS_UNKNOWN;
  gboolean too_much = says == KT_SAYS_YES && !meant && kt_right_get_risk (right) >= KT_RISK_TRADE;
  g_autofree char *said = NULL;
  GtkWidget *row;

  if (!is_worth_showing (right, says, meant))
    return;
  /* Translators: %1$s is an exchange, %2$s what it says of a right: “yes”, “not told” */
  said = g_strdup_printf (_("%1$s says: %2$s"), exchange ? kt_exchange_get_name (exchange) : record->exchange, kt_words_says_text (says));
  row = add_row (group, kt_words_right (right), NULL);
  /* Tab goes from tick to tick, and to the whys. */
  gtk_widget_set_focusable (row, FALSE);
  add_meant (row, right, meant, record->state == KT_STATE_ACTIVE);
  add_told (row, right, says, too_much, said, exchange, report);
}

static char *
rights_description (KtReport *report, gboolean tried, KtExchange *exchange)
{
  const char *name = exchange ? kt_exchange_get_name (exchange) : _("The exchange");

  if (!report && tried)
    return g_strdup (_("No check has worked yet: what it can really do is unknown."));
  if (!report)
    return g_strdup (_("Not checked yet: what it can really do is unknown."));
  if (!report->rights_told)
    /* Translators: %s is an exchange */
    return g_strdup_printf (_("%s does not tell what a key may do. Look at its own page."), name);
  /* Translators: %s is an exchange; the shapes are a tick, a line and a question mark */
  return g_strdup_printf (_("What you meant, and what %s told: a tick is yes, a line is no, a question mark is not told."), name);
}

GtkWidget *
kt_key_sections_rights (KtKey *key, KtExchange *exchange)
{
  KtReport *report = kt_key_get_good_report (key);
  const KtRecord *record = kt_key_get_record (key);
  GtkWidget *group = make_group (_("What It May Do"));
  g_autofree char *description = rights_description (report, kt_key_get_report (key) != NULL, exchange);
  g_autofree char *escaped = g_markup_escape_text (description, -1);
  GtkWidget *row;

  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), escaped);
  /* (A list is passed by if its first row takes no focus.) */
  row = add_row (group, "", NULL);
  add_heading (row, _("Meant"));
  add_heading (row, _("Told"));
  for (guint i = 0; i < KT_N_RIGHTS; i++)
    add_right (group, i, report, record, exchange);
  if (report)
    {
      add_list_row (group, _("The Exchange’s Own Words"), report->words);
      add_list_row (group, _("Unknown Words, Taken for the Worst"), report->unknown_words);
    }
  return group;
}

/* ── Deleted ── */

GtkWidget *
kt_key_sections_deleted (KtKey *key, gint64 now_ms)
{
  const KtRecord *record = kt_key_get_record (key);
  const char *ids[] = { record->id, NULL };
  GtkWidget *group, *row, *button;
  GtkWidget *box;
  g_autofree char *day = NULL;
  g_autofree char *text = NULL;
  g_autofree char *spoken = NULL;

  if (record->state != KT_STATE_DELETED)
    return NULL;
  day = kt_words_day (record->deleted_ms + (gint64) KT_RESTORE_DAYS * 24 * 60 * 60 * 1000, now_ms);
  /* Translators: %s is a day */
  text = g_strdup_printf (_("It can be restored until %s. Then its secret is wiped from the keyring."), day);
  group = make_group (NULL);
  row = add_row (group, _("This Key Is Deleted"), text);
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  button = gtk_button_new_with_label (_("Restore"));
  /* Translators: %s is the label of a key */
  spoken = g_strdup_printf (_("Restore %s"), record->label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.undelete");
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), g_variant_new_strv (ids, -1));
  gtk_box_append (GTK_BOX (box), button);
  button = gtk_button_new_with_mnemonic (_("_Delete Now…"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.wipe");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", record->id);
  gtk_box_append (GTK_BOX (box), button);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), box);
  return group;
}

/* ── Place ── */

GtkWidget *
kt_key_sections_place (KtKey *key, KtExchange *exchange)
{
  const KtRecord *record = kt_key_get_record (key);
  KtReport *report = kt_key_get_good_report (key);
  GtkWidget *group = make_group (_("Where It Works From"));

  if (report)
    {
      g_autofree char *ip = kt_words_ip (report, exchange);
      GtkWidget *row = add_row (group, _("Allowed Addresses"), ip);

      if (report->ip == KT_IP_UNKNOWN && exchange)
        {
          /* Translators: %s is an exchange */
          g_autofree char *why = g_strdup_printf (_("%s does not tell from which addresses a key may be used. Its own page does."),
                                                  kt_exchange_get_name (exchange));

          adw_action_row_add_suffix (ADW_ACTION_ROW (row), kt_why_new (ICON_UNKNOWN, _("Allowed Addresses"), why,
                                                                       kt_exchange_get_documentation (exchange)));
        }
    }
  if (record->place == KT_PLACE_ELSEWHERE)
    {
      add_row (group, _("Used On"), record->place_name ? record->place_name : _("Another machine or service"));
      add_list_row (group, _("Its Addresses"), record->place_addresses);
    }
  else
    {
      add_row (group, _("Used On"), _("This computer"));
    }
  return group;
}

/* ── Dates ── */

GtkWidget *
kt_key_sections_dates (KtKey *key, KtExchange *exchange, gint64 now_ms)
{
  guint n_dates;
  const KtDate *dates = kt_key_get_dates (key, &n_dates);
  const KtRecord *record = kt_key_get_record (key);
  GtkWidget *group = make_group (_("Dates"));
  gboolean has_end = FALSE;

  if (record->secret_since_ms > 0)
    {
      g_autofree char *day = kt_words_day (record->secret_since_ms, now_ms);
      int days = -kt_calendar_days_until (record->secret_since_ms, now_ms);
      g_autofree char *when = kt_words_in (record->secret_since_ms, now_ms);
      /* Translators: %1$s is a day, %2$d how many days ago that is */
      g_autofree char *text = g_strdup_printf (ngettext ("%1$s (%2$d day old)", "%1$s (%2$d days old)", (gulong) MAX (days, 0)),
                                               day, days);
      /* Translators: a day, and "today" or "yesterday" */
      g_autofree char *recent = g_strdup_printf (_("%1$s (%2$s)"), day, when);

      add_row (group, _("Secret From"), days > 1 ? text : recent);
    }
  for (guint i = 0; i < n_dates; i++)
    {
      const KtDate *date = &dates[i];
      g_autofree char *text = kt_words_date (date, now_ms, exchange);
      g_autofree char *in = kt_words_in (date->at_ms, now_ms);
      GtkWidget *row = add_row (group, text, in);

      has_end |= date->kind == KT_DATE_EXPIRES;
      if (date->source)
        adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                   kt_why_new (ICON_UNKNOWN, text, date->sure ? NULL : _("Nobody has confirmed this rule."), date->source));
    }
  if (!has_end && exchange)
    {
      KtReport *report = kt_key_get_good_report (key);
      g_autofree char *text = NULL;

      if (report && report->never_expires)
        text = g_strdup_printf (_("%s says that this key has no end."), kt_exchange_get_name (exchange));
      else
        text = g_strdup_printf (_("%s names no date."), kt_exchange_get_name (exchange));
      add_row (group, _("Expires"), text);
    }
  return group;
}

/* ── The rest ── */

#define ACCOUNT_SHOWN 3             /* characters at either end */

/* Whoever looks over a shoulder need not see all of it. (transfer full) */
static char *
shorten_account (const char *uid)
{
  glong length = g_utf8_strlen (uid, -1);
  g_autofree char *head = NULL;
  g_autofree char *tail = NULL;

  if (length < 3 * ACCOUNT_SHOWN)
    return g_strdup (uid);
  head = g_utf8_substring (uid, 0, ACCOUNT_SHOWN);
  tail = g_utf8_substring (uid, length - ACCOUNT_SHOWN, length);
  return g_strconcat (head, "…", tail, NULL);
}

static void
show_account_cb (GtkToggleButton *button, GtkWidget *row)
{
  const char *uid = g_object_get_data (G_OBJECT (row), "uid");
  g_autofree char *shown = gtk_toggle_button_get_active (button) ? g_strdup (uid) : shorten_account (uid);
  g_autofree char *escaped = g_markup_escape_text (shown, -1);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
}

static void
add_account (GtkWidget *group, const char *title, const char *uid)
{
  g_autofree char *shown = shorten_account (uid);
  GtkWidget *row = add_row (group, title, shown);
  GtkWidget *button;

  if (g_str_equal (shown, uid))
    return;
  button = gtk_toggle_button_new ();
  gtk_button_set_icon_name (GTK_BUTTON (button), "view-reveal-symbolic");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Show All of It"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Show All of the Account"), -1);
  g_object_set_data_full (G_OBJECT (row), "uid", g_strdup (uid), g_free);
  g_signal_connect_object (button, "toggled", G_CALLBACK (show_account_cb), row, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

GtkWidget *
kt_key_sections_about (KtKey *key, KtExchange *exchange)
{
  KtReport *report = kt_key_get_good_report (key);
  GtkWidget *group = make_group (_("About This Key"));
  gboolean any = FALSE;

  if (report && report->uid)
    {
      add_account (group, report->is_subaccount == 1 ? _("Sub-Account") : _("Account"), report->uid);
      any = TRUE;
    }
  if (report && report->own_address)
    {
      add_row (group, _("Your Address, as the Exchange Saw It"), report->own_address);
      any = TRUE;
    }

  if (!any)
    {
      g_object_ref_sink (group);
      g_object_unref (group);
      return NULL;
    }
  return group;
}

GtkWidget *
kt_key_sections_requests (KtReport *report)
{
  GtkWidget *group;

  if (!report || report->n_requests == 0)
    return NULL;
  group = make_group (_("Requests of the Last Check"));
  for (guint i = 0; i < report->n_requests; i++)
    {
      const KtReportRequest *request = &report->requests[i];
      g_autofree char *line = g_strdup_printf ("%s %s%s", request->method, request->host, request->path);
      g_autofree char *status = request->status > 0
        ? g_strdup_printf ("HTTP %u · %" G_GINT64_FORMAT " ms", request->status, request->duration_ms)
        : g_strdup (_("no answer"));

      add_row (group, line, status);
    }
  return group;
}
