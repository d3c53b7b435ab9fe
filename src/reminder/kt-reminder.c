/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-reminder.h"

#include <glib/gi18n.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "kt-calendar.h"
#include "kt-catalogue.h"
#include "kt-due.h"
#include "kt-error.h"
#include "kt-settings.h"
#include "kt-wake.h"
#include "kt-words.h"

#define MANY      "due-many"
/* Several writes of one deed are looked at once. */
#define SETTLE_MS 300
/* Who writes holds the ledger for moments; what is broken need not be asked about often. */
#define RETRY_SECONDS      1
#define RETRY_MOST_SECONDS 3600

struct _KtReminder
{
  GApplication  parent_instance;

  char         *folder;       /* owned */
  KtLedger     *ledger;       /* owned; NULL while there is none */
  KtCatalogue  *catalogue;    /* owned; only while it looks */
  GSettings    *settings;     /* owned; NULL where no schema is installed */
  GFileMonitor *monitor;      /* owned */
  KtWake       *wake;         /* owned */
  GHashTable   *shown;        /* ids of notices that stand, owned */
  GHashTable   *put_off;      /* keys' ids, owned: pressed, and not in the ledger yet -> gint64* until when */
  gboolean      met;          /* what an earlier run left on the screen is known */
  guint         look_source;
  guint         retry_source;
  guint         retry_seconds;
};

G_DEFINE_FINAL_TYPE (KtReminder, kt_reminder, G_TYPE_APPLICATION)

static gint64
get_now (void)
{
  return g_get_real_time () / 1000;
}

/* ── What is known ──────────────────────────────────────────────────────── */

static gboolean
open_ledger (KtReminder *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, "ledger.db", NULL);

  if (!self->ledger)
    self->ledger = kt_ledger_open_existing (path, error);
  return self->ledger != NULL;
}

static KtDueRules
read_rules (KtReminder *self)
{
  KtDueRules rules = { 22, 8, FALSE };

  if (self->settings)
    {
      rules.quiet_from = g_settings_get_int (self->settings, "quiet-from") % 24;
      rules.quiet_to = g_settings_get_int (self->settings, "quiet-to") % 24;
      rules.working_days = g_settings_get_boolean (self->settings, "working-days-only");
    }
  return rules;
}

static void
clear_key (gpointer data)
{
  KtDueKey *key = data;

  g_ptr_array_unref (key->dates);
}

/* The dates point into nothing of the reports: they may go. */
static GArray *
gather_keys (KtReminder *self, GPtrArray *records, const KtPolicy *policy, gint64 now_ms, GError **error)
{
  g_autoptr(GHashTable) latest = NULL;
  g_autoptr(GHashTable) good = NULL;
  GArray *keys;

  if (!kt_ledger_get_latest (self->ledger, &latest, &good, error))
    return NULL;
  keys = g_array_new (FALSE, FALSE, sizeof (KtDueKey));
  g_array_set_clear_func (keys, clear_key);
  for (guint i = 0; i < records->len; i++)
    {
      const KtRecord *record = g_ptr_array_index (records, i);
      KtExchange *exchange = kt_catalogue_get (self->catalogue, record->exchange, NULL);
      const KtDueKey key = { record, kt_calendar_dates (record, g_hash_table_lookup (latest, record->id),
                                                        g_hash_table_lookup (good, record->id), exchange, policy, now_ms) };

      g_array_append_val (keys, key);
    }
  return keys;
}

/* ── Showing ────────────────────────────────────────────────────────────── */

static void
show (KtReminder *self, const char *id, GNotification *notice)
{
  g_application_send_notification (G_APPLICATION (self), id, notice);
  g_hash_table_add (self->shown, g_strdup (id));
}

