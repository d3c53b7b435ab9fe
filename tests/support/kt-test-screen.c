/* kt-test-screen.c: the X screen of a private session
 *
 * Keys and pointer go through XTest, so that the program under test cannot tell them from a
 * person's. The pictures need no further program.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-test-screen.h"

#include <X11/XKBlib.h>
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XTest.h>
#include <cairo.h>
#include <string.h>

static Display *
screen (void)
{
  static Display *display;

  if (!display && !(display = XOpenDisplay (NULL)))
    g_error ("no X server: run this test under tests/support/session");
  return display;
}

/* ── Pointer and keys ────────────────────────────────────────────────────────── */

static void
press_button (guint button)
{
  XTestFakeButtonEvent (screen (), button, True, CurrentTime);
  XTestFakeButtonEvent (screen (), button, False, CurrentTime);
}

void
kt_screen_click (int x, int y)
{
  XTestFakeMotionEvent (screen (), -1, x, y, CurrentTime);
  XSync (screen (), False);
  press_button (1);
  XSync (screen (), False);
}

void
kt_screen_scroll (int x, int y, int steps)
{
  XTestFakeMotionEvent (screen (), -1, x, y, CurrentTime);
  XSync (screen (), False);
  for (int i = 0; i < ABS (steps); i++)
    press_button (steps > 0 ? 5 : 4);
  XSync (screen (), False);
}

static KeyCode
keycode_of (const char *name)
{
  static const struct { const char *name; const char *keysym; } modifiers[] = {
    { "ctrl", "Control_L" }, { "shift", "Shift_L" }, { "alt", "Alt_L" },
  };
  KeySym keysym;

  for (guint i = 0; i < G_N_ELEMENTS (modifiers); i++)
    if (g_str_equal (name, modifiers[i].name))
      name = modifiers[i].keysym;
  keysym = XStringToKeysym (name);
  if (keysym == NoSymbol || !XKeysymToKeycode (screen (), keysym))
    g_error ("there is no key “%s”", name);
  return XKeysymToKeycode (screen (), keysym);
}

void
kt_screen_key (const char *key)
{
  g_auto(GStrv) parts = g_strsplit (key, "+", -1);
  guint count = g_strv_length (parts);

  for (guint i = 0; i < count; i++)
    XTestFakeKeyEvent (screen (), keycode_of (parts[i]), True, CurrentTime);
  for (guint i = count; i-- > 0;)
    XTestFakeKeyEvent (screen (), keycode_of (parts[i]), False, CurrentTime);
  XSync (screen (), False);
}

void
kt_screen_type (const char *text)
{
  KeyCode shift = keycode_of ("shift");

  for (const char *c = text; *c; c++)
    {
      /* Latin 1 characters are their own key symbols. */
      KeyCode code = XKeysymToKeycode (screen (), (KeySym) (guchar) *c);
      gboolean shifted;

      if (!code || (guchar) *c >= 0x80)
        g_error ("no key spells character 0x%02x", (guchar) *c);
      shifted = XkbKeycodeToKeysym (screen (), code, 0, 0) != (KeySym) (guchar) *c;
      if (shifted)
        XTestFakeKeyEvent (screen (), shift, True, CurrentTime);
      XTestFakeKeyEvent (screen (), code, True, CurrentTime);
      XTestFakeKeyEvent (screen (), code, False, CurrentTime);
      if (shifted)
        XTestFakeKeyEvent (screen (), shift, False, CurrentTime);
    }
  XSync (screen (), False);
}

/* ── Windows ─────────────────────────────────────────────────────────────────── */

/* (transfer full): XFree it */
static guchar *
get_property (Window window, const char *name, Atom type, long *ret_count)
{
  Atom actual;
  int format;
  gulong count, rest;
  guchar *bytes = NULL;

  if (XGetWindowProperty (screen (), window, XInternAtom (screen (), name, False), 0, 1024, False, type,
                          &actual, &format, &count, &rest, &bytes) != Success)
    return NULL;
  *ret_count = (long) count;
  return bytes;
}

