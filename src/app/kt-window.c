/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-toast.h"
#include "kt-window-private.h"

#include <glib/gi18n.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "kt-add-window.h"
#include "kt-compat.h"
#include "kt-import-window.h"
#include "kt-curtain.h"
#include "kt-settings.h"
#include "kt-words.h"

#define TRIM_SECONDS 1

G_DEFINE_FINAL_TYPE (KtWindow, kt_window, ADW_TYPE_APPLICATION_WINDOW)

gboolean
kt_window_is_gone (KtWindow *self)
{
  return self->keeper == NULL;
}

void
kt_window_say_error (KtWindow *self, const GError *error)
{
  g_autofree char *sentence = NULL;

  if (kt_window_is_gone (self) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  sentence = kt_words_error (error);
  kt_window_toast (self, sentence, NULL, NULL);
}

/* ── Pages ── */

static KtKeyPage *
ensure_key_page (KtWindow *self)
{
  if (!self->key_page)
    {
      self->key_page = KT_KEY_PAGE (kt_key_page_new (self->keeper));
      adw_leaflet_append (self->leaflet, GTK_WIDGET (self->key_page));
    }
  return self->key_page;
}

static gboolean
is_on_key_page (KtWindow *self)
{
  return self->key_page && adw_leaflet_get_visible_child (self->leaflet) == GTK_WIDGET (self->key_page);
}

gboolean
kt_window_is_ready (KtWindow *self)
{
  g_return_val_if_fail (KT_IS_WINDOW (self), FALSE);

  return self->ready;
}

void
kt_window_show_key (KtWindow *self, const char *key_id)
{
  KtKey *key;

  g_return_if_fail (KT_IS_WINDOW (self));

  if (!self->ready)
    {
      g_free (self->wanted);
      self->wanted = g_strdup (key_id);
      return;
    }
  key = kt_keeper_find (self->keeper, key_id);
  if (!key)
    {
      kt_window_toast (self, _("That key is not here any more."), NULL, NULL);
      return;
    }
  kt_key_page_set_key (ensure_key_page (self), key);
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->key_page));
}

void
kt_window_show_overview (KtWindow *self)
{
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->split));
}

/* Typing searches wherever the list is to be seen. */
static void
page_changed_cb (KtWindow *self)
{
  gboolean key = is_on_key_page (self);

  kt_overview_set_key_capture (self->overview, key ? NULL : GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.check", key);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.search", !key);
  kt_window_set_key_shown (self, key);
}

/* ── What is shown: the sidebar's choice ── */

static void
show_view (KtWindow *self, const char *view)
{
  const char *name = kt_sidebar_get_name (self->sidebar, view);
  const char *exchange, *tag;
  KtFilter filter;
  char *copy;

  /* Until the ledger is open nobody knows which exchanges and tags there are. */
  if (!kt_view_parse (view, &filter, &exchange, &tag) || (self->ready && !name))
    {
      view = "all";
      name = kt_sidebar_get_name (self->sidebar, view);
      kt_view_parse (view, &filter, &exchange, &tag);
    }
  kt_overview_set_view (self->overview, filter, exchange, tag, name);
  copy = g_strdup (view);
  g_free (self->view);
  self->view = copy;
  kt_sidebar_set_view (self->sidebar, copy);
  if (self->ready && self->settings)
    g_settings_set_string (self->settings, "view", copy);
}

static void
show_view_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);
  g_autofree char *view = g_variant_dup_string (parameter, NULL);

  kt_window_show_overview (self);
  show_view (self, view);
}

static void
show_list_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);

  if (adw_leaflet_get_folded (self->split))
    adw_leaflet_set_visible_child (self->split, GTK_WIDGET (self->overview));
}

static void
show_sidebar_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);

  kt_window_show_overview (self);
  adw_leaflet_set_visible_child (self->split, GTK_WIDGET (self->sidebar));
  gtk_widget_child_focus (GTK_WIDGET (self->sidebar), GTK_DIR_TAB_FORWARD);
}

