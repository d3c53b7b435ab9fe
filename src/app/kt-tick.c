/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-tick.h"

struct _KtTick
{
  GtkCheckButton parent_instance;
};

G_DEFINE_FINAL_TYPE (KtTick, kt_tick, GTK_TYPE_CHECK_BUTTON)

static void
press_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (gtk_widget_is_sensitive (widget))
    gtk_widget_activate (widget);
}

static void
kt_tick_class_init (KtTickClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "tick.press", NULL, press_action);
}

static void
kt_tick_init (KtTick *self)
{
}

GtkWidget *
kt_tick_new (void)
{
  return g_object_new (KT_TYPE_TICK, NULL);
}

GtkWidget *
kt_tick_new_with_label (const char *label)
{
  return g_object_new (KT_TYPE_TICK, "label", label, NULL);
}
