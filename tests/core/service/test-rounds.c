/* test-rounds.c: checks that nobody asked for: which keys, when, and what is told
 *
 * Against the exchange server; the keyring is a real one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "exchange-server.h"
#include "keeper-calls.h"
#include "kt-rounds.h"
#include "kt-settings.h"

#define BITGET   "bg_00000000000000000000000000000001"
#define OKX      "00000000-0000-0000-0000-000000000001"
#define KRAKEN   "MADEUPKRAKENKEY1"
#define SECRET   "0123456789abcdef0123456789abcdef"
#define SECRET64 "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZg=="
#define PASS     "MadeUpPass1"

/* ── Pure ───────────────────────────────────────────────────────────────── */

typedef struct {
  gboolean      there;
  KtOutcome     outcome;
  gboolean      told;
  KtRights      confirmed;
  KtIpAllowlist ip;
} Made;

static const struct {
  const char *explanation;
  Made        good, latest, now;
  KtChange    change;
} rows[] = {
#define R(right) KT_RIGHT_BIT (right)
  { "the first check, and it works", { 0 }, { 0 }, { TRUE, KT_OUTCOME_WORKS, TRUE, 1, KT_IP_NONE }, KT_CHANGE_NONE },
  { "as before", { TRUE, KT_OUTCOME_WORKS, TRUE, 3, KT_IP_LIST }, { TRUE, KT_OUTCOME_WORKS, TRUE, 3, KT_IP_LIST },
    { TRUE, KT_OUTCOME_WORKS, TRUE, 3, KT_IP_LIST }, KT_CHANGE_NONE },
  { "one right more", { TRUE, KT_OUTCOME_WORKS, TRUE, 1 }, { TRUE, KT_OUTCOME_WORKS, TRUE, 1 }, { TRUE, KT_OUTCOME_WORKS, TRUE, 3 },
    KT_CHANGE_RIGHTS_GREW },
  { "one less, another more", { TRUE, KT_OUTCOME_WORKS, TRUE, 1 }, { TRUE, KT_OUTCOME_WORKS, TRUE, 1 }, { TRUE, KT_OUTCOME_WORKS, TRUE, 2 },
    KT_CHANGE_RIGHTS_GREW },
  { "one less", { TRUE, KT_OUTCOME_WORKS, TRUE, 3 }, { TRUE, KT_OUTCOME_WORKS, TRUE, 3 }, { TRUE, KT_OUTCOME_WORKS, TRUE, 1 }, KT_CHANGE_NONE },
  { "told for the first time is not grown", { TRUE, KT_OUTCOME_WORKS, FALSE, 0 }, { TRUE, KT_OUTCOME_WORKS, FALSE, 0 },
    { TRUE, KT_OUTCOME_WORKS, TRUE, 3 }, KT_CHANGE_NONE },
  { "grown since it last worked, weather in between", { TRUE, KT_OUTCOME_WORKS, TRUE, 1 }, { TRUE, KT_OUTCOME_UNREACHABLE_DNS },
    { TRUE, KT_OUTCOME_WORKS, TRUE, 3 }, KT_CHANGE_RIGHTS_GREW },
  { "the list is gone", { TRUE, KT_OUTCOME_WORKS, TRUE, 1, KT_IP_LIST }, { TRUE, KT_OUTCOME_WORKS, TRUE, 1, KT_IP_LIST },
    { TRUE, KT_OUTCOME_WORKS, TRUE, 1, KT_IP_NONE }, KT_CHANGE_ALLOWLIST_GONE },
  { "not told any more is not gone", { TRUE, KT_OUTCOME_WORKS, TRUE, 1, KT_IP_LIST }, { TRUE, KT_OUTCOME_WORKS, TRUE, 1, KT_IP_LIST },
    { TRUE, KT_OUTCOME_WORKS, TRUE, 1, KT_IP_UNKNOWN }, KT_CHANGE_NONE },
  { "both at once", { TRUE, KT_OUTCOME_WORKS, TRUE, 1, KT_IP_LIST }, { TRUE, KT_OUTCOME_WORKS, TRUE, 1, KT_IP_LIST },
    { TRUE, KT_OUTCOME_WORKS, TRUE, 3, KT_IP_NONE }, KT_CHANGE_RIGHTS_GREW | KT_CHANGE_ALLOWLIST_GONE },
  { "refused", { TRUE, KT_OUTCOME_WORKS, TRUE, 1 }, { TRUE, KT_OUTCOME_WORKS, TRUE, 1 }, { TRUE, KT_OUTCOME_KEY_UNKNOWN }, KT_CHANGE_REFUSED },
  { "refused at its first check", { 0 }, { 0 }, { TRUE, KT_OUTCOME_DISABLED }, KT_CHANGE_REFUSED },
  { "refused again", { TRUE, KT_OUTCOME_WORKS, TRUE, 1 }, { TRUE, KT_OUTCOME_KEY_UNKNOWN }, { TRUE, KT_OUTCOME_KEY_UNKNOWN }, KT_CHANGE_NONE },
  { "answers only elsewhere, as it should", { 0 }, { 0 }, { TRUE, KT_OUTCOME_RESTRICTED_AS_INTENDED }, KT_CHANGE_NONE },
  { "weather", { TRUE, KT_OUTCOME_WORKS, TRUE, 1 }, { TRUE, KT_OUTCOME_WORKS, TRUE, 1 }, { TRUE, KT_OUTCOME_MAINTENANCE }, KT_CHANGE_NONE },
};

