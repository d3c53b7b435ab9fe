/* test-cli-import: "keyturn import" with a keyring: shown first, saved on demand, the file deleted only when all is saved
 *
 * Everything here is made up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "cli-kit.h"
#include "exchange-server.h"
#include "kt-leak.h"
#include "kt-test-session.h"

typedef struct {
  char *folder;                 /* owned, as all of these */
  char *secret;
  char *passphrase;
  char *env;                    /* what the file holds: two keys */
  char *path;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *kept = g_build_filename (g_getenv ("XDG_DATA_HOME"), "keyturn-devel", NULL);

  kt_test_keyring_renew ("test");
  if (g_file_test (kept, G_FILE_TEST_EXISTS))
    kt_test_folder_remove (kept);
  self->folder = kt_test_folder_make ();
  self->path = g_build_filename (self->folder, "keys.env", NULL);
  self->secret = kt_test_random_text (64);
  self->passphrase = kt_test_random_text (64);
  self->env = g_strdup_printf ("# my bots\nBITGET_API_KEY=bg_0a1b2c3d4e5f60718293a4b5c6d7e8f9\nBITGET_SECRET=%s\nBITGET_PASSPHRASE=%s\n"
                               "BITGET_GRID_KEY=bg_99887766554433221100aabbccddeeff\nBITGET_GRID_SECRET=%s\nBITGET_GRID_PASSPHRASE=%s\n",
                               self->secret, self->passphrase, self->secret, self->passphrase);
  kt_test_file_store (self->path, self->env, -1);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  kt_test_folder_remove (self->folder);
  g_free (self->folder);
  g_free (self->secret);
  g_free (self->passphrase);
  g_free (self->env);
  g_free (self->path);
}

static CliRun *
expect (Fixture *self, int status, const char *input, const char *options)
{
  g_autofree char *arguments = g_strdup_printf ("import %s", options);
  CliRun *run = cli_expect (status, input, arguments);

  g_assert_null (strstr (run->out, self->secret));
  g_assert_null (strstr (run->err, self->secret));
  g_assert_null (strstr (run->out, self->passphrase));
  g_assert_null (strstr (run->err, self->passphrase));
  return run;
}

static CliRun *
expect_file (Fixture *self, int status, const char *options)
{
  g_autofree char *all = g_strdup_printf ("'%s' %s", self->path, options);

  return expect (self, status, NULL, all);
}

static guint
count_keys (void)
{
  g_autoptr(CliRun) run = cli_run (NULL, "list --json");
  g_autoptr(JsonNode) node = cli_json (run);

  return json_array_get_length (json_node_get_array (node));
}

/* Nothing is saved until it is said, and what is saved already is said. */
static void
test_show_then_save (Fixture *self, gconstpointer data)
{
  g_autoptr(CliRun) shown = expect_file (self, 0, "");
  g_autoptr(CliRun) saved = NULL;
  g_autoptr(CliRun) again = NULL;

  g_assert_nonnull (strstr (shown->out, "line 2  Bitget · Bitget · Live"));
  g_assert_nonnull (strstr (shown->out, "line 5  Bitget grid · Bitget · Live"));
  g_assert_nonnull (strstr (shown->err, "Nothing was saved yet."));
  g_assert_cmpuint (count_keys (), ==, 0);

  saved = expect_file (self, 0, "--yes -m bot -t imported");
  g_assert_nonnull (strstr (saved->out, "2 keys saved in your keyring."));
  g_assert_nonnull (strstr (saved->out, "still holds the keys in plain text"));
  g_assert_cmpuint (count_keys (), ==, 2);
  g_assert_true (g_file_test (self->path, G_FILE_TEST_EXISTS));

  again = expect_file (self, 0, "--yes");
  g_assert_nonnull (strstr (again->out, "already saved as “Bitget grid”"));
  g_assert_nonnull (strstr (again->out, "0 keys saved"));
  g_assert_cmpuint (count_keys (), ==, 2);
}

static JsonObject *
nth (JsonNode *node, const char *list, guint n)
{
  return json_array_get_object_element (json_object_get_array_member (json_node_get_object (node), list), n);
}

static void
test_json (Fixture *self, gconstpointer data)
{
  g_autoptr(CliRun) run = expect (self, 1, "KRAKEN_KEY=abc\nX_API_KEY=a1b2\nX_API_SECRET=c3d4\nLONE_KEY=abcd\n", "- --json");
  g_autoptr(JsonNode) node = cli_json (run);
  JsonObject *kraken = nth (node, "keys", 0), *other = nth (node, "keys", 1), *problem = nth (node, "problems", 0);

  g_assert_cmpstr (json_object_get_string_member (kraken, "exchange"), ==, "kraken");
  g_assert_false (json_object_get_boolean_member (kraken, "complete"));
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (kraken, "missing"), 0), ==, "secret");
  g_assert_true (json_object_get_null_member (other, "exchange"));
  g_assert_cmpint (json_object_get_int_member (problem, "line"), ==, 4);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (node), "saved"), ==, 0);
}

