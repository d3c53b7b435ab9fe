/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-login-row.h"

#include <glib/gi18n.h>

struct _KtLoginRow
{
  AdwActionRow  parent_instance;

  KtLoginStart *start;          /* owned */
  GCancellable *cancellable;    /* owned: what is asked when the row goes */
  GtkSwitch    *control;        /* child */
};

G_DEFINE_FINAL_TYPE (KtLoginRow, kt_login_row, ADW_TYPE_ACTION_ROW)

static gboolean state_set_cb (GtkSwitch *control, gboolean on, KtLoginRow *self);

static const char *
describe (KtLoginState state)
{
  switch (state)
    {
    case KT_LOGIN_FILE:
      return _("On: it starts when you log in");
    case KT_LOGIN_SYSTEMD:
      return _("On: systemd starts it, and systemctl --user disable ends that");
    case KT_LOGIN_PORTAL:
      return _("On: your desktop allowed it when you switched it on here");
    case KT_LOGIN_HIDDEN:
      return _("Off: it was switched off among the programs that your desktop starts at login");
    case KT_LOGIN_NO_PROGRAM:
      return _("Off: the program that should start is not where it was. Switching it on puts that right.");
    case KT_LOGIN_OFF:
    default:
      return _("A small program without a window, which never opens the keyring, tells you what is due");
    }
}

static char *
explain (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return g_strdup (_("Not allowed. Your desktop’s settings say which programs may start at login."));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    return g_strdup (_("This desktop offers sandboxed programs no way to start at login"));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return g_strdup (_("The program keyturn-reminder is not installed"));
  /* Translators: %s is the system's own message. */
  return g_strdup_printf (_("That did not work: %s"), error->message);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtLoginRow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  KtLoginState state;
  gboolean on;

  kt_login_start_finish (KT_LOGIN_START (source), result, &state, &error);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  on = kt_login_state_is_on (state);
  text = error ? explain (error) : g_strdup (describe (state));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
  g_signal_handlers_block_by_func (self->control, state_set_cb, self);
  gtk_switch_set_active (self->control, on);
  gtk_switch_set_state (self->control, on);
  g_signal_handlers_unblock_by_func (self->control, state_set_cb, self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->control), TRUE);
}

/* The switch goes over when it is true. */
static gboolean
state_set_cb (GtkSwitch *control, gboolean on, KtLoginRow *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (control), FALSE);
  kt_login_start_set_async (self->start, on,
                            /* Translators: the desktop shows it when it asks whether Keyturn may run in the background. */
                            _("Keyturn tells you which keys are due while its window is closed."),
                            self->cancellable, answered_cb, g_object_ref (self));
  return TRUE;
}

static void
kt_login_row_dispose (GObject *object)
{
  KtLoginRow *self = KT_LOGIN_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->start);

  G_OBJECT_CLASS (kt_login_row_parent_class)->dispose (object);
}

static void
kt_login_row_finalize (GObject *object)
{
  g_object_unref (KT_LOGIN_ROW (object)->cancellable);

  G_OBJECT_CLASS (kt_login_row_parent_class)->finalize (object);
}

static void
unroot_cb (KtLoginRow *self)
{
  if (!gtk_widget_get_root (GTK_WIDGET (self)))
    g_cancellable_cancel (self->cancellable);
}

static void
kt_login_row_class_init (KtLoginRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_login_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_login_row_finalize;
}

static void
kt_login_row_init (KtLoginRow *self)
{
  self->cancellable = g_cancellable_new ();
  self->control = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->control), GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (GTK_WIDGET (self->control), FALSE);
  g_signal_connect (self->control, "state-set", G_CALLBACK (state_set_cb), self);
  g_signal_connect (self, "notify::root", G_CALLBACK (unroot_cb), NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("Start at Login"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Start at Login"), -1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->control));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), GTK_WIDGET (self->control));
}

GtkWidget *
kt_login_row_new (KtLoginStart *start)
{
  KtLoginRow *self = g_object_new (KT_TYPE_LOGIN_ROW, NULL);

  self->start = g_object_ref (start);
  kt_login_start_look_async (start, self->cancellable, answered_cb, g_object_ref (self));
  return GTK_WIDGET (self);
}
