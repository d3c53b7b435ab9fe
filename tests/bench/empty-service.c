/* empty-service.c: the least a program that stays can be, to compare the reminder with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gio/gio.h>

static void
startup_cb (GApplication *application, gpointer user_data)
{
  g_application_hold (application);
}

static void
activate_cb (GApplication *application, gpointer user_data)
{
}

int
main (int argc, char **argv)
{
  g_autoptr(GApplication) application = g_application_new ("io.github.keyturn.EmptyService", G_APPLICATION_DEFAULT_FLAGS);

  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
  g_signal_connect (application, "startup", G_CALLBACK (startup_cb), NULL);
  return g_application_run (application, argc, argv);
}
