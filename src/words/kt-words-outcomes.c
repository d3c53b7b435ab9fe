/* kt-words-outcomes.c: how a check ended: cause, evidence, remedy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-words-private.h"

/* Each in a few words, and as a clause of "One of these: …". */
static const struct {
  const char *brief;
  const char *clause;
} words[KT_N_OUTCOMES] = {
  [KT_OUTCOME_WORKS]                  = { N_("works"), N_("the key works") },
  [KT_OUTCOME_RESTRICTED_AS_INTENDED] = { N_("answers only elsewhere"), N_("the key answers only elsewhere") },
  [KT_OUTCOME_KEY_UNKNOWN]            = { N_("key not known"), N_("the key is wrong or was deleted") },
  [KT_OUTCOME_BAD_SIGNATURE]          = { N_("wrong secret"), N_("the secret is wrong") },
  [KT_OUTCOME_BAD_PASSPHRASE]         = { N_("wrong passphrase"), N_("the passphrase is wrong") },
  [KT_OUTCOME_IP_NOT_ALLOWED]         = { N_("address not allowed"), N_("this address is not allowed") },
  [KT_OUTCOME_CLOCK_SKEW]             = { N_("clocks differ"), N_("this computer’s clock is off") },
  [KT_OUTCOME_LACKS_RIGHT]            = { N_("right missing"), N_("the right is missing") },
  [KT_OUTCOME_EXPIRED]                = { N_("expired"), N_("the key has expired") },
  [KT_OUTCOME_DISABLED]               = { N_("switched off"), N_("the key is switched off") },
  [KT_OUTCOME_WRONG_ENVIRONMENT]      = { N_("key of another environment"), N_("the key belongs to another environment") },
  [KT_OUTCOME_RATE_LIMITED]           = { N_("too many requests"), N_("there were too many requests") },
  [KT_OUTCOME_MAINTENANCE]            = { N_("closed for maintenance"), N_("the exchange is closed for maintenance") },
  [KT_OUTCOME_REGION_BLOCKED]         = { N_("not served in this region"), N_("this region is not served") },
  [KT_OUTCOME_NONCE_USED]             = { N_("another program was faster"), N_("another program used the key in that moment") },
  [KT_OUTCOME_WRONG_ACCOUNT_MODE]     = { N_("account of another kind"), N_("the account is of another kind") },
  [KT_OUTCOME_MALFORMED_REQUEST]      = { N_("a mistake in Keyturn"), N_("Keyturn asked in a wrong way") },
  [KT_OUTCOME_REFUSED]                = { N_("for a reason not known"), N_("there is another reason") },
  [KT_OUTCOME_UNREACHABLE_DNS]        = { N_("name not found"), N_("its name was not found") },
  [KT_OUTCOME_UNREACHABLE_REFUSED]    = { N_("no connection"), N_("there was no connection") },
  [KT_OUTCOME_UNREACHABLE_TIMEOUT]    = { N_("no answer in time"), N_("there was no answer in time") },
  [KT_OUTCOME_UNREACHABLE_TLS]        = { N_("connection not secure"), N_("the connection was not secure") },
  [KT_OUTCOME_UNREADABLE_REPLY]       = { N_("answer not readable"), N_("the answer could not be read") },
  [KT_OUTCOME_CANCELLED]              = { N_("cancelled"), N_("the check was cancelled") },
};

const char *
kt_words_outcome_clause (KtOutcome outcome)
{
  return _(words[outcome].clause);
}

const char *
kt_words_outcome_short (KtOutcome outcome)
{
  return _(words[outcome].brief);
}