/* Without keys there is nothing to choose from. */
static void
keys_changed_cb (KtWindow *self)
{
  gboolean any = kt_keeper_get_all (self->keeper)->len > 0;
  gboolean folded = adw_leaflet_get_folded (self->split);

  if (!self->ready)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->sidebar), any);
  kt_overview_set_folded (self->overview, folded && any);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.show-sidebar", any);
}

static void
folded_cb (KtWindow *self)
{
  gboolean folded = adw_leaflet_get_folded (self->split);

  kt_sidebar_set_folded (self->sidebar, folded);
  kt_overview_set_folded (self->overview, folded && gtk_widget_get_visible (GTK_WIDGET (self->sidebar)));
  adw_leaflet_set_visible_child (self->split, GTK_WIDGET (self->overview));
}

/* ── Actions ── */

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);
  GtkWidget *window = kt_add_window_new (self->keeper);

  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (window));
}

static void
import_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *window = kt_import_window_new (KT_WINDOW (widget)->keeper, NULL, NULL, NULL);

  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (widget));
  gtk_window_present (GTK_WINDOW (window));
}

static void
show_key_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kt_window_show_key (KT_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);

  if (is_on_key_page (self))
    kt_window_show_overview (self);
  else
    kt_overview_go_back (self->overview);
}

/* First out of what is being typed. */
static void
escape_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);

  if (!is_on_key_page (self) || !kt_key_page_revert (self->key_page))
    gtk_widget_activate_action (widget, "win.back", NULL);
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kt_overview_begin_search (KT_WINDOW (widget)->overview);
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);

  if (is_on_key_page (self))
    kt_key_page_open_menu (self->key_page);
  else
    kt_overview_open_menu (self->overview);
}

static void
check_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);

  if (is_on_key_page (self))
    kt_key_page_check (self->key_page);
}

static void
unlock_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!kt_keeper_unlock_finish (KT_KEEPER (source), result, &error))
    kt_window_say_error (self, error);
  g_clear_object (&self->unlocking);
  if (!kt_window_is_gone (self))
    kt_overview_set_unlocking (self->overview, FALSE);
}

static void
unlock_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);

  if (self->unlocking)
    return;
  self->unlocking = g_cancellable_new ();
  kt_overview_set_unlocking (self->overview, TRUE);
  kt_keeper_unlock_async (self->keeper, self->unlocking, unlock_cb, g_object_ref (self));
}

/* The keyring's question may be out of sight, or may never be shown. */
static void
cancel_unlock_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);

  if (self->unlocking)
    g_cancellable_cancel (self->unlocking);
}

static void
adopt_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!kt_keeper_adopt_keyring_finish (KT_KEEPER (source), result, &error))
    kt_window_say_error (self, error);
}

static void
adopt_answered_cb (const char *response, gpointer user_data)
{
  KtWindow *self = user_data;

  if (g_str_equal (response, "adopt"))
    kt_keeper_adopt_keyring_async (self->keeper, self->cancellable, adopt_cb, g_object_ref (self));
}

static void
adopt_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const KtChoice choices[] = { { "adopt", _("_Use This Keyring"), ADW_RESPONSE_DESTRUCTIVE } };

  kt_compat_ask (GTK_WINDOW (widget), _("Use This Keyring From Now On?"),
                 _("Your keys were saved in another keyring. Their secrets are not in this one. If you use this keyring, "
                   "the keys you have stay listed, but their secrets will be missing until the other keyring is back."),
                 choices, G_N_ELEMENTS (choices), adopt_answered_cb, widget);
}

static void
repair_answered_cb (const char *response, gpointer user_data)
{
  KtWindow *self = user_data;
  g_autofree char *set_aside = NULL;
  g_autoptr(GError) error = NULL;

  if (g_str_equal (response, "cancel"))
    return;
  if (!kt_vault_set_file_aside (kt_keeper_get_vault (self->keeper), g_str_equal (response, "backup"), &set_aside, &error))
    {
      kt_window_say_error (self, error);
      return;
    }
  gtk_widget_activate_action (GTK_WIDGET (self), "win.unlock", NULL);
}

