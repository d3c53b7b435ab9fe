/* kt-vault-fingerprint.c: telling credentials apart without a bare hash of a secret
 *
 * The key of the HMAC is 32 random bytes in the keyring, made at first use. Without them nobody
 * who has the ledger can try secrets against the fingerprints in it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-vault-private.h"

#include <string.h>

#include <gnutls/crypto.h>

#include "kt-error.h"

#define PART        "key"
#define LABEL       "Keyturn fingerprint key"
#define KEY_LENGTH  32
#define MAC_LENGTH  32

/* ── The HMAC ──────────────────────────────────────────────────────────────── */

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Each text with its length before it, so that no two credentials give the same bytes. */
static void
feed (gnutls_hmac_hd_t mac, const char *bytes, gsize length)
{
  guint64 size = GUINT64_TO_LE ((guint64) length);

  gnutls_hmac (mac, &size, sizeof size);
  gnutls_hmac (mac, bytes, length);
}

static char *
fingerprint (KtSecret *key, KtCredential *credential, GError **error)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();
  gnutls_hmac_hd_t mac;
  guchar digest[MAC_LENGTH];
  GString *hex;

  if (gnutls_hmac_init (&mac, GNUTLS_MAC_SHA256, kt_secret_peek (key, NULL), KEY_LENGTH) != 0)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_FAILED, "The fingerprint could not be computed");
      return NULL;
    }

  for (guint i = 0; i < kt_credential_get_n_fields (credential); i++)
    g_ptr_array_add (ids, (gpointer) kt_credential_get_nth (credential, i, NULL));
  g_ptr_array_sort (ids, compare_ids);
  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);
      gsize length;
      const char *bytes = kt_secret_peek (kt_credential_get (credential, id), &length);

      feed (mac, id, strlen (id));
      feed (mac, bytes, length);
    }
  gnutls_hmac_deinit (mac, digest);

  /* No secret: what it was made of cannot be had from it. */
  hex = g_string_sized_new (2 * MAC_LENGTH);
  for (guint i = 0; i < MAC_LENGTH; i++)
    g_string_append_printf (hex, "%02x", digest[i]);
  return g_string_free (hex, FALSE);
}

/* ── The key ───────────────────────────────────────────────────────────────── */

static void
answer (KtVaultOp *op)
{
  GError *error = NULL;
  char *hex = fingerprint (op->vault->fingerprint_key, op->data, &error);

  if (hex)
    kt_vault_op_return_pointer (op, hex, g_free);
  else
    kt_vault_op_return_error (op, error);
}

static gboolean
take_key (KtVault *self, KtSecret *line, GError **error)
{
  g_autoptr(KtSecret) key = NULL;

  if (!kt_vault_line_check (line, error))
    return FALSE;

  key = kt_vault_line_get (line, PART);
  if (!key || kt_secret_get_length (key) != KEY_LENGTH)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_DAMAGED, "The fingerprint key in the keyring does not hold together");
      return FALSE;
    }
  g_clear_pointer (&self->fingerprint_key, kt_secret_unref);
  self->fingerprint_key = g_steal_pointer (&key);
  return TRUE;
}

static KtSecret *
make_line (GError **error)
{
  g_autoptr(KtSecret) key = kt_secret_new_sized (KEY_LENGTH);
  g_autoptr(KtSecret) line = kt_vault_line_new ();

  if (gnutls_rnd (GNUTLS_RND_KEY, kt_secret_resize (key, KEY_LENGTH), KEY_LENGTH) != 0)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_FAILED, "There is no randomness to be had");
      return NULL;
    }
  kt_vault_line_add (line, PART, kt_secret_peek (key, NULL), KEY_LENGTH);
  kt_vault_line_end (line);
  return g_steal_pointer (&line);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(KtVaultOp) op = data;
  GError *error = NULL;

  if (!kt_vault_put_finish (op->vault, result, &error) || !take_key (op->vault, op->line, &error))
    kt_vault_op_return_error (op, error);
  else
    answer (op);
}

static void
make (KtVaultOp *op)
{
  GError *error = NULL;

  if (!(op->line = make_line (&error)))
    kt_vault_op_return_error (op, error);
  else
    kt_vault_put_async (op->vault, op->attributes, LABEL, op->line, op->cancellable, made_cb, kt_vault_op_ref (op));
}

