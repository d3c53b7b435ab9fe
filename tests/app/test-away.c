/* test-away.c: preferences take effect at once; a copied secret is cleared; who goes away leaves nothing on screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-app-fixture.h"
#include "kt-test-ui-tree.h"

#include <string.h>

/* ── Steps ── */

static void
set_number (KtApp *app, const char *name, double value)
{
  g_autoptr(KtUiNode) spin = kt_ui_find_shown (app->root, ATSPI_ROLE_SPIN_BUTTON, name);
  AtspiValue *number = atspi_accessible_get_value_iface (spin);

  g_assert_nonnull (number);
  atspi_value_set_current_value (number, value, NULL);
  kt_test_wait_for (atspi_value_get_current_value (number, NULL) == value);
  g_object_unref (number);
}

/* Opens the preferences' second page, or stays on the first. */
static void
open_preferences (KtApp *app, gboolean privacy)
{
  g_autoptr(KtUiNode) dates = NULL;

  kt_screen_key ("ctrl+comma");
  dates = kt_ui_find_shown (app->root, ATSPI_ROLE_SPIN_BUTTON, "Looks Only");
  if (privacy)
    {
      g_autoptr(KtUiNode) page = kt_ui_find_shown (app->root, KT_UI_ANY, "Privacy");

      kt_ui_mouse_click (page);
    }
}

static void
close_preferences (KtApp *app, const char *gone)
{
  kt_screen_key ("Escape");
  kt_ui_wait_gone (app->root, ATSPI_ROLE_SPIN_BUTTON, gone);
}

static void
say_locked (const char *interface)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(GError) error = NULL;

  g_dbus_connection_emit_signal (bus, NULL, "/org/freedesktop/ScreenSaver", interface, "ActiveChanged",
                                 g_variant_new ("(b)", TRUE), &error);
  g_assert_no_error (error);
  g_dbus_connection_flush_sync (bus, NULL, &error);
  g_assert_no_error (error);
}

static KtApp *
app_on_key_page (void)
{
  KtApp *app = kt_app_new (kt_app_accounts (""));

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Taxes");
  return app;
}

static gboolean
clipboard_is (const char *text)
{
  g_autofree char *now = kt_screen_get_clipboard ();

  return g_strcmp0 (now, text) == 0;
}

static gboolean
is_on_screen (const char *title)
{
  int x, y;

  return kt_screen_find_window (title, 0, 0, &x, &y);
}

/* ── Tests ── */

static void
test_copied_secret (void)
{
  g_autoptr(KtApp) app = app_on_key_page ();
  g_autofree char *hint = NULL;

  open_preferences (app, TRUE);
  set_number (app, "Clear a Copied Secret After Seconds", 5);
  close_preferences (app, "Clear a Copied Secret After Seconds");
  kt_app_press (app, "Reveal Secret Key");
  kt_app_press (app, "Copy Secret Key");
  kt_app_wait_toast (app, "Secret Key copied; the clipboard is cleared in 5 seconds");
  g_assert_true (clipboard_is (kt_app_looks.secret));
  /* Clipboard histories are asked not to keep it. */
  g_assert_true (kt_screen_clipboard_offers ("x-kde-passwordManagerHint"));
  g_assert_true (kt_screen_clipboard_offers ("text/x-kde-passwordManagerHint"));
  hint = kt_screen_get_clipboard_as ("text/x-kde-passwordmanagerhint");
  g_assert_cmpstr (hint, ==, "secret");
  kt_test_wait_for (clipboard_is (NULL));
  /* What is no secret is plain text. */
  kt_app_press (app, "Copy API Key");
  kt_test_wait_for (clipboard_is (kt_app_looks.api_key));
  g_assert_false (kt_screen_clipboard_offers ("x-kde-passwordManagerHint"));
  kt_app_assert_unseen (app, kt_app_looks.secret);
  kt_app_stop (app);
}

/* A copy of the person's own is left alone. */
static void
test_lock (void)
{
  static const char *const savers[] = { "org.gnome.ScreenSaver", "org.freedesktop.ScreenSaver" };
  g_autoptr(KtApp) app = app_on_key_page ();

  for (guint i = 0; i < G_N_ELEMENTS (savers); i++)
    {
      g_autoptr(KtUiNode) reveal = NULL;

      kt_app_press (app, "Reveal Secret Key");
      kt_app_press (app, "Copy Secret Key");
      kt_test_wait_for (clipboard_is (kt_app_looks.secret));
      if (i == 1)
        kt_screen_set_clipboard ("a shopping list");
      say_locked (savers[i]);
      reveal = kt_ui_find_shown (app->root, KT_UI_BUTTON, "Reveal Secret Key");
      kt_test_wait_for (clipboard_is (i == 1 ? "a shopping list" : NULL));
    }
  g_assert_null (kt_ui_try_find_shown (app->root, KT_UI_BUTTON, "Copy Secret Key"));
  kt_screen_set_clipboard (NULL);
  kt_app_stop (app);
}