static void
show_one (KtReminder *self, const KtDueItem *item, gint64 now_ms)
{
  g_autofree char *title = kt_words_notice_title (item->record, item->date, now_ms);
  KtExchange *exchange = kt_catalogue_get (self->catalogue, item->record->exchange, NULL);
  g_autofree char *body = exchange ? kt_words_date (item->date, now_ms, exchange) : NULL;
  g_autofree char *id = kt_due_make_notice_id (item->record->id);
  g_autoptr(GNotification) notice = g_notification_new (title);

  if (body)
    g_notification_set_body (notice, body);
  g_notification_set_priority (notice, item->severity >= KT_SEVERITY_SERIOUS ? G_NOTIFICATION_PRIORITY_HIGH : G_NOTIFICATION_PRIORITY_NORMAL);
  g_notification_set_default_action_and_target (notice, "app.open-key", "s", item->record->id);
  g_notification_add_button_with_target (notice, kt_words_notice_button (KT_NOTICE_OPEN), "app.open-key", "s", item->record->id);
  g_notification_add_button_with_target (notice, kt_words_notice_button (KT_NOTICE_SNOOZE), "app.snooze", "s", item->record->id);
  if (item->date->kind == KT_DATE_ROTATE)
    g_notification_add_button_with_target (notice, kt_words_notice_button (KT_NOTICE_ROTATE), "app.rotate", "s", item->record->id);
  show (self, id, notice);
}

static void
show_many (KtReminder *self, guint n)
{
  g_autofree char *title = kt_words_notice_many (n);
  g_autoptr(GNotification) notice = g_notification_new (title);

  g_notification_set_priority (notice, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action (notice, "app.open");
  g_notification_add_button (notice, kt_words_notice_button (KT_NOTICE_OPEN), "app.open");
  show (self, MANY, notice);
}

static void
withdraw_others (KtReminder *self, const KtDue *due)
{
  g_autoptr(GHashTable) standing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer id;

  for (guint i = 0; due && i < due->items->len; i++)
    g_hash_table_add (standing, kt_due_make_notice_id (g_array_index (due->items, KtDueItem, i).record->id));
  if (due && due->items->len > 0)
    g_hash_table_add (standing, g_strdup (MANY));

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      if (g_hash_table_contains (standing, id))
        continue;
      g_application_withdraw_notification (G_APPLICATION (self), id);
      g_hash_table_iter_remove (&iter);
    }
}

/* What an earlier run showed may still stand, where the desktop keeps it. */
static void
meet (KtReminder *self, GPtrArray *marks)
{
  for (guint i = 0; !self->met && i < marks->len; i++)
    g_hash_table_add (self->shown, kt_due_make_notice_id (((const KtMark *) g_ptr_array_index (marks, i))->key_id));
  if (!self->met && marks->len > 0)
    g_hash_table_add (self->shown, g_strdup (MANY));
  self->met = TRUE;
}

/* FALSE: nothing new was shown, and it is to be tried again. */
static gboolean
tell (KtReminder *self, const KtDue *due, gint64 now_ms, GError **error)
{
  g_autoptr(GPtrArray) marks = kt_due_make_marks (due, now_ms);

  withdraw_others (self, due);
  if (due->n_news == 0)
    return TRUE;
  /* Noted first: better that one is lost to a crash than that it comes at every start. */
  if (!kt_ledger_add_marks (self->ledger, marks, error))
    return FALSE;
  if (due->n_news > KT_DUE_MOST_APART)
    {
      show_many (self, due->n_news);
      return TRUE;
    }
  for (guint i = 0; i < due->items->len; i++)
    {
      const KtDueItem *item = &g_array_index (due->items, KtDueItem, i);

      if (item->news)
        show_one (self, item, now_ms);
    }
  return TRUE;
}

/* ── Looking ────────────────────────────────────────────────────────────── */

