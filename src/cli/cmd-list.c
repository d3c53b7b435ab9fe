/* keyturn list: all keys, worst first
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "kt-cli.h"
#include "kt-cli-json.h"
#include "kt-words.h"

static void
print_key (KtKey *key, KtCatalogue *catalogue)
{
  const KtRecord *record = kt_key_get_record (key);
  KtExchange *exchange = kt_catalogue_get (catalogue, record->exchange, NULL);
  g_autofree char *place = exchange ? kt_words_environment (exchange, record->environment) : g_strdup (record->exchange);
  g_autofree char *state = kt_words_state (key, kt_cli_now_ms ());
  g_autofree char *rights = kt_words_rights_summary (kt_key_get_good_report (key));

  g_print ("%.8s  %s · %s\n          %s\n          %s\n", record->id, kt_key_get_label (key), place, state, rights);
}

static KtExit
run (int argc, char **argv)
{
  gboolean json = FALSE, attention = FALSE, deleted = FALSE;
  g_autofree char *tag = NULL;
  g_autofree char *exchange = NULL;
  const GOptionEntry entries[] = {
    { "attention", 0, 0, G_OPTION_ARG_NONE, &attention, N_("Only keys that need attention"), NULL },
    { "deleted", 0, 0, G_OPTION_ARG_NONE, &deleted, N_("Deleted and retired keys instead"), NULL },
    { "tag", 't', 0, G_OPTION_ARG_STRING, &tag, N_("Only keys with this tag"), N_("TAG") },
    { "exchange", 'e', 0, G_OPTION_ARG_STRING, &exchange, N_("Only keys of this exchange"), N_("ID") },
    KT_CLI_JSON_ENTRY (&json),
    { NULL }
  };
  KtExit leave = KT_EXIT_FINE;
  g_autoptr(KtKeeper) keeper = NULL;
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  KtKeyList *keys;
  guint n;

  if (!kt_cli_parse (&kt_cmd_list, entries, &argc, &argv, &leave))
    return leave;
  if (argc > 1)
    return kt_cli_usage_error (&kt_cmd_list, _("too many arguments"));
  keeper = kt_cli_open (FALSE, &leave);
  if (!keeper)
    return leave;

  keys = kt_keeper_get_keys (keeper);
  kt_key_list_set_filter (keys, deleted ? KT_FILTER_RETIRED : attention ? KT_FILTER_ATTENTION : KT_FILTER_ALL);
  kt_key_list_set_tag (keys, tag);
  kt_key_list_set_exchange (keys, exchange);
  n = g_list_model_get_n_items (G_LIST_MODEL (keys));

  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(KtKey) key = g_list_model_get_item (G_LIST_MODEL (keys), i);

      if (json)
        kt_cli_json_key (builder, key, FALSE);
      else
        print_key (key, kt_keeper_get_catalogue (keeper));
      if (kt_key_get_severity (key) >= KT_SEVERITY_SERIOUS && !deleted)
        leave = KT_EXIT_FINDINGS;
    }
  json_builder_end_array (builder);
  if (json)
    kt_cli_json_print (builder);
  else if (n == 0)
    g_print ("%s\n", _("There is no key. “keyturn add” adds one."));
  return leave;
}

const KtCommand kt_cmd_list = {
  .name = "list",
  .summary = N_("List keys, worst first"),
  .usage = "[--attention|--deleted] [--tag TAG] [--exchange ID] [--json]",
  .examples = "  keyturn list --attention\n  keyturn list --tag bot --json",
  .run = run,
};
