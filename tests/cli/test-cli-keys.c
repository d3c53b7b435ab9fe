/* test-cli-keys: the main job on the command line, with a keyring and the exchange server
 *
 * Everything here is made up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli-kit.h"
#include "cli-terminal.h"
#include "exchange-server.h"
#include "kt-leak.h"
#include "kt-test-session.h"

#define DOCUMENT \
  "{\"accounts\": [{\"exchange\": \"bitget\", \"kind\": \"unified\", \"uid\": \"1234567\", \"keys\": [{\"api_key\": \"%s\"," \
  " \"secret\": \"%s\", \"passphrase\": \"%s\", \"rights\": [\"uta_mgt\", \"uta_trade\"]}]}], \"faults\": [%s]}"
#define HANG "{\"kind\": \"hang\", \"exchange\": \"bitget\"}"

typedef struct {
  char           *api_key;      /* owned, as all of these */
  char           *secret;
  char           *passphrase;
  char           *credential;   /* the document for "add" */
  ExchangeServer *server;
} Fixture;

static void
serve (Fixture *self, const char *faults)
{
  g_autofree char *document = g_strdup_printf (DOCUMENT, self->api_key, self->secret, self->passphrase, faults);

  exchange_server_set_document (self->server, document);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (g_getenv ("XDG_DATA_HOME"), "keyturn-devel", NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *document = NULL;
  g_autofree char *part = kt_test_random_text (32);

  kt_test_keyring_renew ("test");
  if (g_file_test (folder, G_FILE_TEST_EXISTS))
    kt_test_folder_remove (folder);
  self->api_key = g_strconcat ("bg_", part, NULL);
  self->secret = kt_test_random_text (64);
  self->passphrase = kt_test_random_text (64);
  self->credential = g_strdup_printf ("{\"api_key\": \"%s\", \"secret\": \"%s\", \"passphrase\": \"%s\"}", self->api_key, self->secret,
                                      self->passphrase);
  document = g_strdup_printf (DOCUMENT, self->api_key, self->secret, self->passphrase, "");
  self->server = exchange_server_new (document, &error);
  g_assert_no_error (error);
  g_setenv ("KEYTURN_TEST_PROXY", exchange_server_get_proxy_uri (self->server), TRUE);
  g_setenv ("KEYTURN_TEST_CA", exchange_server_get_ca_file (self->server), TRUE);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  exchange_server_free (self->server);
  g_free (self->api_key);
  g_free (self->secret);
  g_free (self->passphrase);
  g_free (self->credential);
}

/* No secret in what was printed. */
static void
clean (Fixture *self, const CliRun *run)
{
  g_assert_null (strstr (run->out, self->secret));
  g_assert_null (strstr (run->err, self->secret));
  g_assert_null (strstr (run->out, self->passphrase));
  g_assert_null (strstr (run->err, self->passphrase));
  g_assert_null (strstr (run->out, self->api_key));
  g_assert_null (strstr (run->err, self->api_key));
}

static CliRun *
expect (Fixture *self, int status, const char *input, const char *arguments)
{
  CliRun *run = cli_expect (status, input, arguments);

  clean (self, run);
  return run;
}

static void
add (Fixture *self, const char *label)
{
  g_autofree char *arguments = g_strdup_printf ("add -e bitget -l '%s' -m bot", label);
  g_autoptr(CliRun) run = cli_run (self->credential, arguments);

  clean (self, run);
  if (run->status > 1)
    g_error ("%d %s %s", run->status, run->out, run->err);
}

static guint
count (Fixture *self, const char *arguments)
{
  g_autoptr(CliRun) run = cli_run (NULL, arguments);
  g_autoptr(JsonNode) node = cli_json (run);

  clean (self, run);
  return json_array_get_length (json_node_get_array (node));
}

/* The one document of a command that failed. */
static const char *
error_code (const CliRun *run)
{
  g_autoptr(JsonNode) node = cli_json (run);

  return g_intern_string (json_object_get_string_member (json_object_get_object_member (json_node_get_object (node), "error"), "code"));
}

/* ── The main job ── */

static void
test_life (Fixture *self, gconstpointer data)
{
  g_autoptr(CliRun) added = cli_run (self->credential, "add -e bitget -l Grid -m read,spot,futures -t fast --check");
  g_autoptr(CliRun) list = cli_run (NULL, "list");
  g_autoptr(CliRun) json = cli_run (NULL, "show Grid --json");
  g_autoptr(JsonNode) shown = cli_json (json);
  g_autoptr(CliRun) checked = cli_run (NULL, "check Grid --json");
  g_autoptr(JsonNode) report = cli_json (checked);

  clean (self, added);
  clean (self, list);
  clean (self, json);
  clean (self, checked);
  g_assert_nonnull (strstr (added->out, "“Grid” is saved"));
  g_assert_nonnull (strstr (list->out, "Grid"));
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (shown), "label"), ==, "Grid");
  g_assert_nonnull (strstr (checked->out, "\"works\""));
  g_assert_cmpuint (json_array_get_length (json_node_get_array (report)), ==, 1);

  g_clear_pointer (&json, cli_run_free);
  json = expect (self, 0, NULL, "edit Grid --label Slow --tag calm --used-on vps --rotate 30 --expires 2030-01-31");
  g_assert_cmpuint (count (self, "list --tag calm --json"), ==, 1);
  g_assert_cmpuint (count (self, "list --tag fast --json"), ==, 0);
  g_assert_cmpuint (count (self, "due --days 36500 --json"), >=, 1);
  g_clear_pointer (&json, cli_run_free);
  json = expect (self, 0, NULL, "due --days 36500 --ics");
  g_assert_true (g_str_has_prefix (json->out, "BEGIN:VCALENDAR\r\n"));
  g_assert_nonnull (strstr (json->out, "DTSTART;VALUE=DATE:20300131\r\n"));

  g_clear_pointer (&json, cli_run_free);
  json = expect (self, 0, NULL, "edit Slow --checks stop");
  g_clear_pointer (&json, cli_run_free);
  json = expect (self, 0, NULL, "check --all");
  g_assert_nonnull (strstr (json->err, "1 key was left out: you stopped its checks."));
  g_clear_pointer (&json, cli_run_free);
  json = expect (self, 0, NULL, "edit Slow --checks resume");
  g_clear_pointer (&json, cli_run_free);
  json = expect (self, 0, NULL, "delete Slow");
  g_assert_cmpuint (count (self, "list --json"), ==, 0);
  g_assert_cmpuint (count (self, "list --deleted --json"), ==, 1);
  g_clear_pointer (&json, cli_run_free);
  json = expect (self, 0, NULL, "undelete Slow");
  g_assert_cmpuint (count (self, "list --json"), ==, 1);
  g_clear_pointer (&json, cli_run_free);
  json = expect (self, 0, NULL, "delete Slow --now");
  g_assert_cmpuint (count (self, "list --json"), ==, 0);
  g_clear_pointer (&json, cli_run_free);
  json = expect (self, 1, NULL, "show Slow --json");
  g_assert_cmpstr (error_code (json), ==, "not-found");
}

