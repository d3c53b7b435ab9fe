/* keyturn show: everything about one key, without its secret
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "kt-cli.h"
#include "kt-cli-json.h"
#include "kt-words.h"

static const char *
says_symbol (KtSays says)
{
  switch (says)
    {
    case KT_SAYS_YES:
    case KT_SAYS_INFERRED:
      return "✓";
    case KT_SAYS_NO:
      return "–";
    case KT_SAYS_UNKNOWN:
    default:
      return "?";
    }
}

static void
print_findings (KtKey *key, KtExchange *exchange)
{
  guint n;
  const KtFinding *findings = kt_key_get_findings (key, &n);

  if (n == 0)
    {
      g_autofree char *well = kt_words_all_well (key);

      g_print ("  %s\n", well);
    }
  for (guint i = 0; i < n; i++)
    {
      const KtFinding *finding = &findings[i];
      g_autofree char *sentence = kt_words_finding (finding, key, exchange);
      g_autofree char *detail = kt_words_finding_detail (finding, key, exchange);

      g_print ("  %s %s\n", finding->severity >= KT_SEVERITY_SERIOUS ? "!" : "·", sentence);
      if (detail)
        g_print ("      %s\n", detail);
    }
}

static void
print_rights (KtKey *key)
{
  KtReport *report = kt_key_get_good_report (key);
  KtRights intent = kt_key_get_record (key)->intent;

  /* Translators: columns of a table: what was meant, what the exchange says */
  g_print ("\n%s\n", _("What it may do (meant / the exchange says)"));
  for (guint i = 0; i < KT_N_RIGHTS; i++)
    {
      gboolean meant = (intent & KT_RIGHTS_BIT (i)) != 0;
      KtSays says = report ? kt_words_says (report, i) : KT_SAYS_UNKNOWN;

      if (!meant && (says == KT_SAYS_NO || (says == KT_SAYS_UNKNOWN && kt_right_get_risk (i) < KT_RISK_TRANSFER)))
        continue;
      g_print ("  %s / %s  %s (%s)\n", meant ? "✓" : "–", says_symbol (says), kt_words_right (i), kt_words_says_text (says));
    }
}

static void
print_dates (KtKey *key, KtExchange *exchange)
{
  guint n;
  const KtDate *dates = kt_key_get_dates (key, &n);

  if (n == 0)
    return;
  g_print ("\n%s\n", _("Dates"));
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = kt_words_date (&dates[i], kt_cli_now_ms (), exchange);

      g_print ("  %s\n", text);
    }
}

static void
print_strings (const char *title, char **strings)
{
  g_autofree char *joined = strings && strings[0] ? g_strjoinv (", ", strings) : NULL;

  if (joined)
    g_print ("  %s: %s\n", title, joined);
}

static void
print_about (KtKey *key, KtExchange *exchange)
{
  const KtRecord *record = kt_key_get_record (key);
  KtReport *report = kt_key_get_good_report (key);
  g_autofree char *ip = report ? kt_words_ip (report, exchange) : NULL;

  g_print ("\n");
  if (record->hint)
    g_print ("  %s: %s\n", _("API key"), record->hint);
  if (record->account)
    g_print ("  %s: %s\n", _("Account"), record->account);
  if (ip)
    g_print ("  %s: %s\n", _("Works from"), ip);
  if (record->place == KT_PLACE_ELSEWHERE)
    g_print ("  %s: %s\n", _("Used on"), record->place_name ? record->place_name : _("another machine or service"));
  print_strings (_("Its addresses"), record->place_addresses);
  print_strings (_("Tags"), record->tags);
  print_strings (_("Given to"), record->consumers);
  if (record->notes)
    g_print ("  %s: %s\n", _("Notes"), record->notes);
}

static void
print_history (KtKeeper *keeper, KtKey *key)
{
  g_autoptr(GPtrArray) reports = kt_keeper_get_reports (keeper, key, 10);

  if (!reports || reports->len == 0)
    return;
  g_print ("\n%s\n", _("History"));
  for (guint i = 0; i < reports->len; i++)
    {
      g_autofree char *line = kt_words_history_line (g_ptr_array_index (reports, i), kt_cli_now_ms ());

      g_print ("  %s\n", line);
    }
}

static KtExit
run (int argc, char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    KT_CLI_JSON_ENTRY (&json),
    { NULL }
  };
  KtExit leave = KT_EXIT_FINE;
  g_autoptr(KtKeeper) keeper = NULL;
  KtExchange *exchange;
  KtKey *key;

  if (!kt_cli_parse (&kt_cmd_show, entries, &argc, &argv, &leave) ||
      !(key = kt_cli_open_key (&kt_cmd_show, argc, argv, &keeper, &leave)))
    return leave;

  if (json)
    {
      kt_cli_json_print_key (key);
    }
  else
    {
      const KtRecord *record = kt_key_get_record (key);
      g_autofree char *place = NULL;

      exchange = kt_catalogue_get (kt_keeper_get_catalogue (keeper), record->exchange, NULL);
      place = exchange ? kt_words_environment (exchange, record->environment) : g_strdup (record->exchange);
      g_print ("%s · %s  (%s)\n\n", record->label, place, record->id);
      print_findings (key, exchange);
      print_rights (key);
      print_dates (key, exchange);
      print_about (key, exchange);
      print_history (keeper, key);
    }
  return kt_key_get_severity (key) >= KT_SEVERITY_SERIOUS ? KT_EXIT_FINDINGS : KT_EXIT_FINE;
}

const KtCommand kt_cmd_show = {
  .name = "show",
  .summary = N_("Show everything about one key, but its secret"),
  .usage = "KEY [--json]",
  .examples = "  keyturn show \"Kraken tax\"",
  .run = run,
};
