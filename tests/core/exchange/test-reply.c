/* test-reply: documented replies read as they should
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-reply.h"

#include <string.h>

#include "kt-test-util.h"
#include "reply-bodies.h"

static void
test_documented (void)
{
  for (guint i = 0; i < n_documented; i++)
    {
      g_autoptr(Rules) rules = rules_load (documented[i].exchange);
      g_autofree char *body = load_body (documented[i].file);
      g_autoptr(KtCredential) credential = make_credential ();
      g_autoptr(KtReport) report = kt_report_new ();
      g_autofree char *addresses = NULL;

      g_test_message ("%s", documented[i].explanation);
      if (documented[i].api_key)
        set_field (credential, "api_key", documented[i].api_key);
      g_assert_true (read_body (rules, rules_step (rules, documented[i].step), 200, body, -1, credential, NULL, report));
      g_assert_cmpuint (report->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_WORKS));

      assert_rights (report->confirmed, documented[i].confirmed);
      assert_rights (report->denied, documented[i].denied);
      assert_rights (report->inferred & ~report->confirmed, documented[i].inferred);
      g_assert_null (report->unknown_words);
      g_assert_cmpint (report->ip, ==, documented[i].ip);
      addresses = report->ip_addresses ? g_strjoinv (",", report->ip_addresses) : g_strdup ("");
      g_assert_cmpstr (addresses, ==, documented[i].addresses);
      g_assert_cmpint (report->created_ms, ==, documented[i].created_ms);
      g_assert_cmpint (report->changed_ms, ==, documented[i].changed_ms);
      g_assert_cmpuint (report->n_dates, ==, documented[i].expires_ms ? 1 : 0);
      if (documented[i].expires_ms)
        {
          KtReportDate date = report->dates[0];

          g_assert_cmpint (date.at_ms, ==, documented[i].expires_ms);
          g_assert_true ((date.rights != KT_RIGHTS_NONE) == documented[i].lapses);
        }
      g_assert_cmpint (report->never_expires, ==, documented[i].never);
      g_assert_cmpstr (report->uid, ==, documented[i].uid);
      g_assert_cmpint (report->is_subaccount, ==, documented[i].is_sub);
    }
}

/* ── Other replies of the same exchanges ──────────────────────────────────── */

