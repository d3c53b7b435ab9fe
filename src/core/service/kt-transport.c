/* kt-transport.c: sends one signed request over HTTPS and reads what comes back, within limits
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "kt-transport.h"

#include <libsoup/soup.h>
#include <string.h>

#include "kt-error.h"

/* A kept connection is closed before the other side is likely to: a request that meets a closed one is lost. */
#define IDLE_S     10
#define BLOCK_SIZE (16 * 1024)

struct _KtTransport
{
  GObject      parent_instance;

  SoupSession *session;
  guint        connect_ms;
  guint        total_ms;
};

G_DEFINE_FINAL_TYPE (KtTransport, kt_transport, G_TYPE_OBJECT)

/* One request under way; data of its GTask. */
typedef struct {
  SoupMessage      *message;
  KtTransportReply *reply;
  GInputStream     *stream;
  GCancellable     *cancellable;        /* ours: of the person, or of a limit */
  GCancellable     *persons;            /* or NULL */
  GSource          *persons_source;
  guint             connect_id;
  guint             total_id;
  gboolean          started;            /* the request could be written */
  gboolean          timed_out;
  gint64            started_us;         /* monotonic */
  gsize             room;               /* of reply->body */
} Sending;

/* ── What a reply holds ────────────────────────────────────────────────────── */

void
kt_transport_reply_free (KtTransportReply *self)
{
  if (self->body)
    kt_wipe (self->body, self->length);
  g_free (self->body);
  g_free (self->date);
  g_free (self);
}

gint64
kt_transport_parse_retry_after (const char *text,
                                gint64      now_ms)
{
  g_autoptr(GDateTime) date = NULL;
  guint64 seconds;

  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &seconds, NULL))
    return (gint64) seconds * 1000;
  date = soup_date_time_new_from_http_string (text);
  return date ? MAX (0, g_date_time_to_unix (date) * 1000 - now_ms) : -1;
}

/* Makes room for one more block; bytes left behind are wiped. */
static void
reply_grow (Sending *sending)
{
  KtTransportReply *reply = sending->reply;
  char *larger;

  if (sending->room - reply->length >= BLOCK_SIZE)
    return;
  sending->room = MAX (sending->room * 2, 2 * BLOCK_SIZE);
  larger = g_malloc (sending->room);
  if (reply->body)
    {
      memcpy (larger, reply->body, reply->length);
      kt_wipe (reply->body, reply->length);
      g_free (reply->body);
    }
  reply->body = larger;
}

/* ── One request under way ─────────────────────────────────────────────────── */

static void
sending_stop_sources (Sending *sending)
{
  g_clear_handle_id (&sending->connect_id, g_source_remove);
  g_clear_handle_id (&sending->total_id, g_source_remove);
  if (sending->persons_source)
    g_source_destroy (sending->persons_source);
  g_clear_pointer (&sending->persons_source, g_source_unref);
}

static void
sending_free (Sending *sending)
{
  sending_stop_sources (sending);
  if (sending->message)
    g_signal_handlers_disconnect_by_data (sending->message, sending);
  g_clear_object (&sending->message);
  g_clear_pointer (&sending->reply, kt_transport_reply_free);
  g_clear_object (&sending->stream);
  g_clear_object (&sending->cancellable);
  g_clear_object (&sending->persons);
  g_free (sending);
}

static void
set_failure (Sending    *sending,
             KtOutcome   outcome,
             const char *reason)
{
  sending->reply->failure = KT_OUTCOMES_BIT (outcome);
  if (!sending->reply->reason)
    sending->reply->reason = reason;
}

/* A reply that is not a reply to be read keeps nothing of it. */
static void
drop_reply (Sending *sending)
{
  KtTransportReply *reply = sending->reply;

  if (reply->body)
    kt_wipe (reply->body, reply->length);
  g_clear_pointer (&reply->body, g_free);
  g_clear_pointer (&reply->date, g_free);
  reply->length = 0;
  reply->status = 0;
}

