/* test-calendar.c: the calendar file, read back by a program that knows nothing of us
 *
 * calcurse: it has a parser of its own, in C, and people use it. (python3-icalendar and ical2html would be a second reading of what
 * we think the format is only by way of larger libraries.)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "kt-catalogue.h"
#include "kt-test-util.h"
#include "kt-words.h"

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

static gint64
at (const char *text)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601 (text, zone);

  g_assert_nonnull (time);
  return g_date_time_to_unix (time) * 1000;
}

static KtKey *
make_key (const char *id, const char *label, gint64 expires_ms, gint64 rotate_ms)
{
  KtRecord *record = kt_record_new ();
  GPtrArray *dates = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_date_free);
  KtKey *key;

  g_free (record->id);
  record->id = g_strdup (id);
  record->label = g_strdup (label);
  record->exchange = g_strdup ("bitget");
  record->environment = g_strdup ("live");
  record->key_type = g_strdup ("hmac");
  record->state = KT_STATE_ACTIVE;
  record->notes = g_strdup ("MADE-UP-NOTES");
  record->fingerprint = g_strdup ("MADE-UP-FINGERPRINT");
  g_ptr_array_add (dates, kt_date_new (KT_DATE_EXPIRES, expires_ms, KT_ORIGIN_EXCHANGE, TRUE, NULL));
  g_ptr_array_add (dates, kt_date_new (KT_DATE_ROTATE, rotate_ms, KT_ORIGIN_POLICY, TRUE, NULL));
  key = kt_key_new (record);
  kt_key_set_findings (key, g_ptr_array_new (), dates);
  return key;
}

static char *
make_calendar (gint64 now_ms, gint64 expires_ms, const char *label)
{
  g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (NULL);
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(KtRecord) gone G_GNUC_UNUSED = NULL;
  guint n;
  char *ics;

  g_ptr_array_add (keys, make_key ("11111111-1111-4111-8111-111111111111", label, expires_ms, now_ms + 20 * DAY_MS));
  g_ptr_array_add (keys, make_key ("22222222-2222-4222-8222-222222222222", "Other", now_ms + 500 * DAY_MS, now_ms + 21 * DAY_MS));
  ics = kt_words_calendar (keys, catalogue, now_ms, now_ms + 365 * DAY_MS, &n);
  g_assert_cmpuint (n, ==, 3);
  return ics;
}

static GHashTable *
get_uids (const char *ics)
{
  GHashTable *uids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto(GStrv) lines = g_strsplit (ics, "\r\n", -1);

  for (guint i = 0; lines[i]; i++)
    {
      if (g_str_has_prefix (lines[i], "UID:"))
        g_assert_true (g_hash_table_add (uids, g_strdup (lines[i])));
    }
  return uids;
}

/* A date that moved, a key that was renamed, another day: the entries are the same. */
static void
test_uids (void)
{
  g_autofree char *before = make_calendar (at ("2026-11-23T10:00:00"), at ("2026-12-03T10:00:00"), "Spot bot");
  g_autofree char *after = make_calendar (at ("2026-11-25T11:00:00"), at ("2026-12-30T10:00:00"), "Renamed");
  g_autoptr(GHashTable) first = get_uids (before);
  g_autoptr(GHashTable) second = get_uids (after);
  GHashTableIter iter;
  gpointer uid;

  g_assert_cmpuint (g_hash_table_size (first), ==, 3);
  g_assert_cmpuint (g_hash_table_size (second), ==, 3);
  g_hash_table_iter_init (&iter, first);
  while (g_hash_table_iter_next (&iter, &uid, NULL))
    g_assert_true (g_hash_table_contains (second, uid));
}

/* Source: RFC 5545, 3.1 "Content Lines". */
static void
check_lines (const char *ics)
{
  g_auto(GStrv) lines = g_strsplit (ics, "\r\n", -1);

  for (guint i = 0; lines[i]; i++)
    {
      g_assert_cmpuint (strlen (lines[i]), <=, 75);
      g_assert_true (g_utf8_validate (lines[i], -1, NULL));
      for (const char *p = lines[i]; *p; p++)
        g_assert_false (g_ascii_iscntrl (*p));
    }
}

/* ── Read back ── */

static char *
calcurse (const char *folder, const char *const *arguments)
{
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *output = NULL;
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (argv, (gpointer) "calcurse");
  g_ptr_array_add (argv, (gpointer) "-D");
  g_ptr_array_add (argv, (gpointer) folder);
  g_ptr_array_add (argv, (gpointer) "-C");
  g_ptr_array_add (argv, (gpointer) folder);
  for (guint i = 0; arguments[i]; i++)
    g_ptr_array_add (argv, (gpointer) arguments[i]);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_newv ((const char *const *) argv->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error));
  if (!g_subprocess_get_successful (process))
    g_error ("calcurse: %s", output);
  return g_steal_pointer (&output);
}

