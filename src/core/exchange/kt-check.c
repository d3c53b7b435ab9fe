/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-check.h"

#include <stdio.h>
#include <string.h>

#include "kt-exchange-private.h"
#include "kt-reply.h"

#define HOLD_MS       (G_GINT64_CONSTANT (5) * 60 * 1000)        /* when nobody says how long */
#define MAX_HOLD_MS   (G_GINT64_CONSTANT (7) * 24 * 60 * 60 * 1000)
#define SKEW_MS       1000  /* a clock further off than this (and the doubt) may be one of several causes */

struct _KtCheck
{
  KtExchange   *exchange;       /* owned */
  char         *environment;    /* owned */
  char         *key_type;       /* owned */
  KtCredential *credential;     /* owned */

  GPtrArray    *steps;          /* KtStep, borrowed from the exchange */
  guint         current;        /* number of the step that is next or in flight */
  char        **refused_with;   /* per step: the code it was refused with, or NULL */
  gboolean      done;
  gboolean      accepted;       /* any step was */

  gboolean      time_asked;
  gboolean      clock_known;
  gboolean      clock_from_date; /* only by a Date header: whole seconds */
  gint64        clock_offset_ms;
  gint64        clock_doubt_ms;
  gboolean      correcting;     /* signing uses the exchange's time from now on */

  GHashTable   *taken;          /* name -> text */
  char         *method;         /* of the request in flight; owned */
  char         *host;
  char         *path;
  gint64        hold_until_ms;
  KtReport     *report;         /* owned */
};

KtCheck *
kt_check_new (KtExchange *exchange, const char *environment, const char *key_type, KtCredential *credential)
{
  KtCheck *self = g_new0 (KtCheck, 1);

  self->exchange = g_object_ref (exchange);
  self->environment = g_strdup (environment);
  self->key_type = g_strdup (key_type);
  self->credential = kt_credential_ref (credential);
  self->steps = kt_exchange_get_steps (exchange);
  self->refused_with = g_new0 (char *, self->steps->len + 1);
  self->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->report = kt_report_new ();
  self->report->environment = g_strdup (environment);
  return self;
}

void
kt_check_free (KtCheck *self)
{
  if (!self)
    return;

  for (guint i = 0; i < self->steps->len; i++)
    g_free (self->refused_with[i]);
  g_free (self->refused_with);
  g_object_unref (self->exchange);
  g_free (self->environment);
  g_free (self->key_type);
  kt_credential_unref (self->credential);
  g_hash_table_unref (self->taken);
  g_free (self->method);
  g_free (self->host);
  g_free (self->path);
  kt_report_unref (self->report);
  g_free (self);
}

static const KtStep *
get_step (KtCheck *self, guint n)
{
  return g_ptr_array_index (self->steps, n);
}

static void
end_with (KtCheck *self, KtOutcomes outcomes)
{
  self->report->outcomes = outcomes;
  self->done = TRUE;
}

/* ── The clock ────────────────────────────────────────────────────────────── */

void
kt_check_set_clock (KtCheck *self, gint64 offset_ms, gint64 doubt_ms)
{
  self->clock_known = TRUE;
  self->clock_from_date = FALSE;
  self->clock_offset_ms = offset_ms;
  self->clock_doubt_ms = doubt_ms;
}

gboolean
kt_check_get_clock (KtCheck *self, gint64 *ret_offset_ms, gint64 *ret_doubt_ms)
{
  if (!self->clock_known)
    return FALSE;

  *ret_offset_ms = self->clock_offset_ms;
  *ret_doubt_ms = self->clock_doubt_ms;
  return TRUE;
}

/* The exchange's clock stood at @their_ms while the answer was on its way. */
static void
learn_clock (KtCheck *self, const KtAnswer *answer, gint64 their_ms, gint64 coarseness_ms)
{
  const gint64 half = answer->duration_ms / 2;

  kt_check_set_clock (self, answer->sent_ms + half - their_ms, half + coarseness_ms);
}

