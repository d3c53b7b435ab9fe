/* kt-program.c: where another program of Keyturn is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "kt-program.h"

char *
kt_program_find (const char *name, const char *built)
{
  g_autofree char *exe = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = exe ? g_path_get_dirname (exe) : g_strdup ("");
  g_autofree char *beside = g_build_filename (folder, name, NULL);
  g_autofree char *in_build = g_build_filename (folder, "..", built, name, NULL);

  if (g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);
  if (KT_DEVELOPMENT && g_file_test (in_build, G_FILE_TEST_IS_EXECUTABLE))
    return g_canonicalize_filename (in_build, NULL);
  return g_find_program_in_path (name);
}