static KtReport *
make_report (const Made *made)
{
  KtReport *report = made->there ? kt_report_new () : NULL;

  if (!report)
    return NULL;
  report->outcomes = KT_OUTCOMES_BIT (made->outcome);
  report->rights_told = made->told;
  report->confirmed = made->confirmed;
  report->ip = made->ip;
  return report;
}

static void
test_change (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(KtReport) good = make_report (&rows[i].good);
      g_autoptr(KtReport) latest = make_report (&rows[i].latest);
      g_autoptr(KtReport) now = make_report (&rows[i].now);

      g_test_message ("%s", rows[i].explanation);
      g_assert_cmpint (kt_change_find (good, latest, now), ==, rows[i].change);
    }
}

static void
test_due (void)
{
  g_assert_false (kt_rounds_is_due (0, 0, 1000));           /* never */
  g_assert_true (kt_rounds_is_due (0, 1000, 5000));         /* never checked */
  g_assert_false (kt_rounds_is_due (4500, 1000, 5000));
  g_assert_true (kt_rounds_is_due (4000, 1000, 5000));
  g_assert_false (kt_rounds_is_due (5500, 1000, 5000));     /* the clock was set back a little */
  g_assert_true (kt_rounds_is_due (9000, 1000, 5000));      /* or a lot */
}

/* ── With keys ──────────────────────────────────────────────────────────── */

typedef struct {
  KeeperFixture   base;         /* first */
  ExchangeServer *server;
  GSettings      *settings;
  GPtrArray      *told;         /* "LABEL change" */
} Fixture;

static char *
document (const char *bitget_rights)
{
  return g_strdup_printf (
    "{\"accounts\": ["
    "{\"exchange\": \"bitget\", \"kind\": \"unified\", \"uid\": \"7000000001\", \"keys\": ["
    "%s%s%s]},"
    "{\"exchange\": \"okx\", \"uid\": \"44705892343619584\", \"keys\": ["
    "{\"api_key\": \"" OKX "\", \"secret\": \"" SECRET "\", \"passphrase\": \"" PASS "\", \"rights\": [\"read_only\"]}]}"
    "], \"faults\": []}",
    *bitget_rights ? "{\"api_key\": \"" BITGET "\", \"secret\": \"" SECRET "\", \"passphrase\": \"" PASS "\", \"rights\": [" : "",
    bitget_rights, *bitget_rights ? "]}" : "");
}

static void
play (Fixture *f, const char *bitget_rights)
{
  g_autofree char *text = document (bitget_rights);

  exchange_server_set_document (f->server, text);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *text = document ("\"uta_mgt\"");
  g_autoptr(GError) error = NULL;

  f->server = exchange_server_new (text, &error);
  g_assert_no_error (error);
  g_setenv ("KEYTURN_TEST_PROXY", exchange_server_get_proxy_uri (f->server), TRUE);
  g_setenv ("KEYTURN_TEST_CA", exchange_server_get_ca_file (f->server), TRUE);
  keeper_set_up (&f->base, data);
  kt_prober_set_ignore_pace (f->base.keeper->prober, TRUE);
  f->settings = kt_settings_new ();
  g_assert_nonnull (f->settings);
  g_settings_reset (f->settings, "automatic-checks");
  g_settings_reset (f->settings, "keep-alive");
  f->told = g_ptr_array_new_with_free_func (g_free);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  keeper_tear_down (&f->base, data);
  g_clear_object (&f->settings);
  g_clear_pointer (&f->server, exchange_server_free);
  g_clear_pointer (&f->told, g_ptr_array_unref);
}

