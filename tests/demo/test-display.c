/* test-display.c: with a display the demo opens its window there, keeps it open, and ends when it is closed
 *
 *   test-display RUN-DEMO
 *
 * The session that this runs in has a display and no keyring: as a person's own, whose keyring the demo must not need.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <X11/Xlib.h>

#include "kt-test-screen.h"
#include "kt-test-util.h"

static char **arguments;

/* Also below what a window manager puts around it. */
static gboolean
is_titled (Display *display, Window window, const char *title, int depth)
{
  Window root, parent, *children = NULL;
  unsigned int n = 0;
  char *name = NULL;
  gboolean found = XFetchName (display, window, &name) && g_strcmp0 (name, title) == 0;
  XWindowAttributes attributes;

  if (name)
    XFree (name);
  if (found)
    found = XGetWindowAttributes (display, window, &attributes) && attributes.map_state == IsViewable;
  if (!found && depth > 0 && XQueryTree (display, window, &root, &parent, &children, &n))
    {
      for (unsigned int i = 0; i < n && !found; i++)
        found = is_titled (display, children[i], title, depth - 1);
      if (children)
        XFree (children);
    }
  return found;
}

/* Windows come and go while they are looked at. */
static int
ignore_cb (Display *display, XErrorEvent *event)
{
  return 0;
}

static gboolean
is_shown (const char *title)
{
  Display *display = XOpenDisplay (NULL);
  gboolean shown;

  g_assert_nonnull (display);
  XSetErrorHandler (ignore_cb);
  shown = is_titled (display, DefaultRootWindow (display), title, 2);
  XCloseDisplay (display);
  return shown;
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(gboolean *) data = TRUE;
}

static void
test_window (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) demo = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, arguments[1], NULL);
  g_autoptr(GDataInputStream) out = NULL;
  char *line;
  gboolean finished = FALSE, opens = FALSE;

  g_assert_no_error (error);
  g_subprocess_wait_async (demo, NULL, finished_cb, &finished);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (demo));
  while (!opens && (line = g_data_input_stream_read_line (out, NULL, NULL, &error)))
    {
      opens = g_str_has_prefix (line, "The window opens.");
      g_free (line);
    }
  g_assert_no_error (error);
  g_assert_true (opens);

  kt_test_wait_for (finished || is_shown ("Keyturn"));
  g_assert_false (finished);
  kt_screen_key ("ctrl+q");
  kt_test_wait_for (finished);
  g_assert_true (g_subprocess_get_if_exited (demo));
  g_assert_cmpint (g_subprocess_get_exit_status (demo), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  arguments = argv;
  g_test_add_func ("/demo/display", test_window);
  return g_test_run ();
}
