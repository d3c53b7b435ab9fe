/* keyturn edit: changes what is noted about a key; its credential stays as it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "kt-cli.h"
#include "kt-cli-json.h"
#include "kt-cli-record.h"

static KtExit
run (int argc, char **argv)
{
  g_auto(KtCliRecord) given = { 0 };
  g_autofree GOptionEntry *entries = kt_cli_record_entries (&given);
  KtExit leave = KT_EXIT_FINE;
  g_autoptr(KtKeeper) keeper = NULL;
  g_autoptr(KtRecord) record = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  KtKey *key;

  if (!kt_cli_parse (&kt_cmd_edit, entries, &argc, &argv, &leave) ||
      !(key = kt_cli_open_key (&kt_cmd_edit, argc, argv, &keeper, &leave)))
    return leave;

  record = kt_record_copy (kt_key_get_record (key));
  if (!kt_cli_record_apply (&given, record, &error))
    return kt_cli_usage_error (&kt_cmd_edit, error->message);
  if (!record->label)
    return kt_cli_usage_error (&kt_cmd_edit, _("a key needs a label"));
  kt_keeper_edit_async (keeper, key, record, kt_cli_cancellable (), kt_cli_keep_result, &result);
  kt_cli_await (&result);
  if (!kt_keeper_edit_finish (keeper, result, &error))
    return kt_cli_fail (error);
  if (given.json)
    kt_cli_json_print_key (key);
  else
    g_print (_("“%s” changed.\n"), kt_key_get_label (key));
  return KT_EXIT_FINE;
}

const KtCommand kt_cmd_edit = {
  .name = "edit",
  .summary = N_("Change label, tags, meant rights, place, dates or rotation of a key"),
  .usage = "KEY [OPTION…] [--json]",
  .examples = "  keyturn edit \"Bitget main\" --may read,spot --tag bot --rotate 90\n"
              "  keyturn edit \"Bitget main\" --used-on vps-ams --address 203.0.113.7",
  .run = run,
};
