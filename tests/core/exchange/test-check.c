/* test-check: the order of a check's requests, and the rules of harmlessness
 *
 * Each row plays one exchange: which requests must come, in order, and what is answered. A request
 * that is not in the row, and one that does not come, fails the test.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-check.h"

#include <string.h>

#include "kt-test-util.h"

#define CLOCK_MS     (G_GINT64_CONSTANT (1795000000) * 1000)
#define DURATION_MS  100
#define BIT(o)       KT_OUTCOMES_BIT (KT_OUTCOME_##o)
#define WORKS        BIT (WORKS)

/* One request that must come, and its answer. */
typedef struct {
  const char *path;
  const char *with;             /* the URL, a header or the body must hold this; or NULL */
  guint       status;
  const char *body;
  KtOutcomes  failure;
  gint64      retry_after_s;
  const char *date;
} Line;

typedef struct {
  const char *explanation;
  const char *exchange, *environment, *key_type;
  Line        lines[5];
  KtOutcomes  outcomes;
  const char *confirmed, *inferred;
  gboolean    corrected;
  gint64      hold_s;           /* after the last answer; 0: none */
  const char *code;             /* or NULL */
} Row;

/* The exchange's clock is 47 s behind this computer's in "…/time" replies below. */
#define BEHIND        "1794999953050"
#define IN_STEP       "1795000000050"
#define BINANCE_TIME(t)  { "/api/v3/time", NULL, 200, "{\"serverTime\":" t "}" }
#define BITGET_TIME   { "/api/v2/public/time", NULL, 200, "{\"code\":\"00000\",\"data\":{\"serverTime\":\"" IN_STEP "\"}}" }
#define HTX_TIME      { "/v1/common/timestamp", NULL, 200, "{\"status\":\"ok\",\"data\":" IN_STEP "}" }
#define GATE_TIME     { "/api/v4/spot/time", NULL, 200, "{\"server_time\":" IN_STEP "}" }
#define OKX_TIME      { "/api/v5/public/time", NULL, 200, "{\"code\":\"0\",\"data\":[{\"ts\":\"" IN_STEP "\"}]}" }
#define RESTRICTIONS  "/sapi/v1/account/apiRestrictions"
#define BINANCE_GOOD  "{\"ipRestrict\":true,\"enableReading\":true,\"enableWithdrawals\":false}"
#define BINANCE_CLOCK "{\"code\":-1021,\"msg\":\"Timestamp for this request is outside of the recvWindow.\"}"
#define COINBASE_TIME(t) { "/api/v3/brokerage/time", NULL, 200, "{\"epochMillis\":\"" t "\"}" }
#define COINBASE_KEY  "/api/v3/brokerage/key_permissions"
#define BEHIND_DATE   "Wed, 18 Nov 2026 11:05:53 GMT"       /* 1794999953 */

