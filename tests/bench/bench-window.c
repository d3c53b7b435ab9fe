/* bench-window.c: time to window and memory with 10, 1,000 and 10,000 keys, against an empty libadwaita window
 *
 * Runs take turns; medians are compared. "mapped": from the start of the process until the X server shows
 * its window. "settled": until it has nothing more to do, the list filled and drawn. Memory is the
 * proportional set size then.
 *
 * usage: bench-window KEYTURN-GTK EMPTY-WINDOW (in a private session with an X server)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <X11/Xlib.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "kt-ledger.h"
#include "kt-test-util.h"

#define N_ROUNDS    7
#define POLL_US     5000
#define QUIET_US    400000          /* so long without work: settled */
#define WORK_NS     1000000         /* less in one poll is no work (timers) */
#define LIMIT_US    (30 * G_USEC_PER_SEC)

typedef struct {
  const char *name;
  guint       n_keys;
  char       *data;                 /* owned: its XDG_DATA_HOME */
  gboolean    too_slow;             /* gave up: no numbers */
  double      mapped[N_ROUNDS];     /* ms */
  double      settled[N_ROUNDS];    /* ms */
  double      pss[N_ROUNDS];        /* MiB */
} Case;

/* ── Keys ── */

static void
fill (const char *data, guint n)
{
  static const char *const exchanges[] = { "bitget", "binance", "okx", "bybit" };
  g_autofree char *folder = g_build_filename (data, KT_DATA_NAME, NULL);
  g_autofree char *path = g_build_filename (folder, "ledger.db", NULL);
  g_autoptr(KtLedger) ledger = NULL;
  g_autoptr(GError) error = NULL;
  gint64 now = g_get_real_time () / 1000;

  g_mkdir_with_parents (folder, 0700);
  ledger = kt_ledger_open (path, NULL, &error);
  if (!ledger)
    g_error ("%s", error->message);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(KtRecord) record = kt_record_new ();
      g_autoptr(KtReport) report = kt_report_new ();

      record->state = KT_STATE_ACTIVE;
      record->label = g_strdup_printf ("Made-up key %u", i);
      record->exchange = g_strdup (exchanges[i % G_N_ELEMENTS (exchanges)]);
      record->environment = g_strdup ("live");
      record->key_type = g_strdup ("hmac");
      record->hint = g_strdup ("abcd…wxyz");
      record->added_ms = record->secret_since_ms = now - (gint64) i * 60000;
      report->checked_ms = now - (gint64) i * 60000;
      report->outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_WORKS);
      if (!kt_ledger_put (ledger, record, "added", &error) || !kt_ledger_add_report (ledger, record->id, report, &error))
        g_error ("%s", error->message);
    }
}

/* ── One start ── */

static char *
read_proc (GPid pid, const char *file)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", pid, file);
  char *text;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : NULL;
}

/* Nanoseconds on a processor, all threads. */
static guint64
read_work (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task", pid);
  g_autoptr(GDir) tasks = g_dir_open (path, 0, NULL);
  guint64 sum = 0;
  const char *name;

  while (tasks && (name = g_dir_read_name (tasks)))
    {
      g_autofree char *file = g_strdup_printf ("task/%s/schedstat", name);
      g_autofree char *text = read_proc (pid, file);

      sum += text ? g_ascii_strtoull (text, NULL, 10) : 0;
    }
  return sum;
}

static double
read_pss (GPid pid)
{
  g_autofree char *text = read_proc (pid, "smaps_rollup");
  const char *line = text ? strstr (text, "\nPss:") : NULL;

  double kib = line ? g_ascii_strtod (line + 5, NULL) : 0;

  if (!line)
    g_error ("no memory map: the program has ended");
  return kib / 1024;
}

static gboolean
is_window_there (Display *display)
{
  Window root, parent, *children = NULL;
  unsigned n = 0;
  gboolean there = FALSE;

  XQueryTree (display, DefaultRootWindow (display), &root, &parent, &children, &n);
  for (unsigned i = 0; i < n; i++)
    {
      XWindowAttributes attributes;

      if (XGetWindowAttributes (display, children[i], &attributes) && attributes.map_state == IsViewable && attributes.width > 100)
        there = TRUE;
    }
  if (children)
    XFree (children);
  return there;
}

