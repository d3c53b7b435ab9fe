/* test-cli-rotate: a whole rotation on the command line; who has what; what could cost most
 *
 * Everything here is made up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <string.h>

#include "cli-kit.h"
#include "cli-terminal.h"
#include "exchange-server.h"
#include "kt-test-session.h"

#define SECRET "made-up-secret-0123456789abcdef0123456789abcdef"
#define PASS   "made-up-pass"
#define KEY(n, rest) \
  "{\"api_key\": \"bg_0000000000000000000000000000000" n "\", \"secret\": \"" SECRET "\", \"passphrase\": \"" PASS "\", " \
  "\"rights\": [\"uta_trade\", \"uta_mgt\"]" rest "}"
#define DOCUMENT(keys) \
  "{\"accounts\": [{\"exchange\": \"bitget\", \"kind\": \"unified\", \"uid\": \"7000001\", \"keys\": [" keys "]}], \"faults\": []}"
#define CREDENTIAL(n) \
  "{\"api_key\": \"bg_0000000000000000000000000000000" n "\", \"secret\": \"" SECRET "\", \"passphrase\": \"" PASS "\"}"

typedef struct {
  ExchangeServer *server;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (g_getenv ("XDG_DATA_HOME"), "keyturn-devel", NULL);
  g_autoptr(GError) error = NULL;

  kt_test_keyring_renew ("test");
  if (g_file_test (folder, G_FILE_TEST_EXISTS))
    kt_test_folder_remove (folder);
  self->server = exchange_server_new (DOCUMENT (KEY ("1", "") ", " KEY ("2", "")), &error);
  g_assert_no_error (error);
  g_setenv ("KEYTURN_TEST_PROXY", exchange_server_get_proxy_uri (self->server), TRUE);
  g_setenv ("KEYTURN_TEST_CA", exchange_server_get_ca_file (self->server), TRUE);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  exchange_server_free (self->server);
}

static void
clean (const CliRun *run)
{
  g_assert_null (strstr (run->out, SECRET));
  g_assert_null (strstr (run->err, SECRET));
  g_assert_null (strstr (run->out, PASS));
  g_assert_null (strstr (run->err, PASS));
}

/* The stage that --json tells; NULL: it is over. (transfer full) */
static char *
rotate (int status, const char *input, const char *options)
{
  g_autofree char *arguments = g_strdup_printf ("rotate Grid --json %s", options);
  g_autoptr(CliRun) run = cli_expect (status, input, arguments);
  g_autoptr(JsonNode) node = cli_json (run);
  JsonObject *object = json_node_get_object (node);

  clean (run);
  if (json_object_has_member (object, "error"))
    return g_strconcat ("error:", json_object_get_string_member (json_object_get_object_member (object, "error"), "code"), NULL);
  return g_strdup (json_object_get_null_member (object, "stage") ? NULL : json_object_get_string_member (object, "stage"));
}

static void
expect_stage (int status, const char *input, const char *options, const char *stage)
{
  g_autofree char *found = rotate (status, input, options);

  g_assert_cmpstr (found, ==, stage);
}

static void
add (void)
{
  g_autoptr(CliRun) run = cli_run (CREDENTIAL ("1"), "add -e bitget -l Grid -m read,spot,margin,futures,transfer --given-to 'Grid bot' --check");

  clean (run);
  g_assert_cmpint (run->status, <=, 1);
}

