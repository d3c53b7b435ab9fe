/* test-vault-leaks.c: how many copies of a secret a process has after it stored and loaded it, or exported and restored it
 *
 * The secret is planted in another process, which stores it, loads it, lets go of it and waits; its
 * whole memory is then searched. That the search would find one is shown in the same test, by a
 * process that keeps a copy.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "vault-calls.h"

#include <unistd.h>

#include "kt-archive.h"
#include "kt-leak.h"

#define SECRET_LENGTH 96

/* ── The process that is looked at ─────────────────────────────────────────── */

/* From stdin straight into locked memory: no stream, no buffer. */
static KtSecret *
read_secret (void)
{
  KtSecret *secret = kt_secret_new_sized (SECRET_LENGTH);
  char *bytes = kt_secret_resize (secret, SECRET_LENGTH);

  for (gsize got = 0; got < SECRET_LENGTH;)
    {
      gssize n = read (STDIN_FILENO, bytes + got, SECRET_LENGTH - got);

      if (n <= 0)
        g_error ("No secret came");
      got += (gsize) n;
    }
  return secret;
}

static void
store_and_load (const char *folder, KtSecret *secret)
{
  g_autoptr(KtVault) vault = kt_vault_new (APP_ID, folder);
  g_autoptr(KtCredential) credential = kt_credential_new ();
  g_autoptr(KtCredential) loaded = NULL;
  g_autofree char *fingerprint = NULL;
  g_autoptr(GError) error = NULL;

  kt_credential_set (credential, "secret", secret);
  if (!vault_unlock (vault, &error) || !vault_mark (vault, &error) || !vault_store (vault, KEY_ID, 1, credential, &error) ||
      !(loaded = vault_load (vault, KEY_ID, 1, &error)) || !(fingerprint = vault_fingerprint (vault, credential, &error)))
    g_error ("%s", error->message);
  if (!kt_credential_equal (loaded, credential))
    g_error ("Came back changed");
}

static void
export_and_restore (const char *folder, KtSecret *secret, KtSecret *passphrase)
{
  g_autofree char *path = g_build_filename (folder, "made-up.pgp", NULL);
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_archive_entry_free);
  g_autoptr(GPtrArray) restored = NULL;
  KtRecord *record = kt_record_new ();
  KtCredential *credential = kt_credential_new ();
  g_autoptr(GError) error = NULL;

  record->state = KT_STATE_ACTIVE;
  record->label = g_strdup ("Made up");
  record->exchange = g_strdup ("kraken");
  record->environment = g_strdup ("live");
  record->key_type = g_strdup ("hmac");
  kt_credential_set (credential, "secret", secret);
  g_ptr_array_add (entries, kt_archive_entry_new (record, credential));
  if (!kt_archive_write (path, entries, passphrase, &error) || !(restored = kt_archive_read (path, passphrase, &error)))
    g_error ("%s", error->message);
  if (restored->len != 1 || !kt_credential_equal (((KtArchiveEntry *) g_ptr_array_index (restored, 0))->credential, credential))
    g_error ("Came back changed");
}

static int
be_looked_at (const char *folder, const char *how)
{
  g_autoptr(KtSecret) secret = read_secret ();
  g_autofree char *copy = NULL;
  char ignored;

  g_autoptr(KtSecret) other = kt_secret_new ("made up, and another than the planted one", -1);

  if (g_str_equal (how, "archive"))
    export_and_restore (folder, secret, other);
  else if (g_str_equal (how, "passphrase"))
    export_and_restore (folder, other, secret);
  else
    store_and_load (folder, secret);
  if (g_str_equal (how, "copy"))
    copy = g_strndup (kt_secret_peek (secret, NULL), SECRET_LENGTH);
  if (!g_str_equal (how, "hold"))
    g_clear_pointer (&secret, kt_secret_unref);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  if (write (STDOUT_FILENO, ".", 1) != 1)
    return 1;
  /* Until it has been looked at. */
  return read (STDIN_FILENO, &ignored, 1) == 0 ? 0 : 1;
}

/* ── The looking ───────────────────────────────────────────────────────────── */

