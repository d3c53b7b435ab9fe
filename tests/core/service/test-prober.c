/* test-prober.c: whole checks with the built-in definitions, against the exchange server
 *
 * All keys are made up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "kt-error.h"
#include "kt-test-resolver.h"
#include "probe-kit.h"

#define SECRET    "made-up-secret-0123456789abcdef0123456789abcdef"
#define SECRET_64 "bWFkZS11cCBrcmFrZW4gc2VjcmV0IG9mIDY0IGJ5dGVzISEgbWFkZS11cCBrcmFrZW4gc2VjcmV0ISEhIQ=="
/* Made for this test, used nowhere. */
#define SEED      "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
#define SEED_PEM  "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n-----END PRIVATE KEY-----\n"

static const ProbeKey bitget = { "bitget", NULL, NULL, "bg_00000000000000000000000000000001", SECRET, "made-up-pass" };
static const ProbeKey kraken = { "kraken", NULL, NULL, "MADEUPKRAKENKEY1", SECRET_64 };

#define KEY_BITGET   "bitget", NULL, NULL, "bg_00000000000000000000000000000001", SECRET, "made-up-pass"
#define KEY_BINANCE  "binance", NULL, NULL, "MADEUPBINANCEKEY1", SECRET
#define KEY_OKX      "okx", NULL, NULL, "00000000-0000-0000-0000-000000000001", SECRET, "made-up-pass"
#define KEY_KRAKEN   "kraken", NULL, NULL, "MADEUPKRAKENKEY1", SECRET_64
#define KEY_BYBIT    "bybit", NULL, NULL, "MADEUPBYBITKEY1", SECRET
#define KEY_COINBASE "coinbase", NULL, "ed25519", "organizations/made-up/apiKeys/1", SEED_PEM

/* ── One key, one account ──────────────────────────────────────────────────── */

typedef struct {
  const char *name;
  const char *explanation;
  ProbeKey    key;
  const char *account;          /* more members of the account, after its exchange */
  const char *about_key;        /* more members of the key */
  const char *document;         /* more members of the document */

  const char *outcomes;
  const char *code;
  const char *confirmed;        /* rights, as kt_rights_to_string() */
  const char *inferred;
  const char *unknown_words;
  const char *ip;               /* "unknown", "none", "list", or the addresses */
  const char *uid;
  const char *dates;            /* "rights@ms" */
  const char *requests;
} Row;

#define BITGET_UNIFIED "\"uid\": \"7000001\", \"kind\": \"unified\""
#define BITGET_CLASSIC "\"uid\": \"7000002\", \"kind\": \"classic\""
#define BITGET_TIME    "GET api.bitget.com/api/v2/public/time\n"
#define BITGET_ASK     "GET api.bitget.com/api/v3/account/info"
#define BITGET_ASK_OLD "GET api.bitget.com/api/v2/spot/account/info"
#define OKX_ASKED      "GET www.okx.com/api/v5/public/time\nGET www.okx.com/api/v5/account/config"
#define BINANCE_ASKED  "GET api.binance.com/api/v3/time\nGET api.binance.com/sapi/v1/account/apiRestrictions"
#define KRAKEN_ASKED   "POST api.kraken.com/0/private/GetApiKeyInfo"

static const Row rows[] = {
#include "prober-rows.h"
};

static void
assert_words (char      **words,
              const char *expected)
{
  g_autofree char *joined = words ? g_strjoinv (",", words) : NULL;

  g_assert_cmpstr (joined && *joined ? joined : NULL, ==, expected);
}

static char *
describe_ip (const KtReport *report)
{
  static const char *const words[] = { "unknown", "none", "list" };

  if (report->ip_addresses && report->ip_addresses[0])
    return g_strjoinv (",", report->ip_addresses);
  return g_strdup (words[report->ip]);
}

static char *
describe_dates (const KtReport *report)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < report->n_dates; i++)
    {
      const KtReportDate *date = &report->dates[i];
      g_autofree char *rights = kt_rights_to_string (date->rights);

      g_string_append_printf (text, "%s%s@%" G_GINT64_FORMAT, i ? " " : "", rights, date->at_ms);
    }
  return g_string_free (text, FALSE);
}