static const struct {
  const char *explanation;
  const char *exchange, *step;
  guint       status;
  const char *body;
  KtOutcomes  outcomes;
  const char *confirmed, *denied, *inferred;
  const char *unknown;          /* words joined by commas, or NULL */
  int         ip;
} replies[] = {
#define WORKS KT_OUTCOMES_BIT (KT_OUTCOME_WORKS)
#define UNREADABLE KT_OUTCOMES_BIT (KT_OUTCOME_UNREADABLE_REPLY)
  { "a word nobody knows counts as moving money, and nothing is denied beside it", "okx", "config", 200,
    "{\"code\":\"0\",\"data\":[{\"perm\":\"read_only,teleport\",\"ip\":\"\"}]}", WORKS,
    "read,other:money", "", "", "teleport", KT_IP_NONE },
  { "a flag nobody knows, and it is true", "coinbase", "key", 200,
    "{\"can_view\":true,\"can_trade\":false,\"can_transfer\":false,\"can_receive\":false,\"can_teleport\":true}", WORKS,
    "read,other:money", "other:look,spot,futures,transfer,send,withdraw", "", "can_teleport", KT_IP_UNKNOWN },
  { "a flag nobody knows, and it is false", "coinbase", "key", 200,
    "{\"can_view\":true,\"can_trade\":false,\"can_transfer\":false,\"can_receive\":false,\"can_teleport\":false}", WORKS,
    "read", "other:look,spot,futures,transfer,send,withdraw", "", NULL, KT_IP_UNKNOWN },
  { "a missing flag is unknown, never no", "coinbase", "key", 200,
    "{\"can_view\":true,\"can_trade\":false}", WORKS, "read", "spot,futures", "", NULL, KT_IP_UNKNOWN },
  { "a flag that is null is unknown", "coinbase", "key", 200,
    "{\"can_view\":true,\"can_trade\":false,\"can_transfer\":null}", WORKS, "read", "spot,futures", "", NULL, KT_IP_UNKNOWN },
  { "flags as 1 and 0", "coinbase", "key", 200,
    "{\"can_view\":1,\"can_trade\":0}", WORKS, "read", "spot,futures", "", NULL, KT_IP_UNKNOWN },
  { "an empty object is no reply of Coinbase's", "coinbase", "key", 200, "{}", UNREADABLE, "", "", "", NULL, KT_IP_UNKNOWN },
  { "an empty object is no reply of Kraken's", "kraken", "key", 200, "{}", UNREADABLE, "", "", "", NULL, KT_IP_UNKNOWN },
  { "an empty list is known and harmless", "bitget", "classic", 200,
    "{\"code\":\"00000\",\"data\":{\"authorities\":[],\"ips\":null}}", WORKS,
    "", "read,other:look,spot,margin,futures,copy,loan,transfer,send,withdraw,subaccounts,other:money", "", NULL, KT_IP_NONE },
  { "an empty text is not", "okx", "config", 200,
    "{\"code\":\"0\",\"data\":[{\"perm\":\"\",\"ip\":\"\"}]}", WORKS, "", "", "", NULL, KT_IP_NONE },
  { "rights and addresses missing: nothing is told, the account is", "bitget", "unified", 200,
    "{\"code\":\"00000\",\"data\":{\"userId\":\"7\"}}", WORKS, "", "", "read", NULL, KT_IP_UNKNOWN },
  { "Bitget unified, read-only", "bitget", "unified", 200,
    "{\"code\":\"00000\",\"data\":{\"permType\":\"read-only\",\"permissions\":[\"uta_trade\",\"withdraw\"]}}", WORKS,
    "read", "spot,margin,futures,copy,transfer,send,withdraw", "", NULL, KT_IP_UNKNOWN },
  { "Bitget unified, the other spelling", "bitget", "unified", 200,
    "{\"code\":\"00000\",\"data\":{\"permType\":\"read_only\",\"permissions\":[\"withdraw\"]}}", WORKS,
    "read", "spot,margin,futures,copy,transfer,send,withdraw", "", NULL, KT_IP_UNKNOWN },
  { "Bitget unified, no word on read-only: taken as it stands", "bitget", "unified", 200,
    "{\"code\":\"00000\",\"data\":{\"permissions\":[\"withdraw\"]}}", WORKS,
    "send,withdraw", "spot,margin,futures,copy,transfer", "read", NULL, KT_IP_UNKNOWN },
  { "Bitget unified, a new word for read-only: taken as it stands", "bitget", "unified", 200,
    "{\"code\":\"00000\",\"data\":{\"permType\":\"look\",\"permissions\":[\"withdraw\"]}}", WORKS,
    "send,withdraw", "spot,margin,futures,copy,transfer", "read", NULL, KT_IP_UNKNOWN },
  { "Gate, read-only row by row", "gate", "keys", 200,
    "[{\"key\":\"c5dcfbf1f3a7*****\",\"perms\":[{\"name\":\"withdrawal\",\"read_only\":true},{\"name\":\"spot\",\"read_only\":false}]}]",
    WORKS, "read,spot,margin", "futures,options,copy,earn,loan,other:trade,transfer,send,withdraw,other:money", "", NULL, KT_IP_UNKNOWN },
  { "Gate, not a word on read-only", "gate", "keys", 200,
    "[{\"key\":\"c5dcfbf1f3a7*****\",\"perms\":[{\"name\":\"withdrawal\"}]}]",
    WORKS, "send,withdraw", "read,spot,margin,futures,options,copy,earn,loan,other:trade,transfer,other:money", "", NULL, KT_IP_UNKNOWN },
  { "Gate, two keys that look alike tell nothing", "gate", "keys", 200,
    "[{\"key\":\"c5dcfbf1f3a7*****\",\"perms\":[]},{\"key\":\"c5dc*****\",\"perms\":[]}]", WORKS, "", "", "", NULL, KT_IP_UNKNOWN },
  { "Gate, too little of the key is shown", "gate", "keys", 200,
    "[{\"key\":\"c5d*****\",\"perms\":[]}]", WORKS, "", "", "", NULL, KT_IP_UNKNOWN },
  { "Gate, the very key beside one that looks alike", "gate", "keys", 200,
    "[{\"key\":\"c5dc*****\",\"perms\":[{\"name\":\"withdrawal\"}],\"ip_whitelist\":[]},"
    "{\"key\":\"c5dcfbf1f3a70123456789abcdefabcd\",\"perms\":[{\"name\":\"account\"}]}]",
    WORKS, "read", "spot,margin,futures,options,copy,earn,loan,other:trade,transfer,send,withdraw,other:money", "", NULL, KT_IP_UNKNOWN },
  { "Gate, an object where the list of keys belongs", "gate", "keys", 200, "{\"a\":1}", WORKS, "", "", "", NULL, KT_IP_UNKNOWN },
  { "Bybit, a group that is not there is unknown", "bybit", "key", 200,
    "{\"retCode\":0,\"result\":{\"readOnly\":0,\"permissions\":{\"Spot\":[\"SpotTrade\"],\"Wallet\":[],\"Exchange\":[]}}}", WORKS,
    "spot", "transfer,send,withdraw,subaccounts", "read", NULL, KT_IP_UNKNOWN },
  { "Bybit, a new word in a known group", "bybit", "key", 200,
    "{\"retCode\":0,\"result\":{\"readOnly\":0,\"permissions\":{\"Wallet\":[\"WithdrawAll\"]}}}", WORKS,
    "other:money", "", "read", "Wallet:WithdrawAll", KT_IP_UNKNOWN },
  { "anywhere, spelt as a network", "okx", "config", 200,
    "{\"code\":\"0\",\"data\":[{\"perm\":\"read_only\",\"ip\":\"10.0.0.1,0.0.0.0/0\"}]}", WORKS,
    "read", "spot,margin,futures,options,transfer,send,withdraw", "", NULL, KT_IP_NONE },
  { "anywhere, spelt as a range", "okx", "config", 200,
    "{\"code\":\"0\",\"data\":[{\"perm\":\"\",\"ip\":\"0.0.0.0-255.255.255.255\"}]}", WORKS, "", "", "", NULL, KT_IP_NONE },
  { "anywhere, spelt with stars", "okx", "config", 200,
    "{\"code\":\"0\",\"data\":[{\"perm\":\"\",\"ip\":\"*.*.*.*\"}]}", WORKS, "", "", "", NULL, KT_IP_NONE },
  { "anywhere, a network of no bits", "okx", "config", 200,
    "{\"code\":\"0\",\"data\":[{\"perm\":\"\",\"ip\":\"10.0.0.1/0\"}]}", WORKS, "", "", "", NULL, KT_IP_NONE },
  { "a network is a list", "okx", "config", 200,
    "{\"code\":\"0\",\"data\":[{\"perm\":\"\",\"ip\":\"10.0.0.0/10\"}]}", WORKS, "", "", "", NULL, KT_IP_LIST },
  { "what is no address is not told", "okx", "config", 200,
    "{\"code\":\"0\",\"data\":[{\"perm\":\"read_only\",\"ip\":\"restricted\"}]}", WORKS,
    "read", "spot,margin,futures,options,transfer,send,withdraw", "", NULL, KT_IP_UNKNOWN },
  { "HTX, the other way to say yes", "htx", "uid", 200, "{\"status\":\"ok\",\"data\":1}", WORKS, "", "", "read", NULL, KT_IP_UNKNOWN },
  { "a web page with a good status", "okx", "config", 200, "<html><body>Welcome</body></html>", UNREADABLE, "", "", "", NULL, KT_IP_UNKNOWN },
  { "nothing at all", "okx", "config", 200, "", UNREADABLE, "", "", "", NULL, KT_IP_UNKNOWN },
  { "a redirect", "okx", "config", 302, "", UNREADABLE, "", "", "", NULL, KT_IP_UNKNOWN },
  { "a good body with a bad status", "okx", "config", 502, "{\"code\":\"0\",\"data\":[{\"perm\":\"read_only\"}]}",
    KT_OUTCOMES_BIT (KT_OUTCOME_MAINTENANCE), "", "", "", NULL, KT_IP_UNKNOWN },
  { "a member named twice: which one is meant?", "okx", "config", 200,
    "{\"code\":\"0\",\"data\":[{\"perm\":\"withdraw\",\"perm\":\"read_only\"}]}", UNREADABLE, "", "", "", NULL, KT_IP_UNKNOWN },
  { "a comment", "okx", "config", 200, "{\"code\":\"0\"/*,*/,\"data\":[{\"perm\":\"read_only\"}]}", UNREADABLE, "", "", "", NULL, KT_IP_UNKNOWN },
  { "a lone surrogate", "okx", "config", 200, "{\"code\":\"0\",\"data\":[{\"perm\":\"\\ud800\"}]}", UNREADABLE, "", "", "", NULL, KT_IP_UNKNOWN },
  { "a NUL in a text", "okx", "config", 200, "{\"code\":\"0\",\"data\":[{\"perm\":\"read_only\\u0000\"}]}", UNREADABLE, "", "", "", NULL, KT_IP_UNKNOWN },
  { "bytes that are no UTF-8", "okx", "config", 200, "{\"code\":\"0\",\"data\":[{\"perm\":\"\xff\"}]}", UNREADABLE, "", "", "", NULL, KT_IP_UNKNOWN },
  { "a bare number is no reply", "gate", "account", 200, "7", UNREADABLE, "", "", "", NULL, KT_IP_UNKNOWN },
  { "a pair of surrogates is a word nobody knows", "okx", "config", 200,
    "{\"code\":\"0\",\"data\":[{\"perm\":\"\\ud83d\\udd11\"}]}", WORKS, "other:money", "", "", "\xf0\x9f\x94\x91", KT_IP_UNKNOWN },
};