static void
told_cb (KtKey *key, KtChange change, gpointer user_data)
{
  Fixture *f = user_data;

  g_ptr_array_add (f->told, g_strdup_printf ("%s %d", kt_key_get_label (key), change));
}

static void
set_field (KtCredential *credential, const char *id, const char *text)
{
  g_autoptr(KtSecret) value = kt_secret_new (text, -1);

  kt_credential_set (credential, id, value);
}

static KtKey *
add (Fixture *f, const char *exchange, const char *api_key)
{
  g_autoptr(KtCredential) credential = kt_credential_new ();
  KtRecord *record = made_up_record (exchange);
  const gboolean kraken = g_str_equal (exchange, "kraken");
  g_autoptr(GError) error = NULL;
  KtKey *key;

  g_free (record->exchange);
  record->exchange = g_strdup (exchange);
  set_field (credential, "api_key", api_key);
  set_field (credential, "secret", kraken ? SECRET64 : SECRET);
  if (!kraken)
    set_field (credential, "passphrase", PASS);
  key = keeper_add_record (f->base.keeper, record, credential, NULL, &error);
  g_assert_no_error (error);
  return key;
}

static guint
count_asked (Fixture *f, const char *exchange)
{
  return exchange_server_count_log (f->server, exchange);
}

static void
wait_round (KtRounds *rounds)
{
  kt_test_wait_for (kt_rounds_count_left (rounds) == 0);
}

/* Off; then on. Who counts as use or raises a nonce is left out, until it is allowed. */
static void
test_which (Fixture *f, gconstpointer data)
{
  KtKey *bitget = add (f, "bitget", BITGET);
  KtKey *okx = add (f, "okx", OKX);
  KtKey *kraken G_GNUC_UNUSED = add (f, "kraken", KRAKEN);
  g_autoptr(KtRounds) rounds = kt_rounds_new (f->base.keeper, f->settings, told_cb, f);

  kt_rounds_look (rounds);
  g_assert_cmpuint (kt_rounds_count_left (rounds), ==, 0);

  g_settings_set_string (f->settings, "automatic-checks", "daily");
  wait_round (rounds);
  g_assert_nonnull (kt_key_get_report (bitget));
  g_assert_null (kt_key_get_report (okx));
  g_assert_cmpuint (count_asked (f, "okx"), ==, 0);
  g_assert_cmpuint (count_asked (f, "kraken"), ==, 0);

  g_settings_set_boolean (f->settings, "keep-alive", TRUE);
  wait_round (rounds);
  g_assert_nonnull (kt_key_get_report (okx));
  g_assert_cmpuint (count_asked (f, "kraken"), ==, 0);
  g_assert_cmpuint (f->told->len, ==, 0);
}

/* What was checked a moment ago is not checked again, however often it looks. */
static void
test_once (Fixture *f, gconstpointer data)
{
  KtKey *bitget = add (f, "bitget", BITGET);
  g_autoptr(KtRounds) rounds = NULL;
  guint asked;

  g_settings_set_string (f->settings, "automatic-checks", "weekly");
  rounds = kt_rounds_new (f->base.keeper, f->settings, told_cb, f);
  wait_round (rounds);
  g_assert_nonnull (kt_key_get_report (bitget));
  asked = count_asked (f, "bitget");
  g_assert_cmpuint (asked, >, 0);
  kt_rounds_look (rounds);
  g_assert_cmpuint (kt_rounds_count_left (rounds), ==, 0);
  g_clear_pointer (&rounds, kt_rounds_free);
  rounds = kt_rounds_new (f->base.keeper, f->settings, told_cb, f);
  g_assert_cmpuint (kt_rounds_count_left (rounds), ==, 0);
  g_assert_cmpuint (count_asked (f, "bitget"), ==, asked);
}

/* As a week later: the ledger says the last check is that long ago. */
static void
make_old (Fixture *f, KtKey *key)
{
  g_autoptr(KtReport) report = kt_report_ref (kt_key_get_report (key));
  g_autofree char *json = kt_report_to_json (report);
  g_autoptr(KtReport) old = kt_report_from_json (json, NULL);
  g_autoptr(KtReport) older = kt_report_new ();

  older->checked_ms = old->checked_ms - 8 * G_GINT64_CONSTANT (24 * 60 * 60 * 1000);
  older->outcomes = old->outcomes;
  older->rights_told = old->rights_told;
  older->confirmed = old->confirmed;
  older->ip = old->ip;
  kt_key_set_reports (key, older, older);
}

