/* keyturn: the command line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "kt-cli.h"
#include "kt-cli-json.h"
#include "kt-words.h"

static const KtCommand *const commands[] = {
  &kt_cmd_add, &kt_cmd_list, &kt_cmd_show, &kt_cmd_check, &kt_cmd_edit, &kt_cmd_delete, &kt_cmd_undelete,
  &kt_cmd_due, &kt_cmd_rotate, &kt_cmd_given_to, &kt_cmd_panic,
  &kt_cmd_import, &kt_cmd_export, &kt_cmd_restore, &kt_cmd_exchanges, &kt_cmd_sign,
};

static void
print_help (void)
{
  g_print (_("Usage: keyturn COMMAND [OPTION…]"));
  g_print ("\n\n%s\n\n%s\n", _("Keeps exchange API keys in order: in the keyring, checked with a signed request, never forgotten."),
           _("Commands:"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-11s %s\n", commands[i]->name, _(commands[i]->summary));
  g_print ("\n%s\n", _("Exit codes:\n"
                       "  0  fine\n"
                       "  1  findings that need attention, failed checks, mistakes in a file, other failures\n"
                       "  2  wrong usage\n"
                       "  3  the keyring is locked, missing, or not the one that holds these keys\n"
                       "  4  nothing could be reached over the network"));
  g_print ("\n%s\n", _("With --json every command prints exactly one JSON document; one that fails prints\n"
                       "{\"error\": {\"code\", \"sentence\"}}. No document ever holds a secret."));
  g_print ("\n%s\n", _("Examples:\n"
                       "  keyturn add --exchange kraken --label \"Kraken tax\" --may read   asks for the key without echo\n"
                       "  keyturn check --all\n"
                       "  keyturn due --json\n"
                       "  keyturn COMMAND --help"));
}

static void
print_to_stderr (const char *text)
{
  g_printerr ("%s", text);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  kt_secret_guard_process ();
  kt_words_init ();
  g_set_prgname ("keyturn");

  if (argc < 2)
    {
      /* Whoever reads standard output gets nothing that was not asked for. */
      g_set_print_handler (print_to_stderr);
      print_help ();
      return KT_EXIT_USAGE;
    }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h") || g_str_equal (argv[1], "help"))
    {
      print_help ();
      return KT_EXIT_FINE;
    }
  if (g_str_equal (argv[1], "--version"))
    {
      g_print ("Keyturn %s\n", KT_VERSION);
      return KT_EXIT_FINE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (g_str_equal (argv[1], commands[i]->name))
        {
          KtExit leave = commands[i]->run (argc - 1, argv + 1);

          kt_cli_json_finish ();
          return leave;
        }
    }
  g_printerr (_("“%s” is no command of keyturn. Try “keyturn --help”."), argv[1]);
  g_printerr ("\n");
  return KT_EXIT_USAGE;
}
