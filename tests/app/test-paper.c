/* test-paper.c: what is printed: where pages begin, and a document of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-paper.h"

#include "kt-test-util.h"

static void
test_paginate (void)
{
  static const struct {
    double      heights[5];
    guint       n;
    guint       pages[5];
    guint       n_pages;
    const char *explanation;
  } rows[] = {
    { { 0 }, 0, { 0 }, 1, "the heading alone is a page" },
    { { 40, 40 }, 2, { 0 }, 1, "all fit under the heading" },
    { { 40, 50 }, 2, { 0, 1 }, 2, "the second is not torn apart" },
    { { 80, 60, 40, 10 }, 4, { 0, 1, 3 }, 3, "a page is filled to its end" },
    { { 90, 10 }, 2, { 0, 1 }, 2, "what is too tall for the first page stands there all the same" },
    { { 10, 500, 10 }, 3, { 0, 1, 2 }, 3, "what is taller than any page stands alone" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GArray) pages = kt_paper_paginate (rows[i].heights, rows[i].n, 80, 100);

      g_test_message ("%s", rows[i].explanation);
      g_assert_cmpuint (pages->len, ==, rows[i].n_pages);
      for (guint j = 0; j < pages->len; j++)
        g_assert_cmpuint (g_array_index (pages, guint, j), ==, rows[i].pages[j]);
    }
}

static void
test_document (void)
{
  g_autofree char *folder = kt_test_folder_make ();
  g_autofree char *path = g_build_filename (folder, "list.pdf", NULL);
  g_autoptr(GPtrArray) blocks = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GtkPrintOperation) operation = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 60; i++)
    g_ptr_array_add (blocks, g_strdup_printf ("%u. Made up (Bitget): may move money away, from any address; given to "
                                              "a name that is so long that the line is wrapped, 交易所密钥, مفتاح\n"
                                              "https://www.bitget.com/account/newapi\n", i + 1));
  operation = kt_paper_new ("Made up", "Keyturn: all keys by what they could cost", blocks);
  gtk_print_operation_set_export_filename (operation, path);
  g_assert_cmpint (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL, &error), ==,
                   GTK_PRINT_OPERATION_RESULT_APPLY);
  g_assert_no_error (error);
  g_assert_cmpint (gtk_print_operation_get_n_pages_to_print (operation), >=, 4);
  g_assert_cmpint (gtk_print_operation_get_n_pages_to_print (operation), <=, 7);
  text = kt_test_file_load (path, NULL);
  g_assert_true (g_str_has_prefix (text, "%PDF-"));
  kt_test_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  g_test_add_func ("/paper/paginate", test_paginate);
  g_test_add_func ("/paper/document", test_document);
  return g_test_run ();
}