static void
test_whole (Fixture *self, gconstpointer data)
{
  g_autofree char *archive = g_build_filename (g_getenv ("XDG_DATA_HOME"), "made-up.gpg", NULL);
  g_autofree char *export = g_strdup_printf ("export '%s'", archive);
  g_autoptr(CliRun) told = NULL;
  g_autoptr(CliRun) exported = NULL;

  add ();
  expect_stage (0, NULL, "", "begun");
  expect_stage (2, NULL, "--give --check", "error:usage");
  expect_stage (1, CREDENTIAL ("1"), "--give", "error:invalid");
  expect_stage (0, CREDENTIAL ("2"), "--give", "stored");
  expect_stage (1, NULL, "--make-current", "error:not-allowed");
  expect_stage (0, NULL, "--check", "checked");
  expect_stage (0, NULL, "--make-current", "switched");
  expect_stage (0, NULL, "--given 'Grid bot'", "switched");
  expect_stage (0, NULL, "--undo", "checked");
  expect_stage (0, NULL, "--make-current", "switched");
  exported = cli_expect (0, "a made-up passphrase\n", export);
  g_assert_nonnull (strstr (exported->err, "in a rotation"));
  expect_stage (0, NULL, "--deleted", "watching");
  expect_stage (1, NULL, "--watch", "watching");
  expect_stage (1, NULL, "--wipe", "error:not-allowed");
  told = cli_expect (0, NULL, "rotate Grid");
  g_assert_nonnull (strstr (told->out, "still works"));

  exchange_server_set_document (self->server, DOCUMENT (KEY ("1", ", \"state\": \"revoked\"") ", " KEY ("2", "")));
  expect_stage (0, NULL, "--watch", "proven");
  expect_stage (0, NULL, "--wipe", NULL);
}

/* The new credential is asked for at the terminal, which shows nothing of it. */
static void
test_prompt (Fixture *self, gconstpointer data)
{
  const char *const typed[] = { "bg_00000000000000000000000000000002", SECRET, PASS };
  g_autoptr(CliTerminal) terminal = NULL;

  add ();
  expect_stage (0, NULL, "", "begun");
  terminal = cli_terminal_start ("rotate", "Grid", "--give", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    cli_terminal_answer (terminal, typed[i]);
  cli_terminal_wait (terminal, "The new key is in the keyring beside the old one.");
  g_assert_cmpint (cli_terminal_end (terminal), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    g_assert_null (strstr (cli_terminal_screen (terminal), typed[i]));
  expect_stage (0, NULL, "", "stored");
}

static guint
generation (void)
{
  g_autoptr(CliRun) run = cli_expect (0, NULL, "rotate Grid --json");
  g_autoptr(JsonNode) node = cli_json (run);

  return (guint) json_object_get_int_member (json_node_get_object (node), "generation");
}

static goffset
size_of_log (const char *path)
{
  GStatBuf facts;

  return g_stat (path, &facts) == 0 ? facts.st_size : 0;
}

/* Kills it as soon as it has written to the ledger for the @nth time; it may be quicker than that. */
static void
kill_at_write (const char *options, const char *input, guint nth)
{
  g_autofree char *log = g_build_filename (g_getenv ("XDG_DATA_HOME"), "keyturn-devel", "ledger.db-wal", NULL);
  g_autofree char *arguments = g_strdup_printf ("rotate Grid --json %s", options);
  g_autoptr(GSubprocess) process = cli_start (arguments);
  goffset size = size_of_log (log);

  if (input)
    g_output_stream_write_all (g_subprocess_get_stdin_pipe (process), input, strlen (input), NULL, NULL, NULL);
  g_output_stream_close (g_subprocess_get_stdin_pipe (process), NULL, NULL);
  while (nth > 0 && g_subprocess_get_identifier (process))
    {
      goffset now = size_of_log (log);

      /* (It is emptied when nobody has the ledger open.) */
      if (now > size)
        nth--;
      size = now;
      g_usleep (200);
    }
  g_subprocess_force_exit (process);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
}

/* Killed in every deed: nothing is lost, it goes on from there, and one credential is the current one. */
static void
test_killed (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *deed, *input;
    const char *before, *after;     /* "begun" after the last: over, and the next begun */
    gboolean    new_before, new_after;   /* which one is current; one that was given half has used up its number */
  } rows[] = {
    { "--give", CREDENTIAL ("2"), "begun", "stored", FALSE, FALSE },
    { "--check", NULL, "stored", "checked", FALSE, FALSE },
    { "--make-current", NULL, "checked", "switched", FALSE, TRUE },
    { "--undo", NULL, "switched", "checked", TRUE, FALSE },
    { "--make-current", NULL, "checked", "switched", FALSE, TRUE },
    { "--deleted", NULL, "switched", "watching", TRUE, TRUE },
    { "--watch", NULL, "watching", "proven", TRUE, TRUE },
    { "--wipe", NULL, "proven", "begun", TRUE, TRUE },
  };
  guint n;

  add ();
  n = kt_test_keyring_count ();
  expect_stage (0, NULL, "", "begun");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *found = NULL;
      gboolean over;

      if (g_str_equal (rows[i].deed, "--watch"))
        exchange_server_set_document (self->server, DOCUMENT (KEY ("1", ", \"state\": \"revoked\"") ", " KEY ("2", "")));
      kill_at_write (rows[i].deed, rows[i].input, GPOINTER_TO_UINT (data));
      found = rotate (0, NULL, "");
      over = g_strcmp0 (found, rows[i].after) == 0;
      g_test_message ("%s: %s", rows[i].deed, found);
      if (!over)
        g_assert_cmpstr (found, ==, rows[i].before);
      g_assert_cmpint (generation () > 1, ==, over ? rows[i].new_after : rows[i].new_before);
      if (!over && g_str_equal (rows[i].deed, "--wipe"))
        expect_stage (0, NULL, "--wipe", NULL);
      else if (!over)
        expect_stage (0, rows[i].input, rows[i].deed, rows[i].after);
    }
  g_assert_cmpuint (kt_test_keyring_count (), ==, n);
  cli_run_free (cli_expect (0, NULL, "check Grid"));
}

