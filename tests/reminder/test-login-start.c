/* test-login-start.c: whether the reminder starts at login: the file, and a Background portal of our own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>

#include "kt-login-start.h"
#include "kt-settings.h"
#include "kt-test-util.h"

#define UNIQUE KT_APP_ID ".Reminder"

/* ── A portal ── */

static struct {
  GDBusConnection *bus;
  guint            response;        /* 0 yes, 1 the person said no, 99: never answers */
  gboolean         grants;
  char            *request;         /* owned: the last one's path */
  GVariant        *options;         /* owned: the last one's */
  guint            n_closed;
} portal;

static void
answer (void)
{
  GVariantDict results;

  g_variant_dict_init (&results, NULL);
  g_variant_dict_insert (&results, "background", "b", TRUE);
  g_variant_dict_insert (&results, "autostart", "b", portal.grants);
  g_dbus_connection_emit_signal (portal.bus, NULL, portal.request, "org.freedesktop.portal.Request", "Response",
                                 g_variant_new ("(u@a{sv})", portal.response, g_variant_dict_end (&results)), NULL);
}

static void close_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *method,
                      GVariant *parameters, GDBusMethodInvocation *invocation, gpointer data);

static GDBusInterfaceInfo *
get_interface (const char *name)
{
  static const char xml[] =
    "<node><interface name='org.freedesktop.portal.Background'><method name='RequestBackground'><arg type='s' direction='in'/>"
    "<arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method></interface>"
    "<interface name='org.freedesktop.portal.Request'><method name='Close'/></interface></node>";
  static GDBusNodeInfo *node;

  if (!node)
    node = g_dbus_node_info_new_for_xml (xml, NULL);
  return g_dbus_node_info_lookup_interface (node, name);
}

static void
request_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *method,
            GVariant *parameters, GDBusMethodInvocation *invocation, gpointer data)
{
  static const GDBusInterfaceVTable table = { close_cb };
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');
  const char *token;

  g_clear_pointer (&portal.options, g_variant_unref);
  g_clear_pointer (&portal.request, g_free);
  portal.options = g_variant_get_child_value (parameters, 1);
  g_assert_true (g_variant_lookup (portal.options, "handle_token", "&s", &token));
  portal.request = g_strdup_printf ("/org/freedesktop/portal/desktop/request/%s/%s", name, token);
  g_dbus_connection_register_object (bus, portal.request, get_interface ("org.freedesktop.portal.Request"), &table, NULL, NULL, NULL);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", portal.request));
  if (portal.response != 99)
    answer ();
}

static void
close_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *method,
          GVariant *parameters, GDBusMethodInvocation *invocation, gpointer data)
{
  portal.n_closed++;
  g_dbus_method_invocation_return_value (invocation, NULL);
}

