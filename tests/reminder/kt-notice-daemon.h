/* kt-notice-daemon.h: a desktop that shows notices, for tests: by the protocols that GNotification speaks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  KT_DAEMON_FREEDESKTOP,        /* org.freedesktop.Notifications: presses arrive at the program that showed it, if it runs */
  KT_DAEMON_GTK,                /* org.gtk.Notifications: presses start the program of the notice's app */
  KT_DAEMON_PORTAL,             /* org.freedesktop.portal.Notification: presses start the window program, which the sandbox is named after */
} KtDaemonKind;

typedef struct {
  char   *app;                  /* owned: the id of the application that is started by a press; NULL with freedesktop */
  char   *id;                   /* owned */
  char   *title;                /* owned */
  char   *body;                 /* owned */
  char   *priority;             /* owned: "normal", "high"…; NULL with freedesktop */
  char   *pressed;              /* owned: detailed name of the default action */
  char  **buttons;              /* owned: pairs: detailed name of the action, label */
} KtNotice;

/* On a connection of its own. Only one at a time. */
void            kt_daemon_start        (KtDaemonKind kind);
void            kt_daemon_stop         (void);
/* (transfer none) (element-type KtNotice): what stands now */
GPtrArray      *kt_daemon_get_notices  (void);
/* How many were shown since the start, replaced ones too. */
guint           kt_daemon_count_shown  (void);
const KtNotice *kt_daemon_get_notice   (guint i);
/* The label of the button that does @action ("app.snooze"), or NULL. */
const char     *kt_daemon_get_button   (const KtNotice *notice, const char *action);
/* For a program that is to meet this desktop, also in no sandbox. */
void            kt_daemon_set_environment (GSubprocessLauncher *launcher);
/* No quiet hour, for this program and those it starts. */
void            kt_daemon_go_where_it_is_noon (void);
/* NULL: the notice itself. The notice stays. */
void            kt_daemon_ask          (const KtNotice *notice, const char *action);
/* The same, and it is gone then. */
void            kt_daemon_press        (const KtNotice *notice, const char *action);

G_END_DECLS
