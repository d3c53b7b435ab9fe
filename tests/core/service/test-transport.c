/* test-transport.c: one HTTPS request, whatever the other side does
 *
 * Requests are made by hand here, as nothing of their signature matters.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "exchange-server.h"
#include "kt-error.h"
#include "kt-test-resolver.h"
#include "kt-test-util.h"
#include "kt-transport.h"

#define HOST "api.bitget.com"
#define OK_REPLY "{\"kind\": \"reply\", \"body\": \"{\\\"made\\\":\\\"up\\\"}\"}"

typedef struct {
  const char *name;
  const char *explanation;
  const char *fault;            /* JSON */
  int         failure;          /* KtOutcome, or -1: there is a reply */
  const char *reason;
  guint       status;
  guint       requests;         /* that reached the server */
} Row;

static const Row rows[] = {
  { "reply", "status, body and date arrive", OK_REPLY, -1, NULL, 200, 1 },
  { "slow", "slower than usual, within the limits", "{\"kind\": \"slow\", \"delay_ms\": 100}", -1, NULL, 400, 1 },
  { "hang", "never a reply: the limit in all", "{\"kind\": \"hang\"}", KT_OUTCOME_UNREACHABLE_TIMEOUT, "waiting", 0, 1 },
  { "stall", "never a connection: the limit to connect", "{\"kind\": \"stall\"}",
    KT_OUTCOME_UNREACHABLE_TIMEOUT, "connecting", 0, 0 },
  { "proxy-refuses", "what a proxy answers is not the exchange's reply", "{\"kind\": \"refuse\"}",
    KT_OUTCOME_UNREACHABLE_REFUSED, NULL, 0, 0 },
  { "proxy-redirects", "nor is a page that it would like to show", "{\"kind\": \"refuse\", \"status\": 302}",
    KT_OUTCOME_UNREACHABLE_REFUSED, NULL, 0, 0 },
  { "proxy-wants-login", "nor its wish for a password", "{\"kind\": \"refuse\", \"status\": 407}",
    KT_OUTCOME_UNREACHABLE_REFUSED, NULL, 0, 0 },
  { "reset", "cut before TLS began", "{\"kind\": \"reset\"}", KT_OUTCOME_UNREACHABLE_TLS, "handshake", 0, 0 },
  { "no-tls", "something that does not speak TLS", "{\"kind\": \"no-tls\"}", KT_OUTCOME_UNREACHABLE_TLS, "handshake", 0, 0 },
  { "certificate-expired", "nothing is sent under an expired certificate",
    "{\"kind\": \"bad-certificate\", \"certificate\": \"expired\"}", KT_OUTCOME_UNREACHABLE_TLS, "certificate-expired", 0, 0 },
  { "certificate-future", "… nor one that is not valid yet",
    "{\"kind\": \"bad-certificate\", \"certificate\": \"future\"}", KT_OUTCOME_UNREACHABLE_TLS, "certificate-not-yet-valid", 0, 0 },
  { "certificate-wrong-host", "… nor another host's",
    "{\"kind\": \"bad-certificate\", \"certificate\": \"wrong-host\"}", KT_OUTCOME_UNREACHABLE_TLS, "certificate-wrong-host", 0, 0 },
  { "certificate-self-signed", "… nor one that vouches for itself",
    "{\"kind\": \"bad-certificate\", \"certificate\": \"self-signed\"}",
    KT_OUTCOME_UNREACHABLE_TLS, "certificate-unknown-authority", 0, 0 },
  { "drop", "read and hung up on: not sent again", "{\"kind\": \"drop\"}", KT_OUTCOME_UNREACHABLE_REFUSED, NULL, 0, 1 },
  { "cut", "half a reply is none", "{\"kind\": \"cut\"}", KT_OUTCOME_UNREADABLE_REPLY, "cut-off", 0, 1 },
  { "not-http", "nonsense for a status line", "{\"kind\": \"not-http\"}", KT_OUTCOME_UNREADABLE_REPLY, "not-http", 0, 1 },
  { "huge", "more than 1 MiB is not read", "{\"kind\": \"huge\"}", KT_OUTCOME_UNREADABLE_REPLY, "too-large", 0, 1 },
  { "largest", "exactly 1 MiB is", "{\"kind\": \"huge\", \"bytes\": 1048576}", -1, NULL, 200, 1 },
  { "one-more", "a byte more is not", "{\"kind\": \"huge\", \"bytes\": 1048577}", KT_OUTCOME_UNREADABLE_REPLY, "too-large", 0, 1 },
  { "redirect", "handed on as it is, never followed", "{\"kind\": \"redirect\", \"location\": \"https://api.bitget.com/elsewhere\"}",
    -1, NULL, 302, 1 },
  { "redirect-kept", "… nor one that keeps the method", "{\"kind\": \"redirect\", \"status\": 307, \"location\": \"/elsewhere\"}",
    -1, NULL, 307, 1 },
  { "login-wanted", "no password is looked for", "{\"kind\": \"reply\", \"status\": 401, \"body\": \"{}\", "
    "\"headers\": {\"WWW-Authenticate\": \"Basic realm=\\\"made up\\\"\"}}", -1, NULL, 401, 1 },
  { "server-error", "5xx is a reply", "{\"kind\": \"status\", \"status\": 503}", -1, NULL, 503, 1 },
  { "empty", "no body is a reply too", "{\"kind\": \"empty\"}", -1, NULL, 200, 1 },
};

