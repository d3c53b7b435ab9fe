/* test-definitions: what is shipped is whole: compiled in, known to the schema, harmless, with sources
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "kt-catalogue.h"
#include "kt-exchange-private.h"
#include "kt-exchange-resource.h"
#include "kt-test-util.h"

#define RESOURCE "/io/github/keyturn/Keyturn/exchanges/"

static GPtrArray *
list_files (void)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = kt_test_data_path ("../data/exchanges");
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    {
      if (g_str_has_suffix (name, ".json") && strcmp (name, "schema.json") != 0)
        g_ptr_array_add (names, g_strdup (name));
    }
  g_assert_cmpuint (names->len, >=, 6);
  return names;
}

static KtExchange *
load (const char *name)
{
  g_autofree char *path = g_strconcat ("../data/exchanges/", name, NULL);
  gsize length;
  char *text = kt_test_data_load (path, &length);
  g_autoptr(GBytes) bytes = g_bytes_new_take (text, length);
  g_autoptr(GPtrArray) mistakes = NULL;
  g_autoptr(GError) error = NULL;
  KtExchange *exchange = kt_exchange_new_from_bytes (bytes, name, FALSE, &mistakes, &error);

  g_assert_no_error (error);
  return exchange;
}

static void
test_compiled_in (void)
{
  g_autoptr(GPtrArray) files = list_files ();

  for (guint i = 0; i < files->len; i++)
    {
      const char *name = g_ptr_array_index (files, i);
      g_autofree char *path = g_strconcat (RESOURCE, name, NULL);
      g_autofree char *file = g_strconcat ("../data/exchanges/", name, NULL);
      g_autofree char *id = g_strndup (name, strlen (name) - 5);
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) bytes = g_resource_lookup_data (kt_exchanges_get_resource (), path, 0, &error);
      g_autoptr(KtExchange) exchange = load (name);
      gsize length;
      g_autofree char *text = kt_test_data_load (file, &length);

      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, length);
      g_assert_cmpstr (kt_exchange_get_id (exchange), ==, id);
    }
}

/* ── Schema ───────────────────────────────────────────────────────────────── */

static JsonObject *schema_root;

static gboolean fits (JsonNode *node, JsonObject *schema, GString *why);

static JsonObject *
resolve (JsonObject *schema)
{
  const char *reference = json_object_get_string_member_with_default (schema, "$ref", NULL);

  if (!reference)
    return schema;
  g_assert_true (g_str_has_prefix (reference, "#/$defs/"));
  return resolve (json_object_get_object_member (json_object_get_object_member (schema_root, "$defs"), reference + strlen ("#/$defs/")));
}

static gboolean
is_of_type (JsonNode *node, const char *type)
{
  if (g_str_equal (type, "object"))
    return JSON_NODE_HOLDS_OBJECT (node);
  if (g_str_equal (type, "array"))
    return JSON_NODE_HOLDS_ARRAY (node);
  if (g_str_equal (type, "null"))
    return JSON_NODE_HOLDS_NULL (node);
  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (g_str_equal (type, "string"))
    return json_node_get_value_type (node) == G_TYPE_STRING;
  if (g_str_equal (type, "integer"))
    return json_node_get_value_type (node) == G_TYPE_INT64;
  return g_str_equal (type, "boolean") && json_node_get_value_type (node) == G_TYPE_BOOLEAN;
}

