/* proxy.c: the CONNECT proxy in front of the exchange server
 *
 * Whatever name is asked for, the tunnel leads to this program's own HTTPS port: a client keeps the real URL, Host,
 * SNI and certificate check. Faults of the connection happen here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "serve.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#define MAX_TUNNELS 128

typedef struct
{
  Service *service;
  SoupServerMessage *message;   /* owned until the tunnel stands */
  GIOStream *inner;             /* to our own HTTPS port */
  gboolean reset;               /* close abruptly instead of tunnelling */
  gboolean gone;                /* the client left before the tunnel stood */
  gboolean no_tls;              /* say something that is not TLS instead */
} Tunnel;

static void
tunnel_free (Tunnel *tunnel)
{
  tunnel->service->tunnels--;
  g_clear_object (&tunnel->message);
  g_clear_object (&tunnel->inner);
  g_free (tunnel);
}

static void
spliced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_io_stream_splice_finish (result, NULL);
  tunnel_free (user_data);
}

/* The 200 is on its way: from here on bytes go through untouched. */
static void
established_cb (SoupServerMessage *message, Tunnel *tunnel)
{
  static const char not_tls[] = "220 this host speaks no TLS\r\n";
  g_autoptr (GIOStream) outer = NULL;

  g_signal_handlers_disconnect_by_data (message, tunnel);
  if (tunnel->reset)
    serve_prepare_reset (message);
  outer = soup_server_message_steal_connection (message);
  if (tunnel->no_tls)
    g_output_stream_write_all (g_io_stream_get_output_stream (outer), not_tls, sizeof not_tls - 1, NULL, NULL, NULL);
  if (tunnel->reset || tunnel->no_tls)
    {
      g_io_stream_close (outer, NULL, NULL);
      tunnel_free (tunnel);
      return;
    }
  g_io_stream_splice_async (outer, tunnel->inner,
                            G_IO_STREAM_SPLICE_CLOSE_STREAM1 | G_IO_STREAM_SPLICE_CLOSE_STREAM2, G_PRIORITY_DEFAULT,
                            NULL, spliced_cb, tunnel);
}

/* The client left before it got its 200. */
static void
gone_cb (SoupServerMessage *message, Tunnel *tunnel)
{
  tunnel->gone = TRUE;
  if (tunnel->inner)
    tunnel_free (tunnel);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Tunnel *tunnel = user_data;
  SoupServerMessage *message = tunnel->message;

  tunnel->inner = G_IO_STREAM (g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (source), result, NULL));
  if (tunnel->gone)
    {
      tunnel_free (tunnel);
      return;
    }
  if (tunnel->inner)
    {
      GSocket *socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (tunnel->inner));

      /* small TLS records must not wait for each other */
      g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
      soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
      g_signal_connect (message, "wrote-body", G_CALLBACK (established_cb), tunnel);
      soup_server_message_unpause (message);
      return;
    }
  soup_server_message_set_status (message, SOUP_STATUS_BAD_GATEWAY, NULL);
  soup_server_message_unpause (message);
  g_signal_handlers_disconnect_by_data (message, tunnel);
  tunnel_free (tunnel);
}

/* Where a connection goes, given the fault that strikes it. */
static guint
port_for (Service *service, const Fault *fault)
{
  if (fault && fault->kind == FAULT_BAD_CERTIFICATE)
    return service->ports[certificate_kind_from_name (fault->certificate)];
  return service->ports[CERTIFICATE_GOOD];
}

static void
open_tunnel (Service *service, SoupServerMessage *message, const Fault *fault)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  Tunnel *tunnel = g_new0 (Tunnel, 1);

  service->tunnels++;
  tunnel->service = service;
  tunnel->message = g_object_ref (message);
  tunnel->reset = fault && fault->kind == FAULT_RESET;
  tunnel->no_tls = fault && fault->kind == FAULT_NO_TLS;
  soup_server_message_pause (message);
  g_signal_connect (message, "finished", G_CALLBACK (gone_cb), tunnel);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_to_host_async (client, "127.0.0.1", (guint16) port_for (service, fault), NULL, connected_cb,
                                         tunnel);
}

static void
connect_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  Service *service = user_data;
  GUri *uri = soup_server_message_get_uri (message);
  g_autofree char *host = g_ascii_strdown (g_uri_get_host (uri) ? g_uri_get_host (uri) : "", -1);
  const PlayExchange *exchange = play_lookup (host);
  Document *document = accounts_store_get (service->store, NULL);
  const Fault *fault;

  if (soup_server_message_get_method (message) != SOUP_METHOD_CONNECT)
    {
      soup_server_message_set_status (message, SOUP_STATUS_METHOD_NOT_ALLOWED, NULL);
      return;
    }
  fault = document ? faults_take_for_connection (document->faults, exchange ? exchange->id : NULL, host) : NULL;
  journal_add_connect (service->journal, host, (guint) g_uri_get_port (uri), fault ? fault_kind_name (fault->kind) : NULL);
  if (fault && fault->kind == FAULT_STALL)
    soup_server_message_pause (message);
  else if (fault && fault->kind == FAULT_REFUSE)
    soup_server_message_set_status (message, fault->status ? fault->status : SOUP_STATUS_BAD_GATEWAY, NULL);
  else if (service->tunnels >= MAX_TUNNELS)
    soup_server_message_set_status (message, SOUP_STATUS_SERVICE_UNAVAILABLE, NULL);
  else
    open_tunnel (service, message, fault);
}

gboolean
proxy_start (Service *service, GError **error)
{
  SoupServer *server = soup_server_new ("server-header", "exchange-server-proxy ", NULL);
  GSList *uris;

  g_ptr_array_add (service->servers, server);
  soup_server_add_handler (server, NULL, connect_cb, service, NULL);
  if (!soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, error))
    return FALSE;
  uris = soup_server_get_uris (server);
  service->proxy_port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return TRUE;
}
