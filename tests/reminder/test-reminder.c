/* test-reminder.c: notices shown, pressed, put off and withdrawn, with no window and no keyring anywhere
 *
 * Each on a desktop of either kind. The window program is a stand-in that notes what it is asked for; whoever asks for the keyring
 * ends the test.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kt-due.h"
#include "kt-ledger-marks.h"
#include "kt-notice-daemon.h"
#include "kt-test-util.h"

#define REMINDER_ID KT_APP_ID ".Reminder"

static GDBusConnection *bus;
static GPtrArray *asked;        /* of the window program: "open-key ID" */

/* ── The window program, and the keyring that nobody may ask ── */

static void
own (const char *name)
{
  g_autoptr(GVariant) reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName",
                                                           g_variant_new ("(su)", name, 4), NULL, 0, -1, NULL, NULL);

  g_assert_nonnull (reply);
}

static void
application_cb (GDBusConnection *connection, const char *sender, const char *path, const char *interface, const char *method,
                GVariant *parameters, GDBusMethodInvocation *invocation, gpointer data)
{
  g_autoptr(GVariant) targets = NULL;
  const char *name;

  if (g_str_equal (method, "Activate"))
    g_ptr_array_add (asked, g_strdup ("activate"));
  else
    {
      g_autoptr(GVariant) target = NULL;

      g_variant_get (parameters, "(&s@av@a{sv})", &name, &targets, NULL);
      if (g_variant_n_children (targets) > 0)
        g_variant_get_child (targets, 0, "v", &target);
      g_ptr_array_add (asked, target ? g_strdup_printf ("%s %s", name, g_variant_get_string (target, NULL)) : g_strdup (name));
    }
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static GDBusMessage *
filter_cb (GDBusConnection *connection, GDBusMessage *message, gboolean incoming, gpointer data)
{
  const char *interface = g_dbus_message_get_interface (message);

  if (incoming && interface && g_str_has_prefix (interface, "org.freedesktop.Secret"))
    g_error ("the keyring was asked: %s", g_dbus_message_get_member (message));
  return message;
}

static void
start_others (void)
{
  static const char xml[] =
    "<node><interface name='org.freedesktop.Application'><method name='Activate'><arg type='a{sv}' direction='in'/></method>"
    "<method name='ActivateAction'><arg type='s' direction='in'/><arg type='av' direction='in'/><arg type='a{sv}' direction='in'/>"
    "</method></interface></node>";
  static const GDBusInterfaceVTable table = { application_cb };
  g_autoptr(GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);
  g_autofree char *path = g_strdelimit (g_strdup ("/" KT_APP_ID), ".", '/');

  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_assert_nonnull (bus);
  asked = g_ptr_array_new_with_free_func (g_free);
  g_dbus_connection_add_filter (bus, filter_cb, NULL, NULL);
  g_dbus_connection_register_object (bus, path, node->interfaces[0], &table, NULL, NULL, NULL);
  own (KT_APP_ID);
  own ("org.freedesktop.secrets");
}

/* ── The reminder, and a ledger ── */

typedef struct {
  KtLedger    *ledger;
  GSubprocess *reminder;
} Fixture;

static char *
get_ledger_path (void)
{
  return g_build_filename (g_get_user_data_dir (), KT_DATA_NAME, "ledger.db", NULL);
}

static gboolean
is_running (void)
{
  g_autoptr(GVariant) reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "NameHasOwner",
                                                           g_variant_new ("(s)", REMINDER_ID), NULL, 0, -1, NULL, NULL);
  gboolean owned;

  g_variant_get (reply, "(b)", &owned);
  return owned;
}

static void
start (Fixture *f)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr(GError) error = NULL;

  kt_daemon_set_environment (launcher);
  f->reminder = g_subprocess_launcher_spawn (launcher, &error, KT_REMINDER, "--gapplication-service", NULL);
  g_assert_no_error (error);
  kt_test_wait_for (is_running ());
}

static void
stop (Fixture *f)
{
  g_subprocess_force_exit (f->reminder);
  g_subprocess_wait (f->reminder, NULL, NULL);
  g_clear_object (&f->reminder);
  kt_test_wait_for (!is_running ());
}

/* ── Its clock ── */

#define HOUR_MS (60 * 60 * G_GINT64_CONSTANT (1000))
#define DAY_MS  (24 * HOUR_MS)

