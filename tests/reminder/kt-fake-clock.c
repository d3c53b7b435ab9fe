/* kt-fake-clock.c: a wall clock that a test sets, for programs that it starts
 *
 * To be preloaded. KT_FAKE_CLOCK names a file of two numbers of eight bytes: by how many milliseconds the clock is ahead, and whether
 * it was set (1) or time went by in a sleep of the computer (0). After a change the program is sent SIGUSR1, and its alarm does what
 * the kernel's does then: goes off when its moment has passed, and in any case when the clock was set. Clocks that count from the
 * start of the computer are left alone: they stand still in a sleep.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* Names of libc's own; nobody calls them by a header of ours. */
#pragma GCC diagnostic ignored "-Wmissing-prototypes"

static const volatile gint64 *file;     /* ahead, whether it was set */

static struct {
  int                   fd;             /* 0: no alarm yet */
  struct itimerspec     when;
  volatile sig_atomic_t cancelled;
} alarm_;

#define REAL(name) ((__typeof__ (name) *) dlsym (RTLD_NEXT, #name))

static gint64
get_ahead_ms (void)
{
  return file ? file[0] : 0;
}

/* @sign: 1 to the made-up time, -1 to the real one. */
static void
shift (struct timespec *time, int sign)
{
  const gint64 ms = sign * get_ahead_ms ();

  time->tv_sec += ms / 1000;
  time->tv_nsec += (ms % 1000) * 1000000;
  if (time->tv_nsec < 0)
    {
      time->tv_sec--;
      time->tv_nsec += 1000000000;
    }
  if (time->tv_nsec >= 1000000000)
    {
      time->tv_sec++;
      time->tv_nsec -= 1000000000;
    }
}

int
clock_gettime (clockid_t clock, struct timespec *time)
{
  const int result = REAL (clock_gettime) (clock, time);

  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
    shift (time, 1);
  return result;
}

int
gettimeofday (struct timeval *restrict time, void *restrict zone)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t
time (time_t *ret_time)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  if (ret_time)
    *ret_time = now.tv_sec;
  return now.tv_sec;
}

static int
arm (const struct itimerspec *when)
{
  struct itimerspec real = *when;

  shift (&real.it_value, -1);
  /* What is long past: at once. Nothing would turn it off. */
  if (real.it_value.tv_sec < 1)
    real.it_value.tv_sec = 1;
  return REAL (timerfd_settime) (alarm_.fd, TFD_TIMER_ABSTIME, &real, NULL);
}

/* There is one, kt-wake's: on the wall clock, absolute, and told of a clock that is set. */
int
timerfd_settime (int fd, int flags, const struct itimerspec *when, struct itimerspec *before)
{
  if (flags != (TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET))
    return REAL (timerfd_settime) (fd, flags, when, before);
  alarm_.fd = fd;
  alarm_.when = *when;
  return arm (when);
}

ssize_t
read (int fd, void *buffer, size_t length)
{
  const ssize_t result = REAL (read) (fd, buffer, length);

  if (alarm_.fd == 0 || fd != alarm_.fd || !alarm_.cancelled)
    return result;
  alarm_.cancelled = 0;
  errno = ECANCELED;
  return -1;
}

static void
changed_cb (int number)
{
  static const struct itimerspec now = { .it_value = { .tv_sec = 1 } };
  const int before = errno;

  if (alarm_.fd && file[1])
    {
      alarm_.cancelled = 1;
      REAL (timerfd_settime) (alarm_.fd, TFD_TIMER_ABSTIME, &now, NULL);
    }
  else if (alarm_.fd)
    arm (&alarm_.when);
  errno = before;
}

static void __attribute__ ((constructor))
begin (void)
{
  const char *path = g_getenv ("KT_FAKE_CLOCK");
  const int fd = path ? open (path, O_RDONLY | O_CLOEXEC) : -1;
  void *map = fd >= 0 ? mmap (NULL, 2 * sizeof (gint64), PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;

  if (fd >= 0)
    close (fd);
  if (map == MAP_FAILED)
    return;
  file = map;
  signal (SIGUSR1, changed_cb);
}
