/* keyturn delete, keyturn undelete: hides a key for 30 days, then wipes it; brings it back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "kt-cli.h"

static KtExit
delete_now (KtKeeper *keeper, KtKey *key)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gboolean queued = FALSE;

  kt_keeper_wipe_async (keeper, key, kt_cli_cancellable (), kt_cli_keep_result, &result);
  kt_cli_await (&result);
  if (!kt_keeper_wipe_finish (keeper, result, &queued, &error))
    return kt_cli_fail (error);
  if (queued)
    g_print ("%s\n", _("Deleted. The secret will be wiped from the keyring as soon as it is unlocked."));
  else
    g_print ("%s\n", _("Deleted, and wiped from the keyring."));
  return KT_EXIT_FINE;
}

static KtExit
delete_later (KtKeeper *keeper, KtKey *key)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  kt_keeper_delete_async (keeper, key, kt_cli_cancellable (), kt_cli_keep_result, &result);
  kt_cli_await (&result);
  if (!kt_keeper_delete_finish (keeper, result, &error))
    return kt_cli_fail (error);
  g_print (_("Deleted; “keyturn undelete %.8s” restores it for %d days.\n"), kt_key_get_id (key), KT_RESTORE_DAYS);
  return KT_EXIT_FINE;
}

static KtExit
run_delete (int argc, char **argv)
{
  gboolean now = FALSE;
  const GOptionEntry entries[] = {
    { "now", 0, 0, G_OPTION_ARG_NONE, &now, N_("Wipe it from the keyring at once: there is no way back"), NULL },
    { NULL }
  };
  KtExit leave = KT_EXIT_FINE;
  g_autoptr(KtKeeper) keeper = NULL;
  KtKey *key;

  if (!kt_cli_parse (&kt_cmd_delete, entries, &argc, &argv, &leave))
    return leave;
  if (argc != 2)
    return kt_cli_usage_error (&kt_cmd_delete, _("which key? Give its label or its id"));
  keeper = kt_cli_open (FALSE, &leave);
  if (!keeper)
    return leave;
  key = kt_cli_find_key (keeper, argv[1]);
  if (!key)
    return KT_EXIT_FINDINGS;
  return now ? delete_now (keeper, key) : delete_later (keeper, key);
}

static KtExit
run_undelete (int argc, char **argv)
{
  KtExit leave = KT_EXIT_FINE;
  g_autoptr(KtKeeper) keeper = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  KtKey *key;

  if (!kt_cli_parse (&kt_cmd_undelete, NULL, &argc, &argv, &leave))
    return leave;
  if (argc != 2)
    return kt_cli_usage_error (&kt_cmd_undelete, _("which key? Give its label or its id"));
  keeper = kt_cli_open (FALSE, &leave);
  if (!keeper)
    return leave;
  key = kt_cli_find_key (keeper, argv[1]);
  if (!key)
    return KT_EXIT_FINDINGS;

  kt_keeper_undelete_async (keeper, key, kt_cli_cancellable (), kt_cli_keep_result, &result);
  kt_cli_await (&result);
  if (!kt_keeper_undelete_finish (keeper, result, &error))
    return kt_cli_fail (error);
  g_print (_("“%s” is back.\n"), kt_key_get_label (key));
  return KT_EXIT_FINE;
}

const KtCommand kt_cmd_delete = {
  .name = "delete",
  .summary = N_("Delete a key here (not at the exchange); restorable for 30 days"),
  .usage = "KEY [--now]",
  .examples = "  keyturn delete \"Old bot\"",
  .run = run_delete,
};

const KtCommand kt_cmd_undelete = {
  .name = "undelete",
  .summary = N_("Bring a deleted key back"),
  .usage = "KEY",
  .examples = "  keyturn undelete \"Old bot\"",
  .run = run_undelete,
};
