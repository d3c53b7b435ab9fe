/* kt-words-state.c: the state of a key in a few words, and its icon
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-words-private.h"

static const struct {
  const char *name;
  const char *icon;
} severities[] = {
  [KT_SEVERITY_FINE]    = { N_("In order"), "object-select-symbolic" },
  [KT_SEVERITY_DUE]     = { N_("To tidy up"), "alarm-symbolic" },
  [KT_SEVERITY_UNKNOWN] = { N_("Not known"), "keyturn-unknown-symbolic" },
  [KT_SEVERITY_SERIOUS] = { N_("Does not work, or not for long"), "dialog-warning-symbolic" },
  [KT_SEVERITY_DANGER]  = { N_("Money can be lost"), "dialog-error-symbolic" },
};

const char *
kt_words_severity (KtSeverity severity)
{
  g_return_val_if_fail (severity < G_N_ELEMENTS (severities), "");

  return _(severities[severity].name);
}

const char *
kt_words_severity_icon (KtSeverity severity)
{
  g_return_val_if_fail (severity < G_N_ELEMENTS (severities), "");

  return severities[severity].icon;
}

static gboolean
works (KtKey *key)
{
  KtReport *report = kt_key_get_report (key);

  return report && kt_report_is_good (report);
}

/* Something is to be done by a day. */
static gboolean
has_day (const KtFinding *finding)
{
  return finding->kind == KT_FINDING_EXPIRES || finding->kind == KT_FINDING_LAPSES || finding->kind == KT_FINDING_DIES_UNUSED ||
         finding->kind == KT_FINDING_ROTATION_DUE || finding->kind == KT_FINDING_ROTATION_OVERDUE;
}

const char *
kt_words_finding_icon (const KtFinding *finding)
{
  if (finding->severity == KT_SEVERITY_DUE && !has_day (finding))
    return "dialog-information-symbolic";
  return kt_words_severity_icon (finding->severity);
}

const char *
kt_words_state_icon (KtKey *key)
{
  const KtRecord *record = kt_key_get_record (key);
  const KtSeverity severity = kt_key_get_severity (key);
  guint n;
  const KtFinding *findings = kt_key_get_findings (key, &n);

  if (record->state == KT_STATE_DELETED || record->state == KT_STATE_CLEARING)
    return "user-trash-symbolic";
  if (severity != KT_SEVERITY_FINE)
    return n > 0 && findings[0].severity == severity ? kt_words_finding_icon (&findings[0]) : kt_words_severity_icon (severity);
  if (works (key)
      || (n > 0 && findings[0].kind == KT_FINDING_AS_INTENDED))
    return kt_words_severity_icon (KT_SEVERITY_FINE);
  return kt_words_severity_icon (KT_SEVERITY_UNKNOWN);
}

/* "in 3 days" is for sentences; here the days stand alone. */
static char *
say_days (const KtFinding *finding)
{
  const int days = ABS (finding->days);

  switch (finding->kind)
    {
    case KT_FINDING_EXPIRES:
      if (days == 0)
        return g_strdup (_("Expires today"));
      return g_strdup_printf (ngettext ("Expires in %d day", "Expires in %d days", days), days);
    case KT_FINDING_LAPSES:
      if (kt_rights_get_risk (finding->rights) == KT_RISK_TRADE)
        return g_strdup_printf (ngettext ("Trading ends in %d day", "Trading ends in %d days", days), days);
      return g_strdup_printf (ngettext ("Some rights end in %d day", "Some rights end in %d days", days), days);
    case KT_FINDING_DIES_UNUSED:
      if (finding->days < 0)
        return g_strdup (_("May have ended, unused"));
      return g_strdup_printf (ngettext ("Ends in %d day if unused", "Ends in %d days if unused", days), days);
    case KT_FINDING_ROTATION_DUE:
      if (days == 0)
        return g_strdup (_("Rotation due today"));
      return g_strdup_printf (ngettext ("Rotation due in %d day", "Rotation due in %d days", days), days);
    case KT_FINDING_ROTATION_OVERDUE:
      if (days == 0)
        return g_strdup (_("Rotation due today"));
      return g_strdup_printf (ngettext ("Rotation overdue by %d day", "Rotation overdue by %d days", days), days);
    default:
      if (finding->days < 0)
        return g_strdup (_("Not checked yet"));
      return g_strdup_printf (ngettext ("Checked %d day ago", "Checked %d days ago", days), days);
    }
}

static char *
say_excess (const KtFinding *finding, gboolean good)
{
  if (kt_rights_get_risk (finding->rights) == KT_RISK_MONEY)
    {
      /* Translators: followed by what it can do: "Can withdraw, not intended" */
      return g_strdup_printf (_("Can %s, not intended"), kt_words_worst_verb (finding->rights));
    }
  return g_strdup (good ? _("Works, can do more than meant") : _("Can do more than meant"));
}

static char *
say_refused (const KtFinding *finding)
{
  g_autofree char *cause = kt_words_outcomes_short (finding->outcomes);

  if (finding->severity == KT_SEVERITY_UNKNOWN && kt_outcomes_get_single (finding->outcomes) < 0)
    return g_strdup (_("Cannot be told from here"));
  /* Translators: followed by the cause: "Refused: wrong passphrase" */
  return g_strdup_printf (_("Refused: %s"), cause);
}

