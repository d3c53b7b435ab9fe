/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-compat.h"

#include <glib/gi18n.h>

#include "kt-error.h"

#define MAX_FILE (64 * 1024)

void
kt_compat_show_about (GtkWindow *parent)
{
  const char *developers[] = { "The Keyturn developers", NULL };

  adw_show_about_window (parent,
                         "application-name", _("Keyturn"),
                         "application-icon", KT_APP_ID,
                         "version", KT_VERSION,
                         "developer-name", _("The Keyturn developers"),
                         "developers", developers,
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "website", "https://github.com/keyturn/keyturn",
                         "issue-url", "https://github.com/keyturn/keyturn/issues",
                         "comments", _("Keeps your exchange API keys in order: in your keyring, checked with a signed "
                                       "request, and never forgotten."),
                         /* Translators: your name, one a line */
                         "translator-credits", _("translator-credits"),
                         NULL);
}

typedef struct
{
  GtkWidget *widget;            /* owned */
  char      *uri;               /* owned */
} Opening;

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Opening *opening = user_data;
  g_autofree char *text = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, NULL))
    {
      /* Translators: %s is an address of the web */
      text = g_strdup_printf (_("No browser could be opened. The address is %s"), opening->uri);
      if (!gtk_widget_activate_action (opening->widget, "add.toast", "s", text))
        gtk_widget_activate_action (opening->widget, "win.toast", "s", text);
    }
  g_object_unref (opening->widget);
  g_free (opening->uri);
  g_free (opening);
}

void
kt_compat_open_uri (GtkWidget *widget, const char *uri)
{
  g_autoptr(GdkAppLaunchContext) context = gdk_display_get_app_launch_context (gtk_widget_get_display (widget));
  Opening *opening = g_new0 (Opening, 1);

  opening->widget = g_object_ref (widget);
  opening->uri = g_strdup (uri);
  g_app_info_launch_default_for_uri_async (uri, G_APP_LAUNCH_CONTEXT (context), NULL, opened_cb, opening);
}

/* ── Questions ── */

typedef struct
{
  KtAnsweredFunc answered;
  gpointer       user_data;
  GDestroyNotify destroy;       /* or NULL */
} Question;

static void
response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Question *question = user_data;

  question->answered (response, question->user_data);
}

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  if (question->destroy)
    question->destroy (question->user_data);
  g_free (question);
}

void
kt_compat_ask (GtkWindow *parent, const char *heading, const char *body, const KtChoice *choices, guint n_choices,
               KtAnsweredFunc answered, gpointer user_data)
{
  kt_compat_ask_full (parent, heading, body, choices, n_choices, answered, user_data, NULL);
}

void
kt_compat_ask_full (GtkWindow *parent, const char *heading, const char *body, const KtChoice *choices, guint n_choices,
                    KtAnsweredFunc answered, gpointer user_data, GDestroyNotify destroy)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, heading, body));
  Question *question = g_new0 (Question, 1);

  question->answered = answered;
  question->user_data = user_data;
  question->destroy = destroy;

  adw_message_dialog_add_response (dialog, "cancel", _("_Cancel"));
  for (guint i = 0; i < n_choices; i++)
    {
      adw_message_dialog_add_response (dialog, choices[i].id, choices[i].label);
      adw_message_dialog_set_response_appearance (dialog, choices[i].id, choices[i].appearance);
    }
  adw_message_dialog_set_close_response (dialog, "cancel");
  if (n_choices > 0 && choices[n_choices - 1].appearance != ADW_RESPONSE_DESTRUCTIVE)
    adw_message_dialog_set_default_response (dialog, choices[n_choices - 1].id);
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* ── A file ── */

typedef struct
{
  GtkFileChooserNative *chooser;  /* owned */
  KtFileFunc            func;
  gpointer              user_data;
} Choosing;

static void
choosing_response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  Choosing *choosing = user_data;
  g_autoptr(GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  choosing->func (file, choosing->user_data);
  g_object_unref (choosing->chooser);
  g_free (choosing);
}

static void
begin_choosing (GtkFileChooserNative *chooser, KtFileFunc func, gpointer user_data)
{
  Choosing *choosing = g_new0 (Choosing, 1);

  choosing->func = func;
  choosing->user_data = user_data;
  choosing->chooser = chooser;
  g_signal_connect (chooser, "response", G_CALLBACK (choosing_response_cb), choosing);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

void
kt_compat_choose_file (GtkWindow *parent, const char *title, KtFileFunc func, gpointer user_data)
{
  begin_choosing (gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), _("_Cancel")), func, user_data);
}

void
kt_compat_choose_new_file (GtkWindow *parent, const char *title, const char *name, KtFileFunc func, gpointer user_data)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), _("_Cancel"));

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  begin_choosing (chooser, func, user_data);
}

/* ── A file, straight into locked memory ── */

typedef struct
{
  GtkFileChooserNative *chooser;  /* owned */
  KtFileReadFunc        read;
  gpointer              user_data;
  char                 *name;     /* owned */
  KtSecret             *contents; /* owned */
} Reading;

static void
reading_end (Reading *reading, const GError *error)
{
  reading->read (error ? NULL : reading->contents, reading->name, error, reading->user_data);
  g_clear_object (&reading->chooser);
  g_clear_pointer (&reading->contents, kt_secret_unref);
  g_free (reading->name);
  g_free (reading);
}

static void
file_read_all_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  g_autoptr(GError) error = NULL;
  gsize n = 0;

  if (g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &n, &error))
    {
      if (n > MAX_FILE)
        g_set_error_literal (&error, KT_ERROR, KT_ERROR_INVALID, "The file is too large to be a key");
      else
        kt_secret_truncate (reading->contents, n);
    }
  reading_end (reading, error);
}

static void
file_open_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, &error);

  if (!stream)
    {
      reading_end (reading, error);
      return;
    }

  reading->contents = kt_secret_new_sized (MAX_FILE + 1);
  g_input_stream_read_all_async (G_INPUT_STREAM (stream), kt_secret_resize (reading->contents, MAX_FILE + 1),
                                 MAX_FILE + 1, G_PRIORITY_DEFAULT, NULL, file_read_all_cb, reading);
}

static void
chooser_response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  Reading *reading = user_data;
  g_autoptr(GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (!file)
    {
      reading_end (reading, NULL);
      return;
    }
  reading->name = g_file_get_basename (file);
  g_file_read_async (file, G_PRIORITY_DEFAULT, NULL, file_open_cb, reading);
}

void
kt_compat_read_file (GtkWindow *parent, const char *title, KtFileReadFunc read, gpointer user_data)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->read = read;
  reading->user_data = user_data;
  reading->chooser = gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), _("_Cancel"));
  g_signal_connect (reading->chooser, "response", G_CALLBACK (chooser_response_cb), reading);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (reading->chooser));
}
