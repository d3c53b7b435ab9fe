/* test-cli-leaks: what is left of secrets in the memory of sign, add, export and restore when these programs end
 *
 * Each runs under gdb up to its very last system call; its whole memory is searched then. That the search sees what is
 * there is shown each time: a text in the program's own environment is found in the same image. Everything is made up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <link.h>
#include <string.h>

#include "cli-kit.h"
#include "kt-leak.h"
#include "kt-test-session.h"

#define LENGTH 96

typedef struct {
  char *folder;                 /* owned, as all of these */
  char *archive;
  char *control;
  char *secret;
  char *passphrase;             /* the exchange's */
  char *words;                  /* the exported file's */
  char *credential;             /* the document for "add" */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *data_folder = g_build_filename (g_getenv ("XDG_DATA_HOME"), "keyturn-devel", NULL);

  kt_test_keyring_renew ("test");
  if (g_file_test (data_folder, G_FILE_TEST_EXISTS))
    kt_test_folder_remove (data_folder);
  self->folder = kt_test_folder_make ();
  self->archive = g_build_filename (self->folder, "made-up.gpg", NULL);
  self->control = kt_test_random_text (LENGTH);
  self->secret = kt_test_random_text (LENGTH);
  self->passphrase = kt_test_random_text (LENGTH);
  self->words = kt_test_random_text (LENGTH);
  self->credential = g_strdup_printf ("{\"api_key\": \"bg_00000000000000000000000000000001\", \"secret\": \"%s\", "
                                      "\"passphrase\": \"%s\"}", self->secret, self->passphrase);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  kt_test_folder_remove (self->folder);
  g_free (self->folder);
  g_free (self->archive);
  g_free (self->control);
  g_free (self->secret);
  g_free (self->passphrase);
  g_free (self->words);
  g_free (self->credential);
}

/* ── A program's memory at its end ── */

