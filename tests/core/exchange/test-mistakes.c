/* test-mistakes: every mistake in a definition is found when it is loaded, all at once, at its place
 *
 * A good definition is changed at one place; the mistake must point to the text given. The exchange
 * is made up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "kt-error.h"
#include "kt-exchange.h"
#include "kt-test-util.h"

static const char good[] =
  "{\n"
  "  \"format\": 1, \"id\": \"made_up\", \"name\": \"Made Up\", \"website\": \"https://example.com\",\n"
  "  \"documentation\": \"https://example.com/doc\", \"checked_on\": \"2026-11-22\", \"sources\": [\"invented\"],\n"
  "  \"environments\": [\n"
  "    {\"id\": \"live\", \"name\": \"Live\", \"kind\": \"live\", \"host\": \"api.example.com\"},\n"
  "    {\"id\": \"demo\", \"name\": \"Demo\", \"kind\": \"demo\", \"host\": \"demo.example.com\", \"headers\": {\"X-Demo\": 1}}\n"
  "  ],\n"
  "  \"credential\": [\n"
  "    {\"id\": \"api_key\", \"name\": \"Key\", \"public\": true},\n"
  "    {\"id\": \"secret\", \"name\": \"Secret\"},\n"
  "    {\"id\": \"passphrase\", \"name\": \"Passphrase\", \"sent\": true}\n"
  "  ],\n"
  "  \"signing\": {\n"
  "    \"time\": \"ms\",\n"
  "    \"let\": {\"text\": \"time + method + path + body\"},\n"
  "    \"key_types\": {\"hmac\": {\"signature\": \"hex(hmac_sha256(secret, text))\"}},\n"
  "    \"headers\": {\"X-Key\": \"api_key\", \"X-Sign\": \"signature\", \"X-Pass\": \"passphrase\"}\n"
  "  },\n"
  "  \"server_time\": \"date-header\",\n"
  "  \"reply\": {\"ok\": {\"http\": 200}, \"code\": \"code\"},\n"
  "  \"check\": [\n"
  "    {\"id\": \"key\", \"get\": \"/key\", \"query\": {\"k\": \"api_key\"}, \"take\": {\"owner\": \"uid\"},\n"
  "     \"rights\": {\"words\": \"rights\", \"map\": {\"r\": [\"read\"]}}},\n"
  "    {\"id\": \"more\", \"instead_of\": \"key\", \"on\": [\"7\"], \"get\": \"/more\", \"rights\": {\"proves\": [\"read\"]}}\n"
  "  ],\n"
  "  \"errors\": [{\"code\": [\"1\"], \"means\": \"key-unknown\", \"source\": \"invented\"}]\n"
  "}\n";

static const struct {
  const char *explanation;
  const char *from, *to;        /* NULL: nothing is changed */
  const char *path;             /* of the first mistake */
  const char *at;               /* what the place points to, in the changed text */
  const char *says;             /* part of its sentence */
  gboolean    custom;
} rows[] = {
  /* the file */
  { "a comment", "\"format\": 1,", "// one\n\"format\": 1,", "", "// one", "comments" },
  { "a comment of the other kind", "[\"invented\"]", "[\"invented\" /* by whom */]", "sources", "/* by", "comments" },
  { "a member twice", "\"format\": 1,", "\"format\": 1, \"format\": 1,", "format", "\"format\": 1, \"id\"", "twice" },
  { "a comma too many", "[\"invented\"]", "[\"invented\",]", "sources[1]", "]", "not a value" },
  { "cut off", "\"errors\": [{\"code\": [\"1\"], \"means\": \"key-unknown\", \"source\": \"invented\"}]\n}\n", "\"errors\": [", "errors[0]", "", "ends" },
  { "a hexadecimal number", "\"format\": 1,", "\"format\": 0x1,", "", "x1", "comma" },
  { "a line break in a text", "\"Made Up\"", "\"Made\nUp\"", "name", "\nUp", "may stand" },
  { "not an object", good, "[]", "", "[]", "one JSON object" },
  { "another format", "\"format\": 1", "\"format\": 2", "format", "2, \"id\"", "from 1 to 1" },
  { "a member nobody knows", "\"server_time\"", "\"server_tmie\"", "server_tmie", "date-header", "not a member" },
  { "no errors", "\"errors\": [{\"code\": [\"1\"], \"means\": \"key-unknown\", \"source\": \"invented\"}]", "\"unsure\": []", "", "{\n", "“errors” is missing" },
  { "an id with a capital", "\"made_up\"", "\"Made\"", "id", "Made\"", "small letters" },
  { "not a day", "2026-11-22", "22.11.2026", "checked_on", "22.11", "YYYY-MM-DD" },
  { "nested too deep", "[\"invented\"]", "[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]", "sources[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]", "[[[1]]]]", "too deep" },

  /* environments */
  { "a host with a scheme", "\"host\": \"api.example.com\"", "\"host\": \"https://api.example.com\"", "environments[0].host", "https://api", "no https://" },
  { "a number for a host", "\"host\": \"api.example.com\"", "\"host\": \"127.0.0.1\"", "environments[0].host", "127", "a host is a name" },
  { "an environment twice", "\"id\": \"demo\"", "\"id\": \"live\"", "environments[1].id", "live\", \"name\": \"Demo", "already" },
  { "keys of nowhere", "\"kind\": \"demo\"", "\"kind\": \"demo\", \"keys_of\": \"paper\"", "environments[1].keys_of", "paper", "no other environment" },
  { "a kind nobody knows", "\"kind\": \"demo\"", "\"kind\": \"paper\"", "environments[1].kind", "paper", "one of" },
  { "a header that breaks the request", "\"X-Demo\"", "\"X Demo\"", "environments[1].headers.X Demo", "1}}", "not the name of a header" },

  /* boxes */
  { "boxes of nobody", "\"format\": 1,", "\"format\": 1, \"boxes\": {\"look\": [\"Read\"]},", "boxes", "{\"look\"", "“source” is missing" },
  { "boxes for nothing", "\"format\": 1,", "\"format\": 1, \"boxes\": {\"source\": \"invented\"},", "boxes", "{\"source\"", "the boxes to tick" },

  /* key pairs */
  { "a pair that nothing signs with", "\"format\": 1,", "\"format\": 1, \"key_pairs\": {\"ed25519\": {\"form\": \"pem\", \"source\": \"invented\", \"checked_on\": \"2026-01-01\"}},", "key_pairs.ed25519", "{\"form\"", "has no key type" },
  { "a public key in no known form", "\"format\": 1,", "\"format\": 1, \"key_pairs\": {\"ed25519\": {\"form\": \"paper\", \"source\": \"invented\", \"checked_on\": \"2026-01-01\"}},", "key_pairs.ed25519.form", "paper\"", "one of" },
  { "a raw RSA key", "\"format\": 1,", "\"format\": 1, \"key_pairs\": {\"rsa\": {\"form\": \"raw-base64\", \"bits\": 2048, \"source\": \"invented\", \"checked_on\": \"2026-01-01\"}},", "key_pairs.rsa", "{\"form\"", "of Ed25519 keys only" },
  { "an RSA key of no length", "\"format\": 1,", "\"format\": 1, \"key_pairs\": {\"rsa\": {\"form\": \"pem\", \"source\": \"invented\", \"checked_on\": \"2026-01-01\"}},", "key_pairs.rsa", "{\"form\"", "how long" },
  { "an Ed25519 key with a length", "\"format\": 1,", "\"format\": 1, \"key_pairs\": {\"ed25519\": {\"form\": \"pem\", \"bits\": 2048, \"source\": \"invented\", \"checked_on\": \"2026-01-01\"}},", "key_pairs.ed25519", "{\"form\"", "of RSA keys only" },
  { "a pair of nobody", "\"format\": 1,", "\"format\": 1, \"key_pairs\": {\"ed25519\": {\"form\": \"pem\", \"checked_on\": \"2026-01-01\"}},", "key_pairs.ed25519", "{\"form\"", "“source” is missing" },
  { "pairs of nothing", "\"format\": 1,", "\"format\": 1, \"key_pairs\": {},", "key_pairs", "{}", "no key type is named" },

  /* credential */
  { "a field nobody uses", "\"sent\": true}\n", "\"sent\": true}, {\"id\": \"pin\", \"name\": \"PIN\"}\n", "credential[3]", "{\"id\": \"pin\"", "nothing uses the field “pin”" },
  { "a field with a meaning", "\"id\": \"secret\"", "\"id\": \"path\"", "credential[1].id", "path\", \"name\"", "has a meaning already" },
  { "a pattern that is none", "\"public\": true}", "\"public\": true, \"looks_like\": \"[\"}", "credential[0].looks_like", "[\"}", "not a regular expression" },

  /* the language */
  { "an unknown name", "time + method", "time + methd", "signing.let.text", "methd", "a text is written 'methd'" },
  { "a forgotten quote", "\"X-Key\": \"api_key\"", "\"X-Key\": \"bearer\"", "signing.headers.X-Key", "bearer", "nothing here is called “bearer”" },
  { "an open text", "time + method", "time + 'x", "signing.let.text", "'x + path", "closing '" },
  { "a missing term", "path + body", "path + ", "signing.let.text", "\"},", "missing at the end" },
  { "a bracket too many", "secret, text))", "secret, text)))", "signing.key_types.hmac.signature", ")\"}}", "nothing, belongs here" },
  { "a capital letter", "time + method", "Time + method", "signing.let.text", "Time", "belongs here" },
  { "an unknown function", "hex(hmac", "hxe(hmac", "signing.key_types.hmac.signature", "hxe", "no function “hxe”" },
  { "too few values", "hmac_sha256(secret, text)", "hmac_sha256(secret)", "signing.key_types.hmac.signature", "hmac_sha256(secret)", "takes 2 value(s), not 1" },
  { "the wrong kind of value", "hex(hmac_sha256(secret, text))", "hex(form(text))", "signing.key_types.hmac.signature", "text))\"", "form() takes fields here, not a text" },
  { "a text and fields joined", "time + method", "params + method", "signing.let.text", "method", "this is a text" },
  { "a text and a number joined", "time + method", "time + 5", "signing.let.text", "5 +", "not a number" },
  { "a column after an escape", "time + method", "'\\n\\u00e9' + methd", "signing.let.text", "methd", "nothing here is called" },
  { "a nonce that is not declared", "time + method", "nonce + method", "signing.let.text", "nonce", "does not say which" },
  { "a time that is not declared", "\"time\": \"ms\",\n", "\n", "signing.let.text", "time + method", "does not say which" },
  { "a let that needs itself", "time + method", "text + method", "signing.let.text", "text + method", "needs itself" },
  { "two lets that need each other", "\"time + method + path + body\"", "\"time + other\", \"other\": \"text + body\"", "signing.let.other", "text + body", "needs itself" },
  { "a let nobody uses", "\"let\": {", "\"let\": {\"lost\": \"'x'\", ", "signing.let.lost", "'x'", "nothing uses “lost”" },
  { "a name said twice", "\"let\": {", "\"let\": {\"signature\": \"'x'\", ", "signing.key_types.hmac.signature", "hex(", "said twice" },
  { "a name with a meaning", "\"let\": {", "\"let\": {\"host\": \"'x'\", ", "signing.let.host", "'x'", "has a meaning already" },
  { "a name that is a field", "\"let\": {", "\"let\": {\"api_key\": \"'x'\", ", "signing.let.api_key", "'x'", "credential field already" },
  { "an unknown type of key", "\"hmac\": {", "\"hmca\": {", "signing.key_types.hmca", "{\"signature\"", "a key type is one of" },
  { "two places for fields", "\"headers\": {\"X-Key\"", "\"params\": \"params\", \"body\": \"''\", \"headers\": {\"X-Key\"", "signing", "{\n    \"time\"", "at most one of" },
  { "a decimal number", "{\"X-Demo\": 1}", "{\"X-Demo\": 1.5}", "environments[1].headers.X-Demo", "1.5", "whole numbers" },
  { "a header that is fields", "\"X-Key\": \"api_key\"", "\"X-Key\": \"api_key\", \"X-All\": \"params\"", "signing.headers.X-All", "params", "a text or a number" },
  { "both values of if() differ", "time + method", "if(body, time, params) + method", "signing.let.text", "params", "of one kind" },
  { "later() of a text", "time + method", "later('60') + method", "signing.let.text", "'60'", "as it is written" },
  { "a step made from itself", "{\"k\": \"api_key\"}", "{\"k\": \"query\"}", "check[0].query.k", "query\"}", "made from them" },

  /* where secrets go */
  { "a secret in a header", "\"X-Key\": \"api_key\"", "\"X-Key\": \"api_key\", \"X-Leak\": \"secret\"", "signing.headers.X-Leak", "secret", "would leave this computer" },
  { "a secret in a header, in disguise", "\"X-Key\": \"api_key\"", "\"X-Key\": \"api_key + hex(upper(after(secret, 'a')))\"", "signing.headers.X-Key", "secret, 'a'", "would leave" },
  { "a secret in a query", "{\"k\": \"api_key\"}", "{\"k\": \"base64(secret)\"}", "check[0].query.k", "secret)", "would leave this computer in the query" },
  { "a secret in an environment's header", "{\"X-Demo\": 1}", "{\"X-Demo\": \"secret\"}", "environments[1].headers.X-Demo", "secret", "would leave" },
  { "a sent field in a query", "{\"k\": \"api_key\"}", "{\"k\": \"passphrase\"}", "check[0].query.k", "passphrase", "never into the query" },
  { "a secret that only chooses is fine", "\"X-Key\": \"api_key\"", "\"X-Key\": \"if(secret, api_key)\"", NULL, NULL, NULL },
  { "a digest of a secret is fine", "\"X-Key\": \"api_key\"", "\"X-Key\": \"api_key + hex(sha256(secret))\"", NULL, NULL, NULL },
  { "an HMAC over a secret is fine", "\"X-Key\": \"api_key\"", "\"X-Key\": \"hex(hmac_sha256(api_key, secret))\"", NULL, NULL, NULL },
  { "a digest of a sent field may go into a query", "{\"k\": \"api_key\"}", "{\"k\": \"hex(sha256(passphrase))\"}", NULL, NULL, NULL },

  /* the check */
  { "no path", "\"get\": \"/key\"", "\"get\": \"key\"", "check[0].get", "key\", \"query", "begins with /" },
  { "a query in the path", "\"get\": \"/key\"", "\"get\": \"/key?a=1\"", "check[0].get", "/key?", "no ?" },
  { "neither get nor post", "\"get\": \"/key\", ", "", "check[0]", "{\"id\": \"key\"", "“get” or “post”" },
  { "another method", "\"get\": \"/key\"", "\"delete\": \"/key\"", "check[0]", "{\"id\": \"key\"", "“get” or “post”" },
  { "a post without a source", "\"get\": \"/more\"", "\"post\": \"/more\"", "check[1]", "{\"id\": \"more\"", "reads_only" },
  { "a post in a file of one's own", "\"get\": \"/more\"", "\"post\": \"/more\", \"reads_only\": \"me\"", "check[1].post", "/more", "may only use “get”", TRUE },
  { "a step of an unknown environment", "\"get\": \"/more\"", "\"get\": \"/more\", \"only\": [\"paper\"]", "check[1].only", "[\"paper\"]", "no environment “paper”" },
  { "a later step", "\"instead_of\": \"key\"", "\"instead_of\": \"more\"", "check[1].instead_of", "more\", \"on\"", "no earlier step" },
  { "half a turn", "\"on\": [\"7\"], ", "", "check[1]", "{\"id\": \"more\"", "belong together" },
  { "a host that is not an environment's", "\"get\": \"/more\"", "\"get\": \"/more\", \"host\": \"evil.example.com\"", "check[1].host", "evil", "not the host of an environment" },
  { "an environment without a step", "\"get\": \"/key\",", "\"get\": \"/key\", \"only\": [\"live\"],", "environments[1]", "{\"id\": \"demo\"", "no step of “check”" },
  { "a value that was not taken", "\"get\": \"/more\"", "\"get\": \"/more\", \"query\": {\"u\": \"uid\"}", "check[1].query.u", "uid", "nothing here is called" },
  { "a value that was taken is fine", "\"get\": \"/more\"", "\"get\": \"/more\", \"query\": {\"u\": \"owner\"}", NULL, NULL, NULL },
  { "an entry found by a secret", "\"take\":", "\"entry\": {\"of\": \"l\", \"with\": {\"s\": \"secret\"}}, \"take\":", "check[0].entry.with.s", "secret\"}", "found by a public field" },
  { "an unknown right", "[\"read\"]}}},", "[\"reed\"]}}},", "check[0].rights.map.r", "[\"reed\"]", "not a right" },
  { "an unknown outcome", "\"key-unknown\"", "\"key-lost\"", "errors[0].means", "key-lost", "outcome" },
  { "a body for a get", "\"query\": {\"k\": \"api_key\"}", "\"json\": {\"k\": \"api_key\"}", "check[0].json", "{\"k\"", "has no body" },

  /* an exchange that ends */
#define STATUS(rest) "\"errors\":", "\"status\": {\"what\": \"It ended.\", \"source\": \"x\", \"checked_on\": \"2026-11-22\", \"do\": \"Delete it.\", " rest "}, \"errors\":"
  { "closing is fine", STATUS ("\"state\": \"closing\", \"ends\": \"2027-01-31\""), NULL, NULL, NULL },
  { "uncertain is fine", STATUS ("\"state\": \"uncertain\""), NULL, NULL, NULL },
  { "a state nobody knows", STATUS ("\"state\": \"gone\""), "status.state", "gone", "one of" },
  { "no advice", "\"errors\":", "\"status\": {\"state\": \"uncertain\", \"what\": \"x\", \"source\": \"x\", \"checked_on\": \"2026-11-22\"}, \"errors\":", "status", "{\"state\"", "“do” is missing" },
  { "closed since nobody knows when", STATUS ("\"state\": \"closed\""), "status", "{\"what\"", "“since” is missing" },
  { "a closed one is asked", STATUS ("\"state\": \"closed\", \"since\": \"2026-02-12\""), "check", "[\n    {\"id\": \"key\"", "nothing is sent to a closed exchange" },
  { "a closed one's clock is asked", STATUS ("\"state\": \"closed\", \"since\": \"2026-02-12\""), "server_time", "date-header", "nothing is sent to a closed exchange" },
  { "an open one with a last day", STATUS ("\"state\": \"open\", \"ends\": \"2027-01-31\""), "status.ends", "2027", "only an exchange that is “closing”" },

  /* lifetime */
  { "a rule without a source", "\"errors\":", "\"lifetime\": [{\"days\": 3, \"from\": \"created\", \"checked_on\": \"2026-11-22\"}], \"errors\":", "lifetime[0]", "{\"days\": 3", "“source” is missing" },
  { "no days", "\"errors\":", "\"lifetime\": [{\"days\": 0, \"from\": \"created\", \"source\": \"x\", \"checked_on\": \"2026-11-22\"}], \"errors\":", "lifetime[0].days", "0, \"from\"", "whole number" },
};

