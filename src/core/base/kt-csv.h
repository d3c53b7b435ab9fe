/* kt-csv.h: writes tables for spreadsheets (RFC 4180)
 *
 * Every field is quoted. What a spreadsheet would take for a formula ("=", "+", "-", "@", a tab or a line end at its
 * beginning) gets an apostrophe before it: labels may come from anywhere.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A field at the end of the line that is begun in @csv. @text: UTF-8; NULL is an empty one. */
void kt_csv_append (GString *csv, const char *text);
void kt_csv_end_line (GString *csv);

G_END_DECLS
