/* rotate-calls.c: a rotation's verbs, waited for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "rotate-calls.h"

KtRotation *
rotate_read (KtKeeper *keeper, KtKey *key, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_rotate_read_async (keeper, key, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_rotate_finish (keeper, result, error);
}

KtRotation *
rotate_begin (KtKeeper *keeper, KtKey *key, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_rotate_begin_async (keeper, key, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_rotate_finish (keeper, result, error);
}

KtRotation *
rotate_give (KtKeeper *keeper, KtKey *key, KtCredential *credential, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_rotate_give_async (keeper, key, credential, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_rotate_finish (keeper, result, error);
}

KtRotation *
rotate_check (KtKeeper *keeper, KtKey *key, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_rotate_check_async (keeper, key, NULL, NULL, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_rotate_finish (keeper, result, error);
}

KtRotation *
rotate_accept (KtKeeper *keeper, KtKey *key, KtRights rights, gboolean unseen, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_rotate_accept_async (keeper, key, rights, unseen, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_rotate_finish (keeper, result, error);
}

KtRotation *
rotate_switch (KtKeeper *keeper, KtKey *key, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_rotate_switch_async (keeper, key, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_rotate_finish (keeper, result, error);
}

KtRotation *
rotate_tick (KtKeeper *keeper, KtKey *key, const char *name, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_rotate_tick_async (keeper, key, name, TRUE, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_rotate_finish (keeper, result, error);
}

KtRotation *
rotate_deleted (KtKeeper *keeper, KtKey *key, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_rotate_deleted_async (keeper, key, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_rotate_finish (keeper, result, error);
}

KtRotation *
rotate_watch (KtKeeper *keeper, KtKey *key, gboolean pressed, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_rotate_watch_async (keeper, key, pressed, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_rotate_finish (keeper, result, error);
}

KtRotation *
rotate_wipe (KtKeeper *keeper, KtKey *key, gboolean unproven, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_rotate_wipe_async (keeper, key, unproven, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_rotate_finish (keeper, result, error);
}

KtRotation *
rotate_undo (KtKeeper *keeper, KtKey *key, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_rotate_undo_async (keeper, key, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_rotate_finish (keeper, result, error);
}

KtRotation *
rotate_cancel (KtKeeper *keeper, KtKey *key, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_keeper_rotate_cancel_async (keeper, key, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  return kt_keeper_rotate_finish (keeper, result, error);
}

KtCredential *
load_generation (KtKeeper *keeper, const char *id, guint generation)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  KtCredential *credential;

  kt_vault_load_async (kt_keeper_get_vault (keeper), id, generation, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  credential = kt_vault_load_finish (kt_keeper_get_vault (keeper), result, NULL, &error);
  if (!credential)
    g_assert_error (error, KT_ERROR, KT_ERROR_NOT_FOUND);
  return credential;
}
