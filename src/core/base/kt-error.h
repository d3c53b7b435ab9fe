/* kt-error.h: the one error domain
 *
 * Only the few codes a caller acts on. GIO's, libsecret's and GTls' errors travel untouched.
 * Messages are English, for developers and for the command line's --json; the window and the
 * command line turn codes into sentences (src/words). No message ever holds a secret.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KtError:
 * @KT_ERROR_FAILED: something else; the message tells
 * @KT_ERROR_INVALID: input (a file, a document, a field) cannot be used; the message names place and remedy
 * @KT_ERROR_NOT_FOUND: there is no such key, exchange or item, and the place it would be in is known to be open
 * @KT_ERROR_LOCKED: the keyring is locked; unlocking it helps
 * @KT_ERROR_DISMISSED: the person closed the prompt
 * @KT_ERROR_NO_KEYRING: nothing on this session keeps secrets (no service, no default collection)
 * @KT_ERROR_NOT_OPENED: sandbox: the store was not opened yet in this process
 * @KT_ERROR_OTHER_KEYRING: the store is open but is not the one that holds this ledger's keys
 * @KT_ERROR_DAMAGED: a file of ours does not hold together; it was left or set aside, nothing was overwritten
 * @KT_ERROR_NEWER: a file was written by a newer Keyturn; it was not touched
 * @KT_ERROR_NOT_KEPT: what was written did not read back the same
 * @KT_ERROR_NOT_SECURE: would need to leave locked memory or a trusted host
 * @KT_ERROR_NOT_ALLOWED: refused by a rule of ours (a custom definition, a paused key…)
 * @KT_ERROR_BUSY: somebody else holds the lock; trying again later helps
 * @KT_ERROR_CLOSED: the exchange has closed; nothing is sent there
 */
typedef enum {
  KT_ERROR_FAILED,
  KT_ERROR_INVALID,
  KT_ERROR_NOT_FOUND,
  KT_ERROR_LOCKED,
  KT_ERROR_DISMISSED,
  KT_ERROR_NO_KEYRING,
  KT_ERROR_NOT_OPENED,
  KT_ERROR_OTHER_KEYRING,
  KT_ERROR_DAMAGED,
  KT_ERROR_NEWER,
  KT_ERROR_NOT_KEPT,
  KT_ERROR_NOT_SECURE,
  KT_ERROR_NOT_ALLOWED,
  KT_ERROR_BUSY,
  KT_ERROR_CLOSED,
} KtError;

#define KT_ERROR (kt_error_quark ())
GQuark kt_error_quark (void);
/* "locked", "not-found"…: the code as a word, for programs. Borrowed. */
const char *kt_error_to_word (KtError code);

G_END_DECLS
