/* keyturn exchanges: what Keyturn knows of each exchange, and definitions of one's own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "kt-cli.h"
#include "kt-cli-json.h"
#include "kt-words.h"

static KtCatalogue *
open_catalogue (void)
{
  g_autofree char *custom = g_build_filename (g_get_user_data_dir (), KT_DATA_NAME, "exchanges", NULL);

  return kt_catalogue_new (custom);
}

static void
print_mistakes (GPtrArray *mistakes)
{
  for (guint i = 0; mistakes && i < mistakes->len; i++)
    {
      g_autofree char *line = kt_mistake_to_string (g_ptr_array_index (mistakes, i));

      g_print ("%s\n", line);
    }
}

/* ── list ── */

static gboolean wants_table;    /* --long */

static void
add_exchange (JsonBuilder *builder, KtExchange *exchange)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "id");
  json_builder_add_string_value (builder, kt_exchange_get_id (exchange));
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, kt_exchange_get_name (exchange));
  json_builder_set_member_name (builder, "custom");
  json_builder_add_boolean_value (builder, kt_exchange_is_custom (exchange));
  kt_cli_json_strings (builder, "hosts", kt_exchange_get_hosts (exchange));
  {
    static const char *const standings[] = { "open", "closing", "closed", "uncertain" };
    g_auto(GStrv) verified = kt_exchange_list_verified (exchange);

    kt_cli_json_strings (builder, "signing_verified_by", verified);
    json_builder_set_member_name (builder, "status");
    json_builder_add_string_value (builder, standings[kt_exchange_get_status (exchange)->standing]);
  }
  json_builder_set_member_name (builder, "checked_on");
  json_builder_add_string_value (builder, kt_exchange_get_checked_on (exchange));
  json_builder_end_object (builder);
}

static void
print_row (KtExchange *exchange)
{
  g_autofree char *row = kt_words_exchange_row (exchange);

  g_print ("%s", row);
}

static KtExit
run_list (const KtCommand *command, int argc, char **argv, gboolean json)
{
  g_autoptr(KtCatalogue) catalogue = open_catalogue ();
  g_auto(GStrv) ids = kt_catalogue_list (catalogue);
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  KtExit leave = KT_EXIT_FINE;

  if (argc > 1)
    return kt_cli_usage_error (command, _("too many arguments"));
  if (wants_table && !json)
    g_print ("%s", kt_words_exchange_head ());
  json_builder_begin_array (builder);
  for (guint i = 0; ids[i]; i++)
    {
      g_autoptr(GError) error = NULL;
      KtExchange *exchange = kt_catalogue_get (catalogue, ids[i], &error);

      if (!exchange)
        leave = kt_cli_fail (error);
      else if (json)
        add_exchange (builder, exchange);
      else if (wants_table)
        print_row (exchange);
      else
        g_print ("%-16s %s%s\n", ids[i], kt_exchange_get_name (exchange), kt_exchange_is_custom (exchange) ? _(" (custom)") : "");
    }
  json_builder_end_array (builder);
  if (json)
    kt_cli_json_print (builder);
  return leave;
}

/* ── show ── */

static void
print_strings (const char *title, char **strings)
{
  if (!strings || !strings[0])
    return;
  g_print ("\n%s\n", title);
  for (guint i = 0; strings[i]; i++)
    g_print ("  %s\n", strings[i]);
}

static void
print_within (const char *title, char **lines)
{
  g_print ("  %s\n", title);
  for (guint i = 0; lines[i]; i++)
    g_print ("    %s\n", lines[i]);
}

static void
print_status (KtExchange *exchange)
{
  g_autofree char *sentence = kt_words_status (exchange, g_get_real_time () / 1000);
  g_autofree char *detail = kt_words_status_detail (exchange);

  if (sentence)
    g_print ("\n%s\n", sentence);
  if (detail)
    g_print ("  %s\n", detail);
}

