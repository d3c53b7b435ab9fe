/* test-notices.c: a press on a notice while the window is closed; notices of what automatic checks find
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "kt-app-fixture.h"
#include "kt-ledger-marks.h"
#include "kt-ledger-rotation.h"
#include "kt-notice-daemon.h"

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

/* Rotate Now, on a notice. */
static void
test_rotate (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *id = add_key (app);

  start_by_press (app, "rotate", id);
  kt_app_wait_words (app, "Step 1 of 8");
  kt_screen_key ("Escape");
  kt_app_activate (app, "rotate", "11111111-2222-4333-8444-555555555555");
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

/* ── Pressed in a sandbox: the portal asks the window program ── */

static guint
count_notices (void)
{
  return kt_daemon_get_notices ()->len;
}

/* So that it expires in three days. */
static void
expire_soon (KtApp *app)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autoptr(GDateTime) day = g_date_time_add_days (now, 3);
  g_autofree char *option = g_date_time_format (day, "--expires=%Y-%m-%d");
  const char *arguments[] = { "edit", "Taxes", option, NULL };

  g_assert_cmpint (kt_app_run (app, arguments, NULL, NULL), ==, 0);
}

static GSubprocess *
spawn (KtApp *app, const char *program)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", app->folder, TRUE);
  kt_daemon_set_environment (launcher);
  process = g_subprocess_launcher_spawn (launcher, &error, program, "--gapplication-service", NULL);
  g_assert_no_error (error);
  return process;
}

/* The reminder shows it, the window program puts it off, and shows no window. */
static void
test_portal (void)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *id = add_key (app);
  g_autoptr(KtLedger) ledger = open_ledger (app);
  g_autoptr(GSubprocess) reminder = NULL;
  g_autoptr(GSubprocess) window = NULL;

  expire_soon (app);
  kt_daemon_start (KT_DAEMON_PORTAL);
  reminder = spawn (app, KT_REMINDER);
  kt_test_wait_for (count_notices () == 1);
  g_assert_cmpstr (kt_daemon_get_notice (0)->title, ==, "“Taxes” expires in 3 days");
  window = spawn (app, KT_GTK);
  kt_test_wait_for (is_owned (bus));
  kt_daemon_ask (kt_daemon_get_notice (0), "app.snooze");
  kt_test_wait_for (get_snooze (ledger, id) != 0);
  kt_test_wait_for (count_notices () == 0);
  g_assert_false (has_window (bus));
  kt_test_wait_for (!is_owned (bus));
  g_subprocess_force_exit (reminder);
  g_subprocess_wait (reminder, NULL, NULL);
  kt_daemon_stop ();
}

/* ── What an automatic check found ── */

/* A check of a week ago that worked: with fewer rights than now, and from one address only. */
static void
write_old_report (KtLedger *ledger, const char *key_id)
{
  g_autoptr(KtReport) report = kt_report_new ();
  g_autoptr(GError) error = NULL;

  report->checked_ms = g_get_real_time () / 1000 - 8 * G_GINT64_CONSTANT (24 * 60 * 60 * 1000);
  report->outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_WORKS);
  report->rights_told = TRUE;
  report->confirmed = KT_RIGHTS_BIT (KT_RIGHT_READ);
  report->ip = KT_IP_LIST;
  g_assert_true (kt_ledger_add_report (ledger, key_id, report, &error));
  g_assert_no_error (error);
}

static const KtNotice *
find_notice (const char *title)
{
  GPtrArray *notices = kt_daemon_get_notices ();

  for (guint i = 0; i < notices->len; i++)
    {
      if (g_str_equal (kt_daemon_get_notice (i)->title, title))
        return kt_daemon_get_notice (i);
    }
  return NULL;
}

