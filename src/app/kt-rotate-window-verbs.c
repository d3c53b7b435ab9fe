/* kt-rotate-window-verbs.c: what a person can do in the window of a rotation
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "kt-rotate-window-private.h"

#include <glib/gi18n.h>

#include "kt-compat.h"
#include "kt-words.h"

/* ── The new credential ── */

static void
show_give_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtRotateWindow *self = KT_ROTATE_WINDOW (widget);

  if (self->rotation)
    {
      self->giving = TRUE;
      kt_rotate_window_rebuild (self);
    }
  else if (kt_rotate_window_begin (self))
    {
      self->may_begin = TRUE;
      kt_keeper_rotate_begin_async (self->keeper, self->key, NULL, kt_rotate_window_done_cb, g_object_ref (self));
    }
}

static void
show_make_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtRotateWindow *self = KT_ROTATE_WINDOW (widget);

  self->giving = FALSE;
  kt_rotate_window_rebuild (self);
}

static void
give_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtRotateWindow *self = KT_ROTATE_WINDOW (widget);
  g_autoptr(GError) error = NULL;
  g_autoptr(KtCredential) credential = NULL;

  if (self->busy)
    return;
  credential = kt_credential_form_read (KT_CREDENTIAL_FORM (self->form), NULL, &error);
  if (!credential)
    kt_rotate_window_say (self, error->message);
  else if (kt_rotate_window_begin (self))
    kt_keeper_rotate_give_async (self->keeper, self->key, credential, NULL, kt_rotate_window_done_cb, g_object_ref (self));
}

/* ── Asking the exchange ── */

static void
check_now (KtRotateWindow *self)
{
  if (kt_rotate_window_begin (self))
    kt_keeper_rotate_check_async (self->keeper, self->key, NULL, NULL, self->asking, kt_rotate_window_done_cb, g_object_ref (self));
}

static void
watch_now (KtRotateWindow *self)
{
  if (kt_rotate_window_begin (self))
    kt_keeper_rotate_watch_async (self->keeper, self->key, TRUE, self->asking, kt_rotate_window_done_cb, g_object_ref (self));
}

static void
may_check_cb (const char *response, gpointer user_data)
{
  if (g_str_equal (response, "check") && KT_ROTATE_WINDOW (user_data)->keeper)
    check_now (user_data);
}

static void
may_watch_cb (const char *response, gpointer user_data)
{
  if (g_str_equal (response, "check") && KT_ROTATE_WINDOW (user_data)->keeper)
    watch_now (user_data);
}

/* A key asked from a wrong address would be switched off: nobody does that by one press. */
static gboolean
ask_about_address (KtRotateWindow *self, KtAnsweredFunc answered)
{
  const KtChoice choices[] = { { "check", _("Check _Now"), ADW_RESPONSE_DESTRUCTIVE } };

  if (!self->exchange || !kt_exchange_wrong_address_disables (self->exchange))
    return FALSE;
  kt_compat_ask_full (GTK_WINDOW (self), _("Check This Key Now?"), kt_words_wrong_address (), choices, G_N_ELEMENTS (choices),
                      answered, g_object_ref (self), g_object_unref);
  return TRUE;
}

static void
check_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtRotateWindow *self = KT_ROTATE_WINDOW (widget);

  if (!ask_about_address (self, may_check_cb))
    check_now (self);
}

static void
watch_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtRotateWindow *self = KT_ROTATE_WINDOW (widget);

  if (!ask_about_address (self, may_watch_cb))
    watch_now (self);
}

/* ── What only the ledger is told ── */

static void
accept_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtRotateWindow *self = KT_ROTATE_WINDOW (widget);

  if (kt_rotate_window_begin (self))
    kt_keeper_rotate_accept_async (self->keeper, self->key, KT_RIGHTS_BIT (g_variant_get_uint32 (parameter)), FALSE, NULL,
                                   kt_rotate_window_done_cb, g_object_ref (self));
}

