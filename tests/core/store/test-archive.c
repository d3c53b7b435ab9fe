/* test-archive.c: keys into one encrypted file, and back; gpg opens it; nothing broken comes in
 *
 * All credentials in here are made up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-archive.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "kt-archive-document.h"
#include "kt-error.h"
#include "kt-test-util.h"

#define PASSPHRASE "correct horse „battery“ staple"

static KtSecret *
secret (const char *text)
{
  return kt_secret_new (text, -1);
}

static void
set_field (KtCredential *credential, const char *id, const char *bytes, gssize length)
{
  g_autoptr(KtSecret) value = kt_secret_new (bytes, length);

  kt_credential_set (credential, id, value);
}

static KtRecord *
make_record (const char *label)
{
  KtRecord *record = kt_record_new ();

  g_free (record->label);
  record->label = g_strdup (label);
  g_free (record->exchange);
  record->exchange = g_strdup ("bitget");
  g_free (record->environment);
  record->environment = g_strdup ("live");
  g_free (record->key_type);
  record->key_type = g_strdup ("hmac");
  record->state = KT_STATE_ACTIVE;
  return record;
}

/* Every kind of value that may have to be written. */
static GPtrArray *
make_entries (void)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_archive_entry_free);
  KtCredential *plain = kt_credential_new ();
  KtCredential *odd = kt_credential_new ();
  KtRecord *record = make_record ("Größe „x“ 中");

  set_field (plain, "api_key", "bg_made_up_0123456789", -1);
  set_field (plain, "secret", "made-up-secret-0123456789abcdef", -1);
  set_field (plain, "passphrase", "a \"quoted\" \\back\\ slash\ttab", -1);
  record->notes = g_strnfill (20000, 'n');
  g_ptr_array_add (entries, kt_archive_entry_new (record, plain));

  set_field (odd, "private_key", "-----BEGIN PRIVATE KEY-----\nbWFkZSB1cA==\n-----END PRIVATE KEY-----\n", -1);
  set_field (odd, "secret", "bytes \xff\xfe\0 that are no text", 24);
  set_field (odd, "passphrase", "Zürich 中 \xf0\x9f\x94\x91 \x7f", -1);
  g_ptr_array_add (entries, kt_archive_entry_new (make_record ("odd"), odd));

  g_ptr_array_add (entries, kt_archive_entry_new (make_record ("its secret was missing"), NULL));
  return entries;
}

static void
assert_same_entries (GPtrArray *a, GPtrArray *b)
{
  g_assert_cmpuint (a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++)
    {
      KtArchiveEntry *x = g_ptr_array_index (a, i);
      KtArchiveEntry *y = g_ptr_array_index (b, i);

      g_assert_cmpstr (x->record->id, ==, y->record->id);
      g_assert_cmpstr (x->record->label, ==, y->record->label);
      g_assert_cmpstr (x->record->exchange, ==, y->record->exchange);
      g_assert_cmpstr (x->record->notes, ==, y->record->notes);
      g_assert_true ((x->credential == NULL) == (y->credential == NULL));
      if (x->credential)
        g_assert_true (kt_credential_equal (x->credential, y->credential));
    }
}

static void
write_archive (const char *path, GPtrArray *entries)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtSecret) passphrase = secret (PASSPHRASE);

  g_assert_true (kt_archive_write (path, entries, passphrase, &error));
  g_assert_no_error (error);
}

static guint
count_files (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir))
    n++;
  return n;
}

/* ── There and back ─────────────────────────────────────────────────────── */

static void
test_round_trip (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (folder, "keys.gpg");
  g_autoptr(KtSecret) passphrase = secret (PASSPHRASE);
  g_autoptr(GPtrArray) entries = make_entries ();
  g_autoptr(GPtrArray) again = NULL;
  g_autoptr(GError) error = NULL;
  GStatBuf info;

  write_archive (path, entries);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 0777, ==, 0600);
  g_assert_cmpuint (count_files (folder->path), ==, 1);

  again = kt_archive_read (path, passphrase, &error);
  g_assert_no_error (error);
  assert_same_entries (again, entries);
}

static void
test_empty (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (folder, "keys.gpg");
  g_autoptr(KtSecret) passphrase = secret (PASSPHRASE);
  g_autoptr(GPtrArray) entries = g_ptr_array_new ();
  g_autoptr(GPtrArray) again = NULL;
  g_autoptr(GError) error = NULL;

  write_archive (path, entries);
  again = kt_archive_read (path, passphrase, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->len, ==, 0);
}

