/* test-vault-file.c: the encrypted file that stands for the keyring inside a sandbox
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "vault-calls.h"

#include <string.h>

#include <glib/gstdio.h>

typedef struct
{
  VaultFixture vault;
  char        *path;      /* owned: the encrypted file */
} Fixture;

static void
use_password (const char *password)
{
  g_setenv ("SECRET_FILE_TEST_PASSWORD", password, TRUE);
  secret_service_disconnect ();
}

static void
set_up (Fixture *self, gconstpointer data)
{
  vault_set_up_plain (&self->vault, data);
  self->path = kt_test_folder_file (&self->vault.folder, "default.keyring");
  g_setenv ("SECRET_FILE_TEST_PATH", self->path, TRUE);
  use_password ("made up");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  vault_tear_down (&self->vault, data);
  g_free (self->path);
}

/* As the next start of the program would find it. */
static void
start_anew (Fixture *self)
{
  g_clear_object (&self->vault.vault);
  secret_service_disconnect ();
  self->vault.vault = kt_vault_new (APP_ID, self->vault.folder.path);
}

static void
fill (Fixture *self)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(GError) error = NULL;

  g_assert_true (vault_unlock (self->vault.vault, &error));
  g_assert_no_error (error);
  g_assert_true (vault_mark (self->vault.vault, &error));
  g_assert_no_error (error);
  vault_keep (self->vault.vault, KEY_ID, 1, credential);
}

