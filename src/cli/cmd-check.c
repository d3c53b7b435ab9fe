/* keyturn check: asks the exchanges what keys can really do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "kt-cli.h"
#include "kt-cli-json.h"
#include "kt-words.h"

typedef struct {
  KtKeeper    *keeper;
  JsonBuilder *builder;     /* NULL: a person reads along */
  guint        done;
  guint        unreachable;
  gboolean     attention;
} Run;

static void
tell (Run *run, KtKey *key)
{
  KtReport *report = kt_key_get_report (key);

  run->done++;
  if (report && (report->outcomes & KT_OUTCOMES_UNREACHABLE))
    run->unreachable++;
  if (kt_key_get_severity (key) >= KT_SEVERITY_SERIOUS)
    run->attention = TRUE;

  if (run->builder)
    {
      kt_cli_json_key (run->builder, key, TRUE);
    }
  else
    {
      const KtRecord *record = kt_key_get_record (key);
      KtExchange *exchange = kt_catalogue_get (kt_keeper_get_catalogue (run->keeper), record->exchange, NULL);
      g_autofree char *state = kt_words_state (key, kt_cli_now_ms ());
      g_autofree char *text = report ? kt_words_report (report, record, exchange) : NULL;
      g_autofree char *use = kt_words_use (key, kt_cli_now_ms ());

      g_print ("%s: %s\n", kt_key_get_label (key), state);
      if (text && !kt_report_is_good (report))
        g_print ("    %s\n", text);
      if (use)
        g_print ("    %s\n", use);
    }
}

/* In the list of keys: which one was not checked, and why. */
static KtExit
tell_failure (Run *run, const char *name, KtExit leave)
{
  if (!run->builder)
    return leave;
  json_builder_begin_object (run->builder);
  if (name)
    kt_cli_json_string (run->builder, "key", name);
  kt_cli_json_failure (run->builder);
  json_builder_end_object (run->builder);
  return leave;
}

static void
all_cb (const KtCheckAllProgress *progress, KtKey *latest, gpointer user_data)
{
  if (latest)
    tell (user_data, latest);
}

static KtExit
check_all (Run *run)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  KtCheckAllProgress progress = { 0 };
  KtExit leave = KT_EXIT_FINE;

  kt_keeper_check_all_async (run->keeper, all_cb, run, kt_cli_cancellable (), kt_cli_keep_result, &result);
  kt_cli_await (&result);
  if (!kt_keeper_check_all_finish (run->keeper, result, &progress, &error))
    leave = tell_failure (run, NULL, kt_cli_fail (error));
  if (progress.stopped > 0)
    g_printerr (ngettext ("%u key was left out: you stopped its checks. Check it by name.\n",
                          "%u keys were left out: you stopped their checks. Check them by name.\n", progress.stopped), progress.stopped);
  if (progress.left_out > progress.stopped)
    g_printerr (ngettext ("%u key was left out: checking it could disturb a bot, or it is paused. Check it by name.\n",
                          "%u keys were left out: checking them could disturb a bot, or they are paused. Check them by name.\n",
                          progress.left_out - progress.stopped), progress.left_out - progress.stopped);
  if (progress.offline)
    g_printerr ("%s\n", _("No exchange could be reached. Is this computer online?"));
  return leave;
}

static KtExit
check_one (Run *run, const char *name, gboolean raise_nonce, gboolean address_allowed)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(KtReport) report = NULL;
  KtKey *key = kt_cli_find_key (run->keeper, name);
  const KtRecord *record;
  KtExchange *exchange;

  if (!key)
    return tell_failure (run, name, KT_EXIT_FINDINGS);
  record = kt_key_get_record (key);
  exchange = kt_catalogue_get (kt_keeper_get_catalogue (run->keeper), record->exchange, NULL);
  if (exchange && !raise_nonce && !record->nonce_allowed && kt_exchange_has_rising_nonce (exchange, record->environment))
    {
      /* Translators: %s is the label of a key */
      g_autofree char *sentence = g_strdup_printf (_("%s: this exchange wants every request’s number to rise. A bot that uses this "
                                                     "key right now could be refused once. Say --raise-nonce to check it."),
                                                   record->label);

      return tell_failure (run, name, kt_cli_fail_with (KT_EXIT_FINDINGS, "not-allowed", sentence));
    }

  if (exchange && !address_allowed && kt_exchange_wrong_address_disables (exchange))
    {
      /* Translators: %1$s is the label of a key, %2$s what would happen */
      g_autofree char *sentence = g_strdup_printf (_("%1$s: %2$s Say --address-allowed to check it."), record->label,
                                                   kt_words_wrong_address ());

      return tell_failure (run, name, kt_cli_fail_with (KT_EXIT_FINDINGS, "not-allowed", sentence));
    }

  kt_keeper_check_async (run->keeper, key, TRUE, NULL, NULL, kt_cli_cancellable (), kt_cli_keep_result, &result);
  kt_cli_await (&result);
  report = kt_keeper_check_finish (run->keeper, result, &error);
  if (!report)
    return tell_failure (run, name, kt_cli_fail (error));
  tell (run, key);
  return KT_EXIT_FINE;
}

static KtExit
run (int argc, char **argv)
{
  gboolean json = FALSE, all = FALSE, raise_nonce = FALSE, address_allowed = FALSE;
  const GOptionEntry entries[] = {
    { "all", 'a', 0, G_OPTION_ARG_NONE, &all, N_("Check every key"), NULL },
    { "raise-nonce", 0, 0, G_OPTION_ARG_NONE, &raise_nonce, N_("Also where a running bot could be refused once"), NULL },
    { "address-allowed", 0, 0, G_OPTION_ARG_NONE, &address_allowed, N_("The keys may be used from this computer’s address"), NULL },
    KT_CLI_JSON_ENTRY (&json),
    { NULL }
  };
  KtExit leave = KT_EXIT_FINE;
  g_autoptr(KtKeeper) keeper = NULL;
  g_autoptr(JsonBuilder) builder = NULL;
  Run state = { 0 };

  if (!kt_cli_parse (&kt_cmd_check, entries, &argc, &argv, &leave))
    return leave;
  if (all == (argc > 1))
    return kt_cli_usage_error (&kt_cmd_check, _("name the keys to check, or say --all"));
  keeper = kt_cli_open (TRUE, &leave);
  if (!keeper)
    return leave;

  if (json)
    {
      builder = json_builder_new ();
      json_builder_begin_array (builder);
    }
  state.keeper = keeper;
  state.builder = builder;
  if (all)
    leave = check_all (&state);
  for (int i = 1; i < argc && !g_cancellable_is_cancelled (kt_cli_cancellable ()); i++)
    {
      /* On its own line: MAX() would check the key twice. */
      KtExit one = check_one (&state, argv[i], raise_nonce, address_allowed);

      leave = MAX (leave, one);
    }
  if (json)
    {
      json_builder_end_array (builder);
      kt_cli_json_print (builder);
    }

  if (leave != KT_EXIT_FINE)
    return leave;
  if (state.done > 0 && state.unreachable == state.done)
    return KT_EXIT_NETWORK;
  return state.attention ? KT_EXIT_FINDINGS : KT_EXIT_FINE;
}

const KtCommand kt_cmd_check = {
  .name = "check",
  .summary = N_("Ask the exchanges what keys can really do"),
  .usage = "[KEY…|--all] [--raise-nonce] [--address-allowed] [--json]",
  .examples = "  keyturn check \"Bitget main\"\n  keyturn check --all --json",
  .run = run,
};