static void
test_told (Fixture *f, gconstpointer data)
{
  KtKey *bitget = add (f, "bitget", BITGET);
  g_autofree char *grew = g_strdup_printf ("bitget %d", KT_CHANGE_RIGHTS_GREW);
  g_autofree char *refused = g_strdup_printf ("bitget %d", KT_CHANGE_REFUSED);
  g_autoptr(KtReport) weather = kt_report_new ();
  g_autoptr(KtRounds) rounds = NULL;

  g_settings_set_string (f->settings, "automatic-checks", "weekly");
  rounds = kt_rounds_new (f->base.keeper, f->settings, told_cb, f);
  wait_round (rounds);
  g_assert_cmpuint (f->told->len, ==, 0);
  g_clear_pointer (&rounds, kt_rounds_free);

  play (f, "\"uta_mgt\", \"withdraw\"");
  make_old (f, bitget);
  rounds = kt_rounds_new (f->base.keeper, f->settings, told_cb, f);
  wait_round (rounds);
  g_assert_cmpuint (f->told->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (f->told, 0), ==, grew);
  g_clear_pointer (&rounds, kt_rounds_free);

  /* Deleted there. */
  play (f, "");
  make_old (f, bitget);
  rounds = kt_rounds_new (f->base.keeper, f->settings, told_cb, f);
  wait_round (rounds);
  g_assert_cmpuint (f->told->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (f->told, 1), ==, refused);
  g_clear_pointer (&rounds, kt_rounds_free);

  /* Weather in between makes no news of it. */
  weather->checked_ms = g_get_real_time () / 1000 - 8 * G_GINT64_CONSTANT (24 * 60 * 60 * 1000);
  weather->outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_MAINTENANCE);
  kt_key_set_reports (bitget, weather, NULL);
  rounds = kt_rounds_new (f->base.keeper, f->settings, told_cb, f);
  wait_round (rounds);
  g_assert_true (kt_key_get_report (bitget) != weather);
  g_assert_cmpuint (f->told->len, ==, 2);
}

/* A locked keyring is not asked to open: nobody is there to answer. */
static void
test_locked (Fixture *f, gconstpointer data)
{
  KtKey *bitget = add (f, "bitget", BITGET);
  KtTestPrompter *prompter = kt_test_prompter_start ("pw:test");
  g_autoptr(KtRounds) rounds = NULL;

  kt_test_keyring_lock ();
  kt_test_wait_for (kt_vault_get_state (kt_keeper_get_vault (f->base.keeper)) == KT_VAULT_LOCKED);
  g_settings_set_string (f->settings, "automatic-checks", "daily");
  rounds = kt_rounds_new (f->base.keeper, f->settings, told_cb, f);
  kt_rounds_look (rounds);
  g_assert_cmpuint (kt_rounds_count_left (rounds), ==, 0);
  g_assert_null (kt_key_get_report (bitget));
  g_assert_cmpuint (count_asked (f, "bitget"), ==, 0);

  g_assert_cmpuint (kt_test_prompter_count (prompter), ==, 0);

  /* Unlocked by whomever: then it does. */
  kt_test_keyring_unlock ();
  kt_test_wait_for (kt_key_get_report (bitget) != NULL);
  wait_round (rounds);
  g_assert_cmpuint (kt_test_prompter_count (prompter), ==, 1);
  kt_test_prompter_end (prompter);
}

/* The window is closed while a check is under way. */
static void
test_freed (Fixture *f, gconstpointer data)
{
  KtKey *bitget = add (f, "bitget", BITGET);
  KtRounds *rounds;

  g_settings_set_string (f->settings, "automatic-checks", "daily");
  rounds = kt_rounds_new (f->base.keeper, f->settings, told_cb, f);
  g_assert_true (kt_key_get_busy (bitget));
  kt_rounds_free (rounds);
  kt_test_wait_for (!kt_key_get_busy (bitget));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rounds/change", test_change);
  g_test_add_func ("/rounds/due", test_due);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/rounds/which", test_which);
  ADD ("/rounds/once", test_once);
  ADD ("/rounds/told", test_told);
  ADD ("/rounds/locked", test_locked);
  ADD ("/rounds/freed", test_freed);

  return g_test_run ();
}
