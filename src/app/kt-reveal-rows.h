/* kt-reveal-rows.h: the credential's rows on a key's page: what can be shown, revealed and copied
 *
 * Nothing is loaded from the keyring before a button asks for it. What is revealed closes after
 * 30 seconds, when the page goes, and when kt_reveal_rows_close() says so.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-keeper.h"

G_BEGIN_DECLS

#define KT_TYPE_REVEAL_ROWS (kt_reveal_rows_get_type ())
G_DECLARE_FINAL_TYPE (KtRevealRows, kt_reveal_rows, KT, REVEAL_ROWS, GObject)

/* @group: borrowed; lives as long as the page. */
KtRevealRows *kt_reveal_rows_new     (KtKeeper *keeper, AdwPreferencesGroup *group);
void          kt_reveal_rows_set_key (KtRevealRows *self, KtKey *key);
/* Copies the first field that is no secret: the API key. */
void          kt_reveal_rows_copy    (KtRevealRows *self);
/* Reveals the first secret, or hides all when one is shown. */
void          kt_reveal_rows_toggle  (KtRevealRows *self);
void          kt_reveal_rows_close   (KtRevealRows *self);

G_END_DECLS
