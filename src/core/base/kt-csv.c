/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-csv.h"

#include <string.h>

void
kt_csv_append (GString *csv, const char *text)
{
  if (csv->len > 0 && csv->str[csv->len - 1] != '\n')
    g_string_append_c (csv, ',');
  g_string_append_c (csv, '"');
  if (text && *text && strchr ("=+-@\t\r\n", *text))
    g_string_append_c (csv, '\'');
  for (const char *c = text; c && *c; c++)
    {
      if (*c == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *c);
    }
  g_string_append_c (csv, '"');
}

void
kt_csv_end_line (GString *csv)
{
  g_string_append (csv, "\r\n");
}