static void
assert_report (const KtReport *report,
               const Row      *row)
{
  g_autofree char *outcomes = kt_outcomes_to_string (report->outcomes);
  g_autofree char *confirmed = kt_rights_to_string (report->confirmed);
  g_autofree char *inferred = kt_rights_to_string (report->inferred);
  g_autofree char *ip = describe_ip (report);
  g_autofree char *dates = describe_dates (report);

  g_assert_cmpstr (outcomes, ==, row->outcomes);
  g_assert_cmpstr (report->code, ==, row->code);
  g_assert_cmpstr (confirmed, ==, row->confirmed ? row->confirmed : "");
  g_assert_cmpstr (inferred, ==, row->inferred ? row->inferred : "");
  assert_words (report->unknown_words, row->unknown_words);
  g_assert_cmpstr (ip, ==, row->ip ? row->ip : "unknown");
  g_assert_cmpstr (report->uid, ==, row->uid);
  g_assert_cmpstr (dates, ==, row->dates ? row->dates : "");
}

static void
init_row (ProbeKit  *kit,
          const Row *row)
{
  gboolean hmac = !row->key.key_type;
  g_autofree char *secret = g_strescape (row->key.secret, NULL);
  g_autofree char *document = g_strdup_printf (
    "{\"accounts\": [{\"exchange\": \"%s\", %s, \"keys\": [{\"api_key\": \"%s\", \"%s\": \"%s\", "
    "\"passphrase\": \"made-up-pass\", \"key_type\": \"%s\", %s}]}]%s%s}",
    row->key.exchange, row->account ? row->account : "\"uid\": \"7000003\"",
    row->key.api_key, hmac ? "secret" : "private_key", secret, hmac ? "hmac" : row->key.key_type,
    row->about_key, row->document ? ", " : "", row->document ? row->document : "");

  probe_kit_init (kit, document);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_auto(ProbeKit) kit = { 0 };
  g_autoptr(KtReport) report = NULL;
  g_autofree char *requests = NULL;

  g_test_message ("%s", row->explanation);
  init_row (&kit, row);
  report = probe_kit_check (&kit, &row->key);
  requests = probe_kit_get_requests (&kit);
  g_assert_cmpstr (requests, ==, row->requests);
  assert_report (report, row);
  g_assert_cmpint (report->checked_ms, >, 0);
  g_assert_cmpuint (report->n_requests, ==, probe_kit_count_requests (&kit));
}

/* ── The clock ─────────────────────────────────────────────────────────────── */

static void
test_clock (gconstpointer data)
{
  int off_s = GPOINTER_TO_INT (data);
  g_autofree char *document = g_strdup_printf (
    "{\"clock_offset_ms\": {\"bitget\": %d}, \"accounts\": [{\"exchange\": \"bitget\", " BITGET_UNIFIED ", \"keys\": [{\"api_key\": \"%s\", "
    "\"secret\": \"" SECRET "\", \"passphrase\": \"made-up-pass\", \"rights\": [\"uta_trade\"]}]}]}", -off_s * 1000, bitget.api_key);
  g_auto(ProbeKit) kit = { 0 };
  g_autoptr(KtReport) first = NULL;
  g_autoptr(KtReport) second = NULL;
  g_autofree char *requests = NULL;

  probe_kit_init (&kit, document);
  first = probe_kit_check (&kit, &bitget);
  g_assert_cmphex (first->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_CLOCK_SKEW));
  g_assert_true (first->clock_corrected && first->clock_known);
  g_assert_cmpint (ABS (first->clock_offset_ms - off_s * 1000), <=, first->clock_doubt_ms + 20);
  g_assert_true (first->confirmed & KT_RIGHTS_BIT (KT_RIGHT_SPOT));
  /* The time is remembered; the correction is shown each time it is needed. */
  second = probe_kit_check (&kit, &bitget);
  g_assert_true (second->clock_corrected);
  requests = probe_kit_get_requests (&kit);
  g_assert_cmpstr (requests, ==, BITGET_TIME BITGET_ASK "\n" BITGET_ASK "\n" BITGET_ASK "\n" BITGET_ASK);
}

