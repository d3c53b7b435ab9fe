/* table-text.c: the text that a request's signature is made of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

#include <string.h>

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
is_pair_of (const char *pair, const char *name)
{
  gsize length = strlen (name);

  return g_str_has_prefix (pair, name) && pair[length] == '=';
}

static char *
signature_name (const TableScheme *scheme)
{
  const char *blank = scheme->signature ? strchr (scheme->signature, ' ') : NULL;

  return g_strdup (blank ? blank + 1 : "signature");
}

static void
add_pairs (GPtrArray *pairs, const char *form, const char *but)
{
  g_auto (GStrv) all = g_strsplit (form, "&", -1);

  for (guint i = 0; all[i]; i++)
    if (*all[i] && !is_pair_of (all[i], but))
      g_ptr_array_add (pairs, g_strdup (all[i]));
}

static char *
join_sorted (GPtrArray *pairs)
{
  g_ptr_array_sort (pairs, compare_texts);
  g_ptr_array_add (pairs, NULL);
  return g_strjoinv ("&", (char **) pairs->pdata);
}

static char *
sorted_query (const TableRequest *self)
{
  g_autofree char *name = signature_name (self->scheme);
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (g_free);

  add_pairs (pairs, self->request->query, name);
  return join_sorted (pairs);
}

static char *
sorted_sent (const TableRequest *self)
{
  const TableScheme *scheme = self->scheme;
  g_autofree char *name = signature_name (scheme);
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (g_free);

  add_pairs (pairs, self->request->query, name);
  if (!scheme->body_name)
    add_pairs (pairs, self->request->body, name);
  else if (*self->request->body)
    g_ptr_array_add (pairs, g_strconcat (scheme->body_name, "=", self->request->body, NULL));
  for (guint i = 0; scheme->extra_headers[i]; i++)
    g_ptr_array_add (pairs, g_strconcat (scheme->extra_headers[i], "=",
                                         play_header (self->request, scheme->extra_headers[i]), NULL));
  return join_sorted (pairs);
}

static char *
without_signature (const TableRequest *self, const char *form)
{
  g_autofree char *name = signature_name (self->scheme);

  return play_form_without (form, name);
}

/* ── Crypto.com ────────────────────────────────────────────────────────────── */

static void append_params (GString *text, JsonNode *node);

static void
append_object (GString *text, JsonObject *object)
{
  g_autoptr (GList) names = g_list_sort (json_object_get_members (object), (GCompareFunc) strcmp);

  for (GList *link = names; link; link = link->next)
    {
      g_string_append (text, link->data);
      append_params (text, json_object_get_member (object, link->data));
    }
}

/* Values without separators; null is the word. */
static void
append_params (GString *text, JsonNode *node)
{
  g_autofree char *written = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    append_object (text, json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      append_params (text, json_array_get_element (json_node_get_array (node), i));
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    g_string_append (text, json_node_get_string (node));
  else
    g_string_append (text, written = json_to_string (node, FALSE));
}

static char *
json_params (const TableRequest *self)
{
  GString *text = g_string_new (NULL);
  JsonNode *params = self->json ? json_object_get_member (json_node_get_object (self->json), "params") : NULL;

  if (params)
    append_params (text, params);
  return g_string_free (text, FALSE);
}

/* ── Pieces ────────────────────────────────────────────────────────────────── */

static char *
with_mark (char *query)
{
  g_autofree char *owned = query;

  return *owned ? g_strconcat ("?", owned, NULL) : g_strdup ("");
}

static char *
plain (const char *form)
{
  char *text = play_unescape (form);

  return text ? text : g_strdup (form);
}

static char *
make_hash (const TableRequest *self, GChecksumType type, const char *piece)
{
  g_autofree char *text = table_piece (self, piece);

  return g_compute_checksum_for_string (type, text, -1);
}

static char *
in_base64 (const TableRequest *self, const char *piece)
{
  g_autofree char *text = table_piece (self, piece);

  return g_base64_encode ((const guchar *) text, strlen (text));
}

/* "TEXT PIECE" */
static char *
if_any (const TableRequest *self, const char *words)
{
  g_auto (GStrv) parts = g_strsplit (words, " ", 2);
  g_autofree char *text = table_piece (self, parts[1]);

  return *text ? g_strconcat (parts[0], text, NULL) : g_strdup ("");
}

/* Backpack: the path is not signed, but a word that stands for it. */
static char *
instruction (const TableRequest *self)
{
  g_autofree char *place = g_strconcat (self->request->method, " ", self->request->path, NULL);

  for (guint i = 0; self->scheme->instructions[i][0]; i++)
    if (g_str_equal (self->scheme->instructions[i][0], place))
      return g_strdup (self->scheme->instructions[i][1]);
  return g_strdup ("");
}

/* Query and members of the body by name, each with its "&" before it. */
static char *
instruction_params (const TableRequest *self)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) query = g_strsplit (self->request->query, "&", -1);
  g_autoptr (GList) names = self->json ? json_object_get_members (json_node_get_object (self->json)) : NULL;
  GString *text = g_string_new (NULL);

  for (guint i = 0; query[i]; i++)
    if (*query[i])
      g_ptr_array_add (pairs, plain (query[i]));
  for (GList *link = names; link; link = link->next)
    {
      g_autofree char *place = g_strconcat ("json ", link->data, NULL);
      g_autofree char *value = table_request_get (self, place);

      g_ptr_array_add (pairs, g_strconcat (link->data, "=", value, NULL));
    }
  g_ptr_array_sort (pairs, compare_texts);
  for (guint i = 0; i < pairs->len; i++)
    g_string_append_printf (text, "&%s", (const char *) pairs->pdata[i]);
  return g_string_free (text, FALSE);
}

