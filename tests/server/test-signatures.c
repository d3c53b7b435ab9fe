/* test-signatures.c: does the exchange server accept what it must and refuse the rest?
 *
 * The requests come from outside (data/vectors.json): made by another client library or published by an exchange, never
 * by Keyturn. Each is accepted at its time, and refused with any one of its signed bytes changed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "test-client.h"

#define LIMIT_MS 10000

typedef struct
{
  const char *id, *exchange, *kind, *method, *url, *body;
  JsonObject *key, *headers;
  gint64 clock_ms;
} Vector;

static JsonParser *parser;   /* owns what the vectors point to */
static GArray *vectors;

static void
load_vectors (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "server", "data", "vectors.json", NULL);
  g_autoptr (GError) error = NULL;
  JsonArray *array;

  parser = json_parser_new ();
  vectors = g_array_new (FALSE, TRUE, sizeof (Vector));
  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  array = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "vectors");
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *object = json_array_get_object_element (array, i);
      Vector vector = { json_object_get_string_member (object, "id"),
                        json_object_get_string_member (object, "exchange"),
                        json_object_get_string_member (object, "kind"),
                        json_object_get_string_member (object, "method"),
                        json_object_get_string_member (object, "url"),
                        json_object_get_string_member_with_default (object, "body", NULL),
                        json_object_get_object_member (object, "key"),
                        json_object_get_object_member (object, "headers"),
                        json_object_get_int_member (object, "clock_ms") };

      g_array_append_val (vectors, vector);
    }
  g_assert_cmpuint (vectors->len, >, 40);
}

static const Vector *
find_vector (const char *id)
{
  for (guint i = 0; i < vectors->len; i++)
    if (g_str_equal (g_array_index (vectors, Vector, i).id, id))
      return &g_array_index (vectors, Vector, i);
  g_error ("no vector %s", id);
}

/* Sets the members of @changes, JSON, in @object. */
static void
change (JsonObject *object, const char *changes)
{
  g_autoptr (JsonNode) node = changes ? json_from_string (changes, NULL) : NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (!node)
    return;
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &member))
    json_object_set_member (object, name, json_node_copy (member));
}

/* The accounts document in which @vector is right, with these members of key, account and document set otherwise. */
static char *
document_for (const Vector *vector, const char *key_changes, const char *account_changes, const char *document_changes)
{
  g_autoptr (JsonObject) document = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonArray *accounts = json_array_new ();
  JsonObject *account = json_object_new ();
  JsonArray *keys = json_array_new ();
  JsonObject *key = test_copy_object (vector->key);

  change (key, key_changes);
  json_array_add_object_element (keys, key);
  json_object_set_string_member (account, "exchange", vector->exchange);
  json_object_set_string_member (account, "kind", vector->kind);
  json_object_set_array_member (account, "keys", keys);
  change (account, account_changes);
  json_array_add_object_element (accounts, account);
  json_object_set_array_member (document, "accounts", accounts);
  json_object_set_int_member (document, "clock_ms", vector->clock_ms);
  change (document, document_changes);
  json_node_set_object (node, document);
  return json_to_string (node, FALSE);
}

static ExchangeServer *
start (const char *document)
{
  g_autoptr (GError) error = NULL;
  ExchangeServer *server = exchange_server_new (document, &error);

  g_assert_no_error (error);
  return server;
}

static void
assert_accepted (Client *client, const Vector *vector)
{
  g_auto (Answer) answer = { 0 };
  g_autofree char *signature = NULL;
  g_autofree char *verdict = NULL;

  client_ask (client, vector->method, vector->url, vector->headers, vector->body, LIMIT_MS, &answer);
  g_assert_no_error (answer.error);
  signature = test_last_of_log (client->server, "signature");
  verdict = test_last_of_log (client->server, "verdict");
  g_test_message ("%s: %u %s", vector->id, answer.status, answer.body);
  g_assert_cmpstr (signature, ==, "held");
  g_assert_cmpstr (verdict, ==, "ok");
  g_assert_cmpuint (answer.status, ==, 200);
}

/* Nothing that must stay secret may be in the log: not the secret, the passphrase, a signature or the whole key. */
static void
assert_log_clean (ExchangeServer *server, const Vector *vector)
{
  static const char *const members[] = { "secret", "passphrase", "api_key" };
  JsonObjectIter iter;
  JsonNode *node;
  const char *name, *mark = strstr (vector->url, "signature=");

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (json_object_has_member (vector->key, members[i]))
      g_assert_cmpuint (
          exchange_server_count_log (server, json_object_get_string_member (vector->key, members[i])), ==, 0);
  json_object_iter_init (&iter, vector->headers);
  while (json_object_iter_next (&iter, &name, &node))
    if (strlen (json_node_get_string (node)) > 40)
      g_assert_cmpuint (exchange_server_count_log (server, json_node_get_string (node)), ==, 0);
  if (mark)
    g_assert_cmpuint (exchange_server_count_log (server, mark + strlen ("signature=")), ==, 0);
}

