/* kt-cli.h: what every command of the command line shares
 *
 * A command is one file with one KtCommand. It parses its own options, opens what it needs, prints
 * to standard output (a person's text, or with --json one document) and says errors on standard
 * error. Exit codes are documented in --help and mean the same everywhere.
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
                       kt_cmd_due, kt_cmd_export, kt_cmd_restore, kt_cmd_exchanges, kt_cmd_sign;

/* ── Options ── */

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

/* The callback of any asynchronous call, and the wait for it. */
void      kt_cli_keep_result (GObject *source, GAsyncResult *result, gpointer slot);
void      kt_cli_await       (GAsyncResult **slot);
/* Is cancelled by Ctrl+C. (transfer none) */
GCancellable *kt_cli_cancellable (void);

/* ── Saying ── */

/* One sentence with its remedy on standard error; the exit code that goes with it. */
KtExit    kt_cli_fail        (const GError *error);
gint64    kt_cli_now_ms      (void);

G_END_DECLS
