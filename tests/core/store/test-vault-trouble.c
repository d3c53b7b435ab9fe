/* test-vault-trouble.c: keyrings that are cold, locked, missing, dead, stopped or without a password
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "vault-calls.h"

#include <string.h>

#include <gio/gio.h>

static gboolean
quickly (gint64 began, guint limit_ms)
{
  return g_get_monotonic_time () - began < (gint64) limit_ms * 1000 * kt_test_patience ();
}

/* ── Locked ────────────────────────────────────────────────────────────────── */

/* No call but unlocking may ask anybody anything, and none says "not there". */
static void
assert_all_locked (KtVault *vault)
{
  g_autoptr(KtTestPrompter) prompter = kt_test_prompter_start ("pw:test pw:test pw:test pw:test");
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(GPtrArray) items = NULL;
  g_autofree char *fingerprint = NULL;
  g_autoptr(GError) error = NULL;
  gboolean same;

  g_assert_cmpint (vault_look (vault), ==, KT_VAULT_LOCKED);
  vault_lacks (vault, KEY_ID, 1, KT_ERROR, KT_ERROR_LOCKED);
  vault_lacks (vault, KEY_ID, 99, KT_ERROR, KT_ERROR_LOCKED);
  g_assert_false (vault_store (vault, KEY_ID, 1, credential, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (vault_clear (vault, KEY_ID, 1, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (vault_clear (vault, KEY_ID, 99, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (vault_verify (vault, &same, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (vault_mark (vault, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_LOCKED);
  g_clear_error (&error);
  items = vault_list (vault, &error);
  g_assert_null (items);
  g_assert_error (error, KT_ERROR, KT_ERROR_LOCKED);
  g_clear_error (&error);
  fingerprint = vault_fingerprint (vault, credential, &error);
  g_assert_null (fingerprint);
  g_assert_error (error, KT_ERROR, KT_ERROR_LOCKED);

  g_assert_cmpuint (kt_test_prompter_count (prompter), ==, 0);
}

static void
test_cold (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(KtTestPrompter) prompter = NULL;
  g_autoptr(KtVault) fresh = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (vault_mark (fixture->vault, &error));
  vault_keep (fixture->vault, KEY_ID, 1, credential);
  kt_test_keyring_restart (NULL);
  assert_all_locked (fixture->vault);

  /* And one that starts on the cold keyring. */
  fresh = kt_vault_new (APP_ID, fixture->folder.path);
  assert_all_locked (fresh);

  /* Nobody there to ask counts as closed. */
  g_assert_false (vault_unlock (fresh, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_DISMISSED);
  g_clear_error (&error);

  prompter = kt_test_prompter_start ("pw:test");
  g_assert_true (vault_unlock (fresh, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (kt_test_prompter_count (prompter), ==, 1);
  vault_has (fresh, KEY_ID, 1, credential);
  vault_has (fixture->vault, KEY_ID, 1, credential);
  vault_lacks (fixture->vault, KEY_ID, 99, KT_ERROR, KT_ERROR_NOT_FOUND);
}

static void
test_prompts (VaultFixture *fixture, gconstpointer data)
{
  const struct {
    const char *explanation;
    const char *answers;
    gboolean    opens;
    guint       questions;
  } rows[] = {
    { "the right password", "pw:test", TRUE, 1 },
    { "wrong, then right", "pw:swordfish pw:test", TRUE, 2 },
    { "cancelled", "cancel", FALSE, 1 },
    { "wrong, then cancelled", "pw:swordfish cancel", FALSE, 2 },
    { "right, but after longer than any deadline", "wait:400:pw:test", TRUE, 1 },
  };
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");

  vault_keep (fixture->vault, KEY_ID, 1, credential);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(KtTestPrompter) prompter = kt_test_prompter_start (rows[i].answers);
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", rows[i].explanation);
      kt_test_keyring_restart (NULL);
      kt_vault_set_deadline (fixture->vault, 250 * kt_test_patience ());
      g_assert_cmpint (vault_unlock (fixture->vault, &error), ==, rows[i].opens);
      kt_vault_set_deadline (fixture->vault, 20000);
      if (!rows[i].opens)
        {
          g_assert_error (error, KT_ERROR, KT_ERROR_DISMISSED);
          g_assert_null (strstr (error->message, "swordfish"));
          vault_lacks (fixture->vault, KEY_ID, 1, KT_ERROR, KT_ERROR_LOCKED);
        }
      else
        {
          g_assert_no_error (error);
          vault_has (fixture->vault, KEY_ID, 1, credential);
        }
      g_assert_cmpuint (kt_test_prompter_count (prompter), ==, rows[i].questions);
    }
}

static void
test_prompt_never_answered (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(KtTestPrompter) prompter = kt_test_prompter_start ("hang");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gboolean same;
  gint64 began;

  kt_test_keyring_restart (NULL);
  kt_vault_set_deadline (fixture->vault, 100);
  kt_vault_unlock_async (fixture->vault, cancellable, kt_test_keep_result, &result);
  kt_test_wait_for (kt_test_prompter_count (prompter) == 1);
  /* Three deadlines later it still waits for the person. */
  began = g_get_monotonic_time ();
  while (g_get_monotonic_time () - began < 300 * 1000)
    kt_test_turn ();
  g_assert_null (result);

  began = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  kt_test_await (&result);
  g_assert_true (quickly (began, 1000));
  g_assert_false (kt_vault_unlock_finish (fixture->vault, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  /* And the keyring, which other programs use too, has not ended over it: it would ask again. */
  g_clear_object (&result);
  g_clear_error (&error);
  kt_vault_set_deadline (fixture->vault, 20000);
  kt_vault_verify_sentinel_async (fixture->vault, "made-up", NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  g_assert_false (kt_vault_verify_sentinel_finish (fixture->vault, result, &same, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_LOCKED);
}

static void
test_killed_while_asking (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(KtTestPrompter) prompter = kt_test_prompter_start ("hang");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  kt_test_keyring_restart (NULL);
  kt_vault_unlock_async (fixture->vault, NULL, kt_test_keep_result, &result);
  kt_test_wait_for (kt_test_prompter_count (prompter) == 1);
  kt_test_keyring_kill ();
  kt_test_await (&result);
  g_assert_false (kt_vault_unlock_finish (fixture->vault, result, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NO_KEYRING);
}

static void
test_clear_while_locked (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(KtTestPrompter) prompter = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (vault_mark (fixture->vault, &error));
  vault_keep (fixture->vault, KEY_ID, 1, credential);
  kt_test_keyring_lock ();
  g_assert_false (vault_clear (fixture->vault, KEY_ID, 1, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_LOCKED);
  g_clear_error (&error);
  prompter = kt_test_prompter_start ("pw:test");
  g_assert_true (vault_unlock (fixture->vault, &error));
  vault_has (fixture->vault, KEY_ID, 1, credential);
  g_assert_true (vault_clear (fixture->vault, KEY_ID, 1, &error));
  g_assert_no_error (error);
  vault_lacks (fixture->vault, KEY_ID, 1, KT_ERROR, KT_ERROR_NOT_FOUND);
}

/* ── Missing ───────────────────────────────────────────────────────────────── */

static void
test_no_default (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(GError) error = NULL;

  kt_test_keyring_renew (NULL);
  g_assert_cmpint (vault_look (fixture->vault), ==, KT_VAULT_MISSING);
  g_assert_false (vault_unlock (fixture->vault, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NO_KEYRING);
  g_clear_error (&error);
  g_assert_false (vault_store (fixture->vault, KEY_ID, 1, credential, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NO_KEYRING);
  vault_lacks (fixture->vault, KEY_ID, 1, KT_ERROR, KT_ERROR_NO_KEYRING);
  g_assert_false (kt_test_keyring_has_default ());
}

static void
test_killed (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(GError) error = NULL;

  vault_keep (fixture->vault, KEY_ID, 1, credential);
  kt_test_keyring_kill ();
  vault_lacks (fixture->vault, KEY_ID, 1, KT_ERROR, KT_ERROR_NO_KEYRING);
  g_assert_cmpint (vault_look (fixture->vault), ==, KT_VAULT_MISSING);
  g_assert_false (vault_store (fixture->vault, KEY_ID, 2, credential, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NO_KEYRING);
  kt_test_keyring_start ("test");
  kt_test_wait_for (!kt_test_keyring_is_locked ());
  vault_has (fixture->vault, KEY_ID, 1, credential);
}

/* ── Following ─────────────────────────────────────────────────────────────── */

static void
test_follows (VaultFixture *fixture, gconstpointer data)
{
  KtVault *vault = fixture->vault;
  g_autoptr(KtTestPrompter) prompter = NULL;

  g_assert_cmpint (vault_look (vault), ==, KT_VAULT_OPEN);
  g_assert_nonnull (kt_vault_get_name (vault));
  kt_test_keyring_lock ();
  kt_test_wait_for (kt_vault_get_state (vault) == KT_VAULT_LOCKED);
  prompter = kt_test_prompter_start ("pw:test");
  kt_test_keyring_unlock ();
  kt_test_wait_for (kt_vault_get_state (vault) == KT_VAULT_OPEN);
  kt_test_keyring_kill ();
  kt_test_wait_for (kt_vault_get_state (vault) == KT_VAULT_MISSING);
  kt_test_keyring_start (NULL);
  kt_test_wait_for (kt_vault_get_state (vault) == KT_VAULT_LOCKED);
  kt_test_keyring_restart ("test");
  kt_test_wait_for (kt_vault_get_state (vault) == KT_VAULT_OPEN);
}

/* ── Not answering ─────────────────────────────────────────────────────────── */

static void
test_stopped (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(GError) error = NULL;
  gint64 began;

  vault_keep (fixture->vault, KEY_ID, 1, credential);
  kt_vault_set_deadline (fixture->vault, 200);
  kt_test_keyring_stop ();

  began = g_get_monotonic_time ();
  g_assert_cmpint (vault_look (fixture->vault), ==, KT_VAULT_NOT_ANSWERING);
  vault_lacks (fixture->vault, KEY_ID, 1, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_false (vault_store (fixture->vault, KEY_ID, 2, credential, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_clear_error (&error);
  g_assert_false (vault_clear (fixture->vault, KEY_ID, 1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_clear_error (&error);
  g_assert_false (vault_unlock (fixture->vault, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_true (quickly (began, 5 * 200 + 1000));

  kt_test_keyring_continue ();
  kt_vault_set_deadline (fixture->vault, 20000);
  vault_has (fixture->vault, KEY_ID, 1, credential);
  vault_lacks (fixture->vault, KEY_ID, 2, KT_ERROR, KT_ERROR_OTHER_KEYRING);
}

typedef enum { STOP, KILL, LOCK } Mishap;

static void
befall (Mishap mishap)
{
  if (mishap == STOP)
    kt_test_keyring_stop ();
  else if (mishap == KILL)
    kt_test_keyring_kill ();
  else
    kt_test_keyring_lock ();
}

static void
recover (VaultFixture *fixture, Mishap mishap)
{

  if (mishap == STOP)
    kt_test_keyring_continue ();
  else if (mishap == KILL)
    kt_test_keyring_start ("test");
  else
    kt_test_keyring_restart ("test");
  kt_test_wait_for (!kt_test_keyring_is_locked ());
  kt_vault_set_deadline (fixture->vault, 20000);
}

typedef enum { LOAD, STORE, CLEAR } Verb;

typedef struct
{
  Mishap mishap;
  Verb   verb;
} Case;

static void
start_verb (VaultFixture *fixture, Verb verb, guint step, KtCredential *credential, GAsyncResult **result)
{
  if (verb == LOAD)
    kt_vault_load_async (fixture->vault, KEY_ID, 1, NULL, kt_test_keep_result, result);
  else if (verb == STORE)
    kt_vault_store_async (fixture->vault, KEY_ID, 1000 + step, credential, FACTS, NULL, kt_test_keep_result, result);
  else
    kt_vault_clear_async (fixture->vault, KEY_ID, 1, NULL, kt_test_keep_result, result);
}

/* What the call claimed, held against the keyring. */
static gboolean
finish_verb (VaultFixture *fixture, Verb verb, GAsyncResult *result)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtCredential) loaded = NULL;
  gboolean done;

  if (verb == LOAD)
    done = (loaded = kt_vault_load_finish (fixture->vault, result, NULL, &error)) != NULL;
  else if (verb == STORE)
    done = kt_vault_store_finish (fixture->vault, result, &error);
  else
    done = kt_vault_clear_finish (fixture->vault, result, &error);

  if (!done)
    {
      g_assert_false (g_error_matches (error, KT_ERROR, KT_ERROR_NOT_FOUND) || g_error_matches (error, KT_ERROR, KT_ERROR_OTHER_KEYRING));
      g_assert_null (strstr (error->message, "swordfish"));
    }
  return done;
}

static void
hold_against (VaultFixture *fixture, Verb verb, guint step, gboolean done, KtCredential *credential)
{

  if (verb == STORE && done)
    vault_has (fixture->vault, KEY_ID, 1000 + step, credential);
  if (verb == CLEAR && done)
    vault_lacks (fixture->vault, KEY_ID, 1, KT_ERROR, KT_ERROR_NOT_FOUND);
  /* Whatever happened: saying it again is right. */
  vault_keep (fixture->vault, KEY_ID, 1, credential);
}

/* The mishap comes after the call's first, second, third… step: it ends by itself, never says "not there", and what it claims is so. */
static void
test_in_the_middle (VaultFixture *fixture, gconstpointer data)
{
  const Case *c = data;
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(GError) error = NULL;
  guint step, answered = 0, failed = 0;

  g_assert_true (vault_mark (fixture->vault, &error));
  vault_keep (fixture->vault, KEY_ID, 1, credential);
  for (step = 0; step < 100 && answered < 2; step++)
    {
      g_autoptr(KtTestPrompter) prompter G_GNUC_UNUSED = c->mishap == LOCK ? kt_test_prompter_start ("cancel cancel cancel") : NULL;
      g_autoptr(GAsyncResult) result = NULL;
      gboolean done;

      kt_vault_set_deadline (fixture->vault, c->mishap == STOP ? 100 : 20000);
      start_verb (fixture, c->verb, step, credential, &result);
      for (guint i = 0; i < step && !result; i++)
        g_main_context_iteration (NULL, TRUE);
      if (result)
        answered++;
      befall (c->mishap);
      kt_test_await (&result);
      done = finish_verb (fixture, c->verb, result);
      if (!done)
        failed++;
      recover (fixture, c->mishap);
      hold_against (fixture, c->verb, step, done, credential);
    }
  g_test_message ("%u steps, %u failed", step, failed);
  g_assert_cmpuint (answered, ==, 2);
  g_assert_cmpuint (failed, >, 0);
}

static const Case cases[] = {
  { STOP, LOAD }, { STOP, STORE }, { STOP, CLEAR },
  { KILL, LOAD }, { KILL, STORE }, { KILL, CLEAR },
  { LOCK, LOAD }, { LOCK, STORE }, { LOCK, CLEAR },
};

static void
set_up_mishap (VaultFixture *fixture, gconstpointer data)
{
  vault_set_up (fixture, NULL);
}

static void
tear_down_mishap (VaultFixture *fixture, gconstpointer data)
{
  /* Calls that libsecret never answers keep the vault. */
  vault_tear_down (fixture, GINT_TO_POINTER (1));
}

/* More calls than are made at once: those that wait do not each wait for a deadline of their own. */
static void
test_many_while_stopped (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  GAsyncResult *results[100] = { NULL };
  gint64 began = g_get_monotonic_time ();

  vault_keep (fixture->vault, KEY_ID, 1, credential);
  kt_test_keyring_stop ();
  kt_vault_set_deadline (fixture->vault, 300);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    kt_vault_load_async (fixture->vault, KEY_ID, 1, NULL, kt_test_keep_result, &results[i]);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr(GError) error = NULL;

      kt_test_await (&results[i]);
      g_assert_null (kt_vault_load_finish (fixture->vault, results[i], NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
      g_object_unref (results[i]);
    }
  g_assert_true (quickly (began, 2000));
  kt_test_keyring_continue ();
  kt_vault_set_deadline (fixture->vault, 20000);
  vault_has (fixture->vault, KEY_ID, 1, credential);
}

static void
test_cancelled (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *results[5] = { NULL };
  g_autoptr(GError) error = NULL;

  vault_keep (fixture->vault, KEY_ID, 1, credential);
  kt_test_keyring_stop ();
  kt_vault_load_async (fixture->vault, KEY_ID, 1, cancellable, kt_test_keep_result, &results[0]);
  kt_vault_store_async (fixture->vault, KEY_ID, 2, credential, NULL, cancellable, kt_test_keep_result, &results[1]);
  kt_vault_clear_async (fixture->vault, KEY_ID, 1, cancellable, kt_test_keep_result, &results[2]);
  kt_vault_list_async (fixture->vault, cancellable, kt_test_keep_result, &results[3]);
  kt_vault_look_async (fixture->vault, cancellable, kt_test_keep_result, &results[4]);
  kt_test_turn ();
  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    kt_test_await (&results[i]);
  g_assert_null (kt_vault_load_finish (fixture->vault, results[0], NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (kt_vault_store_finish (fixture->vault, results[1], &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (kt_vault_clear_finish (fixture->vault, results[2], &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (kt_vault_list_finish (fixture->vault, results[3], &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (kt_vault_look_finish (fixture->vault, results[4], NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    g_object_unref (results[i]);
  kt_test_keyring_continue ();
  vault_has (fixture->vault, KEY_ID, 1, credential);
}

/* ── Without a password ────────────────────────────────────────────────────── */

static char *
secret_tool (const char *input, ...)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GSubprocess) tool = NULL;
  g_autoptr(GError) error = NULL;
  char *out = NULL;
  const char *word;
  va_list words;

  g_ptr_array_add (argv, (gpointer) "secret-tool");
  va_start (words, input);
  while ((word = va_arg (words, const char *)))
    g_ptr_array_add (argv, (gpointer) word);
  va_end (words);
  g_ptr_array_add (argv, NULL);
  tool = g_subprocess_newv ((const char *const *) argv->pdata, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (tool, input, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (tool));
  return out;
}

static void
test_without_password (VaultFixture *fixture, gconstpointer data)
{
  g_autoptr(KtCredential) pem = credential_new ("api_key", "organizations/made-up", -1, "private_key",
                                                "-----BEGIN EC PRIVATE KEY-----\nmade\\nup\n[1]\nsecret=\n-----END EC PRIVATE KEY-----\n", -1,
                                                "passphrase", "back\\slash \n[2]\n", -1, NULL);
  g_autoptr(GError) error = NULL;

  kt_test_keyring_renew ("");
  g_free (secret_tool ("of another program", "store", "--label=Made up", "other", "1", NULL));
  g_assert_true (vault_mark (fixture->vault, &error));
  g_assert_no_error (error);
  vault_keep (fixture->vault, KEY_ID, 1, pem);

  for (guint i = 2; i <= 3; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);
      g_autofree char *first = NULL;

      /* Cold, it says it is locked; opening it asks nothing, and no prompter is there. */
      kt_test_keyring_restart (NULL);
      g_assert_true (vault_unlock (fixture->vault, &error));
      g_assert_no_error (error);
      vault_has (fixture->vault, KEY_ID, 1, pem);
      first = secret_tool (NULL, "lookup", "other", "1", NULL);
      g_assert_cmpstr (first, ==, "of another program");
      g_free (secret_tool ("more of another program", "store", "--label=Made up", "other", number, NULL));
      vault_keep (fixture->vault, KEY_ID, i, pem);
    }
  kt_test_keyring_restart (NULL);
  g_assert_true (vault_unlock (fixture->vault, &error));
  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);
      g_autofree char *theirs = secret_tool (NULL, "lookup", "other", number, NULL);

      g_assert_cmpstr (theirs, ==, i == 1 ? "of another program" : "more of another program");
      vault_has (fixture->vault, KEY_ID, i, pem);
    }
  g_assert_cmpuint (kt_test_keyring_count (), ==, 7);
}

#define ADD(path, function) g_test_add (path, VaultFixture, NULL, vault_set_up, function, vault_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/vault/cold", test_cold);
  ADD ("/vault/prompts", test_prompts);
  ADD ("/vault/prompt-never-answered", test_prompt_never_answered);
  ADD ("/vault/killed-while-asking", test_killed_while_asking);
  ADD ("/vault/clear-while-locked", test_clear_while_locked);
  ADD ("/vault/no-default-collection", test_no_default);
  ADD ("/vault/killed", test_killed);
  ADD ("/vault/follows", test_follows);
  ADD ("/vault/stopped", test_stopped);
  ADD ("/vault/many-while-stopped", test_many_while_stopped);
  ADD ("/vault/cancelled", test_cancelled);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      static const char *const mishaps[] = { "stopped", "killed", "locked" };
      static const char *const verbs[] = { "load", "store", "clear" };
      g_autofree char *path = g_strdup_printf ("/vault/%s-in-the-middle/%s", mishaps[cases[i].mishap], verbs[cases[i].verb]);

      g_test_add (path, VaultFixture, &cases[i], set_up_mishap, test_in_the_middle, tear_down_mishap);
    }
  ADD ("/vault/without-password", test_without_password);
  return g_test_run ();
}
