/* test-notices.c: a press on a notice while the window is closed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "kt-app-fixture.h"
#include "kt-ledger-marks.h"

static char *
add_key (KtApp *app)
{
  kt_app_put (app, &kt_app_looks, "Taxes", "tax");
  return kt_app_key_text (app, "Taxes", "id");
}

static KtLedger *
open_ledger (KtApp *app)
{
  g_autofree char *path = g_build_filename (app->folder, KT_DATA_NAME, "ledger.db", NULL);
  KtLedger *ledger = kt_ledger_open_existing (path, NULL);

  g_assert_nonnull (ledger);
  return ledger;
}

/* As the bus starts it for a press: in service mode, and the action comes at once. */
static void
start_by_press (KtApp *app, const char *action, const char *key_id)
{
  g_autofree char *path = g_strdelimit (g_strdup ("/" KT_APP_ID), ".", '/');
  g_autofree char *under =
    g_strdup_printf ("sh -c '(gdbus wait --session --timeout 20 " KT_APP_ID " && gdbus call --session --dest " KT_APP_ID
                     " --object-path %s --method org.freedesktop.Application.ActivateAction %s \"[<\\\"%s\\\">]\" \"{}\")"
                     " >/dev/null & exec \"$0\" --gapplication-service'", path, action, key_id);

  g_setenv ("KT_TEST_UNDER", under, TRUE);
  kt_app_start_until (app, NULL, "Key Menu");
  g_unsetenv ("KT_TEST_UNDER");
}

/* The list is not loaded when it is asked for. */
static void
test_open (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *id = add_key (app);

  start_by_press (app, "open-key", id);
  kt_app_wait_words (app, "Taxes");

  /* One that was deleted meanwhile. */
  kt_app_activate (app, "open-key", "11111111-2222-4333-8444-555555555555");
  kt_app_wait_toast (app, "That key is not here any more.");
  kt_app_stop (app);
}

/* ── Without a window ── */

static void
call (GDBusConnection *bus, const char *key_id)
{
  g_autofree char *path = g_strdelimit (g_strdup ("/" KT_APP_ID), ".", '/');
  g_autoptr(GVariant) reply = NULL;
  g_autoptr(GError) error = NULL;
  GVariantBuilder targets;

  g_variant_builder_init (&targets, G_VARIANT_TYPE ("av"));
  g_variant_builder_add (&targets, "v", g_variant_new_string (key_id));
  reply = g_dbus_connection_call_sync (bus, KT_APP_ID, path, "org.freedesktop.Application", "ActivateAction",
                                       g_variant_new ("(sava{sv})", "snooze", &targets, NULL), NULL, 0, -1, NULL, &error);
  g_assert_no_error (error);
}

/* A window of a GTK program is an object on the bus. */
static gboolean
has_window (GDBusConnection *bus)
{
  g_autofree char *path = g_strdelimit (g_strdup ("/" KT_APP_ID), ".", '/');
  g_autofree char *windows = g_strconcat (path, "/window", NULL);
  g_autoptr(GVariant) reply =
    g_dbus_connection_call_sync (bus, KT_APP_ID, windows, "org.freedesktop.DBus.Introspectable", "Introspect", NULL, NULL, 0, -1, NULL, NULL);
  const char *xml = "";

  if (reply)
    g_variant_get (reply, "(&s)", &xml);
  return strstr (xml, "<node name=") != NULL;
}

static gboolean
is_owned (GDBusConnection *bus)
{
  g_autoptr(GVariant) reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "NameHasOwner",
                                                           g_variant_new ("(s)", KT_APP_ID), NULL, 0, -1, NULL, NULL);
  gboolean owned;

  g_variant_get (reply, "(b)", &owned);
  return owned;
}

static gint64
get_snooze (KtLedger *ledger, const char *key_id)
{
  g_autoptr(GHashTable) snoozes = kt_ledger_list_snoozes (ledger, NULL);
  const gint64 *until_ms = g_hash_table_lookup (snoozes, key_id);

  return until_ms ? *until_ms : 0;
}

static void
test_snooze (void)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *id = add_key (app);
  g_autoptr(KtLedger) ledger = open_ledger (app);
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr(GSubprocess) program = NULL;
  g_autoptr(GError) error = NULL;
  const gint64 week_ms = 7 * G_GINT64_CONSTANT (24 * 60 * 60 * 1000), hour_ms = 60 * 60 * 1000;
  const gint64 now_ms = g_get_real_time () / 1000;

  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", app->folder, TRUE);
  program = g_subprocess_launcher_spawn (launcher, &error, KT_GTK, "--gapplication-service", NULL);
  g_assert_no_error (error);
  kt_test_wait_for (is_owned (bus));
  call (bus, id);
  kt_test_wait_for (get_snooze (ledger, id) != 0);
  /* An hour more or less where clocks change. */
  g_assert_cmpint (ABS (get_snooze (ledger, id) - now_ms - week_ms), <=, hour_ms + 60 * 1000);
  g_assert_false (has_window (bus));
  /* And it goes by itself. */
  kt_test_wait_for (!is_owned (bus));
  g_assert_true (g_subprocess_wait_check (program, NULL, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/notices/open-before-loaded", test_open);
  g_test_add_func ("/notices/snooze-without-window", test_snooze);

  return g_test_run ();
}
