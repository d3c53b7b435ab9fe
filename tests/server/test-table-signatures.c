/* test-table-signatures.c: do the exchanges that are played from tables accept what they must and refuse the rest?
 *
 * The requests are an outside library's (data/vectors), never Keyturn's. Each is accepted at its time, and refused with
 * any one of its signed bytes changed. What an exchange does not sign is said in the row, with the reason.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "test-client.h"

#define LIMIT_MS 10000

typedef enum
{
  ALL_SIGNED = 0,
  PATH_FREE = 1 << 0,
  QUERY_FREE = 1 << 1,
  BODY_FREE = 1 << 2
} Free;

typedef struct
{
  const char *file;         /* of data/vectors */
  const char *exchange;
  const char *rights;       /* JSON list: enough for every vector */
  const char *key_type;     /* %NULL = HMAC */
  Free free;                /* what is not signed */
  const char *environment;  /* %NULL = "live" */
  const char *unsigned_headers[6];
  const char *left_out[4];  /* vectors */
  const char *explanation;
} Row;

static const Row rows[] = {
  { "backpack", "backpack", "[\"read\",\"trade\"]", "ed25519", .explanation = "an instruction instead of the path" },
  { "bitfinex", "bitfinex", "[\"wallets:read\",\"orders:write\"]", .explanation = "a rising nonce and HMAC-SHA384" },
  { "bithumb", "bithumb", "[\"asset\",\"order\"]", .free = PATH_FREE, .left_out = { "bithumb/balance-old" },
    .explanation = "a token with a time; the interface before it is not played" },
  { "bitso", "bitso", "[\"view\",\"trade\"]", .explanation = "all in the Authorization header, rising" },
  { "bitstamp", "bitstamp", "[\"Account balance\",\"Buy limit order\"]", .explanation = "the host is signed, and a nonce once" },
  { "bitvavo", "bitvavo", "[\"view\",\"trade\"]", .unsigned_headers = { "BITVAVO-ACCESS-WINDOW" },
    .explanation = "the window is not signed" },
  { "blofin", "blofin", "[\"write\"]", .explanation = "base64 of the hex text" },
  { "btcmarkets", "btcmarkets", "[\"read\",\"trade\"]", .free = QUERY_FREE, .explanation = "HMAC-SHA512 with the secret's bytes" },
  { "coinbaseexchange", "coinbase_exchange", "[\"View\",\"Trade\"]", .explanation = "seconds, and the secret's bytes" },
  { "coincheck", "coincheck", "[\"balance\",\"order\"]", .explanation = "the whole URL is signed" },
  { "cryptocom", "crypto_com", "[\"Can Read\",\"Enable Trading\"]", .explanation = "the signature is in the body it signs" },
  { "deribit", "deribit", "[\"account:read\",\"trade:read_write\"]", .explanation = "lines, in the Authorization header" },
  { "gate", "gate", "[\"account\",\"spot\",\"futures\",\"wallet\"]", .explanation = "the body's hash is in the text, and seconds" },
  { "gemini", "gemini", "[\"Trader\"]", .free = BODY_FREE, .explanation = "all is in the payload; what the body repeats is not signed" },
  { "hitbtc", "hitbtc", "[\"Trading balance\",\"Place/cancel orders\"]", .explanation = "HS256 of its own, in base64" },
  { "htx", "htx", "[\"readOnly\",\"trade\"]", .free = BODY_FREE,
    .explanation = "host and sorted query; the body of a POST is not in the text" },
  { "krakenfutures", "kraken_futures", "[\"general:FULL_ACCESS\"]", .explanation = "HMAC-SHA512 of a SHA-256" },
  { "kucoin", "kucoin", "[\"General\",\"Spot\"]", .explanation = "the passphrase is sealed" },
  { "lbank", "lbank", "[\"enableReading\",\"enableSpotTrading\"]", .free = PATH_FREE, .left_out = { "lbank/permissions-rsa" },
    .explanation = "HMAC of an MD5 of what is sent, in headers and body; the path is not signed" },
  { "lbank", "lbank", "[\"enableReading\",\"enableSpotTrading\"]", "rsa", .free = PATH_FREE,
    .left_out = { "lbank/permissions", "lbank/balance", "lbank/post" }, .explanation = "RSA of the same" },
  { "luno", "luno", "[\"Perm_R_Balance\",\"Perm_W_Orders\"]", .free = PATH_FREE | QUERY_FREE,
    .explanation = "the secret itself is sent: nothing else is signed" },
  { "mexc", "mexc", "[\"SPOT_ACCOUNT_READ\",\"SPOT_DEAL_WRITE\"]", .free = PATH_FREE,
    .explanation = "the query alone is signed, in two ways" },
  { "phemex", "phemex", "[\"read\",\"trade\"]", .explanation = "the time is the request's end" },
  { "poloniex", "poloniex", "[\"read\",\"trade\"]", .explanation = "the time is sorted among the query, or beside the body" },
  { "upbit", "upbit", "[\"asset\",\"order\"]", .free = PATH_FREE, .environment = "kr",
    .explanation = "a token without a time" },
  { "whitebit", "whitebit", "[\"trade-account/balance\",\"order\"]", .explanation = "the body, once more in a header, is signed" },
  { "woo", "woo", "[\"READ\",\"TRADE\"]", .free = PATH_FREE, .explanation = "two versions; the older does not sign the path" },
  { "xt", "xt", "[\"read\",\"trade\"]", .explanation = "headers, method, path, query and body with # between them" },
};

