/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-time.h"

#define ASK_AGAIN_US (60 * G_USEC_PER_SEC)

GTimeZone *
kt_time_get_zone (void)
{
  static GMutex mutex;
  static GTimeZone *zone;
  static char *name;            /* TZ when it was asked for, or NULL */
  static gint64 asked_us;
  const gint64 now_us = g_get_monotonic_time ();
  const char *wanted = g_getenv ("TZ");
  GTimeZone *local;

  g_mutex_lock (&mutex);
  if (!zone || now_us - asked_us > ASK_AGAIN_US || g_strcmp0 (name, wanted) != 0)
    {
      g_clear_pointer (&zone, g_time_zone_unref);
      zone = g_time_zone_new_local ();
      g_free (name);
      name = g_strdup (wanted);
      asked_us = now_us;
    }
  local = g_time_zone_ref (zone);
  g_mutex_unlock (&mutex);
  return local;
}

GDateTime *
kt_time_new_local (gint64 ms)
{
  g_autoptr(GTimeZone) zone = kt_time_get_zone ();
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (ms / 1000);

  return utc ? g_date_time_to_timezone (utc, zone) : NULL;
}
