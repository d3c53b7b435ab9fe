/* kt-toast.h: a passing note that is read whole on a narrow screen and in large text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* For @overlay as wide as it is now. @text: plain. @button: what its button says, or NULL. (transfer full) */
AdwToast *kt_toast_new (AdwToastOverlay *overlay, const char *text, const char *button);
/* Without a button, shown. */
void      kt_toast_add (AdwToastOverlay *overlay, const char *text);

G_END_DECLS