static void
print_environment (KtExchange *exchange, const KtEnvironment *environment)
{
  g_auto(GStrv) requests = kt_exchange_list_requests (exchange, environment->id);
  g_auto(GStrv) types = kt_exchange_get_key_types (exchange, environment->id);
  g_auto(GStrv) signing = kt_exchange_list_signing (exchange, environment->id);
  g_auto(GStrv) reads = kt_words_exchange_reads (exchange, environment->id);
  g_autofree char *joined = g_strjoinv (", ", types);
  g_autofree char *leaves = kt_words_goes (exchange, environment->id, NULL);
  gboolean is_signed = kt_exchange_what_goes (exchange, environment->id, NULL) == KT_GOES_SIGNATURE;

  g_print ("\n%s: %s (%s)\n", environment->id, environment->name, environment->host);
  if (is_signed)
    g_print ("  %s %s\n", _("Signs with:"), joined);
  if (leaves)
    g_print ("  %s\n", leaves);
  if (kt_exchange_has_rising_nonce (exchange, environment->id))
    g_print ("  %s\n", _("Every request’s number must rise: a running bot could be refused once by a check."));
  if (kt_exchange_wrong_address_disables (exchange))
    g_print ("  %s\n", kt_words_wrong_address ());
  if (kt_exchange_counts_as_use (exchange, environment->id))
    g_print ("  %s\n", _("A check counts as use."));
  if (signing[0])
    print_within (is_signed ? _("What is signed, and what goes out with it:") : _("What goes out:"), signing);
  if (requests[0])
    print_within (_("A check sends:"), requests);
  print_within (_("A check reads:"), reads);
}

static void
print_lifetime (KtExchange *exchange)
{
  GPtrArray *rules = kt_exchange_get_lifetime (exchange);

  if (rules->len == 0)
    {
      g_print ("\n%s\n", _("No rule is known by which its keys end."));
      return;
    }
  g_print ("\n%s\n", _("Rules by which its keys end:"));
  for (guint i = 0; i < rules->len; i++)
    {
      const KtLifetimeRule *rule = g_ptr_array_index (rules, i);

      g_auto(GStrv) lines = kt_words_lifetime_rule (rule);

      g_print (ngettext ("  After %d day", "  After %d days", (gulong) rule->days), rule->days);
      g_print ("\n");
      for (guint j = 0; lines[j]; j++)
        g_print ("    %s\n", lines[j]);
    }
}

static void
print_exchange (KtExchange *exchange)
{
  GPtrArray *environments = kt_exchange_get_environments (exchange);
  GPtrArray *fields = kt_exchange_get_fields (exchange);
  g_autofree char *verified = NULL;

  g_print ("%s%s\n%s\n", kt_exchange_get_name (exchange), kt_exchange_is_custom (exchange) ? _(" (custom)") : "",
           kt_exchange_get_website (exchange));
  g_print ("%s %s\n", _("Documentation:"), kt_exchange_get_documentation (exchange));
  g_print ("%s %s\n", _("Looked at on:"), kt_exchange_get_checked_on (exchange));
  print_status (exchange);
  if (!kt_exchange_is_closed (exchange, g_get_real_time () / 1000))
    print_strings (_("Talks to:"), kt_exchange_get_hosts (exchange));
  g_print ("\n%s\n", _("Fields of a key:"));
  for (guint i = 0; i < fields->len; i++)
    {
      const KtField *field = g_ptr_array_index (fields, i);

      g_print ("  %-12s %s%s%s\n", field->id, field->name, field->is_public ? _(", public") : "",
               field->sent ? _(", is itself sent to the exchange") : "");
    }
  for (guint i = 0; i < environments->len; i++)
    print_environment (exchange, g_ptr_array_index (environments, i));
  print_lifetime (exchange);
  verified = kt_words_exchange_verified (exchange);
  /* Translators: %s is a list: “its documentation, by another program; ccxt” */
  g_print (_("\nSigning was verified by: %s. It was never tried with a live key.\n"), verified);
  print_strings (_("Nobody has confirmed:"), kt_exchange_get_unsure (exchange));
  print_strings (_("Sources:"), kt_exchange_get_sources (exchange));
}

