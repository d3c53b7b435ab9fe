/* kt-cli.h: what every command of the command line shares
 *
 * A command is one file with one KtCommand. It parses its own options, opens what it needs, prints
 * to standard output (a person's text, or with --json one document) and says errors on standard
 * error. With --json a failure before there is a document is a document too, {"error": {"code",
 * "sentence"}}: whoever reads standard output always finds exactly one. Exit codes are documented in --help and mean the same everywhere.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-keeper.h"

G_BEGIN_DECLS

typedef enum {
  KT_EXIT_FINE = 0,
  KT_EXIT_FINDINGS = 1,     /* findings that need attention, failed checks, mistakes in a file, or any other failure */
  KT_EXIT_USAGE = 2,
  KT_EXIT_KEYRING = 3,      /* locked, missing, or another one */
  KT_EXIT_NETWORK = 4,      /* nothing could be reached */
} KtExit;

typedef struct {
  const char *name;
  const char *summary;      /* one line, translatable */
  const char *usage;        /* "KEY [--json]" */
  const char *examples;     /* lines, or NULL */
  KtExit    (*run) (int argc, char **argv);   /* argv[0] is the command's name */
} KtCommand;

extern const KtCommand kt_cmd_add, kt_cmd_list, kt_cmd_show, kt_cmd_check, kt_cmd_edit, kt_cmd_delete, kt_cmd_undelete,
                       kt_cmd_due, kt_cmd_import, kt_cmd_export, kt_cmd_restore, kt_cmd_exchanges, kt_cmd_sign,
                       kt_cmd_rotate, kt_cmd_given_to, kt_cmd_panic;

/* ── Options ── */

/* The option every command has; @variable is a gboolean. */
#define KT_CLI_JSON_ENTRY(variable) \
  { "json", 0, 0, G_OPTION_ARG_NONE, variable, N_("Print one JSON document"), NULL }

/* Parses @entries for @command; says what is wrong itself. Arguments left over stay in @argv. FALSE: leave with @ret_exit. */
gboolean  kt_cli_parse       (const KtCommand *command, const GOptionEntry *entries, int *argc, char ***argv, KtExit *ret_exit);
/* "keyturn check: TEXT" and how to get help. */
KtExit    kt_cli_usage_error (const KtCommand *command, const char *text);

/* ── The keeper ── */

/* Opens the ledger and looks at the keyring. With @unlock the keyring is opened too and may ask for its password.
 * NULL: it was said why, leave with @ret_exit. What was finished or undone at start is said on standard error. (transfer full) */
KtKeeper *kt_cli_open        (gboolean unlock, KtExit *ret_exit);
/* The key that @name means, or NULL: it was said. */
KtKey    *kt_cli_find_key    (KtKeeper *keeper, const char *name);
/* Both, for a command that is about the one key of argv[1]; the keyring stays as it is. NULL: leave with @ret_exit. (transfer none) */
KtKey    *kt_cli_open_key    (const KtCommand *command, int argc, char **argv, KtKeeper **ret_keeper, KtExit *ret_exit);

/* The callback of any asynchronous call, and the wait for it. */
void      kt_cli_keep_result (GObject *source, GAsyncResult *result, gpointer slot);
void      kt_cli_await       (GAsyncResult **slot);
/* Is cancelled by Ctrl+C. (transfer none) */
GCancellable *kt_cli_cancellable (void);

/* ── Saying ── */

/* One sentence with its remedy on standard error; the exit code that goes with it. */
KtExit    kt_cli_fail        (const GError *error);
/* The same for what has a sentence of its own. @code: a word for --json. */
KtExit    kt_cli_fail_with   (KtExit exit, const char *code, const char *sentence);
/* --json was among the arguments: people's text stays away from standard output. */
gboolean  kt_cli_wants_json  (void);
/* The last failure for --json: its code and its sentence, or NULL. (transfer none) */
const char *kt_cli_get_failure (const char **ret_code);
gint64    kt_cli_now_ms      (void);

G_END_DECLS
