/* test-grid.c: the rights matrix at every width: nothing stands over anything else, nothing outside
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-grid.h"

static void
test_fits (void)
{
  for (int width = 240; width <= 2000; width += 7)
    {
      for (guint n = 1; n <= 19; n++)
        {
          KtGrid grid;
          double last;

          kt_grid_lay_out (&grid, width, n, 18);
          last = kt_grid_get_x (&grid, n - 1, FALSE);
          g_assert_cmpfloat (last + grid.cell_width / 2, <=, width + 0.01);
          /* A sign is 16 wide; at the narrowest of windows they touch at most. */
          if (width >= 336)
            g_assert_cmpfloat (grid.cell_width, >=, 16);
          if (!grid.stacked)
            g_assert_cmpfloat (grid.label_width, <, kt_grid_get_x (&grid, 0, FALSE) - 8);
          g_assert_cmpfloat_with_epsilon (kt_grid_get_x (&grid, 0, TRUE), width - kt_grid_get_x (&grid, 0, FALSE), 0.01);
        }
    }
}

static void
test_stacked (void)
{
  static const struct { int width; guint n; gboolean stacked; const char *explanation; } rows[] = {
    { 336, 8, TRUE, "a telephone" },
    { 336, 3, FALSE, "few rights, even there" },
    { 840, 8, FALSE, "a window" },
    { 840, 19, FALSE, "all rights in a window" },
    { 600, 19, TRUE, "all rights in a narrow one" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      KtGrid grid;

      g_test_message ("%s", rows[i].explanation);
      kt_grid_lay_out (&grid, rows[i].width, rows[i].n, 18);
      g_assert_cmpint (grid.stacked, ==, rows[i].stacked);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grid/fits", test_fits);
  g_test_add_func ("/grid/stacked", test_stacked);
  return g_test_run ();
}