/* "Sun, 22 Nov 2026 18:59:29 GMT"; 0 when it is not. */
static gint64
http_date (const char *text)
{
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  char month[4] = "";
  int day, year, hour, minute, second;
  const char *found;
  g_autoptr(GDateTime) time = NULL;

  if (sscanf (text, "%*3s, %2d %3s %4d %2d:%2d:%2d GMT", &day, month, &year, &hour, &minute, &second) != 6)
    return 0;
  found = strstr (months, month);
  if (!found || strlen (month) != 3 || (found - months) % 3 != 0)
    return 0;

  time = g_date_time_new_utc (year, (found - months) / 3 + 1, day, hour, minute, second);
  return time ? g_date_time_to_unix (time) * 1000 : 0;
}

/* Better than nothing where the exchange tells its time in no other way, or did not just now. */
static void
learn_clock_from_date (KtCheck *self, const KtAnswer *answer)
{
  gint64 their_ms = answer->date_header && !self->clock_known ? http_date (answer->date_header) : 0;

  if (their_ms == 0)
    return;
  learn_clock (self, answer, their_ms, 1000);
  self->clock_from_date = TRUE;
}

/* ── What is next ─────────────────────────────────────────────────────────── */

/* A step that stands in for another is only asked when that one was refused with one of its codes. */
static gboolean
is_wanted (KtCheck *self, const KtStep *step)
{
  const char *code;

  if (!kt_step_is_for (step, self->environment))
    return FALSE;
  if (step->instead_of < 0)
    return TRUE;

  code = self->refused_with[step->instead_of];
  return code && step->on && g_strv_contains ((const char * const *) step->on, code);
}

static gboolean
wants_time (KtCheck *self)
{
  const KtServerTime *time = kt_exchange_get_server_time (self->exchange);

  return time->told && !time->date_header && !self->time_asked && !self->clock_known
         && kt_exchange_uses_time (self->exchange, self->environment, self->key_type);
}

KtCheckWant
kt_check_next (KtCheck *self)
{
  if (self->done)
    return KT_CHECK_DONE;
  if (wants_time (self))
    return KT_CHECK_TIME;

  while (self->current < self->steps->len && !is_wanted (self, get_step (self, self->current)))
    self->current++;
  if (self->current < self->steps->len)
    return KT_CHECK_REQUEST;

  self->done = TRUE;
  return KT_CHECK_DONE;
}

const char *
kt_check_get_step (KtCheck *self)
{
  return self->current < self->steps->len ? get_step (self, self->current)->id : NULL;
}

/* ── The exchange's time ──────────────────────────────────────────────────── */

static const char *
time_host (KtCheck *self)
{
  const KtServerTime *time = kt_exchange_get_server_time (self->exchange);

  return time->host ? time->host : kt_exchange_find_environment (self->exchange, self->environment)->host;
}

KtSignedRequest *
kt_check_get_time_request (KtCheck *self)
{
  return kt_signer_make_time_request (self->exchange, self->environment);
}

static void
hold (KtCheck *self, const KtAnswer *answer)
{
  gint64 for_ms = answer->retry_after_s > 0 ? MIN (answer->retry_after_s, MAX_HOLD_MS / 1000) * 1000 : HOLD_MS;

  self->hold_until_ms = answer->sent_ms + answer->duration_ms + for_ms;
}

void
kt_check_take_time (KtCheck *self, const KtAnswer *answer)
{
  const KtServerTime *time = kt_exchange_get_server_time (self->exchange);
  char *at[] = { time->at, NULL };
  const KtDateRule rule = { .at = at, .unit = time->unit };
  const KtOutcomes hopeless = KT_OUTCOMES_UNREACHABLE & ~KT_OUTCOMES_BIT (KT_OUTCOME_UNREACHABLE_TIMEOUT);
  g_autoptr(KtReply) reply = NULL;
  gint64 their_ms;

  self->time_asked = TRUE;
  kt_report_add_request (self->report, "time", time->method, time_host (self), time->path,
                         answer->status, answer->duration_ms);

  if (answer->failure)
    {
      const KtEnvironment *environment = kt_exchange_find_environment (self->exchange, self->environment);

      /* Who cannot be reached for the time cannot be reached for more. Only a slow answer says nothing. */
      if (answer->failure & KT_OUTCOMES_BIT (KT_OUTCOME_CANCELLED)
          || ((answer->failure & hopeless) && strcmp (time_host (self), environment->host) == 0))
        end_with (self, answer->failure);
      return;
    }

  if (answer->status == 429 || answer->status == 418)
    {
      hold (self, answer);
      self->report->status = answer->status;
      end_with (self, KT_OUTCOMES_BIT (KT_OUTCOME_RATE_LIMITED));
      return;
    }

  reply = kt_reply_new (answer->status, answer->body, answer->length);
  their_ms = answer->status >= 200 && answer->status < 300 ? kt_reply_get_time (reply, &rule, 0) : 0;
  if (their_ms != 0)
    learn_clock (self, answer, their_ms, time->unit == KT_DATE_UNIT_S ? 1000 : 1);
  else
    learn_clock_from_date (self, answer);
}