static const Row rows[] = {
  { "time, then the rights", "binance", "live", "hmac",
    { BINANCE_TIME (IN_STEP), { RESTRICTIONS, "timestamp=1795000001000", 200, BINANCE_GOOD } },
    WORKS, "read", "", FALSE, 0, NULL },
  { "Bitget, unified: one request", "bitget", "live", "hmac",
    { BITGET_TIME, { "/api/v3/account/info", NULL, 200, "{\"code\":\"00000\",\"data\":{\"permType\":\"read-only\",\"permissions\":[\"withdraw\"]}}" } },
    WORKS, "read", "", FALSE, 0, NULL },
  { "Bitget, classic: the refusal names the other request", "bitget", "live", "hmac",
    { BITGET_TIME, { "/api/v3/account/info", NULL, 400, "{\"code\":\"40084\",\"msg\":\"You are in Classic Account mode\"}" },
      { "/api/v2/spot/account/info", NULL, 200, "{\"code\":\"00000\",\"data\":{\"authorities\":[\"stor\",\"stow\"]}}" } },
    WORKS, "read,spot", "", FALSE, 0, NULL },
  { "Bitget, another refusal does not", "bitget", "live", "hmac",
    { BITGET_TIME, { "/api/v3/account/info", NULL, 400, "{\"code\":\"40009\",\"msg\":\"sign signature error\"}" } },
    BIT (BAD_SIGNATURE), "", "", FALSE, 0, "40009" },
  { "Bitget, the other request is refused too", "bitget", "live", "hmac",
    { BITGET_TIME, { "/api/v3/account/info", NULL, 400, "{\"code\":\"40084\",\"msg\":\"x\"}" },
      { "/api/v2/spot/account/info", NULL, 400, "{\"code\":\"40018\",\"msg\":\"Invalid IP\"}" } },
    BIT (IP_NOT_ALLOWED), "", "", FALSE, 0, "40018" },
  { "a clock that is off: once more with the exchange's time, and the key is good", "binance", "live", "hmac",
    { BINANCE_TIME (BEHIND), { RESTRICTIONS, "timestamp=1795000001000", 400, BINANCE_CLOCK },
      { RESTRICTIONS, "timestamp=1794999955000", 200, BINANCE_GOOD } },
    BIT (CLOCK_SKEW), "read", "", TRUE, 0, "-1021" },
  { "a clock that is off, and the key is not good either", "binance", "live", "hmac",
    { BINANCE_TIME (BEHIND), { RESTRICTIONS, NULL, 400, BINANCE_CLOCK },
      { RESTRICTIONS, NULL, 401, "{\"code\":-2014,\"msg\":\"API-key format invalid.\"}" } },
    BIT (KEY_UNKNOWN), "", "", FALSE, 0, "-2014" },
  { "refused for the clock again: never a third time", "binance", "live", "hmac",
    { BINANCE_TIME (BEHIND), { RESTRICTIONS, NULL, 400, BINANCE_CLOCK }, { RESTRICTIONS, NULL, 400, BINANCE_CLOCK } },
    BIT (CLOCK_SKEW), "", "", FALSE, 0, "-1021" },
  { "the exchange does not tell its time: the check goes on", "binance", "live", "hmac",
    { { "/api/v3/time", NULL, 500, "<html>" }, { RESTRICTIONS, NULL, 200, BINANCE_GOOD } },
    WORKS, "read", "", FALSE, 0, NULL },
  { "it does not, and refuses for the clock: nothing to correct by", "binance", "live", "hmac",
    { { "/api/v3/time", NULL, 500, "<html>" }, { RESTRICTIONS, NULL, 400, BINANCE_CLOCK } },
    BIT (CLOCK_SKEW), "", "", FALSE, 0, "-1021" },
  { "it does not, but the reply carries a date", "binance", "live", "hmac",
    { { "/api/v3/time", NULL, 500, "<html>" },
      { RESTRICTIONS, NULL, 400, BINANCE_CLOCK, 0, 0, BEHIND_DATE }, { RESTRICTIONS, "timestamp=179499995", 200, BINANCE_GOOD } },
    BIT (CLOCK_SKEW), "read", "", TRUE, 0, "-1021" },
  { "a date that is none", "binance", "live", "hmac",
    { { "/api/v3/time", NULL, 500, "<html>" }, { RESTRICTIONS, NULL, 400, BINANCE_CLOCK, 0, 0, "Foo, 99 Bar 2026 99:99:99 GMT" } },
    BIT (CLOCK_SKEW), "", "", FALSE, 0, "-1021" },
  { "the time is slow to come: the check goes on", "binance", "live", "hmac",
    { { "/api/v3/time", NULL, 0, NULL, BIT (UNREACHABLE_TIMEOUT) }, { RESTRICTIONS, NULL, 200, BINANCE_GOOD } },
    WORKS, "read", "", FALSE, 0, NULL },
  { "no such host: said once", "binance", "live", "hmac",
    { { "/api/v3/time", NULL, 0, NULL, BIT (UNREACHABLE_DNS) } }, BIT (UNREACHABLE_DNS), "", "", FALSE, 0, NULL },
  { "a wrong certificate: nothing signed is sent", "binance", "live", "hmac",
    { { "/api/v3/time", NULL, 0, NULL, BIT (UNREACHABLE_TLS) } }, BIT (UNREACHABLE_TLS), "", "", FALSE, 0, NULL },
  { "cancelled while the time is asked", "binance", "live", "hmac",
    { { "/api/v3/time", NULL, 0, NULL, BIT (CANCELLED) } }, BIT (CANCELLED), "", "", FALSE, 0, NULL },
  { "cancelled while the rights are asked", "binance", "live", "hmac",
    { BINANCE_TIME (IN_STEP), { RESTRICTIONS, NULL, 0, NULL, BIT (CANCELLED) } }, BIT (CANCELLED), "", "", FALSE, 0, NULL },
  { "the line breaks while the rights are asked", "binance", "live", "hmac",
    { BINANCE_TIME (IN_STEP), { RESTRICTIONS, NULL, 0, NULL, BIT (UNREACHABLE_REFUSED) } },
    BIT (UNREACHABLE_REFUSED), "", "", FALSE, 0, NULL },
  { "too many requests, at the time already", "binance", "live", "hmac",
    { { "/api/v3/time", NULL, 429, "{}", 0, 30 } }, BIT (RATE_LIMITED), "", "", FALSE, 30, NULL },
  { "banned, with the end told", "binance", "live", "hmac",
    { BINANCE_TIME (IN_STEP), { RESTRICTIONS, NULL, 418, "{\"code\":-1003,\"msg\":\"banned\"}", 0, 3600 } },
    BIT (RATE_LIMITED), "", "", FALSE, 3600, "-1003" },
  { "too many requests, and nobody says how long", "binance", "live", "hmac",
    { BINANCE_TIME (IN_STEP), { RESTRICTIONS, NULL, 429, "" } }, BIT (RATE_LIMITED), "", "", FALSE, 300, NULL },
  { "too many requests, for a year", "binance", "live", "hmac",
    { BINANCE_TIME (IN_STEP), { RESTRICTIONS, NULL, 429, "", 0, 31536000 } }, BIT (RATE_LIMITED), "", "", FALSE, 604800, NULL },
  { "not the documented reply", "binance", "live", "hmac",
    { BINANCE_TIME (IN_STEP), { RESTRICTIONS, NULL, 200, "{\"hello\":\"world\"}" } }, BIT (UNREADABLE_REPLY), "", "", FALSE, 0, NULL },
  { "a testnet has other requests", "binance", "spot-testnet", "hmac",
    { BINANCE_TIME (IN_STEP), { "/api/v3/account", NULL, 200, "{\"canTrade\":true}" } }, WORKS, "", "read", FALSE, 0, NULL },
  { "several causes, and the clock is in step: not repeated", "coinbase", "live", "es256",
    { COINBASE_TIME (IN_STEP), { COINBASE_KEY, NULL, 401, "Unauthorized\n" } },
    BIT (KEY_UNKNOWN) | BIT (BAD_SIGNATURE) | BIT (CLOCK_SKEW) | BIT (EXPIRED) | BIT (IP_NOT_ALLOWED), "", "", FALSE, 0, NULL },
  { "several causes, and the clock is off: it was the clock", "coinbase", "live", "es256",
    { COINBASE_TIME (BEHIND), { COINBASE_KEY, NULL, 401, "Unauthorized\n" }, { COINBASE_KEY, NULL, 200, "{\"can_view\":true}" } },
    BIT (CLOCK_SKEW), "read", "", TRUE, 0, NULL },
  { "several causes, and the clock is off: it was not the clock", "coinbase", "live", "es256",
    { COINBASE_TIME (BEHIND), { COINBASE_KEY, NULL, 401, "Unauthorized\n" }, { COINBASE_KEY, NULL, 401, "Unauthorized\n" } },
    BIT (KEY_UNKNOWN) | BIT (BAD_SIGNATURE) | BIT (EXPIRED) | BIT (IP_NOT_ALLOWED), "", "", FALSE, 0, NULL },
  { "no clock in the signature: the time is not asked", "kraken", "live", "hmac",
    { { "/0/private/GetApiKeyInfo", "nonce=1795000000000", 200, "{\"error\":[],\"result\":{\"permissions\":[\"query-funds\"]}}" } },
    WORKS, "read", "", FALSE, 0, NULL },
  { "HTX, the second step asks with what the first one told", "htx", "live", "hmac",
    { HTX_TIME, { "/v2/user/uid", NULL, 200, "{\"code\":200,\"data\":63628520}" },
      { "/v2/user/api-key", "uid=63628520", 200,
        "{\"code\":200,\"data\":[{\"accessKey\":\"madeupke-00000000-00000000-00000\",\"permission\":\"readOnly\",\"status\":\"normal\"}]}" } },
    WORKS, "read", "", FALSE, 0, NULL },
  { "HTX, a step that may fail is refused", "htx", "live", "hmac",
    { HTX_TIME, { "/v2/user/uid", NULL, 200, "{\"code\":200,\"data\":63628520}" },
      { "/v2/user/api-key", NULL, 200, "{\"code\":1002,\"message\":\"forbidden\"}" } },
    WORKS, "", "read", FALSE, 0, NULL },
  { "HTX, a step that may fail gets no answer", "htx", "live", "hmac",
    { HTX_TIME, { "/v2/user/uid", NULL, 200, "{\"code\":200,\"data\":63628520}" },
      { "/v2/user/api-key", NULL, 0, NULL, BIT (UNREACHABLE_TIMEOUT) } },
    WORKS, "", "read", FALSE, 0, NULL },
  { "HTX, the value for the second step is not told: it is left out", "htx", "live", "hmac",
    { HTX_TIME, { "/v2/user/uid", NULL, 200, "{\"code\":200,\"data\":{\"x\":1}}" } },
    WORKS, "", "read", FALSE, 0, NULL },
  { "HTX, the first step is refused: the check ends", "htx", "live", "hmac",
    { HTX_TIME, { "/v2/user/uid", NULL, 200, "{\"status\":\"error\",\"err-code\":\"api-signature-check-failed\",\"err-msg\":\"x\"}" } },
    BIT (BAD_SIGNATURE), "", "", FALSE, 0, "api-signature-check-failed" },
  { "HTX, the key's state outweighs that it answered", "htx", "live", "hmac",
    { HTX_TIME, { "/v2/user/uid", NULL, 200, "{\"code\":200,\"data\":63628520}" },
      { "/v2/user/api-key", NULL, 200,
        "{\"code\":200,\"data\":[{\"accessKey\":\"madeupke-00000000-00000000-00000\",\"permission\":\"readOnly\",\"status\":\"abandoned\"}]}" } },
    BIT (DISABLED) | BIT (EXPIRED), "read", "", FALSE, 0, NULL },
  { "Gate, a subaccount may not list the keys", "gate", "live", "hmac",
    { GATE_TIME, { "/api/v4/account/detail", NULL, 200, "{\"user_id\":1,\"ip_whitelist\":[]}" },
      { "/api/v4/account/main_keys", NULL, 403, "{\"label\":\"FORBIDDEN\",\"message\":\"x\"}" } },
    WORKS, "", "read", FALSE, 0, NULL },
  { "Gate, what a request proved is not denied by the list", "gate", "live", "hmac",
    { GATE_TIME, { "/api/v4/account/detail", NULL, 200, "{\"user_id\":1,\"ip_whitelist\":[]}" },
      { "/api/v4/account/main_keys", NULL, 200, "[{\"key\":\"c5dcfbf1*****\",\"perms\":[{\"name\":\"spot\",\"read_only\":false}]}]" } },
    WORKS, "spot,margin", "read", FALSE, 0, NULL },
  { "Upbit, the date of a reply is its only clock, and not needed", "upbit", "sg", "hmac",
    { { "/v1/accounts", NULL, 200, "[]", 0, 0, BEHIND_DATE } }, WORKS, "", "read", FALSE, 0, NULL },
  { "Bithumb, too many requests in a first step that may fail: nothing else is known", "bithumb", "live", "hmac",
    { { "/v1/api_keys", NULL, 429, "{}" } }, BIT (RATE_LIMITED), "", "", FALSE, 300, NULL },
  { "Bithumb, no answer to a first step that may fail: said once", "bithumb", "live", "hmac",
    { { "/v1/api_keys", NULL, 0, NULL, BIT (UNREACHABLE_DNS) } }, BIT (UNREACHABLE_DNS), "", "", FALSE, 0, NULL },
  { "OKX, a busy system with the status of too many requests: stay away all the same", "okx", "live", "hmac",
    { OKX_TIME, { "/api/v5/account/config", NULL, 429, "{\"code\":\"50013\",\"msg\":\"Systems are busy.\"}" } },
    BIT (MAINTENANCE), "", "", FALSE, 300, "50013" },
  { "Upbit, too many requests in a step that may fail: no more", "upbit", "kr", "hmac",
    { { "/v1/api_keys", NULL, 200, "[]" }, { "/v1/accounts", NULL, 429, "{}" } }, WORKS, "", "", FALSE, 300, NULL },
};

