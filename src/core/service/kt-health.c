/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-health.h"

#include "kt-calendar.h"

#define BIT(name) KT_OUTCOMES_BIT (KT_OUTCOME_ ## name)

/* These say nothing about the key. */
#define NO_ANSWER (KT_OUTCOMES_UNREACHABLE | BIT (RATE_LIMITED) | BIT (MAINTENANCE) | BIT (UNREADABLE_REPLY) | BIT (CANCELLED))

/* Rights with a name of ours. */
#define NAMED (KT_RIGHTS_ALL & ~(KT_RIGHTS_BIT (KT_RIGHT_OTHER_LOOK) | KT_RIGHTS_BIT (KT_RIGHT_OTHER_TRADE) \
                                  | KT_RIGHTS_BIT (KT_RIGHT_OTHER_MONEY)))

typedef struct {
  const KtHealthInput *input;
  const KtRecord      *record;
  GPtrArray           *findings;

  KtReport  *rights_from;     /* the report that tells what it can do, or NULL */
  gboolean   play_money;
  KtFinding *expired;         /* borrowed: the exchange said so in its refusal; or NULL */
} Health;

static KtFinding *
add (Health *self, KtFindingKind kind, KtSeverity severity, KtRemedy remedy)
{
  KtFinding *finding = kt_finding_new (kind, severity, remedy);

  g_ptr_array_add (self->findings, finding);
  return finding;
}

/* Where money is not real, nothing can be lost; the key is still not what was meant. */
static KtSeverity
danger (const Health *self)
{
  return self->play_money ? KT_SEVERITY_DUE : KT_SEVERITY_DANGER;
}

static gboolean
is_elsewhere (const Health *self)
{
  return self->record->place == KT_PLACE_ELSEWHERE;
}

/* ── How the last check ended ───────────────────────────────────────────── */

/* A refusal with one cause: how bad, and what helps. */
static const struct {
  KtSeverity severity;
  KtRemedy   remedy;
} refusals[KT_N_OUTCOMES] = {
  [KT_OUTCOME_KEY_UNKNOWN]        = { KT_SEVERITY_SERIOUS, KT_REMEDY_OPEN_KEYS_PAGE },
  [KT_OUTCOME_BAD_SIGNATURE]      = { KT_SEVERITY_SERIOUS, KT_REMEDY_ROTATE },
  [KT_OUTCOME_BAD_PASSPHRASE]     = { KT_SEVERITY_SERIOUS, KT_REMEDY_ROTATE },
  [KT_OUTCOME_IP_NOT_ALLOWED]     = { KT_SEVERITY_SERIOUS, KT_REMEDY_OPEN_KEYS_PAGE },
  [KT_OUTCOME_CLOCK_SKEW]         = { KT_SEVERITY_SERIOUS, KT_REMEDY_FIX_CLOCK },
  [KT_OUTCOME_LACKS_RIGHT]        = { KT_SEVERITY_SERIOUS, KT_REMEDY_OPEN_KEYS_PAGE },
  [KT_OUTCOME_DISABLED]           = { KT_SEVERITY_SERIOUS, KT_REMEDY_OPEN_KEYS_PAGE },
  [KT_OUTCOME_REGION_BLOCKED]     = { KT_SEVERITY_SERIOUS, KT_REMEDY_EDIT },
  [KT_OUTCOME_NONCE_USED]         = { KT_SEVERITY_UNKNOWN, KT_REMEDY_CHECK },
  [KT_OUTCOME_WRONG_ACCOUNT_MODE] = { KT_SEVERITY_SERIOUS, KT_REMEDY_LOOK },
  [KT_OUTCOME_MALFORMED_REQUEST]  = { KT_SEVERITY_UNKNOWN, KT_REMEDY_REPORT_BUG },
  [KT_OUTCOME_REFUSED]            = { KT_SEVERITY_SERIOUS, KT_REMEDY_LOOK },
};