static void
test_replies (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr(Rules) rules = rules_load (replies[i].exchange);
      g_autoptr(KtCredential) credential = make_credential ();
      g_autoptr(KtReport) report = kt_report_new ();
      g_autofree char *unknown = NULL;

      g_test_message ("%s", replies[i].explanation);
      read_body (rules, rules_step (rules, replies[i].step), replies[i].status, replies[i].body, -1, credential, NULL, report);
      unknown = report->unknown_words ? g_strjoinv (",", report->unknown_words) : NULL;

      g_assert_cmpuint (report->outcomes, ==, replies[i].outcomes);
      assert_rights (report->confirmed, replies[i].confirmed);
      assert_rights (report->denied, replies[i].denied);
      assert_rights (report->inferred & ~report->confirmed, replies[i].inferred);
      g_assert_cmpstr (unknown, ==, replies[i].unknown);
      g_assert_cmpint (report->ip, ==, replies[i].ip);
    }
}

/* What comes behind more words than are kept is no less so. */
static void
test_many_words (void)
{
  g_autoptr(Rules) rules = rules_load ("coinbase");
  g_autoptr(KtCredential) credential = make_credential ();
  g_autoptr(KtReport) report = kt_report_new ();
  g_autoptr(GString) body = g_string_new ("{");

  for (guint i = 0; i < 300; i++)
    g_string_append_printf (body, "\"can_%u\":true,", i);
  g_string_append (body, "\"can_transfer\":true}");
  read_body (rules, rules_step (rules, "key"), 200, body->str, -1, credential, NULL, report);
  g_assert_true (report->confirmed & KT_RIGHTS_BIT (KT_RIGHT_WITHDRAW));
  g_assert_false (report->denied & KT_RIGHTS_BIT (KT_RIGHT_WITHDRAW));
  g_assert_cmpuint (g_strv_length (report->words), <=, 200);
}

