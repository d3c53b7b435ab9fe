/* reply-bodies.c: the documented replies, and reading one body by a definition's rules
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "reply-bodies.h"

#include <string.h>

#include "kt-test-util.h"

KtCredential *
make_credential (void)
{
  static const char * const fields[][2] = {
    { "api_key", "c5dcfbf1f3a70123456789abcdefabcd" },
    { "secret", "swordfish-swordfish-swordfish-0123456789" },
    { "passphrase", "open sesame" },
  };
  KtCredential *credential = kt_credential_new ();

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr(KtSecret) value = kt_secret_new (fields[i][1], -1);

      kt_credential_set (credential, fields[i][0], value);
    }
  return credential;
}

void
set_field (KtCredential *credential, const char *id, const char *value)
{
  g_autoptr(KtSecret) secret = kt_secret_new (value, -1);

  kt_credential_set (credential, id, secret);
}

gboolean
read_body (Rules *rules, RulesStep *step, guint status, const char *body, gssize length,
           KtCredential *credential, GHashTable *taken, KtReport *report)
{
  g_autoptr(KtReply) reply = kt_reply_new (status, body, length < 0 ? strlen (body) : (gsize) length);
  KtVerdictRules verdict_rules = rules->verdict;
  gboolean accepted;
  KtVerdict verdict;

  if (step->ok)
    verdict_rules.ok = step->ok;
  kt_reply_judge (reply, &verdict_rules, credential, &verdict);
  accepted = verdict.accepted;
  report->outcomes = verdict.outcomes;
  report->code = g_steal_pointer (&verdict.code);
  report->message = g_steal_pointer (&verdict.message);
  report->own_address = g_steal_pointer (&verdict.own_address);
  report->sure = verdict.sure;
  kt_verdict_clear (&verdict);

  if (accepted && !kt_reply_read (reply, &step->reading, credential, taken, NOW_MS, report))
    report->outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_UNREADABLE_REPLY);
  return accepted;
}

/* ── The documented replies ───────────────────────────────────────────────── */