static void
end (Display *display, GPid pid)
{
  kill (pid, SIGTERM);
  waitpid (pid, NULL, 0);
  while (is_window_there (display))
    g_usleep (POLL_US);
}

static void
run (Display *display, const char *program, Case *one, guint round)
{
  const char *argv[] = { program, NULL };
  g_auto(GStrv) env = g_environ_setenv (g_get_environ (), "XDG_DATA_HOME", one->data, TRUE);
  g_autoptr(GError) error = NULL;
  GPid pid;
  gint64 began = g_get_monotonic_time (), mapped = 0, worked = began, now;
  guint64 work = 0;

  if (!g_spawn_async (NULL, (char **) argv, env, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                      NULL, NULL, &pid, &error))
    g_error ("%s", error->message);
  do
    {
      guint64 before = work;

      g_usleep (POLL_US);
      now = g_get_monotonic_time ();
      work = read_work (pid);
      if (work > before + WORK_NS)
        worked = now;
      if (!mapped && is_window_there (display))
        mapped = now;
      if (now - began > LIMIT_US)
        {
          g_print ("%s: %s after %d s\n", one->name, mapped ? "still at work" : "no window", (int) (LIMIT_US / G_USEC_PER_SEC));
          one->too_slow = TRUE;
          end (display, pid);
          return;
        }
    }
  while (!mapped || now - worked < QUIET_US || now - mapped < QUIET_US);

  one->mapped[round] = (double) (mapped - began) / 1000;
  one->settled[round] = (double) (MAX (worked, mapped) - began) / 1000;
  one->pss[round] = read_pss (pid);
  end (display, pid);
}

/* ── All of them ── */

static int
compare (const void *a, const void *b)
{
  return (*(const double *) a > *(const double *) b) - (*(const double *) a < *(const double *) b);
}

static double
median (double *values)
{
  qsort (values, N_ROUNDS, sizeof *values, compare);
  return values[N_ROUNDS / 2];
}

static void
tell (const char *what, const double *few, const double *many, double goal)
{
  static const char *const names[] = { "mapped", "settled", "memory" };

  g_print ("%s\n", what);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      double ratio = many[i] / few[i];

      g_print ("  %-8s ratio: %.2f (goal: at most %.1f)%s\n", names[i], ratio, goal, ratio > goal ? "  MISSED" : "");
    }
}

/* A window that goes while it is asked about is no error. */
static int
ignore_error (Display *display, XErrorEvent *event)
{
  return 0;
}

int
main (int argc, char **argv)
{
  Case cases[] = { { "an empty window", 0 }, { "10 keys", 10 }, { "1,000 keys", 1000 }, { "10,000 keys", 10000 } };
  double medians[G_N_ELEMENTS (cases)][3];
  Display *display = XOpenDisplay (NULL);

  if (argc != 3 || !display)
    g_error ("usage: bench-window KEYTURN-GTK EMPTY-WINDOW, with an X server");
  XSetErrorHandler (ignore_error);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      cases[i].data = kt_test_folder_make ();
      if (i > 0)
        fill (cases[i].data, cases[i].n_keys);
      /* Once for nothing: files into memory. */
      run (display, i > 0 ? argv[1] : argv[2], &cases[i], 0);
    }
  for (guint round = 0; round < N_ROUNDS; round++)
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
      if (!cases[i].too_slow)
        run (display, i > 0 ? argv[1] : argv[2], &cases[i], round);

  g_print ("medians of %u runs in turns:\n", N_ROUNDS);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      medians[i][0] = median (cases[i].mapped);
      medians[i][1] = median (cases[i].settled);
      medians[i][2] = median (cases[i].pss);
      if (!cases[i].too_slow)
        g_print ("  %-16s mapped %6.0f ms, settled %6.0f ms, memory %6.1f MiB\n", cases[i].name, medians[i][0], medians[i][1], medians[i][2]);
      kt_test_folder_remove (cases[i].data);
      g_free (cases[i].data);
    }
  if (cases[2].too_slow)
    g_print ("1,000 keys against an empty window: MISSED, see above\n");
  else
    tell ("1,000 keys against an empty window:", medians[0], medians[2], 1.6);
  if (cases[3].too_slow)
    g_print ("10,000 keys against 1,000: MISSED, see above\n");
  else
    tell ("10,000 keys against 1,000:", medians[2], medians[3], 1.3);
  XCloseDisplay (display);
  return 0;
}