/* ── Refusals ─────────────────────────────────────────────────────────────── */

static const struct {
  const char *explanation;
  const char *exchange;
  guint       status;
  const char *body;
  const char *outcomes;
  const char *code, *message, *own_address;
} refusals[] = {
  { "one code for four causes", "binance", 401, "{\"code\":-2015,\"msg\":\"Invalid API-key, IP, or permissions for action.\"}",
    "key-unknown,ip-not-allowed,lacks-right,wrong-environment", "-2015", "Invalid API-key, IP, or permissions for action.", NULL },
  { "it names our address", "binance", 401,
    "{\"code\":-2015,\"msg\":\"Invalid API-key, IP, or permissions for action, request ip: 192.0.2.7\"}",
    "key-unknown,ip-not-allowed,lacks-right,wrong-environment", "-2015",
    "Invalid API-key, IP, or permissions for action, request ip: 192.0.2.7", "192.0.2.7" },
  { "an IPv6 address and a full stop", "okx", 401,
    "{\"code\":\"50110\",\"msg\":\"Your IP 2001:db8::7 is not included in your API key's IP whitelist.\"}",
    "ip-not-allowed", "50110", "Your IP 2001:db8::7 is not included in your API key's IP whitelist.", "2001:db8::7" },
  { "two addresses: which is ours?", "okx", 401, "{\"code\":\"50110\",\"msg\":\"192.0.2.7 is not 192.0.2.8.\"}",
    "ip-not-allowed", "50110", "192.0.2.7 is not 192.0.2.8.", NULL },
  { "an address in another refusal is nobody's", "okx", 401, "{\"code\":\"50113\",\"msg\":\"192.0.2.7\"}",
    "bad-signature", "50113", "192.0.2.7", NULL },
  { "a bare 401 with one line of text", "coinbase", 401, "Unauthorized\n",
    "key-unknown,bad-signature,ip-not-allowed,clock-skew,expired", NULL, "Unauthorized", NULL },
  { "a bare 401 with nothing", "coinbase", 401, "",
    "key-unknown,bad-signature,ip-not-allowed,clock-skew,expired", NULL, NULL, NULL },
  { "a 401 nobody documents", "bitget", 401, "<html>401</html>", "refused", NULL, NULL, NULL },
  { "a code nobody knows", "bitget", 400, "{\"code\":\"49999\",\"msg\":\"Something new\"}", "refused", "49999", "Something new", NULL },
  { "a code nobody knows with a good status", "bybit", 200, "{\"retCode\":199999,\"retMsg\":\"Something new\"}",
    "refused", "199999", "Something new", NULL },
  { "a code larger than a double holds is not rounded", "bybit", 200, "{\"retCode\":9007199254740993,\"retMsg\":\"x\"}",
    "refused", "9007199254740993", "x", NULL },
  { "a code larger than 64 bits is not wrapped to -1", "bybit", 200, "{\"retCode\":18446744073709551615,\"retMsg\":\"x\"}",
    "refused", "18446744073709551615", "x", NULL },
  { "a code that is no whole number is another code", "bybit", 200, "{\"retCode\":10003.0,\"retMsg\":\"x\"}",
    "refused", "10003.0", "x", NULL },
  { "429 by status alone", "kraken", 429, "{}", "rate-limited", NULL, NULL, NULL },
  { "418 by status alone", "kraken", 418, "teapot", "rate-limited", NULL, "teapot", NULL },
  { "502 by status alone", "kraken", 502, "<html>Bad gateway</html>", "maintenance", NULL, NULL, NULL },
  { "a web firewall's page", "binance", 403, "<html>blocked</html>", "rate-limited", NULL, NULL, NULL },
  { "a message is found whatever its case", "htx", 200, "{\"status\":\"error\",\"err-code\":\"x\",\"err-msg\":\"the apikey HAS expired\"}",
    "expired", "x", "the apikey HAS expired", NULL },
  { "the secret is not kept", "bitget", 400,
    "{\"code\":\"40009\",\"msg\":\"sign error for swordfish-swordfish-swordfish-0123456789!\"}",
    "bad-signature", "40009", "sign error for \xe2\x80\xa6!", NULL },
  { "a part of the secret is not kept", "bitget", 400,
    "{\"code\":\"40009\",\"msg\":\"got sh-swordfish-swordfish-01, no\"}", "bad-signature", "40009", "got \xe2\x80\xa6, no", NULL },
  { "the passphrase is not kept", "bitget", 400, "{\"code\":\"40012\",\"msg\":\"'open sesame' is wrong\"}",
    "key-unknown,bad-passphrase", "40012", "'\xe2\x80\xa6' is wrong", NULL },
  { "control characters become blanks", "bitget", 400, "{\"code\":\"40009\",\"msg\":\"a\\n\\u001b[31mb\"}",
    "bad-signature", "40009", "a  [31mb", NULL },
};