/* ── Playing a row ────────────────────────────────────────────────────────── */

static KtExchange *
load_exchange (const char *id)
{
  g_autofree char *name = g_strdup_printf ("../data/exchanges/%s.json", id);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  KtExchange *exchange;
  gsize length;
  char *text = kt_test_data_load (name, &length);

  bytes = g_bytes_new_take (text, length);
  exchange = kt_exchange_new_from_bytes (bytes, name, FALSE, NULL, &error);
  g_assert_no_error (error);
  return exchange;
}

/* Made up. */
static KtCredential *
make_credential (const char *exchange)
{
  const char *fields[][2] = {
    { "api_key", "c5dcfbf1f3a70123456789abcdefabcd" },
    { "secret", "c3dvcmRmaXNoLXN3b3JkZmlzaC1zd29yZGZpc2g=" },
    { "passphrase", "open sesame" },
    { "private_key",
      "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIFhBDfUp4t0PmUaNlj/QONVZpwMtWsswpk7I6EPUHjzXoAoGCCqGSM49\n"
      "AwEHoUQDQgAE6Djf6K1VfFAYWvKG9fNBPKCnnwdXyDR1lPAuiw3FXr4nCVd4WlP4\nNkqcB7wE9PQFS1aKnExpCuYejAmQMx50mA==\n"
      "-----END EC PRIVATE KEY-----\n" },
  };
  KtCredential *credential = kt_credential_new ();

  if (g_str_equal (exchange, "htx"))
    fields[0][1] = "madeupke-00000000-00000000-00000";
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr(KtSecret) value = kt_secret_new (fields[i][1], -1);

      kt_credential_set (credential, fields[i][0], value);
    }
  return credential;
}