static void
make_ours_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(KtVaultOp) op = data;
  GError *error = NULL;

  if (!kt_vault_ours_finish (op->vault, result, &error))
    kt_vault_op_return_error (op, error);
  else
    make (op);
}

/* ── An empty one ──────────────────────────────────────────────────────────── */

/* The keyring's service was killed after it had made the item and before it had filled it. The item is cleared and made
 * anew. That is safe: no fingerprint was ever computed with an empty key (take_key() wants all of it), so none in any ledger
 * stops matching. One that has bytes in it is never touched, whatever they are. */

static void
empty_dropped_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(KtVaultOp) op = data;
  gboolean was_there;
  GError *error = NULL;

  if (!kt_vault_drop_finish (op->vault, result, &was_there, &error))
    kt_vault_op_return_error (op, error);
  else
    make (op);
}

static void
empty_peeked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(KtVaultOp) op = data;
  g_auto(GStrv) items = NULL;
  GError *error = NULL;

  if (!kt_vault_peek_finish (op->vault, result, NULL, &error) || (error = kt_vault_state_error (kt_vault_peek_get_state (result))))
    {
      kt_vault_op_return_error (op, error);
      return;
    }
  /* Clearing takes all that answer to the name, and another one may be full. */
  items = kt_vault_peek_get_items (result);
  if (items && g_strv_length (items) > 1)
    kt_vault_op_return_error (op, g_error_new (KT_ERROR, KT_ERROR_DAMAGED, "The keyring has more than one fingerprint key, and one is empty"));
  else
    kt_vault_drop_async (op, empty_dropped_cb, kt_vault_op_ref (op));
}

static void
empty_ours_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(KtVaultOp) op = data;
  GError *error = NULL;

  if (!kt_vault_ours_finish (op->vault, result, &error))
    kt_vault_op_return_error (op, error);
  else
    kt_vault_peek_async (op->vault, op->attributes, op->cancellable, empty_peeked_cb, kt_vault_op_ref (op));
}

/* ── Reading or making it ──────────────────────────────────────────────────── */

static void
fetched_as_writer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(KtVaultOp) op = data;
  g_autoptr(KtSecret) line = NULL;
  GError *error = NULL;
  gboolean fetched = kt_vault_fetch_finish (op->vault, result, &line, &error);

  if (fetched && line && kt_vault_line_is_empty (line))
    kt_vault_ours_async (op->vault, FALSE, op->cancellable, empty_ours_cb, kt_vault_op_ref (op));
  else if (!fetched || (line && !take_key (op->vault, line, &error)))
    kt_vault_op_return_error (op, error);
  else if (line)
    answer (op);
  else
    kt_vault_ours_async (op->vault, FALSE, op->cancellable, make_ours_cb, kt_vault_op_ref (op));
}

static void
make_step (KtVaultOp *op)
{
  /* Looked for again under the lock: another process may just have made it. */
  kt_vault_fetch_async (op->vault, op->attributes, op->cancellable, fetched_as_writer_cb, op);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(KtVaultOp) op = data;
  g_autoptr(KtSecret) line = NULL;
  GError *error = NULL;
  gboolean fetched = kt_vault_fetch_finish (op->vault, result, &line, &error);
  gboolean to_make = fetched && (!line || kt_vault_line_is_empty (line));

  if (!fetched || (!to_make && !take_key (op->vault, line, &error)))
    kt_vault_op_return_error (op, error);
  else if (!to_make)
    answer (op);
  else
    kt_vault_op_as_writer (kt_vault_op_ref (op), TRUE, make_step);
}

static void
fetch_step (KtVaultOp *op)
{
  kt_vault_fetch_async (op->vault, op->attributes, op->cancellable, fetched_cb, op);
}

void
kt_vault_fingerprint_async (KtVault *self, KtCredential *credential, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  KtVaultOp *op = kt_vault_op_new (self, cancellable, callback, user_data, kt_vault_fingerprint_async);

  op->data = kt_credential_ref (credential);
  op->free_data = (GDestroyNotify) kt_credential_unref;
  if (self->fingerprint_key)
    {
      answer (op);
      kt_vault_op_unref (op);
      return;
    }
  op->attributes = kt_vault_attributes_for_kind (self, "fingerprint");
  kt_vault_op_run (op, fetch_step);
}

char *
kt_vault_fingerprint_finish (KtVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
