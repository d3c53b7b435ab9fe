/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-trust-window.h"

#include <glib/gi18n.h>

#include "kt-exchange-sections.h"
#include "kt-toast.h"
#include "kt-words.h"

struct _KtTrustWindow
{
  AdwWindow parent_instance;

  KtCatalogue  *catalogue;      /* owned */
  char         *path;           /* owned */
  KtExchange   *exchange;       /* owned: as read, or NULL */
  GCancellable *cancellable;    /* owned: ended when the window goes */

  AdwWindowTitle     *title;    /* borrowed, all of them */
  AdwToastOverlay    *toasts;
  AdwPreferencesPage *page;
  GtkWidget          *trust_button;
};

enum { TRUSTED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KtTrustWindow, kt_trust_window, ADW_TYPE_WINDOW)

static void
say (KtTrustWindow *self, const char *text)
{
  kt_toast_add (self->toasts, text);
}

static void
toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  say (KT_TRUST_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* ── Reading, in a thread: the disk may be slow ── */

typedef struct
{
  KtCatalogue *catalogue;       /* owned */
  char        *path;            /* owned */
  char        *hash;            /* owned: to trust; NULL: to read */
  KtExchange  *exchange;        /* owned: what was read */
  GPtrArray   *mistakes;        /* owned, or NULL */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_object_unref (work->catalogue);
  g_free (work->path);
  g_free (work->hash);
  g_clear_object (&work->exchange);
  g_clear_pointer (&work->mistakes, g_ptr_array_unref);
  g_free (work);
}

static void
work_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;
  gboolean good;

  if (work->hash)
    good = kt_catalogue_trust (work->catalogue, work->path, work->hash, &error);
  else
    good = (work->exchange = kt_catalogue_load_custom (work->catalogue, work->path, &work->mistakes, &error)) != NULL;
  if (good)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
begin_work (KtTrustWindow *self, const char *hash, GAsyncReadyCallback callback)
{
  g_autoptr(GTask) task = g_task_new (self, self->cancellable, callback, NULL);
  Work *work = g_new0 (Work, 1);

  work->catalogue = g_object_ref (self->catalogue);
  work->path = g_strdup (self->path);
  work->hash = g_strdup (hash);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, work_thread);
}

/* ── What is shown ── */

static GtkWidget *
add_group (KtTrustWindow *self, const char *title, const char *description)
{
  GtkWidget *group = g_object_new (ADW_TYPE_PREFERENCES_GROUP, "title", title, "description", description, NULL);

  adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (group));
  return group;
}

static void
show_mistakes (KtTrustWindow *self, GPtrArray *mistakes, const GError *error)
{
  g_autofree char *sentence = kt_words_error (error);
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);
  guint n = mistakes ? mistakes->len : 0;
  GtkWidget *group = add_group (self, _("This File Cannot Be Used"),
                                n > 0 ? _("Nothing was changed. What is wrong in it, and where:") : escaped);

  for (guint i = 0; i < n; i++)
    {
      const KtMistake *mistake = g_ptr_array_index (mistakes, i);
      GtkWidget *row = adw_action_row_new ();
      /* Translators: a place in a file: line and column, and the member there: “check[0].path” */
      g_autofree char *place = g_strdup_printf (_("Line %u, column %u: %s"), mistake->line, mistake->column, mistake->path);
      g_autofree char *place_escaped = g_markup_escape_text (place, -1);

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), mistake->text);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), place_escaped);
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KtTrustWindow *self = KT_TRUST_WINDOW (source);
  Work *work = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  gboolean good = g_task_propagate_boolean (G_TASK (result), &error);

  if (!self->catalogue)
    return;
  gtk_widget_set_visible (self->trust_button, good);
  if (!good)
    {
      show_mistakes (self, work->mistakes, error);
      return;
    }
  self->exchange = g_steal_pointer (&work->exchange);
  adw_window_title_set_subtitle (self->title, kt_exchange_get_name (self->exchange));
  add_group (self, _("Do You Trust Whoever Wrote This File?"),
             _("Whoever wrote this file decides what is sent to these hosts with a key you add for it. It cannot order or "
               "withdraw through Keyturn, but it can have your key sign for a host of its own."));
  kt_exchange_sections_fill (self->page, self->exchange, NULL);
}

/* ── Trust ── */

static void
trusted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KtTrustWindow *self = KT_TRUST_WINDOW (source);
  g_autoptr(GError) error = NULL;
  gboolean good = g_task_propagate_boolean (G_TASK (result), &error);

  if (!self->catalogue)
    return;
  gtk_widget_set_sensitive (self->trust_button, TRUE);
  if (!good)
    {
      g_autofree char *sentence = kt_words_error (error);

      say (self, sentence);
      return;
    }
  g_signal_emit (self, signals[TRUSTED], 0, self->exchange);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
trust_cb (KtTrustWindow *self)
{
  gtk_widget_set_sensitive (self->trust_button, FALSE);
  begin_work (self, kt_exchange_get_hash (self->exchange), trusted_cb);
}

/* ── Life ── */

static void
kt_trust_window_dispose (GObject *object)
{
  KtTrustWindow *self = KT_TRUST_WINDOW (object);

  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->exchange);
  g_clear_object (&self->catalogue);
  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (kt_trust_window_parent_class)->dispose (object);
}

static void
kt_trust_window_class_init (KtTrustWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_trust_window_dispose;

  signals[TRUSTED] = g_signal_new ("trusted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, KT_TYPE_EXCHANGE);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "win.toast", "s", toast_action);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
make_header (KtTrustWindow *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_label (_("Cancel"));

  self->title = ADW_WINDOW_TITLE (adw_window_title_new (_("New Exchange"), ""));
  self->trust_button = gtk_button_new_with_label (_("Trust This File"));
  gtk_widget_add_css_class (self->trust_button, "destructive-action");
  gtk_widget_set_visible (self->trust_button, FALSE);
  g_signal_connect_object (self->trust_button, "clicked", G_CALLBACK (trust_cb), self, G_CONNECT_SWAPPED);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), GTK_WIDGET (self->title));
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->trust_button);
  return header;
}

static void
kt_trust_window_init (KtTrustWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->cancellable = g_cancellable_new ();
  gtk_box_append (GTK_BOX (box), make_header (self));
  self->page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->toasts), TRUE);
  adw_toast_overlay_set_child (self->toasts, GTK_WIDGET (self->page));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->toasts));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _("New Exchange"));
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), 600, 680);
  gtk_widget_set_size_request (GTK_WIDGET (self), 360, -1);
}

GtkWidget *
kt_trust_window_new (KtCatalogue *catalogue, GFile *file)
{
  KtTrustWindow *self = g_object_new (KT_TYPE_TRUST_WINDOW, NULL);

  self->catalogue = g_object_ref (catalogue);
  self->path = g_file_get_path (file);
  if (!self->path)
    self->path = g_file_get_parse_name (file);
  begin_work (self, NULL, read_cb);
  return GTK_WIDGET (self);
}
