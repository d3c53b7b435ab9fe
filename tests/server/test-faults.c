/* test-faults.c: does the exchange server misbehave as told, and behave otherwise?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <signal.h>
#include <string.h>

#include "test-client.h"

#define TIME     "https://api.bitget.com/api/v2/public/time"
#define LIMIT_MS 10000

static ExchangeServer *server;

static void
play_faults (const char *faults)
{
  g_autofree char *document = g_strdup_printf ("{\"clock_ms\":1700000000123,\"faults\":[%s]}", faults);

  exchange_server_set_document (server, document);
}

/* A new client, so that a connection made before cannot hide a fault of the connection. */
static void
ask (const char *url, guint limit_ms, Answer *ret_answer)
{
  g_auto (Client) client = { 0 };

  client_init (&client, server);
  client_ask (&client, "GET", url, NULL, NULL, limit_ms, ret_answer);
}

/* ── Faults that are a reply ───────────────────────────────────────────────── */

typedef struct
{
  const char *fault, *url;
  guint status;
  const char *body_has;     /* %NULL: not looked at */
  const char *explanation;
} Row;

static const Row rows[] = {
  { "{\"kind\":\"status\"}", TIME, 500, "went wrong", "5xx" },
  { "{\"kind\":\"status\",\"status\":503,\"body\":\"full\"}", TIME, 503, "full", "a chosen status and body" },
  { "{\"kind\":\"rate-limited\"}", TIME, 429, "Too Many Requests", "Bitget's own words" },
  { "{\"kind\":\"rate-limited\"}", "https://api.kraken.com/0/public/Time", 200, "EAPI:Rate limit exceeded",
    "Kraken says it with 200" },
  { "{\"kind\":\"rate-limited\"}", "https://api.bybit.com/v5/market/time", 200, "10006", "so does Bybit" },
  { "{\"kind\":\"rate-limited\",\"status\":429}", "https://api.bybit.com/v5/market/time", 429, "10006",
    "a status of one's own" },
  { "{\"kind\":\"banned\"}", "https://api.binance.com/api/v3/time", 418, "-1003", "418" },
  { "{\"kind\":\"maintenance\"}", TIME, 400, "40200", "Bitget" },
  { "{\"kind\":\"maintenance\"}", "https://api.binance.com/api/v3/time", 503, "-1008", "Binance" },
  { "{\"kind\":\"maintenance\"}", "https://www.okx.com/api/v5/public/time", 503, "50001", "OKX" },
  { "{\"kind\":\"maintenance\"}", "https://api.kraken.com/0/public/Time", 200, "EService:Unavailable", "Kraken" },
  { "{\"kind\":\"maintenance\"}", "https://api.coinbase.com/api/v3/brokerage/time", 500, "internal_server_error",
    "Coinbase" },
  { "{\"kind\":\"html\"}", TIME, 403, "<html>", "a firewall's page" },
  { "{\"kind\":\"empty\"}", TIME, 200, "", "no body" },
  { "{\"kind\":\"error\",\"code\":\"40014\"}", TIME, 400, "Incorrect permissions", "a documented error by its code" },
  { "{\"kind\":\"error\",\"code\":\"50011\"}", "https://www.okx.com/api/v5/public/time", 429, "\"code\":\"50011\"",
    "with its documented status" },
  { "{\"kind\":\"error\",\"code\":\"99999\",\"message\":\"new\",\"status\":409}", TIME, 409, "\"msg\":\"new\"",
    "an error nobody knows" },
  { "{\"kind\":\"big-number\"}", "https://api.binance.com/api/v3/time", 200, "{\"serverTime\":9007199254740993123}",
    "a number beyond 53 bits" },
  { "{\"kind\":\"big-number\",\"member\":\"serverTime\",\"value\":\"1e400\"}", TIME, 200,
    "\"requestTime\":1700000000123,\"data\":{\"serverTime\":\"1e400\"}", "in a chosen member" },
  { "{\"kind\":\"reply\",\"status\":201,\"body\":\"{}\"}", TIME, 201, "{}", "anything" },
  { "{\"kind\":\"slow\",\"delay_ms\":50}", TIME, 200, "1700000000123", "late, but right" },
};