static void
test_keeps (Fixture *self, gconstpointer data)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(KtCredential) pem = credential_new ("private_key", "-----BEGIN\nmade\\up\n", -1, "passphrase", "\xff\0x", 3, NULL);
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  gboolean same = FALSE;

  /* Nothing is asked before the person wants it. */
  g_assert_cmpint (vault_look (self->vault.vault), ==, KT_VAULT_NOT_OPENED);
  vault_lacks (self->vault.vault, KEY_ID, 1, KT_ERROR, KT_ERROR_NOT_OPENED);
  g_assert_false (vault_store (self->vault.vault, KEY_ID, 1, credential, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_OPENED);
  g_clear_error (&error);
  g_assert_false (vault_clear (self->vault.vault, KEY_ID, 1, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_OPENED);
  g_clear_error (&error);
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));

  fill (self);
  vault_keep (self->vault.vault, KEY_ID, 2, pem);
  g_assert_false (vault_store (self->vault.vault, KEY_ID, 2, credential, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  one = vault_fingerprint (self->vault.vault, credential, &error);
  g_assert_no_error (error);

  start_anew (self);
  g_assert_cmpint (vault_look (self->vault.vault), ==, KT_VAULT_NOT_OPENED);
  g_assert_true (vault_unlock (self->vault.vault, &error));
  g_assert_cmpint (vault_look (self->vault.vault), ==, KT_VAULT_OPEN);
  g_assert_true (vault_verify (self->vault.vault, &same, &error));
  g_assert_true (same);
  vault_has (self->vault.vault, KEY_ID, 1, credential);
  vault_has (self->vault.vault, KEY_ID, 2, pem);
  vault_lacks (self->vault.vault, KEY_ID, 3, KT_ERROR, KT_ERROR_NOT_FOUND);
  two = vault_fingerprint (self->vault.vault, credential, &error);
  g_assert_cmpstr (one, ==, two);
  items = vault_list (self->vault.vault, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 2);
  g_assert_true (vault_clear (self->vault.vault, KEY_ID, 1, &error));
  g_assert_no_error (error);
  vault_lacks (self->vault.vault, KEY_ID, 1, KT_ERROR, KT_ERROR_NOT_FOUND);
  vault_has (self->vault.vault, KEY_ID, 2, pem);
}

static void
test_profiles (Fixture *self, gconstpointer data)
{
  g_autoptr(KtVault) other = kt_vault_new (APP_ID ".Devel", self->vault.folder.path);
  g_autoptr(GError) error = NULL;

  fill (self);
  g_assert_true (vault_unlock (other, &error));
  g_assert_cmpint (kt_vault_get_state (other), ==, KT_VAULT_OPEN);
  g_assert_true (vault_mark (other, &error));
  vault_lacks (other, KEY_ID, 1, KT_ERROR, KT_ERROR_NOT_FOUND);
}

/* A wrong key reads as "empty" and everything could still be stored. */
static void
test_wrong_key (Fixture *self, gconstpointer data)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize length_before, length_after;
  g_autoptr(GError) error = NULL;
  gboolean same = TRUE;

  /* Empty, and the right key: not another keyring. */
  g_assert_true (vault_unlock (self->vault.vault, &error));
  g_assert_cmpint (kt_vault_get_state (self->vault.vault), ==, KT_VAULT_OPEN);
  fill (self);
  before = kt_test_file_load (self->path, &length_before);

  use_password ("swordfish but wrong");
  start_anew (self);
  g_assert_true (vault_unlock (self->vault.vault, &error));
  g_assert_cmpint (kt_vault_get_state (self->vault.vault), ==, KT_VAULT_OTHER);
  vault_lacks (self->vault.vault, KEY_ID, 1, KT_ERROR, KT_ERROR_OTHER_KEYRING);
  g_assert_false (vault_store (self->vault.vault, KEY_ID, 2, credential, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_OTHER_KEYRING);
  g_clear_error (&error);
  g_assert_null (vault_fingerprint (self->vault.vault, credential, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_OTHER_KEYRING);
  g_clear_error (&error);
  g_assert_true (vault_verify (self->vault.vault, &same, &error));
  g_assert_false (same);
  g_assert_false (vault_store (self->vault.vault, KEY_ID, 2, credential, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_OTHER_KEYRING);
  g_clear_error (&error);
  g_assert_false (vault_clear (self->vault.vault, KEY_ID, 1, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_OTHER_KEYRING);
  g_clear_error (&error);
  after = kt_test_file_load (self->path, &length_after);
  g_assert_cmpmem (before, length_before, after, length_after);

  use_password ("made up");
  start_anew (self);
  g_assert_true (vault_unlock (self->vault.vault, &error));
  vault_has (self->vault.vault, KEY_ID, 1, credential);
}

/* ── Damage ────────────────────────────────────────────────────────────────── */

/* Whatever the file is: looking, opening, loading and storing end with a result or a sentence. */
static void
try_all (Fixture *self, const char *bytes, gsize length, guint *ret_damaged)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(KtCredential) loaded = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *after = NULL;
  gsize length_after;
  gboolean same;

  kt_test_file_store (self->path, bytes, (gssize) length);
  start_anew (self);
  if (vault_look (self->vault.vault) == KT_VAULT_DAMAGED)
    {
      (*ret_damaged)++;
      g_assert_false (vault_unlock (self->vault.vault, &error));
      g_assert_error (error, KT_ERROR, KT_ERROR_DAMAGED);
      vault_lacks (self->vault.vault, KEY_ID, 1, KT_ERROR, KT_ERROR_DAMAGED);
      g_clear_error (&error);
      g_assert_false (vault_store (self->vault.vault, KEY_ID, 9, credential, &error));
      g_assert_error (error, KT_ERROR, KT_ERROR_DAMAGED);
      /* Left as it was. */
      after = kt_test_file_load (self->path, &length_after);
      g_assert_cmpmem (after, length_after, bytes, length);
      return;
    }

  if (vault_unlock (self->vault.vault, &error) && vault_verify (self->vault.vault, &same, &error) && same)
    loaded = vault_load (self->vault.vault, KEY_ID, 1, &error);
  /* Either all is as it was, or there is a sentence. */
  if (loaded)
    g_assert_true (kt_credential_equal (loaded, credential));
  else
    g_assert_true (error || kt_vault_get_state (self->vault.vault) == KT_VAULT_OTHER);
}

static void
test_cut_off (Fixture *self, gconstpointer data)
{
  g_autofree char *whole = NULL;
  gsize length;
  guint damaged = 0, opened = 0;

  fill (self);
  whole = kt_test_file_load (self->path, &length);
  for (gsize cut = 0; cut < length; cut++)
    try_all (self, whole, cut, &damaged);
  g_assert_cmpuint (damaged, ==, length);
  try_all (self, whole, length, &opened);
  g_assert_cmpuint (opened, ==, 0);
}

static void
test_flipped (Fixture *self, gconstpointer data)
{
  const guchar flips[] = { 0x01, 0x80, 0xff };
  g_autofree char *whole = NULL;
  gsize length;
  guint damaged = 0, tried = 0;

  fill (self);
  whole = kt_test_file_load (self->path, &length);
  g_assert_cmpuint (length, >, 400);
  for (gsize at = 0; at < 64; at++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (flips); i++)
        {
          whole[at] ^= (char) flips[i];
          try_all (self, whole, length, &damaged);
          whole[at] ^= (char) flips[i];
          tried++;
        }
    }
  /* All of header, version and salt length at least; a changed salt is a wrong key. */
  g_assert_cmpuint (damaged, >, 3 * 22);
  g_assert_cmpuint (damaged, <, tried);
}

static void
test_flipped_further_on (Fixture *self, gconstpointer data)
{
  g_autofree char *whole = NULL;
  gsize length;
  guint damaged = 0;

  fill (self);
  whole = kt_test_file_load (self->path, &length);
  for (gsize at = 64; at < length; at += 5)
    {
      whole[at] ^= 0x55;
      try_all (self, whole, length, &damaged);
      whole[at] ^= 0x55;
    }
}

static void
test_other_files (Fixture *self, gconstpointer data)
{
  const struct {
    const char *explanation;
    const char *bytes;
    gssize      length;
  } rows[] = {
    { "empty", "", 0 },
    { "text", "swordfish\n", -1 },
    { "gnome-keyring's own file", "GnomeKeyring\n\r\0\n\0\0\0\0\0\0\0\5login", 29 },
    { "only the header", "GnomeKeyring\n\r\0\n\1\0", 18 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint damaged = 0;

      g_test_message ("%s", rows[i].explanation);
      try_all (self, rows[i].bytes, rows[i].length < 0 ? strlen (rows[i].bytes) : (gsize) rows[i].length, &damaged);
      g_assert_cmpuint (damaged, ==, 1);
    }
}

static void
test_set_aside (Fixture *self, gconstpointer data)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autofree char *aside = NULL;
  g_autofree char *again = NULL;
  g_autofree char *cut = NULL;
  g_autofree char *backup = g_strconcat (self->path, "~", NULL);
  g_autofree char *second = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  fill (self);
  vault_keep (self->vault.vault, KEY_ID, 2, credential);
  g_assert_false (kt_vault_set_file_aside (self->vault.vault, TRUE, NULL, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_ALLOWED);
  g_clear_error (&error);

  kt_test_file_store (self->path, "GnomeKeyring", -1);
  start_anew (self);
  g_assert_cmpint (vault_look (self->vault.vault), ==, KT_VAULT_DAMAGED);
  g_assert_true (kt_vault_has_backup (self->vault.vault));
  g_assert_true (kt_vault_set_file_aside (self->vault.vault, TRUE, &aside, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (aside, "default.keyring.damaged-2"));
  cut = kt_test_file_load (aside, &length);
  g_assert_cmpstr (cut, ==, "GnomeKeyring");

  /* The file before the last write: without the last key. */
  g_assert_cmpint (vault_look (self->vault.vault), ==, KT_VAULT_NOT_OPENED);
  fill (self);
  vault_has (self->vault.vault, KEY_ID, 1, credential);
  vault_lacks (self->vault.vault, KEY_ID, 2, KT_ERROR, KT_ERROR_NOT_FOUND);

  /* A second time on the same day, with no copy to go back to: an empty store. */
  kt_test_file_store (self->path, "GnomeKeyring", -1);
  kt_test_file_store (backup, "GnomeKeyring", -1);
  start_anew (self);
  g_assert_cmpint (vault_look (self->vault.vault), ==, KT_VAULT_DAMAGED);
  g_assert_false (kt_vault_has_backup (self->vault.vault));
  g_assert_false (kt_vault_set_file_aside (self->vault.vault, TRUE, &again, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (kt_vault_set_file_aside (self->vault.vault, FALSE, &again, &error));
  g_assert_cmpstr (again, !=, aside);
  second = kt_test_file_load (again, &length);
  g_assert_cmpstr (second, ==, "GnomeKeyring");
  fill (self);
}

/* Damaged while it is open. */
static void
test_damaged_later (Fixture *self, gconstpointer data)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autofree char *whole = NULL;
  gsize length;

  fill (self);
  whole = kt_test_file_load (self->path, &length);
  kt_test_file_store (self->path, whole, (gssize) length - 1);
  vault_lacks (self->vault.vault, KEY_ID, 1, KT_ERROR, KT_ERROR_DAMAGED);
  g_assert_cmpint (kt_vault_get_state (self->vault.vault), ==, KT_VAULT_DAMAGED);
  kt_test_file_store (self->path, whole, (gssize) length);
  vault_has (self->vault.vault, KEY_ID, 1, credential);
}

/* Thrown away while it is open: an empty store of the same name is not ours. */
static void
test_removed_later (Fixture *self, gconstpointer data)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(GError) error = NULL;

  fill (self);
  g_assert_cmpint (g_unlink (self->path), ==, 0);
  vault_lacks (self->vault.vault, KEY_ID, 1, KT_ERROR, KT_ERROR_OTHER_KEYRING);
  g_assert_false (vault_store (self->vault.vault, KEY_ID, 2, credential, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_OTHER_KEYRING);
  g_clear_error (&error);
  g_assert_false (vault_clear (self->vault.vault, KEY_ID, 1, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_OTHER_KEYRING);
  g_assert_cmpint (vault_look (self->vault.vault), ==, KT_VAULT_OTHER);
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
}

/* ── Two writers ───────────────────────────────────────────────────────────── */

#define WRITES 20

/* The other process. */
static int
write_many (const char *folder, const char *key_id)
{
  g_autoptr(KtVault) vault = kt_vault_new (APP_ID, folder);
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(GError) error = NULL;

  if (!vault_unlock (vault, &error))
    g_error ("%s", error->message);
  for (guint i = 0; i < WRITES; i++)
    {
      if (!vault_store (vault, key_id, i, credential, &error))
        g_error ("%s", error->message);
    }
  return 0;
}

static void
test_two_writers (Fixture *self, gconstpointer data)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  GSubprocess *writers[3];
  g_autoptr(GError) error = NULL;
  const char *ids[] = { "key-a", "key-b", "key-c" };

  fill (self);
  for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
    {
      writers[i] = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--write", self->vault.folder.path, ids[i], NULL);
      g_assert_no_error (error);
    }
  /* And this one in between, reading and writing. */
  for (guint i = 10; i < 20; i++)
    vault_keep (self->vault.vault, KEY_ID, i, credential);
  for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
    {
      g_subprocess_wait_check (writers[i], NULL, &error);
      g_assert_no_error (error);
      g_object_unref (writers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      for (guint n = 0; n < WRITES; n++)
        vault_has (self->vault.vault, ids[i], n, credential);
    }
  vault_has (self->vault.vault, KEY_ID, 1, credential);
  for (guint i = 10; i < 20; i++)
    vault_has (self->vault.vault, KEY_ID, i, credential);
}

/* A ledger that is rebuilt is rebuilt from what is in the file now, not from what libsecret read a while ago. */
static void
test_list_after_another (Fixture *self, gconstpointer data)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr(GSubprocess) writer = NULL;
  g_autoptr(GPtrArray) before = NULL;
  g_autoptr(GPtrArray) after = NULL;
  g_autoptr(GError) error = NULL;

  fill (self);
  before = vault_list (self->vault.vault, &error);
  g_assert_no_error (error);
  writer = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--write", self->vault.folder.path, "key-a", NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (writer, NULL, &error));
  after = vault_list (self->vault.vault, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (after->len, ==, before->len + WRITES);
}

/* A program that does not know our lock. */
static void
test_foreign_writer (Fixture *self, gconstpointer data)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(GHashTable) theirs = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *ours = NULL;
  g_autofree char *with_theirs = NULL;
  g_autofree char *found = NULL;
  g_autoptr(GError) error = NULL;
  gsize length, length_theirs;

  g_hash_table_insert (theirs, (gpointer) "kind", (gpointer) "foreign");
  fill (self);
  ours = kt_test_file_load (self->path, &length);
  secret_password_storev_sync (&kt_vault_schema, theirs, SECRET_COLLECTION_DEFAULT, "made up", "of another program", NULL, &error);
  g_assert_no_error (error);
  with_theirs = kt_test_file_load (self->path, &length_theirs);

  /* Back to ours, as libsecret in this process knows it; then theirs comes behind its back. */
  kt_test_file_store (self->path, ours, (gssize) length);
  secret_service_disconnect ();
  vault_has (self->vault.vault, KEY_ID, 1, credential);
  kt_test_file_store (self->path, with_theirs, (gssize) length_theirs);
  vault_keep (self->vault.vault, KEY_ID, 2, credential);
  found = secret_password_lookupv_sync (&kt_vault_schema, theirs, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, "of another program");
}

static void
test_busy (Fixture *self, gconstpointer data)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(GAsyncResult) lock = NULL;
  g_autoptr(GAsyncResult) store = NULL;
  g_autoptr(KtVault) other = kt_vault_new (APP_ID, self->vault.folder.path);
  g_autoptr(GError) error = NULL;
  int fd;

  fill (self);
  kt_vault_writer_async (other, NULL, kt_test_keep_result, &lock);
  kt_test_await (&lock);
  fd = kt_vault_writer_finish (other, lock, &error);
  g_assert_no_error (error);

  /* Waits for the other, up to its deadline… */
  kt_vault_set_deadline (self->vault.vault, 200);
  g_assert_false (vault_store (self->vault.vault, KEY_ID, 2, credential, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_clear_error (&error);
  kt_vault_set_deadline (self->vault.vault, 20000);

  /* …and goes on when the other is done. */
  kt_vault_store_async (self->vault.vault, KEY_ID, 2, credential, FACTS, NULL, kt_test_keep_result, &store);
  for (guint i = 0; i < 5; i++)
    kt_test_turn ();
  g_assert_null (store);
  kt_vault_writer_release (other, fd);
  kt_test_await (&store);
  g_assert_true (kt_vault_store_finish (self->vault.vault, store, &error));
  vault_has (self->vault.vault, KEY_ID, 2, credential);
}

static void
test_read_only_folder (Fixture *self, gconstpointer data)
{
  g_autoptr(KtCredential) credential = credential_simple ("swordfish");
  g_autoptr(GError) error = NULL;
  g_autofree char *blocker = kt_test_folder_file (&self->vault.folder, "vault.lock");

  /* A folder stands where the lock file should: also root cannot open that for writing. */
  g_assert_true (vault_unlock (self->vault.vault, &error));
  g_assert_cmpint (g_mkdir (blocker, 0700), ==, 0);
  g_assert_false (vault_store (self->vault.vault, KEY_ID, 1, credential, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  g_assert_cmpint (g_rmdir (blocker), ==, 0);
  fill (self);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  /* Before any thread. */
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  if (argc == 4 && g_str_equal (argv[1], "--write"))
    return write_many (argv[2], argv[3]);

  g_test_init (&argc, &argv, NULL);
  ADD ("/vault-file/keeps", test_keeps);
  ADD ("/vault-file/profiles-apart", test_profiles);
  ADD ("/vault-file/wrong-key", test_wrong_key);
  ADD ("/vault-file/cut-off", test_cut_off);
  ADD ("/vault-file/flipped", test_flipped);
  ADD ("/vault-file/flipped-further-on", test_flipped_further_on);
  ADD ("/vault-file/other-files", test_other_files);
  ADD ("/vault-file/set-aside", test_set_aside);
  ADD ("/vault-file/damaged-later", test_damaged_later);
  ADD ("/vault-file/removed-later", test_removed_later);
  ADD ("/vault-file/two-writers", test_two_writers);
  ADD ("/vault-file/list-after-another", test_list_after_another);
  ADD ("/vault-file/foreign-writer", test_foreign_writer);
  ADD ("/vault-file/busy", test_busy);
  ADD ("/vault-file/no-lock-file", test_read_only_folder);
  return g_test_run ();
}
