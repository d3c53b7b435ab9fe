/* keeper-calls.h: the keeper's verbs, waited for; and made-up keys to try them on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-keeper-private.h"

#include "kt-error.h"
#include "kt-test-session.h"
#include "kt-test-util.h"

typedef struct
{
  KtTestFolder  folder;      /* first: the keeper's data */
  KtKeeper     *keeper;
  GPtrArray    *recovered;   /* what "recovered" said, in order */
} KeeperFixture;

/* A new, open keyring with the password "test", a keeper that is open. */
void          keeper_set_up     (KeeperFixture *self, gconstpointer data);
void          keeper_tear_down  (KeeperFixture *self, gconstpointer data);
/* Ends the keeper and starts another one on the same data. */
void          keeper_start      (KeeperFixture *self);
void          keeper_stop       (KeeperFixture *self);
void          keeper_restart    (KeeperFixture *self);
gboolean      keeper_said       (KeeperFixture *self, const char *beginning);

gboolean      keeper_open       (KtKeeper *keeper, GError **error);
gboolean      keeper_unlock     (KtKeeper *keeper, GError **error);
gboolean      keeper_adopt      (KtKeeper *keeper, GError **error);
KtKey        *keeper_add        (KtKeeper *keeper, const char *label, KtCredential *credential, GError **error);
KtKey        *keeper_add_record (KtKeeper *keeper, KtRecord *record, KtCredential *credential, KtReport *report, GError **error);
gboolean      keeper_edit       (KtKeeper *keeper, KtKey *key, const KtRecord *record, GError **error);
KtCredential *keeper_reveal     (KtKeeper *keeper, KtKey *key, GError **error);
gboolean      keeper_delete     (KtKeeper *keeper, KtKey *key, GError **error);
gboolean      keeper_undelete   (KtKeeper *keeper, KtKey *key, GError **error);
gboolean      keeper_wipe       (KtKeeper *keeper, KtKey *key, gboolean *ret_queued, GError **error);
KtKey        *keeper_duplicate  (KtKeeper *keeper, KtCredential *credential, GError **error);
KtReport     *keeper_check      (KtKeeper *keeper, KtKey *key, GError **error);
KtReport     *keeper_try        (KtKeeper *keeper, const KtRecord *record, KtCredential *credential, GError **error);
gboolean      keeper_export     (KtKeeper *keeper, const char *path, const char *passphrase, guint *ret_n, guint *ret_missing, GError **error);
gboolean      keeper_restore    (KtKeeper *keeper, const char *path, const char *passphrase, guint *ret_added, guint *ret_known, GError **error);

/* Adds, and fails the test otherwise. */
KtKey        *keeper_must_add   (KeeperFixture *self, const char *label, const char *secret);
/* (transfer full) */
KtRecord     *made_up_record     (const char *label);
KtCredential *made_up_credential (const char *secret);
gboolean      has_finding        (KtKey *key, KtFindingKind kind);
/* How many credentials of ours the open keyring holds. */
guint         count_items        (KtKeeper *keeper);