static char *
path_after (const TableRequest *self, const char *text)
{
  const char *found = strstr (self->request->path, text);

  return g_strdup (found ? found + strlen (text) : self->request->path);
}

/* Pieces that are made of something else than one value. */
static char *
make_worked_piece (const TableRequest *self, const char *piece)
{
  const PlayRequest *request = self->request;

  if (g_str_equal (piece, "?query"))
    return with_mark (g_strdup (request->query));
  if (g_str_equal (piece, "plain-query"))
    return plain (request->query);
  if (g_str_equal (piece, "?plain-query"))
    return with_mark (plain (request->query));
  if (g_str_equal (piece, "sorted-query"))
    return sorted_query (self);
  if (g_str_equal (piece, "query-rest"))
    return without_signature (self, request->query);
  if (g_str_equal (piece, "form-rest"))
    return without_signature (self, request->body);
  if (g_str_equal (piece, "sorted-sent"))
    return sorted_sent (self);
  if (g_str_equal (piece, "json-params"))
    return json_params (self);
  if (g_str_equal (piece, "path-last"))
    return g_strdup (strrchr (request->path, '/') + 1);
  if (g_str_has_prefix (piece, "header ") || g_str_has_prefix (piece, "query ") || g_str_has_prefix (piece, "json "))
    return table_request_get (self, piece);
  if (g_str_has_prefix (piece, "any "))
    return if_any (self, piece + strlen ("any "));
  if (g_str_has_prefix (piece, "path-after "))
    return path_after (self, piece + strlen ("path-after "));
  if (g_str_has_prefix (piece, "sha256 "))
    return make_hash (self, G_CHECKSUM_SHA256, piece + strlen ("sha256 "));
  if (g_str_has_prefix (piece, "sha512 "))
    return make_hash (self, G_CHECKSUM_SHA512, piece + strlen ("sha512 "));
  if (g_str_has_prefix (piece, "base64 "))
    return in_base64 (self, piece + strlen ("base64 "));
  if (g_str_equal (piece, "instruction"))
    return instruction (self);
  if (g_str_equal (piece, "&params"))
    return instruction_params (self);
  g_error ("there is no piece “%s”", piece);
}

char *
table_piece (const TableRequest *self, const char *piece)
{
  const PlayRequest *request = self->request;
  const struct { const char *name, *value; } values[] = {
    { "method", request->method }, { "host", request->host_header }, { "path", request->path },
    { "query", request->query },   { "body", request->body },        { "time", self->time },
    { "window", self->window },    { "nonce", self->nonce },         { "key", self->key },
    { "passphrase", self->passphrase }, { "payload", self->payload ? self->payload : "" },
    { "content-type", *request->body ? play_header (request, "Content-Type") : "" },
  };

  if (*piece == '\'')
    return g_strdup (piece + 1);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (g_str_equal (piece, values[i].name))
      return g_strdup (values[i].value);
  return make_worked_piece (self, piece);
}

char *
table_text (const TableRequest *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < TABLE_PIECES && self->scheme->pieces[i]; i++)
    {
      g_autofree char *piece = table_piece (self, self->scheme->pieces[i]);

      g_string_append (text, piece);
    }
  return g_string_free (text, FALSE);
}