static KtFinding *
add_refusal (Health *self, KtOutcomes outcomes)
{
  const int single = kt_outcomes_get_single (outcomes);
  KtFinding *finding = NULL;

  if (single == KT_OUTCOME_EXPIRED)
    {
      finding = add (self, KT_FINDING_EXPIRED, KT_SEVERITY_SERIOUS, KT_REMEDY_OPEN_KEYS_PAGE);
      self->expired = finding;
    }
  else if (single == KT_OUTCOME_WRONG_ENVIRONMENT)
    {
      finding = add (self, KT_FINDING_WRONG_ENVIRONMENT, KT_SEVERITY_SERIOUS, KT_REMEDY_EDIT);
    }
  else if (single >= 0)
    {
      KtSeverity severity = refusals[single].severity;

      /* A key that is not meant to look may well lack the right to answer this question; and whether
       * it is blocked where it is used cannot be told from here. */
      if ((single == KT_OUTCOME_LACKS_RIGHT && self->record->intent_set
           && !(self->record->intent & KT_RIGHTS_BIT (KT_RIGHT_READ)))
          || (single == KT_OUTCOME_REGION_BLOCKED && is_elsewhere (self)))
        severity = KT_SEVERITY_UNKNOWN;
      finding = add (self, KT_FINDING_NOT_WORKING, severity, refusals[single].remedy);
    }
  else if ((outcomes & BIT (IP_NOT_ALLOWED)) && is_elsewhere (self))
    {
      /* Perhaps as it should be, perhaps not: cannot be told from here. */
      finding = add (self, KT_FINDING_NOT_WORKING, KT_SEVERITY_UNKNOWN, KT_REMEDY_OPEN_KEYS_PAGE);
    }
  else
    {
      finding = add (self, KT_FINDING_NOT_WORKING, KT_SEVERITY_SERIOUS, KT_REMEDY_OPEN_KEYS_PAGE);
    }

  finding->outcomes = outcomes;
  finding->sure = self->input->latest->sure;
  return finding;
}

static void
examine_no_answer (Health *self, KtOutcomes outcomes)
{
  const gboolean wait = (outcomes & ~(BIT (RATE_LIMITED) | BIT (MAINTENANCE))) == 0;

  add (self, KT_FINDING_UNREACHABLE, KT_SEVERITY_UNKNOWN, wait ? KT_REMEDY_WAIT : KT_REMEDY_CHECK)->outcomes = outcomes;
}

static void
examine_outcome (Health *self)
{
  const KtReport *latest = self->input->latest;
  KtOutcomes outcomes;

  if (self->record->checks_stopped)
    add (self, KT_FINDING_STOPPED, KT_SEVERITY_FINE, KT_REMEDY_RESUME_CHECKS);
  if (!latest)
    return;

  outcomes = latest->outcomes;
  if (outcomes == BIT (RESTRICTED_AS_INTENDED) && !is_elsewhere (self))
    outcomes = BIT (IP_NOT_ALLOWED);      /* since then the person said that it is used here */
  if (kt_report_worked (latest))
    {
      /* Programs on this computer don't correct the time as the check does. */
      if (latest->clock_corrected)
        add (self, KT_FINDING_CLOCK_OFF, is_elsewhere (self) ? KT_SEVERITY_FINE : KT_SEVERITY_SERIOUS, KT_REMEDY_FIX_CLOCK);
    }
  else if (is_elsewhere (self) && (outcomes == BIT (RESTRICTED_AS_INTENDED) || outcomes == BIT (IP_NOT_ALLOWED)))
    {
      add (self, KT_FINDING_AS_INTENDED, KT_SEVERITY_FINE, KT_REMEDY_NONE)->sure = latest->sure;
    }
  else if ((outcomes & ~NO_ANSWER) == 0)
    {
      if (outcomes != BIT (CANCELLED))
        examine_no_answer (self, outcomes);
    }
  else
    {
      add_refusal (self, outcomes);
    }

  if (self->record->refusals >= KT_HEALTH_REFUSALS && !kt_report_is_good (latest) && !self->record->checks_stopped)
    add (self, KT_FINDING_PAUSED, KT_SEVERITY_UNKNOWN, KT_REMEDY_CHECK)->days = self->record->refusals;
}

