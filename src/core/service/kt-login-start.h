/* kt-login-start.h: whether the reminder starts when the person logs in, and why not
 *
 * Natively a file in $XDG_CONFIG_HOME/autostart, in the sandbox the Background portal. Nothing is kept beside the truth: the
 * file is read again at every look; the portal tells nothing but its last answer, which is a setting.
 * Only a person's yes in Preferences calls kt_login_start_set_async().
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  KT_LOGIN_OFF,
  KT_LOGIN_FILE,            /* on, by our file */
  KT_LOGIN_SYSTEMD,         /* on, by the systemd user unit, which somebody enabled */
  KT_LOGIN_PORTAL,          /* on: so the portal answered last */
  KT_LOGIN_HIDDEN,          /* off: our file is there, and the desktop's own settings switched it off */
  KT_LOGIN_NO_PROGRAM,      /* off: our file is there, and names a program that is not */
} KtLoginState;

/* Does @state start it? */
gboolean kt_login_state_is_on (KtLoginState state);

#define KT_TYPE_LOGIN_START (kt_login_start_get_type ())
G_DECLARE_FINAL_TYPE (KtLoginStart, kt_login_start, KT, LOGIN_START, GObject)

/* @settings: (nullable): keeps the portal's answer. */
KtLoginStart *kt_login_start_new          (gboolean sandboxed, GSettings *settings);
/* Natively: the reminder to start, instead of the one beside this program or on the path. */
void          kt_login_start_set_program  (KtLoginStart *self, const char *path);

void          kt_login_start_look_async   (KtLoginStart *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* On: also starts it now. Off: also ends it. In the sandbox the desktop may ask the person; @reason is what it shows then.
 * Cancelled: the question is taken back. */
void          kt_login_start_set_async    (KtLoginStart *self, gboolean on, const char *reason, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
/* The state as it is now; TRUE when that is known. Errors: G_IO_ERROR_PERMISSION_DENIED: the desktop or the person said no;
 * G_IO_ERROR_NOT_SUPPORTED: this desktop has no such portal; G_IO_ERROR_NOT_FOUND: there is no reminder to start;
 * others of GIO. */
gboolean      kt_login_start_finish       (KtLoginStart *self, GAsyncResult *result, KtLoginState *ret_state, GError **error);

G_END_DECLS