/* The sandbox's own file of secrets: nothing of it is thrown away. */
static void
repair_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);
  const KtChoice choices[] = {
    { "aside", _("_Begin Anew"), ADW_RESPONSE_DESTRUCTIVE },
    { "backup", _("_Take the Copy"), ADW_RESPONSE_SUGGESTED },
  };
  gboolean backup = kt_vault_has_backup (kt_keeper_get_vault (self->keeper));

  kt_compat_ask (GTK_WINDOW (self), _("Repair the File With Your Secrets?"),
                 backup ? _("The damaged file is kept beside it under another name. Keyturn can take the copy from before the "
                            "last change, or begin with an empty file.")
                        : _("The damaged file is kept beside it under another name, and Keyturn begins with an empty file. "
                            "There is no copy from before the last change."),
                 choices, backup ? 2 : 1, repair_answered_cb, self);
}

static void
toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kt_window_toast (KT_WINDOW (widget), g_variant_get_string (parameter, NULL), NULL, NULL);
}

/* ── Life ── */

/* Reading a long list leaves free pages between what stays; the C library keeps them unless asked. */
static gboolean
give_back_memory_cb (gpointer user_data)
{
#ifdef __GLIBC__
  malloc_trim (0);
#endif
  return G_SOURCE_REMOVE;
}

static void
open_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean opened = kt_keeper_open_finish (KT_KEEPER (source), result, &error);

  if (kt_window_is_gone (self))
    return;
  if (!opened)
    {
      g_autofree char *sentence = kt_words_error (error);

      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        kt_overview_set_broken (self->overview, sentence);
      return;
    }
  self->ready = TRUE;
  kt_sidebar_update (self->sidebar);
  show_view (self, self->view);
  keys_changed_cb (self);
  kt_overview_set_ready (self->overview);
  if (self->wanted)
    kt_window_show_key (self, self->wanted);
  g_clear_pointer (&self->wanted, g_free);
  /* When the list stands, and when it is drawn. */
  g_idle_add_full (G_PRIORITY_LOW, give_back_memory_cb, NULL, NULL);
  g_timeout_add_seconds_full (G_PRIORITY_LOW, TRIM_SECONDS, give_back_memory_cb, NULL, NULL);
}

static void
recovered_cb (KtWindow *self, char **what)
{
  for (guint i = 0; what && what[i]; i++)
    {
      const gboolean set_aside = g_str_has_prefix (what[i], "ledger-set-aside:");
      const char *text = NULL;

      if (g_str_has_prefix (what[i], "undid-add:"))
        text = _("An unfinished key was removed: its secret never reached the keyring.");
      else if (g_str_has_prefix (what[i], "finished-add:"))
        text = _("A key that was being added is complete now.");
      else if (set_aside)
        text = _("The list of keys was damaged and has been set aside. Unlock the keyring to rebuild it.");
      else if (g_str_has_prefix (what[i], "ledger-rebuilt:"))
        text = _("The list of keys was rebuilt from your keyring.");
      if (text)
        kt_window_toast (self, text, set_aside ? _("Unlock") : NULL, set_aside ? "win.unlock" : NULL);
    }
}

static void
kt_window_dispose (GObject *object)
{
  KtWindow *self = KT_WINDOW (object);

  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  if (self->check_all)
    g_cancellable_cancel (self->check_all);
  if (self->unlocking)
    g_cancellable_cancel (self->unlocking);
  g_clear_weak_pointer (&self->undo_toast);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->keeper);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->view, g_free);
  g_clear_pointer (&self->wanted, g_free);

  G_OBJECT_CLASS (kt_window_parent_class)->dispose (object);
}

/* ── What is kept ── */

static gboolean
kt_window_close_request (GtkWindow *window)
{
  KtWindow *self = KT_WINDOW (window);
  int width, height;

  if (self->settings)
    {
      gtk_window_get_default_size (window, &width, &height);
      g_settings_set_int (self->settings, "window-width", MAX (width, 360));
      g_settings_set_int (self->settings, "window-height", MAX (height, 294));
      g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (window));
    }
  return GTK_WINDOW_CLASS (kt_window_parent_class)->close_request (window);
}