/* When the exchange last said anything about this key; 0: never. */
static gint64
get_last_word_ms (const Health *self)
{
  const KtReport *latest = self->input->latest;
  const KtReport *good = self->input->good;
  gint64 last = good ? good->checked_ms : 0;

  if (latest && (latest->outcomes & ~NO_ANSWER) != 0)
    last = MAX (last, latest->checked_ms);
  return last;
}

static void
examine_staleness (Health *self)
{
  const KtReport *latest = self->input->latest;
  const gint64 last_ms = get_last_word_ms (self);
  const int stale_days = self->input->policy->stale_days;
  int days;

  if (self->input->standing == KT_STANDING_CLOSED)
    return;                     /* there is nobody to ask */
  if (last_ms == 0)
    {
      if (!latest || latest->outcomes == BIT (CANCELLED))
        add (self, KT_FINDING_NOT_CHECKED, KT_SEVERITY_UNKNOWN, KT_REMEDY_CHECK)->days = -1;
      return;
    }

  days = -kt_calendar_days_until (last_ms, self->input->now_ms);
  if (stale_days > 0 && days >= stale_days)
    add (self, KT_FINDING_NOT_CHECKED, KT_SEVERITY_UNKNOWN, KT_REMEDY_CHECK)->days = days;
}

static void
examine_account (Health *self)
{
  KtReport *report = self->input->latest && self->input->latest->uid ? self->input->latest : self->input->good;

  if (!report || !report->uid || !self->record->account
      || g_strcmp0 (report->uid, self->record->account) == 0)
    return;

  add (self, KT_FINDING_ACCOUNT_CHANGED, KT_SEVERITY_SERIOUS, KT_REMEDY_LOOK)->word = g_strdup (report->uid);
}

/* ── Rights ─────────────────────────────────────────────────────────────── */

/* Looking needs no permission of anybody's: a key that may trade may look. */
static KtSeverity
get_excess_severity (const Health *self, KtRights excess)
{
  switch (kt_rights_get_risk (excess))
    {
    case KT_RISK_MONEY:
      return danger (self);
    case KT_RISK_TRANSFER:
    case KT_RISK_TRADE:
      return self->play_money ? KT_SEVERITY_DUE : KT_SEVERITY_SERIOUS;
    case KT_RISK_LOOK:
    default:
      return KT_SEVERITY_FINE;
    }
}

static void
examine_excess (Health *self, KtRights can)
{
  const KtRights excess = can & ~self->record->intent & ~KT_RIGHTS_BIT (KT_RIGHT_READ);
  KtFinding *finding;

  if (excess == KT_RIGHTS_NONE)
    return;

  finding = add (self, KT_FINDING_EXCESS_RIGHTS, get_excess_severity (self, excess), KT_REMEDY_OPEN_KEYS_PAGE);
  finding->rights = excess;
  finding->sure = (excess & ~self->rights_from->confirmed) == 0;
  if ((excess & KT_RIGHTS_BIT (KT_RIGHT_OTHER_MONEY)) && self->rights_from->unknown_words)
    finding->word = g_strjoinv (", ", self->rights_from->unknown_words);
}

static void
examine_intent (Health *self, KtRights can)
{
  const KtRights missing = self->record->intent & self->rights_from->denied & ~can;

  if (!self->record->intent_set)
    {
      if (kt_rights_at_least (can, KT_RISK_TRADE))
        add (self, KT_FINDING_NO_INTENT, KT_SEVERITY_UNKNOWN, KT_REMEDY_SET_INTENT)->rights = can;
      return;
    }

  examine_excess (self, can);
  if (missing)
    add (self, KT_FINDING_MISSING_RIGHTS, KT_SEVERITY_SERIOUS, KT_REMEDY_OPEN_KEYS_PAGE)->rights = missing;
}

/* It answers elsewhere only, and was never asked from there: nobody here knows what it can do. That is
 * how it should be, but it is said. */
