/* kt-keeper-rotate.h: the verbs of a rotation: the new credential beside the old one, until the old one is proven dead
 *
 * Every verb writes its stage before and after what it does to the keyring, so that a process killed anywhere is
 * continued from there (kt-keeper-rotate-settle.c). The old credential stays in the keyring until
 * kt_keeper_rotate_wipe_async(); till then everything can be undone. All end in kt_keeper_rotate_finish().
 *
 * Errors besides those of the stores: KT_ERROR_NOT_FOUND (in no rotation), KT_ERROR_NOT_ALLOWED (not at this stage; the
 * message says why), KT_ERROR_BUSY (it went on elsewhere; read it again).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-keeper.h"
#include "kt-rotation.h"

G_BEGIN_DECLS

/* (transfer full): how it stands now; NULL without @error: the key is in no rotation (any more). */
KtRotation *kt_keeper_rotate_finish (KtKeeper *self, GAsyncResult *result, GError **error);

/* How it stands. Needs no keyring. */
void kt_keeper_rotate_read_async   (KtKeeper *self, KtKey *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* Begins one; one that is under way is given as it stands. Needs no keyring. */
void kt_keeper_rotate_begin_async  (KtKeeper *self, KtKey *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* The new credential, cleaned by the caller (kt_clean_credential()). One given before is cleared first. KT_ERROR_INVALID: the
 * old one again, another key's, or none that can be signed with. May prompt. Then STORED. */
void kt_keeper_rotate_give_async   (KtKeeper *self, KtKey *key, KtCredential *credential,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* Asks the exchange with the new one; may prompt. Then CHECKED or, with what is wrong in kt_rotation_judge(), STORED. */
void kt_keeper_rotate_check_async  (KtKeeper *self, KtKey *key, KtStageFunc stage_func, gpointer stage_data,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* The person accepts these rights by name, or that nothing can be seen from here. */
void kt_keeper_rotate_accept_async (KtKeeper *self, KtKey *key, KtRights rights, gboolean unseen,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* The new one becomes the current one, in one transaction. */
void kt_keeper_rotate_switch_async (KtKeeper *self, KtKey *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* @name has the new one now, or has not. */
void kt_keeper_rotate_tick_async   (KtKeeper *self, KtKey *key, const char *name, gboolean given,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* The person says: the old key is deleted at the exchange. From now on it is watched. */
void kt_keeper_rotate_deleted_async (KtKeeper *self, KtKey *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* Asks the exchange with the old one, when that is due; at once when the person @pressed, and then may prompt. */
void kt_keeper_rotate_watch_async  (KtKeeper *self, KtKey *key, gboolean pressed,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* The old one is cleared from the keyring and the receipt written: when it is proven dead; with @unproven also when the person
 * does not want to wait, which the receipt says. While the keyring is locked it is queued: the stage is WIPING then. */
void kt_keeper_rotate_wipe_async   (KtKeeper *self, KtKey *key, gboolean unproven,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* The old one is current again; the new one stays beside it, as checked. */
void kt_keeper_rotate_undo_async   (KtKeeper *self, KtKey *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* The new one, which is not the current one, is cleared from the keyring, and that is the end. */
void kt_keeper_rotate_cancel_async (KtKeeper *self, KtKey *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

G_END_DECLS
