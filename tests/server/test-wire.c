/* test-wire.c: what the exchange server makes of the very bytes on the wire
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "test-client.h"

#define SECRET "made up and signed with here"

static const char document[]
    = "{\"clock_ms\":1700000000123,\"accounts\":["
      "{\"exchange\":\"binance\",\"keys\":[{\"api_key\":\"madeUp\",\"secret\":\"" SECRET "\",\"rights\":[\"enableReading\"]}]},"
      "{\"exchange\":\"bitget\",\"kind\":\"classic\",\"keys\":[{\"api_key\":\"madeUp\",\"secret\":\"" SECRET "\","
      "\"passphrase\":\"p\",\"rights\":[\"stor\"]}]}]}";

static ExchangeServer *server;

static void
tls_event_cb (GSocketClient *client, GSocketClientEvent event, GSocketConnectable *connectable, GIOStream *stream,
              gpointer user_data)
{
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    g_tls_connection_set_database (G_TLS_CONNECTION (stream), user_data);
}

/* A TLS connection straight to the HTTPS port: no client library between the test and the wire. */
static GIOStream *
connect_tls (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (exchange_server_get_ca_file (server), &error);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  GSocketConnection *connection;

  g_assert_no_error (error);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, 10);
  g_socket_client_set_tls (client, TRUE);
  g_signal_connect (client, "event", G_CALLBACK (tls_event_cb), database);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) exchange_server_get_https_port (server),
                                                NULL, &error);
  g_assert_no_error (error);
  return G_IO_STREAM (connection);
}

/* Sends @head with its blank line and reads until what comes contains @end. Free it. */
static char *
exchange (GIOStream *stream, const char *head, const char *end)
{
  g_autoptr (GError) error = NULL;
  GString *received = g_string_new (NULL);
  char buffer[4096];

  g_output_stream_write_all (g_io_stream_get_output_stream (stream), head, strlen (head), NULL, NULL, &error);
  g_assert_no_error (error);
  while (!strstr (received->str, end))
    {
      gssize length = g_input_stream_read (g_io_stream_get_input_stream (stream), buffer, sizeof buffer, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (length, >, 0);
      g_string_append_len (received, buffer, length);
    }
  return g_string_free (received, FALSE);
}

static char *
binance_request (const char *query, const char *signed_query)
{
  g_autofree char *signature = g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) SECRET, strlen (SECRET),
                                                          signed_query, -1);

  return g_strdup_printf ("GET /api/v3/myTrades?%s&signature=%s HTTP/1.1\r\nHost: api.binance.com\r\nX-MBX-APIKEY: madeUp\r\n"
                          "\r\n",
                          query, signature);
}

/* Clients escape differently; what counts is what they sent. All on one connection. */
static void
test_query_as_sent (void)
{
  static const struct
  {
    const char *query, *signed_query;
    gboolean held;
    const char *explanation;
  } rows[] = {
    { "memo=%7E&timestamp=1700000000123", NULL, TRUE, "an escape that need not be" },
    { "memo=~&timestamp=1700000000123", NULL, TRUE, "the same, bare" },
    { "memo=%c3%a9&timestamp=1700000000123", NULL, TRUE, "escapes in lower case" },
    { "memo=a+b'(!*)&timestamp=1700000000123", NULL, TRUE, "signs that may stay bare" },
    { "timestamp=1700000000123&memo=&x", NULL, TRUE, "an empty value, and none" },
    { "memo=%7E&timestamp=1700000000123", "memo=~&timestamp=1700000000123", FALSE, "signed in another spelling" },
    { "memo=%C3%A9&timestamp=1700000000123", "memo=%c3%a9&timestamp=1700000000123", FALSE, "signed in another case" },
  };
  g_autoptr (GIOStream) stream = connect_tls ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *request
          = binance_request (rows[i].query, rows[i].signed_query ? rows[i].signed_query : rows[i].query);
      g_autofree char *reply = exchange (stream, request, rows[i].held ? "\r\n\r\n[]" : "-1022");

      g_test_message ("%s: %s", rows[i].explanation, reply);
      g_assert_true (g_str_has_prefix (reply, rows[i].held ? "HTTP/1.1 200" : "HTTP/1.1 400"));
    }
}

/* Clients that leave while the proxy is at work must not use up its tunnels. */
static void
test_tunnels_return (void)
{
  static const char head[] = "CONNECT api.bitget.com:443 HTTP/1.1\r\nHost: api.bitget.com:443\r\n\r\n";
  g_autoptr (GSocketClient) sockets = g_socket_client_new ();
  g_auto (Client) client = { 0 };
  g_auto (Answer) answer = { 0 };

  g_socket_client_set_enable_proxy (sockets, FALSE);
  g_socket_client_set_timeout (sockets, 10);
  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_host (
          sockets, "127.0.0.1", (guint16) exchange_server_get_proxy_port (server), NULL, &error);

      g_assert_no_error (error);
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), head, sizeof head - 1, NULL,
                                 NULL, NULL);
      /* every other one waits for the tunnel first */
      if (i % 2)
        {
          char buffer[16];

          g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer,
                                                sizeof buffer, NULL, NULL), ==, sizeof buffer);
          g_assert_true (g_str_has_prefix (buffer, "HTTP/1.1 200"));
        }
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
    }
  client_init (&client, server);
  client_ask (&client, "GET", "https://api.bitget.com/api/v2/public/time", NULL, NULL, 10000, &answer);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (answer.status, ==, 200);
}

/* Other clients ask for these before their first balance. */
static void
test_markets (void)
{
  static const char *const urls[] = {
    "https://api.bitget.com/api/v2/spot/public/symbols", "https://api.binance.com/api/v3/exchangeInfo",
    "https://fapi.binance.com/fapi/v1/exchangeInfo",     "https://www.okx.com/api/v5/public/instruments?instType=SPOT",
    "https://api.kraken.com/0/public/AssetPairs",        "https://api.bybit.com/v5/market/instruments-info?category=spot",
    "https://api.coinbase.com/v2/currencies",
  };
  g_auto (Client) client = { 0 };

  client_init (&client, server);
  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_auto (Answer) answer = { 0 };

      client_ask (&client, "GET", urls[i], NULL, NULL, 10000, &answer);
      g_assert_no_error (answer.error);
      g_assert_cmpuint (answer.status, ==, 200);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  server = exchange_server_new (document, &error);
  g_assert_no_error (error);
  g_test_add_func ("/exchange-server/wire/query-as-sent", test_query_as_sent);
  g_test_add_func ("/exchange-server/wire/tunnels-return", test_tunnels_return);
  g_test_add_func ("/exchange-server/wire/markets", test_markets);
  result = g_test_run ();
  exchange_server_free (server);
  return result;
}