/* Many keys of one host ask its time once. */
static void
test_time_once (void)
{
  g_auto(ProbeKit) kit = { 0 };
  ProbeRun runs[4] = { 0 };

  probe_kit_init_for_key (&kit, &bitget, "");
  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    probe_kit_start (&kit, &bitget, NULL, &runs[i]);
  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      g_autoptr(KtReport) report = probe_kit_finish (&kit, &runs[i], NULL);

      g_assert_cmphex (report->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_WORKS));
      g_assert_true (report->clock_known);
      g_assert_cmpstr (runs[i].stages->str, ==, i == 0 ? "time key done" : "waiting key done");
      probe_run_clear (&runs[i]);
    }
  g_assert_cmpuint (exchange_server_count_log (kit.server, "/api/v2/public/time"), ==, 1);
  g_assert_cmpuint (probe_kit_count_requests (&kit), ==, 5);
}

/* ── Turns ─────────────────────────────────────────────────────────────────── */

static GDateTime *
log_time (const char *line)
{
  g_autoptr(JsonNode) node = json_from_string (line, NULL);
  GDateTime *time = g_date_time_new_from_iso8601 (json_object_get_string_member (json_node_get_object (node), "time"), NULL);

  g_assert_nonnull (time);
  return time;
}

/* Each request comes only after the one before was answered, 60 ms later. */
static void
test_one_in_flight (void)
{
  g_auto(ProbeKit) kit = { 0 };
  ProbeRun runs[5] = { 0 };
  g_auto(GStrv) lines = NULL;
  g_autoptr(GDateTime) before = NULL;

  probe_kit_init_for_key (&kit, &bitget, "{\"kind\": \"slow\", \"delay_ms\": 60}");
  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    probe_kit_start (&kit, &bitget, NULL, &runs[i]);
  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      g_autoptr(KtReport) report = probe_kit_finish (&kit, &runs[i], NULL);

      g_assert_cmphex (report->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_WORKS));
      probe_run_clear (&runs[i]);
    }
  lines = exchange_server_read_log (kit.server);
  for (guint i = 0; lines[i]; i++)
    {
      g_autoptr(GDateTime) time = NULL;

      if (!strstr (lines[i], "\"request\""))
        continue;
      time = log_time (lines[i]);
      if (before)
        g_assert_cmpint (g_date_time_difference (time, before), >=, 55 * 1000);
      g_clear_pointer (&before, g_date_time_unref);
      before = g_steal_pointer (&time);
    }
  g_assert_nonnull (before);
}

/* After 429 with Retry-After the next check of that host waits, and says until when. */
static void
test_retry_after (void)
{
  g_auto(ProbeKit) kit = { 0 };
  g_auto(ProbeRun) run = { 0 };
  g_autoptr(KtReport) first = NULL;
  g_autoptr(KtReport) second = NULL;
  gint64 began_ms, told_ms;

  probe_kit_init_for_key (&kit, &bitget, "{\"kind\": \"rate-limited\", \"path\": \"/api/v3/account/info\", \"retry_after\": 2, \"times\": 1}");
  began_ms = g_get_real_time () / 1000;
  first = probe_kit_check (&kit, &bitget);
  told_ms = g_get_real_time () / 1000;
  g_assert_cmphex (first->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_RATE_LIMITED));
  g_assert_cmpuint (probe_kit_count_requests (&kit), ==, 2);

  probe_kit_start (&kit, &bitget, NULL, &run);
  g_assert_cmpstr (run.stages->str, ==, "waiting");
  g_assert_cmpint (run.until_ms, >=, began_ms + 2000 - 10);
  g_assert_cmpint (run.until_ms, <=, told_ms + 2000 + 10);
  second = probe_kit_finish (&kit, &run, NULL);
  g_assert_cmphex (second->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_WORKS));
  g_assert_cmpint (g_get_real_time () / 1000, >=, run.until_ms - 10);
  g_assert_cmpstr (run.stages->str, ==, "waiting key done");
}

