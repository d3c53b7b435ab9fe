/* kt-tag-popover.h: tags of several keys at once: a new one, or those there are, put on or taken off
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-keeper.h"

G_BEGIN_DECLS

#define KT_TYPE_TAG_POPOVER (kt_tag_popover_get_type ())
G_DECLARE_FINAL_TYPE (KtTagPopover, kt_tag_popover, KT, TAG_POPOVER, GtkPopover)

/* @keys: KtKey. Each change is made at once. */
GtkWidget *kt_tag_popover_new (KtKeeper *keeper, GPtrArray *keys);

G_END_DECLS