static void
test_many (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (folder, "keys.gpg");
  g_autoptr(KtSecret) passphrase = secret (PASSPHRASE);
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_archive_entry_free);
  g_autoptr(GPtrArray) again = NULL;
  g_autoptr(GError) error = NULL;

  for (int i = 0; i < 500; i++)
    {
      g_autofree char *text = kt_test_random_text (64);
      KtCredential *credential = kt_credential_new ();

      set_field (credential, "secret", text, -1);
      g_ptr_array_add (entries, kt_archive_entry_new (make_record (text), credential));
    }
  write_archive (path, entries);
  again = kt_archive_read (path, passphrase, &error);
  g_assert_no_error (error);
  assert_same_entries (again, entries);
}

/* Somebody without Keyturn: GnuPG gives the document. */
static void
test_gpg_opens_it (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (folder, "keys.gpg");
  g_autofree char *home = kt_test_folder_file (folder, "gnupg");
  g_autofree char *passphrase_file = kt_test_folder_file (folder, "passphrase");
  g_autofree char *out = NULL;
  g_autoptr(GPtrArray) entries = make_entries ();
  g_autoptr(GPtrArray) again = NULL;
  g_autoptr(KtSecret) document = NULL;
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr(GSubprocess) gpg = NULL;
  g_autoptr(GError) error = NULL;

  write_archive (path, entries);
  g_mkdir (home, 0700);
  kt_test_file_store (passphrase_file, PASSPHRASE, -1);
  g_subprocess_launcher_setenv (launcher, "GNUPGHOME", home, TRUE);
  gpg = g_subprocess_launcher_spawn (launcher, &error, "gpg", "--batch", "--no-tty", "--pinentry-mode", "loopback",
                                     "--passphrase-file", passphrase_file, "--decrypt", path, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (gpg, NULL, NULL, &out, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (gpg));

  g_assert_nonnull (strstr (out, "\"secret\": \"made-up-secret-0123456789abcdef\""));
  document = secret (out);
  again = kt_archive_document_parse (document, &error);
  g_assert_no_error (error);
  assert_same_entries (again, entries);
}

/* And the other way round: what GnuPG encrypts again comes in. */
static void
test_from_gpg (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (folder, "keys.gpg");
  g_autofree char *plain = kt_test_folder_file (folder, "keys.json");
  g_autofree char *home = kt_test_folder_file (folder, "gnupg");
  g_autofree char *passphrase_file = kt_test_folder_file (folder, "passphrase");
  g_autoptr(KtSecret) passphrase = secret (PASSPHRASE);
  g_autoptr(GPtrArray) entries = make_entries ();
  g_autoptr(KtSecret) document = kt_archive_document_compose (entries);
  g_autoptr(GPtrArray) again = NULL;
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr(GSubprocess) gpg = NULL;
  g_autoptr(GError) error = NULL;

  g_mkdir (home, 0700);
  kt_test_file_store (passphrase_file, PASSPHRASE, -1);
  kt_test_file_store (plain, kt_secret_peek (document, NULL), -1);
  g_subprocess_launcher_setenv (launcher, "GNUPGHOME", home, TRUE);
  gpg = g_subprocess_launcher_spawn (launcher, &error, "gpg", "--batch", "--no-tty", "--pinentry-mode", "loopback",
                                     "--passphrase-file", passphrase_file, "--output", path, "--symmetric", plain, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (gpg, NULL, &error));
  g_assert_no_error (error);

  again = kt_archive_read (path, passphrase, &error);
  g_assert_no_error (error);
  assert_same_entries (again, entries);
}

/* ── What is refused ────────────────────────────────────────────────────── */

static void
test_wrong_passphrase (KtTestFolder *folder, gconstpointer data)
{
  static const struct {
    const char *passphrase;
    int         code;
    const char *explanation;
  } rows[] = {
    { "correct horse „battery“ stapl",  KT_ERROR_NOT_ALLOWED, "a letter less" },
    { "Correct horse „battery“ staple", KT_ERROR_NOT_ALLOWED, "a capital letter" },
    { "x",                              KT_ERROR_NOT_ALLOWED, "another" },
    { "",                               KT_ERROR_INVALID,     "none" },
  };
  g_autofree char *path = kt_test_folder_file (folder, "keys.gpg");
  g_autoptr(GPtrArray) entries = make_entries ();

  write_archive (path, entries);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(KtSecret) passphrase = secret (rows[i].passphrase);
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", rows[i].explanation);
      g_assert_null (kt_archive_read (path, passphrase, &error));
      g_assert_error (error, KT_ERROR, rows[i].code);
      g_assert_null (strstr (error->message, "horse"));
    }
}

