/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-login-start.h"

#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "kt-program.h"

#define REMINDER_ID  KT_APP_ID ".Reminder"
#define PROGRAM      "keyturn-reminder"
#define SETTING      "login-start-granted"
#define UNIT_WANTED  "systemd/user/graphical-session.target.wants/" REMINDER_ID ".service"

#define PORTAL       "org.freedesktop.portal.Desktop"
#define PORTAL_PATH  "/org/freedesktop/portal/desktop"
#define REQUEST      "org.freedesktop.portal.Request"

struct _KtLoginStart
{
  GObject    parent_instance;

  GSettings *settings;      /* owned; NULL where no schema is installed */
  char      *program;       /* owned; NULL: the one that is found */
  gboolean   sandboxed;
};

G_DEFINE_FINAL_TYPE (KtLoginStart, kt_login_start, G_TYPE_OBJECT)

typedef enum { LOOK, TURN_ON, TURN_OFF } Deed;

typedef struct {
  Deed             deed;
  char            *reason;          /* owned */
  KtLoginState     state;

  /* The portal's request. */
  GDBusConnection *bus;             /* owned */
  char            *path;            /* owned */
  guint            subscription;
  gulong           cancelled;
} Job;

static void
job_free (Job *job)
{
  g_clear_object (&job->bus);
  g_free (job->path);
  g_free (job->reason);
  g_free (job);
}

gboolean
kt_login_state_is_on (KtLoginState state)
{
  return state == KT_LOGIN_FILE || state == KT_LOGIN_SYSTEMD || state == KT_LOGIN_PORTAL;
}

/* ── Natively: a file ───────────────────────────────────────────────────── */

static char *
make_file_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "autostart", REMINDER_ID ".desktop", NULL);
}

/* As the Desktop Entry Specification quotes an argument of Exec. */
static char *
quote (const char *argument)
{
  GString *quoted = g_string_new ("\"");

  for (const char *p = argument; *p; p++)
    {
      if (strchr ("\"`$\\", *p))
        g_string_append_c (quoted, '\\');
      else if (*p == '%')
        g_string_append_c (quoted, '%');
      g_string_append_c (quoted, *p);
    }
  g_string_append_c (quoted, '"');
  return g_string_free (quoted, FALSE);
}

static gboolean
write_file (const char *program, GError **error)
{
  g_autofree char *path = make_file_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *quoted = quote (program);
  g_autofree char *exec = g_strconcat (quoted, " --gapplication-service", NULL);
  g_autoptr(GKeyFile) file = g_key_file_new ();

  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, "Type", "Application");
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, "Name", g_get_application_name () ? g_get_application_name () : "Keyturn");
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, "TryExec", program);
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, "Exec", exec);
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, "Icon", KT_APP_ID);
  g_key_file_set_boolean (file, G_KEY_FILE_DESKTOP_GROUP, "NoDisplay", TRUE);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", folder, g_strerror (errno));
      return FALSE;
    }
  return g_key_file_save_to_file (file, path, error);
}

static gboolean
remove_file (GError **error)
{
  g_autofree char *path = make_file_path ();

  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
  return FALSE;
}

static KtLoginState
read_file (void)
{
  g_autofree char *path = make_file_path ();
  g_autofree char *unit = g_build_filename (g_get_user_config_dir (), UNIT_WANTED, NULL);
  g_autofree char *program = NULL;
  g_autoptr(GKeyFile) file = g_key_file_new ();
  gboolean shown, enabled;

  if (g_file_test (unit, G_FILE_TEST_IS_SYMLINK))
    return KT_LOGIN_SYSTEMD;
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return KT_LOGIN_OFF;
  shown = !g_key_file_get_boolean (file, G_KEY_FILE_DESKTOP_GROUP, "Hidden", NULL);
  enabled = !g_key_file_has_key (file, G_KEY_FILE_DESKTOP_GROUP, "X-GNOME-Autostart-enabled", NULL)
            || g_key_file_get_boolean (file, G_KEY_FILE_DESKTOP_GROUP, "X-GNOME-Autostart-enabled", NULL);
  if (!shown || !enabled)
    return KT_LOGIN_HIDDEN;
  program = g_key_file_get_string (file, G_KEY_FILE_DESKTOP_GROUP, "TryExec", NULL);
  return program && g_file_test (program, G_FILE_TEST_IS_EXECUTABLE) ? KT_LOGIN_FILE : KT_LOGIN_NO_PROGRAM;
}