/* On a connection of its own: what is asked of it is asked by somebody else. */
static void
start_portal (void)
{
  static const GDBusInterfaceVTable table = { request_cb };
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(GVariant) reply = NULL;

  portal.bus = g_dbus_connection_new_for_address_sync (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                       G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, NULL);
  g_assert_nonnull (portal.bus);
  g_dbus_connection_register_object (portal.bus, "/org/freedesktop/portal/desktop",
                                     get_interface ("org.freedesktop.portal.Background"), &table, NULL, NULL, NULL);
  reply = g_dbus_connection_call_sync (portal.bus, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", "org.freedesktop.portal.Desktop", 4), NULL, 0, -1, NULL, NULL);
  g_assert_nonnull (reply);
}

static void
stop_portal (void)
{
  g_dbus_connection_close_sync (portal.bus, NULL, NULL);
  g_clear_object (&portal.bus);
  g_clear_pointer (&portal.options, g_variant_unref);
  g_clear_pointer (&portal.request, g_free);
}

/* ── Looking and setting ── */

static KtLoginState
look (KtLoginStart *start)
{
  g_autoptr(GAsyncResult) result = NULL;
  KtLoginState state = KT_LOGIN_OFF;

  kt_login_start_look_async (start, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  g_assert_true (kt_login_start_finish (start, result, &state, NULL));
  return state;
}

static KtLoginState
set (KtLoginStart *start, gboolean on, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  KtLoginState state = KT_LOGIN_OFF;

  kt_login_start_set_async (start, on, "Made-up reason", NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  kt_login_start_finish (start, result, &state, error);
  return state;
}

static gboolean
is_running (void)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(GVariant) reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "NameHasOwner",
                                                           g_variant_new ("(s)", UNIQUE), NULL, 0, -1, NULL, NULL);
  gboolean owned;

  g_variant_get (reply, "(b)", &owned);
  return owned;
}

static char *
get_file (void)
{
  return g_build_filename (g_get_user_config_dir (), "autostart", UNIQUE ".desktop", NULL);
}

/* ── Natively ── */

static void
test_file (void)
{
  g_autoptr(KtLoginStart) start = kt_login_start_new (FALSE, NULL);
  g_autofree char *file = get_file ();
  g_autofree char *validate = g_strdup_printf ("desktop-file-validate --no-hints %s", file);
  g_autofree char *said = NULL;
  g_autoptr(GError) error = NULL;

  kt_login_start_set_program (start, KT_REMINDER);
  g_assert_cmpint (look (start), ==, KT_LOGIN_OFF);
  g_assert_cmpint (set (start, TRUE, &error), ==, KT_LOGIN_FILE);
  g_assert_no_error (error);
  g_assert_true (g_spawn_command_line_sync (validate, &said, NULL, NULL, NULL));
  g_assert_cmpstr (said, ==, "");
  kt_test_wait_for (is_running ());

  g_assert_cmpint (set (start, FALSE, &error), ==, KT_LOGIN_OFF);
  g_assert_no_error (error);
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
  kt_test_wait_for (!is_running ());
  /* Again: it is off already. */
  g_assert_cmpint (set (start, FALSE, &error), ==, KT_LOGIN_OFF);
  g_assert_no_error (error);
}

/* What the file says is what the desktop would run, whatever the folder is called. */
static void
test_file_runs (void)
{
  static const char *const names[] = { "plain", "with blank", "100% \"mine\"", "a$b`c\\d", "ünïcode" };
  g_autofree char *file = get_file ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(KtLoginStart) start = kt_login_start_new (FALSE, NULL);
      g_autofree char *folder = kt_test_folder_make ();
      g_autofree char *program = g_build_filename (folder, names[i], NULL);
      g_autofree char *ran = g_build_filename (folder, "ran", NULL);
      g_autofree char *script = g_strdup_printf ("#!/bin/sh\n[ \"$1\" = --gapplication-service ] && touch '%s'\n", ran);
      g_autoptr(GKeyFile) key_file = g_key_file_new ();
      g_autofree char *exec = NULL;
      g_auto(GStrv) argv = NULL;
      g_autoptr(GError) error = NULL;

      kt_test_file_store (program, script, -1);
      g_assert_cmpint (g_chmod (program, 0700), ==, 0);
      kt_login_start_set_program (start, program);
      g_assert_cmpint (set (start, TRUE, &error), ==, KT_LOGIN_FILE);
      g_assert_no_error (error);
      /* It was run now; and once more as a desktop reads the line. */
      kt_test_wait_for (g_file_test (ran, G_FILE_TEST_EXISTS));
      g_assert_cmpint (g_unlink (ran), ==, 0);
      g_assert_true (g_key_file_load_from_file (key_file, file, 0, NULL));
      exec = g_key_file_get_string (key_file, "Desktop Entry", "Exec", NULL);
      {
        g_autoptr(GString) line = g_string_new (exec);

        g_string_replace (line, "%%", "%", 0);
        g_assert_true (g_shell_parse_argv (line->str, NULL, &argv, &error));
      }
      g_assert_cmpstr (argv[0], ==, program);
      g_assert_cmpstr (argv[1], ==, "--gapplication-service");
      g_assert_null (argv[2]);
      g_assert_cmpint (set (start, FALSE, NULL), ==, KT_LOGIN_OFF);
      kt_test_folder_remove (folder);
    }
}

static const struct {
  const char   *explanation;
  const char   *group, *name, *value;
  KtLoginState  state;
} edits[] = {
  { "hidden by hand or by a desktop's settings", "Desktop Entry", "Hidden", "true", KT_LOGIN_HIDDEN },
  { "switched off by GNOME's tool", "Desktop Entry", "X-GNOME-Autostart-enabled", "false", KT_LOGIN_HIDDEN },
  { "switched on by it", "Desktop Entry", "X-GNOME-Autostart-enabled", "true", KT_LOGIN_FILE },
  { "the program was uninstalled", "Desktop Entry", "TryExec", "/nowhere/keyturn-reminder", KT_LOGIN_NO_PROGRAM },
};

static void
test_file_edited (void)
{
  g_autoptr(KtLoginStart) start = kt_login_start_new (FALSE, NULL);
  g_autofree char *path = get_file ();

  kt_login_start_set_program (start, "/bin/true");
  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autoptr(GKeyFile) file = g_key_file_new ();

      g_test_message ("%s", edits[i].explanation);
      g_assert_cmpint (set (start, TRUE, NULL), ==, KT_LOGIN_FILE);
      g_assert_true (g_key_file_load_from_file (file, path, 0, NULL));
      g_key_file_set_string (file, edits[i].group, edits[i].name, edits[i].value);
      g_assert_true (g_key_file_save_to_file (file, path, NULL));
      g_assert_cmpint (look (start), ==, edits[i].state);
      /* A new yes puts it right. */
      g_assert_cmpint (set (start, TRUE, NULL), ==, KT_LOGIN_FILE);
    }
  g_assert_cmpint (set (start, FALSE, NULL), ==, KT_LOGIN_OFF);
}

