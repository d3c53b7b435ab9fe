/* kt-policy.h: how often keys should be rotated and when to warn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-record.h"
#include "kt-report.h"

G_BEGIN_DECLS

/* Days; 0 = never. */
typedef struct {
  int rotate_money;         /* moves money, bound to addresses: 90 */
  int rotate_money_open;    /* moves money from any address: 30 */
  int rotate_trade;         /* 180 */
  int rotate_trade_open;    /* 90 */
  int rotate_look;          /* 365 */
  int warn_days;            /* lead time before any date: 14 */
  int stale_days;           /* not checked for so long is a finding: 30 */
} KtPolicy;

#define KT_POLICY_DEFAULT ((KtPolicy) { 90, 30, 180, 90, 365, 14, 30 })

/* The interval for one key: its own, or by what it can do (told, else meant). 0 = never. */
int kt_policy_get_rotation (const KtPolicy *self, const KtRecord *record, const KtReport *good_report);

G_END_DECLS
