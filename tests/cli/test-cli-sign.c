/* test-cli-sign: what an outside library signed comes out of "keyturn sign" alike; no bus, no network, no folder
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "cli-kit.h"
#include "kt-vector.h"

/* ── A vector as an input document ── */

static gboolean
is_own (JsonObject *params, const char *name)
{
  g_autofree char *plain = g_strndup (name, strcspn (name, "["));

  return json_object_has_member (params, plain) || g_str_equal (name, "recvWindow");
}

/* The pairs of @text that are the caller's, as [[name, value]…]; with @object as {name: value}. */
static void
add_pairs (JsonBuilder *builder, const char *text, JsonObject *params, gboolean object)
{
  g_auto(GStrv) parts = g_strsplit (text ? text : "", "&", -1);

  if (object)
    json_builder_begin_object (builder);
  else
    json_builder_begin_array (builder);
  for (guint i = 0; parts[i]; i++)
    {
      g_auto(GStrv) pair = g_strsplit (parts[i], "=", 2);
      g_autofree char *name = pair[0] && pair[1] ? g_uri_unescape_string (pair[0], NULL) : NULL;
      g_autofree char *value = name ? g_uri_unescape_string (pair[1], NULL) : NULL;

      if (!name || !is_own (params, name))
        continue;
      if (object)
        {
          json_builder_set_member_name (builder, name);
          json_builder_add_string_value (builder, value);
          continue;
        }
      json_builder_begin_array (builder);
      json_builder_add_string_value (builder, name);
      json_builder_add_string_value (builder, value);
      json_builder_end_array (builder);
    }
  if (object)
    json_builder_end_object (builder);
  else
    json_builder_end_array (builder);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
add_field (JsonBuilder *builder, const char *id, JsonObject *from, const char *member)
{
  if (json_object_has_member (from, member))
    add_text (builder, id, json_object_get_string_member (from, member));
}

static void
add_credential (JsonBuilder *builder, JsonObject *vector)
{
  JsonObject *from = json_object_get_object_member (vector, "credentials");
  gboolean private_key = json_object_has_member (vector, "public_key_pem") || json_object_has_member (vector, "verify");

  json_builder_set_member_name (builder, "credential");
  json_builder_begin_object (builder);
  add_field (builder, "api_key", from, "apiKey");
  add_field (builder, private_key ? "private_key" : "secret", from, "secret");
  add_field (builder, "passphrase", from, "password");
  json_builder_end_object (builder);
}

static void
add_moment (JsonBuilder *builder, JsonObject *clock)
{
  json_builder_set_member_name (builder, "clock_ms");
  json_builder_add_int_value (builder, json_object_get_int_member (clock, "ms"));
  if (json_object_has_member (clock, "nonce"))
    add_text (builder, "nonce", json_object_get_string_member (clock, "nonce"));
}

static void
add_request (JsonBuilder *builder, JsonObject *vector, gboolean as_object)
{
  JsonObject *request = json_object_get_object_member (vector, "request");
  JsonObject *params = json_object_get_object_member (json_object_get_object_member (vector, "input"), "params");
  const char *url = json_object_get_string_member (request, "url");
  const char *body = json_object_get_string_member_with_default (request, "body", NULL);
  g_autofree char *host = g_strndup (url + 8, strcspn (url + 8, "/"));
  const char *at = url + 8 + strlen (host);
  g_autofree char *path = g_strndup (at, strcspn (at, "?"));

  json_builder_set_member_name (builder, "request");
  json_builder_begin_object (builder);
  add_text (builder, "method", json_object_get_string_member (request, "method"));
  add_text (builder, "host", host);
  add_text (builder, "path", path);
  json_builder_set_member_name (builder, "query");
  add_pairs (builder, strchr (url, '?') ? strchr (url, '?') + 1 : NULL, params, FALSE);
  json_builder_set_member_name (builder, "body");
  if (!body)
    json_builder_add_null_value (builder);
  else if (as_object && *body != '{')
    add_pairs (builder, body, params, TRUE);
  else
    json_builder_add_string_value (builder, body);
  json_builder_end_object (builder);
}

/* (transfer full) */
static char *
make_document (JsonObject *vector, const char *exchange, gboolean as_object)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_text (builder, "exchange", exchange);
  add_credential (builder, vector);
  add_moment (builder, json_object_get_object_member (vector, "clock"));
  add_request (builder, vector, as_object);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/* ── Comparing ── */

static gboolean
is_needless (JsonObject *request, const char *name)
{
  JsonArray *list = json_object_has_member (request, "non_auth_headers") ? json_object_get_array_member (request, "non_auth_headers") : NULL;

  for (guint i = 0; list && i < json_array_get_length (list); i++)
    if (g_ascii_strcasecmp (json_array_get_string_element (list, i), name) == 0)
      return TRUE;
  return g_ascii_strcasecmp (name, "Content-Type") == 0 || g_ascii_strcasecmp (name, "Accept") == 0;
}

/* What differs, or NULL. */
static char *
compare (JsonObject *vector, const char *out)
{
  g_autoptr(JsonNode) node = json_from_string (out, NULL);
  JsonObject *ours = node ? json_node_get_object (node) : NULL;
  JsonObject *theirs = json_object_get_object_member (vector, "request");
  JsonObject *headers = json_object_get_object_member (theirs, "headers");
  g_autoptr(GList) names = json_object_get_members (headers);
  const char *url = json_object_get_string_member_with_default (theirs, "url_on_wire", json_object_get_string_member (theirs, "url"));
  const char *body = json_object_get_string_member_with_default (theirs, "body", NULL);

  if (!ours)
    return g_strdup_printf ("no JSON: %s", out);
  if (!g_str_equal (url, json_object_get_string_member (ours, "url")))
    {
      /* The library leaves + and / bare in the queries it signs raw. */
      g_autofree char *a = g_uri_unescape_string (url, NULL);
      g_autofree char *b = g_uri_unescape_string (json_object_get_string_member (ours, "url"), NULL);

      if (!json_object_has_member (theirs, "url_on_wire") || g_strcmp0 (a, b) != 0)
        return g_strdup_printf ("the URL is %s, not %s", json_object_get_string_member (ours, "url"), url);
    }
  if (g_strcmp0 (body, json_object_get_string_member_with_default (ours, "body", NULL)) != 0)
    return g_strdup_printf ("the body is not %s: %s", body, out);
  for (GList *l = names; l; l = l->next)
    {
      const char *value = json_object_get_string_member_with_default (json_object_get_object_member (ours, "headers"), l->data, NULL);

      if (!is_needless (theirs, l->data) && g_strcmp0 (value, json_object_get_string_member (headers, l->data)) != 0)
        return g_strdup_printf ("the header %s is %s, not %s", (char *) l->data, value, json_object_get_string_member (headers, l->data));
    }
  return NULL;
}

/* Coinbase: the library's claims are not the official ones, and ES256 is not deterministic: the signature is verified. */
static char *
verify (JsonObject *vector, const char *out)
{
  g_autoptr(JsonNode) node = json_from_string (out, NULL);
  const char *value = node ? json_object_get_string_member_with_default (
    json_object_get_object_member (json_node_get_object (node), "headers"), "Authorization", NULL) : NULL;
  const char *token = value && g_str_has_prefix (value, "Bearer ") ? value + 7 : NULL;
  const char *dot = token ? strrchr (token, '.') : NULL;
  g_autoptr(GString) base64 = g_string_new (dot ? dot + 1 : "");
  g_autofree guchar *signature = NULL;
  gsize length;

  g_string_replace (base64, "-", "+", 0);
  g_string_replace (base64, "_", "/", 0);
  while (base64->len % 4)
    g_string_append_c (base64, '=');
  signature = g_base64_decode (base64->str, &length);
  if (!dot || !kt_vector_verify (json_object_get_string_member (vector, "public_key_pem"), token, (gsize) (dot - token), signature, length))
    return g_strdup_printf ("the signature does not hold: %s", out);
  return NULL;
}

static char *
check_vector (JsonObject *vector, const char *exchange)
{
  gboolean token = g_str_equal (exchange, "coinbase");
  char *problem = NULL;

  /* As a text first; a body that signing adds to must come as an object. */
  for (guint as_object = 0; as_object < 2; as_object++)
    {
      g_autofree char *document = make_document (vector, exchange, as_object != 0);
      g_autoptr(CliRun) run = cli_run (document, "sign");

      g_free (problem);
      if (run->status != 0)
        problem = g_strdup (run->err);
      else
        problem = token ? verify (vector, run->out) : compare (vector, run->out);
      if (!problem)
        return NULL;
    }
  return problem;
}

static const struct {
  const char *vectors;
  const char *exchange;
  guint       count;            /* so that none gets lost */
} sets[] = {
  { "bitget", "bitget", 5 }, { "binance", "binance", 11 }, { "binanceusdm", "binance", 2 }, { "binancecoinm", "binance", 2 },
  { "bybit", "bybit", 6 }, { "bybiteu", "bybit", 2 }, { "okx", "okx", 5 }, { "okxus", "okx", 2 }, { "myokx", "okx", 2 },
  { "kraken", "kraken", 5 }, { "coinbase", "coinbase", 6 },
};

static void
test_vectors (gconstpointer data)
{
  guint set = GPOINTER_TO_UINT (data), n = 0;
  g_autofree char *name = g_strconcat ("data/vectors/", sets[set].vectors, ".json", NULL);
  g_autoptr(JsonNode) root = kt_test_data_json (name);
  JsonArray *vectors = json_object_get_array_member (json_node_get_object (root), "vectors");

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *vector = json_array_get_object_element (vectors, i);
      const char *id = json_object_get_string_member (vector, "id");
      g_autofree char *problem = NULL;

      /* Retired HMAC keys are no part of the definition. */
      if (g_str_has_suffix (id, "legacy"))
        continue;
      n++;
      if ((problem = check_vector (vector, sets[set].exchange)))
        g_test_fail_printf ("%s: %s", id, problem);
    }
  g_assert_cmpuint (n, ==, sets[set].count);
}

