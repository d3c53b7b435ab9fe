/* test-cli-exchanges: "keyturn exchanges", --help everywhere, wrong usage; needs no bus
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "cli-kit.h"

static void
test_help (void)
{
  static const char *const commands[] = { "add", "list", "show", "check", "edit", "delete", "undelete", "due", "import", "export", "restore",
                                          "exchanges", "sign" };
  g_autoptr(CliRun) all = cli_expect (0, NULL, "--help");
  g_autoptr(CliRun) version = cli_expect (0, NULL, "--version");

  for (guint code = 0; code <= 4; code++)
    {
      g_autofree char *line = g_strdup_printf ("\n  %u  ", code);

      g_assert_nonnull (strstr (all->out, line));
    }
  g_assert_true (g_str_has_prefix (version->out, "Keyturn "));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *arguments = g_strconcat (commands[i], " --help", NULL);
      g_autofree char *usage = g_strconcat ("keyturn ", commands[i], " ", NULL);
      g_autofree char *entry = g_strconcat ("\n  ", commands[i], " ", NULL);
      g_autoptr(CliRun) run = cli_expect (0, NULL, arguments);

      if (!strstr (run->out, usage) || !strstr (run->out, "--json") || !strstr (run->out, "xamples:") || !strstr (all->out, entry))
        g_test_fail_printf ("%s: %s", commands[i], run->out);
      g_assert_cmpstr (run->err, ==, "");
    }
}

static const struct {
  const char *explanation;
  const char *arguments;
} wrong[] = {
  { "no command", "" },
  { "an unknown command", "frobnicate" },
  { "an unknown option", "list --frobnicate" },
  { "a credential among the arguments", "add -e bitget s3cr3t" },
  { "no exchange", "add" },
  { "neither keys nor all", "check" },
  { "keys and all", "check --all Kraken" },
  { "no key", "show" },
  { "two keys", "delete a b" },
  { "no file", "export" },
  { "no file", "restore" },
  { "days below none", "due --days=-1" },
  { "an unknown verb", "exchanges frobnicate" },
  { "no verb", "exchanges" },
  { "no file to read", "exchanges lint" },
  { "a table of one", "exchanges show bitget --long" },
};

static void
test_usage (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(CliRun) run = cli_run (NULL, wrong[i].arguments);

      if (run->status != 2 || *run->out || !*run->err)
        g_test_fail_printf ("%s (%s): %d, “%s”, “%s”", wrong[i].explanation, wrong[i].arguments, run->status, run->out, run->err);
    }
}

static void
test_list (void)
{
  static const char *const ids[] = { "bitget", "binance", "bybit", "okx", "kraken", "coinbase" };
  g_autoptr(CliRun) text = cli_expect (0, NULL, "exchanges list");
  g_autoptr(CliRun) run = cli_expect (0, NULL, "exchanges list --json");
  g_autoptr(JsonNode) node = cli_json (run);

  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), >=, G_N_ELEMENTS (ids));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *member = g_strdup_printf ("\"%s\"", ids[i]);
      g_autofree char *show = g_strdup_printf ("exchanges show %s", ids[i]);
      g_autofree char *show_json = g_strdup_printf ("exchanges show %s --json", ids[i]);
      g_autoptr(CliRun) shown = cli_expect (0, NULL, show);
      g_autoptr(CliRun) shown_json = cli_expect (0, NULL, show_json);
      g_autoptr(JsonNode) one = cli_json (shown_json);

      g_assert_nonnull (strstr (run->out, member));
      g_assert_nonnull (strstr (text->out, ids[i]));
      g_assert_nonnull (strstr (shown->out, "A check sends:"));
      g_assert_cmpstr (json_object_get_string_member (json_node_get_object (one), "id"), ==, ids[i]);
    }
}

static void
test_unknown (void)
{
  g_autoptr(CliRun) run = cli_expect (1, NULL, "exchanges show nowhere --json");
  g_autoptr(JsonNode) node = cli_json (run);

  g_assert_true (json_object_has_member (json_node_get_object (node), "error"));
  g_assert_nonnull (strstr (run->err, "nowhere"));
}

/* ── Files of one's own ── */