/* ── One step ─────────────────────────────────────────────────────────────── */

static void
remember_request (KtCheck *self, const char *method, const char *host, const char *path)
{
  g_free (self->method);
  g_free (self->host);
  g_free (self->path);
  self->method = g_strdup (method);
  self->host = g_strdup (host);
  self->path = g_strdup (path);
}

KtSignedRequest *
kt_check_sign (KtCheck *self, gint64 clock_ms, const char *nonce, GError **error)
{
  const KtMoment moment = { self->correcting ? clock_ms - self->clock_offset_ms : clock_ms, nonce };
  g_autoptr(GError) why = NULL;
  KtSignedRequest *request;

  g_return_val_if_fail (self->current < self->steps->len, NULL);

  request = kt_signer_sign_step (self->exchange, self->environment, self->key_type, self->credential,
                                 &moment, self->current, self->taken, &why);
  if (request)
    {
      remember_request (self, request->method, request->host, request->path);
      return request;
    }

  /* A later step may want a value that an earlier one did not find: that costs only this step. */
  if (get_step (self, self->current)->may_fail)
    self->current++;
  else
    {
      g_free (self->report->message);
      self->report->message = kt_reply_scrub (why->message, -1, self->credential, KT_REPLY_MAX_TEXT);
      end_with (self, KT_OUTCOMES_BIT (KT_OUTCOME_MALFORMED_REQUEST));
    }
  g_propagate_error (error, g_steal_pointer (&why));
  return NULL;
}

/* Whether a later step stands in for this refusal. */
static gboolean
has_substitute (KtCheck *self)
{
  for (guint i = self->current + 1; i < self->steps->len; i++)
    {
      const KtStep *step = get_step (self, i);

      if (step->instead_of == (int) self->current && is_wanted (self, step))
        return TRUE;
    }
  return FALSE;
}

/* The same request once more with the exchange's time, when its refusal means this computer's clock. */
static gboolean
corrects_clock (KtCheck *self, KtOutcomes means)
{
  const KtOutcomes skew = KT_OUTCOMES_BIT (KT_OUTCOME_CLOCK_SKEW);

  if (!(means & skew) || self->correcting || !self->clock_known
      || !kt_exchange_uses_time (self->exchange, self->environment, self->key_type))
    return FALSE;
  if (means != skew && ABS (self->clock_offset_ms) <= self->clock_doubt_ms + SKEW_MS)
    return FALSE;

  self->correcting = TRUE;
  return TRUE;
}

static void
keep_verdict (KtCheck *self, KtVerdict *verdict, guint status)
{
  KtReport *report = self->report;

  g_free (report->code);
  g_free (report->message);
  report->code = g_steal_pointer (&verdict->code);
  report->message = g_steal_pointer (&verdict->message);
  report->status = status;
  report->sure = verdict->sure;
  if (verdict->own_address)
    {
      g_free (report->own_address);
      report->own_address = g_steal_pointer (&verdict->own_address);
    }
}

