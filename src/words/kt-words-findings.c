/* kt-words-findings.c: each finding in a sentence, with evidence and a remedy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-words-private.h"

/* ── The sentence ───────────────────────────────────────────────────────── */

static gint64
get_now (const KtFinding *finding)
{
  const gint64 day_ms = (gint64) 24 * 60 * 60 * 1000;
  const gboolean past = finding->kind == KT_FINDING_EXPIRED || finding->kind == KT_FINDING_LAPSED
                        || finding->kind == KT_FINDING_ROTATION_OVERDUE;

  /* A finding knows how far its date is; from that follows the day it was made on. */
  return past ? finding->at_ms + finding->days * day_ms : finding->at_ms - finding->days * day_ms;
}

/* "3 Dec", or "some day" when it was not told. */
static char *
say_day (const KtFinding *finding)
{
  return kt_words_day (finding->at_ms, get_now (finding));
}

static char *
say_excess (const KtFinding *finding)
{
  g_autofree char *list = kt_words_rights_list (finding->rights & ~KT_RIGHTS_BIT (KT_RIGHT_OTHER_MONEY));

  if (finding->word && *list)
    return g_strdup_printf (_("This key can do more than you meant: %s, and something Keyturn does not know (%s)."), list, finding->word);
  if (finding->rights & KT_RIGHTS_BIT (KT_RIGHT_OTHER_MONEY) && !*list)
    return g_strdup (_("This key can do something that Keyturn does not know, so it takes it for dangerous."));
  if (kt_rights_get_risk (finding->rights) == KT_RISK_MONEY)
    {
      /* Translators: followed by the worst it can do: "This key can withdraw, and you meant it not to." */
      return g_strdup_printf (_("This key can %s, and you meant it not to."), kt_words_worst_verb (finding->rights));
    }
  return g_strdup_printf (_("This key can do more than you meant: %s."), list);
}

static char *
say_unknown_rights (const KtFinding *finding, const char *name)
{
  g_autofree char *list = NULL;

  if (finding->severity == KT_SEVERITY_FINE)
    return g_strdup (_("It answers elsewhere only, so what it can do was never seen from here."));
  if (finding->rights & KT_RIGHTS_BIT (KT_RIGHT_WITHDRAW))
    return g_strdup_printf (_("%s does not tell whether this key can withdraw."), name);
  if (kt_rights_get_risk (finding->rights) >= KT_RISK_TRANSFER)
    return g_strdup_printf (_("%s does not tell whether this key can %s."), name, kt_words_worst_verb (finding->rights));
  list = kt_words_rights_list (finding->rights);
  return g_strdup_printf (_("%s does not tell all that this key can do: %s."), name, list);
}

static char *
say_lapse (const KtFinding *finding)
{
  const gboolean trade = kt_rights_get_risk (finding->rights) == KT_RISK_TRADE;
  g_autofree char *day = say_day (finding);

  if (finding->kind == KT_FINDING_LAPSED)
    return g_strdup_printf (trade ? _("Trading with this key ended on %s; looking stays.") : _("Some rights of this key ended on %s."), day);
  return g_strdup_printf (trade ? _("Trading with this key ends on %s; looking stays.") : _("Some rights of this key end on %s."), day);
}

static char *
say_end (const KtFinding *finding)
{
  g_autofree char *day = say_day (finding);

  if (finding->kind == KT_FINDING_EXPIRED)
    {
      if (finding->at_ms == 0)
        return g_strdup (_("This key has expired."));
      if (!finding->sure)
        return g_strdup_printf (_("This key may have expired on %s."), day);
      return g_strdup_printf (_("This key expired on %s."), day);
    }
  if (finding->days == 0)
    return g_strdup (_("This key expires today."));
  if (!finding->sure)
    return g_strdup_printf (_("This key may expire on %s."), day);
  return g_strdup_printf (ngettext ("This key expires on %s, in %d day.", "This key expires on %s, in %d days.", finding->days),
                          day, finding->days);
}

static char *
say_disuse (const KtFinding *finding)
{
  g_autofree char *day = say_day (finding);

  if (finding->days < 0)
    return g_strdup_printf (_("This key may have ended on %s, unless somebody used it."), day);
  return g_strdup_printf (_("This key ends on %s if nobody uses it until then."), day);
}

