/* kt-notice-daemon.h: a desktop that shows notices, for tests: by either protocol that GNotification speaks outside a sandbox
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  KT_DAEMON_FREEDESKTOP,        /* org.freedesktop.Notifications: presses arrive at the program that showed it, if it runs */
  KT_DAEMON_GTK,                /* org.gtk.Notifications: presses start the program of the notice's app */
} KtDaemonKind;

typedef struct {
  char   *app;                  /* owned: the application's id; NULL with freedesktop */
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
/* NULL: the notice itself. It is gone then. */
void            kt_daemon_press        (const KtNotice *notice, const char *action);

G_END_DECLS