static KtExit
run_show (const KtCommand *command, int argc, char **argv, gboolean json)
{
  g_autoptr(KtCatalogue) catalogue = open_catalogue ();
  g_autoptr(GError) error = NULL;
  KtExchange *exchange;

  if (argc != 2)
    return kt_cli_usage_error (command, _("which exchange?"));
  exchange = kt_catalogue_get (catalogue, argv[1], &error);
  if (!exchange)
    return kt_cli_fail (error);
  if (json)
    {
      g_autoptr(JsonBuilder) builder = json_builder_new ();

      add_exchange (builder, exchange);
      kt_cli_json_print (builder);
    }
  else
    {
      print_exchange (exchange);
    }
  return KT_EXIT_FINE;
}

/* ── lint and trust ── */

static void
add_mistakes (JsonBuilder *builder, GPtrArray *mistakes)
{
  json_builder_set_member_name (builder, "mistakes");
  json_builder_begin_array (builder);
  for (guint i = 0; mistakes && i < mistakes->len; i++)
    {
      const KtMistake *mistake = g_ptr_array_index (mistakes, i);

      json_builder_begin_object (builder);
      kt_cli_json_number (builder, "line", mistake->line);
      kt_cli_json_number (builder, "column", mistake->column);
      kt_cli_json_string (builder, "path", mistake->path);
      kt_cli_json_string (builder, "text", mistake->text);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
tell_mistakes (JsonBuilder *builder, const char *path, GPtrArray *mistakes, const GError *error)
{
  if (!builder)
    {
      print_mistakes (mistakes);
      if (!mistakes || mistakes->len == 0)
        g_printerr ("%s: %s\n", path, error->message);
      return;
    }
  json_builder_begin_object (builder);
  kt_cli_json_string (builder, "file", path);
  kt_cli_json_bool (builder, "good", error == NULL);
  if (error && (!mistakes || mistakes->len == 0))
    kt_cli_json_string (builder, "error", error->message);
  add_mistakes (builder, mistakes);
  json_builder_end_object (builder);
}

/* @builder: of --json, or NULL */
static gboolean
lint_file (const char *path, JsonBuilder *builder)
{
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GPtrArray) mistakes = NULL;
  g_autoptr(KtExchange) exchange = NULL;

  if (g_file_get_contents (path, &text, &length, &error))
    {
      bytes = g_bytes_new_take (g_steal_pointer (&text), length);
      exchange = kt_exchange_new_from_bytes (bytes, path, FALSE, &mistakes, &error);
    }
  if (!exchange || builder)
    tell_mistakes (builder, path, mistakes, error);
  return exchange != NULL;
}

static KtExit
run_lint (const KtCommand *command, int argc, char **argv, gboolean json)
{
  g_autoptr(JsonBuilder) builder = json ? json_builder_new () : NULL;
  gboolean good = TRUE;

  if (argc < 2)
    return kt_cli_usage_error (command, _("which files?"));
  if (json)
    json_builder_begin_array (builder);
  for (int i = 1; i < argc; i++)
    good &= lint_file (argv[i], builder);
  if (json)
    {
      json_builder_end_array (builder);
      kt_cli_json_print (builder);
    }
  return good ? KT_EXIT_FINE : KT_EXIT_FINDINGS;
}

static gboolean
ask_yes (void)
{
  char answer[16] = { 0 };

  g_printerr ("%s ", _("Trust this file? Write “yes”:"));
  if (!fgets (answer, sizeof answer, stdin))
    return FALSE;
  return g_str_equal (g_strstrip (answer), "yes");
}

static void
print_to_stderr (const char *text)
{
  g_printerr ("%s", text);
}

static void
print_trust (KtExchange *exchange, gboolean trusted)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  kt_cli_json_string (builder, "id", kt_exchange_get_id (exchange));
  kt_cli_json_string (builder, "name", kt_exchange_get_name (exchange));
  kt_cli_json_string (builder, "sha256", kt_exchange_get_hash (exchange));
  kt_cli_json_strings (builder, "hosts", kt_exchange_get_hosts (exchange));
  kt_cli_json_bool (builder, "trusted", trusted);
  json_builder_end_object (builder);
  kt_cli_json_print (builder);
}

