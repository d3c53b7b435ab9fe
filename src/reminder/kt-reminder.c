/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-reminder.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "kt-look.h"
#include "kt-settings.h"
#include "kt-wake.h"

#define LOCALTIME "/etc/localtime"
/* Several writes of one deed are looked at once; of a long row of them, as when thousands of keys are checked, so few that looking is
 * a small part of the work. */
#define SETTLE_MS      300
#define SETTLE_MOST_MS 10000
#define SETTLE_FOR     8
/* Who writes holds the ledger for moments; what is broken need not be asked about often. */
#define RETRY_SECONDS      1
#define RETRY_MOST_SECONDS 3600
/* A look takes a moment; longest is to wait for a ledger that others hold. */
#define LOOK_MOST_SECONDS  120
#define READ_BYTES         4096

struct _KtReminder
{
  GApplication  parent_instance;

  char         *folder;       /* owned */
  GSettings    *settings;     /* owned; NULL where no schema is installed */
  GFileMonitor *monitor;      /* owned: of the folder */
  GFileMonitor *zone_monitor; /* owned */
  KtWake       *wake;         /* owned */
  GHashTable   *shown;        /* ids of notices that stand, owned */
  GPtrArray    *pressed;      /* owned texts: snoozes that are not in the ledger yet, each a key's id and when, in ms */
  guint         n_writing;    /* of these: texts that the look under way was given */
  GSubprocess  *looking;      /* owned; NULL while none is */
  GByteArray   *output;       /* owned: of it, so far */
  gint64        began_us;     /* monotonic: the look under way */
  guint         took_ms;      /* the last one */
  gboolean      again;        /* something changed while it looked */
  gboolean      met;          /* what an earlier run left on the screen is known */
  guint         look_source;
  guint         limit_source;
  guint         retry_source;
  guint         retry_seconds;
};

G_DEFINE_FINAL_TYPE (KtReminder, kt_reminder, G_TYPE_APPLICATION)

/* ── Showing ────────────────────────────────────────────────────────────── */

static void
add_button (GNotification *notice, guint i, const char *action, const char *id, const char *label)
{
  GVariant *target = *id ? g_variant_ref_sink (g_variant_new_string (id)) : NULL;

  if (i == 0)
    g_notification_set_default_action_and_target_value (notice, action, target);
  g_notification_add_button_with_target_value (notice, label, action, target);
  g_clear_pointer (&target, g_variant_unref);
}

static void
show (KtReminder *self, GVariant *told)
{
  const char *id, *title, *body, *action, *target, *label;
  g_autoptr(GVariantIter) buttons = NULL;
  g_autoptr(GNotification) notice = NULL;
  gboolean urgent;

  g_variant_get (told, "(&s&s&sba(sss))", &id, &title, &body, &urgent, &buttons);
  notice = g_notification_new (title);
  if (*body)
    g_notification_set_body (notice, body);
  g_notification_set_priority (notice, urgent ? G_NOTIFICATION_PRIORITY_HIGH : G_NOTIFICATION_PRIORITY_NORMAL);
  for (guint i = 0; g_variant_iter_next (buttons, "(&s&s&s)", &action, &target, &label); i++)
    add_button (notice, i, action, target, label);
  g_application_send_notification (G_APPLICATION (self), id, notice);
  g_hash_table_add (self->shown, g_strdup (id));
}

/* @standing: ids of those that may stay. */
static void
withdraw_others (KtReminder *self, const char *const *standing)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      if (standing && g_strv_contains (standing, id))
        continue;
      g_application_withdraw_notification (G_APPLICATION (self), id);
      g_hash_table_iter_remove (&iter);
    }
}

static void
take_in (KtReminder *self, GVariant *told)
{
  g_autofree const char **left = NULL;
  g_autofree const char **standing = NULL;
  g_autoptr(GVariantIter) notices = NULL;
  GVariant *notice;
  gint64 next_ms;

  g_variant_get (told, "(x^a&s^a&sa" KT_LOOK_NOTICE_TYPE ")", &next_ms, &left, &standing, &notices);
  /* What an earlier run showed may still stand, where the desktop keeps it. */
  for (guint i = 0; !self->met && left[i]; i++)
    g_hash_table_add (self->shown, g_strdup (left[i]));
  self->met = TRUE;
  kt_wake_set (self->wake, next_ms);
  withdraw_others (self, standing);
  while ((notice = g_variant_iter_next_value (notices)))
    {
      show (self, notice);
      g_variant_unref (notice);
    }
}

/* ── Looking ────────────────────────────────────────────────────────────── */

static void look (KtReminder *self);
static void look_soon (KtReminder *self);