static char *
say_rotation (const KtFinding *finding)
{
  if (finding->days == 0)
    return g_strdup (_("Today is the day to rotate this key."));
  if (finding->kind == KT_FINDING_ROTATION_OVERDUE)
    return g_strdup_printf (ngettext ("Rotation is overdue by %d day.", "Rotation is overdue by %d days.", finding->days), finding->days);
  return g_strdup_printf (ngettext ("Rotation is due in %d day.", "Rotation is due in %d days.", finding->days), finding->days);
}

static char *
say_staleness (const KtFinding *finding)
{
  if (finding->days < 0)
    return g_strdup (_("This key was not checked yet."));
  if (finding->days == 0)
    return g_strdup (_("The last word about this key is of today."));
  return g_strdup_printf (ngettext ("The last word about this key is %d day old.", "The last word about this key is %d days old.", finding->days),
                          finding->days);
}

static char *
say_account (const KtFinding *finding, KtKey *key, const char *name)
{
  const char *before = key ? kt_key_get_record (key)->account : NULL;

  if (finding->word && before)
    return g_strdup_printf (_("%s answers for account %s now; it was %s before."), name, finding->word, before);
  return g_strdup_printf (_("%s answers for another account than before."), name);
}

static char *
say_duplicate (const KtFinding *finding)
{
  if (!finding->word)
    return g_strdup (_("This is the same key as another one."));
  return g_strdup_printf (_("This is the same key as “%s”."), finding->word);
}

static char *
say_clock (KtKey *key, KtExchange *exchange)
{
  KtReport *report = key ? kt_key_get_report (key) : NULL;
  char *clock = report ? kt_words_clock (report, exchange) : NULL;

  return clock ? clock : g_strdup (_("This computer’s clock is off."));
}

static char *
say_only_keyturn (const KtFinding *finding)
{
  return g_strdup_printf (ngettext ("As far as Keyturn can see, nobody but Keyturn used this key for %d day.",
                                    "As far as Keyturn can see, nobody but Keyturn used this key for %d days.", finding->days),
                          finding->days);
}

/* With its day, where the definition has one. */
static char *
say_end_of_exchange (const KtFinding *finding, KtKey *key, KtExchange *exchange)
{
  const char *name = kt_words_name_first (exchange, key);
  char *told = exchange ? kt_words_status (exchange, g_get_real_time () / 1000) : NULL;

  if (told)
    return told;
  if (g_strcmp0 (finding->word, "closing") == 0)
    return g_strdup_printf (_("%s is closing."), name);
  if (g_strcmp0 (finding->word, "uncertain") == 0)
    return g_strdup_printf (_("It is not known whether %s still runs."), kt_words_name_within (exchange, key));
  if (finding->sure)
    return g_strdup_printf (_("%s has closed."), name);
  return g_strdup_printf (_("Keyturn has no definition of %s, so it cannot check this key."), kt_words_name_within (exchange, key));
}

