/* bench-vault.c: reading a thousand credentials from the keyring
 *
 * Against a bare secret_password_lookup () of the same items in the same run: what the looking at
 * the lock, the reading in locked memory and the taking apart cost on top.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-vault-private.h"

#include "kt-test-util.h"

#define APP_ID   "io.github.keyturn.Keyturn.Bench"
#define N_KEYS   1000
#define N_ROUNDS 3

static char *
key_id (guint n)
{
  return g_strdup_printf ("%08u-made-up-key", n);
}

static void
store_all (KtVault *vault, KtCredential *credential)
{
  for (guint i = 0; i < N_KEYS; i++)
    {
      g_autofree char *id = key_id (i);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      kt_vault_store_async (vault, id, 1, credential, "{\"label\":\"made up\"}", NULL, kt_test_keep_result, &result);
      kt_test_await (&result);
      if (!kt_vault_store_finish (vault, result, &error))
        g_error ("%s", error->message);
    }
}

/* Microseconds for all. */
static gint64
load_all (KtVault *vault)
{
  gint64 began = g_get_monotonic_time ();

  for (guint i = 0; i < N_KEYS; i++)
    {
      g_autofree char *id = key_id (i);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(KtCredential) credential = NULL;
      g_autoptr(GError) error = NULL;

      kt_vault_load_async (vault, id, 1, NULL, kt_test_keep_result, &result);
      kt_test_await (&result);
      if (!(credential = kt_vault_load_finish (vault, result, NULL, &error)))
        g_error ("%s", error->message);
    }
  return g_get_monotonic_time () - began;
}

static gint64
look_up_all (KtVault *vault)
{
  gint64 began = g_get_monotonic_time ();

  for (guint i = 0; i < N_KEYS; i++)
    {
      g_autofree char *id = key_id (i);
      g_autoptr(GHashTable) attributes = kt_vault_attributes_for_key (vault, id, 1);
      g_autoptr(GAsyncResult) result = NULL;
      SecretValue *value;

      secret_password_lookupv (&kt_vault_schema, attributes, NULL, kt_test_keep_result, &result);
      kt_test_await (&result);
      if (!(value = secret_password_lookup_binary_finish (result, NULL)))
        g_error ("Not found");
      secret_value_unref (value);
    }
  return g_get_monotonic_time () - began;
}

int
main (void)
{
  g_autofree char *folder = kt_test_folder_make ();
  g_autoptr(KtVault) vault = kt_vault_new (APP_ID, folder);
  g_autoptr(KtCredential) credential = kt_credential_new ();
  g_autofree char *text = kt_test_random_text (64);
  g_autoptr(KtSecret) secret = kt_secret_new (text, -1);
  gint64 ours = G_MAXINT64, bare = G_MAXINT64, began;

  kt_credential_set (credential, "api_key", secret);
  kt_credential_set (credential, "secret", secret);
  began = g_get_monotonic_time ();
  store_all (vault, credential);
  g_print ("store, read back and compare: %.2f ms each\n", (double) (g_get_monotonic_time () - began) / 1000 / N_KEYS);

  /* The best of some rounds, in turns: other programs only ever add time. */
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      bare = MIN (bare, look_up_all (vault));
      ours = MIN (ours, load_all (vault));
    }
  g_print ("secret_password_lookup: %.3f ms each\n", (double) bare / 1000 / N_KEYS);
  g_print ("kt_vault_load: %.3f ms each, %.0f ms for %u keys\n", (double) ours / 1000 / N_KEYS, (double) ours / 1000, N_KEYS);
  g_print ("ratio: %.2f\n", (double) ours / (double) bare);
  kt_test_folder_remove (folder);
  return 0;
}
