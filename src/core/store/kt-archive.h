/* kt-archive.h: all keys in one file, encrypted for a passphrase, that another program opens
 *
 * OpenPGP, symmetric (gpg --decrypt FILE opens it), through librnp: AES-256, the key derived from the
 * passphrase by salted and iterated SHA-256 with as many iterations as OpenPGP can tell, integrity packet.
 * Why OpenPGP: somebody who has the file and the passphrase but no Keyturn gets at the keys with a
 * program that every distribution has; JWE's tools are rare. (Argon2 came with RFC 9580; neither
 * librnp 0.16 nor the GnuPG of Debian 12 know it, so a long passphrase matters.)
 * Inside: one JSON document (kt-archive-document.h).
 * The document is built and taken apart in locked memory; what librnp copies is said in kt-secret.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "kt-credential.h"
#include "kt-record.h"

G_BEGIN_DECLS

typedef struct {
  KtRecord     *record;
  KtCredential *credential;   /* or NULL: its secret was missing */
} KtArchiveEntry;
KtArchiveEntry *kt_archive_entry_new  (KtRecord *record, KtCredential *credential);   /* (transfer full) both */
void            kt_archive_entry_free (KtArchiveEntry *self);

/* Writes beside @path, reads it back, compares, then renames over it. mode 0600. (element-type KtArchiveEntry) */
gboolean   kt_archive_write (const char *path, GPtrArray *entries, KtSecret *passphrase, GError **error);
/* KT_ERROR_DAMAGED: truncated, changed or foreign; KT_ERROR_NOT_ALLOWED: the passphrase does not open it; KT_ERROR_NEWER. */
GPtrArray *kt_archive_read  (const char *path, KtSecret *passphrase, GError **error);

G_END_DECLS
