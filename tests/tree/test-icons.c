/* test-icons.c: the program's icons can be drawn, fill their square and stay within it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gdk-pixbuf/gdk-pixbuf.h>

static guint
alpha_at (GdkPixbuf *picture, int x, int y)
{
  return gdk_pixbuf_read_pixels (picture)[y * gdk_pixbuf_get_rowstride (picture) + x * 4 + 3];
}

static void
test_icon (gconstpointer data)
{
  const char *name = data;
  g_autofree char *path = g_build_filename (g_getenv ("KT_ICONS"), name, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkPixbuf) picture = gdk_pixbuf_new_from_file_at_size (path, 128, 128, &error);
  guint painted = 0;

  g_assert_no_error (error);
  g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, 128);
  g_assert_cmpint (gdk_pixbuf_get_height (picture), ==, 128);
  g_assert_cmpint (gdk_pixbuf_get_n_channels (picture), ==, 4);
  for (int y = 0; y < 128; y++)
    for (int x = 0; x < 128; x++)
      painted += alpha_at (picture, x, y) > 128;
  g_assert_cmpuint (painted, >, 128 * 128 / 8);
  for (int i = 0; i < 128; i++)
    {
      /* Nothing is cut off at the edge. */
      g_assert_cmpuint (alpha_at (picture, i, 0), <, 128);
      g_assert_cmpuint (alpha_at (picture, 0, i), <, 128);
      g_assert_cmpuint (alpha_at (picture, i, 127), <, 128);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/icon/full-colour", "io.github.keyturn.Keyturn.svg", test_icon);
  g_test_add_data_func ("/icon/symbolic", "io.github.keyturn.Keyturn-symbolic.svg", test_icon);
  return g_test_run ();
}