static gint64 *fake_clock;      /* as of kt-fake-clock.c, shared with the reminder */

static void
start_at_another_time (Fixture *f)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "clock", NULL);
  g_autoptr(GError) error = NULL;
  const char *asan = g_getenv ("ASAN_OPTIONS");
  g_autofree char *options = g_strconcat (asan ? asan : "", asan ? ":" : "", "verify_asan_link_order=0", NULL);
  int fd;

  kt_test_file_store (path, "0123456789abcdef", 2 * sizeof (gint64));
  fd = open (path, O_RDWR | O_CLOEXEC);
  fake_clock = mmap (NULL, 2 * sizeof (gint64), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  g_assert_true (fake_clock != MAP_FAILED);
  close (fd);
  fake_clock[0] = fake_clock[1] = 0;

  g_subprocess_launcher_setenv (launcher, "GSETTINGS_BACKEND", "keyfile", TRUE);
  g_subprocess_launcher_setenv (launcher, "KT_FAKE_CLOCK", path, TRUE);
  g_subprocess_launcher_setenv (launcher, "LD_PRELOAD", KT_FAKE_CLOCK, TRUE);
  g_subprocess_launcher_setenv (launcher, "ASAN_OPTIONS", options, TRUE);
  f->reminder = g_subprocess_launcher_spawn (launcher, &error, KT_REMINDER, "--gapplication-service", NULL);
  g_assert_no_error (error);
  kt_test_wait_for (is_running ());
}

/* How long it will sleep, in ms; -1: it has no alarm yet. The kernel tells of each of a program's files. */
static gint64
get_sleep (Fixture *f)
{
  g_autofree char *folder = g_strdup_printf ("/proc/%s/fdinfo", g_subprocess_get_identifier (f->reminder));
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      const char *value = g_file_get_contents (path, &text, NULL, NULL) ? strstr (text, "it_value: (") : NULL;

      if (value)
        return g_ascii_strtoll (value + strlen ("it_value: ("), NULL, 10) * 1000;
    }
  return -1;
}

/* The clock is @ms ahead: it was set, or the computer slept. */
static void
go_to (Fixture *f, gint64 ms, gboolean was_set)
{
  fake_clock[0] = ms;
  fake_clock[1] = was_set;
  g_subprocess_send_signal (f->reminder, SIGUSR1);
}

/* Its alarm is set for midnight, @days from today, or so many hours after it. */
static void
wait_sleep_until (Fixture *f, int days, int hours)
{
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_local (g_get_real_time () / G_USEC_PER_SEC + fake_clock[0] / 1000);
  g_autoptr(GDateTime) day = g_date_time_add_days (now, days);
  g_autoptr(GDateTime) at = g_date_time_new_local (g_date_time_get_year (day), g_date_time_get_month (day),
                                                   g_date_time_get_day_of_month (day), hours, 0, 0);
  const gint64 wanted = g_date_time_difference (at, now) / 1000;

  kt_test_wait_for (ABS (get_sleep (f) - wanted) < 60 * 1000);
}

static KtRecord *
make_record (const char *label)
{
  KtRecord *record = kt_record_new ();

  record->state = KT_STATE_ACTIVE;
  record->label = g_strdup (label);
  record->exchange = g_strdup ("bitget");
  record->environment = g_strdup ("live");
  record->key_type = g_strdup ("hmac");
  record->rotate_days = KT_ROTATE_NEVER;
  record->added_ms = record->secret_since_ms = g_get_real_time () / 1000;
  /* What a notice has no business with. */
  record->fingerprint = g_strdup ("MADE-UP-FINGERPRINT");
  record->account = g_strdup ("MADE-UP-ACCOUNT");
  record->notes = g_strdup ("MADE-UP-NOTES");
  return record;
}

static char *
add_record (Fixture *f, KtRecord *record)
{
  g_autoptr(KtRecord) owned = record;
  g_autoptr(GError) error = NULL;

  kt_ledger_put (f->ledger, owned, "added", &error);
  g_assert_no_error (error);
  return g_strdup (owned->id);
}

/* Its exchange ends it in so many days. */
static char *
add_key (Fixture *f, const char *label, int days)
{
  KtRecord *record = make_record (label);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autoptr(GDateTime) day = g_date_time_add_days (now, days);

  record->expires_on = g_date_time_format (day, "%Y-%m-%d");
  return add_record (f, record);
}

