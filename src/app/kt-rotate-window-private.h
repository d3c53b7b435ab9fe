/* kt-rotate-window-private.h: what the files of the window share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-credential-form.h"
#include "kt-keeper-rotate.h"
#include "kt-rotate-page.h"
#include "kt-rotate-window.h"

G_BEGIN_DECLS

struct _KtRotateWindow
{
  AdwWindow parent_instance;

  KtKeeper     *keeper;         /* owned; NULL when it is gone */
  KtKey        *key;            /* owned */
  KtExchange   *exchange;       /* owned, or NULL */
  KtRotation   *rotation;       /* owned: as it stood last; NULL: none */
  KtRotateEnd   end;
  GCancellable *asking;         /* owned: ends what only asks; what writes goes on */
  GtkWidget    *form;           /* owned: what is typed stays while pages come and go */
  gboolean      giving;
  gboolean      busy;           /* a verb is under way */
  gboolean      reading;        /* how it stands is being read: the person is not disturbed by that */
  char         *mark;           /* owned: of what had the keyboard when the verb began */
  gboolean      may_begin;      /* then the form is shown */

  AdwToastOverlay *toasts;      /* borrowed, all of them */
  GtkWidget       *place;
  GtkWidget       *page;
  GtkWidget       *spinner;
};

void     kt_rotate_window_say             (KtRotateWindow *self, const char *text);
void     kt_rotate_window_say_error       (KtRotateWindow *self, const GError *error);
/* The page as it stands now. */
void     kt_rotate_window_rebuild         (KtRotateWindow *self);
/* One verb at a time. FALSE: not now. Its answer goes to kt_rotate_window_done_cb() with a reference to @self. */
gboolean kt_rotate_window_begin           (KtRotateWindow *self);
void     kt_rotate_window_done_cb         (GObject *source, GAsyncResult *result, gpointer user_data);
/* How it stands, as others may have changed it: the person is not disturbed. */
void     kt_rotate_window_read_again      (KtRotateWindow *self);

void     kt_rotate_window_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