static gboolean
members_fit (JsonNode *node, JsonObject *schema, GString *why)
{
  JsonObject *object = json_node_get_object (node);
  JsonObject *properties = json_object_has_member (schema, "properties") ? json_object_get_object_member (schema, "properties") : NULL;
  JsonNode *others = json_object_get_member (schema, "additionalProperties");
  g_autoptr(GList) names = json_object_get_members (object);
  JsonArray *required = json_object_has_member (schema, "required") ? json_object_get_array_member (schema, "required") : NULL;

  for (guint i = 0; required && i < json_array_get_length (required); i++)
    {
      if (!json_object_has_member (object, json_array_get_string_element (required, i)))
        {
          g_string_append_printf (why, " %s is missing", json_array_get_string_element (required, i));
          return FALSE;
        }
    }
  for (GList *l = names; l; l = l->next)
    {
      JsonNode *member = properties ? json_object_get_member (properties, l->data) : NULL;

      if (!member && others && JSON_NODE_HOLDS_OBJECT (others))
        member = others;
      if (!member && others && !json_node_get_boolean (others))
        {
          g_string_append_printf (why, " the schema knows no “%s”", (const char *) l->data);
          return FALSE;
        }
      if (member && !fits (json_object_get_member (object, l->data), json_node_get_object (member), why))
        {
          g_string_append_printf (why, " in %s", (const char *) l->data);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
is_listed (JsonNode *node, JsonArray *list)
{
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      if (json_node_equal (node, json_array_get_element (list, i)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
fits (JsonNode *node, JsonObject *schema, GString *why)
{
  schema = resolve (schema);
  if (json_object_has_member (schema, "anyOf"))
    {
      JsonArray *list = json_object_get_array_member (schema, "anyOf");

      for (guint i = 0; i < json_array_get_length (list); i++)
        {
          if (fits (node, json_array_get_object_element (list, i), why))
            {
              g_string_truncate (why, 0);
              return TRUE;
            }
        }
      return FALSE;
    }
  if (json_object_has_member (schema, "type") && !is_of_type (node, json_object_get_string_member (schema, "type")))
    {
      g_string_append_printf (why, " not %s", json_object_get_string_member (schema, "type"));
      return FALSE;
    }
  if (json_object_has_member (schema, "enum") && !is_listed (node, json_object_get_array_member (schema, "enum")))
    {
      g_string_append (why, " not one of the words");
      return FALSE;
    }
  if (JSON_NODE_HOLDS_OBJECT (node))
    return members_fit (node, schema, why);
  if (JSON_NODE_HOLDS_ARRAY (node) && json_object_has_member (schema, "items"))
    {
      for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
        {
          if (!fits (json_array_get_element (json_node_get_array (node), i), json_object_get_object_member (schema, "items"), why))
            return FALSE;
        }
    }
  return TRUE;
}

static void
test_schema_knows_every_member (void)
{
  g_autoptr(GPtrArray) files = list_files ();
  g_autoptr(JsonNode) schema = kt_test_data_json ("../data/exchanges/schema.json");

  schema_root = json_node_get_object (schema);
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *path = g_strconcat ("../data/exchanges/", g_ptr_array_index (files, i), NULL);
      g_autoptr(JsonNode) node = kt_test_data_json (path);
      g_autoptr(GString) why = g_string_new (NULL);

      if (!fits (node, schema_root, why))
        g_test_fail_printf ("%s:%s", (const char *) g_ptr_array_index (files, i), why->str);
    }
}

static void
test_schema_refuses_unknown (void)
{
  static const char *const bad[] = { "{}", "{\"format\": 1, \"hosts\": []}", "[]" };
  g_autoptr(JsonNode) schema = kt_test_data_json ("../data/exchanges/schema.json");
  g_autoptr(JsonNode) good = kt_test_data_json ("../data/exchanges/okx.json");
  g_autoptr(GString) why = g_string_new (NULL);

  schema_root = json_node_get_object (schema);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(JsonNode) node = json_from_string (bad[i], NULL);

      g_assert_false (fits (node, schema_root, why));
    }
  json_object_set_string_member (json_array_get_object_element (json_object_get_array_member (json_node_get_object (good), "check"), 0), "right", "read");
  g_assert_false (fits (good, schema_root, why));
}

static void
assert_described (JsonNode *node, const char *path)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonObject *properties = object && json_object_has_member (object, "properties") ? json_object_get_object_member (object, "properties") : NULL;
  g_autoptr(GList) names = properties ? json_object_get_members (properties) : NULL;
  g_autoptr(GList) members = object ? json_object_get_members (object) : NULL;

  for (GList *l = names; l; l = l->next)
    {
      JsonObject *property = json_object_get_object_member (properties, l->data);
      g_autofree char *below = g_strdup_printf ("%s.%s", path, (const char *) l->data);

      if (!json_object_has_member (property, "description") && !json_object_has_member (resolve (property), "description"))
        g_test_fail_printf ("%s has no description", below);
      assert_described (json_object_get_member (properties, l->data), below);
    }
  for (GList *l = members; l; l = l->next)
    {
      if (!g_str_equal (l->data, "properties"))
        assert_described (json_object_get_member (object, l->data), path);
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
        assert_described (json_array_get_element (json_node_get_array (node), i), path);
    }
}

static void
test_schema_describes (void)
{
  g_autoptr(JsonNode) schema = kt_test_data_json ("../data/exchanges/schema.json");

  schema_root = json_node_get_object (schema);
  assert_described (schema, "");
}

/* ── Harmless, and with sources ───────────────────────────────────────────── */

static void
test_posts (void)
{
  g_autofree char *text = kt_test_data_load ("data/read-only-posts.txt", NULL);
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr(GPtrArray) files = list_files ();
  guint n_listed = 0, n_found = 0;

  for (guint i = 0; lines[i]; i++)
    n_listed += lines[i][0] && lines[i][0] != '#';
  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr(KtExchange) exchange = load (g_ptr_array_index (files, i));
      GPtrArray *steps = kt_exchange_get_steps (exchange);

      g_assert_cmpstr (kt_exchange_get_server_time (exchange)->method, !=, "POST");
      for (guint j = 0; j < steps->len; j++)
        {
          const KtStep *step = g_ptr_array_index (steps, j);
          g_autofree char *line = g_strjoin (" ", kt_exchange_get_id (exchange), step->id, step->path, "", NULL);
          gboolean listed = FALSE;

          if (!g_str_equal (step->method, "POST"))
            continue;
          for (guint k = 0; lines[k] && !listed; k++)
            listed = g_str_has_prefix (lines[k], line) && strstr (step->reads_only, lines[k] + strlen (line));
          if (!listed)
            g_test_fail_printf ("not in tests/data/read-only-posts.txt: %s%s", line, step->reads_only);
          n_found++;
        }
    }
  g_assert_cmpuint (n_found, ==, n_listed);
}

static void
test_sources (void)
{
  g_autoptr(GPtrArray) files = list_files ();

  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr(KtExchange) exchange = load (g_ptr_array_index (files, i));
      GPtrArray *errors = kt_exchange_get_errors (exchange);
      GPtrArray *environments = kt_exchange_get_environments (exchange);

      g_assert_nonnull (kt_exchange_get_sources (exchange)[0]);
      g_assert_nonnull (kt_exchange_get_unsure (exchange)[0]);
      if (kt_exchange_get_status (exchange)->standing != KT_STANDING_CLOSED)
        {
          g_assert_cmpuint (kt_exchange_get_pace (exchange)->requests, >, 0);
          g_assert_cmpuint (errors->len, >, 0);
        }
      for (guint j = 0; j < errors->len; j++)
        g_assert_nonnull (((KtErrorRule *) g_ptr_array_index (errors, j))->source);
      for (guint j = 0; j < environments->len; j++)
        {
          const KtEnvironment *environment = g_ptr_array_index (environments, j);
          g_auto(GStrv) requests = kt_exchange_list_requests (exchange, environment->id);

          g_assert_nonnull (environment->keys_page);
          if (kt_exchange_get_status (exchange)->standing == KT_STANDING_CLOSED)
            g_assert_cmpuint (g_strv_length (requests), ==, 0);
          else
            g_assert_cmpuint (g_strv_length (requests), >, 0);
        }
    }
}

/* ── Exchanges that end ───────────────────────────────────────────────────── */

#define ENDS(status, rest) \
  "{\"format\": 1, \"id\": \"made_up\", \"name\": \"Made Up\", \"website\": \"https://example.com\", " \
  "\"documentation\": \"https://example.com/doc\", \"checked_on\": \"2026-11-22\", \"sources\": [\"invented\"], " \
  "\"environments\": [{\"id\": \"live\", \"name\": \"Live\", \"kind\": \"live\", \"host\": \"api.example.com\"}], " \
  "\"credential\": [{\"id\": \"api_key\", \"name\": \"Key\", \"public\": true}, {\"id\": \"secret\", \"name\": \"Secret\"}], " \
  "\"status\": {" status ", \"what\": \"It ended.\", \"source\": \"x\", \"checked_on\": \"2026-11-22\", \"do\": \"Delete it.\"}" rest "}"
#define ASKS \
  ", \"signing\": {\"key_types\": {\"hmac\": {\"s\": \"hex(hmac_sha256(secret, path))\"}}, \"headers\": {\"K\": \"api_key\", \"S\": \"s\"}}, " \
  "\"reply\": {}, \"check\": [{\"id\": \"a\", \"get\": \"/a\"}], \"errors\": []"

static KtExchange *
load_text (const char *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(GError) error = NULL;
  KtExchange *exchange = kt_exchange_new_from_bytes (bytes, "made_up.json", FALSE, NULL, &error);

  g_assert_no_error (error);
  return exchange;
}

/* A file without a word of signing still takes keys. */
static void
test_closed_takes_keys (void)
{
  g_autoptr(KtExchange) exchange = load_text (ENDS ("\"state\": \"closed\", \"since\": \"2026-02-12\"", ""));
  const KtStatus *status = kt_exchange_get_status (exchange);
  g_auto(GStrv) types = kt_exchange_get_key_types (exchange, "live");
  g_auto(GStrv) requests = kt_exchange_list_requests (exchange, "live");
  g_autoptr(GPtrArray) fields = kt_exchange_get_fields_of (exchange, "live", types[0]);
  g_autoptr(KtCredential) credential = kt_credential_new ();
  g_autoptr(KtSecret) value = kt_secret_new ("made-up", -1);
  g_autoptr(GError) error = NULL;
  const char *host;

  g_assert_cmpint (status->standing, ==, KT_STANDING_CLOSED);
  g_assert_cmpstr (status->since, ==, "2026-02-12");
  g_assert_cmpstr (status->advice, ==, "Delete it.");
  g_assert_true (kt_exchange_is_closed (exchange, 0));
  g_assert_null (requests[0]);
  g_assert_cmpuint (kt_exchange_count_signed (exchange, "live", &host), ==, 0);
  g_assert_cmpuint (fields->len, ==, 2);
  kt_credential_set (credential, "api_key", value);
  kt_credential_set (credential, "secret", value);
  g_assert_cmpstr (kt_exchange_guess_key_type (exchange, "live", credential, &error), ==, "hmac");
  g_assert_no_error (error);
}

/* 2027-01-31 is its last day: asked on it, not any more on the day after. */
static void
test_closing_ends (void)
{
  g_autoptr(KtExchange) dated = load_text (ENDS ("\"state\": \"closing\", \"ends\": \"2027-01-31\"", ASKS));
  g_autoptr(KtExchange) undated = load_text (ENDS ("\"state\": \"closing\"", ASKS));
  g_autoptr(KtExchange) uncertain = load_text (ENDS ("\"state\": \"uncertain\"", ASKS));
  g_autoptr(KtExchange) open = load ("okx.json");
  const gint64 after_ms = G_GINT64_CONSTANT (1801440000000);        /* 2027-02-01T00:00:00Z */

  g_assert_false (kt_exchange_is_closed (dated, after_ms - 1));
  g_assert_true (kt_exchange_is_closed (dated, after_ms));
  g_assert_false (kt_exchange_is_closed (undated, after_ms));
  g_assert_false (kt_exchange_is_closed (uncertain, after_ms));
  g_assert_false (kt_exchange_is_closed (open, after_ms));
  g_assert_cmpint (kt_exchange_get_status (open)->standing, ==, KT_STANDING_OPEN);
}

static void
test_what_is_shown (void)
{
  g_autoptr(KtExchange) bitget = load ("bitget.json");
  g_autoptr(KtExchange) okx = load ("okx.json");
  g_autoptr(KtExchange) kraken = load ("kraken.json");
  g_autoptr(KtExchange) htx = load ("htx.json");
  g_autoptr(KtExchange) binance = load ("binance.json");
  KtKnown live, testnet, any;
  g_auto(GStrv) requests = kt_exchange_list_requests (bitget, "live");
  g_auto(GStrv) types = kt_exchange_get_key_types (bitget, "live");
  g_autoptr(GPtrArray) rsa = kt_exchange_get_fields_of (bitget, "live", "rsa");

  g_assert_cmpstr (requests[0], ==, "GET api.bitget.com/api/v2/public/time");
  g_assert_cmpstr (requests[1], ==, "GET api.bitget.com/api/v3/account/info");
  g_assert_cmpstr (requests[2], ==, "GET api.bitget.com/api/v2/spot/account/info");
  g_assert_null (requests[3]);
  g_assert_cmpstr (types[0], ==, "hmac");
  g_assert_cmpstr (types[1], ==, "rsa");
  g_assert_cmpuint (rsa->len, ==, 3);
  g_assert_cmpstr (((KtField *) g_ptr_array_index (rsa, 1))->id, ==, "private_key");

  g_assert_cmpstr (kt_exchange_get_boxes (htx)->look[0], ==, "Read");
  g_assert_cmpstr (kt_exchange_get_boxes (htx)->money[1], ==, "Withdraw");
  g_assert_false (kt_exchange_get_boxes (htx)->sure);
  g_assert_cmpstr (kt_exchange_get_boxes (kraken)->trade[2], ==, "Create & Modify Orders");
  g_assert_null (kt_exchange_get_boxes (bitget)->source);

  g_assert_cmpint (kt_exchange_find_key_pair (binance, "ed25519")->form, ==, KT_PUBLIC_FORM_PEM);
  g_assert_true (kt_exchange_find_key_pair (binance, "ed25519")->sure);
  g_assert_cmpuint (kt_exchange_find_key_pair (bitget, "rsa")->bits, ==, 2048);
  g_assert_false (kt_exchange_find_key_pair (bitget, "rsa")->sure);
  g_assert_null (kt_exchange_find_key_pair (binance, "hmac"));
  g_assert_null (kt_exchange_find_key_pair (okx, "rsa"));

  /* Told of live keys only: the testnet is not asked what a key may do. */
  kt_exchange_get_known (binance, "live", &live);
  kt_exchange_get_known (binance, "spot-testnet", &testnet);
  kt_exchange_get_known (binance, NULL, &any);
  g_assert_true (live.rights && live.addresses && live.created && live.lapse);
  g_assert_false (testnet.rights || testnet.addresses || testnet.created || testnet.lapse);
  g_assert_true (any.rights && any.addresses);

  g_assert_true (kt_exchange_counts_as_use (okx, "live"));
  g_assert_false (kt_exchange_counts_as_use (okx, "demo"));
  g_assert_true (kt_exchange_has_rising_nonce (kraken, "live"));
  g_assert_true (kt_exchange_refusals_lock_out (kraken));
  g_assert_false (kt_exchange_uses_time (kraken, "live", "hmac"));
}

/* ── Told, by rule, or a doubt ─────────────────────────────────────────────── */

static gboolean
some_step_has (JsonArray *steps, const char *member)
{
  for (guint i = 0; i < json_array_get_length (steps); i++)
    if (json_object_has_member (json_array_get_object_element (steps, i), member))
      return TRUE;
  return FALSE;
}

static gboolean
is_doubted (JsonArray *unsure, const char *pattern)
{
  for (guint i = 0; i < json_array_get_length (unsure); i++)
    if (g_regex_match_simple (pattern, json_array_get_string_element (unsure, i), G_REGEX_CASELESS, 0))
      return TRUE;
  return FALSE;
}

/* What is said of every exchange that is asked: nothing may be left out without a word about it. */
static void
assert_whole (const char *name, JsonObject *definition)
{
  static const char *const members[] = {
    "website", "keys_page", "documentation", "checked_on", "environments", "credential", "signing", "server_time", "reply",
    "check", "errors", "lifetime", "pace", "sources", "unsure",
  };
  static const struct { const char *step; gboolean by_rule; const char *doubt; } told[] = {
    { "rights", FALSE, "right|permission" },
    { "ip_allowlist", FALSE, "bound to addresses|list of addresses" },
    { "expires", TRUE, "expir|\\bends?\\b" },
  };
  JsonArray *unsure = json_object_get_array_member (definition, "unsure");
  JsonArray *lifetime = json_object_get_array_member (definition, "lifetime");
  JsonArray *steps = json_object_get_array_member (definition, "check");

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (!json_object_has_member (definition, members[i]))
      g_test_fail_printf ("%s has no “%s”", name, members[i]);
  g_assert_cmpuint (json_array_get_length (steps), >, 0);
  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    if (!some_step_has (steps, told[i].step) && !(told[i].by_rule && json_array_get_length (lifetime) > 0)
        && !is_doubted (unsure, told[i].doubt))
      g_test_fail_printf ("%s: “%s” is neither told nor doubted", name, told[i].step);
  for (guint i = 0; i < json_array_get_length (lifetime); i++)
    {
      JsonObject *rule = json_array_get_object_element (lifetime, i);

      g_assert_true (json_object_has_member (rule, "source") && json_object_has_member (rule, "checked_on")
                     && json_object_has_member (rule, "sure"));
    }
}

static void
test_nothing_left_out (void)
{
  g_autoptr(GPtrArray) files = list_files ();
  guint n_asked = 0;

  for (guint i = 0; i < files->len; i++)
    {
      const char *name = g_ptr_array_index (files, i);
      g_autofree char *path = g_strconcat ("../data/exchanges/", name, NULL);
      g_autoptr(JsonNode) node = kt_test_data_json (path);
      JsonObject *definition = json_node_get_object (node);
      g_autoptr(KtExchange) exchange = load (name);

      if (kt_exchange_get_status (exchange)->standing == KT_STANDING_CLOSED && !json_object_has_member (definition, "check"))
        continue;
      n_asked++;
      assert_whole (name, definition);
    }
  g_assert_cmpuint (n_asked, >=, 49);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/definitions/compiled-in", test_compiled_in);
  g_test_add_func ("/definitions/schema-knows-every-member", test_schema_knows_every_member);
  g_test_add_func ("/definitions/schema-refuses-unknown", test_schema_refuses_unknown);
  g_test_add_func ("/definitions/schema-describes", test_schema_describes);
  g_test_add_func ("/definitions/posts-only-read", test_posts);
  g_test_add_func ("/definitions/sources", test_sources);
  g_test_add_func ("/definitions/nothing-left-out", test_nothing_left_out);
  g_test_add_func ("/definitions/closed-takes-keys", test_closed_takes_keys);
  g_test_add_func ("/definitions/closing-ends", test_closing_ends);
  g_test_add_func ("/definitions/what-is-shown", test_what_is_shown);
  return g_test_run ();
}