static void
take_refusal (KtCheck *self, const KtStep *step, const KtAnswer *answer, KtVerdict *verdict)
{
  const KtOutcomes skew = KT_OUTCOMES_BIT (KT_OUTCOME_CLOCK_SKEW);
  KtOutcomes means = verdict->outcomes;

  if ((means & KT_OUTCOMES_BIT (KT_OUTCOME_RATE_LIMITED)) || answer->status == 429 || answer->status == 418)
    hold (self, answer);

  self->refused_with[self->current] = g_strdup (verdict->code);
  if (verdict->code && has_substitute (self))
    {
      self->current++;
      return;
    }

  /* What is known so far stands; but when nothing is, being told to stay away is all there is to say. */
  if (step->may_fail && (self->accepted || self->hold_until_ms == 0))
    {
      self->current++;
      self->done = self->hold_until_ms != 0;
      return;
    }

  if (corrects_clock (self, means))
    {
      g_clear_pointer (&self->refused_with[self->current], g_free);
      keep_verdict (self, verdict, answer->status);
      return;
    }

  keep_verdict (self, verdict, answer->status);
  /* With the exchange's own time it was refused all the same: of several causes the clock is out. */
  if (self->correcting && (means & ~skew))
    means &= ~skew;
  end_with (self, means);
}

static void
take_acceptance (KtCheck *self, const KtStep *step, const KtAnswer *answer, KtReply *reply)
{
  KtReport *report = self->report;
  const gint64 now_ms = answer->sent_ms + answer->duration_ms;

  self->current++;
  if (kt_step_counts_as_use (step, self->environment))
    report->counted_as_use = TRUE;

  if (!kt_reply_read (reply, &step->reading, self->credential, self->taken, now_ms, report) && !step->may_fail)
    {
      report->status = answer->status;
      end_with (self, KT_OUTCOMES_BIT (KT_OUTCOME_UNREADABLE_REPLY));
      return;
    }

  self->accepted = TRUE;
  if (self->correcting)
    report->clock_corrected = TRUE;
  else if (!step->may_fail)
    report->status = answer->status;
}

static void
take_failure (KtCheck *self, const KtStep *step, const KtAnswer *answer)
{
  if (step->may_fail && self->accepted && !(answer->failure & KT_OUTCOMES_BIT (KT_OUTCOME_CANCELLED)))
    {
      /* What is known so far stands; a host that just failed is not asked for more. */
      self->current++;
      self->done = TRUE;
      return;
    }
  end_with (self, answer->failure);
}

void
kt_check_take_reply (KtCheck *self, const KtAnswer *answer)
{
  const KtReplyRule *rule = kt_exchange_get_reply (self->exchange);
  g_autoptr(KtReply) reply = NULL;
  KtVerdictRules rules;
  KtVerdict verdict;
  const KtStep *step;

  g_return_if_fail (!self->done && self->current < self->steps->len && self->host);

  step = get_step (self, self->current);
  kt_report_add_request (self->report, step->id, self->method, self->host, self->path,
                         answer->status, answer->duration_ms);

  if (answer->failure)
    {
      take_failure (self, step, answer);
      return;
    }

  if (self->report->latency_ms == 0)
    self->report->latency_ms = answer->duration_ms;
  learn_clock_from_date (self, answer);

  reply = kt_reply_new (answer->status, answer->body, answer->length);
  rules = (KtVerdictRules) { step->ok ? step->ok : rule->ok, rule->code, rule->message,
                             kt_exchange_get_errors (self->exchange) };
  kt_reply_judge (reply, &rules, self->credential, &verdict);

  if (verdict.accepted)
    take_acceptance (self, step, answer, reply);
  else
    take_refusal (self, step, answer, &verdict);
  kt_verdict_clear (&verdict);
}

gint64
kt_check_get_hold_until (KtCheck *self)
{
  return self->hold_until_ms;
}

/* ── The end ──────────────────────────────────────────────────────────────── */

/* What was only shown by a request that worked does not count where the exchange tells it,
 * and nothing that worked can have been denied. */
static void
settle_rights (KtReport *report)
{
  report->inferred &= ~report->confirmed;
  report->denied &= ~(report->confirmed | report->inferred);
}

KtReport *
kt_check_finish (KtCheck *self, gint64 now_ms)
{
  KtReport *report = self->report;

  report->checked_ms = now_ms;
  if (report->outcomes == 0 && report->clock_corrected)
    report->outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_CLOCK_SKEW);
  else if (report->outcomes == 0 && self->done && self->accepted)
    report->outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_WORKS);
  else if (report->outcomes == 0)
    report->outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_CANCELLED);

  report->clock_known = self->clock_known;
  report->clock_offset_ms = self->clock_offset_ms;
  report->clock_doubt_ms = self->clock_doubt_ms;
  settle_rights (report);
  return kt_report_ref (report);
}