/* Nothing in the data folder, the ledger's log among it, holds a secret. */
static void
test_no_copy (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (g_getenv ("XDG_DATA_HOME"), "keyturn-devel", NULL);
  g_autofree char *control = g_build_filename (folder, "control", NULL);
  g_autoptr(KtLeak) secret = kt_leak_new (self->secret);
  g_autoptr(KtLeak) passphrase = kt_leak_new (self->passphrase);
  g_autoptr(CliRun) checked = NULL;

  add (self, "Planted");
  checked = cli_run (NULL, "check Planted");
  clean (self, checked);
  g_assert_cmpint (kt_leak_search_tree (secret, folder, NULL), ==, 0);
  g_assert_cmpint (kt_leak_search_tree (passphrase, folder, NULL), ==, 0);
  kt_test_file_store (control, self->secret, -1);
  g_assert_cmpint (kt_leak_search_tree (secret, folder, NULL), ==, 1);
}

static void
test_two_at_once (Fixture *self, gconstpointer data)
{
  g_autoptr(GSubprocess) one = cli_start ("add -e bitget -l One");
  g_autoptr(GSubprocess) two = cli_start ("add -e kraken -l Two");
  g_autoptr(CliRun) first = cli_finish (one, self->credential);
  g_autoptr(CliRun) second = cli_finish (two, "{\"api_key\": \"made-up\", \"secret\": \"bWFkZSB1cA==\"}");

  if (first->status > 1 || second->status > 1)
    g_error ("%d %s %d %s", first->status, first->err, second->status, second->err);
  g_assert_cmpuint (count (self, "list --json"), ==, 2);
}