/* A ban without a time keeps everybody of that host away for five minutes, others not. */
static void
test_ban (void)
{
  static const ProbeKey okx = { KEY_OKX };
  g_auto(ProbeKit) kit = { 0 };
  g_auto(ProbeRun) run = { 0 };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(KtReport) first = NULL;
  g_autoptr(KtReport) second = NULL;
  g_autoptr(KtReport) other = NULL;
  gint64 now_ms;

  probe_kit_init_for_key (&kit, &bitget, "{\"kind\": \"status\", \"status\": 418, \"exchange\": \"bitget\"}");
  first = probe_kit_check (&kit, &bitget);
  g_assert_cmphex (first->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_RATE_LIMITED));
  probe_kit_start (&kit, &bitget, cancellable, &run);
  now_ms = g_get_real_time () / 1000;
  g_assert_cmpint (run.until_ms, >, now_ms + 290 * 1000);
  g_assert_cmpint (run.until_ms, <=, now_ms + 300 * 1000 + 50);
  other = probe_kit_check (&kit, &okx);
  g_assert_cmphex (other->outcomes, !=, KT_OUTCOMES_BIT (KT_OUTCOME_RATE_LIMITED));
  g_cancellable_cancel (cancellable);
  second = probe_kit_finish (&kit, &run, NULL);
  g_assert_cmphex (second->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_CANCELLED));
  g_assert_cmpuint (exchange_server_count_log (kit.server, "\"exchange\":\"bitget\""), ==, 1);
}

/* Nothing goes to an exchange that has closed, not even to its servers' time. */
static void
test_closed (void)
{
  static const ProbeKey bitmex = { "bitmex", NULL, NULL, "MADEUPBITMEXKEY000000001", SECRET };
  g_auto(ProbeKit) kit = { 0 };
  g_auto(ProbeRun) run = { 0 };
  g_autoptr(GError) error = NULL;

  probe_kit_init_for_key (&kit, &bitget, "");
  probe_kit_start (&kit, &bitmex, NULL, &run);
  g_assert_null (probe_kit_finish (&kit, &run, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_CLOSED);
  g_assert_nonnull (strstr (error->message, "BitMEX"));
  g_assert_cmpuint (exchange_server_count_log (kit.server, "event"), ==, 0);
}

/* ── Cancelling and limits ─────────────────────────────────────────────────── */

static void
test_cancel_before (void)
{
  g_auto(ProbeKit) kit = { 0 };
  g_auto(ProbeRun) run = { 0 };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(KtReport) report = NULL;

  probe_kit_init_for_key (&kit, &bitget, "");
  g_cancellable_cancel (cancellable);
  probe_kit_start (&kit, &bitget, cancellable, &run);
  report = probe_kit_finish (&kit, &run, NULL);
  g_assert_cmphex (report->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_CANCELLED));
  g_assert_cmpuint (exchange_server_count_log (kit.server, "event"), ==, 0);
}

static void
test_cancel_slow (void)
{
  g_auto(ProbeKit) kit = { 0 };
  g_auto(ProbeRun) run = { 0 };
  g_auto(ProbeRun) next = { 0 };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(KtReport) report = NULL;
  g_autoptr(KtReport) report_of_next = NULL;

  probe_kit_init_for_key (&kit, &bitget, "{\"kind\": \"slow\", \"delay_ms\": 60000, \"path\": \"/api/v3/account/info\", \"times\": 1}");
  kt_prober_set_limits (kit.prober, 60000, 60000);
  probe_kit_start (&kit, &bitget, cancellable, &run);
  probe_kit_start (&kit, &bitget, NULL, &next);
  kt_test_wait_for (exchange_server_count_log (kit.server, "/api/v3/account/info") == 1);
  g_cancellable_cancel (cancellable);
  report = probe_kit_finish (&kit, &run, NULL);
  g_assert_cmphex (report->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_CANCELLED));
  g_assert_null (report->code);
  /* Whoever waited behind it goes on. */
  report_of_next = probe_kit_finish (&kit, &next, NULL);
  g_assert_cmphex (report_of_next->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_WORKS));
}