/* It is to be rotated today. */
static char *
add_old_key (Fixture *f, const char *label)
{
  KtRecord *record = make_record (label);

  record->rotate_days = 30;
  record->secret_since_ms -= 30 * G_GINT64_CONSTANT (24 * 60 * 60 * 1000);
  return add_record (f, record);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *path = get_ledger_path ();
  g_autoptr(GPtrArray) old = NULL;
  g_autoptr(GError) error = NULL;

  kt_daemon_start (GPOINTER_TO_INT (data));
  f->ledger = kt_ledger_open (path, NULL, &error);
  g_assert_no_error (error);
  old = kt_ledger_list (f->ledger, &error);
  for (guint i = 0; i < old->len; i++)
    g_assert_true (kt_ledger_remove (f->ledger, ((KtRecord *) g_ptr_array_index (old, i))->id, &error));
  g_ptr_array_set_size (asked, 0);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->reminder)
    stop (f);
  if (fake_clock)
    munmap (fake_clock, 2 * sizeof (gint64));
  fake_clock = NULL;
  kt_daemon_stop ();
  g_assert_finalize_object (f->ledger);
}

static guint
count_notices (void)
{
  return kt_daemon_get_notices ()->len;
}

static guint
count_snoozes (Fixture *f)
{
  g_autoptr(GHashTable) snoozes = kt_ledger_list_snoozes (f->ledger, NULL);

  return g_hash_table_size (snoozes);
}

/* ── Shown and pressed ── */

static void
test_shown_and_snoozed (Fixture *f, gconstpointer data)
{
  g_autofree char *id = add_key (f, "Spot bot", 3);
  g_autofree char *notice_id = kt_due_make_notice_id (id);
  const KtNotice *notice;

  start (f);
  kt_test_wait_for (count_notices () == 1);
  notice = kt_daemon_get_notice (0);
  g_assert_cmpstr (notice->title, ==, "“Spot bot” expires in 3 days");
  g_assert_null (strstr (notice->body, "MADE-UP"));
  g_assert_null (strstr (notice->title, "MADE-UP"));
  g_assert_cmpstr (kt_daemon_get_button (notice, "app.open-key"), ==, "Open");
  g_assert_cmpstr (kt_daemon_get_button (notice, "app.snooze"), ==, "Snooze a Week");
  g_assert_cmpstr (kt_daemon_get_button (notice, "app.rotate"), ==, "Rotate Now");
  if (GPOINTER_TO_INT (data) == KT_DAEMON_GTK)
    {
      g_assert_cmpstr (notice->app, ==, REMINDER_ID);
      g_assert_cmpstr (notice->id, ==, notice_id);
      g_assert_cmpstr (notice->priority, ==, "high");
    }

  kt_daemon_press (notice, "app.snooze");
  kt_test_wait_for (count_snoozes (f) == 1);
  g_assert_cmpuint (count_notices (), ==, 0);
  g_assert_cmpuint (asked->len, ==, 0);
}

/* What opens a window is the window program's. */
static void
test_passed_on (Fixture *f, gconstpointer data)
{
  static const struct { const char *press, *asks; } deeds[] = {
    { "app.open-key", "open-key" }, { "app.rotate", "rotate" }, { NULL, "open-key" },
  };

  start (f);
  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    {
      g_autofree char *id = add_old_key (f, "Old bot");
      g_autofree char *expected = g_strdup_printf ("%s %s", deeds[i].asks, id);
      const KtNotice *notice;

      kt_test_wait_for (count_notices () == 1);
      notice = kt_daemon_get_notice (0);
      g_assert_cmpstr (kt_daemon_get_button (notice, "app.rotate"), ==, "Rotate Now");
      if (GPOINTER_TO_INT (data) == KT_DAEMON_GTK)
        g_assert_cmpstr (notice->priority, ==, "normal");
      kt_daemon_press (notice, deeds[i].press);
      kt_test_wait_for (asked->len == i + 1);
      g_assert_cmpstr (g_ptr_array_index (asked, i), ==, expected);
    }
}

