/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-session-watch.h"

#define LOGIN_SESSION    "org.freedesktop.login1.Session"
#define LOGIN_MANAGER    "org.freedesktop.login1.Manager"
#define IDLE_NAME        "org.gnome.Mutter.IdleMonitor"
#define IDLE_PATH        "/org/gnome/Mutter/IdleMonitor/Core"
#define PORTAL_NAME      "org.freedesktop.portal.Desktop"
#define PORTAL_PATH      "/org/freedesktop/portal/desktop"
#define PORTAL_INHIBIT   "org.freedesktop.portal.Inhibit"

static const char *const screen_savers[] = {
  "org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver",
  "org.mate.ScreenSaver", "org.xfce.ScreenSaver",
};

struct _KtSessionWatch
{
  GObject parent_instance;

  GCancellable    *cancellable; /* owned */
  GDBusConnection *session;     /* owned, once it is there */
  GDBusConnection *system;      /* owned, once it is there */
  GArray          *session_signals; /* guint subscriptions */
  GArray          *system_signals;
  guint            idle_name;   /* watch of IDLE_NAME */
  gboolean         tells_idle;
  guint            idle_minutes;
  guint            idle_watch;  /* GNOME's number of ours */
  gboolean         idle_asked;  /* the answer with that number is awaited */
  guint            asked_minutes;
};

enum { AWAY, N_SIGNALS };
enum { PROP_0, PROP_TELLS_IDLE, N_PROPS };

static guint signals[N_SIGNALS];
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (KtSessionWatch, kt_session_watch, G_TYPE_OBJECT)

static void
went_away (KtSessionWatch *self)
{
  g_signal_emit (self, signals[AWAY], 0);
}

/* ── Locks ── */

static void
screen_saver_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
                 GVariant *arguments, gpointer user_data)
{
  gboolean active = FALSE;

  if (!g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (arguments, "(b)", &active);
  if (active)
    went_away (user_data);
}

/* "Lock" is sent to a session's object; with several sessions of one person, hiding in all is no harm. */
static void
login_lock_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
               GVariant *arguments, gpointer user_data)
{
  went_away (user_data);
}

static void
login_sleep_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
                GVariant *arguments, gpointer user_data)
{
  screen_saver_cb (bus, sender, path, interface, signal, arguments, user_data);
}

static void
portal_state_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
                 GVariant *arguments, gpointer user_data)
{
  g_autoptr(GVariant) state = NULL;
  gboolean active = FALSE;

  if (!g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(oa{sv})")))
    return;
  g_variant_get (arguments, "(o@a{sv})", NULL, &state);
  if (g_variant_lookup (state, "screensaver-active", "b", &active) && active)
    went_away (user_data);
}

static void
subscribe (GDBusConnection *bus, GArray *list, const char *sender, const char *interface, const char *signal,
           GDBusSignalCallback callback, KtSessionWatch *self)
{
  guint id = g_dbus_connection_signal_subscribe (bus, sender, interface, signal, NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
                                                 callback, self, NULL);

  g_array_append_val (list, id);
}

/* ── Idle, as GNOME tells it ── */

static void
idle_fired_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
               GVariant *arguments, gpointer user_data)
{
  KtSessionWatch *self = user_data;
  guint number = 0;

  if (!g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(u)")))
    return;
  g_variant_get (arguments, "(u)", &number);
  if (self->idle_watch && number == self->idle_watch)
    went_away (self);
}

static void renew_idle_watch (KtSessionWatch *self);

static void
idle_added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtSessionWatch) self = user_data;
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  self->idle_asked = FALSE;
  if (!answer)
    return;
  g_variant_get (answer, "(u)", &self->idle_watch);
  if (self->idle_minutes != self->asked_minutes)
    renew_idle_watch (self);
}

static void
ask_for_idle (KtSessionWatch *self)
{
  if (!self->session || !self->tells_idle || self->idle_asked || self->idle_minutes == 0)
    return;
  self->idle_asked = TRUE;
  self->asked_minutes = self->idle_minutes;
  g_dbus_connection_call (self->session, IDLE_NAME, IDLE_PATH, IDLE_NAME, "AddIdleWatch",
                          g_variant_new ("(t)", (guint64) self->idle_minutes * 60 * 1000), G_VARIANT_TYPE ("(u)"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable, idle_added_cb, g_object_ref (self));
}

static void
renew_idle_watch (KtSessionWatch *self)
{
  if (self->session && self->idle_watch)
    g_dbus_connection_call (self->session, IDLE_NAME, IDLE_PATH, IDLE_NAME, "RemoveWatch",
                            g_variant_new ("(u)", self->idle_watch), NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
  self->idle_watch = 0;
  ask_for_idle (self);
}

static void
set_tells_idle (KtSessionWatch *self, gboolean tells)
{
  self->idle_watch = 0;
  if (self->tells_idle == tells)
    return;
  self->tells_idle = tells;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TELLS_IDLE]);
}

