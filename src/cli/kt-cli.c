/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-cli.h"

#include <glib/gi18n.h>
#include <glib-unix.h>
#include <signal.h>

#include "kt-error.h"
#include "kt-settings.h"
#include "kt-words.h"

/* What a command knows of how it was called and how it failed; one command runs in a process. */
static struct {
  gboolean    wants_json;
  const char *code;         /* of the last failure */
  char       *sentence;     /* owned */
} called;

gboolean
kt_cli_wants_json (void)
{
  return called.wants_json;
}

const char *
kt_cli_get_failure (const char **ret_code)
{
  *ret_code = called.code;
  return called.sentence;
}

/* ── Options ── */

/* Before parsing: also a mistake in the options is told as a document. */
static void
look_for_json (int argc, char **argv)
{
  for (int i = 1; i < argc && !g_str_equal (argv[i], "--"); i++)
    called.wants_json |= g_str_equal (argv[i], "--json");
}

static char *
make_summary (const KtCommand *command)
{
  return g_strdup (_(command->summary));
}

static char *
make_description (const KtCommand *command)
{
  if (!command->examples)
    return NULL;
  return g_strdup_printf ("%s\n%s", _("Examples:"), command->examples);
}

gboolean
kt_cli_parse (const KtCommand *command, const GOptionEntry *entries, int *argc, char ***argv, KtExit *ret_exit)
{
  g_autofree char *program = g_strdup_printf ("%s %s", g_get_prgname (), command->name);
  g_autoptr(GOptionContext) context = g_option_context_new (command->usage);
  g_autofree char *summary = make_summary (command);
  g_autofree char *description = make_description (command);
  g_autofree char *before = g_strdup (g_get_prgname ());
  g_autoptr(GError) error = NULL;
  gboolean parsed;

  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, description);
  if (entries)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  look_for_json (*argc, *argv);

  /* --help names the command with the program. */
  g_set_prgname (program);
  parsed = g_option_context_parse (context, argc, argv, &error);
  g_set_prgname (before);
  if (!parsed)
    {
      *ret_exit = kt_cli_usage_error (command, error->message);
      return FALSE;
    }
  return TRUE;
}

KtExit
kt_cli_usage_error (const KtCommand *command, const char *text)
{
  g_autofree char *sentence = g_strdup_printf ("keyturn %s: %s", command->name, text);

  kt_cli_fail_with (KT_EXIT_USAGE, "usage", sentence);
  g_printerr (_("Try “keyturn %s --help”."), command->name);
  g_printerr ("\n");
  return KT_EXIT_USAGE;
}

/* ── Waiting ── */

void
kt_cli_keep_result (GObject *source, GAsyncResult *result, gpointer slot)
{
  *(GAsyncResult **) slot = g_object_ref (result);
}

void
kt_cli_await (GAsyncResult **slot)
{
  while (!*slot)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
interrupted_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_CONTINUE;
}

GCancellable *
kt_cli_cancellable (void)
{
  static GCancellable *cancellable;

  if (!cancellable)
    {
      cancellable = g_cancellable_new ();
      g_unix_signal_add (SIGINT, interrupted_cb, cancellable);
    }
  return cancellable;
}

/* ── The keeper ── */

static void
recovered_cb (KtKeeper *keeper, char **what)
{
  for (guint i = 0; what && what[i]; i++)
    {
      if (g_str_has_prefix (what[i], "undid-add:"))
        g_printerr ("%s\n", _("An unfinished key was removed: its secret never reached the keyring."));
      else if (g_str_has_prefix (what[i], "finished-add:"))
        g_printerr ("%s\n", _("A key that was being added is complete now."));
      else if (g_str_has_prefix (what[i], "ledger-set-aside:"))
        g_printerr ("%s\n", _("The list of keys was damaged and has been set aside. Unlock the keyring to rebuild it."));
      else if (g_str_has_prefix (what[i], "ledger-rebuilt:"))
        g_printerr ("%s\n", _("The list of keys was rebuilt from your keyring."));
    }
}