static char *
say_unreachable (const KtFinding *finding)
{
  g_autofree char *cause = kt_words_outcomes_short (finding->outcomes);

  if (finding->outcomes & KT_OUTCOMES_UNREACHABLE)
    {
      /* Translators: followed by the cause: "Could not reach: no connection" */
      return g_strdup_printf (_("Could not reach: %s"), cause);
    }
  /* Translators: followed by the cause: "No answer: too many requests" */
  return g_strdup_printf (_("No answer: %s"), cause);
}

static char *
say_finding (const KtFinding *finding, gboolean good)
{
  switch (finding->kind)
    {
    case KT_FINDING_AS_INTENDED:
      return g_strdup (_("Answers only elsewhere, as it should"));
    case KT_FINDING_EXCESS_RIGHTS:
      return say_excess (finding, good);
    case KT_FINDING_MONEY_WITHOUT_ALLOWLIST:
      return g_strdup (finding->sure ? _("Moves money from any address") : _("Moves money, addresses not told"));
    case KT_FINDING_ACCOUNT_CHANGED:
      return g_strdup (_("Answers for another account"));
    case KT_FINDING_SECRET_MISSING:
      return g_strdup (_("Secret missing from the keyring"));
    case KT_FINDING_OTHER_KEYRING:
      return g_strdup (_("Secret in another keyring"));
    case KT_FINDING_EXPIRED:
      return g_strdup (finding->sure ? _("Expired") : _("May have expired"));
    case KT_FINDING_NOT_WORKING:
      return say_refused (finding);
    case KT_FINDING_WRONG_ENVIRONMENT:
      return g_strdup (finding->sure ? _("Refused: key of another environment") : _("Looks like a key of another environment"));
    case KT_FINDING_LAPSED:
      return g_strdup (kt_rights_get_risk (finding->rights) == KT_RISK_TRADE ? _("Trading has ended") : _("Some rights have ended"));
    case KT_FINDING_MISSING_RIGHTS:
      return g_strdup (good ? _("Works, can do less than meant") : _("Can do less than meant"));
    case KT_FINDING_CLOCK_OFF:
      return g_strdup (_("Works, but this computer’s clock is off"));
    case KT_FINDING_EXCHANGE_CLOSED:
      if (g_strcmp0 (finding->word, "closing") == 0)
        return g_strdup (_("Exchange is closing"));
      if (g_strcmp0 (finding->word, "uncertain") == 0)
        return g_strdup (_("Exchange may have closed"));
      return g_strdup (finding->sure ? _("Exchange closed") : _("Exchange not known any more"));
    case KT_FINDING_CLEARING:
      return g_strdup (_("Deleted, secret still to be wiped"));
    case KT_FINDING_PAUSED:
      return g_strdup (_("Refused three times, checks paused"));
    case KT_FINDING_STOPPED:
      return g_strdup (good ? _("Works, checks stopped") : _("Checks stopped"));
    case KT_FINDING_UNREACHABLE:
      return say_unreachable (finding);
    case KT_FINDING_UNKNOWN_RIGHTS:
      return g_strdup (good ? _("Works, rights not told") : _("Rights not told"));
    case KT_FINDING_NO_INTENT:
      return g_strdup (good ? _("Works, purpose not said") : _("Purpose not said"));
    case KT_FINDING_ONLY_KEYTURN:
      return g_strdup (_("Works, used by Keyturn only"));
    case KT_FINDING_DUPLICATE:
      return g_strdup (good ? _("Works, saved twice") : _("Saved twice"));
    case KT_FINDING_TRADE_WITHOUT_ALLOWLIST:
      return g_strdup (good ? _("Works, trades from any address") : _("Trades from any address"));
    case KT_FINDING_EXPIRES:
    case KT_FINDING_LAPSES:
    case KT_FINDING_DIES_UNUSED:
    case KT_FINDING_ROTATION_DUE:
    case KT_FINDING_ROTATION_OVERDUE:
    case KT_FINDING_NOT_CHECKED:
      return say_days (finding);
    case KT_FINDING_MAY_END:
    case KT_FINDING_CUSTOM:
    case KT_FINDING_MEMORY_NOT_LOCKED:
    case KT_N_FINDINGS:
    default:
      return g_strdup (good ? _("Works") : _("Not checked yet"));
    }
}

char *
kt_words_state (KtKey *key, gint64 now_ms)
{
  const KtRecord *record = kt_key_get_record (key);
  guint n;
  const KtFinding *worst = kt_key_get_findings (key, &n);

  switch (record->state)
    {
    case KT_STATE_DELETED:
      return g_strdup (_("Deleted"));
    case KT_STATE_CLEARING:
      return g_strdup (_("Deleted, secret still to be wiped"));
    case KT_STATE_RETIRED:
      return g_strdup (_("Retired"));
    case KT_STATE_PENDING:
    case KT_STATE_ACTIVE:
    default:
      break;
    }

  /* What is merely good to know does not hide that it works. */
  if (n > 0 && (worst->severity > KT_SEVERITY_FINE || worst->kind == KT_FINDING_AS_INTENDED))
    return say_finding (worst, works (key));
  return g_strdup (works (key) ? _("Works") : _("Not checked yet"));
}