/* What an error means depends on how far the request had come. */
static void
take_error (Sending      *sending,
            const GError *error)
{
  gboolean has_status = sending->reply->status != 0;

  if (sending->persons && g_cancellable_is_cancelled (sending->persons))
    set_failure (sending, KT_OUTCOME_CANCELLED, NULL);
  else if (sending->timed_out || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    set_failure (sending, KT_OUTCOME_UNREACHABLE_TIMEOUT, sending->started ? "waiting" : "connecting");
  else if (error->domain == G_RESOLVER_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND))
    set_failure (sending, KT_OUTCOME_UNREACHABLE_DNS, NULL);
  else if (error->domain == G_TLS_ERROR && !sending->started)
    set_failure (sending, KT_OUTCOME_UNREACHABLE_TLS, "handshake");
  else if (has_status)
    set_failure (sending, KT_OUTCOME_UNREADABLE_REPLY, "cut-off");
  else if (g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING)
           || g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_ENCODING))
    set_failure (sending, KT_OUTCOME_UNREADABLE_REPLY, "not-http");
  else  /* refused, no way there, or hung up before a word; also on a kept connection that was closed meanwhile */
    set_failure (sending, KT_OUTCOME_UNREACHABLE_REFUSED, NULL);
  g_debug ("no reply: %s", error->message);
  drop_reply (sending);
}

static void
finish (GTask *task)
{
  Sending *sending = g_task_get_task_data (task);
  KtTransportReply *reply = sending->reply;

  sending_stop_sources (sending);
  reply->duration_ms = (g_get_monotonic_time () - sending->started_us + 500) / 1000;
  g_task_return_pointer (task, g_steal_pointer (&sending->reply), (GDestroyNotify) kt_transport_reply_free);
  /* Also makes libsoup drop a connection on which a reply was not read to its end. */
  g_cancellable_cancel (sending->cancellable);
  g_object_unref (task);
}

/* ── Limits ────────────────────────────────────────────────────────────────── */

static gboolean
persons_cancelled_cb (GCancellable *cancellable,
                      gpointer      data)
{
  Sending *sending = data;

  g_cancellable_cancel (sending->cancellable);
  return G_SOURCE_REMOVE;
}

/* By a source, as a handler of its signal may not be disconnected from within. */
static void
watch_person (Sending      *sending,
              GCancellable *cancellable)
{
  if (!cancellable)
    return;
  sending->persons = g_object_ref (cancellable);
  sending->persons_source = g_cancellable_source_new (cancellable);
  g_source_set_callback (sending->persons_source, G_SOURCE_FUNC (persons_cancelled_cb), sending, NULL);
  g_source_attach (sending->persons_source, g_main_context_get_thread_default ());
}

static gboolean
connect_limit_cb (gpointer data)
{
  Sending *sending = data;

  sending->connect_id = 0;
  sending->timed_out = TRUE;
  g_cancellable_cancel (sending->cancellable);
  return G_SOURCE_REMOVE;
}

static gboolean
total_limit_cb (gpointer data)
{
  Sending *sending = data;

  sending->total_id = 0;
  sending->timed_out = TRUE;
  g_cancellable_cancel (sending->cancellable);
  return G_SOURCE_REMOVE;
}

/* The connection stands and the request is about to be written: from here the exchange's answer is waited for. */
static void
starting_cb (SoupMessage *message,
             Sending     *sending)
{
  g_clear_handle_id (&sending->connect_id, g_source_remove);
  sending->started = TRUE;
  sending->started_us = g_get_monotonic_time ();
  sending->reply->sent_ms = g_get_real_time () / 1000;
}

/* libsoup would send a GET again when a kept connection turns out to be closed. A signed request goes out once. */
static void
restarted_cb (SoupMessage *message,
              Sending     *sending)
{
  g_cancellable_cancel (sending->cancellable);
}

/* HTTP/2 keeps the headers it has sent (a passphrase may be one) in a table for as long as the connection stands, and through
 * the tests' proxy libsoup does not speak it: nothing that is promised here would have been seen there. */
static void
network_event_cb (SoupMessage        *message,
                  GSocketClientEvent  event,
                  GIOStream          *connection)
{
  static const char *const protocols[] = { "http/1.1", NULL };

  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && G_IS_TLS_CONNECTION (connection))
    g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (connection), protocols);
}

