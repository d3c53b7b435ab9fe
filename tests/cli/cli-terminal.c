/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define LIMIT_US (20 * G_USEC_PER_SEC)

struct _CliTerminal
{
  GSubprocess *process;   /* owned */
  GString     *screen;    /* owned */
  gsize        from;      /* what was answered ends here */
  int          ours;
  int          other;     /* the program's end, kept open to be asked about */
};

/* Runs in the child: the pseudo terminal becomes the one it is controlled by. */
static void
take_terminal (gpointer data)
{
  setsid ();
  ioctl (STDIN_FILENO, TIOCSCTTY, 0);
}

static void
spawn (CliTerminal *self, GPtrArray *arguments)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr(GError) error = NULL;

  g_subprocess_launcher_take_stdin_fd (launcher, dup (self->other));
  g_subprocess_launcher_take_stdout_fd (launcher, dup (self->other));
  g_subprocess_launcher_take_stderr_fd (launcher, dup (self->other));
  g_subprocess_launcher_set_child_setup (launcher, take_terminal, NULL, NULL);
  self->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) arguments->pdata, &error);
  g_assert_no_error (error);
}

CliTerminal *
cli_terminal_start (const char *first, ...)
{
  CliTerminal *self = g_new0 (CliTerminal, 1);
  g_autoptr(GPtrArray) arguments = g_ptr_array_new ();
  va_list list;

  self->screen = g_string_new (NULL);
  self->ours = posix_openpt (O_RDWR | O_NOCTTY | O_NONBLOCK);
  g_assert_cmpint (self->ours, >=, 0);
  g_assert_cmpint (grantpt (self->ours) | unlockpt (self->ours), ==, 0);
  self->other = open (ptsname (self->ours), O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (self->other, >=, 0);
  g_ptr_array_add (arguments, (gpointer) g_getenv ("KT_KEYTURN"));
  va_start (list, first);
  for (const char *argument = first; argument; argument = va_arg (list, const char *))
    g_ptr_array_add (arguments, (gpointer) argument);
  va_end (list);
  g_ptr_array_add (arguments, NULL);
  spawn (self, arguments);
  return self;
}

static void
read_until (CliTerminal *self, const char *text, gsize from)
{
  gint64 deadline = g_get_monotonic_time () + LIMIT_US;

  while (!strstr (self->screen->str + from, text))
    {
      char bytes[256];
      gssize n = read (self->ours, bytes, sizeof bytes);

      if (n > 0)
        g_string_append_len (self->screen, bytes, n);
      else if (g_get_monotonic_time () > deadline)
        g_error ("the terminal does not show “%s”: %s", text, self->screen->str);
      else
        g_usleep (2000);
    }
}

void
cli_terminal_type (CliTerminal *self, const char *keys)
{
  read_until (self, ": ", self->from);
  self->from = self->screen->len;
  g_assert_cmpint (write (self->ours, keys, strlen (keys)), ==, (gssize) strlen (keys));
}

void
cli_terminal_answer (CliTerminal *self, const char *text)
{
  g_autofree char *line = g_strconcat (text, "\n", NULL);

  cli_terminal_type (self, line);
  read_until (self, "\n", self->from);
  self->from = (gsize) (strchr (self->screen->str + self->from, '\n') + 1 - self->screen->str);
}

void
cli_terminal_wait (CliTerminal *self, const char *text)
{
  read_until (self, text, 0);
}

int
cli_terminal_end (CliTerminal *self)
{
  g_assert_true (g_subprocess_wait (self->process, NULL, NULL));
  return g_subprocess_get_if_exited (self->process) ? g_subprocess_get_exit_status (self->process) : -1;
}

const char *
cli_terminal_screen (CliTerminal *self)
{
  return self->screen->str;
}

gboolean
cli_terminal_is_as_it_was (CliTerminal *self)
{
  struct termios now;

  g_assert_cmpint (tcgetattr (self->other, &now), ==, 0);
  return (now.c_lflag & ECHO) && (now.c_lflag & ISIG);
}

void
cli_terminal_free (CliTerminal *self)
{
  g_object_unref (self->process);
  g_string_free (self->screen, TRUE);
  close (self->other);
  close (self->ours);
  g_free (self);
}
