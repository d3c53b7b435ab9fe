/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kt-test-keys.h"

/* G_DEBUG=fatal-warnings ends by SIGTRAP, which libFuzzer does not catch: the input would be lost. */
static void
abort_on_warning (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  if (!(level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)))
    return;
  fprintf (stderr, "%s: %s\n", domain ? domain : "", message);
  abort ();
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  g_log_set_always_fatal (0);
  g_log_set_default_handler (abort_on_warning, NULL);
  return 0;
}

char *
kt_fuzz_take_bytes (KtFuzzInput *self, char separator, gsize *ret_length)
{
  const char *end = self->length > 0 ? memchr (self->bytes, separator, self->length) : NULL;
  gsize length = end ? (gsize) (end - self->bytes) : self->length;
  char *taken = g_malloc (length + 1);

  if (length > 0)
    memcpy (taken, self->bytes, length);
  taken[length] = '\0';
  if (end)
    length++;
  self->bytes += length;
  self->length -= length;
  if (ret_length)
    *ret_length = end ? length - 1 : length;
  return taken;
}

char *
kt_fuzz_take_text (KtFuzzInput *self, char separator)
{
  gsize length;
  g_autofree char *bytes = kt_fuzz_take_bytes (self, separator, &length);

  return g_utf8_make_valid (bytes, (gssize) strlen (bytes));
}

KtCredential *
kt_fuzz_credential (void)
{
  static const struct { const char *id, *value; } fields[] = {
    { "api_key", KT_FUZZ_API_KEY },
    { "secret", KT_FUZZ_SECRET },
    { "passphrase", KT_FUZZ_PASSPHRASE },
    { "private_key", ED25519_PKCS8 },
    { "uid", "77000077" },
    { "memo", "fuzzmemo" },
    { "otp", "123456" },
  };
  KtCredential *credential = kt_credential_new ();

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr(KtSecret) value = kt_secret_new (fields[i].value, -1);

      kt_credential_set (credential, fields[i].id, value);
    }
  return credential;
}