static const struct {
  const char *explanation;
  const char *in;
} bad_credentials[] = {
  { "nothing", "" },
  { "no JSON", "hello" },
  { "a list", "[\"a\"]" },
  { "a number", "{\"api_key\": 1}" },
  { "a field within a field", "{\"api_key\": {\"secret\": \"a\"}}" },
  { "a field twice", "{\"api_key\": \"a\", \"secret\": \"b\", \"passphrase\": \"c\", \"secret\": \"d\"}" },
  { "a byte that ends texts", "{\"api_key\": \"a\", \"secret\": \"b\\u0000c\", \"passphrase\": \"d\"}" },
  { "an unknown field", "{\"api_key\": \"a\", \"secret\": \"b\", \"passphrase\": \"c\", \"pin\": \"d\"}" },
  { "a missing field", "{\"api_key\": \"a\", \"secret\": \"b\"}" },
};

static void
test_bad_credential (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_credentials); i++)
    {
      g_autoptr(CliRun) run = cli_run (bad_credentials[i].in, "add -e bitget -l Bad");

      if (run->status != 1 || *run->out || !*run->err)
        g_test_fail_printf ("%s: %d %s %s", bad_credentials[i].explanation, run->status, run->out, run->err);
    }
  g_assert_cmpuint (count (self, "list --json"), ==, 0);
}

/* Whatever a command does, one document tells it, and never a secret. */
static void
test_json (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *arguments;
    const char *member;
    const char *value;
  } verbs[] = {
    { "edit Grid --label Slow --json", "label", "Slow" },
    { "delete Slow --json", "deleted", "hidden" },
    { "undelete Slow --json", "record", "active" },
    { "delete Slow --now --json", "deleted", "wiped" },
  };
  g_autoptr(CliRun) added = cli_run (self->credential, "add -e bitget -l Grid -m bot --check --json");
  g_autoptr(JsonNode) node = cli_json (added);
  JsonObject *object = json_node_get_object (node);

  clean (self, added);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (object, "key"), "label"), ==, "Grid");
  g_assert_true (json_object_has_member (object, "doubts"));
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_autoptr(CliRun) run = expect (self, 0, NULL, verbs[i].arguments);
      g_autoptr(JsonNode) told = cli_json (run);

      g_assert_cmpstr (json_object_get_string_member (json_node_get_object (told), verbs[i].member), ==, verbs[i].value);
    }
}

static const struct {
  const char *explanation;
  const char *input;
  const char *arguments;
  int         status;
  const char *code;
} json_errors[] = {
  { "no such key", NULL, "show Nobody --json", 1, "not-found" },
  { "an unknown option", NULL, "list --json --frobnicate", 2, "usage" },
  { "no key named", NULL, "delete --json", 2, "usage" },
  { "a credential that is none", "hello", "add -e bitget --json", 1, "invalid" },
  { "no such file", "swordfish\n", "restore /nonexistent/keys.gpg --json", 1, "failed" },
  { "no such definition", NULL, "exchanges show nowhere --json", 1, "not-found" },
  { "nothing to sign", "{}", "sign --json", 1, "invalid" },
};

static void
test_json_errors (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (json_errors); i++)
    {
      g_autoptr(CliRun) run = cli_run (json_errors[i].input, json_errors[i].arguments);

      if (run->status != json_errors[i].status || g_strcmp0 (error_code (run), json_errors[i].code) != 0 || !*run->err)
        g_test_fail_printf ("%s: %d %s %s", json_errors[i].explanation, run->status, run->out, run->err);
    }
}

/* ── What looks wrong about a credential ── */

#define ENCRYPTED_PEM "-----BEGIN ENCRYPTED PRIVATE KEY-----\\nMHcC\\n-----END ENCRYPTED PRIVATE KEY-----\\n"
#define PUBLIC_PEM    "-----BEGIN PUBLIC KEY-----\\nMHcC\\n-----END PUBLIC KEY-----\\n"
#define KRAKEN_KEY    "RmljdGl0aW91cytrZXkrb2YrYSt0ZXN0K3RoYXQrbmV2ZXIrd29ya3M="
#define KRAKEN_SECRET "UmV2ZWFsaW5nIG5vdGhpbmcsIHRoaXMgc2VjcmV0IGlzIG1hZGUgdXAgYW5kIGFzIGxvbmcgYXMgcmVhbCBvbg=="

