/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-policy.h"

/* Told rights count, and so do those it is meant to have when the exchange does not tell. */
static KtRisk
get_risk (const KtRecord *record, const KtReport *good_report)
{
  KtRights rights = KT_RIGHTS_NONE;

  if (good_report)
    rights = kt_report_get_rights (good_report);
  if ((!good_report || !good_report->rights_told) && record->intent_set)
    rights |= record->intent;

  /* Nothing known at all: unknown is never taken as harmless. */
  if (rights == KT_RIGHTS_NONE && (!good_report || !good_report->rights_told))
    return KT_RISK_TRADE;
  return kt_rights_get_risk (rights);
}

int
kt_policy_get_rotation (const KtPolicy *self, const KtRecord *record, const KtReport *good_report)
{
  gboolean bound;

  g_return_val_if_fail (self && record, 0);

  if (record->rotate_days >= 0)
    return record->rotate_days;

  /* Only what the exchange told binds; addresses the person wrote down do not. */
  bound = good_report && good_report->ip == KT_IP_LIST;
  switch (get_risk (record, good_report))
    {
    case KT_RISK_MONEY:
      return bound ? self->rotate_money : self->rotate_money_open;
    case KT_RISK_TRANSFER:
    case KT_RISK_TRADE:
      return bound ? self->rotate_trade : self->rotate_trade_open;
    case KT_RISK_LOOK:
    default:
      return self->rotate_look;
    }
}
