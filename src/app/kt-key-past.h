/* kt-key-past.h: the past of a key: its credentials one after the other, its checks, and what else became of it
 *
 * A line of its life, oldest first in reading direction: each credential is a piece of it, with a number; a dot stands for
 * a check that worked, a cross for one that did not. Below it the same in words. Reads by itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-keeper.h"

G_BEGIN_DECLS

#define KT_TYPE_KEY_PAST (kt_key_past_get_type ())
G_DECLARE_FINAL_TYPE (KtKeyPast, kt_key_past, KT, KEY_PAST, AdwBin)

GtkWidget *kt_key_past_new     (KtKeeper *keeper);
/* Shows @key's past as it is written down now; nothing until it is read. */
void       kt_key_past_show    (KtKeyPast *self, KtKey *key);

G_END_DECLS