static gboolean
is_shown_as (Window window, const char *title)
{
  XWindowAttributes attributes;
  long count = 0;
  guchar *name = get_property (window, "_NET_WM_NAME", XInternAtom (screen (), "UTF8_STRING", False), &count);
  gboolean same = name && g_str_equal ((char *) name, title);

  if (name)
    XFree (name);
  return same && XGetWindowAttributes (screen (), window, &attributes)
         && attributes.map_state == IsViewable && attributes.width > 1;
}

static Window
find_window (Window window, const char *title, int depth)
{
  Window root, parent, *children = NULL, found = None;
  guint count = 0;

  if (is_shown_as (window, title))
    return window;
  if (depth > 5 || !XQueryTree (screen (), window, &root, &parent, &children, &count))
    return None;
  for (guint i = count; i-- > 0 && found == None;) /* the topmost first */
    found = find_window (children[i], title, depth + 1);
  if (children)
    XFree (children);
  return found;
}

static int
ignore_error_cb (Display *display, XErrorEvent *event)
{
  return 0; /* a window that closes while it is looked at */
}

gboolean
kt_screen_find_window (const char *title, int width, int height, int *ret_x, int *ret_y)
{
  XErrorHandler handler = XSetErrorHandler (ignore_error_cb);
  Window window = find_window (DefaultRootWindow (screen ()), title, 0), child;
  XWindowAttributes attributes;
  gboolean found = window != None && XGetWindowAttributes (screen (), window, &attributes);

  if (found)
    {
      int left = (attributes.width - width) / 2, top = (attributes.height - height) / 2;
      long count = 0;
      guchar *bytes = get_property (window, "_GTK_FRAME_EXTENTS", XA_CARDINAL, &count);
      const long *extents = (const long *) (gpointer) bytes; /* left, right, top, bottom */

      if (extents && count == 4 && extents[0] + extents[1] > 0)
        {
          left = (int) extents[0];
          top = (int) extents[2];
        }
      if (bytes)
        XFree (bytes);
      XTranslateCoordinates (screen (), window, DefaultRootWindow (screen ()), left, top, ret_x, ret_y, &child);
    }
  XSync (screen (), False);
  XSetErrorHandler (handler);
  return found;
}

/* ── Clipboard ───────────────────────────────────────────────────────────────── */

typedef struct
{
  Display *display; /* a connection of the thread's own */
  Window   window;
  char    *text;
} Clipboard;

static GThread *clipboard_thread;

static Atom
atom (Display *display, const char *name)
{
  return XInternAtom (display, name, False);
}

static void
answer_request (Clipboard *self, XSelectionRequestEvent *request)
{
  XSelectionEvent reply = {
    .type = SelectionNotify, .requestor = request->requestor, .selection = request->selection,
    .target = request->target, .property = request->property, .time = request->time,
  };
  Atom text_targets[] = { atom (self->display, "UTF8_STRING"), atom (self->display, "text/plain;charset=utf-8") };
  Atom targets[] = { atom (self->display, "TARGETS"), text_targets[0], text_targets[1] };

  if (request->target == targets[0])
    XChangeProperty (self->display, request->requestor, request->property, XA_ATOM, 32, PropModeReplace,
                     (guchar *) targets, G_N_ELEMENTS (targets));
  else if (request->target == text_targets[0] || request->target == text_targets[1])
    XChangeProperty (self->display, request->requestor, request->property, request->target, 8, PropModeReplace,
                     (guchar *) self->text, (int) strlen (self->text));
  else
    reply.property = None;
  XSendEvent (self->display, request->requestor, False, NoEventMask, (XEvent *) &reply);
  XFlush (self->display);
}

/* Ends when the clipboard gets another owner. */
static gpointer
serve_clipboard (gpointer data)
{
  Clipboard *self = data;
  XEvent event;

  do
    {
      XNextEvent (self->display, &event);
      if (event.type == SelectionRequest)
        answer_request (self, &event.xselectionrequest);
    }
  while (event.type != SelectionClear);
  XCloseDisplay (self->display);
  memset (self->text, 0, strlen (self->text));
  g_free (self->text);
  g_free (self);
  return NULL;
}