/* Another exchange's definition, made a person's own: its id, its hosts. (transfer full): the path */
static char *
write_definition (KtTestFolder *folder, const char *from, const char *const *changes)
{
  g_autofree char *name = g_strdup_printf ("data/signing/%s.json", from);
  g_autofree char *builtin = g_strdup_printf ("../data/exchanges/%s.json", from);
  g_autofree char *path = kt_test_data_path (builtin);
  g_autofree char *text = kt_test_data_load (g_file_test (path, G_FILE_TEST_EXISTS) ? builtin : name, NULL);
  g_autoptr(GString) changed = g_string_new (text);
  char *file = kt_test_folder_file (folder, "mine.json");

  for (guint i = 0; changes[i]; i += 2)
    g_assert_cmpuint (g_string_replace (changed, changes[i], changes[i + 1], 0), >, 0);
  kt_test_file_store (file, changed->str, -1);
  return file;
}

static void
test_lint (KtTestFolder *folder, gconstpointer data)
{
  static const char *const none[] = { NULL };
  static const char *const broken[] = { "\"website\"", "\"websight\"", "\"documentation\"", "\"docs\"", NULL };
  g_autofree char *good = write_definition (folder, "okx", none);
  g_autofree char *arguments = g_strconcat ("exchanges lint ", good, NULL);
  g_autoptr(CliRun) fine = cli_expect (0, NULL, arguments);
  g_autofree char *bad = write_definition (folder, "okx", broken);
  g_autoptr(CliRun) run = cli_expect (1, NULL, arguments);
  g_auto(GStrv) lines = g_strsplit (run->out, "\n", -1);

  g_assert_cmpstr (fine->out, ==, "");
  g_assert_cmpstr (fine->err, ==, "");
  /* All at once, each with its place. */
  g_assert_cmpuint (g_strv_length (lines), >=, 3);
  for (guint i = 0; lines[i] && *lines[i]; i++)
    {
      g_autofree char *pattern = g_strdup_printf ("^%s:[0-9]+:[0-9]+: ", bad);

      if (!g_regex_match_simple (pattern, lines[i], 0, 0))
        g_test_fail_printf ("no place: %s", lines[i]);
    }
  g_assert_nonnull (strstr (run->out, "websight"));
  g_assert_nonnull (strstr (run->out, "docs"));
}

static void
test_lint_json (KtTestFolder *folder, gconstpointer data)
{
  static const char *const broken[] = { "\"id\": \"bitso\"", "\"id\": 7", NULL };
  g_autofree char *file = write_definition (folder, "bitso", broken);
  g_autofree char *arguments = g_strconcat ("exchanges lint --json ", file, NULL);
  g_autoptr(CliRun) run = cli_expect (1, NULL, arguments);
  g_autoptr(JsonNode) node = cli_json (run);
  JsonObject *told = json_array_get_object_element (json_node_get_array (node), 0);
  JsonObject *mistake = json_array_get_object_element (json_object_get_array_member (told, "mistakes"), 0);

  g_assert_cmpstr (json_object_get_string_member (told, "file"), ==, file);
  g_assert_cmpstr (json_object_get_string_member (mistake, "path"), ==, "id");
  g_assert_cmpint (json_object_get_int_member (mistake, "line"), >, 0);
}

static void
test_lint_gone (void)
{
  g_autoptr(CliRun) run = cli_expect (1, NULL, "exchanges lint /nonexistent/x.json");
  g_autoptr(CliRun) json = cli_expect (1, NULL, "exchanges lint /nonexistent/x.json --json");
  g_autoptr(JsonNode) node = cli_json (json);
  JsonObject *file = json_array_get_object_element (json_node_get_array (node), 0);

  g_assert_false (json_object_get_boolean_member (file, "good"));
  g_assert_nonnull (json_object_get_string_member (file, "error"));

  g_assert_nonnull (strstr (run->err, "/nonexistent/x.json"));
}