/* The cause, in a sentence. */
static char *
say_cause (KtOutcome outcome, KtExchange *exchange)
{
  const char *first = kt_words_name_first (exchange, NULL);
  const char *within = kt_words_name_within (exchange, NULL);

  switch (outcome)
    {
    case KT_OUTCOME_WORKS:
      return g_strdup (_("The key works."));
    case KT_OUTCOME_RESTRICTED_AS_INTENDED:
      return g_strdup_printf (_("%s does not let this address use the key. It is used elsewhere, so that is as it should be."), first);
    case KT_OUTCOME_KEY_UNKNOWN:
      return g_strdup_printf (_("%s does not know this key."), first);
    case KT_OUTCOME_BAD_SIGNATURE:
      return g_strdup_printf (_("%s knows the key, but the secret does not belong to it."), first);
    case KT_OUTCOME_BAD_PASSPHRASE:
      return g_strdup_printf (_("%s does not know this passphrase."), first);
    case KT_OUTCOME_IP_NOT_ALLOWED:
      return g_strdup_printf (_("%s does not let this address use the key."), first);
    case KT_OUTCOME_CLOCK_SKEW:
      return g_strdup_printf (_("The clocks of this computer and of %s are too far apart."), within);
    case KT_OUTCOME_LACKS_RIGHT:
      return g_strdup (_("The key does not have the right to answer this question."));
    case KT_OUTCOME_EXPIRED:
      return g_strdup (_("The key has expired."));
    case KT_OUTCOME_DISABLED:
      return g_strdup_printf (_("The key is switched off at %s."), within);
    case KT_OUTCOME_WRONG_ENVIRONMENT:
      return g_strdup_printf (_("The key belongs to another environment of %s."), within);
    case KT_OUTCOME_RATE_LIMITED:
      return g_strdup_printf (_("%s answers no more questions for a while: there were too many from this address."), first);
    case KT_OUTCOME_MAINTENANCE:
      return g_strdup_printf (_("%s is closed for maintenance."), first);
    case KT_OUTCOME_REGION_BLOCKED:
      return g_strdup_printf (_("%s does not serve the region this computer is in."), first);
    case KT_OUTCOME_NONCE_USED:
      return g_strdup (_("Another program used the key in the same moment with a higher number."));
    case KT_OUTCOME_WRONG_ACCOUNT_MODE:
      return g_strdup_printf (_("The account is of another kind than %s expects for this question."), within);
    case KT_OUTCOME_MALFORMED_REQUEST:
      return g_strdup_printf (_("Keyturn asked %s in a wrong way. This says nothing about the key."), within);
    case KT_OUTCOME_REFUSED:
      return g_strdup_printf (_("%s refused, for a reason that Keyturn does not know."), first);
    case KT_OUTCOME_UNREACHABLE_DNS:
      return g_strdup_printf (_("The name of %s was not found on the network."), within);
    case KT_OUTCOME_UNREACHABLE_REFUSED:
      return g_strdup_printf (_("No connection to %s could be made."), within);
    case KT_OUTCOME_UNREACHABLE_TIMEOUT:
      return g_strdup_printf (_("%s did not answer in time."), first);
    case KT_OUTCOME_UNREACHABLE_TLS:
      return g_strdup_printf (_("The connection to %s was not secure, so nothing was sent."), within);
    case KT_OUTCOME_UNREADABLE_REPLY:
      return g_strdup_printf (_("The answer of %s could not be read."), within);
    case KT_OUTCOME_CANCELLED:
    default:
      return g_strdup (_("The check was cancelled."));
    }
}

static char *
join_clauses (KtOutcomes outcomes)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) clauses = NULL;

  for (guint i = 0; i < KT_N_OUTCOMES; i++)
    {
      if (outcomes & KT_OUTCOMES_BIT (i))
        g_strv_builder_add (builder, kt_words_outcome_clause (i));
    }
  clauses = g_strv_builder_end (builder);
  return kt_words_join_or (clauses);
}

char *
kt_words_outcomes (KtOutcomes outcomes, KtExchange *exchange)
{
  const int single = kt_outcomes_get_single (outcomes);
  g_autofree char *clauses = NULL;

  if (single >= 0)
    return say_cause (single, exchange);
  if (outcomes == 0)
    return g_strdup (_("Nothing was found out."));

  clauses = join_clauses (outcomes);
  /* Translators: first several causes ("the key is wrong, or the right is missing"), then the exchange's name */
  return g_strdup_printf (_("One of these: %s; %s does not tell which."), clauses, kt_words_name_within (exchange, NULL));
}