void
kt_screen_set_clipboard (const char *text)
{
  Atom selection = atom (screen (), "CLIPBOARD");
  GThread *previous = g_steal_pointer (&clipboard_thread);

  if (text)
    {
      Clipboard *self = g_new0 (Clipboard, 1);

      self->display = XOpenDisplay (NULL);
      self->text = g_strdup (text);
      self->window = XCreateSimpleWindow (self->display, DefaultRootWindow (self->display), 0, 0, 1, 1, 0, 0, 0);
      XSetSelectionOwner (self->display, selection, self->window, CurrentTime);
      XSync (self->display, False);
      g_assert_cmpuint (XGetSelectionOwner (self->display, selection), ==, self->window);
      clipboard_thread = g_thread_new ("clipboard", serve_clipboard, self);
    }
  else if (previous)
    {
      XSetSelectionOwner (screen (), selection, None, CurrentTime);
      XSync (screen (), False);
    }
  /* It got a SelectionClear, now or when another program took the clipboard. */
  if (previous)
    g_thread_join (previous);
}

/* (transfer full): XFree it */
static guchar *
ask_clipboard (const char *type, long *ret_count)
{
  Display *display = screen ();
  Window window = XCreateSimpleWindow (display, DefaultRootWindow (display), 0, 0, 1, 1, 0, 0, 0);
  gint64 deadline = g_get_monotonic_time () + 2 * G_USEC_PER_SEC;
  guchar *bytes = NULL;
  XEvent event;

  XConvertSelection (display, atom (display, "CLIPBOARD"), atom (display, type),
                     atom (display, "KT_CLIPBOARD"), window, CurrentTime);
  XSync (display, False);
  while (!XCheckTypedWindowEvent (display, window, SelectionNotify, &event))
    {
      if (g_get_monotonic_time () > deadline)
        g_error ("the clipboard's owner does not answer");
      g_usleep (2000);
      XSync (display, False);
    }
  if (event.xselection.property != None)
    bytes = get_property (window, "KT_CLIPBOARD", AnyPropertyType, ret_count);
  XDestroyWindow (display, window);
  XSync (display, False);
  return bytes;
}

char *
kt_screen_get_clipboard (void)
{
  return kt_screen_get_clipboard_as ("UTF8_STRING");
}

char *
kt_screen_get_clipboard_as (const char *type)
{
  long count = 0;
  guchar *bytes = ask_clipboard (type, &count);
  char *text = bytes ? g_strndup ((char *) bytes, count) : NULL;

  if (bytes)
    XFree (bytes);
  return text;
}

gboolean
kt_screen_clipboard_offers (const char *type)
{
  long count = 0;
  guchar *bytes = ask_clipboard ("TARGETS", &count);
  const long *targets = (const long *) (gpointer) bytes;
  gboolean offers = FALSE;

  for (long i = 0; bytes && i < count; i++)
    offers |= (Atom) targets[i] == atom (screen (), type);
  if (bytes)
    XFree (bytes);
  return offers;
}

/* ── Pictures ────────────────────────────────────────────────────────────────── */

void
kt_screen_save_picture (const char *path)
{
  Display *display = screen ();
  Window root = DefaultRootWindow (display);
  XWindowAttributes attributes;
  XImage *image;
  cairo_surface_t *surface;
  cairo_status_t status;

  XGetWindowAttributes (display, root, &attributes);
  image = XGetImage (display, root, 0, 0, attributes.width, attributes.height, AllPlanes, ZPixmap);
  g_assert_nonnull (image);
  /* Xvfb's 24 bit screen has cairo's own layout: 32 bits a pixel, blue first. */
  g_assert_cmpint (image->bits_per_pixel, ==, 32);
  surface = cairo_image_surface_create_for_data ((guchar *) image->data, CAIRO_FORMAT_RGB24,
                                                 attributes.width, attributes.height, image->bytes_per_line);
  status = cairo_surface_write_to_png (surface, path);
  if (status != CAIRO_STATUS_SUCCESS)
    g_error ("%s: %s", path, cairo_status_to_string (status));
  cairo_surface_destroy (surface);
  XDestroyImage (image);
}
