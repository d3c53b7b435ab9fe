/* kt-fuzz.h: what the fuzz targets share
 *
 * A target is a file with LLVMFuzzerTestOneInput(): any bytes in, nothing may go wrong. It is built
 * twice: with libFuzzer ("./dev fuzz"), which invents inputs, and in every ordinary build with
 * replay.c, which plays the seeds and what was found once (regressions/).
 * Warnings and criticals of GLib end the program, so that the input that made them is kept.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "kt-credential.h"

G_BEGIN_DECLS

int LLVMFuzzerInitialize   (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* What is left of an input. */
typedef struct {
  const char *bytes;
  gsize       length;
} KtFuzzInput;

/* Up to the next @separator, or all; valid UTF-8 without NULs. (transfer full) */
char *kt_fuzz_take_text (KtFuzzInput *self, char separator);
/* The same bytes, whatever they are. (transfer full) */
char *kt_fuzz_take_bytes (KtFuzzInput *self, char separator, gsize *ret_length);

/* Made up, found nowhere else: what must never be seen again. */
#define KT_FUZZ_API_KEY    "fuzzpublickey0Xq7Lr2Vt9Zn4Bc"
#define KT_FUZZ_SECRET     "c3dvcmRmaXNoIHN3b3JkZmlzaCBzd29yZGZpc2ggc3dvcmQ="
#define KT_FUZZ_PASSPHRASE "correct-horse-battery-staple-77"
/* Every field an exchange may want. (transfer full) */
KtCredential *kt_fuzz_credential (void);

/* Ends the program: something that may never be so. */
#define kt_fuzz_must(expression) \
  G_STMT_START { \
    if (!(expression)) \
      g_error ("%s: must be so: %s", G_STRLOC, #expression); \
  } G_STMT_END

G_END_DECLS
