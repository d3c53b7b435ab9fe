/* serve.c: the HTTPS side of the exchange server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "serve.h"

#include <string.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "misbehave.h"
#include "recorder.h"

#define MAX_BODY        (64 * 1024)  /* bytes */
#define MAX_CONNECTIONS 256

void
serve_prepare_reset (SoupServerMessage *message)
{
  struct linger at_once = { 1, 0 };
  GSocket *socket = soup_server_message_get_socket (message);

  if (socket)
    setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

/* Bodies are refused when they are long, or do not say how long they are; what comes of them is thrown away. */
static void
early_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED
      || soup_message_headers_get_content_length (headers) > MAX_BODY)
    {
      soup_server_message_set_status (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, NULL);
      soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection", "close");
    }
}

/* "API.Bitget.com:443" → "api.bitget.com" */
static char *
host_name (const char *header)
{
  const char *colon = strrchr (header, ':');
  g_autofree char *name = g_strndup (header, colon ? (gsize) (colon - header) : strlen (header));

  return g_ascii_strdown (name, -1);
}

static gboolean
is_loopback (const char *host)
{
  return g_str_equal (host, "127.0.0.1") || g_str_equal (host, "localhost");
}

static void
answer (Service *service, SoupServerMessage *message, PlayRequest *request, PlayReply *reply)
{
  Fault *fault = faults_take_for_request (request->document->faults, request->exchange->id, request->host,
                                          request->path, request->method);

  reply->verdict = g_strdup ("fault");
  if (!fault || misbehave_needs_reply (fault))
    request->exchange->play (request, reply);
  if (fault)
    misbehave (message, request, reply, fault);
  else
    misbehave_not (message, reply);
  journal_add_request (service->journal, request, reply, fault ? fault_kind_name (fault->kind) : NULL);
}

/* An exchange's Date is by its own clock. */
static void
set_date (SoupServerMessage *message, gint64 now_ms)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (now_ms / 1000);
  g_autofree char *text = soup_date_time_to_string (now, SOUP_DATE_HTTP);

  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Date", text);
}

/* The target as it was on the wire, or as libsoup understood it: split into path and query, both newly made. */
static void
read_target (SoupServerMessage *message, char **ret_path, char **ret_query)
{
  GUri *uri = soup_server_message_get_uri (message);
  Recorder *recorder = g_object_get_data (G_OBJECT (soup_server_message_get_remote_address (message)), "recorder");
  g_autofree char *target = recorder ? recorder_take_target (recorder, soup_server_message_get_method (message)) : NULL;
  const char *mark = target ? strchr (target, '?') : NULL;

  if (target)
    {
      *ret_path = mark ? g_strndup (target, (gsize) (mark - target)) : g_strdup (target);
      *ret_query = g_strdup (mark ? mark + 1 : "");
      return;
    }
  *ret_path = g_strdup (g_uri_get_path (uri));
  *ret_query = g_strdup (g_uri_get_query (uri) ? g_uri_get_query (uri) : "");
}

static void
request_cb (SoupServer *server, SoupServerMessage *message, const char *decoded, GHashTable *parsed, gpointer user_data)
{
  Service *service = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody *message_body = soup_server_message_get_request_body (message);
  const char *header = soup_message_headers_get_one (headers, "Host");
  g_autofree char *host = host_name (header ? header : "");
  g_autofree char *path = NULL;
  g_autofree char *query = NULL;
  g_autofree char *body = g_strndup (message_body->data ? message_body->data : "", (gsize) message_body->length);
  g_autoptr (GError) error = NULL;
  PlayReply reply = { 0 };
  PlayRequest request = {
    .store = service->store,
    .method = soup_server_message_get_method (message),
    .host = is_loopback (host) && service->default_host ? service->default_host : host,
    .host_header = header ? header : "",
    .body = body,
    .headers = headers,
  };

  read_target (message, &path, &query);
  request.path = path;
  request.query = query;
  request.exchange = play_lookup (request.host);
  request.document = accounts_store_get (service->store, &error);
  if (request.document && request.exchange)
    {
      request.now_ms = document_now (request.document, request.exchange->id);
      set_date (message, request.now_ms);
      answer (service, message, &request, &reply);
    }
  else
    {
      if (error)
        g_printerr ("The accounts document: %s\n", error->message);
      play_text (&reply, error ? 500 : 404, error ? "bad-accounts-document" : "no-such-host",
                 error ? error->message : "No exchange that this server plays has this host.");
      misbehave_not (message, &reply);
      journal_add_request (service->journal, &request, &reply, NULL);
    }
  play_reply_clear (&reply);
}

/* ── Listening ─────────────────────────────────────────────────────────────── */

/* One HTTPS port. */
typedef struct
{
  Service *service;
  SoupServer *server;
  GTlsCertificate *certificate;
} Port;

static void
port_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
gone_cb (gpointer data, GObject *stream)
{
  Service *service = data;

  service->connections--;
}

/* TLS and the recorder are laid over the connection, then libsoup has it. The remote address is this connection's own
 * object: it is how a request finds its recorder. */
static gboolean
incoming_cb (GSocketService *socket_service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  static const char *const protocols[] = { "http/1.1", NULL };
  Port *port = user_data;
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);
  g_autoptr (GIOStream) tls = NULL;
  g_autoptr (Recorder) recorder = NULL;

  if (!local || !remote || port->service->connections >= MAX_CONNECTIONS)
    return TRUE;
  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  if (!(tls = g_tls_server_connection_new (G_IO_STREAM (connection), port->certificate, NULL)))
    return TRUE;
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (tls), protocols);
  recorder = recorder_new (tls);
  port->service->connections++;
  g_object_weak_ref (G_OBJECT (tls), gone_cb, port->service);
  g_object_set_data_full (G_OBJECT (remote), "recorder", g_object_ref (recorder), g_object_unref);
  soup_server_accept_iostream (port->server, G_IO_STREAM (recorder), local, remote, NULL);
  return TRUE;
}

static gboolean
listen_at (Service *service, SoupServer *server, GTlsCertificate *certificate, guint *ret_port, GError **error)
{
  g_autoptr (GSocketService) listener = g_socket_service_new ();
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) effective = NULL;
  Port *port;

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (listener), address, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &effective, error))
    return FALSE;
  port = g_new0 (Port, 1);
  port->service = service;
  port->server = server;
  port->certificate = certificate;
  g_signal_connect_data (listener, "incoming", G_CALLBACK (incoming_cb), port, port_free, 0);
  *ret_port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_ptr_array_add (service->listeners, g_steal_pointer (&listener));
  return TRUE;
}

gboolean
serve_start (Service *service, Certificates *certificates, GError **error)
{
  for (guint i = 0; i < N_CERTIFICATES; i++)
    {
      SoupServer *server = soup_server_new ("server-header", "exchange-server ", NULL);

      g_ptr_array_add (service->servers, server);
      /* This port is not told to anyone: a SoupServer that listens nowhere closes every connection after one reply. */
      soup_server_set_tls_certificate (server, certificates->certificates[i]);
      if (!soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY, error))
        return FALSE;
      soup_server_add_early_handler (server, NULL, early_cb, NULL, NULL);
      soup_server_add_handler (server, NULL, request_cb, service, NULL);
      if (!listen_at (service, server, certificates->certificates[i], &service->ports[i], error))
        return FALSE;
    }
  return TRUE;
}
