/* vault-calls.h: the vault's calls, waited for; and credentials to try them on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-vault-private.h"

#include "kt-error.h"
#include "kt-test-session.h"
#include "kt-test-util.h"

#define APP_ID     "io.github.keyturn.Keyturn.Test"
#define LEDGER_ID  "9b2f6a0e-made-up-ledger"
#define KEY_ID     "3f1f0e57-6f0b-4b55-8f5a-made-up-key1"
#define FACTS      "{\"exchange\":\"kraken\",\"label\":\"Made up – “über” 🔑\"}"

/* A vault and its data folder. */
typedef struct
{
  KtTestFolder folder;
  KtVault     *vault;
} VaultFixture;

/* An empty, open keyring with the password "test". */
void          vault_set_up          (VaultFixture *self, gconstpointer data);
/* The same without touching the keyring: for the file backend. */
void          vault_set_up_plain    (VaultFixture *self, gconstpointer data);
void          vault_tear_down       (VaultFixture *self, gconstpointer data);

KtVaultState  vault_look            (KtVault *vault);
gboolean      vault_unlock          (KtVault *vault, GError **error);
gboolean      vault_store           (KtVault *vault, const char *key_id, guint generation, KtCredential *credential, GError **error);
KtCredential *vault_load            (KtVault *vault, const char *key_id, guint generation, GError **error);
gboolean      vault_clear           (KtVault *vault, const char *key_id, guint generation, GError **error);
gboolean      vault_verify          (KtVault *vault, gboolean *ret_same, GError **error);
gboolean      vault_mark            (KtVault *vault, GError **error);      /* writes the sentinel of LEDGER_ID */
GPtrArray    *vault_list            (KtVault *vault, GError **error);
char         *vault_fingerprint     (KtVault *vault, KtCredential *credential, GError **error);

/* id, bytes, length (-1: text), …, NULL */
KtCredential *credential_new        (const char *id, ...);
KtCredential *credential_simple     (const char *secret);
/* Stores, loads, compares; fails the test otherwise. */
void          vault_keep            (KtVault *vault, const char *key_id, guint generation, KtCredential *credential);
void          vault_has             (KtVault *vault, const char *key_id, guint generation, KtCredential *credential);
/* Loading fails with this code, and no secret stands in the message. */
void          vault_lacks           (KtVault *vault, const char *key_id, guint generation, GQuark domain, int code);
