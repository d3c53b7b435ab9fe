/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-sign-document.h"

#include <string.h>

#include "kt-cleaning.h"
#include "kt-error.h"
#include "kt-json.h"
#include "kt-signer.h"
#include "kt-value.h"

#define MAX_OUTPUT (1024 * 1024)

/* What a document says. Strings are borrowed from its nodes, but for those owned. */
typedef struct {
  KtExchange   *exchange;       /* borrowed */
  const char   *environment;
  const char   *key_type;
  KtCredential *credential;     /* owned */
  char         *nonce;          /* owned */
  char         *body_json;      /* owned */
  GPtrArray    *query;          /* owned: KtPair */
  gint64        clock_ms;
  KtRequest     request;
} Document;

static void
document_clear (Document *self)
{
  g_clear_pointer (&self->credential, kt_credential_unref);
  g_free (self->nonce);
  g_free (self->body_json);
  g_clear_pointer (&self->query, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Document, document_clear)

static gboolean
invalid (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
invalid (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error)
    *error = g_error_new_valist (KT_ERROR, KT_ERROR_INVALID, format, arguments);
  va_end (arguments);
  return FALSE;
}

/* ── Members ──────────────────────────────────────────────────────────────── */

static gboolean
is_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

static gboolean
is_whole (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64;
}

/* A text; absent and null are alike. */
static gboolean
take_text (JsonObject *object, const char *member, gboolean required, const char **ret_text, GError **error)
{
  JsonNode *node = json_object_get_member (object, member);

  if (!node || JSON_NODE_HOLDS_NULL (node))
    return !required || invalid (error, "“%s” is missing", member);
  if (!is_text (node))
    return invalid (error, "“%s” must be a text", member);
  *ret_text = json_node_get_string (node);
  return TRUE;
}

static gboolean
take_object (JsonObject *object, const char *member, JsonObject **ret_object, GError **error)
{
  JsonNode *node = json_object_get_member (object, member);

  if (!node)
    return invalid (error, "“%s” is missing", member);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return invalid (error, "“%s” must be an object", member);
  *ret_object = json_node_get_object (node);
  return TRUE;
}

static gboolean
has_only (JsonObject *object, const char *where, const char *const *known, GError **error)
{
  g_autoptr(GList) members = json_object_get_members (object);

  for (GList *l = members; l; l = l->next)
    {
      if (!g_strv_contains (known, l->data))
        return invalid (error, "“%s” is not a member of %s", (const char *) l->data, where);
    }
  return TRUE;
}

/* ── Credential ───────────────────────────────────────────────────────────── */

static gboolean
knows_field (KtExchange *exchange, const char *id)
{
  GPtrArray *fields = kt_exchange_get_fields (exchange);

  for (guint i = 0; i < fields->len; i++)
    {
      if (g_str_equal (((KtField *) g_ptr_array_index (fields, i))->id, id))
        return TRUE;
    }
  return FALSE;
}

static gboolean
take_credential (Document *self, JsonObject *object, KtJsonMap *map, GError **error)
{
  g_autoptr(KtCredential) raw = kt_credential_new ();
  g_autoptr(GList) members = json_object_get_members (object);

  if (g_list_length (members) > KT_CREDENTIAL_MAX_FIELDS)
    return invalid (error, "“credential” has more than %d fields", KT_CREDENTIAL_MAX_FIELDS);
  for (GList *l = members; l; l = l->next)
    {
      g_autofree char *path = g_strconcat ("credential.", l->data, NULL);
      const char *masked = NULL;
      g_autoptr(KtSecret) value = NULL;

      if (!knows_field (self->exchange, l->data))
        return invalid (error, "%s has no credential field “%s”", kt_exchange_get_name (self->exchange), (const char *) l->data);
      if (!take_text (object, l->data, FALSE, &masked, error))
        return FALSE;
      value = masked && *masked ? kt_json_map_take_text (map, path) : NULL;
      if (!value)
        continue;
      if (kt_secret_get_length (value) > KT_CREDENTIAL_MAX_VALUE)
        return invalid (error, "“%s” is larger than %d KiB", (const char *) l->data, KT_CREDENTIAL_MAX_VALUE / 1024);
      if (memchr (kt_secret_peek (value, NULL), 0, kt_secret_get_length (value)))
        return invalid (error, "“%s” has a NUL in it", (const char *) l->data);
      kt_credential_set (raw, l->data, value);
    }
  self->credential = kt_clean_credential (raw);
  return TRUE;
}

/* ── Request ──────────────────────────────────────────────────────────────── */

static void
pair_free (gpointer data)
{
  KtPair *pair = data;

  g_free (pair->name);
  g_free (pair->value);
  g_free (pair);
}

static char *
scalar_text (JsonNode *node)
{
  if (is_text (node))
    return g_strdup (json_node_get_string (node));
  if (is_whole (node))
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");
  return NULL;
}

static gboolean
take_query (Document *self, JsonObject *request, GError **error)
{
  JsonNode *node = json_object_get_member (request, "query");
  JsonArray *list;

  if (!node || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return invalid (error, "“query” must be a list of pairs: [[\"name\", \"value\"]]");

  list = json_node_get_array (node);
  self->query = g_ptr_array_new_with_free_func (pair_free);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *item = json_array_get_element (list, i);
      JsonArray *two = JSON_NODE_HOLDS_ARRAY (item) ? json_node_get_array (item) : NULL;
      KtPair *pair;

      if (!two || json_array_get_length (two) != 2 || !is_text (json_array_get_element (two, 0)))
        return invalid (error, "“query” must be a list of pairs: [[\"name\", \"value\"]]");
      pair = g_new0 (KtPair, 1);
      pair->name = g_strdup (json_array_get_string_element (two, 0));
      pair->value = scalar_text (json_array_get_element (two, 1));
      g_ptr_array_add (self->query, pair);
      if (!pair->value)
        return invalid (error, "The value of “%s” in “query” must be a text", pair->name);
    }
  return TRUE;
}

/* The object's own bytes: json-glib would write 0.1 differently from what stands in the document. */
static char *
cut_object (const char *text, gsize offset)
{
  gboolean in_string = FALSE;
  guint depth = 0;
  gsize end = offset;

  do
    {
      char c = text[end++];

      if (in_string && c == '\\')
        end++;
      else if (c == '"')
        in_string = !in_string;
      else if (!in_string && c == '{')
        depth++;
      else if (!in_string && c == '}')
        depth--;
    }
  while (depth > 0);
  return g_strndup (text + offset, end - offset);
}

static gboolean
take_body (Document *self, JsonObject *request, const char *text, KtJsonMap *map, GError **error)
{
  JsonNode *node = json_object_get_member (request, "body");

  if (!node || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (is_text (node))
    {
      self->request.body_text = json_node_get_string (node);
      return TRUE;
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return invalid (error, "“body” must be an object, a text or null");
  self->body_json = cut_object (text, kt_json_map_get_offset (map, "request.body"));
  self->request.body_json = self->body_json;
  return TRUE;
}

static gboolean
take_request (Document *self, JsonObject *request, const char *text, KtJsonMap *map, GError **error)
{
  static const char *const known[] = { "method", "path", "host", "query", "body", NULL };

  if (!has_only (request, "“request”", known, error) ||
      !take_text (request, "method", TRUE, &self->request.method, error) ||
      !take_text (request, "path", TRUE, &self->request.path, error) ||
      !take_text (request, "host", FALSE, &self->request.host, error) ||
      !take_query (self, request, error) ||
      !take_body (self, request, text, map, error))
    return FALSE;
  self->request.query = self->query;
  return TRUE;
}

/* ── The whole ────────────────────────────────────────────────────────────── */

static gboolean
take_environment (Document *self, JsonObject *root, GError **error)
{
  GPtrArray *environments = kt_exchange_get_environments (self->exchange);

  if (!take_text (root, "environment", FALSE, &self->environment, error))
    return FALSE;
  if (self->environment && !kt_exchange_find_environment (self->exchange, self->environment))
    return invalid (error, "%s has no environment “%s”", kt_exchange_get_name (self->exchange), self->environment);

  for (guint i = 0; i < environments->len && !self->environment && self->request.host; i++)
    {
      const KtEnvironment *environment = g_ptr_array_index (environments, i);

      if (g_str_equal (environment->host, self->request.host))
        self->environment = environment->id;
    }
  if (!self->environment)
    self->environment = ((KtEnvironment *) g_ptr_array_index (environments, 0))->id;
  return TRUE;
}

static gboolean
take_key_type (Document *self, JsonObject *root, GError **error)
{
  g_auto(GStrv) types = kt_exchange_get_key_types (self->exchange, self->environment);

  if (!take_text (root, "key_type", FALSE, &self->key_type, error))
    return FALSE;
  if (self->key_type && !g_strv_contains ((const char *const *) types, self->key_type))
    return invalid (error, "%s has no keys of the type “%s”", kt_exchange_get_name (self->exchange), self->key_type);
  if (!self->key_type)
    self->key_type = kt_exchange_guess_key_type (self->exchange, self->environment, self->credential, error);
  return self->key_type != NULL;
}

/* The first text of a list, when the document has it. */
static gboolean
take_first (JsonObject *root, const char *member, char **ret_text, GError **error)
{
  JsonNode *node = json_object_get_member (root, member);
  JsonArray *list = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (!node)
    return TRUE;
  for (guint i = 0; list && i < json_array_get_length (list); i++)
    {
      if (!is_text (json_array_get_element (list, i)))
        list = NULL;
    }
  if (!list)
    return invalid (error, "“%s” must be a list of texts", member);
  if (json_array_get_length (list) > 0 && ret_text && !*ret_text)
    *ret_text = g_strdup (json_array_get_string_element (list, 0));
  return TRUE;
}

static gboolean
take_moment (Document *self, JsonObject *root, GError **error)
{
  KtNonceKind kind = kt_exchange_get_nonce_kind (self->exchange, self->environment);
  gboolean rising = kt_exchange_has_rising_nonce (self->exchange, self->environment);
  JsonNode *clock = json_object_get_member (root, "clock_ms");
  JsonNode *nonce = json_object_get_member (root, "nonce");

  if (clock && !is_whole (clock))
    return invalid (error, "“clock_ms” must be a whole number: milliseconds since 1970");
  self->clock_ms = clock ? json_node_get_int (clock) : 0;
  if (nonce && !JSON_NODE_HOLDS_NULL (nonce) && !(is_text (nonce) || is_whole (nonce)))
    return invalid (error, "“nonce” must be a text or a whole number");
  if (nonce && (is_text (nonce) || is_whole (nonce)))
    self->nonce = scalar_text (nonce);
  if (!take_first (root, "uuid", kind == KT_NONCE_UUID ? &self->nonce : NULL, error) ||
      !take_first (root, "random_hex", kind == KT_NONCE_HEX_32 ? &self->nonce : NULL, error))
    return FALSE;

  if (!clock && (kt_exchange_get_time_unit (self->exchange, self->environment) != KT_TIME_NONE || (rising && !self->nonce)))
    return invalid (error, "“clock_ms” is missing");
  if (!self->nonce)
    self->nonce = kt_signer_make_nonce (kind, self->clock_ms);
  return TRUE;
}

static gboolean
take_document (Document *self, KtCatalogue *catalogue, JsonNode *root, const char *text, KtJsonMap *map, GError **error)
{
  static const char *const known[] = { "exchange", "environment", "key_type", "credential", "clock_ms", "nonce", "uuid",
                                       "random_hex", "request", NULL };
  JsonObject *object, *credential = NULL, *request = NULL;
  const char *id = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (root))
    return invalid (error, "The document must be one JSON object");
  object = json_node_get_object (root);
  if (!has_only (object, "the document", known, error) ||
      !take_text (object, "exchange", TRUE, &id, error) ||
      !take_object (object, "credential", &credential, error) ||
      !take_object (object, "request", &request, error))
    return FALSE;
  if (!(self->exchange = kt_catalogue_get (catalogue, id, error)))
    return FALSE;
  return take_request (self, request, text, map, error) &&
         take_environment (self, object, error) &&
         take_credential (self, credential, map, error) &&
         take_key_type (self, object, error) &&
         take_moment (self, object, error);
}

/* ── Output ───────────────────────────────────────────────────────────────── */

static KtValue
text_value (const char *text, KtSecret *secret)
{
  if (secret)
    return kt_value_text (kt_secret_peek (secret, NULL), kt_secret_get_length (secret), TRUE);
  return text ? kt_value_text (text, strlen (text), FALSE) : (KtValue) { .kind = KT_KIND_NULL };
}

static KtEntry
entry (const char *name, KtValue value)
{
  return (KtEntry) { .name = name, .name_length = strlen (name), .value = value };
}

static KtSecret *
write_document (const KtSignedRequest *request, GError **error)
{
  guint n = request->headers->len;
  g_autofree KtEntry *headers = g_new0 (KtEntry, MAX (n, 1));
  KtSecret *out = NULL;
  const char *problem;
  KtArena arena;
  KtWriter writer;

  for (guint i = 0; i < n; i++)
    {
      const KtHeader *header = g_ptr_array_index (request->headers, i);

      headers[i] = entry (header->name, text_value (header->text, header->secret));
    }

  {
    const KtEntry members[] = {
      entry ("method", text_value (request->method, NULL)),
      entry ("url", text_value (request->url, NULL)),
      entry ("headers", (KtValue) { .kind = KT_KIND_FIELDS, .length = n, .entries = headers }),
      entry ("body", text_value (request->body, request->body_secret)),
    };
    const KtValue document = { .kind = KT_KIND_FIELDS, .length = G_N_ELEMENTS (members), .entries = members };

    kt_arena_init (&arena);
    kt_writer_init (&writer, &arena, TRUE, 2048);
    writer.limit = MAX_OUTPUT;
    problem = kt_value_write_json (&writer, &document);
  }
  if (problem || writer.too_large)
    invalid (error, "The signed request cannot be written as JSON: %s", problem ? problem : "it is too large");
  else
    out = kt_secret_new (writer.bytes, (gssize) writer.length);
  kt_arena_clear (&arena);
  return out;
}

/* ── Entry ────────────────────────────────────────────────────────────────── */

static void
report_cb (guint line, guint column, const char *json_path, const char *problem, gpointer data)
{
  GError **error = data;

  if (!*error)
    invalid (error, "Line %u, column %u: %s", line, column, problem);
}

KtSecret *
kt_sign_document (KtCatalogue *catalogue, KtSecret *input, GError **error)
{
  g_autoptr(KtJsonMap) map = NULL;
  g_autoptr(KtSecret) masked = NULL;
  g_autoptr(JsonNode) root = NULL;
  g_autoptr(KtSignedRequest) request = NULL;
  g_autoptr(GError) problem = NULL;
  g_auto(Document) document = { 0 };
  gboolean taken;
  gsize length;
  const char *text = kt_secret_peek (input, &length);

  if (length > KT_SIGN_DOCUMENT_MAX)
    {
      invalid (error, "The document is larger than %d KiB", KT_SIGN_DOCUMENT_MAX / 1024);
      return NULL;
    }
  map = kt_json_map_new (text, length, KT_SIGN_DOCUMENT_MAX_DEPTH, report_cb, &problem);
  if (problem)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  /* json-glib gets to see everything but the credential: that is read where it stands. */
  masked = kt_json_map_mask (map, "credential");
  if (!(root = kt_json_parse (kt_secret_peek (masked, NULL), length, KT_SIGN_DOCUMENT_MAX, KT_SIGN_DOCUMENT_MAX_DEPTH, error)))
    return NULL;

  taken = take_document (&document, catalogue, root, text, map, error);
  if (taken)
    {
      KtMoment moment = { document.clock_ms, document.nonce };

      request = kt_signer_sign (document.exchange, document.environment, document.key_type, document.credential,
                                &moment, &document.request, error);
    }
  return request ? write_document (request, error) : NULL;
}
