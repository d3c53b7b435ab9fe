/* kt-leak.h: finds copies of a planted secret in a file, a core image or any bytes
 *
 * The secret is text of at least 64 random characters. Any run of 20 of its bytes counts, as plain
 * bytes, as UTF-16 or UTF-32 (little endian), in base64 (ordinary and URL letters, at each of the
 * three alignments) and in hex (both cases). A base64 run is found from 24 letters on: that many
 * are sure to stand in an encoding of 20 bytes.
 *
 * Whoever asserts "no copy" must have seen, in the same test, that the finder finds one that was
 * left on purpose (the control).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _KtLeak KtLeak;

/* One unbroken run. Says where and how, never what. */
typedef struct
{
  const char *encoding; /* static: "plain", "utf-16", "utf-32", "base64", "base64url", "hex", "HEX", "reversed" */
  gsize       offset;   /* bytes from the start of what was searched */
  gsize       length;   /* bytes, as they stand there */
} KtLeakCopy;

KtLeak *kt_leak_new          (const char *secret);
/* The same for 32 random bytes or more that are no text, as the number of a private key; also from the last byte to the
 * first, as arithmetic libraries keep numbers ("reversed"). */
KtLeak *kt_leak_new_bytes    (gconstpointer bytes, gsize length);
void    kt_leak_free         (KtLeak *self);

/* How many copies; each is appended to @copies (of KtLeakCopy), which may be %NULL. */
guint   kt_leak_search       (KtLeak *self, gconstpointer bytes, gsize length, GArray *copies);
/* -1 with @error set if the file cannot be read. */
int     kt_leak_search_file  (KtLeak *self, const char *path, GArray *copies, GError **error);
/* Every file below @folder, its name too. Says on the test's log where copies were found. */
int     kt_leak_search_tree  (KtLeak *self, const char *folder, GError **error);

/* "plain at 1024, 64 bytes; …", for messages. (transfer full) */
char   *kt_leak_describe     (GArray *copies);

/* Writes the whole memory of @pid to @path with gdb, mappings that ask to be left out too. */
gboolean kt_leak_dump_core   (GPid pid, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtLeak, kt_leak_free)

G_END_DECLS
