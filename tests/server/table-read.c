/* table-read.c: what a request carries, and where
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

#include <string.h>

#include "verify.h"

static JsonNode *
parse_object (const char *text, gssize length)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();

  if (!text || !json_parser_load_from_data (parser, text, length, NULL))
    return NULL;
  if (!json_parser_get_root (parser) || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return NULL;
  return json_parser_steal_root (parser);
}

static JsonNode *
parse_part (const char *part)
{
  gsize length = 0;
  g_autofree guint8 *bytes = verify_base64url_decode (part, &length);

  return bytes ? parse_object ((const char *) bytes, (gssize) length) : NULL;
}

/* A number is given as it would be written in a text. */
static char *
member_text (JsonNode *object, const char *name)
{
  JsonNode *node = object ? json_object_get_member (json_node_get_object (object), name) : NULL;

  if (!node || !JSON_NODE_HOLDS_VALUE (node))
    return g_strdup ("");
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);
  return json_to_string (node, FALSE);
}

static char *
match_text (const TableRequest *self, const char *name)
{
  char *text = self->match ? g_match_info_fetch_named (self->match, name) : NULL;

  return text ? text : g_strdup ("");
}

/* An empty text when @text has no such pair, or one that is no text. */
static char *
form_text (const char *form, const char *name)
{
  char *text = play_form_get (form, name);

  return text ? text : g_strdup ("");
}

char *
table_request_get (const TableRequest *self, const char *place)
{
  g_auto (GStrv) parts = place ? g_strsplit (place, " ", 2) : NULL;

  if (!parts)
    return g_strdup ("");
  if (g_str_equal (parts[0], "header"))
    return g_strdup (play_header (self->request, parts[1]));
  if (g_str_equal (parts[0], "query"))
    return form_text (self->request->query, parts[1]);
  if (g_str_equal (parts[0], "form"))
    return form_text (self->request->body, parts[1]);
  if (g_str_equal (parts[0], "match"))
    return match_text (self, parts[1]);
  g_assert (g_str_equal (parts[0], "json") || g_str_equal (parts[0], "payload") || g_str_equal (parts[0], "claim"));
  return member_text (self->json, parts[1]);
}

/* "Bearer header.claims.signature" */
static void
read_token (TableRequest *self)
{
  const char *bearer = play_header (self->request, "Authorization");
  g_auto (GStrv) parts = NULL;

  if (!g_str_has_prefix (bearer, "Bearer "))
    return;
  parts = g_strsplit (bearer + strlen ("Bearer "), ".", -1);
  if (g_strv_length (parts) != 3)
    return;
  self->token_header = parse_part (parts[0]);
  self->json = parse_part (parts[1]);
  self->signature = g_strdup (parts[2]);
}

static char *
authorization_text (const TableRequest *self)
{
  const char *header = play_header (self->request, "Authorization");
  const char *before = self->scheme->authorization_64;
  g_autofree guchar *bytes = NULL;
  gsize length;

  if (!before)
    return g_strdup (header);
  if (!g_str_has_prefix (header, before))
    return g_strdup ("");
  bytes = g_base64_decode (header + strlen (before), &length);
  return g_utf8_validate ((const char *) bytes, (gssize) length, NULL) ? g_strndup ((const char *) bytes, length)
                                                                       : g_strdup ("");
}

static void
read_authorization (TableRequest *self)
{
  g_autoptr (GRegex) pattern = g_regex_new (self->scheme->authorization, 0, 0, NULL);

  g_assert_nonnull (pattern);
  self->matched = authorization_text (self);
  g_regex_match (pattern, self->matched, 0, &self->match);
  if (!g_match_info_matches (self->match))
    g_clear_pointer (&self->match, g_match_info_free);
}

static void
read_payload (TableRequest *self)
{
  g_autofree guchar *bytes = NULL;
  gsize length;

  self->payload = table_request_get (self, self->scheme->payload_place);
  bytes = g_base64_decode (self->payload, &length);
  self->json = parse_object ((const char *) bytes, (gssize) length);
}

/* Without what stands before it; "" when that is missing. */
static char *
read_key (const TableRequest *self)
{
  const char *prefix = self->scheme->key_prefix ? self->scheme->key_prefix : "";
  g_autofree char *text = table_request_get (self, self->scheme->key);

  return g_strdup (g_str_has_prefix (text, prefix) ? text + strlen (prefix) : "");
}

void
table_request_init (TableRequest *self, const PlayRequest *request, const TableScheme *scheme)
{
  *self = (TableRequest) { .request = request, .scheme = scheme };
  if (scheme->kind == TABLE_TOKEN)
    read_token (self);
  else if (scheme->payload_place)
    read_payload (self);
  else if (*request->body == '{')
    self->json = parse_object (request->body, -1);
  if (scheme->authorization)
    read_authorization (self);
  self->key = read_key (self);
  if (!self->signature)
    self->signature = table_request_get (self, scheme->signature);
  self->passphrase = table_request_get (self, scheme->passphrase);
  self->time = table_request_get (self, scheme->time);
  self->window = table_request_get (self, scheme->window);
  self->nonce = table_request_get (self, scheme->nonce);
}

void
table_request_clear (TableRequest *self)
{
  g_clear_pointer (&self->match, g_match_info_free);
  g_free (self->matched);
  g_free (self->payload);
  g_clear_pointer (&self->json, json_node_unref);
  g_clear_pointer (&self->token_header, json_node_unref);
  g_free (self->key);
  g_free (self->signature);
  g_free (self->passphrase);
  g_free (self->time);
  g_free (self->window);
  g_free (self->nonce);
}
