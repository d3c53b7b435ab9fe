/* fuzz-vault-file: the frame of a sandbox's encrypted file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-fuzz.h"

#include "kt-vault-file.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr(GBytes) bytes = g_bytes_new (data, size);
  g_autoptr(GError) error = NULL;
  guint n = 0;
  gboolean holds = kt_vault_file_check_frame (bytes, &n, &error);

  kt_fuzz_must (holds == (error == NULL));
  kt_fuzz_must (n <= size);
  return 0;
}
