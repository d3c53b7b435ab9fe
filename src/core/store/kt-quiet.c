/* kt-quiet.c: keeps a library's own lines off standard error
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-quiet.h"

#include <stdio.h>
#include <unistd.h>

static __thread gboolean quiet;     /* this thread */

/* Elsewhere than in glibc stderr cannot be exchanged: there the lines are seen, and do no harm. */
#ifdef __GLIBC__
static GMutex mutex;
static guint n_quiet;               /* threads; with the mutex held, as these */
static FILE *filter;                /* never closed: another thread may just be writing to it */
static FILE *usual;

static ssize_t
write_unless_quiet (void *cookie, const char *bytes, size_t length)
{
  return quiet ? (ssize_t) length : write (STDERR_FILENO, bytes, length);
}

static void
exchange_stderr (void)
{
  if (!filter && (filter = fopencookie (NULL, "w", (cookie_io_functions_t) { .write = write_unless_quiet })))
    setvbuf (filter, NULL, _IONBF, 0);
  usual = stderr;
  if (filter)
    stderr = filter;
}
#endif

void
kt_quiet_begin (void)
{
  g_return_if_fail (!quiet);
#ifdef __GLIBC__
  g_mutex_lock (&mutex);
  if (n_quiet++ == 0)
    exchange_stderr ();
  g_mutex_unlock (&mutex);
#endif
  quiet = TRUE;
}

void
kt_quiet_end (void)
{
  g_return_if_fail (quiet);
  quiet = FALSE;
#ifdef __GLIBC__
  g_mutex_lock (&mutex);
  if (--n_quiet == 0)
    stderr = usual;
  g_mutex_unlock (&mutex);
#endif
}
