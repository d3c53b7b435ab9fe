/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vault-calls.h"

#include <string.h>

void
vault_set_up_plain (VaultFixture *self, gconstpointer data)
{
  kt_test_folder_set_up (&self->folder, data);
  self->vault = kt_vault_new (APP_ID, self->folder.path);
}

void
vault_set_up (VaultFixture *self, gconstpointer data)
{
  kt_test_keyring_renew ("test");
  vault_set_up_plain (self, data);
}

void
vault_tear_down (VaultFixture *self, gconstpointer data)
{
  if (data != GINT_TO_POINTER (1))
    kt_test_finalize_object (self->vault);
  else
    g_object_unref (self->vault);
  kt_test_folder_tear_down (&self->folder, data);
}

KtVaultState
vault_look (KtVault *vault)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  KtVaultState state = KT_VAULT_UNKNOWN;

  kt_vault_look_async (vault, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  kt_vault_look_finish (vault, result, &state, &error);
  g_assert_no_error (error);
  g_assert_cmpint (state, ==, kt_vault_get_state (vault));
  return state;
}

gboolean
vault_unlock (KtVault *vault, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_vault_unlock_async (vault, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_vault_unlock_finish (vault, result, error);
}

gboolean
vault_store (KtVault *vault, const char *key_id, guint generation, KtCredential *credential, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_vault_store_async (vault, key_id, generation, credential, FACTS, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_vault_store_finish (vault, result, error);
}

KtCredential *
vault_load (KtVault *vault, const char *key_id, guint generation, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *facts = NULL;
  KtCredential *credential;

  kt_vault_load_async (vault, key_id, generation, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  credential = kt_vault_load_finish (vault, result, &facts, error);
  if (credential)
    g_assert_cmpstr (facts, ==, FACTS);
  return credential;
}

gboolean
vault_clear (KtVault *vault, const char *key_id, guint generation, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_vault_clear_async (vault, key_id, generation, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_vault_clear_finish (vault, result, error);
}

gboolean
vault_verify (KtVault *vault, gboolean *ret_same, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_vault_verify_sentinel_async (vault, LEDGER_ID, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_vault_verify_sentinel_finish (vault, result, ret_same, error);
}

gboolean
vault_mark (KtVault *vault, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_vault_write_sentinel_async (vault, LEDGER_ID, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_vault_write_sentinel_finish (vault, result, error);
}

GPtrArray *
vault_list (KtVault *vault, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_vault_list_async (vault, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_vault_list_finish (vault, result, error);
}

char *
vault_fingerprint (KtVault *vault, KtCredential *credential, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_vault_fingerprint_async (vault, credential, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_vault_fingerprint_finish (vault, result, error);
}

KtCredential *
credential_new (const char *id, ...)
{
  KtCredential *credential = kt_credential_new ();
  va_list more;

  va_start (more, id);
  while (id)
    {
      const char *bytes = va_arg (more, const char *);
      int length = va_arg (more, int);
      g_autoptr(KtSecret) value = kt_secret_new (bytes, length);

      kt_credential_set (credential, id, value);
      id = va_arg (more, const char *);
    }
  va_end (more);
  return credential;
}

KtCredential *
credential_simple (const char *secret)
{
  return credential_new ("api_key", "made-up-api-key", -1, "secret", secret, -1, NULL);
}

void
vault_has (KtVault *vault, const char *key_id, guint generation, KtCredential *credential)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtCredential) loaded = vault_load (vault, key_id, generation, &error);

  g_assert_no_error (error);
  g_assert_true (kt_credential_equal (loaded, credential));
}

void
vault_keep (KtVault *vault, const char *key_id, guint generation, KtCredential *credential)
{
  g_autoptr(GError) error = NULL;

  vault_store (vault, key_id, generation, credential, &error);
  g_assert_no_error (error);
  vault_has (vault, key_id, generation, credential);
}

void
vault_lacks (KtVault *vault, const char *key_id, guint generation, GQuark domain, int code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtCredential) loaded = vault_load (vault, key_id, generation, &error);

  g_assert_null (loaded);
  g_assert_error (error, domain, code);
  g_assert_null (strstr (error->message, "swordfish"));
}
