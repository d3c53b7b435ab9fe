/* test-report.c: reports as JSON and back, and JSON that is not ours
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-report.h"

#include <string.h>

#include "kt-error.h"

static KtReport *
make_full (void)
{
  static const char *const words[] = { "uta_trade", "größer", NULL };
  static const char *const unknown[] = { "moon_access", NULL };
  static const char *const addresses[] = { "203.0.113.7", "2001:db8::1", NULL };
  KtReport *self = kt_report_new ();

  self->checked_ms = 1763000000123;
  self->outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_KEY_UNKNOWN) | KT_OUTCOMES_BIT (KT_OUTCOME_WRONG_ENVIRONMENT);
  self->code = g_strdup ("40037");
  self->message = g_strdup ("Apikey “does not” exist\n\\ 🔑");
  self->status = 400;
  self->sure = FALSE;
  self->confirmed = KT_RIGHTS_BIT (KT_RIGHT_READ) | KT_RIGHTS_BIT (KT_RIGHT_OTHER_MONEY);
  self->inferred = KT_RIGHTS_BIT (KT_RIGHT_SPOT);
  self->denied = KT_RIGHTS_BIT (KT_RIGHT_WITHDRAW);
  self->words = g_strdupv ((char **) words);
  self->unknown_words = g_strdupv ((char **) unknown);
  self->rights_told = TRUE;
  self->ip = KT_IP_LIST;
  self->ip_addresses = g_strdupv ((char **) addresses);
  kt_report_add_date (self, KT_RIGHTS_NONE, 1800000000000);
  kt_report_add_date (self, KT_RIGHTS_BIT (KT_RIGHT_SPOT) | KT_RIGHTS_BIT (KT_RIGHT_FUTURES), 1790000000000);
  self->never_expires = TRUE;
  self->created_ms = 1700000000000;
  self->changed_ms = 1710000000000;
  self->uid = g_strdup ("123456789");
  self->is_subaccount = 1;
  self->own_address = g_strdup ("198.51.100.2");
  self->latency_ms = 212;
  self->clock_known = TRUE;
  self->clock_offset_ms = -47123;
  self->clock_doubt_ms = 96;
  self->clock_corrected = TRUE;
  self->counted_as_use = TRUE;
  self->environment = g_strdup ("live");
  kt_report_add_request (self, "time", "GET", "api.example.com", "/time", 200, 80);
  kt_report_add_request (self, "account", "GET", "api.example.com", "/account", 400, 212);
  return self;
}

static void
test_round_trip (void)
{
  g_autoptr(KtReport) self = make_full ();
  g_autofree char *json = kt_report_to_json (self);
  g_autoptr(GError) error = NULL;
  g_autoptr(KtReport) back = kt_report_from_json (json, &error);
  g_autofree char *again = NULL;
  const KtReportDate *date;
  const KtReportRequest *request;

  g_assert_no_error (error);
  again = kt_report_to_json (back);
  g_assert_cmpstr (json, ==, again);

  g_assert_cmpint (back->checked_ms, ==, self->checked_ms);
  g_assert_cmpuint (back->outcomes, ==, self->outcomes);
  g_assert_cmpstr (back->code, ==, self->code);
  g_assert_cmpstr (back->message, ==, self->message);
  g_assert_cmpuint (back->status, ==, 400);
  g_assert_false (back->sure);
  g_assert_cmpuint (back->confirmed, ==, self->confirmed);
  g_assert_cmpuint (back->inferred, ==, self->inferred);
  g_assert_cmpuint (back->denied, ==, self->denied);
  g_assert_cmpuint (kt_report_get_rights (back), ==, self->confirmed | self->inferred);
  g_assert_cmpstrv (back->words, self->words);
  g_assert_cmpstrv (back->unknown_words, self->unknown_words);
  g_assert_true (back->rights_told);
  g_assert_cmpint (back->ip, ==, KT_IP_LIST);
  g_assert_cmpstrv (back->ip_addresses, self->ip_addresses);
  g_assert_cmpuint (back->n_dates, ==, 2);
  date = &back->dates[1];
  g_assert_cmpint (date->at_ms, ==, 1790000000000);
  g_assert_cmpuint (date->rights, ==, KT_RIGHTS_BIT (KT_RIGHT_SPOT) | KT_RIGHTS_BIT (KT_RIGHT_FUTURES));
  g_assert_true (back->never_expires);
  g_assert_cmpint (back->created_ms, ==, self->created_ms);
  g_assert_cmpint (back->changed_ms, ==, self->changed_ms);
  g_assert_cmpstr (back->uid, ==, self->uid);
  g_assert_cmpint (back->is_subaccount, ==, 1);
  g_assert_cmpstr (back->own_address, ==, self->own_address);
  g_assert_cmpint (back->latency_ms, ==, 212);
  g_assert_true (back->clock_known);
  g_assert_cmpint (back->clock_offset_ms, ==, -47123);
  g_assert_cmpint (back->clock_doubt_ms, ==, 96);
  g_assert_true (back->clock_corrected);
  g_assert_true (back->counted_as_use);
  g_assert_cmpstr (back->environment, ==, "live");
  g_assert_cmpuint (back->n_requests, ==, 2);
  request = &back->requests[1];
  g_assert_cmpstr (request->step, ==, "account");
  g_assert_cmpstr (request->path, ==, "/account");
  g_assert_cmpuint (request->status, ==, 400);
  g_assert_cmpint (request->duration_ms, ==, 212);
}

static void
test_little (void)
{
  g_autoptr(KtReport) self = kt_report_new ();
  g_autoptr(KtReport) back = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *json = NULL;

  self->checked_ms = 1;
  self->outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_WORKS);
  json = kt_report_to_json (self);
  back = kt_report_from_json (json, &error);
  g_assert_no_error (error);
  g_assert_cmpint (back->is_subaccount, ==, -1);
  g_assert_null (back->words);
  g_assert_null (back->ip_addresses);
  g_assert_null (back->uid);
  g_assert_false (back->clock_known);
  g_assert_cmpint (back->ip, ==, KT_IP_UNKNOWN);
  g_assert_true (kt_report_is_good (back));
}

static void
test_invalid_utf8 (void)
{
  g_autoptr(KtReport) self = kt_report_new ();
  g_autoptr(KtReport) back = NULL;
  g_autofree char *json = NULL;

  self->checked_ms = 1;
  self->outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_REFUSED);
  self->message = g_strdup ("cut in a char\xc3");
  json = kt_report_to_json (self);
  back = kt_report_from_json (json, NULL);
  g_assert_cmpstr (back->message, ==, "cut in a char\xef\xbf\xbd");
}

static void
test_of_tomorrow (void)
{
  static const char *const json =
    "{\"checked_ms\": 1, \"outcomes\": [\"works\"], \"new\": {\"member\": [1, 2]},"
    " \"rights\": {\"told\": true, \"confirmed\": [\"read\", \"teleport\"], \"denied\": [\"teleport\"]},"
    " \"ip\": {\"allowlist\": \"by-planet\"}}";
  g_autoptr(GError) error = NULL;
  g_autoptr(KtReport) back = kt_report_from_json (json, &error);

  g_assert_no_error (error);
  /* A right nobody here knows counts as the worst, and never as denied. */
  g_assert_cmpuint (back->confirmed, ==, KT_RIGHTS_BIT (KT_RIGHT_READ) | KT_RIGHTS_BIT (KT_RIGHT_OTHER_MONEY));
  g_assert_cmpuint (back->denied, ==, 0);
  g_assert_cmpint (back->ip, ==, KT_IP_UNKNOWN);
}

