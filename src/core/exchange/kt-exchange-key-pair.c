/* "key_pairs": of which key types the exchange takes the public half of a pair made elsewhere
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-exchange-load.h"

#include <string.h>

static const char *const key_types[] = { "ed25519", "rsa", NULL };

static gboolean
signs_with (KtExchange *self, const char *key_type)
{
  for (guint i = 0; self->signing && i < self->signing->key_types->len; i++)
    {
      if (strcmp (((KtKeyType *) g_ptr_array_index (self->signing->key_types, i))->id, key_type) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
load_key_pair (KtExchange *self, KtLoader *loader, JsonObject *object, const char *path, const char *key_type)
{
  static const char *const known[] = { "form", "bits", "source", "checked_on", "sure", NULL };
  static const char *const forms[] = { "pem", "der-base64", "raw-base64", NULL };
  gboolean rsa = strcmp (key_type, "rsa") == 0;
  KtKeyPairRule *rule = g_new0 (KtKeyPairRule, 1);
  int form;

  g_ptr_array_add (self->key_pairs, rule);
  kt_load_only (loader, object, path, known);
  rule->key_type = g_strdup (key_type);
  form = kt_load_word (loader, object, path, "form", forms, KT_REQUIRED);
  rule->form = (KtPublicForm) MAX (form, 0);
  rule->bits = (guint) kt_load_number (loader, object, path, "bits", KT_KEY_PAIR_MIN_RSA_BITS, KT_KEY_PAIR_MAX_RSA_BITS, 0);
  rule->source = kt_load_new_text (loader, object, path, "source", KT_REQUIRED);
  rule->checked_on = kt_load_day (loader, object, path, "checked_on", KT_REQUIRED);
  rule->sure = kt_load_flag (loader, object, path, "sure", TRUE);

  if (rsa && form == KT_PUBLIC_FORM_RAW_BASE64)
    kt_loader_mistake (loader, path, 0, "“raw-base64” is a form of Ed25519 keys only");
  if (rsa != json_object_has_member (object, "bits"))
    kt_loader_mistake (loader, path, 0, rsa ? "“bits” is missing: how long the RSA key is" : "“bits” is said of RSA keys only");
  if (!signs_with (self, key_type))
    kt_loader_mistake (loader, path, 0, "“signing” has no key type “%s”", key_type);
}

void
kt_exchange_load_key_pairs (KtExchange *self, KtLoader *loader, JsonObject *root)
{
  JsonObject *pairs = kt_load_object (loader, root, "", "key_pairs", KT_OPTIONAL);

  if (!pairs)
    return;
  kt_load_only (loader, pairs, "key_pairs", key_types);
  for (guint i = 0; key_types[i]; i++)
    {
      g_autofree char *path = kt_path_join ("key_pairs", key_types[i]);
      JsonObject *object = kt_load_object (loader, pairs, "key_pairs", key_types[i], KT_OPTIONAL);

      if (object)
        load_key_pair (self, loader, object, path, key_types[i]);
    }
  if (self->key_pairs->len == 0)
    kt_loader_mistake (loader, "key_pairs", 0, "no key type is named: “ed25519” or “rsa”");
}

void
kt_key_pair_rule_free (KtKeyPairRule *self)
{
  g_free (self->key_type);
  g_free (self->source);
  g_free (self->checked_on);
  g_free (self);
}

const KtKeyPairRule *
kt_exchange_find_key_pair (KtExchange *self, const char *key_type)
{
  for (guint i = 0; i < self->key_pairs->len; i++)
    {
      const KtKeyPairRule *rule = g_ptr_array_index (self->key_pairs, i);

      if (g_strcmp0 (rule->key_type, key_type) == 0)
        return rule;
    }
  return NULL;
}