static const struct {
  const char *explanation;
  const char *arguments;
  const char *input;
  const char *sentence;
  guint       saved;
} doubtful[] = {
  { "a private key with a password", "add -e coinbase --json",
    "{\"api_key\": \"organizations/a/apiKeys/b\", \"private_key\": \"" ENCRYPTED_PEM "\"}", "has a password of its own", 0 },
  { "the public key", "add -e coinbase --json",
    "{\"api_key\": \"organizations/a/apiKeys/b\", \"private_key\": \"" PUBLIC_PEM "\"}", "This is the public key", 0 },
  { "key and secret swapped", "add -e kraken --json",
    "{\"api_key\": \"" KRAKEN_SECRET "\", \"secret\": \"" KRAKEN_KEY "\"}", "look swapped", 1 },
  { "another exchange's key", "add -e kraken --json",
    "{\"api_key\": \"bg_0123456789abcdef0123456789abcdef\", \"secret\": \"" KRAKEN_SECRET "\"}", "looks like a key of Bitget", 1 },
  { "a part of a key", "add -e kraken --json", "{\"api_key\": \"RmljdGl0aW91\", \"secret\": \"" KRAKEN_SECRET "\"}",
    "usually looks different", 1 },
  { "a field left out", "add -e kraken --json", "{\"api_key\": \"" KRAKEN_KEY "\"}", "secret", 0 },
};

static void
test_doubts (Fixture *self, gconstpointer data)
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (doubtful); i++)
    {
      g_autoptr(CliRun) run = cli_run (doubtful[i].input, doubtful[i].arguments);
      g_autoptr(JsonNode) node G_GNUC_UNUSED = cli_json (run);

      n += doubtful[i].saved;
      if (run->status != 1 || !strstr (run->err, doubtful[i].sentence) || !strstr (run->out, doubtful[i].sentence)
          || count (self, "list --json") != n)
        g_test_fail_printf ("%s: %d %s %s", doubtful[i].explanation, run->status, run->out, run->err);
    }
}

/* ── Exit codes ── */

static void
test_network (Fixture *self, gconstpointer data)
{
  g_autoptr(CliRun) run = NULL;

  add (self, "Grid");
  g_setenv ("KEYTURN_TEST_PROXY", "http://127.0.0.1:1", TRUE);
  run = cli_run (NULL, "check --all --json");
  clean (self, run);
  json_node_unref (cli_json (run));
  g_assert_cmpint (run->status, ==, 4);
}

static void
test_failed (Fixture *self, gconstpointer data)
{
  g_autoptr(CliRun) run = NULL;
  g_autofree char *wrong = g_strdup_printf ("{\"api_key\": \"%s\", \"secret\": \"made-up\", \"passphrase\": \"made-up\"}", self->api_key);
  g_autoptr(CliRun) added G_GNUC_UNUSED = cli_run (wrong, "add -e bitget -l Wrong");

  run = expect (self, 1, NULL, "check Wrong");
  g_assert_nonnull (strstr (run->out, "Wrong"));
}

static void
test_locked (Fixture *self, gconstpointer data)
{
  static const char *const still[] = { "list --json", "show Grid --json", "due --json" };
  g_autoptr(CliRun) checked = NULL, added = NULL;

  add (self, "Grid");
  kt_test_keyring_lock ();
  for (guint i = 0; i < G_N_ELEMENTS (still); i++)
    {
      g_autoptr(CliRun) run = cli_run (NULL, still[i]);

      clean (self, run);
      json_node_unref (cli_json (run));
      g_assert_cmpint (run->status, <=, 1);
    }
  {
    g_autoptr(KtTestPrompter) prompter G_GNUC_UNUSED = kt_test_prompter_start ("cancel cancel cancel cancel");

    checked = expect (self, 3, NULL, "check Grid");
    added = expect (self, 3, self->credential, "add -e bitget -l Second");
  }
  g_assert_cmpuint (count (self, "list --json"), ==, 1);
}