/* Where the source does not tell the exchange, the person does. */
static void
test_exchange (Fixture *self, gconstpointer data)
{
  g_autoptr(CliRun) without = expect (self, 1, "API_KEY=aaaa-1\nAPI_SECRET=bbbb-1\n", "- --yes");
  g_autoptr(CliRun) with = NULL;
  g_autoptr(CliRun) wrong = NULL;

  g_assert_nonnull (strstr (without->out, "say --exchange"));
  g_assert_cmpuint (count_keys (), ==, 0);
  wrong = expect (self, 1, "API_KEY=aaaa-1\nAPI_SECRET=bbbb-1\n", "- --yes -e nowhere");
  with = expect (self, 0, "API_KEY=aaaa-1\nAPI_SECRET=bbbb-1\n", "- --yes -e kraken");
  g_assert_cmpuint (count_keys (), ==, 1);
}

/* Deleted only when all of it is saved, and then nothing of it is left under any name in the folder. */
static void
test_delete (Fixture *self, gconstpointer data)
{
  g_autofree char *more = g_strconcat (self->env, "LONE_KEY=abcd\n", NULL);
  g_autoptr(KtLeak) leak = kt_leak_new (self->secret);
  g_autoptr(CliRun) kept = NULL;
  g_autoptr(CliRun) deleted = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *second = g_build_filename (self->folder, "second", NULL);

  kt_test_file_store (self->path, more, -1);
  kept = expect_file (self, 1, "--yes --delete");
  g_assert_nonnull (strstr (kept->out, "was not deleted"));
  g_assert_true (g_file_test (self->path, G_FILE_TEST_EXISTS));

  kt_test_keyring_renew ("test");
  {
    g_autofree char *folder = g_build_filename (g_getenv ("XDG_DATA_HOME"), "keyturn-devel", NULL);

    kt_test_folder_remove (folder);
  }
  kt_test_file_store (self->path, self->env, -1);
  g_assert_cmpint (link (self->path, second), ==, 0);
  g_clear_pointer (&kept, cli_run_free);
  kept = expect_file (self, 1, "--yes --delete");
  g_assert_nonnull (strstr (kept->err, "another name"));
  g_assert_cmpint (g_unlink (second), ==, 0);
  g_assert_cmpint (kt_leak_search_tree (leak, self->folder, &error), >, 0);       /* the control */

  kt_test_keyring_renew ("test");
  {
    g_autofree char *folder = g_build_filename (g_getenv ("XDG_DATA_HOME"), "keyturn-devel", NULL);

    kt_test_folder_remove (folder);
  }
  deleted = expect_file (self, 0, "--yes --delete");
  g_assert_nonnull (strstr (deleted->out, "written over and deleted"));
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (kt_leak_search_tree (leak, self->folder, &error), ==, 0);
  g_assert_no_error (error);
}

/* What cannot be read says why, and saves nothing. */
static void
test_unreadable (Fixture *self, gconstpointer data)
{
  static const struct { const char *explanation, *content; gssize length; const char *said; } rows[] = {
    { "nothing", "", 0, "There is nothing in it." },
    { "binary", "\x7f" "ELF\0\0\0", 7, "This is no text." },
    { "no keys", "hello\n", 6, "No key was found in it." },
    { "broken JSON", "{\"a\": ", 6, "no complete JSON" },
  };
  g_autoptr(CliRun) missing = cli_expect (1, NULL, "import /nonexistent/keys.env");

  g_assert_cmpstr (missing->err, !=, "");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(CliRun) run = NULL;

      kt_test_file_store (self->path, rows[i].content, rows[i].length);
      run = expect_file (self, 1, "--yes");
      g_test_message ("%s: %s", rows[i].explanation, run->err);
      g_assert_nonnull (strstr (run->err, rows[i].said));
    }
  g_assert_cmpuint (count_keys (), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/cli/import/show-then-save", Fixture, NULL, set_up, test_show_then_save, tear_down);
  g_test_add ("/cli/import/json", Fixture, NULL, set_up, test_json, tear_down);
  g_test_add ("/cli/import/exchange", Fixture, NULL, set_up, test_exchange, tear_down);
  g_test_add ("/cli/import/delete", Fixture, NULL, set_up, test_delete, tear_down);
  g_test_add ("/cli/import/unreadable", Fixture, NULL, set_up, test_unreadable, tear_down);
  return g_test_run ();
}
