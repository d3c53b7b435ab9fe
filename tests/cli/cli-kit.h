/* cli-kit.h: the real keyturn as a process of its own, for tests of the command line
 *
 * The program stands in the environment variable KT_KEYTURN.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-test-util.h"

G_BEGIN_DECLS

typedef struct {
  int   status;         /* exit code; -1: ended by a signal */
  char *out;            /* owned: standard output */
  char *err;            /* owned: standard error */
} CliRun;

/* @input: all of standard input, or NULL for none; @arguments: as a shell reads them, without the program. (transfer full) */
CliRun     *cli_run       (const char *input, const char *arguments) G_GNUC_WARN_UNUSED_RESULT;
/* Fails the test with what was said when the exit code is another. (transfer full) */
CliRun     *cli_expect    (int status, const char *input, const char *arguments);
/* The started process with pipes, for what cannot wait for the end. (transfer full) */
GSubprocess *cli_start    (const char *arguments);
CliRun     *cli_finish    (GSubprocess *process, const char *input);
void        cli_run_free  (CliRun *self);
/* Standard output as one JSON document; fails the test when it is none. (transfer full) */
JsonNode   *cli_json      (const CliRun *run);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliRun, cli_run_free)

G_END_DECLS