static JsonObject *
load (const Row *row, JsonParser *parser)
{
  g_autofree char *name = g_strconcat (row->file, ".json", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "vectors", name, NULL);
  g_autoptr (GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (parser));
}

static gint64
clock_of (JsonObject *vector)
{
  return json_object_get_int_member (json_object_get_object_member (vector, "clock"), "ms");
}

static int
compare_clocks (gconstpointer a, gconstpointer b)
{
  gint64 first = clock_of (*(JsonObject *const *) a), second = clock_of (*(JsonObject *const *) b);

  return first < second ? -1 : first > second;
}

/* The row's vectors, oldest first: nonces rise. */
static GPtrArray *
vectors_of (const Row *row, JsonParser *parser)
{
  JsonArray *array = json_object_get_array_member (load (row, parser), "vectors");
  GPtrArray *vectors = g_ptr_array_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *vector = json_array_get_object_element (array, i);

      if (!g_strv_contains (row->left_out, json_object_get_string_member (vector, "id")))
        g_ptr_array_add (vectors, vector);
    }
  g_ptr_array_sort (vectors, compare_clocks);
  g_assert_cmpuint (vectors->len, >, 0);
  return vectors;
}

static void
set_credential (const Row *row, JsonObject *key, JsonObject *credential)
{
  const char *secret = json_object_get_string_member (credential, "secret");

  json_object_set_string_member (key, "api_key", json_object_get_string_member (credential, "apiKey"));
  if (json_object_has_member (credential, "password"))
    json_object_set_string_member (key, "passphrase", json_object_get_string_member (credential, "password"));
  if (!row->key_type)
    {
      json_object_set_string_member (key, "secret", secret);
      return;
    }
  json_object_set_string_member (key, "key_type", row->key_type);
  json_object_set_string_member (key, "private_key", secret);
}

/* The accounts document in which @vector is right. */
static char *
document_for (const Row *row, JsonObject *vector)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) document = json_object_new ();
  JsonArray *accounts = json_array_new ();
  JsonArray *keys = json_array_new ();
  JsonObject *account = json_object_new ();
  JsonObject *key = json_object_new ();

  set_credential (row, key, json_object_get_object_member (vector, "credentials"));
  json_object_set_member (key, "rights", json_from_string (row->rights, NULL));
  json_array_add_object_element (keys, key);
  json_object_set_string_member (account, "exchange", row->exchange);
  if (row->environment)
    json_object_set_string_member (account, "environment", row->environment);
  json_object_set_array_member (account, "keys", keys);
  json_array_add_object_element (accounts, account);
  json_object_set_array_member (document, "accounts", accounts);
  json_object_set_int_member (document, "clock_ms", clock_of (vector));
  json_node_set_object (node, document);
  return json_to_string (node, FALSE);
}

typedef struct
{
  const Row *row;
  Client client;
  const char *id, *method, *url, *body;
  JsonObject *headers;
} Request;

static gboolean
is_signed_header (const Request *self, const char *name)
{
  static const char *const never[] = { "content-type", "accept", "accept-charset", NULL };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return !g_strv_contains (never, lower) && !g_strv_contains (self->row->unsigned_headers, name);
}

/* The library's own marks are left out. */
static void
request_init (Request *self, const Row *row, JsonObject *vector)
{
  JsonObject *request = json_object_get_object_member (vector, "request");
  JsonArray *marks = json_object_has_member (request, "non_auth_headers")
                         ? json_object_get_array_member (request, "non_auth_headers") : NULL;

  self->row = row;
  self->id = json_object_get_string_member (vector, "id");
  self->method = json_object_get_string_member (request, "method");
  self->url = json_object_get_string_member (request, json_object_has_member (request, "url_on_wire") ? "url_on_wire" : "url");
  self->body = json_object_get_string_member_with_default (request, "body", NULL);
  self->headers = test_copy_object (json_object_get_object_member (request, "headers"));
  for (guint i = 0; marks && i < json_array_get_length (marks); i++)
    json_object_remove_member (self->headers, json_array_get_string_element (marks, i));
}

