/* journal.c: the log of the exchange server, one JSON object per line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "journal.h"

#include <string.h>

struct _Journal
{
  GOutputStream *stream;  /* %NULL: nothing is written */
};

Journal *
journal_new (const char *path, GError **error)
{
  g_autoptr (Journal) journal = g_new0 (Journal, 1);
  g_autoptr (GFile) file = path ? g_file_new_for_path (path) : NULL;

  if (file && !(journal->stream = G_OUTPUT_STREAM (g_file_append_to (file, G_FILE_CREATE_PRIVATE, NULL, error))))
    return NULL;
  return g_steal_pointer (&journal);
}

void
journal_free (Journal *journal)
{
  g_clear_object (&journal->stream);
  g_free (journal);
}

static JsonBuilder *
begin (const char *event)
{
  JsonBuilder *builder = json_builder_new ();
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *text = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S.%fZ");

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "time");
  json_builder_add_string_value (builder, text);
  json_builder_set_member_name (builder, "event");
  json_builder_add_string_value (builder, event);
  return builder;
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  if (!value)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
write_line (Journal *journal, JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  line = g_strconcat (text, "\n", NULL);
  if (journal->stream)
    g_output_stream_write_all (journal->stream, line, strlen (line), NULL, NULL, NULL);
}

void
journal_add_connect (Journal *journal, const char *host, guint port, const char *fault)
{
  g_autoptr (JsonBuilder) builder = begin ("connect");

  add_text (builder, "host", host);
  json_builder_set_member_name (builder, "port");
  json_builder_add_int_value (builder, port);
  add_text (builder, "fault", fault);
  write_line (journal, builder);
}

/* Path and query with the value of a signature left out. */
static char *
public_target (const PlayRequest *request)
{
  g_autofree char *query = play_form_without (request->query, "signature");

  if (g_str_equal (query, request->query))
    return g_strconcat (request->path, *query ? "?" : "", query, NULL);
  return g_strconcat (request->path, "?", query, *query ? "&" : "", "signature=…", NULL);
}

void
journal_add_request (Journal *journal, const PlayRequest *request, const PlayReply *reply, const char *fault)
{
  static const char *const words[] = { "not-looked-at", "held", "failed" };
  g_autoptr (JsonBuilder) builder = begin ("request");
  g_autofree char *target = public_target (request);
  g_autofree char *api_key = reply->api_key && *reply->api_key ? g_strdup_printf ("%.6s…", reply->api_key) : NULL;

  add_text (builder, "exchange", request->exchange ? request->exchange->id : NULL);
  add_text (builder, "host", request->host);
  add_text (builder, "method", request->method);
  add_text (builder, "target", target);
  add_text (builder, "api_key", api_key);
  add_text (builder, "signature", words[reply->signature]);
  add_text (builder, "verdict", reply->verdict);
  json_builder_set_member_name (builder, "status");
  json_builder_add_int_value (builder, reply->status);
  add_text (builder, "fault", fault);
  write_line (journal, builder);
}
