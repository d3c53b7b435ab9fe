/* kt-notices.h: what is pressed on a notice of the desktop, and notices that are no longer true
 *
 * The reminder shows what is due; both programs have the same actions, and the same ids for its notices. In the sandbox both are one
 * app to the desktop, so a press may arrive here with no window open, and either may take a notice away.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "kt-keeper.h"

G_BEGIN_DECLS

typedef struct _KtNotices KtNotices;

/* Adds the actions "open-key" and "snooze" (s: a key's id) to @application; to put off shows no window, the ledger is written behind.
 * Takes away notices of keys that are not due any more, whenever the keys change; and shows what automatic checks found. */
KtNotices *kt_notices_new  (GApplication *application, KtKeeper *keeper, GSettings *settings);
void       kt_notices_free (KtNotices *self);

G_END_DECLS