char *
kt_words_outcomes_short (KtOutcomes outcomes)
{
  const int single = kt_outcomes_get_single (outcomes);

  if (single >= 0)
    return g_strdup (kt_words_outcome_short (single));
  return g_strdup (outcomes == 0 ? _("nothing found out") : _("one of several causes"));
}

static char *
say_address_advice (KtExchange *exchange, const KtRecord *record, KtReport *report)
{
  const char *name = kt_words_name_within (exchange, NULL);

  if (record && record->place == KT_PLACE_ELSEWHERE)
    return g_strdup (_("Nothing is to be done."));
  if (report && report->own_address)
    return g_strdup_printf (_("Add this computer’s address, %s, at %s; or say that the key is used elsewhere."), report->own_address, name);
  return g_strdup_printf (_("Add this computer’s address at %s; or say that the key is used elsewhere."), name);
}

char *
kt_words_outcome_advice (KtOutcome outcome, KtExchange *exchange, const KtRecord *record, KtReport *report)
{
  const char *name = kt_words_name_within (exchange, NULL);

  switch (outcome)
    {
    case KT_OUTCOME_KEY_UNKNOWN:
      return g_strdup_printf (_("Look at %s whether the key is still there, and whether it was copied in full."), name);
    case KT_OUTCOME_BAD_SIGNATURE:
      return g_strdup_printf (_("Add the key again with its secret. If you don’t have the secret any more, make a new key at %s."), name);
    case KT_OUTCOME_BAD_PASSPHRASE:
      return g_strdup (_("Add the key again with the passphrase you chose when you made it. It is not your password. If it is lost, make a new key."));
    case KT_OUTCOME_IP_NOT_ALLOWED:
      return say_address_advice (exchange, record, report);
    case KT_OUTCOME_CLOCK_SKEW:
      return g_strdup (_("If this computer is the one that is wrong, turn on automatic date and time."));
    case KT_OUTCOME_LACKS_RIGHT:
      return g_strdup_printf (_("Edit the key at %s and let it look at balances."), name);
    case KT_OUTCOME_EXPIRED:
      return g_strdup_printf (_("Make a new key at %s, or renew this one if it lets you."), name);
    case KT_OUTCOME_DISABLED:
      return g_strdup_printf (_("Look at %s why, and switch it on again or make a new key."), name);
    case KT_OUTCOME_WRONG_ENVIRONMENT:
      return g_strdup (_("Choose the environment where the key was made: live, test or demo."));
    case KT_OUTCOME_RATE_LIMITED:
      return g_strdup (_("Wait some minutes. Keyturn asks no more until then."));
    case KT_OUTCOME_MAINTENANCE:
      return g_strdup (_("Check again later."));
    case KT_OUTCOME_REGION_BLOCKED:
      return g_strdup_printf (_("If %s has a site for your region, choose it as the environment."), name);
    case KT_OUTCOME_NONCE_USED:
      return g_strdup (_("Check again. If a bot uses this key, give Keyturn a key of its own."));
    case KT_OUTCOME_WRONG_ACCOUNT_MODE:
      return g_strdup_printf (_("Look at %s which kind of account the key was made for."), name);
    case KT_OUTCOME_MALFORMED_REQUEST:
      return g_strdup (_("Please report this, with the code shown here; it holds nothing secret."));
    case KT_OUTCOME_REFUSED:
      return g_strdup_printf (_("Look up the code in the documentation of %s."), name);
    case KT_OUTCOME_UNREACHABLE_DNS:
    case KT_OUTCOME_UNREACHABLE_REFUSED:
    case KT_OUTCOME_UNREACHABLE_TIMEOUT:
      return g_strdup (_("See whether this computer is online, then check again. The key may be fine."));
    case KT_OUTCOME_UNREACHABLE_TLS:
      return g_strdup (_("Something between this computer and the exchange may be reading along: a proxy, a virus scanner or a hotel’s network. Try another network."));
    case KT_OUTCOME_UNREADABLE_REPLY:
      return g_strdup (_("Check again later. If it stays so, the exchange may have changed; please report it."));
    case KT_OUTCOME_WORKS:
    case KT_OUTCOME_RESTRICTED_AS_INTENDED:
    case KT_OUTCOME_CANCELLED:
    default:
      return NULL;
    }
}