static gboolean
retry_cb (gpointer user_data)
{
  KtReminder *self = user_data;

  self->retry_source = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
retry_later (KtReminder *self)
{
  self->retry_seconds = CLAMP (self->retry_seconds * 2, RETRY_SECONDS, RETRY_MOST_SECONDS);
  if (!self->retry_source)
    self->retry_source = g_timeout_add_seconds (self->retry_seconds, retry_cb, self);
}

static GVariant *
read_told (GByteArray *output)
{
  g_autoptr(GBytes) bytes = g_bytes_new (output->data, output->len);
  g_autoptr(GVariant) told = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (KT_LOOK_TYPE), bytes, FALSE));

  return g_variant_is_normal_form (told) ? g_steal_pointer (&told) : NULL;
}

/* FALSE: it is to be tried again. */
static gboolean
end_look (KtReminder *self)
{
  const int left = g_subprocess_get_if_exited (self->looking) ? g_subprocess_get_exit_status (self->looking) : KT_LOOK_LATER;
  g_autoptr(GVariant) told = NULL;

  /* The folder is watched for one that comes. */
  if (left == KT_LOOK_NO_LEDGER)
    return TRUE;
  if (left != KT_LOOK_FINE || !(told = read_told (self->output)))
    return FALSE;
  g_ptr_array_remove_range (self->pressed, 0, self->n_writing);
  take_in (self, told);
  return TRUE;
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KtReminder *self = user_data;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  /* It was not waited for. */
  if ((GObject *) self->looking != source)
    return;
  g_clear_handle_id (&self->limit_source, g_source_remove);
  self->took_ms = (guint) ((g_get_monotonic_time () - self->began_us) / 1000);
  if (end_look (self))
    self->retry_seconds = 0;
  else
    retry_later (self);
  g_clear_object (&self->looking);
  g_clear_pointer (&self->output, g_byte_array_unref);
#ifdef __GLIBC__
  /* It sleeps for days. */
  malloc_trim (0);
#endif
  if (self->again)
    look_soon (self);
}

/* g_subprocess_communicate_async() would keep a thread for some time, and wake up to end it. */
static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KtReminder *self = user_data;
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);
  const gsize length = bytes ? g_bytes_get_size (bytes) : 0;

  if (!self->looking || (GObject *) g_subprocess_get_stdout_pipe (self->looking) != source)
    return;
  if (length == 0)
    {
      g_subprocess_wait_async (self->looking, NULL, ended_cb, self);
      return;
    }
  g_byte_array_append (self->output, g_bytes_get_data (bytes, NULL), length);
  g_input_stream_read_bytes_async (G_INPUT_STREAM (source), READ_BYTES, G_PRIORITY_DEFAULT, NULL, read_cb, self);
}

static gboolean
limit_cb (gpointer user_data)
{
  KtReminder *self = user_data;

  self->limit_source = 0;
  g_subprocess_force_exit (self->looking);
  return G_SOURCE_REMOVE;
}

/* Beside this program, as in a build folder, or with the helpers. (transfer full) */
static char *
find_program (void)
{
  g_autofree char *exe = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (exe ? exe : "");
  g_autofree char *beside = g_build_filename (folder, KT_LOOK_PROGRAM, NULL);

  if (g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);
  return g_build_filename (KT_LIBEXECDIR, KT_LOOK_PROGRAM, NULL);
}

static void
look (KtReminder *self)
{
  g_autofree char *program = find_program ();
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;

  self->again = self->looking != NULL;
  if (self->looking)
    return;
  if (self->settings && !g_settings_get_boolean (self->settings, "reminders"))
    {
      withdraw_others (self, NULL);
      kt_wake_set (self->wake, 0);
      return;
    }

  g_ptr_array_add (argv, program);
  g_ptr_array_add (argv, (gpointer) KT_LOOK_SNOOZE);
  for (guint i = 0; i < self->pressed->len; i++)
    g_ptr_array_add (argv, g_ptr_array_index (self->pressed, i));
  g_ptr_array_add (argv, NULL);
  self->n_writing = self->pressed->len;
  self->looking = g_subprocess_newv ((const char *const *) argv->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  if (!self->looking)
    {
      g_debug ("%s: %s", program, error->message);
      retry_later (self);
      return;
    }
  self->began_us = g_get_monotonic_time ();
  self->limit_source = g_timeout_add_seconds (LOOK_MOST_SECONDS, limit_cb, self);
  self->output = g_byte_array_new ();
  g_input_stream_read_bytes_async (g_subprocess_get_stdout_pipe (self->looking), READ_BYTES, G_PRIORITY_DEFAULT, NULL, read_cb, self);
}

static void
wake_cb (gpointer data, gpointer user_data)
{
  look (user_data);
}

static gboolean
look_cb (gpointer user_data)
{
  KtReminder *self = user_data;

  self->look_source = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
look_soon (KtReminder *self)
{
  if (!self->look_source)
    self->look_source = g_timeout_add (CLAMP (self->took_ms * SETTLE_FOR, SETTLE_MS, SETTLE_MOST_MS), look_cb, self);
}

/* Looking, too, makes a write-ahead log and takes it away; only what is written into it tells of a change. */
static gboolean
tells_of_change (const char *name, GFileMonitorEvent event)
{
  if (g_str_equal (name, "ledger.db-wal"))
    return event == G_FILE_MONITOR_EVENT_CHANGED;
  return g_str_equal (name, "ledger.db") && event != G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED && event != G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT;
}

static void
file_changed_cb (KtReminder *self, GFile *file, GFile *other, GFileMonitorEvent event)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *other_name = other ? g_file_get_basename (other) : g_strdup ("");

  if (tells_of_change (name, event) || (event == G_FILE_MONITOR_EVENT_RENAMED && g_str_equal (other_name, "ledger.db")))
    look_soon (self);
}

/* ── Pressed ────────────────────────────────────────────────────────────── */

/* The window program does it; the bus starts it. */
static void
pass_on (KtReminder *self, const char *method, GVariant *arguments)
{
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (self));
  g_autofree char *path = g_strconcat ("/", KT_APP_ID, NULL);

  g_strdelimit (path, ".", '/');
  g_dbus_connection_call (bus, KT_APP_ID, path, "org.freedesktop.Application", method, arguments, NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

static void
pass_on_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GVariantBuilder parameters;

  g_variant_builder_init (&parameters, G_VARIANT_TYPE ("av"));
  g_variant_builder_add (&parameters, "v", parameter);
  pass_on (user_data, "ActivateAction", g_variant_new ("(sava{sv})", g_action_get_name (G_ACTION (action)), &parameters, NULL));
}

static void
open_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  pass_on (user_data, "Activate", g_variant_new ("(a{sv})", NULL));
}