static void
test_long_passphrase (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (folder, "keys.gpg");
  g_autofree char *text = g_strnfill (255, 'p');
  g_autofree char *too_long_text = g_strnfill (256, 'p');
  g_autoptr(KtSecret) longest = secret (text);
  g_autoptr(KtSecret) too_long = secret (too_long_text);
  g_autoptr(GPtrArray) entries = make_entries ();
  g_autoptr(GPtrArray) again = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_false (kt_archive_write (path, entries, too_long, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  g_assert_true (kt_archive_write (path, entries, longest, &error));
  g_assert_no_error (error);
  again = kt_archive_read (path, longest, &error);
  g_assert_no_error (error);
  assert_same_entries (again, entries);
}

/* Refused, and said to be the file's or the passphrase's fault: a changed salt cannot be told from a wrong passphrase. */
static void
assert_refused (const char *path, const char *what, gsize where)
{
  g_autoptr(KtSecret) passphrase = secret (PASSPHRASE);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = kt_archive_read (path, passphrase, &error);

  if (entries)
    g_error ("%s %" G_GSIZE_FORMAT " was taken", what, where);
  if (!g_error_matches (error, KT_ERROR, KT_ERROR_DAMAGED) && !g_error_matches (error, KT_ERROR, KT_ERROR_NOT_ALLOWED))
    g_error ("%s %" G_GSIZE_FORMAT ": %s", what, where, error->message);
}

static GPtrArray *
make_small (void)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_archive_entry_free);
  KtCredential *credential = kt_credential_new ();

  set_field (credential, "secret", "made-up-secret-0123456789abcdef", -1);
  g_ptr_array_add (entries, kt_archive_entry_new (make_record ("small"), credential));
  return entries;
}

static void
test_truncated (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (folder, "keys.gpg");
  g_autoptr(GPtrArray) entries = make_small ();
  g_autofree char *whole = NULL;
  gsize length;

  write_archive (path, entries);
  whole = kt_test_file_load (path, &length);
  g_test_message ("%" G_GSIZE_FORMAT " bytes", length);
  for (gsize cut = 0; cut < length; cut += cut < 24 ? 3 : 97)
    {
      kt_test_file_store (path, whole, (gssize) cut);
      assert_refused (path, "cut at", cut);
    }
  kt_test_file_store (path, whole, (gssize) length - 1);
  assert_refused (path, "cut at", length - 1);
}

