/* serve.c: the HTTPS side of the exchange server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "serve.h"

#include <string.h>
#include <sys/socket.h>

#include "misbehave.h"

#define MAX_BODY (64 * 1024)  /* bytes */

void
serve_prepare_reset (SoupServerMessage *message)
{
  struct linger at_once = { 1, 0 };
  GSocket *socket = soup_server_message_get_socket (message);

  if (socket)
    setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

/* Bodies are refused before they are read when they are long, or do not say how long they are. */
static void
early_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED
      || soup_message_headers_get_content_length (headers) > MAX_BODY)
    soup_server_message_set_status (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, NULL);
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

static void
request_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *parsed, gpointer user_data)
{
  Service *service = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody *message_body = soup_server_message_get_request_body (message);
  GUri *uri = soup_server_message_get_uri (message);
  const char *header = soup_message_headers_get_one (headers, "Host");
  g_autofree char *host = host_name (header ? header : "");
  g_autofree char *body = g_strndup (message_body->data ? message_body->data : "", (gsize) message_body->length);
  g_autoptr (GError) error = NULL;
  PlayReply reply = { 0 };
  PlayRequest request = {
    .store = service->store,
    .method = soup_server_message_get_method (message),
    .host = is_loopback (host) && service->default_host ? service->default_host : host,
    .host_header = header ? header : "",
    .path = g_uri_get_path (uri),
    .query = g_uri_get_query (uri) ? g_uri_get_query (uri) : "",
    .body = body,
    .headers = headers,
  };

  request.exchange = play_lookup (request.host);
  request.document = accounts_store_get (service->store, &error);
  if (request.document && request.exchange)
    {
      request.now_ms = document_now (request.document, request.exchange->id);
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

static guint
port_of (SoupServer *server)
{
  GSList *uris = soup_server_get_uris (server);
  guint port = uris ? (guint) g_uri_get_port (uris->data) : 0;

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return port;
}

gboolean
serve_start (Service *service, Certificates *certificates, GError **error)
{
  for (guint i = 0; i < N_CERTIFICATES; i++)
    {
      SoupServer *server = soup_server_new ("server-header", "exchange-server ", NULL);

      g_ptr_array_add (service->servers, server);
      soup_server_set_tls_certificate (server, certificates->certificates[i]);
      soup_server_add_early_handler (server, NULL, early_cb, NULL, NULL);
      soup_server_add_handler (server, NULL, request_cb, service, NULL);
      if (!soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY, error))
        return FALSE;
      service->ports[i] = port_of (server);
    }
  return TRUE;
}
