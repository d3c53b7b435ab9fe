/* kt-clock-settings.c: the desktop's own settings of date and time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "kt-clock-settings.h"

#include <gio/gdesktopappinfo.h>
#include <glib/gi18n.h>

/* Their names in GNOME, KDE Plasma, Cinnamon, MATE. */
static const char *const panels[] = {
  "gnome-datetime-panel.desktop",
  "kcm_clock.desktop",
  "cinnamon-settings-calendar.desktop",
  "mate-time-admin.desktop",
};

char *
kt_clock_settings_open (GtkWidget *widget)
{
  g_autoptr(GdkAppLaunchContext) context = gdk_display_get_app_launch_context (gtk_widget_get_display (widget));

  for (guint i = 0; i < G_N_ELEMENTS (panels); i++)
    {
      g_autoptr(GDesktopAppInfo) panel = g_desktop_app_info_new (panels[i]);

      if (panel && g_app_info_launch (G_APP_INFO (panel), NULL, G_APP_LAUNCH_CONTEXT (context), NULL))
        return NULL;
    }
  return g_strdup (_("Turn on automatic date and time in your desktop’s settings, then check again."));
}
