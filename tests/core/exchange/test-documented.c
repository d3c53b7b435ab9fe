/* test-documented: the exchanges' own examples, and values worked out from their documentation
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "kt-test-util.h"
#include "kt-vector.h"

/* Where the documents allow more than one way, or a step's name is signed: a changed copy. */
static const struct {
  const char *definition;
  const char *variant;          /* or NULL */
  const char *changes[5];
  const char *explanation;
} copies[] = {
  { "gemini", "text-nonce", { "\"nonce\": \"nonce\"", "\"nonce\": \"nonce\"" }, "the nonce is a text in the definition" },
  { "bitbank", "window-1000", { "\"'5000'\"", "\"'1000'\"" }, "the document's example has a shorter window" },
  { "gemini", NULL, { "\"nonce\": \"nonce\"", "\"nonce\": \"number(nonce)\"" }, "a number passes too" },
  { "backpack", NULL, { "\"let\": {\"instruction\": \"'accountQuery'\"}", "\"note\": \"\"",
                        "\"let\": {\"text\"", "\"let\": {\"instruction\": \"'accountQuery'\", \"text\"", NULL },
    "the name that its check signs" },
};

static const char *const *
changes_of (const char *definition, const char *variant)
{
  for (guint i = 0; i < G_N_ELEMENTS (copies); i++)
    {
      if (g_str_equal (copies[i].definition, definition) && g_strcmp0 (copies[i].variant, variant) == 0)
        return copies[i].changes;
    }
  return NULL;
}

static void
pair_free (gpointer data)
{
  KtPair *pair = data;

  g_free (pair->name);
  g_free (pair->value);
  g_free (pair);
}

static GPtrArray *
read_query (JsonObject *request)
{
  GPtrArray *pairs = g_ptr_array_new_with_free_func (pair_free);
  JsonArray *list = json_object_has_member (request, "query") ? json_object_get_array_member (request, "query") : NULL;

  for (guint i = 0; list && i < json_array_get_length (list); i++)
    {
      JsonArray *two = json_array_get_array_element (list, i);
      KtPair *pair = g_new0 (KtPair, 1);

      pair->name = g_strdup (json_array_get_string_element (two, 0));
      pair->value = g_strdup (json_array_get_string_element (two, 1));
      g_ptr_array_add (pairs, pair);
    }
  return pairs;
}

static KtCredential *
read_credential (JsonObject *object)
{
  KtCredential *credential = kt_credential_new ();
  g_autoptr(GList) names = json_object_get_members (object);

  for (GList *l = names; l; l = l->next)
    {
      g_autoptr(KtSecret) value = kt_secret_new (json_object_get_string_member (object, l->data), -1);

      kt_credential_set (credential, l->data, value);
    }
  return credential;
}

/* Everything that was signed, in one text: a documented signature must be somewhere in it. */
static char *
write_all (const KtSignedRequest *request)
{
  g_autofree char *url = g_uri_unescape_string (request->url, NULL);
  GString *all = g_string_new (url);

  for (guint i = 0; i < request->headers->len; i++)
    {
      const KtHeader *header = g_ptr_array_index (request->headers, i);

      g_string_append_printf (all, "\n%s: %s", header->name, header->secret ? kt_secret_peek (header->secret, NULL) : header->text);
    }
  g_string_append_printf (all, "\n%s", request->body ? request->body : "");
  return g_string_free (all, FALSE);
}

static const char *
find_header (const KtSignedRequest *request, const char *name)
{
  for (guint i = 0; i < request->headers->len; i++)
    {
      const KtHeader *header = g_ptr_array_index (request->headers, i);

      if (g_ascii_strcasecmp (header->name, name) == 0)
        return header->secret ? kt_secret_peek (header->secret, NULL) : header->text;
    }
  return NULL;
}

static void
compare (const KtSignedRequest *request, JsonObject *expect, const char *what)
{
  JsonObject *headers = json_object_has_member (expect, "headers") ? json_object_get_object_member (expect, "headers") : NULL;
  g_autoptr(GList) names = headers ? json_object_get_members (headers) : NULL;
  g_autofree char *all = write_all (request);

  if (json_object_has_member (expect, "url") && strcmp (json_object_get_string_member (expect, "url"), request->url) != 0)
    g_test_fail_printf ("%s: the URL is %s", what, request->url);
  if (json_object_has_member (expect, "contains") && !strstr (all, json_object_get_string_member (expect, "contains")))
    g_test_fail_printf ("%s: %s is not in %s", what, json_object_get_string_member (expect, "contains"), all);
  for (GList *l = names; l; l = l->next)
    {
      const char *theirs = json_object_get_string_member (headers, l->data);

      /* Ours follows the body. */
      if (g_ascii_strcasecmp (l->data, "Content-Type") == 0 && !request->body)
        continue;
      if (g_strcmp0 (theirs, find_header (request, l->data)) != 0)
        g_test_fail_printf ("%s: the header %s is %s, not %s", what, (const char *) l->data, find_header (request, l->data), theirs);
    }
}

static void
check (JsonObject *vector, guint number)
{
  const char *definition = json_object_get_string_member (vector, "definition");
  g_autofree char *what = g_strdup_printf ("%u, %s", number, definition);
  g_autoptr(KtExchange) exchange = kt_vector_load_definition (definition, changes_of (definition, json_object_get_string_member_with_default (vector, "variant", NULL)));
  g_autoptr(KtCredential) credential = read_credential (json_object_get_object_member (vector, "credential"));
  JsonObject *request = json_object_get_object_member (vector, "request");
  g_autoptr(GPtrArray) query = read_query (request);
  KtEnvironment *environment = g_ptr_array_index (kt_exchange_get_environments (exchange), 0);
  KtNonceKind kind = kt_exchange_get_nonce_kind (exchange, environment->id);
  gint64 clock_ms = json_object_get_int_member (vector, "clock_ms");
  g_autofree char *fresh = kt_signer_make_nonce (kind, clock_ms);
  const KtMoment moment = { clock_ms, json_object_get_string_member_with_default (vector, "nonce", fresh) };
  const char *path = json_object_get_string_member (request, "path");
  const char *body = json_object_get_string_member_with_default (request, "body", NULL);
  const KtRequest wanted = { json_object_get_string_member (request, "method"), NULL, path, query, body && *body ? body : NULL, NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(KtSignedRequest) signed_request =
    kt_signer_sign (exchange, environment->id, json_object_get_string_member (vector, "key_type"), credential, &moment, &wanted, &error);

  if (!signed_request)
    g_test_fail_printf ("%s: %s", what, error->message);
  else
    compare (signed_request, json_object_get_object_member (vector, "expect"), what);
}

static void
test_all (void)
{
  g_autoptr(JsonNode) root = kt_test_data_json ("data/vectors/documented.json");
  JsonArray *vectors = json_object_get_array_member (json_node_get_object (root), "vectors");

  g_assert_cmpuint (json_array_get_length (vectors), ==, 46);
  for (guint i = 0; i < json_array_get_length (vectors); i++)
    check (json_array_get_object_element (vectors, i), i);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/documented/all", test_all);
  return g_test_run ();
}