static void
assert_answer (Request *self, const char *what, const char *url, JsonObject *headers, const char *body, gboolean accepted)
{
  g_auto (Answer) answer = { 0 };
  g_autofree char *verdict = NULL;
  g_autofree char *signature = NULL;

  client_ask (&self->client, self->method, url, headers, body, LIMIT_MS, &answer);
  g_assert_no_error (answer.error);
  verdict = test_last_of_log (self->client.server, "verdict");
  signature = test_last_of_log (self->client.server, "signature");
  g_test_message ("%s, %s: %u %s %s", self->id, what, answer.status, verdict, answer.body);
  if (accepted)
    {
      g_assert_cmpstr (signature, ==, "held");
      g_assert_cmpstr (verdict, ==, "ok");
      g_assert_cmpuint (answer.status, ==, 200);
    }
  else
    {
      g_assert_cmpstr (verdict, !=, "ok");
    }
}

static void
refuse_header (Request *self, const char *name, const char *value, gsize place)
{
  g_autoptr (JsonObject) headers = test_copy_object (self->headers);
  g_autofree char *changed = g_strdup (value);

  test_change_byte (changed + place);
  json_object_set_string_member (headers, name, changed);
  assert_answer (self, name, self->url, headers, self->body, FALSE);
}

static void
refuse_headers (Request *self)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, self->headers);
  while (json_object_iter_next (&iter, &name, &node))
    {
      const char *value = json_node_get_string (node);
      gsize length = strlen (value);

      if (!is_signed_header (self, name))
        continue;
      refuse_header (self, name, value, length / 2);
      if (length > 20)
        refuse_header (self, name, value, length - 10);
    }
}

/* Every value of the query, the signature too, one after the other. */
static void
refuse_query (Request *self)
{
  const char *mark = strchr (self->url, '?');
  g_auto (GStrv) pairs = mark ? g_strsplit (mark + 1, "&", -1) : NULL;

  for (guint i = 0; pairs && pairs[i]; i++)
    {
      g_autofree char *kept = g_strdup (pairs[i]);
      char *value = strchr (pairs[i], '=');
      char *place = value ? test_last_plain (value) : NULL;
      g_autofree char *query = NULL;
      g_autofree char *url = NULL;

      if (!place)
        continue;
      test_change_byte (place);
      query = g_strjoinv ("&", pairs);
      url = g_strdup_printf ("%.*s?%s", (int) (mark - self->url), self->url, query);
      assert_answer (self, pairs[i], url, self->headers, self->body, FALSE);
      strcpy (pairs[i], kept);
    }
}

static void
refuse_path (Request *self)
{
  g_autofree char *url = g_strdup (self->url);
  const char *mark = strchr (url, '?');
  char *place = url + (mark ? (gsize) (mark - url) : strlen (url)) - 1;

  if (*place == '/')
    place--;
  test_change_byte (place);
  assert_answer (self, "path", url, self->headers, self->body, FALSE);
}

static void
refuse_body (Request *self)
{
  g_autofree char *body = g_strdup (self->body);
  char *place = body ? test_last_plain (body) : NULL;

  if (!place)
    return;
  test_change_byte (place);
  assert_answer (self, "body", self->url, self->headers, body, FALSE);
}

static void
test_vector (const Row *row, ExchangeServer *server, JsonObject *vector)
{
  g_autofree char *document = document_for (row, vector);
  Request self = { 0 };

  exchange_server_set_document (server, document);
  request_init (&self, row, vector);
  client_init (&self.client, server);
  refuse_headers (&self);
  if (!(row->free & QUERY_FREE))
    refuse_query (&self);
  if (!(row->free & PATH_FREE))
    refuse_path (&self);
  if (!(row->free & BODY_FREE))
    refuse_body (&self);
  /* and it was the byte: unchanged it is accepted */
  assert_answer (&self, "unchanged", self.url, self.headers, self.body, TRUE);
  client_clear (&self.client);
  json_object_unref (self.headers);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GPtrArray) vectors = vectors_of (row, parser);
  g_autoptr (GError) error = NULL;
  g_autoptr (ExchangeServer) server = exchange_server_new ("{}", &error);

  g_assert_no_error (error);
  g_test_message ("%s", row->explanation);
  for (guint i = 0; i < vectors->len; i++)
    test_vector (row, server, vectors->pdata[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/exchange-server/table/", rows[i].file, rows[i].key_type ? "-" : "",
                                           rows[i].key_type ? rows[i].key_type : "", NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  return g_test_run ();
}