/* ── Helpers ───────────────────────────────────────────────────────────────── */

static KtTransport *
make_transport (ExchangeServer *server)
{
  KtTransport *transport;

  if (server)
    {
      g_setenv ("KEYTURN_TEST_PROXY", exchange_server_get_proxy_uri (server), TRUE);
      g_setenv ("KEYTURN_TEST_CA", exchange_server_get_ca_file (server), TRUE);
    }
  transport = kt_transport_new ();
  /* Wide, so that a busy computer is not taken for a slow exchange. */
  kt_transport_set_limits (transport, 10000 * kt_test_patience (), 10000 * kt_test_patience ());
  g_unsetenv ("KEYTURN_TEST_PROXY");
  g_unsetenv ("KEYTURN_TEST_CA");
  return transport;
}

static ExchangeServer *
start_server (const char *faults)
{
  g_autofree char *document = g_strdup_printf ("{\"accounts\": [], \"faults\": [%s]}", faults);
  g_autoptr(GError) error = NULL;
  ExchangeServer *server = exchange_server_new (document, &error);

  g_assert_no_error (error);
  return server;
}

static void
start (KtTransport          *transport,
       const char           *method,
       const char           *url,
       GCancellable         *cancellable,
       GAsyncResult        **slot)
{
  static char *hosts[] = { (char *) HOST, (char *) "other.example", NULL };
  g_autoptr(GPtrArray) headers = g_ptr_array_new ();
  g_autoptr(GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr(KtSecret) passphrase = kt_secret_new ("made-up passphrase", -1);
  g_autoptr(KtSecret) body = kt_secret_new ("{\"made\":\"up\"}", -1);
  KtHeader type = { (char *) "Content-Type", (char *) "application/json", NULL };
  KtHeader secret = { (char *) "ACCESS-PASSPHRASE", NULL, passphrase };
  KtSignedRequest request = { (char *) method, (char *) g_uri_get_host (uri), (char *) g_uri_get_path (uri), (char *) url,
                              headers, NULL, g_str_equal (method, "POST") ? body : NULL };

  g_ptr_array_add (headers, &type);
  g_ptr_array_add (headers, &secret);
  kt_transport_send_async (transport, &request, hosts, cancellable, kt_test_keep_result, slot);
}

static KtTransportReply *
ask (KtTransport *transport,
     const char  *method,
     const char  *url)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  KtTransportReply *reply;

  start (transport, method, url, NULL, &result);
  kt_test_await (&result);
  reply = kt_transport_send_finish (transport, result, &error);
  g_assert_no_error (error);
  return reply;
}

static void
assert_failure (const KtTransportReply *reply,
                int                     failure,
                const char             *reason)
{
  g_assert_cmpstr (kt_outcome_to_word (MAX (0, kt_outcomes_get_single (reply->failure))), ==,
                   kt_outcome_to_word (MAX (0, failure)));
  g_assert_cmphex (reply->failure, ==, failure < 0 ? 0 : KT_OUTCOMES_BIT (failure));
  g_assert_cmpstr (reply->reason, ==, reason);
}