static void
test_refusals (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr(Rules) rules = rules_load (refusals[i].exchange);
      g_autoptr(KtCredential) credential = make_credential ();
      g_autoptr(KtReport) report = kt_report_new ();
      g_autofree char *outcomes = NULL;

      g_test_message ("%s", refusals[i].explanation);
      g_assert_false (read_body (rules, g_ptr_array_index (rules->steps, 0), refusals[i].status, refusals[i].body, -1,
                                 credential, NULL, report));
      outcomes = kt_outcomes_to_string (report->outcomes);
      g_assert_cmpstr (outcomes, ==, refusals[i].outcomes);
      g_assert_cmpstr (report->code, ==, refusals[i].code);
      g_assert_cmpstr (report->message, ==, refusals[i].message);
      g_assert_cmpstr (report->own_address, ==, refusals[i].own_address);
    }
}

static void
test_long_message (void)
{
  g_autoptr(Rules) rules = rules_load ("bitget");
  g_autoptr(KtCredential) credential = make_credential ();

  for (guint shift = 0; shift < 4; shift++)
    {
      g_autoptr(GString) body = g_string_new ("{\"code\":\"40009\",\"msg\":\"");
      g_autoptr(KtReport) report = kt_report_new ();

      for (guint i = 0; i < shift; i++)
        g_string_append_c (body, 'x');
      for (guint i = 0; i < 300; i++)
        g_string_append (body, "\xe2\x82\xac");
      g_string_append (body, "\"}");

      read_body (rules, g_ptr_array_index (rules->steps, 0), 400, body->str, -1, credential, NULL, report);
      g_assert_cmpuint (strlen (report->message), <=, KT_REPLY_MAX_TEXT);
      g_assert_cmpuint (strlen (report->message), >, KT_REPLY_MAX_TEXT - 4);
      g_assert_true (g_utf8_validate (report->message, -1, NULL));
    }
}

/* Wherever in a long text the secret stands, no 20 bytes of it are kept. */
static void
test_scrub (void)
{
  static const char secret[] = "swordfish-swordfish-swordfish-0123456789";
  g_autoptr(KtCredential) credential = make_credential ();

  for (guint before = 0; before < 2100; before += 7)
    {
      g_autofree char *filling = g_strnfill (before, 'x');
      g_autofree char *text = g_strconcat (secret, filling, secret, filling, secret, NULL);
      g_autofree char *kept = kt_reply_scrub (text, -1, credential, KT_REPLY_MAX_TEXT);

      g_assert_cmpuint (strlen (kept), <=, KT_REPLY_MAX_TEXT);
      for (guint i = 0; i + 20 <= strlen (secret); i++)
        {
          g_autofree char *window = g_strndup (secret + i, 20);

          g_assert_null (strstr (kept, window));
        }
      g_assert_null (strstr (kept, "swordfish"));
    }
}

