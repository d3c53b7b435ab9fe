/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-exchange-window.h"

#include <glib/gi18n.h>

#include "kt-exchange-sections.h"
#include "kt-toast.h"

struct _KtExchangeWindow
{
  AdwWindow parent_instance;

  AdwWindowTitle     *title;    /* borrowed, all of them */
  AdwToastOverlay    *toasts;
  AdwPreferencesPage *page;
};

G_DEFINE_FINAL_TYPE (KtExchangeWindow, kt_exchange_window, ADW_TYPE_WINDOW)

static void
toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kt_toast_add (KT_EXCHANGE_WINDOW (widget)->toasts, g_variant_get_string (parameter, NULL));
}

static void
kt_exchange_window_class_init (KtExchangeWindowClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "win.toast", "s", toast_action);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
kt_exchange_window_init (KtExchangeWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();

  self->title = ADW_WINDOW_TITLE (adw_window_title_new (_("About This Exchange"), ""));
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), GTK_WIDGET (self->title));
  self->page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->toasts), TRUE);
  adw_toast_overlay_set_child (self->toasts, GTK_WIDGET (self->page));
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->toasts));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _("About This Exchange"));
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), 600, 680);
  gtk_widget_set_size_request (GTK_WIDGET (self), 360, -1);
}

void
kt_exchange_window_show (GtkWidget *parent, KtExchange *exchange, const char *environment)
{
  KtExchangeWindow *self = g_object_new (KT_TYPE_EXCHANGE_WINDOW, NULL);

  adw_window_title_set_subtitle (self->title, kt_exchange_get_name (exchange));
  kt_exchange_sections_fill (self->page, exchange, environment);
  gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (gtk_widget_get_root (parent)));
  gtk_window_present (GTK_WINDOW (self));
}
