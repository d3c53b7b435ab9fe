/* test-credential.c: the secret fields of one key. All values are made up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-credential.h"

static void
set (KtCredential *self, const char *id, const char *value)
{
  g_autoptr(KtSecret) secret = value ? kt_secret_new (value, -1) : NULL;

  kt_credential_set (self, id, secret);
}

static void
assert_field (const KtCredential *self, const char *id, const char *value)
{
  KtSecret *secret = kt_credential_get (self, id);

  if (value)
    g_assert_cmpstr (kt_secret_peek (secret, NULL), ==, value);
  else
    g_assert_null (secret);
}

static void
test_fields (void)
{
  g_autoptr(KtCredential) self = kt_credential_new ();
  KtSecret *value = NULL;

  assert_field (self, "secret", NULL);
  set (self, "api_key", "made-up-key");
  set (self, "secret", "made-up-secret");
  set (self, "secret", "made-up-other");
  assert_field (self, "api_key", "made-up-key");
  assert_field (self, "secret", "made-up-other");
  g_assert_cmpuint (kt_credential_get_n_fields (self), ==, 2);
  g_assert_cmpstr (kt_credential_get_nth (self, 1, &value), ==, "secret");
  g_assert_true (value == kt_credential_get (self, "secret"));

  set (self, "secret", "");
  assert_field (self, "secret", NULL);
  set (self, "api_key", NULL);
  set (self, "api_key", NULL);
  g_assert_cmpuint (kt_credential_get_n_fields (self), ==, 0);
}

static void
test_same_value_again (void)
{
  g_autoptr(KtCredential) self = kt_credential_new ();

  set (self, "secret", "made-up");
  kt_credential_set (self, "secret", kt_credential_get (self, "secret"));
  assert_field (self, "secret", "made-up");
}

static void
test_copy (void)
{
  g_autoptr(KtCredential) self = kt_credential_new ();
  g_autoptr(KtCredential) copy = NULL;

  set (self, "api_key", "made-up-key");
  set (self, "uid", "12345");
  copy = kt_credential_copy (self);
  g_assert_true (kt_credential_equal (self, copy));
  g_assert_true (kt_credential_get (self, "uid") != kt_credential_get (copy, "uid"));

  set (copy, "uid", "54321");
  assert_field (self, "uid", "12345");
  g_assert_false (kt_credential_equal (self, copy));
}

static void
test_equal (void)
{
  g_autoptr(KtCredential) a = kt_credential_new ();
  g_autoptr(KtCredential) b = kt_credential_new ();

  g_assert_true (kt_credential_equal (a, b));
  set (a, "api_key", "1");
  set (a, "secret", "2");
  set (b, "secret", "2");
  g_assert_false (kt_credential_equal (a, b));
  set (b, "uid", "1");
  g_assert_false (kt_credential_equal (a, b));
  set (b, "uid", NULL);
  set (b, "api_key", "1");      /* in another order */
  g_assert_true (kt_credential_equal (a, b));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/credential/fields", test_fields);
  g_test_add_func ("/credential/same-value-again", test_same_value_again);
  g_test_add_func ("/credential/copy-is-deep", test_copy);
  g_test_add_func ("/credential/equal", test_equal);
  return g_test_run ();
}
