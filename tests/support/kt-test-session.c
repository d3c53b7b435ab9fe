/* kt-test-session.c: the keyring of a private session, and what can befall it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-test-session.h"

#include "kt-test-util.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#define SECRETS      "org.freedesktop.secrets"
#define SECRETS_PATH "/org/freedesktop/secrets"
#define PROMPTER     "org.gnome.keyring.SystemPrompter"
#define LIMIT_MS     10000

/* ── The bus ─────────────────────────────────────────────────────────────────── */

static GVariant *
call (const char *name, const char *path, const char *interface, const char *method, GVariant *arguments)
{
  /* One connection for the whole test: a prompt belongs to the connection that asked for it. */
  static GDBusConnection *bus;
  g_autoptr(GError) error = NULL;
  GVariant *reply;

  if (!bus)
    bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  /* Nothing that these helpers ask may start a program. */
  reply = g_dbus_connection_call_sync (bus, name, path, interface, method, arguments, NULL,
                                       G_DBUS_CALL_FLAGS_NO_AUTO_START, LIMIT_MS, NULL, &error);
  g_assert_no_error (error);
  return reply;
}

static gboolean
has_owner (const char *name)
{
  g_autoptr(GVariant) reply = call ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                    "NameHasOwner", g_variant_new ("(s)", name));
  gboolean has;

  g_variant_get (reply, "(b)", &has);
  return has;
}

void
kt_test_bus_wait_name (const char *name, gboolean there)
{
  kt_test_wait_for (has_owner (name) == there);
}

/* ── The daemon ──────────────────────────────────────────────────────────────── */

static GSubprocess *daemon_started; /* the daemon of kt_test_keyring_start(), to collect its end */

static GPid
daemon_pid (void)
{
  const char *text = g_getenv ("KEYRING_PID");

  if (!text)
    g_error ("KEYRING_PID is not set: run this test under tests/support/session --keyring");
  return (GPid) g_ascii_strtoll (text, NULL, 10);
}

gboolean
kt_test_keyring_is_there (void)
{
  return has_owner (SECRETS);
}

void
kt_test_keyring_kill (void)
{
  kill (daemon_pid (), SIGKILL);
  kt_test_bus_wait_name (SECRETS, FALSE);
  if (daemon_started)
    g_subprocess_wait (daemon_started, NULL, NULL);
  g_clear_object (&daemon_started);
}

void
kt_test_keyring_stop (void)
{
  g_assert_cmpint (kill (daemon_pid (), SIGSTOP), ==, 0);
}

void
kt_test_keyring_continue (void)
{
  g_assert_cmpint (kill (daemon_pid (), SIGCONT), ==, 0);
}

void
kt_test_keyring_start (const char *password)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE);
  g_autoptr(GError) error = NULL;
  g_autofree char *log = NULL;

  g_assert_false (kt_test_keyring_is_there ());
  log = g_build_filename (g_getenv ("SESSION_LOG_DIR"), "keyring.log", NULL);
  g_subprocess_launcher_set_stdout_file_path (launcher, log);
  g_subprocess_launcher_set_stderr_file_path (launcher, log);
  /* Its own warnings are not ours to judge. */
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  g_subprocess_launcher_unsetenv (launcher, "MALLOC_PERTURB_");
  daemon_started = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon", "--foreground",
                                                "--components=secrets", password ? "--unlock" : NULL, NULL);
  g_assert_no_error (error);
  if (password)
    g_output_stream_write_all (g_subprocess_get_stdin_pipe (daemon_started), password, strlen (password), NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (g_subprocess_get_stdin_pipe (daemon_started), NULL, &error);
  g_assert_no_error (error);
  g_setenv ("KEYRING_PID", g_subprocess_get_identifier (daemon_started), TRUE);
  kt_test_bus_wait_name (SECRETS, TRUE);
}

void
kt_test_keyring_restart (const char *password)
{
  kt_test_keyring_kill ();
  kt_test_keyring_start (password);
}

/* How gnome-keyring writes an empty keyring that has no password. */
static const char open_keyring[] =
  "[keyring]\n"
  "display-name=Login\n"
  "ctime=1764000000\n"
  "mtime=1764000000\n"
  "lock-on-idle=false\n"
  "lock-after=false\n";

void
kt_test_keyring_renew (const char *password)
{
  g_autofree char *file = kt_test_keyring_file ();
  g_autofree char *folder = g_path_get_dirname (file);

  kt_test_keyring_kill ();
  kt_test_folder_remove (folder);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  if (password && !*password)
    {
      /* The daemon makes no keyring for an empty password; a desktop's "continue without" does. */
      kt_test_file_store (file, open_keyring, -1);
      password = NULL;
    }
  kt_test_keyring_start (password);
  /* The name is on the bus a moment before the keyring is open. */
  if (password)
    kt_test_wait_for (kt_test_keyring_has_default () && !kt_test_keyring_is_locked ());
}