static void
test_accepted (void)
{
  for (guint i = 0; i < vectors->len; i++)
    {
      const Vector *vector = &g_array_index (vectors, Vector, i);
      g_autofree char *document = document_for (vector, NULL, NULL, NULL);
      g_autoptr (ExchangeServer) server = start (document);
      g_auto (Client) client = { 0 };

      client_init (&client, server);
      assert_accepted (&client, vector);
      assert_log_clean (server, vector);
    }
}

/* ── One byte changed ──────────────────────────────────────────────────────── */

/* Every vector below has its own server clock, so nothing but the changed byte can be the cause. */
static void
assert_refused (Client *client, const Vector *vector, const char *what, const char *url, JsonObject *headers,
                const char *body)
{
  g_auto (Answer) answer = { 0 };
  g_autofree char *verdict = NULL;

  client_ask (client, vector->method, url, headers, body, LIMIT_MS, &answer);
  g_assert_no_error (answer.error);
  verdict = test_last_of_log (client->server, "verdict");
  g_test_message ("%s, %s: %u %s", vector->id, what, answer.status, verdict);
  g_assert_cmpstr (verdict, !=, "ok");
}

static void
refuse_changed_header (Client *client, const Vector *vector, const char *name, const char *value, gsize place)
{
  g_autoptr (JsonObject) headers = test_copy_object (vector->headers);
  g_autofree char *changed = g_strdup (value);

  test_change_byte (changed + place);
  json_object_set_string_member (headers, name, changed);
  assert_refused (client, vector, name, vector->url, headers, vector->body);
}

static void
refuse_changed_headers (Client *client, const Vector *vector)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, vector->headers);
  while (json_object_iter_next (&iter, &name, &node))
    {
      const char *value = json_node_get_string (node);
      gsize length = strlen (value);

      if (g_str_equal (name, "Content-Type"))
        continue;
      refuse_changed_header (client, vector, name, value, length / 2);
      /* near the end: in a token that is the signature itself */
      if (length > 20)
        refuse_changed_header (client, vector, name, value, length - 10);
    }
}

static void
refuse_changed_url (Client *client, const Vector *vector)
{
  g_autofree char *signature_changed = g_strdup (vector->url);
  g_autofree char *query_changed = g_strdup (vector->url);
  g_autofree char *path_changed = g_strdup (vector->url);
  char *signature = strstr (signature_changed, "signature=");
  char *query = strchr (query_changed, '?');
  char *path_end = strchr (path_changed, '?');
  gboolean signed_path = !g_str_equal (vector->exchange, "binance") && !g_str_equal (vector->exchange, "bybit");

  if (signature)
    {
      test_change_byte (signature + strlen ("signature=") + 7);
      assert_refused (client, vector, "signature", signature_changed, vector->headers, vector->body);
    }
  if (query && !g_str_equal (vector->exchange, "coinbase"))
    {
      char *end = strstr (query, "&signature=");
      g_autofree char *values = end ? g_strndup (query, (gsize) (end - query)) : g_strdup (query);
      char *place = test_last_plain (values);

      if (place)
        {
          test_change_byte (query + (place - values));
          assert_refused (client, vector, "query", query_changed, vector->headers, vector->body);
        }
    }
  if (signed_path)
    {
      test_change_byte (path_end ? path_end - 1 : path_changed + strlen (path_changed) - 1);
      assert_refused (client, vector, "path", path_changed, vector->headers, vector->body);
    }
}

static void
refuse_changed_body (Client *client, const Vector *vector)
{
  g_autofree char *body = g_strdup (vector->body);
  char *place = body ? test_last_plain (body) : NULL;

  /* Coinbase signs no body */
  if (!place || g_str_equal (vector->exchange, "coinbase"))
    return;
  test_change_byte (place);
  assert_refused (client, vector, "body", vector->url, vector->headers, body);
}

static void
test_changed_byte (void)
{
  for (guint i = 0; i < vectors->len; i++)
    {
      const Vector *vector = &g_array_index (vectors, Vector, i);
      g_autofree char *document = document_for (vector, NULL, NULL, NULL);
      g_autoptr (ExchangeServer) server = start (document);
      g_auto (Client) client = { 0 };

      client_init (&client, server);
      refuse_changed_headers (&client, vector);
      refuse_changed_url (&client, vector);
      refuse_changed_body (&client, vector);
      /* and it was the byte: unchanged it is still accepted */
      assert_accepted (&client, vector);
    }
}

