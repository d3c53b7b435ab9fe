/* kt-prober-preview.c: what a check would send first, to be read by people before it is sent
 *
 * Made by signing with made-up values and leaving all values out: what is shown is what is sent,
 * by name, and there is nothing secret to leave out.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "kt-prober.h"

#include <string.h>

#include "kt-check.h"

#define DOTS      "…"
/* Reads as text, hexadecimal and base64 alike. */
#define MADE_UP   "0123456789abcdef"
/* 32 bytes in base64: a private key that anybody knows. */
#define NO_SECRET "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

/* Header names are the same for all key types of an environment: one is taken that needs no key file. */
static const char *
choose_key_type (char       **key_types,
                 const char  *key_type)
{
  static const char *const easy[] = { "hmac", "ed25519", "token" };

  if (key_type && g_strv_contains (easy, key_type))
    return key_type;
  for (guint i = 0; i < G_N_ELEMENTS (easy); i++)
    if (g_strv_contains ((const char *const *) key_types, easy[i]))
      return easy[i];
  return key_type;
}

static KtCredential *
make_up_credential (KtExchange *exchange,
                    const char *environment,
                    const char *key_type)
{
  KtCredential *credential = kt_credential_new ();
  g_autoptr(GPtrArray) fields = kt_exchange_get_fields_of (exchange, environment, key_type);

  for (guint i = 0; i < fields->len; i++)
    {
      const KtField *field = fields->pdata[i];
      const char *text = field->default_value ? field->default_value
                         : field->choices ? field->choices[0]
                         : g_str_equal (field->id, "private_key") ? NO_SECRET : MADE_UP;
      g_autoptr(KtSecret) value = kt_secret_new (text, -1);

      if (!field->optional)
        kt_credential_set (credential, field->id, value);
    }
  return credential;
}

static KtSignedRequest *
sign_made_up (KtExchange *exchange,
              const char *environment,
              const char *key_type)
{
  g_autoptr(KtCredential) credential = make_up_credential (exchange, environment, key_type);
  g_autoptr(KtCheck) check = kt_check_new (exchange, environment, key_type, credential);
  KtNonceKind kind = kt_exchange_get_nonce_kind (exchange, environment);
  gint64 clock_ms = g_get_real_time () / 1000;
  g_autofree char *nonce = NULL;

  if (kt_exchange_has_rising_nonce (exchange, environment))
    nonce = g_strdup_printf ("%" G_GINT64_FORMAT, kt_signer_nonce_base (kind, clock_ms));
  else if (kind != KT_NONCE_NONE)
    nonce = kt_signer_make_nonce (kind, clock_ms);
  kt_check_set_clock (check, 0, 0);
  return kt_check_next (check) == KT_CHECK_REQUEST ? kt_check_sign (check, clock_ms, nonce, NULL) : NULL;
}

/* "a=1&b=2" -> "a=…&b=…" */
static void
append_names (GString    *text,
              const char *pairs)
{
  g_auto(GStrv) parts = g_strsplit (pairs, "&", -1);

  for (guint i = 0; parts[i]; i++)
    g_string_append_printf (text, "%s%.*s=" DOTS, i > 0 ? "&" : "", (int) strcspn (parts[i], "="), parts[i]);
}

static void
append_body (GString               *text,
             const KtSignedRequest *request)
{
  if (request->body_secret)
    g_string_append (text, "\n\n" DOTS);
  else if (request->body && *request->body == '{')
    g_string_append (text, "\n\n{" DOTS "}");
  else if (request->body && *request->body)
    {
      g_string_append (text, "\n\n");
      append_names (text, request->body);
    }
}

static char *
describe (const KtSignedRequest *request)
{
  GString *text = g_string_new (request->method);
  const char *query = strchr (request->url, '?');

  g_string_append_printf (text, " https://%s%s", request->host, request->path);
  if (query)
    {
      g_string_append_c (text, '?');
      append_names (text, query + 1);
    }
  for (guint i = 0; i < request->headers->len; i++)
    g_string_append_printf (text, "\n%s: " DOTS, ((const KtHeader *) request->headers->pdata[i])->name);
  append_body (text, request);
  return g_string_free (text, FALSE);
}

char *
kt_prober_preview (KtExchange *exchange,
                   const char *environment,
                   const char *key_type)
{
  g_auto(GStrv) key_types = NULL;
  g_autoptr(KtSignedRequest) request = NULL;
  g_auto(GStrv) lines = NULL;

  g_return_val_if_fail (kt_exchange_find_environment (exchange, environment), NULL);

  key_types = kt_exchange_get_key_types (exchange, environment);
  request = sign_made_up (exchange, environment, choose_key_type (key_types, key_type));
  if (request)
    return describe (request);
  /* A definition that wants another shape of secret: then without the headers' names. */
  lines = kt_exchange_list_requests (exchange, environment);
  return g_strjoinv ("\n", lines);
}
