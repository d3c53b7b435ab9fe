/* kt-window-keys.c: what is done with all keys or some: check, with progress; delete, with Undo
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "kt-window-private.h"

#include <glib/gi18n.h>

#include "kt-compat.h"

/* ── Check All ── */

static void
check_all_progress_cb (const KtCheckAllProgress *progress, KtKey *latest, gpointer user_data)
{
  KtWindow *self = user_data;

  if (!kt_window_is_gone (self))
    kt_overview_set_progress (self->overview, progress->done, progress->total);
}

static void
set_checking (KtWindow *self, gboolean checking)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.check-all", !checking);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.check-keys", !checking);
}

/* "41 work, 1 needs attention" */
static char *
check_all_summary (const KtCheckAllProgress *progress)
{
  const guint elsewhere = progress->done - progress->work - progress->attention;
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) parts = NULL;

  if (progress->offline)
    return g_strdup (_("No exchange could be reached. Is this computer online?"));
  if (progress->total == 0 && progress->stopped == 0)
    return g_strdup (_("There is no key to check."));

  if (progress->work > 0 || (progress->done == 0 && progress->stopped == 0))
    {
      g_autofree char *work = g_strdup_printf (ngettext ("%u works", "%u work", progress->work), progress->work);

      g_strv_builder_add (builder, work);
    }
  if (elsewhere > 0)
    {
      g_autofree char *only = g_strdup_printf (ngettext ("%u answers only elsewhere", "%u answer only elsewhere", elsewhere), elsewhere);

      g_strv_builder_add (builder, only);
    }
  if (progress->attention > 0)
    {
      g_autofree char *attention = g_strdup_printf (ngettext ("%u needs attention", "%u need attention", progress->attention),
                                                    progress->attention);

      g_strv_builder_add (builder, attention);
    }
  if (progress->stopped > 0)
    {
      /* Translators: keys whose checks the person stopped */
      g_autofree char *stopped = g_strdup_printf (ngettext ("%u left out", "%u left out", progress->stopped), progress->stopped);

      g_strv_builder_add (builder, stopped);
    }
  parts = g_strv_builder_end (builder);
  /* Translators: between the parts of “41 work, 1 needs attention” */
  return g_strjoinv (_(", "), parts);
}

static void
check_all_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *summary = NULL;
  KtCheckAllProgress progress = { 0 };

  g_clear_object (&self->check_all);
  if (kt_window_is_gone (self))
    return;
  kt_overview_set_progress (self->overview, 0, 0);
  set_checking (self, FALSE);

  if (!kt_keeper_check_all_finish (KT_KEEPER (source), result, &progress, &error))
    {
      kt_window_say_error (self, error);
      return;
    }
  summary = check_all_summary (&progress);
  if (progress.attention > 0 && !progress.offline)
    kt_window_toast (self, summary, _("Show"), "win.show-view('attention')");
  else
    kt_window_toast (self, summary, NULL, NULL);
}

/* @keys: NULL for all. */
static void
begin_check (KtWindow *self, GPtrArray *keys)
{
  guint total = keys ? keys->len : g_list_model_get_n_items (G_LIST_MODEL (kt_keeper_get_keys (self->keeper)));

  if (self->check_all)
    return;
  self->check_all = g_cancellable_new ();
  set_checking (self, TRUE);
  kt_overview_set_progress (self->overview, 0, MAX (total, 1));
  kt_keeper_check_keys_async (self->keeper, keys, check_all_progress_cb, self, self->check_all, check_all_cb, g_object_ref (self));
}

static void
check_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  begin_check (KT_WINDOW (widget), NULL);
}

static GPtrArray *
find_keys (KtWindow *self, GVariant *ids)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_object_unref);
  GVariantIter iter;
  const char *id;

  g_variant_iter_init (&iter, ids);
  while (g_variant_iter_next (&iter, "&s", &id))
    {
      KtKey *key = kt_keeper_find (self->keeper, id);

      if (key)
        g_ptr_array_add (keys, g_object_ref (key));
    }
  return keys;
}

static void
check_keys_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);
  g_autoptr(GPtrArray) keys = find_keys (self, parameter);

  begin_check (self, keys);
}

static void
cancel_check_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);

  if (self->check_all)
    g_cancellable_cancel (self->check_all);
}

/* ── Delete and its Undo ── */

static void
undelete_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!kt_keeper_undelete_finish (KT_KEEPER (source), result, &error))
    kt_window_say_error (self, error);
}

