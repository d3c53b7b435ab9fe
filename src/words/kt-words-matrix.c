/* kt-words-matrix.c: the rights matrix in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-words-private.h"

const char *
kt_words_cell (KtCell cell)
{
  static const char *const words[KT_N_CELLS] = {
    [KT_CELL_NO]             = N_("Not allowed, not meant"),
    [KT_CELL_CONFIRMED]      = N_("Confirmed by the exchange"),
    [KT_CELL_INFERRED]       = N_("Inferred: a request that worked shows it"),
    [KT_CELL_EXTRA]          = N_("Confirmed, not meant"),
    [KT_CELL_EXTRA_INFERRED] = N_("Inferred, not meant"),
    [KT_CELL_LACKS]          = N_("Meant, but not allowed"),
    [KT_CELL_MEANT]          = N_("Meant, not told"),
    [KT_CELL_UNKNOWN]        = N_("Not told"),
  };

  g_return_val_if_fail (cell < KT_N_CELLS, "");

  return _(words[cell]);
}

char *
kt_words_matrix (const KtRecord *record, const KtReport *good, KtRights columns)
{
  /* The worst is said first. */
  static const KtCell order[] = { KT_CELL_EXTRA, KT_CELL_EXTRA_INFERRED, KT_CELL_LACKS, KT_CELL_MEANT, KT_CELL_CONFIRMED,
                                  KT_CELL_INFERRED, KT_CELL_UNKNOWN };
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) parts = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      KtRights rights = KT_RIGHTS_NONE;
      g_autofree char *list = NULL;
      g_autofree char *part = NULL;

      for (KtRight right = 0; right < KT_N_RIGHTS; right++)
        {
          if ((columns & KT_RIGHTS_BIT (right)) && kt_matrix_get_cell (record, good, right) == order[i])
            rights |= KT_RIGHTS_BIT (right);
        }
      if (rights == KT_RIGHTS_NONE)
        continue;
      list = kt_words_rights_list (rights);
      /* Translators: what holds, and of which rights: "Confirmed, not meant: Withdraw" */
      part = g_strdup_printf (_("%1$s: %2$s"), kt_words_cell (order[i]), list);
      g_strv_builder_add (builder, part);
    }
  parts = g_strv_builder_end (builder);
  return g_strjoinv ("\n", parts);
}
