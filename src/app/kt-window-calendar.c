/* kt-window-calendar.c: the due dates as a file for calendars
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-window-private.h"

#include <glib/gi18n.h>

#include "kt-error.h"
#include "kt-export.h"
#include "kt-program.h"

#define PROGRAM "keyturn"

/* By the command line: what writes calendars brings many megabytes with it, which the window would keep for ever. It needs no
 * keyring, and all that the window knows of dates is in the ledger. */
static GBytes *
make_calendar (KtExportFormat format, gpointer data, GError **error)
{
  g_autofree char *program = kt_program_find (PROGRAM, "cli");
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GBytes) ics = NULL;

  if (!program)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_FAILED, _("The program %s, which writes it, is not installed."), PROGRAM);
      return NULL;
    }
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, error, program, "due", "--ics", NULL);
  if (!process || !g_subprocess_communicate (process, NULL, NULL, &ics, NULL, error)
      || !g_subprocess_wait_check (process, NULL, error))
    return NULL;
  return g_steal_pointer (&ics);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kt_export_begin (GTK_WINDOW (widget), "keyturn", KT_EXPORT_ICS, make_calendar, NULL, NULL);
}

void
kt_window_install_calendar (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.export-calendar", NULL, export_action);
}
