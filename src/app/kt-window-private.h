/* kt-window-private.h: what the files of the shell share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-window.h"

#include "kt-key-page.h"
#include "kt-overview.h"
#include "kt-sidebar.h"

G_BEGIN_DECLS

struct _KtWindow
{
  AdwApplicationWindow parent_instance;

  KtKeeper     *keeper;         /* owned */
  GSettings    *settings;       /* owned; NULL where no schema is installed */
  GCancellable *cancellable;    /* owned: everything this window began */
  GCancellable *check_all;      /* owned: while a Check All runs */
  GCancellable *unlocking;      /* owned: while the keyring is asked to open */
  char         *view;           /* owned: what the overview shows, as kt-sidebar.h has it */
  gboolean      ready;          /* the ledger is open */
  char         *wanted;         /* owned: the key to show when it is */

  AdwToast     *undo_toast;     /* borrowed, weak: the latest that offers to undo an edit */

  AdwToastOverlay *toasts;      /* template children */
  AdwLeaflet      *leaflet;
  AdwLeaflet      *split;
  KtSidebar       *sidebar;
  KtOverview      *overview;
  KtKeyPage       *key_page;    /* borrowed: made when first opened */
};

/* An answer that was waited for may come when the window was closed. */
gboolean kt_window_is_gone       (KtWindow *self);
void     kt_window_say_error     (KtWindow *self, const GError *error);
void     kt_window_show_overview (KtWindow *self);

/* ── kt-window-keys.c: check all or some; delete, and its Undo ── */

void     kt_window_install_keys  (GtkWidgetClass *widget_class);
/* Whether a key's page is shown: Ctrl+E, Ctrl+C and Delete are for it. */
void     kt_window_set_key_shown (KtWindow *self, gboolean key_shown);

/* ── kt-window-calendar.c: the due dates as a file for calendars ── */

void     kt_window_install_calendar (GtkWidgetClass *widget_class);

/* ── kt-window-drop.c: files and text dropped on the window ── */

void     kt_window_accept_drops  (KtWindow *self);
void     kt_window_install_paste (GtkWidgetClass *widget_class);

G_END_DECLS
