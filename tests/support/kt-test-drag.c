/* kt-test-drag.c: drags something over the X screen and drops it, as the source of an XDND drag does
 *
 * Source: “Drag-and-Drop Protocol for the X Window System”, version 5. What another program would do with
 * the pointer held is the same messages; the target reads the content from us, a second program, as always.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-test-screen.h"

#include "kt-test-util.h"

#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <string.h>

#define XDND_VERSION 5

typedef struct
{
  Display    *display;
  Window      window;      /* ours: it owns the selection */
  Window      target;
  Atom        type;
  const char *content;
  int         x, y;
  gboolean    answered;    /* to the last position */
  gboolean    accepted;
  gboolean    finished;
  gboolean    taken;
} Drag;

static Atom
atom (Drag *self, const char *name)
{
  return XInternAtom (self->display, name, False);
}

static gboolean
is_aware (Drag *self, Window window)
{
  Atom type;
  int format;
  gulong count, rest;
  guchar *bytes = NULL;
  gboolean aware = XGetWindowProperty (self->display, window, atom (self, "XdndAware"), 0, 1, False, AnyPropertyType, &type,
                                       &format, &count, &rest, &bytes) == Success && count > 0;

  if (bytes)
    XFree (bytes);
  return aware;
}

/* The window under the place that takes drops, or None. */
static Window
find_target (Drag *self)
{
  Window root = DefaultRootWindow (self->display), at = root;

  while (at != None && !is_aware (self, at))
    {
      Window child = None;
      int x, y;

      if (!XTranslateCoordinates (self->display, root, at, self->x, self->y, &x, &y, &child))
        return None;
      at = child;
    }
  return at;
}

static void
send (Drag *self, const char *message, const long data[4])
{
  XEvent event = { .xclient = { .type = ClientMessage, .window = self->target, .format = 32 } };

  event.xclient.message_type = atom (self, message);
  event.xclient.data.l[0] = (long) self->window;
  for (int i = 0; i < 4; i++)
    event.xclient.data.l[i + 1] = data[i];
  XSendEvent (self->display, self->target, False, NoEventMask, &event);
}

static void
give (Drag *self, XSelectionRequestEvent *request)
{
  XEvent event = { .xselection = { .type = SelectionNotify, .requestor = request->requestor,
                                   .selection = request->selection, .target = request->target,
                                   .time = request->time } };
  Atom targets = atom (self, "TARGETS");

  event.xselection.property = request->property;
  if (request->target == self->type)
    XChangeProperty (self->display, request->requestor, request->property, self->type, 8, PropModeReplace,
                     (const guchar *) self->content, (int) strlen (self->content));
  else if (request->target == targets)
    XChangeProperty (self->display, request->requestor, request->property, XA_ATOM, 32, PropModeReplace,
                     (const guchar *) &self->type, 1);
  else
    event.xselection.property = None;
  XSendEvent (self->display, request->requestor, False, NoEventMask, &event);
}

static void
take_message (Drag *self, XClientMessageEvent *message)
{
  if (message->message_type == atom (self, "XdndStatus"))
    {
      self->answered = TRUE;
      self->accepted = message->data.l[1] & 1;
    }
  else if (message->message_type == atom (self, "XdndFinished"))
    {
      self->finished = TRUE;
      self->taken = message->data.l[1] & 1;
    }
}

static gboolean
listen (Drag *self, const gboolean *until)
{
  while (XPending (self->display) > 0)
    {
      XEvent event;

      XNextEvent (self->display, &event);
      if (event.type == SelectionRequest)
        give (self, &event.xselectionrequest);
      else if (event.type == ClientMessage)
        take_message (self, &event.xclient);
    }
  XFlush (self->display);
  return *until;
}

/* A window that is not ready yet says "no" at first; a pointer that moves on asks again. */
static void
hover (Drag *self)
{
  const long enter[] = { XDND_VERSION << 24, (long) self->type, None, None };
  gint64 deadline = g_get_monotonic_time () + 3 * G_USEC_PER_SEC * kt_test_patience ();

  send (self, "XdndEnter", enter);
  for (int moves = 0; !self->accepted && g_get_monotonic_time () < deadline; moves++)
    {
      const long position[] = { 0, ((long) self->x + moves % 4) << 16 | self->y, CurrentTime, (long) atom (self, "XdndActionCopy") };

      self->answered = FALSE;
      send (self, "XdndPosition", position);
      kt_test_wait_for (listen (self, &self->answered));
      kt_test_turn ();
    }
}

gboolean
kt_screen_drop (int x, int y, const char *type, const char *content)
{
  Drag self = { .x = x, .y = y, .content = content };
  const long nothing[] = { 0, CurrentTime, 0, 0 };

  self.display = XOpenDisplay (NULL);
  g_assert_nonnull (self.display);
  self.type = atom (&self, type);
  self.window = XCreateSimpleWindow (self.display, DefaultRootWindow (self.display), 0, 0, 1, 1, 0, 0, 0);
  self.target = find_target (&self);
  if (self.target == None)
    g_error ("nothing at %d, %d takes drops", x, y);
  XSetSelectionOwner (self.display, atom (&self, "XdndSelection"), self.window, CurrentTime);
  hover (&self);
  send (&self, self.accepted ? "XdndDrop" : "XdndLeave", nothing);
  if (self.accepted)
    kt_test_wait_for (listen (&self, &self.finished));
  XCloseDisplay (self.display);
  g_test_message ("dropped: accepted %d, taken %d", self.accepted, self.taken);
  return self.taken;
}