/* What stays for days is small: what it takes to look is another program's, which is gone. */
static void
test_small (Fixture *f, gconstpointer data)
{
  static const char *const not_there[] = { "sqlite", "secret", "soup", "gnutls", "json", "gtk", "rnp" };
  g_autofree char *id G_GNUC_UNUSED = add_key (f, "Small", 3);
  g_autofree char *path = NULL;
  g_autofree char *maps = NULL;

  start (f);
  kt_test_wait_for (count_notices () == 1);
  path = g_strdup_printf ("/proc/%s/maps", g_subprocess_get_identifier (f->reminder));
  g_assert_true (g_file_get_contents (path, &maps, NULL, NULL));
  g_assert_nonnull (strstr (maps, "libgio"));
  for (guint i = 0; i < G_N_ELEMENTS (not_there); i++)
    {
      g_autofree char *library = g_strconcat ("/lib", not_there[i], NULL);

      g_assert_null (strstr (maps, library));
    }
}

/* A notice that outlived its program: the bus starts it for the press. */
static void
test_started_by_press (Fixture *f, gconstpointer data)
{
  g_autofree char *id G_GNUC_UNUSED = add_key (f, "Spot bot", 3);
  g_autofree char *path = g_strdelimit (g_strdup ("/" REMINDER_ID), ".", '/');
  g_autoptr(GVariant) reply = NULL;

  start (f);
  kt_test_wait_for (count_notices () == 1);
  stop (f);
  kt_daemon_press (kt_daemon_get_notice (0), "app.snooze");
  kt_test_wait_for (count_snoozes (f) == 1);
  reply = g_dbus_connection_call_sync (bus, REMINDER_ID, path, "org.freedesktop.Application", "ActivateAction",
                                       g_variant_new ("(sava{sv})", "quit", NULL, NULL), NULL, 0, -1, NULL, NULL);
  g_assert_nonnull (reply);
  kt_test_wait_for (!is_running ());
}

/* In the sandbox the portal asks the window program, which writes it; the reminder takes the notice away. */
static void
test_portal (Fixture *f, gconstpointer data)
{
  g_autofree char *id = add_old_key (f, "Old bot");
  g_autofree char *notice_id = kt_due_make_notice_id (id);
  static const char *const presses[] = { "app.snooze", "app.rotate", "app.open-key" };
  g_autoptr(GError) error = NULL;
  KtNotice notice;

  start (f);
  kt_test_wait_for (count_notices () == 1);
  notice = *kt_daemon_get_notice (0);
  g_assert_cmpstr (notice.id, ==, notice_id);
  g_assert_cmpstr (notice.title, ==, "“Old bot” was to be rotated today");
  for (guint i = 0; i < G_N_ELEMENTS (presses); i++)
    {
      g_autofree char *expected = g_strdup_printf ("%s %s", presses[i] + strlen ("app."), id);

      g_assert_nonnull (kt_daemon_get_button (&notice, presses[i]));
      kt_daemon_ask (kt_daemon_get_notice (0), presses[i]);
      kt_test_wait_for (asked->len == i + 1);
      g_assert_cmpstr (g_ptr_array_index (asked, i), ==, expected);
    }
  g_assert_true (kt_ledger_snooze (f->ledger, id, kt_due_put_off (g_get_real_time () / 1000), &error));
  kt_test_wait_for (count_notices () == 0);
}