static void
test_cancel_waiting (void)
{
  g_auto(ProbeKit) kit = { 0 };
  g_auto(ProbeRun) run = { 0 };
  g_auto(ProbeRun) next = { 0 };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(KtReport) report = NULL;
  g_autoptr(KtReport) report_of_next = NULL;

  probe_kit_init_for_key (&kit, &bitget, "{\"kind\": \"slow\", \"delay_ms\": 200}");
  probe_kit_start (&kit, &bitget, NULL, &run);
  probe_kit_start (&kit, &bitget, cancellable, &next);
  g_assert_cmpstr (next.stages->str, ==, "waiting");
  g_cancellable_cancel (cancellable);
  report_of_next = probe_kit_finish (&kit, &next, NULL);
  g_assert_cmphex (report_of_next->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_CANCELLED));
  g_assert_null (run.result);
  report = probe_kit_finish (&kit, &run, NULL);
  g_assert_cmphex (report->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_WORKS));
  g_assert_cmpuint (probe_kit_count_requests (&kit), ==, 2);
}

static void
test_unreachable (gconstpointer data)
{
  gboolean found = GPOINTER_TO_INT (data);
  KtOutcome expected = found ? KT_OUTCOME_UNREACHABLE_REFUSED : KT_OUTCOME_UNREACHABLE_DNS;
  g_auto(ProbeKit) kit = { 0 };
  g_autoptr(KtReport) report = NULL;

  probe_kit_init_for_key (&kit, &bitget, "");
  g_object_unref (kit.prober);
  g_unsetenv ("KEYTURN_TEST_PROXY");
  kit.prober = kt_prober_new ();
  kt_test_resolver_install (found);
  report = probe_kit_check (&kit, &bitget);
  g_assert_cmphex (report->outcomes, ==, KT_OUTCOMES_BIT (expected));
  g_assert_cmpuint (exchange_server_count_log (kit.server, "event"), ==, 0);
}

/* ── Nonces ────────────────────────────────────────────────────────────────── */

static void
test_nonce (void)
{
  g_auto(ProbeKit) kit = { 0 };
  g_auto(ProbeRun) run = { 0 };
  g_autoptr(KtReport) report = NULL;
  gint64 before_ms = g_get_real_time () / 1000;

  probe_kit_init_for_key (&kit, &kraken, "");
  probe_kit_start (&kit, &kraken, NULL, &run);
  report = probe_kit_finish (&kit, &run, NULL);
  g_assert_cmphex (report->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_WORKS));
  g_assert_cmpuint (run.nonces, ==, 1);
  g_assert_cmpint (run.last_nonce, >=, before_ms);
}

/* A full disk: an error, once; not a check that asks for a nonce for ever. */
static void
test_no_nonce (void)
{
  g_auto(ProbeKit) kit = { 0 };
  g_auto(ProbeRun) run = { .refuse_nonces = TRUE };
  g_autoptr(KtReport) report = NULL;
  g_autoptr(GError) error = NULL;

  probe_kit_init_for_key (&kit, &kraken, "");
  probe_kit_start (&kit, &kraken, NULL, &run);
  report = probe_kit_finish (&kit, &run, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_null (report);
  g_assert_cmpuint (run.nonces, ==, 1);
  g_assert_cmpuint (probe_kit_count_requests (&kit), ==, 0);
}

static void
test_nonce_used (void)
{
  g_auto(ProbeKit) kit = { 0 };
  g_autoptr(KtReport) report = NULL;
  g_autofree char *document = g_strdup_printf (
    "{\"accounts\": [{\"exchange\": \"kraken\", \"keys\": [{\"api_key\": \"%s\", \"secret\": \"%s\", \"rights\": [\"query-funds\"], "
    "\"last_nonce\": 99999999999999}]}]}", kraken.api_key, kraken.secret);

  probe_kit_init (&kit, document);
  report = probe_kit_check (&kit, &kraken);
  g_assert_cmphex (report->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_NONCE_USED));
  g_assert_cmpuint (probe_kit_count_requests (&kit), ==, 1);
}

