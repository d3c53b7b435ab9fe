/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-signer-request.h"

#include <string.h>

#include "kt-error.h"

#define MAX_PAIRS 256

static char *
keep (KtRun *run, const char *bytes, gsize length)
{
  char *copy = kt_arena_alloc (&run->arena, FALSE, length + 1);

  memcpy (copy, bytes, length);
  copy[length] = '\0';
  return copy;
}

static gboolean
invalid (const char *problem, GError **error)
{
  g_set_error_literal (error, KT_ERROR, KT_ERROR_INVALID, problem);
  return FALSE;
}

static gboolean
take_pairs (KtRun *run, GPtrArray *pairs, KtValue *ret_fields, GError **error)
{
  guint n = pairs ? pairs->len : 0;
  KtEntry *entries = (KtEntry *) kt_arena_alloc (&run->arena, FALSE, n * sizeof (KtEntry));
  gsize total = 0;

  if (n > MAX_PAIRS)
    return invalid ("the query has more than 256 pairs", error);
  for (guint i = 0; i < n; i++)
    {
      const KtPair *pair = g_ptr_array_index (pairs, i);

      entries[i] = (KtEntry) { .name = pair->name, .name_length = strlen (pair->name),
                               .value = kt_value_text (pair->value, strlen (pair->value), FALSE) };
      total += entries[i].name_length + entries[i].value.length;
    }
  if (total > KT_VALUE_MAX)
    return invalid ("the query is larger than 64 KiB", error);
  *ret_fields = (KtValue) { .kind = KT_KIND_FIELDS, .length = n, .entries = entries };
  return TRUE;
}

/* ── A JSON object ────────────────────────────────────────────────────────── */

/* json-glib turns 0.1 into a double and rounds long integers: such bytes would be signed differently
 * from what was written. */
static gboolean
numbers_are_whole (const char *json)
{
  gboolean in_string = FALSE;

  for (const char *p = json; *p; p++)
    {
      const char *start = p;
      gint64 value;
      g_autofree char *number = NULL;

      if (in_string)
        {
          if (*p == '\\' && p[1])
            p++;
          else if (*p == '"')
            in_string = FALSE;
          continue;
        }
      in_string = *p == '"';
      if (!g_ascii_isdigit (*p) && *p != '-')
        continue;

      while (p[1] && strchr ("0123456789+-.eE", p[1]))
        p++;
      number = g_strndup (start, (gsize) (p + 1 - start));
      if (!g_ascii_string_to_signed (number, 10, G_MININT64, G_MAXINT64, &value, NULL) || strcmp (number, "-0") == 0)
        return FALSE;
    }
  return TRUE;
}

static void take_node (KtRun *run, JsonNode *node, KtValue *ret_value);

static void
take_members (KtRun *run, JsonObject *object, KtValue *ret_value)
{
  g_autoptr(GList) names = json_object_get_members (object);
  guint n = g_list_length (names), i = 0;
  KtEntry *entries = (KtEntry *) kt_arena_alloc (&run->arena, FALSE, n * sizeof (KtEntry));

  for (GList *l = names; l; l = l->next, i++)
    {
      gsize length = strlen (l->data);

      entries[i].name = keep (run, l->data, length);
      entries[i].name_length = length;
      take_node (run, json_object_get_member (object, l->data), &entries[i].value);
    }
  *ret_value = (KtValue) { .kind = KT_KIND_FIELDS, .length = n, .entries = entries };
}

static void
take_items (KtRun *run, JsonArray *list, KtValue *ret_value)
{
  guint n = json_array_get_length (list);
  KtEntry *entries = (KtEntry *) kt_arena_alloc (&run->arena, FALSE, n * sizeof (KtEntry));

  for (guint i = 0; i < n; i++)
    {
      entries[i].name = "";
      entries[i].name_length = 0;
      take_node (run, json_array_get_element (list, i), &entries[i].value);
    }
  *ret_value = (KtValue) { .kind = KT_KIND_LIST, .length = n, .entries = entries };
}

static void
take_scalar (KtRun *run, JsonNode *node, KtValue *ret_value)
{
  if (JSON_NODE_HOLDS_NULL (node))
    {
      *ret_value = (KtValue) { .kind = KT_KIND_NULL };
    }
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    {
      const char *text = json_node_get_string (node);

      *ret_value = kt_value_text (keep (run, text, strlen (text)), strlen (text), FALSE);
    }
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    {
      *ret_value = (KtValue) { .kind = json_node_get_boolean (node) ? KT_KIND_TRUE : KT_KIND_FALSE };
    }
  else
    {
      char digits[24];
      gsize n = (gsize) g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT, json_node_get_int (node));

      *ret_value = kt_value_text (keep (run, digits, n), n, FALSE);
      ret_value->kind = KT_KIND_NUMBER;
    }
}

static void
take_node (KtRun *run, JsonNode *node, KtValue *ret_value)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    take_members (run, json_node_get_object (node), ret_value);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    take_items (run, json_node_get_array (node), ret_value);
  else
    take_scalar (run, node, ret_value);
}