/* What was pressed is done, or tried again. */
static gboolean
write_put_off (KtReminder *self, GError **error)
{
  GHashTableIter iter;
  gpointer key_id, until_ms;

  g_hash_table_iter_init (&iter, self->put_off);
  while (g_hash_table_iter_next (&iter, &key_id, &until_ms))
    {
      g_autoptr(GError) local = NULL;

      if (!kt_ledger_snooze (self->ledger, key_id, *(gint64 *) until_ms, &local) && !g_error_matches (local, KT_ERROR, KT_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      g_hash_table_iter_remove (&iter);
    }
  return TRUE;
}

static gboolean
work_out (KtReminder *self, gint64 now_ms, GError **error)
{
  const KtPolicy policy = kt_policy_from_settings (self->settings);
  const KtDueRules rules = read_rules (self);
  g_autoptr(GPtrArray) records = write_put_off (self, error) ? kt_ledger_list (self->ledger, error) : NULL;
  g_autoptr(GPtrArray) marks = records ? kt_ledger_list_marks (self->ledger, error) : NULL;
  g_autoptr(GHashTable) snoozes = marks ? kt_ledger_list_snoozes (self->ledger, error) : NULL;
  g_autoptr(GArray) keys = snoozes ? gather_keys (self, records, &policy, now_ms, error) : NULL;
  g_autoptr(KtDue) due = NULL;

  if (!keys)
    return FALSE;
  due = kt_due_work_out (keys, &policy, &rules, marks, snoozes, now_ms);
  meet (self, marks);
  kt_wake_set (self->wake, due->next_ms);
  return tell (self, due, now_ms, error);
}

static void look (KtReminder *self);

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

static void
look_at_all (KtReminder *self)
{
  g_autoptr(GError) error = NULL;

  if (self->settings && !g_settings_get_boolean (self->settings, "reminders"))
    {
      withdraw_others (self, NULL);
      kt_wake_set (self->wake, 0);
    }
  else if (!open_ledger (self, &error))
    {
      /* The folder is watched for one that comes. */
      g_debug ("No ledger: %s", error->message);
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        retry_later (self);
    }
  else if (work_out (self, get_now (), &error))
    self->retry_seconds = 0;
  else
    {
      g_debug ("The ledger could not be read or written: %s", error->message);
      g_clear_object (&self->ledger);
      retry_later (self);
    }
}

/* What it takes to look is given back: it sleeps for days. */
static void
look (KtReminder *self)
{
  g_autofree char *definitions = g_build_filename (self->folder, "exchanges", NULL);

  self->catalogue = kt_catalogue_new (definitions);
  look_at_all (self);
  g_clear_object (&self->catalogue);
#ifdef __GLIBC__
  malloc_trim (0);
#endif
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
    self->look_source = g_timeout_add (SETTLE_MS, look_cb, self);
}

static void
file_changed_cb (KtReminder *self, GFile *file, GFile *other, GFileMonitorEvent event)
{
  g_autofree char *name = g_file_get_basename (file);

  if (!g_str_equal (name, "ledger.db") && !g_str_equal (name, "ledger.db-wal"))
    return;
  if (event == G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED || event == G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT)
    return;
  /* Another file under its name. */
  if (g_str_equal (name, "ledger.db") && event != G_FILE_MONITOR_EVENT_CHANGED)
    g_clear_object (&self->ledger);
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
  const gint64 until_ms = kt_due_put_off (get_now ());

  g_hash_table_insert (self->put_off, g_variant_dup_string (parameter, NULL), g_memdup2 (&until_ms, sizeof until_ms));
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

static void
kt_reminder_startup (GApplication *application)
{
  KtReminder *self = KT_REMINDER (application);
  g_autoptr(GError) error = NULL;

  G_APPLICATION_CLASS (kt_reminder_parent_class)->startup (application);

  self->folder = g_build_filename (g_get_user_data_dir (), KT_DATA_NAME, NULL);
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->put_off = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
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
  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_clear_pointer (&self->wake, kt_wake_free);
  g_clear_object (&self->monitor);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->shown, g_hash_table_unref);
  g_clear_pointer (&self->put_off, g_hash_table_unref);
  g_clear_object (&self->catalogue);
  g_clear_object (&self->ledger);
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
  g_set_application_name (_("Keyturn"));

  return g_object_new (KT_TYPE_REMINDER, "application-id", KT_APP_ID ".Reminder", NULL);
}