static void
test_replies (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (Answer) answer = { 0 };

      play_faults (rows[i].fault);
      ask (rows[i].url, LIMIT_MS, &answer);
      g_test_message ("%s: %s", rows[i].explanation, answer.body);
      g_assert_no_error (answer.error);
      g_assert_cmpuint (answer.status, ==, rows[i].status);
      if (*rows[i].body_has)
        g_assert_nonnull (strstr (answer.body, rows[i].body_has));
      else
        g_assert_cmpuint (answer.length, ==, 0);
    }
}

static void
test_headers (void)
{
  g_auto (Answer) answer = { 0 };

  play_faults ("{\"kind\":\"rate-limited\",\"retry_after\":7}");
  ask (TIME, LIMIT_MS, &answer);
  g_assert_cmpstr (answer.retry_after, ==, "7");
  play_faults ("{\"kind\":\"banned\"}");
  ask (TIME, LIMIT_MS, &answer);
  g_assert_cmpstr (answer.retry_after, ==, "120");
  play_faults ("{\"kind\":\"reply\",\"headers\":{\"Retry-After\":\"later\"}}");
  ask (TIME, LIMIT_MS, &answer);
  g_assert_cmpstr (answer.retry_after, ==, "later");
  play_faults ("{\"kind\":\"redirect\"}");
  ask (TIME, LIMIT_MS, &answer);
  g_assert_cmpuint (answer.status, ==, 302);
  g_assert_cmpstr (answer.location, ==, "https://elsewhere.example/");
}

static void
test_bodies (void)
{
  g_auto (Answer) answer = { 0 };

  play_faults ("{\"kind\":\"garbage\",\"bytes\":1000}");
  ask (TIME, LIMIT_MS, &answer);
  g_assert_cmpuint (answer.length, ==, 1000);
  g_assert_false (g_utf8_validate (answer.body, -1, NULL));
  play_faults ("{\"kind\":\"huge\"}");
  ask (TIME, LIMIT_MS, &answer);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (answer.length, ==, 2 * 1024 * 1024);
  g_assert_true (g_str_has_suffix (answer.body, "x\"}"));
}

/* ── Faults that are no reply ──────────────────────────────────────────────── */

