/* test-matrix.c: keys × rights: every meeting of what is meant and what is told
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-matrix.h"

#define BIT KT_RIGHTS_BIT (KT_RIGHT_WITHDRAW)

static void
test_cells (void)
{
  static const struct {
    gboolean    set, meant;
    KtRights    confirmed, inferred, denied;
    gboolean    worked;
    KtCell      cell;
    const char *explanation;
  } rows[] = {
    { TRUE,  TRUE,  BIT, 0,   0,   TRUE,  KT_CELL_CONFIRMED,      "as meant" },
    { FALSE, FALSE, BIT, 0,   0,   TRUE,  KT_CELL_EXTRA,          "nobody said what it is for, and it moves money" },
    { TRUE,  FALSE, BIT, 0,   0,   TRUE,  KT_CELL_EXTRA,          "more than meant" },
    { TRUE,  TRUE,  0,   BIT, 0,   TRUE,  KT_CELL_INFERRED,       "a request that worked says so" },
    { FALSE, FALSE, 0,   BIT, 0,   TRUE,  KT_CELL_EXTRA_INFERRED, "the same, inferred" },
    { TRUE,  FALSE, 0,   BIT, 0,   TRUE,  KT_CELL_EXTRA_INFERRED, "it could, and should not" },
    { TRUE,  TRUE,  0,   0,   BIT, TRUE,  KT_CELL_LACKS,          "meant, and refused" },
    { TRUE,  FALSE, 0,   0,   BIT, TRUE,  KT_CELL_NO,             "neither" },
    { TRUE,  TRUE,  0,   0,   0,   TRUE,  KT_CELL_MEANT,          "not told" },
    { TRUE,  FALSE, 0,   0,   0,   TRUE,  KT_CELL_UNKNOWN,        "not told, and never taken for no" },
    { TRUE,  TRUE,  0,   0,   0,   FALSE, KT_CELL_MEANT,          "never worked" },
    { FALSE, FALSE, 0,   0,   0,   FALSE, KT_CELL_UNKNOWN,        "nothing is known" },
    { TRUE,  FALSE, BIT, 0,   BIT, TRUE,  KT_CELL_EXTRA,          "told both ways: the worse holds" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(KtRecord) record = kt_record_new ();
      g_autoptr(KtReport) report = kt_report_new ();

      g_test_message ("%s", rows[i].explanation);
      record->intent_set = rows[i].set;
      record->intent = rows[i].meant ? BIT : 0;
      report->confirmed = rows[i].confirmed;
      report->inferred = rows[i].inferred;
      report->denied = rows[i].denied;
      g_assert_cmpint (kt_matrix_get_cell (record, rows[i].worked ? report : NULL, KT_RIGHT_WITHDRAW), ==, rows[i].cell);
      g_assert_nonnull (kt_cell_to_word (rows[i].cell));
    }
}

/* What does not move money is only told, where nobody said what the key is for. */
static void
test_not_said (void)
{
  g_autoptr(KtRecord) record = kt_record_new ();
  g_autoptr(KtReport) report = kt_report_new ();

  report->confirmed = KT_RIGHTS_BIT (KT_RIGHT_SPOT);
  report->inferred = KT_RIGHTS_BIT (KT_RIGHT_READ);
  g_assert_cmpint (kt_matrix_get_cell (record, report, KT_RIGHT_SPOT), ==, KT_CELL_CONFIRMED);
  g_assert_cmpint (kt_matrix_get_cell (record, report, KT_RIGHT_READ), ==, KT_CELL_INFERRED);
}

static void
test_columns (void)
{
  g_autoptr(KtRecord) record = kt_record_new ();
  g_autoptr(KtReport) report = kt_report_new ();

  record->intent = KT_RIGHTS_BIT (KT_RIGHT_SPOT);
  g_assert_cmpuint (kt_matrix_get_columns (record, NULL), ==, 0);
  record->intent_set = TRUE;
  g_assert_cmpuint (kt_matrix_get_columns (record, NULL), ==, KT_RIGHTS_BIT (KT_RIGHT_SPOT));
  report->confirmed = KT_RIGHTS_BIT (KT_RIGHT_READ);
  report->inferred = BIT;
  report->denied = KT_RIGHTS_BIT (KT_RIGHT_EARN);
  g_assert_cmpuint (kt_matrix_get_columns (record, report), ==,
                    KT_RIGHTS_BIT (KT_RIGHT_SPOT) | KT_RIGHTS_BIT (KT_RIGHT_READ) | BIT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/matrix/cells", test_cells);
  g_test_add_func ("/matrix/not-said", test_not_said);
  g_test_add_func ("/matrix/columns", test_columns);
  return g_test_run ();
}