/* Checked from the wrong place, such a key would be switched off: only who says that it is the right one may. */
static void
test_wrong_address (Fixture *self, gconstpointer data)
{
  const char *made_up = "{\"api_key\": \"00000000000000000000000000000001\", \"secret\": \"00000000000000000000000000000002\"}";
  g_autoptr(CliRun) refused = cli_run (made_up, "add -e whitebit -l Spot -m bot --check");
  g_autoptr(CliRun) none = cli_expect (0, NULL, "list");
  g_autoptr(CliRun) added = cli_run (made_up, "add -e whitebit -l Spot -m bot");
  g_autoptr(CliRun) check = cli_expect (1, NULL, "check Spot --raise-nonce");

  g_assert_cmpint (refused->status, ==, 1);
  g_assert_nonnull (strstr (refused->err, "--address-allowed"));
  g_assert_null (strstr (none->out, "Spot"));
  g_assert_cmpint (added->status, <=, 1);
  g_assert_nonnull (strstr (check->err, "--address-allowed"));
  g_assert_null (strstr (check->out, "Spot"));
}

/* Where a check is more than a look, that is said, with what it means. */
static void
test_counted_as_use (Fixture *self, gconstpointer data)
{
  g_autofree char *document =
    g_strdup_printf ("{\"accounts\": [{\"exchange\": \"okx\", \"uid\": \"8000001\", \"keys\": [{\"api_key\": "
                     "\"00000000-0000-0000-0000-000000000001\", \"secret\": \"%s\", \"passphrase\": \"%s\", "
                     "\"rights\": [\"read_only\", \"trade\"]}]}]}", self->secret, self->passphrase);
  g_autofree char *credential =
    g_strdup_printf ("{\"api_key\": \"00000000-0000-0000-0000-000000000001\", \"secret\": \"%s\", \"passphrase\": \"%s\"}",
                     self->secret, self->passphrase);
  g_autoptr(CliRun) added G_GNUC_UNUSED = cli_run (credential, "add -e okx -l Grid -m read,spot");
  g_autoptr(CliRun) run = NULL;

  exchange_server_set_document (self->server, document);
  run = cli_run (NULL, "check Grid");
  g_assert_nonnull (strstr (run->out, "Grid: "));
  if (!strstr (run->out, "This check counted as use of the key: its clock started again, until "))
    g_error ("%s %s", run->out, run->err);
}

/* Not while adding either, unless the person said so. */
static void
test_rising_nonce (Fixture *self, gconstpointer data)
{
  const char *made_up = "{\"api_key\": \"" KRAKEN_KEY "\", \"secret\": \"" KRAKEN_SECRET "\"}";
  g_autoptr(CliRun) refused = cli_expect (1, made_up, "add -e kraken -l Tax --check --json");
  g_autoptr(CliRun) added = NULL;

  g_assert_cmpstr (error_code (refused), ==, "not-allowed");
  g_assert_nonnull (strstr (refused->err, "--raise-nonce"));
  g_assert_cmpuint (count (self, "list --json"), ==, 0);
  g_assert_cmpuint (exchange_server_count_log (self->server, "\"event\":\"request\""), ==, 0);
  added = cli_expect (1, made_up, "add -e kraken -l Tax --check --raise-nonce --json");
  g_assert_cmpuint (exchange_server_count_log (self->server, "\"event\":\"request\""), >=, 1);
  g_assert_cmpuint (count (self, "list --json"), ==, 1);
}

static void
test_no_keyring (Fixture *self, gconstpointer data)
{
  g_autoptr(CliRun) added = NULL;

  kt_test_keyring_kill ();
  added = expect (self, 3, self->credential, "add -e bitget -l Grid");
  g_assert_cmpstr (added->out, ==, "");
}

/* Ctrl+C: what was done is said, in a whole document. */
static void
test_interrupted (Fixture *self, gconstpointer data)
{
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(CliRun) run = NULL;

  add (self, "Grid");
  serve (self, HANG);
  process = cli_start ("check --all --json");
  kt_test_wait_for (exchange_server_count_log (self->server, "\"event\":\"request\"") > 0);
  g_subprocess_send_signal (process, SIGINT);
  run = cli_finish (process, NULL);
  clean (self, run);
  g_assert_cmpint (run->status, ==, 1);
  json_node_unref (cli_json (run));
}

/* ── The way out ── */

