/* test-reminder.c: notices shown, pressed, put off and withdrawn, with no window and no keyring anywhere
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <gio/gio.h>

#include "kt-ledger-marks.h"

#define LIMIT_S 20

/* ── A notification daemon ── */

typedef struct {
  guint    id;
  char    *title;
  char   **actions;
} Notice;

static GPtrArray *notices;      /* that stand */
static guint n_notified;
static GDBusConnection *bus;

static void
free_notice (gpointer data)
{
  Notice *notice = data;

  g_free (notice->title);
  g_strfreev (notice->actions);
  g_free (notice);
}

static guint
add_notice (GVariant *parameters)
{
  Notice *notice = g_new0 (Notice, 1);

  notice->id = ++n_notified;
  g_variant_get_child (parameters, 3, "s", &notice->title);
  g_variant_get_child (parameters, 5, "^as", &notice->actions);
  g_ptr_array_add (notices, notice);
  return notice->id;
}

static void
close_notice (guint id)
{
  for (guint i = 0; i < notices->len; i++)
    {
      if (((Notice *) g_ptr_array_index (notices, i))->id == id)
        {
          g_ptr_array_remove_index (notices, i);
          return;
        }
    }
}

static void
call_cb (GDBusConnection *connection, const char *sender, const char *path, const char *interface, const char *method,
         GVariant *parameters, GDBusMethodInvocation *invocation, gpointer data)
{
  guint id;

  if (g_str_equal (method, "Notify"))
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", add_notice (parameters)));
  else if (g_str_equal (method, "CloseNotification"))
    {
      g_variant_get (parameters, "(u)", &id);
      close_notice (id);
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
  else
    {
      const char *const able[] = { "actions", "body", NULL };

      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(^as)", able));
    }
}

static void
start_daemon (void)
{
  static const char xml[] =
    "<node><interface name='org.freedesktop.Notifications'>"
    "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/><arg type='a{sv}' direction='in'/>"
    "<arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
    "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
    "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
    "</interface></node>";
  static const GDBusInterfaceVTable table = { call_cb };
  g_autoptr(GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);
  g_autoptr(GVariant) reply = NULL;

  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_assert_nonnull (bus);
  notices = g_ptr_array_new_with_free_func (free_notice);
  g_assert_cmpuint (g_dbus_connection_register_object (bus, "/org/freedesktop/Notifications", node->interfaces[0], &table,
                                                       NULL, NULL, NULL), !=, 0);
  reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", "org.freedesktop.Notifications", 4), NULL, 0, -1, NULL, NULL);
  g_assert_nonnull (reply);
}

/* ── The reminder, and a ledger ── */

typedef struct {
  KtLedger    *ledger;
  GSubprocess *reminder;
} Fixture;

static void
start (Fixture *f)
{
  g_autoptr(GError) error = NULL;

  f->reminder = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, KT_REMINDER, "--gapplication-service", NULL);
  g_assert_no_error (error);
}

static void
stop (Fixture *f)
{
  g_subprocess_force_exit (f->reminder);
  g_subprocess_wait (f->reminder, NULL, NULL);
  g_clear_object (&f->reminder);
}

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

#define WAIT_FOR(condition) G_STMT_START { \
    const gint64 limit = g_get_monotonic_time () + LIMIT_S * G_USEC_PER_SEC; \
    guint tick = g_timeout_add (20, tick_cb, NULL); \
    while (!(condition)) { g_assert_cmpint (g_get_monotonic_time (), <, limit); g_main_context_iteration (NULL, TRUE); } \
    g_source_remove (tick); } G_STMT_END

static char *
add_key (Fixture *f, const char *label, int days)
{
  g_autoptr(KtRecord) record = kt_record_new ();
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autoptr(GDateTime) day = g_date_time_add_days (now, days);
  g_autoptr(GError) error = NULL;

  record->state = KT_STATE_ACTIVE;
  record->label = g_strdup (label);
  record->exchange = g_strdup ("bitget");
  record->environment = g_strdup ("live");
  record->key_type = g_strdup ("hmac");
  record->rotate_days = KT_ROTATE_NEVER;
  record->added_ms = record->secret_since_ms = g_get_real_time () / 1000;
  record->expires_on = g_date_time_format (day, "%Y-%m-%d");
  kt_ledger_put (f->ledger, record, "added", &error);
  g_assert_no_error (error);
  return g_strdup (record->id);
}

