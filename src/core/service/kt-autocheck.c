/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-autocheck.h"

#include "kt-health.h"

static gboolean
is_paused (const KtRecord *record)
{
  return record->refusals >= KT_HEALTH_REFUSALS;
}

KtAutocheck
kt_autocheck_with_all (const KtRecord *record, KtExchange *exchange, gint64 now_ms)
{
  g_return_val_if_fail (record != NULL, KT_AUTOCHECK_NOT_ACTIVE);

  if (record->state != KT_STATE_ACTIVE)
    return KT_AUTOCHECK_NOT_ACTIVE;
  if (record->checks_stopped)
    return KT_AUTOCHECK_STOPPED;
  if (!exchange)
    return KT_AUTOCHECK_NO_EXCHANGE;
  if (kt_exchange_is_closed (exchange, now_ms))
    return KT_AUTOCHECK_CLOSED;
  if (kt_exchange_has_rising_nonce (exchange, record->environment) && !record->nonce_allowed)
    return KT_AUTOCHECK_NONCE;
  /* Whoever was asked once may be at another place now. */
  if (kt_exchange_wrong_address_disables (exchange))
    return KT_AUTOCHECK_ADDRESS;
  if (is_paused (record) && kt_exchange_refusals_lock_out (exchange))
    return KT_AUTOCHECK_PAUSED;
  return KT_AUTOCHECK_YES;
}

KtAutocheck
kt_autocheck_by_itself (const KtRecord *record, KtExchange *exchange, gint64 now_ms)
{
  KtAutocheck with_all = kt_autocheck_with_all (record, exchange, now_ms);

  if (with_all != KT_AUTOCHECK_YES)
    return with_all;
  if (is_paused (record))
    return KT_AUTOCHECK_PAUSED;
  if (kt_exchange_counts_as_use (exchange, record->environment) && !record->keep_alive)
    return KT_AUTOCHECK_COUNTS_AS_USE;
  return KT_AUTOCHECK_YES;
}