/* Puts @value at @path of a new reply: objects and lists as the path says. */
static void
put (JsonNode **node, const char *path, const char *value)
{
  if (*path == '\0')
    {
      g_clear_pointer (node, json_node_unref);
      *node = json_node_init_string (json_node_alloc (), value);
      return;
    }

  if (*path == '[')
    {
      guint n = g_ascii_strtoull (path + 1, (char **) &path, 10);
      JsonNode *child = NULL;
      JsonArray *list;

      if (!*node)
        {
          *node = json_node_alloc ();
          json_node_init_array (*node, NULL);
          json_node_take_array (*node, json_array_new ());
        }
      list = json_node_get_array (*node);
      while (json_array_get_length (list) < n)
        json_array_add_string_element (list, "error");
      if (json_array_get_length (list) > n)
        return;
      put (&child, path[1] == '.' ? path + 2 : path + 1, value);
      json_array_add_element (list, child);
      return;
    }

  {
    gsize length = strcspn (path, ".[");
    g_autofree char *name = g_strndup (path, length);
    JsonNode *child = NULL;
    JsonObject *object;

    if (!*node)
      {
        *node = json_node_alloc ();
        json_node_take_object (json_node_init (*node, JSON_NODE_OBJECT), json_object_new ());
      }
    object = json_node_get_object (*node);
    if (json_object_has_member (object, name))
      child = json_node_copy (json_object_get_member (object, name));
    put (&child, path[length] == '.' ? path + length + 1 : path + length, value);
    json_object_set_member (object, name, child);
  }
}

/* One row of "errors", as its exchange would send it. */
static void
check_row (const char *id, Rules *rules, JsonObject *row, guint n, const KtErrorRule *rule, const char *code)
{
  guint http = rule->http ? g_array_index (rule->http, guint, 0) : 400;
  g_autofree char *message = NULL;
  g_autofree char *body = NULL;
  g_autoptr(JsonNode) root = NULL;
  g_autoptr(KtCredential) credential = make_credential ();
  g_autoptr(KtReport) report = kt_report_new ();
  g_autofree char *outcomes = NULL;
  g_autofree char *means = kt_outcomes_to_string (rule->means);

  if (code)
    put (&root, rules->verdict.code[0], code);
  if (rule->message)
    {
      g_autofree char *upper = g_utf8_strup (rule->message, -1);

      message = g_strdup_printf ("Sorry: %s.", upper);
      put (&root, rules->verdict.message[0], message);
    }
  body = root ? json_to_string (root, FALSE) : g_strdup (n % 2 ? "<html>no</html>" : "");

  read_body (rules, g_ptr_array_index (rules->steps, 0), http < 10 ? http * 100 + 3 : http, body, -1, credential, NULL, report);
  outcomes = kt_outcomes_to_string (report->outcomes);
  g_test_message ("%s, errors[%u], %s: %s", id, n, body, means);
  g_assert_cmpstr (outcomes, ==, means);
  g_assert_cmpint (report->sure, ==, rule->sure);
  g_assert_cmpstr (report->code, ==, code);
}

/* Every row of every definition means what it says, and no row hides behind an earlier one. */
static void
test_every_error (void)
{
  g_auto(GStrv) ids = rules_list ();
  guint n_rows = 0;

  for (guint i = 0; ids[i]; i++)
    {
      g_autoptr(Rules) rules = rules_load (ids[i]);
      JsonArray *rows = json_object_get_array_member (json_node_get_object (rules->node), "errors");

      g_assert_cmpuint (rules->verdict.errors->len, ==, json_array_get_length (rows));
      for (guint j = 0; j < rules->verdict.errors->len; j++)
        {
          const KtErrorRule *rule = g_ptr_array_index (rules->verdict.errors, j);
          JsonObject *row = json_array_get_object_element (rows, j);

          for (guint k = 0; rule->code && rule->code[k]; k++, n_rows++)
            check_row (ids[i], rules, row, j, rule, rule->code[k]);
          if (!rule->code)
            check_row (ids[i], rules, row, j, rule, NULL);
        }
    }
  g_assert_cmpuint (n_rows, >, 100);
}

/* ── Times and values for later ───────────────────────────────────────────── */

static void
no_mistake (const char *json_path, const char *text, gpointer data)
{
  g_error ("%s: %s", json_path, text);
}