/* Once more, last: what a long file could push off the screen. */
static void
print_decisive (KtExchange *exchange)
{
  GPtrArray *environments = kt_exchange_get_environments (exchange);

  print_strings (_("Talks to:"), kt_exchange_get_hosts (exchange));
  g_print ("\n");
  for (guint i = 0; i < environments->len; i++)
    {
      const KtEnvironment *environment = g_ptr_array_index (environments, i);
      g_auto(GStrv) requests = kt_exchange_list_requests (exchange, environment->id);

      print_within (_("A check sends:"), requests);
    }
}

static KtExit
run_trust (const KtCommand *command, int argc, char **argv, gboolean json)
{
  g_autoptr(KtCatalogue) catalogue = open_catalogue ();
  g_autoptr(GPtrArray) mistakes = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(KtExchange) exchange = NULL;
  gboolean trusted;

  if (argc != 2)
    return kt_cli_usage_error (command, _("which file?"));
  /* What is read before the answer goes where the question goes. */
  if (json)
    g_set_print_handler (print_to_stderr);
  exchange = kt_catalogue_load_custom (catalogue, argv[1], &mistakes, &error);
  if (!exchange)
    {
      print_mistakes (mistakes);
      g_set_print_handler (NULL);
      return kt_cli_fail (error);
    }

  print_exchange (exchange);
  print_decisive (exchange);
  g_print ("\n%s\n", _("Whoever wrote this file decides what is sent to these hosts with a key you add for it. It cannot order or "
                       "withdraw through Keyturn, but it can have your key sign for a host of its own."));
  trusted = ask_yes ();
  if (json)
    g_set_print_handler (NULL);
  if (trusted && !kt_catalogue_trust (catalogue, argv[1], kt_exchange_get_hash (exchange), &error))
    return kt_cli_fail (error);

  if (json)
    print_trust (exchange, trusted);
  else if (trusted)
    g_print (_("“%s” can be used now. When the file changes it must be trusted again.\n"), kt_exchange_get_name (exchange));
  else
    g_print ("%s\n", _("Not trusted. Nothing was changed."));
  return trusted ? KT_EXIT_FINE : KT_EXIT_FINDINGS;
}

/* ── The command ── */

static const struct {
  const char *name;
  KtExit    (*run) (const KtCommand *command, int argc, char **argv, gboolean json);
} verbs[] = {
  { "list", run_list },
  { "show", run_show },
  { "lint", run_lint },
  { "trust", run_trust },
};

static KtExit
run (int argc, char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "long", 'l', 0, G_OPTION_ARG_NONE, &wants_table, N_("With list: what is known of each, as a table"), NULL },
    KT_CLI_JSON_ENTRY (&json),
    { NULL }
  };
  KtExit leave = KT_EXIT_FINE;

  if (!kt_cli_parse (&kt_cmd_exchanges, entries, &argc, &argv, &leave))
    return leave;
  if (wants_table && (argc < 2 || !g_str_equal (argv[1], "list")))
    return kt_cli_usage_error (&kt_cmd_exchanges, _("--long belongs to list"));
  for (guint i = 0; argc > 1 && i < G_N_ELEMENTS (verbs); i++)
    {
      if (g_str_equal (argv[1], verbs[i].name))
        return verbs[i].run (&kt_cmd_exchanges, argc - 1, argv + 1, json);
    }
  return kt_cli_usage_error (&kt_cmd_exchanges, _("say list, show, lint or trust"));
}

const KtCommand kt_cmd_exchanges = {
  .name = "exchanges",
  .summary = N_("What is known of each exchange; definitions of your own"),
  .usage = "list [--long]|show ID|lint FILE…|trust FILE [--json]",
  .examples = "  keyturn exchanges show bitget\n"
              "  keyturn exchanges lint my-exchange.json    every mistake with its place; exit code 1\n"
              "  keyturn exchanges trust my-exchange.json   shows what it would send and asks",
  .run = run,
};