static gboolean
take_json (KtRun *run, const char *json, KtValue *ret_fields, GError **error)
{
  g_autoptr(JsonNode) root = NULL;

  if (!(root = kt_json_parse (json, strlen (json), KT_VALUE_MAX, KT_VALUE_DEPTH, error)))
    {
      g_prefix_error (error, "The body is ");
      return FALSE;
    }
  if (!JSON_NODE_HOLDS_OBJECT (root))
    return invalid ("The body is not a JSON object; give it as a string", error);
  if (!numbers_are_whole (json))
    return invalid ("A number in the body is not a whole number within 64 bits; give the body as a string", error);
  take_node (run, root, ret_fields);
  return TRUE;
}

/* ── A body given as text ─────────────────────────────────────────────────── */

static gboolean
take_form (KtRun *run, const char *text, KtValue *ret_fields)
{
  g_auto(GStrv) pairs = g_strsplit (text, "&", MAX_PAIRS + 1);
  guint n = g_strv_length (pairs);
  KtEntry *entries = (KtEntry *) kt_arena_alloc (&run->arena, FALSE, n * sizeof (KtEntry));

  if (n > MAX_PAIRS)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      char *equals = strchr (pairs[i], '=');
      g_autofree char *name = equals ? g_uri_unescape_segment (pairs[i], equals, NULL) : NULL;
      g_autofree char *value = equals ? g_uri_unescape_string (equals + 1, NULL) : NULL;

      if (!name || !value)
        return FALSE;
      entries[i] = (KtEntry) { .name = keep (run, name, strlen (name)), .name_length = strlen (name),
                               .value = kt_value_text (keep (run, value, strlen (value)), strlen (value), FALSE) };
    }
  *ret_fields = (KtValue) { .kind = KT_KIND_FIELDS, .length = n, .entries = entries };
  return TRUE;
}

/* The fields of a body given as text, when writing them gives these very bytes again. */
static gboolean
read_back (KtRun *run, const char *text, KtValue *ret_fields)
{
  g_autoptr(GError) ignored = NULL;
  KtValue fields, again;

  if (!(run->json_body ? take_json (run, text, &fields, &ignored) : take_form (run, text, &fields)) ||
      !kt_run_write (run, run->json_body ? kt_value_write_json : kt_value_write_form, &fields, &again, &ignored) ||
      again.length != strlen (text) || memcmp (again.bytes, text, again.length) != 0)
    return FALSE;
  *ret_fields = fields;
  return TRUE;
}

static gboolean
take_text (KtRun *run, const char *text, KtValue *fields, GError **error)
{
  const KtProgram *program = run->program;

  if (strlen (text) > KT_VALUE_MAX)
    return invalid ("The body is larger than 64 KiB", error);
  if (!read_back (run, text, fields) && (program->params || program->body))
    return invalid ("This exchange's signature adds fields to the body: give the body as an object", error);
  run->slots[KT_SLOT_BODY] = kt_value_text (text, strlen (text), FALSE);
  run->filled[KT_SLOT_BODY] = TRUE;
  return TRUE;
}

/* ── A request ────────────────────────────────────────────────────────────── */

gboolean
kt_signer_take_request (KtRun *run, KtExchange *exchange, const KtRequest *request, GError **error)
{
  const KtProgram *program = run->program;
  gboolean has_query = request->query && request->query->len > 0;
  gboolean has_body = request->body_json || request->body_text;
  gboolean reads = g_strcmp0 (request->method, "GET") == 0 || g_strcmp0 (request->method, "DELETE") == 0 ||
                   g_strcmp0 (request->method, "HEAD") == 0;
  KtValue pairs, fields = { .kind = KT_KIND_FIELDS };

  run->json_body = exchange->json_body;
  if (!take_pairs (run, request->query, &pairs, error))
    return FALSE;
  if (has_body && has_query && (program->params || program->query || program->body))
    return invalid ("This exchange signs either a query or a body, not both in one request", error);
  if (request->body_json && !take_json (run, request->body_json, &fields, error))
    return FALSE;
  if (request->body_text && !take_text (run, request->body_text, &fields, error))
    return FALSE;

  run->place = has_body && run->json_body ? KT_FIELDS_JSON : has_body ? KT_FIELDS_FORM
             : has_query || reads ? KT_FIELDS_QUERY : KT_FIELDS_NONE;
  if (has_body && has_query)
    {
      /* The URL carries the query, the body its own text. */
      if (!run->filled[KT_SLOT_BODY] &&
          !kt_run_write (run, run->json_body ? kt_value_write_json : kt_value_write_form, &fields, &run->slots[KT_SLOT_BODY], error))
        return FALSE;
      run->filled[KT_SLOT_BODY] = TRUE;
      run->place = KT_FIELDS_QUERY;
    }
  run->slots[KT_SLOT_PARAMS] = has_body && !has_query ? fields : pairs;
  run->filled[KT_SLOT_PARAMS] = TRUE;
  return TRUE;
}