/* Of several causes, how to find out which: what can be looked at without a risk. */
char *
kt_words_outcomes_advice (KtOutcomes outcomes, KtExchange *exchange, const KtRecord *record, KtReport *report)
{
  const int single = kt_outcomes_get_single (outcomes);
  const char *name = kt_words_name_within (exchange, NULL);
  const KtOutcomes at_exchange = KT_OUTCOMES_BIT (KT_OUTCOME_KEY_UNKNOWN) | KT_OUTCOMES_BIT (KT_OUTCOME_IP_NOT_ALLOWED)
                                 | KT_OUTCOMES_BIT (KT_OUTCOME_LACKS_RIGHT) | KT_OUTCOMES_BIT (KT_OUTCOME_EXPIRED)
                                 | KT_OUTCOMES_BIT (KT_OUTCOME_DISABLED);

  if (single >= 0)
    return kt_words_outcome_advice (single, exchange, record, report);
  if (outcomes & KT_OUTCOMES_BIT (KT_OUTCOME_IP_NOT_ALLOWED) && record && record->place == KT_PLACE_ELSEWHERE)
    return g_strdup (_("The key is used elsewhere, so it cannot be told from here. To find out: check it from there."));
  if (outcomes & at_exchange)
    return g_strdup_printf (_("To find out: look at the key’s page at %s whether it is there, switched on, and what it may do from where."), name);
  if (outcomes & KT_OUTCOMES_BIT (KT_OUTCOME_BAD_SIGNATURE))
    return g_strdup (_("To find out: add the key again with its secret, copied anew."));
  return g_strdup (_("To find out: check again later."));
}

/* Why there was no answer, or none to be read: the prober's words in place of the exchange's code (kt-report.h). */
static const char *
say_reason (const char *reason)
{
  static const struct { const char *reason, *sentence; } reasons[] = {
    { "certificate-expired", N_("Its certificate has expired. If this computer’s date is wrong, that is why.") },
    { "certificate-not-yet-valid", N_("Its certificate is not valid yet. If this computer’s date is wrong, that is why.") },
    { "certificate-wrong-host", N_("Its certificate belongs to another host.") },
    { "certificate-unknown-authority", N_("Its certificate comes from an authority this computer does not trust.") },
    { "certificate-revoked", N_("Its certificate was revoked.") },
    { "certificate-insecure", N_("Its certificate is too weak.") },
    { "certificate-bad", N_("Its certificate is not in order.") },
    { "handshake", N_("What answered did not speak TLS, or broke off.") },
    { "connecting", N_("No connection came about.") },
    { "waiting", N_("The request was sent, but no answer came.") },
    { "too-large", N_("The answer was larger than any that is expected.") },
    { "cut-off", N_("The answer broke off.") },
    { "not-http", N_("What came back was not HTTP.") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (reason, reasons[i].reason) == 0)
      return _(reasons[i].sentence);
  return NULL;
}

char *
kt_words_evidence (KtReport *report, KtExchange *exchange)
{
  const char *name = kt_words_name_first (exchange, NULL);
  const char *reason;

  if (!report || kt_report_worked (report))
    return NULL;
  reason = report->status == 0 ? say_reason (report->code) : NULL;
  if (reason)
    return g_strdup (reason);
  if (report->code && report->message)
    return g_strdup_printf (_("%s said: “%s” (%s)."), name, report->message, report->code);
  if (report->message)
    return g_strdup_printf (_("%s said: “%s”."), name, report->message);
  if (report->code)
    return g_strdup_printf (_("%s answered with code %s."), name, report->code);
  if (report->status >= 400)
    return g_strdup_printf (_("%s answered with HTTP status %u."), name, report->status);
  return NULL;
}
