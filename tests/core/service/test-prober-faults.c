/* test-prober-faults.c: every way an exchange can refuse or misbehave, through the real prober
 *
 * The first half takes every row of "errors" out of every built-in definition, has the server answer with
 * just that, and expects just that; read here by other code than Keyturn's own. The second half
 * drives every fault of the exchange server through every exchange. In all of them nothing may be asked
 * twice but by the two rules: once more with the exchange's time, and the step that is named for a code.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "kt-words-private.h"
#include "probe-kit.h"

#define SECRET    "made-up-secret-0123456789abcdef0123456789abcdef"
#define SECRET_64 "bWFkZS11cCBrcmFrZW4gc2VjcmV0IG9mIDY0IGJ5dGVzISEgbWFkZS11cCBrcmFrZW4gc2VjcmV0ISEhIQ=="
#define SEED_PEM  "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n-----END PRIVATE KEY-----\n"

/* How an exchange writes a refusal, from its documentation: code, message. */
typedef struct {
  ProbeKey    key;
  const char *time_path;        /* or NULL: it has no clock */
  const char *first_path;       /* of the first signed step */
  const char *refusal;          /* with %1$s code and %2$s message */
  guint       status;           /* of a refusal */
} Exchange;

static const Exchange exchanges[] = {
  { { "bitget", NULL, NULL, "bg_00000000000000000000000000000001", SECRET, "made-up-pass" },
    "/api/v2/public/time", "/api/v3/account/info", "{\"code\":\"%1$s\",\"msg\":\"%2$s\",\"requestTime\":1,\"data\":null}", 400 },
  { { "binance", NULL, NULL, "MADEUPBINANCEKEY1", SECRET },
    "/api/v3/time", "/sapi/v1/account/apiRestrictions", "{\"code\":%1$s,\"msg\":\"%2$s\"}", 400 },
  { { "okx", NULL, NULL, "00000000-0000-0000-0000-000000000001", SECRET, "made-up-pass" },
    "/api/v5/public/time", "/api/v5/account/config", "{\"code\":\"%1$s\",\"data\":[],\"msg\":\"%2$s\"}", 200 },
  { { "kraken", NULL, NULL, "MADEUPKRAKENKEY1", SECRET_64 },
    NULL, "/0/private/GetApiKeyInfo", "{\"error\":[\"%1$s\"]}", 200 },
  { { "bybit", NULL, NULL, "MADEUPBYBITKEY1", SECRET },
    "/v5/market/time", "/v5/user/query-api", "{\"retCode\":%1$s,\"retMsg\":\"%2$s\",\"result\":{},\"time\":1}", 200 },
  { { "coinbase", NULL, "ed25519", "organizations/made-up/apiKeys/1", SEED_PEM },
    "/api/v3/brokerage/time", "/api/v3/brokerage/key_permissions", "{\"error\":\"%1$s\",\"message\":\"%2$s\"}", 400 },
};

/* ── Reading a definition, independently ───────────────────────────────────── */

static JsonObject *
load_definition (const char  *id,
                 JsonNode   **ret_node)
{
  g_autofree char *name = g_strconcat ("../data/exchanges/", id, ".json", NULL);

  *ret_node = kt_test_data_json (name);
  return json_node_get_object (*ret_node);
}

/* A text or a list of texts, joined by commas. */
static char *
join_texts (JsonNode *node)
{
  GString *text = g_string_new (NULL);
  JsonArray *list;

  if (JSON_NODE_HOLDS_VALUE (node))
    return g_string_free (g_string_append (text, json_node_get_string (node)), FALSE);
  list = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (list); i++)
    g_string_append_printf (text, "%s%s", i ? "," : "", json_array_get_string_element (list, i));
  return g_string_free (text, FALSE);
}

/* The status a row asks for: a number, a list of them, or "5xx". 0: any. */
static guint
row_status (JsonObject *row)
{
  JsonNode *node = json_object_get_member (row, "http");

  if (!node)
    return 0;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return (guint) json_array_get_int_element (json_node_get_array (node), 0);
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return (guint) (json_node_get_string (node)[0] - '0') * 100 + 2;
  return (guint) json_node_get_int (node);
}

static gboolean
names_substitute (JsonObject *definition,
                  const char *code)
{
  JsonArray *steps = json_object_get_array_member (definition, "check");

  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonObject *step = json_array_get_object_element (steps, i);
      g_autofree char *on = json_object_has_member (step, "on") ? join_texts (json_object_get_member (step, "on")) : NULL;

      if (on && code && strstr (on, code))
        return TRUE;
    }
  return FALSE;
}