static GPtrArray *
load (const char *text, gboolean custom)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  GPtrArray *mistakes = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(KtExchange) exchange = kt_exchange_new_from_bytes (bytes, "made_up.json", custom, &mistakes, &error);

  if (exchange)
    {
      g_assert_null (mistakes);
      return NULL;
    }
  g_assert_error (error, KT_ERROR, KT_ERROR_INVALID);
  g_assert_cmpuint (mistakes->len, >, 0);
  return mistakes;
}

static char *
change (const char *from, const char *to)
{
  const char *place = strstr (good, from);

  g_assert_nonnull (place);
  return g_strdup_printf ("%.*s%s%s", (int) (place - good), good, to, place + strlen (from));
}

static const KtMistake *
find (GPtrArray *mistakes, const char *path, const char *says)
{
  for (guint i = 0; i < mistakes->len; i++)
    {
      const KtMistake *mistake = g_ptr_array_index (mistakes, i);

      if (g_str_equal (mistake->path, path) && strstr (mistake->text, says))
        return mistake;
    }
  return NULL;
}

/* What stands at the place a mistake names. */
static const char *
text_at (const char *text, const KtMistake *mistake)
{
  for (guint line = 1; line < mistake->line; line++)
    text = strchr (text, '\n') + 1;
  return g_utf8_offset_to_pointer (text, mistake->column - 1);
}

