/* keyturn export, keyturn restore: all keys in one encrypted file, and back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "kt-cli.h"
#include "kt-cli-input.h"
#include "kt-cli-json.h"
#include "kt-error.h"
#include "kt-ledger-rotation.h"

static KtSecret *
ask_passphrase (gboolean confirm, KtExit *ret_exit)
{
  g_autoptr(GError) error = NULL;
  KtSecret *passphrase = kt_cli_read_passphrase (confirm, &error);

  if (!passphrase)
    *ret_exit = kt_cli_fail (error);
  return passphrase;
}

/* Two numbers about one file. */
static void
print_counts (const char *file, const char *name, guint n, const char *other_name, guint n_other)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  kt_cli_json_string (builder, "file", file);
  kt_cli_json_number (builder, name, n);
  kt_cli_json_number (builder, other_name, n_other);
  json_builder_end_object (builder);
  kt_cli_json_print (builder);
}

/* The file holds the current credential of each key only. */
static void
warn_of_rotations (KtKeeper *keeper)
{
  g_autoptr(GPtrArray) rotations = kt_ledger_list_rotations (kt_keeper_get_ledger (keeper), NULL);
  guint n = 0;

  for (guint i = 0; rotations && i < rotations->len; i++)
    n += ((const KtRotation *) g_ptr_array_index (rotations, i))->to_generation > 0;
  if (n > 0)
    {
      g_printerr (ngettext ("%u key is in a rotation: only its current credential was written, not the other one.\n",
                            "%u keys are in a rotation: only their current credentials were written, not the other ones.\n", n), n);
    }
}

static KtExit
run_export (int argc, char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    KT_CLI_JSON_ENTRY (&json),
    { NULL }
  };
  KtExit leave = KT_EXIT_FINE;
  g_autoptr(KtKeeper) keeper = NULL;
  g_autoptr(KtSecret) passphrase = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  guint n_keys = 0, n_missing = 0;

  if (!kt_cli_parse (&kt_cmd_export, entries, &argc, &argv, &leave))
    return leave;
  if (argc != 2)
    return kt_cli_usage_error (&kt_cmd_export, _("to which file?"));
  passphrase = ask_passphrase (TRUE, &leave);
  if (!passphrase)
    return leave;
  keeper = kt_cli_open (TRUE, &leave);
  if (!keeper)
    return leave;

  kt_keeper_export_async (keeper, argv[1], passphrase, kt_cli_cancellable (), kt_cli_keep_result, &result);
  kt_cli_await (&result);
  if (!kt_keeper_export_finish (keeper, result, &n_keys, &n_missing, &error))
    return kt_cli_fail (error);
  if (json)
    {
      print_counts (argv[1], "keys", n_keys, "without_secret", n_missing);
    }
  else
    {
      g_print (ngettext ("%u key written, read back and compared.\n", "%u keys written, read back and compared.\n", n_keys), n_keys);
      g_print (_("“gpg --decrypt” opens the file with the passphrase.\n"));
    }
  warn_of_rotations (keeper);
  if (n_missing > 0)
    {
      g_printerr (ngettext ("%u key has no secret in the keyring; only what is noted about it was written.\n",
                            "%u keys have no secret in the keyring; only what is noted about them was written.\n", n_missing),
                  n_missing);
      return KT_EXIT_FINDINGS;
    }
  return KT_EXIT_FINE;
}

static KtExit
run_restore (int argc, char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    KT_CLI_JSON_ENTRY (&json),
    { NULL }
  };
  KtExit leave = KT_EXIT_FINE;
  g_autoptr(KtKeeper) keeper = NULL;
  g_autoptr(KtSecret) passphrase = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  guint n_added = 0, n_known = 0;

  if (!kt_cli_parse (&kt_cmd_restore, entries, &argc, &argv, &leave))
    return leave;
  if (argc != 2)
    return kt_cli_usage_error (&kt_cmd_restore, _("from which file?"));
  passphrase = ask_passphrase (FALSE, &leave);
  if (!passphrase)
    return leave;
  keeper = kt_cli_open (TRUE, &leave);
  if (!keeper)
    return leave;

  kt_keeper_restore_async (keeper, argv[1], passphrase, kt_cli_cancellable (), kt_cli_keep_result, &result);
  kt_cli_await (&result);
  if (!kt_keeper_restore_finish (keeper, result, &n_added, &n_known, &error))
    return g_error_matches (error, KT_ERROR, KT_ERROR_NOT_ALLOWED)
      ? kt_cli_fail_with (KT_EXIT_FINDINGS, "wrong-passphrase", _("The passphrase does not open this file. Nothing was changed."))
      : kt_cli_fail (error);
  if (json)
    {
      print_counts (argv[1], "added", n_added, "known", n_known);
    }
  else
    {
      g_print (ngettext ("%u key added", "%u keys added", n_added), n_added);
      g_print (ngettext (", %u was here already.\n", ", %u were here already.\n", n_known), n_known);
    }
  return KT_EXIT_FINE;
}

const KtCommand kt_cmd_export = {
  .name = "export",
  .summary = N_("Write all keys into one file, encrypted for a passphrase"),
  .usage = "FILE [--json]",
  .examples = "  keyturn export keys.gpg                  asks for a passphrase\n"
              "  keyturn export keys.gpg < passphrase.txt",
  .run = run_export,
};

const KtCommand kt_cmd_restore = {
  .name = "restore",
  .summary = N_("Add the keys of an exported file that are not here yet"),
  .usage = "FILE [--json]",
  .examples = "  keyturn restore keys.gpg",
  .run = run_restore,
};