static void
accept_unseen_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtRotateWindow *self = KT_ROTATE_WINDOW (widget);

  if (kt_rotate_window_begin (self))
    kt_keeper_rotate_accept_async (self->keeper, self->key, KT_RIGHTS_NONE, TRUE, NULL, kt_rotate_window_done_cb, g_object_ref (self));
}

static void
make_current_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtRotateWindow *self = KT_ROTATE_WINDOW (widget);

  if (kt_rotate_window_begin (self))
    kt_keeper_rotate_switch_async (self->keeper, self->key, NULL, kt_rotate_window_done_cb, g_object_ref (self));
}

static void
tick_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtRotateWindow *self = KT_ROTATE_WINDOW (widget);

  if (kt_rotate_window_begin (self))
    kt_keeper_rotate_tick_async (self->keeper, self->key, g_variant_get_string (parameter, NULL), g_str_equal (name, "rotate.tick"), NULL,
                                 kt_rotate_window_done_cb, g_object_ref (self));
}

/* ── What is asked about before ── */

static void
deleted_now (KtRotateWindow *self)
{
  if (kt_rotate_window_begin (self))
    kt_keeper_rotate_deleted_async (self->keeper, self->key, NULL, kt_rotate_window_done_cb, g_object_ref (self));
}

static void
deleted_cb (const char *response, gpointer user_data)
{
  if (g_str_equal (response, "deleted"))
    deleted_now (user_data);
}

static void
undo_cb (const char *response, gpointer user_data)
{
  KtRotateWindow *self = user_data;

  if (g_str_equal (response, "undo") && kt_rotate_window_begin (self))
    kt_keeper_rotate_undo_async (self->keeper, self->key, NULL, kt_rotate_window_done_cb, g_object_ref (self));
}

static void
wipe (KtRotateWindow *self, gboolean unproven)
{
  if (kt_rotate_window_begin (self))
    kt_keeper_rotate_wipe_async (self->keeper, self->key, unproven, NULL, kt_rotate_window_done_cb, g_object_ref (self));
}

static void
wipe_cb (const char *response, gpointer user_data)
{
  if (g_str_equal (response, "wipe"))
    wipe (user_data, TRUE);
}

static void
cancel_cb (const char *response, gpointer user_data)
{
  KtRotateWindow *self = user_data;

  if (g_str_equal (response, "cancel-rotation") && kt_rotate_window_begin (self))
    kt_keeper_rotate_cancel_async (self->keeper, self->key, NULL, kt_rotate_window_done_cb, g_object_ref (self));
}

static void
ask (KtRotateWindow *self, const char *heading, const char *body, const char *id, const char *label, gboolean harmful, KtAnsweredFunc answered)
{
  const KtChoice choices[] = { { id, label, harmful ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED } };

  if (!self->busy)
    kt_compat_ask_full (GTK_WINDOW (self), heading, body, choices, G_N_ELEMENTS (choices), answered, g_object_ref (self), g_object_unref);
}

static void
deleted_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtRotateWindow *self = KT_ROTATE_WINDOW (widget);
  g_autoptr(GPtrArray) without = g_ptr_array_new ();
  g_autofree char *names = NULL;
  g_autofree char *body = NULL;

  for (guint i = 0; self->rotation && i < self->rotation->consumers->len; i++)
    {
      const KtRotationConsumer *consumer = g_ptr_array_index (self->rotation->consumers, i);

      if (consumer->given_ms == 0)
        g_ptr_array_add (without, consumer->name);
    }
  if (without->len == 0)
    {
      deleted_now (self);
      return;
    }
  g_ptr_array_add (without, NULL);
  names = g_strjoinv (", ", (char **) without->pdata);
  /* Translators: %s are names of those who have the key */
  body = g_strdup_printf (_("By what is ticked off, the old key is still with: %s."), names);
  ask (self, _("Is the Old Key Deleted?"), body, "deleted", _("It _Is Deleted"), TRUE, deleted_cb);
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtRotateWindow *self = KT_ROTATE_WINDOW (widget);
  gboolean dead = self->rotation && self->rotation->stage == KT_ROTATION_PROVEN;

  ask (self, _("Back to the Old Key?"),
       dead ? _("The exchange refuses the old key. The new one stays in the keyring beside it.")
            : _("The old key becomes the current one again. The new one stays in the keyring beside it."),
       "undo", _("_Back to the Old Key"), dead, undo_cb);
}

