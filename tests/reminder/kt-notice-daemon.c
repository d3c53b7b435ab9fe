/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-notice-daemon.h"

#include <string.h>

static const char xml[] =
  "<node><interface name='org.freedesktop.Notifications'>"
  "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/><arg type='a{sv}' direction='in'/>"
  "<arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
  "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
  "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
  "</interface><interface name='org.gtk.Notifications'>"
  "<method name='AddNotification'><arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/></method>"
  "<method name='RemoveNotification'><arg type='s' direction='in'/><arg type='s' direction='in'/></method>"
  "</interface><interface name='org.freedesktop.portal.Notification'>"
  "<method name='AddNotification'><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/></method>"
  "<method name='RemoveNotification'><arg type='s' direction='in'/></method>"
  "<property name='version' type='u' access='read'/>"
  "</interface></node>";

static struct {
  const char *name;
  const char *path;
  const char *interface;
} kinds[] = {
  [KT_DAEMON_FREEDESKTOP] = { "org.freedesktop.Notifications", "/org/freedesktop/Notifications", "org.freedesktop.Notifications" },
  [KT_DAEMON_GTK] = { "org.gtk.Notifications", "/org/gtk/Notifications", "org.gtk.Notifications" },
  [KT_DAEMON_PORTAL] = { "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Notification" },
};

static struct {
  KtDaemonKind     kind;
  GDBusConnection *bus;
  GPtrArray       *notices;
  guint            n_shown;
} desktop;

static void
free_notice (gpointer data)
{
  KtNotice *notice = data;

  g_free (notice->app);
  g_free (notice->id);
  g_free (notice->title);
  g_free (notice->body);
  g_free (notice->priority);
  g_free (notice->pressed);
  g_strfreev (notice->buttons);
  g_free (notice);
}

static void
drop (const char *app, const char *id)
{
  for (guint i = 0; i < desktop.notices->len; i++)
    {
      const KtNotice *notice = g_ptr_array_index (desktop.notices, i);

      if (g_strcmp0 (notice->app, app) == 0 && g_str_equal (notice->id, id))
        {
          g_ptr_array_remove_index (desktop.notices, i);
          return;
        }
    }
}

static void
keep (KtNotice *notice)
{
  drop (notice->app, notice->id);
  g_ptr_array_add (desktop.notices, notice);
  desktop.n_shown++;
}

/* ── org.freedesktop.Notifications ── */

static guint
notify (GVariant *parameters)
{
  static guint last;
  KtNotice *notice = g_new0 (KtNotice, 1);
  guint replaces;

  g_variant_get_child (parameters, 1, "u", &replaces);
  if (replaces == 0)
    replaces = ++last;
  notice->id = g_strdup_printf ("%u", replaces);
  g_variant_get_child (parameters, 3, "s", &notice->title);
  g_variant_get_child (parameters, 4, "s", &notice->body);
  g_variant_get_child (parameters, 5, "^as", &notice->buttons);
  notice->pressed = g_strdup ("default");
  keep (notice);
  return replaces;
}

static void
freedesktop_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *method,
                GVariant *parameters, GDBusMethodInvocation *invocation, gpointer data)
{
  if (g_str_equal (method, "Notify"))
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", notify (parameters)));
  else if (g_str_equal (method, "CloseNotification"))
    {
      g_autofree char *name = NULL;
      guint id;

      g_variant_get (parameters, "(u)", &id);
      name = g_strdup_printf ("%u", id);
      drop (NULL, name);
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
  else
    {
      const char *const able[] = { "actions", "body", NULL };

      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(^as)", able));
    }
}

/* ── org.gtk.Notifications, and the portal, which knows the app by itself ── */

static char *
read_action (GVariant *dict, const char *name, const char *target_name)
{
  g_autoptr(GVariant) target = g_variant_lookup_value (dict, target_name, NULL);
  const char *action;

  if (!g_variant_lookup (dict, name, "&s", &action))
    return NULL;
  return g_action_print_detailed_name (action, target);
}

static void
add (const char *app, const char *id, GVariant *dict)
{
  KtNotice *notice = g_new0 (KtNotice, 1);
  g_autoptr(GStrvBuilder) buttons = g_strv_builder_new ();
  g_autoptr(GVariantIter) iter = NULL;
  GVariant *button;

  notice->app = g_strdup (app);
  notice->id = g_strdup (id);
  g_variant_lookup (dict, "title", "s", &notice->title);
  if (!g_variant_lookup (dict, "body", "s", &notice->body))
    notice->body = g_strdup ("");
  g_variant_lookup (dict, "priority", "s", &notice->priority);
  notice->pressed = read_action (dict, "default-action", "default-action-target");
  if (g_variant_lookup (dict, "buttons", "aa{sv}", &iter))
    {
      while (g_variant_iter_loop (iter, "@a{sv}", &button))
        {
          g_autofree char *action = read_action (button, "action", "target");
          const char *label = "";

          g_variant_lookup (button, "label", "&s", &label);
          g_strv_builder_add_many (buttons, action, label, NULL);
        }
    }
  notice->buttons = g_strv_builder_end (buttons);
  keep (notice);
}

static void
gtk_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *method,
        GVariant *parameters, GDBusMethodInvocation *invocation, gpointer data)
{
  const gboolean portal = desktop.kind == KT_DAEMON_PORTAL;
  const char *app = KT_APP_ID, *id;

  if (!portal)
    g_variant_get_child (parameters, 0, "&s", &app);
  g_variant_get_child (parameters, portal ? 0 : 1, "&s", &id);
  if (g_str_equal (method, "AddNotification"))
    {
      g_autoptr(GVariant) dict = g_variant_get_child_value (parameters, portal ? 1 : 2);

      add (app, id, dict);
    }
  else
    drop (app, id);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static GVariant *
version_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *property, GError **error,
            gpointer data)
{
  return g_variant_new_uint32 (1);
}

