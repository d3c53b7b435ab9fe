/* kt-words-doubts.c: what looks wrong about a credential, in sentences
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-words-private.h"

static const char *
name_field (KtExchange *exchange, const char *id)
{
  GPtrArray *fields = kt_exchange_get_fields (exchange);

  for (guint i = 0; i < fields->len; i++)
    {
      const KtField *field = g_ptr_array_index (fields, i);

      if (g_strcmp0 (field->id, id) == 0)
        return field->name;
    }
  return id ? id : "";
}

char *
kt_words_doubt (const KtDoubt *doubt, KtExchange *exchange, KtExchange *other)
{
  switch (doubt->kind)
    {
    case KT_DOUBT_SWAPPED:
      return g_strdup (_("Key and secret look swapped."));
    case KT_DOUBT_OTHER_EXCHANGE:
      /* Translators: %s is an exchange */
      return g_strdup_printf (_("This looks like a key of %s."), other ? kt_exchange_get_name (other) : doubt->other);
    case KT_DOUBT_SHAPE:
      /* Translators: %1$s is an exchange, %2$s a field: “Secret Key” */
      return g_strdup_printf (_("%1$s’s “%2$s” usually looks different. Is it complete?"), kt_exchange_get_name (exchange),
                              name_field (exchange, doubt->field));
    case KT_DOUBT_ENCRYPTED_PEM:
      return g_strdup (_("This private key has a password of its own. Take the password off, then paste it again."));
    case KT_DOUBT_PUBLIC_PEM:
      return g_strdup (_("This is the public key. The private one belongs here."));
    case KT_DOUBT_MISSING:
    default:
      /* Translators: %s is a field: “Secret Key” */
      return g_strdup_printf (_("“%s” is missing."), name_field (exchange, doubt->field));
    }
}