static void
test_table (void)
{
  g_assert_null (load (good, TRUE));

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = change (rows[i].from, rows[i].to);
      g_autoptr(GPtrArray) mistakes = NULL;
      const KtMistake *mistake;

      mistakes = load (text, rows[i].custom);
      if (!rows[i].path)
        {
          if (mistakes)
            g_test_fail_printf ("%s: %s", rows[i].explanation, ((KtMistake *) g_ptr_array_index (mistakes, 0))->text);
          continue;
        }
      if (!mistakes)
        {
          g_test_fail_printf ("%s: not found", rows[i].explanation);
          continue;
        }
      if (!(mistake = find (mistakes, rows[i].path, rows[i].says)))
        {
          g_autofree char *first = kt_mistake_to_string (g_ptr_array_index (mistakes, 0));

          g_test_fail_printf ("%s: %s", rows[i].explanation, first);
          continue;
        }
      if (!g_str_has_prefix (text_at (text, mistake), rows[i].at))
        g_test_fail_printf ("%s: line %u, column %u is at %.20s", rows[i].explanation, mistake->line, mistake->column, text_at (text, mistake));
    }
}

/* Through a let the output that leaks is named, and the let is what must change. */
static void
test_secret_through_let (void)
{
  g_autofree char *half = change ("\"let\": {", "\"let\": {\"copy\": \"base64(unhex(secret))\", ");
  char *place = strstr (half, "\"X-Key\": \"api_key\"");
  g_autofree char *text = g_strdup_printf ("%.*s\"X-Leak\": \"api_key + copy\", %s", (int) (place - half), half, place);
  g_autoptr(GPtrArray) mistakes = load (text, FALSE);
  const KtMistake *mistake;

  g_assert_nonnull (mistakes);
  mistake = find (mistakes, "signing.headers.X-Leak", "would leave");
  g_assert_nonnull (mistake);
  g_assert_true (g_str_has_prefix (text_at (text, mistake), "copy\""));
}

