/* test-client.c: asking the exchange server as a client would, through its proxy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "test-client.h"

#include <string.h>

void
client_init (Client *client, ExchangeServer *server)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (exchange_server_get_ca_file (server), &error);
  g_autoptr (GProxyResolver) resolver = g_simple_proxy_resolver_new (exchange_server_get_proxy_uri (server), NULL);

  g_assert_no_error (error);
  client->server = server;
  client->session = soup_session_new_with_options ("proxy-resolver", resolver, "tls-database", database, NULL);
}

void
client_clear (Client *client)
{
  g_clear_object (&client->session);
}

typedef struct
{
  GMainLoop *loop;
  GBytes *bytes;
  GError *error;
  GCancellable *cancellable;
  guint timeout;
} Asking;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asking *asking = user_data;

  asking->bytes = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &asking->error);
  g_main_loop_quit (asking->loop);
}

static gboolean
give_up_cb (gpointer user_data)
{
  Asking *asking = user_data;

  asking->timeout = 0;
  g_cancellable_cancel (asking->cancellable);
  return G_SOURCE_REMOVE;
}

static SoupMessage *
make_message (const char *method, const char *url, JsonObject *headers, const char *body)
{
  SoupMessage *message = soup_message_new (method, url);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  g_assert_nonnull (message);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (body)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (message, NULL, bytes);
    }
  if (!headers)
    return message;
  json_object_iter_init (&iter, headers);
  while (json_object_iter_next (&iter, &name, &node))
    soup_message_headers_replace (soup_message_get_request_headers (message), name, json_node_get_string (node));
  return message;
}

void
client_ask (Client *client, const char *method, const char *url, JsonObject *headers, const char *body, guint limit_ms,
            Answer *ret_answer)
{
  g_autoptr (SoupMessage) message = make_message (method, url, headers, body);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Asking asking = { .loop = loop, .cancellable = cancellable };
  SoupMessageHeaders *received = soup_message_get_response_headers (message);

  asking.timeout = g_timeout_add (limit_ms, give_up_cb, &asking);
  soup_session_send_and_read_async (client->session, message, G_PRIORITY_DEFAULT, cancellable, answered_cb, &asking);
  g_main_loop_run (loop);
  g_clear_handle_id (&asking.timeout, g_source_remove);
  answer_clear (ret_answer);
  ret_answer->status = soup_message_get_status (message);
  ret_answer->error = asking.error;
  ret_answer->tls_errors = soup_message_get_tls_peer_certificate_errors (message);
  ret_answer->location = g_strdup (soup_message_headers_get_one (received, "Location"));
  ret_answer->retry_after = g_strdup (soup_message_headers_get_one (received, "Retry-After"));
  if (asking.bytes)
    {
      const char *data = g_bytes_get_data (asking.bytes, &ret_answer->length);

      ret_answer->body = g_malloc0 (ret_answer->length + 1);
      if (ret_answer->length)
        memcpy (ret_answer->body, data, ret_answer->length);
    }
  g_clear_pointer (&asking.bytes, g_bytes_unref);
}

void
answer_clear (Answer *answer)
{
  g_free (answer->body);
  g_free (answer->location);
  g_free (answer->retry_after);
  g_clear_error (&answer->error);
  memset (answer, 0, sizeof *answer);
}

JsonObject *
test_copy_object (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) copy = NULL;

  json_node_set_object (node, object);
  text = json_to_string (node, FALSE);
  copy = json_from_string (text, NULL);
  return json_object_ref (json_node_get_object (copy));
}

char *
test_last_of_log (ExchangeServer *server, const char *member)
{
  g_auto (GStrv) lines = exchange_server_read_log (server);
  guint count = g_strv_length (lines);
  g_autoptr (JsonNode) node = NULL;

  g_assert_cmpuint (count, >, 0);
  node = json_from_string (lines[count - 1], NULL);
  g_assert_nonnull (node);
  return g_strdup (json_object_get_string_member_with_default (json_node_get_object (node), member, ""));
}

void
test_change_byte (char *byte)
{
  *byte = *byte == '5' ? '6' : g_ascii_isdigit (*byte) ? '5' : *byte == 'e' ? 'f' : 'e';
}

char *
test_last_plain (char *text)
{
  for (gsize i = strlen (text); i-- > 0;)
    if (g_ascii_isalnum (text[i]) && (i < 1 || text[i - 1] != '%') && (i < 2 || text[i - 2] != '%'))
      return text + i;
  return NULL;
}