static void
native_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  KtLoginStart *self = source;
  Job *job = data;
  g_autofree char *program = job->deed != TURN_ON ? NULL : self->program ? g_strdup (self->program) : kt_program_find (PROGRAM, "reminder");
  GError *error = NULL;
  gboolean done = TRUE;

  if (job->deed == TURN_ON && !program)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no " PROGRAM);
  else if (job->deed == TURN_ON)
    done = write_file (program, &error);
  else if (job->deed == TURN_OFF)
    done = remove_file (&error);

  /* Read back: what was written is not yet what is. */
  job->state = read_file ();
  if (error || !done)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* ── Now, too ───────────────────────────────────────────────────────────── */

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *program = user_data;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  const char *argv[] = { program, "--gapplication-service", NULL };

  /* Not installed where the bus looks: a second one ends by itself. */
  if (!reply && program)
    g_spawn_async (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL);
}

static void
run_now (KtLoginStart *self, GDBusConnection *bus)
{
  char *program = self->sandboxed ? NULL : self->program ? g_strdup (self->program) : kt_program_find (PROGRAM, "reminder");

  g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "StartServiceByName",
                          g_variant_new ("(su)", REMINDER_ID, 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, started_cb, program);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GVariant) reply G_GNUC_UNUSED = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
}

static void
end_now (GDBusConnection *bus)
{
  g_autofree char *path = g_strconcat ("/", REMINDER_ID, NULL);

  g_strdelimit (path, ".", '/');
  g_dbus_connection_call (bus, REMINDER_ID, path, "org.freedesktop.Application", "ActivateAction",
                          g_variant_new ("(sava{sv})", "quit", NULL, NULL), NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1,
                          NULL, ended_cb, NULL);
}

static void
run_bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtLoginStart) self = user_data;
  g_autoptr(GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (bus)
    run_now (self, bus);
}

static void
end_bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (bus)
    end_now (bus);
}

static void
run_or_end (KtLoginStart *self, gboolean on)
{
  g_bus_get (G_BUS_TYPE_SESSION, NULL, on ? run_bus_cb : end_bus_cb, on ? g_object_ref (self) : NULL);
}

/* ── In the sandbox: the portal ─────────────────────────────────────────── */

static KtLoginState
read_setting (KtLoginStart *self)
{
  return self->settings && g_settings_get_boolean (self->settings, SETTING) ? KT_LOGIN_PORTAL : KT_LOGIN_OFF;
}

/* The subscription held the task. */
static void
end_request (GTask *task)
{
  Job *job = g_task_get_task_data (task);

  g_dbus_connection_signal_unsubscribe (job->bus, job->subscription);
  job->subscription = 0;
  if (job->cancelled)
    g_signal_handler_disconnect (g_task_get_cancellable (task), job->cancelled);
  job->cancelled = 0;
}

static void
take_answer (GTask *task, gboolean allowed)
{
  KtLoginStart *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);

  if (self->settings)
    g_settings_set_boolean (self->settings, SETTING, allowed);
  job->state = allowed ? KT_LOGIN_PORTAL : KT_LOGIN_OFF;
  if (job->deed == TURN_ON && !allowed)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "The desktop did not allow it");
  else
    g_task_return_boolean (task, TRUE);
}

static void
response_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
             GVariant *parameters, gpointer user_data)
{
  g_autoptr(GTask) task = g_object_ref (user_data);
  g_autoptr(GVariant) results = NULL;
  gboolean autostart = FALSE;
  guint response;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    return;
  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  g_variant_lookup (results, "autostart", "b", &autostart);
  end_request (task);
  take_answer (task, response == 0 && autostart);
}

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr(GTask) task = g_object_ref (user_data);
  Job *job = g_task_get_task_data (task);

  g_dbus_connection_call (job->bus, PORTAL, job->path, REQUEST, "Close", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
  end_request (task);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
}

static gboolean
is_absent (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_INTERFACE)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply)
    return;
  g_dbus_error_strip_remote_error (error);
  /* Answered or cancelled already. */
  if (!job->subscription)
    {
      g_error_free (error);
      return;
    }
  end_request (task);
  if (is_absent (error))
    {
      g_error_free (error);
      error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "This desktop has no Background portal");
    }
  g_task_return_error (task, error);
}