static void
snooze_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  KtReminder *self = user_data;

  g_ptr_array_add (self->pressed, g_variant_dup_string (parameter, NULL));
  g_ptr_array_add (self->pressed, g_strdup_printf ("%" G_GINT64_FORMAT, g_get_real_time () / 1000));
  look (self);
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_quit (user_data);
}

static const GActionEntry actions[] = {
  { "open", open_action },
  { "quit", quit_action },
  { "open-key", pass_on_action, "s" },
  { "rotate", pass_on_action, "s" },
  { "snooze", snooze_action, "s" },
};

/* ── The program ────────────────────────────────────────────────────────── */

static void
watch_folder (KtReminder *self)
{
  g_autoptr(GFile) folder = g_file_new_for_path (self->folder);

  g_mkdir_with_parents (self->folder, 0700);
  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (file_changed_cb), self, G_CONNECT_SWAPPED);
}

/* Midnight and the quiet hours are elsewhere in another zone: the alarm is set anew. (No clock is set for that.) */
static void
watch_zone (KtReminder *self)
{
  g_autoptr(GFile) file = g_file_new_for_path (LOCALTIME);

  self->zone_monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->zone_monitor)
    g_signal_connect_object (self->zone_monitor, "changed", G_CALLBACK (look_soon), self, G_CONNECT_SWAPPED);
}

static void
kt_reminder_startup (GApplication *application)
{
  KtReminder *self = KT_REMINDER (application);
  g_autoptr(GError) error = NULL;

  G_APPLICATION_CLASS (kt_reminder_parent_class)->startup (application);

  self->folder = g_build_filename (g_get_user_data_dir (), KT_DATA_NAME, NULL);
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->pressed = g_ptr_array_new_with_free_func (g_free);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  self->settings = kt_settings_new ();
  if (self->settings)
    g_signal_connect_object (self->settings, "changed", G_CALLBACK (look_soon), self, G_CONNECT_SWAPPED);

  if (!(self->wake = kt_wake_new (wake_cb, self, &error)))
    {
      g_warning ("No alarm: %s", error->message);
      return;
    }
  g_application_hold (application);
  watch_folder (self);
  watch_zone (self);
  look_soon (self);
}

static void
kt_reminder_activate (GApplication *application)
{
}

static void
kt_reminder_shutdown (GApplication *application)
{
  KtReminder *self = KT_REMINDER (application);

  g_clear_handle_id (&self->look_source, g_source_remove);
  g_clear_handle_id (&self->limit_source, g_source_remove);
  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_clear_object (&self->looking);
  g_clear_pointer (&self->output, g_byte_array_unref);
  g_clear_pointer (&self->wake, kt_wake_free);
  g_clear_object (&self->monitor);
  g_clear_object (&self->zone_monitor);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->shown, g_hash_table_unref);
  g_clear_pointer (&self->pressed, g_ptr_array_unref);
  g_clear_pointer (&self->folder, g_free);

  G_APPLICATION_CLASS (kt_reminder_parent_class)->shutdown (application);
}

static void
kt_reminder_class_init (KtReminderClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = kt_reminder_startup;
  application_class->activate = kt_reminder_activate;
  application_class->shutdown = kt_reminder_shutdown;
}

static void
kt_reminder_init (KtReminder *self)
{
}

KtReminder *
kt_reminder_new (void)
{
  g_set_application_name ("Keyturn");

  return g_object_new (KT_TYPE_REMINDER, "application-id", KT_APP_ID ".Reminder", NULL);
}
