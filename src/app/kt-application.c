/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-application.h"

#include <glib/gi18n.h>

#include "kt-clipboard.h"
#include "kt-compat.h"
#include "kt-notices.h"
#include "kt-preferences-window.h"
#include "kt-rotator.h"
#include "kt-session-watch.h"
#include "kt-settings.h"
#include "kt-shortcuts-window.h"
#include "kt-views.h"
#include "kt-window.h"

/* Findings and dates speak of now. */
#define REFRESH_SECONDS 60

struct _KtApplication
{
  AdwApplication parent_instance;

  KtKeeper       *keeper;       /* owned */
  GSettings      *settings;     /* owned; NULL where no schema is installed */
  KtSessionWatch *watch;        /* owned */
  KtRotator      *rotator;      /* owned */
  KtNotices      *notices;      /* owned */
  guint           refresh_source;
};

G_DEFINE_FINAL_TYPE (KtApplication, kt_application, ADW_TYPE_APPLICATION)

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  KtApplication *self = user_data;

  kt_compat_show_about (gtk_application_get_active_window (GTK_APPLICATION (self)));
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  KtApplication *self = user_data;
  GtkWidget *window = kt_preferences_window_new (self->settings, self->watch);

  gtk_window_set_transient_for (GTK_WINDOW (window), gtk_application_get_active_window (GTK_APPLICATION (self)));
  gtk_window_present (GTK_WINDOW (window));
}

static void
shortcuts_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  KtApplication *self = user_data;

  kt_shortcuts_window_show (gtk_application_get_active_window (GTK_APPLICATION (self)));
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  KtApplication *self = user_data;
  GtkWindow *window;

  /* By closing, so that each window may still say what would be lost. */
  while ((window = gtk_application_get_active_window (GTK_APPLICATION (self))) != NULL)
    {
      gtk_window_close (window);
      if (gtk_application_get_active_window (GTK_APPLICATION (self)) == window)
        return;
    }
}

static const GActionEntry actions[] = {
  { "about", about_action },
  { "preferences", preferences_action },
  { "shortcuts", shortcuts_action },
  { "quit", quit_action },
};

static const struct {
  const char *action;
  const char *accels[3];
} accels[] = {
  { "app.quit",         { "<Control>q" } },
  { "app.preferences",  { "<Control>comma" } },
  { "app.shortcuts",    { "<Control>question" } },
  { "window.close",     { "<Control>w" } },
  { "win.add",          { "<Control>n" } },
  { "win.import",       { "<Control>i" } },
  { "win.search",       { "<Control>f" } },
  { "win.check",        { "F5" } },
  { "win.check-all",    { "<Control><Shift>F5" } },
  { "win.back",         { "<Alt>Left" } },
  { "win.escape",       { "Escape" } },
  { "win.menu",         { "F10" } },
};

static gboolean
refresh_cb (gpointer user_data)
{
  KtApplication *self = user_data;

  kt_keeper_refresh (self->keeper);
  return G_SOURCE_CONTINUE;
}

/* ── Settings take effect at once ── */

static void
apply_policy (KtApplication *self)
{
  KtPolicy policy = kt_policy_from_settings (self->settings);

  kt_keeper_set_policy (self->keeper, &policy);
}

static void
apply_away (KtApplication *self)
{
  kt_session_watch_set_idle_minutes (self->watch, self->settings ? (guint) g_settings_get_int (self->settings, "away-minutes") : 0);
}

static void
setting_changed_cb (KtApplication *self, const char *key)
{
  if (g_str_has_prefix (key, "rotate-") || g_str_has_suffix (key, "-days"))
    apply_policy (self);
  else if (g_str_equal (key, "away-minutes"))
    apply_away (self);
}

static void
away_cb (KtApplication *self)
{
  gboolean names = self->settings && g_settings_get_boolean (self->settings, "hide-names");

  kt_clipboard_clear (gdk_display_get_default ());
  if (names)
    kt_views_close (self);
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l; l = l->next)
    {
      if (KT_IS_WINDOW (l->data))
        {
          kt_window_conceal (l->data, names);
          return;               /* there is one, and the list changed */
        }
    }
}

static void
load_style (void)
{
  g_autoptr(GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/io/github/keyturn/Keyturn/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
kt_application_startup (GApplication *application)
{
  KtApplication *self = KT_APPLICATION (application);

  G_APPLICATION_CLASS (kt_application_parent_class)->startup (application);

  load_style ();
  gtk_window_set_default_icon_name (KT_APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action, accels[i].accels);
  kt_views_install (self);

  self->keeper = kt_keeper_new (NULL);
  self->rotator = kt_rotator_new (GTK_APPLICATION (self), self->keeper);
  self->settings = kt_settings_new ();
  self->watch = kt_session_watch_new ();
  g_signal_connect_object (self->watch, "away", G_CALLBACK (away_cb), self, G_CONNECT_SWAPPED);
  if (self->settings)
    g_signal_connect_object (self->settings, "changed", G_CALLBACK (setting_changed_cb), self, G_CONNECT_SWAPPED);
  else
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "preferences")), FALSE);
  self->notices = kt_notices_new (application, self->keeper, self->settings);
  apply_policy (self);
  apply_away (self);
  self->refresh_source = g_timeout_add_seconds (REFRESH_SECONDS, refresh_cb, self);
}

static void
kt_application_activate (GApplication *application)
{
  KtApplication *self = KT_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (!window)
    window = GTK_WINDOW (kt_window_new (self));
  gtk_window_present (window);
}

static void
kt_application_shutdown (GApplication *application)
{
  KtApplication *self = KT_APPLICATION (application);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  /* GTK hands what we offer to a clipboard manager at the end: not a secret. */
  kt_clipboard_clear (gdk_display_get_default ());
  g_clear_pointer (&self->notices, kt_notices_free);
  g_clear_object (&self->rotator);
  g_clear_object (&self->watch);
  g_clear_object (&self->settings);
  g_clear_object (&self->keeper);

  G_APPLICATION_CLASS (kt_application_parent_class)->shutdown (application);
}

static void
kt_application_class_init (KtApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = kt_application_startup;
  application_class->activate = kt_application_activate;
  application_class->shutdown = kt_application_shutdown;
}

static void
kt_application_init (KtApplication *self)
{
}

KtApplication *
kt_application_new (void)
{
  g_set_application_name (_("Keyturn"));

  return g_object_new (KT_TYPE_APPLICATION,
                       "application-id", KT_APP_ID,
                       "resource-base-path", "/io/github/keyturn/Keyturn",
                       NULL);
}

KtKeeper *
kt_application_get_keeper (KtApplication *self)
{
  g_return_val_if_fail (KT_IS_APPLICATION (self), NULL);

  return self->keeper;
}
