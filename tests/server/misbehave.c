/* misbehave.c: carrying out the faults of a reply
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "misbehave.h"

#include <string.h>

#define HUGE_BYTES (2 * 1024 * 1024)

gboolean
misbehave_needs_reply (const Fault *fault)
{
  return fault->kind == FAULT_SLOW || fault->kind == FAULT_CUT || fault->kind == FAULT_BIG_NUMBER;
}

void
misbehave_not (SoupServerMessage *message, const PlayReply *reply)
{
  const char *body = reply->body ? reply->body : "";

  soup_server_message_set_status (message, reply->status, NULL);
  soup_server_message_set_response (message, reply->content_type ? reply->content_type : "text/plain", SOUP_MEMORY_COPY,
                                    body, strlen (body));
}

static void
replace_reply (PlayReply *reply, guint status, const char *content_type, char *body)
{
  g_free (reply->content_type);
  g_free (reply->body);
  reply->status = status;
  reply->content_type = g_strdup (content_type);
  reply->body = body;
}

/* ── Late ──────────────────────────────────────────────────────────────────── */

typedef struct
{
  SoupServerMessage *message;
  guint source;
} Late;

static void
late_free (gpointer data, GClosure *closure)
{
  Late *late = data;

  g_clear_handle_id (&late->source, g_source_remove);
  g_free (late);
}

static void
late_gone_cb (SoupServerMessage *message, Late *late)
{
  g_clear_handle_id (&late->source, g_source_remove);
}

static gboolean
late_cb (gpointer data)
{
  Late *late = data;

  late->source = 0;
  soup_server_message_unpause (late->message);
  return G_SOURCE_REMOVE;
}

static void
delay (SoupServerMessage *message, guint delay_ms)
{
  Late *late = g_new0 (Late, 1);

  late->message = message;
  late->source = g_timeout_add (delay_ms, late_cb, late);
  soup_server_message_pause (message);
  g_signal_connect_data (message, "finished", G_CALLBACK (late_gone_cb), late, late_free, 0);
}

/* ── Raw bytes on the connection ───────────────────────────────────────────── */

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GIOStream) stream = user_data;

  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  g_io_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
}

/* Takes the connection from the HTTP server, sends @bytes and closes it. @bytes lives as long as the stream. */
static void
send_raw (SoupServerMessage *message, char *bytes, gsize length)
{
  GIOStream *stream = soup_server_message_steal_connection (message);

  g_object_set_data_full (G_OBJECT (stream), "bytes", bytes, g_free);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (stream), bytes, length, G_PRIORITY_DEFAULT, NULL,
                                   written_cb, stream);
}

static void
cut (SoupServerMessage *message, const PlayReply *reply, gint64 bytes)
{
  gsize length = strlen (reply->body);
  gsize kept = bytes >= 0 ? MIN ((gsize) bytes, length) : length / 2;
  /* A complete body would be no fault: one more byte is promised than there is. */
  char *raw = g_strdup_printf ("HTTP/1.1 %u Cut\r\nContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n%.*s",
                               reply->status, reply->content_type, length + 1, (int) kept, reply->body);

  send_raw (message, raw, strlen (raw));
}

/* ── Other bodies ──────────────────────────────────────────────────────────── */

static char *
nonsense (gsize length)
{
  char *bytes = g_malloc (length + 1);

  for (gsize i = 0; i < length; i++)
    bytes[i] = (char) (i % 3 == 0 ? 0x80 | (i * 37 % 128) : i * 61 % 256);
  bytes[length] = '\0';
  return bytes;
}

static void
huge (PlayReply *reply, gsize length)
{
  static const char start[] = "{\"code\":\"00000\",\"data\":\"";
  char *body;

  length = MAX (length, sizeof start + 2);
  body = g_malloc (length + 1);
  memset (body, 'x', length);
  memcpy (body, start, sizeof start - 1);
  memcpy (body + length - 2, "\"}", 3);
  replace_reply (reply, 200, "application/json", body);
}