static void
test_broken (void)
{
  static const struct
  {
    const char *fault, *explanation;
  } broken[] = {
    { "{\"kind\":\"cut\"}", "half of the body" },
    { "{\"kind\":\"cut\",\"bytes\":0}", "nothing of the body" },
    { "{\"kind\":\"cut\",\"bytes\":100000}", "all of it but less than promised" },
    { "{\"kind\":\"drop\"}", "closed without a reply" },
    { "{\"kind\":\"not-http\"}", "nonsense instead of HTTP" },
    { "{\"kind\":\"reset\"}", "reset before TLS" },
    { "{\"kind\":\"no-tls\"}", "something that is not TLS" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_auto (Answer) answer = { 0 };

      play_faults (broken[i].fault);
      ask (TIME, LIMIT_MS, &answer);
      g_test_message ("%s: %s", broken[i].explanation, answer.error ? answer.error->message : "no error");
      g_assert_nonnull (answer.error);
      g_assert_false (g_error_matches (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
      g_assert_cmpuint (answer.length, ==, 0);
    }
}

/* libsoup hands the proxy's refusal on as if it were the host's own reply. */
static void
test_refuse (void)
{
  g_auto (Answer) answer = { 0 };

  play_faults ("{\"kind\":\"refuse\"},{\"kind\":\"status\"}");
  ask (TIME, LIMIT_MS, &answer);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (answer.status, ==, 502);
  g_assert_cmpuint (exchange_server_count_log (server, "\"fault\":\"refuse\""), ==, 1);
}

static void
test_never (void)
{
  static const char *const never[] = { "hang", "stall" };

  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    {
      g_autofree char *fault = g_strdup_printf ("{\"kind\":\"%s\"}", never[i]);
      g_auto (Answer) answer = { 0 };

      play_faults (fault);
      ask (TIME, 400, &answer);
      g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  g_assert_cmpuint (exchange_server_count_log (server, "\"fault\":\"hang\""), ==, 1);
  g_assert_cmpuint (exchange_server_count_log (server, "\"fault\":\"stall\""), ==, 1);
}

static void
test_slow (void)
{
  g_auto (Answer) answer = { 0 };
  gint64 begin = g_get_monotonic_time ();

  play_faults ("{\"kind\":\"slow\",\"delay_ms\":300}");
  ask (TIME, LIMIT_MS, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 300 * 1000);
  /* a client that does not wait for it does no harm */
  ask (TIME, 50, &answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  ask (TIME, LIMIT_MS, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
}

static void
test_certificates (void)
{
  static const struct
  {
    const char *name;
    GTlsCertificateFlags flag;
  } certificates[] = {
    { "expired", G_TLS_CERTIFICATE_EXPIRED },
    { "future", G_TLS_CERTIFICATE_NOT_ACTIVATED },
    { "wrong-host", G_TLS_CERTIFICATE_BAD_IDENTITY },
    { "self-signed", G_TLS_CERTIFICATE_UNKNOWN_CA },
  };

  for (guint i = 0; i < G_N_ELEMENTS (certificates); i++)
    {
      g_autofree char *fault = g_strdup_printf ("{\"kind\":\"bad-certificate\",\"certificate\":\"%s\",\"host\":\"api.bitget.com\"}",
                                                certificates[i].name);
      g_auto (Answer) answer = { 0 };

      play_faults (fault);
      ask (TIME, LIMIT_MS, &answer);
      g_assert_error (answer.error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);
      g_assert_cmpuint (answer.tls_errors, ==, certificates[i].flag);
      ask ("https://api.kraken.com/0/public/Time", LIMIT_MS, &answer);
      g_assert_no_error (answer.error);
    }
}

/* ── Whom a fault strikes, and when ────────────────────────────────────────── */

static void
assert_statuses (const char *url, guint first, guint second, guint third, guint fourth)
{
  guint expected[] = { first, second, third, fourth };
  g_auto (Client) client = { 0 };

  client_init (&client, server);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_auto (Answer) answer = { 0 };

      client_ask (&client, "GET", url, NULL, NULL, LIMIT_MS, &answer);
      g_assert_no_error (answer.error);
      g_assert_cmpuint (answer.status, ==, expected[i]);
    }
}

static void
test_matching (void)
{
  play_faults ("{\"kind\":\"status\",\"after\":1,\"times\":2}");
  assert_statuses (TIME, 200, 500, 500, 200);
  play_faults ("{\"kind\":\"status\",\"exchange\":\"kraken\"}");
  assert_statuses (TIME, 200, 200, 200, 200);
  play_faults ("{\"kind\":\"status\",\"host\":\"api.bitget.com\",\"path\":\"/api/v2/*\"}");
  assert_statuses (TIME, 500, 500, 500, 500);
  play_faults ("{\"kind\":\"status\",\"path\":\"/api/v2/public\"}");
  assert_statuses (TIME, 200, 200, 200, 200);
  play_faults ("{\"kind\":\"status\",\"method\":\"POST\"}");
  assert_statuses (TIME, 200, 200, 200, 200);
  play_faults ("{\"kind\":\"status\",\"times\":1},{\"kind\":\"status\",\"status\":502,\"times\":1}");
  assert_statuses (TIME, 500, 502, 200, 200);
}

static void
test_bad_document (void)
{
  static const char *const documents[] = {
    "", "[]", "{\"accounts\":{}}", "{\"acounts\":[]}", "{\"faults\":[{\"kind\":\"slowly\"}]}",
    "{\"accounts\":[{\"exchange\":\"bitgit\"}]}",
    "{\"faults\":[{\"kind\":\"slow\",\"exchange\":\"bitgit\"}]}",
    "{\"faults\":[{\"kind\":\"bad-certificate\",\"certificate\":\"good\"}]}",
    "{\"accounts\":[{\"exchange\":\"bitget\",\"keys\":[{\"api_key\":\"a\"}]}]}",
    "{\"accounts\":[{\"exchange\":\"bitget\",\"keys\":[{\"api_key\":\"a\",\"secret\":1}]}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_auto (Answer) answer = { 0 };

      exchange_server_set_document (server, documents[i]);
      ask (TIME, LIMIT_MS, &answer);
      g_test_message ("%s: %s", documents[i], answer.body);
      g_assert_cmpuint (answer.status, ==, 500);
      g_assert_cmpuint (answer.length, >, 10);
    }
  play_faults ("");
  assert_statuses (TIME, 200, 200, 200, 200);
}

static void
test_bounds (void)
{
  g_autofree char *large = g_strnfill (100 * 1024, 'x');
  g_auto (Client) client = { 0 };
  g_auto (Answer) answer = { 0 };

  play_faults ("");
  client_init (&client, server);
  client_ask (&client, "POST", TIME, NULL, large, LIMIT_MS, &answer);
  g_assert_cmpuint (answer.status, ==, 413);
  client_ask (&client, "GET", "https://localhost/", NULL, NULL, LIMIT_MS, &answer);
  g_assert_cmpuint (answer.status, ==, 404);
}

/* ── The program ───────────────────────────────────────────────────────────── */

static GSubprocess *
run (const char *first, ...)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GSubprocess *process;
  va_list list;

  g_ptr_array_add (arguments, (gpointer) EXCHANGE_SERVER_PROGRAM);
  va_start (list, first);
  for (const char *argument = first; argument; argument = va_arg (list, const char *))
    g_ptr_array_add (arguments, (gpointer) argument);
  va_end (list);
  g_ptr_array_add (arguments, NULL);
  process = g_subprocess_newv ((const char *const *) arguments->pdata,
                               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                   | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                               &error);
  g_assert_no_error (error);
  return process;
}

static void
test_lifetime (void)
{
  g_autoptr (GSubprocess) process = run ("--lifetime", "1", "--keep", NULL);
  g_autoptr (GError) error = NULL;

  /* its standard input ends at once, and yet it lives until its time is over */
  g_output_stream_close (g_subprocess_get_stdin_pipe (process), NULL, NULL);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

static void
test_signal (void)
{
  g_autoptr (GSubprocess) process = run ("--keep", NULL);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autofree char *ready = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  g_autoptr (JsonNode) node = json_from_string (ready, NULL);
  const char *ca_file = json_object_get_string_member (json_node_get_object (node), "ca_file");
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_test (ca_file, G_FILE_TEST_EXISTS));
  g_subprocess_send_signal (process, SIGTERM);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (ca_file, G_FILE_TEST_EXISTS));
}

static void
test_help (void)
{
  static const char *const words[] = { "--accounts", "\"rights\"", "bad-certificate", "big-number", "api.bitget.com" };
  g_autoptr (GSubprocess) process = run ("--help", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &text, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_nonnull (strstr (text, words[i]));
}

static void
test_wrong_start (void)
{
  g_autoptr (GSubprocess) process = run ("--accounts", "/nonexistent/accounts.json", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &text, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 2);
  g_assert_nonnull (strstr (text, "accounts.json"));
}

/* It may know nothing of Keyturn: what it accepts would prove nothing else. */
static void
test_independent (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "server", NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;
  guint seen = 0;

  g_assert_nonnull (folder);
  while ((name = g_dir_read_name (folder)))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *text = NULL;

      if (!g_str_has_suffix (name, ".c") || g_str_has_prefix (name, "test-"))
        continue;
      g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
      g_assert_null (strstr (text, "#include \"kt-"));
      g_assert_null (strstr (text, "#include <kt-"));
      seen++;
    }
  g_assert_cmpuint (seen, >, 15);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  server = exchange_server_new ("{}", &error);
  g_assert_no_error (error);
  g_test_add_func ("/exchange-server/fault/replies", test_replies);
  g_test_add_func ("/exchange-server/fault/headers", test_headers);
  g_test_add_func ("/exchange-server/fault/bodies", test_bodies);
  g_test_add_func ("/exchange-server/fault/broken", test_broken);
  g_test_add_func ("/exchange-server/fault/refuse", test_refuse);
  g_test_add_func ("/exchange-server/fault/never", test_never);
  g_test_add_func ("/exchange-server/fault/slow", test_slow);
  g_test_add_func ("/exchange-server/fault/certificates", test_certificates);
  g_test_add_func ("/exchange-server/fault/matching", test_matching);
  g_test_add_func ("/exchange-server/document/mistakes", test_bad_document);
  g_test_add_func ("/exchange-server/bounds", test_bounds);
  g_test_add_func ("/exchange-server/program/lifetime", test_lifetime);
  g_test_add_func ("/exchange-server/program/signal", test_signal);
  g_test_add_func ("/exchange-server/program/help", test_help);
  g_test_add_func ("/exchange-server/program/wrong-start", test_wrong_start);
  g_test_add_func ("/exchange-server/independent", test_independent);
  result = g_test_run ();
  exchange_server_free (server);
  return result;
}