static const char *const own[] = { "\"id\": \"bitso\"", "\"id\": \"myown\"", "\"Bitso\"", "\"My Own\"", "bitso.com", "bitso.example", NULL };

static CliRun *
trust (const char *file, const char *answer)
{
  g_autofree char *arguments = g_strconcat ("exchanges trust ", file, NULL);

  return cli_run (answer, arguments);
}

static void
test_trust (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *file = write_definition (folder, "bitso", own);
  g_autoptr(CliRun) no = trust (file, "y\n");
  g_autoptr(CliRun) silent = trust (file, NULL);
  g_autoptr(CliRun) before = cli_run (NULL, "exchanges list");
  g_autoptr(CliRun) yes = trust (file, "yes\n");
  g_autoptr(CliRun) after = cli_expect (0, NULL, "exchanges list");

  g_test_message ("%s%s", yes->out, yes->err);
  g_assert_cmpint (no->status, ==, 1);
  g_assert_cmpint (silent->status, ==, 1);
  g_assert_null (strstr (before->out, "myown"));
  g_assert_cmpint (yes->status, ==, 0);
  g_assert_nonnull (strstr (yes->out, "Talks to:"));
  g_assert_nonnull (strstr (yes->out, "bitso.example"));
  /* Once more after all that a long file may say. */
  {
    const char *last = strstr (yes->out, "Sources:");

    g_assert_nonnull (last);
    g_assert_nonnull (strstr (last, "Talks to:"));
    g_assert_nonnull (strstr (last, "GET bitso.example"));
  }
  g_assert_nonnull (strstr (after->out, "myown"));
  g_assert_nonnull (strstr (after->out, "(custom)"));
}

/* The document is all that is on standard output; what is to be read before the answer stands beside the question. */
static void
test_trust_json (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *file = write_definition (folder, "bitso", own);
  g_autofree char *arguments = g_strconcat ("exchanges trust --json ", file, NULL);
  g_autoptr(CliRun) no = cli_expect (1, "no\n", arguments);
  g_autoptr(CliRun) yes = cli_expect (0, "yes\n", arguments);
  g_autoptr(JsonNode) refused_node = cli_json (no);
  g_autoptr(JsonNode) node = cli_json (yes);

  g_assert_false (json_object_get_boolean_member (json_node_get_object (refused_node), "trusted"));
  g_assert_true (json_object_get_boolean_member (json_node_get_object (node), "trusted"));
  g_assert_nonnull (strstr (yes->err, "A check sends:"));
}

/* Trust is of these bytes. */
static void
test_changed (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *file = write_definition (folder, "bitso", own);
  g_autoptr(CliRun) yes = trust (file, "yes\n");
  g_autofree char *kept = g_build_filename (g_getenv ("XDG_DATA_HOME"), "keyturn-devel", "exchanges", "myown.json", NULL);
  g_autofree char *text = NULL;
  g_autofree char *changed = NULL;

  g_assert_cmpint (yes->status, ==, 0);
  text = kt_test_file_load (g_file_test (kept, G_FILE_TEST_EXISTS) ? kept : file, NULL);
  changed = g_strconcat (text, " ", NULL);
  kt_test_file_store (g_file_test (kept, G_FILE_TEST_EXISTS) ? kept : file, changed, -1);
  {
    g_autoptr(CliRun) show = cli_run (NULL, "exchanges show myown");

    g_assert_cmpint (show->status, ==, 1);
    g_assert_cmpstr (show->err, !=, "");
  }
}

