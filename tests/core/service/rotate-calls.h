/* rotate-calls.h: a rotation's verbs, waited for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "keeper-calls.h"
#include "kt-keeper-rotate.h"
#include "kt-ledger-rotation.h"

/* (transfer full) all of them */
KtRotation *rotate_read    (KtKeeper *keeper, KtKey *key, GError **error);
KtRotation *rotate_begin   (KtKeeper *keeper, KtKey *key, GError **error);
KtRotation *rotate_give    (KtKeeper *keeper, KtKey *key, KtCredential *credential, GError **error);
KtRotation *rotate_check   (KtKeeper *keeper, KtKey *key, GError **error);
KtRotation *rotate_accept  (KtKeeper *keeper, KtKey *key, KtRights rights, gboolean unseen, GError **error);
KtRotation *rotate_switch  (KtKeeper *keeper, KtKey *key, GError **error);
KtRotation *rotate_tick    (KtKeeper *keeper, KtKey *key, const char *name, GError **error);
KtRotation *rotate_deleted (KtKeeper *keeper, KtKey *key, GError **error);
KtRotation *rotate_watch   (KtKeeper *keeper, KtKey *key, gboolean pressed, GError **error);
KtRotation *rotate_wipe    (KtKeeper *keeper, KtKey *key, gboolean unproven, GError **error);
KtRotation *rotate_undo    (KtKeeper *keeper, KtKey *key, GError **error);
KtRotation *rotate_cancel  (KtKeeper *keeper, KtKey *key, GError **error);

/* The credential of a generation, or NULL when an open keyring has none. (transfer full) */
KtCredential *load_generation (KtKeeper *keeper, const char *id, guint generation);
