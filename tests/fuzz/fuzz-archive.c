/* fuzz-archive: the document inside an export, taken apart and put together again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-fuzz.h"

#include "kt-archive-document.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr(KtSecret) document = kt_secret_new ((const char *) data, (gssize) size);
  g_autoptr(KtSecret) written = NULL;
  g_autoptr(GPtrArray) entries = NULL, again = NULL;
  g_autoptr(GError) error = NULL;

  entries = kt_archive_document_parse (document, &error);
  kt_fuzz_must (entries || error);
  if (!entries)
    return 0;

  written = kt_archive_document_compose (entries);
  again = kt_archive_document_parse (written, NULL);
  kt_fuzz_must (again && again->len == entries->len);
  for (guint i = 0; i < again->len; i++)
    {
      const KtArchiveEntry *a = g_ptr_array_index (entries, i), *b = g_ptr_array_index (again, i);

      kt_fuzz_must ((a->credential == NULL) == (b->credential == NULL));
      kt_fuzz_must (!a->credential || kt_credential_equal (a->credential, b->credential));
    }
  return 0;
}
