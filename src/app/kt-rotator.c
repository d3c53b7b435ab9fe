/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-rotator.h"

#include "kt-rotate-window.h"
#include "kt-rotation-watch.h"
#include "kt-views.h"
#include "kt-window.h"
#include "kt-words.h"

struct _KtRotator
{
  GObject parent_instance;

  GtkApplication  *application; /* borrowed */
  KtKeeper        *keeper;      /* owned */
  KtRotationWatch *watch;       /* owned */
  char            *wanted;      /* owned: id of a key to be rotated, while the list is not read yet */
};

G_DEFINE_FINAL_TYPE (KtRotator, kt_rotator, G_TYPE_OBJECT)

/* ── The action ── */

/* A notice of the desktop may start the program: then the list comes later. */
static void
show_wanted (KtRotator *self)
{
  KtKey *key = self->wanted ? kt_keeper_find (self->keeper, self->wanted) : NULL;
  GtkWindow *parent = kt_views_get_main (self->application);
  g_autofree char *id = NULL;

  if (!self->wanted || !parent)
    return;
  id = g_strdup (self->wanted);
  if (key || kt_window_is_ready (KT_WINDOW (parent)))
    g_clear_pointer (&self->wanted, g_free);
  /* When the list is there; and says so when the key is not there any more. */
  kt_window_show_key (KT_WINDOW (parent), id);
  if (key && kt_key_get_record (key)->state == KT_STATE_ACTIVE)
    kt_rotate_window_show (parent, self->keeper, key);
}

static void
rotate_action (KtRotator *self, GVariant *parameter)
{
  if (!kt_views_get_main (self->application))
    g_application_activate (G_APPLICATION (self->application));
  g_free (self->wanted);
  self->wanted = g_variant_dup_string (parameter, NULL);
  show_wanted (self);
}

/* ── Notices ── */

static void
tried_cb (KtRotator *self, KtKey *key, KtRotation *rotation)
{
  g_autofree char *id = g_strconcat ("old-", kt_key_get_id (key), NULL);
  KtExchange *exchange = kt_catalogue_get (kt_keeper_get_catalogue (self->keeper), kt_key_get_record (key)->exchange, NULL);
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;
  g_autoptr(GNotification) notice = NULL;

  if (!kt_rotation_is_notice_due (rotation))
    {
      g_application_withdraw_notification (G_APPLICATION (self->application), id);
      return;
    }
  title = kt_words_rotation_notice (rotation, kt_key_get_label (key));
  body = kt_words_rotation_watch (rotation, g_get_real_time () / 1000, exchange);
  notice = g_notification_new (title);
  g_notification_set_body (notice, body);
  g_notification_set_default_action_and_target (notice, "app.rotate", "s", kt_key_get_id (key));
  g_application_send_notification (G_APPLICATION (self->application), id, notice);
}

/* ── Life ── */

static void
kt_rotator_dispose (GObject *object)
{
  KtRotator *self = KT_ROTATOR (object);

  g_clear_object (&self->watch);
  g_clear_object (&self->keeper);
  g_clear_pointer (&self->wanted, g_free);

  G_OBJECT_CLASS (kt_rotator_parent_class)->dispose (object);
}

static void
kt_rotator_class_init (KtRotatorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_rotator_dispose;
}

static void
kt_rotator_init (KtRotator *self)
{
}

KtRotator *
kt_rotator_new (GtkApplication *application, KtKeeper *keeper)
{
  KtRotator *self = g_object_new (KT_TYPE_ROTATOR, NULL);
  g_autoptr(GSimpleAction) action = g_simple_action_new ("rotate", G_VARIANT_TYPE_STRING);

  self->application = application;
  self->keeper = g_object_ref (keeper);
  self->watch = kt_rotation_watch_new (keeper);
  g_signal_connect_object (self->watch, "tried", G_CALLBACK (tried_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (action, "activate", G_CALLBACK (rotate_action), self, G_CONNECT_SWAPPED);
  g_action_map_add_action (G_ACTION_MAP (application), G_ACTION (action));
  g_signal_connect_object (kt_keeper_get_keys (keeper), "keys-changed", G_CALLBACK (show_wanted), self, G_CONNECT_SWAPPED);
  return self;
}
