/* fuzz-item: what stands in an item of the keyring, taken apart and put together again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-fuzz.h"

#include "kt-record.h"
#include "kt-vault-content.h"

static void
check_facts (const char *facts)
{
  g_autoptr(KtRecord) record = kt_record_from_facts (facts, NULL);
  g_autoptr(KtRecord) again = NULL;
  g_autofree char *written = NULL;

  if (!record)
    return;
  written = kt_record_to_facts (record);
  again = kt_record_from_facts (written, NULL);
  kt_fuzz_must (again);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr(KtSecret) line = kt_secret_new ((const char *) data, (gssize) size);
  g_autoptr(KtSecret) written = NULL;
  g_autofree char *facts = NULL, *only = NULL, *again_facts = NULL;
  g_autoptr(KtCredential) credential = NULL, again = NULL;
  g_autoptr(GError) error = NULL;

  kt_vault_line_is_empty (line);
  only = kt_vault_line_to_facts (line, NULL);
  credential = kt_vault_line_to_credential (line, &facts, &error);
  kt_fuzz_must (credential || error);
  if (!credential)
    return 0;
  if (facts)
    check_facts (facts);
  kt_fuzz_must (g_strcmp0 (facts, only) == 0);

  written = kt_vault_line_from_credential (credential, facts, NULL);
  kt_fuzz_must (written);
  again = kt_vault_line_to_credential (written, &again_facts, NULL);
  kt_fuzz_must (again && kt_credential_equal (credential, again));
  kt_fuzz_must (g_strcmp0 (facts, again_facts) == 0);
  return 0;
}
