/* keyturn delete, keyturn undelete: hides a key for 30 days, then wipes it; brings it back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "kt-cli.h"
#include "kt-cli-json.h"

/* What became of it: "hidden" till @until_ms, "wiped", or "queued" to be wiped. */
static void
print_fate (KtKey *key, const char *fate, gint64 until_ms)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  kt_cli_json_string (builder, "id", kt_key_get_id (key));
  kt_cli_json_string (builder, "label", kt_key_get_label (key));
  kt_cli_json_string (builder, "deleted", fate);
  kt_cli_json_time (builder, "restorable_until", until_ms);
  json_builder_end_object (builder);
  kt_cli_json_print (builder);
}

static KtExit
delete_now (KtKeeper *keeper, KtKey *key, gboolean json)
{
  g_autoptr(KtKey) kept = g_object_ref (key);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gboolean queued = FALSE;

  kt_keeper_wipe_async (keeper, key, kt_cli_cancellable (), kt_cli_keep_result, &result);
  kt_cli_await (&result);
  if (!kt_keeper_wipe_finish (keeper, result, &queued, &error))
    return kt_cli_fail (error);
  if (json)
    print_fate (kept, queued ? "queued" : "wiped", 0);
  else if (queued)
    g_print ("%s\n", _("Deleted. The secret will be wiped from the keyring as soon as it is unlocked."));
  else
    g_print ("%s\n", _("Deleted, and wiped from the keyring."));
  return KT_EXIT_FINE;
}

static KtExit
delete_later (KtKeeper *keeper, KtKey *key, gboolean json)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  kt_keeper_delete_async (keeper, key, kt_cli_cancellable (), kt_cli_keep_result, &result);
  kt_cli_await (&result);
  if (!kt_keeper_delete_finish (keeper, result, &error))
    return kt_cli_fail (error);
  if (json)
    print_fate (key, "hidden", kt_key_get_record (key)->deleted_ms + (gint64) KT_RESTORE_DAYS * 24 * 60 * 60 * 1000);
  else
    g_print (_("Deleted; “keyturn undelete %.8s” restores it for %d days.\n"), kt_key_get_id (key), KT_RESTORE_DAYS);
  return KT_EXIT_FINE;
}

static KtExit
run_delete (int argc, char **argv)
{
  gboolean now = FALSE, json = FALSE;
  const GOptionEntry entries[] = {
    { "now", 0, 0, G_OPTION_ARG_NONE, &now, N_("Wipe it from the keyring at once: there is no way back"), NULL },
    KT_CLI_JSON_ENTRY (&json),
    { NULL }
  };
  KtExit leave = KT_EXIT_FINE;
  g_autoptr(KtKeeper) keeper = NULL;
  KtKey *key;

  if (!kt_cli_parse (&kt_cmd_delete, entries, &argc, &argv, &leave) ||
      !(key = kt_cli_open_key (&kt_cmd_delete, argc, argv, &keeper, &leave)))
    return leave;
  return now ? delete_now (keeper, key, json) : delete_later (keeper, key, json);
}

static KtExit
run_undelete (int argc, char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    KT_CLI_JSON_ENTRY (&json),
    { NULL }
  };
  KtExit leave = KT_EXIT_FINE;
  g_autoptr(KtKeeper) keeper = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  KtKey *key;

  if (!kt_cli_parse (&kt_cmd_undelete, entries, &argc, &argv, &leave) ||
      !(key = kt_cli_open_key (&kt_cmd_undelete, argc, argv, &keeper, &leave)))
    return leave;

  kt_keeper_undelete_async (keeper, key, kt_cli_cancellable (), kt_cli_keep_result, &result);
  kt_cli_await (&result);
  if (!kt_keeper_undelete_finish (keeper, result, &error))
    return kt_cli_fail (error);
  if (json)
    kt_cli_json_print_key (key);
  else
    g_print (_("“%s” is back.\n"), kt_key_get_label (key));
  return KT_EXIT_FINE;
}

const KtCommand kt_cmd_delete = {
  .name = "delete",
  .summary = N_("Delete a key here (not at the exchange); restorable for 30 days"),
  .usage = "KEY [--now] [--json]",
  .examples = "  keyturn delete \"Old bot\"",
  .run = run_delete,
};

const KtCommand kt_cmd_undelete = {
  .name = "undelete",
  .summary = N_("Bring a deleted key back"),
  .usage = "KEY [--json]",
  .examples = "  keyturn undelete \"Old bot\"",
  .run = run_undelete,
};
