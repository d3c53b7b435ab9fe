/* kt-life.h: what a check says about whether a credential is dead
 *
 * Pure. Only what surely is a refusal of this very key counts: a wrong address, a clock that is off, a limit or a line
 * that is down prove nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-record.h"
#include "kt-report.h"

G_BEGIN_DECLS

typedef enum {
  KT_LIFE_UNKNOWN,
  KT_LIFE_ALIVE,
  KT_LIFE_DEAD,        /* refused as unknown or disabled */
} KtLife;

/* @good: (nullable): the last report of the key that worked; "of another environment" is no proof for a key that never
 * worked in the one it is in now. */
KtLife kt_life_tell (const KtRecord *record, const KtReport *good, const KtReport *report);

G_END_DECLS
