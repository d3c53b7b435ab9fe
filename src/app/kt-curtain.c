/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-curtain.h"

#include <glib/gi18n.h>

#define DRAWN "kt-curtain"

typedef struct
{
  AdwToastOverlay *content;     /* borrowed: the curtain is in it */
  GtkWidget       *behind;      /* owned */
  GPtrArray       *hidden;      /* owned: windows, owned */
} Curtain;

static void
curtain_free (gpointer data, GClosure *closure)
{
  Curtain *self = data;

  g_object_unref (self->behind);
  g_ptr_array_unref (self->hidden);
  g_free (self);
}

/* Whether it was closed or destroyed meanwhile. */
static gboolean
is_still_there (GtkWindow *window)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) other = g_list_model_get_item (windows, i);

      if (other == window)
        return TRUE;
    }
  return FALSE;
}

static void
show_cb (GtkButton *button, Curtain *self)
{
  AdwToastOverlay *content = self->content;
  g_autoptr(GtkWidget) behind = g_object_ref (self->behind);
  g_autoptr(GPtrArray) hidden = g_ptr_array_ref (self->hidden);

  g_object_set_data (G_OBJECT (content), DRAWN, NULL);
  adw_toast_overlay_set_child (content, behind);
  for (guint i = 0; i < hidden->len; i++)
    {
      GtkWindow *window = g_ptr_array_index (hidden, i);

      if (is_still_there (window))
        gtk_window_present (window);
    }
}

/* Every other window, also one that is made by a library and is not the application's. */
static GPtrArray *
hide_others (GtkRoot *main_window)
{
  GPtrArray *hidden = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      if (window != GTK_WIDGET (main_window) && gtk_widget_get_visible (window))
        g_ptr_array_add (hidden, g_steal_pointer (&window));
    }
  for (guint i = 0; i < hidden->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (hidden, i), FALSE);
  return hidden;
}

void
kt_curtain_draw (AdwToastOverlay *content)
{
  Curtain *self;
  GtkWidget *page, *button, *handle;

  if (kt_curtain_is_drawn (content))
    return;
  self = g_new0 (Curtain, 1);
  self->content = content;
  self->behind = g_object_ref (adw_toast_overlay_get_child (content));
  self->hidden = hide_others (gtk_widget_get_root (GTK_WIDGET (content)));

  button = gtk_button_new_with_mnemonic (_("_Show"));
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect_data (button, "clicked", G_CALLBACK (show_cb), self, curtain_free, 0);

  page = adw_status_page_new ();
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "view-conceal-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("Your Keys Are Hidden"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), _("You were away. Nothing was closed."));
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);

  handle = gtk_window_handle_new ();
  gtk_window_handle_set_child (GTK_WINDOW_HANDLE (handle), page);
  g_object_set_data (G_OBJECT (content), DRAWN, self);
  adw_toast_overlay_set_child (content, handle);
  gtk_widget_grab_focus (button);
}

gboolean
kt_curtain_is_drawn (AdwToastOverlay *content)
{
  return g_object_get_data (G_OBJECT (content), DRAWN) != NULL;
}