static void
test_foreign (void)
{
#define OURS "\"checked_ms\": 1, \"outcomes\": [\"works\"]"
  static const struct { const char *json, *explanation; } rows[] = {
    { "", "nothing" },
    { "null", "not an object" },
    { "[]", "an array" },
    { "{}", "an object without what every report has" },
    { "{\"checked_ms\": 1}", "no outcome" },
    { "{\"checked_ms\": 1, \"outcomes\": []}", "an empty outcome" },
    { "{\"checked_ms\": 1, \"outcomes\": [\"of-tomorrow\"]}", "only an unknown outcome" },
    { "{\"checked_ms\": \"1\", \"outcomes\": [\"works\"]}", "a text for a number" },
    { "{\"checked_ms\": 1.5, \"outcomes\": [\"works\"]}", "a fraction for a whole number" },
    { "{\"checked_ms\": 1, \"outcomes\": \"works\"}", "a text for an array" },
    { "{\"checked_ms\": 1, \"outcomes\": [1]}", "numbers in an array of texts" },
    { "{" OURS ", \"code\": 40037}", "a number for a text" },
    { "{" OURS ", \"message\": {}}", "an object for a text" },
    { "{" OURS ", \"status\": -1}", "a status no HTTP has" },
    { "{" OURS ", \"status\": 99999999999}", "a status beyond 32 bits" },
    { "{" OURS ", \"sure\": 1}", "a number for a boolean" },
    { "{" OURS ", \"rights\": []}", "an array for an object" },
    { "{" OURS ", \"rights\": {\"confirmed\": {}}}", "an object for an array" },
    { "{" OURS ", \"rights\": {\"words\": [null]}}", "null for a text in an array" },
    { "{" OURS ", \"ip\": {\"addresses\": \"::1\"}}", "a text for an array, one deeper" },
    { "{" OURS ", \"clock\": 5}", "a number for an object" },
    { "{" OURS ", \"dates\": [1]}", "a number for an object in an array" },
    { "{" OURS ", \"dates\": [{\"at_ms\": []}]}", "an array for a number, two deeper" },
    { "{" OURS ", \"requests\": [{}]}", "a request without a method" },
    { "{" OURS ", \"requests\": [{\"method\": 1, \"host\": \"a\", \"path\": \"/\"}]}", "a number for a method" },
    { "{" OURS ", \"code\": \"\\ud800\"}", "half a surrogate pair" },
    { "{" OURS ", \"code\": \"\\ud800\\u0041\"}", "half a surrogate pair before another" },
    { "{" OURS ", \"code\": \"\\udc00\"}", "the other half" },
    { "{" OURS ", \"code\": \"\\u0000\"}", "a NUL" },
    { "{" OURS ", \"code\": \"\\u12\"}", "an escape cut off" },
    { "{" OURS ", \"code\": \"x\\", "cut off after a backslash" },
    { "{" OURS, "cut off" },
    { "{" OURS "}}", "one bracket too many" },
    { "{" OURS ", \"code\": \"\xff\"}", "not UTF-8" },
    { "{" OURS ", \"a\": [[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}", "too deep" },
    { "{'checked_ms': 1, 'outcomes': ['works']}", "single quotes" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(KtReport) report = kt_report_from_json (rows[i].json, &error);

      g_test_message ("%s", rows[i].explanation);
      g_assert_null (report);
      g_assert_error (error, KT_ERROR, KT_ERROR_DAMAGED);
    }
}

/* Cut anywhere, changed anywhere: a report or an error, never a critical (which would be fatal here). */
static void
test_mangled (void)
{
  g_autoptr(KtReport) self = make_full ();
  g_autofree char *json = kt_report_to_json (self);
  const gsize length = strlen (json);

  for (gsize i = 0; i < length; i++)
    {
      g_autofree char *cut = g_strndup (json, i);
      g_autoptr(KtReport) none = kt_report_from_json (cut, NULL);

      g_assert_null (none);
      for (const char *c = "\"{}[],:0x\\\x01\xff"; *c; c++)
        {
          g_autofree char *other = g_strdup (json);
          g_autoptr(GError) error = NULL;
          g_autoptr(KtReport) report = NULL;

          other[i] = *c;
          report = kt_report_from_json (other, &error);
          g_assert_true ((report == NULL) == (error != NULL));
        }
    }
}

static void
test_good (void)
{
  g_autoptr(KtReport) self = kt_report_new ();

  for (guint i = 0; i < KT_N_OUTCOMES; i++)
    {
      self->outcomes = KT_OUTCOMES_BIT (i);
      g_assert_cmpint (kt_report_is_good (self), ==,
                       i == KT_OUTCOME_WORKS || i == KT_OUTCOME_RESTRICTED_AS_INTENDED);
      g_assert_cmpint (kt_report_worked (self), ==, i == KT_OUTCOME_WORKS);
    }
  self->outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_CLOCK_SKEW);
  self->clock_corrected = TRUE;       /* with the exchange's time it worked */
  g_assert_true (kt_report_worked (self));
  g_assert_true (kt_report_is_good (self));
  self->outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_WORKS) | KT_OUTCOMES_BIT (KT_OUTCOME_EXPIRED);
  g_assert_false (kt_report_is_good (self));
  self->outcomes = 0;
  g_assert_false (kt_report_is_good (self));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/round-trip", test_round_trip);
  g_test_add_func ("/report/little-is-told", test_little);
  g_test_add_func ("/report/invalid-utf8-is-made-valid", test_invalid_utf8);
  g_test_add_func ("/report/of-a-newer-keyturn", test_of_tomorrow);
  g_test_add_func ("/report/foreign-json", test_foreign);
  g_test_add_func ("/report/mangled-json", test_mangled);
  g_test_add_func ("/report/good", test_good);
  return g_test_run ();
}
