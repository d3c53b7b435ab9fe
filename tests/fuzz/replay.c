/* replay: plays a target's seeds and what was found once, without libFuzzer
 *
 *   fuzz-reply FOLDER...      every file of these folders is an input
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-fuzz.h"

static void
play (gconstpointer path)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *bytes = NULL;
  g_autofree guint8 *exact = NULL;
  gsize length;

  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  /* As libFuzzer hands it over: nothing follows the last byte. */
  exact = g_memdup2 (bytes, MAX (length, 1));
  g_assert_cmpint (LLVMFuzzerTestOneInput (exact, length), ==, 0);
}

static guint
add_folder (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *base = g_path_get_basename (folder);
  const char *name;
  guint n = 0;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *test = g_strdup_printf ("/fuzz/%s/%s", base, name);

      g_test_add_data_func_full (test, g_build_filename (folder, name, NULL), play, g_free);
      n++;
    }
  return n;
}

int
main (int argc, char **argv)
{
  guint n = 0;

  g_test_init (&argc, &argv, NULL);
  for (int i = 1; i < argc; i++)
    n += add_folder (argv[i]);
  g_assert_cmpuint (n, >, 0);
  return g_test_run ();
}
