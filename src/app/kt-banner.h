/* kt-banner.h: one sentence across the page, with the button that helps (AdwBanner is newer than our floor)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define KT_TYPE_BANNER (kt_banner_get_type ())
G_DECLARE_FINAL_TYPE (KtBanner, kt_banner, KT, BANNER, AdwBin)

/* @sentence: NULL hides it. @button: NULL: no button. @action: an action's detailed name. */
void kt_banner_show (KtBanner *self, const char *sentence, const char *button, const char *action);

G_END_DECLS
