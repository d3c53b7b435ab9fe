/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-finding.h"

#include "kt-pack.h"

G_DEFINE_BOXED_TYPE (KtFinding, kt_finding, kt_finding_copy, kt_finding_free)

static const char *const kind_words[KT_N_FINDINGS] = {
  [KT_FINDING_EXCESS_RIGHTS]           = "excess-rights",
  [KT_FINDING_MISSING_RIGHTS]          = "missing-rights",
  [KT_FINDING_UNKNOWN_RIGHTS]          = "unknown-rights",
  [KT_FINDING_MONEY_WITHOUT_ALLOWLIST] = "money-without-allowlist",
  [KT_FINDING_TRADE_WITHOUT_ALLOWLIST] = "trade-without-allowlist",
  [KT_FINDING_EXPIRES]                 = "expires",
  [KT_FINDING_EXPIRED]                 = "expired",
  [KT_FINDING_LAPSES]                  = "lapses",
  [KT_FINDING_LAPSED]                  = "lapsed",
  [KT_FINDING_DIES_UNUSED]             = "dies-unused",
  [KT_FINDING_ONLY_KEYTURN]            = "only-keyturn",
  [KT_FINDING_ROTATION_DUE]            = "rotation-due",
  [KT_FINDING_ROTATION_OVERDUE]        = "rotation-overdue",
  [KT_FINDING_NOT_WORKING]             = "not-working",
  [KT_FINDING_UNREACHABLE]             = "unreachable",
  [KT_FINDING_NOT_CHECKED]             = "not-checked",
  [KT_FINDING_DUPLICATE]               = "duplicate",
  [KT_FINDING_ACCOUNT_CHANGED]         = "account-changed",
  [KT_FINDING_SECRET_MISSING]          = "secret-missing",
  [KT_FINDING_OTHER_KEYRING]           = "other-keyring",
  [KT_FINDING_MEMORY_NOT_LOCKED]       = "memory-not-locked",
  [KT_FINDING_WRONG_ENVIRONMENT]       = "wrong-environment",
  [KT_FINDING_MAY_END]                 = "may-end",
  [KT_FINDING_CUSTOM]                  = "custom",
  [KT_FINDING_PAUSED]                  = "paused",
  [KT_FINDING_STOPPED]                 = "stopped",
  [KT_FINDING_CLEARING]                = "clearing",
  [KT_FINDING_EXCHANGE_CLOSED]         = "exchange-closed",
  [KT_FINDING_AS_INTENDED]             = "as-intended",
  [KT_FINDING_CLOCK_OFF]               = "clock-off",
  [KT_FINDING_NO_INTENT]               = "no-intent",
};

static const char *const severity_words[] = { "fine", "due", "unknown", "serious", "danger" };

static const char *const remedy_words[KT_N_REMEDIES] = {
  [KT_REMEDY_NONE]           = "none",
  [KT_REMEDY_OPEN_KEYS_PAGE] = "open-keys-page",
  [KT_REMEDY_CHECK]          = "check",
  [KT_REMEDY_ROTATE]         = "rotate",
  [KT_REMEDY_SET_INTENT]     = "set-intent",
  [KT_REMEDY_FIX_CLOCK]      = "fix-clock",
  [KT_REMEDY_EDIT]           = "edit",
  [KT_REMEDY_UNLOCK]         = "unlock",
  [KT_REMEDY_WAIT]           = "wait",
  [KT_REMEDY_REPORT_BUG]     = "report-bug",
  [KT_REMEDY_LOOK]           = "look",
  [KT_REMEDY_CHOOSE_KEYRING] = "choose-keyring",
  [KT_REMEDY_STOP_CHECKS]    = "stop-checks",
  [KT_REMEDY_RESUME_CHECKS]  = "resume-checks",
};

static const char *const origin_words[] = { "exchange", "rule", "person", "policy" };
static const char *const date_words[] = { "expires", "lapses", "dies-unused", "rotate" };

