/* kt-vault-file.h: the encrypted file that libsecret keeps inside a sandbox, seen from outside
 *
 * libsecret aborts the process on a file that was cut off, at every start. So the frame of the file
 * is checked before libsecret opens it: header, version, salt, iterations, date, and that every item
 * has the shape of one. What is inside stays encrypted; nothing here has the key.
 * Frame read from libsecret's secret-file-collection.c (0.20.5 to 0.21.7), 2026-11-22:
 * "GnomeKeyring\n\r\0\n", 1, 0, then a GVariant (uayutua(a{say}ay)), numbers little-endian.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _KtVaultFile KtVaultFile;

/* @path: NULL for the one libsecret would use */
KtVaultFile *kt_vault_file_new        (const char *path);
void         kt_vault_file_free       (KtVaultFile *self);
const char  *kt_vault_file_get_path   (KtVaultFile *self);

/* TRUE: it may be opened, or there is none yet. KT_ERROR_DAMAGED, or why it cannot be read. */
gboolean     kt_vault_file_check      (KtVaultFile *self, GError **error);
/* How many items of any kind it holds, as of the last check. */
guint        kt_vault_file_get_n_items (KtVaultFile *self);
/* Whether it is another file than when this was last asked. Finer than libsecret's whole seconds. */
gboolean     kt_vault_file_has_changed (KtVaultFile *self);

/* Whether "default.keyring~", the file before the last write, is there and holds. */
gboolean     kt_vault_file_has_backup (KtVaultFile *self);
/* Moves the file to "….damaged-YYYY-MM-DD[-n]" and, if asked, copies the backup into its place. */
gboolean     kt_vault_file_set_aside  (KtVaultFile *self, gboolean use_backup, char **ret_set_aside, GError **error);

/* The check itself, on any bytes. @ret_n_items may be NULL. */
gboolean     kt_vault_file_check_frame (GBytes *content, guint *ret_n_items, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtVaultFile, kt_vault_file_free)

G_END_DECLS