static char *
make_nonce (KtExchange *exchange, const char *environment, gint64 clock_ms)
{
  switch (kt_exchange_get_nonce_kind (exchange, environment))
    {
    case KT_NONCE_UUID:
      return g_strdup ("0b6d4a3e-0000-4000-8000-000000000001");
    case KT_NONCE_HEX_32:
      return g_strdup ("00000000000000000000000000000001");
    case KT_NONCE_NONE:
      return NULL;
    case KT_NONCE_RISING_MS:
    case KT_NONCE_RISING_US:
    case KT_NONCE_RISING_S:
    default:
      return g_strdup_printf ("%" G_GINT64_FORMAT, clock_ms);
    }
}

static void
assert_holds (KtSignedRequest *request, const char *what)
{
  gboolean found = strstr (request->url, what) || (request->body && strstr (request->body, what));

  if (!found)
    g_error ("“%s” is not in %s %s", what, request->url, request->body ? request->body : "");
}

/* Plays the lines until the check is done. Returns when the last answer came. */
static gint64
play (KtCheck *check, KtExchange *exchange, const char *environment, const Line *lines, guint n_lines)
{
  gint64 clock_ms = CLOCK_MS;
  KtCheckWant want;
  guint n = 0;

  while ((want = kt_check_next (check)) != KT_CHECK_DONE)
    {
      g_autofree char *nonce = make_nonce (exchange, environment, clock_ms);
      g_autoptr(GError) error = NULL;
      g_autoptr(KtSignedRequest) request = want == KT_CHECK_TIME
        ? kt_check_get_time_request (check) : kt_check_sign (check, clock_ms, nonce, &error);
      KtAnswer answer = { 0 };

      /* Asking twice what is next changes nothing. */
      if (!request)
        {
          g_assert_nonnull (error);
          continue;
        }
      g_assert_cmpint (kt_check_next (check), ==, want);
      if (n == n_lines || !lines[n].path)
        g_error ("One request too many: %s", request->path);
      g_assert_cmpstr (request->path, ==, lines[n].path);
      if (lines[n].with)
        assert_holds (request, lines[n].with);

      answer = (KtAnswer) {
        .failure = lines[n].failure, .status = lines[n].status,
        .body = lines[n].body, .length = lines[n].body ? strlen (lines[n].body) : 0,
        .date_header = lines[n].date, .retry_after_s = lines[n].retry_after_s,
        .sent_ms = clock_ms, .duration_ms = DURATION_MS,
      };
      if (want == KT_CHECK_TIME)
        kt_check_take_time (check, &answer);
      else
        kt_check_take_reply (check, &answer);
      clock_ms += 1000;
      n++;
    }

  if (n < n_lines && lines[n].path)
    g_error ("This request did not come: %s", lines[n].path);
  return clock_ms - 1000 + DURATION_MS;
}

