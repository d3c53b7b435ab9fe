/* keyturn-gtk: the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "kt-application.h"
#include "kt-secret.h"
#include "kt-words.h"

int
main (int argc, char **argv)
{
  g_autoptr(KtApplication) application = NULL;

  kt_secret_guard_process ();
  kt_words_init ();

  application = kt_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