/* ── What people are told ──────────────────────────────────────────────────── */

/* Cause and remedy in sentences; the exchange's own code and words are part of it. */
static void
assert_said (KtReport   *report,
             const char *id)
{
  g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (NULL);
  KtExchange *exchange = kt_catalogue_get (catalogue, id, NULL);
  g_autofree char *cause = kt_words_outcomes (report->outcomes, exchange);
  g_autofree char *advice = kt_words_outcomes_advice (report->outcomes, exchange, NULL, report);
  g_autofree char *text = kt_words_report (report, NULL, exchange);
  gboolean refused = report->status != 0 && report->code;

  g_assert_true (cause && *cause && text && *text);
  g_assert_true (kt_report_is_good (report) || (advice && *advice));
  g_assert_true (kt_report_is_good (report) || strstr (text, cause));
  g_assert_true (!advice || strstr (text, advice));
  g_assert_true (!refused || strstr (text, report->code));
  g_assert_true (!refused || !report->message || strstr (text, report->message));
}

/* ── Part one: what the definitions know ───────────────────────────────────── */

static char *
make_reply (const Exchange *exchange,
            guint           status,
            const char     *code,
            const char     *message)
{
  g_autofree char *body = NULL;
  g_autofree char *escaped = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  body = code ? g_strdup_printf (exchange->refusal, code, message) : g_strdup ("<html>made up</html>");
#pragma GCC diagnostic pop
  escaped = g_strescape (body, NULL);
  return g_strdup_printf ("{\"kind\": \"reply\", \"status\": %u, \"body\": \"%s\"}", status ? status : exchange->status, escaped);
}

/* Lets the request for the time through and strikes at all others. */
static char *
after_time (const Exchange *exchange,
            const char     *fault)
{
  if (!exchange->time_path)
    return g_strdup (fault);
  return g_strdup_printf ("{\"kind\": \"slow\", \"delay_ms\": 0, \"path\": \"%s\"}, %s", exchange->time_path, fault);
}

static void
test_one_row (const Exchange *exchange,
              JsonObject     *definition,
              JsonObject     *row,
              const char     *code)
{
  const char *part = json_object_get_string_member_with_default (row, "message", "made-up words");
  g_autofree char *message = g_strdup_printf ("It says: %s.", part);
  g_autofree char *means = join_texts (json_object_get_member (row, "means"));
  g_autofree char *reply = make_reply (exchange, row_status (row), code, message);
  g_autofree char *faults = after_time (exchange, reply);
  g_autofree char *outcomes = NULL;
  g_autofree char *expected = kt_outcomes_to_string (kt_outcomes_from_string (means));
  gboolean skew = g_str_equal (expected, "clock-skew") && exchange->time_path;
  guint n_expected = 1 + skew + names_substitute (definition, code);
  g_autoptr(KtReport) report = NULL;
  g_auto(ProbeKit) kit = { 0 };

  g_test_message ("%s: %s", code ? code : "(status only)", expected);
  probe_kit_init_for_key (&kit, &exchange->key, faults);
  report = probe_kit_check (&kit, &exchange->key);
  outcomes = kt_outcomes_to_string (report->outcomes);
  g_assert_cmpstr (outcomes, ==, expected);
  g_assert_cmpstr (report->code, ==, code);
  if (code && strstr (exchange->refusal, "%2$s"))
    g_assert_cmpstr (report->message, ==, message);
  g_assert_true (report->sure == json_object_get_boolean_member_with_default (row, "sure", TRUE));
  g_assert_cmpuint (report->confirmed | report->inferred, ==, 0);
  assert_said (report, exchange->key.exchange);
  g_assert_cmpuint (probe_kit_count_requests (&kit), ==, (exchange->time_path ? 1 : 0) + n_expected);
}

static void
test_rows (gconstpointer data)
{
  const Exchange *exchange = data;
  g_autoptr(JsonNode) node = NULL;
  JsonObject *definition = load_definition (exchange->key.exchange, &node);
  JsonArray *rows = json_object_get_array_member (definition, "errors");

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *codes = json_object_has_member (row, "code") ? join_texts (json_object_get_member (row, "code")) : NULL;
      g_auto(GStrv) list = g_strsplit (codes ? codes : "", ",", -1);

      for (guint j = 0; list[j]; j++)
        test_one_row (exchange, definition, row, list[j]);
      if (!codes)
        test_one_row (exchange, definition, row, NULL);
    }
  g_assert_cmpuint (json_array_get_length (rows), >, 0);
}

