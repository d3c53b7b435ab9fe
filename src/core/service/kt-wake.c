/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-wake.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* A timer has to be armed to tell of a clock that is set: with nothing due, for the year 2200. */
#define FAR_MS G_GINT64_CONSTANT (7258118400000)

struct _KtWake
{
  int      fd;
  guint    source;
  gint64   at_ms;
  GFunc    func;
  gpointer user_data;
};

static void
arm (KtWake *self)
{
  const gint64 at_ms = self->at_ms ? self->at_ms : FAR_MS;
  const struct itimerspec when = { .it_value = { .tv_sec = at_ms / 1000, .tv_nsec = (at_ms % 1000) * 1000000 } };

  if (timerfd_settime (self->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL) != 0)
    g_debug ("The alarm could not be set: %s", g_strerror (errno));
}

static gboolean
wake_cb (int fd, GIOCondition condition, gpointer user_data)
{
  KtWake *self = user_data;
  guint64 times;

  /* ECANCELED: the clock was set. */
  if (read (fd, &times, sizeof times) < 0 && errno != ECANCELED)
    return G_SOURCE_CONTINUE;
  self->at_ms = 0;
  arm (self);
  self->func (NULL, self->user_data);
  return G_SOURCE_CONTINUE;
}

KtWake *
kt_wake_new (GFunc func, gpointer user_data, GError **error)
{
  int fd = timerfd_create (CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  KtWake *self;

  if (fd < 0)
    {
      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
      return NULL;
    }
  self = g_new0 (KtWake, 1);
  self->fd = fd;
  self->func = func;
  self->user_data = user_data;
  self->source = g_unix_fd_add (fd, G_IO_IN | G_IO_ERR, wake_cb, self);
  arm (self);
  return self;
}

void
kt_wake_set (KtWake *self, gint64 at_ms)
{
  self->at_ms = at_ms;
  arm (self);
}

void
kt_wake_free (KtWake *self)
{
  g_source_remove (self->source);
  close (self->fd);
  g_free (self);
}
