/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-views.h"

#include "kt-panic-window.h"
#include "kt-rights-window.h"
#include "kt-timeline-window.h"
#include "kt-window.h"

static const struct
{
  const char *action;
  const char *accels[2];
  GType     (*get_type) (void);
  GtkWidget *(*make) (KtKeeper *keeper);
} views[] = {
  { "panic", { "<Control><Shift>l" }, kt_panic_window_get_type, kt_panic_window_new },
  { "timeline", { "<Control><Shift>t" }, kt_timeline_window_get_type, kt_timeline_window_new },
  { "rights", { "<Control><Shift>r" }, kt_rights_window_get_type, kt_rights_window_new },
};

static GtkWindow *
find_window (GtkApplication *application, GType type)
{
  for (GList *l = gtk_application_get_windows (application); l; l = l->next)
    {
      if (g_type_is_a (G_OBJECT_TYPE (l->data), type))
        return l->data;
    }
  return NULL;
}

static void
show_view (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkApplication *application = user_data;
  const char *name = g_action_get_name (G_ACTION (action));

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      GtkWindow *parent = find_window (application, KT_TYPE_WINDOW);
      GtkWindow *window;

      if (!g_str_equal (name, views[i].action))
        continue;
      if (!parent)
        {
          g_application_activate (G_APPLICATION (application));
          parent = find_window (application, KT_TYPE_WINDOW);
        }
      if (!(window = find_window (application, views[i].get_type ())))
        {
          window = GTK_WINDOW (views[i].make (kt_application_get_keeper (KT_APPLICATION (application))));
          gtk_window_set_transient_for (window, parent);
          gtk_window_set_destroy_with_parent (window, TRUE);
        }
      gtk_window_present (window);
    }
}

void
kt_views_install (KtApplication *application)
{
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_autoptr(GSimpleAction) action = g_simple_action_new (views[i].action, NULL);
      g_autofree char *name = g_strconcat ("app.", views[i].action, NULL);

      g_signal_connect_object (action, "activate", G_CALLBACK (show_view), application, 0);
      g_action_map_add_action (G_ACTION_MAP (application), G_ACTION (action));
      gtk_application_set_accels_for_action (GTK_APPLICATION (application), name, views[i].accels);
    }
}

void
kt_views_close (KtApplication *application)
{
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      GtkWindow *window = find_window (GTK_APPLICATION (application), views[i].get_type ());

      if (window)
        gtk_window_close (window);
    }
}

void
kt_views_show_key (GtkWindow *window, const char *key_id)
{
  GtkWindow *parent = gtk_window_get_transient_for (window);
  g_autofree char *id = g_strdup (key_id);

  gtk_window_close (window);
  if (!KT_IS_WINDOW (parent))
    return;
  kt_window_show_key (KT_WINDOW (parent), id);
  gtk_window_present (parent);
}

GtkWindow *
kt_views_get_main (GtkApplication *application)
{
  return find_window (application, KT_TYPE_WINDOW);
}