/* A code nobody wrote down is shown as it is. */
static void
test_unknown_code (gconstpointer data)
{
  const Exchange *exchange = data;
  const char *code = g_str_equal (exchange->key.exchange, "kraken") ? "EMade:Up" : "987654";
  g_autofree char *reply = make_reply (exchange, 0, code, "made-up words");
  g_autofree char *faults = after_time (exchange, reply);
  g_autoptr(KtReport) report = NULL;
  g_auto(ProbeKit) kit = { 0 };

  probe_kit_init_for_key (&kit, &exchange->key, faults);
  report = probe_kit_check (&kit, &exchange->key);
  g_assert_cmphex (report->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_REFUSED));
  g_assert_cmpstr (report->code, ==, code);
  g_assert_nonnull (report->message);
  g_assert_cmpuint (probe_kit_count_requests (&kit), ==, exchange->time_path ? 2 : 1);
}

/* ── Part two: what the network and a sick server do ───────────────────────── */

typedef struct {
  const char *name;
  const char *explanation;
  const char *fault;
  const char *outcomes;
  const char *code;             /* NULL: whatever the exchange says */
  gboolean    of_connection;    /* strikes before any request */
  guint       n_signed;         /* signed requests that reached the server */
} Fault;

#define BAD_CERTIFICATE(kind) "{\"kind\": \"bad-certificate\", \"certificate\": \"" kind "\"}"

static const Fault faults_of_all[] = {
  { "slow", "slow is not broken", "{\"kind\": \"slow\", \"delay_ms\": 150}", "works", NULL, FALSE, 1 },
  { "hang", "the limit in all ends it", "{\"kind\": \"hang\"}", "unreachable-timeout", "waiting", FALSE, 1 },
  { "cut", "half a reply tells nothing", "{\"kind\": \"cut\"}", "unreadable-reply", "cut-off", FALSE, 1 },
  { "drop", "hung up on: not sent again", "{\"kind\": \"drop\"}", "unreachable-refused", NULL, FALSE, 1 },
  { "garbage", "bytes that are no JSON", "{\"kind\": \"garbage\"}", "unreadable-reply", NULL, FALSE, 1 },
  { "not-http", "nonsense for a status line", "{\"kind\": \"not-http\"}", "unreadable-reply", "not-http", FALSE, 1 },
  { "huge", "2 MiB are not read", "{\"kind\": \"huge\"}", "unreadable-reply", "too-large", FALSE, 1 },
  { "redirect", "nobody is followed, not even to the same host",
    "{\"kind\": \"redirect\", \"location\": \"/elsewhere\"}", "unreadable-reply", NULL, FALSE, 1 },
  { "status", "a bare 500 is the exchange's trouble", "{\"kind\": \"status\"}", "maintenance", NULL, FALSE, 1 },
  { "rate-limited", "in each exchange's own words", "{\"kind\": \"rate-limited\", \"retry_after\": 3}", "rate-limited", NULL, FALSE, 1 },
  { "banned", "418", "{\"kind\": \"banned\"}", "rate-limited", NULL, FALSE, 1 },
  { "maintenance", "in each exchange's own words", "{\"kind\": \"maintenance\"}", "maintenance", NULL, FALSE, 1 },
  { "empty", "an empty 200 is no yes", "{\"kind\": \"empty\"}", "unreadable-reply", NULL, FALSE, 1 },
  { "stall", "the limit to connect ends it, for the time and for the key",
    "{\"kind\": \"stall\"}", "unreachable-timeout", "connecting", TRUE, 0 },
  { "refuse", "no way there", "{\"kind\": \"refuse\"}", "unreachable-refused", NULL, TRUE, 0 },
  { "reset", "cut before TLS", "{\"kind\": \"reset\"}", "unreachable-tls", "handshake", TRUE, 0 },
  { "no-tls", "something else listens", "{\"kind\": \"no-tls\"}", "unreachable-tls", "handshake", TRUE, 0 },
  { "expired", "nothing is sent", BAD_CERTIFICATE ("expired"), "unreachable-tls", "certificate-expired", TRUE, 0 },
  { "future", "nothing is sent", BAD_CERTIFICATE ("future"), "unreachable-tls", "certificate-not-yet-valid", TRUE, 0 },
  { "wrong-host", "nothing is sent", BAD_CERTIFICATE ("wrong-host"), "unreachable-tls", "certificate-wrong-host", TRUE, 0 },
  { "self-signed", "nothing is sent", BAD_CERTIFICATE ("self-signed"), "unreachable-tls", "certificate-unknown-authority", TRUE, 0 },
};

