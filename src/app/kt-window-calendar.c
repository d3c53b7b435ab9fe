/* kt-window-calendar.c: the due dates as a file for calendars
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-window-private.h"

#include <string.h>

#include "kt-export.h"
#include "kt-words.h"

/* As far as a calendar is looked through; the same as keyturn due. */
#define AHEAD_MS (365 * 24 * 60 * 60 * G_GINT64_CONSTANT (1000))

static GBytes *
pass (KtExportFormat format, gpointer data, GError **error)
{
  return g_bytes_ref (data);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);
  const gint64 now_ms = g_get_real_time () / 1000;
  char *ics = kt_words_calendar (kt_keeper_get_all (self->keeper), kt_keeper_get_catalogue (self->keeper), now_ms, now_ms + AHEAD_MS, NULL);

  /* Keys belong to this thread; the file is written in another. */
  kt_export_begin (GTK_WINDOW (self), "keyturn", KT_EXPORT_ICS, pass, g_bytes_new_take (ics, strlen (ics)), (GDestroyNotify) g_bytes_unref);
}

void
kt_window_install_calendar (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.export-calendar", NULL, export_action);
}