char *
kt_test_keyring_file (void)
{
  return g_build_filename (g_get_user_data_dir (), "keyrings", "login.keyring", NULL);
}

/* ── The default collection ──────────────────────────────────────────────────── */

static char *
read_default_alias (void)
{
  g_autoptr(GVariant) reply = call (SECRETS, SECRETS_PATH, "org.freedesktop.Secret.Service", "ReadAlias",
                                    g_variant_new ("(s)", "default"));
  char *path;

  g_variant_get (reply, "(o)", &path);
  return path;
}

static char *
default_collection (void)
{
  char *path = read_default_alias ();

  g_assert_cmpstr (path, !=, "/");
  return path;
}

static GVariant *
collection_property (const char *name)
{
  g_autofree char *path = default_collection ();
  g_autoptr(GVariant) reply = call (SECRETS, path, "org.freedesktop.DBus.Properties", "Get",
                                    g_variant_new ("(ss)", "org.freedesktop.Secret.Collection", name));
  GVariant *value;

  g_variant_get (reply, "(v)", &value);
  return value;
}

gboolean
kt_test_keyring_is_locked (void)
{
  g_autoptr(GVariant) value = collection_property ("Locked");

  return g_variant_get_boolean (value);
}

guint
kt_test_keyring_count (void)
{
  g_autoptr(GVariant) value = collection_property ("Items");

  return (guint) g_variant_n_children (value);
}

void
kt_test_keyring_lock (void)
{
  g_autofree char *path = default_collection ();
  const char *paths[] = { path, NULL };

  g_variant_unref (call (SECRETS, SECRETS_PATH, "org.freedesktop.Secret.Service", "Lock", g_variant_new ("(^ao)", paths)));
  kt_test_wait_for (kt_test_keyring_is_locked ());
}

void
kt_test_keyring_unlock (void)
{
  g_autofree char *path = default_collection ();
  const char *paths[] = { path, NULL };
  g_autoptr(GVariant) reply = call (SECRETS, SECRETS_PATH, "org.freedesktop.Secret.Service", "Unlock",
                                    g_variant_new ("(^ao)", paths));
  g_autofree char *prompt = NULL;

  g_variant_get (reply, "(aoo)", NULL, &prompt);
  if (!g_str_equal (prompt, "/"))
    g_variant_unref (call (SECRETS, prompt, "org.freedesktop.Secret.Prompt", "Prompt", g_variant_new ("(s)", "")));
  kt_test_wait_for (!kt_test_keyring_is_locked ());
}

gboolean
kt_test_keyring_has_default (void)
{
  g_autofree char *path = read_default_alias ();

  return !g_str_equal (path, "/");
}

/* ── The prompter ────────────────────────────────────────────────────────────── */

struct _KtTestPrompter
{
  GSubprocess *process;
  char        *log_path;
};

KtTestPrompter *
kt_test_prompter_start (const char *answers)
{
  KtTestPrompter *self = g_new0 (KtTestPrompter, 1);
  const char *program = g_getenv ("KT_MOCK_PROMPTER");
  g_autofree char *words = g_strdup_printf ("%s %s", program ? program : KT_MOCK_PROMPTER, answers);
  g_auto(GStrv) argv = g_strsplit (words, " ", -1);
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr(GError) error = NULL;
  int fd = g_file_open_tmp ("kt-prompter-XXXXXX.log", &self->log_path, &error);

  g_assert_no_error (error);
  g_subprocess_launcher_take_stdout_fd (launcher, fd);
  self->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, &error);
  g_assert_no_error (error);
  kt_test_bus_wait_name (PROMPTER, TRUE);
  return self;
}

char *
kt_test_prompter_log (KtTestPrompter *self)
{
  return kt_test_file_load (self->log_path, NULL);
}

guint
kt_test_prompter_count (KtTestPrompter *self)
{
  g_autofree char *log = kt_test_prompter_log (self);
  guint count = 0;

  for (const char *at = log; (at = strstr (at, "PROMPT ")); at++)
    count++;
  return count;
}

void
kt_test_prompter_end (KtTestPrompter *self)
{
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  kt_test_bus_wait_name (PROMPTER, FALSE);
  g_remove (self->log_path);
  g_object_unref (self->process);
  g_free (self->log_path);
  g_free (self);
}