static char *
in_folder (Fixture *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

static void
run_to_the_end (Fixture *self, const char *arguments, const char *input)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autofree char *in = in_folder (self, "in");
  g_autofree char *core = in_folder (self, "core");
  g_autofree char *gcore = g_strconcat ("gcore ", core, NULL);
  g_autofree char *run = g_strdup_printf ("run %s <%s >%s/out 2>%s/err", arguments, in, self->folder, self->folder);
  g_autoptr(GSubprocess) gdb = NULL;
  g_autofree char *said = NULL;
  g_autoptr(GError) error = NULL;

  kt_test_file_store (in, input, -1);
  g_subprocess_launcher_setenv (launcher, "KT_TEST_CONTROL", self->control, TRUE);
  g_subprocess_launcher_setenv (launcher, "SHELL", "/bin/sh", TRUE);
  /* Else the linker saves registers on the stack, with whatever they last moved. */
  g_subprocess_launcher_setenv (launcher, "LD_BIND_NOW", "1", TRUE);
  /* Freed memory as it would be for anybody else. */
  g_subprocess_launcher_unsetenv (launcher, "MALLOC_PERTURB_");
  gdb = g_subprocess_launcher_spawn (launcher, &error, "gdb", "-nx", "-batch", "-iex", "set debuginfod enabled off",
                                     "-iex", "set auto-solib-add off", "-iex", "set disable-randomization off",
                                     "-ex", "set use-coredump-filter off", "-ex", "set dump-excluded-mappings on",
                                     "-ex", "catch syscall exit_group", "-ex", run, "-ex", gcore, "-ex", "kill",
                                     g_getenv ("KT_KEYTURN"), NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (gdb, NULL, NULL, &said, NULL, &error);
  g_assert_no_error (error);
  if (!g_file_test (core, G_FILE_TEST_IS_REGULAR))
    g_error ("gdb wrote no core image: %s", said);
}

/* Where the registers of all threads stand in a core image. What was last copied anywhere may still be in the wide ones. */
static gboolean
is_in_registers (const char *core, const KtLeakCopy *copy)
{
  const ElfW (Ehdr) *head = (const void *) core;
  const ElfW (Phdr) *part = (const void *) (core + head->e_phoff);

  for (guint i = 0; i < head->e_phnum; i++)
    {
      if (part[i].p_type == PT_NOTE && copy->offset >= part[i].p_offset && copy->offset < part[i].p_offset + part[i].p_filesz)
        return TRUE;
    }
  return FALSE;
}

static guint
count (Fixture *self, const char *name, const char *text)
{
  g_autofree char *path = in_folder (self, name);
  g_autoptr(GError) error = NULL;
  g_autoptr(GMappedFile) file = g_mapped_file_new (path, FALSE, &error);
  g_autoptr(KtLeak) leak = kt_leak_new (text);
  g_autoptr(GArray) copies = g_array_new (FALSE, FALSE, sizeof (KtLeakCopy));
  g_autofree char *described = NULL;
  guint n, n_registers = 0;

  g_assert_no_error (error);
  n = kt_leak_search (leak, g_mapped_file_get_contents (file), g_mapped_file_get_length (file), copies);
  for (guint i = 0; i < n && g_str_equal (name, "core"); i++)
    n_registers += is_in_registers (g_mapped_file_get_contents (file), &g_array_index (copies, KtLeakCopy, i));
  described = kt_leak_describe (copies);
  g_test_message ("%s: %u copies, %u of them in registers: %s", name, n, n_registers, described);
  return n - n_registers;
}

/* The program did what it should, and printed no secret. */
static void
assert_said (Fixture *self, const char *words)
{
  g_autofree char *path = in_folder (self, "out");
  gsize length;
  g_autofree char *out = kt_test_file_load (path, &length);

  if (!strstr (out, words))
    g_error ("Not said: “%s”, but “%s”", words, out);
  g_assert_cmpuint (count (self, "out", self->secret), ==, 0);
  g_assert_cmpuint (count (self, "err", self->secret), ==, 0);
  g_assert_cmpuint (count (self, "out", self->words), ==, 0);
  g_assert_cmpuint (count (self, "err", self->words), ==, 0);
}

static void
assert_gone (Fixture *self)
{
  g_assert_cmpuint (count (self, "core", self->control), >=, 1);
  g_assert_cmpuint (count (self, "core", self->secret), ==, 0);
  g_assert_cmpuint (count (self, "core", self->passphrase), ==, 0);
  g_assert_cmpuint (count (self, "core", self->words), ==, 0);
}

/* ── The verbs ── */

static void
test_sign (Fixture *self, gconstpointer data)
{
  g_autofree char *document =
    g_strdup_printf ("{\"exchange\": \"bitget\", \"credential\": %s, \"clock_ms\": 1700000000123, \"request\": "
                     "{\"method\": \"GET\", \"path\": \"/api/v2/spot/account/info\"}}", self->credential);

  run_to_the_end (self, "sign", document);
  assert_said (self, "\"ACCESS-SIGN\"");
  assert_gone (self);
}

static void
test_export (Fixture *self, gconstpointer data)
{
  g_autofree char *export = g_strconcat ("export ", self->archive, NULL);
  g_autofree char *restore = g_strconcat ("restore ", self->archive, NULL);
  g_autoptr(CliRun) deleted = NULL;

  run_to_the_end (self, "add -e bitget -l Grid -m bot", self->credential);
  assert_said (self, "“Grid” is saved");
  assert_gone (self);

  run_to_the_end (self, export, self->words);
  assert_said (self, "1 key written, read back and compared.");
  assert_gone (self);
  g_assert_cmpuint (count (self, "made-up.gpg", self->secret), ==, 0);

  deleted = cli_expect (0, NULL, "delete Grid --now");
  run_to_the_end (self, restore, self->words);
  assert_said (self, "1 key added");
  assert_gone (self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/cli/leaks/sign", Fixture, NULL, set_up, test_sign, tear_down);
  g_test_add ("/cli/leaks/export-restore", Fixture, NULL, set_up, test_export, tear_down);
  return g_test_run ();
}
