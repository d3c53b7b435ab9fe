/* test-keeper-check.c: checks of saved keys: keyring, prober, ledger and list together, against the exchange server
 *
 * All credentials in here are made up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <sqlite3.h>
#include <unistd.h>

#include "exchange-server.h"
#include "keeper-calls.h"
#include "kt-prober-private.h"

#define SECRET    "made-up-secret-0123456789abcdef0123456789abcdef"
#define SECRET_64 "bWFkZS11cCBrcmFrZW4gc2VjcmV0IG9mIDY0IGJ5dGVzISEgbWFkZS11cCBrcmFrZW4gc2VjcmV0ISEhIQ=="
#define PASS      "made-up-pass"

#define ACCOUNT(exchange, members, key) "{\"exchange\": \"" exchange "\", " members ", \"keys\": [{" key "}]}"
#define BITGET(n, rest) \
  ACCOUNT ("bitget", "\"kind\": \"unified\", \"uid\": \"700000" n "\"", \
           "\"api_key\": \"bg_0000000000000000000000000000000" n "\", \"secret\": \"" SECRET "\", \"passphrase\": \"" PASS "\", " \
           "\"rights\": [\"uta_trade\", \"uta_mgt\"]" rest)
#define OKX \
  ACCOUNT ("okx", "\"uid\": \"8000001\"", \
           "\"api_key\": \"00000000-0000-0000-0000-000000000001\", \"secret\": \"" SECRET "\", \"passphrase\": \"" PASS "\", " \
           "\"rights\": [\"read_only\"]")
#define KRAKEN \
  ACCOUNT ("kraken", "\"uid\": \"9000001\"", \
           "\"api_key\": \"MADEUPKRAKENKEY1\", \"secret\": \"" SECRET_64 "\", \"rights\": [\"query-funds\"]")
#define DOCUMENT(accounts, faults) "{\"accounts\": [" accounts "], \"faults\": [" faults "]}"
#define OUT_OF_REACH "{\"kind\": \"refuse\"}"

typedef struct {
  KeeperFixture   base;      /* first: the support functions take it */
  ExchangeServer *server;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  f->server = exchange_server_new (data, &error);
  g_assert_no_error (error);
  g_setenv ("KEYTURN_TEST_PROXY", exchange_server_get_proxy_uri (f->server), TRUE);
  g_setenv ("KEYTURN_TEST_CA", exchange_server_get_ca_file (f->server), TRUE);
  keeper_set_up (&f->base, NULL);
  kt_prober_set_ignore_pace (f->base.keeper->prober, TRUE);
  kt_prober_set_limits (f->base.keeper->prober, 5000 * kt_test_patience (), 10000 * kt_test_patience ());
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  keeper_tear_down (&f->base, NULL);
  exchange_server_free (f->server);
}

static void
set_field (KtCredential *credential, const char *id, const char *text)
{
  g_autoptr(KtSecret) value = kt_secret_new (text, -1);

  kt_credential_set (credential, id, value);
}

static KtCredential *
credential_of (const char *exchange, const char *api_key)
{
  KtCredential *credential = kt_credential_new ();
  gboolean kraken = g_str_equal (exchange, "kraken");
  gboolean pair = g_str_equal (exchange, "whitebit") || g_str_equal (exchange, "bitmex");

  set_field (credential, "api_key", api_key);
  set_field (credential, "secret", kraken ? SECRET_64 : SECRET);
  if (!kraken && !pair)
    set_field (credential, "passphrase", PASS);
  return credential;
}

static KtRecord *
record_of (const char *exchange)
{
  KtRecord *record = made_up_record (exchange);

  g_free (record->exchange);
  record->exchange = g_strdup (exchange);
  return record;
}

static KtKey *
add (Fixture *f, const char *exchange, const char *api_key)
{
  g_autoptr(KtCredential) credential = credential_of (exchange, api_key);
  g_autoptr(GError) error = NULL;
  KtKey *key = keeper_add_record (f->base.keeper, record_of (exchange), credential, NULL, &error);

  g_assert_no_error (error);
  return key;
}

#define add_bitget(f, n) add (f, "bitget", "bg_0000000000000000000000000000000" n)
#define add_okx(f)       add (f, "okx", "00000000-0000-0000-0000-000000000001")
#define add_kraken(f)    add (f, "kraken", "MADEUPKRAKENKEY1")
#define add_whitebit(f)  add (f, "whitebit", "00000000000000000000000000000001")