static void
test_truncated_is_damaged (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (folder, "keys.gpg");
  g_autoptr(GPtrArray) entries = make_small ();
  g_autoptr(KtSecret) passphrase = secret (PASSPHRASE);
  g_autoptr(GError) error = NULL;
  g_autofree char *whole = NULL;
  gsize length;

  write_archive (path, entries);
  whole = kt_test_file_load (path, &length);
  kt_test_file_store (path, whole, (gssize) length / 2);
  g_assert_null (kt_archive_read (path, passphrase, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_DAMAGED);
}

static void
test_flipped (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (folder, "keys.gpg");
  g_autoptr(GPtrArray) entries = make_small ();
  g_autofree char *whole = NULL;
  gsize length;

  write_archive (path, entries);
  whole = kt_test_file_load (path, &length);
  for (gsize place = 0; place < length; place += place < 24 ? 3 : 61)
    {
      g_autofree char *bytes = g_memdup2 (whole, length);

      bytes[place] ^= 0x10;
      kt_test_file_store (path, bytes, (gssize) length);
      assert_refused (path, "flipped at", place);
    }
}

static void
test_foreign (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (folder, "keys.gpg");
  g_autofree char *zeros = g_malloc0 (5000);
  g_autofree char *nowhere = kt_test_folder_file (folder, "nowhere.gpg");
  g_autoptr(KtSecret) passphrase = secret (PASSPHRASE);
  g_autoptr(GError) error = NULL;

  kt_test_file_store (path, "A letter to my aunt.", -1);
  assert_refused (path, "text", 0);
  kt_test_file_store (path, zeros, 5000);
  assert_refused (path, "zeros", 0);

  g_assert_null (kt_archive_read (folder->path, passphrase, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_null (kt_archive_read (nowhere, passphrase, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_not_written (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (folder, "keys.gpg");
  g_autofree char *nowhere = kt_test_folder_file (folder, "nowhere/keys.gpg");
  g_autoptr(KtSecret) passphrase = secret (PASSPHRASE);
  g_autoptr(GPtrArray) entries = make_entries ();
  g_autoptr(GError) error = NULL;
  g_autofree char *before = NULL, *after = NULL;
  gsize before_length, after_length;
  struct rlimit limit, old;
  gboolean ok;

  g_assert_false (kt_archive_write (nowhere, entries, passphrase, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* A full disk: the old archive stands, and nothing lies beside it. */
  write_archive (path, entries);
  before = kt_test_file_load (path, &before_length);
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &old);
  limit = old;
  limit.rlim_cur = 1000;
  setrlimit (RLIMIT_FSIZE, &limit);
  ok = kt_archive_write (path, entries, passphrase, &error);
  setrlimit (RLIMIT_FSIZE, &old);
  g_assert_false (ok);
  g_assert_nonnull (error);
  after = kt_test_file_load (path, &after_length);
  g_assert_cmpmem (after, after_length, before, before_length);
  g_assert_cmpuint (count_files (folder->path), ==, 1);
}

/* ── The document ───────────────────────────────────────────────────────── */

#define RECORD "{\"v\":1,\"id\":\"11111111-2222-4333-8444-555555555555\",\"generation\":1,\"state\":\"active\"," \
               "\"label\":\"x\",\"exchange\":\"bitget\",\"environment\":\"live\",\"key_type\":\"hmac\"}"
#define HEAD   "{\"format\": \"keyturn-archive\", \"version\": 1, "

static void
test_documents (void)
{
  static const struct {
    const char *text;
    int         code;       /* -1: taken */
    const char *secret;
    const char *explanation;
  } rows[] = {
    { HEAD "\"keys\": []}", -1, NULL, "no keys" },
    { " \n" HEAD "\"made\": {\"by\": [1, true, null, -2.5e3, \"x\"]}, \"keys\": [ ] } \n", -1, NULL, "members nobody knows" },
    { HEAD "\"keys\": [{\"record\": " RECORD ", \"credential\": {\"secret\": \"a\\u00e9\\ud83d\\udd11\\/\\n\\\"\\\\\"}}]}", -1, "a\u00e9\U0001f511/\n\"\\", "escapes" },
    { HEAD "\"keys\": [{\"credential\": {\"secret\": {\"base64\": \"YWJj\"}}, \"record\": " RECORD "}]}", -1, "abc", "base64, and another order" },
    { HEAD "\"keys\": [{\"record\": " RECORD ", \"credential\": {\"secret\": {\"base64\": \"Y*WJj\"}}}]}", KT_ERROR_DAMAGED, NULL, "base64 with a strange sign" },
    { HEAD "\"keys\": [{\"record\": " RECORD ", \"credential\": {\"secret\": {\"base64\": \"YWJjY\"}}}]}", KT_ERROR_DAMAGED, NULL, "base64 cut off" },
    { HEAD "\"keys\": [{\"record\": " RECORD ", \"credential\": {\"secret\": {\"base64\": \"YQ==YWJj\"}}}]}", KT_ERROR_DAMAGED, NULL, "base64 that goes on behind its end" },
    { HEAD "\"keys\": [{\"record\": " RECORD ", \"credential\": null}]}", -1, NULL, "a missing secret" },
    { "{\"format\": \"keyturn-archive\", \"version\": 2, \"keys\": 7}", KT_ERROR_NEWER, NULL, "a newer version" },
    { "{\"format\": \"keyturn-archive\", \"version\": 0, \"keys\": []}", KT_ERROR_DAMAGED, NULL, "no such version" },
    { "{\"format\": \"other\", \"version\": 1, \"keys\": []}", KT_ERROR_DAMAGED, NULL, "another format" },
    { "{\"version\": 1, \"keys\": []}", KT_ERROR_DAMAGED, NULL, "no format" },
    { HEAD "\"keys\": [], \"keys\": []}", KT_ERROR_DAMAGED, NULL, "keys twice" },
    { HEAD "\"x\": 1}", KT_ERROR_DAMAGED, NULL, "no keys member" },
    { HEAD "\"keys\": []} x", KT_ERROR_DAMAGED, NULL, "something behind it" },
    { HEAD "\"keys\": [", KT_ERROR_DAMAGED, NULL, "cut off" },
    { HEAD "\"keys\": [{\"record\": " RECORD "}]}", KT_ERROR_DAMAGED, NULL, "a key without credential" },
    { HEAD "\"keys\": [{\"credential\": null}]}", KT_ERROR_DAMAGED, NULL, "a key without record" },
    { HEAD "\"keys\": [{\"record\": {}, \"credential\": null}]}", KT_ERROR_DAMAGED, NULL, "a record without contents" },
    { HEAD "\"keys\": [{\"record\": " RECORD ", \"credential\": {\"secret\": \"\"}}]}", KT_ERROR_DAMAGED, NULL, "an empty field" },
    { HEAD "\"keys\": [{\"record\": " RECORD ", \"credential\": {\"Secret!\": \"x\"}}]}", KT_ERROR_DAMAGED, NULL, "a field's name" },
    { HEAD "\"keys\": [{\"record\": " RECORD ", \"credential\": {\"secret\": \"x\", \"secret\": \"y\"}}]}", KT_ERROR_DAMAGED, NULL, "a field twice" },
    { HEAD "\"keys\": [{\"record\": " RECORD ", \"credential\": {\"secret\": \"\\ud83d\"}}]}", KT_ERROR_DAMAGED, NULL, "half a character" },
    { HEAD "\"keys\": [{\"record\": " RECORD ", \"credential\": {\"secret\": \"a\nb\"}}]}", KT_ERROR_DAMAGED, NULL, "a bare newline" },
    { HEAD "\"x\": [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]], \"keys\": []}", KT_ERROR_DAMAGED, NULL, "too deep" },
    { "", KT_ERROR_DAMAGED, NULL, "nothing" },
    { "[]", KT_ERROR_DAMAGED, NULL, "no object" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(KtSecret) document = secret (rows[i].text);
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) entries = kt_archive_document_parse (document, &error);

      g_test_message ("%s", rows[i].explanation);
      if (rows[i].code >= 0)
        {
          g_assert_error (error, KT_ERROR, rows[i].code);
          g_assert_null (entries);
          continue;
        }
      g_assert_no_error (error);
      if (rows[i].secret)
        {
          KtArchiveEntry *entry = g_ptr_array_index (entries, 0);

          g_assert_cmpstr (kt_secret_peek (kt_credential_get (entry->credential, "secret"), NULL), ==, rows[i].secret);
        }
    }
}

/* Cut at every byte: never taken, never a crash. */
static void
test_cut_documents (void)
{
  g_autoptr(GPtrArray) entries = make_small ();
  g_autoptr(KtSecret) document = kt_archive_document_compose (entries);
  gsize length = kt_secret_get_length (document);

  /* the last byte is a newline */
  for (gsize cut = 0; cut + 1 < length; cut++)
    {
      g_autoptr(KtSecret) part = kt_secret_new (kt_secret_peek (document, NULL), (gssize) cut);
      g_autoptr(GError) error = NULL;

      g_assert_null (kt_archive_document_parse (part, &error));
      g_assert_error (error, KT_ERROR, KT_ERROR_DAMAGED);
      g_assert_null (strstr (error->message, "made-up"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, KtTestFolder, NULL, kt_test_folder_set_up, function, kt_test_folder_tear_down)
  ADD ("/archive/round-trip", test_round_trip);
  ADD ("/archive/empty", test_empty);
  ADD ("/archive/many", test_many);
  ADD ("/archive/gpg-opens-it", test_gpg_opens_it);
  ADD ("/archive/from-gpg", test_from_gpg);
  ADD ("/archive/wrong-passphrase", test_wrong_passphrase);
  ADD ("/archive/long-passphrase", test_long_passphrase);
  ADD ("/archive/truncated", test_truncated);
  ADD ("/archive/truncated-is-damaged", test_truncated_is_damaged);
  ADD ("/archive/flipped", test_flipped);
  ADD ("/archive/foreign", test_foreign);
  ADD ("/archive/not-written", test_not_written);
  g_test_add_func ("/archive/document/table", test_documents);
  g_test_add_func ("/archive/document/cut", test_cut_documents);

  return g_test_run ();
}
