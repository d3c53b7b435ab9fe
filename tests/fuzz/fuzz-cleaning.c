/* fuzz-cleaning: what people paste into a field
 *
 * The input: a line with the field's id, then the value.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-fuzz.h"

#include <string.h>

#include "kt-catalogue.h"
#include "kt-cleaning.h"

static GPtrArray *
get_exchanges (void)
{
  static KtCatalogue *catalogue;
  static GPtrArray *all;

  if (!all)
    {
      catalogue = kt_catalogue_new (NULL);
      all = kt_catalogue_search (catalogue, "");
    }
  return all;
}

static void
diagnose (const KtCredential *credential)
{
  static const char *const ids[] = { "binance", "okx", "coinbase", "kraken" };

  for (guint i = 0; i < get_exchanges ()->len; i++)
    {
      KtExchange *exchange = g_ptr_array_index (get_exchanges (), i);
      const KtEnvironment *environment = g_ptr_array_index (kt_exchange_get_environments (exchange), 0);
      g_autoptr(GPtrArray) doubts = NULL;
      g_auto(GStrv) types = NULL;

      if (!g_strv_contains (ids, kt_exchange_get_id (exchange)))
        continue;
      types = kt_exchange_get_key_types (exchange, environment->id);
      doubts = kt_diagnose_credential (exchange, get_exchanges (), environment->id, types[0], credential);
      kt_exchange_guess_key_type (exchange, environment->id, credential, NULL);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const ids[] = { "api_key", "secret", "passphrase", "private_key", "uid", NULL };
  KtFuzzInput input = { (const char *) data, size };
  g_autofree char *id = kt_fuzz_take_text (&input, '\n');
  g_autoptr(KtSecret) value = NULL, clean = NULL, again = NULL;
  g_autofree char *described G_GNUC_UNUSED = NULL;
  g_autoptr(KtCredential) credential = NULL, cleaned = NULL;

  if (!g_strv_contains (ids, id))
    return 0;
  value = kt_secret_new (input.bytes, (gssize) input.length);
  clean = kt_clean_field (id, value);
  /* Pasting what the field shows changes nothing. */
  again = kt_clean_field (id, clean);
  kt_fuzz_must (kt_secret_equal (clean, again));
  described = kt_describe_private_key (clean);

  credential = kt_fuzz_credential ();
  kt_credential_set (credential, id, value);
  cleaned = kt_clean_credential (credential);
  diagnose (cleaned);
  return 0;
}
