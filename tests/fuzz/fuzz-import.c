/* fuzz-import: files and pasted text with keys in them
 *
 * The input: a line with the file's name, then the file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-fuzz.h"

#include "kt-import.h"

static KtCatalogue *
get_catalogue (void)
{
  static KtCatalogue *catalogue;

  if (!catalogue)
    catalogue = kt_catalogue_new (NULL);
  return catalogue;
}

static void
check_keys (const KtImport *import)
{
  kt_fuzz_must (import->keys->len <= KT_IMPORT_MAX_KEYS);
  for (guint i = 0; i < import->remarks->len; i++)
    {
      const KtImportRemark *remark = g_ptr_array_index (import->remarks, i);

      kt_fuzz_must (!remark->name || g_utf8_validate (remark->name, -1, NULL));
    }
  for (guint i = 0; i < import->keys->len; i++)
    {
      const KtImportKey *key = g_ptr_array_index (import->keys, i);
      KtExchange *exchange = key->exchange ? kt_catalogue_get (get_catalogue (), key->exchange, NULL) : NULL;
      g_autoptr(KtCredential) credential = NULL;
      g_autoptr(GPtrArray) lacks = NULL;
      const char *type;

      kt_fuzz_must (kt_credential_get_n_fields (key->values) > 0);
      kt_fuzz_must (!key->label || g_utf8_validate (key->label, -1, NULL));
      kt_fuzz_must (!key->exchange || exchange);
      kt_fuzz_must (!key->environment || (exchange && kt_exchange_find_environment (exchange, key->environment)));
      if (!exchange)
        continue;
      credential = kt_import_key_read (key, exchange, key->environment, &type, NULL);
      lacks = kt_import_key_lacks (key, exchange, key->environment);
    }
}

/* Other meanings of the columns than the guessed ones, and what the person sees of them. */
static void
try_columns (KtImport *import)
{
  g_autofree KtImportRole *roles = g_new (KtImportRole, import->table->n_columns + 1);

  for (guint i = 0; i < import->table->n_columns; i++)
    {
      g_autofree char *shown = import->table->rows->len > 0 ? kt_import_preview (import, 0, i, import->table->roles[i]) : NULL;

      kt_fuzz_must (!shown || g_utf8_validate (shown, -1, NULL));
      roles[i] = (KtImportRole) (i % (KT_IMPORT_NOTHING + 1));
    }
  kt_import_map (import, roles);
  check_keys (import);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  KtFuzzInput input = { (const char *) data, size };
  g_autofree char *name = kt_fuzz_take_text (&input, '\n');
  g_autoptr(KtSecret) content = kt_secret_new (input.bytes, (gssize) input.length);
  g_autoptr(KtImport) import = kt_import_read (content, name, get_catalogue ());
  g_autoptr(KtImport) again = kt_import_read (content, name, get_catalogue ());

  kt_fuzz_must (import->keys->len == again->keys->len && import->remarks->len == again->remarks->len);
  check_keys (import);
  if (import->table)
    try_columns (import);
  return 0;
}