static void
examine_unseen (Health *self)
{
  const KtReport *latest = self->input->latest;
  const KtRights meant = self->record->intent_set ? self->record->intent : KT_RIGHTS_NONE;

  if (latest && (latest->outcomes & (BIT (RESTRICTED_AS_INTENDED) | BIT (IP_NOT_ALLOWED))) && is_elsewhere (self))
    add (self, KT_FINDING_UNKNOWN_RIGHTS, KT_SEVERITY_FINE, KT_REMEDY_LOOK)->rights =
      kt_rights_at_least (NAMED, KT_RISK_TRADE) & ~meant;
}

/* Rights that were not told, are not meant, and could cost something. Where the exchange does tell
 * rights, those it has no word for don't exist there; only withdrawing exists everywhere. */
static void
examine_unknown (Health *self)
{
  const KtReport *report = self->rights_from;
  const KtRights known = kt_report_get_rights (report) | report->denied;
  const KtRights meant = self->record->intent_set ? self->record->intent : KT_RIGHTS_NONE;
  KtRights unknown, unproven;

  if (report->rights_told)
    {
      unknown = KT_RIGHTS_BIT (KT_RIGHT_WITHDRAW) & ~known & ~meant;
      unproven = KT_RIGHTS_NONE;
    }
  else
    {
      unknown = kt_rights_at_least (NAMED, KT_RISK_TRADE) & ~known & ~meant;
      unproven = meant & ~known;
    }

  if (unknown || unproven)
    add (self, KT_FINDING_UNKNOWN_RIGHTS, KT_SEVERITY_UNKNOWN, KT_REMEDY_LOOK)->rights = unknown ? unknown : unproven;
}

static void
examine_allowlist (Health *self, KtRights can)
{
  const KtReport *report = self->rights_from;
  const KtRights money = kt_rights_at_least (can, KT_RISK_MONEY);
  const KtRights trade = kt_rights_at_least (can, KT_RISK_TRADE);
  KtFinding *finding;

  if (self->play_money || report->ip == KT_IP_LIST)
    return;

  if (money)
    {
      const gboolean told = report->ip == KT_IP_NONE;

      finding = add (self, KT_FINDING_MONEY_WITHOUT_ALLOWLIST, told ? KT_SEVERITY_DANGER : KT_SEVERITY_UNKNOWN,
                     told ? KT_REMEDY_OPEN_KEYS_PAGE : KT_REMEDY_LOOK);
      finding->rights = money;
      finding->sure = told;
    }
  else if (trade && report->ip == KT_IP_NONE)
    {
      finding = add (self, KT_FINDING_TRADE_WITHOUT_ALLOWLIST, KT_SEVERITY_DUE, KT_REMEDY_OPEN_KEYS_PAGE);
      finding->rights = trade;
    }
}

static void
examine_rights (Health *self)
{
  KtRights can;

  if (!self->rights_from)
    {
      examine_unseen (self);    /* never checked or never worked are findings of their own */
      return;
    }

  can = kt_report_get_rights (self->rights_from);
  examine_intent (self, can);
  examine_unknown (self);
  examine_allowlist (self, can);
}

/* ── Dates ──────────────────────────────────────────────────────────────── */

static void
add_dated (Health *self, const KtDate *date, KtFindingKind kind, KtSeverity severity, KtRemedy remedy, int days)
{
  KtFinding *finding = add (self, kind, severity, remedy);

  finding->at_ms = date->at_ms;
  finding->days = days;
  finding->rights = date->rights;
  finding->origin = date->origin;
  finding->sure = date->sure;
  finding->source = g_strdup (date->source);
}

/* Now that it has expired, a date only says since when. */
static void
date_the_expiry (Health *self, const KtDate *date, int days)
{
  if (date->at_ms > self->input->now_ms || date->origin == KT_ORIGIN_PERSON)
    return;
  self->expired->at_ms = date->at_ms;
  self->expired->days = -days;
  self->expired->origin = date->origin;
}

static int
get_lead (const Health *self)
{
  return self->record->lead_days >= 0 ? self->record->lead_days : self->input->policy->warn_days;
}