/* ── The same right request, in another world ──────────────────────────────── */

typedef struct
{
  const char *vector, *key, *account, *document, *verdict;
  guint status;
  const char *explanation;
} World;

static const World worlds[] = {
  { "bitget/permissions", "{\"state\":\"revoked\"}", NULL, NULL, "40037", 400, "a deleted key" },
  { "bitget/permissions", "{\"state\":\"disabled\"}", NULL, NULL, "40026", 400, "a user put out of action" },
  { "bitget/permissions", "{\"expires_ms\":1}", NULL, NULL, "40037", 400, "an expired key" },
  { "bitget/permissions", "{\"secret\":\"other\"}", NULL, NULL, "40009", 400, "signed with another secret" },
  { "bitget/permissions", "{\"passphrase\":\"other\"}", NULL, NULL, "40012", 400, "another passphrase" },
  { "bitget/permissions", "{\"ips\":[\"203.0.113.7\"]}", NULL, NULL, "40018", 400, "not from here" },
  { "bitget/permissions", "{\"ips\":[\"203.0.113.0/24\"],\"from_ip\":\"203.0.113.9\"}", NULL, NULL, "ok", 200,
    "from within the allowed range" },
  { "bitget/permissions", "{\"rights\":[\"wtor\"]}", NULL, NULL, "40014", 400, "no right to look at spot" },
  { "bitget/permissions", "{\"secret\":\"other\"}", "{\"kind\":\"unified\"}", NULL, "40085", 400,
    "the account's mode is said before the signature is looked at" },
  { "bitget/permissions", NULL, "{\"environment\":\"demo\"}", NULL, "40037", 400, "a demo key without the demo header" },
  { "bitget/permissions", NULL, NULL, "{\"clock_offset_ms\":{\"bitget\":31000}}", "40008", 400, "31 s late" },
  { "bitget/permissions", NULL, NULL, "{\"clock_offset_ms\":{\"bitget\":-29000}}", "ok", 200, "29 s early" },
  { "bitget/recomputed-1", NULL, "{\"kind\":\"classic\"}", NULL, "40084", 400, "a classic account asked as unified" },
  { "bitget/post", "{\"rights\":[\"stor\"]}", NULL, NULL, "40014", 400, "an order without the right to trade" },
  { "binance/permissions", "{\"state\":\"revoked\"}", NULL, NULL, "-2015", 401, "one code for all: deleted" },
  { "binance/permissions", "{\"ips\":[\"203.0.113.7\"]}", NULL, NULL, "-2015", 401, "one code for all: address" },
  { "binance/permissions", "{\"rights\":[]}", NULL, NULL, "-2015", 401, "one code for all: no right" },
  { "binance/permissions", NULL, "{\"environment\":\"spot-testnet\"}", NULL, "-2015", 401,
    "one code for all: a testnet key" },
  { "binance/permissions", "{\"secret\":\"other\"}", NULL, NULL, "-1022", 400, "signed with another secret" },
  { "binance/permissions", NULL, NULL, "{\"clock_offset_ms\":{\"binance\":10001}}", "-1021", 400, "outside recvWindow" },
  { "binance/permissions", NULL, NULL, "{\"clock_offset_ms\":{\"binance\":-1000}}", "-1021", 400, "a second ahead" },
  { "binance/permissions", NULL, NULL, "{\"clock_offset_ms\":{\"binance\":-999}}", "ok", 200, "not quite a second ahead" },
  { "binance/balance-fapi", "{\"rights\":[\"enableReading\"]}", NULL, NULL, "-2015", 401, "futures not enabled" },
  { "binance/post", "{\"lapses_ms\":1}", NULL, NULL, "-2015", 401, "the right to trade has lapsed" },
  { "okx/permissions", "{\"state\":\"revoked\"}", NULL, NULL, "50119", 200, "a deleted key" },
  { "okx/permissions", "{\"state\":\"disabled\"}", NULL, NULL, "50100", 400, "a frozen key" },
  { "okx/permissions", "{\"api_key\":\"another\"}", NULL, NULL, "50111", 401, "an unknown key" },
  { "okx/permissions", "{\"secret\":\"other\"}", NULL, NULL, "50113", 401, "signed with another secret" },
  { "okx/permissions", "{\"passphrase\":\"other\"}", NULL, NULL, "50105", 401, "another passphrase" },
  { "okx/permissions", "{\"ips\":[\"2001:db8::1\"]}", NULL, NULL, "50110", 401, "not from here" },
  { "okx/permissions", "{\"rights\":[]}", NULL, NULL, "50120", 200, "no right at all" },
  { "okx/permissions", NULL, "{\"environment\":\"demo\"}", NULL, "50101", 401, "a demo key on the live environment" },
  { "okx/permissions", NULL, "{\"environment\":\"eea\"}", NULL, "50119", 200, "a key of another region" },
  { "okx/permissions", NULL, NULL, "{\"clock_offset_ms\":{\"okx\":-30001}}", "50102", 401, "30 s early" },
  { "kraken/permissions", "{\"state\":\"revoked\"}", NULL, NULL, "EAPI:Invalid key", 200, "a deleted key" },
  { "kraken/permissions", "{\"ips\":[\"203.0.113.7\"]}", NULL, NULL, "EAPI:Invalid key", 200, "not from here" },
  { "kraken/permissions", "{\"secret\":\"b3RoZXI=\"}", NULL, NULL, "EAPI:Invalid signature", 200,
    "signed with another secret" },
  { "kraken/permissions", "{\"last_nonce\":1689499182337}", NULL, NULL, "EAPI:Invalid nonce", 200, "a nonce used before" },
  { "kraken/permissions", "{\"last_nonce\":1689499182337,\"nonce_window\":10}", NULL, NULL, "ok", 200,
    "a nonce within the key's window" },
  { "kraken/balance", "{\"rights\":[]}", NULL, NULL, "EGeneral:Permission denied", 200, "no right to look" },
  { "bybit/permissions", "{\"state\":\"revoked\"}", NULL, NULL, "10003", 200, "a deleted key" },
  { "bybit/permissions", "{\"state\":\"expired\"}", NULL, NULL, "33004", 200, "an expired key" },
  { "bybit/permissions", "{\"secret\":\"other\"}", NULL, NULL, "10004", 200, "signed with another secret" },
  { "bybit/permissions", "{\"ips\":[\"203.0.113.7\"]}", NULL, NULL, "10010", 200, "not from here" },
  { "bybit/permissions", NULL, "{\"environment\":\"testnet\"}", NULL, "10003", 200, "a testnet key" },
  { "bybit/permissions", NULL, NULL, "{\"clock_offset_ms\":{\"bybit\":-1000}}", "10002", 200, "a second ahead" },
  { "bybit/post", "{\"read_only\":true}", NULL, NULL, "10005", 200, "an order with a read-only key" },
  { "coinbase/permissions", "{\"state\":\"revoked\"}", NULL, NULL, "key-not-active", 401, "one 401 for all" },
  { "coinbase/permissions", NULL, NULL, "{\"clock_offset_ms\":{\"coinbase\":151000}}", "clock-skew", 401, "token is over" },
  { "coinbase/balance", "{\"rights\":[]}", NULL, NULL, "PERMISSION_DENIED", 403, "no right to look" },
};

