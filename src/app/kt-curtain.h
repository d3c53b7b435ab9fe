/* kt-curtain.h: hides the names of keys behind one page, until it is pressed away
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Takes the window's content out and puts the curtain in; other windows of the program are hidden with what
 * is typed in them. Nothing happens when it is drawn already. */
void     kt_curtain_draw     (AdwToastOverlay *content);
gboolean kt_curtain_is_drawn (AdwToastOverlay *content);

G_END_DECLS
