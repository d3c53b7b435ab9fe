/* bench-reminder.c: what the reminder costs while nothing is due: memory against an empty program, and how often it wakes up
 *
 * usage: bench-reminder KEYTURN-REMINDER EMPTY-SERVICE (in a private session)
 *
 * A ledger with 100 keys, none due for weeks. Memory is the proportional set size. Wake-ups are the voluntary and other context
 * switches of all its threads, over two minutes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "kt-ledger.h"
#include "kt-test-util.h"

#define N_KEYS      100
#define SETTLE_US   (10 * G_USEC_PER_SEC)
#define WATCH_US    (120 * G_USEC_PER_SEC)
#define MOST_MEMORY 1.5

static void
fill (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), KT_DATA_NAME, NULL);
  g_autofree char *path = g_build_filename (folder, "ledger.db", NULL);
  g_autoptr(KtLedger) ledger = NULL;
  g_autoptr(GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  if (!(ledger = kt_ledger_open (path, NULL, &error)))
    g_error ("%s", error->message);
  for (guint i = 0; i < N_KEYS; i++)
    {
      g_autoptr(KtRecord) record = kt_record_new ();

      record->state = KT_STATE_ACTIVE;
      record->label = g_strdup_printf ("Key %u", i);
      record->exchange = g_strdup ("bitget");
      record->environment = g_strdup ("live");
      record->key_type = g_strdup ("hmac");
      record->rotate_days = 90;
      record->added_ms = record->secret_since_ms = g_get_real_time () / 1000;
      if (!kt_ledger_put (ledger, record, "added", &error))
        g_error ("%s", error->message);
    }
}

static GSubprocess *
start (const char *program)
{
  g_autoptr(GError) error = NULL;
  GSubprocess *process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--gapplication-service", NULL);

  if (!process)
    g_error ("%s", error->message);
  return process;
}

/* The sum of the numbers after @name in a file of /proc, in the file's unit. */
static gint64
read_sum (const char *path, const char *name)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  gint64 sum = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    g_error ("%s cannot be read", path);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      if (g_str_has_prefix (lines[i], name))
        sum += g_ascii_strtoll (lines[i] + strlen (name), NULL, 10);
    }
  return sum;
}

static double
get_pss (GSubprocess *process)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/smaps_rollup", g_subprocess_get_identifier (process));

  return read_sum (path, "Pss:") / 1024.0;
}

static gint64
count_wakeups (GSubprocess *process)
{
  g_autofree char *folder = g_strdup_printf ("/proc/%s/task", g_subprocess_get_identifier (process));
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  gint64 sum = 0;

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, "status", NULL);

      sum += read_sum (path, "voluntary_ctxt_switches:") + read_sum (path, "nonvoluntary_ctxt_switches:");
    }
  return sum;
}

int
main (int argc, char **argv)
{
  g_autoptr(GSubprocess) reminder = NULL;
  g_autoptr(GSubprocess) empty = NULL;
  double ours, least;
  gint64 before, ours_woke, least_before, least_woke;
  gboolean fine;

  if (argc != 3)
    return 2;
  fill ();
  reminder = start (argv[1]);
  empty = start (argv[2]);
  g_usleep (SETTLE_US);
  before = count_wakeups (reminder);
  least_before = count_wakeups (empty);
  g_usleep (WATCH_US);
  ours_woke = count_wakeups (reminder) - before;
  least_woke = count_wakeups (empty) - least_before;
  ours = get_pss (reminder);
  least = get_pss (empty);
  g_subprocess_force_exit (reminder);
  g_subprocess_force_exit (empty);

  fine = ours <= MOST_MEMORY * least && ours_woke == 0;
  g_print ("reminder: %.1f MiB, %" G_GINT64_FORMAT " wake-ups in two minutes with %d keys; an empty program: %.1f MiB, %" G_GINT64_FORMAT "\n"
           "%.2f times (at most %.1f): %s\n",
           ours, ours_woke, N_KEYS, least, least_woke, ours / least, MOST_MEMORY, fine ? "fine" : "TOO MUCH");
  return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