KtFinding *
kt_finding_new (KtFindingKind kind, KtSeverity severity, KtRemedy remedy)
{
  KtFinding *self = g_new0 (KtFinding, 1);

  self->kind = kind;
  self->severity = severity;
  self->remedy = remedy;
  self->sure = TRUE;
  return self;
}

KtFinding *
kt_finding_copy (const KtFinding *self)
{
  KtFinding *copy;

  g_return_val_if_fail (self, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->word = g_strdup (self->word);
  copy->source = g_strdup (self->source);
  return copy;
}

void
kt_finding_free (KtFinding *self)
{
  if (!self)
    return;

  g_free (self->word);
  g_free (self->source);
  g_free (self);
}

/* Sources are the definitions' own: few, and the same for many keys. */
const KtFinding *
kt_finding_pack (GPtrArray *findings)
{
  KtPack pack = { 0 };
  KtFinding *block;

  kt_pack_plan (&pack, findings->len * sizeof *block);
  for (guint i = 0; i < findings->len; i++)
    kt_pack_plan_text (&pack, ((const KtFinding *) g_ptr_array_index (findings, i))->word);

  block = findings->len > 0 ? kt_pack_begin (&pack, NULL, 0) : NULL;
  for (guint i = 0; i < findings->len; i++)
    {
      const KtFinding *finding = g_ptr_array_index (findings, i);

      block[i] = *finding;
      block[i].word = kt_pack_text (&pack, finding->word);
      block[i].source = (char *) g_intern_string (finding->source);
    }
  return block;
}

const char *
kt_finding_kind_to_word (KtFindingKind kind)
{
  g_return_val_if_fail (kind < KT_N_FINDINGS, NULL);

  return kind_words[kind];
}

const char *
kt_severity_to_word (KtSeverity severity)
{
  g_return_val_if_fail (severity < G_N_ELEMENTS (severity_words), NULL);

  return severity_words[severity];
}

const char *
kt_remedy_to_word (KtRemedy remedy)
{
  g_return_val_if_fail (remedy < G_N_ELEMENTS (remedy_words), NULL);

  return remedy_words[remedy];
}

const char *
kt_origin_to_word (KtOrigin origin)
{
  g_return_val_if_fail (origin < G_N_ELEMENTS (origin_words), NULL);

  return origin_words[origin];
}

int
kt_finding_compare (gconstpointer a, gconstpointer b)
{
  const KtFinding *left = *(KtFinding *const *) a;
  const KtFinding *right = *(KtFinding *const *) b;

  if (left->severity != right->severity)
    return left->severity > right->severity ? -1 : 1;
  if (left->kind != right->kind)
    return left->kind < right->kind ? -1 : 1;
  if (left->at_ms != right->at_ms)
    return left->at_ms < right->at_ms ? -1 : 1;
  return 0;
}

KtDate *
kt_date_new (KtDateKind kind, gint64 at_ms, KtOrigin origin, gboolean sure, const char *source)
{
  KtDate *self = g_new0 (KtDate, 1);

  self->kind = kind;
  self->at_ms = at_ms;
  self->origin = origin;
  self->sure = sure;
  self->source = g_strdup (source);
  return self;
}

void
kt_date_free (KtDate *self)
{
  if (!self)
    return;

  g_free (self->source);
  g_free (self);
}

const KtDate *
kt_date_pack (GPtrArray *dates)
{
  KtDate *block = dates->len > 0 ? g_new (KtDate, dates->len) : NULL;

  for (guint i = 0; i < dates->len; i++)
    {
      const KtDate *date = g_ptr_array_index (dates, i);

      block[i] = *date;
      block[i].source = (char *) g_intern_string (date->source);
    }
  return block;
}

const char *
kt_date_kind_to_word (KtDateKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (date_words), NULL);

  return date_words[kind];
}
