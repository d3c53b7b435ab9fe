/* kt-key-history.h: the checks of a key, newest first, with every request they made
 *
 * A row that stands there stays as it is when others come; a check opens to its requests.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-keeper.h"

G_BEGIN_DECLS

#define KT_TYPE_KEY_HISTORY (kt_key_history_get_type ())
G_DECLARE_FINAL_TYPE (KtKeyHistory, kt_key_history, KT, KEY_HISTORY, AdwBin)

GtkWidget *kt_key_history_new  (KtKeeper *keeper);
/* Reads it anew; the disk may be busy: what stands there is shown meanwhile. Another key: from the beginning. */
void       kt_key_history_show (KtKeyHistory *self, KtKey *key);

G_END_DECLS
