/* test-support.c: what the tests stand on is itself sound
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-leak.h"
#include "kt-test-known.h"
#include "kt-test-util.h"

#include <glib/gstdio.h>
#include <string.h>

/* ── Folder, waiting, data ───────────────────────────────────────────────────── */

static void
test_folder (void)
{
  KtTestFolder folder = { NULL };
  g_autofree char *path = NULL;
  g_autofree char *inner = NULL;
  g_autofree char *file = NULL;

  kt_test_folder_set_up (&folder, NULL);
  path = g_strdup (folder.path);
  inner = kt_test_folder_file (&folder, "a/b");
  g_assert_cmpint (g_mkdir_with_parents (inner, 0700), ==, 0);
  file = g_build_filename (inner, "c", NULL);
  kt_test_file_store (file, "x", 1);
  g_chmod (inner, 0500);
  kt_test_folder_tear_down (&folder, NULL);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static gboolean
is_set (gpointer data)
{
  return *(gboolean *) data;
}

static gboolean
set_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
test_wait (void)
{
  gboolean flag = FALSE;

  g_assert_false (kt_test_wait_until (is_set, &flag, 30));
  g_timeout_add (5, set_cb, &flag);
  g_assert_true (kt_test_wait_until (is_set, &flag, 5000));
  flag = FALSE;
  g_timeout_add (5, set_cb, &flag);
  kt_test_wait_for (flag);
}

static void
test_data (void)
{
  gsize length = 0;
  g_autofree char *text = kt_test_data_load ("support/lsan.supp", &length);

  g_assert_cmpuint (strlen (text), ==, length);
  g_assert_nonnull (strstr (text, "leak:"));
}

/* ── The leak finder ─────────────────────────────────────────────────────────── */

/* Made up; @, + and / so that base64 and its URL form differ. */
static const char planted[] = "MADE-UP-secret-q7Zp0VtX~~~?~?>>>3kLmW9sRbY1uHc5fNgJ8dKeT2aPvQxo6iM4zUw";

static char *
widen (const char *text, gsize length, gsize width)
{
  char *wide = g_malloc0 (length * width);

  for (gsize i = 0; i < length; i++)
    wide[i * width] = text[i];
  return wide;
}

static char *
encode (const char *encoding, const char *text, gsize length, gsize *ret_length)
{
  char *out = NULL;

  *ret_length = length;
  if (g_str_equal (encoding, "plain"))
    return g_memdup2 (text, length);
  if (g_str_equal (encoding, "utf-16") || g_str_equal (encoding, "utf-32"))
    {
      gsize width = g_str_equal (encoding, "utf-16") ? 2 : 4;

      *ret_length = length * width;
      return widen (text, length, width);
    }
  if (g_ascii_strcasecmp (encoding, "hex") == 0)
    {
      g_autoptr(GString) hex = g_string_new (NULL);

      for (gsize i = 0; i < length; i++)
        g_string_append_printf (hex, encoding[0] == 'h' ? "%02x" : "%02X", (guchar) text[i]);
      out = g_strdup (hex->str);
    }
  else
    {
      out = g_base64_encode ((const guchar *) text, length);
      if (g_str_equal (encoding, "base64url"))
        g_strdelimit (g_strdelimit (out, "+", '-'), "/", '_');
    }
  *ret_length = strlen (out);
  return out;
}

static const struct
{
  const char *encoding;
  gsize       from;
  gsize       length;   /* of the part of the secret that was left */
  gsize       padding;  /* other bytes encoded together with it, before and behind */
  guint       copies;
  const char *explanation;
} leak_rows[] = {
  { "plain",     0, 70, 0, 1, "the whole secret" },
  { "plain",    13, 20, 0, 1, "twenty bytes of it" },
  { "plain",    50, 20, 0, 1, "the last twenty" },
  { "plain",    13, 19, 0, 0, "nineteen are not enough to be sure" },
  { "utf-16",   13, 20, 0, 1, "as a wide string" },
  { "utf-16",   13, 19, 0, 0, "nineteen wide characters" },
  { "utf-32",   13, 20, 0, 1, "as a string of code points" },
  { "hex",      13, 20, 0, 1, "hex, small letters" },
  { "HEX",      13, 20, 0, 1, "hex, capitals" },
  { "base64",    0, 20, 0, 1, "base64 by itself" },
  { "base64",    1, 20, 0, 1, "base64 from another place" },
  { "base64",    2, 20, 1, 1, "base64 in the middle of something" },
  { "base64",    9, 20, 2, 1, "the same, at the third alignment" },
  { "base64",   20, 30, 3, 1, "a part whose letters + and / are rewritten in URLs" },
  { "base64url", 20, 30, 3, 1, "and so rewritten" },
};

static void
test_leak_rows (void)
{
  g_autoptr(KtLeak) leak = kt_leak_new (planted);

  g_assert_cmpuint (strlen (planted), ==, 70);
  for (guint i = 0; i < G_N_ELEMENTS (leak_rows); i++)
    {
      g_autofree char *piece = g_malloc (leak_rows[i].length + 2 * leak_rows[i].padding);
      g_autofree char *encoded = NULL;
      gsize length;

      memset (piece, '.', leak_rows[i].length + 2 * leak_rows[i].padding);
      memcpy (piece + leak_rows[i].padding, planted + leak_rows[i].from, leak_rows[i].length);
      encoded = encode (leak_rows[i].encoding, piece, leak_rows[i].length + 2 * leak_rows[i].padding, &length);
      g_test_message ("%s: %s", leak_rows[i].encoding, leak_rows[i].explanation);
      /* At every alignment within what it is found in. */
      for (gsize before = 100; before < 117; before++)
        {
          gsize whole = before + length + 50;
          g_autofree char *bytes = g_malloc (whole);
          g_autoptr(GArray) copies = g_array_new (FALSE, FALSE, sizeof (KtLeakCopy));

          memset (bytes, '#', whole);
          memcpy (bytes + before, encoded, length);
          g_assert_cmpuint (kt_leak_search (leak, bytes, whole, copies), ==, leak_rows[i].copies);
          g_assert_cmpuint (copies->len, ==, leak_rows[i].copies);
          if (copies->len)
            {
              KtLeakCopy *copy = &g_array_index (copies, KtLeakCopy, 0);

              g_assert_cmpstr (copy->encoding, ==, leak_rows[i].encoding);
              g_assert_cmpuint (copy->offset, >=, before);
              g_assert_cmpuint (copy->offset + copy->length, <=, before + length);
            }
        }
    }
}

static void
test_leak_several (void)
{
  g_autoptr(KtLeak) leak = kt_leak_new (planted);
  g_autoptr(GArray) copies = g_array_new (FALSE, FALSE, sizeof (KtLeakCopy));
  g_autofree char *bytes = g_strconcat ("x", planted, planted, "--", planted, NULL);
  g_autofree char *text = NULL;

  g_assert_cmpuint (kt_leak_search (leak, bytes, strlen (bytes), copies), ==, 3);
  g_assert_cmpuint (g_array_index (copies, KtLeakCopy, 1).offset, ==, 71);
  text = kt_leak_describe (copies);
  g_assert_cmpstr (text, ==, "plain at 1, 70 bytes; plain at 71, 70 bytes; plain at 143, 70 bytes");
}

/* The control: random bytes hold none, and the same bytes with one copy hold one. */
static void
test_leak_file (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *secret = kt_test_random_text (64);
  g_autoptr(KtLeak) leak = kt_leak_new (secret);
  g_autoptr(GError) error = NULL;
  g_autofree char *path = kt_test_folder_file (folder, "image");
  gsize size = 4 * 1024 * 1024;
  g_autofree guint32 *noise = g_malloc (size);

  for (gsize i = 0; i < size / 4; i++)
    noise[i] = g_random_int ();
  kt_test_file_store (path, (char *) noise, size);
  g_assert_cmpint (kt_leak_search_file (leak, path, NULL, &error), ==, 0);
  memcpy ((char *) noise + size - 70, secret, 64);
  kt_test_file_store (path, (char *) noise, size);
  g_assert_cmpint (kt_leak_search_file (leak, path, NULL, &error), ==, 1);
  g_assert_cmpint (kt_leak_search_tree (leak, folder->path, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpint (kt_leak_search_file (leak, "/does/not/exist", NULL, &error), ==, -1);
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

/* A core image of a process that holds the secret shows it, and of one that does not does not. */
static void
test_leak_core (KtTestFolder *folder, gconstpointer data)
{
  static const char *const argv[] = { "cat", NULL };
  g_autofree char *secret = kt_test_random_text (64);
  g_autoptr(KtLeak) leak = kt_leak_new (secret);
  g_autoptr(GSubprocess) cat = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL);
  g_autofree char *path = kt_test_folder_file (folder, "core");
  g_autoptr(GError) error = NULL;
  GPid pid = (GPid) g_ascii_strtoll (g_subprocess_get_identifier (cat), NULL, 10);
  char back[64];

  kt_leak_dump_core (pid, path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (kt_leak_search_file (leak, path, NULL, &error), ==, 0);
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (cat), secret, 64, NULL, NULL, &error);
  g_input_stream_read_all (g_subprocess_get_stdout_pipe (cat), back, 64, NULL, NULL, &error);
  g_assert_no_error (error);
  kt_leak_dump_core (pid, path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (kt_leak_search_file (leak, path, NULL, &error), >=, 1);
  g_assert_no_error (error);
  g_subprocess_force_exit (cat);
  g_subprocess_wait (cat, NULL, NULL);
}

/* ── Leaks that are a library's own ──────────────────────────────────────────── */

#define HEAD "==1==ERROR: LeakSanitizer: detected memory leaks\n\n"
#define QUARKS "Direct leak of 16384 byte(s) in 1 object(s) allocated from:\n    #0 0x7f0 in __interceptor_malloc ../a.cpp:69\n" \
               "    #1 0x7f1 in g_malloc (/lib/libglib-2.0.so.0+0x5a658)\n\n"
#define PATHS "Direct leak of 256 byte(s) in 2 object(s) allocated from:\n    #0 0x7f0 in __interceptor_realloc ../a.cpp:85\n" \
              "    #1 0x7f1 in g_realloc (/lib/libglib-2.0.so.0+0x5a6f7)\n\n"

typedef struct
{
  const char *explanation;
  const char *log;
  gboolean    known;
} LeakLog;

static const LeakLog leak_logs[] = {
  { "one", HEAD QUARKS "SUMMARY: AddressSanitizer: 16384 byte(s) leaked in 1 allocation(s).\n", TRUE },
  { "both", HEAD QUARKS PATHS, TRUE },
  { "no report", "", FALSE },
  { "a report without leaks is not understood", HEAD, FALSE },
  { "another error", "==1==ERROR: AddressSanitizer: heap-use-after-free\n" HEAD QUARKS, FALSE },
  { "undefined behaviour", "a.c:1: runtime error: shift\n" HEAD QUARKS, FALSE },
  { "of our own, below GLib's",
    HEAD "Direct leak of 16384 byte(s) in 1 object(s) allocated from:\n    #0 0x7f0 in __interceptor_malloc ../a.cpp:69\n"
    "    #1 0x7f1 in g_malloc (/lib/libglib-2.0.so.0+0x5a658)\n    #2 0x7f2 in kt_key_new ../kt-key.c:1\n\n", FALSE },
  { "another size", HEAD QUARKS "Direct leak of 32 byte(s) in 1 object(s) allocated from:\n"
    "    #0 0x7f0 in __interceptor_malloc ../a.cpp:69\n    #1 0x7f1 in g_malloc (/lib/libglib-2.0.so.0+0x5a658)\n\n", FALSE },
  { "more of them", HEAD "Direct leak of 384 byte(s) in 3 object(s) allocated from:\n    #0 0x7f0 in __interceptor_realloc ../a.cpp:85\n"
    "    #1 0x7f1 in g_realloc (/lib/libglib-2.0.so.0+0x5a6f7)\n\n", FALSE },
};

static void
test_known (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (leak_logs); i++)
    {
      g_test_message ("%s", leak_logs[i].explanation);
      g_assert_cmpint (kt_test_known_leaks (leak_logs[i].log), ==, leak_logs[i].known);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/folder/is-removed-with-all-in-it", test_folder);
  g_test_add_func ("/wait/until-or-not", test_wait);
  g_test_add_func ("/data/is-found", test_data);
  g_test_add_func ("/leak/every-form", test_leak_rows);
  g_test_add_func ("/leak/known", test_known);
  g_test_add_func ("/leak/counts-each-copy", test_leak_several);
  g_test_add ("/leak/file-with-control", KtTestFolder, NULL, kt_test_folder_set_up, test_leak_file, kt_test_folder_tear_down);
  g_test_add ("/leak/core-with-control", KtTestFolder, NULL, kt_test_folder_set_up, test_leak_core, kt_test_folder_tear_down);
  return g_test_run ();
}