static void
test_export (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = kt_test_folder_make ();
  g_autofree char *file = g_build_filename (folder, "keys.gpg", NULL);
  g_autofree char *export = g_strconcat ("export ", file, NULL);
  g_autofree char *restore = g_strconcat ("restore ", file, NULL);
  g_autofree char *restore_json = g_strconcat (restore, " --json", NULL);
  g_autofree char *gpg = g_strdup_printf ("sh -c 'printf swordfish | gpg --homedir %s --batch --pinentry-mode loopback "
                                          "--passphrase-fd 0 --decrypt %s'", folder, file);
  g_autofree char *plain = NULL;
  g_autofree char *bytes = NULL;
  g_autoptr(CliRun) exported = NULL, wrong = NULL, known = NULL, back = NULL, damaged = NULL;
  gsize length;
  int status = 0;

  add (self, "Grid");
  exported = expect (self, 0, "swordfish\n", export);
  g_assert_true (g_spawn_command_line_sync (gpg, &plain, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  g_assert_nonnull (strstr (plain, self->secret));

  wrong = expect (self, 1, "codfish\n", restore);
  g_assert_cmpstr (wrong->err, ==, "The passphrase does not open this file. Nothing was changed.\n");
  known = expect (self, 0, "swordfish\n", restore_json);
  g_assert_nonnull (strstr (known->out, "\"known\" : 1"));
  g_assert_cmpuint (count (self, "list --json"), ==, 1);
  g_clear_pointer (&known, cli_run_free);
  known = expect (self, 0, NULL, "delete Grid --now");
  back = expect (self, 0, "swordfish\n", restore);
  g_assert_cmpuint (count (self, "list --json"), ==, 1);
  damaged = cli_run (NULL, "check Grid --json");
  g_assert_nonnull (strstr (damaged->out, "\"works\""));
  g_clear_pointer (&damaged, cli_run_free);

  bytes = kt_test_file_load (file, &length);
  bytes[length / 2] ^= 1;
  kt_test_file_store (file, bytes, (gssize) length);
  g_clear_pointer (&known, cli_run_free);
  known = expect (self, 0, NULL, "delete Grid --now");
  damaged = expect (self, 1, "swordfish\n", restore);
  g_assert_cmpint (strchr (damaged->err, '\n')[1], ==, 0);
  g_assert_cmpuint (count (self, "list --json"), ==, 0);
  kt_test_folder_remove (folder);
}

/* ── A terminal ── */

static void
test_prompt (Fixture *self, gconstpointer data)
{
  const char *const typed[] = { self->api_key, self->secret, self->passphrase };
  g_autoptr(CliTerminal) terminal = cli_terminal_start ("add", "-e", "bitget", "-l", "Typed", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    cli_terminal_answer (terminal, typed[i]);
  cli_terminal_wait (terminal, "“Typed” is saved");
  cli_terminal_end (terminal);
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    g_assert_null (strstr (cli_terminal_screen (terminal), typed[i]));
  g_assert_cmpuint (count (self, "list --json"), ==, 1);
}

/* Ctrl+C at the prompt ends the program, and the terminal echoes again. */
static void
test_prompt_cancel (Fixture *self, gconstpointer data)
{
  g_autoptr(CliTerminal) terminal = cli_terminal_start ("add", "-e", "bitget", "-l", "Typed", NULL);

  cli_terminal_type (terminal, "half\003");
  g_assert_cmpint (cli_terminal_end (terminal), ==, 1);
  g_assert_true (cli_terminal_is_as_it_was (terminal));
  g_assert_null (strstr (cli_terminal_screen (terminal), "half"));
  g_assert_cmpuint (count (self, "list --json"), ==, 0);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/cli/keys/life", test_life);
  ADD ("/cli/keys/no-copy", test_no_copy);
  ADD ("/cli/keys/two-at-once", test_two_at_once);
  ADD ("/cli/keys/bad-credential", test_bad_credential);
  ADD ("/cli/keys/doubts", test_doubts);
  ADD ("/cli/json/verbs", test_json);
  ADD ("/cli/json/errors", test_json_errors);
  ADD ("/cli/keys/prompt", test_prompt);
  ADD ("/cli/keys/prompt-cancel", test_prompt_cancel);
  ADD ("/cli/keys/wrong-address", test_wrong_address);
  ADD ("/cli/keys/counted-as-use", test_counted_as_use);
  ADD ("/cli/keys/rising-nonce", test_rising_nonce);
  ADD ("/cli/exit/network", test_network);
  ADD ("/cli/exit/failed", test_failed);
  ADD ("/cli/exit/locked", test_locked);
  ADD ("/cli/exit/no-keyring", test_no_keyring);
  ADD ("/cli/exit/interrupted", test_interrupted);
  ADD ("/cli/export", test_export);
  return g_test_run ();
}