static void
press (guint notice, const char *action)
{
  g_assert_true (g_dbus_connection_emit_signal (bus, NULL, "/org/freedesktop/Notifications", "org.freedesktop.Notifications",
                                                "ActionInvoked", g_variant_new ("(us)", notice, action), NULL));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), KT_DATA_NAME, "ledger.db", NULL);
  g_autoptr(GPtrArray) old = NULL;
  g_autoptr(GError) error = NULL;

  f->ledger = kt_ledger_open (path, NULL, &error);
  g_assert_no_error (error);
  old = kt_ledger_list (f->ledger, &error);
  for (guint i = 0; i < old->len; i++)
    g_assert_true (kt_ledger_remove (f->ledger, ((KtRecord *) g_ptr_array_index (old, i))->id, &error));
  g_ptr_array_set_size (notices, 0);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->reminder)
    stop (f);
  g_assert_finalize_object (f->ledger);
}

static const Notice *
get_notice (guint i)
{
  return g_ptr_array_index (notices, i);
}

static guint
count_snoozes (Fixture *f)
{
  g_autoptr(GHashTable) snoozes = kt_ledger_list_snoozes (f->ledger, NULL);

  return g_hash_table_size (snoozes);
}

static void
test_shown_and_snoozed (Fixture *f, gconstpointer data)
{
  g_autofree char *id = add_key (f, "Spot bot", 3);
  g_autofree char *snooze = g_strdup_printf ("app.snooze::%s", id);

  start (f);
  WAIT_FOR (notices->len == 1);
  g_assert_cmpstr (get_notice (0)->title, ==, "“Spot bot” expires in 3 days");
  g_assert_true (g_strv_contains ((const char *const *) get_notice (0)->actions, snooze));

  press (get_notice (0)->id, snooze);
  WAIT_FOR (notices->len == 0);
  g_assert_cmpuint (count_snoozes (f), ==, 1);
}

/* What was said is not said again; a key that came meanwhile is the sign that it looked. */
static void
test_not_repeated (Fixture *f, gconstpointer data)
{
  g_autofree char *first G_GNUC_UNUSED = add_key (f, "First", 3);
  g_autofree char *second = NULL;

  start (f);
  WAIT_FOR (notices->len == 1);
  stop (f);
  g_ptr_array_set_size (notices, 0);

  start (f);
  second = add_key (f, "Second", 2);
  WAIT_FOR (notices->len > 0);
  g_assert_cmpuint (notices->len, ==, 1);
  g_assert_cmpstr (get_notice (0)->title, ==, "“Second” expires in 2 days");
}

static void
test_withdrawn (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr(GError) error = NULL;

  start (f);
  id = add_key (f, "Soon gone", 0);
  WAIT_FOR (notices->len == 1);
  g_assert_cmpstr (get_notice (0)->title, ==, "“Soon gone” expires today");
  g_assert_true (kt_ledger_set_state (f->ledger, id, KT_STATE_DELETED, 1, &error));
  WAIT_FOR (notices->len == 0);
}

static void
test_many (Fixture *f, gconstpointer data)
{
  g_autoptr(GPtrArray) marks = NULL;

  for (int i = 0; i < 500; i++)
    g_free (add_key (f, "One of many", 1));
  start (f);
  WAIT_FOR (notices->len > 0);
  g_assert_cmpuint (notices->len, ==, 1);
  g_assert_cmpstr (get_notice (0)->title, ==, "500 keys need you");
  marks = kt_ledger_list_marks (f->ledger, NULL);
  g_assert_cmpuint (marks->len, ==, 500);
}

/* Not at night: a zone where it is noon now. */
static void
go_where_it_is_noon (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *zone = g_strdup_printf ("Etc/GMT%+d", g_date_time_get_hour (now) - 12);

  g_setenv ("TZ", zone, TRUE);
}

int
main (int argc, char **argv)
{
  go_where_it_is_noon ();
  g_test_init (&argc, &argv, NULL);
  start_daemon ();

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/reminder/shown-and-snoozed", test_shown_and_snoozed);
  ADD ("/reminder/not-repeated", test_not_repeated);
  ADD ("/reminder/withdrawn", test_withdrawn);
  ADD ("/reminder/many-are-one", test_many);

  return g_test_run ();
}