/* What the exchange knows when one key was deleted there and another may do too much, and when both were mended. (transfer full) */
static char *
make_document (gboolean mended)
{
  g_autofree char *document = kt_app_accounts ("");
  g_autoptr(GString) text = g_string_new (document);
  guint n = mended ? g_string_replace (text, "\"rights\": [\"uta_mgt\", \"uta_trade\", \"withdraw\"]",
                                       "\"rights\": [\"uta_mgt\"], \"ips\": [\"127.0.0.1\"]", 1)
                   : g_string_replace (text, kt_app_looks.api_key, "bg_00000000000000000000000000000000", 1);

  g_assert_cmpuint (n, ==, 1);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The person switches them on, and each key that changed for the worse is told of at once. */
static void
test_changed (void)
{
  static const char *const titles[] = {
    "“Grown” can do more than before", "“Grown” works from any address now", "“Gone” is refused by its exchange",
  };
  g_autoptr(KtApp) app = kt_app_new (make_document (FALSE));
  g_autoptr(KtLedger) ledger = NULL;
  g_autofree char *grown = NULL;
  g_autoptr(KtUiNode) list G_GNUC_UNUSED = NULL;
  g_autoptr(KtUiNode) tab = NULL;
  g_autoptr(KtUiNode) row = NULL;

  kt_app_put (app, &kt_app_withdraws, "Grown", "tax");
  kt_app_put (app, &kt_app_looks, "Gone", "tax");
  grown = kt_app_key_text (app, "Grown", "id");
  ledger = open_ledger (app);
  write_old_report (ledger, grown);
  kt_daemon_start (KT_DAEMON_GTK);

  kt_app_start (app, NULL);
  kt_screen_key ("ctrl+comma");
  list = kt_ui_find_shown (app->root, ATSPI_ROLE_SPIN_BUTTON, "Looks Only");
  tab = kt_ui_find_shown (app->root, KT_UI_ANY, "Checks");
  kt_ui_mouse_click (tab);
  row = kt_ui_find_shown (app->root, KT_UI_ANY, "Check Keys");
  g_assert_cmpuint (count_notices (), ==, 0);
  kt_ui_choose (row, "Daily");
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      kt_test_wait_for (find_notice (titles[i]));
      g_assert_cmpstr (find_notice (titles[i])->priority, ==, "high");
      g_assert_cmpstr (find_notice (titles[i])->app, ==, KT_APP_ID);
    }
  g_assert_cmpuint (count_notices (), ==, G_N_ELEMENTS (titles));
  kt_screen_key ("Escape");
  kt_daemon_press (find_notice (titles[0]), "app.open-key");
  kt_app_wait_words (app, "Credential");
  /* Mended there, and seen to be: what is not true any more goes. */
  kt_app_play (app, make_document (TRUE));
  kt_app_press (app, "Check");
  kt_test_wait_for (count_notices () == 1);
  g_assert_nonnull (find_notice (titles[2]));
  kt_app_press (app, "Back");
  kt_app_open_key (app, "Gone");
  kt_app_press (app, "Check");
  kt_test_wait_for (count_notices () == 0);
  kt_app_stop (app);
  kt_daemon_stop ();
}

/* ── The old credential of a rotation ── */

/* As if it had been said to be deleted yesterday and been asked about five times since, in vain. */
static void
write_watched (KtLedger *ledger, const char *key_id)
{
  static const KtRotationStage stages[] = { KT_ROTATION_CHECKED, KT_ROTATION_SWITCHED, KT_ROTATION_WATCHING };
  g_autoptr(KtRotation) rotation = NULL;
  g_autoptr(GError) error = NULL;
  gint64 now_ms = g_get_real_time () / 1000;

  g_assert_true (kt_ledger_get_rotation (ledger, key_id, &rotation, &error));
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      KtRotationStage from = rotation->stage;

      rotation->stage = stages[i];
      if (stages[i] == KT_ROTATION_WATCHING)
        {
          rotation->deleted_ms = now_ms - 24 * G_GINT64_CONSTANT (60 * 60 * 1000);
          rotation->tries = 5;
          rotation->next_try_ms = now_ms - 1;
        }
      g_assert_true (kt_ledger_move_rotation (ledger, rotation, from, NULL, NULL, now_ms, &error));
      g_assert_no_error (error);
    }
}

/* It is asked by itself, and told of as long as it lives; a press goes on with the rotation. */
static void
test_old_key (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *id = add_key (app);
  g_autofree char *json = kt_app_key_json (&kt_app_withdraws);
  const char *begin[] = { "rotate", "Taxes", NULL }, *give[] = { "rotate", "Taxes", "--give", NULL };
  g_autoptr(KtLedger) ledger = NULL;

  g_assert_cmpint (kt_app_run (app, begin, NULL, NULL), ==, 0);
  g_assert_cmpint (kt_app_run (app, give, json, NULL), ==, 0);
  ledger = open_ledger (app);
  write_watched (ledger, id);
  kt_daemon_start (KT_DAEMON_GTK);
  kt_app_start (app, NULL);
  kt_test_wait_for (find_notice ("The old key of “Taxes” still works"));
  g_assert_cmpuint (count_notices (), ==, 1);
  kt_daemon_press (kt_daemon_get_notice (0), NULL);
  kt_app_wait_words (app, "Step 7 of 8");
  kt_app_wait_words (app, "Asked 6 times");
  kt_app_stop (app);
  kt_daemon_stop ();
}

int
main (int argc, char **argv)
{
  kt_daemon_go_where_it_is_noon ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/notices/open-before-loaded", test_open);
  g_test_add_func ("/notices/rotate-before-loaded", test_rotate);
  g_test_add_func ("/notices/snooze-without-window", test_snooze);
  g_test_add_func ("/notices/portal", test_portal);
  g_test_add_func ("/notices/changed", test_changed);
  g_test_add_func ("/notices/old-key", test_old_key);
  return g_test_run ();
}
