/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-kit.h"

#include <signal.h>
#include <string.h>

GSubprocess *
cli_start (const char *arguments)
{
  g_autofree char *line = g_strconcat ("keyturn ", arguments, NULL);
  g_auto(GStrv) argv = NULL;
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  /* Whoever needs no input may be gone before it is written: an error then, not the end of the test. */
  signal (SIGPIPE, SIG_IGN);
  g_assert_true (g_shell_parse_argv (line, NULL, &argv, &error));
  g_free (argv[0]);
  argv[0] = g_strdup (g_getenv ("KT_KEYTURN"));
  process = g_subprocess_newv ((const char *const *) argv,
                               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  return process;
}

static char *
to_text (GBytes *bytes)
{
  gsize length = 0;
  const char *data = bytes ? g_bytes_get_data (bytes, &length) : NULL;

  return data ? g_strndup (data, length) : g_strdup ("");
}

CliRun *
cli_finish (GSubprocess *process, const char *input)
{
  g_autoptr(CliRun) run = g_new0 (CliRun, 1);
  g_autoptr(GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr(GBytes) out = NULL, err = NULL;
  g_autoptr(GError) error = NULL;

  /* A program that has had enough ends before it took everything, and what it said is still wanted:
   * g_subprocess_communicate() would give up with the pipe. */
  if (input && !g_output_stream_write_all (g_subprocess_get_stdin_pipe (process), input, strlen (input), NULL, NULL, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
    g_error ("%s", error->message);
  g_clear_error (&error);
  g_subprocess_communicate (process, nothing, NULL, &out, &err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  run->status = g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
  run->out = to_text (out);
  run->err = to_text (err);
  return g_steal_pointer (&run);
}

CliRun *
cli_run (const char *input, const char *arguments)
{
  g_autoptr(GSubprocess) process = cli_start (arguments);

  return cli_finish (process, input);
}

CliRun *
cli_expect (int status, const char *input, const char *arguments)
{
  CliRun *run = cli_run (input, arguments);

  if (run->status != status)
    g_error ("keyturn %s: exit code %d, not %d\n%s\n%s", arguments, run->status, status, run->out, run->err);
  return run;
}

void
cli_run_free (CliRun *self)
{
  g_free (self->out);
  g_free (self->err);
  g_free (self);
}

JsonNode *
cli_json (const CliRun *run)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node = json_from_string (run->out, &error);

  if (!node)
    g_error ("not one JSON document (%s): %s\n%s", error ? error->message : "empty", run->out, run->err);
  return node;
}