static KtReport *
check_with_fault (const Exchange *exchange,
                  const char     *fault,
                  gboolean        of_connection,
                  guint           n_signed)
{
  g_autofree char *faults = of_connection ? g_strdup (fault) : after_time (exchange, fault);
  guint n_expected = n_signed + (exchange->time_path && !of_connection ? 1 : 0);
  KtReport *report;
  g_auto(ProbeKit) kit = { 0 };

  probe_kit_init_for_key (&kit, &exchange->key, faults);
  /* Short only where it is waited for: a busy computer must not run into them. */
  if (strstr (fault, "hang"))
    kt_prober_set_limits (kit.prober, 60000, 1000 * kt_test_patience ());
  else if (strstr (fault, "stall"))
    kt_prober_set_limits (kit.prober, 300, 60000);
  report = probe_kit_check (&kit, &exchange->key);
  g_assert_cmpuint (probe_kit_count_requests (&kit), ==, n_expected);
  g_assert_cmpuint (exchange_server_count_log (kit.server, "elsewhere"), ==, 0);
  return report;
}

static void
test_fault (gconstpointer data)
{
  const Fault *fault = data;

  g_test_message ("%s", fault->explanation);
  for (guint i = 0; i < G_N_ELEMENTS (exchanges); i++)
    {
      g_autoptr(KtReport) report = check_with_fault (&exchanges[i], fault->fault, fault->of_connection, fault->n_signed);
      g_autofree char *outcomes = kt_outcomes_to_string (report->outcomes);

      g_test_message ("%s", exchanges[i].key.exchange);
      g_assert_cmpstr (outcomes, ==, fault->outcomes);
      if (fault->code)
        g_assert_cmpstr (report->code, ==, fault->code);
      g_assert_true (kt_report_is_good (report) || kt_report_get_rights (report) == KT_RIGHTS_NONE);
      assert_said (report, exchanges[i].key.exchange);
    }
}

/* A firewall's page means what the definition says of its status, or nothing that is known. */
static void
test_html (void)
{
  static const char *const outcomes[] = { "refused", "rate-limited", "refused", "refused", "rate-limited,region-blocked", "refused" };

  for (guint i = 0; i < G_N_ELEMENTS (exchanges); i++)
    {
      g_autoptr(KtReport) report = check_with_fault (&exchanges[i], "{\"kind\": \"html\"}", FALSE, 1);
      g_autofree char *said = kt_outcomes_to_string (report->outcomes);

      g_assert_cmpstr (said, ==, outcomes[i]);
      g_assert_cmpuint (report->status, ==, 403);
      assert_said (report, exchanges[i].key.exchange);
    }
}

/* A number that a double cannot hold is not told, and what else is told stands. */
static void
test_big_number (void)
{
  g_autoptr(KtReport) report =
    check_with_fault (&exchanges[1], "{\"kind\": \"big-number\", \"member\": \"createTime\"}", FALSE, 1);

  g_assert_cmphex (report->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_WORKS));
  g_assert_cmpint (report->created_ms, ==, 0);
  g_assert_true (report->confirmed & KT_RIGHTS_BIT (KT_RIGHT_SPOT));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (exchanges); i++)
    {
      g_autofree char *rows = g_strconcat ("/prober-faults/rows/", exchanges[i].key.exchange, NULL);
      g_autofree char *unknown = g_strconcat ("/prober-faults/unknown-code/", exchanges[i].key.exchange, NULL);

      g_test_add_data_func (rows, &exchanges[i], test_rows);
      g_test_add_data_func (unknown, &exchanges[i], test_unknown_code);
    }
  g_test_add_func ("/prober-faults/html", test_html);
  g_test_add_func ("/prober-faults/big-number", test_big_number);
  for (guint i = 0; i < G_N_ELEMENTS (faults_of_all); i++)
    {
      g_autofree char *path = g_strconcat ("/prober-faults/", faults_of_all[i].name, NULL);

      g_test_add_data_func (path, &faults_of_all[i], test_fault);
    }
  return g_test_run ();
}
