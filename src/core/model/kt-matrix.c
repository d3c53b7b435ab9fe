/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-matrix.h"

KtCell
kt_matrix_get_cell (const KtRecord *record, const KtReport *good, KtRight right)
{
  const KtRights bit = KT_RIGHTS_BIT (right);
  const gboolean meant = record->intent_set && (record->intent & bit);
  /* Where nobody said what it is for, what moves money is not taken for granted. */
  const gboolean extra = record->intent_set ? !meant : kt_right_get_risk (right) >= KT_RISK_MONEY;

  if (good && (good->confirmed & bit))
    return extra ? KT_CELL_EXTRA : KT_CELL_CONFIRMED;
  if (good && (good->inferred & bit))
    return extra ? KT_CELL_EXTRA_INFERRED : KT_CELL_INFERRED;
  if (good && (good->denied & bit))
    return meant ? KT_CELL_LACKS : KT_CELL_NO;
  return meant ? KT_CELL_MEANT : KT_CELL_UNKNOWN;
}

KtRights
kt_matrix_get_columns (const KtRecord *record, const KtReport *good)
{
  return (record->intent_set ? record->intent : KT_RIGHTS_NONE) | (good ? kt_report_get_rights (good) : KT_RIGHTS_NONE);
}

const char *
kt_cell_to_word (KtCell cell)
{
  static const char *const words[KT_N_CELLS] = {
    [KT_CELL_NO] = "no", [KT_CELL_CONFIRMED] = "confirmed", [KT_CELL_INFERRED] = "inferred", [KT_CELL_EXTRA] = "extra",
    [KT_CELL_EXTRA_INFERRED] = "extra-inferred", [KT_CELL_LACKS] = "lacks", [KT_CELL_MEANT] = "meant", [KT_CELL_UNKNOWN] = "unknown",
  };

  g_return_val_if_fail (cell < KT_N_CELLS, NULL);

  return words[cell];
}