static void
assert_rights (KtRights rights, const char *expected)
{
  g_autofree char *text = kt_rights_to_string (rights);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      g_autoptr(KtExchange) exchange = load_exchange (row->exchange);
      g_autoptr(KtCredential) credential = make_credential (row->exchange);
      g_autoptr(KtCheck) check = kt_check_new (exchange, row->environment, row->key_type, credential);
      g_autoptr(KtReport) report = NULL;
      g_autofree char *outcomes = NULL;
      g_autofree char *expected = kt_outcomes_to_string (row->outcomes);
      gint64 end_ms;
      guint n = 0;

      g_test_message ("%s", row->explanation);
      end_ms = play (check, exchange, row->environment, row->lines, G_N_ELEMENTS (row->lines));
      g_assert_cmpint (kt_check_get_hold_until (check), ==, row->hold_s ? end_ms + row->hold_s * 1000 : 0);
      report = kt_check_finish (check, end_ms);

      outcomes = kt_outcomes_to_string (report->outcomes);
      g_assert_cmpstr (outcomes, ==, expected);
      assert_rights (report->confirmed, row->confirmed);
      assert_rights (report->inferred, row->inferred);
      g_assert_cmpuint (report->denied & (report->confirmed | report->inferred), ==, 0);
      g_assert_cmpint (report->clock_corrected, ==, row->corrected);
      g_assert_cmpint (kt_report_is_good (report), ==, row->outcomes == WORKS || row->corrected);
      g_assert_cmpstr (report->code, ==, row->code);
      g_assert_cmpint (report->checked_ms, ==, end_ms);
      g_assert_cmpstr (report->environment, ==, row->environment);

      /* Every request is in the report. */
      while (n < G_N_ELEMENTS (row->lines) && row->lines[n].path)
        n++;
      g_assert_cmpuint (report->n_requests, ==, n);
      for (guint j = 0; j < n; j++)
        {
          const KtReportRequest *request = &report->requests[j];

          g_assert_cmpstr (request->path, ==, row->lines[j].path);
          g_assert_cmpuint (request->status, ==, row->lines[j].status);
          g_assert_cmpint (request->duration_ms, ==, DURATION_MS);
          g_assert_nonnull (request->step);
        }
    }
}