static void
test_hide_names (void)
{
  g_autoptr(KtApp) app = app_on_key_page ();
  g_autofree char *words = NULL;

  open_preferences (app, TRUE);
  {
    g_autoptr(KtUiNode) hide = kt_ui_find_shown (app->root, KT_UI_SWITCH, "Hide the Names of Keys Too");

    kt_ui_click (hide);
    kt_ui_wait_state (hide, ATSPI_STATE_CHECKED, TRUE);
  }
  kt_ui_tree_ask_one_by_one (TRUE);
  say_locked ("org.gnome.ScreenSaver");
  kt_app_wait_words (app, "Your Keys Are Hidden");
  kt_test_wait_for (!is_on_screen ("Preferences"));
  words = kt_ui_get_words (app->root);
  g_assert_null (strstr (words, "Taxes"));
  kt_app_press (app, "Show");
  kt_app_wait_words (app, "Taxes");
  kt_ui_tree_ask_one_by_one (FALSE);
  kt_test_wait_for (is_on_screen ("Preferences"));
  kt_app_stop (app);
}

/* ── A desktop that tells idleness, as GNOME does ── */

typedef struct
{
  guint64 interval;
  guint   number;
} Idle;

static void
idle_call_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *method,
              GVariant *arguments, GDBusMethodInvocation *invocation, gpointer user_data)
{
  Idle *idle = user_data;

  if (g_str_equal (method, "AddIdleWatch"))
    {
      g_variant_get (arguments, "(t)", &idle->interval);
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", ++idle->number));
    }
  else
    {
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
}

static void
test_idle (void)
{
  static const char xml[] =
    "<node><interface name='org.gnome.Mutter.IdleMonitor'>"
    "<method name='AddIdleWatch'><arg type='t' direction='in'/><arg type='u' direction='out'/></method>"
    "<method name='RemoveWatch'><arg type='u' direction='in'/></method>"
    "</interface></node>";
  static const GDBusInterfaceVTable vtable = { idle_call_cb, NULL, NULL, { NULL } };
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);
  g_autoptr(KtApp) app = app_on_key_page ();
  g_autoptr(KtUiNode) hide = NULL;
  g_autoptr(KtUiNode) reveal = NULL;
  Idle idle = { 0 };
  guint object = g_dbus_connection_register_object (bus, "/org/gnome/Mutter/IdleMonitor/Core", node->interfaces[0], &vtable,
                                                    &idle, NULL, NULL);
  guint name = g_bus_own_name_on_connection (bus, "org.gnome.Mutter.IdleMonitor", 0, NULL, NULL, NULL, NULL);

  kt_test_wait_for (idle.number == 1);
  g_assert_cmpuint (idle.interval, ==, 5 * 60 * 1000);

  kt_app_press (app, "Reveal Secret Key");
  hide = kt_ui_find_shown (app->root, KT_UI_BUTTON, "Hide Secret Key");
  g_dbus_connection_emit_signal (bus, NULL, "/org/gnome/Mutter/IdleMonitor/Core", "org.gnome.Mutter.IdleMonitor", "WatchFired",
                                 g_variant_new ("(u)", 1), NULL);
  reveal = kt_ui_find_shown (app->root, KT_UI_BUTTON, "Reveal Secret Key");
  kt_app_stop (app);
  g_bus_unown_name (name);
  g_dbus_connection_unregister_object (bus, object);
}

static void
test_policy (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_start (app, NULL);
  kt_app_wait_row (app, "Taxes, Bitget, Not checked yet");
  kt_app_open_key (app, "Taxes");
  open_preferences (app, FALSE);
  set_number (app, "Looks Only", 3);
  close_preferences (app, "Looks Only");
  kt_app_wait_words (app, "in 3 days");
  kt_app_stop (app);
}

static void
test_shortcuts (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  kt_app_start (app, NULL);
  kt_screen_key ("ctrl+shift+question");
  kt_app_wait_words (app, "Check all keys");
  kt_screen_key ("Escape");
  kt_app_stop (app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/away/copied-secret", test_copied_secret);
  g_test_add_func ("/app/away/lock", test_lock);
  g_test_add_func ("/app/away/hide-names", test_hide_names);
  g_test_add_func ("/app/away/idle", test_idle);
  g_test_add_func ("/app/preferences/policy", test_policy);
  g_test_add_func ("/app/preferences/shortcuts", test_shortcuts);
  return g_test_run ();
}