static void
test_all_at_once (void)
{
  g_autofree char *one = change ("time + method", "tmie + method");
  char *place = strstr (one, "hex(hmac");
  g_autofree char *two = g_strdup_printf ("%.*shxe(%s", (int) (place - one), one, place + 4);
  char *errors = strstr (two, "key-unknown");
  g_autofree char *text = g_strdup_printf ("%.*slost%s", (int) (errors - two), two, errors + strlen ("key-unknown"));
  g_autoptr(GPtrArray) mistakes = load (text, FALSE);
  guint last = 0;

  g_assert_nonnull (find (mistakes, "signing.let.text", "tmie"));
  g_assert_nonnull (find (mistakes, "signing.key_types.hmac.signature", "hxe"));
  g_assert_nonnull (find (mistakes, "errors[0].means", "outcome"));
  for (guint i = 0; i < mistakes->len; i++)
    {
      const KtMistake *mistake = g_ptr_array_index (mistakes, i);
      g_autofree char *line = kt_mistake_to_string (mistake);

      g_assert_cmpuint (mistake->line, >=, last);
      g_assert_true (g_str_has_prefix (line, "made_up.json:"));
      last = mistake->line;
    }
}

static void
test_limits (void)
{
  g_autofree char *long_text = g_strnfill (1100, 'a');
  g_autofree char *expression = g_strdup_printf ("'%s' + method", long_text);
  g_autofree char *too_long = change ("time + method", expression);
  g_autoptr(GString) deep = g_string_new ("time");
  g_autoptr(GString) lets = g_string_new ("\"let\": {");
  g_autofree char *too_deep = NULL, *too_many = NULL, *too_large = NULL, *blanks = NULL;
  g_autoptr(GPtrArray) a = load (too_long, FALSE), b = NULL, c = NULL, d = NULL;

  g_assert_nonnull (find (a, "signing.let.text", "1024 bytes"));

  for (guint i = 0; i < 17; i++)
    {
      g_string_prepend (deep, "hex(");
      g_string_append (deep, ")");
    }
  too_deep = change ("time + method + path + body", deep->str);
  b = load (too_deep, FALSE);
  g_assert_nonnull (find (b, "signing.let.text", "deeper than 16"));

  for (guint i = 0; i < 40; i++)
    g_string_append_printf (lets, "\"n%u\": \"'x'\", ", i);
  too_many = change ("\"let\": {", lets->str);
  c = load (too_many, FALSE);
  g_assert_nonnull (find (c, "signing.let", "at most 32"));

  blanks = g_strnfill (300 * 1024, ' ');
  too_large = g_strconcat (good, blanks, NULL);
  d = load (too_large, FALSE);
  g_assert_nonnull (find (d, "", "256 KiB"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mistakes/table", test_table);
  g_test_add_func ("/mistakes/secret-through-let", test_secret_through_let);
  g_test_add_func ("/mistakes/all-at-once", test_all_at_once);
  g_test_add_func ("/mistakes/limits", test_limits);
  return g_test_run ();
}
