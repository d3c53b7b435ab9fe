/* test-csv.c: tables for spreadsheets: quoted, and no formulas
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-csv.h"

static void
test_fields (void)
{
  static const struct { const char *text, *field, *explanation; } rows[] = {
    { "Spot bot", "\"Spot bot\"", "plain" },
    { "", "\"\"", "empty" },
    { NULL, "\"\"", "none" },
    { "a \"b\", c", "\"a \"\"b\"\", c\"", "a quotation mark and a comma" },
    { "two\nlines", "\"two\nlines\"", "a line end inside" },
    { "=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"", "a formula" },
    { "+1", "\"'+1\"", "plus" },
    { "-1", "\"'-1\"", "minus" },
    { "@SUM(A1)", "\"'@SUM(A1)\"", "at" },
    { "\t=1", "\"'\t=1\"", "a tab before it" },
    { "\r=1", "\"'\r=1\"", "a return before it" },
    { "\n=1", "\"'\n=1\"", "a line end before it" },
    { "交易", "\"交易\"", "other letters" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GString) csv = g_string_new (NULL);

      g_test_message ("%s", rows[i].explanation);
      kt_csv_append (csv, rows[i].text);
      g_assert_cmpstr (csv->str, ==, rows[i].field);
    }
}

static void
test_lines (void)
{
  g_autoptr(GString) csv = g_string_new (NULL);

  kt_csv_append (csv, "a");
  kt_csv_append (csv, "b");
  kt_csv_end_line (csv);
  kt_csv_append (csv, "c");
  kt_csv_end_line (csv);
  g_assert_cmpstr (csv->str, ==, "\"a\",\"b\"\r\n\"c\"\r\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/fields", test_fields);
  g_test_add_func ("/csv/lines", test_lines);
  return g_test_run ();
}