/* ── The clock ────────────────────────────────────────────────────────────── */

static void
test_clock_learnt (void)
{
  static const Line lines[] = { BINANCE_TIME (BEHIND), { RESTRICTIONS, NULL, 200, BINANCE_GOOD } };
  g_autoptr(KtExchange) exchange = load_exchange ("binance");
  g_autoptr(KtCredential) credential = make_credential ("binance");
  g_autoptr(KtCheck) check = kt_check_new (exchange, "live", "hmac", credential);
  g_autoptr(KtReport) report = NULL;
  gint64 offset_ms, doubt_ms;

  g_assert_false (kt_check_get_clock (check, &offset_ms, &doubt_ms));
  play (check, exchange, "live", lines, G_N_ELEMENTS (lines));
  g_assert_true (kt_check_get_clock (check, &offset_ms, &doubt_ms));
  g_assert_cmpint (offset_ms, ==, 47000);
  g_assert_cmpint (doubt_ms, ==, DURATION_MS / 2 + 1);

  report = kt_check_finish (check, CLOCK_MS);
  g_assert_true (report->clock_known);
  g_assert_cmpint (report->clock_offset_ms, ==, 47000);
  g_assert_cmpint (report->latency_ms, ==, DURATION_MS);
  g_assert_false (report->clock_corrected);
}

static void
test_clock_given (void)
{
  static const Line lines[] = { { RESTRICTIONS, "timestamp=1795000000000", 400, BINANCE_CLOCK },
                                { RESTRICTIONS, "timestamp=1794999991000", 200, BINANCE_GOOD } };
  g_autoptr(KtExchange) exchange = load_exchange ("binance");
  g_autoptr(KtCredential) credential = make_credential ("binance");
  g_autoptr(KtCheck) check = kt_check_new (exchange, "live", "hmac", credential);
  g_autoptr(KtReport) report = NULL;

  kt_check_set_clock (check, 10000, 60);
  play (check, exchange, "live", lines, G_N_ELEMENTS (lines));
  report = kt_check_finish (check, CLOCK_MS);
  g_assert_true (report->clock_corrected);
  g_assert_cmpint (report->clock_offset_ms, ==, 10000);
}