static void
check (Fixture *f, KtKey *key, const char *outcomes)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtReport) report = keeper_check (f->base.keeper, key, &error);
  g_autofree char *words = NULL;

  g_assert_no_error (error);
  words = kt_outcomes_to_string (report->outcomes);
  g_assert_cmpstr (words, ==, outcomes);
}

/* (transfer full) */
static KtRecord *
row (Fixture *f, KtKey *key)
{
  return kt_ledger_get (kt_keeper_get_ledger (f->base.keeper), kt_key_get_id (key), NULL);
}

static guint
count_reports (Fixture *f, KtKey *key)
{
  g_autoptr(GPtrArray) reports = kt_keeper_get_reports (f->base.keeper, key, 100);

  return reports->len;
}

/* ── One key ────────────────────────────────────────────────────────────── */

static void
test_works (Fixture *f, gconstpointer data)
{
  KtKey *key = add_bitget (f, "1");
  g_autofree char *id = g_strdup (kt_key_get_id (key));
  g_autoptr(KtRecord) written = NULL;

  check (f, key, "works");
  g_assert_false (kt_key_get_busy (key));
  g_assert_true (kt_key_get_report (key) == kt_key_get_good_report (key));
  g_assert_false (has_finding (key, KT_FINDING_NOT_CHECKED));
  written = row (f, key);
  g_assert_cmpstr (written->account, ==, "7000001");
  g_assert_cmpuint (count_reports (f, key), ==, 1);

  keeper_restart (&f->base);
  key = kt_keeper_find (f->base.keeper, id);
  g_assert_nonnull (kt_key_get_good_report (key));
  g_assert_cmpstr (kt_key_get_report (key)->uid, ==, "7000001");
}

/* Of an exchange that has closed a key can be kept; it is never asked anything, saved or not, not even while the keyring
 * would have to be opened for it. */