static const struct {
  const char *explanation;
  const char *from;
  const char *changes[9];
} refused[] = {
  { "the id of a built-in one", "bitso", { "\"id\": \"bitso\"", "\"id\": \"bitget\"", NULL } },
  { "the host of a built-in one", "bitso", { "\"id\": \"bitso\"", "\"id\": \"myown\"", "bitso.com", "api.bitget.com", NULL } },
  { "a POST", "kraken", { "\"id\": \"kraken\"", "\"id\": \"myown\"", "api.kraken.com", "api.example.com", NULL } },
};

static void
test_never (KtTestFolder *folder, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *file = write_definition (folder, refused[i].from, refused[i].changes);
      g_autoptr(CliRun) run = trust (file, "yes\n");

      if (run->status != 1)
        g_test_fail_printf ("%s: %d %s %s", refused[i].explanation, run->status, run->out, run->err);
      g_test_message ("%s: %s%s", refused[i].explanation, run->out, run->err);
    }
}

/* The table in the definitions' README is this one, line by line. */
static void
test_table (void)
{
  g_autoptr(CliRun) run = cli_expect (0, NULL, "exchanges list --long");
  g_autofree char *readme = kt_test_data_load ("../data/exchanges/README.md", NULL);

  if (!strstr (readme, run->out))
    g_test_fail_printf ("data/exchanges/README.md wants this table:\n%s", run->out);
}

/* What is sent, what is signed, what is read, what became of it. */
static void
test_show (void)
{
  static const struct { const char *id; const char *parts[8]; } rows[] = {
    { "bitget", { "text = time + method + path + if(query, '?' + plain(params)) + body", "hmac: signature = base64(hmac_sha256(secret, text))",
                  "headers = {ACCESS-KEY: api_key", "GET api.bitget.com/api/v3/account/info", "uta_trade: Trade spot", "Nobody has confirmed:",
                  "never tried with a live key" } },
    { "bitmex", { "BitMEX has closed, as of 23 September 2026.", "Source: https://www.bitmex.com/blog/bitmex-closure", "never asked" } },
    { "bitmart", { "BitMart is closing. Its last day is 31 January 2027.", "Talks to:" } },
    { "coinmarketcap", { "no key reaches an account", "is itself sent to the exchange" } },
    { "hyperliquid", { "End of the key: told.", "POST api.hyperliquid.xyz/info" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *arguments = g_strconcat ("exchanges show ", rows[i].id, NULL);
      g_autoptr(CliRun) run = cli_expect (0, NULL, arguments);

      for (guint j = 0; rows[i].parts[j]; j++)
        {
          if (!strstr (run->out, rows[i].parts[j]))
            g_test_fail_printf ("%s lacks “%s”:\n%s", rows[i].id, rows[i].parts[j], run->out);
        }
      g_assert_true (!g_str_equal (rows[i].id, "bitmex") || !strstr (run->out, "Talks to:"));
    }
}

#define ADD(path, function) \
  g_test_add (path, KtTestFolder, NULL, kt_test_folder_set_up, function, kt_test_folder_tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *home = kt_test_folder_make ();
  int status;

  g_test_init (&argc, &argv, NULL);
  g_setenv ("XDG_DATA_HOME", home, TRUE);

  g_test_add_func ("/cli/help", test_help);
  g_test_add_func ("/cli/usage", test_usage);
  g_test_add_func ("/cli/exchanges/list", test_list);
  g_test_add_func ("/cli/exchanges/table", test_table);
  g_test_add_func ("/cli/exchanges/show", test_show);
  g_test_add_func ("/cli/exchanges/unknown", test_unknown);
  ADD ("/cli/exchanges/lint", test_lint);
  ADD ("/cli/exchanges/lint-json", test_lint_json);
  g_test_add_func ("/cli/exchanges/lint-gone", test_lint_gone);
  ADD ("/cli/exchanges/trust", test_trust);
  ADD ("/cli/exchanges/trust-json", test_trust_json);
  ADD ("/cli/exchanges/changed", test_changed);
  ADD ("/cli/exchanges/never", test_never);
  status = g_test_run ();
  kt_test_folder_remove (home);
  return status;
}
