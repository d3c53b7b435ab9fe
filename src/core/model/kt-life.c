/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-life.h"

#include "kt-rotation.h"

KtLife
kt_life_tell (const KtRecord *record, const KtReport *good, const KtReport *report)
{
  /* The same judge as in a rotation. */
  g_autoptr(KtRotation) judge = NULL;

  if (kt_report_worked (report))
    return KT_LIFE_ALIVE;
  judge = kt_rotation_new (record, 0);
  judge->old_worked = good && g_strcmp0 (good->environment, record->environment) == 0;
  return kt_rotation_is_proof (judge, report) ? KT_LIFE_DEAD : KT_LIFE_UNKNOWN;
}
