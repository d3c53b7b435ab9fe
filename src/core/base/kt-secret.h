/* kt-secret.h: the type that holds secret bytes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bytes of a KtSecret live in locked memory that is left out of core dumps and of forked
 * children, and are wiped when the last reference goes. Nothing else in Keyturn holds secret
 * bytes for longer than one call, and nothing copies them into a GString, a GVariant, json-glib
 * or printf.
 *
 * Where memory cannot be locked (RLIMIT_MEMLOCK) a KtSecret still works, is still wiped and still
 * stays out of core dumps, but kt_secret_memory_is_locked() says %FALSE from then on and the
 * person is told.
 *
 * Copies that cannot be wiped, measured (a planted secret of random characters, the whole memory of
 * the process searched after store, load and fingerprint, with everything of ours let go; 2026-11-22,
 * libsecret 0.20.5; tests/core/store/test-vault-leaks.c repeats it):
 *   Secret Service, encrypted session (gnome-keyring, KeePassXC, KWallet with QCA)   0
 *   Encrypted file of a sandbox: libsecret serializes what it encrypts in ordinary
 *     memory and frees it unwiped (the item's line, so base64)                       2
 *   Secret Service without an encrypted session (KWallet without its QCA plug-in):
 *     not measured; the line is sent over the session bus as it is
 *   The window, 30 s after a key was pasted, checked, saved, checked again and deleted
 *     (tests/app/test-leaks.c): secret 0, passphrase (sent in a header by libsoup) 0
 *   The same for private keys, ES256 and RSA as PEM, Ed25519 as base64 (tests/app/test-pem-leaks.c): of the
 *     text and of the secret numbers, also as GMP keeps them   0; once in 3 runs 32 characters of the RSA key's PEM
 *   A secret typed key by key, saved, revealed, hidden, copied, and another thing copied, 30 s later
 *     (the same test)                               0; once in 3 runs the whole secret
 *   An export and its restore in one process (tests/core/store/test-vault-leaks.c): the passphrase 0; of a
 *     secret inside 6 pieces of 32 bytes (registers that were saved on the stack). librnp by itself leaves
 *     the whole document six times: what it frees and its stack are overwritten by kt-archive.c
 *   keyturn sign, add (a credential as JSON on standard input), export and restore, looked at before their last system
 *     call (tests/cli/test-cli-leaks.c): 0, but for pieces in the wide registers that copied last; where the linker
 *     binds lazily it saves these on the stack once more
 *   An import of several keys by paste, 30 s later (tests/app/test-import-leaks.c): secrets 0,
 *     passphrases 0 or 1: GDK's stream for X11 frees the text it received unwiped
 * Both second numbers: 2026-11-23, when the test asked the window for its widgets in few large answers instead of in many
 * small ones. Where these copies stand is not known yet; the whole one perhaps in the registers of a thread, which stand
 * at the end of a core image: it was found far back in one.
 * Not measured: an input method of one's own (it sees each character), a secret while it is revealed
 * (Pango's copy is wiped when it is hidden), and what the X server or the compositor and a clipboard manager
 * keep.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct _KtSecret KtSecret;

#define KT_TYPE_SECRET (kt_secret_get_type ())
GType kt_secret_get_type (void);

/* @length: bytes, or -1 when @bytes ends in NUL. The bytes are copied; wiping the source is the caller's. */
KtSecret   *kt_secret_new        (const char *bytes, gssize length);
/* Empty, with room for @capacity bytes before it has to move. */
KtSecret   *kt_secret_new_sized  (gsize capacity);
KtSecret   *kt_secret_copy       (const KtSecret *self);
KtSecret   *kt_secret_ref        (KtSecret *self);
void        kt_secret_unref      (KtSecret *self);

/* Borrowed, always NUL-terminated, may hold NULs. Valid until the next change or the last unref. */
const char *kt_secret_peek       (const KtSecret *self, gsize *ret_length);
gsize       kt_secret_get_length (const KtSecret *self);
/* Takes as long for equal as for different bytes of one length. */
gboolean    kt_secret_equal      (const KtSecret *a, const KtSecret *b);

/* Building one. Whoever changes a secret must be its only owner. Moving to larger memory wipes the old. */
void        kt_secret_append     (KtSecret *self, const char *bytes, gssize length);
void        kt_secret_insert     (KtSecret *self, gsize position, const char *bytes, gssize length);
void        kt_secret_erase      (KtSecret *self, gsize position, gsize length);
void        kt_secret_truncate   (KtSecret *self, gsize length);
/* Makes it @length bytes long and gives the writable bytes, for decoding in place. New bytes are 0. */
char       *kt_secret_resize     (KtSecret *self, gsize length);

/* A wipe the compiler may not drop. */
void        kt_wipe              (gpointer bytes, gsize length);
/* For a g_malloc'ed string that should never have held a secret: wipe, then free. */
void        kt_wipe_free         (char *text);

/* Sets RLIMIT_CORE to 0; called first thing by every program that reads secrets. Never PR_SET_DUMPABLE: portals refuse
 * processes that are not dumpable. */
void        kt_secret_guard_process    (void);
/* Whether every byte handed out so far could be locked. */
gboolean    kt_secret_memory_is_locked (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtSecret, kt_secret_unref)

G_END_DECLS