KtKeeper *
kt_cli_open (gboolean unlock, KtExit *ret_exit)
{
  g_autoptr(KtKeeper) keeper = kt_keeper_new (NULL);
  g_autoptr(GAsyncResult) opened = NULL;
  g_autoptr(GAsyncResult) unlocked = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSettings) settings = kt_settings_new ();
  const KtPolicy policy = kt_policy_from_settings (settings);

  kt_keeper_set_policy (keeper, &policy);
  g_signal_connect (keeper, "recovered", G_CALLBACK (recovered_cb), NULL);
  kt_keeper_open_async (keeper, kt_cli_cancellable (), kt_cli_keep_result, &opened);
  kt_cli_await (&opened);
  if (!kt_keeper_open_finish (keeper, opened, &error))
    {
      *ret_exit = kt_cli_fail (error);
      return NULL;
    }
  if (unlock)
    {
      kt_keeper_unlock_async (keeper, kt_cli_cancellable (), kt_cli_keep_result, &unlocked);
      kt_cli_await (&unlocked);
      if (!kt_keeper_unlock_finish (keeper, unlocked, &error))
        {
          *ret_exit = kt_cli_fail (error);
          return NULL;
        }
    }
  return g_steal_pointer (&keeper);
}

KtKey *
kt_cli_find_key (KtKeeper *keeper, const char *name)
{
  g_autoptr(GError) error = NULL;
  KtKey *key = kt_keeper_find_by_name (keeper, name, &error);

  if (!key)
    kt_cli_fail (error);
  return key;
}

KtKey *
kt_cli_open_key (const KtCommand *command, int argc, char **argv, KtKeeper **ret_keeper, KtExit *ret_exit)
{
  g_autoptr(KtKeeper) keeper = NULL;
  KtKey *key;

  if (argc != 2)
    {
      *ret_exit = kt_cli_usage_error (command, _("which key? Give its label or its id"));
      return NULL;
    }
  if (!(keeper = kt_cli_open (FALSE, ret_exit)))
    return NULL;
  if (!(key = kt_cli_find_key (keeper, argv[1])))
    {
      *ret_exit = KT_EXIT_FINDINGS;
      return NULL;
    }
  *ret_keeper = g_steal_pointer (&keeper);
  return key;
}

/* ── Saying ── */

static KtExit
exit_for (const GError *error)
{
  if (error->domain != KT_ERROR)
    return KT_EXIT_FINDINGS;
  switch ((KtError) error->code)
    {
    case KT_ERROR_LOCKED:
    case KT_ERROR_DISMISSED:
    case KT_ERROR_NO_KEYRING:
    case KT_ERROR_NOT_OPENED:
    case KT_ERROR_OTHER_KEYRING:
      return KT_EXIT_KEYRING;
    case KT_ERROR_FAILED:
    case KT_ERROR_INVALID:
    case KT_ERROR_NOT_FOUND:
    case KT_ERROR_DAMAGED:
    case KT_ERROR_NEWER:
    case KT_ERROR_NOT_KEPT:
    case KT_ERROR_NOT_SECURE:
    case KT_ERROR_NOT_ALLOWED:
    case KT_ERROR_BUSY:
    case KT_ERROR_CLOSED:
    default:
      return KT_EXIT_FINDINGS;
    }
}

static const char *
code_for (const GError *error)
{
  if (error->domain == KT_ERROR)
    return kt_error_to_word (error->code);
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? "cancelled" : "failed";
}

KtExit
kt_cli_fail_with (KtExit exit, const char *code, const char *sentence)
{
  g_printerr ("%s\n", sentence);
  called.code = code;
  g_free (called.sentence);
  called.sentence = g_strdup (sentence);
  return exit;
}

KtExit
kt_cli_fail (const GError *error)
{
  g_autofree char *sentence = kt_words_error (error);

  return kt_cli_fail_with (exit_for (error), code_for (error), sentence);
}

gint64
kt_cli_now_ms (void)
{
  return g_get_real_time () / 1000;
}