/* Everything but marks and snoozes, as text. */
static char *
dump (void)
{
  static const char tables[] = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
  g_autofree char *path = get_ledger_path ();
  g_autoptr(GString) text = g_string_new (NULL);
  sqlite3_stmt *names;
  sqlite3 *database;

  g_assert_cmpint (sqlite3_open_v2 (path, &database, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (database, tables, -1, &names, NULL), ==, SQLITE_OK);
  while (sqlite3_step (names) == SQLITE_ROW)
    {
      const char *name = (const char *) sqlite3_column_text (names, 0);
      g_autofree char *query = g_strdup_printf ("SELECT * FROM \"%s\"", name);
      sqlite3_stmt *rows;

      if (g_str_equal (name, "marks") || g_str_equal (name, "snoozes"))
        continue;
      g_string_append_printf (text, "[%s]\n", name);
      g_assert_cmpint (sqlite3_prepare_v2 (database, query, -1, &rows, NULL), ==, SQLITE_OK);
      while (sqlite3_step (rows) == SQLITE_ROW)
        {
          for (int i = 0; i < sqlite3_column_count (rows); i++)
            g_string_append_printf (text, "%s|", (const char *) sqlite3_column_text (rows, i));
          g_string_append_c (text, '\n');
        }
      sqlite3_finalize (rows);
    }
  sqlite3_finalize (names);
  sqlite3_close (database);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_writes_only_marks (Fixture *f, gconstpointer data)
{
  g_autofree char *id = add_key (f, "Spot bot", 3);
  g_autofree char *before = dump ();
  g_autofree char *after = NULL;
  g_autoptr(GPtrArray) marks = NULL;

  g_assert_nonnull (strstr (before, id));
  g_assert_nonnull (strstr (before, "MADE-UP-NOTES"));
  start (f);
  kt_test_wait_for (count_notices () == 1);
  kt_daemon_press (kt_daemon_get_notice (0), "app.snooze");
  kt_test_wait_for (count_snoozes (f) == 1);
  marks = kt_ledger_list_marks (f->ledger, NULL);
  g_assert_cmpuint (marks->len, ==, 1);
  after = dump ();
  g_assert_cmpstr (after, ==, before);
}

/* What was said is not said again; a key that came meanwhile is the sign that it looked. */
static void
test_not_repeated (Fixture *f, gconstpointer data)
{
  g_autofree char *first G_GNUC_UNUSED = add_key (f, "First", 3);
  g_autofree char *second G_GNUC_UNUSED = NULL;

  start (f);
  kt_test_wait_for (count_notices () == 1);
  stop (f);

  start (f);
  second = add_key (f, "Second", 2);
  kt_test_wait_for (count_notices () == 2);
  g_assert_cmpuint (kt_daemon_count_shown (), ==, 2);
  g_assert_cmpstr (kt_daemon_get_notice (1)->title, ==, "“Second” expires in 2 days");
}

static void
test_withdrawn (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr(GError) error = NULL;

  start (f);
  id = add_key (f, "Soon gone", 0);
  kt_test_wait_for (count_notices () == 1);
  g_assert_cmpstr (kt_daemon_get_notice (0)->title, ==, "“Soon gone” expires today");
  g_assert_true (kt_ledger_set_state (f->ledger, id, KT_STATE_DELETED, 1, &error));
  kt_test_wait_for (count_notices () == 0);
}

/* What an earlier run left on the screen goes too, where the desktop keeps notices by name. */
static void
test_withdrawn_later (Fixture *f, gconstpointer data)
{
  g_autofree char *id = add_key (f, "Gone while nobody looked", 0);
  g_autoptr(GError) error = NULL;

  start (f);
  kt_test_wait_for (count_notices () == 1);
  stop (f);
  g_assert_cmpuint (count_notices (), ==, 1);
  g_assert_true (kt_ledger_set_state (f->ledger, id, KT_STATE_DELETED, 1, &error));
  start (f);
  kt_test_wait_for (count_notices () == 0);
}

static void
test_many (Fixture *f, gconstpointer data)
{
  g_autoptr(GPtrArray) marks = NULL;

  for (int i = 0; i < 499; i++)
    g_free (add_key (f, "One of many", 1));
  g_free (add_key (f, "The worst", 0));
  start (f);
  kt_test_wait_for (count_notices () > 0);
  g_assert_cmpuint (kt_daemon_count_shown (), ==, 1);
  g_assert_cmpstr (kt_daemon_get_notice (0)->title, ==, "500 keys need you");
  g_assert_cmpstr (kt_daemon_get_notice (0)->body, ==,
                   "“The worst” expires today\n“One of many” expires tomorrow\n“One of many” expires tomorrow");
  marks = kt_ledger_list_marks (f->ledger, NULL);
  g_assert_cmpuint (marks->len, ==, 500);
  kt_daemon_press (kt_daemon_get_notice (0), "app.open");
  kt_test_wait_for (asked->len == 1);
  /* In a sandbox the window program is asked by name; it has the same action. */
  g_assert_cmpstr (g_ptr_array_index (asked, 0), ==, GPOINTER_TO_INT (data) == KT_DAEMON_PORTAL ? "open" : "activate");
}

/* ── At another time ── */

/* It sleeps until the day two weeks before; the computer, for longer. */
static void
test_slept_over (Fixture *f, gconstpointer data)
{
  g_autofree char *id G_GNUC_UNUSED = add_key (f, "Slept over", 40);

  start_at_another_time (f);
  wait_sleep_until (f, 40 - 14, 0);
  g_assert_cmpuint (kt_daemon_count_shown (), ==, 0);
  go_to (f, 30 * DAY_MS, FALSE);
  kt_test_wait_for (count_notices () == 1);
  g_assert_cmpstr (kt_daemon_get_notice (0)->title, ==, "“Slept over” expires in 10 days");
  wait_sleep_until (f, 10, 0);
}

/* What was said at a time that the clock should not have shown is taken back, and said again when it is due. */
static void
test_clock_set (Fixture *f, gconstpointer data)
{
  g_autofree char *id G_GNUC_UNUSED = add_key (f, "Set", 40);

  start_at_another_time (f);
  wait_sleep_until (f, 40 - 14, 0);
  go_to (f, 39 * DAY_MS, TRUE);
  kt_test_wait_for (count_notices () == 1);
  g_assert_cmpstr (kt_daemon_get_notice (0)->title, ==, "“Set” expires tomorrow");
  go_to (f, 0, TRUE);
  kt_test_wait_for (count_notices () == 0);
  wait_sleep_until (f, 40 - 14, 0);
  go_to (f, 40 * DAY_MS, TRUE);
  kt_test_wait_for (count_notices () == 1);
  g_assert_cmpstr (kt_daemon_get_notice (0)->title, ==, "“Set” expires today");
}

/* At midnight nothing is said: it is told to sleep on until eight. */
static void
test_night (Fixture *f, gconstpointer data)
{
  g_autofree char *id G_GNUC_UNUSED = add_key (f, "At night", 20);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  const gint64 midnight_ms = 7 * DAY_MS - g_date_time_get_hour (now) * HOUR_MS - g_date_time_get_minute (now) * 60 * 1000;

  start_at_another_time (f);
  wait_sleep_until (f, 6, 0);
  go_to (f, midnight_ms, FALSE);
  wait_sleep_until (f, 0, 8);
  g_assert_cmpuint (kt_daemon_count_shown (), ==, 0);
  go_to (f, midnight_ms + 8 * HOUR_MS, FALSE);
  kt_test_wait_for (count_notices () == 1);
}

/* As the window program would write them. */
static GSettings *
open_settings (void)
{
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "glib-2.0", "settings", "keyfile", NULL);
  g_autoptr(GSettingsBackend) backend = g_keyfile_settings_backend_new (path, "/", NULL);

  return g_settings_new_with_backend (KT_APP_ID_RELEASED, backend);
}

/* A Saturday waits for Monday, until the person changes their mind; and nothing stands there when nothing is wanted. */
static void
test_settings (Fixture *f, gconstpointer data)
{
  g_autoptr(GSettings) settings = open_settings ();
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  const int today = g_date_time_get_day_of_week (now), saturday = today < 6 ? 6 - today : 13 - today;
  g_autofree char *id G_GNUC_UNUSED = add_key (f, "At leisure", saturday + 14);

  g_settings_set_boolean (settings, "working-days-only", TRUE);
  g_settings_sync ();
  start_at_another_time (f);
  wait_sleep_until (f, saturday, 0);
  go_to (f, saturday * DAY_MS, FALSE);
  wait_sleep_until (f, 2, 8);
  g_assert_cmpuint (kt_daemon_count_shown (), ==, 0);
  g_settings_set_boolean (settings, "working-days-only", FALSE);
  kt_test_wait_for (count_notices () == 1);
  g_settings_set_boolean (settings, "reminders", FALSE);
  kt_test_wait_for (count_notices () == 0);
  g_settings_reset (settings, "reminders");
  g_settings_sync ();
}

/* How early to tell: of all, and of one. */
static void
test_lead (Fixture *f, gconstpointer data)
{
  g_autoptr(GSettings) settings = open_settings ();
  g_autofree char *id G_GNUC_UNUSED = add_key (f, "Long ahead", 40);
  KtRecord *own = make_record ("Its own");
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autoptr(GDateTime) day = g_date_time_add_days (now, 80);

  own->lead_days = 60;
  own->expires_on = g_date_time_format (day, "%Y-%m-%d");
  start_at_another_time (f);
  wait_sleep_until (f, 40 - 14, 0);
  g_free (add_record (f, own));
  wait_sleep_until (f, 80 - 60, 0);
  g_assert_cmpuint (kt_daemon_count_shown (), ==, 0);
  g_settings_set_int (settings, "warn-days", 45);
  kt_test_wait_for (count_notices () == 1);
  g_assert_cmpstr (kt_daemon_get_notice (0)->title, ==, "“Long ahead” expires in 40 days");
  wait_sleep_until (f, 80 - 60, 0);
  g_settings_reset (settings, "warn-days");
  g_settings_sync ();
}

/* ── A ledger that somebody holds ── */

/* Nothing is shown that could not be noted, and nothing is lost by that. */
static void
test_busy (Fixture *f, gconstpointer data)
{
  g_autofree char *path = get_ledger_path ();
  g_autofree char *id G_GNUC_UNUSED = add_key (f, "Waits", 3);
  sqlite3 *holder = NULL;
  guint ticks = 0;

  g_assert_cmpint (sqlite3_open (path, &holder), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (holder, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  start (f);
  /* Longer than it waits for a lock. */
  for (const gint64 until = g_get_monotonic_time () + 11 * G_USEC_PER_SEC; g_get_monotonic_time () < until; ticks++)
    kt_test_turn ();
  g_assert_cmpuint (kt_daemon_count_shown (), ==, 0);
  g_assert_cmpint (sqlite3_exec (holder, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
  kt_test_wait_for (count_notices () == 1);
  g_assert_cmpint (sqlite3_close (holder), ==, SQLITE_OK);
}

int
main (int argc, char **argv)
{
  kt_daemon_go_where_it_is_noon ();
  g_test_init (&argc, &argv, NULL);
  start_others ();

#define ADD(path, function) \
  g_test_add ("/reminder/freedesktop/" path, Fixture, GINT_TO_POINTER (KT_DAEMON_FREEDESKTOP), set_up, function, tear_down); \
  g_test_add ("/reminder/gtk/" path, Fixture, GINT_TO_POINTER (KT_DAEMON_GTK), set_up, function, tear_down)
  ADD ("shown-and-snoozed", test_shown_and_snoozed);
  ADD ("passed-on", test_passed_on);
  ADD ("not-repeated", test_not_repeated);
  ADD ("withdrawn", test_withdrawn);
  ADD ("many-are-one", test_many);
#undef ADD
  g_test_add ("/reminder/gtk/withdrawn-later", Fixture, GINT_TO_POINTER (KT_DAEMON_GTK), set_up, test_withdrawn_later, tear_down);
  g_test_add ("/reminder/gtk/started-by-press", Fixture, GINT_TO_POINTER (KT_DAEMON_GTK), set_up, test_started_by_press, tear_down);
  g_test_add ("/reminder/portal/pressed", Fixture, GINT_TO_POINTER (KT_DAEMON_PORTAL), set_up, test_portal, tear_down);
  g_test_add ("/reminder/portal/withdrawn", Fixture, GINT_TO_POINTER (KT_DAEMON_PORTAL), set_up, test_withdrawn, tear_down);
  g_test_add ("/reminder/portal/many-are-one", Fixture, GINT_TO_POINTER (KT_DAEMON_PORTAL), set_up, test_many, tear_down);
  g_test_add ("/reminder/writes-only-marks", Fixture, GINT_TO_POINTER (KT_DAEMON_FREEDESKTOP), set_up, test_writes_only_marks, tear_down);
  g_test_add ("/reminder/small", Fixture, GINT_TO_POINTER (KT_DAEMON_FREEDESKTOP), set_up, test_small, tear_down);
#define ADD_CLOCK(path, function) \
  g_test_add ("/reminder/clock/" path, Fixture, GINT_TO_POINTER (KT_DAEMON_FREEDESKTOP), set_up, function, tear_down)
  ADD_CLOCK ("slept-over", test_slept_over);
  ADD_CLOCK ("set", test_clock_set);
  ADD_CLOCK ("night", test_night);
  ADD_CLOCK ("settings", test_settings);
  ADD_CLOCK ("lead-time", test_lead);
#undef ADD_CLOCK
  g_test_add ("/reminder/busy", Fixture, GINT_TO_POINTER (KT_DAEMON_FREEDESKTOP), set_up, test_busy, tear_down);

  return g_test_run ();
}
