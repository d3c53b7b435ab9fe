/* kt-vault-item.c: how an item is named, and how its bytes go to libsecret and come back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-vault-private.h"

/* With the name matched a cold gnome-keyring answers "nothing" and never prompts. */
const SecretSchema kt_vault_schema = {
  "io.github.keyturn.Credential", SECRET_SCHEMA_DONT_MATCH_NAME,
  {
    { "application", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "key", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "generation", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

GHashTable *
kt_vault_attributes_for_kind (KtVault *vault, const char *kind)
{
  GHashTable *attributes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  if (vault)
    g_hash_table_insert (attributes, (gpointer) "application", g_strdup (vault->app_id));
  g_hash_table_insert (attributes, (gpointer) "kind", g_strdup (kind));
  return attributes;
}

GHashTable *
kt_vault_attributes_for_key (KtVault *vault, const char *key_id, guint generation)
{
  GHashTable *attributes = kt_vault_attributes_for_kind (vault, "credential");

  g_hash_table_insert (attributes, (gpointer) "key", g_strdup (key_id));
  g_hash_table_insert (attributes, (gpointer) "generation", g_strdup_printf ("%u", generation));
  return attributes;
}

/* ── Values ────────────────────────────────────────────────────────────────── */

/* A SecretValue tells only the bytes' address when it lets go of them. */
G_LOCK_DEFINE_STATIC (lent);
static GHashTable *lent; /* address -> KtSecret */

static void
value_let_go (gpointer bytes)
{
  KtSecret *secret = NULL;

  G_LOCK (lent);
  g_hash_table_steal_extended (lent, bytes, NULL, (gpointer *) &secret);
  G_UNLOCK (lent);
  kt_secret_unref (secret);
}

SecretValue *
kt_vault_value_new (KtSecret *line)
{
  /* Its own copy, in locked memory: one address is lent once. */
  KtSecret *secret = kt_secret_copy (line);
  gsize length;
  const char *bytes = kt_secret_peek (secret, &length);

  G_LOCK (lent);
  if (!lent)
    lent = g_hash_table_new (NULL, NULL);
  g_hash_table_insert (lent, (gpointer) bytes, secret);
  G_UNLOCK (lent);
  return secret_value_new_full ((char *) bytes, (gssize) length, "text/plain", value_let_go);
}

KtSecret *
kt_vault_value_to_secret (SecretValue *value)
{
  gsize length;
  const char *bytes = secret_value_get (value, &length);

  return kt_secret_new (bytes ? bytes : "", (gssize) length);
}