static void
restore (KtWindow *self)
{
  self->settings = kt_settings_new ();
  if (!self->settings)
    {
      self->view = g_strdup ("all");
      return;
    }
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  g_settings_bind (self->settings, "sort", self->overview, "sort", G_SETTINGS_BIND_DEFAULT);
  self->view = g_settings_get_string (self->settings, "view");
}

static void
kt_window_class_init (KtWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = kt_window_close_request;

  g_type_ensure (KT_TYPE_OVERVIEW);
  g_type_ensure (KT_TYPE_SIDEBAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/keyturn/Keyturn/kt-window.ui");
  gtk_widget_class_bind_template_child (widget_class, KtWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, KtWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, KtWindow, split);
  gtk_widget_class_bind_template_child (widget_class, KtWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, KtWindow, overview);

  gtk_widget_class_install_action (widget_class, "win.add", NULL, add_action);
  kt_window_install_calendar (widget_class);
  gtk_widget_class_install_action (widget_class, "win.import", NULL, import_action);
  gtk_widget_class_install_action (widget_class, "win.show-key", "s", show_key_action);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "win.escape", NULL, escape_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.menu", NULL, menu_action);
  gtk_widget_class_install_action (widget_class, "win.check", NULL, check_action);
  gtk_widget_class_install_action (widget_class, "win.unlock", NULL, unlock_action);
  gtk_widget_class_install_action (widget_class, "win.cancel-unlock", NULL, cancel_unlock_action);
  gtk_widget_class_install_action (widget_class, "win.adopt-keyring", NULL, adopt_action);
  gtk_widget_class_install_action (widget_class, "win.repair-keyring", NULL, repair_action);
  gtk_widget_class_install_action (widget_class, "win.show-view", "s", show_view_action);
  gtk_widget_class_install_action (widget_class, "win.show-list", NULL, show_list_action);
  gtk_widget_class_install_action (widget_class, "win.show-sidebar", NULL, show_sidebar_action);
  kt_window_install_keys (widget_class);
  kt_window_install_paste (widget_class);
  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast_action);
}

static void
kt_window_init (KtWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
#if KT_DEVELOPMENT
  gtk_widget_add_css_class (GTK_WIDGET (self), "devel");
#endif
  g_signal_connect_object (self->leaflet, "notify::visible-child", G_CALLBACK (page_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->split, "notify::folded", G_CALLBACK (folded_cb), self, G_CONNECT_SWAPPED);
  page_changed_cb (self);
  kt_window_accept_drops (self);
}

KtWindow *
kt_window_new (KtApplication *application)
{
  KtWindow *self = g_object_new (KT_TYPE_WINDOW, "application", application, NULL);

  self->keeper = g_object_ref (kt_application_get_keeper (application));
  kt_overview_set_keeper (self->overview, self->keeper);
  kt_sidebar_set_keys (self->sidebar, kt_keeper_get_keys (self->keeper));
  g_signal_connect_object (kt_keeper_get_keys (self->keeper), "keys-changed", G_CALLBACK (keys_changed_cb), self, G_CONNECT_SWAPPED);
  restore (self);
  show_view (self, self->view);
  folded_cb (self);
  g_signal_connect_object (self->keeper, "recovered", G_CALLBACK (recovered_cb), self, G_CONNECT_SWAPPED);
  kt_keeper_open_async (self->keeper, self->cancellable, open_cb, g_object_ref (self));
  return self;
}

AdwToast *
kt_window_toast (KtWindow *self, const char *text, const char *button, const char *action)
{
  AdwToast *toast;

  g_return_val_if_fail (KT_IS_WINDOW (self), NULL);

  toast = kt_toast_new (self->toasts, text, button);
  if (button)
    {
      adw_toast_set_button_label (toast, button);
      adw_toast_set_detailed_action_name (toast, action);
      adw_toast_set_timeout (toast, 10);
    }
  /* What was done just now is said now; one that was to be seen longer comes back. */
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_overlay_add_toast (self->toasts, toast);
  return toast;
}

void
kt_window_conceal (KtWindow *self, gboolean names)
{
  g_return_if_fail (KT_IS_WINDOW (self));

  if (self->key_page)
    kt_key_page_conceal (self->key_page);
  if (names)
    kt_curtain_draw (self->toasts);
}