static void
test_server_times (void)
{
  static const struct { const char *exchange; gint64 time_ms; } times[] = {
    { "bitget", 1700111073740 }, { "binance", 1499827319559 }, { "bybit", 1688639403423 }, { "okx", 1597026383085 },
    { "kraken", 1709000000000 }, { "coinbase", 1693227600000 }, { "htx", 1494900087029 }, { "gate", 1731447921098 },
    { "deribit", 1733338800000 }, { "kraken_futures", 1772107200000 },
  };
  g_autoptr(JsonNode) examples = kt_test_data_json ("data/replies/server-times.json");

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr(Rules) rules = rules_load (times[i].exchange);
      JsonObject *step = json_object_new ();
      g_autofree char *body = json_to_string (json_object_get_member (json_node_get_object (examples), times[i].exchange), FALSE);
      JsonObject *server_time = json_object_get_object_member (json_node_get_object (rules->node), "server_time");
      JsonObject *created = json_object_new ();
      g_autoptr(KtReply) reply = kt_reply_new (200, body, strlen (body));
      KtReading reading = { 0 };

      /* The rule for the time is read as the one for any date. */
      json_object_set_member (created, "at", json_node_copy (json_object_get_member (server_time, "at")));
      json_object_set_member (created, "unit", json_node_copy (json_object_get_member (server_time, "unit")));
      json_object_set_object_member (step, "created", created);
      kt_reading_load (&reading, step, "", no_mistake, NULL);

      g_test_message ("%s", times[i].exchange);
      g_assert_cmpint (kt_reply_get_time (reply, &reading.created, NOW_MS), ==, times[i].time_ms);
      kt_reading_clear (&reading);
      json_object_unref (step);
    }
}

static const struct {
  const char *explanation;
  const char *value;
  KtDateUnit  unit;
  gint64      at_ms;
} dates[] = {
  { "milliseconds", "1700000000123", KT_DATE_UNIT_MS, 1700000000123 },
  { "milliseconds as a text", "\"1700000000123\"", KT_DATE_UNIT_MS, 1700000000123 },
  { "seconds", "1700000000", KT_DATE_UNIT_S, 1700000000000 },
  { "seconds with a fraction", "1700000000.5", KT_DATE_UNIT_S, 1700000000500 },
  { "ISO in UTC", "\"2026-11-22T10:00:00Z\"", KT_DATE_UNIT_ISO, 1795341600000 },
  { "ISO with an offset", "\"2026-11-22T19:00:00+09:00\"", KT_DATE_UNIT_ISO, 1795341600000 },
  { "ISO with milliseconds", "\"2026-11-22T10:00:00.250Z\"", KT_DATE_UNIT_ISO, 1795341600250 },
  { "ISO where a number was said", "\"2026-11-22T10:00:00Z\"", KT_DATE_UNIT_MS, 1795341600000 },
  { "a number where ISO was said: milliseconds", "1795341600000", KT_DATE_UNIT_ISO, 1795341600000 },
  { "a number where ISO was said: seconds", "1795341600", KT_DATE_UNIT_ISO, 1795341600000 },
  { "days left", "10", KT_DATE_UNIT_DAYS_LEFT, NOW_MS + G_GINT64_CONSTANT (864000000) },
  { "no days left", "0", KT_DATE_UNIT_DAYS_LEFT, NOW_MS },
  { "fewer than no days", "-1", KT_DATE_UNIT_DAYS_LEFT, 0 },
  { "too many days", "99999999", KT_DATE_UNIT_DAYS_LEFT, 0 },
  { "the beginning of time", "0", KT_DATE_UNIT_MS, 0 },
  { "seconds read as milliseconds lie in 1970: not a date", "1700000000", KT_DATE_UNIT_MS, 0 },
  { "milliseconds read as seconds lie far away: not a date", "1700000000123", KT_DATE_UNIT_S, 0 },
  { "a number beyond 64 bits", "18446744073709551615", KT_DATE_UNIT_MS, 0 },
  { "an exponent", "1.7e12", KT_DATE_UNIT_MS, 0 },
  { "not a day", "\"2026-02-30T10:00:00Z\"", KT_DATE_UNIT_ISO, 0 },
  { "a word", "\"soon\"", KT_DATE_UNIT_ISO, 0 },
  { "a list", "[1700000000123]", KT_DATE_UNIT_MS, 0 },
  { "true", "true", KT_DATE_UNIT_MS, 0 },
  { "null", "null", KT_DATE_UNIT_MS, 0 },
};