/* ── What is refused ── */

#define OKX "{\"exchange\":\"okx\",\"credential\":{\"api_key\":\"made-up\",\"secret\":\"s3cr3t\",\"passphrase\":\"p4ss\"},\"clock_ms\":1700000000123,"

static const struct {
  const char *explanation;
  const char *in;
  const char *says;
} refused[] = {
  { "nothing at all", "", "" },
  { "not JSON", "hello", "" },
  { "an unknown member", OKX "\"sign\":1,\"request\":{\"method\":\"GET\",\"path\":\"/x\"}}", "“sign”" },
  { "a decimal number in a body", OKX "\"request\":{\"method\":\"POST\",\"path\":\"/x\",\"body\":{\"p\":0.1}}}", "give the body as a string" },
  { "a host of nobody", OKX "\"request\":{\"method\":\"GET\",\"path\":\"/x\",\"host\":\"example.com\"}}", "host" },
  { "too deep", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", "deep" },
  { "no request", OKX "\"nonce\":\"1\"}", "“request”" },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(CliRun) run = cli_run (refused[i].in, "sign");

      if (run->status != 1 || *run->out || !*run->err || !strstr (run->err, refused[i].says))
        g_test_fail_printf ("%s: %d, “%s”, “%s”", refused[i].explanation, run->status, run->out, run->err);
      g_assert_null (strstr (run->err, "s3cr3t"));
      g_assert_null (strstr (run->err, "p4ss"));
    }
}