static void
undelete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);
  g_autoptr(GPtrArray) keys = find_keys (self, parameter);

  for (guint i = 0; i < keys->len; i++)
    kt_keeper_undelete_async (self->keeper, g_ptr_array_index (keys, i), self->cancellable, undelete_cb, g_object_ref (self));
}

static void
delete_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!kt_keeper_delete_finish (KT_KEEPER (source), result, &error))
    kt_window_say_error (self, error);
}

/* One toast, and one Undo for all of them. */
static void
delete_keys (KtWindow *self, GPtrArray *keys)
{
  g_autoptr(GVariantBuilder) builder = g_variant_builder_new (G_VARIANT_TYPE ("as"));
  g_autoptr(GVariant) ids = NULL;
  g_autofree char *text = NULL;
  g_autofree char *list = NULL;
  g_autofree char *undo = NULL;

  if (keys->len == 0)
    return;
  kt_window_show_overview (self);
  for (guint i = 0; i < keys->len; i++)
    {
      KtKey *key = g_ptr_array_index (keys, i);

      g_variant_builder_add (builder, "s", kt_key_get_id (key));
      kt_keeper_delete_async (self->keeper, key, self->cancellable, delete_cb, g_object_ref (self));
    }
  ids = g_variant_ref_sink (g_variant_builder_end (builder));
  list = g_variant_print (ids, FALSE);
  undo = g_strdup_printf ("win.undelete(%s)", list);
  if (keys->len == 1)
    {
      /* Translators: %s is the label of a key */
      text = g_strdup_printf (_("“%s” deleted; it can be restored for 30 days"), kt_key_get_label (g_ptr_array_index (keys, 0)));
    }
  else
    {
      text = g_strdup_printf (ngettext ("%u key deleted; it can be restored for 30 days",
                                        "%u keys deleted; they can be restored for 30 days", keys->len), keys->len);
    }
  kt_window_toast (self, text, _("Undo"), undo);
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);
  KtKey *key = kt_keeper_find (self->keeper, g_variant_get_string (parameter, NULL));
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_object_unref);

  if (key)
    g_ptr_array_add (keys, g_object_ref (key));
  delete_keys (self, keys);
}

static void
delete_keys_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);
  g_autoptr(GPtrArray) keys = find_keys (self, parameter);

  delete_keys (self, keys);
}

/* ── A change on the key's page, and its Undo ── */

static void
offer_undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *undo = NULL;
  KtWindow *self = KT_WINDOW (widget);
  const char *text;
  guint serial;

  g_variant_get (parameter, "(&su)", &text, &serial);
  undo = g_strdup_printf ("win.undo-edit(uint32 %u)", serial);
  /* One after the other, each for its ten seconds, nobody would know which Undo it is. */
  if (self->undo_toast)
    adw_toast_dismiss (self->undo_toast);
  g_set_weak_pointer (&self->undo_toast, kt_window_toast (self, text, _("Undo"), undo));
}

static void
undo_edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);

  if (self->key_page)
    kt_key_page_undo (self->key_page, g_variant_get_uint32 (parameter));
}

/* ── For good ── */

/* What is wiped, while the person is asked and while it is done. */
typedef struct
{
  KtWindow *window;             /* owned */
  KtKey    *key;                /* owned */
} Wiping;

static void
wiping_free (gpointer data)
{
  Wiping *wiping = data;

  g_object_unref (wiping->window);
  g_object_unref (wiping->key);
  g_free (wiping);
}

static void
wiped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wiping *wiping = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  gboolean queued = FALSE;

  if (!kt_keeper_wipe_finish (KT_KEEPER (source), result, &queued, &error))
    {
      kt_window_say_error (wiping->window, error);
    }
  else if (!kt_window_is_gone (wiping->window))
    {
      /* Translators: %s is the label of a key */
      text = g_strdup_printf (queued ? _("“%s” is wiped as soon as the keyring is open") : _("“%s” is wiped"),
                              kt_key_get_label (wiping->key));
      kt_window_toast (wiping->window, text, NULL, NULL);
      kt_window_show_overview (wiping->window);
    }
  wiping_free (wiping);
}