static void
test_read_back (void)
{
  /* Everything that has a meaning in the file, and lines that have to be folded, inside characters of several bytes too. */
  static const char label[] = "a, b; c\\d: \"e\" ünïcödé 鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵 🔑";
  g_autofree char *folder = kt_test_folder_make ();
  g_autofree char *file = g_build_filename (folder, "due.ics", NULL);
  g_autofree char *ics = make_calendar (at ("2026-11-23T10:00:00"), at ("2026-12-03T23:30:00"), label);
  const char *import[] = { "-q", "-i", file, NULL };
  const char *query[] = { "-Q", "--from", "11/01/2026", "--days", "365", "--format-event", "%m|%N\n", NULL };
  g_autofree char *expires = g_strdup_printf ("12/03/26:\n“%s” expires|", label);
  g_autofree char *rotate = g_strdup_printf ("12/13/26:\n“%s” is to be rotated|", label);
  g_autofree char *said = NULL;
  g_autofree char *imported = NULL;

  check_lines (ics);
  g_assert_null (strstr (ics, "MADE-UP"));

  kt_test_file_store (file, ics, -1);
  imported = calcurse (folder, import);
  said = calcurse (folder, query);
  g_assert_nonnull (strstr (said, expires));
  g_assert_nonnull (strstr (said, rotate));
  g_assert_nonnull (strstr (said, "12/14/26:\n“Other” is to be rotated|"));
  kt_test_folder_remove (folder);
}

/* What a label may hold by accident. */
static const struct {
  const char *explanation;
  const char *label;
  const char *line;
} labels[] = {
  { "nothing", "", "SUMMARY:“” expires" },
  { "lines", "a\nb", "SUMMARY:“a\\nb” expires" },
  { "a line end of another system, and an end of the event", "a\r\nEND:VEVENT\r\n", "SUMMARY:“a\\nEND:VEVENT\\n” expires" },
  { "what has a meaning", ";,\\:", "SUMMARY:“\\;\\,\\\\:” expires" },
  { "control characters", "a\001\t\177b", "SUMMARY:“ab” expires" },
  { "no UTF-8", "a\377b", "SUMMARY:“a\357\277\275b” expires" },
  { "longer than a line", "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
    "SUMMARY:“0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789” expires" },
  { "of characters of four bytes", "🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑", "SUMMARY:“🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑” expires" },
};

static char *
unfold (const char *ics)
{
  g_auto(GStrv) parts = g_strsplit (ics, "\r\n ", -1);

  return g_strjoinv ("", parts);
}

static guint
count (char **lines, const char *line)
{
  guint n = 0;

  for (guint i = 0; lines[i]; i++)
    n += g_str_equal (lines[i], line);
  return n;
}

static void
test_texts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autofree char *ics = make_calendar (at ("2026-11-23T10:00:00"), at ("2026-12-03T10:00:00"), labels[i].label);
      g_autofree char *unfolded = unfold (ics);
      g_auto(GStrv) lines = g_strsplit (unfolded, "\r\n", -1);

      g_test_message ("%s", labels[i].explanation);
      check_lines (ics);
      g_assert_cmpuint (count (lines, labels[i].line), ==, 1);
      g_assert_cmpuint (count (lines, "BEGIN:VEVENT"), ==, 3);
      g_assert_cmpuint (count (lines, "END:VEVENT"), ==, 3);
    }
}

/* The day is the local one, and the day after it the next in the calendar, where clocks change too. */
static const struct {
  const char *explanation;
  const char *zone;
  gint64      at_ms;
  const char *start;
  const char *end;
} days[] = {
  { "a day of 25 hours", "Europe/Berlin", 1792881000000 /* 2026-10-25T00:30+02:00 */, "DTSTART;VALUE=DATE:20261025", "DTEND;VALUE=DATE:20261026" },
  { "the same moment, elsewhere", "America/New_York", 1792881000000, "DTSTART;VALUE=DATE:20261024", "DTEND;VALUE=DATE:20261025" },
  { "a day of 23 hours", "Europe/Berlin", 1774738800000 /* 2026-03-29T00:00+01:00 */, "DTSTART;VALUE=DATE:20260329", "DTEND;VALUE=DATE:20260330" },
  { "the last of a year", "UTC", 1798718400000 /* 2026-12-31T12:00Z */, "DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101" },
};

static void
test_days (void)
{
  g_autofree char *before = g_strdup (g_getenv ("TZ"));

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autofree char *ics = NULL;
      g_auto(GStrv) lines = NULL;

      g_test_message ("%s", days[i].explanation);
      g_setenv ("TZ", days[i].zone, TRUE);
      ics = make_calendar (days[i].at_ms, days[i].at_ms, "Spot bot");
      lines = g_strsplit (ics, "\r\n", -1);
      g_assert_cmpuint (count (lines, days[i].start), ==, 1);
      g_assert_cmpuint (count (lines, days[i].end), ==, 1);
    }
  if (before)
    g_setenv ("TZ", before, TRUE);
  else
    g_unsetenv ("TZ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/calendar/uids", test_uids);
  g_test_add_func ("/calendar/read-back", test_read_back);
  g_test_add_func ("/calendar/texts", test_texts);
  g_test_add_func ("/calendar/days", test_days);

  return g_test_run ();
}