static void
test_worlds (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (worlds); i++)
    {
      const World *world = &worlds[i];
      const Vector *vector = find_vector (world->vector);
      g_autofree char *document = document_for (vector, world->key, world->account, world->document);
      g_autoptr (ExchangeServer) server = start (document);
      g_auto (Client) client = { 0 };
      g_auto (Answer) answer = { 0 };
      g_autofree char *verdict = NULL;

      client_init (&client, server);
      client_ask (&client, vector->method, vector->url, vector->headers, vector->body, LIMIT_MS, &answer);
      g_assert_no_error (answer.error);
      verdict = test_last_of_log (server, "verdict");
      g_test_message ("%s, %s: %u %s", world->vector, world->explanation, answer.status, answer.body);
      g_assert_cmpstr (verdict, ==, world->verdict);
      g_assert_cmpuint (answer.status, ==, world->status);
      if (g_ascii_isdigit (*world->verdict) || *world->verdict == '-' || *world->verdict == 'E')
        g_assert_nonnull (strstr (answer.body, world->verdict));
    }
}

static void
test_nonce_rises (void)
{
  const Vector *vector = find_vector ("kraken/permissions");
  g_autofree char *document = document_for (vector, NULL, NULL, NULL);
  g_autofree char *changed = document_for (vector, "{\"label\":\"renamed\"}", NULL, NULL);
  g_autoptr (ExchangeServer) server = start (document);
  g_auto (Client) client = { 0 };

  client_init (&client, server);
  assert_accepted (&client, vector);
  assert_refused (&client, vector, "the same nonce again", vector->url, vector->headers, vector->body);
  exchange_server_set_document (server, changed);
  assert_refused (&client, vector, "and after the document changed", vector->url, vector->headers, vector->body);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  load_vectors ();
  g_test_add_func ("/exchange-server/signature/accepted", test_accepted);
  g_test_add_func ("/exchange-server/signature/changed-byte", test_changed_byte);
  g_test_add_func ("/exchange-server/refusals", test_worlds);
  g_test_add_func ("/exchange-server/nonce-rises", test_nonce_rises);
  return g_test_run ();
}