static gboolean
accept_certificate_cb (SoupMessage          *message,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  flags,
                       Sending              *sending)
{
  static const struct { GTlsCertificateFlags flag; const char *reason; } reasons[] = {
    { G_TLS_CERTIFICATE_REVOKED, "certificate-revoked" },
    { G_TLS_CERTIFICATE_BAD_IDENTITY, "certificate-wrong-host" },
    { G_TLS_CERTIFICATE_EXPIRED, "certificate-expired" },
    { G_TLS_CERTIFICATE_NOT_ACTIVATED, "certificate-not-yet-valid" },
    { G_TLS_CERTIFICATE_INSECURE, "certificate-insecure" },
    { G_TLS_CERTIFICATE_UNKNOWN_CA, "certificate-unknown-authority" },
  };

  sending->reply->reason = "certificate-bad";
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (flags & reasons[i].flag)
      {
        sending->reply->reason = reasons[i].reason;
        break;
      }
  return FALSE;
}

/* ── Reading the reply ─────────────────────────────────────────────────────── */

static void read_on (GTask *task);

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  GTask *task = data;
  Sending *sending = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (n < 0)
    take_error (sending, error);
  else
    sending->reply->length += n;
  if (sending->reply->length > KT_TRANSPORT_MOST_BYTES)
    {
      set_failure (sending, KT_OUTCOME_UNREADABLE_REPLY, "too-large");
      drop_reply (sending);
      n = 0;
    }
  if (n > 0)
    read_on (task);
  else
    finish (task);
}

static void
read_on (GTask *task)
{
  Sending *sending = g_task_get_task_data (task);

  reply_grow (sending);
  g_input_stream_read_async (sending->stream, sending->reply->body + sending->reply->length, BLOCK_SIZE,
                             G_PRIORITY_DEFAULT, sending->cancellable, read_cb, task);
}

static void
read_headers (Sending *sending)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (sending->message);
  KtTransportReply *reply = sending->reply;
  const char *retry_after = soup_message_headers_get_one (headers, "Retry-After");

  reply->status = soup_message_get_status (sending->message);
  reply->date = g_strdup (soup_message_headers_get_one (headers, "Date"));
  if (retry_after)
    reply->retry_after_ms = kt_transport_parse_retry_after (retry_after, g_get_real_time () / 1000);
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  GTask *task = data;
  Sending *sending = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  sending->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (!sending->stream)
    {
      take_error (sending, error);
      finish (task);
    }
  else if (!sending->started || !soup_message_get_tls_peer_certificate (sending->message))
    {
      /* A proxy that would not lead us there answered in the exchange's place. */
      set_failure (sending, KT_OUTCOME_UNREACHABLE_REFUSED, NULL);
      finish (task);
    }
  else
    {
      read_headers (sending);
      read_on (task);
    }
}

/* ── Sending ───────────────────────────────────────────────────────────────── */

static gboolean
is_allowed (const KtSignedRequest *request,
            char                 **hosts,
            GUri                 **ret_uri,
            GError               **error)
{
  g_autoptr(GUri) uri = g_uri_parse (request->url, SOUP_HTTP_URI_FLAGS, error);

  if (!uri)
    return FALSE;
  if (g_strcmp0 (g_uri_get_scheme (uri), "https") != 0
      || g_uri_get_userinfo (uri)
      || g_uri_get_port (uri) != 443
      || g_strcmp0 (g_uri_get_host (uri), request->host) != 0
      || !g_strv_contains ((const char *const *) hosts, request->host))
    {
      g_set_error (error, KT_ERROR, KT_ERROR_NOT_SECURE, "The host “%s” is not one of the definition’s", request->host);
      return FALSE;
    }
  *ret_uri = g_steal_pointer (&uri);
  return TRUE;
}

/* The body where it lies: locked memory stays the only place that holds it. */
static GBytes *
make_body (const KtSignedRequest *request)
{
  const char *bytes;
  gsize length;

  if (!request->body_secret)
    return request->body ? g_bytes_new (request->body, strlen (request->body)) : NULL;
  bytes = kt_secret_peek (request->body_secret, &length);
  return g_bytes_new_with_free_func (bytes, length, (GDestroyNotify) kt_secret_unref, kt_secret_ref (request->body_secret));
}