const Documented documented[] = {
  { "Bitget, unified: everything", "bitget", "unified", "bitget-unified", NULL,
    "read,spot,margin,futures,copy,transfer,send,withdraw", "", "", NULL,
    KT_IP_LIST, "192.168.1.1,192.168.1.2", 0, 0, 0, FALSE, FALSE, "123456789", 0 },
  { "Bitget, classic: reads and moves between own accounts", "bitget", "classic", "bitget-classic", NULL,
    "read,transfer", "other:look,spot,margin,futures,copy,loan,send,withdraw,subaccounts,other:money", "", NULL,
    KT_IP_LIST, "127.0.0.1", 0, 0, 0, FALSE, FALSE, NULL, -1 },
  { "Binance: portfolio margin", "binance", "rights", "binance", NULL,
    "read,margin,futures", "spot,options,transfer,withdraw", "", NULL,
    KT_IP_NONE, "", 1698645219000, 0, 0, FALSE, FALSE, NULL, -1 },
  { "Binance: everything, and trading lapses", "binance", "rights", "binance-full", NULL,
    "read,spot,margin,futures,options,transfer,withdraw", "", "", NULL,
    KT_IP_LIST, "", 1698645219000, 0, 1701237219000, TRUE, FALSE, NULL, -1 },
  { "Bybit: read-only, whatever it lists", "bybit", "key", "bybit", NULL,
    "read", "other:look,spot,futures,options,convert,copy,earn,other:trade,transfer,send,withdraw,subaccounts,other:money", "",
    NULL, KT_IP_NONE, "", 1665887080000, 0, 1703229625000, FALSE, FALSE, "24617703", 0 },
  { "Bybit: not read-only, withdraws, a subaccount's", "bybit", "key", "bybit-full", NULL,
    "spot,futures,convert,earn,transfer,send,withdraw,subaccounts", "other:look,options,copy,other:trade,other:money", "read",
    NULL, KT_IP_NONE, "", 1665887080000, 0, 1703229625000, FALSE, FALSE, "24617703", 1 },
  { "OKX: a text split at commas", "okx", "config", "okx", NULL,
    "read,spot,margin,futures,options,transfer,send,withdraw", "", "", NULL,
    KT_IP_LIST, "120.255.24.182,49.245.196.13", 0, 0, 0, FALSE, FALSE, "44705892343619584", 0 },
  { "Kraken: as documented", "kraken", "key", "kraken", NULL,
    "read,spot,margin,withdraw", "other:look,earn,other:money", "", NULL,
    KT_IP_NONE, "", 1772542900000, 0, 0, FALSE, TRUE, NULL, -1 },
  { "Kraken: as captured, with an end", "kraken", "key", "kraken-snake-case", NULL,
    "read", "other:look,spot,margin,earn,withdraw,other:money", "", NULL,
    KT_IP_NONE, "", 1772542900000, 0, 1798761600000, FALSE, FALSE, NULL, -1 },
  { "Coinbase: looks only, says nothing of addresses", "coinbase", "key", "coinbase", NULL,
    "read", "other:look,spot,futures,transfer,send,withdraw", "", NULL,
    KT_IP_UNKNOWN, "", 0, 0, 0, FALSE, FALSE, NULL, -1 },
  { "HTX: the account's number for the next step", "htx", "uid", "htx-uid", NULL,
    "", "", "read", NULL, KT_IP_UNKNOWN, "", 0, 0, 0, FALSE, FALSE, "63628520", -1 },
  { "HTX: the key", "htx", "key", "htx-key", "madeupke-00000000-00000000-00000",
    "read,spot,margin,futures,transfer", "withdraw", "", NULL,
    KT_IP_LIST, "1.1.1.1,1.1.1.2", 1591348751000, 1591348751000, 0, FALSE, TRUE, NULL, -1 },
  { "Gate: a read that worked", "gate", "account", "gate-account", NULL,
    "", "", "read", NULL, KT_IP_LIST, "127.0.0.1", 0, 0, 0, FALSE, FALSE, "1667201533", -1 },
  { "Gate: the list of keys, ours with its end hidden", "gate", "keys", "gate-keys", NULL,
    "read,spot,margin", "futures,options,copy,earn,loan,other:trade,transfer,send,withdraw,other:money", "", NULL,
    KT_IP_NONE, "", 1753030929000, 1756300567000, 0, FALSE, FALSE, NULL, -1 },
  { "Gate: a key that withdraws", "gate", "keys", "gate-keys-full", NULL,
    "read,spot,margin,send,withdraw", "futures,options,copy,earn,loan,other:trade,transfer,other:money", "", NULL,
    KT_IP_NONE, "", 1753030929000, 1756300567000, 0, FALSE, FALSE, NULL, -1 },
  { "Gate: a list without our key", "gate", "keys", "gate-keys", "ffffffffffffffffffffffffffffffff",
    "", "", "", NULL, KT_IP_UNKNOWN, "", 0, 0, 0, FALSE, FALSE, NULL, -1 },
  { "Deribit: scopes in one text", "deribit", "scopes", "deribit-scopes", NULL,
    "read,spot,futures,options,other:trade", "transfer,send,withdraw,subaccounts,keys", "", NULL,
    KT_IP_UNKNOWN, "", 0, 0, 0, FALSE, FALSE, NULL, -1 },
  { "Deribit: the list of keys", "deribit", "keys", "deribit-keys", "aD-KFx-H",
    "", "", "", NULL, KT_IP_LIST, "1.2.3.4", 0, 1560236287708, 0, FALSE, FALSE, NULL, -1 },
  { "Upbit: a key with an end", "upbit", "keys", "upbit-keys", "xxxxxxxx",
    "", "", "", NULL, KT_IP_UNKNOWN, "", 0, 0, 1804595979000, FALSE, FALSE, NULL, -1 },
  { "Kraken Futures: groups with one word each", "kraken_futures", "key", "kraken_futures", NULL,
    "read,futures", "transfer,withdraw", "", NULL,
    KT_IP_LIST, "192.168.0.0/16", 1566656122000, 0, 0, FALSE, FALSE, "00000000-0000-0000-0000-000000000000", -1 },
  { "Bitfinex: rows with columns", "bitfinex", "rights", "bitfinex", NULL,
    "read", "spot,margin,futures,earn,loan,other:trade,transfer,withdraw,other:money", "", NULL,
    KT_IP_UNKNOWN, "", 0, 0, 0, FALSE, FALSE, NULL, -1 },
  { "Gemini: a flag that is not there stays unknown", "gemini", "roles", "gemini", NULL,
    "read,spot,futures,transfer,withdraw", "", "", NULL, KT_IP_UNKNOWN, "", 0, 0, 0, FALSE, FALSE, NULL, -1 },
  { "KuCoin", "kucoin", "key", "kucoin", NULL,
    "read,spot,margin,futures,earn,transfer,send,withdraw", "copy", "", NULL,
    KT_IP_LIST, "203.0.113.154,203.0.113.34", 1728443843000, 0, 0, FALSE, FALSE, "165111215", 0 },
  { "BloFin: one number says all, and what it never tells stays unknown", "blofin", "key", "blofin", NULL,
    "read", "spot,futures,copy", "", NULL, KT_IP_LIST, "1.2.3.4", 1597026383085, 0, 1597026383085, FALSE, FALSE, "…", 0 },
  { "LBank: flags that are missing stay unknown", "lbank", "rights", "lbank", NULL,
    "read,spot,withdraw", "", "", NULL, KT_IP_LIST, "", 1643091005000, 0, 0, FALSE, FALSE, NULL, -1 },
};

char *
load_body (const char *file)
{
  g_autofree char *name = g_strdup_printf ("data/replies/%s.json", file);

  return kt_test_data_load (name, NULL);
}

void
assert_rights (KtRights rights, const char *expected)
{
  g_autofree char *text = kt_rights_to_string (rights);

  g_assert_cmpstr (text, ==, expected);
}

const guint n_documented = G_N_ELEMENTS (documented);