char *
kt_words_finding (const KtFinding *finding, KtKey *key, KtExchange *exchange)
{
  const char *name = kt_words_name_first (exchange, key);
  g_autofree char *list = NULL;

  switch (finding->kind)
    {
    case KT_FINDING_AS_INTENDED:
      return g_strdup (_("This key answers only elsewhere, as it should."));
    case KT_FINDING_EXCESS_RIGHTS:
      return say_excess (finding);
    case KT_FINDING_MONEY_WITHOUT_ALLOWLIST:
      return finding->sure ? g_strdup_printf (_("This key can %s, from any address in the world."), kt_words_worst_verb (finding->rights))
                           : g_strdup_printf (_("This key can %s, and %s does not tell from which addresses."),
                                              kt_words_worst_verb (finding->rights), kt_words_name_within (exchange, key));
    case KT_FINDING_ACCOUNT_CHANGED:
      return say_account (finding, key, name);
    case KT_FINDING_SECRET_MISSING:
      return g_strdup (_("The secret of this key is not in the keyring."));
    case KT_FINDING_OTHER_KEYRING:
      return g_strdup (_("The keyring that is open is not the one with this key’s secret."));
    case KT_FINDING_EXPIRED:
    case KT_FINDING_EXPIRES:
      return say_end (finding);
    case KT_FINDING_NOT_WORKING:
    case KT_FINDING_UNREACHABLE:
      return kt_words_outcomes (finding->outcomes, exchange);
    case KT_FINDING_WRONG_ENVIRONMENT:
      return g_strdup (finding->sure ? _("This key belongs to another environment: a live key on a test environment, or the reverse.")
                                     : _("By its looks, this key belongs to another environment."));
    case KT_FINDING_LAPSED:
    case KT_FINDING_LAPSES:
      return say_lapse (finding);
    case KT_FINDING_MISSING_RIGHTS:
      list = kt_words_rights_list (finding->rights);
      return g_strdup_printf (_("This key can do less than you meant. It lacks: %s."), list);
    case KT_FINDING_DIES_UNUSED:
      return say_disuse (finding);
    case KT_FINDING_CLOCK_OFF:
      return say_clock (key, exchange);
    case KT_FINDING_EXCHANGE_CLOSED:
      return say_end_of_exchange (finding, key, exchange);
    case KT_FINDING_CLEARING:
      return g_strdup (finding->word ? _("This key was deleted, but its secret is still in the keyring you used before.")
                                     : _("This key was deleted, but its secret is still in the keyring."));
    case KT_FINDING_PAUSED:
      return g_strdup_printf (ngettext ("%s refused this key %d time in a row, so it is not checked by itself any more.",
                                        "%s refused this key %d times in a row, so it is not checked by itself any more.", finding->days),
                              name, finding->days);
    case KT_FINDING_STOPPED:
      return g_strdup (_("You stopped the checks of this key."));
    case KT_FINDING_NOT_CHECKED:
      return say_staleness (finding);
    case KT_FINDING_UNKNOWN_RIGHTS:
      return say_unknown_rights (finding, name);
    case KT_FINDING_NO_INTENT:
      return g_strdup (_("You have not said what this key is for."));
    case KT_FINDING_ONLY_KEYTURN:
      return say_only_keyturn (finding);
    case KT_FINDING_DUPLICATE:
      return say_duplicate (finding);
    case KT_FINDING_TRADE_WITHOUT_ALLOWLIST:
      return g_strdup (_("This key can trade, from any address in the world."));
    case KT_FINDING_ROTATION_OVERDUE:
    case KT_FINDING_ROTATION_DUE:
      return say_rotation (finding);
    case KT_FINDING_MAY_END:
      /* Translators: %1$s is an exchange */
      return g_strdup_printf (ngettext ("If you change your password at %1$s, this key may end %2$d day later.",
                                        "If you change your password at %1$s, this key may end %2$d days later.", finding->days),
                              kt_words_name_within (exchange, key), finding->days);
    case KT_FINDING_CUSTOM:
      return g_strdup (_("This key’s exchange is described by a custom file, not by Keyturn."));
    case KT_FINDING_MEMORY_NOT_LOCKED:
      return g_strdup (_("This computer does not let Keyturn lock memory, so a secret in use could be written to the swap."));
    case KT_N_FINDINGS:
    default:
      g_return_val_if_reached (g_strdup (""));
    }
}

/* ── Evidence and what to do ────────────────────────────────────────────── */

static char *
detail_excess (const KtFinding *finding, const char *name)
{
  g_autofree char *list = kt_words_rights_list (finding->rights);

  return kt_words_paragraph (g_strdup_printf (_("Edit it at %s and take this away: %s; or say that it is intended."), name, list),
                             g_strdup (finding->sure ? "" : _("The exchange did not say so; a request that worked proves it.")), NULL);
}

static char *
detail_outcomes (const KtFinding *finding, KtKey *key, KtExchange *exchange)
{
  KtReport *report = key ? kt_key_get_report (key) : NULL;
  const KtRecord *record = key ? kt_key_get_record (key) : NULL;
  char *clock = report && (finding->outcomes & KT_OUTCOMES_BIT (KT_OUTCOME_CLOCK_SKEW)) ? kt_words_clock (report, exchange) : NULL;
  char *evidence = kt_words_evidence (report, exchange);
  char *advice = kt_words_outcomes_advice (finding->outcomes, exchange, record, report);

  return kt_words_paragraph (clock ? clock : g_strdup (""), evidence ? evidence : g_strdup (""),
                             g_strdup (finding->sure ? "" : _("Keyturn is not certain of this reading.")),
                             advice ? advice : g_strdup (""), NULL);
}

