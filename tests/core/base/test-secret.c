/* test-secret: bytes of a secret are whole, locked, and gone when it goes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-secret.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void
assert_bytes (KtSecret *secret, const char *bytes, gsize length)
{
  gsize n;
  const char *is = kt_secret_peek (secret, &n);

  g_assert_cmpmem (is, n, bytes, length);
  g_assert_cmpint (is[n], ==, '\0');
  g_assert_cmpuint (kt_secret_get_length (secret), ==, length);
}

static void
test_building (void)
{
  g_autoptr(KtSecret) secret = kt_secret_new ("swordfish", -1);
  g_autoptr(KtSecret) copy = NULL;

  kt_secret_insert (secret, 5, "\0\0", 2);
  assert_bytes (secret, "sword\0\0fish", 11);
  kt_secret_erase (secret, 5, 2);
  kt_secret_append (secret, "es", -1);
  assert_bytes (secret, "swordfishes", 11);
  kt_secret_truncate (secret, 5);
  copy = kt_secret_copy (secret);
  g_assert_true (kt_secret_equal (secret, copy));
  kt_secret_append (copy, "s", 1);
  g_assert_false (kt_secret_equal (secret, copy));
  memset (kt_secret_resize (secret, 8) + 5, 'x', 3);
  assert_bytes (secret, "swordxxx", 8);
}

/* Through every size of block, and beyond the largest. */
static void
test_growing (void)
{
  g_autoptr(KtSecret) secret = kt_secret_new_sized (0);
  g_autoptr(GString) same = g_string_new (NULL);

  for (guint i = 0; i < 3000; i++)
    {
      char piece[8];
      int n = g_snprintf (piece, sizeof piece, "%u,", i);

      kt_secret_append (secret, piece, n);
      g_string_append_len (same, piece, n);
    }
  assert_bytes (secret, same->str, same->len);
}

/* What a freed block still holds: a secret's bytes are wiped before anybody gets them again. */
static void
test_wiped (void)
{
  static const gsize lengths[] = { 9, 200, 900, 4000 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *text = g_strnfill (lengths[i], 'Q');
      KtSecret *secret = kt_secret_new (text, (gssize) lengths[i]);
      const char *block = kt_secret_peek (secret, NULL);

      kt_secret_unref (secret);
      /* The first word of a free block links to the next. */
      g_assert_null (memchr (block + sizeof (gpointer), 'Q', lengths[i] - sizeof (gpointer)));
    }
}

static void
test_locked (void)
{
  g_autoptr(KtSecret) secret G_GNUC_UNUSED = kt_secret_new ("swordfish", -1);

  g_assert_true (kt_secret_memory_is_locked ());
}

/* A child does not get the bytes; nor may it die on a read that the parent's memory allows: it must not have the page. */
static void
test_not_forked (void)
{
  g_autoptr(KtSecret) secret = kt_secret_new ("swordfish", -1);
  const char *bytes = kt_secret_peek (secret, NULL);
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      guchar there;

      _exit (mincore ((void *) ((gsize) bytes & ~(page - 1)), page, &there) == 0 ? 1 : 0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
test_no_core (void)
{
  struct rlimit limit;

  kt_secret_guard_process ();
  g_assert_cmpint (getrlimit (RLIMIT_CORE, &limit), ==, 0);
  g_assert_cmpuint (limit.rlim_cur, ==, 0);
  g_assert_cmpuint (limit.rlim_max, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/secret/building", test_building);
  g_test_add_func ("/secret/growing", test_growing);
  g_test_add_func ("/secret/wiped", test_wiped);
  g_test_add_func ("/secret/locked", test_locked);
  g_test_add_func ("/secret/not-forked", test_not_forked);
  g_test_add_func ("/secret/no-core", test_no_core);
  return g_test_run ();
}