static guint
count_copies (const char *folder, const char *how, gboolean in_file, char **ret_description)
{
  g_autofree char *secret = kt_test_random_text (SECRET_LENGTH);
  g_autoptr(KtLeak) leak = kt_leak_new (secret);
  g_autoptr(GArray) copies = g_array_new (FALSE, FALSE, sizeof (KtLeakCopy));
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *core = g_build_filename (folder, "core", NULL);
  g_autofree char *keyring = g_build_filename (folder, "default.keyring", NULL);
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  char ready;
  int n;

  /* It would overwrite what was freed, and so hide it. */
  g_subprocess_launcher_unsetenv (launcher, "MALLOC_PERTURB_");
  if (in_file)
    {
      g_subprocess_launcher_setenv (launcher, "SECRET_BACKEND", "file", TRUE);
      g_subprocess_launcher_setenv (launcher, "SECRET_FILE_TEST_PATH", keyring, TRUE);
      g_subprocess_launcher_setenv (launcher, "SECRET_FILE_TEST_PASSWORD", "made up", TRUE);
    }
  process = g_subprocess_launcher_spawn (launcher, &error, program, "--be-looked-at", folder, how, NULL);
  g_assert_no_error (error);
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (process), secret, SECRET_LENGTH, NULL, NULL, &error);
  g_assert_no_error (error);
  g_input_stream_read (g_subprocess_get_stdout_pipe (process), &ready, 1, NULL, &error);
  g_assert_no_error (error);

  kt_leak_dump_core ((GPid) g_ascii_strtoll (g_subprocess_get_identifier (process), NULL, 10), core, &error);
  g_assert_no_error (error);
  n = kt_leak_search_file (leak, core, copies, &error);
  g_assert_no_error (error);
  *ret_description = kt_leak_describe (copies);

  g_output_stream_close (g_subprocess_get_stdin_pipe (process), NULL, &error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
  return (guint) n;
}

static void
test_native (VaultFixture *fixture, gconstpointer data)
{
  g_autofree char *description = NULL;
  guint n = count_copies (fixture->folder.path, "let go", FALSE, &description);

  g_test_message ("%u copies after store, load and fingerprint: %s", n, description);
  g_assert_cmpuint (n, ==, 0);
}

static void
test_control (VaultFixture *fixture, gconstpointer data)
{
  g_autofree char *copied = NULL;
  g_autofree char *held = NULL;

  /* At least: a library may have kept one more. */
  g_assert_cmpuint (count_copies (fixture->folder.path, "copy", FALSE, &copied), >=, 1);
  kt_test_keyring_renew ("test");
  g_assert_cmpuint (count_copies (fixture->folder.path, "hold", FALSE, &held), >=, 1);
}

/* Without our overwriting its freed memory and its stack librnp leaves the whole document six times. What is left are
 * pieces of 32 bytes, the width of a register: written down in kt-secret.h. */
static void
test_archive (VaultFixture *fixture, gconstpointer data)
{
  g_autofree char *inside = NULL;
  g_autofree char *passphrase = NULL;
  guint n_inside = count_copies (fixture->folder.path, "archive", FALSE, &inside);
  guint n_passphrase = count_copies (fixture->folder.path, "passphrase", FALSE, &passphrase);

  g_test_message ("%u copies of an exported and restored secret: %s", n_inside, inside);
  g_test_message ("%u copies of the passphrase: %s", n_passphrase, passphrase);
  g_assert_cmpuint (n_inside, <=, 6);
  g_assert_cmpuint (n_passphrase, ==, 0);
}

/* libsecret puts what it encrypts into ordinary memory first and does not wipe it: written down in kt-secret.h. */
static void
test_file (VaultFixture *fixture, gconstpointer data)
{
  g_autofree char *description = NULL;
  guint n = count_copies (fixture->folder.path, "let go", TRUE, &description);

  g_test_message ("%u copies after store, load and fingerprint: %s", n, description);
  g_assert_cmpuint (n, <=, 4);
}

#define ADD(path, function) g_test_add (path, VaultFixture, NULL, vault_set_up, function, vault_tear_down)

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "--be-looked-at"))
    return be_looked_at (argv[2], argv[3]);

  g_test_init (&argc, &argv, NULL);
  ADD ("/vault-leaks/native", test_native);
  ADD ("/vault-leaks/control", test_control);
  ADD ("/vault-leaks/archive", test_archive);
  ADD ("/vault-leaks/file", test_file);
  return g_test_run ();
}