static void
wipe_answered_cb (const char *response, gpointer user_data)
{
  const Wiping *asked = user_data;
  Wiping *wiping;

  if (!g_str_equal (response, "wipe") || kt_window_is_gone (asked->window))
    return;
  wiping = g_new0 (Wiping, 1);
  *wiping = (Wiping) { g_object_ref (asked->window), g_object_ref (asked->key) };
  kt_keeper_wipe_async (asked->window->keeper, asked->key, asked->window->cancellable, wiped_cb, wiping);
}

static void
wipe_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const KtChoice choices[] = { { "wipe", _("_Delete Now"), ADW_RESPONSE_DESTRUCTIVE } };
  KtWindow *self = KT_WINDOW (widget);
  KtKey *key = kt_keeper_find (self->keeper, g_variant_get_string (parameter, NULL));
  g_autofree char *heading = NULL;
  Wiping *wiping;

  if (!key)
    return;
  wiping = g_new0 (Wiping, 1);
  *wiping = (Wiping) { g_object_ref (self), g_object_ref (key) };
  /* Translators: %s is the label of a key */
  heading = g_strdup_printf (_("Delete “%s” Now?"), kt_key_get_label (key));
  kt_compat_ask_full (GTK_WINDOW (self), heading,
                      _("Its secret is wiped from the keyring and what is known of it is forgotten. Nothing brings it back. "
                        "At the exchange the key stays as it is."),
                      choices, G_N_ELEMENTS (choices), wipe_answered_cb, wiping, wiping_free);
}

/* ── The key shown, by keys ── */

static void
edit_key_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (GTK_WIDGET (KT_WINDOW (widget)->key_page), "page.edit", NULL);
}

static void
rotate_key_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (GTK_WIDGET (KT_WINDOW (widget)->key_page), "page.rotate", NULL);
}

static void
copy_key_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kt_key_page_copy (KT_WINDOW (widget)->key_page);
}

static void
reveal_key_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kt_key_page_reveal (KT_WINDOW (widget)->key_page);
}

static void
open_keys_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (GTK_WIDGET (KT_WINDOW (widget)->key_page), "page.open-keys-page", NULL);
}

static void
about_exchange_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (GTK_WIDGET (KT_WINDOW (widget)->key_page), "page.about-exchange", NULL);
}

static void
delete_key_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (GTK_WIDGET (KT_WINDOW (widget)->key_page), "page.delete", NULL);
}

/* Not accelerators of the application: those come before the entry one types in. */
static const struct
{
  const char     *action;
  void          (*activate) (GtkWidget *, const char *, GVariant *);
  guint           key;
  GdkModifierType modifiers;
} shown[] = {
  { "win.edit-key", edit_key_action, GDK_KEY_e, GDK_CONTROL_MASK },
  { "win.rotate-key", rotate_key_action, GDK_KEY_r, GDK_CONTROL_MASK },
  { "win.copy-key", copy_key_action, GDK_KEY_c, GDK_CONTROL_MASK },
  { "win.reveal-key", reveal_key_action, GDK_KEY_h, GDK_CONTROL_MASK },
  { "win.open-keys-page", open_keys_page_action, GDK_KEY_o, GDK_CONTROL_MASK },
  { "win.about-exchange", about_exchange_action, GDK_KEY_Return, GDK_ALT_MASK },
  { "win.delete-key", delete_key_action, GDK_KEY_Delete, 0 },
};

void
kt_window_set_key_shown (KtWindow *self, gboolean key_shown)
{
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), shown[i].action, key_shown);
}

void
kt_window_install_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.check-all", NULL, check_all_action);
  gtk_widget_class_install_action (widget_class, "win.check-keys", "as", check_keys_action);
  gtk_widget_class_install_action (widget_class, "win.cancel-check-all", NULL, cancel_check_all_action);
  gtk_widget_class_install_action (widget_class, "win.delete", "s", delete_action);
  gtk_widget_class_install_action (widget_class, "win.delete-keys", "as", delete_keys_action);
  gtk_widget_class_install_action (widget_class, "win.undelete", "as", undelete_action);
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      gtk_widget_class_install_action (widget_class, shown[i].action, NULL, shown[i].activate);
      gtk_widget_class_add_binding_action (widget_class, shown[i].key, shown[i].modifiers, shown[i].action, NULL);
    }
  gtk_widget_class_install_action (widget_class, "win.wipe", "s", wipe_action);
  gtk_widget_class_install_action (widget_class, "win.offer-undo", "(su)", offer_undo_action);
  gtk_widget_class_install_action (widget_class, "win.undo-edit", "u", undo_edit_action);
}