/* The name of an app has to be its own, and what the desktop does is ask for the action. */
static void
activate (const char *app, const char *detailed)
{
  g_autofree char *path = g_strconcat ("/", app, NULL);
  g_autofree char *name = NULL;
  g_autoptr(GVariant) target = NULL;
  GVariantBuilder targets;

  g_assert_true (g_action_parse_detailed_name (detailed, &name, &target, NULL));
  g_assert_true (g_str_has_prefix (name, "app."));
  g_variant_builder_init (&targets, G_VARIANT_TYPE ("av"));
  if (target)
    g_variant_builder_add (&targets, "v", target);
  g_dbus_connection_call (desktop.bus, app, g_strdelimit (path, ".", '/'), "org.freedesktop.Application", "ActivateAction",
                          g_variant_new ("(sava{sv})", name + strlen ("app."), &targets, NULL), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                          NULL, NULL, NULL);
}

/* ── Both ── */

void
kt_daemon_start (KtDaemonKind kind)
{
  static const GDBusInterfaceVTable freedesktop = { freedesktop_cb }, gtk = { gtk_cb, version_cb };
  g_autoptr(GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(GVariant) reply = NULL;

  g_assert_nonnull (node);
  desktop.kind = kind;
  desktop.n_shown = 0;
  desktop.notices = g_ptr_array_new_with_free_func (free_notice);
  desktop.bus = g_dbus_connection_new_for_address_sync (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                        G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, NULL);
  g_assert_nonnull (desktop.bus);
  g_assert_cmpuint (g_dbus_connection_register_object (desktop.bus, kinds[kind].path,
                                                       g_dbus_node_info_lookup_interface (node, kinds[kind].interface),
                                                       kind == KT_DAEMON_FREEDESKTOP ? &freedesktop : &gtk, NULL, NULL, NULL), !=, 0);
  reply = g_dbus_connection_call_sync (desktop.bus, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", kinds[kind].name, 4), NULL, 0, -1, NULL, NULL);
  g_assert_nonnull (reply);
}

void
kt_daemon_stop (void)
{
  g_dbus_connection_close_sync (desktop.bus, NULL, NULL);
  g_clear_object (&desktop.bus);
  g_clear_pointer (&desktop.notices, g_ptr_array_unref);
}

void
kt_daemon_set_environment (GSubprocessLauncher *launcher)
{
  if (desktop.kind == KT_DAEMON_PORTAL)
    g_subprocess_launcher_setenv (launcher, "GTK_USE_PORTAL", "1", TRUE);
}

void
kt_daemon_go_where_it_is_noon (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *zone = g_strdup_printf ("Etc/GMT%+d", g_date_time_get_hour (now) - 12);

  g_setenv ("TZ", zone, TRUE);
}

GPtrArray *
kt_daemon_get_notices (void)
{
  return desktop.notices;
}

guint
kt_daemon_count_shown (void)
{
  return desktop.n_shown;
}

const KtNotice *
kt_daemon_get_notice (guint i)
{
  g_assert_cmpuint (i, <, desktop.notices->len);
  return g_ptr_array_index (desktop.notices, i);
}

static const char *
find_button (const KtNotice *notice, const char *action, guint offset)
{
  g_autofree char *with_target = g_strconcat (action, "::", NULL);

  for (guint i = 0; notice->buttons[i]; i += 2)
    {
      if (g_str_equal (notice->buttons[i], action) || g_str_has_prefix (notice->buttons[i], with_target))
        return notice->buttons[i + offset];
    }
  return NULL;
}

const char *
kt_daemon_get_button (const KtNotice *notice, const char *action)
{
  return find_button (notice, action, 1);
}

void
kt_daemon_ask (const KtNotice *notice, const char *action)
{
  g_autofree char *detailed = g_strdup (action ? find_button (notice, action, 0) : notice->pressed);

  g_assert_nonnull (detailed);
  if (desktop.kind != KT_DAEMON_FREEDESKTOP)
    activate (notice->app, detailed);
  else
    g_assert_true (g_dbus_connection_emit_signal (desktop.bus, NULL, kinds[KT_DAEMON_FREEDESKTOP].path, kinds[KT_DAEMON_FREEDESKTOP].name,
                                                  "ActionInvoked", g_variant_new ("(us)", (guint) g_ascii_strtoull (notice->id, NULL, 10),
                                                                                  detailed), NULL));
}

void
kt_daemon_press (const KtNotice *notice, const char *action)
{
  kt_daemon_ask (notice, action);
  /* All desktops do; with freedesktop's the program that showed it counts on it. */
  drop (notice->app, notice->id);
}