static void
examine_end (Health *self, const KtDate *date, int days)
{
  const gboolean lapse = date->kind == KT_DATE_LAPSES;
  const KtRights intent = self->record->intent;
  KtSeverity severity = date->sure ? KT_SEVERITY_SERIOUS : KT_SEVERITY_UNKNOWN;

  /* The end of a right that nobody wants is no loss. */
  if (lapse && self->record->intent_set && (intent & date->rights) == 0)
    severity = KT_SEVERITY_FINE;

  if (self->expired)
    {
      if (!lapse)
        date_the_expiry (self, date, days);
    }
  else if (date->at_ms <= self->input->now_ms)
    add_dated (self, date, lapse ? KT_FINDING_LAPSED : KT_FINDING_EXPIRED, severity, KT_REMEDY_OPEN_KEYS_PAGE, -days);
  else if (days <= get_lead (self))
    add_dated (self, date, lapse ? KT_FINDING_LAPSES : KT_FINDING_EXPIRES, severity, KT_REMEDY_OPEN_KEYS_PAGE, days);
}

static gboolean
has_users (const KtRecord *record)
{
  return record->place == KT_PLACE_ELSEWHERE || record->consumers[0] != NULL;
}

/* Keyturn sees its own checks only: whoever else uses the key keeps it alive unseen. */
static void
examine_disuse (Health *self, const KtDate *date, int days)
{
  const KtRecord *record = self->record;
  /* Two weeks' notice of a two weeks' rule would be a warning for always. */
  const int lead = MIN (get_lead (self), date->days / 3);

  if (days <= lead && !record->keep_alive)
    add_dated (self, date, KT_FINDING_DIES_UNUSED,
               date->sure && !has_users (record) ? KT_SEVERITY_SERIOUS : KT_SEVERITY_UNKNOWN, KT_REMEDY_CHECK, days);

  if (record->last_used_ms && !has_users (record) && record->added_ms
      && -kt_calendar_days_until (record->added_ms, self->input->now_ms) >= date->days)
    add_dated (self, date, KT_FINDING_ONLY_KEYTURN, KT_SEVERITY_UNKNOWN, KT_REMEDY_OPEN_KEYS_PAGE, date->days);
}

static void
examine_rotation (Health *self, const KtDate *date, int days)
{
  if (date->at_ms <= self->input->now_ms)
    add_dated (self, date, KT_FINDING_ROTATION_OVERDUE, KT_SEVERITY_DUE, KT_REMEDY_ROTATE, -days);
  else if (days <= get_lead (self))
    add_dated (self, date, KT_FINDING_ROTATION_DUE, KT_SEVERITY_DUE, KT_REMEDY_ROTATE, days);
}

static void
examine_dates (Health *self)
{
  GPtrArray *dates = self->input->dates;

  for (guint i = 0; dates && i < dates->len; i++)
    {
      const KtDate *date = g_ptr_array_index (dates, i);
      const int days = kt_calendar_days_until (date->at_ms, self->input->now_ms);

      if (date->kind == KT_DATE_ROTATE)
        examine_rotation (self, date, days);
      else if (date->kind == KT_DATE_DIES_UNUSED)
        examine_disuse (self, date, days);
      else
        examine_end (self, date, days);
    }
}

/* ── Circumstances ──────────────────────────────────────────────────────── */

static gboolean
has_finding (const Health *self, KtFindingKind kind)
{
  for (guint i = 0; i < self->findings->len; i++)
    {
      if (((const KtFinding *) g_ptr_array_index (self->findings, i))->kind == kind)
        return TRUE;
    }
  return FALSE;
}

static void
examine_standing (Health *self)
{
  switch (self->input->standing)
    {
    case KT_STANDING_CLOSED:
      add (self, KT_FINDING_EXCHANGE_CLOSED, KT_SEVERITY_SERIOUS, KT_REMEDY_NONE);
      break;
    case KT_STANDING_CLOSING:
      add (self, KT_FINDING_EXCHANGE_CLOSED, KT_SEVERITY_SERIOUS, KT_REMEDY_LOOK)->word = g_strdup ("closing");
      break;
    case KT_STANDING_UNCERTAIN:
      add (self, KT_FINDING_EXCHANGE_CLOSED, KT_SEVERITY_UNKNOWN, KT_REMEDY_LOOK)->word = g_strdup ("uncertain");
      break;
    case KT_STANDING_OPEN:
    default:
      if (self->input->definition_missing)
        add (self, KT_FINDING_EXCHANGE_CLOSED, KT_SEVERITY_UNKNOWN, KT_REMEDY_NONE)->sure = FALSE;
      break;
    }
}