static void
test_systemd (void)
{
  g_autoptr(KtLoginStart) start = kt_login_start_new (FALSE, NULL);
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "systemd", "user", "graphical-session.target.wants", NULL);
  g_autofree char *link = g_build_filename (folder, UNIQUE ".service", NULL);

  g_mkdir_with_parents (folder, 0700);
  g_assert_cmpint (symlink ("/usr/lib/systemd/user/" UNIQUE ".service", link), ==, 0);
  g_assert_cmpint (look (start), ==, KT_LOGIN_SYSTEMD);
  g_assert_true (kt_login_state_is_on (KT_LOGIN_SYSTEMD));
  g_assert_cmpint (g_unlink (link), ==, 0);
  g_assert_cmpint (look (start), ==, KT_LOGIN_OFF);
}

/* What cannot be written is said, and what is shown is what is. */
static void
test_not_writable (void)
{
  g_autoptr(KtLoginStart) start = kt_login_start_new (FALSE, NULL);
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "autostart", NULL);
  g_autoptr(GError) error = NULL;

  g_rmdir (folder);
  kt_test_file_store (folder, "a file, not a folder", -1);
  kt_login_start_set_program (start, "/bin/true");
  g_assert_cmpint (set (start, TRUE, &error), ==, KT_LOGIN_OFF);
  g_assert_nonnull (error);
  g_assert_cmpint (g_unlink (folder), ==, 0);
}

/* ── In the sandbox ── */

static const struct {
  const char   *explanation;
  guint         response;
  gboolean      grants;
  KtLoginState  state;
} answers[] = {
  { "allowed", 0, TRUE, KT_LOGIN_PORTAL },
  { "may run in the background, but not start at login", 0, FALSE, KT_LOGIN_OFF },
  { "the person said no", 1, FALSE, KT_LOGIN_OFF },
  { "ended otherwise, whatever else it says", 2, TRUE, KT_LOGIN_OFF },
};

static void
test_portal (void)
{
  g_autoptr(GSettings) settings = kt_settings_new ();
  g_autofree char *file = get_file ();

  start_portal ();
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(KtLoginStart) start = kt_login_start_new (TRUE, settings);
      g_autofree const char **command = NULL;
      g_autoptr(GError) error = NULL;
      const char *reason;
      gboolean autostart;

      g_test_message ("%s", answers[i].explanation);
      portal.response = answers[i].response;
      portal.grants = answers[i].grants;
      g_assert_cmpint (set (start, TRUE, &error), ==, answers[i].state);
      if (answers[i].state == KT_LOGIN_OFF)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
      else
        g_assert_no_error (error);
      g_assert_cmpint (look (start), ==, answers[i].state);

      g_assert_true (g_variant_lookup (portal.options, "reason", "&s", &reason));
      g_assert_cmpstr (reason, ==, "Made-up reason");
      g_assert_true (g_variant_lookup (portal.options, "autostart", "b", &autostart));
      g_assert_true (autostart);
      g_assert_true (g_variant_lookup (portal.options, "commandline", "^a&s", &command));
      g_assert_cmpstr (command[0], ==, "keyturn-reminder");
      g_assert_cmpstr (command[1], ==, "--gapplication-service");

      portal.response = 0;
      portal.grants = FALSE;
      g_clear_error (&error);
      g_assert_cmpint (set (start, FALSE, &error), ==, KT_LOGIN_OFF);
      g_assert_no_error (error);
      g_assert_true (g_variant_lookup (portal.options, "autostart", "b", &autostart));
      g_assert_false (autostart);
      g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
    }
  stop_portal ();
}

static void
test_portal_cancelled (void)
{
  g_autoptr(KtLoginStart) start = kt_login_start_new (TRUE, NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  KtLoginState state;

  start_portal ();
  portal.response = 99;
  portal.n_closed = 0;
  kt_login_start_set_async (start, TRUE, NULL, cancellable, kt_test_keep_result, &result);
  kt_test_wait_for (portal.request != NULL);
  g_cancellable_cancel (cancellable);
  kt_test_await (&result);
  g_assert_false (kt_login_start_finish (start, result, &state, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  kt_test_wait_for (portal.n_closed == 1);
  stop_portal ();
}

static void
test_no_portal (void)
{
  g_autoptr(KtLoginStart) start = kt_login_start_new (TRUE, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (set (start, TRUE, &error), ==, KT_LOGIN_OFF);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/login-start/file", test_file);
  g_test_add_func ("/login-start/file-runs", test_file_runs);
  g_test_add_func ("/login-start/file-edited", test_file_edited);
  g_test_add_func ("/login-start/systemd", test_systemd);
  g_test_add_func ("/login-start/not-writable", test_not_writable);
  g_test_add_func ("/login-start/portal", test_portal);
  g_test_add_func ("/login-start/portal-cancelled", test_portal_cancelled);
  g_test_add_func ("/login-start/no-portal", test_no_portal);

  return g_test_run ();
}