static void
test_given_to (Fixture *self, gconstpointer data)
{
  g_autoptr(CliRun) first = NULL;
  g_autoptr(CliRun) gone = NULL;
  g_autoptr(CliRun) nobody = NULL;

  add ();
  first = cli_expect (0, NULL, "given-to 'grid bot'");
  g_assert_nonnull (strstr (first->out, "Grid bot: Grid, Bitget, credential 1"));
  g_assert_nonnull (strstr (first->out, "is the current one"));
  g_clear_pointer (&first, cli_run_free);
  first = cli_expect (0, NULL, "delete Grid --now");
  gone = cli_expect (0, NULL, "given-to 'Grid bot'");
  g_assert_nonnull (strstr (gone->out, "a key that was wiped here"));
  nobody = cli_expect (0, NULL, "given-to Somebody --json");
  g_assert_cmpstr (g_strstrip (nobody->out), ==, "[]");
}

static void
test_panic (Fixture *self, gconstpointer data)
{
  g_autoptr(CliRun) locked = NULL;
  g_autoptr(CliRun) alive = NULL;
  g_autoptr(CliRun) dead = NULL;

  add ();
  kt_test_keyring_lock ();
  locked = cli_expect (1, NULL, "panic");
  g_assert_nonnull (strstr (locked->out, "1. Grid (Bitget)"));
  g_assert_nonnull (strstr (locked->out, "https://"));
  kt_test_keyring_restart ("test");
  alive = cli_expect (1, NULL, "panic --check");
  g_assert_nonnull (strstr (alive->out, "alive"));
  exchange_server_set_document (self->server, DOCUMENT (KEY ("1", ", \"state\": \"revoked\"")));
  dead = cli_expect (0, NULL, "panic --check");
  g_assert_nonnull (strstr (dead->out, "dead: the exchange refuses it"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/cli/rotate/whole", test_whole);
  ADD ("/cli/rotate/prompt", test_prompt);
  g_test_add ("/cli/rotate/killed/first", Fixture, GUINT_TO_POINTER (1), set_up, test_killed, tear_down);
  g_test_add ("/cli/rotate/killed/second", Fixture, GUINT_TO_POINTER (2), set_up, test_killed, tear_down);
  ADD ("/cli/given-to", test_given_to);
  ADD ("/cli/panic", test_panic);

  return g_test_run ();
}
