/* kt-slow-disk.c: a disk that does not get on, for a program that is started with this in LD_PRELOAD
 *
 * While the file that KT_SLOW_DISK names is there, whatever is read from or written to the ledger waits.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Both names of each call are to be ours, not one for the other. */
#undef _FILE_OFFSET_BITS
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define STEP_US (10 * 1000)

static int
is_ledger (int fd)
{
  char link[64], path[4096];
  ssize_t length;

  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink (link, path, sizeof path - 1);
  if (length <= 0)
    return 0;
  path[length] = '\0';
  return strstr (path, "/ledger.db") != NULL;
}

static void
wait_for_disk (int fd)
{
  const char *slow = getenv ("KT_SLOW_DISK");

  if (!slow || !is_ledger (fd))
    return;
  while (access (slow, F_OK) == 0)
    usleep (STEP_US);
}

/* In libc's place; the program's own library looks them up here first. */
#define WAITING(type, name, parameters, arguments) \
  type name parameters; \
  type \
  name parameters \
  { \
    static type (*real) parameters; \
    \
    wait_for_disk (fd); \
    if (!real) \
      *(void **) &real = dlsym (RTLD_NEXT, #name); \
    return real arguments; \
  }

WAITING (ssize_t, pread, (int fd, void *bytes, size_t length, off_t at), (fd, bytes, length, at))
WAITING (ssize_t, pread64, (int fd, void *bytes, size_t length, off64_t at), (fd, bytes, length, at))
WAITING (ssize_t, pwrite, (int fd, const void *bytes, size_t length, off_t at), (fd, bytes, length, at))
WAITING (ssize_t, pwrite64, (int fd, const void *bytes, size_t length, off64_t at), (fd, bytes, length, at))
WAITING (int, fsync, (int fd), (fd))
WAITING (int, fdatasync, (int fd), (fd))