static GVariant *
make_request (const Job *job, const char *token)
{
  static const char *const command[] = { PROGRAM, "--gapplication-service", NULL };
  GVariantBuilder options;

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (&options, "{sv}", "reason", g_variant_new_string (job->reason));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (job->deed == TURN_ON));
  /* Without it some portals write a line that cannot be run. */
  g_variant_builder_add (&options, "{sv}", "commandline", g_variant_new_strv (command, -1));
  return g_variant_new ("(sa{sv})", "", &options);
}

static void
portal_bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  Job *job = g_task_get_task_data (task);
  g_autofree char *token = g_strdup_printf ("keyturn%08x", g_random_int ());
  g_autofree char *sender = NULL;
  GError *error = NULL;

  if (!(job->bus = g_bus_get_finish (result, &error)))
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_task_return_error_if_cancelled (task))
    return;
  sender = g_strdup (g_dbus_connection_get_unique_name (job->bus) + 1);
  g_strdelimit (sender, ".", '_');
  job->path = g_strdup_printf (PORTAL_PATH "/request/%s/%s", sender, token);
  /* Listened for before it is asked. */
  job->subscription = g_dbus_connection_signal_subscribe (job->bus, PORTAL, REQUEST, "Response", job->path, NULL,
                                                          G_DBUS_SIGNAL_FLAGS_NONE, response_cb, g_object_ref (task), g_object_unref);
  if (cancellable)
    job->cancelled = g_signal_connect (cancellable, "cancelled", G_CALLBACK (cancelled_cb), task);
  g_dbus_connection_call (job->bus, PORTAL, PORTAL_PATH, "org.freedesktop.portal.Background", "RequestBackground",
                          make_request (job, token), G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1,
                          NULL, asked_cb, g_object_ref (task));
}

/* ── The verbs ──────────────────────────────────────────────────────────── */

static void
run (KtLoginStart *self, Deed deed, const char *reason, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->deed = deed;
  job->reason = g_strdup (reason ? reason : "");
  g_task_set_source_tag (task, run);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  if (!self->sandboxed)
    g_task_run_in_thread (task, native_thread);
  else if (deed == LOOK)
    {
      job->state = read_setting (self);
      g_task_return_boolean (task, TRUE);
    }
  else
    g_bus_get (G_BUS_TYPE_SESSION, NULL, portal_bus_cb, g_steal_pointer (&task));
}

void
kt_login_start_look_async (KtLoginStart *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (KT_IS_LOGIN_START (self));

  run (self, LOOK, NULL, cancellable, callback, user_data);
}

void
kt_login_start_set_async (KtLoginStart *self, gboolean on, const char *reason, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (KT_IS_LOGIN_START (self));

  run (self, on ? TURN_ON : TURN_OFF, reason, cancellable, callback, user_data);
}

gboolean
kt_login_start_finish (KtLoginStart *self, GAsyncResult *result, KtLoginState *ret_state, GError **error)
{
  Job *job = g_task_get_task_data (G_TASK (result));

  *ret_state = job->state;
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (job->deed != LOOK)
    run_or_end (self, kt_login_state_is_on (job->state));
  return TRUE;
}

/* ── The object ─────────────────────────────────────────────────────────── */

static void
kt_login_start_finalize (GObject *object)
{
  KtLoginStart *self = KT_LOGIN_START (object);

  g_clear_object (&self->settings);
  g_free (self->program);

  G_OBJECT_CLASS (kt_login_start_parent_class)->finalize (object);
}

static void
kt_login_start_class_init (KtLoginStartClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kt_login_start_finalize;
}

static void
kt_login_start_init (KtLoginStart *self)
{
}

KtLoginStart *
kt_login_start_new (gboolean sandboxed, GSettings *settings)
{
  KtLoginStart *self = g_object_new (KT_TYPE_LOGIN_START, NULL);

  self->sandboxed = sandboxed;
  self->settings = settings ? g_object_ref (settings) : NULL;
  return self;
}

void
kt_login_start_set_program (KtLoginStart *self, const char *path)
{
  g_return_if_fail (KT_IS_LOGIN_START (self));

  g_free (self->program);
  self->program = g_strdup (path);
}
