/* keeper-calls.c: the keeper's verbs, waited for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "keeper-calls.h"

/* ── A keeper of its own ────────────────────────────────────────────────── */

static void
recovered_cb (KtKeeper *keeper, char **codes, KeeperFixture *self)
{
  for (int i = 0; codes[i]; i++)
    {
      g_test_message ("recovered: %s", codes[i]);
      g_ptr_array_add (self->recovered, g_strdup (codes[i]));
    }
}

void
keeper_start (KeeperFixture *self)
{
  g_autoptr(GError) error = NULL;

  g_ptr_array_set_size (self->recovered, 0);
  self->keeper = kt_keeper_new (self->folder.path);
  g_signal_connect (self->keeper, "recovered", G_CALLBACK (recovered_cb), self);
  keeper_open (self->keeper, &error);
  g_assert_no_error (error);
}

static gboolean
is_finalized (gpointer data)
{
  return *(gpointer *) data == NULL;
}

/* What was under way holds a reference for a moment. */
void
keeper_stop (KeeperFixture *self)
{
  gpointer weak = self->keeper;

  if (!self->keeper)
    return;
  g_object_add_weak_pointer (G_OBJECT (self->keeper), &weak);
  g_clear_object (&self->keeper);
  if (!kt_test_wait_until (is_finalized, &weak, 5000))
    g_error ("The keeper is still referenced");
}

void
keeper_restart (KeeperFixture *self)
{
  keeper_stop (self);
  keeper_start (self);
}

gboolean
keeper_said (KeeperFixture *self, const char *beginning)
{
  for (guint i = 0; i < self->recovered->len; i++)
    {
      if (g_str_has_prefix (g_ptr_array_index (self->recovered, i), beginning))
        return TRUE;
    }
  return FALSE;
}

void
keeper_set_up (KeeperFixture *self, gconstpointer data)
{
  kt_test_folder_set_up (&self->folder, NULL);
  kt_test_keyring_renew ("test");
  self->recovered = g_ptr_array_new_with_free_func (g_free);
  keeper_start (self);
}

void
keeper_tear_down (KeeperFixture *self, gconstpointer data)
{
  keeper_stop (self);
  g_ptr_array_unref (self->recovered);
  kt_test_folder_tear_down (&self->folder, NULL);
}

/* ── Made up ────────────────────────────────────────────────────────────── */

KtRecord *
made_up_record (const char *label)
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
  return record;
}

KtCredential *
made_up_credential (const char *secret)
{
  KtCredential *credential = kt_credential_new ();
  g_autoptr(KtSecret) api_key = kt_secret_new ("bg_000000000000000000000000000000aa", -1);
  g_autoptr(KtSecret) value = kt_secret_new (secret, -1);
  g_autoptr(KtSecret) passphrase = kt_secret_new ("madeup123", -1);

  kt_credential_set (credential, "api_key", api_key);
  kt_credential_set (credential, "secret", value);
  kt_credential_set (credential, "passphrase", passphrase);
  return credential;
}

gboolean
has_finding (KtKey *key, KtFindingKind kind)
{
  guint n;
  const KtFinding *findings = kt_key_get_findings (key, &n);

  for (guint i = 0; i < n; i++)
    {
      if (findings[i].kind == kind)
        return TRUE;
    }
  return FALSE;
}

guint
count_items (KtKeeper *keeper)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GError) error = NULL;

  kt_vault_list_async (kt_keeper_get_vault (keeper), NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  items = kt_vault_list_finish (kt_keeper_get_vault (keeper), result, &error);
  g_assert_no_error (error);
  return items->len;
}

/* ── The verbs ──────────────────────────────────────────────────────────── */

gboolean
keeper_open (KtKeeper *keeper, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_open_async (keeper, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_open_finish (keeper, result, error);
}

gboolean
keeper_unlock (KtKeeper *keeper, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_unlock_async (keeper, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_unlock_finish (keeper, result, error);
}

gboolean
keeper_adopt (KtKeeper *keeper, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_adopt_keyring_async (keeper, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_adopt_keyring_finish (keeper, result, error);
}

KtKey *
keeper_add_record (KtKeeper *keeper, KtRecord *record, KtCredential *credential, KtReport *report, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_add_async (keeper, record, credential, report, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_add_finish (keeper, result, error);
}

KtKey *
keeper_add (KtKeeper *keeper, const char *label, KtCredential *credential, GError **error)
{
  return keeper_add_record (keeper, made_up_record (label), credential, NULL, error);
}

KtKey *
keeper_must_add (KeeperFixture *self, const char *label, const char *secret)
{
  g_autoptr(KtCredential) credential = made_up_credential (secret);
  g_autoptr(GError) error = NULL;
  KtKey *key = keeper_add (self->keeper, label, credential, &error);

  g_assert_no_error (error);
  g_assert_nonnull (key);
  return key;
}

gboolean
keeper_edit (KtKeeper *keeper, KtKey *key, const KtRecord *record, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_edit_async (keeper, key, record, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_edit_finish (keeper, result, error);
}

KtCredential *
keeper_reveal (KtKeeper *keeper, KtKey *key, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_reveal_async (keeper, key, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_reveal_finish (keeper, result, error);
}

gboolean
keeper_delete (KtKeeper *keeper, KtKey *key, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_delete_async (keeper, key, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_delete_finish (keeper, result, error);
}

gboolean
keeper_undelete (KtKeeper *keeper, KtKey *key, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_undelete_async (keeper, key, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_undelete_finish (keeper, result, error);
}

gboolean
keeper_wipe (KtKeeper *keeper, KtKey *key, gboolean *ret_queued, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_wipe_async (keeper, key, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_wipe_finish (keeper, result, ret_queued, error);
}

KtKey *
keeper_duplicate (KtKeeper *keeper, KtCredential *credential, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_find_duplicate_async (keeper, credential, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_find_duplicate_finish (keeper, result, error);
}

KtReport *
keeper_check (KtKeeper *keeper, KtKey *key, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_check_async (keeper, key, FALSE, NULL, NULL, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_check_finish (keeper, result, error);
}

KtReport *
keeper_try (KtKeeper *keeper, const KtRecord *record, KtCredential *credential, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_try_async (keeper, record, credential, NULL, NULL, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_try_finish (keeper, result, error);
}

gboolean
keeper_export (KtKeeper *keeper, const char *path, const char *passphrase, guint *ret_n, guint *ret_missing, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(KtSecret) secret = kt_secret_new (passphrase, -1);

  kt_keeper_export_async (keeper, path, secret, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_export_finish (keeper, result, ret_n, ret_missing, error);
}

gboolean
keeper_restore (KtKeeper *keeper, const char *path, const char *passphrase, guint *ret_added, guint *ret_known, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(KtSecret) secret = kt_secret_new (passphrase, -1);

  kt_keeper_restore_async (keeper, path, secret, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_restore_finish (keeper, result, ret_added, ret_known, error);
}
