/* kt-clipboard.h: a copied secret: marked as one, and cleared again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "kt-secret.h"

G_BEGIN_DECLS

/* Offers @secret to other programs out of locked memory, with the hint by which clipboard histories know
 * to leave it alone (x-kde-passwordManagerHint). After the seconds of the settings it is cleared, if it
 * is still ours; could it not be, the next focus of the window clears it and says so by "win.toast".
 * What the program that pastes it keeps is out of reach, and so is a history that ignores the hint. */
void     kt_clipboard_copy_secret (GtkWidget *widget, KtSecret *secret);
/* The person's seconds. */
guint    kt_clipboard_get_seconds (void);
/* Now, if it is still ours: at the end of the program and when the session is locked. */
void     kt_clipboard_clear       (GdkDisplay *display);

G_END_DECLS