static void
big_number (PlayReply *reply, const Fault *fault)
{
  const char *value = fault->value ? fault->value : "9007199254740993123";
  g_autofree char *member = fault->member ? g_regex_escape_string (fault->member, -1) : NULL;
  g_autofree char *pattern = member ? g_strdup_printf ("(\"%s\"\\s*:\\s*\"?)[^\",}\\]]*", member)
                                    : g_strdup ("(:\\s*\"?)\\d{10,}");
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (regex && g_regex_match (regex, reply->body, 0, &match))
    {
      int start, end;
      g_autofree char *found = g_match_info_fetch (match, 1);

      g_match_info_fetch_pos (match, 0, &start, &end);
      replace_reply (reply, reply->status, "application/json",
                     g_strdup_printf ("%.*s%s%s%s", start, reply->body, found, value, reply->body + end));
    }
}

static void
documented (const PlayRequest *request, PlayReply *reply, const Fault *fault, const char *code)
{
  play_refuse (request, reply, code, fault->message);
  if (fault->status)
    reply->status = fault->status;
}

static void
add_headers (SoupServerMessage *message, const Fault *fault, gint64 retry_after)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (retry_after >= 0)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, retry_after);

      soup_message_headers_replace (headers, "Retry-After", text);
    }
  if (!fault->headers)
    return;
  json_object_iter_init (&iter, fault->headers);
  while (json_object_iter_next (&iter, &name, &node))
    soup_message_headers_replace (headers, name, json_node_get_string (node));
}

/* The faults that are another reply, sent in the ordinary way. */
static void
other_reply (const PlayRequest *request, PlayReply *reply, const Fault *fault)
{
  guint status = fault->status;
  const char *body = fault->body;

  switch (fault->kind)
    {
    case FAULT_HUGE:
      huge (reply, fault->bytes >= 0 ? (gsize) fault->bytes : HUGE_BYTES);
      break;
    case FAULT_REDIRECT:
      replace_reply (reply, status ? status : 302, "text/plain", g_strdup ("elsewhere"));
      break;
    case FAULT_STATUS:
      replace_reply (reply, status ? status : 500, "text/plain", g_strdup (body ? body : "something went wrong"));
      break;
    case FAULT_RATE_LIMITED:
      documented (request, reply, fault, request->exchange->rate_limited);
      break;
    case FAULT_BANNED:
      documented (request, reply, fault, request->exchange->rate_limited);
      reply->status = status ? status : 418;
      break;
    case FAULT_MAINTENANCE:
      documented (request, reply, fault, request->exchange->maintenance);
      break;
    case FAULT_HTML:
      replace_reply (reply, status ? status : 403, "text/html; charset=utf-8",
                     g_strdup (body ? body : "<!DOCTYPE html><html><head><title>Just a moment</title></head>"
                                             "<body><h1>Request blocked</h1></body></html>"));
      break;
    case FAULT_EMPTY:
      replace_reply (reply, status ? status : 200, "application/json", g_strdup (""));
      break;
    case FAULT_BIG_NUMBER:
      big_number (reply, fault);
      break;
    case FAULT_ERROR:
      documented (request, reply, fault, fault->code);
      break;
    case FAULT_REPLY:
      replace_reply (reply, status ? status : 200, "application/json", g_strdup (body ? body : ""));
      break;
    default:
      break;
    }
}

void
misbehave (SoupServerMessage *message, const PlayRequest *request, PlayReply *reply, const Fault *fault)
{
  gsize bytes = fault->bytes >= 0 ? (gsize) fault->bytes : 64;

  switch (fault->kind)
    {
    case FAULT_HANG:
      soup_server_message_pause (message);
      return;
    case FAULT_CUT:
      cut (message, reply, fault->bytes);
      return;
    case FAULT_DROP:
      send_raw (message, g_strdup (""), 0);
      return;
    case FAULT_NOT_HTTP:
      send_raw (message, nonsense (bytes), bytes);
      return;
    case FAULT_GARBAGE:
      reply->status = 200;
      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (message, "application/json", SOUP_MEMORY_TAKE, nonsense (bytes), bytes);
      return;
    default:
      break;
    }
  other_reply (request, reply, fault);
  misbehave_not (message, reply);
  if (fault->kind == FAULT_REDIRECT)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location",
                                  fault->location ? fault->location : "https://elsewhere.example/");
  add_headers (message, fault, fault->kind == FAULT_BANNED && fault->retry_after < 0 ? 120 : fault->retry_after);
  if (fault->kind == FAULT_SLOW)
    delay (message, fault->delay_ms);
}
