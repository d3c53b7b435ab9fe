/* kt-matrix.h: keys × rights: what a key is meant to do beside what its exchange says
 *
 * Pure. A right that was never told stays unknown, whatever it was meant to be.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-record.h"
#include "kt-report.h"

G_BEGIN_DECLS

typedef enum {
  KT_CELL_NO,             /* the exchange says no, and it is not meant */
  KT_CELL_CONFIRMED,      /* the exchange says yes; meant, or nobody said what the key is for */
  KT_CELL_INFERRED,       /* a request that worked proves it could; meant, or nobody said */
  KT_CELL_EXTRA,          /* the exchange says yes, and it is not meant; also what moves money where nobody said */
  KT_CELL_EXTRA_INFERRED, /* it could, and it is not meant */
  KT_CELL_LACKS,          /* meant, and the exchange says no */
  KT_CELL_MEANT,          /* meant, and not told */
  KT_CELL_UNKNOWN,        /* not told */
  KT_N_CELLS
} KtCell;

/* @good: (nullable): the last report that worked. */
KtCell   kt_matrix_get_cell    (const KtRecord *record, const KtReport *good, KtRight right);
/* Those that have anything to show for this key: meant, or told to be there. */
KtRights kt_matrix_get_columns (const KtRecord *record, const KtReport *good);
/* "confirmed", "extra"…: for a table that programs read */
const char *kt_cell_to_word    (KtCell cell);

G_END_DECLS
