/* kt-ics.h: lines of an iCalendar file
 *
 * Writes only, and only what is needed: properties, escaped and folded. Source: RFC 5545, 3.1 "Content Lines" and 3.3.11 "Text".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @value: any text; what is no UTF-8 is replaced, control characters are left out. Lines are at most 75 bytes long and never torn
 * inside a character. */
void kt_ics_add_text  (GString *ics, const char *name, const char *value);
/* @value: as the name wants it: "PUBLISH", "20261203". @name may have parameters: "DTSTART;VALUE=DATE". */
void kt_ics_add_value (GString *ics, const char *name, const char *value);
/* The day of the local calendar, and a moment: "20261203", "20261203T101500Z". (transfer full) */
char *kt_ics_make_day (gint64 ms, int days_later);
char *kt_ics_make_time (gint64 ms);

G_END_DECLS
