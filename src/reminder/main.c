/* keyturn-reminder: says what is due while everything else is closed and locked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <locale.h>

#include "kt-reminder.h"

int
main (int argc, char **argv)
{
  g_autoptr(KtReminder) reminder = NULL;

  /* For what GLib says of itself: "--help". */
  setlocale (LC_ALL, "");
  reminder = kt_reminder_new ();
  return g_application_run (G_APPLICATION (reminder), argc, argv);
}