static void
wipe_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  wipe (KT_ROTATE_WINDOW (widget), FALSE);
}

static void
wipe_unproven_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ask (KT_ROTATE_WINDOW (widget), _("Wipe the Old Key Without Proof?"),
       _("The exchange did not say yet that it is dead. Once it is wiped here nobody can ask any more, and there is no way back. "
         "The receipt will say so."), "wipe", _("_Wipe"), TRUE, wipe_cb);
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ask (KT_ROTATE_WINDOW (widget), _("Cancel This Rotation?"),
       _("The old key stays as it is. If a new one is in the keyring already it is wiped from there; at the exchange you have to delete it."),
       "cancel-rotation", _("Cancel _Rotation"), TRUE, cancel_cb);
}

/* ── The rest ── */

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtRotateWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!kt_keeper_unlock_finish (KT_KEEPER (source), result, &error) && self->keeper &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *sentence = kt_words_error (error);

      kt_rotate_window_say (self, sentence);
    }
  if (self->keeper)
    kt_rotate_window_read_again (self);
}

static void
unlock_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtRotateWindow *self = KT_ROTATE_WINDOW (widget);

  kt_keeper_unlock_async (self->keeper, self->asking, unlocked_cb, g_object_ref (self));
}

static void
open_keys_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtRotateWindow *self = KT_ROTATE_WINDOW (widget);
  const char *uri = self->exchange ? kt_exchange_get_keys_page (self->exchange, kt_key_get_record (self->key)->environment) : NULL;

  if (uri)
    kt_compat_open_uri (widget, uri);
  /* Who goes there has begun. */
  if (!self->rotation && self->end == KT_ROTATE_NOT_BEGUN && kt_rotate_window_begin (self))
    kt_keeper_rotate_begin_async (self->keeper, self->key, NULL, kt_rotate_window_done_cb, g_object_ref (self));
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), g_variant_get_string (parameter, NULL));
  kt_rotate_window_say (KT_ROTATE_WINDOW (widget), _("Copied"));
}

static void
toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kt_rotate_window_say (KT_ROTATE_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static const struct {
  const char                   *name;
  const char                   *parameter;
  GtkWidgetActionActivateFunc   func;
} window_actions[] = {
  { "rotate.show-give", NULL, show_give_action },
  { "rotate.show-make", NULL, show_make_action },
  { "rotate.give", NULL, give_action },
  { "rotate.check", NULL, check_action },
  { "rotate.accept", "u", accept_action },
  { "rotate.accept-unseen", NULL, accept_unseen_action },
  { "rotate.make-current", NULL, make_current_action },
  { "rotate.tick", "s", tick_action },
  { "rotate.untick", "s", tick_action },
  { "rotate.deleted", NULL, deleted_action },
  { "rotate.watch", NULL, watch_action },
  { "rotate.wipe", NULL, wipe_action },
  { "rotate.wipe-unproven", NULL, wipe_unproven_action },
  { "rotate.undo", NULL, undo_action },
  { "rotate.cancel", NULL, cancel_action },
  { "rotate.unlock", NULL, unlock_action },
  { "rotate.open-keys-page", NULL, open_keys_page_action },
  { "rotate.copy", "s", copy_action },
  { "add.toast", "s", toast_action },   /* of the form */
  { "win.toast", "s", toast_action },
};

void
kt_rotate_window_install_actions (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (window_actions); i++)
    gtk_widget_class_install_action (widget_class, window_actions[i].name, window_actions[i].parameter, window_actions[i].func);
}
