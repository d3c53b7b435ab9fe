/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-outcome.h"

static const char *const words[KT_N_OUTCOMES] = {
  [KT_OUTCOME_WORKS]                  = "works",
  [KT_OUTCOME_RESTRICTED_AS_INTENDED] = "restricted-as-intended",
  [KT_OUTCOME_KEY_UNKNOWN]            = "key-unknown",
  [KT_OUTCOME_BAD_SIGNATURE]          = "bad-signature",
  [KT_OUTCOME_BAD_PASSPHRASE]         = "bad-passphrase",
  [KT_OUTCOME_IP_NOT_ALLOWED]         = "ip-not-allowed",
  [KT_OUTCOME_CLOCK_SKEW]             = "clock-skew",
  [KT_OUTCOME_LACKS_RIGHT]            = "lacks-right",
  [KT_OUTCOME_EXPIRED]                = "expired",
  [KT_OUTCOME_DISABLED]               = "disabled",
  [KT_OUTCOME_WRONG_ENVIRONMENT]      = "wrong-environment",
  [KT_OUTCOME_RATE_LIMITED]           = "rate-limited",
  [KT_OUTCOME_MAINTENANCE]            = "maintenance",
  [KT_OUTCOME_REGION_BLOCKED]         = "region-blocked",
  [KT_OUTCOME_NONCE_USED]             = "nonce-used",
  [KT_OUTCOME_WRONG_ACCOUNT_MODE]     = "wrong-account-mode",
  [KT_OUTCOME_MALFORMED_REQUEST]      = "malformed-request",
  [KT_OUTCOME_REFUSED]                = "refused",
  [KT_OUTCOME_UNREACHABLE_DNS]        = "unreachable-dns",
  [KT_OUTCOME_UNREACHABLE_REFUSED]    = "unreachable-refused",
  [KT_OUTCOME_UNREACHABLE_TIMEOUT]    = "unreachable-timeout",
  [KT_OUTCOME_UNREACHABLE_TLS]        = "unreachable-tls",
  [KT_OUTCOME_UNREADABLE_REPLY]       = "unreadable-reply",
  [KT_OUTCOME_CANCELLED]              = "cancelled",
};

const char *
kt_outcome_to_word (KtOutcome outcome)
{
  g_return_val_if_fail (outcome < KT_N_OUTCOMES, NULL);

  return words[outcome];
}

gboolean
kt_outcome_from_word (const char *word, KtOutcome *ret_outcome)
{
  for (guint i = 0; i < KT_N_OUTCOMES; i++)
    {
      if (g_strcmp0 (word, words[i]) == 0)
        {
          *ret_outcome = i;
          return TRUE;
        }
    }
  return FALSE;
}

int
kt_outcomes_get_single (KtOutcomes outcomes)
{
  if (outcomes == 0 || (outcomes & (outcomes - 1)) != 0)
    return -1;

  return g_bit_nth_lsf (outcomes, -1);
}

char *
kt_outcomes_to_string (KtOutcomes outcomes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < KT_N_OUTCOMES; i++)
    {
      if (!(outcomes & KT_OUTCOMES_BIT (i)))
        continue;
      if (text->len > 0)
        g_string_append_c (text, ',');
      g_string_append (text, words[i]);
    }
  return g_string_free (text, FALSE);
}

KtOutcomes
kt_outcomes_from_string (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text ? text : "", ",", -1);
  KtOutcomes outcomes = 0;

  for (guint i = 0; parts[i]; i++)
    {
      KtOutcome outcome;

      if (kt_outcome_from_word (g_strstrip (parts[i]), &outcome))
        outcomes |= KT_OUTCOMES_BIT (outcome);
    }
  return outcomes;
}
