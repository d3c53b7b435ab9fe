/* keyturn given-to: every key that somebody was ever given, also those of long ago
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "kt-cli.h"
#include "kt-cli-json.h"
#include "kt-ledger-rotation.h"
#include "kt-words.h"

static const char *
exchange_name (KtKeeper *keeper, const char *id)
{
  KtExchange *exchange = kt_catalogue_get (kt_keeper_get_catalogue (keeper), id, NULL);

  return exchange ? kt_exchange_get_name (exchange) : id;
}

static void
print_given (KtKeeper *keeper, const KtGiven *given)
{
  g_autofree char *since = kt_words_day (given->since_ms, kt_cli_now_ms ());
  g_autofree char *until = given->until_ms ? kt_words_day (given->until_ms, kt_cli_now_ms ()) : NULL;
  g_autofree char *what = given->label ? g_strdup (given->label)
                                       /* Translators: the beginning of the id of a key that is not here any more */
                                       : g_strdup_printf (_("a key that was wiped here (%.8s)"), given->key_id);

  /* Translators: who; the key; its exchange; which credential of that key; since when */
  g_print (_("%1$s: %2$s, %3$s, credential %4$u, since %5$s"), given->name, what, exchange_name (keeper, given->exchange),
           given->generation, since);
  if (until)
    /* Translators: %s is a day; it follows "since 3 Dec" */
    g_print (_(", taken from the list on %s"), until);
  g_print ("; %s\n", given->is_current ? _("this credential is the current one") : _("whether this credential still works is not known here"));
}

static void
add_given (JsonBuilder *builder, const KtGiven *given)
{
  json_builder_begin_object (builder);
  kt_cli_json_string (builder, "name", given->name);
  kt_cli_json_string (builder, "id", given->key_id);
  kt_cli_json_string (builder, "label", given->label);
  kt_cli_json_string (builder, "exchange", given->exchange);
  kt_cli_json_string (builder, "state", given->label ? kt_state_to_word (given->state) : "wiped");
  kt_cli_json_number (builder, "generation", given->generation);
  kt_cli_json_bool (builder, "current", given->is_current);
  kt_cli_json_time (builder, "since", given->since_ms);
  kt_cli_json_time (builder, "until", given->until_ms);
  json_builder_end_object (builder);
}

static KtExit
run (int argc, char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    KT_CLI_JSON_ENTRY (&json),
    { NULL }
  };
  KtExit leave = KT_EXIT_FINE;
  g_autoptr(KtKeeper) keeper = NULL;
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(GError) error = NULL;

  if (!kt_cli_parse (&kt_cmd_given_to, entries, &argc, &argv, &leave))
    return leave;
  if (argc > 2)
    return kt_cli_usage_error (&kt_cmd_given_to, _("too many arguments"));
  if (!(keeper = kt_cli_open (FALSE, &leave)))
    return leave;
  if (!(list = kt_ledger_list_given (kt_keeper_get_ledger (keeper), argc > 1 ? argv[1] : NULL, &error)))
    return kt_cli_fail (error);

  json_builder_begin_array (builder);
  for (guint i = 0; i < list->len; i++)
    {
      if (json)
        add_given (builder, g_ptr_array_index (list, i));
      else
        print_given (keeper, g_ptr_array_index (list, i));
    }
  json_builder_end_array (builder);
  if (json)
    kt_cli_json_print (builder);
  else if (list->len == 0)
    g_print ("%s\n", _("Nobody of that name was ever given a key, as far as it was written down here."));
  return KT_EXIT_FINE;
}

const KtCommand kt_cmd_given_to = {
  .name = "given-to",
  .summary = N_("Every key that somebody was ever given, also long ago"),
  .usage = "[NAME] [--json]",
  .examples = "  keyturn given-to \"Grid bot\"",
  .run = run,
};
