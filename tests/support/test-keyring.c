/* test-keyring.c: the session's keyring and the scripted prompter do what the vault's tests ask of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-test-session.h"
#include "kt-test-util.h"

#include <string.h>

static void
secret_tool (const char *input, const char *expected, ...)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GSubprocess) tool = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *out = NULL;
  const char *word;
  va_list words;

  g_ptr_array_add (argv, (gpointer) "secret-tool");
  va_start (words, expected);
  while ((word = va_arg (words, const char *)))
    g_ptr_array_add (argv, (gpointer) word);
  va_end (words);
  g_ptr_array_add (argv, NULL);
  tool = g_subprocess_newv ((const char *const *) argv->pdata,
                            G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (tool, input ? input : "", NULL, &out, NULL, &error);
  g_assert_no_error (error);
  if (expected)
    g_assert_cmpstr (out, ==, expected);
}

static void
store_and_find (void)
{
  secret_tool ("made up", NULL, "store", "--label=Made up", "kt-test", "1", NULL);
  secret_tool (NULL, "made up", "lookup", "kt-test", "1", NULL);
}

static void
test_open (void)
{
  kt_test_keyring_renew ("test");
  g_assert_false (kt_test_keyring_is_locked ());
  store_and_find ();
  g_assert_cmpuint (kt_test_keyring_count (), ==, 1);
}

static void
test_lock (void)
{
  g_autoptr(KtTestPrompter) prompter = NULL;
  g_autofree char *log = NULL;

  kt_test_keyring_renew ("test");
  store_and_find ();
  kt_test_keyring_lock ();
  secret_tool (NULL, "", "lookup", "kt-test", "1", NULL);
  prompter = kt_test_prompter_start ("pw:wrong pw:test");
  kt_test_keyring_unlock ();
  secret_tool (NULL, "made up", "lookup", "kt-test", "1", NULL);
  g_assert_cmpuint (kt_test_prompter_count (prompter), ==, 2);
  log = kt_test_prompter_log (prompter);
  g_assert_nonnull (strstr (log, "incorrect"));
  g_assert_null (strstr (log, "wrong"));
}

static void
test_cancel (void)
{
  g_autoptr(KtTestPrompter) prompter = NULL;

  kt_test_keyring_renew ("test");
  store_and_find ();
  kt_test_keyring_lock ();
  prompter = kt_test_prompter_start ("wait:20:cancel");
  secret_tool (NULL, "", "lookup", "kt-test", "1", NULL);
  g_assert_cmpuint (kt_test_prompter_count (prompter), ==, 1);
  g_assert_true (kt_test_keyring_is_locked ());
}

static void
test_restart (void)
{
  kt_test_keyring_renew ("test");
  store_and_find ();
  kt_test_keyring_restart (NULL);
  g_assert_true (kt_test_keyring_is_locked ());
  kt_test_keyring_restart ("wrong");
  g_assert_true (kt_test_keyring_is_locked ());
  kt_test_keyring_restart ("test");
  g_assert_false (kt_test_keyring_is_locked ());
  secret_tool (NULL, "made up", "lookup", "kt-test", "1", NULL);
}

static void
test_stop (void)
{
  g_autoptr(GSubprocess) tool = NULL;

  kt_test_keyring_renew ("test");
  store_and_find ();
  kt_test_keyring_stop ();
  g_assert_true (kt_test_keyring_is_there ());
  tool = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL, "timeout", "0.3", "secret-tool", "lookup", "kt-test", "1", NULL);
  g_subprocess_wait (tool, NULL, NULL);
  g_assert_cmpint (g_subprocess_get_exit_status (tool), ==, 124);
  kt_test_keyring_continue ();
  secret_tool (NULL, "made up", "lookup", "kt-test", "1", NULL);
}

static void
test_no_password (void)
{
  g_autofree char *path = kt_test_keyring_file ();
  g_autofree char *file = NULL;

  kt_test_keyring_renew ("");
  store_and_find ();
  file = kt_test_file_load (path, NULL);
  g_assert_nonnull (strstr (file, "made up"));
  kt_test_keyring_restart (NULL);
  secret_tool (NULL, "made up", "lookup", "kt-test", "1", NULL);
}

static void
test_none (void)
{
  kt_test_keyring_renew (NULL);
  g_assert_false (kt_test_keyring_has_default ());
  kt_test_keyring_kill ();
  g_assert_false (kt_test_keyring_is_there ());
  kt_test_keyring_start ("test");
  g_assert_true (kt_test_keyring_has_default ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keyring/open", test_open);
  g_test_add_func ("/keyring/locked-and-unlocked", test_lock);
  g_test_add_func ("/keyring/unlock-cancelled", test_cancel);
  g_test_add_func ("/keyring/restarted", test_restart);
  g_test_add_func ("/keyring/stopped", test_stop);
  g_test_add_func ("/keyring/without-password", test_no_password);
  g_test_add_func ("/keyring/none-at-all", test_none);
  return g_test_run ();
}