/* Who says so, where it is a rule. */
static char *
say_source (const KtFinding *finding)
{
  if (finding->origin == KT_ORIGIN_PERSON)
    return g_strdup (_("This is the date you set."));
  if (finding->origin != KT_ORIGIN_RULE || !finding->source)
    return g_strdup ("");
  if (finding->sure)
    return g_strdup_printf (_("This follows from a rule of the exchange: %s."), finding->source);
  return g_strdup_printf (_("This may follow from a rule of the exchange, which is not certain for this key: %s."), finding->source);
}

static char *
detail_end (const KtFinding *finding, const char *name)
{
  if (finding->kind == KT_FINDING_EXPIRED || finding->kind == KT_FINDING_EXPIRES)
    return kt_words_paragraph (say_source (finding), g_strdup_printf (_("Make a new key at %s, or renew this one if it lets you."), name), NULL);
  return kt_words_paragraph (say_source (finding),
                             g_strdup_printf (_("Edit it at %s; binding it to your addresses often helps."), name), NULL);
}

static char *
detail_disuse (const KtFinding *finding, KtKey *key)
{
  return kt_words_paragraph (say_source (finding),
                             g_strdup (_("Keyturn sees only its own checks. If a program uses the key, all is well; if not, a check may count as use.")),
                             NULL);
}

/* What the definition knows of it, and what stays true in any case. */
static char *
say_standing (KtExchange *exchange)
{
  char *told = exchange ? kt_words_status_detail (exchange) : NULL;

  return kt_words_paragraph (told ? told : g_strdup (""), g_strdup (_("Its secret is kept until you delete the key.")), NULL);
}

char *
kt_words_finding_detail (const KtFinding *finding, KtKey *key, KtExchange *exchange)
{
  const char *name = kt_words_name_within (exchange, key);

  switch (finding->kind)
    {
    case KT_FINDING_EXCESS_RIGHTS:
      return detail_excess (finding, name);
    case KT_FINDING_MISSING_RIGHTS:
      return g_strdup_printf (_("A program that needs it stops working. Edit the key at %s, or change what it is meant for."), name);
    case KT_FINDING_UNKNOWN_RIGHTS:
      return g_strdup_printf (_("Unknown is not the same as no. Look at the key’s page at %s."), name);
    case KT_FINDING_NO_INTENT:
      return g_strdup (_("Say what it should be able to do; then Keyturn tells when it can do more, or less."));
    case KT_FINDING_MONEY_WITHOUT_ALLOWLIST:
      return g_strdup_printf (_("Whoever gets hold of it can use it from anywhere. Bind it to your addresses at %s."), name);
    case KT_FINDING_TRADE_WITHOUT_ALLOWLIST:
      return g_strdup_printf (_("Whoever gets hold of it can trade with your money. Bind it to your addresses at %s."), name);
    case KT_FINDING_EXPIRED:
      if (finding->outcomes)
        return detail_outcomes (finding, key, exchange);
      return detail_end (finding, name);
    case KT_FINDING_EXPIRES:
    case KT_FINDING_LAPSES:
    case KT_FINDING_LAPSED:
      return detail_end (finding, name);
    case KT_FINDING_DIES_UNUSED:
      return detail_disuse (finding, key);
    case KT_FINDING_ONLY_KEYTURN:
      return g_strdup_printf (_("If nothing needs this key, delete it at %s."), name);
    case KT_FINDING_ROTATION_DUE:
    case KT_FINDING_ROTATION_OVERDUE:
      return g_strdup_printf (_("Make a new key at %s, hand it to the programs that use this one, then delete this one there."), name);
    case KT_FINDING_NOT_WORKING:
    case KT_FINDING_UNREACHABLE:
      return detail_outcomes (finding, key, exchange);
    case KT_FINDING_WRONG_ENVIRONMENT:
      return g_strdup (_("Choose the environment where the key was made: live, test or demo."));
    case KT_FINDING_NOT_CHECKED:
      return g_strdup (_("Check it, to know whether it still works and what it can do."));
    case KT_FINDING_DUPLICATE:
      return g_strdup (_("One key per program is safer: you can then end one without the other."));
    case KT_FINDING_ACCOUNT_CHANGED:
      return g_strdup_printf (_("Look at %s which account this key belongs to before you use it."), name);
    case KT_FINDING_SECRET_MISSING:
      return g_strdup (_("Somebody or something removed it. If you still have the secret, add the key again; if not, make a new one."));
    case KT_FINDING_OTHER_KEYRING:
      return g_strdup (_("Open the keyring of before, or say that this one is to be used from now on. Until then nothing is written."));
    case KT_FINDING_MEMORY_NOT_LOCKED:
      return g_strdup (_("Raise the limit of locked memory (RLIMIT_MEMLOCK), or use encrypted swap."));
    case KT_FINDING_CLOCK_OFF:
      return g_strdup (_("The key itself is good: with the exchange’s time it worked. Other programs on this computer may be refused. "
                         "If this computer is the one that is wrong, turn on automatic date and time."));
    case KT_FINDING_EXCHANGE_CLOSED:
      return say_standing (exchange);
    case KT_FINDING_MAY_END:
      return finding->source ? g_strdup_printf (_("Nobody tells when you last did, so there is no date for it (%s)."), finding->source)
                             : g_strdup (_("Nobody tells when you last did, so there is no date for it."));
    case KT_FINDING_PAUSED:
      return g_strdup (_("This keeps the exchange from locking the account. Check it yourself once the cause is gone."));
    case KT_FINDING_STOPPED:
      return g_strdup (_("Neither by itself nor with all the others is it asked any more. You can still check it here."));
    case KT_FINDING_CLEARING:
      return g_strdup (finding->word ? _("It is wiped when that keyring is opened again. If it is gone for good, delete the key now to forget it.")
                                     : _("Unlock the keyring; then it is wiped."));
    case KT_FINDING_CUSTOM:
      return g_strdup (_("Whoever wrote that file decided which hosts this key is shown to."));
    case KT_FINDING_AS_INTENDED:
    case KT_N_FINDINGS:
    default:
      return NULL;
    }
}

