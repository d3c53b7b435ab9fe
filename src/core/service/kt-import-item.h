/* kt-import-item.h: a key that was found in a source, on its way into the keyring
 *
 * What the source told, what the person said about it, and how far it is. Signal "changed": any of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-import.h"
#include "kt-keeper.h"

G_BEGIN_DECLS

#define KT_TYPE_IMPORT_ITEM (kt_import_item_get_type ())
G_DECLARE_FINAL_TYPE (KtImportItem, kt_import_item, KT, IMPORT_ITEM, GObject)

typedef enum {
  KT_IMPORT_FOUND,
  KT_IMPORT_SAVING,
  KT_IMPORT_CHECKING,           /* saved already */
  KT_IMPORT_SAVED,
  KT_IMPORT_FAILED,             /* not saved; kt_import_item_get_error() */
} KtImportState;

/* An item for each key of @import, with labels that no key has yet: what the source says, or "Bitget 2". Chosen are those
 * that are complete. (transfer full) GListStore of KtImportItem */
GListStore   *kt_import_make_items          (KtKeeper *keeper, const KtImport *import);

KtExchange   *kt_import_item_get_exchange    (KtImportItem *self);      /* (nullable): not known yet */
gboolean      kt_import_item_is_by_shape     (KtImportItem *self);      /* the exchange is a guess */
const char   *kt_import_item_get_environment (KtImportItem *self);      /* NULL without an exchange */
const char   *kt_import_item_get_label       (KtImportItem *self);
guint         kt_import_item_get_line        (KtImportItem *self);
gboolean      kt_import_item_get_chosen      (KtImportItem *self);
const char   *kt_import_item_get_duplicate   (KtImportItem *self);      /* label of the saved key with this very credential, or NULL */
KtImportState kt_import_item_get_state       (KtImportItem *self);
const GError *kt_import_item_get_error       (KtImportItem *self);
KtKey        *kt_import_item_get_key         (KtImportItem *self);      /* once saved */
/* The API key shortened, to tell keys apart, or NULL. (transfer full) */
char         *kt_import_item_get_hint        (KtImportItem *self);
/* What the exchange's keys need and the source lacks; empty also without an exchange. (transfer container) KtField */
GPtrArray    *kt_import_item_get_lacking     (KtImportItem *self);
/* An exchange, all its fields, and a private key that can be read. */
gboolean      kt_import_item_is_complete     (KtImportItem *self);
KtCredential *kt_import_item_read            (KtImportItem *self, const char **ret_key_type, GError **error);

/* Also chooses the first environment, and a label when that was only the other exchange's name. */
void          kt_import_item_set_exchange    (KtImportItem *self, KtExchange *exchange, GPtrArray *keys);
void          kt_import_item_set_environment (KtImportItem *self, const char *environment);
void          kt_import_item_set_label       (KtImportItem *self, const char *label);
/* A field that the source lacks, as the exchange calls it. */
void          kt_import_item_set_value       (KtImportItem *self, const char *field_id, KtSecret *value);
void          kt_import_item_set_chosen      (KtImportItem *self, gboolean chosen);
/* The rights it is meant to have; until then those of the record given to kt_import_item_save_async(). */
void          kt_import_item_set_intent      (KtImportItem *self, KtRights rights);
gboolean      kt_import_item_get_intent      (KtImportItem *self, KtRights *ret_rights);

/* Whether a check right after saving is without harm: no rising number, and it does not count as use. */
gboolean      kt_import_item_may_check       (KtImportItem *self);

/* Tells which items are saved already, one after the other; these are chosen no longer. KT_ERROR_LOCKED while the keyring is. */
void     kt_import_find_duplicates_async  (KtKeeper *keeper, GListModel *items, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_import_find_duplicates_finish (KtKeeper *keeper, GAsyncResult *result, guint *ret_n, GError **error);

/* Saves one, by kt_keeper_add_async(). @common: (transfer none): intent and place. With @check it is checked afterwards, if
 * that is without harm; a check that fails is no error. */
void     kt_import_item_save_async  (KtImportItem *self, KtKeeper *keeper, const KtRecord *common, gboolean check,
                                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_import_item_save_finish (KtImportItem *self, GAsyncResult *result, GError **error);

/* @base, or with the first number behind it that none of @keys and @items has: "Bitget 2". (transfer full) */
char    *kt_import_propose_label    (GPtrArray *keys, GListModel *items, const char *base);

G_END_DECLS