static void
test_closed (Fixture *f, gconstpointer data)
{
  KtKey *key = add (f, "bitmex", "MADEUPBITMEXKEY000000001");
  g_autoptr(KtCredential) credential = credential_of ("bitmex", "MADEUPBITMEXKEY000000002");
  g_autoptr(KtRecord) record = record_of ("bitmex");
  g_autoptr(GError) error = NULL;

  g_assert_null (keeper_check (f->base.keeper, key, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_CLOSED);
  g_clear_error (&error);
  g_assert_null (keeper_try (f->base.keeper, record, credential, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_CLOSED);
  g_clear_error (&error);
  kt_test_keyring_lock ();
  g_assert_null (keeper_check (f->base.keeper, key, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_CLOSED);
  g_assert_cmpuint (count_reports (f, key), ==, 0);
  g_assert_cmpuint (exchange_server_count_log (f->server, "\"event\":\"request\""), ==, 0);
  g_assert_true (has_finding (key, KT_FINDING_EXCHANGE_CLOSED));
}

static void
test_refusals (Fixture *f, gconstpointer data)
{
  KtKey *key = add_bitget (f, "1");

  check (f, key, "works");
  exchange_server_set_document (f->server, DOCUMENT (BITGET ("1", ", \"state\": \"revoked\""), ""));
  for (guint i = 1; i <= 3; i++)
    {
      check (f, key, "key-unknown,wrong-environment");
      g_assert_cmpuint (kt_key_get_record (key)->refusals, ==, i);
      g_assert_cmpint (has_finding (key, KT_FINDING_PAUSED), ==, i == 3);
    }
  /* What it could do is still known from when it worked. */
  g_assert_nonnull (kt_key_get_good_report (key));

  /* Maintenance says nothing about the key. */
  exchange_server_set_document (f->server, DOCUMENT ("", "{\"kind\": \"maintenance\"}"));
  check (f, key, "maintenance");
  g_assert_cmpuint (kt_key_get_record (key)->refusals, ==, 3);

  exchange_server_set_document (f->server, DOCUMENT (BITGET ("1", ""), ""));
  check (f, key, "works");
  g_assert_cmpuint (kt_key_get_record (key)->refusals, ==, 0);
  g_assert_false (has_finding (key, KT_FINDING_PAUSED));
}

static void
test_used_elsewhere (Fixture *f, gconstpointer data)
{
  KtKey *key = add_bitget (f, "1");
  g_autoptr(KtRecord) wanted = kt_record_copy (kt_key_get_record (key));
  g_autoptr(GError) error = NULL;
  g_autoptr(KtRecord) written = NULL;

  check (f, key, "ip-not-allowed");
  g_assert_cmpuint (kt_key_get_record (key)->refusals, ==, 1);

  wanted->place = KT_PLACE_ELSEWHERE;
  wanted->place_name = g_strdup ("server");
  g_assert_true (keeper_edit (f->base.keeper, key, wanted, &error));
  check (f, key, "restricted-as-intended");
  written = row (f, key);
  g_assert_cmpuint (written->refusals, ==, 0);
  g_assert_true (has_finding (key, KT_FINDING_AS_INTENDED));
}

static void
test_counts_as_use (Fixture *f, gconstpointer data)
{
  KtKey *okx = add_okx (f);
  KtKey *bitget = add_bitget (f, "1");

  check (f, okx, "works");
  check (f, bitget, "works");
  g_assert_cmpint (kt_key_get_record (okx)->last_used_ms, ==, kt_key_get_report (okx)->checked_ms);
  g_assert_cmpint (kt_key_get_record (bitget)->last_used_ms, ==, 0);
}

static void
test_account_changed (Fixture *f, gconstpointer data)
{
  KtKey *key = add_bitget (f, "1");

  check (f, key, "works");
  g_assert_false (has_finding (key, KT_FINDING_ACCOUNT_CHANGED));
  exchange_server_set_document (f->server, DOCUMENT (
    ACCOUNT ("bitget", "\"kind\": \"unified\", \"uid\": \"7999999\"",
             "\"api_key\": \"bg_00000000000000000000000000000001\", \"secret\": \"" SECRET "\", \"passphrase\": \"" PASS "\", "
             "\"rights\": [\"uta_trade\"]"), ""));
  check (f, key, "works");
  g_assert_cmpstr (kt_key_get_record (key)->account, ==, "7000001");
  g_assert_true (has_finding (key, KT_FINDING_ACCOUNT_CHANGED));
}

/* A form saved while a check is under way is not undone by what the check writes, nor the reverse. */
static void
test_edited_meanwhile (Fixture *f, gconstpointer data)
{
  KtKey *key = add_bitget (f, "1");
  g_autoptr(KtRecord) wanted = kt_record_copy (kt_key_get_record (key));
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(KtReport) report = NULL;
  g_autoptr(KtRecord) written = NULL;
  g_autoptr(GError) error = NULL;

  kt_keeper_check_async (f->base.keeper, key, FALSE, NULL, NULL, NULL, kt_test_keep_result, &result);
  g_assert_true (kt_key_get_busy (key));
  g_free (wanted->label);
  wanted->label = g_strdup ("renamed");
  g_assert_true (keeper_edit (f->base.keeper, key, wanted, &error));
  kt_test_await (&result);
  report = kt_keeper_check_finish (f->base.keeper, result, &error);
  g_assert_no_error (error);

  written = row (f, key);
  g_assert_cmpstr (written->label, ==, "renamed");
  g_assert_cmpstr (written->account, ==, "7000001");
  g_assert_cmpstr (kt_key_get_label (key), ==, "renamed");
}

static void
test_secret_missing (Fixture *f, gconstpointer data)
{
  KtKey *key = add_bitget (f, "1");
  KtVault *vault = kt_keeper_get_vault (f->base.keeper);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  kt_vault_clear_async (vault, kt_key_get_id (key), 1, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  g_assert_true (kt_vault_clear_finish (vault, result, &error));
  g_assert_null (keeper_check (f->base.keeper, key, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_FOUND);
  g_assert_true (has_finding (key, KT_FINDING_SECRET_MISSING));
  g_assert_false (kt_key_get_busy (key));
  g_assert_cmpuint (exchange_server_count_log (f->server, "request"), ==, 0);
}

/* Not a deed of the person: no prompt, no request. */
static void
test_locked (Fixture *f, gconstpointer data)
{
  g_autofree char *id = g_strdup (kt_key_get_id (add_bitget (f, "1")));
  g_autoptr(KtTestPrompter) prompter = NULL;
  g_autoptr(GError) error = NULL;

  keeper_stop (&f->base);
  kt_test_keyring_lock ();
  prompter = kt_test_prompter_start ("pw:test");
  keeper_start (&f->base);
  g_assert_null (keeper_check (f->base.keeper, kt_keeper_find (f->base.keeper, id), &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_LOCKED);
  g_assert_cmpuint (kt_test_prompter_count (prompter), ==, 0);
  g_assert_cmpuint (exchange_server_count_log (f->server, "request"), ==, 0);
}

static void
test_twice_at_once (Fixture *f, gconstpointer data)
{
  KtKey *key = add_bitget (f, "1");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(KtReport) report = NULL;
  g_autoptr(GError) error = NULL;

  kt_keeper_check_async (f->base.keeper, key, FALSE, NULL, NULL, NULL, kt_test_keep_result, &result);
  g_assert_null (keeper_check (f->base.keeper, key, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_BUSY);
  g_clear_error (&error);
  kt_test_await (&result);
  report = kt_keeper_check_finish (f->base.keeper, result, &error);
  g_assert_no_error (error);
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  KtKey *key = add_bitget (f, "1");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(KtReport) report = NULL;
  g_autoptr(GError) error = NULL;

  kt_keeper_check_async (f->base.keeper, key, FALSE, NULL, NULL, cancellable, kt_test_keep_result, &result);
  kt_test_wait_for (exchange_server_count_log (f->server, "\"event\":\"request\"") > 0);
  g_cancellable_cancel (cancellable);
  kt_test_await (&result);
  report = kt_keeper_check_finish (f->base.keeper, result, &error);
  g_assert_no_error (error);
  g_assert_cmphex (report->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_CANCELLED));
  g_assert_cmpuint (count_reports (f, key), ==, 0);
  g_assert_null (kt_key_get_report (key));
  g_assert_false (kt_key_get_busy (key));
}

static void
test_try (Fixture *f, gconstpointer data)
{
  g_autoptr(KtRecord) record = record_of ("bitget");
  g_autoptr(KtCredential) right = credential_of ("bitget", "bg_00000000000000000000000000000001");
  g_autoptr(KtCredential) wrong = credential_of ("bitget", "bg_00000000000000000000000000000009");
  g_autoptr(KtReport) works = NULL;
  g_autoptr(KtReport) fails = NULL;
  g_autoptr(GError) error = NULL;

  works = keeper_try (f->base.keeper, record, right, &error);
  g_assert_no_error (error);
  g_assert_true (kt_report_is_good (works));
  fails = keeper_try (f->base.keeper, record, wrong, &error);
  g_assert_no_error (error);
  g_assert_false (kt_report_is_good (fails));
  g_assert_cmpuint (kt_keeper_get_all (f->base.keeper)->len, ==, 0);
  g_assert_cmpuint (count_items (f->base.keeper), ==, 0);
}

/* The ledger's nonces are what the exchange gets: rising, whoever asks for one. */
static void
test_rising_nonce (Fixture *f, gconstpointer data)
{
  KtKey *key = add_kraken (f);
  g_autofree char *fingerprint = g_strdup (kt_key_get_record (key)->fingerprint);
  gint64 between, after;
  g_autoptr(GError) error = NULL;

  check (f, key, "works");
  g_assert_true (kt_ledger_next_nonce (kt_keeper_get_ledger (f->base.keeper), fingerprint, "ms", 1, &between, &error));
  g_assert_cmpint (between, >, 1700000000000);
  check (f, key, "works");
  g_assert_true (kt_ledger_next_nonce (kt_keeper_get_ledger (f->base.keeper), fingerprint, "ms", 1, &after, &error));
  g_assert_cmpint (after, >, between + 1);
}

/* What one environment said is not learnt of another. */
static void
test_moved_meanwhile (Fixture *f, gconstpointer data)
{
  KtKey *key = add_bitget (f, "1");
  g_autoptr(KtRecord) wanted = kt_record_copy (kt_key_get_record (key));
  g_autoptr(GAsyncResult) checked = NULL;
  g_autoptr(KtReport) report = NULL;
  g_autoptr(GError) error = NULL;

  kt_keeper_check_async (f->base.keeper, key, FALSE, NULL, NULL, NULL, kt_test_keep_result, &checked);
  kt_test_wait_for (exchange_server_count_log (f->server, "\"event\":\"request\"") > 0);
  g_free (wanted->environment);
  wanted->environment = g_strdup ("demo");
  g_assert_true (keeper_edit (f->base.keeper, key, wanted, &error));
  g_assert_null (checked);
  kt_test_await (&checked);
  report = kt_keeper_check_finish (f->base.keeper, checked, &error);
  g_assert_error (error, KT_ERROR, KT_ERROR_FAILED);
  g_assert_null (report);
  g_assert_null (kt_key_get_report (key));
  g_assert_null (kt_key_get_record (key)->account);
  g_assert_cmpstr (kt_key_get_record (key)->environment, ==, "demo");
  g_assert_false (kt_key_get_busy (key));
}

/* A credential that works in one environment and not in the other says which one it is of. */
static void
test_at_home_elsewhere (Fixture *f, gconstpointer data)
{
  KtKey *home = add_bitget (f, "1");
  KtKey *away = add_bitget (f, "1");
  g_autoptr(KtRecord) wanted = kt_record_copy (kt_key_get_record (away));
  g_autoptr(GError) error = NULL;

  g_free (wanted->environment);
  wanted->environment = g_strdup ("demo");
  g_assert_true (keeper_edit (f->base.keeper, away, wanted, &error));
  g_assert_false (has_finding (away, KT_FINDING_WRONG_ENVIRONMENT));
  check (f, home, "works");
  kt_keeper_refresh (f->base.keeper);
  g_assert_true (has_finding (away, KT_FINDING_WRONG_ENVIRONMENT));
  g_assert_false (has_finding (home, KT_FINDING_WRONG_ENVIRONMENT));
}

/* ── A ledger that another program keeps busy ───────────────────────────── */

/* The other program: begins to write and does not end before its standard input does. */
static int
hold_ledger (const char *path)
{
  sqlite3 *database = NULL;
  char byte;

  if (sqlite3_open (path, &database) != SQLITE_OK ||
      sqlite3_exec (database, "BEGIN IMMEDIATE; DELETE FROM settings WHERE name = 'nothing';", NULL, NULL, NULL) != SQLITE_OK ||
      write (STDOUT_FILENO, "x", 1) != 1)
    return 1;
  while (read (STDIN_FILENO, &byte, 1) > 0)
    ;
  return sqlite3_close (database) == SQLITE_OK ? 0 : 1;
}

static GSubprocess *
start_holding (Fixture *f)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr(GError) error = NULL;
  GSubprocess *process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program,
                                           "--hold-ledger", kt_ledger_get_path (kt_keeper_get_ledger (f->base.keeper)), NULL);
  char byte;

  g_assert_no_error (error);
  g_assert_cmpint (g_input_stream_read (g_subprocess_get_stdout_pipe (process), &byte, 1, NULL, NULL), ==, 1);
  return process;
}

typedef struct {
  guint  n;
  gint64 last_us, longest_us;
} Ticks;

static gboolean
tick_cb (gpointer data)
{
  Ticks *ticks = data;
  gint64 now_us = g_get_monotonic_time ();
  gint64 gap_us = ticks->last_us ? now_us - ticks->last_us : 0;

  ticks->longest_us = MAX (ticks->longest_us, gap_us);
  ticks->last_us = now_us;
  ticks->n++;
  return G_SOURCE_CONTINUE;
}

/* Nonce and history wait for the disk, the window does not. */
static void
test_busy_ledger (Fixture *f, gconstpointer data)
{
  KtKey *key = add_kraken (f);
  g_autoptr(GSubprocess) other = start_holding (f);
  g_autoptr(GAsyncResult) checked = NULL, read = NULL;
  g_autoptr(GPtrArray) reports = NULL;
  g_autoptr(KtReport) report = NULL;
  g_autoptr(GError) error = NULL;
  Ticks ticks = { 0 };
  guint source = g_timeout_add (10, tick_cb, &ticks);

  kt_keeper_check_async (f->base.keeper, key, FALSE, NULL, NULL, NULL, kt_test_keep_result, &checked);
  kt_keeper_read_history_async (f->base.keeper, key, 5, kt_test_keep_result, &read);
  kt_test_wait_for (ticks.n >= 40);
  g_assert_null (checked);
  g_assert_cmpuint (exchange_server_count_log (f->server, "\"event\":\"request\""), ==, 0);

  g_assert_true (g_output_stream_close (g_subprocess_get_stdin_pipe (other), NULL, NULL));
  kt_test_await (&checked);
  report = kt_keeper_check_finish (f->base.keeper, checked, &error);
  g_assert_no_error (error);
  g_assert_true (kt_report_worked (report));
  kt_test_await (&read);
  reports = kt_keeper_read_history_finish (f->base.keeper, read, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (reports->len, ==, 0);
  g_source_remove (source);
  /* Waiting in the main loop would have taken till the ledger's patience ends. */
  g_assert_cmpint (ticks.longest_us, <, 5 * G_USEC_PER_SEC);
  g_assert_true (g_subprocess_wait_check (other, NULL, NULL));
}

/* ── All ────────────────────────────────────────────────────────────────── */

typedef struct {
  guint         calls;
  guint         last_done;
  GCancellable *cancel_at_first;
} Progress;

static void
progress_cb (const KtCheckAllProgress *progress, KtKey *latest, gpointer data)
{
  Progress *self = data;

  g_assert_nonnull (latest);
  g_assert_cmpuint (progress->done, ==, self->last_done + 1);
  self->last_done = progress->done;
  self->calls++;
  if (self->cancel_at_first)
    g_cancellable_cancel (self->cancel_at_first);
}

static gboolean
check_all (Fixture *f, Progress *progress, GCancellable *cancellable, KtCheckAllProgress *ret_end, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_check_all_async (f->base.keeper, progress_cb, progress, cancellable, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_check_all_finish (f->base.keeper, result, ret_end, error);
}

static void
test_all (Fixture *f, gconstpointer data)
{
  KtKey *good = add_bitget (f, "1");
  KtKey *bad = add_bitget (f, "9");
  KtKey *okx = add_okx (f);
  KtKey *kraken = add_kraken (f);
  KtKey *deleted = add_bitget (f, "2");
  Progress progress = { 0 };
  KtCheckAllProgress end;
  g_autoptr(KtRecord) wanted = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (keeper_delete (f->base.keeper, deleted, &error));
  g_assert_true (check_all (f, &progress, NULL, &end, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (end.total, ==, 3);
  g_assert_cmpuint (end.done, ==, 3);
  /* Each once: what works, though its rights are not told, needs attention. */
  g_assert_cmpuint (end.work, ==, 1);
  g_assert_cmpuint (end.attention, ==, 2);
  g_assert_cmpuint (end.left_out, ==, 1);
  g_assert_false (end.offline);
  g_assert_cmpuint (progress.calls, ==, 3);
  g_assert_nonnull (kt_key_get_good_report (good));
  g_assert_null (kt_key_get_good_report (bad));
  g_assert_nonnull (kt_key_get_report (bad));
  g_assert_nonnull (kt_key_get_report (okx));
  g_assert_null (kt_key_get_report (kraken));
  g_assert_null (kt_key_get_report (deleted));

  /* The person said yes to the rising nonce. */
  wanted = kt_record_copy (kt_key_get_record (kraken));
  wanted->nonce_allowed = TRUE;
  g_assert_true (keeper_edit (f->base.keeper, kraken, wanted, &error));
  progress = (Progress) { 0 };
  g_assert_true (check_all (f, &progress, NULL, &end, &error));
  g_assert_cmpuint (end.total, ==, 4);
  g_assert_cmpuint (end.left_out, ==, 0);
  g_assert_nonnull (kt_key_get_report (kraken));
}

/* Only those that were asked for, and in their place in the count. */
static void
test_some (Fixture *f, gconstpointer data)
{
  KtKey *asked = add_bitget (f, "1");
  KtKey *other = add_bitget (f, "9");
  Progress progress = { 0 };
  KtCheckAllProgress end;
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (keys, g_object_ref (asked));
  kt_keeper_check_keys_async (f->base.keeper, keys, progress_cb, &progress, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  g_assert_true (kt_keeper_check_all_finish (f->base.keeper, result, &end, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (end.total, ==, 1);
  g_assert_cmpuint (end.done, ==, 1);
  g_assert_cmpuint (end.left_out, ==, 0);
  g_assert_nonnull (kt_key_get_report (asked));
  g_assert_null (kt_key_get_report (other));
}

/* An exchange that does not answer holds up its own keys only, however many they are. */
static void
test_all_side_by_side (Fixture *f, gconstpointer data)
{
  KtKey *slow[9];
  KtKey *okx;
  Progress progress = { 0 };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (slow); i++)
    {
      g_autofree char *api_key = g_strdup_printf ("bg_0000000000000000000000000000000%u", i + 1);

      slow[i] = add (f, "bitget", api_key);
    }
  okx = add_okx (f);
  kt_keeper_check_all_async (f->base.keeper, progress_cb, &progress, cancellable, kt_test_keep_result, &result);
  kt_test_wait_for (kt_key_get_report (okx) != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (slow); i++)
    g_assert_null (kt_key_get_report (slow[i]));
  g_cancellable_cancel (cancellable);
  kt_test_await (&result);
  g_assert_false (kt_keeper_check_all_finish (f->base.keeper, result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (progress.calls, ==, 1);
}

/* Used from the wrong address, such a key would be switched off: it is never checked among many, whatever was said yes to. */
static void
test_all_wrong_address (Fixture *f, gconstpointer data)
{
  KtKey *bitget = add_bitget (f, "1");
  KtKey *whitebit = add_whitebit (f);
  Progress progress = { 0 };
  KtCheckAllProgress end;
  g_autoptr(KtRecord) wanted = kt_record_copy (kt_key_get_record (whitebit));
  g_autoptr(GError) error = NULL;

  wanted->nonce_allowed = TRUE;
  g_assert_true (keeper_edit (f->base.keeper, whitebit, wanted, &error));
  g_assert_true (check_all (f, &progress, NULL, &end, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (end.total, ==, 1);
  g_assert_cmpuint (end.left_out, ==, 1);
  g_assert_nonnull (kt_key_get_report (bitget));
  g_assert_null (kt_key_get_report (whitebit));
}

static void
test_all_offline (Fixture *f, gconstpointer data)
{
  Progress progress = { 0 };
  KtCheckAllProgress end;
  g_autoptr(GError) error = NULL;

  add_bitget (f, "1");
  add_okx (f);
  g_assert_true (check_all (f, &progress, NULL, &end, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (end.done, ==, 2);
  g_assert_cmpuint (end.work, ==, 0);
  g_assert_true (end.offline);
}

static void
test_all_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Progress progress = { .cancel_at_first = cancellable };
  KtCheckAllProgress end;
  GPtrArray *keys;
  g_autoptr(GError) error = NULL;

  /* OKX never answers. */
  add_bitget (f, "1");
  add_okx (f);
  add_okx (f);
  g_assert_false (check_all (f, &progress, cancellable, &end, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (end.done, ==, 1);
  g_assert_cmpuint (end.total, ==, 3);
  keys = kt_keeper_get_all (f->base.keeper);
  for (guint i = 0; i < keys->len; i++)
    g_assert_false (kt_key_get_busy (g_ptr_array_index (keys, i)));
}

static void
test_all_without_keys (Fixture *f, gconstpointer data)
{
  Progress progress = { 0 };
  KtCheckAllProgress end;
  g_autoptr(GError) error = NULL;

  g_assert_true (check_all (f, &progress, NULL, &end, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (end.total, ==, 0);
  g_assert_false (end.offline);
}

/* Left alone by a person's word, and said so; one by one it is checked all the same. */
static void
test_all_stopped (Fixture *f, gconstpointer data)
{
  KtKey *asked = add_bitget (f, "1");
  KtKey *stopped = add_bitget (f, "2");
  Progress progress = { 0 };
  KtCheckAllProgress end;
  g_autoptr(KtRecord) wanted = kt_record_copy (kt_key_get_record (stopped));
  g_autoptr(KtReport) report = NULL;
  g_autoptr(GError) error = NULL;

  wanted->checks_stopped = TRUE;
  g_assert_true (keeper_edit (f->base.keeper, stopped, wanted, &error));
  g_assert_true (has_finding (stopped, KT_FINDING_STOPPED));
  g_assert_true (check_all (f, &progress, NULL, &end, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (end.total, ==, 1);
  g_assert_cmpuint (end.left_out, ==, 1);
  g_assert_cmpuint (end.stopped, ==, 1);
  g_assert_nonnull (kt_key_get_report (asked));
  g_assert_null (kt_key_get_report (stopped));

  g_assert_nonnull ((report = keeper_check (f->base.keeper, stopped, &error)));
  wanted->checks_stopped = FALSE;
  g_assert_true (keeper_edit (f->base.keeper, stopped, wanted, &error));
  g_assert_false (has_finding (stopped, KT_FINDING_STOPPED));
  g_assert_cmpuint (kt_key_get_record (stopped)->refusals, ==, 0);
}

/* Refusals lock out at Kraken: a paused key is left out there, and asked elsewhere. */
static void
test_all_paused (Fixture *f, gconstpointer data)
{
  KtKey *bitget = add_bitget (f, "1");
  KtKey *kraken = add_kraken (f);
  KtKey *keys[] = { bitget, kraken };
  Progress progress = { 0 };
  KtCheckAllProgress end;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr(KtRecord) record = row (f, keys[i]);

      record->refusals = 3;
      record->nonce_allowed = TRUE;
      g_assert_true (kt_ledger_put (kt_keeper_get_ledger (f->base.keeper), record, NULL, &error));
    }
  keeper_restart (&f->base);
  kt_prober_set_ignore_pace (f->base.keeper->prober, TRUE);
  g_assert_true (check_all (f, &progress, NULL, &end, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (end.total, ==, 1);
  g_assert_cmpuint (end.left_out, ==, 1);
  g_assert_cmpuint (end.work + end.attention, ==, 1);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--hold-ledger"))
    return hold_ledger (argv[2]);

  g_test_init (&argc, &argv, NULL);

#define ADD(path, document, function) g_test_add (path, Fixture, document, set_up, function, tear_down)
  ADD ("/keeper/check/works", DOCUMENT (BITGET ("1", ""), ""), test_works);
  ADD ("/keeper/check/closed", DOCUMENT (BITGET ("1", ""), ""), test_closed);
  ADD ("/keeper/check/refusals", DOCUMENT (BITGET ("1", ""), ""), test_refusals);
  ADD ("/keeper/check/used-elsewhere", DOCUMENT (BITGET ("1", ", \"ips\": [\"203.0.113.7\"]"), ""), test_used_elsewhere);
  ADD ("/keeper/check/counts-as-use", DOCUMENT (OKX ", " BITGET ("1", ""), ""), test_counts_as_use);
  ADD ("/keeper/check/account-changed", DOCUMENT (BITGET ("1", ""), ""), test_account_changed);
  ADD ("/keeper/check/edited-meanwhile", DOCUMENT (BITGET ("1", ""), ""), test_edited_meanwhile);
  ADD ("/keeper/check/secret-missing", DOCUMENT (BITGET ("1", ""), ""), test_secret_missing);
  ADD ("/keeper/check/locked", DOCUMENT (BITGET ("1", ""), ""), test_locked);
  ADD ("/keeper/check/twice-at-once", DOCUMENT (BITGET ("1", ""), ""), test_twice_at_once);
  ADD ("/keeper/check/cancelled", DOCUMENT (BITGET ("1", ""), "{\"kind\": \"hang\"}"), test_cancelled);
  ADD ("/keeper/check/try", DOCUMENT (BITGET ("1", ""), ""), test_try);
  ADD ("/keeper/check/rising-nonce", DOCUMENT (KRAKEN, ""), test_rising_nonce);
  ADD ("/keeper/check/at-home-elsewhere", DOCUMENT (BITGET ("1", ""), ""), test_at_home_elsewhere);
  ADD ("/keeper/check/busy-ledger", DOCUMENT (KRAKEN, ""), test_busy_ledger);
  ADD ("/keeper/check/moved-meanwhile", DOCUMENT (BITGET ("1", ""), "{\"kind\": \"slow\", \"delay_ms\": 300}"), test_moved_meanwhile);
  ADD ("/keeper/check-all/all", DOCUMENT (BITGET ("1", "") ", " BITGET ("2", "") ", " OKX ", " KRAKEN, ""), test_all);
  ADD ("/keeper/check-all/some", DOCUMENT (BITGET ("1", "") ", " BITGET ("2", "") ", " OKX ", " KRAKEN, ""), test_some);
  ADD ("/keeper/check-all/side-by-side", DOCUMENT (OKX, "{\"kind\": \"hang\", \"exchange\": \"bitget\"}"), test_all_side_by_side);
  ADD ("/keeper/check-all/wrong-address", DOCUMENT (BITGET ("1", ""), ""), test_all_wrong_address);
  ADD ("/keeper/check-all/offline", DOCUMENT (BITGET ("1", ""), OUT_OF_REACH), test_all_offline);
  ADD ("/keeper/check-all/cancelled", DOCUMENT (BITGET ("1", "") ", " OKX, "{\"kind\": \"hang\", \"exchange\": \"okx\"}"), test_all_cancelled);
  ADD ("/keeper/check-all/without-keys", DOCUMENT ("", ""), test_all_without_keys);
  ADD ("/keeper/check-all/stopped", DOCUMENT (BITGET ("1", ""), ""), test_all_stopped);
  ADD ("/keeper/check-all/paused", DOCUMENT (BITGET ("1", "") ", " KRAKEN, ""), test_all_paused);

  return g_test_run ();
}