/* ── Tests ─────────────────────────────────────────────────────────────────── */

static void
test_row (gconstpointer data)
{
  static const char *const methods[] = { "GET", "POST" };
  const Row *row = data;

  g_test_message ("%s", row->explanation);
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autoptr(ExchangeServer) server = start_server (row->fault);
      g_autoptr(KtTransport) transport = make_transport (server);
      g_autoptr(KtTransportReply) reply = NULL;

      if (g_strcmp0 (row->reason, "connecting") == 0)
        kt_transport_set_limits (transport, 400, 60000);
      else if (g_strcmp0 (row->reason, "waiting") == 0)
        kt_transport_set_limits (transport, 60000, 2000 * kt_test_patience ());
      reply = ask (transport, methods[i], "https://" HOST "/api/v2/made/up?a=%20b");
      assert_failure (reply, row->failure, row->reason);
      g_assert_cmpuint (reply->status, ==, row->status);
      g_assert_cmpuint (exchange_server_count_log (server, "\"event\":\"request\""), ==, row->requests);
      g_assert_true (row->failure < 0 || (reply->length == 0 && !reply->date));
      g_assert_true (row->failure >= 0 || reply->date);
      if (row->requests)
        g_assert_cmpuint (exchange_server_count_log (server, "\"target\":\"/api/v2/made/up?a=%20b\""), ==, row->requests);
    }
}

static void
test_body (void)
{
  g_autoptr(ExchangeServer) server = start_server (OK_REPLY);
  g_autoptr(KtTransport) transport = make_transport (server);
  gint64 before_ms = g_get_real_time () / 1000;
  g_autoptr(KtTransportReply) reply = ask (transport, "GET", "https://" HOST "/time");

  g_assert_cmpmem (reply->body, reply->length, "{\"made\":\"up\"}", 13);
  g_assert_cmpint (reply->retry_after_ms, ==, -1);
  g_assert_cmpint (reply->sent_ms, >=, before_ms);
  g_assert_cmpint (reply->sent_ms + reply->duration_ms, <=, g_get_real_time () / 1000 + 1);
}

/* libsoup would repeat a request on a kept connection that turns out to be closed. */
static void
test_kept_connection (gconstpointer data)
{
  const char *method = data;
  g_autoptr(ExchangeServer) server = start_server ("{\"kind\": \"drop\", \"after\": 1}, " OK_REPLY);
  g_autoptr(KtTransport) transport = make_transport (server);
  g_autoptr(KtTransportReply) first = ask (transport, method, "https://" HOST "/time");
  g_autoptr(KtTransportReply) second = ask (transport, method, "https://" HOST "/time");

  assert_failure (first, -1, NULL);
  assert_failure (second, KT_OUTCOME_UNREACHABLE_REFUSED, NULL);
  g_assert_cmpuint (exchange_server_count_log (server, "\"event\":\"connect\""), ==, 1);
  g_assert_cmpuint (exchange_server_count_log (server, "\"event\":\"request\""), ==, 2);
}

/* What was too large must not be read to its end by the next one either. */
static void
test_after_huge (void)
{
  g_autoptr(ExchangeServer) server = start_server ("{\"kind\": \"huge\", \"times\": 1, \"bytes\": 33554432}, " OK_REPLY);
  g_autoptr(KtTransport) transport = make_transport (server);
  g_autoptr(KtTransportReply) first = ask (transport, "GET", "https://" HOST "/time");
  g_autoptr(KtTransportReply) second = ask (transport, "GET", "https://" HOST "/time");

  assert_failure (first, KT_OUTCOME_UNREADABLE_REPLY, "too-large");
  assert_failure (second, -1, NULL);
  g_assert_cmpmem (second->body, second->length, "{\"made\":\"up\"}", 13);
}

static void
test_retry_after (void)
{
  g_autoptr(ExchangeServer) server = start_server ("{\"kind\": \"banned\", \"retry_after\": 7}");
  g_autoptr(KtTransport) transport = make_transport (server);
  g_autoptr(KtTransportReply) reply = ask (transport, "GET", "https://" HOST "/time");

  g_assert_cmpuint (reply->status, ==, 418);
  g_assert_cmpint (reply->retry_after_ms, ==, 7000);
}

