/* fuzz-definition: a definition's file, loaded as built in and as custom, asked everything, and signed with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-fuzz.h"

#include <string.h>

#include "kt-exchange-private.h"

static void
see_word (const char *word, KtRights rights, gpointer data)
{
  kt_fuzz_must (word);
}

/* What leaves this computer: only to the definition's hosts, and never a field that is not meant to be sent. */
static void
check_request (KtExchange *exchange, const KtSignedRequest *request)
{
  g_autofree char *start = g_strdup_printf ("https://%s/", request->host);

  kt_fuzz_must (g_strv_contains ((const char *const *) kt_exchange_get_hosts (exchange), request->host));
  kt_fuzz_must (g_str_has_prefix (request->url, start));
  kt_fuzz_must (!kt_exchange_is_custom (exchange) || strcmp (request->method, "GET") == 0);
}

/* Each request of the check, in no order. */
static void
sign_steps (KtExchange *exchange, const char *environment, const char *key_type, const KtCredential *credential)
{
  GPtrArray *steps = kt_exchange_get_steps (exchange);
  KtNonceKind kind = kt_exchange_get_nonce_kind (exchange, environment);
  const KtMoment moment = {
    .clock_ms = G_GINT64_CONSTANT (1795000000123),
    .nonce = kind == KT_NONCE_UUID ? "11111111-2222-4333-8444-555555555555"
             : kind == KT_NONCE_HEX_32 ? "00112233445566778899aabbccddeeff" : "1795000000123",
  };

  for (guint i = 0; i < steps->len; i++)
    {
      g_autoptr(KtSignedRequest) request = NULL;

      if (!kt_step_is_for (g_ptr_array_index (steps, i), environment))
        continue;
      request = kt_signer_sign_step (exchange, environment, key_type, credential, &moment, i, NULL, NULL);
      if (request)
        check_request (exchange, request);
    }
}

static void
ask_environment (KtExchange *exchange, const char *environment)
{
  g_auto(GStrv) types = kt_exchange_get_key_types (exchange, environment);
  g_auto(GStrv) requests = kt_exchange_list_requests (exchange, environment);
  g_auto(GStrv) signing G_GNUC_UNUSED = kt_exchange_list_signing (exchange, environment);
  g_autoptr(KtSignedRequest) time_request = kt_signer_make_time_request (exchange, environment);
  g_autoptr(KtCredential) credential = kt_fuzz_credential ();
  const char *host;

  kt_fuzz_must (types && types[0]);
  kt_exchange_count_signed (exchange, environment, &host);
  kt_exchange_foreach_word (exchange, environment, see_word, NULL);
  kt_exchange_guess_key_type (exchange, environment, credential, NULL);
  kt_exchange_has_rising_nonce (exchange, environment);
  kt_exchange_counts_as_use (exchange, environment);
  if (time_request)
    check_request (exchange, time_request);
  for (guint i = 0; kt_exchange_is_custom (exchange) && requests[i]; i++)
    kt_fuzz_must (g_str_has_prefix (requests[i], "GET "));
  for (guint i = 0; types[i]; i++)
    {
      g_autoptr(GPtrArray) fields G_GNUC_UNUSED = kt_exchange_get_fields_of (exchange, environment, types[i]);

      sign_steps (exchange, environment, types[i], credential);
    }
}

static void
load (GBytes *bytes, gboolean custom)
{
  g_autoptr(GPtrArray) mistakes = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(KtExchange) exchange = kt_exchange_new_from_bytes (bytes, "fuzz.json", custom, &mistakes, &error);
  GPtrArray *environments;
  g_auto(GStrv) verified = NULL;
  KtKnown known;

  if (!exchange)
    {
      kt_fuzz_must (error && mistakes && mistakes->len > 0);
      for (guint i = 0; i < mistakes->len; i++)
        {
          g_autofree char *line = kt_mistake_to_string (g_ptr_array_index (mistakes, i));

          kt_fuzz_must (g_utf8_validate (line, -1, NULL));
        }
      return;
    }
  environments = kt_exchange_get_environments (exchange);
  verified = kt_exchange_list_verified (exchange);
  kt_exchange_get_known (exchange, NULL, &known);
  kt_fuzz_must (environments->len > 0);
  for (guint i = 0; i < environments->len; i++)
    ask_environment (exchange, ((KtEnvironment *) g_ptr_array_index (environments, i))->id);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr(GBytes) bytes = g_bytes_new (data, size);

  load (bytes, TRUE);
  load (bytes, FALSE);
  return 0;
}
