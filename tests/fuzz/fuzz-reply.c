/* fuzz-reply: what exchanges answer, read by a whole check
 *
 * The input: a line with the exchange's id, then answers with 0x1e between them, each a line with the HTTP
 * status and the body. Every request of the check gets the next answer; after the last one "unreachable".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "kt-catalogue.h"
#include "kt-check.h"

#define NOW_MS    G_GINT64_CONSTANT (1795000000123)
#define SEPARATOR '\x1e'

static KtCatalogue *
get_catalogue (void)
{
  static KtCatalogue *catalogue;

  if (!catalogue)
    catalogue = kt_catalogue_new (NULL);
  return catalogue;
}

/* @ret_body keeps the bytes that the answer borrows. */
static KtAnswer
take_answer (KtFuzzInput *input, char **ret_body)
{
  KtAnswer answer = { .sent_ms = NOW_MS, .duration_ms = 50 };
  KtFuzzInput part = { 0 };
  g_autofree char *status = NULL;

  if (input->length == 0)
    {
      answer.failure = KT_OUTCOMES_BIT (KT_OUTCOME_UNREACHABLE_TIMEOUT);
      return answer;
    }
  *ret_body = kt_fuzz_take_bytes (input, SEPARATOR, &part.length);
  part.bytes = *ret_body;
  status = kt_fuzz_take_text (&part, '\n');
  answer.status = (guint) atoi (status) % 600;
  answer.body = part.bytes;
  answer.length = part.length;
  answer.date_header = "Sun, 22 Nov 2026 12:00:00 GMT";
  return answer;
}

static void
step (KtCheck *check, KtCheckWant want, KtFuzzInput *input)
{
  g_autofree char *body = NULL;
  g_autoptr(KtSignedRequest) request = NULL;
  KtAnswer answer;

  if (want == KT_CHECK_TIME)
    {
      request = kt_check_get_time_request (check);
      answer = take_answer (input, &body);
      kt_check_take_time (check, &answer);
      return;
    }
  request = kt_check_sign (check, NOW_MS, "1795000000123", NULL);
  if (!request)
    return;
  answer = take_answer (input, &body);
  kt_check_take_reply (check, &answer);
}

static void
no_secret (const char *json, const char *value)
{
  for (gsize i = 0; i + 20 <= strlen (value); i++)
    {
      g_autofree char *window = g_strndup (value + i, 20);

      kt_fuzz_must (!strstr (json, window));
    }
}

static void
check_report (const KtReport *report)
{
  g_autofree char *json = kt_report_to_json (report);
  g_autoptr(GError) error = NULL;
  g_autoptr(KtReport) again = kt_report_from_json (json, &error);

  kt_fuzz_must (again);
  no_secret (json, KT_FUZZ_API_KEY);
  no_secret (json, KT_FUZZ_SECRET);
  no_secret (json, KT_FUZZ_PASSPHRASE);
}

static void
run_check (KtExchange *exchange, const char *environment, const char *key_type, KtFuzzInput input)
{
  g_autoptr(KtCredential) credential = kt_fuzz_credential ();
  g_autoptr(KtCheck) check = kt_check_new (exchange, environment, key_type, credential);
  g_autoptr(KtReport) report = NULL;
  KtCheckWant want;
  guint n = 0;

  while ((want = kt_check_next (check)) != KT_CHECK_DONE)
    {
      kt_fuzz_must (n++ < 64);
      step (check, want, &input);
    }
  kt_check_get_hold_until (check);
  report = kt_check_finish (check, NOW_MS);
  check_report (report);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  KtFuzzInput input = { (const char *) data, size };
  g_autofree char *id = kt_fuzz_take_text (&input, '\n');
  KtExchange *exchange = kt_catalogue_get (get_catalogue (), id, NULL);
  const KtEnvironment *environment;
  g_auto(GStrv) types = NULL;

  if (!exchange)
    return 0;
  environment = g_ptr_array_index (kt_exchange_get_environments (exchange), 0);
  types = kt_exchange_get_key_types (exchange, environment->id);
  for (guint i = 0; types[i]; i++)
    run_check (exchange, environment->id, types[i], input);
  return 0;
}