static void
test_parse_retry_after (void)
{
  static const struct { const char *text; gint64 ms; const char *explanation; } looks[] = {
    { "0", 0, "at once" },
    { "120", 120000, "seconds" },
    { "Wed, 15 Nov 2023 00:00:00 GMT", 6400000, "a date" },
    { "Mon, 13 Nov 2023 00:00:00 GMT", 0, "a date that is past" },
    { "4294967295", 4294967295000, "the most" },
    { "4294967296", -1, "too much" },
    { "-5", -1, "less than nothing" },
    { "1.5", -1, "no whole number" },
    { "", -1, "nothing" },
    { "soon", -1, "a word" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      g_test_message ("%s", looks[i].explanation);
      g_assert_cmpint (kt_transport_parse_retry_after (looks[i].text, 1700000000000), ==, looks[i].ms);
    }
}

static void
test_cancel (gconstpointer data)
{
  const char *fault = data;
  g_autoptr(ExchangeServer) server = start_server (fault);
  g_autoptr(KtTransport) transport = make_transport (server);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(KtTransportReply) reply = NULL;

  kt_transport_set_limits (transport, 60000, 60000);
  start (transport, "GET", "https://" HOST "/time", cancellable, &result);
  kt_test_wait_for (exchange_server_count_log (server, "\"fault\"") == 1);
  g_cancellable_cancel (cancellable);
  kt_test_await (&result);
  reply = kt_transport_send_finish (transport, result, &error);
  g_assert_no_error (error);
  assert_failure (reply, KT_OUTCOME_CANCELLED, NULL);
}

/* Names are looked up here by a resolver of the test: no question leaves this computer. */
static void
test_name_unknown (void)
{
  g_autoptr(KtTransport) transport = make_transport (NULL);
  g_autoptr(KtTransportReply) reply = NULL;

  kt_test_resolver_install (FALSE);
  reply = ask (transport, "GET", "https://" HOST "/time");
  assert_failure (reply, KT_OUTCOME_UNREACHABLE_DNS, NULL);
}

static void
test_refused (void)
{
  g_autoptr(KtTransport) transport = make_transport (NULL);
  g_autoptr(KtTransportReply) reply = NULL;

  kt_test_resolver_install (TRUE);
  reply = ask (transport, "GET", "https://" HOST "/time");
  assert_failure (reply, KT_OUTCOME_UNREACHABLE_REFUSED, NULL);
}

static void
test_not_secure (void)
{
  static const struct { const char *url; const char *explanation; } looks[] = {
    { "http://" HOST "/time", "not HTTPS" },
    { "https://evil.example/time", "not a host of the definition" },
    { "https://user:word@" HOST "/time", "a login in the URL" },
    { "https://" HOST ":8443/time", "another port" },
    { "https://" HOST ".evil.example/time", "a host that only begins so" },
    { "https:///time", "no host" },
  };
  g_autoptr(ExchangeServer) server = start_server (OK_REPLY);
  g_autoptr(KtTransport) transport = make_transport (server);

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", looks[i].explanation);
      start (transport, "GET", looks[i].url, NULL, &result);
      kt_test_await (&result);
      g_assert_null (kt_transport_send_finish (transport, result, &error));
      g_assert_error (error, KT_ERROR, KT_ERROR_NOT_SECURE);
    }
  g_assert_cmpuint (exchange_server_count_log (server, "event"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/transport/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/transport/body", test_body);
  g_test_add_data_func ("/transport/kept-connection-get", "GET", test_kept_connection);
  g_test_add_data_func ("/transport/kept-connection-post", "POST", test_kept_connection);
  g_test_add_func ("/transport/after-huge", test_after_huge);
  g_test_add_func ("/transport/retry-after", test_retry_after);
  g_test_add_func ("/transport/parse-retry-after", test_parse_retry_after);
  g_test_add_data_func ("/transport/cancel-waiting", "{\"kind\": \"hang\"}", test_cancel);
  g_test_add_data_func ("/transport/cancel-connecting", "{\"kind\": \"stall\"}", test_cancel);
  g_test_add_func ("/transport/name-unknown", test_name_unknown);
  g_test_add_func ("/transport/refused", test_refused);
  g_test_add_func ("/transport/not-secure", test_not_secure);
  return g_test_run ();
}