/* ── What is an error, and the preview ─────────────────────────────────────── */

static void
test_not_found (void)
{
  ProbeKey key = bitget;
  g_auto(ProbeKit) kit = { 0 };
  g_auto(ProbeRun) run = { 0 };
  g_autoptr(GError) error = NULL;

  probe_kit_init_for_key (&kit, &bitget, "");
  key.environment = "moon";
  probe_kit_start (&kit, &key, NULL, &run);
  g_assert_null (probe_kit_finish (&kit, &run, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_FOUND);
}

static void
test_invalid (void)
{
  ProbeKey key = kraken;
  g_auto(ProbeKit) kit = { 0 };
  g_auto(ProbeRun) run = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(KtReport) report = NULL;

  probe_kit_init_for_key (&kit, &kraken, "");
  key.secret = "!swordfish!";
  probe_kit_start (&kit, &key, NULL, &run);
  g_assert_null (probe_kit_finish (&kit, &run, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_INVALID);
  g_assert_null (strstr (error->message, "swordfish"));
  g_assert_cmpuint (exchange_server_count_log (kit.server, "event"), ==, 0);
  /* … and its turn was given back. */
  report = probe_kit_check (&kit, &kraken);
  g_assert_cmphex (report->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_WORKS));
}

static void
test_preview (void)
{
  static const struct { const char *exchange, *environment, *key_type, *text; } looks[] = {
    { "bitget", "demo", "rsa", "GET https://api.bitget.com/api/v3/account/info\npaptrading: …\nACCESS-KEY: …\nACCESS-SIGN: …\n"
      "ACCESS-TIMESTAMP: …\nACCESS-PASSPHRASE: …" },
    { "binance", "usdm", "hmac", "GET https://api.binance.com/sapi/v1/account/apiRestrictions?timestamp=…&recvWindow=…&signature=…\nX-MBX-APIKEY: …" },
    { "kraken", "live", "hmac", "POST https://api.kraken.com/0/private/GetApiKeyInfo\nAPI-Key: …\nAPI-Sign: …\n"
      "Content-Type: …\n\nnonce=…" },
    { "coinbase", "live", "es256", "GET https://api.coinbase.com/api/v3/brokerage/key_permissions\nAuthorization: …" },
  };
  g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      g_autoptr(GError) error = NULL;
      KtExchange *exchange = kt_catalogue_get (catalogue, looks[i].exchange, &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = kt_prober_preview (exchange, looks[i].environment, looks[i].key_type);
      g_assert_cmpstr (text, ==, looks[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/prober/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_data_func ("/prober/clock-ahead", GINT_TO_POINTER (47), test_clock);
  g_test_add_data_func ("/prober/clock-behind", GINT_TO_POINTER (-47), test_clock);
  g_test_add_func ("/prober/time-once", test_time_once);
  g_test_add_func ("/prober/one-in-flight", test_one_in_flight);
  g_test_add_func ("/prober/retry-after", test_retry_after);
  g_test_add_func ("/prober/ban", test_ban);
  g_test_add_func ("/prober/closed", test_closed);
  g_test_add_func ("/prober/cancel-before", test_cancel_before);
  g_test_add_func ("/prober/cancel-slow", test_cancel_slow);
  g_test_add_func ("/prober/cancel-waiting", test_cancel_waiting);
  g_test_add_data_func ("/prober/name-unknown", GINT_TO_POINTER (FALSE), test_unreachable);
  g_test_add_data_func ("/prober/refused", GINT_TO_POINTER (TRUE), test_unreachable);
  g_test_add_func ("/prober/nonce", test_nonce);
  g_test_add_func ("/prober/no-nonce", test_no_nonce);
  g_test_add_func ("/prober/nonce-used", test_nonce_used);
  g_test_add_func ("/prober/not-found", test_not_found);
  g_test_add_func ("/prober/invalid", test_invalid);
  g_test_add_func ("/prober/preview", test_preview);
  return g_test_run ();
}