static void
idle_appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  set_tells_idle (user_data, TRUE);
  ask_for_idle (user_data);
}

static void
idle_vanished_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  set_tells_idle (user_data, FALSE);
}

/* ── The buses ── */

static void
ask_portal (KtSessionWatch *self)
{
  GVariantBuilder options;

  /* Outside a sandbox the savers speak for themselves, and asking would start the portal. */
  if (!g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    return;
  subscribe (self->session, self->session_signals, PORTAL_NAME, PORTAL_INHIBIT, "StateChanged", portal_state_cb, self);
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string ("keyturn_watch"));
  g_variant_builder_add (&options, "{sv}", "session_handle_token", g_variant_new_string ("keyturn_watch"));
  g_dbus_connection_call (self->session, PORTAL_NAME, PORTAL_PATH, PORTAL_INHIBIT, "CreateMonitor",
                          g_variant_new ("(sa{sv})", "", &options), NULL, G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, NULL, NULL);
}

static void
session_bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtSessionWatch) self = user_data;
  GDBusConnection *bus = g_bus_get_finish (result, NULL);

  if (!bus || g_cancellable_is_cancelled (self->cancellable))
    {
      g_clear_object (&bus);
      return;
    }
  self->session = bus;
  for (guint i = 0; i < G_N_ELEMENTS (screen_savers); i++)
    subscribe (bus, self->session_signals, NULL, screen_savers[i], "ActiveChanged", screen_saver_cb, self);
  subscribe (bus, self->session_signals, IDLE_NAME, IDLE_NAME, "WatchFired", idle_fired_cb, self);
  self->idle_name = g_bus_watch_name_on_connection (bus, IDLE_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE, idle_appeared_cb,
                                                    idle_vanished_cb, self, NULL);
  ask_portal (self);
}

/* There may be none, as in a sandbox: then the others tell. */
static void
system_bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtSessionWatch) self = user_data;
  GDBusConnection *bus = g_bus_get_finish (result, NULL);

  if (!bus || g_cancellable_is_cancelled (self->cancellable))
    {
      g_clear_object (&bus);
      return;
    }
  self->system = bus;
  subscribe (bus, self->system_signals, "org.freedesktop.login1", LOGIN_SESSION, "Lock", login_lock_cb, self);
  subscribe (bus, self->system_signals, "org.freedesktop.login1", LOGIN_MANAGER, "PrepareForSleep", login_sleep_cb, self);
}

/* ── Life ── */

static void
unsubscribe (GDBusConnection **bus, GArray *list)
{
  for (guint i = 0; *bus && i < list->len; i++)
    g_dbus_connection_signal_unsubscribe (*bus, g_array_index (list, guint, i));
  g_array_set_size (list, 0);
  g_clear_object (bus);
}

static void
kt_session_watch_dispose (GObject *object)
{
  KtSessionWatch *self = KT_SESSION_WATCH (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->idle_name, g_bus_unwatch_name);
  unsubscribe (&self->session, self->session_signals);
  unsubscribe (&self->system, self->system_signals);

  G_OBJECT_CLASS (kt_session_watch_parent_class)->dispose (object);
}

static void
kt_session_watch_finalize (GObject *object)
{
  KtSessionWatch *self = KT_SESSION_WATCH (object);

  g_array_unref (self->session_signals);
  g_array_unref (self->system_signals);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (kt_session_watch_parent_class)->finalize (object);
}

static void
kt_session_watch_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, KT_SESSION_WATCH (object)->tells_idle);
}

static void
kt_session_watch_class_init (KtSessionWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kt_session_watch_dispose;
  object_class->finalize = kt_session_watch_finalize;
  object_class->get_property = kt_session_watch_get_property;

  props[PROP_TELLS_IDLE] = g_param_spec_boolean ("tells-idle", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[AWAY] = g_signal_new ("away", KT_TYPE_SESSION_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kt_session_watch_init (KtSessionWatch *self)
{
  self->cancellable = g_cancellable_new ();
  self->session_signals = g_array_new (FALSE, FALSE, sizeof (guint));
  self->system_signals = g_array_new (FALSE, FALSE, sizeof (guint));
}

KtSessionWatch *
kt_session_watch_new (void)
{
  KtSessionWatch *self = g_object_new (KT_TYPE_SESSION_WATCH, NULL);

  g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, session_bus_cb, g_object_ref (self));
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, system_bus_cb, g_object_ref (self));
  return self;
}

void
kt_session_watch_set_idle_minutes (KtSessionWatch *self, guint minutes)
{
  g_return_if_fail (KT_IS_SESSION_WATCH (self));

  if (self->idle_minutes == minutes)
    return;
  self->idle_minutes = minutes;
  renew_idle_watch (self);
}

gboolean
kt_session_watch_tells_idle (KtSessionWatch *self)
{
  g_return_val_if_fail (KT_IS_SESSION_WATCH (self), FALSE);

  return self->tells_idle;
}