static SoupMessage *
make_message (const KtSignedRequest *request,
              GUri                  *uri)
{
  SoupMessage *message = soup_message_new_from_uri (request->method, uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_autoptr(GBytes) body = make_body (request);

  /* First, as it drops the header Content-Type. */
  if (body)
    soup_message_set_request_body_from_bytes (message, NULL, body);
  for (guint i = 0; i < request->headers->len; i++)
    {
      const KtHeader *header = request->headers->pdata[i];

      soup_message_headers_append (headers, header->name,
                                   header->secret ? kt_secret_peek (header->secret, NULL) : header->text);
    }
  /* "Idempotent" lets a POST use a kept connection, too; restarted_cb() sees to it that nothing goes out twice. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_IDEMPOTENT);
  return message;
}

void
kt_transport_send_async (KtTransport           *self,
                         const KtSignedRequest *request,
                         char                 **hosts,
                         GCancellable          *cancellable,
                         GAsyncReadyCallback    callback,
                         gpointer               user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  g_autoptr(GUri) uri = NULL;
  GError *error = NULL;
  Sending *sending;

  g_task_set_source_tag (task, kt_transport_send_async);
  if (!is_allowed (request, hosts, &uri, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  sending = g_new0 (Sending, 1);
  g_task_set_task_data (task, sending, (GDestroyNotify) sending_free);
  sending->reply = g_new0 (KtTransportReply, 1);
  sending->reply->retry_after_ms = -1;
  sending->reply->sent_ms = g_get_real_time () / 1000;
  sending->started_us = g_get_monotonic_time ();
  sending->cancellable = g_cancellable_new ();
  sending->message = make_message (request, uri);
  g_signal_connect (sending->message, "starting", G_CALLBACK (starting_cb), sending);
  g_signal_connect (sending->message, "network-event", G_CALLBACK (network_event_cb), NULL);
  g_signal_connect (sending->message, "restarted", G_CALLBACK (restarted_cb), sending);
  g_signal_connect (sending->message, "accept-certificate", G_CALLBACK (accept_certificate_cb), sending);
  sending->connect_id = g_timeout_add (self->connect_ms, connect_limit_cb, sending);
  sending->total_id = g_timeout_add (self->total_ms, total_limit_cb, sending);
  watch_person (sending, cancellable);
  soup_session_send_async (self->session, sending->message, G_PRIORITY_DEFAULT, sending->cancellable, sent_cb, task);
}

KtTransportReply *
kt_transport_send_finish (KtTransport   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ── The session ───────────────────────────────────────────────────────────── */

#if KT_DEVELOPMENT
/* Tests and the demo reach an exchange's real name through a proxy on this computer, and trust its authority. */
static void
apply_test_hooks (KtTransport *self)
{
  const char *proxy = g_getenv ("KEYTURN_TEST_PROXY");
  const char *ca = g_getenv ("KEYTURN_TEST_CA");

  if (proxy && g_str_has_prefix (proxy, "http://127.0.0.1:"))
    {
      g_autoptr(GProxyResolver) resolver = g_simple_proxy_resolver_new (proxy, NULL);

      soup_session_set_proxy_resolver (self->session, resolver);
    }
  if (ca && g_path_is_absolute (ca))
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GTlsDatabase) database = g_tls_file_database_new (ca, &error);

      if (database)
        soup_session_set_tls_database (self->session, database);
      else
        g_debug ("KEYTURN_TEST_CA: %s", error->message);
    }
}
#endif

static void
kt_transport_finalize (GObject *object)
{
  KtTransport *self = KT_TRANSPORT (object);

  g_clear_object (&self->session);
  G_OBJECT_CLASS (kt_transport_parent_class)->finalize (object);
}

static void
kt_transport_class_init (KtTransportClass *class)
{
  G_OBJECT_CLASS (class)->finalize = kt_transport_finalize;
}

static void
kt_transport_init (KtTransport *self)
{
  self->connect_ms = KT_TRANSPORT_CONNECT_MS;
  self->total_ms = KT_TRANSPORT_TOTAL_MS;
  self->session = soup_session_new_with_options ("max-conns", 32, "max-conns-per-host", 2,
                                                 "timeout", 0, "idle-timeout", IDLE_S,
                                                 "user-agent", "Keyturn/" KT_VERSION, NULL);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_COOKIE_JAR);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CACHE);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_SNIFFER);
#if KT_DEVELOPMENT
  apply_test_hooks (self);
#endif
}

KtTransport *
kt_transport_new (void)
{
  return g_object_new (KT_TYPE_TRANSPORT, NULL);
}

void
kt_transport_set_limits (KtTransport *self,
                         guint        connect_ms,
                         guint        total_ms)
{
  self->connect_ms = connect_ms;
  self->total_ms = total_ms;
}