static void
test_dates (void)
{
  char *at[] = { (char *) "at", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (dates); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"at\":%s}", dates[i].value);
      g_autoptr(KtReply) reply = kt_reply_new (200, body, strlen (body));
      const KtDateRule rule = { .at = at, .unit = dates[i].unit };

      g_test_message ("%s", dates[i].explanation);
      g_assert_cmpint (kt_reply_get_time (reply, &rule, NOW_MS), ==, dates[i].at_ms);
    }
}

static void
test_take (void)
{
  g_autoptr(Rules) rules = rules_load ("htx");
  g_autoptr(KtCredential) credential = make_credential ();
  g_autoptr(KtReport) report = kt_report_new ();
  g_autoptr(GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *body = load_body ("htx-uid");

  read_body (rules, rules_step (rules, "uid"), 200, body, -1, credential, taken, report);
  g_assert_cmpstr (g_hash_table_lookup (taken, "uid"), ==, "63628520");

  /* What is no single value is not taken. */
  g_hash_table_remove_all (taken);
  read_body (rules, rules_step (rules, "uid"), 200, "{\"code\":200,\"data\":{\"x\":1}}", -1, credential, taken, report);
  g_assert_cmpuint (g_hash_table_size (taken), ==, 0);
}

static void
test_state (void)
{
  static const struct { const char *explanation, *status, *outcomes; } states[] = {
    { "in order", "\"normal\"", "works" },
    { "not", "\"abandoned\"", "expired,disabled" },
    { "not told", "null", "works" },
  };
  g_autoptr(Rules) rules = rules_load ("htx");
  g_autoptr(KtCredential) credential = make_credential ();

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr(KtReport) report = kt_report_new ();
      g_autofree char *outcomes = NULL;
      g_autofree char *body = g_strdup_printf ("{\"code\":200,\"data\":[{\"accessKey\":\"c5dcfbf1f3a70123456789abcdefabcd\","
                                               "\"permission\":\"readOnly\",\"status\":%s}]}", states[i].status);

      g_test_message ("%s", states[i].explanation);
      g_assert_true (read_body (rules, rules_step (rules, "key"), 200, body, -1, credential, NULL, report));
      outcomes = kt_outcomes_to_string (report->outcomes);
      g_assert_cmpstr (outcomes, ==, states[i].outcomes);
    }
}

/* Of a list with other keys in it nothing of theirs is kept. */
static void
test_nothing_of_others (void)
{
  g_autoptr(Rules) rules = rules_load ("gate");
  g_autoptr(KtCredential) credential = make_credential ();
  g_autoptr(KtReport) report = kt_report_new ();
  g_autofree char *json = NULL;

  g_assert_true (read_body (rules, rules_step (rules, "keys"), 200,
                            "[{\"key\":\"aaaaaaaaaaaa*****\",\"perms\":[{\"name\":\"teleport\"}],\"ip_whitelist\":[\"192.0.2.99\"]},"
                            "{\"key\":\"c5dcfbf1f3a7*****\",\"perms\":[{\"name\":\"account\"}],\"ip_whitelist\":[]}]", -1,
                            credential, NULL, report));
  json = kt_report_to_json (report);
  assert_rights (report->confirmed, "read");
  g_assert_null (strstr (json, "aaaaaaaa"));
  g_assert_null (strstr (json, "teleport"));
  g_assert_null (strstr (json, "192.0.2.99"));
}

/* A reply with a token: nothing of it is kept. */
static void
test_secret_reply (void)
{
  g_autoptr(Rules) rules = rules_load ("deribit");
  g_autoptr(KtCredential) credential = make_credential ();
  g_autoptr(KtReport) report = kt_report_new ();
  g_autofree char *json = NULL;

  g_assert_true (read_body (rules, rules_step (rules, "scopes"), 200,
                            "{\"result\":{\"access_token\":\"made-up-token-0123456789\",\"scope\":\"account:read\"}}", -1,
                            credential, NULL, report));
  json = kt_report_to_json (report);
  assert_rights (report->confirmed, "read");
  g_assert_null (strstr (json, "made-up-token"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reply/documented", test_documented);
  g_test_add_func ("/reply/others", test_replies);
  g_test_add_func ("/reply/many-words", test_many_words);
  g_test_add_func ("/reply/refusals", test_refusals);
  g_test_add_func ("/reply/long-message", test_long_message);
  g_test_add_func ("/reply/scrub", test_scrub);
  g_test_add_func ("/reply/every-error-row", test_every_error);
  g_test_add_func ("/reply/server-times", test_server_times);
  g_test_add_func ("/reply/dates", test_dates);
  g_test_add_func ("/reply/take", test_take);
  g_test_add_func ("/reply/state", test_state);
  g_test_add_func ("/reply/nothing-of-others", test_nothing_of_others);
  g_test_add_func ("/reply/secret-reply", test_secret_reply);
  return g_test_run ();
}