/* ── Buttons ────────────────────────────────────────────────────────────── */

char *
kt_words_remedy (KtRemedy remedy, KtExchange *exchange)
{
  switch (remedy)
    {
    case KT_REMEDY_OPEN_KEYS_PAGE:
    case KT_REMEDY_LOOK:
      if (exchange)
        return g_strdup_printf (_("Open %s’s Key Page"), kt_exchange_get_name (exchange));
      return g_strdup (_("Open the Key Page"));
    case KT_REMEDY_CHECK:
      return g_strdup (_("Check"));
    case KT_REMEDY_ROTATE:
      return g_strdup (_("Rotate…"));
    case KT_REMEDY_SET_INTENT:
      return g_strdup (_("Say What It Is For"));
    case KT_REMEDY_FIX_CLOCK:
      return g_strdup (_("Date and Time Settings"));
    case KT_REMEDY_EDIT:
      return g_strdup (_("Edit"));
    case KT_REMEDY_UNLOCK:
      return g_strdup (_("Unlock"));
    case KT_REMEDY_WAIT:
      return g_strdup (_("Check Later"));
    case KT_REMEDY_REPORT_BUG:
      return g_strdup (_("Report a Problem"));
    case KT_REMEDY_CHOOSE_KEYRING:
      return g_strdup (_("Use This Keyring"));
    case KT_REMEDY_STOP_CHECKS:
      return g_strdup (_("Stop Checking This Key"));
    case KT_REMEDY_RESUME_CHECKS:
      return g_strdup (_("Resume Checks"));
    case KT_REMEDY_NONE:
    case KT_N_REMEDIES:
    default:
      return NULL;
    }
}

char *
kt_words_all_well (KtKey *key)
{
  const KtRecord *record = kt_key_get_record (key);
  KtReport *good = kt_key_get_good_report (key);

  if (!good)
    return g_strdup (_("Not checked yet."));
  if (!record->intent_set)
    return g_strdup (_("Works. It can only look."));
  return g_strdup (_("Works. Can do what you meant, and nothing else."));
}
