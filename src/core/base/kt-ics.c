/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-ics.h"

#include "kt-time.h"

#define MOST_BYTES 75

static void
add_folded (GString *ics, const char *line)
{
  gsize room = MOST_BYTES;

  for (const char *p = line; *p; p = g_utf8_next_char (p))
    {
      const gsize length = g_utf8_next_char (p) - p;

      if (length > room)
        {
          g_string_append (ics, "\r\n ");
          room = MOST_BYTES - 1;
        }
      g_string_append_len (ics, p, length);
      room -= length;
    }
  g_string_append (ics, "\r\n");
}

void
kt_ics_add_value (GString *ics, const char *name, const char *value)
{
  g_autofree char *line = g_strconcat (name, ":", value, NULL);

  add_folded (ics, line);
}

void
kt_ics_add_text (GString *ics, const char *name, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);
  g_autoptr(GString) escaped = g_string_new (NULL);

  for (const char *p = valid; *p; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);

      if (c == '\n')
        g_string_append (escaped, "\\n");
      else if (g_unichar_iscntrl (c))
        continue;
      else
        {
          if (c == '\\' || c == ';' || c == ',')
            g_string_append_c (escaped, '\\');
          g_string_append_unichar (escaped, c);
        }
    }
  kt_ics_add_value (ics, name, escaped->str);
}

char *
kt_ics_make_day (gint64 ms, int days_later)
{
  g_autoptr(GDateTime) time = kt_time_new_local (ms);
  g_autoptr(GDateTime) day = time ? g_date_time_add_days (time, days_later) : NULL;

  return g_date_time_format (day ? day : time, "%Y%m%d");
}

char *
kt_ics_make_time (gint64 ms)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (ms / 1000);

  return g_date_time_format (time, "%Y%m%dT%H%M%SZ");
}