static void
test_size (void)
{
  g_autofree char *blanks = g_strnfill (300 * 1024, ' ');
  g_autoptr(CliRun) run = cli_expect (1, blanks, "sign");

  g_assert_cmpstr (run->out, ==, "");
  g_assert_cmpstr (run->err, !=, "");
}

/* Nobody thinks that it was signed, and it says why not. */
static void
test_full_disk (void)
{
  const char *document = OKX "\"request\":{\"method\":\"GET\",\"path\":\"/x\"}}";
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *said = NULL;

  g_subprocess_launcher_set_stdout_file_path (launcher, "/dev/full");
  process = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("KT_KEYTURN"), "sign", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, document, NULL, NULL, &said, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);
  g_assert_nonnull (strstr (said, "disk is full"));
}

static void
test_usage (void)
{
  g_autoptr(CliRun) arguments = cli_expect (2, NULL, "sign s3cr3t");
  g_autoptr(CliRun) option = cli_expect (2, NULL, "sign --secret=1");

  g_assert_cmpstr (arguments->out, ==, "");
  g_assert_cmpstr (option->out, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      g_autofree char *path = g_strconcat ("/cli/sign/", sets[i].vectors, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_vectors);
    }
  g_test_add_func ("/cli/sign/refused", test_refused);
  g_test_add_func ("/cli/sign/size", test_size);
  g_test_add_func ("/cli/sign/full-disk", test_full_disk);
  g_test_add_func ("/cli/sign/usage", test_usage);
  return g_test_run ();
}