/* Nothing to be done about it, and no date to wait for; still not silent. */
static void
add_undated (Health *self, const KtLifetimeRule *rule)
{
  KtFinding *finding = add (self, KT_FINDING_MAY_END, KT_SEVERITY_FINE, KT_REMEDY_NONE);

  finding->days = rule->days;
  finding->rights = rule->of;
  finding->origin = KT_ORIGIN_RULE;
  finding->sure = FALSE;
  finding->source = g_strdup (rule->source);
}

static void
examine_circumstances (Health *self)
{
  const KtHealthInput *input = self->input;

  if (input->other_keyring)
    add (self, KT_FINDING_OTHER_KEYRING, KT_SEVERITY_SERIOUS, KT_REMEDY_CHOOSE_KEYRING);
  else if (input->secret_missing)
    add (self, KT_FINDING_SECRET_MISSING, KT_SEVERITY_SERIOUS, KT_REMEDY_ROTATE);

  if (input->wrong_environment && !has_finding (self, KT_FINDING_WRONG_ENVIRONMENT)
      && !(input->latest && kt_report_is_good (input->latest)))
    {
      KtFinding *finding = add (self, KT_FINDING_WRONG_ENVIRONMENT, KT_SEVERITY_UNKNOWN, KT_REMEDY_EDIT);

      finding->sure = FALSE;        /* shapes only warn */
    }

  examine_standing (self);
  for (guint i = 0; input->undated && i < input->undated->len; i++)
    add_undated (self, g_ptr_array_index (input->undated, i));

  if (input->duplicate_of)
    add (self, KT_FINDING_DUPLICATE, KT_SEVERITY_DUE, KT_REMEDY_EDIT)->word = g_strdup (input->duplicate_of);
  if (self->record->custom)
    add (self, KT_FINDING_CUSTOM, KT_SEVERITY_FINE, KT_REMEDY_NONE);
  if (input->memory_not_locked)
    add (self, KT_FINDING_MEMORY_NOT_LOCKED, KT_SEVERITY_FINE, KT_REMEDY_NONE);
}

static gboolean
is_play_money (const KtHealthInput *input)
{
  const KtEnvironment *environment = NULL;

  if (input->exchange && input->record->environment)
    environment = kt_exchange_find_environment (input->exchange, input->record->environment);
  return input->play_money || (environment && environment->kind != KT_ENVIRONMENT_LIVE);
}

static void
examine_clearing (Health *self)
{
  const gboolean behind = self->input->left_behind;
  KtFinding *finding = add (self, KT_FINDING_CLEARING, KT_SEVERITY_SERIOUS, behind ? KT_REMEDY_NONE : KT_REMEDY_UNLOCK);

  if (behind)
    finding->word = g_strdup ("left-behind");
}

GPtrArray *
kt_health_examine (const KtHealthInput *input)
{
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_finding_free);
  Health self = { 0 };

  g_return_val_if_fail (input && input->record && input->policy, NULL);

  self.input = input;
  self.record = input->record;
  self.findings = findings;
  self.play_money = is_play_money (input);
  /* A refusal from elsewhere may be as intended, but tells no rights. */
  if (input->good && kt_report_worked (input->good))
    self.rights_from = input->good;

  if (self.record->state == KT_STATE_CLEARING)
    examine_clearing (&self);
  else if (self.record->state == KT_STATE_PENDING && input->left_behind)
    add (&self, KT_FINDING_SECRET_MISSING, KT_SEVERITY_SERIOUS, KT_REMEDY_NONE);

  if (self.record->state == KT_STATE_ACTIVE || self.record->state == KT_STATE_PENDING)
    {
      examine_outcome (&self);
      examine_staleness (&self);
      examine_account (&self);
      examine_rights (&self);
      examine_dates (&self);
      examine_circumstances (&self);
    }

  g_ptr_array_sort (findings, kt_finding_compare);
  return g_steal_pointer (&findings);
}