static void
test_clock_by_date (void)
{
  static const Line lines[] = { { "/v1/accounts", NULL, 200, "[]", 0, 0, BEHIND_DATE } };
  g_autoptr(KtExchange) exchange = load_exchange ("upbit");
  g_autoptr(KtCredential) credential = make_credential ("upbit");
  g_autoptr(KtCheck) check = kt_check_new (exchange, "sg", "hmac", credential);
  g_autoptr(KtReport) report = NULL;

  play (check, exchange, "sg", lines, G_N_ELEMENTS (lines));
  report = kt_check_finish (check, CLOCK_MS);
  g_assert_true (report->clock_known);
  g_assert_cmpint (report->clock_offset_ms, ==, 47050);
  g_assert_cmpint (report->clock_doubt_ms, ==, 1050);
}

/* ── Use, and credentials that cannot sign ────────────────────────────────── */

static void
test_counts_as_use (void)
{
  static const Line good[] = { OKX_TIME, { "/api/v5/account/config", NULL, 200, "{\"code\":\"0\",\"data\":[{\"perm\":\"read_only\"}]}" } };
  static const Line refused[] = { OKX_TIME, { "/api/v5/account/config", NULL, 401, "{\"code\":\"50113\",\"msg\":\"Invalid Sign\"}" } };
  const Line * const plays[] = { good, refused };

  for (guint i = 0; i < G_N_ELEMENTS (plays); i++)
    {
      g_autoptr(KtExchange) exchange = load_exchange ("okx");
      g_autoptr(KtCredential) credential = make_credential ("okx");
      g_autoptr(KtCheck) check = kt_check_new (exchange, "live", "hmac", credential);
      g_autoptr(KtReport) report = NULL;

      play (check, exchange, "live", plays[i], 2);
      report = kt_check_finish (check, CLOCK_MS);
      g_assert_cmpint (report->counted_as_use, ==, i == 0);
    }
}

static void
test_cannot_sign (void)
{
  g_autoptr(KtExchange) exchange = load_exchange ("kraken");
  g_autoptr(KtCredential) credential = make_credential ("kraken");
  g_autoptr(KtSecret) bad = kt_secret_new ("sword!fish%is$not#base64", -1);
  g_autoptr(KtCheck) check = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(KtReport) report = NULL;
  g_autofree char *json = NULL;

  kt_credential_set (credential, "secret", bad);
  check = kt_check_new (exchange, "live", "hmac", credential);
  g_assert_cmpint (kt_check_next (check), ==, KT_CHECK_REQUEST);
  g_assert_null (kt_check_sign (check, CLOCK_MS, "1", &error));
  g_assert_nonnull (error);
  g_assert_null (strstr (error->message, "fish"));
  g_assert_cmpint (kt_check_next (check), ==, KT_CHECK_DONE);

  report = kt_check_finish (check, CLOCK_MS);
  json = kt_report_to_json (report);
  g_assert_cmpuint (report->outcomes, ==, BIT (MALFORMED_REQUEST));
  g_assert_cmpuint (report->n_requests, ==, 0);
  g_assert_null (strstr (json, "fish"));
}

static void
test_given_up (void)
{
  g_autoptr(KtExchange) exchange = load_exchange ("binance");
  g_autoptr(KtCredential) credential = make_credential ("binance");
  g_autoptr(KtCheck) check = kt_check_new (exchange, "live", "hmac", credential);
  g_autoptr(KtReport) report = NULL;

  g_assert_cmpint (kt_check_next (check), ==, KT_CHECK_TIME);
  report = kt_check_finish (check, CLOCK_MS);
  g_assert_cmpuint (report->outcomes, ==, BIT (CANCELLED));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/check/rows", test_rows);
  g_test_add_func ("/check/clock-learnt", test_clock_learnt);
  g_test_add_func ("/check/clock-given", test_clock_given);
  g_test_add_func ("/check/clock-by-date", test_clock_by_date);
  g_test_add_func ("/check/counts-as-use", test_counts_as_use);
  g_test_add_func ("/check/cannot-sign", test_cannot_sign);
  g_test_add_func ("/check/given-up", test_given_up);
  return g_test_run ();
}
